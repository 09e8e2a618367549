"""The look of the program: every colour, size and type face is named here and nowhere else.

A painted widget asks `theme.current()` at each paint, since theme and zoom may change while it lives;
other widgets are dressed by one style sheet built from the same tokens (`ui/sheet.py`).

    t = theme.current()
    painter.setPen(t.colour("soft"))
    painter.setFont(t.font("meta"))
    row_height = t.px(72)
"""

from collections.abc import Callable, Mapping
from typing import Final, Literal

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontInfo, QPainter, QPalette, QPen
from PySide6.QtWidgets import QApplication, QStyle, QWidget

from cmworkstation.domain.values import dataclass, field
from cmworkstation.ui import sheet

Choice = Literal["light", "dark", "light-contrast", "dark-contrast", "system"]
TypeRole = Literal["meta", "body", "title", "page"]

SPACING: Final = (4, 8, 12, 16, 24, 32)
CONTROL: Final = 32
COMPACT_ROW: Final = 28
LIST_ROW: Final = 72
LIST_ROW_COMPACT: Final = 52
MARGIN: Final = 16
RADIUS: Final = 6
BAND: Final = 4
RAIL: Final = 56
RAIL_NARROW: Final = 48
NARROW_WINDOW: Final = 720  # below this width panes give way, down to 420
LOW_WINDOW: Final = 480
LINE_HEIGHT: Final = 1.4  # for people's words
LONGEST_LINE: Final = 80  # characters
ZOOMS: Final = (1.0, 1.1, 1.25, 1.5, 1.75, 2.0)
TYPE: Final[Mapping[TypeRole, int]] = {"meta": 11, "body": 13, "title": 15, "page": 20}

LIGHT: Final[Mapping[str, str]] = {
    "ground": "#FBFBFA",
    "raised": "#FFFFFF",
    "sunken": "#F2F2EF",
    "text": "#1D1F21",
    "soft": "#5A5F66",
    "line": "#DEDEDA",
    "edge": "#85898F",  # the outline of a field: 3:1, so that it is found
    "accent": "#1F5FBF",
    "on_accent": "#FFFFFF",
    "accent_over": "#1A52A6",
    "tint": "#E6EEFA",
    "internal": "#FFF6D6",
    "on_internal": "#5C4400",
    "cue": "#5A5F66",
    "warn": "#8A5A00",
    "error": "#B3261E",
    "stop": "#8C1D18",
    "on_stop": "#FFFFFF",
    "good": "#1E7B3C",
    "frozen": "#123B6B",
    "on_frozen": "#FFFFFF",
    "exercise": "#6B3FA0",
    "on_exercise": "#FFFFFF",
}
DARK: Final[Mapping[str, str]] = {
    "ground": "#1B1C1E",
    "raised": "#232528",
    "sunken": "#141517",
    "text": "#E9E9E6",
    "soft": "#A4A9B0",
    "line": "#36393E",
    "edge": "#777D85",
    "accent": "#7FB0FF",
    "on_accent": "#11161F",
    "accent_over": "#9AC1FF",
    "tint": "#22324A",
    "internal": "#3A3216",
    "on_internal": "#F0DDA0",
    "cue": "#A4A9B0",
    "warn": "#E0B05A",
    "error": "#FF8A80",
    "stop": "#FF8A80",
    "on_stop": "#1F0B09",
    "good": "#7CD494",
    "frozen": "#123B6B",
    "on_frozen": "#D9E7F8",
    "exercise": "#6B3FA0",
    "on_exercise": "#F1E9FB",
}

# Twelve hues in the order of the colour circle, each for a light and a dark ground. Found by annealing for
# the greatest least distance in Oklab under normal sight, protanopia, deuteranopia and tritanopia
# (simulation of Machado, Oliveira and Fernandes 2009), at 3:1 or more against every ground.
ACCOUNT_LIGHT: Final = (
    "#ED1FA8 #9E253E #8E6745 #B07937 #3C521B #1A391E #1C605A #148089 #1B0EE6 #7C76F3 #3B19AC #571A50"
).split()
ACCOUNT_DARK: Final = (
    "#F36BAB #EB433C #D99D78 #F0CEA2 #B9CA21 #DAFA91 #81F0E8 #5CD6DC #8EB5FF #A485F0 #826FEA #C254A5"
).split()
# Neighbours in the circle look alike at a glance: accounts take the hues in strides of five.
ACCOUNT_STRIDE: Final = (8, 1, 6, 3, 10, 5, 0, 7, 2, 9, 4, 11)


@dataclass(frozen=True, slots=True)
class Theme:
    """All tokens at one zoom; lengths in device-independent pixels."""

    dark: bool
    zoom: float
    family: str = ""
    sharp: bool = False  # high contrast
    _colours: dict[str, QColor] = field(default_factory=dict, repr=False, compare=False)
    _fonts: dict[tuple[str, bool], QFont] = field(default_factory=dict, repr=False, compare=False)

    def hex(self, role: str) -> str:
        """Return the colour of a role as "#RRGGBB". Raises `KeyError` for an unknown role."""
        return self.roles()[role]

    def roles(self) -> Mapping[str, str]:
        """Return all colours by their roles, as "#RRGGBB"."""
        if not self.sharp:
            return DARK if self.dark else LIGHT
        from cmworkstation.ui import contrast  # noqa: PLC0415 - few people need it

        return contrast.DARK if self.dark else contrast.LIGHT

    def colour(self, role: str) -> QColor:
        """Return the colour of a role; do not change the returned object."""
        if role not in self._colours:
            self._colours[role] = QColor(self.hex(role))
        return self._colours[role]

    def account(self, index: int) -> QColor:
        """Return the colour of account number `index`; numbers beyond eleven begin again."""
        name = f"account{index % 12}"
        if name not in self._colours:
            hues = ACCOUNT_DARK if self.dark else ACCOUNT_LIGHT
            self._colours[name] = QColor(hues[ACCOUNT_STRIDE[index % 12]])
        return self._colours[name]

    def px(self, length: float) -> int:
        """Return a length of the design, given at 100 %, at this zoom."""
        return round(length * self.zoom)

    def beside(self, words: str) -> str:
        """Return words that stand beside an icon, a little apart: Qt leaves 4 px there at every zoom."""
        return "\u2009" * round(2 * (self.zoom - 1)) + words

    def font(self, role: TypeRole = "body", *, bold: bool = False) -> QFont:
        """Return the system's face at the size of a role; do not change the returned object."""
        key = (role, bold)
        if key not in self._fonts:
            font = QFont(self.family) if self.family else QFont()
            font.setPixelSize(self.px(TYPE[role]))
            font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
            self._fonts[key] = font
        return self._fonts[key]


_current = Theme(dark=False, zoom=1.0)
_system: tuple[str, float] | None = None  # the face and the relative size that the system asked for


def current() -> Theme:
    """Return the theme in use."""
    return _current


def apply(app: QApplication, choice: Choice | str = "system", zoom: float = 1.0) -> Theme:
    """Dress the whole program in a theme, at a zoom from 1.0 to 2.0, and return it."""
    chosen = choose(app, choice, zoom)
    dress(app)
    return chosen


def choose(app: QApplication, choice: Choice | str = "system", zoom: float = 1.0) -> Theme:
    """Make a theme the one in use, without its style sheet; for a window that is yet to be built."""
    global _current, _system  # noqa: PLW0603 - one look per process, as with the language
    if _system is None:
        font = QFontInfo(app.font())
        _system = (font.family(), max(1.0, font.pixelSize() / TYPE["body"]))
        if app.style().name() != "fusion":  # making a second one costs 6 ms at the start
            app.setStyle("Fusion")
    family, scale = _system
    dark = choice.startswith("dark") or (choice == "system" and _system_is_dark(app))
    sharp = choice.endswith("contrast") or (choice == "system" and _system_is_sharp(app))
    _current = Theme(dark, min(2.0, max(1.0, zoom)) * scale, family, sharp)
    app.setFont(_current.font("body"))
    app.setPalette(palette(_current))
    return _current


def dress(app: QApplication) -> None:
    """Put the style sheet of the theme in use on every widget there is, and on those to come."""
    colours, tone = _current.roles(), "dark" if _current.dark else "light"
    rules = sheet.build(colours, TYPE, _current.px, tone)
    if _current.sharp:
        from cmworkstation.ui import contrast  # noqa: PLC0415 - few people need it

        rules += contrast.sheet(colours, _current.px)
    app.setStyleSheet(rules)


def _system_is_dark(app: QApplication) -> bool:
    return app.styleHints().colorScheme() == Qt.ColorScheme.Dark


def _system_is_sharp(app: QApplication) -> bool:
    hints = getattr(app.styleHints(), "accessibility", None)  # Qt tells it since 6.10
    return hints is not None and hints().contrastPreference().name == "HighContrast"


def follow_system(app: QApplication, changed: Callable[[], object]) -> None:
    """Call `changed` whenever the system turns light or dark, or asks for more contrast or less."""
    hints = app.styleHints()
    hints.colorSchemeChanged.connect(changed)
    if hasattr(hints, "accessibility"):
        hints.accessibility().contrastPreferenceChanged.connect(changed)


def outline(painter: QPainter, box: QRect, state: QStyle.StateFlag) -> None:
    """Draw the frame of a row: where the keyboard is, and in high contrast around what is chosen as well."""
    t = current()
    focused = bool(state & QStyle.StateFlag.State_HasFocus)
    selected = bool(state & QStyle.StateFlag.State_Selected)
    if not focused and not (t.sharp and selected):
        return
    painter.save()
    wide = (3 if focused else 1) if t.sharp else 1
    painter.setBrush(Qt.BrushStyle.NoBrush)
    pen = QPen(t.colour("accent"), wide)
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    painter.setPen(pen)
    edge = wide // 2
    painter.drawRect(box.adjusted(edge, edge, -1 - edge, -1 - edge))
    painter.restore()


def palette(t: Theme) -> QPalette:
    """Return the Qt palette of a theme, for everything that the style sheet does not reach."""
    p = QPalette(t.colour("raised"), t.colour("ground"))
    role = QPalette.ColorRole
    for which, name in (
        (role.Window, "ground"),
        (role.Base, "raised"),
        (role.AlternateBase, "sunken"),
        (role.Button, "raised"),
        (role.ToolTipBase, "raised"),
        (role.WindowText, "text"),
        (role.Text, "text"),
        (role.ButtonText, "text"),
        (role.ToolTipText, "text"),
        (role.BrightText, "error"),
        (role.PlaceholderText, "soft"),
        (role.Highlight, "accent"),
        (role.HighlightedText, "on_accent"),
        (role.Accent, "accent"),
        (role.Link, "accent"),
        (role.LinkVisited, "accent"),
        (role.Light, "raised"),
        (role.Midlight, "line"),
        (role.Mid, "line"),
        (role.Dark, "edge"),
        (role.Shadow, "edge"),
    ):
        p.setColor(which, t.colour(name))
    for which in (role.WindowText, role.Text, role.ButtonText):
        p.setColor(QPalette.ColorGroup.Disabled, which, t.colour("edge"))
    return p


def mark(widget: QWidget, kind: str) -> None:
    """Give a widget one of the looks of the style sheet: "primary", "meta", "card" … (see `ui/sheet.py`)."""
    if widget.property("kind") != kind:
        widget.setProperty("kind", kind)
        if widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
            restyle(widget)


def restyle(widget: QWidget) -> None:
    """Let the style sheet look at a widget again after one of its properties changed."""
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)
    widget.update()
