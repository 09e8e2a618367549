"""Pictures of forums (Discourse, Lemmy): adding an account, conversations, what waits for staff, a refusal."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from cmworkstation.domain.account import Account
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.errors import NotSignedIn, Refused
from tests.connectors.fake_discourse import KEY, FakeDiscourse
from tests.connectors.fake_lemmy import PASSWORD, FakeLemmy
from tests.connectors.misbehaving import serving

if TYPE_CHECKING:
    from tools.scenes import Stage

TITLE = {"en": "Seed swap in March", "fr": "Bourse aux graines en mars"}
POST = {
    "en": "Bring what you have left over; labels and envelopes are here.",
    "fr": "Apportez ce qu’il vous reste ; étiquettes et enveloppes sont sur place.",
}
QUESTION = {
    "en": "Lovely! May I bring seeds that I bought, or only my own? And is there room for a bicycle trailer?",
    "fr": "Super ! Puis-je apporter des graines achetées, ou que les miennes ? Une remorque à vélo, ça passe ?",
}
RUDE = {"en": "Nobody wants your weeds.", "fr": "Personne ne veut de vos mauvaises herbes."}
HELD = {
    "en": "First post here: I have forty kinds of tomatoes to give away.",
    "fr": "Premier message ici : j’ai quarante variétés de tomates à donner.",
}
PRIVATE = {
    "en": "Could you tell me who has the key to the shed?",
    "fr": "Pourriez-vous me dire qui a la clé de l’abri ?",
}
ANSWER = {
    "en": "Both are welcome, and a trailer fits through the gate. **Saturday, ten o’clock.**",
    "fr": "Les deux sont bienvenues, et une remorque passe le portail. **Samedi, dix heures.**",
}


def wizard(stage: "Stage") -> Iterator[str]:
    """Every step of adding an account on either, and what can stand in the way."""
    from cmworkstation.ui.accounts import wizard as steps  # noqa: PLC0415 - drawn when it is wanted

    with serving(FakeDiscourse()) as forum:
        dialog = steps.AccountWizard(stage.window, stage.page("accounts"))
        dialog.open()
        yield "-platform"
        dialog.choose("discourse")
        dialog.go(steps.ADDRESS)
        dialog.address.field.setText("forum.fennick.example")
        yield "-address"
        found = stage.services.signin.find("discourse", forum.origin)
        dialog.was_found(replace(found, server="https://forum.fennick.example"))
        yield "-key"
        dialog.failed(NotSignedIn())
        yield "-refused"
        started = stage.services.signin.start_browser("discourse", found, paste=True)
        dialog.browser.begin(started)
        dialog.go(steps.BROWSER)
        yield "-paste"
        dialog.close()
    with serving(FakeLemmy()) as server:
        dialog = steps.AccountWizard(stage.window, stage.page("accounts"))
        dialog.open()
        dialog.choose("lemmy")
        dialog.go(steps.ADDRESS)
        dialog.address.field.setText("@alma@lemmy.fennick.example")
        found = stage.services.signin.find("lemmy", server.origin)
        dialog.was_found(replace(found, server="https://lemmy.fennick.example"))
        yield "-lemmy"
        dialog.failed(Refused(code="second-factor-digits"))
        yield "-digits"
        dialog.close()


def inbox(stage: "Stage") -> Iterator[str]:
    """A topic, a flagged post, one that waits for approval, private messages, an answer and a refusal."""
    with serving(FakeDiscourse()) as forum:
        account = _account(stage, forum)
        texts = {"q": QUESTION, "rude": RUDE, "held": HELD, "private": PRIVATE, "answer": ANSWER}
        said = {name: words[stage.language] for name, words in texts.items()}
        try:
            stage.open(_sought(said["q"]))
            yield "-thread"
            stage.open(_sought(said["rude"]))
            yield "-flagged"
            stage.open(_sought(said["held"]))
            yield "-held"
            stage.open(_sought(said["private"]))
            yield "-private"
            stage.compose(_sought(said["q"]), said["answer"])
            stage.settle()
            yield "-answer"
            forum.topics[min(forum.topics)]["closed"] = True
            forum.approves_first = False
            hit = stage.services.inbox.search(said["rude"].split()[-1].strip("."))[0]
            draft = stage.services.drafts.begin(hit.conversation_id)
            row = stage.services.outbox.queue(replace(draft, body="ok"), hold_s=0)[0]
            stage.services.outbox.deliver(row.id)
            stage.page("outbox")
            stage.tell(Changes(outbox=True))
            yield "-refused"
            stage.services.drafts.discard(stage.services.outbox.edit(row.id)[0].id)
        finally:
            stage.tell(stage.services.accounts.remove(account.id))


def lemmy(stage: "Stage") -> Iterator[str]:
    """A comment below a post, removed by moderators and not, and a private message."""
    with serving(FakeLemmy(moderates=True)) as server:
        language = stage.language
        post = server.post(TITLE[language], body=POST[language])
        server.write(QUESTION[language], to=post, by="clara")
        server.write(RUDE[language], to=post)["removed"] = True
        server.say(PRIVATE[language])
        typed = {"user": "alma", "password": PASSWORD}
        account = _added(stage, "lemmy", server, typed, "Fennick Lane · Lemmy")
        try:
            stage.open(_sought(QUESTION[language]))
            yield "-thread"
            stage.open(_sought(PRIVATE[language]))
            yield "-private"
        finally:
            stage.tell(stage.services.accounts.remove(account.id))


def _sought(text: str) -> str:
    return f'"{" ".join(text.split()[2:6])}"'


def _account(stage: "Stage", forum: FakeDiscourse) -> Account:
    language = stage.language
    first = forum.topic(TITLE[language], by="bruno", text=POST[language])
    topic = first["topic_id"]
    forum.tell("bruno", "replied", forum.write(topic, QUESTION[language], by="clara", to=1))
    rude = forum.write(topic, RUDE[language], to=1)
    rude["hidden"] = True
    forum.flag(rude, 4)
    forum.flag(rude, 8)
    forum.hold(HELD[language], topic=topic)
    private = forum.topic(TITLE[language] + " ?", by="nour", to="bruno", text=PRIVATE[language])
    forum.tell("bruno", "private_message", private)
    typed = {"user": "bruno", "password": KEY}
    return _added(stage, "discourse", forum, typed, "Fennick Lane · forum")


def _added(
    stage: "Stage",
    platform: str,
    server: FakeDiscourse | FakeLemmy,
    typed: dict[str, str],
    name: str,
) -> Account:
    found = stage.services.signin.find(platform, server.origin)
    signed = stage.services.signin.finish(platform, found, None, typed)
    account, changes = stage.services.signin.add(signed, name=name)
    for _ in stage.services.sync.poll(account.id):
        pass
    stage.tell(changes | Changes(accounts=True, new_messages=4))
    return account
