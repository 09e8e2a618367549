"""Spelling of a reply: word lists that are loaded when first wanted, and the words that are ours."""

import json
import threading
import zlib
from collections.abc import Collection, Iterable
from functools import lru_cache

from cmworkstation import resources
from cmworkstation.domain.charter.model import Charter
from cmworkstation.domain.ids import AccountId
from cmworkstation.domain.profile import Act
from cmworkstation.domain.spelling import WORD, Span, Words, is_word, misspelt, suggest
from cmworkstation.services.acting import Acting
from cmworkstation.services.charters import Charters
from cmworkstation.services.journal import Journal
from cmworkstation.store import accounts, settings
from cmworkstation.store.database import Workspace

LANGUAGES = ("fr", "en")
OURS = "spelling.words"  # name of the setting that holds the personal word list
WORD_MOST = 60


class Spelling:
    """What is no word, and what was meant. A word list takes about 5 MB and 30 ms once it is wanted."""

    def __init__(
        self, workspace: Workspace, charters: Charters, journal: Journal, acting: Acting
    ) -> None:
        """Take the workspace, whose charters' words are accepted."""
        self._workspace = workspace
        self._charters = charters
        self._journal = journal
        self._acting = acting
        self._loaded: dict[str, Words] = {}
        self._lock = threading.Lock()

    def is_loaded(self, language: str) -> bool:
        """Tell whether a language can be looked up at once; others are never."""
        return language in self._loaded

    def load(self, language: str) -> bool:
        """Read a word list, on a lane; False where there is none for this language."""
        if language not in LANGUAGES:
            return False
        with self._lock:
            if language not in self._loaded:
                packed = resources.data("spelling", f"{language}.words.z")
                self._loaded[language] = Words(zlib.decompress(packed))
        return True

    def misspelt(
        self, text: str, language: str, accepted: Collection[str] = ()
    ) -> tuple[Span, ...]:
        """Return where words stand that are none, in code points; nothing in a language without a list."""
        if not self.load(language):
            return ()
        return misspelt(text, language, self._loaded[language], accepted)

    def suggest(self, word: str, language: str, accepted: Iterable[str] = ()) -> tuple[str, ...]:
        """Return what may have been meant by a word, likeliest first."""
        if not self.load(language):
            return ()
        return suggest(word, language, self._loaded[language], accepted)

    def is_word(self, word: str, language: str, accepted: Collection[str] = ()) -> bool:
        """Tell whether a word is right; in a language without a list every word is."""
        return not self.load(language) or is_word(word, language, self._loaded[language], accepted)

    # The words that are ours

    def accepted(self, account_id: AccountId) -> frozenset[str]:
        """Return the words, in lower case, that are right here: the charter's, our accounts', and the personal ones."""
        connection = self._workspace.read()
        names = " ".join(f"{one.name} {one.handle}" for one in accounts.all_accounts(connection))
        found = _words_of(names) | {word.lower() for word in self.words()}
        governing = self._charters.governing(account_id)
        return found | _charter_words(governing.charter) if governing else found

    def words(self) -> tuple[str, ...]:
        """Return the personal word list."""
        kept = settings.value(self._workspace.read(), OURS)
        return tuple(json.loads(kept)) if kept else ()

    def add_word(self, word: str) -> None:
        """Accept a word from now on."""
        self._keep((*self.words(), word.strip()[:WORD_MOST]))

    def forget_word(self, word: str) -> None:
        """Take a word from the personal list again."""
        self._keep(one for one in self.words() if one != word)

    def _keep(self, words: Iterable[str]) -> None:
        self._acting.require(Act.DRAFT)
        kept = sorted({one for one in words if one})
        with self._workspace.write(durable=True) as connection:
            settings.put(connection, OURS, json.dumps(kept, ensure_ascii=False))
            self._journal.note(connection, "spelling.words", {"words": len(kept)})


def _words_of(text: str) -> frozenset[str]:
    found: set[str] = set()
    for one in WORD.findall(text):
        lower = one.lower().replace("’", "'")
        found.add(lower)
        found.update(part for part in lower.replace("'", "-").split("-") if len(part) > 1)
    return frozenset(found)


@lru_cache(8)
def _words_in(source: str) -> frozenset[str]:
    return _words_of(source)


def _charter_words(charter: Charter) -> frozenset[str]:
    header, voice = charter.header, charter.voice
    texts = [header.organisation, *header.title.values(), *header.accounts]
    texts += [text for pairs in voice.words_preferred.values() for _, text in pairs]
    texts += list(voice.signature.values())
    texts += [one.name for one in charter.speakers]
    texts += [text for one in charter.answers for text in one.body.values()]
    texts += [text for one in charter.facts for text in one.statement.values()]
    return _words_in("\n".join(texts))
