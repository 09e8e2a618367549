"""The page of the watch: what a person does in each part, by mouse and keys."""

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog

from cmworkstation.connectors.feed import FeedConnector
from cmworkstation.connectors.manual import ManualConnector
from cmworkstation.domain.clock import to_ms
from cmworkstation.domain.mention import (
    Mention,
    MentionState,
    ReachClass,
    ReachHow,
    Stance,
    StanceHow,
)
from cmworkstation.domain.said import Said
from cmworkstation.domain.watch import SourceKind, SourceState, WatchQuery
from cmworkstation.services.watches import INBOX
from cmworkstation.ui.crisis.dialog import CrisisDialog
from cmworkstation.ui.dialogue.about_form import AboutForm
from cmworkstation.ui.watch.note_form import NoteForm
from cmworkstation.ui.watch.page import WatchPage
from cmworkstation.ui.watch.query_form import QueryForm
from cmworkstation.ui.watch.said_rows import open_said
from cmworkstation.ui.watch.source_form import SourceChange, SourceForm
from cmworkstation.ui.widgets.bars import UndoBar
from tests.clocks import SetClock
from tests.connectors.misbehaving import serving
from tests.services.test_crises import LEVELS
from tests.services.test_watching import LONG, Gazette
from tests.ui.composer.conftest import CHARTER
from tests.ui.inbox.conftest import Scene


@pytest.fixture
def page(town: Scene) -> Iterator[WatchPage]:
    known = town.services.platforms._loaders
    known |= {"feed": lambda: FeedConnector, "manual": lambda: ManualConnector}
    town.window.go("watch")
    town.settle()
    found = town.window.page("watch")
    assert isinstance(found, WatchPage)
    yield found
    for one in town.window.findChildren(QDialog):
        one.close()


@pytest.fixture
def site() -> Iterator[Gazette]:
    with serving(Gazette()) as made:
        yield made


@pytest.fixture
def filled(town: Scene, page: WatchPage) -> WatchPage:
    """Watch what came into the inbox."""
    town.services.watches.keep_query(WatchQuery("", "Everything", "source:inbox"))
    town.services.watching.run(INBOX)
    page.show_part("mentions")
    town.settle()
    assert page.mentions.list.count() > 1
    return page


def dialog(scene: Scene, kind: type[Any]) -> Any:
    scene.settle()
    (found,) = (one for one in scene.window.findChildren(kind) if one.isVisible())
    return found


def chosen(page: WatchPage) -> Mention:
    found = page.mentions.list.mention()
    assert found is not None
    return found


def undo(scene: Scene) -> None:
    scene.window.findChildren(UndoBar)[-1].undone.emit()
    scene.settle()


def test_an_empty_watch_says_how_to_begin_and_a_query_is_tried_while_it_is_typed(
    town: Scene, page: WatchPage, qtbot: Any
) -> None:
    assert page.mentions.list.count() == 0
    town.window.act("watch.new_query")
    form = dialog(town, QueryForm)
    form.name.setText("Library")
    qtbot.keyClicks(form.text, "bibliotheque and and")
    qtbot.waitUntil(lambda: form.found.property("kind") == "soft", timeout=3000)
    form.text.setText("(livre")
    form._try()
    assert form.found.text() == "This parenthesis is not closed."
    form.doer.click()
    assert form.trouble.isVisible()
    form.text.setText("from:omar or from:nadia")
    form._try()
    town.settle()
    assert form.found.text().startswith("Would have matched")
    assert form.examples.count() > 0
    form.doer.click()
    town.settle()
    assert [one.name for one in town.services.watches.queries()] == ["Library"]
    assert page.mentions.query() is not None


def test_keys_walk_the_mentions_choose_some_and_set_them_aside(
    town: Scene, filled: WatchPage, qtbot: Any
) -> None:
    rows = filled.mentions.list
    n = rows.count()
    rows.setFocus()
    first = rows.mention()
    qtbot.keyClick(rows, Qt.Key.Key_J)
    assert rows.mention() != first
    qtbot.keyClick(rows, Qt.Key.Key_K)
    assert rows.mention() == first
    qtbot.keyClick(rows, Qt.Key.Key_E)
    town.settle()
    assert rows.count() == n - 1
    filled.mentions.show_.choose("aside")
    filled.mentions.look()
    town.settle()
    assert [rows.mention()] == [
        one for one in town.services.mentions.listed() if one.state is MentionState.ASIDE
    ]
    filled.mentions.show_.choose("open")
    undo(town)
    assert rows.count() == n


def test_a_feed_is_added_after_it_answered_and_its_mention_goes_to_the_inbox_and_back(
    town: Scene, page: WatchPage, site: Gazette, qtbot: Any
) -> None:
    site.entries = [("a", LONG)]
    town.window.act("watch.new_source")
    form = dialog(town, SourceForm)
    assert not form.everything.isChecked()
    form.doer.click()
    assert form.trouble.text() == "Say what to watch."
    form.target.setText(f"{site.origin}/nothing-here")
    site.gone = True
    form.doer.click()
    town.settle()
    assert form.isVisible()
    assert "no longer there" in form.trouble.text()
    site.gone = False
    form.target.setText(f"{site.origin}/feed.xml")
    form.everything.setChecked(True)
    form.doer.click()
    town.settle()
    assert page.part.key() == "sources"
    town.settle()
    page.show_part("mentions")
    town.settle()
    town.window.activateWindow()
    rows = page.mentions.list
    rows.setFocus()
    qtbot.waitUntil(rows.hasFocus)
    assert chosen(page).text == LONG
    qtbot.keyClick(rows, Qt.Key.Key_P)
    qtbot.waitUntil(lambda: chosen(page).state is MentionState.PROMOTED)
    home = chosen(page).conversation_id
    assert home is not None
    assert town.services.mentions.of_conversation(home)
    undo(town)
    qtbot.waitUntil(lambda: chosen(page).conversation_id is None)
    qtbot.keyClick(rows, Qt.Key.Key_P)
    qtbot.waitUntil(lambda: chosen(page).conversation_id is not None)
    qtbot.keyClick(rows, Qt.Key.Key_P)
    town.settle()
    assert town.window.current_key() == "inbox"


def test_a_mention_is_judged_and_noted(town: Scene, filled: WatchPage) -> None:
    detail = filled.mentions.detail
    before = chosen(filled)
    for again in (False, True):  # said, taken back, and said again
        detail.stance.setCurrentIndex(detail.stance.findData(Stance.AGAINST))
        detail.stance.activated.emit(detail.stance.currentIndex())
        town.settle()
        one = chosen(filled)
        assert (one.stance, one.stance_how) == (Stance.AGAINST, StanceHow.HAND)
        if not again:
            undo(town)
            town.settle()
            one = chosen(filled)
            assert (one.stance, one.stance_how) == (before.stance, before.stance_how)
    town.window.act("watch.write")
    form = dialog(town, NoteForm)
    form.note.setPlainText("Ask the pool")
    form.tags.setText("pool, works")
    form.doer.click()
    town.settle()
    one = chosen(filled)
    assert (one.note, one.tags) == ("Ask the pool", ("pool", "works"))
    assert "Ask the pool" in detail.note.text()


def test_category_and_reach_are_chosen_narrow_the_list_and_are_taken_back(
    town: Scene, filled: WatchPage
) -> None:
    pane, detail = filled.mentions, filled.mentions.detail
    before, n = chosen(filled), pane.list.count()
    town.window.act("watch.category")
    assert detail.category.hasFocus() or not detail.category.isEnabled()
    town.window.act("watch.reach")
    assert detail.reach.hasFocus()
    detail.reach.setCurrentIndex(detail.reach.findData(ReachClass.NEIGHBOURHOOD))
    detail.reach.activated.emit(detail.reach.currentIndex())
    town.settle()
    assert (chosen(filled).reach, chosen(filled).reach_how) == (
        ReachClass.NEIGHBOURHOOD,
        ReachHow.HAND,
    )
    assert "said by hand" in detail.guess.text()
    pane.narrow_to("reach", ReachClass.NEIGHBOURHOOD)
    town.settle()
    assert pane.list.count() == 1
    undo(town)
    assert pane.list.count() == 0
    pane.show_all()
    town.settle()
    assert pane.list.count() == n
    assert filled.mentions.list.mention() == before
    category = next(iter(town.services.mentions.categories()), "")
    if category:
        filled.acts.sort(category)
        town.settle()
        assert (chosen(filled).category, chosen(filled).category_how) == (category, StanceHow.HAND)
        undo(town)
        assert chosen(filled).category == before.category


def test_a_mention_behind_a_count_is_shown_also_once_it_was_put_aside(
    town: Scene, filled: WatchPage
) -> None:
    one = chosen(filled)
    town.services.mentions.set_state([one.id], MentionState.ASIDE)
    filled.show_part("sources")
    town.window.go("dashboard")
    at = to_ms(one.at)
    key = f"mention:{one.id}"
    open_said(town.window, Said(at, "", "", one.platform, "", one.title, one.text, key))
    town.settle()
    assert filled.part.key() == "mentions"
    assert chosen(filled).id == one.id


def test_columns_show_one_list_for_each_query(town: Scene, filled: WatchPage) -> None:
    town.services.watches.keep_query(WatchQuery("", "Nothing", "xyzzy"))
    filled.show_part("columns")
    town.settle()
    everything, nothing = filled.columns.lists()
    assert everything.count() > 1
    assert nothing.count() == 0
    everything.setCurrentRow(0)
    everything.setFocus()
    assert filled.mention() == everything.mention()
    filled.columns.opened.emit(town.services.watches.queries()[1].id)
    town.settle()
    assert filled.part.key() == "mentions"
    assert filled.mentions.query() == town.services.watches.queries()[1]


def test_a_source_is_switched_off_removed_and_brought_back(
    town: Scene, page: WatchPage, site: Gazette
) -> None:
    address = f"{site.origin}/feed.xml"
    source, _ = town.services.watches.add_source(SourceKind.FEED, address)
    page.show_part("sources")
    page.sources.choose(source.id)
    town.window.act("watch.change_source")
    form = dialog(town, SourceChange)
    form.name.setText("Paper")
    form.on.setChecked(False)
    form.doer.click()
    town.settle()
    kept = town.services.watches.source(source.id)
    assert (kept.name, kept.state) == ("Paper", SourceState.OFF)
    assert "Switched off" in page.sources.list.currentItem().data(
        Qt.ItemDataRole.AccessibleTextRole
    )
    town.window.act("watch.remove_source")
    town.settle()
    assert [one.id for one in town.services.watches.sources()] == [INBOX]
    undo(town)
    assert len(town.services.watches.sources()) == 2
    page.sources.choose(INBOX)
    assert not page.sources.buttons["remove_source"].isEnabled()


def test_the_part_and_the_query_are_found_again(town: Scene, filled: WatchPage) -> None:
    query = town.services.watches.queries()[0]
    filled.mentions.choose_query(query.id)
    filled.show_part("mentions")
    town.settle()
    memory = filled.memory()
    filled.show_part("sources")
    filled.recall(memory)
    town.settle()
    assert filled.memory() == ("mentions", query.id)


def test_the_table_of_mentions_has_a_row_for_each(town: Scene, filled: WatchPage) -> None:
    listed = filled.mentions.mentions()
    table = town.services.mentions.table([one.id for one in listed])
    rows = list(table.rows)
    assert len(rows) == len(listed)
    assert rows[0][table.columns.index("text")] == listed[0].text


def test_a_thread_of_the_inbox_leads_to_the_mention_behind_it(
    town: Scene, filled: WatchPage
) -> None:
    one = chosen(filled)
    assert one.conversation_id is not None
    filled.show_conversation(one.conversation_id)
    town.settle()
    assert town.window.act("inbox.mention")
    town.settle()
    assert town.window.current_key() == "watch"
    assert chosen(filled).conversation_id == one.conversation_id


def test_a_change_of_a_page_is_read_word_by_word_and_not_by_colour_alone(
    town: Scene, page: WatchPage, site: Gazette
) -> None:
    site.paragraphs = ["The pool opens at nine"]
    address = f"{site.origin}/pool"
    watches, clock = town.services.watches, town.services.clock
    source = watches.add_source(SourceKind.PAGE, address, everything=True)[0]
    town.services.watching.run(source.id)
    site.paragraphs = ["The pool opens at ten"]
    for _ in range(3):
        assert isinstance(clock, SetClock)
        clock.advance(300)
        town.services.watching.run(source.id)
    (one,) = town.services.mentions.listed()
    page.show_part("mentions")
    page.mentions.show_one(one.id)
    town.settle()
    detail = page.mentions.detail
    assert detail.change.isVisible()
    assert not detail.text.isVisible()
    assert detail.legend.text() == "Struck out: what is gone. Underlined: what is new."
    assert detail.change.accessibleDescription() == "Gone: nine. New: ten."
    assert "The pool opens at" in detail.change.toPlainText()


def test_a_mention_gives_rise_to_a_question_to_people_and_to_a_crisis_level(
    town: Scene, filled: WatchPage
) -> None:
    services = town.services
    filled.acts.press("ask_people")
    form = dialog(town, AboutForm)
    assert "Found by the watch: “" in form.values()["why"]
    form.fields["question"].setPlainText("What do you want on the square?")
    form.doer.click()
    town.settle()
    (made,) = services.dialogues.listed()
    assert made.about.why.startswith("Found by the watch: “")
    assert town.window.current_key() == "dialogue"
    services.charters.save(CHARTER + LEVELS)
    town.window.go("watch")
    town.settle()
    assert town.window.act("watch.raise_level")
    asked = dialog(town, CrisisDialog)
    assert asked.why.text().startswith("Found by the watch: “")
