"""What answers the commands of the inbox, and when each of them is possible."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from cmworkstation.domain.account import ModerationAct
from cmworkstation.domain.conversation import Status
from cmworkstation.ui.inbox.thanked import want_answer
from cmworkstation.ui.inbox.triage_slot import ACTS as TRIAGE_ACTS
from cmworkstation.ui.inbox.view_keys import DUE, MINE

if TYPE_CHECKING:
    from cmworkstation.ui.inbox.page import InboxPage


def register(page: "InboxPage") -> None:
    """Let the window know what the inbox can do."""
    _inbox(page)
    _moderate(page)
    _views(page)
    _triage(page)


def _caught_up(
    page: "InboxPage", acts: dict[str, Callable[..., object]]
) -> dict[str, Callable[..., object]]:
    """Let the thread catch up with the list before each of these acts, so that it is about what is selected."""

    def after(act: Callable[..., object], *args: object) -> object:
        page.opening.catch_up()
        return act(*args)

    return {name: partial(after, act) for name, act in acts.items()}


def _inbox(page: "InboxPage") -> None:
    has_open, can_reply, settles = (
        page.opening.has_open,
        page.answering.can_reply,
        page.deciding.can_settle,
    )
    has_rows: Callable[[], bool] = lambda: page.model.rowCount() > 0  # noqa: E731
    message = lambda: page.thread_pane.current() is not None  # noqa: E731
    page.window_.register(
        "inbox",
        {
            "next": lambda: page.opening.step(1),
            "previous": lambda: page.opening.step(-1),
            **_caught_up(page, _acts(page)),
        },
        enabled={
            "next": has_rows,
            "previous": has_rows,
            "next_unread": has_rows,
            "next_message": has_open,
            "previous_message": has_open,
            "find": has_open,
            "find_next": page.thread_pane.finder.isVisible,
            "find_previous": page.thread_pane.finder.isVisible,
            "open": lambda: bool(page.list.selected_ids()) or has_open(),
            "back": lambda: True,
            "reply": can_reply,
            "quote": has_open,
            "note": lambda: has_open() or bool(page.list.selected_ids()),
            "reply_private": can_reply,
            "by_hand": page.answering.can_by_hand,
            "guide": can_reply,
            "done": settles,
            "done_next": settles,
            "no_answer": settles,
            "wait": settles,
            "mark_unread": settles,
            "unmute": lambda: settles() and page.row_acts.all_muted(),
            "want_answer": lambda: settles() and bool(page.deciding.thanked()),
            **dict.fromkeys(page.row_acts.commands(), settles),
            "orders": page.listing.has_order,
            "order": page.listing.has_order,
            "labels": lambda: not page.services().read_only,
            "category": lambda: bool(page.views.kinds()),
            "copy": message,
            "remote_pictures": page.asking.has_pictures,
            "save_files": page.asking.has_files,
            "open_web": message,
            "mention": lambda: (
                has_open() and bool(page.services().mentions.of_conversation(page.opened_id()))
            ),
            "dossier": page.acts.is_ours,
            "correct": lambda: page.thread_pane.is_built() and page.correcting.can(),
            "corrected_elsewhere": lambda: page.thread_pane.is_built() and page.correcting.can(),
            "uncorrect": lambda: page.thread_pane.is_built() and page.correcting.link() is not None,
            "make_answer": page.acts.can_be_answer,
            "promise": page.promising.possible,
            "moderate": page.acts.can_any,
        },
    )


def _acts(page: "InboxPage") -> dict[str, Callable[..., object]]:
    return {
        "next_message": lambda: page.thread_pane.line.step(1),
        "previous_message": lambda: page.thread_pane.line.step(-1),
        "next_unread": page.opening.next_unread,
        "open": page.opening.open_selected,
        "back": page.room.back,
        "reply": page.answering.reply,
        "note": page.answering.note,
        "quote": page.quoting.quote,
        "reply_private": partial(page.answering.reply, private=True),
        "by_hand": partial(page.answering.reply, by_hand=True),
        "guide": page.answering.guide,
        "done": page.deciding.done,
        "done_next": partial(page.deciding.done, then_next=True),
        "no_answer": page.deciding.ask_reason,
        "wait": partial(page.deciding.settle, Status.WAITING_THEM),
        "mark_unread": page.deciding.mark_unread,
        "unmute": lambda: page.row_acts.mute(),  # noqa: PLW0108 - built when it is asked for
        "want_answer": lambda: want_answer(page.window_, page.deciding.thanked()),
        "search": page.opening.focus_search,
        "search_help": page.opening.help_search,
        "find": page.thread_pane.open_finder,
        "find_next": lambda: page.thread_pane.finder.step(1),
        "find_previous": lambda: page.thread_pane.finder.step(-1),
        "account": page.listing.nth_account,
        "orders": page.list.offer_orders,
        "order": page.listing.choose_order,
        "due_soon": partial(page.listing.go_to, DUE),
        "mine": partial(page.listing.go_to, MINE),
        "category": page.listing.to_categories,
        "copy": page.acts.copy,
        "remote_pictures": page.asking.load_pictures,
        "save_files": page.asking.save_files,
        "select": page.list.table.toggle_current,
        "select_all": page.listing.select_all,
        "range_next": partial(page.list.extend_by, 1),
        "range_previous": partial(page.list.extend_by, -1),
        **page.row_acts.commands(),
        "open_web": page.acts.open_web,
        "mention": partial(_show_mention, page),
        "dossier": page.acts.dossier,
        "correct": lambda: page.correcting.begin(),  # noqa: PLW0108 - built when it is asked for
        "corrected_elsewhere": lambda: page.correcting.elsewhere(),  # noqa: PLW0108 - as above
        "uncorrect": lambda: page.correcting.unlink(),  # noqa: PLW0108 - as above
        "make_answer": page.acts.make_answer,
        "promise": page.promising.ask,
        "moderate": page.asking.offer_acts,
    }


def _show_mention(page: "InboxPage") -> None:
    """Show what the watch heard of the open conversation."""
    page.window_.go("watch")
    shown = getattr(page.window_.page("watch"), "show_of", None)
    if shown is not None:
        shown(page.opened_id())


def _moderate(page: "InboxPage") -> None:
    page.window_.register(
        "moderate",
        {
            "people": page.acts.show_people,
            **_caught_up(page, {str(one): partial(page.acts.do, one) for one in ModerationAct}),
        },
        enabled={str(one): partial(page.acts.can, one) for one in ModerationAct},
    )


def _views(page: "InboxPage") -> None:
    saved, listed = page.saved, lambda: page.saved.current() is not None
    page.window_.register(
        "views",
        {
            "save": saved.save,
            "rename": saved.rename,
            "up": partial(saved.shift, -1),
            "down": partial(saved.shift, 1),
            "remove": saved.remove,
            "export": saved.export,
            "export_one": partial(saved.export, only=True),
            "import": saved.take_in,
        },
        enabled={
            "save": saved.can_save,
            "export": saved.has_any,
            **dict.fromkeys("rename up down remove export_one".split(), listed),
        },
    )


def _triage(page: "InboxPage") -> None:
    triage = page.context.triage
    page.window_.register(
        "triage",
        _caught_up(
            page,
            {"walk": page.beside.triage, **{one: partial(triage.act, one) for one in TRIAGE_ACTS}},
        ),
        enabled={
            "walk": lambda: page.opening.has_open() or bool(page.list.selected_ids()),
            **{one: partial(triage.can, one) for one in TRIAGE_ACTS},
        },
    )
