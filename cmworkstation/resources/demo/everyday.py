"""The older conversations: three months of everyday questions, put together from the topics by a seeded dealer."""

import random
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from cmworkstation.resources.demo import wording
from cmworkstation.resources.demo.accounts import DemoAccount
from cmworkstation.resources.demo.people import Person, crowd, number, pest
from cmworkstation.resources.demo.threads import Post, Talk

FIRST_DAY, LAST_DAY = 91, 3  # days before now
QUIET_AFTER = timedelta(days=10)  # what we answered longer ago is done
APART = 45  # conversations before a sentence may come again
HOURS = (7, 8, 8, 9, 9, 10, 10, 11, 12, 12, 13, 14, 15, 16, 17, 17, 18, 18, 19, 20, 20, 21, 21, 22)
OFFICE = (8, 18)  # hours (UTC) in which we answer
PRIVATE_TOPICS = ("catalogue", "prolongation", "reservation", "perdu", "parcel", "quality")
BLOG_TOPICS = (
    "merci",
    "idee",
    "animation",
    "achat",
    "jeunesse",
    "humeur",
    "spam",
    "horaires",
    "emploi",
)
SHARED_TOPICS = (  # others say that they have the same trouble
    "horaires catalogue reservation animation numerique plainte stockists parcel quality complaint recipe".split()
)
NOT_BY_EMAIL = ("humeur", "gueule", "mood", "rant")
ONLY_BY_EMAIL = ("emploi", "wholesale")


@dataclass(frozen=True, slots=True)
class _Line:
    """Something that people say, with the answers that fit it."""

    topic: Mapping[str, Any]
    text: str
    answers: tuple[str, ...]


def _line(topic: Mapping[str, Any], said: str | list[str | int]) -> _Line:
    if isinstance(said, str):
        return _Line(topic, said, tuple(topic["answer"]))
    text, *fitting = said
    return _Line(
        topic,
        str(text),
        tuple(one if isinstance(one, str) else topic["answer"][one] for one in fitting),
    )


class _Deck:
    """Deals what people say so that no sentence comes again soon."""

    def __init__(self, topics: list[dict[str, Any]], chance: random.Random) -> None:
        self._lines = [_line(topic, said) for topic in topics for said in topic["say"]]
        self._chance = chance
        self._left: list[_Line] = []
        self._recent: deque[str] = deque(maxlen=APART)

    def deal(self) -> _Line:
        if not self._left:
            self._left = self._lines.copy()
            self._chance.shuffle(self._left)
            self._left.sort(
                key=lambda line: line.text not in self._recent
            )  # what was said last comes last
        line = self._left.pop()
        self._recent.append(line.text)
        return line


class Everyday:
    """Writes the older conversations of one language."""

    def __init__(
        self,
        language: str,
        accounts: list[DemoAccount],
        cast: Mapping[str, Any],
        topics: list[dict[str, Any]],
        now: datetime,
    ) -> None:
        """Take the accounts of this language, its people and its topics."""
        self._language = language
        self._accounts = accounts
        self._cast = cast
        self._midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
        self._chance = random.Random(f"cm-workstation/{language}")  # noqa: S311 - it shall be foreseeable
        self._people = crowd(cast, language, self._chance)
        self._deck = _Deck(topics, self._chance)

    def talks(self, count: int) -> list[Talk]:
        """Return `count` conversations, the oldest first."""
        chance = self._chance
        hours = sorted(
            (chance.randrange(FIRST_DAY - LAST_DAY), chance.choice(HOURS), chance.randrange(3600))
            for _ in range(count)
        )
        return [
            self._talk(
                index, self._midnight + timedelta(days=day - FIRST_DAY, hours=hour, seconds=second)
            )
            for index, (day, hour, second) in enumerate(hours)
        ]

    def _talk(self, index: int, at: datetime) -> Talk:
        line = self._deck.deal()
        account = self._account(line.topic["id"])
        return _Scene(self, account, line, f"{self._language}{index}", at).play()

    def _account(self, topic: str) -> DemoAccount:
        fitting = [one for one in self._accounts if _fits(topic, one.look)]
        return self._chance.choices(fitting, [one.share for one in fitting])[0]

    def person(self) -> Person:
        """Return somebody; some write often, most once or twice."""
        rank = int(len(self._people) * self._chance.random() ** 1.6)
        return self._people[rank]

    def pest(self) -> Person:
        """Return somebody who wants to sell us something."""
        return pest(self._chance.choice(self._cast["close"]["pest"]))

    def slots(self, at: datetime) -> dict[str, str]:
        """Return the names that fill the gaps of one conversation."""
        cast, chance = self._cast, self._chance
        found = {
            name: chance.choice(values)
            for name, values in cast.items()
            if isinstance(values, list) and name not in ("first", "last", "nick")
        }
        later = at + timedelta(days=chance.randrange(4, 20))
        for name in ("shop", "collegue"):
            found[f"other_{name}"] = chance.choice(
                [one for one in cast.get(name, ["", "?"]) if one != found.get(name)]
            )
        return {**found, "date": wording.day(later.month, later.day, self._language)}

    @property
    def chance(self) -> random.Random:
        """The dice of this language."""
        return self._chance

    @property
    def cast(self) -> Mapping[str, Any]:
        """Names and small talk."""
        return self._cast

    @property
    def midnight(self) -> datetime:
        """The beginning of today: older conversations count from here, so that the hour changes nothing."""
        return self._midnight


def _after_greeting(text: str) -> str:
    """Return a sentence as it goes on after "Hello,"."""
    return text[0].lower() + text[1:] if text[1:2].islower() or text[1:2] in " ’" else text


def _fits(topic: str, look: str) -> bool:
    if look == "email":
        return topic not in NOT_BY_EMAIL
    if look == "wordpress":
        return topic in BLOG_TOPICS
    return topic not in ONLY_BY_EMAIL


class _Scene:
    """One conversation while it is being written."""

    def __init__(
        self, stage: Everyday, account: DemoAccount, line: _Line, id_: str, at: datetime
    ) -> None:
        self._stage = stage
        self._account = account
        self._line = line
        self._id = id_
        self._at = at
        self._posts: list[Post] = []
        self._chance = stage.chance
        self._slots = stage.slots(at)
        self._person = stage.pest() if line.topic["id"] == "spam" else stage.person()
        self._agent = self._chance.randrange(3)
        self._slots["agent"] = stage.cast["agent"][self._agent]
        self._visibility = self._choose_visibility()
        self._title = self._choose_title()

    def play(self) -> Talk:
        """Write it from the first word to the last."""
        chance, topic = self._chance, self._line.topic
        under_a_post = self._account.look in ("instagram", "facebook")
        if under_a_post and self._visibility == "public" and chance.random() < 0.3:  # noqa: PLR2004
            self._caption()
        self._they(self._opening(), self._person, parent=0 if self._posts else -1, picture=True)
        shared = topic["id"] in SHARED_TOPICS and self._account.look != "wordpress"
        if shared and self._visibility == "public" and chance.random() < 0.3:  # noqa: PLR2004
            self._echo()
        quiet = topic["end"] == "quiet"
        if topic["answer"] and (not quiet or chance.random() < 0.4):  # noqa: PLR2004
            self._exchange()
        state, reason = self._standing()
        return Talk(self._id, self._account.key, tuple(self._posts), state, reason)

    def _exchange(self) -> None:
        chance, topic = self._chance, self._line.topic
        asked = next(i for i, post in enumerate(self._posts) if not post.ours)
        self._we(chance.choice(self._line.answers), asked, 20, 540)
        if topic["more"] and chance.random() < 0.18:  # noqa: PLR2004
            question, answer = chance.choice(topic["more"])
            self._they(question, self._person, minutes=(5, 600))
            self._we(answer, -1, 15, 300)
        if chance.random() < (0.7 if topic["end"] == "thanks" else 0.28):
            thanks = chance.choice(self._stage.cast["close"]["thanks"])
            self._they(thanks, self._person, minutes=(2, 700))

    def _standing(self) -> tuple[str, str]:
        topic, last = self._line.topic, self._posts[-1]
        if topic["id"] == "spam":
            return "aside", topic["reason"]
        if not any(post.ours and not post.context for post in self._posts):
            return "no-answer", topic["reason"]
        if not last.ours or self._stage.midnight - last.at > QUIET_AFTER:
            return "done", ""
        return "", ""

    def _opening(self) -> str:
        chance, close = self._chance, self._stage.cast["close"]
        text = self._line.text
        if self._account.look == "email":
            return f"{chance.choice(close['before'])}\n\n{text}\n\n{chance.choice(close['after'])}\n{self._person.name}"
        if self._line.topic["end"] == "quiet":
            return text
        if chance.random() < 0.35:  # noqa: PLR2004
            text = f"{chance.choice(close['before'])} {_after_greeting(text)}"
        if chance.random() < 0.25:  # noqa: PLR2004
            text = f"{text} {chance.choice(close['after'])}"
        return text

    def _caption(self) -> None:
        text = self._chance.choice(self._stage.cast["crowd"]["caption"])
        at = self._at - timedelta(minutes=self._chance.randrange(20, 900))
        self._posts.append(replace(self._own(text, -1, at), context=True))

    def _echo(self) -> None:
        asked = len(self._posts) - 1
        crowd_says = self._stage.cast["crowd"]["echo"]
        for text in self._chance.sample(crowd_says, self._chance.choice((1, 1, 2, 3))):
            other = self._stage.person()
            if other.slug != self._person.slug:
                parent = self._chance.choice((asked, asked, len(self._posts) - 1))
                self._they(text, other, parent=parent, minutes=(3, 90))

    def _they(
        self,
        text: str,
        person: Person,
        *,
        parent: int = -2,
        minutes: tuple[int, int] = (0, 1),
        picture: bool = False,
    ) -> None:
        chance = self._chance
        if self._posts:
            self._later(*minutes)
        text = wording.habit(wording.fill(text, self._slots), person.style, chance)
        if self._account.look == "email" and self._posts:
            text = f"{text}\n\n{person.first or person.name}"
        held = (
            "spam" if self._line.topic["id"] == "spam" and self._account.look == "wordpress" else ""
        )
        post = Post(
            number=number(self._id, len(self._posts)),
            parent=self._number_of(parent),
            ours=False,
            name=person.name,
            handle=person.handle(self._account.look),
            at=self._at,
            text=text,
            title=self._title,
            language=self._account.language,
            visibility=self._visibility,
            held=held,
            picture=self._picture() if picture else None,
        )
        self._posts.append(self._changed(post, text) if picture else post)

    def _changed(self, post: Post, text: str) -> Post:
        """Let a few people mend what they wrote."""
        if self._chance.random() > 0.02 or self._account.look in ("email", "wordpress"):  # noqa: PLR2004
            return post
        word = wording.fill(self._chance.choice(self._stage.cast["crowd"]["edit"]), self._slots)
        return replace(
            post,
            edited=f"{text}\n{word}",
            edited_at=post.at + timedelta(minutes=self._chance.randrange(1, 15)),
        )

    def _we(self, text: str, parent: int, least: int, most: int) -> None:
        self._later(least, most, *OFFICE)
        self._posts.append(
            self._own(self._signed(wording.fill(text, self._slots)), parent, self._at)
        )

    def _own(self, text: str, parent: int, at: datetime) -> Post:
        if self._account.language == "fr":
            text = wording.french(text)
        return Post(
            number=number(self._id, len(self._posts)),
            parent=self._number_of(parent) if self._posts else "",
            ours=True,
            name=self._account.organisation,
            handle=self._account.handle,
            at=at,
            text=text,
            title=self._title,
            language=self._account.language,
            visibility=self._visibility,
        )

    def _signed(self, body: str) -> str:
        """Return an answer with greeting and signature, as the charter wants them on this platform."""
        cast, first = self._stage.cast, self._person.first
        french = self._account.language == "fr"
        hello = f"{'Bonjour' if french else 'Hello'}{' ' + first if first else ''},"
        agent = cast["agent"][self._agent]
        if self._account.look in ("email", "wordpress"):
            name = (
                f"{agent}, pour les Médiathèques d’Ormaie" if french else f"{agent}, Fennick Lane"
            )
            return f"{hello}\n\n{wording.capital(body)}\n\n{name}"
        short = f"^{cast['initials'][self._agent]}" if french else f"– {agent}"
        if any(post.ours and not post.context for post in self._posts):
            return f"{wording.capital(body)} {short}"
        return f"{hello} {body} {short}"

    def _later(self, least: int, most: int, opens: int = 7, closes: int = 23) -> None:
        """Let time pass; at night people sleep, and we answer in working hours."""
        chance = self._chance
        self._at += timedelta(minutes=chance.randrange(least, most), seconds=chance.randrange(60))
        if self._at.hour >= closes:
            self._at += timedelta(days=1)
        if not opens <= self._at.hour < closes:
            self._at = self._at.replace(hour=opens, minute=chance.randrange(60))

    def _number_of(self, index: int) -> str:
        """Return the number of an earlier post; -1 and -2 mean the newest one."""
        if not self._posts:
            return ""
        return self._posts[-1 if index < 0 else index].number

    def _choose_visibility(self) -> str:
        if self._account.look == "email":
            return "private"
        if self._account.look in ("wordpress", "bluesky"):
            return "public"
        dice = self._chance.random()
        if self._line.topic["id"] in PRIVATE_TOPICS and dice < 0.3:  # noqa: PLR2004
            return "private"
        return "unlisted" if self._account.look == "mastodon" and dice > 0.85 else "public"  # noqa: PLR2004

    def _choose_title(self) -> str:
        if self._account.look == "email":
            return wording.fill(self._chance.choice(self._line.topic["subject"]), self._slots)
        if self._account.look == "wordpress":
            return str(self._chance.choice(self._stage.cast["crowd"]["article"]))
        return ""

    def _picture(self) -> tuple[str, str, str] | None:
        if self._account.look == "wordpress" or self._chance.random() > 0.07:  # noqa: PLR2004
            return None
        file, shows = self._chance.choice(self._stage.cast["crowd"]["picture"])
        return "image", file, shows
