"""What the demonstration's people prepared for a crisis: whom to call, and what a drill taught them."""

from cmworkstation.resources.demo.team import FR

# Name, what they are here, numbers, hours. All numbers are kept free for fiction.
ROSTER = (
    ("Hélène Caradec", "Direction", "+33 1 99 00 12 01\n+33 6 39 98 12 01", ""),
    ("Karim Belkacem", "Communication", "+33 6 39 98 12 02", "lun-ven 08:00-19:00"),
    ("Ruth Ashdown", "Mill, quality", "+44 1632 960123", "mon-sat 07:00-17:00"),
    ("Nadia Ferrer", "Standard et accueil", "+33 1 99 00 12 03", "lun-sam 09:00-18:00"),
)
PLAYED = FR
LEARNT = {
    "noticed": "Par un message d’une habitante, avant toute alerte. Nous n’aurions pas regardé plus tôt.",
    "keep": "Le premier message tenait en trois gestes. Garder les textes courts.",
    "change": "Deux personnes ont appelé la même : suivre l’ordre de la liste.",
}
AGREED = ("Imprimer la liste d’appel et l’afficher à l’accueil", "Nadia Ferrer", 21)  # in days
