"""Pictures of the crisis desk: calm, in a crisis, a statement with its blanks, the debrief, and a drill."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog

from cmworkstation.domain.values import replace
from cmworkstation.ui.crisis.page import CrisisPage
from tools.scenes_crisis import CALM, HOME, WHY

if TYPE_CHECKING:
    from tools.scenes import Stage

CHANGED = {
    "en": "The laboratory answers on Monday, not tomorrow",
    "fr": "Le laboratoire répond lundi, et non demain",
}
ADDED = {
    "en": "the laboratory answers on Monday at noon. Keep your sack closed until then.",
    "fr": "le laboratoire répond lundi à midi. La médiathèque reste fermée jusque-là.",
}
DECIDED = {
    "en": "No sack of batch 24 leaves the mill until the laboratory answers",
    "fr": "La médiathèque centrale reste fermée jusqu’à l’avis du laboratoire",
}


def _people(stage: "Stage") -> None:
    roster = stage.services.roster
    if roster.people():
        return
    for name, part, phones, hours in (
        ("Hélène Marchand", "Direction", "+33 1 99 00 12 01\n+33 6 99 00 12 01", ""),
        ("Karim Belkacem", "Communication", "+33 6 99 00 12 02", "lun-ven 08:00-19:00"),
        ("Nadia Ferrer", "Standard et accueil", "+33 1 99 00 12 03", "lun-sam 09:00-18:00"),
    ):
        roster.keep(replace(roster.new(), name=name, part=part, phones=phones, hours=hours))


def _page(stage: "Stage") -> CrisisPage:
    stage.window.go("crisis")
    stage.settle()
    page = stage.window.page("crisis")
    assert isinstance(page, CrisisPage)
    return page


def _declare(stage: "Stage", number: int = 2) -> None:
    ladder = stage.services.crises.ladder(HOME[stage.language])
    assert ladder is not None
    level = next(one for one in ladder.levels if one.level >= number)
    if ladder.now is None:
        stage.services.crises.declare(HOME[stage.language], level.id, WHY[stage.language])


def _said(stage: "Stage", page: CrisisPage) -> None:
    """Let a statement go out, and an addendum to it be written."""
    from cmworkstation.store import outbox  # noqa: PLC0415 - as if a platform had taken it

    services, home = stage.services, HOME[stage.language]
    ready = next(one for one in services.statements.listed(stage.language, home) if not one.reason)
    values = {
        one.name: one.proposed or "–" for one in services.statements.blanks(ready, stage.language)
    }
    where = [one.id for one in services.statements.places(home)]
    left = services.statements.post(home, ready.statement.id, stage.language, values, where)
    with services.workspace.write() as connection:
        for n, one in enumerate((*left.queued, *left.by_hand)):
            outbox.settle_sent(connection, one, f"said-{n}", "", services.clock.now())
    use = services.addenda.said()[0].use.id
    services.addenda.keep(
        use, CHANGED[stage.language], services.addenda.opening(use) + ADDED[stage.language]
    )
    page.shown()
    stage.settle()


def desk(stage: "Stage") -> Iterator[str]:
    """The desk in calm times and in a crisis, a statement, a decision, somebody of the roster, the checklist."""
    _people(stage)
    page = _page(stage)
    yield "-calm"
    _declare(stage)
    page.shown()
    stage.settle()
    stage.services.desk.note(DECIDED[stage.language])
    page.shown()
    stage.settle()
    yield "-crisis"
    _said(stage, page)
    yield "-said"
    page._press("addendum")
    stage.settle()
    yield "-addendum"
    for dialog in stage.window.findChildren(QDialog):
        dialog.reject()
    stage.settle()
    bar = page._area.verticalScrollBar()
    bar.setValue(bar.maximum())
    stage.settle()
    yield "-below"
    bar.setValue(0)
    for name in (
        "statement",
        "note",
        "update",
        "compromised",
        "person_add",
        "print_roster",
        "drill",
    ):
        page._press(name)
        stage.settle()
        yield f"-{name}"
        for dialog in stage.window.findChildren(QDialog):
            dialog.reject()
        stage.settle()


def debrief(stage: "Stage") -> Iterator[str]:
    """The debrief, once it is over."""
    _people(stage)
    _declare(stage)
    stage.services.desk.note(DECIDED[stage.language])
    stage.services.crises.declare(HOME[stage.language], "", CALM[stage.language])
    page = _page(stage)
    page._press("debrief")
    stage.settle()
    yield "-report"


def drill(stage: "Stage") -> Iterator[str]:
    """An exercise that goes on."""
    _people(stage)
    stage.services.exercises.begin(HOME[stage.language])
    stage.services.exercises.carry_on()
    _page(stage)
    yield "-going-on"
