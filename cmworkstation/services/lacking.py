"""What the response guide lacks: questions that no answer fits, and claims that no fact bears out."""

import json
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from cmworkstation.domain.charter.answers import suggest_answers
from cmworkstation.domain.charter.detect.questions import questions
from cmworkstation.domain.charter.overlay import rules_in_force
from cmworkstation.domain.charter.search import telling
from cmworkstation.domain.charter.words import primary
from cmworkstation.domain.clock import Clock
from cmworkstation.domain.ids import AccountId, ConversationId, OutboxId
from cmworkstation.domain.progress import Progress
from cmworkstation.services.charters import Charters
from cmworkstation.store import guide as table
from cmworkstation.store.database import Workspace
from cmworkstation.store.guide import Asked

SINCE = timedelta(days=90)
MOST = 3000  # messages that are looked at, the newest first
ALIKE, CLOSE = 80, 72  # of a hundred, by shared words and by all words: two questions are one
FEW = 2  # words that say what a question is about: with fewer, nobody could tell
NEAREST = 5  # clusters that are compared closely
STEP = 50  # messages between two words about how far it is


@dataclass(frozen=True, slots=True)
class Cluster:
    """Questions that are alike, in the words of the newest, and the messages they stand in."""

    question: str
    language: str
    asked: tuple[Asked, ...]


@dataclass(frozen=True, slots=True)
class Claim:
    """Something that a reply stated as a fact, without any to stand on."""

    words: str
    outbox_id: OutboxId
    conversation_id: ConversationId
    account_id: AccountId
    at: datetime


class Lacking:
    """Finds what is missing. `questions` takes its time and belongs on a lane."""

    def __init__(self, workspace: Workspace, charters: Charters, clock: Clock) -> None:
        """Take the workspace and its charters."""
        self._workspace = workspace
        self._charters = charters
        self._clock = clock

    def questions(self) -> Generator[Progress, None, tuple[Cluster, ...]]:
        """Return what people asked in the last ninety days that no approved answer fits, the most asked first.

        Accounts without a charter are left out, and so is what was answered with an approved answer.
        """
        since = self._clock.now() - SINCE
        found: list[tuple[str, str, Asked]] = []
        asked = list(table.asked(self._workspace.read(), since, MOST))
        for n, one in enumerate(asked):
            if n % STEP == 0:
                yield Progress(n, len(asked), "questions")
            if not one.answered:
                found += [(text, lang, one) for text, lang in self._without_answer(one)]
        return _clusters(found)

    def claims(self) -> tuple[Claim, ...]:
        """Return what replies of the last ninety days claimed without a source, the newest first."""
        rules: dict[AccountId, frozenset[str]] = {}
        found: list[Claim] = []
        for one in table.claimed(self._workspace.read(), self._clock.now() - SINCE):
            if one.account_id not in rules:
                rules[one.account_id] = self._claim_rules(one.account_id)
            of_rules = rules[one.account_id]
            found += [
                Claim(words, one.outbox_id, one.conversation_id, one.account_id, one.at)
                for words in _matches(one.findings, of_rules)
            ]
        return tuple(found)

    def _without_answer(self, one: Asked) -> Iterator[tuple[str, str]]:
        governing = self._charters.governing(one.account_id)
        if governing is None:
            return
        charter, today = governing.charter, self._clock.now().date()
        language = primary(one.language) or charter.header.default_language
        for question in questions(one.text, language):
            known = suggest_answers(charter, question.text, language, today)
            if len(telling(question.text)) >= FEW and not known:
                yield question.text.strip(), language

    def _claim_rules(self, account_id: AccountId) -> frozenset[str]:
        governing = self._charters.governing(account_id)
        if governing is None:
            return frozenset()
        packs = {pack.id: pack for pack in self._charters.packs()}
        rules = rules_in_force(governing.charter, packs)
        return frozenset(rule.id for rule in rules if rule.kind == "claim")


def _matches(findings: str, rules: frozenset[str]) -> list[str]:
    return [str(one.get("match", "")) for one in json.loads(findings) if one.get("rule") in rules]


def gathered(texts: Sequence[tuple[str, str]]) -> list[list[int]]:
    """Return groups of questions that are alike, as places in `texts` (question, language), the largest first."""
    from rapidfuzz import fuzz, process  # noqa: PLC0415 - not before it is wanted

    heads: list[str] = []
    groups: list[list[int]] = []
    for place, (text, _) in enumerate(texts):
        words = " ".join(telling(text))
        near = process.extract(
            words, heads, scorer=fuzz.token_set_ratio, score_cutoff=ALIKE, limit=NEAREST
        )
        # One that is a part of another is alike, but not as much as one of the same length.
        close = {at: (ratio + fuzz.token_sort_ratio(words, head)) / 2 for head, ratio, at in near}
        best = max(close, key=lambda at: close[at], default=-1)
        if best < 0 or close[best] < CLOSE:
            heads.append(words)
            groups.append([place])
        else:
            groups[best].append(place)
    return sorted(groups, key=lambda one: -len(one))


def _clusters(found: Sequence[tuple[str, str, Asked]]) -> tuple[Cluster, ...]:
    clusters = []
    for group in gathered([(text, language) for text, language, _ in found]):
        text, language, _ = found[group[0]]
        asked = {found[place][2].message_id: found[place][2] for place in group}
        clusters.append(Cluster(text, language, tuple(asked.values())))
    return tuple(sorted(clusters, key=lambda one: -len(one.asked)))
