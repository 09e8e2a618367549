"""Scenes of writing under the charter: findings of every level, waivers, days, questions, and the ledger."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from cmworkstation.domain.conversation import Status, View
from cmworkstation.domain.ids import ConversationId
from cmworkstation.domain.message import Item, Kind, Writer
from cmworkstation.domain.promise import PromiseState, by_day
from cmworkstation.store import outbox, promises
from cmworkstation.ui.promises.noting import PromiseDialog

if TYPE_CHECKING:
    from tools.scenes import Stage

ACCOUNT = {"en": "fennick-mastodon", "fr": "ormaie-mastodon"}
ASKS = {
    "en": "Hello! When do the oats come back? How much is a sack? And why was nobody told?",
    "fr": "Bonjour ! Quand revient le catalogue ? Combien coûte la carte ? Et pourquoi n’a-t-on rien su ?",
}
LEVELS = {
    "en": "Hi!!! We always deliver as soon as possible. A sack is £14. Our oats are gluten free."
    " Call Amrit on 07700 900 123. – Hester",
    "fr": "Bonjour !!! Nous vous répondrons dans les meilleurs délais. La carte coûte 12 €, c’est"
    " garanti. Odile : 06 12 34 56 78. Laissez-nous 5 étoiles ! ^LM",
}


def writing(stage: "Stage") -> Iterator[str]:
    """A draft with remarks of every level and the questions of its message; a reason, a day, a promise."""
    pane = _answered(stage)
    pane.editor.setPlainText(LEVELS[stage.language])
    _looked(stage, pane)
    yield "-levels"
    pane.remedies.waive(next(iter(pane._review.pending), pane._review.findings[0]))
    stage.settle()
    yield "-reason"
    pane.remedies.popover.close_up()
    vague = next(
        one for one in pane.editor.findings if one.fix == "turn-into-follow-up" and one.edits
    )
    pane.remedies.fix(vague)
    stage.settle()
    yield "-day"
    pane.remedies.popover.buttons[0].click()
    _looked(stage, pane)
    yield "-promised"
    pane.editor.select_span(pane.editor.findings[0].start, pane.editor.findings[0].end)
    pane.remedies.at_caret()
    stage.settle()
    yield "-caret"
    pane.remedies.popover.close_up()


def pictures(stage: "Stage") -> Iterator[str]:
    """A draft with two pictures, one of them described."""
    from cmworkstation.resources.demo.pictures import draw  # noqa: PLC0415

    pane = _answered(stage)
    french = stage.language == "fr"
    names = ("quai.png", "plan d’accès.png") if french else ("quay.png", "way in.png")
    alt = "Le quai au matin, deux marches" if french else "The quay in the morning, two steps"
    first, second = (stage.services.media.add(draw(one), one) for one in names)
    pane.editor.setPlainText("Voici l’entrée." if french else "Here is the way in.")
    pane.put_media((replace(first, alt=alt), replace(second, alt="")))
    _looked(stage, pane)
    yield ""


def preview(stage: "Stage") -> Iterator[str]:
    """A reply with three pictures and a long link as its network will show it; the same as several posts."""
    from cmworkstation.resources.demo.pictures import draw  # noqa: PLC0415

    pane = _answered(stage)
    french = stage.language == "fr"
    names = ("quai.png", "porte.png", "plan.png") if french else ("quay.png", "door.png", "map.png")
    alts = ("Le quai", "La porte", "Le plan") if french else ("The quay", "The door", "The map")
    files = tuple(
        replace(stage.services.media.add(draw(name), name), alt=alt)
        for name, alt in zip(names, alts, strict=True)
    )
    said = (
        "Bonjour @amel@far.example, le catalogue revient lundi\u202f: "
        if french
        else "Hello @amel@far.example, the catalogue is back on Monday: "
    )
    text = f"{said}https://www.ormaie.example/catalogue/printemps/arbres-et-plantes #jardin"
    pane.editor.setPlainText(text)
    pane.put_media(files)
    _looked(stage, pane)
    stage.settle()
    pane.preview.toggle()
    stage.settle()
    yield ""
    pane.editor.setPlainText(f"{text}\n✂\n{said}")
    _looked(stage, pane)
    yield "-parts"
    pane.preview.close()


def ledger(stage: "Stage") -> Iterator[str]:
    """The promises, one of them late and one that will not be kept; put off, why not, and one noted by hand."""
    page = stage.page("promises")
    yield "-empty"
    services, now = stage.services, stage.services.clock.now()
    said = {"en": "We write to you {day}.", "fr": "Nous vous écrivons {day}."}[stage.language]
    found = services.inbox.ids(View(status=Status.WAITING_US), 5)
    for n, conversation in enumerate(found):
        draft = services.drafts.begin(ConversationId(conversation))
        day = now.date() + timedelta(days=3 * n - 4)
        phrase = by_day(day, stage.language, now.date())
        draft = replace(draft, body=said.replace("{day}", phrase))
        made = services.promises.begin(draft, phrase, day)
        with services.workspace.write() as connection:
            promises.change(connection, replace(made, state=PromiseState.OPEN))
    listed = services.promises.listed()
    services.promises.keep(listed[3].id)
    why = {"en": "The mill is closed this month", "fr": "Le moulin est fermé ce mois-ci"}
    services.promises.will_not(listed[4].id, why[stage.language])
    sent = {
        "en": (
            "We'll come and look at the gate before Friday.",
            "I'll pass this on and get back to you.",
        ),
        "fr": (
            "Nous viendrons voir le portail, et vous répondrons avant vendredi.",
            "Je transmets et reviens vers vous.",
        ),
    }[stage.language]
    for conversation, body in zip(found[3:], sent, strict=False):
        draft = services.drafts.begin(ConversationId(conversation))
        row, _ = services.outbox.queue(replace(draft, body=body))
        with services.workspace.write() as connection:
            outbox.settle_sent(connection, row.id, f"https://s.test/{row.id}", "", now)
    page._look()
    page._look_found()
    stage.settle()
    yield ""
    page._put_off()
    stage.settle()
    yield "-put-off"
    page.popover.close_up()
    page._will_not()
    stage.settle()
    yield "-why"
    page.popover.close_up()
    home = ConversationId(found[0])
    day = services.promises.days(services.inbox.rows([home])[0].account_id).open[2]
    words = {
        "en": "the date of the next milling day",
        "fr": "la date de la prochaine heure du conte",
    }
    services.promises.note(home, words[stage.language], day)
    stage.window.go("inbox")
    stage.inbox.open_conversation(home)
    stage.settle()
    yield "-card"
    stage.window.act("inbox.promise")
    stage.settle()
    (dialog,) = stage.window.findChildren(PromiseDialog)
    dialog.words.setText(words[stage.language])
    yield "-form"
    dialog.reject()


def _answered(stage: "Stage") -> Any:  # noqa: ANN401 - the composer
    """Open an answer to a message that asks three things."""
    from cmworkstation.sdk.connector import Page, RawItem  # noqa: PLC0415 - as a connector would

    account = stage.account(ACCOUNT[stage.language])
    at = stage.services.clock.now() - timedelta(minutes=20)
    writer = Writer("https://far.example/@amel", "Amel Ricart", "@amel@far.example")
    item = Item(
        remote_id="https://far.example/asks",
        native_id="asks",
        kind=Kind.MENTION,
        writer=writer,
        at=at,
        text=ASKS[stage.language],
        language=stage.language,
    )

    class Reader:
        def parse(self, raw: RawItem) -> tuple[Item, ...]:
            del raw
            return (item,)

    page = Page("scene", (RawItem("status", "asks", b"asks"),), "")
    reader: Any = Reader()
    stage.tell(stage.services.sync.store_page(account, reader, page, stage.services.clock.now()))
    found = stage.services.inbox.search('from:"Amel Ricart"')[0]
    stage.window.go("inbox")
    stage.inbox.open_conversation(found.conversation_id, found.message_id)
    stage.settle()
    stage.window.act("inbox.reply")
    stage.settle()
    return stage.inbox.composer


def _looked(stage: "Stage", pane: Any) -> None:  # noqa: ANN401 - the composer
    """Let both checks look at the text."""
    pane.look()
    pane.look_around()
    stage.settle()
    stage.settle()
