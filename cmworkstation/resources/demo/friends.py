"""People who help the two organisations of the demonstration, and where we stand with each. All invented."""

from dataclasses import dataclass

from cmworkstation.domain.relation import Begin


@dataclass(frozen=True, slots=True)
class Friend:
    """Somebody of the demonstration; `happened` is (kind, days ago, words), the earliest first."""

    name: str
    names: int  # under how many of their names we know them
    evidence: str
    region: str
    topics: tuple[str, ...]
    source: str
    project: str
    begin: Begin
    happened: tuple[tuple[str, int, str], ...]
    goodbyes: tuple[str, ...] = ()
    silent: bool = False  # met under the name that has been silent for the longest time


CONTES = Begin(
    topic="Vous avez raconté sous un de nos billets comment votre fille choisit ses contes.",
    ask="Choisir avec nous trois contes pour la Nuit des revenants, d’ici la fin du mois.",
    who="Lucie, des Médiathèques d’Ormaie.",
    gets="Deux places au premier rang, et votre nom sur l’affiche si vous le souhaitez.",
    decline="Ne pas répondre suffit : nous n’insisterons pas.",
    invited="Vous nous avez proposé votre aide.",
)
PLAN = Begin(
    topic="Vous nous avez signalé deux fois la page blanche du catalogue sur téléphone.",
    ask="Essayer la nouvelle page du catalogue pendant une semaine et nous dire ce qui coince.",
    who="Lucie, des Médiathèques d’Ormaie.",
    gets="Une réponse à chaque remarque, et la liste de ce qui a changé.",
    decline="Un simple « non » nous va très bien.",
    invited="Vous avez demandé à être prévenu.",
)
OATS = Begin(
    topic="You told us what was wrong with three of our bags.",
    ask="Try two bags of the new milling by the end of the month and tell us what you find.",
    who="Robin, at Fennick Lane.",
    gets="The two bags, and what the mill changed because of you.",
    decline="No answer is an answer, and we will not ask twice.",
    invited="You offered to try one.",
)
FRIENDS = (
    Friend(
        "Huguette Pradelat",
        3,
        "le dit elle-même : « la même Huguette que sur l’autre réseau »",
        "Marvestel",
        ("contes pour enfants", "Nuit des revenants"),
        "son message du 12",
        "Nuit des revenants",
        CONTES,
        (
            ("begun", 30, ""),
            ("accepted", 28, ""),
            ("contribution", 9, "une liste de trois contes, avec ses raisons"),
        ),
    ),
    Friend(
        "Bertrand Vaubrun",
        2,
        "donne la même adresse sur ses deux profils",
        "Corvenay",
        ("catalogue en ligne",),
        "son message du 3",
        "Nouveau catalogue",
        PLAN,
        (("begun", 70, ""), ("accepted", 68, ""), ("contribution", 60, "six remarques"), ("thanks", 59, "")),
    ),
    Friend(
        "Khadija Mbaroye",
        1,
        "",
        "Ormaie",
        ("ateliers numériques",),
        "sa page",
        "Nouveau catalogue",
        PLAN,
        (("begun", 3, ""),),
    ),
    Friend(
        "Greta Larkrise",
        3,
        "writes “same Greta as on the blue one” in her profile",
        "Penlow",
        ("porridge", "milling"),
        "her profile",
        "New milling",
        OATS,
        (
            ("begun", 25, ""),
            ("accepted", 24, ""),
            ("contribution", 16, "two pages on husks"),
            ("thanks", 15, ""),
            ("news", 12, "by telephone"),
        ),
    ),
    Friend(
        "Jed Banerjea-Cole",
        2,
        "the same address in both profiles",
        "Stannerford",
        ("bags and labels",),
        "his message of the 4th",
        "Bag without plastic",
        OATS,
        (
            ("begun", 80, ""),
            ("accepted", 78, ""),
            ("contribution", 70, "a drawing of the bag"),
            ("thanks", 69, ""),
        ),
        goodbyes=("said", "told"),
    ),
    Friend(
        "Zara Adeyomi",
        1,
        "",
        "Coldbeck",
        ("recipes",),
        "her page",
        "Book of porridge",
        OATS,
        (("begun", 90, ""), ("accepted", 88, ""), ("contribution", 80, "two recipes"), ("thanks", 79, "")),
        goodbyes=("said", "told", "thanked", "next"),
    ),
    Friend(
        "Ned Dunmallow",
        1,
        "",
        "Sallowby",
        ("milling",),
        "his page",
        "New milling",
        OATS,
        (
            ("begun", 62, ""),
            ("accepted", 60, ""),
            ("contribution", 44, "a photograph of the crumb"),
            ("thanks", 42, ""),
        ),
        silent=True,
    ),
    Friend("Keira Kettlewood", 1, "", "", ("gluten",), "her message", "New milling", OATS, ()),
)  # fmt: skip
