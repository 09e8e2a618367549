"""What was found by looking at pictures of the program, held by a test."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QLabel, QWidget

from cmworkstation import i18n
from cmworkstation.domain.account import AccountHealth, Capabilities, TokenState
from cmworkstation.domain.charter.finding import Finding, Severity
from cmworkstation.domain.conversation import Status
from cmworkstation.domain.ids import AccountId
from cmworkstation.domain.message import Attachment
from cmworkstation.ui import theme
from cmworkstation.ui.accounts.card import standing
from cmworkstation.ui.composer.editor import ReplyEditor
from cmworkstation.ui.inbox import phrases
from cmworkstation.ui.inbox.attachment_box import AttachmentBox
from cmworkstation.ui.inbox.thread_view import ThreadHeader
from cmworkstation.ui.inbox.view_keys import OF_VIEWS
from cmworkstation.ui.inbox.views_pane import ViewsPane
from cmworkstation.ui.outbox.phrases import ahead
from cmworkstation.ui.status import StatusArea
from cmworkstation.ui.widgets.bars import NoticeBar, UndoBar
from cmworkstation.ui.widgets.fields import SearchField, beside
from cmworkstation.ui.widgets.layouts import FlowLayout
from cmworkstation.ui.widgets.people import Band, short_account
from cmworkstation.words import problems

NOW = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)


def a_finding(severity: Severity) -> Finding:
    return Finding(
        rule="pack/rule",
        clause={"en": "Clause"},
        severity=severity,
        start=0,
        end=4,
        match="word",
        message={"en": "Message"},
        why={"en": "Why"},
        fix="",
        edits=(),
    )


@pytest.mark.parametrize("severity", list(Severity))
def test_a_finding_leaves_the_colours_of_the_theme_as_they_are(app, qtbot, severity):
    editor = ReplyEditor(None)
    qtbot.addWidget(editor)
    editor.setPlainText("word")
    editor.show_review([a_finding(severity)], [])
    assert editor.extraSelections()
    for role in ("cue", "warn", "error", "stop"):
        assert theme.current().colour(role).alpha() == 255


def test_a_network_that_is_away_is_no_trouble_of_each_account(app, qtbot):
    area = StatusArea()
    qtbot.addWidget(area)

    def health(trouble, state=TokenState.VALID):
        return AccountHealth(
            account_id=AccountId("a"),
            name="Ormaie",
            state=state,
            trouble=trouble,
            last_read_at=NOW,
            next_read_at=None,
        )

    area.show_health([health("Offline"), health("Offline")], NOW)
    assert area.accounts.text() == "Read today " + f"{NOW.astimezone():%H:%M}"
    area.show_health([health("Offline"), health("ServerTrouble")], NOW)
    assert "Ormaie" in area.accounts.text()
    area.show_health([health("Offline", TokenState.DEAD), health("ServerTrouble")], NOW)
    assert area.accounts.text() == "2 accounts need a look"


def test_undo_stands_below_the_page_and_notices_above(a_window):
    window = a_window()
    window.undo("Done.", 10, lambda: None)
    window.failed(KeyError("x"))
    order = [window._column.itemAt(n).widget() for n in range(window._column.count())]
    kinds = [type(one) for one in order]
    page = order.index(window._stack)
    assert kinds.index(NoticeBar) < page < kinds.index(UndoBar)


def test_a_short_sentence_keeps_its_undo_on_the_same_line(app, qtbot):
    bar = UndoBar("Done.", 10)
    qtbot.addWidget(bar)
    bar.resize(372, bar.sizeHint().height())
    bar.show()
    assert bar.button.geometry().center().y() == pytest.approx(bar.height() / 2, abs=4)


def test_emptying_the_search_field_tells_nobody(app, qtbot):
    field = SearchField("Search")
    qtbot.addWidget(field)
    heard: list[str] = []
    field.searched.connect(heard.append)
    field.setText("words")
    field.empty()
    qtbot.wait(200)  # longer than the pause after which a search would start
    assert (field.text(), heard) == ("", [])


def test_a_second_window_offers_nothing_that_writes(app, qtbot):
    header = ThreadHeader()
    qtbot.addWidget(header)
    header.read_only = True
    row: Any = SimpleNamespace(
        author_name="Nadia",
        private=False,
        title="",
        due_at=None,
        promise_due_at=None,
        last_at=NOW,
        theirs_at=NOW,
        reason="",
        assignee="",
        handed="",
        handed_by="",
        status=Status.WAITING_US,
    )
    account: Any = SimpleNamespace(
        colour=0,
        look="mastodon",
        name="Ormaie",
        capabilities=Capabilities(),
    )
    header.show_conversation(row, account, NOW)
    assert not any(one.isEnabled() for one in (header.reply, header.done, header.no_answer))
    header.read_only = False
    header.show_conversation(row, account, NOW)
    assert all(one.isEnabled() for one in (header.reply, header.done, header.no_answer))


def test_the_views_stay_at_the_top_without_accounts(app, qtbot):
    pane = ViewsPane()
    qtbot.addWidget(pane)
    pane.resize(216, 700)
    pane.show()
    first = pane.bar.lines.heading(OF_VIEWS).index()
    assert pane.bar.visualRect(first).top() < 20


def test_the_words_of_a_picture_have_room_for_every_line(app, qtbot):
    holder = QWidget()
    qtbot.addWidget(holder)
    alt = "A shop shelf: a paper bag with a brown stripe and, over it, a round green sticker"
    for width in range(220, 400, 7):
        box = AttachmentBox(Attachment("image", "https://media.example/x.jpg", alt), holder)
        box.setGeometry(0, 0, width, box.height_for(width))
        holder.show()
        label = next(one for one in box.findChildren(QLabel) if one.text() == alt)
        assert label.heightForWidth(label.width()) <= label.height()
        box.hide()


def test_a_widget_wider_than_its_line_wraps_within_it(app, qtbot):
    holder = QWidget()
    qtbot.addWidget(holder)
    flow = FlowLayout(holder)
    words_ = QLabel("many words that want more room than there is on one line of this width")
    words_.setWordWrap(True)
    words_.setMinimumWidth(300)
    flow.addWidget(words_)
    holder.resize(150, flow.heightForWidth(150))
    holder.show()
    assert words_.width() <= 300
    assert words_.height() >= words_.heightForWidth(words_.width())


@pytest.mark.parametrize(
    ("room", "said"),
    [(100, "Ormaie · Mastodon"), (12, "Ormaie"), (2, "Ormaie")],
)
def test_an_account_gives_up_its_platform_before_its_letters(room, said):
    assert short_account("Ormaie · Mastodon", lambda text: len(text) <= room) == said
    assert short_account("Ormaie", lambda text: len(text) <= room) == "Ormaie"


def test_a_band_asks_for_its_whole_name(app, qtbot):
    band = Band(0, "mastodon", "Ormaie · Mastodon")
    qtbot.addWidget(band)
    wanted = band.fontMetrics().horizontalAdvance("Ormaie · Mastodon")
    assert band.sizeHint().width() > wanted


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Vrai ?", "Vrai\u00a0?"),
        ("« Oui », dit-il : non !", "«\u00a0Oui\u00a0», dit-il\u00a0: non\u00a0!"),
        ('<p>ici : <a href="https://x.example/?a ?b">là ?</a></p>',
         '<p>ici\u00a0: <a href="https://x.example/?a ?b">là\u00a0?</a></p>'),
        ("a:b ok?", "a:b ok?"),
    ],
)  # fmt: skip
def test_french_signs_stay_with_their_word_and_links_stay_whole(typed, shown):
    assert phrases.unbroken(typed) == shown


def test_pressing_the_words_of_a_check_box_presses_the_box(app, qtbot):
    box = QCheckBox()
    row = beside(box, "Words that wrap")
    qtbot.addWidget(row)
    row.show()
    label = next(one for one in row.findChildren(QLabel) if one.text() == "Words that wrap")
    qtbot.mouseClick(label, Qt.MouseButton.LeftButton)
    assert box.isChecked()
    assert box.accessibleName() == "Words that wrap"
    box.setEnabled(False)
    qtbot.mouseClick(label, Qt.MouseButton.LeftButton)
    assert box.isChecked()


@pytest.mark.parametrize(
    ("seconds", "said"), [(-5, "0 s"), (0.4, "0 s"), (42, "42 s"), (60, "1 min"), (7300, "2 h")]
)
def test_less_than_a_minute_is_told_in_seconds(seconds, said):
    i18n.use_language("en")
    assert ahead(timedelta(seconds=seconds)) == said


@pytest.mark.parametrize("zoom", [1.0, 2.0])
def test_the_button_that_clears_a_search_grows_with_the_zoom(app, qtbot, zoom):
    theme.apply(app, "light", zoom)
    field = SearchField("Search")
    qtbot.addWidget(field)
    heard: list[str] = []
    field.searched.connect(heard.append)
    field.resize(400, field.sizeHint().height())
    field.show()
    assert not field.clearer.isVisible()
    field.setText("words")
    assert field.clearer.isVisible()
    assert field.clearer.width() == theme.current().px(24)
    assert field.rect().contains(field.clearer.geometry())
    qtbot.mouseClick(field.clearer, Qt.MouseButton.LeftButton)
    assert (field.text(), heard, field.clearer.isVisible()) == ("", [""], False)


def test_a_sentence_about_an_account_is_followed_by_no_second_dot():
    account: Any = SimpleNamespace(state=TokenState.TROUBLE, capabilities=Capabilities())
    health = AccountHealth(
        AccountId("a"), "Ormaie", TokenState.TROUBLE, NOW, None, trouble="ServerTrouble", queued=2
    )
    i18n.use_language("en")
    said = standing(account, health, NOW)
    assert said.startswith(problems.sentence("ServerTrouble") + " Last read today ")
    assert said.endswith(" · 2 replies wait")
