"""Pictures of importing an archive: the choice, the columns of a table, what was found, what came of it."""

import json
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtTest import QTest

from cmworkstation.domain.conversation import Changes
from cmworkstation.ui.archives import wizard as steps

if TYPE_CHECKING:
    from tools.scenes import Stage

HOME = "https://social.vallon.example/users/mairie"
PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
TABLE = """Auteur;Texte;Date;Lien;Réponse à
Nadia Roux;"Bonjour, la médiathèque est-elle ouverte lundi ?";31/03/2024 23:30;https://lien.example/1;
Mairie du Vallon;Oui, de 9 h à 18 h.;01/04/2024 09:00;https://lien.example/2;https://lien.example/1
Paul Aubry;Merci pour la réponse.;01/04/2024 09:05;https://lien.example/3;https://lien.example/1
"""


def archives(stage: "Stage") -> Iterator[str]:
    """Every step of the import, and the card of what came of it."""
    with tempfile.TemporaryDirectory() as folder:
        dialog = steps.ArchiveWizard(stage.window, stage.page("accounts"))
        dialog.open()
        yield "-file"
        holiday = Path(folder) / "vacances.png"
        holiday.write_bytes(b"\x89PNG")
        dialog.use(holiday)
        _wait(dialog._trouble.isVisible)
        yield "-unknown"
        table = Path(folder) / "commentaires-linkedin.csv"
        table.write_text(TABLE, encoding="utf-8")
        dialog.use(table)
        _at(dialog, steps.OPTIONS)
        yield "-columns"
        dialog._go(steps.FILE)
        letters = Path(folder) / "Inbox.mbox"
        letters.write_bytes(
            b"From a@b.example Mon Apr  1 10:00:00 2024\nFrom: a@b.example\n\nBonjour\n"
        )
        dialog.use(letters)
        _at(dialog, steps.OPTIONS)
        yield "-mail"
        dialog._go(steps.FILE)
        dialog.use(_mastodon(Path(folder)))
        _at(dialog, steps.FOUND)
        yield "-found"
        dialog.forward()
        _at(dialog, steps.RESULT)
        yield "-result"
        dialog.accept()
        stage.tell(Changes(accounts=True))
        page = stage.page("accounts")
        page._scroll.verticalScrollBar().setValue(100_000)
        yield "-account"
        again = steps.ArchiveWizard(stage.window, stage.page("accounts"))
        again.open()
        yield "-again"
        again.reject()


def _mastodon(folder: Path) -> Path:
    def post(n: int, answers: str = "") -> dict[str, object]:
        at = "bientôt" if n == 40 else f"202{n % 4}-0{n % 9 + 1}-1{n % 10}T10:00:00Z"  # noqa: PLR2004
        note = {
            "id": f"{HOME}/statuses/{n}",
            "type": "Note",
            "published": at,
            "inReplyTo": answers,
            "content": f"<p>Travaux rue des Tilleuls, étape {n}.</p>",
            "to": [PUBLIC],
        }
        return {"id": f"x{n}", "type": "Create", "actor": HOME, "object": note}

    other = "https://autre.example/users/ines/statuses/7"
    posts = [post(n, other if n % 3 == 0 else "") for n in range(41)]
    actor = {"id": HOME, "preferredUsername": "mairie", "name": "Mairie du Vallon"}
    path = folder / "archive-20240401.zip"
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("actor.json", json.dumps(actor))
        context = "https://www.w3.org/ns/activitystreams"
        made.writestr("outbox.json", json.dumps({"@context": context, "orderedItems": posts}))
    return path


def _at(dialog: steps.ArchiveWizard, step: int) -> None:
    _wait(lambda: dialog._steps.currentIndex() == step and not dialog.working.isVisible())


def _wait(ready: Callable[[], bool]) -> None:
    for _ in range(500):
        if ready():
            return
        QTest.qWait(20)
