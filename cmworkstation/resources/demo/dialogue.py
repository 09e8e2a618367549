"""What the people of the demonstration discuss: topics, questions to people, and one question to an expert.

Conversations are found by words of theirs.
"""

from cmworkstation.domain.values import dataclass


@dataclass(frozen=True, slots=True)
class Subject:
    """A topic: `state` is how far it is, `of` are words by which its conversations are found."""

    title: str
    about: str
    of: tuple[str, ...]
    state: str = "heard"
    decision: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """A question to people; `said` is what was entered by hand: who, words, stance, theme."""

    text: str
    why: str
    audience: str
    topic: str
    box: str  # a place that is no account
    filed: tuple[str, ...] = ()  # words by which threads are found that belong to it
    said: tuple[tuple[str, str, str, str], ...] = ()
    synthesis: str = ""
    decision: str = ""  # with it, it is answered
    poll: tuple[tuple[str, int], ...] = ()
    source: str = ""  # from where the result of the poll is known


SUBJECTS = (
    Subject(
        "Travaux à Trévon",
        "Fermeture, toiture, et où aller pendant le chantier",
        ("Trévon fermeture",),
        "study",
    ),
    Subject(
        "Ascenseur de la verrière",
        "Accès en fauteuil à l’heure du conte",
        ("ascenseur côté cour réparé",),
        "decided",
        "L’ascenseur côté cour est contrôlé chaque vendredi, et un accueil est prévu à la porte.",
    ),
    Subject("Carte à 40 euros", "D’où vient la rumeur d’une carte payante", ("boulangerie",)),
    Subject(
        "Which oats are gluten free",
        "People with coeliac disease ask about the green label",
        ("coeliac",),
        "study",
    ),
    Subject("Paper bags", "Whether the 5 kg sacks could do without plastic", ("plastic",)),
    Subject(
        "Salt in the oatcakes",
        "The members’ vote of last year",
        (),
        "told",
        "A third less salt since March; the recipe is on the packet.",
    ),
)
OPEN = Question(
    "Pendant les travaux de toiture à Trévon, où souhaitez-vous que l’heure du conte se tienne ?",
    "Des parents nous demandent où aller avec les enfants ; trois lieux sont possibles.",
    "Familles de Trévon et des environs",
    "Travaux à Trévon",
    "Urne à l’accueil de Trévon",
    ("Trévon fermeture",),
    (
        ("Mme Estivières", "La salle des fêtes, pour les poussettes.", "for", "salle des fêtes"),
        ("", "Dans le car-bibliothèque, ce serait magique !", "idea", "car-bibliothèque"),
        ("M. Roussarie", "Pas la mairie : il n’y a pas d’ascenseur.", "against", "accès"),
        ("", "La salle des fêtes me va.", "for", "salle des fêtes"),
    ),
    poll=(("Salle des fêtes", 34), ("Mairie", 9), ("Car-bibliothèque", 21)),
    source="Bulletins dépouillés à l’accueil de Trévon",
)
ANSWERED = Question(
    "What should the new porridge bag hold: half a kilo, or two?",
    "The shops ask for smaller bags, the members for larger ones.",
    "Members and shops",
    "Paper bags",
    "Card on the mill’s counter",
    said=(
        ("Olwen Larkrise", "Two kilos, please: we are six.", "for", "large"),
        ("Hamish Sollis", "Half a kilo fits my shelf.", "against", "small"),
    ),
    synthesis="Households ask for two kilos, shops for half a kilo; nobody asked for both at once.",
    decision="Both sizes from next spring, in the same paper.",
)
IDEA = Question(
    "Quels livres en langue des signes voulez-vous à Ormaie ?",
    "Le rayon s’ouvre au printemps.",
    "Lectrices et lecteurs sourds, et leurs proches",
    "",
    "Accueil d’Ormaie",
)
EXPERT = (
    "passé ce matin à Corvenay",  # words of the conversation
    "Brigitte",
    "équipe du catalogue",
    "Pourquoi cette réservation disparaît-elle à chaque retour du livre ?",
    2,  # days
)
PERSON = "Personne {}"  # whose name the expert does not read
