"""Pictures of Telegram and of Hacker News: adding them, an inbox of each, an answer that nobody knows the fate of."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from cmworkstation.connectors import hackernews
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.errors import NotSignedIn, Refused, WorkstationError
from tests.connectors.fake_hackernews import FakeHackernews
from tests.connectors.fake_telegram import BOT, BRUNO, PRIVATE, TOKEN, FakeTelegram
from tests.connectors.misbehaving import serving

if TYPE_CHECKING:
    from tools.scenes import Stage

QUESTION = {
    "en": "Good evening! Is the reading room open on the first of May?",
    "fr": "Bonsoir ! La salle de lecture est-elle ouverte le premier mai ?",
}
ANSWER = {"en": "No, we open again on the second.", "fr": "Non, nous rouvrons le deux."}
THANKS = {"en": "Thank you, and the returns box?", "fr": "Merci, et la boîte de retour ?"}
PRIVATELY = {"en": "May I ask about my card?", "fr": "Puis-je poser une question sur ma carte ?"}
STORY = {
    "en": "A library that lends its catalogue as open data",
    "fr": "Une médiathèque qui prête son catalogue en données ouvertes",
}
ASKED = {"en": "Ormaie answered every question", "fr": "Ormaie répondu toutes questions"}
COMMENT = {
    "en": "The people of Ormaie answered every question. I wish mine did.",
    "fr": "Les gens d’Ormaie ont répondu à toutes mes questions. Si seulement la mienne…",
}


def wizard(stage: "Stage") -> Iterator[str]:
    """Adding a bot, and what can stand in the way; what to listen for on Hacker News."""
    from cmworkstation.ui.accounts import wizard as steps  # noqa: PLC0415 - drawn when it is wanted

    dialog = steps.AccountWizard(stage.window, stage.page("accounts"))
    dialog.open()
    with serving(FakeTelegram()) as server:
        dialog.choose("telegram")
        found = stage.services.signin.find("telegram", server.origin)
        dialog.was_found(found)
        yield "-token"
        dialog.failed(NotSignedIn("401"))
        yield "-unknown"
        dialog.failed(Refused(code="webhook-set"))
        yield "-webhook"
        dialog.signed_in(stage.services.signin.finish("telegram", found, None, {"token": TOKEN}))
        yield "-name"
    dialog.choose("hackernews")
    dialog.go(steps.ADDRESS)
    dialog.address.field.setText('"médiathèque d’Ormaie", ormaie.example')
    yield "-listening"
    dialog.close()


def inbox(stage: "Stage") -> Iterator[str]:
    """A group, a private conversation, an answer in doubt."""
    words = stage.language
    with serving(FakeTelegram()) as server:
        server.clock = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=2)
        question = server.write(QUESTION[words])
        ours = server.message(ANSWER[words], by=BOT, to=question)
        server.write(THANKS[words], by=BRUNO, to=ours)
        server.write(PRIVATELY[words], chat=PRIVATE)
        found = stage.services.signin.find("telegram", server.origin)
        signed = stage.services.signin.finish("telegram", found, None, {"token": TOKEN})
        account, changes = stage.services.signin.add(signed, name="Ormaie · Telegram")
        try:
            for _ in stage.services.sync.poll(account.id):
                pass
            stage.tell(changes | Changes(accounts=True, new_messages=4))
            stage.open(f'"{THANKS[words]}"')
            yield "-thread"
            stage.open(f'"{PRIVATELY[words]}"')
            yield "-private"
            hit = stage.services.inbox.search(f'"{THANKS[words]}"')[0]
            draft = replace(stage.services.drafts.begin(hit.conversation_id), body=ANSWER[words])
            row = stage.services.outbox.queue(draft, hold_s=0)[0]
            server.trouble.append((f"POST /bot{TOKEN}/send", "after:502"))
            stage.services.outbox.deliver(row.id)
            stage.page("outbox")
            stage.tell(Changes(outbox=True))
            yield "-doubt"
            server.elsewhere = True
            with suppress(WorkstationError):
                for _ in stage.services.sync.poll(account.id):
                    pass
            stage.page("accounts")
            stage.tell(Changes(accounts=True))
            yield "-elsewhere"
            stage.services.outbox.confirm_sent(row.id, "https://t.me/ormaie_readers/99")
        finally:
            stage.tell(stage.services.accounts.remove(account.id))


def news(stage: "Stage") -> Iterator[str]:
    """What is said of us on Hacker News."""
    words, api = stage.language, hackernews.API
    with serving(FakeHackernews()) as server:
        hackernews.API = server.origin  # type: ignore[misc]
        story = server.write(title=f"{STORY[words]} (Ormaie)", url="https://ormaie.example/donnees")
        server.write(f"<p>{COMMENT[words]}", to=story, by="fjord_walker")
        found = stage.services.signin.find("hackernews", "Ormaie")
        signed = stage.services.signin.finish("hackernews", found, None, {})
        account, changes = stage.services.signin.add(signed, name="Ormaie · Hacker News")
        try:
            for _ in stage.services.sync.poll(account.id):
                pass
            stage.tell(changes | Changes(accounts=True, new_messages=2))
            stage.open(ASKED[words])
            yield "-thread"
        finally:
            hackernews.API = api  # type: ignore[misc]
            stage.tell(stage.services.accounts.remove(account.id))
