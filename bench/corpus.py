"""A seeded corpus of invented messages: conversations of 1 to 60 messages in French and English.

Words come from two small built-in vocabularies stretched by endings, drawn in Zipf order, so that a few words
are in most messages and most words in a few, as in real text. The same seed gives the same messages.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate

from cmworkstation.domain.message import Item, Kind, Writer

START = datetime(2023, 11, 1, 8, 0, tzinfo=UTC)
YEARS = 3
AUTHORS = 5_000

STEMS = (
    "ouvert horaire livre carte jeune lecture prêt retard adulte samedi bonjour merci question réponse accueil "
    "collection album enfant atelier conte jeu musique film numérique service ligne compte panne école maire rue "
    "travaux calendrier marché jardin eau déchet bus parking fête théâtre concert sport piscine cantine crèche "
    "opening bread oats shop delivery parcel order gluten recipe flour label farm price question thanks weekend "
    "morning breakfast paper sack box stock market town green brown batch taste sweet warm friend family kitchen"
).split()
ENDINGS = ("", "s", "e", "es", "ment", "eur", "eurs", "ing", "ed", "er", "ly", "age", "ette", "iste", "able", "ier")
EXTRAS = ("😀", "🙏", "👍🏽", "#lecture", "@mairie", "https://ormaie.example/agenda", "🇫🇷")


@dataclass(frozen=True, slots=True)
class Corpus:
    """`size` messages on `accounts` accounts, oldest first."""

    size: int = 100_000
    accounts: int = 8
    seed: int = 7

    def words(self) -> list[str]:
        """Return the vocabulary, the most common word first."""
        made = [f"{stem}{ending}" for ending in ENDINGS for stem in STEMS]
        return list(dict.fromkeys(["de", "la", "le", "et", "the", "and", *made]))

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
        rng = random.Random(self.seed)  # noqa: S311 - a reproducible corpus, not a secret
        vocabulary = self.words()
        weights = list(accumulate(1 / (rank + 2) for rank in range(len(vocabulary))))
        writers = [
            Writer(f"https://s{n % 97}.example/@p{n}", f"Personne {n}", f"@p{n}@s{n % 97}.example") for n in range(AUTHORS)
        ]
        us = Writer("https://us.example/@nous", "Nous", "@nous@us.example", is_us=True)
        step = timedelta(days=365 * YEARS) / self.size
        open_threads: list[tuple[int, str, str, int]] = []  # account, root, last, messages left
        for n in range(self.size):
            at = START + step * n
            if open_threads and rng.random() < 0.74:  # noqa: PLR2004 - mean length of a conversation about 3.8
                place = rng.randrange(len(open_threads))
                account_no, root, parent, left = open_threads[place]
                ours = rng.random() < 0.45  # noqa: PLR2004
            else:
                account_no, root, parent, left = rng.randrange(1, self.accounts + 1), "", "", rng.randint(1, 12)
                ours, place = False, len(open_threads)
                if rng.random() < 0.01:  # noqa: PLR2004
                    left = 60
                open_threads.append((account_no, root, parent, left))
            remote_id = f"https://us.example/{account_no}/{n}"
            left -= 1
            if left <= 0:
                open_threads.pop(place)
            else:
                open_threads[place] = (account_no, root or remote_id, remote_id, left)
            text = " ".join(rng.choices(vocabulary, cum_weights=weights, k=rng.randint(6, 42)))
            if rng.random() < 0.2:  # noqa: PLR2004
                text += " " + rng.choice(EXTRAS)
            yield (
                account_no,
                Item(
                    remote_id=remote_id,
                    native_id=str(n),
                    kind=Kind.REPLY if parent else Kind.MENTION,
                    writer=us if ours else writers[min(int(rng.paretovariate(0.6)), AUTHORS) - 1],
                    at=at,
                    html=f"<p>{text}</p>",
                    parent_id=parent,
                    language="fr" if rng.random() < 0.65 else "en",  # noqa: PLR2004
                    url=remote_id,
                ),
            )
