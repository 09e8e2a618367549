"""The checks of the context ring that every charter has without asking, and their words.

Language, questions and topics can be told wrongly: they are cues and warnings, and silent when unsure.
"""

from collections.abc import Iterator

from cmworkstation.domain.charter.clauses import Rule
from cmworkstation.domain.charter.model import Charter
from cmworkstation.domain.charter.rules.greeting import GREETED
from cmworkstation.domain.charter.words import Words

SHIFTS = frozenset({"cue", "warn", "error"})

CONTEXT_MESSAGES: dict[str, Words] = {
    "core/language": {
        "en": (
            "The message is in {what}, this reply is not. Answer in {what}, or say in a sentence "
            "why you cannot."
        ),
        "fr": (
            "Le message est en {what}, pas cette réponse. Répondez en {what}, ou dites en une "
            "phrase pourquoi ce n’est pas possible."
        ),
    },
    "core/answered": {
        "en": "No answer to “{to}”. Answer it, say by when you will, or mark it as done.",
        "fr": (
            "Sans réponse : « {to} ». Répondez-y, dites pour quand, ou marquez la question comme "
            "réglée."
        ),
    },
    "core/duplicate-reply": {
        "en": (
            "The same reply for the {n}th time. Add a word to this person, or answer the question "
            "that is behind them all once for everybody."
        ),
        "fr": (
            "La même réponse pour la {n}ᵉ fois. Ajoutez un mot pour cette personne, ou répondez "
            "une fois pour toutes à la question de fond."
        ),
    },
    "core/greeting": {
        "en": "The first reply to somebody whose name you know. Greet them: “{to}”.",
        "fr": "C’est la première réponse à quelqu’un dont le nom est connu. Saluez : « {to} ».",
    },
    "core/mandate": {
        "en": "{what}. Hand over to somebody who may, or ask for the mandate.",
        "fr": "{what}. Transmettez à quelqu’un qui peut répondre, ou demandez le mandat.",
    },
    "core/topic": {
        "en": (
            "You ask for a favour about {to}; this person came to you about {from}. Ask about "
            "that, or somebody else."
        ),
        "fr": (
            "Vous demandez un service au sujet de {to} ; cette personne est venue à vous pour "
            "{from}. Restez sur son sujet, ou adressez-vous à quelqu’un d’autre."
        ),
    },
    "core/uninvited": {
        "en": (
            "Nobody invited you into this conversation. Wait until you are named, or say who you "
            "are and why you write."
        ),
        "fr": (
            "Personne ne vous a invité dans cette conversation. Attendez que l’on vous nomme, ou "
            "dites qui vous êtes et pourquoi vous écrivez."
        ),
    },
    "core/ask-without-giving": {
        "en": (
            "This would be request number {n} to this person within a year, for {max} things "
            "given. Give first: an answer, thanks, news."
        ),
        "fr": (
            "Ce serait la demande n° {n} à cette personne en un an, pour {max} choses données. "
            "Donnez d’abord : une réponse, un merci, des nouvelles."
        ),
    },
    "core/answer-state": {
        "en": (
            "The approved answer “{to}” may not be used: {what}. Take another, or renew it in the "
            "response guide."
        ),
        "fr": (
            "La réponse validée « {to} » ne peut pas servir : {what}. Prenez-en une autre, ou "
            "renouvelez-la dans le guide."
        ),
    },
    "core/answer-worn": {
        "en": "Approved answer “{to}”: {what}. Say it in your own words for this person.",
        "fr": "Réponse validée « {to} » : {what}. Dites-le avec vos mots, pour cette personne.",
    },
    "core/crisis": {
        "en": (
            "Paused at this crisis level ({what}). Wait until the level falls, or have somebody "
            "with the mandate for it agree."
        ),
        "fr": (
            "Suspendu à ce niveau de crise ({what}). Attendez que le niveau baisse, ou demandez "
            "l’accord d’une personne mandatée."
        ),
    },
    "core/holding": {
        "en": "The holding statement does not say {what}. Add it.",
        "fr": "Le message d’attente ne dit pas {what}. Ajoutez-le.",
    },
}


def context_rules(charter: Charter) -> Iterator[Rule]:
    """Yield the rules of the context ring that hold under a charter."""
    shift = charter.relation.maintain.get("topic_shift")
    topic = str(shift) if shift in SHIFTS else "cue"
    yield Rule(id="core/language", kind="language", severity="warn")
    yield Rule(id="core/answered", kind="answered", severity="cue")
    yield Rule(id="core/duplicate-reply", kind="duplicate", severity="warn")
    yield Rule(id="core/greeting", kind="greeting", severity="cue", fix="greet", platforms=GREETED)
    yield Rule(id="core/mandate", kind="mandate", severity="error", fix="hand-over")
    yield Rule(id="core/topic", kind="topic", severity=topic)
    yield Rule(id="core/uninvited", kind="invited", severity="error")
    yield Rule(id="core/ask-without-giving", kind="giving", severity="warn")
    yield Rule(id="core/answer-state", kind="answer-state", class_="state", severity="error")
    yield Rule(id="core/answer-worn", kind="answer-state", class_="use", severity="warn")
    yield Rule(id="core/crisis", kind="crisis", class_="pause", severity="stop")
    yield Rule(id="core/holding", kind="crisis", class_="parts", severity="warn")
