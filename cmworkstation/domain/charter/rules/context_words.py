"""Words of the context ring: why a mandate does not reach, what is wrong with an answer, what a statement lacks."""

import re

from cmworkstation.domain.charter.words import Words

OUTSIDE: dict[str, Words] = {
    "none": {"en": "You hold no mandate under this charter", "fr": "Vous n’avez aucun mandat dans cette charte"},
    "over": {"en": "Your mandate does not hold today", "fr": "Votre mandat ne vaut pas aujourd’hui"},
    "send": {"en": "Your mandate does not include sending", "fr": "Votre mandat ne comprend pas l’envoi"},
    "account": {"en": "Your mandate does not cover this account", "fr": "Votre mandat ne couvre pas ce compte"},
    "language": {"en": "Your mandate does not cover this language", "fr": "Votre mandat ne couvre pas cette langue"},
    "category": {"en": "This kind of message is answered by others", "fr": "D’autres répondent à ce type de message"},
    "crisis": {"en": "At this crisis level others speak", "fr": "À ce niveau de crise, d’autres parlent"},
    "topic": {"en": "Your mandate leaves “{topic}” to others", "fr": "Votre mandat laisse « {topic} » à d’autres"},
}  # fmt: skip
STATES: dict[str, Words] = {
    "expired": {"en": "it has expired", "fr": "elle a expiré"},
    "not-yet": {"en": "it is not valid yet", "fr": "elle n’est pas encore valable"},
    "not-approved": {"en": "nobody has approved it", "fr": "personne ne l’a approuvée"},
    "no-language": {"en": "it has no text in this language", "fr": "elle n’a pas de texte dans cette langue"},
    "crisis": {"en": "it rests at this crisis level", "fr": "elle est suspendue à ce niveau de crise"},
    "audience": {"en": "it is meant for another audience", "fr": "elle s’adresse à un autre public"},
    "gone": {"en": "it is no longer in the charter", "fr": "elle n’est plus dans la charte"},
    "facts": {"en": "a fact in it has expired", "fr": "un fait qu’elle cite a expiré"},
    "review": {"en": "its review is due", "fr": "sa relecture est due"},
    "often": {"en": "it has gone out {n} times today, {max} at most", "fr": "elle est déjà partie {n} fois aujourd’hui, {max} au plus"},
    "words": {"en": "{n} words of your own, {max} at least", "fr": "{n} mots personnels, {max} au moins"},
}  # fmt: skip
HOLDING = {  # what a holding statement says, by language
    "fr": {
        "known": re.compile(r"\b(?:nous savons|on sait|depuis|à la suite|a eu lieu|s'est produit|est survenu|nous avons (?:constaté|appris))"),
        "unknown": re.compile(r"\b(?:nous ne savons pas|ne connaissons pas|pas encore|nous ignorons|en cours|reste à)"),
        "action": re.compile(r"\b(?:nous (?:faisons|travaillons|vérifions|avons|prenons)|nos équipes|mobilis|vous pouvez|mesures?)"),
        "next": re.compile(r"\b(?:prochain|à \d{1,2} ?h|point à|reviendrons|mise à jour|d'ici)"),
    },
    "en": {
        "known": re.compile(r"\b(?:we know|what we know|since|happened|occurred|took place|following|we have (?:learned|seen))"),
        "unknown": re.compile(r"\b(?:we do(?:n't| not) (?:yet )?know|not yet|unclear|still (?:finding|checking)|being investigated)"),
        "action": re.compile(r"\b(?:we are|we're|our teams?|you can|steps|working)"),
        "next": re.compile(r"\b(?:next (?:update|news)|update (?:at|by|within)|by \d|at \d{1,2}|will (?:post|say|update|report))"),
    },
}  # fmt: skip
PARTS: dict[str, Words] = {
    "known": {"en": "what is known", "fr": "ce que l’on sait"},
    "unknown": {"en": "what is not known yet", "fr": "ce que l’on ne sait pas encore"},
    "action": {"en": "what is being done", "fr": "ce qui est fait"},
    "next": {"en": "when you will speak again", "fr": "quand vous reparlerez"},
}
