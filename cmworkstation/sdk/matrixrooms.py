"""What is known of the rooms that an account of Matrix is in, gathered from their state as it comes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from cmworkstation.sdk.matrixtext import local_name
from cmworkstation.sdk.shapes import Json, number_in, object_in, objects, text_in

PAIR = 2  # people: a room without a name for so many is a direct chat


@dataclass(slots=True)
class Room:
    """One room, as far as its state was seen."""

    id: str
    name: str = ""
    alias: str = ""
    topic: str = ""
    created: int = 0  # ms; 0 while its state was not read
    creator: str = ""
    open: bool = False  # everybody may join
    direct: bool = False
    encrypted: bool = False
    people: int = 0
    heroes: tuple[str, ...] = ()
    names: dict[str, str] = field(default_factory=dict)  # of its people, by id

    def learn(self, events: Iterable[Json], us: str) -> None:
        """Take what state events say."""
        for event in events:
            content, kind = object_in(event, "content"), text_in(event, "type")
            if kind == "m.room.name":
                self.name = text_in(content, "name").strip()
            elif kind == "m.room.canonical_alias":
                self.alias = text_in(content, "alias")
            elif kind == "m.room.topic":
                self.topic = text_in(content, "topic").strip()
            elif kind == "m.room.encryption":
                self.encrypted = True
            elif kind == "m.room.join_rules":
                self.open = text_in(content, "join_rule") == "public"
            elif kind == "m.room.create":
                self.created = number_in(event, "origin_server_ts")
                self.creator = text_in(event, "sender")
            elif kind == "m.room.member":
                who = text_in(event, "state_key")
                self.names[who] = text_in(content, "displayname").strip()
                self.direct |= who == us and content.get("is_direct") is True

    def sum_up(self, summary: Json) -> None:
        """Take what the server says of its people."""
        counts = [summary.get(f"m.{one}_member_count") for one in ("joined", "invited")]
        if any(isinstance(one, int) for one in counts):
            self.people = sum(one for one in counts if isinstance(one, int))
        heroes = summary.get("m.heroes")
        if isinstance(heroes, list):
            self.heroes = tuple(one for one in heroes if isinstance(one, str))

    @property
    def is_direct(self) -> bool:
        """Tell whether two people talk here in private."""
        named = bool(self.name or self.alias)
        return self.direct or (not (self.open or named) and 0 < self.people <= PAIR)

    @property
    def title(self) -> str:
        """Return how it is called: its name, or the people in it."""
        people = ", ".join(self.who(one) for one in self.heroes)
        return self.name or self.alias or people or self.id

    def who(self, user_id: str) -> str:
        """Return how somebody is called here."""
        return self.names.get(user_id) or local_name(user_id)


class Rooms:
    """The rooms of one account."""

    def __init__(self, us: str) -> None:
        """Take our own id."""
        self._us = us
        self._known: dict[str, Room] = {}
        self._direct: dict[str, str] = {}  # room → with whom

    def learn(self, answer: Json) -> None:
        """Take what a reading says of rooms, and which of them are direct chats."""
        for event in objects(object_in(answer, "account_data").get("events")):
            if text_in(event, "type") == "m.direct":
                self._direct = dict(_talks_in(object_in(event, "content")))
        for room_id, found in joined_in(answer).items():
            room = self[room_id]
            room.sum_up(object_in(found, "summary"))
            for part in ("state", "timeline"):
                events = objects(object_in(found, part).get("events"))
                room.learn((one for one in events if "state_key" in one), self._us)

    def __getitem__(self, room_id: str) -> Room:
        """Return a room, about which nothing may be known yet."""
        room = self._known.setdefault(room_id, Room(room_id))
        room.direct |= room_id in self._direct
        return room

    def unread_of(self, room_ids: Iterable[str]) -> list[str]:
        """Return those of which no state was read."""
        return [one for one in room_ids if not self[one].created]

    def with_person(self, user_id: str) -> list[str]:
        """Return the direct chats with somebody."""
        return [room for room, who in self._direct.items() if who == user_id]


def _talks_in(content: Json) -> Iterable[tuple[str, str]]:
    for who, rooms in content.items():
        if isinstance(rooms, list):
            yield from ((one, who) for one in rooms if isinstance(one, str))


def joined_in(answer: Json) -> Mapping[str, Json]:
    """Return the rooms of a reading that we are in."""
    return _rooms_in(answer, "join")


def invited_in(answer: Json) -> Mapping[str, Json]:
    """Return the rooms of a reading that we are invited to."""
    return _rooms_in(answer, "invite")


def left_in(answer: Json) -> Mapping[str, Json]:
    """Return the rooms of a reading that we left, or had to leave."""
    return _rooms_in(answer, "leave")


def _rooms_in(answer: Json, part: str) -> Mapping[str, Json]:
    found = object_in(object_in(answer, "rooms"), part)
    return {room: one for room, one in found.items() if isinstance(one, dict)}
