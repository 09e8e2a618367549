"""Checks that every charter has without asking, and those that its voice, links and claims amount to."""

from collections.abc import Iterator

from cmworkstation.domain.charter.builtin_context import CONTEXT_MESSAGES, context_rules
from cmworkstation.domain.charter.clauses import Rule
from cmworkstation.domain.charter.model import Charter
from cmworkstation.domain.charter.words import Words

# Rules of the context ring have their words there; those of the state ring are told by the clock (`state`).
CORE_STATE = frozenset({"core/no-thanks", "core/silence"})
CORE_NOW = frozenset({"core/placeholder", "core/too-long", "core/interest"})
ALT_TEXT = "voice/alt-text"
VOICE_RULES = frozenset(
    {
        "voice/emoji",
        "voice/exclamation",
        "voice/sentence",
        "voice/reading",
        "voice/words",
        ALT_TEXT,
    },
)
LINK_RULES = frozenset({"links/shorteners", "links/http", "links/tracking", "links/others"})
BUILTIN_RULES = frozenset(CONTEXT_MESSAGES) | CORE_STATE | CORE_NOW | VOICE_RULES | LINK_RULES
SEVERITIES = frozenset({"cue", "warn", "error", "stop"})

INTERESTS = frozenset(
    "paid gift loan barter invitation affiliate employee member partnership relative".split()
)
PLAIN_LABELS = {"en": "In full transparency", "fr": "En toute transparence"}

CLAUSES: dict[str, Words] = {
    "core": {"en": "What every reply must meet", "fr": "Ce que toute réponse doit respecter"},
    "voice": {"en": "Voice of the charter", "fr": "Ton de la charte"},
    "links": {"en": "Link policy of the charter", "fr": "Règles de la charte sur les liens"},
    "claim": {"en": "Claim that the charter forbids", "fr": "Affirmation interdite par la charte"},
    "disclosure": {
        "en": "Interests that the charter wants said",
        "fr": "Liens d’intérêt à déclarer selon la charte",
    },
    "rule": {"en": "Rule “{rule}” of the charter", "fr": "Règle « {rule} » de la charte"},
}

MESSAGES: dict[str, Words] = {
    **CONTEXT_MESSAGES,
    "core/interest": {
        "en": "An interest is known. Begin with “{to}”.",
        "fr": "Un lien d’intérêt est connu. Commencez par « {to} ».",
    },
    "core/placeholder": {
        "en": "Unfilled field: {match}. Fill it or take it out.",
        "fr": "Champ non rempli : {match}. Remplissez-le ou retirez-le.",
    },
    "core/too-long": {
        "en": "Too long by {over} ({n} of {max}). Shorten it, or split it.",
        "fr": "Trop long de {over} ({n} sur {max}). Raccourcissez ou scindez.",
    },
    "voice/emoji": {
        "en": "{n} emoji; the charter allows {max}.",
        "fr": "{n} émojis ; la charte en admet {max}.",
    },
    "voice/exclamation": {
        "en": "{n} exclamation marks; the charter allows {max}.",
        "fr": "{n} points d’exclamation ; la charte en admet {max}.",
    },
    "voice/sentence": {
        "en": "A sentence of {n} words; the charter asks for {max} at most. Cut it in two.",
        "fr": "Phrase de {n} mots ; la charte en demande {max} au plus. Coupez-la en deux.",
    },
    "voice/reading": {
        "en": "Hard to read ({n}; the charter asks for {min}). Shorter sentences and words help.",
        "fr": "Lecture difficile ({n} ; la charte demande {min}). Raccourcissez phrases et mots.",
    },
    ALT_TEXT: {
        "en": "Pictures without a description: {n}. Say what they show to those who cannot see them.",
        "fr": "Images sans description : {n}. Dites ce qu’elles montrent à qui ne peut pas les voir.",
    },
    "voice/words": {
        "en": "“{match}”: the charter prefers “{to}”.",
        "fr": "« {match} » : la charte préfère « {to} ».",
    },
    "links/shorteners": {
        "en": "Shortened link: the person cannot see where it leads. Give the full address.",
        "fr": "Lien raccourci : la personne ne voit pas où il mène. Donnez l’adresse complète.",
    },
    "links/http": {
        "en": "This link is not encrypted. Use https.",
        "fr": "Ce lien n’est pas chiffré. Utilisez https.",
    },
    "links/tracking": {
        "en": "This link carries tracking parameters. Take them out.",
        "fr": "Ce lien contient des paramètres de suivi. Retirez-les.",
    },
    "links/others": {
        "en": "{to} is not among the sites that the charter lists.",
        "fr": "{to} ne fait pas partie des sites que la charte indique.",
    },
    "disclosure": {
        "en": "An interest is known. Begin with “{to}”.",
        "fr": "Un lien d’intérêt est connu. Commencez par « {to} ».",
    },
    "rule": {
        "en": "“{match}” goes against a rule of the charter. Change the passage.",
        "fr": "« {match} » est contraire à une règle de la charte. Modifiez le passage.",
    },
}


def builtin_rules(charter: Charter, language: str) -> Iterator[Rule]:
    """Yield the rules that follow from the charter itself for one language ("" for any other)."""
    yield Rule(
        id="core/placeholder", kind="placeholder", severity="stop", override="none", fix="fill"
    )
    yield Rule(
        id="core/too-long", kind="length", severity="stop", override="none", fix="split-thread"
    )
    yield from context_rules(charter)
    yield from _voice_rules(charter, language)
    yield from _link_rules(charter)
    for claim in charter.claims:
        terms = claim.forbid.get(language, ())
        if terms:
            yield Rule(id=f"claim/{claim.id}", kind="terms", terms=terms, severity=claim.severity)
    yield from _interest_rules(charter, language)


def _interest_rules(charter: Charter, language: str) -> Iterator[Rule]:
    """Yield what wants a label at the start: the charter's own labels, and one for kinds that it does not name."""
    labelled = [one for one in charter.disclosures if one.label.get(language)]
    for one in labelled:
        yield Rule(
            id=f"disclosure/{one.id}",
            kind="interest",
            cues=one.when,
            labels=(one.label[language],),
            severity="stop",
            override="second-person",
            fix="insert-label",
        )
    rest = INTERESTS.difference(*(one.when for one in labelled))
    plain = PLAIN_LABELS.get(language, PLAIN_LABELS["en"])
    labels = (plain, *(one.label[language] for one in labelled))
    yield Rule(
        id="core/interest",
        kind="interest",
        cues=tuple(sorted(rest)),
        labels=labels,
        severity="stop",
        override="second-person",
        fix="insert-label",
    )


def _voice_rules(charter: Charter, language: str) -> Iterator[Rule]:
    voice = charter.voice
    if voice.emoji_max is not None:
        yield Rule(
            id="voice/emoji", kind="count", class_="emoji", max_=voice.emoji_max, severity="cue"
        )
    if voice.exclamation_max is not None:
        yield Rule(
            id="voice/exclamation",
            kind="count",
            class_="exclamation",
            max_=voice.exclamation_max,
            severity="cue",
        )
    if voice.sentence_words_max is not None:
        most = voice.sentence_words_max
        yield Rule(id="voice/sentence", kind="sentence", max_words=most, severity="cue")
    if voice.reading_level_min is not None:
        yield Rule(id="voice/reading", kind="reading", min_=voice.reading_level_min, severity="cue")
    if voice.alt_text == "required":
        yield Rule(id=ALT_TEXT, kind="alt", severity="stop", override="none")
    elif voice.alt_text == "reminded":
        yield Rule(id=ALT_TEXT, kind="alt", severity="warn")
    pairs = voice.words_preferred.get(language, ())
    if pairs:
        yield Rule(id="voice/words", kind="preferred", swaps=pairs, severity="cue")


def _link_rules(charter: Charter) -> Iterator[Rule]:
    links = charter.links
    for name, given in (
        ("shorteners", links.shorteners),
        ("http", links.http),
        ("tracking", links.tracking_parameters),
        ("others", links.others),
    ):
        severity = "cue" if given == "strip" else given
        if severity in SEVERITIES:
            yield Rule(id=f"links/{name}", kind="link", class_=name, severity=severity)
