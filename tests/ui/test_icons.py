import json
from importlib.util import find_spec
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QIcon

from cmworkstation.ui import icons, theme


def charmap(pattern):
    spec = find_spec("qtawesome")
    assert spec is not None
    fonts = Path((spec.submodule_search_locations or [""])[0], "fonts")
    return json.loads(next(fonts.glob(pattern)).read_text())


@pytest.mark.parametrize(
    ("table", "pattern"),
    [
        (icons.GLYPHS, "remixicon-charmap-*.json"),
        (icons.BRANDS, "fontawesome6-brands-webfont-charmap-*.json"),
    ],
    ids=("glyphs", "brands"),
)
def test_code_points_are_those_of_the_installed_fonts(table, pattern):
    known = charmap(pattern)
    assert {name: int(known[glyph], 16) for name, (glyph, _) in table.items()} == {
        name: code for name, (_, code) in table.items()
    }


def test_every_icon_is_drawn_in_the_middle_of_its_square(app):
    for name in icons.NAMES:
        box = icons._outline(name).boundingRect()
        assert 0.2 < max(box.width(), box.height()) <= 1.0, name
        assert box.left() >= 0, name
        assert box.top() >= 0, name
        assert box.right() <= 1, name
        assert box.bottom() <= 1, name


def test_an_icon_follows_the_theme(app):
    icon = icons.icon("inbox")
    light = icon.pixmap(QSize(20, 20)).toImage()
    theme.apply(app, "dark", 1.0)
    dark = icon.pixmap(QSize(20, 20)).toImage()
    assert light != dark
    off = icon.pixmap(QSize(20, 20), QIcon.Mode.Disabled).toImage()
    assert off != dark


def test_platforms_have_a_mark_and_strangers_get_the_globe():
    assert icons.platform("mastodon") == "mastodon"
    assert icons.platform("gotosocial") == "mastodon"
    assert icons.platform("rss") == "feed"
    assert icons.platform("something-new") == "web"
    with pytest.raises(KeyError):
        icons.icon("no-such-icon")
