"""What the inbox is put together from beside its list: each part is imported and built when it is first asked for.

None of it is on the screen when the inbox is painted for the first time; `InboxPage` has the window build all of it
behind that.
"""

from functools import cached_property
from typing import TYPE_CHECKING, cast

from cmworkstation.ui.page import Page

if TYPE_CHECKING:
    from cmworkstation.ui.inbox.context_pane import ContextPane
    from cmworkstation.ui.inbox.correcting import Correcting
    from cmworkstation.ui.inbox.danger_band import DangerWatch
    from cmworkstation.ui.inbox.file_saver import FileSaver
    from cmworkstation.ui.inbox.filing import Filing
    from cmworkstation.ui.inbox.long_threads import LongThreads
    from cmworkstation.ui.inbox.message_acts import MessageActs
    from cmworkstation.ui.inbox.noting import Noting
    from cmworkstation.ui.inbox.one_by_one import OneByOne
    from cmworkstation.ui.inbox.page import InboxPage
    from cmworkstation.ui.inbox.picture_loader import PictureLoader
    from cmworkstation.ui.inbox.promising import Promising
    from cmworkstation.ui.inbox.quoting import Quoting
    from cmworkstation.ui.inbox.reason_popover import ReasonPopover
    from cmworkstation.ui.inbox.rounds import Rounds
    from cmworkstation.ui.inbox.row_acts import RowActs
    from cmworkstation.ui.inbox.search_pane import SearchPane
    from cmworkstation.ui.inbox.searching import Searching
    from cmworkstation.ui.inbox.settling import Settling
    from cmworkstation.ui.inbox.together import Together
    from cmworkstation.ui.inbox.why_sorted import WhySorted


class OfThread:
    """Those who serve an open thread; they are there as soon as what shows one is."""

    def __init__(self, page: "InboxPage") -> None:
        """Build them over the thread of `page`."""
        from cmworkstation.ui.inbox.captured import CapturedRemarks  # noqa: PLC0415 - see above
        from cmworkstation.ui.inbox.correcting import Correcting  # noqa: PLC0415 - see above
        from cmworkstation.ui.inbox.danger_band import DangerWatch  # noqa: PLC0415 - see above
        from cmworkstation.ui.inbox.file_saver import FileSaver  # noqa: PLC0415 - see above
        from cmworkstation.ui.inbox.noting import Noting  # noqa: PLC0415 - see above
        from cmworkstation.ui.inbox.picture_loader import PictureLoader  # noqa: PLC0415 - see above
        from cmworkstation.ui.inbox.why_sorted import WhySorted  # noqa: PLC0415 - see above

        window, services, pane = page.window_, page.services(), page.thread_pane
        self.noting = Noting(window, services, pane, page)
        self.why = WhySorted(window, pane, page.list.search.text, page)
        self.dangers = DangerWatch(window, pane, page)
        self.pictures = PictureLoader(window, services, pane.line)
        self.files = FileSaver(window, services, pane.line)
        self.captured = CapturedRemarks(services, pane.line)
        self.correcting = Correcting(page)
        header = pane.header
        header.beside = page.standings.of_row
        header.read_only = services.read_only
        header.asked.connect(page.asking.of_header)
        pane.line.wanted.connect(page.asking.of_message)
        pane.line.current_changed.connect(page.beside.show_person_of)
        page.room.fit_header()
        window.attach(pane.line, "thread")


class Parts(Page):
    """The parts of an `InboxPage`."""

    _of_thread: OfThread

    @property
    def _page(self) -> "InboxPage":
        return cast("InboxPage", self)

    def _build_of_thread(self) -> None:
        with self.window_.building("inbox"):
            self._of_thread = OfThread(self._page)

    @property
    def noting(self) -> "Noting":
        """Internal notes."""
        self._page.thread_pane.view()
        return self._of_thread.noting

    @property
    def why(self) -> "WhySorted":
        """Which inbox rules did what."""
        self._page.thread_pane.view()
        return self._of_thread.why

    @property
    def dangers(self) -> "DangerWatch":
        """What speaks of acute danger."""
        self._page.thread_pane.view()
        return self._of_thread.dangers

    @property
    def correcting(self) -> "Correcting":
        """What we said and was wrong."""
        self._page.thread_pane.view()
        return self._of_thread.correcting

    @property
    def pictures(self) -> "PictureLoader":
        """Pictures of the open conversation."""
        self._page.thread_pane.view()
        return self._of_thread.pictures

    @property
    def files(self) -> "FileSaver":
        """Files of the open conversation."""
        self._page.thread_pane.view()
        return self._of_thread.files

    @cached_property
    def rounds(self) -> "Rounds":
        """Acts on what is selected, however many that are."""
        from cmworkstation.ui.inbox.rounds import Rounds, put_below_bar  # noqa: PLC0415 - see above

        page = self._page
        made = Rounds(page.window_, page.services(), page)
        put_below_bar(made.bar, page.list, page.list.bar)
        return made

    @cached_property
    def settling(self) -> "Settling":
        """Settling conversations."""
        from cmworkstation.ui.inbox.settling import Settling  # noqa: PLC0415 - see above

        page = self._page
        made = Settling(page.window_, page.services().inbox, page.model, page.rounds)
        made.next_wanted.connect(page.deciding.open_follower)
        return made

    @cached_property
    def results(self) -> "SearchPane":
        """What a search finds."""
        from cmworkstation.ui.inbox.search_pane import SearchPane  # noqa: PLC0415 - see above

        page = self._page
        made = SearchPane(page.services().clock.now, page)
        made.model.accounts = page.listing.accounts
        made.opened.connect(page.opening.open_hit)
        made.elsewhere.wanted.connect(page.opening.open_elsewhere)
        return made

    @cached_property
    def searching(self) -> "Searching":
        """The search over all messages."""
        from cmworkstation.ui.inbox.searching import Searching  # noqa: PLC0415 - see above

        page, services = self._page, self._page.services()
        return Searching(
            page.window_,
            services.inbox,
            lambda: services.views,
            lambda: services.finding,
            page.list,
            page.results,
        )

    @cached_property
    def acts(self) -> "MessageActs":
        """What is done with one message."""
        from cmworkstation.ui.inbox.message_acts import MessageActs  # noqa: PLC0415 - see above

        page = self._page
        made = MessageActs(page.window_, page.services(), page.listing.account_of)
        made.pane = page.thread_pane
        made.selected = page.deciding.targets
        return made

    @cached_property
    def long(self) -> "LongThreads":
        """Reading long threads."""
        from cmworkstation.ui.inbox.long_threads import LongThreads  # noqa: PLC0415 - see above

        return LongThreads(self.window_, self._page.services().inbox, self)

    @cached_property
    def quoting(self) -> "Quoting":
        """Quoting from the thread."""
        from cmworkstation.ui.inbox.quoting import Quoting  # noqa: PLC0415 - see above

        return Quoting(self.window_, self._page)

    @cached_property
    def context(self) -> "ContextPane":
        """The column beside the thread."""
        from cmworkstation.ui.inbox.context_pane import ContextPane  # noqa: PLC0415 - see above

        page = self._page
        made = ContextPane()
        made.conversation_wanted.connect(page.opening.enter)
        made.interests.changed.connect(page.beside.interests_changed)
        made.url_wanted.connect(page.asking.to_open)
        made.left.connect(lambda: page.room.show_context(wanted=False))
        made.triage.ended.connect(page.room.focus_work)
        page.context_layout.addWidget(made)
        return made

    @cached_property
    def promising(self) -> "Promising":
        """What was promised to the person beside the thread."""
        from cmworkstation.ui.inbox.promising import Promising  # noqa: PLC0415 - see above

        page = self._page
        return Promising(
            page.window_, page.services(), page.thread_pane, page.context.promises, page
        )

    @cached_property
    def popover(self) -> "ReasonPopover":
        """Asking why no answer is needed."""
        from cmworkstation.ui.inbox.reason_popover import ReasonPopover  # noqa: PLC0415 - see above

        made = ReasonPopover(self)
        made.chosen.connect(self._page.deciding.no_answer_because)
        made.left.connect(self._page.room.focus_work)
        return made

    @cached_property
    def row_acts(self) -> "RowActs":
        """What is decided about rows beside settling them."""
        from cmworkstation.ui.inbox.row_acts import RowActs  # noqa: PLC0415 - see above

        page = self._page
        return RowActs(
            page.window_,
            page.services(),
            page.rounds,
            page,
            page.deciding.targets,
            page.deciding.anchor,
            page.room.focus_work,
        )

    @cached_property
    def together(self) -> "Together":
        """Who asks the same."""
        from cmworkstation.ui.inbox.together import Together  # noqa: PLC0415 - see above

        with self.window_.building("inbox"):
            return Together(self._page)

    @cached_property
    def filing(self) -> "Filing":
        """Topics, questions to people, and experts."""
        from cmworkstation.ui.inbox.filing import Filing  # noqa: PLC0415 - see above

        with self.window_.building("inbox"):
            return Filing(self._page)

    @cached_property
    def one_by_one(self) -> "OneByOne":
        """One message at a time."""
        from cmworkstation.ui.inbox.one_by_one import OneByOne  # noqa: PLC0415 - see above

        with self.window_.building("inbox"):
            return OneByOne(self._page)


# What the parts import takes longer than building them: one by one, so that no turn of the loop waits for all of it.
IMPORTS = tuple(
    f"cmworkstation.{name}"
    for name in """
        domain.query domain.charter.finding domain.charter.page domain.promise words.promised
        domain.charter.clauses words.dangers ui.inbox.search_pane ui.inbox.searching ui.inbox.message_acts
        ui.inbox.interests ui.inbox.promising ui.inbox.context_pane ui.inbox.entry ui.inbox.timeline
        ui.inbox.thread_view ui.inbox.noting ui.inbox.danger_band ui.inbox.why_sorted
    """.split()
)
PARTS = tuple(name for name, one in vars(Parts).items() if isinstance(one, cached_property))
