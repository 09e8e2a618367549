"""How a text speaks of its subject, guessed by lists of words; a guess is marked as one, and silent when unsure."""

from functools import cache

from cmworkstation.domain.mention import Stance
from cmworkstation.domain.watch_text import WatchText, keys_of

AHEAD = 2  # words that one side must have more than the other, or one where the other has none
FOR = {
    "fr": """bravo merci félicitations génial géniale super excellent excellente parfait parfaite formidable
        magnifique ravi ravie content contente heureux heureuse réussi réussie recommande adore beau belle bienvenue
        efficace aimable accueillant soutien utile""",
    "en": """great thanks thank congratulations excellent perfect wonderful brilliant lovely happy glad recommend love
        helpful friendly kind useful beautiful welcome improved works impressed""",
}
AGAINST = {
    "fr": """honte honteux honteuse scandale scandaleux inadmissible inacceptable nul nulle déçu déçue décevant
        décevante colère marre arnaque mensonge mentent menteurs incompétents incompétence catastrophe pire fuyez
        boycott plainte abandon dangereux dangereuse sale bâclé ridicule lamentable pitoyable dégoûté dégoûtée""",
    "en": """shame shameful scandal unacceptable disgrace disgraceful useless disappointed disappointing angry scam
        lie lies liars incompetent disaster worst avoid boycott complaint dangerous dirty ridiculous pathetic awful
        terrible broken disgusted rubbish""",
}
ASKS = ("?", "\uff1f", "\u061f")


def suggested(text: WatchText) -> Stance:
    """Return what a text seems to say of its subject, `NONE` where that is not sure."""
    good, bad = _known()
    pro, contra = len(good & text.keys), len(bad & text.keys)
    if contra - pro >= (1 if not pro else AHEAD):
        return Stance.AGAINST
    if pro - contra >= (1 if not contra else AHEAD):
        return Stance.FOR
    if not pro and not contra and text.text.rstrip().endswith(ASKS):
        return Stance.ASKS
    return Stance.NONE


@cache
def _known() -> tuple[frozenset[str], frozenset[str]]:
    """Return the words as they are written: stems would join what is unlike here."""
    good, bad = (
        frozenset(
            keys_of(word, language)[0]
            for language, words in lists.items()
            for word in words.split()
        )
        for lists in (FOR, AGAINST)
    )
    return good, bad
