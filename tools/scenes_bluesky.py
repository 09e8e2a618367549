"""Pictures of Bluesky: adding an account, an inbox of its posts and direct messages, an answer, a refusal."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from cmworkstation.connectors.bluesky import BlueskyConnector
from cmworkstation.domain.account import Account, Visibility
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.errors import NotSignedIn, Refused
from tests.connectors.fake_bluesky import PASSWORD, FakeBluesky, did_of
from tests.connectors.misbehaving import serving

if TYPE_CHECKING:
    from tools.scenes import Stage

NAMES = {
    "alma.example": "Médiathèques d’Ormaie",
    "clara.example": "Clara Fenouil",
    "bruno.example": "Bruno Tisserand",
}
POST = {
    "en": "The reading room opens again on Saturday: new shelves, and a corner for comics. 🦊",
    "fr": "La salle de lecture rouvre samedi : de nouveaux rayons, et un coin pour la bande dessinée. 🦊",
}
QUESTION = {
    "en": "@alma.example lovely! Does one have to book? I only see this page: https://ormaie.example/salle",
    "fr": "@alma.example super ! Faut-il réserver ? Je ne vois que cette page : https://ormaie.example/salle",
}
ASKED = {"en": '"this page" book', "fr": '"cette page" réserver'}
RUDE = {
    "en": "As if anybody still read books.",
    "fr": "Comme si quelqu’un lisait encore des livres.",
}
QUOTE = {"en": "At last! See you there on Saturday.", "fr": "Enfin ! Rendez-vous là-bas samedi."}
PRIVATE = {
    "en": (
        "Hello, may I ask something about my card?",
        "It says that it has ended, yet I paid in May.",
    ),
    "fr": (
        "Bonjour, puis-je poser une question sur ma carte ?",
        "Elle serait expirée, or j’ai payé en mai.",
    ),
}
ANSWER = {
    "en": "@clara.example no booking needed: come as you like, from nine. https://ormaie.example/horaires #Ormaie",
    "fr": "@clara.example pas de réservation : venez quand vous voulez, dès 9 h. https://ormaie.example/heures #Ormaie",
}


def wizard(stage: "Stage") -> Iterator[str]:
    """Every step of adding an account, and what can stand in the way."""
    from cmworkstation.ui.accounts import wizard as steps  # noqa: PLC0415 - drawn when it is wanted

    dialog = steps.AccountWizard(stage.window, stage.page("accounts"))
    dialog.open()
    yield "-platform"
    with serving(FakeBluesky(names=dict(NAMES))) as network:
        network.scope = "com.atproto.appPass"
        dialog.choose("bluesky")
        dialog.go(steps.ADDRESS)
        dialog.address.field.setText("mediatheques-ormaie.bsky.social")
        yield "-address"
        found = stage.services.signin.find("bluesky", f"alma.example {network.origin}")
        dialog.was_found(replace(found, server="https://pds.ormaie.example"))
        yield "-password"
        for code in ("main-password", "account-deactivated"):
            dialog.failed(Refused(code=code))
            yield f"-{code}"
        dialog.failed(NotSignedIn())
        yield "-refused"
        typed = {"user": "alma.example", "password": PASSWORD}
        dialog.signed_in(stage.services.signin.finish("bluesky", found, None, typed))
        yield "-name"
    dialog.close()


def inbox(stage: "Stage") -> Iterator[str]:
    """Posts and direct messages, an answer that is written, and one that the platform refused."""
    with serving(FakeBluesky(names=dict(NAMES))) as network:
        account = _account(stage, network)
        try:
            stage.open(ASKED[stage.language])
            yield "-thread"
            stage.open(f'"{PRIVATE[stage.language][0]}"')
            yield "-private"
            composer = stage.compose(ASKED[stage.language], ANSWER[stage.language])
            stage.settle()
            yield "-answer"
            composer.editor.setPlainText(f"{ANSWER[stage.language]} " * 4)
            composer.look()
            stage.settle()
            yield "-long"
            network.closed = set(network.posts)
            hit = stage.services.inbox.search(QUOTE[stage.language].split()[-1])[0]
            draft = stage.services.drafts.begin(hit.conversation_id)
            draft = replace(draft, body="Merci, à samedi !")
            row = stage.services.outbox.queue(draft, hold_s=0)[0]
            stage.services.outbox.deliver(row.id)
            stage.page("outbox")
            stage.tell(Changes(outbox=True))
            yield "-refused"
            stage.services.drafts.discard(stage.services.outbox.edit(row.id)[0].id)
        finally:
            stage.tell(stage.services.accounts.remove(account.id))


def _account(stage: "Stage", network: FakeBluesky) -> Account:
    now, language = datetime.now(UTC), stage.language
    post = network.write(POST[language], by="alma.example", at=now - timedelta(hours=5))
    link = QUESTION[language].index("https")
    start = len(QUESTION[language][:link].encode())
    facets = [
        {
            "index": {"byteStart": 0, "byteEnd": len("@alma.example")},
            "features": [{"did": did_of("alma.example")}],
        },
        {
            "index": {"byteStart": start, "byteEnd": len(QUESTION[language].encode())},
            "features": [{"uri": "https://ormaie.example/salle"}],
        },
    ]
    network.write(
        QUESTION[language], to=post, reason="reply", at=now - timedelta(hours=4), facets=facets
    )
    network.write(
        RUDE[language],
        by="bruno.example",
        to=post,
        reason="reply",
        labels=("rude",),
        at=now - timedelta(hours=3),
    )
    quote = network.write(
        QUOTE[language], by="bruno.example", reason="quote", at=now - timedelta(hours=2)
    )
    value = {"record": {"author": post["author"], "value": post["record"]}}
    quote["embed"] = {"$type": "app.bsky.embed.record#view", **value}
    for n, text in enumerate(PRIVATE[language]):
        network.say(text, at=now - timedelta(minutes=40 - n))
    found = stage.services.signin.find("bluesky", f"alma.example {network.origin}")
    typed = {"user": "alma.example", "password": PASSWORD}
    signed = stage.services.signin.finish("bluesky", found, None, typed)
    account, changes = stage.services.signin.add(signed, name="Ormaie · Bluesky")
    for _ in stage.services.sync.poll(account.id):
        pass
    stage.tell(changes | Changes(accounts=True, new_messages=5))
    assert isinstance(stage.services.platforms.connector(account), BlueskyConnector)
    assert Visibility.PRIVATE in account.capabilities.visibilities
    return account
