"""Pictures of what people do by hand: posting an answer, capturing a message, and what each platform can do."""

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QApplication

from cmworkstation.domain.capture import Guess, How
from cmworkstation.i18n import language

if TYPE_CHECKING:
    from tools.scenes import Stage

SAID = {
    "en": (
        "Nadia Lefèvre",
        "Does the reading room open on Monday? The paper on the door says one thing, the website another.",
    ),
    "fr": (
        "Nadia Lefèvre",
        "La salle de lecture ouvre-t-elle lundi ? L’affiche sur la porte dit une chose, le site une autre.",
    ),
}
ANSWER = {
    "en": "Good morning, yes, from nine to six. The paper on the door is from last summer; we have changed it.",
    "fr": "Bonjour, oui, de 9 h à 18 h. L’affiche sur la porte date de l’été dernier ; nous l’avons changée.",
}


def capture(stage: "Stage") -> Iterator[str]:
    """The dialog empty, filled from a saved page, told of the same, and the conversation that it became."""
    dialog = _opened(stage)
    yield "-empty"
    _fill(stage, dialog)
    yield "-filled"
    dialog.capture.click()
    stage.settle()
    yield "-kept"
    again = _opened(stage)
    _fill(stage, again)
    again.capture.click()
    stage.settle()
    yield "-before"
    again.reject()


def by_hand(stage: "Stage") -> Iterator[str]:
    """The composer of a captured message, the three steps, and the outbox before and after."""
    dialog = _opened(stage)
    _fill(stage, dialog, "2")
    dialog.capture.click()
    stage.settle()
    stage.window.act("inbox.reply")
    stage.settle()
    composer = stage.inbox.composer
    composer.editor.setPlainText(ANSWER[language()])
    composer.look()
    yield "-composer"
    composer.sending.by_hand()
    stage.settle()
    yield "-steps"
    (steps,) = _dialogs("ByHandDialog")
    steps.reject()
    stage.page("outbox")
    stage.settle()
    yield "-outbox"
    row = next(one for one in stage.services.outbox.rows() if one.state.value == "by-hand")
    stage.tell(stage.services.by_hand.posted(row.id, "https://nextdoor.example/p/78"))
    yield "-sent"


def platforms(stage: "Stage") -> Iterator[str]:
    """The table."""
    stage.window.act("accounts.platforms")
    stage.settle()
    yield ""


def _opened(stage: "Stage") -> Any:  # noqa: ANN401 - the dialog
    from cmworkstation.ui.capture import acts  # noqa: PLC0415 - drawn when it is wanted

    dialog = acts.message(stage.window)
    stage.settle()
    return dialog


def _fill(stage: "Stage", dialog: Any, number: str = "1") -> None:  # noqa: ANN401 - the dialog
    author, text = SAID[language()]
    at = stage.services.clock.now() - timedelta(days=1, hours=2)
    dialog.platform.setEditText("Nextdoor")
    dialog.show_guess(
        Guess(
            How.PAGE,
            text=text,
            author=author,
            handle="@nadia",
            at=at,
            address=f"https://nextdoor.example/p/7{number}",
            file="nextdoor.html",
        )
    )
    stage.settle()


def _dialogs(name: str) -> list[Any]:
    return [
        one
        for one in QApplication.topLevelWidgets()
        if type(one).__name__ == name and one.isVisible()
    ]
