"""Scenes of thanks, reply windows, several people at once, and one message at a time."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from cmworkstation.domain.account import Visibility
from cmworkstation.domain.conversation import Changes, Status, View
from cmworkstation.domain.message import Item, Kind, Writer
from cmworkstation.store import accounts, intake
from cmworkstation.store.received import Clean, Raw
from cmworkstation.ui.batch.dialog import BatchDialog
from cmworkstation.ui.inbox.together import GroupsDialog

if TYPE_CHECKING:
    from tools.scenes import Stage

ACCOUNT = {"en": "fennick-instagram", "fr": "ormaie-facebook"}
NAMES = "Anouk Basile Clara Denis Elia Fanny Gaspard Hugo Ines Jules Karim Lise".split()
ASK = {
    "en": "Hello, will the mill shop be open on {n} December? We would like to come with the school.",
    "fr": "Bonjour, la médiathèque sera-t-elle ouverte le {n} décembre ? Nous voudrions venir avec l’école.",
}
TEXT = {
    "en": "Hello {first_name}, yes, we are open from nine to six. See you soon!",
    "fr": "Bonjour {first_name}, oui, nous ouvrons de 9 h à 18 h. À bientôt !",
}
MANY = {"en": "Thank you, that helps!", "fr": "Merci beaucoup, c’est très clair !"}
PRIVATE = {"en": "Is my order on its way?", "fr": "Ma réservation est-elle arrivée ?"}


def batch(stage: "Stage") -> Iterator[str]:
    """Twelve people ask the same: the offer, the groups, the answer to them, one of them seen."""
    _come(
        stage,
        *(
            _item(stage, f"b{n}", ASK[stage.language].format(n=n + 1), name, n)
            for n, name in enumerate(NAMES)
        ),
    )
    stage.inbox.together.look()
    stage.settle()
    yield "-offer"
    stage.window.act("batch.groups")
    stage.settle()
    groups = stage.window.findChildren(GroupsDialog)[-1]
    yield "-groups"
    groups._activate()
    stage.settle()
    dialog = stage.window.findChildren(BatchDialog)[-1]
    dialog.common.setPlainText(TEXT[stage.language])
    dialog._keep_common()
    dialog._step(1)
    stage.settle()
    yield "-answer"
    dialog._give_up()
    stage.settle()


def one_by_one(stage: "Stage") -> Iterator[str]:
    """The list as a queue, in the middle and at its end."""
    stage.window.act("batch.one_by_one")
    stage.settle()
    card = stage.inbox.one_by_one
    for _ in range(3):
        card.skip()
    stage.settle()
    yield ""
    card._at = len(card._ids)
    card._show()
    stage.settle()
    yield "-end"
    card.leave()


def windows(stage: "Stage") -> Iterator[str]:
    """A private message whose window closes in three hours, with the answer to it; and one that has closed."""
    now = stage.services.clock.now()
    for n, hours in enumerate((165, 200)):
        item = _item(stage, f"w{n}", PRIVATE[stage.language], NAMES[n], 0, private=True)
        _come(stage, replace(item, at=now - timedelta(hours=hours)))
        home = (
            stage.services.workspace.read()
            .execute("SELECT conversation_id FROM message WHERE remote_id=?", (item.remote_id,))
            .fetchone()[0]
        )
        stage.inbox.open_conversation(home)
        stage.settle()
        stage.window.act("inbox.reply")
        stage.settle()
        stage.inbox.composer.editor.setPlainText(TEXT[stage.language].replace(" {first_name}", ""))
        stage.inbox.composer.look()
        stage.settle()
        yield ("-near", "-closed")[n]
        stage.inbox.composer.discard()
        stage.settle()


def thanks(stage: "Stage") -> Iterator[str]:
    """A settled conversation that ends in thanks."""
    services = stage.services
    asked = _item(stage, "t1", ASK[stage.language].format(n=9), "Maud", 0)
    _come(stage, asked)
    home = services.inbox.ids(View())[0]
    services.inbox.set_status([home], Status.DONE)
    _come(
        stage,
        replace(_item(stage, "t2", MANY[stage.language], "Maud", 0), parent_id=asked.remote_id),
    )
    stage.inbox.listing.pick_view("DONE")
    stage.inbox.open_conversation(home)
    stage.settle()
    yield ""
    stage.inbox.listing.pick_view("WAITING_US")
    stage.settle()


def _item(
    stage: "Stage", name: str, text: str, who: str, minutes: int, *, private: bool = False
) -> Item:
    return Item(
        remote_id=f"https://scene.example/{name}",
        native_id=name,
        kind=Kind.PRIVATE if private else Kind.COMMENT,
        writer=Writer(f"scene:{who}", f"{who} Petit", f"@{who.lower()}"),
        at=stage.services.clock.now() - timedelta(minutes=minutes),
        text=text,
        visibility=Visibility.PRIVATE if private else Visibility.PUBLIC,
        language=stage.language,
    )


def _come(stage: "Stage", *items: Item) -> None:
    """Let messages come in on an account that has windows."""
    account = stage.account(ACCOUNT[stage.language])
    raws = [
        Raw("scene", one.native_id, repr(one).encode(), (Clean(one, "", one.text),))
        for one in items
    ]
    with stage.services.workspace.write(intake=True) as connection:
        number = accounts.number(connection, account.id)
        taken = intake.take(connection, number, account.platform, raws, stage.services.clock.now())
    stage.tell(Changes(conversations=frozenset(taken.conversations), new_messages=len(items)))
    stage.settle()
