"""Icons: one family of glyphs (Remix Icon), and brand marks for platforms, from the fonts that qtawesome ships.

The library itself is not imported: it would load twelve fonts and their tables (about 200 ms) for the two
dozen glyphs of a window. A glyph is an outline, filled at the size and in the colour of the moment, so
icons are sharp at any zoom and follow the theme without being told. Code points are checked by a test
against the tables in the installed package.

    button.setIcon(icons.icon("reply"))                         # colour of the text
    icons.paint(painter, rect, icons.platform("mastodon"), t.colour("soft"))
"""

from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QIcon,
    QIconEngine,
    QPainter,
    QPainterPath,
    QPixmap,
    QRawFont,
    QTransform,
)

from cmworkstation.ui import theme

SMALL: Final = 16
LARGE: Final = 20

# name: (glyph of Remix Icon, code point)
GLYPHS: Final[Mapping[str, tuple[str, int]]] = {
    "inbox": ("inbox-line", 0xEE4F),
    "outbox": ("send-plane-2-line", 0xF0D8),
    "accounts": ("contacts-line", 0xEBD2),
    "charter": ("booklet-line", 0xEADF),
    "intake": ("list-check-2", 0xEEB9),
    "search": ("search-line", 0xF0D1),
    "reply": ("reply-line", 0xF07A),
    "reply_private": ("chat-private-line", 0xEB69),
    "lock": ("lock-line", 0xEECE),
    "done": ("check-line", 0xEB7B),
    "no_answer": ("chat-off-line", 0xEB65),
    "unread": ("mail-unread-line", 0xEF02),
    "send": ("send-plane-fill", 0xF0D9),
    "undo": ("arrow-go-back-line", 0xEA58),
    "add": ("add-line", 0xEA13),
    "remove": ("delete-bin-line", 0xEC2A),
    "edit": ("pencil-line", 0xEFE0),
    "save": ("save-line", 0xF0B3),
    "refresh": ("refresh-line", 0xF064),
    "freeze": ("snowy-line", 0xF15E),
    "frozen": ("snowy-line", 0xF15E),
    "thaw": ("sun-line", 0xF1BF),
    "exercise": ("test-tube-line", 0xF1FC),
    "warn": ("alert-line", 0xEA21),
    "error": ("error-warning-line", 0xECA1),
    "info": ("information-line", 0xEE59),
    "good": ("checkbox-circle-line", 0xEB81),
    "close": ("close-line", 0xEB99),
    "back": ("arrow-left-line", 0xEA60),
    "next": ("arrow-right-line", 0xEA6C),
    "previous": ("arrow-left-line", 0xEA60),
    "up": ("arrow-up-line", 0xEA76),
    "down": ("arrow-down-line", 0xEA4C),
    "left": ("arrow-left-s-line", 0xEA64),
    "right": ("arrow-right-s-line", 0xEA6E),
    "menu": ("menu-line", 0xEF3E),
    "settings": ("settings-3-line", 0xF0E6),
    "theme": ("contrast-2-line", 0xEBD4),
    "language": ("translate-2", 0xF226),
    "zoom_in": ("zoom-in-line", 0xF2DB),
    "zoom_out": ("zoom-out-line", 0xF2DD),
    "help": ("question-line", 0xF045),
    "keyboard": ("keyboard-line", 0xEE75),
    "copy": ("file-copy-line", 0xECD5),
    "link": ("link", 0xEEB2),
    "external": ("external-link-line", 0xECAF),
    "image": ("image-line", 0xEE4B),
    "attachment": ("attachment-2", 0xEA84),
    "bell": ("notification-3-line", 0xEF94),
    "clock": ("time-line", 0xF20F),
    "calendar": ("calendar-line", 0xEB27),
    "user": ("user-line", 0xF264),
    "users": ("group-line", 0xEDE3),
    "user_star": ("user-star-line", 0xF276),
    "discuss": ("discuss-line", 0xEC3A),
    "eye": ("eye-line", 0xECB5),
    "newspaper": ("newspaper-line", 0xEF8F),
    "eye_off": ("eye-off-line", 0xECB7),
    "public": ("earth-line", 0xEC7A),
    "unlisted": ("moon-line", 0xEF75),
    "followers": ("user-follow-line", 0xF261),
    "private": ("lock-line", 0xEECE),
    "mail": ("mail-line", 0xEEF6),
    "key": ("key-2-line", 0xEE6F),
    "folder": ("folder-line", 0xED6A),
    "file": ("file-text-line", 0xED0F),
    "history": ("history-line", 0xEE17),
    "trash": ("delete-bin-line", 0xEC2A),
    "spam": ("spam-2-line", 0xF169),
    "hold": ("pause-circle-line", 0xEFD6),
    "approve": ("checkbox-circle-line", 0xEB81),
    "flag": ("flag-line", 0xED3B),
    "star": ("star-line", 0xF18B),
    "tag": ("price-tag-3-line", 0xF023),
    "filter": ("filter-3-line", 0xED25),
    "sort": ("sort-desc", 0xF160),
    "more": ("more-2-line", 0xEF77),
    "check": ("check-line", 0xEB7B),
    "pause": ("pause-line", 0xEFD8),
    "play": ("play-line", 0xF00B),
    "offline": ("wifi-off-line", 0xF2C2),
    "online": ("wifi-line", 0xF2C0),
    "deleted": ("delete-back-2-line", 0xEC1A),
    "edited": ("edit-line", 0xEC86),
    "quote": ("double-quotes-l", 0xEC51),
    "finding": ("spam-line", 0xF16D),
    "draft": ("draft-line", 0xEC5C),
    "palette": ("command-line", 0xEBB8),
    "fullscreen": ("fullscreen-line", 0xED9C),
    "quit": ("logout-box-r-line", 0xEEDA),
    "chevron_down": ("arrow-down-s-line", 0xEA4E),
    "chevron_right": ("arrow-right-s-line", 0xEA6E),
    "chevron_up": ("arrow-up-s-line", 0xEA78),
    "chevron_left": ("arrow-left-s-line", 0xEA64),
    "note": ("sticky-note-line", 0xF19B),
    "approvals": ("check-double-line", 0xEB79),
    "dashboard": ("dashboard-line", 0xEC14),
    "watch": ("pulse-line", 0xF035),
    "radar": ("radar-line", 0xF04C),
    "crisis": ("alarm-warning-line", 0xEA1D),
    "answers": ("chat-quote-line", 0xEB6B),
    "download": ("download-line", 0xEC5A),
    "upload": ("upload-line", 0xF250),
    "print": ("printer-line", 0xF029),
    "open": ("folder-open-line", 0xED70),
    "shield": ("shield-check-line", 0xF100),
    "hourglass": ("timer-line", 0xF215),
    "phone": ("phone-line", 0xEFEC),
    "presence": ("map-pin-user-line", 0xEF1A),
    "feed": ("rss-line", 0xF09F),
    "email": ("mail-line", 0xEEF6),
    "demo": ("flask-line", 0xED3F),
    "triage": ("node-tree", 0xEF90),
    "forum": ("discuss-line", 0xEC3A),
    "web": ("global-line", 0xEDCF),
    "pixelfed": ("pixelfed-line", 0xF003),
    "lemmy": ("bear-smile-line", 0xEAB8),
    "matrix": ("brackets-line", 0xEAEB),
}

# name: (glyph of Font Awesome 6 Brands, code point)
BRANDS: Final[Mapping[str, tuple[str, int]]] = {
    "mastodon": ("mastodon", 0xF4F6),
    "wordpress": ("wordpress", 0xF19A),
    "instagram": ("instagram", 0xF16D),
    "facebook": ("facebook-f", 0xF39E),
    "bluesky": ("bluesky", 0xE671),
    "discourse": ("discourse", 0xF393),
    "linkedin": ("linkedin-in", 0xF0E1),
    "youtube": ("youtube", 0xF167),
    "twitter": ("x-twitter", 0xE61B),
    "reddit": ("reddit-alien", 0xF281),
    "threads": ("threads", 0xE618),
    "google": ("google", 0xF1A0),
    "github": ("github", 0xF09B),
    "telegram": ("telegram", 0xF2C6),
    "hackernews": ("hacker-news", 0xF1D4),
}

# Other names under which a platform may come, and what stands for it.
_ALSO: Final[Mapping[str, str]] = {
    "gotosocial": "mastodon",
    "pleroma": "mastodon",
    "akkoma": "mastodon",
    "snac": "mastodon",
    "fediverse": "mastodon",
    "google_business": "google",
    "rss": "feed",
    "atom": "feed",
    "x": "twitter",
    "mail": "email",
}
NAMES: Final = frozenset(GLYPHS) | frozenset(BRANDS)

_fonts: dict[str, QRawFont] = {}
_paths: dict[str, QPainterPath] = {}
_icons: dict[tuple[str, str], QIcon] = {}


def _font(pattern: str) -> QRawFont:
    if pattern not in _fonts:
        spec = find_spec("qtawesome")  # finds the package without running it
        places = list(spec.submodule_search_locations or ()) if spec else []
        files = [file for place in places for file in Path(place, "fonts").glob(pattern)]
        _fonts[pattern] = QRawFont(str(files[0]), 64.0) if files else QRawFont()
    return _fonts[pattern]


def _outline(name: str) -> QPainterPath:
    """Return the outline of an icon in a square of one unit; empty when the font is missing."""
    if name not in _paths:
        brand = name in BRANDS
        _, code = (BRANDS if brand else GLYPHS)[name]
        font = _font("fontawesome6-brands-*.ttf" if brand else "remixicon-*.ttf")
        path = QPainterPath()
        if font.isValid():
            path = font.pathForGlyph(font.glyphIndexesForString(chr(code))[0])
            path = _unit(path, whole=brand)
        _paths[name] = path
    return _paths[name]


def _unit(path: QPainterPath, *, whole: bool) -> QPainterPath:
    """Fit an outline made at 64 px into the unit square; `whole` fills it, else the font's own margin stays."""
    box = path.boundingRect()
    size = max(box.width(), box.height()) / 0.92 if whole else 64.0
    centre = box.center() if whole else QRectF(0, -64, 64, 64).center()
    return (
        QTransform()
        .scale(1 / size, 1 / size)
        .translate(size / 2 - centre.x(), size / 2 - centre.y())
        .map(path)
    )


def paint(painter: QPainter, rect: QRect | QRectF, name: str, colour: QColor) -> None:
    """Fill an icon into the largest square in the middle of `rect`. Raises `KeyError` for an unknown name."""
    side = min(rect.width(), rect.height())
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(
        rect.x() + (rect.width() - side) / 2,
        rect.y() + (rect.height() - side) / 2,
    )
    painter.scale(side, side)
    painter.fillPath(_outline(name), colour)
    painter.restore()


def icon(name: str, role: str = "text") -> QIcon:
    """Return an icon in the colour of a role of the theme. Raises `KeyError` for an unknown name."""
    key = (name, role)
    if key not in _icons:
        if name not in NAMES:
            raise KeyError(name)
        _icons[key] = QIcon(_Glyph(name, role))
    return _icons[key]


def platform(look: str) -> str:
    """Return the icon that stands for a platform; unknown ones get the globe."""
    name = _ALSO.get(look, look)
    return name if name in PLATFORMS else "web"


PLATFORMS: Final = frozenset(BRANDS) | {
    "feed",
    "email",
    "demo",
    "forum",
    "web",
    "pixelfed",
    "lemmy",
    "matrix",
}


class _Glyph(QIconEngine):
    """Paints one glyph in the theme's colour of the moment."""

    def __init__(self, name: str, role: str) -> None:
        super().__init__()
        self._name = name
        self._role = role

    def clone(self) -> "_Glyph":
        return _Glyph(self._name, self._role)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        del state
        look, role = theme.current(), self._role
        if mode == QIcon.Mode.Disabled:
            role = "edge"
        elif mode == QIcon.Mode.Active and look.sharp and role.startswith("on_"):
            role = "text"  # a button with the focus is not filled in high contrast
        paint(painter, rect, self._name, look.colour(role))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        if size.isEmpty():
            return QPixmap()
        picture = QPixmap(size)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        self.paint(painter, QRect(QPoint(0, 0), size), mode, state)
        painter.end()
        return picture

    def scaledPixmap(
        self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float
    ) -> QPixmap:
        del scale  # `size` already counts device pixels
        return self.pixmap(size, mode, state)
