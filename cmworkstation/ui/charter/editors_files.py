"""The field for the files that go along with an answer."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cmworkstation.domain.charter.attached import read, written
from cmworkstation.ui.charter.editors import Editor
from cmworkstation.ui.media.answer_files import AnswerFiles

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow


class FilesField(Editor):
    """Shows the value of `attachments`."""

    def __init__(
        self, window: "MainWindow", services: "Services", languages: Sequence[str], name: str
    ) -> None:
        """Begin without files."""
        super().__init__(name)
        self.files = AnswerFiles(window, services, languages, name)
        self.files.changed.connect(self.changed)
        self.column.addWidget(self.files)

    def show_value(self, value: object) -> None:
        """Show the files that a charter's text names."""
        self.files.show_files(read(value) if isinstance(value, tuple) else ())

    def value(self) -> object:
        """Return what the text should hold."""
        return written(self.files.files())
