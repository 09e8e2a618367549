"""The names of fields and of their values, in English and in French; the first of each is the one that is shown."""

from collections.abc import Mapping

from cmworkstation.domain.folding import fold
from cmworkstation.domain.query.terms import Field

Both = tuple[tuple[str, ...], tuple[str, ...]]


def _both(english: str, french: str) -> Both:
    return tuple(english.split()), tuple(french.split())


FIELDS: Mapping[Field, Both] = {
    Field.FROM: _both("from author", "de auteur"),
    Field.ACCOUNT: _both("account", "compte"),
    Field.PLATFORM: _both("platform network", "plateforme réseau"),
    Field.LABEL: _both("label tag", "étiquette"),
    Field.IS: _both("is", "est"),
    Field.HAS: _both("has with", "avec contient"),
    Field.BEFORE: _both("before", "avant"),
    Field.AFTER: _both("after since", "après depuis"),
    Field.ON: _both("on date", "le"),
    Field.LANG: _both("lang language", "langue"),
    Field.CLAUSE: _both("clause rule", "clause règle"),
    Field.STAGE: _both("stage", "étape"),
    Field.ASSIGNEE: _both("assignee", "responsable"),
    Field.CATEGORY: _both("category", "catégorie"),
    Field.IN: _both("in", "dans"),
}
# Of saved queries about what others say elsewhere: of other fields they know nothing.
WATCH_FIELDS: Mapping[Field, Both] = {
    Field.SOURCE: _both("source", "source"),
    **{one: FIELDS[one] for one in (Field.FROM, Field.PLATFORM, Field.LANG)},
}
IS: Mapping[str, Both] = {
    "new": _both("new", "nouveau nouvelle"),
    "open": _both("open", "ouvert ouverte"),
    "to-answer": _both("to-answer", "à-répondre"),
    "waiting": _both("waiting", "en-attente"),
    "colleague": _both("colleague", "collègue"),
    "approval": _both("approval", "approbation"),
    "snoozed": _both("snoozed", "en-sommeil sommeil"),
    "done": _both("done", "traité traitée"),
    "no-answer": _both("no-answer", "sans-réponse"),
    "aside": _both("aside", "de-côté"),
    "to-read": _both("to-read", "à-lire"),
    "unread": _both("unread", "non-lu non-lue"),
    "read": _both("read", "lu lue"),
    "private": _both("private", "privé privée"),
    "public": _both("public", "public publique"),
    "mine": _both("mine", "à-moi"),
    "unassigned": _both("unassigned", "non-attribué non-attribuée"),
    "late": _both("late", "en-retard retard"),
    "muted": _both("muted", "muet muette"),
    "deleted": _both("deleted", "supprimé supprimée"),
    "edited": _both("edited", "modifié modifiée"),
    "ours": _both("ours", "de-nous nous"),
    "reply": _both("reply", "réponse"),
    "note": _both("note", "note"),
    "remark": _both("remark", "remarque"),
    "mention": _both("mention", "mention"),
    "comment": _both("comment", "commentaire"),
    "review": _both("review", "avis"),
    "article": _both("article", "article"),
    "courtesy": _both("courtesy", "politesse"),
    "held": _both("held", "retenu retenue"),
    "spam": _both("spam", "indésirable spam"),
    "hidden": _both("hidden", "masqué masquée"),
}
HAS: Mapping[str, Both] = {
    "attachment": _both("attachment file", "pièce-jointe fichier"),
    "picture": _both("picture image", "image photo"),
    "link": _both("link", "lien"),
    "question": _both("question", "question"),
    "note": _both("note", "note"),
    "remark": _both("remark", "remarque"),
    "draft": _both("draft", "brouillon"),
    "promise": _both("promise", "promesse"),
    "label": _both("label", "étiquette"),
    "reply": _both("reply answer", "réponse"),
    "category": _both("category", "catégorie"),
}
STAGE: Mapping[str, Both] = {
    "draft": _both("draft", "brouillon"),
    "approval": _both("approval", "approbation"),
    "approved": _both("approved", "approuvé approuvée"),
    "declined": _both("declined", "refusée-par-approbation déclinée"),
    "held": _both("held", "retenu retenue"),
    "queued": _both("queued", "en-file"),
    "sending": _both("sending", "en-envoi"),
    "sent": _both("sent", "envoyé envoyée"),
    "later": _both("later", "plus-tard"),
    "failed": _both("failed refused", "échec refusé refusée"),
    "unknown": _both("unknown unclear", "incertain inconnu"),
    "stopped": _both("stopped moved", "arrêté arrêtée"),
    "dropped": _both("dropped", "repris reprise"),
}
IN: Mapping[str, Both] = {
    "messages": _both("messages", "messages"),
    "replies": _both("replies", "réponses"),
    "notes": _both("notes", "notes"),
    "remarks": _both("remarks", "remarques"),
    "answers": _both("answers guide", "guide"),
    "people": _both("people", "personnes contacts"),
}
VALUES: Mapping[Field, Mapping[str, Both]] = {
    Field.IS: IS,
    Field.HAS: HAS,
    Field.STAGE: STAGE,
    Field.IN: IN,
}
# Who is answerable, where it is not somebody's name.
PERSONS: Mapping[str, Both] = {"me": _both("me", "moi"), "nobody": _both("nobody", "personne")}
OPERATORS = ("or", "ou")
SIGNS = dict.fromkeys(OPERATORS, "or")
WATCH_SIGNS = {**SIGNS, "and": "and", "et": "and", "not": "-", "sauf": "-"}
NEAR = ("near", "pres", "proche")


def _by_name(rows: Mapping[str, Both]) -> dict[str, str]:
    return {fold(name): value for value, both in rows.items() for names in both for name in names}


_FIELDS = {fold(name): field for field, both in FIELDS.items() for names in both for name in names}
_WATCH_FIELDS = {
    fold(name): field for field, both in WATCH_FIELDS.items() for names in both for name in names
}
_VALUES = {field: _by_name(rows) for field, rows in VALUES.items()}
_PERSONS = _by_name(PERSONS)


def field_of(name: str) -> Field | None:
    """Return the field of this name."""
    return _FIELDS.get(fold(name))


def watch_field_of(name: str) -> Field | None:
    """Return the field of this name in a saved query of the watch."""
    return _WATCH_FIELDS.get(fold(name))


def value_of(field: Field, name: str) -> str | None:
    """Return the value of a field that has its own, by any of its names."""
    return _VALUES[field].get(fold(name).replace(" ", "-").replace("’", "'"))


def person_of(name: str) -> str:
    """Return "me" or "nobody" where a name says so, "" where it is a name."""
    return _PERSONS.get(fold(name), "")


def shown_field(field: Field, *, french: bool) -> str:
    """Return the name by which a field is shown."""
    return FIELDS[field][french][0]


def shown_value(field: Field, value: str, *, french: bool) -> str:
    """Return the name by which a field's own value is shown."""
    return VALUES[field][value][french][0]
