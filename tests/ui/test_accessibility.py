"""Every place of the program, for people who do not see it, do not use a mouse, or need large letters.

Each test walks all places in French and in English, in a real window over a full workspace.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QObject, QPoint, QRect, Qt
from PySide6.QtGui import (
    QAccessible,
    QAccessibleInterface,
    QAction,
    QColor,
    QIcon,
    QImage,
    QKeySequence,
    QShortcut,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QApplication,
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QTabBar,
    QTabWidget,
    QTextBrowser,
    QToolButton,
    QWidget,
)

from cmworkstation.ui import keys
from cmworkstation.ui.commands import COMMANDS
from cmworkstation.ui.palette import Palette, rank
from cmworkstation.ui.widgets.labels import ElidedLabel
from tests.ui.places import PLACES, touring

Role = QAccessible.Role
INTERACTIVE = {
    Role.Button,
    Role.ButtonMenu,
    Role.ButtonDropDown,
    Role.CheckBox,
    Role.ComboBox,
    Role.EditableText,
    Role.Link,
    Role.List,
    Role.ListItem,
    Role.MenuItem,
    Role.PageTab,
    Role.PageTabList,
    Role.RadioButton,
    Role.Slider,
    Role.SpinBox,
    Role.Table,
    Role.Tree,
    Role.TreeItem,
}
LANGUAGES = ("fr", "en")
MOST_LINKS = 5  # in one message of the town
every_place = pytest.mark.parametrize("place", PLACES)
both_languages = pytest.mark.parametrize("language", LANGUAGES)


# ------------------------------------------------------------------------------------- names


def faces(face: QAccessibleInterface) -> Iterator[QAccessibleInterface]:
    """Yield a node and all that are shown below it, as a screen reader walks them."""
    if face.state().invisible and face.role() is not Role.Client:
        return
    yield face
    for n in range(face.childCount()):
        child: QAccessibleInterface | None = face.child(n)
        if child and child.isValid():
            yield from faces(child)


def name_of(face: QAccessibleInterface) -> str:
    widget = face.object()
    if isinstance(widget, QComboBox):
        # Qt gives the chosen value for a name: who hears "public" alone does not know what it is about.
        return widget.accessibleName()
    return face.text(QAccessible.Text.Name).strip()


WITHOUT_TAB = ("palette", "answers")  # the arrows move there while one types


@both_languages
@every_place
def test_whatever_can_be_used_has_a_name_and_is_reached_by_the_keyboard(
    tmp_path, qtbot, place, language
):
    look = look_of(place, language)
    with touring(tmp_path / "w", qtbot, language, look=look) as tour:
        root = tour.go(place)
        usable, nameless = walked(root)
        assert usable > 0
        assert nameless == []
        assert for_the_mouse_alone(root) == []
        if place not in WITHOUT_TAB:
            tab_reaches_every_control_in_a_fixed_order(qtbot, root)
        if look != "light":
            assert cut_short(root) == []
            assert faint(root) == []


LEAST_OF_ICONS = 3.0
LEAST_CONTRAST = 4.5  # of the strokes of small letters, which are softened at their edges; the colours differ by 7


def look_of(place: str, language: str) -> str:
    """Return the theme in which a place is walked: in French that of high contrast, light and dark in turn.

    A window that is built in it costs no more than another; names and keys are the same in each.
    """
    if language == "en":
        return "light"
    return "dark-contrast" if list(PLACES).index(place) % 2 else "light-contrast"


def faint(root: QWidget) -> list[str]:
    """Return the labels and buttons whose words stand too little out from their ground."""
    picture = root.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    found = []
    for one in root.findChildren(QWidget):
        if not isinstance(one, QLabel | QPushButton | QCheckBox) or not one.text().strip():
            continue
        region = one.visibleRegion().boundingRect()
        if not one.isVisible() or not one.isEnabled() or region != one.rect():
            continue  # half of a letter says nothing
        if root.childAt(one.mapTo(root, region.center())) is not one:
            continue  # something stands before it
        inner = region.adjusted(4, 4, -4, -4) if isinstance(one, QPushButton) else region
        if isinstance(one, QPushButton) and not one.icon().isNull():
            found += _faint_icon(one, picture.pixelColor(one.mapTo(root, inner.topLeft())))
        part = picture.copy(QRect(one.mapTo(root, inner.topLeft()), inner.size()))
        greys = b"".join(_grey_line(part, n) for n in range(part.height()))
        ratio = (_light(max(greys)) + 0.05) / (_light(min(greys)) + 0.05) if greys else 21.0
        if ratio < LEAST_CONTRAST:
            found.append(f"{said(one)}: {ratio:.1f} to 1")
    return found


def _faint_icon(one: QPushButton, ground: QColor) -> list[str]:
    """Return the button when its icon is hardly seen on its ground: the colour that the icon is painted in."""
    mode = QIcon.Mode.Active if one.hasFocus() else QIcon.Mode.Normal
    drawn = one.icon().pixmap(one.iconSize(), mode).toImage()
    dots = (drawn.pixelColor(x, y) for x in range(drawn.width()) for y in range(drawn.height()))
    strongest = max(dots, key=QColor.alpha, default=ground)
    lights = sorted(_light(_grey(one)) for one in (strongest, ground))
    ratio = (lights[1] + 0.05) / (lights[0] + 0.05)
    return [f"the icon of {said(one)}: {ratio:.1f} to 1"] if ratio < LEAST_OF_ICONS else []


def _grey(colour: QColor) -> int:
    return (colour.red() * 11 + colour.green() * 16 + colour.blue() * 5) // 32  # as Qt weighs them


def _grey_line(picture: QImage, n: int) -> bytes:
    line: Any = picture.constScanLine(n)
    return bytes(line)[: picture.width()]


def _light(grey: int) -> float:
    """Return the luminance of a grey of 0 to 255."""
    part = grey / 255
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def walked(root: QWidget) -> tuple[int, list[str]]:
    """Return how many nodes can be used, and those without a name. No face outlives its widget here."""
    usable, nameless = 0, []
    for one in faces(QAccessible.queryAccessibleInterface(root)):
        if one.role() in INTERACTIVE or one.state().focusable:
            usable += 1
            if isinstance(one.object(), QWidget | None) and not name_of(one):
                nameless.append(f"{one.role().name} in {_path(one)}")
    return usable, nameless


def _path(face: QAccessibleInterface) -> str:
    names: list[str] = []
    found: list[QObject | None] = [face.object(), face.parent().object()]
    at = next((one for one in found if one is not None), None)
    while at is not None and len(names) < 6:
        names.append(type(at).__name__)
        at = at.parent()
    return " < ".join(names)


@both_languages
def test_each_row_of_the_inbox_speaks_one_sentence(tmp_path, qtbot, language):
    waits = {"fr": "Nous attendent", "en": "Waiting for us"}[language]
    due = {"fr": "en retard depuis 11:05", "en": "late since 11:05"}[language]
    with touring(tmp_path / "w", qtbot, language) as tour:
        table = tour.scene.page.list.table
        rows = {
            table.model().index(n, 0).data(Qt.ItemDataRole.AccessibleTextRole)
            for n in range(table.model().rowCount())
        }
        (fair,) = [one for one in rows if one.startswith("Omar Haddad")]
        for part in ("Mastodon", "Mairie", waits, due):
            assert part in fair
        assert all("\n" not in one and "\u202e" not in one for one in rows)
        face = QAccessible.queryAccessibleInterface(table)
        spoken = [face.child(n).text(QAccessible.Text.Name) for n in range(face.childCount())]
        assert rows <= set(spoken)


# ------------------------------------------------------------------------------------- keyboard


def in_other_ways(widget: QWidget) -> bool:
    """Tell whether a control is reached by the arrows from its neighbour, as radio buttons are.

    Qt lets Tab reach the one of them that had the focus last.
    """
    if not isinstance(widget, QAbstractButton) or widget.group() is None:
        return False
    others = widget.group().buttons()
    stops = [one for one in others if one.focusPolicy() & Qt.FocusPolicy.TabFocus]
    return widget.group().exclusive() and bool(stops)


def within_another(widget: QWidget) -> bool:
    """Tell whether another one takes the focus for both: the field of its line, the bar of a set of tabs."""
    return isinstance(widget, QTabWidget) or isinstance(
        widget.parentWidget(), QComboBox | QAbstractSpinBox
    )


def tab_stops(root: QWidget) -> list[QWidget]:
    return [
        one
        for one in [root, *root.findChildren(QWidget)]
        if one.isVisible()
        and one.isEnabled()
        and one.window() is root.window()
        and one.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not within_another(one)
        and not in_other_ways(one)
    ]


def said(widget: QWidget) -> str:
    return f"{type(widget).__name__} {widget.accessibleName() or getattr(widget, 'text', str)()!r}"


def round_of_tab(start: QWidget, most: int, key: Qt.Key = Qt.Key.Key_Tab) -> list[QWidget]:
    """Press Tab until the focus is where it began; return where it was."""
    found = [start]
    links = 0
    for _ in range(most):
        focused = QApplication.focusWidget()
        assert focused is not None
        QTest.keyClick(focused, key)
        now = QApplication.focusWidget()
        if now is found[-1]:  # from link to link within a message
            links += 1
            inside = isinstance(now, QTextBrowser) and links < MOST_LINKS
            assert inside, f"the focus is caught in {said(now)}"
            continue
        if now is None or now is start:
            return found
        links = 0
        found.append(now)
    raise AssertionError("Tab never comes round: " + ", ".join(said(one) for one in found[-8:]))


def tab_reaches_every_control_in_a_fixed_order(qtbot, root: QWidget) -> None:
    root.window().activateWindow()
    wanted = tab_stops(root)
    wanted[0].setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(wanted[0].hasFocus)
    if len(wanted) == 1:  # nowhere to go
        return
    first = round_of_tab(wanted[0], 3 * len(wanted) + 20)
    missed = [said(one) for one in wanted if one not in first]
    for group in root.findChildren(QButtonGroup):
        if group.exclusive() and any(
            one.isVisible() and one.isEnabled() for one in group.buttons()
        ):
            missed += [] if set(group.buttons()) & set(first) else [said(group.buttons()[0])]
    again = round_of_tab(wanted[0], 3 * len(wanted) + 20)
    back = round_of_tab(wanted[0], 3 * len(wanted) + 20, Qt.Key.Key_Backtab)
    assert missed == []
    assert again == first
    assert back[1:] == first[:0:-1]


def for_the_mouse_alone(root: QWidget) -> list[str]:
    return [
        said(one)
        for one in root.findChildren(QAbstractButton)
        if one.isVisible()
        and one.isEnabled()
        and not one.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not in_other_ways(one)
        and not isinstance(one.parent(), QLineEdit | QTabBar)
        and one.objectName() not in ("qt_menubar_ext_button", "qt_toolbar_ext_button")
    ]


# ------------------------------------------------------------------------------------- commands


@both_languages
def test_every_command_and_every_menu_entry_is_in_the_palette(tmp_path, qtbot, language):
    with touring(tmp_path / "w", qtbot, language) as tour:
        window = tour.window
        entries = [
            action
            for action in window.menuBar().findChildren(QAction)
            if action.text() and not action.isSeparator() and action.menu() is None
        ]
        assert set(entries) <= set(window._actions.values())
        palette = tour.go("palette")
        assert isinstance(palette, Palette)
        for command in COMMANDS:
            title = keys.title(command)
            assert command in rank(title)[:3], title
            palette.field.setText(title)
            assert title in [palette.list.item(n).text() for n in range(palette.list.count())]
    assert {one.id for one in COMMANDS} == set(window._actions)


def test_no_key_of_the_window_is_taken_twice(tmp_path, qtbot):
    with touring(tmp_path / "w", qtbot, "fr") as tour:
        tour.go("inbox")
        for page in ("outbox", "accounts", "charter", "intake"):
            tour.page(page)
        taken: dict[str, set[str]] = {}
        for action in tour.window.findChildren(QAction):
            for key in action.shortcuts():
                if action.shortcutContext() is Qt.ShortcutContext.WindowShortcut:
                    taken.setdefault(key.toString(), set()).add(action.text())
        for shortcut in tour.window.findChildren(QShortcut):
            if shortcut.context() is Qt.ShortcutContext.WindowShortcut:
                keys_of = shortcut.keys()
                for key in keys_of:
                    taken.setdefault(key.toString(), set()).add("a shortcut of its own")
    assert len(taken) > 40
    assert {key: what for key, what in taken.items() if len(what) > 1} == {}


@pytest.mark.parametrize("row", ["123456789", "&É\"'(§È_Ç"], ids=("QWERTY", "AZERTY"))
def test_ctrl_and_a_digit_chooses_the_account_on_both_keyboards(tmp_path, qtbot, row):
    with touring(tmp_path / "w", qtbot, "fr") as tour:
        window, page = tour.window, tour.scene.page
        window.activateWindow()
        page.list.table.setFocus()
        qtbot.waitUntil(page.list.table.hasFocus)
        listed = tour.scene.services.accounts.listed()
        for n, account in enumerate(listed, 1):
            QTest.keySequence(page.list.table, QKeySequence(f"Ctrl+{row[n - 1]}"))
            tour.scene.settle()
            assert page.listing.account == account.id
        answered = {one.id: set(keys.everywhere(one)) for one in COMMANDS}
        for n in range(1, 10):
            if row[n - 1] != "§":  # Ctrl+- stays with zooming out
                assert f"Ctrl+{row[n - 1]}" in answered[f"inbox.account_{n}"]


# ------------------------------------------------------------------------------------- large letters


def cut_short(root: QWidget) -> list[str]:
    """Return the labels and buttons whose words do not fit into what they have."""
    found = []
    for one in root.findChildren(QWidget):
        if not one.isVisible() or not isinstance(
            one, QLabel | QPushButton | QCheckBox | QToolButton
        ):
            continue
        if isinstance(one, ElidedLabel) or not one.text() or one.visibleRegion().isEmpty():
            continue
        if _wants(one) or _hidden(one):
            found.append(f"{said(one)}: {_wants(one) or _hidden(one)}")
    return found


def _wants(one: QLabel | QPushButton | QCheckBox | QToolButton) -> str:
    """Return how much more room a widget needs, "" when it has enough."""
    width, height = one.width() + 1, one.height() + 1
    if (
        isinstance(one, QToolButton)
        and one.toolButtonStyle() is Qt.ToolButtonStyle.ToolButtonIconOnly
    ):
        return ""
    if isinstance(one, QLabel) and one.wordWrap():
        needs = one.heightForWidth(one.width())
        longest = max(
            one.fontMetrics().horizontalAdvance(word) for word in one.text().split() or [""]
        )
        if needs > height:
            return f"{needs} px high, has {one.height()}"
        return f"a word of {longest} px in {one.width()}" if longest > width else ""
    wide, high = one.sizeHint().width(), one.fontMetrics().height()
    if wide > width or high > height:
        return f"{wide} × {high}, has {one.width()} × {one.height()}"
    return ""


def _hidden(one: QWidget) -> str:
    """Return how much of a widget lies outside what is shown and cannot be scrolled to, "" for nothing."""
    at = one.parentWidget()
    box = QRect(QPoint(0, 0), one.size())
    child = one
    while at is not None and not child.isWindow():
        box = QRect(child.mapToParent(box.topLeft()), box.size())
        if isinstance(at.parentWidget(), QAbstractScrollArea) and isinstance(
            at.parentWidget(), QScrollArea
        ):
            area = at.parentWidget()
            assert isinstance(area, QScrollArea)
            wide = area.horizontalScrollBar().maximum()
            off = area.horizontalScrollBarPolicy() is Qt.ScrollBarPolicy.ScrollBarAlwaysOff
            return f"{wide} px to the right" if off and wide > 1 else ""
        shown = QRect(QPoint(0, 0), at.size()).adjusted(-1, -1, 1, 1)
        if not shown.contains(box):
            return f"{box.getRect()} in {type(at).__name__} {at.size().toTuple()}"
        child, at = at, at.parentWidget()
    return ""


@both_languages
@pytest.mark.parametrize(
    ("zoom", "width"), [(2.0, 1280), (1.0, 420)], ids=("200 percent", "narrow")
)
@every_place
def test_no_word_is_cut(tmp_path, qtbot, place, language, zoom, width):
    with touring(tmp_path / "w", qtbot, language, zoom, width) as tour:
        assert cut_short(tour.go(place)) == []
