"""Pictures of GitHub: signing in by a code, an inbox of issues and discussions, an answer, a refusal."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.errors import NotSignedIn, Refused
from cmworkstation.sdk.connector import Authorisation
from cmworkstation.services.signin import CodeSignIn
from tests.connectors.fake_github import CLIENT, REPO, TOKEN, FakeGithub, stamp
from tests.connectors.misbehaving import serving

if TYPE_CHECKING:
    from tools.scenes import Stage

ISSUE = {
    "en": (
        "The catalogue forgets my search",
        "When I go back from a book, my search is empty again.",
    ),
    "fr": (
        "Le catalogue oublie ma recherche",
        "En revenant d’un livre, ma recherche est de nouveau vide.",
    ),
}
SAID = {
    "en": "Same here since Monday, on a phone. Would a patch be welcome, @alma?",
    "fr": "Pareil ici depuis lundi, sur un téléphone. Un correctif serait-il bienvenu, @alma ?",
}
SPAM = {"en": "Cheap watches, look at my page", "fr": "Montres pas chères, voyez ma page"}
IDEA = {
    "en": ("Opening hours as open data", "Other sites could show them."),
    "fr": ("Les horaires en données ouvertes", "D’autres sites pourraient les montrer."),
}
ANSWER = {
    "en": "It would. The search is kept in `state.py`; **#12** explains how to run the tests.",
    "fr": "Oui. La recherche est gardée dans `state.py` ; **#12** explique comment lancer les tests.",
}


def wizard(stage: "Stage") -> Iterator[str]:
    """The steps of signing in by a code or by a token, and what can stand in the way."""
    from cmworkstation.ui.accounts import wizard as steps  # noqa: PLC0415 - drawn when it is wanted

    dialog = steps.AccountWizard(stage.window, stage.page("accounts"))
    dialog.open()
    with serving(FakeGithub()) as hub:
        dialog.choose("github")
        dialog.go(steps.ADDRESS)
        dialog.address.field.setText("ormaie/catalogue")
        yield "-address"
        found = stage.services.signin.find("github", f"{hub.origin}/{REPO}")
        dialog.was_found(replace(found, server="https://github.com"))
        yield "-client"
        dialog.device.client.setText(CLIENT)
        ends = datetime.now(UTC) + timedelta(minutes=15)
        begun = Authorisation("https://github.com/login/device", "", code="WDJB-MJHT", ends_at=ends)
        dialog.device.show_code(CodeSignIn(begun, stage.services.clock))
        dialog.go(steps.DEVICE)
        yield "-code"
        dialog.failed(NotSignedIn("code-expired"))
        yield "-expired"
        dialog.go(steps.TOKEN)
        yield "-token"
        dialog.failed(Refused(code="repository-missing"))
        yield "-missing"
        hub.scopes = "notifications"
        dialog.signed_in(stage.services.signin.finish("github", found, None, {"token": TOKEN}))
        yield "-name"
    dialog.close()


def inbox(stage: "Stage") -> Iterator[str]:
    """An issue with what was said below it, a discussion, an answer, and one that GitHub refused."""
    words = stage.language
    with serving(FakeGithub(people={"alma": 11, "clara-fenouil": 12, "btisserand": 13})) as hub:
        hub.clock = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=3)
        issue = hub.open(*ISSUE[words], by="clara-fenouil")
        hub.comment(
            issue, SPAM[words], by="btisserand", at=stamp(hub.clock + timedelta(minutes=20))
        )
        hub.comment(
            issue, SAID[words], by="btisserand", at=stamp(hub.clock + timedelta(minutes=50))
        )
        hub.open(*IDEA[words], by="btisserand", sort="discussions")
        found = stage.services.signin.find("github", f"{hub.origin}/{REPO}")
        signed = stage.services.signin.finish("github", found, None, {"token": TOKEN})
        account, changes = stage.services.signin.add(signed, name="Ormaie · GitHub")
        try:
            for _ in stage.services.sync.poll(account.id):
                pass
            stage.tell(changes | Changes(accounts=True, new_messages=4))
            asked = f'"{SAID[words].split(",")[0]}"'
            stage.open(asked)
            yield "-thread"
            stage.compose(asked, ANSWER[words])
            stage.settle()
            yield "-answer"
            hub.repos[REPO]["archived"] = True
            hit = stage.services.inbox.search(f'"{ISSUE[words][0]}"')[0]
            draft = stage.services.drafts.begin(hit.conversation_id)
            draft = replace(draft, body=ANSWER[words])
            row = stage.services.outbox.queue(draft, hold_s=0)[0]
            stage.services.outbox.deliver(row.id)
            stage.page("outbox")
            stage.tell(Changes(outbox=True))
            yield "-refused"
            stage.services.drafts.discard(stage.services.outbox.edit(row.id)[0].id)
        finally:
            stage.tell(stage.services.accounts.remove(account.id))
