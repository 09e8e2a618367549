"""What can be done on the page of the watch, by mouse, keys and palette alike."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject

from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.dialogue import About, DialogueId
from cmworkstation.domain.errors import WorkstationError
from cmworkstation.domain.ids import ConversationId
from cmworkstation.domain.link import link_target
from cmworkstation.domain.mention import (
    Mention,
    MentionState,
    ReachClass,
    ReachHow,
    Stance,
    StanceHow,
)
from cmworkstation.domain.profile import Act
from cmworkstation.domain.watch import SourceKind, WatchQuery, WatchSource
from cmworkstation.i18n import tr, trn
from cmworkstation.ui.asking.pick_form import ask_pick
from cmworkstation.ui.crisis.acts import change
from cmworkstation.ui.dialogue.about_form import AboutForm
from cmworkstation.ui.watch.note_form import NoteForm
from cmworkstation.ui.watch.query_form import QueryForm
from cmworkstation.ui.watch.source_form import SourceChange, SourceForm, Wish
from cmworkstation.ui.watch.sources_pane import WATCH
from cmworkstation.ui.widgets.foreign_text import ask_about_link
from cmworkstation.ui.widgets.table_saver import save_table
from cmworkstation.words import watching as words

if TYPE_CHECKING:
    from collections.abc import Generator
    from datetime import timedelta

    from cmworkstation.domain.progress import Progress
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.watch.page import WatchPage

UNDO_S = 12
NEW = WatchQuery("", "", "")
OF_MENTION = (
    "promote",
    "aside",
    "write",
    "briefing",
    "ask_people",
    "raise_level",
    "category",
    "reach",
)
SAID = 160  # letters of a mention that are quoted where it leads to something


class WatchActs(QObject):
    """Answers the commands of the page."""

    def __init__(self, page: "WatchPage") -> None:
        """Take the page, which knows what is chosen."""
        super().__init__(page)
        self._page = page
        self._window = page.window_
        self._services = cast("Services", page.window_.services)
        self.form: QueryForm | SourceForm | SourceChange | NoteForm | None = None
        self.chooser: QObject | None = None
        self.all: dict[str, Callable[[], object]] = {
            "new_query": lambda: self.write_query(NEW),
            "change_query": self._change_query,
            "remove_query": self._remove_query,
            "new_source": self.add_source,
            "change_source": self._change_source,
            "remove_source": self._remove_source,
            "read_source": self._read_source,
            "read_all": self.read_all,
            "promote": self.promote,
            "aside": self._aside,
            "write": self._write,
            "briefing": self._brief,
            "ask_people": self._ask_people,
            "raise_level": self._raise_level,
            "category": partial(self._turn_to, "category"),
            "reach": partial(self._turn_to, "reach"),
            "open": self._open,
            "save_table": self._save_table,
            "save_sources": self._save_sources,
            **{f"stance_{one or 'none'}": partial(self.judge, one) for one in Stance},
        }

    def press(self, name: str) -> None:
        """Do what a button asks for."""
        if name == "sources":
            self._page.show_part("sources")
        elif self.can(name):
            self.all[name]()

    def can(self, name: str) -> bool:
        """Tell whether something can be done now."""
        if name == "open":
            one = self._one()
            return one is not None and bool(one.address) and link_target(one.address).opens
        if name.startswith("save_"):
            return True
        if not self._services.acting.current().may(Act.DRAFT) or self._services.read_only:
            return False
        return self._has_what_for(name)

    def _has_what_for(self, name: str) -> bool:
        """Tell whether what something would be done with is chosen."""
        if name in ("change_query", "remove_query"):
            return self._page.mentions.query() is not None
        if name in ("change_source", "remove_source", "read_source"):
            source = self._page.sources.source()
            inbox = source is not None and source.kind is SourceKind.INBOX
            return source is not None and not (inbox and name == "remove_source")
        if name in OF_MENTION or name.startswith("stance"):
            return self._one() is not None
        return True

    def of_conversation(self, conversation: ConversationId) -> tuple[Mention, ...]:
        """Return the mentions behind a thread of the inbox."""
        return self._services.mentions.of_conversation(conversation)

    def _one(self) -> Mention | None:
        return self._page.mention()

    # What a mention leads to

    def _ask_people(self) -> None:
        """Begin a question to people, with the mention as what gave rise to it."""
        one = self._one()
        if one is not None:
            about = About("", words.rise(one, self._services.clock.now(), SAID))
            AboutForm(self._window, self._services, None, self._asked, about).open()

    def _asked(self, _: DialogueId) -> None:
        self._window.say(tr("Question written down."), 8000)
        self._window.go("dialogue")

    def _raise_level(self) -> None:
        """Ask which crisis level is to hold, with the mention as the reason."""
        one = self._one()
        if one is not None:
            change(self._window, words.rise(one, self._services.clock.now(), SAID))

    # Queries

    def write_query(self, query: WatchQuery) -> None:
        """Open the form of a query, one without an id for a new one."""
        form = QueryForm(self._window, query)
        form.wanted.connect(self._keep_query)
        self.form = form
        form.open()

    def _change_query(self) -> None:
        query = self._page.mentions.query()
        if query is not None:
            self.write_query(query)

    def _keep_query(self, query: WatchQuery) -> None:
        try:
            kept, changes = self._services.watches.keep_query(query)
        except WorkstationError as error:
            self._window.failed(error)
            return
        if self.form is not None:
            self.form.accept()
        self._window.jobs.emit_changes(changes)
        self._page.mentions.choose_query(kept.id)
        if not query.id:
            self._window.say(tr("Kept. It is asked of everything that is read from now on."), 8000)

    def _remove_query(self) -> None:
        query = self._page.mentions.query()
        if query is None:
            return
        back = partial(self._services.watches.bring_back_query, query.id)
        if self._do(partial(self._services.watches.remove_query, query.id)):
            self._page.mentions.choose_query("")
            said = tr("The query was removed. What it found stays.")
            self._window.undo(said, UNDO_S, partial(self._do, back))

    # Sources

    def add_source(self) -> None:
        """Open the form of a new source."""
        form = SourceForm(self._window)
        form.wanted.connect(lambda wish: self._look_at(form, wish))
        self.form = form
        form.open()

    def _look_at(self, form: SourceForm, wish: Wish) -> None:
        """Look once at what is to be watched, on a lane; the form stays open until it answered."""

        def work() -> tuple[WatchSource, Changes]:
            return self._services.watches.add_source(
                wish.kind,
                wish.target,
                account_id=wish.account_id,
                everything=wish.everything,
            )

        def done(kept: tuple[WatchSource, Changes]) -> None:
            form.accept()
            self._window.jobs.emit_changes(kept[1])
            self._page.show_part("sources")
            self._page.sources.choose(kept[0].id)
            self.read(kept[0])

        def failed(error: Exception) -> None:
            form.wait(busy=False)
            form.complain(words.trouble(error))

        form.wait(busy=True)
        self._window.jobs.run(WATCH, work, done=done, failed=failed, owner=form)

    def _change_source(self) -> None:
        source = self._page.sources.source()
        if source is None:
            return
        form = SourceChange(self._window, source)

        def keep(name: str, every: "timedelta", on: bool, reach: ReachClass) -> None:
            change = partial(self._services.watches.change_source, source.id, reach=reach)
            if self._do(lambda: change(name=name, every=every, enabled=on)):
                form.accept()

        form.wanted.connect(keep)
        self.form = form
        form.open()

    def _remove_source(self) -> None:
        source = self._page.sources.source()
        if source is None:
            return
        back = partial(self._services.watches.bring_back_source, source.id)
        if self._do(partial(self._services.watches.remove_source, source.id)):
            said = tr("“{name}” is watched no more. What it brought stays.")
            text = said.format(name=words.source_name(source))
            self._window.undo(text, UNDO_S, partial(self._do, back))

    def _read_source(self) -> None:
        source = self._page.sources.source()
        if source is not None:
            self.read(source)

    def read(self, source: WatchSource) -> None:
        """Read a source now."""
        self._read([source])

    def read_all(self) -> None:
        """Read all sources now."""
        self._read([one for one in self._services.watches.sources() if one.enabled])

    def _read(self, sources: Sequence[WatchSource]) -> None:
        watching = self._services.watching

        def steps() -> "Generator[Progress, None, int]":
            return watching.run_these([one.id for one in sources])

        def done(new: int) -> None:
            self._window.jobs.emit_changes(Changes(mentions=True))
            said = trn("Read. {n} new mention.", "Read. {n} new mentions.", new)
            self._window.say(said.format(n=new), 8000)

        self._page.sources.working.run(steps, done, self._window.failed)

    # Mentions

    def promote(self) -> None:
        """Bring the mention under the cursor into the inbox, and offer to show it there or take it back."""
        one = self._one()
        if one is None:
            return
        if one.conversation_id is not None:
            self._page.show_conversation(one.conversation_id)
            return
        try:
            _, changes = self._services.mentions.promote(one.id)
        except WorkstationError as error:
            self._window.failed(error)
            return
        self._window.jobs.emit_changes(changes)
        said = tr("It is a thread of the inbox now. Press it once more to go there.")
        undo = partial(self._do, partial(self._services.mentions.demote, one.id))
        self._window.undo(said, UNDO_S, undo)

    def _aside(self) -> None:
        """Set the chosen mentions aside, or back to the new ones."""
        chosen = self._page.chosen()
        if not chosen:
            return
        back = all(one.state is MentionState.ASIDE for one in chosen)
        state = MentionState.NEW if back else MentionState.ASIDE
        try:
            before, changes = self._services.mentions.set_state([one.id for one in chosen], state)
        except WorkstationError as error:
            self._window.failed(error)
            return
        self._window.jobs.emit_changes(changes)
        if before and not back:
            said = trn("{n} mention was set aside.", "{n} mentions were set aside.", len(before))
            undo = partial(self._do, partial(self._services.mentions.put_back, before))
            self._window.undo(said.format(n=len(before)), UNDO_S, undo)

    def judge(self, stance: Stance) -> None:
        """Say by hand how the mention under the cursor speaks of its subject, and offer to take it back."""
        one = self._one()
        if one is not None and not _is_said(one.stance, one.stance_how, stance):
            change = partial(self._services.mentions.set_stance, one.id)
            back = partial(change, one.stance, one.stance_how)
            self._say_by_hand(partial(change, stance), back, tr("The stance was set."))

    def _turn_to(self, name: str) -> None:
        """Go to where the category, or the reach, of the mention under the cursor is chosen."""
        one, detail = self._one(), self._page.mentions.detail
        if one is not None and not detail.isVisible():
            self._page.show_mention(one.id)
        (detail.category if name == "category" else detail.reach).setFocus()

    def sort(self, category: str) -> None:
        """Say by hand of which category the mention under the cursor is, and offer to take it back."""
        one = self._one()
        if one is not None and not _is_said(one.category, one.category_how, category):
            change = partial(self._services.mentions.set_category, one.id)
            back = partial(change, one.category, one.category_how)
            self._say_by_hand(partial(change, category), back, tr("The category was set."))

    def widen(self, reach: ReachClass) -> None:
        """Say by hand how far the place of the mention under the cursor reaches, and offer to take it back."""
        one = self._one()
        if one is None:
            return
        before = one.reach if one.reach_how is ReachHow.HAND else ReachClass.NONE
        if reach is not before:
            change = partial(self._services.mentions.set_reach, one.id)
            self._say_by_hand(
                partial(change, reach), partial(change, before), tr("The reach was set.")
            )

    def _say_by_hand(
        self, act: Callable[[], Changes], back: Callable[[], Changes], said: str
    ) -> None:
        if self._do(act):
            self._window.undo(said, UNDO_S, partial(self._do, back))

    def _write(self) -> None:
        one = self._one()
        if one is None:
            return
        form = NoteForm(self._window, one)

        def keep(note: str, tags: Sequence[str]) -> None:
            if self._do(partial(self._services.mentions.write, one.id, note, tags)):
                form.accept()

        form.wanted.connect(keep)
        self.form = form
        form.open()

    def _brief(self) -> None:
        one = self._one()
        if one is not None:
            ask_pick(self._window, mention_id=one.id)

    def _open(self) -> None:
        one = self._one()
        if one is not None and one.address:
            ask_about_link(self._page, link_target(one.address)).open()

    # Files

    def _save_table(self) -> None:
        mentions = self._page.mentions.mentions()
        ids = [one.id for one in mentions]
        make = partial(self._services.mentions.table, ids, self._page.mentions.labels())
        self.chooser = save_table(self._window, self._page, "mentions", make)

    def _save_sources(self) -> None:
        now = self._services.clock.now()
        make = partial(
            self._services.mentions.sources_table,
            words.source_name,
            lambda one: words.source_state(one, now),
        )
        self.chooser = save_table(self._window, self._page, "sources", make)

    def _do(self, act: Callable[[], Changes]) -> bool:
        try:
            changes = act()
        except WorkstationError as error:
            self._window.failed(error)
            return False
        self._window.jobs.emit_changes(changes)
        return True


def _is_said(now: str, how: StanceHow, wanted: str) -> bool:
    """Tell whether that was said by hand already, or nothing is said and nothing is wanted."""
    return now == wanted and (how is StanceHow.HAND or not wanted)
