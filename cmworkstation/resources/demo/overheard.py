"""What others say of us in the demonstration, where nothing of it reaches our accounts; all of it is invented."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Overheard:
    """A public post on an imitated platform, `ago` minutes before the demonstration begins."""

    look: str
    ago: int
    name: str
    handle: str
    language: str
    text: str


_CLOSING = (
    "On me dit que la médiathèque d’Ormaie ferme pour de bon à Noël, faute de budget. Quelqu’un peut confirmer ?"
    " #Ormaie"
)
OVERHEARD = (
    Overheard("mastodon", 25, "Solveig Pelault", "@solveig@nuage.example", "fr", _CLOSING),
    Overheard(
        "mastodon",
        18,
        "Bram Torault",
        "@bram@nuage.example",
        "fr",
        "RT : « On me dit que la médiathèque d’Ormaie ferme pour de bon à Noël, faute de budget. » Quelqu’un peut"
        " confirmer ? #Ormaie",
    ),
    Overheard(
        "bluesky",
        12,
        "Odile Fenwick",
        "@odilef.bsky.example",
        "fr",
        "Si la médiathèque d’Ormaie ferme vraiment, c’est une honte. Mes enfants y passent leurs mercredis.",
    ),
    Overheard(
        "mastodon",
        190,
        "Jonquille Caswick",
        "@jonquille@jardin.example",
        "fr",
        "Bravo à l’équipe de la médiathèque d’Ormaie pour l’heure du conte d’hier, les petits étaient ravis ! #Ormaie",
    ),
    Overheard(
        "mastodon",
        560,
        "Timéo Valombe",
        "@timeo@social.ormaie.example",
        "fr",
        "Travaux devant la bibliothèque de Saint-Elme : par où entre-t-on avec une poussette ? #Ormaie",
    ),
    Overheard(
        "bluesky",
        1_300,
        "Ondine Brueray",
        "@ondine.bsky.example",
        "fr",
        "Trouvé à la médiathèque d’Ormaie un recueil que je cherchais depuis dix ans. Merci aux bibliothécaires.",
    ),
    Overheard(
        "mastodon",
        2_900,
        "Marceau Lanier",
        "@marceau@nuage.example",
        "fr",
        "Médiathèques : le catalogue en ligne rame encore ce soir. #Ormaie",
    ),
    Overheard(
        "bluesky",
        55,
        "Hattie Morstead",
        "@hattie.bsky.example",
        "en",
        "Anyone else find the new Fennick Lane oat bags impossible to open? Scissors at breakfast, not ideal.",
    ),
    Overheard(
        "bluesky",
        140,
        "Rufus Dornell",
        "@rufusd.bsky.example",
        "en",
        "Fennick Lane oats again at the Saturday market. Lovely people, and the co-op sack of brown flour is great.",
    ),
    Overheard(
        "mastodon",
        420,
        "Imogen Tréac",
        "@imogen@mill.example",
        "en",
        "Does anybody know whether Fennick Lane oats share a mill with wheat? Asking for a coeliac.",
    ),
    Overheard(
        "mastodon",
        1_700,
        "Piers Calombe",
        "@piers@mill.example",
        "en",
        "Parcel from Fennick Lane came late and torn. Disappointing, and the helpline rings out.",
    ),
)
# What is watched: queries by name, and sources as (kind, what, look of the account that reads it).
QUERIES = (
    ("Médiathèques d’Ormaie", "(médiathèque or bibliothèque) (Ormaie or Saint-Elme)"),
    ("Rumeur de fermeture", "médiathèque near/8 (ferme or fermeture) -travaux"),
    ("Fennick Lane", '"Fennick Lane" lang:en'),
    ("Gluten", "(gluten or coeliac or wheat) (oats or flour or Fennick)"),
)
SOURCES = (
    ("tag", "Ormaie", "mastodon"),
    ("search", "médiathèque", "bluesky"),
    ("search", "Fennick Lane", "bluesky"),
    ("search", "Fennick Lane", "mastodon"),
)
# What somebody here made of some of it: words by which it is found, stance, note, tags.
JUDGED = (
    ("catalogue en ligne rame", "against", "Signalé à l’équipe informatique.", ("catalogue",)),
    ("heure du conte", "for", "À montrer à l’équipe.", ("merci",)),
)
