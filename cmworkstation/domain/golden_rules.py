"""The golden rules: each sentence with the checks that watch over it and the cues that remind of it.

One table, from which the page of golden rules, its file and the document in docs/ are made. Words stand in
`words/golden.py` under the same keys; a test holds every rule and command that is named here against the program.
"""

from collections.abc import Collection, Iterable
from fnmatch import fnmatchcase
from typing import Final

from cmworkstation.domain.values import dataclass

GOLDEN: Final = (
    "never-lie",
    "influence-is-not-bought",
    "be-invited",
    "give-to-receive",
    "human-factor",
)
"""The five that every charter should state."""
MORE: Final = ("no-platform-dependence", "no-roi-chase", "experience-first")


@dataclass(frozen=True, slots=True)
class Check:
    """Something that the program looks at by itself.

    `rules` are ids of rules as a finding names them, `*` for any end; empty where a form or the clock checks.
    `command` opens the place where it is set, or speaks.
    """

    key: str
    command: str
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cue:
    """Something that a person sees; `command` opens the place."""

    key: str
    command: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of the house with its checks and cues; `golden` is one of `GOLDEN` or `MORE`."""

    key: str
    golden: str
    checks: tuple[Check, ...]
    cues: tuple[Cue, ...]

    @property
    def rules(self) -> tuple[str, ...]:
        """Return the rules of all its checks that speak while somebody writes."""
        found = dict.fromkeys(rule for check in self.checks for rule in check.rules)
        return tuple(rule for rule in found if rule not in BY_CLOCK)


CHARTER: Final = "go.charter"
INBOX: Final = "go.inbox"
REPLY: Final = "inbox.reply"  # what stands above and below the text of a reply
BY_CLOCK: Final = frozenset(
    {"core/no-thanks", "core/silence"}
)  # told by reminders, not while one writes

SENTENCES: Final = (
    Sentence(
        "bought",
        "influence-is-not-bought",
        (
            Check("disclosure", CHARTER, ("disclosure/*", "core/interest")),
            Check("bought-review", CHARTER, ("en-base/review-bait", "fr-base/achat-avis")),
            Check("paid-link", CHARTER, ("en-base/paid-link", "fr-base/lien-commercial")),
            Check("gift-ledger", "contacts.owed"),
        ),
        (Cue("interest-badge", REPLY), Cue("gift-sum", INBOX)),
    ),
    Sentence(
        "lie",
        "never-lie",
        (
            Check("claim", CHARTER, ("claim/*",)),
            Check(
                "source", CHARTER, ("en-base/unsourced-claim", "fr-base/affirmation-sans-source")
            ),
            Check("false-customer", CHARTER, ("en-base/fake-customer", "fr-base/faux-client")),
            Check("expired", "guide.due", ("core/answer-state",)),
            Check(
                "unfilled",
                CHARTER,
                ("core/placeholder", "en-base/unfilled", "fr-base/variable-oubliee"),
            ),
            Check("correction", "inbox.correct"),
            Check("corrected-elsewhere", "inbox.corrected_elsewhere"),
        ),
        (Cue("source-chip", REPLY), Cue("facts", "guide.facts"), Cue("corrected", "inbox.correct")),
    ),
    Sentence(
        "invited",
        "be-invited",
        (Check("uninvited", CHARTER, ("core/uninvited",)),),
        (Cue("here-because", REPLY),),
    ),
    Sentence(
        "give",
        "give-to-receive",
        (
            Check("ask-without-giving", CHARTER, ("core/ask-without-giving",)),
            Check("no-thanks", "contacts.owed", ("core/no-thanks",)),
            Check("cap", "contacts.cap"),
        ),
        (Cue("counters", "contacts.card"),),
    ),
    Sentence(
        "human",
        "human-factor",
        (
            Check("same-text", CHARTER, ("core/duplicate-reply",)),
            Check("blame", CHARTER, ("en-base/blame", "fr-base/reproche")),
            Check("shouting", CHARTER, ("en-base/shouting", "fr-base/cri")),
            Check("empty-words", CHARTER, ("en-base/empty-phrase", "fr-base/langue-de-bois")),
            Check("greeting", CHARTER, ("core/greeting",)),
            Check("own-words", "go.guide", ("core/answer-worn",)),
            Check("burden", "dashboard.reach"),
        ),
        (
            Cue("last-exchange", REPLY),
            Cue("times-today", REPLY),
            Cue("repeated", "dashboard.reach"),
        ),
    ),
    Sentence(
        "roi",
        "no-roi-chase",
        (Check("no-roi", "go.dashboard"),),
        (Cue("changed", "dashboard.board"),),
    ),
    Sentence(
        "platform",
        "no-platform-dependence",
        (
            Check("dependence", "presence.dependence"),
            Check("only-here", CHARTER, ("en-base/only-here", "fr-base/info-seulement-ici")),
        ),
        (Cue("effective", "presence.dependence"), Cue("closing", "presence.closing")),
    ),
    Sentence(
        "experience",
        "experience-first",
        (Check("did-it-help", "go.experiences"),),
        (Cue("experiences", "go.experiences"),),
    ),
    Sentence(
        "teams",
        "human-factor",
        (Check("mandate", CHARTER, ("core/mandate",)), Check("expert", "dialogue.experts")),
        (Cue("credits", "go.golden"),),
    ),
    Sentence(
        "relevance",
        "give-to-receive",
        (Check("topic", CHARTER, ("core/topic",)),),
        (Cue("topics", REPLY), Cue("card-topics", "contacts.card")),
    ),
    Sentence(
        "over-promising",
        "never-lie",
        (
            Check("absolute", CHARTER, ("en-base/absolute-promise", "fr-base/promesse-absolue")),
            Check("vague", CHARTER, ("en-base/vague-when", "fr-base/delai-flou")),
            Check("promise", "go.promises", ("core/promise",)),
        ),
        (Cue("promises", "go.promises"), Cue("promise-tile", "dashboard.board")),
    ),
    Sentence(
        "insiders",
        "human-factor",
        (Check("familiar", REPLY), Check("parity", "dashboard.reach")),
        (Cue("first-contact", "contacts.card"), Cue("unheard", "dashboard.reach")),
    ),
    Sentence(
        "clear-ask",
        "give-to-receive",
        (
            Check("unclear", CHARTER, ("en-base/unclear-ask", "fr-base/demande-floue")),
            Check("five-answers", "contacts.people"),
        ),
        (Cue("five-ticks", "contacts.people"),),
    ),
    Sentence(
        "news",
        "give-to-receive",
        (Check("silence", "contacts.owed"), Check("batch-silence", "batch.groups")),
        (Cue("light", "contacts.people"), Cue("owed", "contacts.owed")),
    ),
    Sentence(
        "no-condition",
        "influence-is-not-bought",
        (Check("post-required", "contacts.people"),),
        (Cue("post-warned", "contacts.people"),),
    ),
    Sentence(
        "coherence",
        "give-to-receive",
        (
            Check("topic-shift", "contacts.people", ("core/topic",)),
            Check("plan", "operations.checks"),
        ),
        (
            Cue("time-line", "contacts.card"),
            Cue("topic-line", "contacts.topics"),
            Cue("themes", "operations.time_line"),
        ),
    ),
    Sentence(
        "goodbye",
        "give-to-receive",
        (Check("checklist", "contacts.people"),),
        (Cue("open-parts", "contacts.owed"),),
    ),
    Sentence(
        "others",
        "give-to-receive",
        (Check("consent", "contacts.card"), Check("wish", "contacts.wish")),
        (Cue("consents", "contacts.card"), Cue("invited-others", REPLY)),
    ),
    Sentence(
        "reach",
        "human-factor",
        (Check("few", "dashboard.reach"), Check("goal", "dashboard.goal")),
        (Cue("new-voices", "dashboard.board"),),
    ),
    Sentence(
        "faster",
        "human-factor",
        (
            Check("targets", "go.times"),
            Check("waits", "inbox.due_soon", ("core/silence",)),
            Check("crisis-targets", "go.crisis"),
        ),
        (Cue("countdown", "inbox.due_soon"),),
    ),
)


def matches(rule: str, patterns: Iterable[str]) -> bool:
    """Tell whether a rule is one of those that patterns name."""
    return any(fnmatchcase(rule, one) for one in patterns)


def without(patterns: Iterable[str], known: Collection[str]) -> tuple[str, ...]:
    """Return the patterns that no known rule answers to: none should be left."""
    return tuple(one for one in patterns if not any(fnmatchcase(rule, one) for rule in known))
