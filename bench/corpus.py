"""A seeded corpus of invented messages: conversations of 1 to 60 messages in French and English.

Words come from a small built-in vocabulary stretched by endings and compounds, drawn in Zipf order, so that a
few words are in most messages and most words in a few, as in real text. The same seed gives the same messages.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate

from cmworkstation.domain.message import Item, Kind, Writer

START = datetime(2023, 11, 1, 8, 0, tzinfo=UTC)
STEP = timedelta(days=3 * 365) / 100_000  # a hundred thousand messages in three years
AUTHORS = 5_000
LONGEST = 60  # messages of the longest conversations, one in a hundred
ORDERS = 1_000
OPEN = 200  # conversations under way at a time

STEMS = (
    "ouvert horaire livre carte jeune lecture prêt retard adulte samedi bonjour merci question réponse accueil "
    "collection album enfant atelier conte jeu musique film numérique service ligne compte panne école maire rue "
    "travaux calendrier marché jardin eau déchet bus parking fête théâtre concert sport piscine cantine crèche "
    "opening bread oats shop delivery parcel order gluten recipe flour label farm price question thanks weekend "
    "morning breakfast paper sack box stock market town green brown batch taste sweet warm friend family kitchen"
).split()
ENDINGS = " s e es ment eur eurs ing ed er ly age ette iste able ier".split(" ")
SMALL = "de la le et the and à les un is pour to dans of".split()
EXTRAS = ("😀", "🙏", "👍🏽", "#lecture", "@mairie", "https://ormaie.example/agenda", "🇫🇷")
FIRST_NAMES = (
    "Maëlle Ondine Tiago Célestin Brune Aïda Loris Ysée Marceau Nour Solveig Bram Odile Farid Jonquille Timéo Wanda "
    "Ewan Pia Sacha Imogen Rufus Della Piers Hattie Otto Wren Linus Freya Caspar Nell Ambrose Tilda Hugo Maud Basil "
    "Lena Ivo Roxane Anouk Théo Salomé Gwenn Idriss Zélie Armand Coline Malo Astrid Noé"
).split()
FAMILY_STARTS = "Orm Tré Fen Val Bru Cas Dor Lan Mor Pel".split()
FAMILY_ENDS = "ond ault wick eray ières stead ombe igny ell ac".split()


@dataclass(frozen=True, slots=True)
class Corpus:
    """`size` messages on `accounts` accounts by `authors` people, oldest first, `step` apart.

    They are numbered from the `first` on, and dated from `since` on. `long` is the share of the longest conversations,
    and `talkative` says how many people write as much as the first: a few at 3, one in everything below 1.
    """

    size: int = 100_000
    accounts: int = 8
    seed: int = 7
    first: int = 0
    since: datetime = START
    authors: int = AUTHORS
    step: timedelta = STEP
    long: float = 0.01
    most_words: int = 42
    talkative: float = 0.0

    def pages(self, page: int = 100) -> Iterator[tuple[int, list[Item]]]:
        """Yield (account number from 1, items) in pages, each page of one account in order of time."""
        waiting: dict[int, list[Item]] = {}
        for account_no, item in self.items():
            found = waiting.setdefault(account_no, [])
            found.append(item)
            if len(found) == page:
                yield account_no, found
                waiting[account_no] = []
        for account_no, found in waiting.items():
            if found:
                yield account_no, found

    def items(self) -> Iterator[tuple[int, Item]]:
        """Yield (account number, item) in order of time."""
        rng = random.Random(self.seed)
        vocabulary = words()
        weights = list(accumulate(1 / (rank + 2) for rank in range(len(vocabulary))))
        writers = people(self.authors)
        draw = self._draw(rng, writers)
        us = Writer("https://us.example/@nous", "Nous", "@nous@us.example", is_us=True)
        open_threads: list[_Thread] = []
        for n in range(self.first, self.first + self.size):
            if len(open_threads) < OPEN:
                thread = _Thread(rng.randrange(1, self.accounts + 1), _length(rng, self.long))
                open_threads.append(thread)
                writer = draw()
            else:
                thread = open_threads[rng.randrange(OPEN)]
                writer = us if rng.random() < 0.4 else draw()
            text = " ".join(
                rng.choices(vocabulary, cum_weights=weights, k=rng.randint(6, self.most_words))
            )
            if rng.random() < 0.2:
                text += " " + rng.choice(EXTRAS)
            if rng.random() < 0.01:
                text += f" {order_number(rng.randrange(ORDERS))}"
            remote_id = f"https://s{n % 97}.example/users/p{n % AUTHORS}/statuses/{n}"
            parent = thread.last
            thread.last = remote_id
            thread.left -= 1
            if not thread.left:
                open_threads.remove(thread)
            yield (
                thread.account_no,
                Item(
                    remote_id=remote_id,
                    native_id=str(n),
                    kind=Kind.REPLY if parent else Kind.MENTION,
                    writer=writer,
                    at=self.since + self.step * (n - self.first),
                    html=f"<p>{text}</p>",
                    parent_id=parent,
                    language="fr" if rng.random() < 0.65 else "en",
                    url=f"https://s{n % 97}.example/@p{n % AUTHORS}/{n}",
                ),
            )

    def _draw(self, rng: random.Random, writers: list[Writer]) -> Callable[[], Writer]:
        """Return how somebody is chosen to write, the first of them the most often."""
        if not self.talkative:
            return lambda: writers[min(int(rng.paretovariate(0.6)), len(writers)) - 1]
        weights = list(accumulate(1 / (rank + self.talkative) for rank in range(len(writers))))
        return lambda: rng.choices(writers, cum_weights=weights)[0]


@dataclass(eq=False, slots=True)
class _Thread:
    account_no: int
    left: int
    last: str = ""


def order_number(n: int) -> str:
    """Return what one message in a hundred names, each of them `ORDERS` times as seldom."""
    return f"OR{n:04}"


def words() -> list[str]:
    """Return the vocabulary, the most common word first, the rarest last."""
    made = [f"{stem}{ending}" for ending in ENDINGS for stem in STEMS]
    rare = [f"{one}{other}{end}" for end in ("", "s", "age") for one in STEMS for other in STEMS]
    return list(dict.fromkeys([*SMALL, *made, *rare]))


def people(authors: int = AUTHORS) -> list[Writer]:
    """Return everybody who writes, the most talkative first; of many, some have the same name."""
    names = [
        f"{first} {start}{end}"
        for end in FAMILY_ENDS
        for start in FAMILY_STARTS
        for first in FIRST_NAMES
    ]
    return [
        Writer(
            f"https://s{n % 97}.example/users/p{n}",
            names[n % len(names)],
            f"@p{n}@s{n % 97}.example",
        )
        for n in range(authors)
    ]


def _length(rng: random.Random, long: float) -> int:
    """Return how many messages a conversation will have: mean 4, a few of `LONGEST`."""
    return LONGEST if rng.random() < long else rng.randint(1, 6)
