"""Scenes of a crisis level, of words of danger, of a hand-over, and of a shortened link."""

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from cmworkstation.domain.conversation import Status, View
from cmworkstation.domain.ids import ConversationId
from cmworkstation.domain.link import Lead
from cmworkstation.domain.message import Item, Kind, Writer
from cmworkstation.ui.crisis.acts import CrisisBand
from cmworkstation.ui.crisis.dialog import CrisisDialog

if TYPE_CHECKING:
    from tools.scenes import Stage

WHY = {
    "en": "Two people report glass in sack 24; the batch is being checked",
    "fr": "Une fuite d’eau ferme la médiathèque centrale depuis ce matin",
}
CALM = {"en": "The batch was checked, nothing was found", "fr": "La fuite est réparée"}
HOME = {"en": "fennick-lane", "fr": "mediatheques-ormaie"}
DANGER = {
    "en": "Hello, I am sorry to write here. My husband is going to kill me if he finds the card. Is there a back door?",
    "fr": "Bonjour, désolée d’écrire ici. Mon mari va me tuer s’il trouve la carte. Y a-t-il une autre porte ?",
}
ACCOUNT = {"en": "fennick-mastodon", "fr": "ormaie-mastodon"}
SHORT = {
    "en": "The list of shops: https://bit.ly/3xMill",
    "fr": "Le programme : https://bit.ly/3xLire",
}


def crisis(stage: "Stage") -> Iterator[str]:
    """The levels of a charter, one of them declared, and how to end it."""
    stage.window.act("crisis.change")
    stage.settle()
    (dialog,) = stage.window.findChildren(CrisisDialog)
    home = HOME[stage.language]
    ids = [one.charter.header.id for one in dialog._ladders]
    dialog.charter.setCurrentIndex(ids.index(home))
    level = dialog.ladder().levels[-1].id
    dialog.levels[level].setChecked(True)
    dialog.why.setText(WHY[stage.language])
    yield "-levels"
    dialog.reject()
    stage.settle()
    stage.services.crises.declare(home, level, WHY[stage.language])
    band = CrisisBand(stage.window, stage.services)
    band.look()
    stage.settle()
    yield "-band"
    stage.window.act("crisis.change")
    stage.settle()
    (dialog,) = stage.window.findChildren(CrisisDialog)
    yield "-end"
    dialog.reject()
    stage.services.crises.declare(home, "", CALM[stage.language])
    band.look()
    stage.settle()


def danger(stage: "Stage") -> Iterator[str]:
    """A message that speaks of danger, with what to do first."""
    home = _received(stage, DANGER[stage.language])
    stage.window.go("inbox")
    stage.inbox.open_conversation(home)
    for _ in range(3):
        stage.settle()
    yield ""


def handed(stage: "Stage") -> Iterator[str]:
    """A conversation that a colleague handed over, with a word."""
    services = stage.services
    me = services.profiles.current()
    other = next(one for one in services.assigning.people() if one.id != me.id)
    found = services.inbox.ids(View(status=Status.WAITING_US), 1)
    services.profiles.switch_to(other.id)
    word = {"en": "you know the mill", "fr": "vous connaissez le chantier"}[stage.language]
    changes, _ = services.assigning.assign(found, me.id, word)
    services.profiles.switch_to(me.id)
    stage.tell(changes)
    stage.window.go("inbox")
    stage.inbox.open_conversation(found[0])
    stage.settle()
    yield ""


def short_link(stage: "Stage") -> Iterator[str]:
    """A shortened link in a draft, before and after its shortener was asked."""
    home = _received(stage, "?")
    stage.inbox.open_conversation(home)
    stage.settle()
    stage.window.act("inbox.reply")
    stage.settle()
    pane: Any = stage.inbox.composer
    pane.editor.setPlainText(SHORT[stage.language])
    pane.look()
    stage.settle()
    yield "-asked"
    url = SHORT[stage.language].rpartition(" ")[2]
    stage.services.short_links._known[url] = Lead(
        "https://places.example/2026/list", "places.example"
    )
    pane.look()
    stage.settle()
    yield ""


def _received(stage: "Stage", text: str) -> ConversationId:
    from cmworkstation.sdk.connector import Page, RawItem  # noqa: PLC0415 - as a connector would

    account = stage.account(ACCOUNT[stage.language])
    at = stage.services.clock.now() - timedelta(minutes=6)
    name = f"crisis{len(text)}"
    item = Item(
        remote_id=f"https://far.example/{name}",
        native_id=name,
        kind=Kind.MENTION,
        writer=Writer("https://far.example/@lea", "Léa Brunel", "@lea@far.example"),
        at=at,
        text=text,
        language=stage.language,
    )

    class Reader:
        def parse(self, raw: RawItem) -> tuple[Item, ...]:
            del raw
            return (item,)

    page = Page("scene", (RawItem("status", name, name.encode()),), "")
    reader: Any = Reader()
    stage.tell(stage.services.sync.store_page(account, reader, page, at))
    (found,) = stage.services.workspace.read().execute(
        "SELECT conversation_id FROM message WHERE native_id=?", (name,)
    )
    return ConversationId(found[0])
