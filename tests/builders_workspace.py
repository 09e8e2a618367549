"""A workstation with accounts and conversations in it, for tests and pictures of the window.

Everything is invented. The accounts have no connector: what needs the network fails, as it would offline.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cmworkstation.domain.account import Account, ModerationAct, Visibility
from cmworkstation.domain.message import Attachment, Held, Item, Kind, Writer
from cmworkstation.services.workstation import Services, open_services
from cmworkstation.store import accounts, due_times, intake
from cmworkstation.vault import Vault
from tests.clocks import SetClock
from tests.store.builders import an_account, an_item, raw_of

NOW = datetime(2026, 9, 3, 14, 5, tzinfo=UTC)
ELISE = Writer("https://social.example/@elise", "Élise Morin", "@elise@social.example")
OMAR = Writer("https://social.example/@omar", "Omar Haddad", "@omar@social.example")
YUKI = Writer("https://photo.example/yuki", "由紀 Yuki", "yuki.p")
LAYLA = Writer("https://social.example/@layla", "ليلى حداد", "@layla@social.example")
US = Writer(
    "https://social.example/@mairie", "Mairie d’Ormaie", "@mairie@social.example", is_us=True
)
HOSTILE = Writer(
    "https://social.example/@x",
    "<img src='file:///etc/hostname'>\u202ereversed" + "Z\u0310\u0311\u0312\u0313\u0314" * 40,
    "@" + "w" * 300,
)


def a_workstation(folder: Path, clock: SetClock | None = None) -> Services:
    """Return an open workstation without accounts."""
    vault = Vault(memory_only=True)
    vault.use_session_memory()
    return open_services(folder, {}, vault=vault, clock=clock or SetClock(NOW))


def add_account(services: Services, name: str = "Mairie", **changes: object) -> Account:
    """Add an account and return it."""
    account = an_account(name, **changes)
    with services.workspace.write() as connection:
        accounts.add(connection, account, services.clock.now())
    return account


def receive(services: Services, account: Account, items: Sequence[Item]) -> list[int]:
    """Take items in as a connector would have brought them; return the conversations that they touch."""
    with services.workspace.write() as connection:
        number = accounts.number(connection, account.id)
        raws = [raw_of(item) for item in items]
        taken = intake.take(connection, number, account.platform, raws, services.clock.now())
    return sorted(taken.conversations)


def bury(services: Services, account: Account, *remote_ids: str) -> list[int]:
    """Let the server say that these messages were deleted."""
    with services.workspace.write() as connection:
        number = accounts.number(connection, account.id)
        taken = intake.take(
            connection, number, account.platform, [], services.clock.now(), remote_ids
        )
    return sorted(taken.conversations)


def set_due(
    services: Services, conversation_id: int, at: datetime | None, warn_at: datetime | None = None
) -> None:
    """Say until when a conversation should be answered, and from when on to warn: half an hour before."""
    warn = warn_at or (at and at - timedelta(minutes=30))
    with services.workspace.write() as connection:
        due_times.set_due(connection, [(conversation_id, (at, warn) if at and warn else None)])


def a_message(name: str, text: str, hours_ago: float = 1, **changes: object) -> Item:
    """Return a mention, `hours_ago` before the fixed now."""
    item = an_item(name, text, 0, **changes)
    at = changes.get("at") or NOW - timedelta(hours=hours_ago)
    return replace(item, at=at)  # type: ignore[arg-type]


def many(services: Services, account: Account, count: int, *, start: int = 0) -> list[int]:
    """Receive `count` conversations of one message each, the highest number the newest."""
    items = [
        a_message(
            f"many{account.name}{n}",
            f"Question number {n} about the opening hours",
            (5000 - n) / 60,
        )
        for n in range(start, start + count)
    ]
    found: list[int] = []
    for first in range(0, count, 500):
        found += receive(services, account, items[first : first + 500])
    return found


def a_town(folder: Path, clock: SetClock | None = None) -> Services:
    """Return a workstation with three accounts and one conversation of each kind that the inbox can show."""
    services = a_workstation(folder, clock)
    town = add_account(services, "Mairie")
    photo = add_account(services, "Médiathèques", look="pixelfed", colour=1, handle="mediatheques")
    blog = _blog(services)
    conversations_ = [
        receive(services, town, _fair()),
        receive(services, town, _private()),
        receive(services, photo, _photo()),
        receive(services, blog, _comments()),
        receive(services, town, _strange()),
    ]
    set_due(services, conversations_[0][0], NOW - timedelta(hours=3))
    set_due(services, conversations_[1][0], NOW + timedelta(hours=1, minutes=20))
    set_due(services, conversations_[2][0], NOW + timedelta(hours=6))
    edited = replace(
        _fair()[3], text="And is there room for bicycles, and for a cargo bike?", html=""
    )
    receive(services, town, [edited])
    bury(services, town, "https://social.example/fair-gone")
    return services


def _blog(services: Services) -> Account:
    plain = an_account("Le carnet", look="wordpress", colour=2, handle="carnet.example")
    acts = (ModerationAct.APPROVE, ModerationAct.SPAM, ModerationAct.TRASH, ModerationAct.RESTORE)
    capabilities = replace(plain.capabilities, moderation=acts, visibilities=(Visibility.PUBLIC,))
    return add_account(services, "Le carnet", look="wordpress", colour=2, capabilities=capabilities)


def _fair() -> list[Item]:
    head = "The autumn fair opens on Saturday at ten on the square. Free entry, come by train if you can."
    return [
        a_message("fair", head, 52, writer=US, kind=Kind.POST, context=True, html=f"<p>{head}</p>"),
        a_message(
            "fair-1",
            "Is the square easy to reach with a wheelchair? The east side had cobbles last year.",
            50,
            writer=ELISE,
            parent="fair",
            html="<p>Is the square easy to reach with a wheelchair?</p><p>The east side had cobbles"
            ' last year, see <a href="https://photo.example/cobbles">this picture</a>.</p>',
        ),
        a_message(
            "fair-us",
            "Yes: the west entrance is level, and two people of the team stand there to help.",
            49,
            writer=US,
            parent="fair-1",
        ),
        a_message("fair-2", "And is there room for bicycles?", 26, writer=OMAR, parent="fair-us"),
        a_message("fair-gone", "First!", 25.5, parent="fair"),
        a_message(
            "fair-3",
            "Two racks would be welcome, last year we tied ours to the fountain 🚲🚲. Merci d’avance !",
            6,
            writer=ELISE,
            parent="fair-2",
            attachments=(
                Attachment(
                    "image",
                    "https://photo.example/rack.jpg",
                    "Bicycles tied to a fountain",
                    size=248_000,
                ),
            ),
        ),
        a_message(
            "fair-4",
            "Same question here, we come with a trailer.",
            5.5,
            writer=OMAR,
            parent="fair-3",
        ),
        a_message("fair-5", "Any news about the racks?", 4, writer=ELISE, parent="fair-4"),
        a_message("fair-6", "We could bring our own, too.", 3.8, writer=OMAR, parent="fair-5"),
    ]


def _private() -> list[Item]:
    private = {"visibility": Visibility.PRIVATE, "kind": Kind.PRIVATE}
    return [
        a_message(
            "p1",
            "Bonjour, ma carte de lecteur ne fonctionne plus depuis lundi. Que faire ?",
            30,
            **private,
        ),
        a_message(
            "p2",
            "Bonjour Nadia, pouvez-vous nous dire de quelle médiathèque il s’agit ?",
            29,
            writer=US,
            parent="p1",
            **private,
        ),
        a_message(
            "p3",
            "Celle du centre, rue des Tilleuls. Merci de votre aide !",
            1,
            parent="p2",
            **private,
        ),
    ]


def _photo() -> list[Item]:
    picture = Attachment("image", "https://photo.example/1.jpg", "", size=1_900_000)
    return [
        a_message(
            "ph1",
            "とても素敵な展示でした。次はいつですか？ 🎨",
            2,
            writer=YUKI,
            attachments=(picture,),
        ),
    ]


def _comments() -> list[Item]:
    return [
        a_message(
            "c1",
            "Will the night bus run during the works? Nothing is said about line 3.",
            20,
            writer=Writer("mail:paul", "Paul Tessier", ""),
            kind=Kind.COMMENT,
            held=Held.HOLD,
            title="Works on the bridge",
        ),
    ]


def _strange() -> list[Item]:
    return [
        a_message(
            "s1",
            "Text " + "x" * 400 + " \u202eevil",
            8,
            writer=HOSTILE,
            html="<table>" * 3 + "cell",
        ),
        a_message("ar", "مرحبا، متى تفتح المكتبة يوم السبت؟ شكرا جزيلا لكم", 9, writer=LAYLA),
    ]
