"""Pictures of briefings: what one says, who is briefed, a message that is put in, and one that is finished."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication, QDialog

if TYPE_CHECKING:
    from tools.scenes import Stage

SHOWN = {"en": "Mill and quality", "fr": "Équipe du catalogue"}
SAID = {"en": "sticker brown recycled", "fr": "bénévole Trévon réunion publique"}
INTRO = {
    "en": "Good morning. One question comes back again and again; please have a look.",
    "fr": "Bonjour. Une question revient sans cesse ; merci d’y jeter un œil.",
}


def briefing(stage: "Stage") -> Iterator[str]:
    """The page, and what opens from it."""
    window, services = stage.window, stage.services
    page = stage.page("briefing")
    _wait(stage)
    names = {one.name: one.id for one in services.briefings.departments()}
    page.show_department(names[SHOWN[stage.language]])
    _wait(stage)
    page.pane.period.setCurrentIndex(2)
    _wait(stage)
    page.pane.intro.setPlainText(INTRO[stage.language])
    page.pane.keep()
    page.pane.items.setCurrentRow(1)
    yield ""
    window.act("briefing.names")
    stage.settle()
    yield "-names"
    _close(stage)
    window.act("briefing.change")
    stage.settle()
    yield "-department"
    _close(stage)
    window.act("briefing.finish")
    _wait(stage)
    yield "-finished"
    _close(stage)
    _wait(stage)
    yield "-afterwards"
    stage.open(SAID[stage.language])
    window.act("filing.briefing")
    stage.settle()
    yield "-put"
    _close(stage)


def _wait(stage: "Stage") -> None:
    for _ in range(4):
        stage.settle()


def _close(stage: "Stage") -> None:
    for over in QApplication.topLevelWidgets():
        if isinstance(over, QDialog) and over.isVisible():
            over.close()
    stage.settle()
