"""Pictures of the response guide: entries, a search, facts, what is due and missing, forms, a reply on facts."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog

from cmworkstation.domain.charter.wanted import Wanted

if TYPE_CHECKING:
    from tools.scenes import Stage

CHARTER = {"en": "fennick-lane", "fr": "mediatheques-ormaie"}
QUERY = {"en": "wheet alergy oats", "fr": "trevon va fermé ?"}
THREAD = {"en": "sticker brown recycled", "fr": "bénévole Trévon réunion publique"}
FACT = {"en": "farms", "fr": "nb-sites"}
NEW = {
    "en": Wanted(
        "Sacks for compost",
        "en",
        folder="Packaging",
        asks=("Can the bags go on the compost?", "Are your sacks compostable?"),
        body="Hello {first_name},\n\nYes, every part of the sack but the {part}. – {signature}",
        channel="mastodon",
        short="Yes, all but the {part}.",
        source=("https://fennicklane.example/sacks",),
    ),
    "fr": Wanted(
        "Rendre un livre ailleurs",
        "fr",
        folder="Emprunter",
        asks=("Puis-je rendre un livre dans une autre médiathèque ?", "Retour dans un autre site"),
        body="Bonjour {prenom},\n\nOui, dans les sept médiathèques, y compris {site}.\n\n{signature}",
        channel="mastodon",
        short="Oui, dans les sept médiathèques, y compris {site}.",
        source=("https://mediatheques-ormaie.example/retour",),
    ),
}


def guide(stage: "Stage") -> Iterator[str]:
    """The page in all its parts, its forms, and a reply that stands on a fact."""
    language, charter = stage.language, CHARTER[stage.language]
    name, _ = stage.services.proposals.propose(charter, NEW[language])
    page = stage.page("guide")
    yield ""
    page.search.setText(QUERY[language])
    page._show()
    yield "-search"
    page.search.setText("xylophone")
    page._show()
    yield "-nothing"
    page.show_entry(charter, "answer", name)
    yield "-draft"
    page.show_part("facts")
    yield "-facts"
    page.show_part("due")
    yield "-due"
    page.show_part("missing")
    stage.settle()
    yield "-missing"
    page.show_entry(charter, "answer", name)
    for act in ("change", "translate", "still_right", "approve"):
        page._act(act)
        yield f"-{act.replace('_', '-')}"
        _close(stage)
    row = stage.services.outbox.rows()[0] if stage.services.outbox.rows() else None
    if row is not None:
        page._acts.of_reply(row.id)
        yield "-made"
        _close(stage)
    yield from _composer(stage)
    stage.services.charters.save_draft(charter, "")


def _composer(stage: "Stage") -> Iterator[str]:
    language = stage.language
    pane = stage.compose(THREAD[language], "")
    pane.put_in(f"fact:{FACT[language]}")
    yield "-reply"
    pane._drop_fact(FACT[language])
    pane.editor.setPlainText("::trev" if language == "fr" else "::oat")
    pane._offer("trev fermer" if language == "fr" else "oats aler")
    yield "-popup"
    pane._drop_call()


def _close(stage: "Stage") -> None:
    for dialog in stage.window.findChildren(QDialog):
        dialog.close()
    stage.settle()
