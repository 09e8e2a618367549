"""Who works in the demonstration, and what they did before it is opened."""

from dataclasses import dataclass

from cmworkstation.domain.profile import Role

FR, EN = "mediatheques-ormaie", "fennick-lane"


@dataclass(frozen=True, slots=True)
class Colleague:
    """An invented person. The first one is whoever opens the demonstration."""

    name: str
    roles: tuple[Role, ...]
    mandates: tuple[tuple[str, str], ...] = ()  # charter, speaker


@dataclass(frozen=True, slots=True)
class Piece:
    """A reply somebody writes: to whom, in which category, and what becomes of it."""

    to: str  # words by which its conversation is found
    yes: tuple[str, ...]  # the questions of the triage that are answered with yes
    body: str  # with {day} where it promises
    days: int = 0  # which of the open days ahead {day} is
    reason: str = ""  # with which a passage that the charter objects to is let pass
    amended: str = ""  # what whoever approves makes of it


@dataclass(frozen=True, slots=True)
class Owed:
    """A promise that one of our earlier replies made."""

    to: str
    words: str
    phrase: str
    days: int  # from now


@dataclass(frozen=True, slots=True)
class Rule:
    """An inbox rule: what it looks for, and what it does."""

    name: str
    folder: str
    query: str
    label: str = ""
    note: str = ""
    reason: str = ""  # why what it finds needs no answer
    is_on: bool = True


LUCIE = Colleague(
    "Lucie Marchand",
    tuple(Role),
    (
        (FR, "cm"),
        (FR, "resp-com"),
        (FR, "dir"),
        (EN, "community"),
        (EN, "members-desk"),
        (EN, "mill-lead"),
    ),
)
KARIM = Colleague("Karim Benali", (Role.DRAFTER,), ((FR, "cm"), (EN, "community")))
ODILE = Colleague(
    "Odile Dubreuil", (Role.APPROVER, Role.SPOKESPERSON), ((FR, "dir"), (FR, "resp-com"))
)
HESTER = Colleague(
    "Hester Quill", (Role.APPROVER, Role.SPOKESPERSON), ((EN, "mill-lead"), (EN, "members-desk"))
)
TEAM = (LUCIE, KARIM, ODILE, HESTER)

WAITS = Piece(  # for whoever opens the demonstration
    "Journaliste Courrier Trévon rumeur",
    ("adresse", "qui"),
    "Bonjour Madame,\n\nMerci de nous laisser relire. Aucune fermeture n’est décidée\u202f: la toiture de"
    " Trévon est refaite, et les lecteurs sont accueillis à l’atelier municipal pendant le chantier."
    " La directrice vous appelle {day} pour le montant du devis.\n\n"
    "Karim, pour les Médiathèques d’Ormaie",
    days=1,
)
SENT = Piece(
    "Independent Grocer growers tonne",
    ("ours", "who"),
    "Hello Agnes,\n\nThe six member-farms set the price together each September. Of the 70p, 41p went to"
    " the farms. The poster that calls oats a “superfood” is a shop’s, not ours. The desk sends you the"
    " figures per tonne {day}.\n\nKarim, Fennick Lane",
    days=2,
    reason="quoted",
    amended="Hello Agnes,\n\nThe six member-farms set the price together each September. Of the 70p, 41p went"
    " to the farms. The poster that calls oats a “superfood” is a shop’s, not ours. Hester sends you the"
    " figures per tonne {day}. A farmer would be glad to speak to you.\n\nKarim, Fennick Lane",
)
OWED = (
    Owed(
        "autiste chantonnait Marvestel",
        "Nous en parlons en équipe demain et nous revenons vers vous ici après-demain.",
        "après-demain",
        -1,
    ),
    Owed("triangle pinhead oats", "I will write to you here tomorrow.", "tomorrow", 1),
)
NEXT_CHARTER = EN
NEXT_NUMBER, NEXT_IN_DAYS = "1.1", 12
NEXT_WORDS = (
    ("We say what we know, show where it comes from", "We say what we know and since when, show where it comes from"),
    ('first_reply = "4h"', 'first_reply = "3h"'),
)  # fmt: skip
SENT_BEFORE = 24  # replies; nobody who sent so many is a beginner for the charters
# Answered complaints: words by which each is found, whether the answer helped ("" where nobody knows yet), and why.
FELT = (
    ("siphon", "", ""),
    ("rappels livres rendus", "", ""),
    ("parking vélo poubelles", "", ""),
    ("thermostat", "yes", ""),
    ("6 appels", "no", ""),
    ("34 €", "unknown", "Le compte n’existe plus."),
    ("flake size", "", ""),
    ("cookie page", "", ""),
    ("green label crumbs", "yes", ""),
    ("Recyclable bag", "yes", ""),
    ("Rude reply", "unknown", "She moved away and closed her account."),
)
# Charter → labels, each with every how many of its waiting conversations carry it.
LABELS = {
    FR: (("Médiathèques/Horaires", 3), ("Médiathèques/Jeunesse", 5), ("Presse", 7)),
    EN: (("Shop/Orders", 3), ("Shop/Questions about oats", 5), ("Members", 7)),
}
# Saved views: name, query.
VIEWS = (
    ("En retard à Ormaie", "est:en-retard étiquette:Médiathèques"),
    ("Questions, lately", "has:question is:new"),
    ("Pictures this week", "has:attachment after:7d"),
)
RULES = (
    Rule(
        "Prolongations et réservations",
        "Médiathèques",
        "prolonger or prolongation or réservation",
        label="Médiathèques/Prêts",
        note="Vérifier d’abord la carte, sans jamais écrire son numéro.",
    ),
    Rule("Parcels and carriers", "Fennick Lane", "parcel or carrier or courier", label="Shop/Deliveries"),
    Rule("Un merci n’attend pas de réponse", "", "merci -has:question", reason="c’est un remerciement", is_on=False),
)  # fmt: skip
# Internal notes: words by which the conversation is found, text.
NOTES = (
    ("bénévole Trévon réunion publique", "@Lucie, la mairie publie la date jeudi. D’ici là, nous n’en donnons pas."),
    ("sticker brown recycled", "@Lucie Tess is asking the shop at Penlow to take that bag off the shelf."),
)  # fmt: skip
PLANNED_TO = "plus prise marche côté cour"
PLANNED = (
    "Bonjour Kévin, merci de nous l’avoir signalé. Il reste des prises libres côté jardin, à gauche de"
    " l’entrée. ^LM"
)
# What was thought of replies: words by which they are found, remark.
REMARKS = (
    ("superfood tonne farmer", "Good: it gives the figure, and says who sends the rest and when."),
    ("renard petit frère", "Bien, et plus court que d’habitude. À garder pour le guide."),
)
# Beside the figures of the dashboard: tile, remark.
FIGURE_REMARKS = (
    ("asks", "La moitié des questions portent sur le pont de novembre : l’annoncer plus tôt l’an prochain."),
    ("times", "Two of us were at the mill fair this week: evenings took longer."),
)  # fmt: skip
BETTER = "Dire dès la première phrase ce qui a été fait."
