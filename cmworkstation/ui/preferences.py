"""What this person likes: language, look, page, sizes of panes. Kept in an INI file; never a secret."""

from pathlib import Path
from typing import Final

from PySide6.QtCore import QByteArray, QSettings, QStandardPaths

FILE: Final = "window.ini"
THEMES: Final = ("system", "light", "dark", "light-contrast", "dark-contrast")


class Preferences:
    """Remembers choices between two runs; a volatile one forgets them."""

    def __init__(self, path: Path | None = None, *, volatile: bool = False) -> None:
        """Use the INI file at `path`, or the person's own; it is made at the first change."""
        self._file: QSettings | None = None
        self._memory: dict[str, str] = {}
        if not volatile:
            self._file = QSettings(str(path or _own_file()), QSettings.Format.IniFormat)

    def language(self) -> str:
        """Return the chosen language, "" for the system's."""
        return self.word("look/language")

    def set_language(self, value: str) -> None:
        """Choose "en", "fr" or "" for the system's."""
        self.set_word("look/language", value)

    def theme(self) -> str:
        """Return the chosen theme, one of `THEMES`."""
        chosen = self.word("look/theme", "system")
        return chosen if chosen in THEMES else "system"

    def set_theme(self, value: str) -> None:
        """Choose a theme, one of `THEMES`."""
        self.set_word("look/theme", value)

    def zoom(self) -> float:
        """Return how large everything is, from 1.0 to 2.0."""
        try:
            return min(2.0, max(1.0, float(self.word("look/zoom", "1"))))
        except ValueError:
            return 1.0

    def set_zoom(self, value: float) -> None:
        """Choose how large everything is."""
        self.set_word("look/zoom", f"{value:.2f}")

    def letters(self) -> bool:
        """Tell whether single letters act in lists and threads."""
        return self.flag("keys/letters", default=True)

    def set_letters(self, value: bool) -> None:
        """Switch single letters on or off."""
        self.set_flag("keys/letters", value)

    def page(self) -> str:
        """Return the page that was in front, "" at the first start."""
        return self.word("window/page")

    def set_page(self, value: str) -> None:
        """Keep which page is in front."""
        self.set_word("window/page", value)

    def flag(self, name: str, *, default: bool) -> bool:
        """Return a yes or no kept under `name` ("group/name")."""
        return self.word(name, "yes" if default else "no") == "yes"

    def set_flag(self, name: str, value: bool) -> None:
        """Keep a yes or no."""
        self.set_word(name, "yes" if value else "no")

    def word(self, name: str, default: str = "") -> str:
        """Return a short text kept under `name`."""
        value = self._file.value(name, default) if self._file else self._memory.get(name, default)
        return value if isinstance(value, str) else default

    def set_word(self, name: str, value: str) -> None:
        """Keep a short text."""
        if self._file:
            self._file.setValue(name, value)
        else:
            self._memory[name] = value

    def state(self, name: str) -> QByteArray:
        """Return what Qt made of a geometry or a splitter, empty when nothing is kept."""
        return QByteArray.fromBase64(self.word(f"state/{name}").encode())

    def set_state(self, name: str, value: QByteArray) -> None:
        """Keep what Qt made of a geometry or a splitter."""
        self.set_word(f"state/{name}", bytes(value.toBase64().data()).decode())

    def save(self) -> None:
        """Write to disk now."""
        if self._file:
            self._file.sync()


def _own_file() -> Path:
    place = QStandardPaths.StandardLocation.GenericConfigLocation
    return Path(QStandardPaths.writableLocation(place), "cmworkstation", FILE)
