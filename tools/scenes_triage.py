"""Pictures of the triage beside a message, of what is due, and of the reply times."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from cmworkstation.domain.conversation import Order, Status, View
from cmworkstation.domain.errors import WorkstationError
from cmworkstation.domain.ids import ConversationId
from cmworkstation.domain.reply_time import Kind, ReplyTime
from cmworkstation.store import times as table

if TYPE_CHECKING:
    from tools.scenes import Stage

ASKS = {"en": "sticker brown recycled", "fr": "bénévole Trévon réunion publique"}
# Minutes of opening time and on the clock, and whether it was late.
WAITED = (
    *((25, 25), (40, 900), (12, 12), (95, 1100), (180, 3900), (8, 8), (55, 840)),
    *((30, 30), (70, 70), (240, 2800), (15, 15), (20, 960)),
)
CHARTERS = {"en": "fennick-lane", "fr": "mediatheques-ormaie"}
CATEGORIES = {
    "en": ("complaint", "question", "thanks"),
    "fr": ("plainte", "question", "merci"),
}


def walk(stage: "Stage") -> Iterator[str]:
    """A question with what the program answered before it; then where it led, and a second way."""
    stage.open(ASKS[stage.language])
    stage.window.act("triage.walk")
    stage.settle()
    triager = stage.inbox.context.triage.triager
    if triager is None or not triager.is_asking():
        return
    triager.answer(yes=False)
    triager.answer(yes=False)
    stage.settle()
    yield ""
    opened = ConversationId(stage.inbox.opened_id())
    names = CATEGORIES[stage.language]
    for name in names[:2]:
        changes, _ = stage.services.triage.choose(opened, name)
        stage.tell(changes)
    triager.again()
    for answer in (False, False, False, False, True):
        triager.answer(yes=answer)
        stage.settle()
    yield "-done"


def due(stage: "Stage") -> Iterator[str]:
    """What is due soon, with the opening time that is left, and the bar that warns."""
    stage.services.sync.refresh_due()
    stage.inbox.standings.learn()
    stage.settle()
    stage.window.act("inbox.due_soon")
    stage.settle()
    yield ""
    stage.inbox.listing.choose_order(str(Order.NEWEST))
    stage.inbox.listing.pick_view(Status.WAITING_US.name)
    stage.settle()


def times(stage: "Stage") -> Iterator[str]:
    """The page of reply times, without and with replies."""
    page = stage.page("times")
    if not page._lines:
        yield "-none"
    services, now = stage.services, stage.services.clock.now()
    rows = services.inbox.rows(services.inbox.ids(View(status=Status.WAITING_US), len(WAITED)))
    kept = []
    for n, (row, (opening, wall)) in enumerate(zip(rows, WAITED, strict=False)):
        account = next(a for a in services.accounts.listed() if a.id == row.account_id)
        if not account.capabilities.can_reply:
            continue
        draft = services.drafts.begin(row.id)
        thanks = "Merci beaucoup" if draft.language.startswith("fr") else "Thank you very much"
        try:
            made, _ = services.outbox.queue(replace(draft, body=f"{thanks}, {n}."), hold_s=3600)
        except WorkstationError:  # somebody else has to agree to it
            continue
        kept += [
            ReplyTime(
                made.id,
                kind,
                row.id,
                row.account_id,
                CATEGORIES[stage.language][n % 3],
                "public",
                "wall",
                now - timedelta(minutes=wall),
                now - timedelta(minutes=n),
                now - timedelta(minutes=5 if n % 4 else 500),
                wall * 60,
                opening * 60,
            )
            for kind in (Kind.FIRST, Kind.RESOLUTION)
        ]
    with services.workspace.write() as connection:
        table.keep(connection, kept)
    page._look()
    stage.settle()
    yield ""


def tree(stage: "Stage") -> Iterator[str]:
    """The triage of the charter as a tree, as an outline, and with something wrong in it."""
    page = stage.page("charter")
    choice = page._bar.choice
    choice.setCurrentIndex(choice.findData(CHARTERS[stage.language]))
    stage.settle()
    page._show_as("forms")
    page._go("triage", 0)
    page._navigator.choose("triage", -1)
    stage.settle()
    tree = page._detail._tree
    tree.choose(4)
    stage.settle()
    yield ""
    stage.window.resize(stage.window.width(), 2 * stage.window.height())
    stage.settle()
    yield "-whole"
    stage.window.resize(stage.window.width(), stage.window.height() // 2)
    stage.settle()
    tree._as_outline.setChecked(True)
    stage.settle()
    yield "-outline"
    tree._as_outline.setChecked(False)
    tree._lead(tree.current_step(), "yes", "nowhere")
    stage.settle()
    yield "-wrong"
