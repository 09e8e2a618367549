from pathlib import Path

import pytest
from PySide6.QtCore import QRect, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QImage, QTextDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QMessageBox,
    QPushButton,
    QSpinBox,
    QStyle,
    QStyleOptionButton,
    QWidget,
)

from cmworkstation.ui import keys, theme
from cmworkstation.ui.operations.month_view import MonthView
from cmworkstation.ui.preferences import Preferences
from cmworkstation.ui.widgets.empty import EmptyState
from cmworkstation.ui.widgets.fields import SearchField, Segmented, stepped
from cmworkstation.ui.widgets.foreign_text import ForeignText
from cmworkstation.ui.widgets.labels import CountBadge, ElidedLabel, ForeignLabel
from cmworkstation.ui.widgets.layouts import FlowLayout
from cmworkstation.ui.widgets.panes import CollapsiblePane
from cmworkstation.ui.widgets.people import Avatar, Band, initials

pytestmark = pytest.mark.usefixtures("app")


def shown(qtbot, widget, width=200, height=60):
    qtbot.addWidget(widget)
    widget.resize(width, height)
    widget.show()
    return widget


def test_strangers_words_are_never_markup(qtbot):
    label = shown(qtbot, ForeignLabel("<b>Nadia</b>\n<img src='file:///etc/hostname'>"))
    assert label.textFormat() is Qt.TextFormat.PlainText
    assert "<b>Nadia</b>" in label.text()
    assert "\n" not in label.text()
    assert "<img" not in label.toolTip()


def test_a_label_is_cut_only_where_it_must(qtbot):
    label = shown(qtbot, ElidedLabel("short"), 300)
    assert label.toolTip() == ""
    label.resize(10, 20)
    assert "short" in label.toolTip()
    assert label.minimumSizeHint().width() < label.sizeHint().width()


def test_a_badge_hides_at_zero_and_stops_at_ninety_nine(qtbot):
    badge = shown(qtbot, CountBadge(0))
    badge.set_count(0)
    assert badge.isHidden()
    badge.set_count(120)
    assert badge.text() == "99+"


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Élise Morin", "ÉM"), ("林", "林"), ("", "?"), ("  ★ Jo de la Rue", "JR"), ("!!!", "?")],
    ids=("two", "one", "none", "many", "signs"),
)
def test_initials(name, letters):
    assert initials(name) == letters


def test_an_account_is_said_in_words(qtbot):
    band = shown(qtbot, Band(3, "mastodon", "@mairie"))
    assert "@mairie" in band.accessibleName()
    assert "Mastodon" in band.accessibleName()
    band.grab()
    avatar = shown(qtbot, Avatar("Élise Morin"))
    assert "Élise Morin" in avatar.accessibleName()
    assert avatar.width() == avatar.height() == 36


def test_nothing_stands_with_a_next_step(qtbot):
    pressed = []
    empty = shown(
        qtbot,
        EmptyState(
            "inbox", "Nobody is waiting", "All is answered.", "Read", lambda: pressed.append(1)
        ),
        400,
        400,
    )
    empty.findChild(QPushButton).click()
    assert pressed == [1]
    empty.say("search", "Nothing found")
    assert empty.findChild(QPushButton).isHidden()
    assert empty.accessibleName() == "Nothing found"


def test_a_search_waits_for_a_pause(qtbot):
    field = shown(qtbot, SearchField("Search"))
    with qtbot.waitSignal(field.searched) as caught:
        QTest.keyClicks(field, "deja vu")
    assert caught.args == ["deja vu"]
    with qtbot.waitSignal(field.searched) as caught:
        QTest.keyClick(field, Qt.Key.Key_Escape)
    assert caught.args == [""]
    with qtbot.waitSignal(field.left):
        QTest.keyClick(field, Qt.Key.Key_Escape)


def test_one_of_few_is_chosen(qtbot):
    choice = shown(qtbot, Segmented([("new", "Newest"), ("wait", "Longest wait")]))
    assert choice.key() == "new"
    with qtbot.assertNotEmitted(choice.chosen):
        choice.choose("wait")
    with qtbot.waitSignal(choice.chosen) as caught:
        choice.findChildren(QPushButton)[0].click()
    assert caught.args == ["new"]


@pytest.mark.parametrize("zoom", [1.0, 2.0])
def test_a_link_keeps_its_room_for_words_while_it_has_the_focus(app, qtbot, zoom):
    theme.apply(app, "light", zoom)
    button = QPushButton("Fetch older messages…")
    theme.mark(button, "link")
    qtbot.addWidget(button)
    button.show()
    calm, room = button.sizeHint(), words_room(button)
    button.setFocus()
    QApplication.processEvents()
    assert button.hasFocus()
    assert (button.sizeHint(), words_room(button)) == (calm, room)
    assert room.width() >= button.fontMetrics().horizontalAdvance(button.text())


def words_room(button: QPushButton) -> QRect:
    option = QStyleOptionButton()
    button.initStyleOption(option)
    return button.style().subElementRect(QStyle.SubElement.SE_PushButtonContents, option, button)


def test_a_pane_folds(qtbot):
    pane = shown(qtbot, CollapsiblePane("Findings", QLabel("none")))
    with qtbot.waitSignal(pane.folded) as caught:
        pane.set_open(open=False)
    assert caught.args == [True]
    assert not pane.is_open()


def test_a_row_wraps(qtbot):
    holder = QWidget()
    flow = FlowLayout(holder)
    for _ in range(4):
        label = QLabel("label")
        label.setFixedSize(50, 20)
        flow.addWidget(label)
    shown(qtbot, holder, 120, 200)
    assert flow.heightForWidth(1000) == 20
    assert flow.heightForWidth(60) > flow.heightForWidth(200) > 20


def test_foreign_html_loads_nothing(qtbot, tmp_path: Path):
    picture = tmp_path / "private.png"
    image = QImage(40, 40, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    assert image.save(str(picture))
    text = shown(qtbot, ForeignText(), 300, 200)
    text.set_html(f'<p>words <img src="{picture.as_uri()}"></p>')
    told = text.loadResource(
        QTextDocument.ResourceType.ImageResource.value, QUrl.fromLocalFile(str(picture))
    )
    assert isinstance(told, QImage)
    assert told.width() == 1
    assert (
        text.loadResource(
            QTextDocument.ResourceType.StyleSheetResource.value, QUrl("http://x.example/s")
        )
        == ""
    )
    assert text.grab().toImage().pixelColor(60, 20) != Qt.GlobalColor.red


def test_a_link_asks_first_and_shows_where_it_leads(qtbot, monkeypatch):
    opened = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toString()))
    text = shown(qtbot, ForeignText(), 300, 200)
    text.set_html('<a href="https://other.example/path">bank.example</a>')
    text.ask_to_open(QUrl("https://other.example/path"))
    (question,) = text.findChildren(QMessageBox)
    assert "other.example" in question.text()
    assert "Careful" in question.informativeText()
    assert opened == []
    next(b for b in question.buttons() if "browser" in b.text()).click()
    assert opened == ["https://other.example/path"]
    text.ask_to_open(QUrl("file:///etc/passwd"))
    (refusal,) = [q for q in text.findChildren(QMessageBox) if q is not question]
    assert refusal.text() == "This link is not opened."
    assert not any("browser" in button.text() for button in refusal.buttons())


def test_copying_gives_plain_text(qtbot):
    text = shown(qtbot, ForeignText(), 300, 200)
    text.set_html("<p>one <b>two</b></p>")
    text.selectAll()
    text.copy()
    data = QApplication.clipboard().mimeData()
    assert data.text() == "one two"
    assert not data.hasHtml()


def test_preferences_survive_and_bad_ones_do_no_harm(tmp_path: Path):
    kept = Preferences(tmp_path / "window.ini")
    kept.set_theme("dark")
    kept.set_zoom(1.5)
    kept.set_letters(value=False)
    kept.set_word("inbox/view", "waiting")
    kept.save()
    again = Preferences(tmp_path / "window.ini")
    assert (again.theme(), again.zoom(), again.letters()) == ("dark", 1.5, False)
    assert again.word("inbox/view") == "waiting"
    again.set_word("look/zoom", "huge")
    again.set_theme("pink")
    assert (again.zoom(), again.theme()) == (1.0, "system")
    forgetful = Preferences(volatile=True)
    forgetful.set_page("outbox")
    assert forgetful.page() == "outbox"
    assert Preferences(volatile=True).page() == ""


def test_the_key_table_in_the_docs_is_the_one_of_the_program():
    page = Path(__file__).parents[2] / "docs" / "keys.md"
    assert page.read_text(encoding="utf-8") == keys.table()


@pytest.mark.parametrize("choice", ["light", "dark-contrast"])
def test_a_number_stands_as_far_from_the_edge_of_its_field_as_words_do(app, qtbot, choice):
    try:
        theme.apply(app, choice, 2.0)
        box = stepped(QSpinBox())
        qtbot.addWidget(box)
        box.show()
        line = box.lineEdit()
        assert line.x() + line.textMargins().left() >= theme.current().px(8)
    finally:
        theme.apply(app, "light", 1.0)


def test_seven_days_stand_side_by_side_at_200_percent_in_a_usual_window(app, qtbot):
    try:
        theme.apply(app, "light", 2.0)
        view = MonthView()
        qtbot.addWidget(view)
        # what a window of 1280 px leaves beside the rail and the margins of the page
        assert view.sizeHint().width() <= 1280 - theme.current().px(theme.RAIL_NARROW + 2 * 16)
    finally:
        theme.apply(app, "light", 1.0)
