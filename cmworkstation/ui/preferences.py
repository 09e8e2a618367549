"""What this person likes: language, look, page, sizes of panes. Kept in an INI file; never a secret."""

from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

FILE = "window.ini"


class Preferences:
    """Remembers choices between two runs."""

    def __init__(self, path: Path) -> None:
        """Use the INI file at `path`; it is made at the first change."""
        self._file = QSettings(str(path), QSettings.Format.IniFormat)

    @property
    def language(self) -> str:
        """The chosen language, "" for the system's."""
        return self._text("look/language", "")

    @language.setter
    def language(self, value: str) -> None:
        self._file.setValue("look/language", value)

    @property
    def theme(self) -> str:
        """The chosen theme: "light", "dark" or "system"."""
        chosen = self._text("look/theme", "system")
        return chosen if chosen in {"light", "dark"} else "system"

    @theme.setter
    def theme(self, value: str) -> None:
        self._file.setValue("look/theme", value)

    @property
    def zoom(self) -> float:
        """How large everything is, from 1.0 to 2.0."""
        try:
            return min(2.0, max(1.0, float(self._text("look/zoom", "1"))))
        except ValueError:
            return 1.0

    @zoom.setter
    def zoom(self, value: float) -> None:
        self._file.setValue("look/zoom", f"{value:.2f}")

    @property
    def letters(self) -> bool:
        """Whether single letters act in lists and threads."""
        return self.flag("keys/letters", default=True)

    @letters.setter
    def letters(self, value: bool) -> None:
        self.set_flag("keys/letters", value)

    @property
    def page(self) -> str:
        """The page that was in front, "" at the first start."""
        return self._text("window/page", "")

    @page.setter
    def page(self, value: str) -> None:
        self._file.setValue("window/page", value)

    def flag(self, name: str, *, default: bool) -> bool:
        """Return a yes or no kept under `name` ("group/name")."""
        return self._text(name, "yes" if default else "no") == "yes"

    def set_flag(self, name: str, value: bool) -> None:
        """Keep a yes or no."""
        self._file.setValue(name, "yes" if value else "no")

    def word(self, name: str, default: str = "") -> str:
        """Return a short text kept under `name`."""
        return self._text(name, default)

    def set_word(self, name: str, value: str) -> None:
        """Keep a short text."""
        self._file.setValue(name, value)

    def state(self, name: str) -> QByteArray:
        """Return what Qt made of a geometry or a splitter, empty when nothing is kept."""
        return QByteArray.fromBase64(self._text(f"state/{name}", "").encode())

    def set_state(self, name: str, value: QByteArray) -> None:
        """Keep what Qt made of a geometry or a splitter."""
        self._file.setValue(f"state/{name}", bytes(value.toBase64().data()).decode())

    def save(self) -> None:
        """Write to disk now."""
        self._file.sync()

    def _text(self, name: str, default: str) -> str:
        value = self._file.value(name, default)
        return value if isinstance(value, str) else default
