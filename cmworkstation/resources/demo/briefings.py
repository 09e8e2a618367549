"""Who is briefed in the demonstration."""

from typing import Final, NamedTuple


class Briefed(NamedTuple):
    """A department: its name, an invented address, what concerns it, and words by which something is chosen for it."""

    name: str
    address: str
    query: str
    of: str
    why: str
    watches: tuple[str, ...]  # names of saved queries


BRIEFED: Final = (
    Briefed(
        "Équipe du catalogue",
        "catalogue@ormaie.example",
        "catalogue or réservation or carte",
        "catalogue",
        "On nous le dit chaque semaine ; à voir lundi en équipe.",
        ("Médiathèques d’Ormaie", "Rumeur de fermeture", "Trévon"),
    ),
    Briefed(
        "Mill and quality",
        "mill@fennicklane.example",
        "oats or sack or batch",
        "oats",
        "Please have a look before the next delivery.",
        ("Fennick Lane", "Gluten"),
    ),
)
