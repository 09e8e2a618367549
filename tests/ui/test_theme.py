import math

import pytest
from PySide6.QtGui import QIcon, QImage, QPainter
from PySide6.QtWidgets import QLabel, QPushButton, QStyle, QTableWidget, QTableWidgetItem

from cmworkstation.ui import icons, theme

SHARP = [theme.Theme(dark=dark, zoom=1.0, sharp=True) for dark in (False, True)]
THEMES = [theme.Theme(dark=False, zoom=1.0), theme.Theme(dark=True, zoom=1.0), *SHARP]
NAMES = ("light", "dark", "light-contrast", "dark-contrast")
GROUNDS = ("ground", "raised", "sunken")

# Machado, Oliveira and Fernandes (2009), severity 1.0, on linear RGB.
SIGHTS = {
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}


def linear(colour):
    return tuple(
        v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4
        for v in (colour.redF(), colour.greenF(), colour.blueF())
    )


def luminance(colour):
    r, g, b = linear(colour)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def oklab(rgb):
    r, g, b = rgb
    long = (0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b) ** (1 / 3)
    medium = (0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b) ** (1 / 3)
    short = (0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b) ** (1 / 3)
    return (
        0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short,
    )


def seen(colour, sight):
    rgb = linear(colour)
    rows = (sum(m * v for m, v in zip(row, rgb, strict=True)) for row in SIGHTS[sight])
    return oklab(tuple(min(1.0, max(0.0, v)) for v in rows))


def pairs_of_text():
    pairs = [
        (text, ground)
        for text in ("text", "soft", "accent", "cue", "warn", "error", "good")
        for ground in GROUNDS
    ]
    pairs += [
        ("text", "tint"),
        ("soft", "tint"),
        ("accent", "tint"),
        ("on_accent", "accent"),
        ("on_accent", "accent_over"),
        ("on_internal", "internal"),
        ("on_stop", "stop"),
        ("on_frozen", "frozen"),
        ("on_exercise", "exercise"),
    ]
    return pairs


@pytest.mark.parametrize("t", THEMES, ids=NAMES)
def test_every_text_is_read_easily_on_its_ground(t):
    least = 7.0 if t.sharp else 4.5
    found = {p: round(contrast(t.colour(p[0]), t.colour(p[1])), 2) for p in pairs_of_text()}
    assert {p: c for p, c in found.items() if c < least} == {}


@pytest.mark.parametrize("t", SHARP, ids=NAMES[2:])
def test_high_contrast_shows_lines_and_what_cannot_be_pressed(t):
    for ground in GROUNDS:
        assert contrast(t.colour("line"), t.colour(ground)) >= 3.0
        assert contrast(t.colour("edge"), t.colour(ground)) >= 7.0  # the words of a button at rest
    assert t.roles().keys() == theme.LIGHT.keys()


@pytest.mark.parametrize("choice", ["light-contrast", "dark-contrast"])
def test_high_contrast_is_chosen_and_widens_the_frame_around_the_keyboard(app, qtbot, choice):
    try:
        t = theme.apply(app, choice)
        assert (t.sharp, t.dark) == (True, choice.startswith("dark"))
        assert "3px solid" in app.styleSheet()
        button = QPushButton("Send")
        qtbot.addWidget(button)
        button.show()
        assert button.sizeHint().height() == t.px(theme.CONTROL)
    finally:
        theme.apply(app, "light")
    assert not theme.current().sharp
    assert "3px solid" not in app.styleSheet()


def test_the_choice_of_the_system_follows_what_it_asks_of_contrast(app, monkeypatch):
    monkeypatch.setattr(theme, "_system_is_sharp", lambda _: True)
    try:
        assert theme.apply(app, "system").sharp
        assert not theme.apply(app, "light").sharp
    finally:
        theme.apply(app, "light")


@pytest.mark.parametrize("choice", ["light", "light-contrast"])
def test_what_is_chosen_has_a_frame_in_high_contrast(app, choice):
    try:
        t = theme.apply(app, choice)
        image = QImage(40, 20, QImage.Format.Format_RGB32)
        image.fill(t.colour("tint"))
        painter = QPainter(image)
        theme.outline(painter, image.rect(), QStyle.StateFlag.State_Selected)
        painter.end()
        framed = image.pixelColor(0, 10) == t.colour("accent")
        assert framed is t.sharp
    finally:
        theme.apply(app, "light")


@pytest.mark.parametrize("t", THEMES, ids=NAMES)
def test_marks_and_outlines_are_found(t):
    marks = [t.colour("edge"), t.colour("accent"), *(t.account(n) for n in range(12))]
    for ground in (*GROUNDS, "tint"):
        wanted = marks if ground != "tint" else marks[1:]
        for mark in wanted:
            assert contrast(mark, t.colour(ground)) >= 3.0, (mark.name(), ground)


@pytest.mark.parametrize("t", THEMES, ids=NAMES)
@pytest.mark.parametrize("sight", SIGHTS)
def test_account_colours_differ_for_every_eye(t, sight):
    colours = [seen(t.account(n), sight) for n in range(12)]
    least = min(math.dist(a, b) for n, a in enumerate(colours) for b in colours[:n])
    assert least > 0.06


def test_neighbouring_accounts_do_not_take_neighbouring_hues():
    t = theme.Theme(dark=False, zoom=1.0)
    steps = [
        math.dist(seen(t.account(n), "normal"), seen(t.account(n + 1), "normal")) for n in range(5)
    ]
    assert min(steps) > 0.12
    assert t.account(12) == t.account(0)


def test_sizes_follow_the_zoom(app):
    one = theme.apply(app, "light", 1.0)
    height, size = one.px(theme.CONTROL), one.font("body").pixelSize()
    two = theme.apply(app, "dark", 2.0)
    assert (two.px(theme.CONTROL), two.font("body").pixelSize()) == (height * 2, size * 2)
    assert theme.current() is two
    assert theme.apply(app, "light", 9.0).px(100) == theme.apply(app, "light", 2.0).px(100)


def test_a_button_is_as_high_as_every_control(app, qtbot):
    button = QPushButton("Send")
    theme.mark(button, "primary")
    qtbot.addWidget(button)
    button.show()
    assert button.sizeHint().height() == theme.current().px(theme.CONTROL)


def test_a_mark_may_change_while_the_widget_is_shown(app, qtbot):
    label = QLabel("words")
    qtbot.addWidget(label)
    label.show()
    theme.mark(label, "error")
    assert label.palette().color(label.foregroundRole()) == theme.current().colour("error")
    theme.mark(label, "soft")
    assert label.palette().color(label.foregroundRole()) == theme.current().colour("soft")


def test_an_unknown_role_is_a_mistake():
    with pytest.raises(KeyError):
        theme.Theme(dark=False, zoom=1.0).colour("pink")


@pytest.mark.parametrize("choice", NAMES)
def test_the_words_of_a_cell_keep_their_room_when_it_is_chosen(app, qtbot, choice):
    try:
        theme.apply(app, choice)
        table = QTableWidget(1, 1)
        qtbot.addWidget(table)
        table.setItem(0, 0, QTableWidgetItem("2026-11-24 10:00"))
        table.resizeColumnsToContents()
        table.show()
        free, chosen = (_picture_of_cell(table, chosen=one) for one in (False, True))
        assert _breadth(chosen) == _breadth(free)
    finally:
        theme.apply(app, "light")


def _picture_of_cell(table, *, chosen):
    table.clearSelection()
    table.item(0, 0).setSelected(chosen)
    box = table.visualItemRect(table.item(0, 0)).adjusted(3, 4, -3, -4)  # within its frame
    return table.viewport().grab(box).toImage()


def _breadth(image):
    """Return the columns of dots that are not all of the ground."""
    ground = image.pixel(0, 0)
    return [
        x
        for x in range(image.width())
        if any(image.pixel(x, y) != ground for y in range(image.height()))
    ]


@pytest.mark.parametrize("choice", NAMES)
def test_an_icon_on_a_filled_button_has_the_colour_of_the_words_there(app, choice):
    try:
        t = theme.apply(app, choice)
        icon = icons.icon("add", "on_accent")
        # In high contrast the button that has the keyboard is not filled.
        for mode, role in (
            (QIcon.Mode.Normal, "on_accent"),
            (QIcon.Mode.Active, "text" if t.sharp else "on_accent"),
            (QIcon.Mode.Disabled, "edge"),
        ):
            image = icon.pixmap(32, mode=mode).toImage()
            middle = image.pixelColor(image.width() // 2, image.height() // 2)
            assert middle.name() == t.colour(role).name(), mode
    finally:
        theme.apply(app, "light")
