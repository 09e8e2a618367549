"""Words in the person's language.

English is the language of the source; other languages are gettext catalogues under `resources/locale`.
Only the window and the command line translate: everything below them speaks in values.

    tr("Answer as {who}").format(who=name)
    trn("{n} message", "{n} messages", count).format(n=count)
    TITLE = N_("Outbox")          # marked here, translated by tr(TITLE) where it is shown
"""

import gettext
import locale
import os

from cmworkstation import resources

LANGUAGES = ("en", "fr")

_catalogue: gettext.NullTranslations = gettext.NullTranslations()
_language = "en"


def N_(text: str) -> str:  # noqa: N802 - the field's customary name
    """Mark `text` for translation without translating it here."""
    return text


def tr(text: str) -> str:
    """Return `text` in the chosen language."""
    return _catalogue.gettext(text)


def trn(one: str, many: str, n: int) -> str:
    """Return the form for the number `n`; the caller puts the number in with `.format`."""
    return _catalogue.ngettext(one, many, n)


def language() -> str:
    """Return the chosen language: "en" or "fr"."""
    return _language


def number(n: int) -> str:
    """Return a number in groups of three, as the chosen language writes it."""
    return f"{n:,}".replace(",", "\u202f") if _language == "fr" else f"{n:,}"


def labelled(name: object, said: object) -> str:
    """Return "name: said", with the space before the colon where the chosen language sets one."""
    return f"{name}\u00a0: {said}" if _language == "fr" else f"{name}: {said}"


def use_language(wanted: str = "") -> str:
    """Choose a language, or the system's where `wanted` is empty; return the one in use."""
    global _catalogue, _language  # noqa: PLW0603 - one language per process, set at start
    wanted = wanted or system_language()
    _language = wanted if wanted in LANGUAGES else "en"
    if _language == "en":
        _catalogue = gettext.NullTranslations()
    else:
        _catalogue = gettext.translation("cmworkstation", resources.path("locale"), [_language])
    return _language


def system_language() -> str:
    """Return the language of the person's system as two letters, "en" where it says nothing."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "")
        if value:
            return value[:2].lower()
    return (locale.getlocale()[0] or "en")[:2].lower()
