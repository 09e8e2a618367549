"""What is planned in the demonstration: three themes over six weeks, with what a person should notice in them.

The roof of Trévon is silent for weeks, and its letter and its post name two days; two things for families fall on one
Saturday; and news of the roof did not reach every channel.
"""

from dataclasses import dataclass

from cmworkstation.domain.operation import Kind, State

ROOF, TALES, OATS = "Toiture de Trévon", "Contes d’hiver", "New season’s oats"
POSTER, BULLETIN = "Affiche à l’accueil", "Bulletin municipal"
BLOG, FACEBOOK, PHOTOS = "Ormaie · Carnet", "Ormaie · Facebook", "Ormaie · Instagram"
MASTODON = "Ormaie · Mastodon"
LANE, LANE_PHOTOS, LANE_SKY = (
    "Fennick Lane · Mastodon",
    "Fennick Lane · Instagram",
    "Fennick Lane · Bluesky",
)
HOLIDAYS = "FR"


@dataclass(frozen=True, slots=True)
class Planned:
    """One operation. `week` counts from this one, `weekday` from Monday; {day:n} in a text is Saturday of week n."""

    kind: Kind
    title: str
    theme: str
    week: int
    weekday: int
    state: State = State.AGREED
    channels: tuple[str, ...] = ()
    audience: str = ""
    message: str = ""
    details: str = ""
    hour: int = 0  # 0 for all day
    lasts: int = 1  # days, or hours
    rule: str = ""


PLANS = (
    Planned(
        Kind.POST,
        "Le chantier de Trévon avance",
        ROOF,
        -1,
        2,
        State.DONE,
        (BLOG, POSTER),
        message="Les lecteurs de Trévon sont accueillis à l’atelier municipal.",
    ),
    Planned(
        Kind.NEWSLETTER,
        "Lettre des médiathèques",
        ROOF,
        1,
        1,
        State.READY,
        (BULLETIN, BLOG),
        "Abonnés de la lettre",
        "La bibliothèque de Trévon rouvre le {day:5}.",
    ),
    Planned(
        Kind.POST,
        "Trévon, bientôt la réouverture",
        ROOF,
        1,
        3,
        State.AGREED,
        (FACEBOOK, MASTODON),
        "Lecteurs de Trévon",
        "La bibliothèque de Trévon rouvre le {day:6}.",
    ),
    Planned(
        Kind.EVENT,
        "Réouverture de Trévon",
        ROOF,
        5,
        5,
        State.AGREED,
        (POSTER, FACEBOOK),
        "Lecteurs de Trévon",
        "On rouvre, avec un goûter.",
        hour=15,
        lasts=3,
    ),
    Planned(
        Kind.POST,
        "Contes sous la verrière",
        TALES,
        0,
        1,
        State.DONE,
        (FACEBOOK, PHOTOS),
        "Familles",
        "Brigitte et Elias racontent l’hiver.",
    ),
    Planned(
        Kind.EVENT,
        "Contes sous la verrière",
        TALES,
        2,
        5,
        State.READY,
        (FACEBOOK, POSTER),
        "Familles",
        "Brigitte et Elias racontent l’hiver.",
        hour=16,
    ),
    Planned(
        Kind.POST,
        "Grande vente de livres",
        TALES,
        2,
        5,
        State.IDEA,
        (FACEBOOK, MASTODON),
        "Familles",
        "Cent livres à adopter.",
    ),
    Planned(Kind.POST, "Sélection d’hiver", TALES, 3, 4, State.IDEA, (MASTODON, PHOTOS), "Adultes"),
    Planned(Kind.POST, "Les contes en images", TALES, 5, 0, State.IDEA, (PHOTOS, BLOG), "Familles"),
    Planned(
        Kind.POST,
        "La question du jeudi",
        "",
        0,
        3,
        State.AGREED,
        (FACEBOOK, MASTODON),
        message="Une question, et tout le monde répond.",
        rule="FREQ=WEEKLY",
    ),
    Planned(
        Kind.NEWSLETTER,
        "Letter to the members",
        OATS,
        1,
        0,
        State.READY,
        (LANE, LANE_SKY),
        "Members",
        "The first green label of the year is out.",
        "With it: two bags for one, until {day:3}.",
    ),
    Planned(
        Kind.COUPON,
        "Two bags for one",
        OATS,
        1,
        0,
        State.READY,
        (LANE, LANE_PHOTOS),
        "Shop",
        "Two bags for the price of one.",
        lasts=20,
    ),
    Planned(
        Kind.DIALOGUE,
        "What should the new bag say first?",
        OATS,
        1,
        2,
        State.AGREED,
        (LANE, LANE_SKY),
        "Members and shop",
        "One item of the meeting is yours.",
        lasts=9,
    ),
    Planned(
        Kind.RELATION,
        "Thank the six member-farms",
        OATS,
        4,
        2,
        State.IDEA,
        (LANE, LANE_PHOTOS),
        "Farms",
        "The price holds, thanks to six farms.",
    ),
    Planned(
        Kind.POST, "A look into Starling Barn", OATS, 5, 4, State.IDEA, (LANE_PHOTOS, LANE_SKY)
    ),
)
# News in the relay matrix: words by which its post is found, and channel → how it stands there, why or where.
NEWS = "Toiture de Trévon : ce que nous savons"
RELAYED = (
    (FACEBOOK, "adapted", ""),
    (POSTER, "done", ""),
    (PHOTOS, "not-here", "Rien à montrer avant la fin du chantier"),
    (LANE, "not-here", "Une autre maison"),
    (LANE_PHOTOS, "not-here", "Une autre maison"),
    (LANE_SKY, "not-here", "Une autre maison"),
)
