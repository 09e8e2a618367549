"""Pictures of the golden rules: a sentence with its checks and cues, the paper, and what some sentences lead to."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog

from cmworkstation.domain.conversation import Status, View
from cmworkstation.domain.ids import ConversationId
from cmworkstation.domain.values import replace
from cmworkstation.services.outbox.queueing import Checked
from cmworkstation.ui.contacts.writing import BeginForm

if TYPE_CHECKING:
    from tools.scenes import Stage


def golden(stage: "Stage") -> Iterator[str]:
    """The page with several sentences, and the paper that opens from it."""
    window = stage.window
    page = stage.page("golden")
    for name in ("bought", "human", "teams"):
        page.recall(name)
        for _ in range(200):
            stage.settle()
            if not window.jobs.busy():
                break
        yield f"-{name}"
    window.act("golden.paper")
    stage.settle()
    yield "-paper"
    for dialog in window.findChildren(QDialog):
        dialog.close()
    stage.settle()


def experiences(stage: "Stage") -> Iterator[str]:
    """Did it help? The complaints of which nobody knows yet."""
    page = stage.page("experiences")
    stage.settle()
    page.list.setCurrentRow(0)
    yield ""


SAID = {"en": "flake size", "fr": "siphon"}
AGAIN = {
    "en": "Hello, the oats of this year are a little darker because the summer was dry. They taste as they should.",
    "fr": "Bonjour, la boîte de retour est relevée chaque matin, et les rappels s’effacent dans la journée.",
}


def correcting(stage: "Stage") -> Iterator[str]:
    """A message of ours was wrong: the draft that corrects it, and what the thread says of it."""
    stage.open(SAID[stage.language])
    line = stage.inbox.thread_pane.line
    ours = [one.message.id for one in stage.inbox.thread_pane.thread_.entries if one.message.ours]
    line.go_to(ours[0])
    stage.window.act("inbox.correct")
    stage.settle()
    yield ""
    stage.window.act("inbox.corrected_elsewhere")
    for _ in range(200):
        stage.settle()
        if not stage.window.jobs.busy():
            break
    yield "-elsewhere"
    for dialog in stage.window.findChildren(QDialog):
        dialog.close()
    stage.settle()


GREETED = {"en": "We looked into it, and the parcel left the warehouse this morning.",
           "fr": "Bonjour, nous avons vérifié : votre prolongation est bien enregistrée."}  # fmt: skip


def greeting(stage: "Stage") -> Iterator[str]:
    """A first mail that greets nobody by name, and what the charter says of it."""
    services = stage.services
    mails = [one.id for one in services.accounts.listed() if one.look in {"email", "facebook"}]
    for home in services.inbox.ids(View(status=Status.WAITING_US)):
        draft = services.drafts.begin(ConversationId(home), another=True)
        if draft.language[:2] != stage.language:
            continue
        mine = replace(draft, body=GREETED[stage.language])
        found = services.composer.review_context(mine) if draft.account_id in mails else ()
        if any(one.rule == "core/greeting" for one in found):
            stage.window.go("inbox")
            stage.inbox.open_conversation(home)
            stage.settle()
            stage.window.act("inbox.reply")
            stage.settle()
            stage.inbox.composer.editor.setPlainText(GREETED[stage.language])
            stage.inbox.composer.look()
            stage.inbox.composer.look_around()
            for _ in range(200):
                stage.settle()
                if not stage.window.jobs.busy():
                    break
            break
    yield ""


def begin_form(stage: "Stage") -> Iterator[str]:
    """The form to begin a relation, half filled in: each of the five answers with its tick."""
    stage.window.go("contacts")
    stage.settle()
    page = stage.page("contacts")
    people = stage.services.contacts.listed()
    page.show_card(people[0].id)
    stage.settle()
    stage.window.act("contacts.begin")
    stage.settle()
    form = next(one for one in stage.window.findChildren(BeginForm) if one.isVisible())
    for field, text in zip(form.ticks.values(), ("…", "…", ""), strict=False):
        field.setText(text)
    stage.settle()
    yield ""
    form.close()
    stage.settle()


def cues(stage: "Stage") -> Iterator[str]:
    """The same text for the fourth time today."""
    services = stage.services
    made = []
    waiting = services.inbox.ids(View(status=Status.WAITING_US))
    for home in waiting[1:4]:
        draft = services.drafts.begin(ConversationId(home), another=True)
        checked = Checked()
        with services.workspace.write() as connection:
            row = services.outbox.put(
                connection,
                replace(draft, body=AGAIN[stage.language]),
                checked,
                hold_s=600,
                author=services.acting.id,
            )
        made.append(row.id)
    stage.window.go("inbox")
    stage.inbox.open_conversation(waiting[0])
    stage.settle()
    stage.window.act("inbox.reply")
    stage.settle()
    composer = stage.inbox.composer
    composer.editor.setPlainText(AGAIN[stage.language])
    composer.look()
    stage.settle()
    yield ""
    for one in made:
        services.outbox.drop(one)
