"""What people say elsewhere in the demonstration: on a forum, in a local paper, on a blog about oats. All invented."""

from dataclasses import dataclass

from cmworkstation.domain.talk_place import Decision


@dataclass(frozen=True, slots=True)
class Heard:
    """One thing said, so many minutes ago; `query` is the name of the query that finds it."""

    minutes: int
    who: str
    source: str
    query: str
    text: str


@dataclass(frozen=True, slots=True)
class Listened:
    """A source that is watched: its name, its address, and how many readings failed until now."""

    name: str
    address: str
    fails: int = 0


FORUM, PAPER, OATS = "Forum de la vallée", "Le Courrier de l’Ormaie", "Porridge Post"
ADDRESS = {
    FORUM: "https://forum.vallee-ormaie.example/derniers.rss",
    PAPER: "https://courrier-ormaie.example/flux",
    OATS: "https://porridgepost.example/feed",
}
LISTENED = (
    Listened(FORUM, ADDRESS[FORUM]),
    Listened(PAPER, ADDRESS[PAPER], fails=7),
    Listened(OATS, ADDRESS[OATS]),
)
TREVON, FENNICK = "Trévon", "Fennick Lane, oats"
QUERIES = ((TREVON, "Trévon OR médiathèques"), (FENNICK, '"Fennick Lane" OR oats'))
HOUR, DAY = 60, 24 * 60
_EVENING = 5 * HOUR
_SAID = (
    ("Baptiste Quéran", "Il pleut dans la médiathèque de Trévon, il y a des seaux partout !"),
    ("Maïwenn Dolou", "Des seaux dans la salle de lecture de Trévon… ma fille a filmé la fuite."),
    (
        "Ségolène Arbaud",
        "La fuite à Trévon, c’est la toiture dont ils parlent depuis l’an dernier ?",
    ),
    ("Ivo Kerbrat", "Fuite confirmée, les pompiers sont devant la médiathèque de Trévon."),
    ("Rose-Aimée Tual", "Quelqu’un sait si le fonds local de Trévon est à l’abri de la fuite ?"),
    (
        "Lilian Pocard",
        "Toiture, fuite, pompiers : à Trévon on va encore dire que c’est la faute à pas de chance.",
    ),
    ("Oscar Belhomme", "Les pompiers bâchent la toiture de Trévon, personne n’est blessé."),
    ("Nine Fauvel", "Mon club de lecture de ce soir à Trévon est annulé à cause de la fuite."),
    (
        "Théophile Garric",
        "Merci aux pompiers ! Et à la bibliothécaire de Trévon qui a porté les caisses.",
    ),
    ("Anouk Jestin", "La toiture de Trévon, on paie quand ? La fuite, elle, n’attend pas."),
    ("Paolo Verdier", "On peut aider à vider les rayons de Trévon ? Qui appelle ?"),
    (
        "Clarisse Omnès",
        "Fuite à la médiathèque de Trévon : fermée demain, dit le panneau sur la porte.",
    ),
    (
        "Hugo Marzin",
        "Le panneau sur la porte de Trévon dit « fermée demain », sans un mot de plus.",
    ),
    (
        "Josiane Abgrall",
        "Trévon : des seaux, une bâche, et les pompiers qui plaisantent. Bon courage à eux.",
    ),
    ("Malo Evenou", "Ça goutte sur les BD à Trévon, noooon."),
    (
        "Perrine Scouarnec",
        "Pour la fuite de Trévon, la mairie ne dit rien, la médiathèque non plus ?",
    ),
    ("Alban Rousic", "La toiture de Trévon date de 1974, pas étonnant cette fuite."),
    ("Yuna Corfmat", "Je passe demain à Trévon avec des bâches et trois copains."),
)
HEARD = (
    *(Heard(_EVENING - 3 * n, who, FORUM, TREVON, text) for n, (who, text) in enumerate(_SAID)),
    Heard(9 * DAY, "Ivo Kerbrat", FORUM, TREVON, "Quelqu’un a les horaires d’hiver de Trévon ?"),
    Heard(16 * DAY, "Nine Fauvel", FORUM, TREVON, "Le club de lecture de Trévon reprend, venez."),
    Heard(37 * DAY, "Malo Evenou", FORUM, TREVON, "Des BD neuves à Trévon, c’est cadeau."),
    Heard(
        3 * DAY,
        "La rédaction",
        PAPER,
        TREVON,
        "Trévon : le rapport sur la toiture attendu en décembre",
    ),
    Heard(12 * DAY, "La rédaction", PAPER, TREVON, "Médiathèques : 212 signatures en une nuit"),
    Heard(
        41 * DAY,
        "La rédaction",
        PAPER,
        TREVON,
        "Les médiathèques de l’Ormaie prêtent aussi des graines",
    ),
    Heard(2 * DAY, "Priya Holloway", OATS, FENNICK, "Fennick Lane’s stone-ground oats, three ways"),
    Heard(11 * DAY, "Priya Holloway", OATS, FENNICK, "Where do Fennick Lane’s oats come from?"),
    Heard(20 * DAY, "Tom Ashgrove", OATS, FENNICK, "A mill that answers its letters: Fennick Lane"),
    Heard(47 * DAY, "Tom Ashgrove", OATS, FENNICK, "Oats, and who grinds them"),
)
DECISIONS = (
    (
        "facebook",
        Decision.PRESENT,
        "Les parents y posent leurs questions : nous répondons en ouverture.",
    ),
    (
        "porridgepost.example",
        Decision.LISTEN,
        "Its readers talk among themselves; we read, and thank by mail.",
    ),
)
