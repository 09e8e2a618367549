"""Scenes of a freeze: pressed, its reason asked, what it holds back, lifted; and of a drill."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from cmworkstation.domain.conversation import Status, View
from cmworkstation.domain.drill import Injected
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.ids import ConversationId
from cmworkstation.domain.slot import Slot
from cmworkstation.ui.freeze.band import FreezeBand
from cmworkstation.ui.freeze.dialog import ReasonDialog, ScopeDialog
from cmworkstation.ui.freeze.page import ThawPage

if TYPE_CHECKING:
    from tools.scenes import Stage

WHY = {
    "en": "A rumour says that sack 24 holds glass; we check before we say anything more",
    "fr": "Une rumeur dit le pont fermé ; nous vérifions avant d’en dire davantage",
}
REPLIES = {
    "en": ("Yes, on Saturday from nine on.", "Thank you, that helps us.", "The mill opens at ten."),
    "fr": ("Oui, samedi dès 9 h.", "Merci, cela nous aide.", "La médiathèque ouvre à 10 h."),
}
RUMOUR = {
    "en": "Is it true that there is glass in the flour?",
    "fr": "Est-il vrai que le pont est fermé ?",
}


def freeze(stage: "Stage") -> Iterator[str]:
    """Everything is frozen: the question afterwards, the band, the composer, the thaw, and what is left."""
    services, window = stage.services, stage.window
    band = FreezeBand(window, services)
    band.look()
    _queue(stage)
    window.act("freeze.part")
    stage.settle()
    (part,) = window.findChildren(ScopeDialog)
    yield "-part"
    part.reject()
    window.act("freeze.now")
    stage.settle()
    (dialog,) = window.findChildren(ReasonDialog)
    dialog.why.setText(WHY[stage.language])
    yield "-reason"
    dialog.keep.click()
    for _ in range(3):
        stage.settle()
    window.go("inbox")
    _first_free(stage)
    yield "-composer"
    window.act("go.thaw")
    stage.settle()
    page = window.page("thaw")
    assert isinstance(page, ThawPage)
    page._press("keep")
    page._press("drop")
    stage.settle()
    yield "-drop"
    assert page.popover is not None
    page.popover.words.setText(WHY[stage.language])  # type: ignore[attr-defined]
    page.popover.use.click()  # type: ignore[attr-defined]
    stage.settle()
    yield "-thaw"
    for one in services.brake.holding():
        services.freezing.thaw(one.id)
    band.look()
    page._look()
    stage.settle()
    yield "-lifted"
    for held in services.thawing.held().replies:
        services.outbox.give_up(held.row.id)
    band.look()
    page._look()
    stage.settle()
    yield "-nothing"


def _queue(stage: "Stage") -> None:
    """Put replies into the outbox, one of them for a time that has passed."""
    services = stage.services
    past = Slot(services.clock.now() + timedelta(seconds=1))
    replies = list(REPLIES[stage.language])
    for home in services.inbox.ids(View(status=Status.WAITING_US)):
        if not replies:
            return
        try:
            draft = services.drafts.begin(ConversationId(home))
            body = replies[-1]
            slot = past if len(replies) == 1 else None
            services.outbox.queue(replace(draft, body=body, slot=slot), hold_s=0)
        except NotAllowed:
            continue
        replies.pop()


def _first_free(stage: "Stage") -> None:
    stage.inbox.list.select_row(0)
    stage.settle()
    stage.window.act("inbox.reply")
    stage.settle()
    composer = stage.inbox.composer
    if composer is not None:
        composer.editor.setPlainText(REPLIES[stage.language][0])
        composer.look()
    stage.settle()


def drill(stage: "Stage") -> Iterator[str]:
    """An exercise: the hatched band, and messages that say that they are invented."""
    services = stage.services
    like = services.accounts.listed()[0].id
    services.drills.begin(RUMOUR[stage.language], like)
    asked = RUMOUR[stage.language]
    changes = services.drills.inject([Injected(str(n), f"Odile {n}", asked) for n in range(3)])
    FreezeBand(stage.window, services).look()
    stage.window.jobs.emit_changes(changes)
    stage.window.go("inbox")
    for _ in range(3):
        stage.settle()
    homes = services.inbox.ids(View(status=None))
    stage.inbox.open_conversation(next(one for one in homes if services.drills.is_exercise(one)))
    for _ in range(3):
        stage.settle()
    yield ""
    _, changes = services.drills.end()
    FreezeBand(stage.window, services).look()
    stage.window.jobs.emit_changes(changes)
