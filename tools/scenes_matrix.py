"""Pictures of Matrix: adding an account, a room, an encrypted room, an invitation, and an answer that was refused."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from cmworkstation.domain.account import Account
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.errors import NotSignedIn, Refused
from tests.connectors.fake_matrix import BRUNO, CLARA, HALL, PASSWORD, SAFE, US, FakeMatrix
from tests.connectors.misbehaving import serving

if TYPE_CHECKING:
    from tools.scenes import Stage

TOPIC = {"en": "Everything that goes on in the libraries", "fr": "Tout ce qui se passe ici"}
QUESTION = {
    "en": "Good evening! When does the reading room open on Saturday?",
    "fr": "Bonsoir ! À quelle heure ouvre la salle de lecture samedi ?",
}
BELOW = {"en": "I would like to know that, too 🦊", "fr": "J’aimerais le savoir aussi 🦊"}
EDITED = {
    "en": "And is there a corner for comics, as last year?",
    "fr": "Et y a-t-il un coin pour la bande dessinée, comme l’an dernier ?",
}
ASKED = {"en": '"reading room open"', "fr": '"salle de lecture samedi"'}
INVITED = {"en": "workshop", "fr": "atelier"}
ANSWER = {
    "en": f"From nine on Saturday, {CLARA} and {BRUNO}: come as you like.",
    "fr": f"Dès 9 h samedi, {CLARA} et {BRUNO} : venez quand vous voulez.",
}


def wizard(stage: "Stage") -> Iterator[str]:
    """The steps of adding an account, and what can stand in the way."""
    from cmworkstation.ui.accounts import wizard as steps  # noqa: PLC0415 - drawn when it is wanted

    dialog = steps.AccountWizard(stage.window, stage.page("accounts"))
    dialog.open()
    with serving(FakeMatrix()) as home:
        dialog.choose("matrix")
        dialog.go(steps.ADDRESS)
        yield "-address"
        found = stage.services.signin.find("matrix", f"{US} {home.origin}")
        dialog.was_found(replace(found, server="https://matrix.ormaie.example"))
        yield "-password"
        dialog.failed(Refused(code="no-password-login"))
        yield "-no-passwords"
        dialog.failed(NotSignedIn())
        yield "-refused"
    dialog.close()


def inbox(stage: "Stage") -> Iterator[str]:
    """A room with its threads, what is encrypted, an invitation, an answer, and a refusal in words."""
    with serving(FakeMatrix()) as home:
        account = _account(stage, home)
        try:
            stage.open(ASKED[stage.language])
            yield "-room"
            stage.open("🔒")
            yield "-encrypted"
            stage.open(INVITED[stage.language])
            yield "-invitation"
            stage.compose(ASKED[stage.language], ANSWER[stage.language])
            stage.settle()
            yield "-answer"
            home.put(HALL, CLARA, "m.room.encryption", {"algorithm": "m.megolm.v1.aes-sha2"}, "")
            hit = stage.services.inbox.search(ASKED[stage.language])[0]
            draft = stage.services.drafts.begin(hit.conversation_id)
            draft = replace(draft, body=ANSWER[stage.language])
            row = stage.services.outbox.queue(draft, hold_s=0)[0]
            stage.services.outbox.deliver(row.id)
            stage.page("outbox")
            stage.tell(Changes(outbox=True))
            yield "-refused"
            stage.services.drafts.discard(stage.services.outbox.edit(row.id)[0].id)
        finally:
            stage.tell(stage.services.accounts.remove(account.id))


def _account(stage: "Stage", home: FakeMatrix) -> Account:
    language = stage.language
    home.put(HALL, CLARA, "m.room.topic", {"topic": TOPIC[language]}, "")
    question = home.say(QUESTION[language])
    home.say(BELOW[language], by=BRUNO, to=question)
    edited = home.say("?", by=BRUNO, root=question)
    home.edit(edited, EDITED[language])
    home.open_room(SAFE, "invite", "Le coffre", (US, CLARA))
    home.put(SAFE, CLARA, "m.room.encryption", {"algorithm": "m.megolm.v1.aes-sha2"}, "")
    home.put(SAFE, CLARA, "m.room.encrypted", {"ciphertext": "AwgA"})
    room = home.invite()
    named = {"en": "The workshop", "fr": "L’atelier"}[language]
    home.invited[room][0]["content"]["name"] = named
    start = datetime.now(UTC) - timedelta(hours=6)
    for number, event in enumerate(one for one in home.events if "sender" in one):
        event["origin_server_ts"] = int((start + timedelta(minutes=7 * number)).timestamp() * 1000)
    found = stage.services.signin.find("matrix", f"{US} {home.origin}")
    signed = stage.services.signin.finish("matrix", found, None, {"password": PASSWORD})
    account, changes = stage.services.signin.add(signed, name="Ormaie · Matrix")
    for _ in stage.services.sync.poll(account.id):
        pass
    stage.tell(changes | Changes(accounts=True, new_messages=5))
    return account
