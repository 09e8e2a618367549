"""Pictures of approvals: asked for in the composer, on the page, amended, with variants, and a file that is refused."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog

from cmworkstation.domain.approval import ActKind
from cmworkstation.domain.errors import WorkstationError
from cmworkstation.domain.profile import Profile, Role
from cmworkstation.services.approvals import Judgement
from cmworkstation.ui.approvals.dialogs import AmendDialog
from cmworkstation.ui.composer.variants import VariantsDialog

if TYPE_CHECKING:
    from tools.scenes import Stage

PLACE = {"en": "blue plastic", "fr": "Corvenay prête"}
OTHER = {"en": "sticker brown recycled", "fr": "bénévole Trévon réunion publique"}
TEXT = {
    "en": "Hello, thank you for asking. The mill answers on Thursday, with the test results. – Tess",
    "fr": "Bonjour, merci de votre question. La direction répond jeudi, avec les chiffres. ^OD",
}
BETTER = {
    "en": "Hello, thank you for asking. Hester answers here on Wednesday, with the test results. – Tess",
    "fr": "Bonjour, merci de votre question. Lucie répond ici mercredi, avec les chiffres. ^OD",
}
VARIANTS = {
    "en": (
        "Hello, we test it this week and write to you here on Thursday. – Tess",
        "On Thursday. – Tess",
    ),
    "fr": ("Bonjour, nous vérifions cette semaine et vous écrivons ici jeudi. ^OD", "Jeudi. ^OD"),
}
WORDS = {"en": "Whose word is it? Name a person.", "fr": "Qui répond ? Nommez une personne."}
CHARTER = {"en": ("fennick-lane", "members-desk"), "fr": ("mediatheques-ormaie", "resp-com")}
NAMES = {
    "en": ("Hester Quill", "Tess Abara", "Moira Finch"),
    "fr": ("Lucie Marchand", "Odile Dubreuil", "Hélène Garrigue"),
}


def approvals(stage: "Stage") -> Iterator[str]:
    """From the button that asks to the answer that is refused."""
    services, window, language = stage.services, stage.window, stage.language
    services.vault.use_session_memory()
    author, approver = _enter(stage)
    yield from _asked(stage, author)
    (first,) = services.approvals.mine()
    composer = stage.compose(OTHER[language], TEXT[language])
    _press_matter(stage, composer.draft().conversation_id)
    draft, _ = services.drafts.save(composer.draft())
    second, _ = services.approvals.ask(draft, VARIANTS[language])
    window.go("approvals")
    yield "-mine"
    _sit(stage, approver)
    page = stage.page("approvals")
    yield ""
    dialog = AmendDialog(page, TEXT[language])
    dialog.field.setPlainText(BETTER[language])
    dialog.open()
    yield "-amend"
    dialog.close()
    _judge(stage, second.id, ActKind.ASK_CHANGE, words=WORDS[language])
    _sit(stage, author)
    services.approvals.ask(replace(draft, body=BETTER[language]), VARIANTS[language])
    _sit(stage, approver)
    page = stage.page("approvals")
    page._chosen_key = second.id
    page._look()
    yield "-variants"
    _judge(stage, first.id, ActKind.AMEND, text=BETTER[language])
    page._chosen_key = first.id
    page._look()
    stage.settle()
    bar = page.detail.verticalScrollBar()
    yield "-amended"
    bar.setValue(bar.maximum())
    yield "-amended-below"
    yield from _file(stage, author, approver, second.id)
    _tidy(stage, author, second.id)


def _asked(stage: "Stage", author: Profile) -> Iterator[str]:
    """What the author sees: the button, texts to choose from, and a reply that waits."""
    window, language = stage.window, stage.language
    _sit(stage, author)
    window.go("approvals")
    yield "-empty"
    composer = stage.compose(PLACE[language], TEXT[language])
    _press_matter(stage, composer.draft().conversation_id)
    composer.look()
    yield "-ask"
    composer.asking.offer_variants()
    yield "-texts"
    for dialog in composer.findChildren(VariantsDialog):
        dialog.close()
    composer.send()
    stage.settle()
    window.act("inbox.reply")
    stage.settle()
    yield "-asked"


def _file(stage: "Stage", author: Profile, approver: Profile, request_id: str) -> Iterator[str]:
    """A request from a file, by somebody whom nobody knows, and an answer in which a byte was changed."""
    files = stage.services.approval_files
    with TemporaryDirectory() as folder:
        request, answer = Path(folder) / "a.cmwrequest", Path(folder) / "a.cmwanswer"
        _sit(stage, author)
        files.save_request(request_id, request)
        found = files.open_request(request)
        _sit(stage, approver)
        page = stage.page("approvals")
        page._show_file(replace(found, known=False))
        yield "-file"
        files.answer(found, Judgement(ActKind.DECLINE, found.bound.binding, words="–"), answer)
        raw = answer.read_bytes()
        answer.write_bytes(raw.replace(b"decline", b"approve"))
        _sit(stage, author)
        page = stage.page("approvals")
        page._files.enter(answer, page._taken_in)
        stage.settle()
        yield "-refused"


def _enter(stage: "Stage") -> tuple[Profile, Profile]:
    """Enter a keeper, who writes, and somebody who approves; whoever is here already stays."""
    people, language = stage.services.profiles, stage.language
    names, mandate = NAMES[language], frozenset({CHARTER[language]})
    known = {one.name: one for one in people.listed()}
    if not known:
        people.add(names[0], frozenset(Role))
    keeper = next(one for one in people.listed() if Role.KEEPER in one.roles)
    people.switch_to(keeper.id)
    author = known.get(names[1]) or people.add(names[1], {Role.DRAFTER})
    approver = people.add(names[2], {Role.APPROVER}, mandate)
    return author, approver


def _sit(stage: "Stage", person: Profile) -> None:
    stage.services.profiles.switch_to(person.id)
    stage.window.rebuild()
    stage.settle()


def _press_matter(stage: "Stage", conversation: int) -> None:
    """File a conversation under what the charter wants a second reader for."""
    category = "press" if stage.language == "en" else "presse-elus"
    if stage.language == "en":
        with stage.services.workspace.write() as connection:
            connection.execute(
                "UPDATE conversation SET category=? WHERE id=?", (category, conversation)
            )


def _judge(
    stage: "Stage", request_id: str, kind: ActKind, *, text: str = "", words: str = ""
) -> None:
    seen = stage.services.approvals.case(request_id).request.bound.binding
    said = Judgement(kind, seen, text, words)
    stage.tell(stage.services.approvals.judge(request_id, said, hold_s=3600)[2])


def _tidy(stage: "Stage", author: Profile, request_id: str) -> None:
    services = stage.services
    services.profiles.switch_to(author.id)
    with suppress(WorkstationError):
        services.approvals.withdraw(request_id)
    keeper = next(one for one in services.profiles.listed() if Role.KEEPER in one.roles)
    services.profiles.switch_to(keeper.id)
    for dialog in stage.window.findChildren(QDialog):
        dialog.close()
    stage.window.rebuild()
    stage.settle()
