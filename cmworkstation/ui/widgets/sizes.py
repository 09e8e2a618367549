"""Numbers as they are written in the chosen language."""

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QWidget

from cmworkstation import i18n
from cmworkstation.domain.media import MediaFile
from cmworkstation.i18n import tr


def locale() -> QLocale:
    """Return how numbers and long dates are written in the chosen language; English is British-neutral."""
    if i18n.language() == "fr":
        return QLocale(QLocale.Language.French, QLocale.Country.France)
    return QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom)


def use_locale(window: QWidget) -> None:
    """Let fields and calendars of a window, and of those opened from now on, write as the chosen language does."""
    QLocale.setDefault(locale())
    window.setLocale(locale())


def size(n: int) -> str:
    """Return a number of bytes as people say it: "248 kB"."""
    return locale().formattedDataSize(n, 0, QLocale.DataSizeFormat.DataSizeSIFormat)


def about(file: MediaFile) -> str:
    """Return how large a file is, and a picture in pixels as well."""
    if not file.is_picture:
        return size(file.size)
    pixels = tr("{width} by {height}").format(width=file.width, height=file.height)
    return f"{pixels} · {size(file.size)}"
