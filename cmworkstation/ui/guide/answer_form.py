"""The form of an answer: everything about it in one language."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from cmworkstation import words
from cmworkstation.domain.charter.proposal import Blank
from cmworkstation.domain.charter.wanted import Wanted
from cmworkstation.domain.charter.words import Words
from cmworkstation.i18n import tr
from cmworkstation.ui import theme
from cmworkstation.ui.guide.forms import LINES_HIGH, GuideDialog
from cmworkstation.ui.media.answer_files import AnswerFiles
from cmworkstation.ui.widgets.day_field import DayField
from cmworkstation.ui.widgets.form_dialog import wrapped
from cmworkstation.ui.widgets.labels import ForeignLabel
from cmworkstation.ui.widgets.plain_text import PlainTextField
from cmworkstation.words import guide as wordings

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

CHANNELS = ("", "mastodon", "email", "wordpress", "public", "private")


class AnswerForm(GuideDialog):
    """Everything about an answer in one language; `wanted` carries it."""

    wanted = Signal(object)  # Wanted

    def __init__(
        self,
        window: "MainWindow",
        given: Wanted,
        by_language: Mapping[str, Wanted],
        languages: Sequence[str],
        categories: Mapping[str, Words],
        blanks: Sequence[Blank] = (),
        *,
        new: bool,
    ) -> None:
        """Begin with what is known; another language shows what `by_language` has of it.

        `blanks` are words of a reply for which fields stand.
        """
        title = tr("New answer") if new else tr("Propose a change")
        super().__init__(window, title, tr("Put into the draft"), 640)
        self._by_language = by_language
        self.column.addWidget(
            wrapped(
                tr(
                    "It goes into the draft of the charter and is offered once a version with it is in force."
                ),
                "soft",
            )
        )
        self.title = QLineEdit(given.title)
        self.field(tr("Title"), self.title)
        self.language = QComboBox()
        for code in languages:
            self.language.addItem(wordings.language_name(code), code)
        self.language.setCurrentIndex(max(0, self.language.findData(given.language)))
        self.language.setEnabled(self.language.count() > 1)
        self.field(tr("Language"), self.language)
        self.body = PlainTextField()
        self.body.setPlainText(given.body)
        self.body.setTabChangesFocus(True)
        self.body.setMinimumHeight(theme.current().px(LINES_HIGH))
        self.field(tr("Text"), self.body)
        self._add_blanks(blanks)
        self.asks = PlainTextField()
        self.asks.setPlainText("\n".join(given.asks))
        self.asks.setTabChangesFocus(True)
        self.asks.setMinimumHeight(theme.current().px(LINES_HIGH // 2))
        self.field(tr("Questions it answers, one on each line"), self.asks)
        self.category = QComboBox()
        self.category.addItem(tr("No category"), "")
        for key, label in categories.items():
            self.category.addItem(words.in_language(label) or key, key)
        self.category.setCurrentIndex(max(0, self.category.findData(given.category)))
        self.field(tr("Category"), self.category)
        self.folder = QLineEdit(given.folder)
        self.field(tr("Folder"), self.folder)
        self._add_short(given)
        name = tr("Files that go along")
        self.files = AnswerFiles(window, cast("Services", window.services), languages, name)
        self.files.show_files(given.files or ())
        self.field(name, self.files)
        self.source = QLineEdit(", ".join(given.source))
        self.field(tr("Source"), self.source)
        today = cast("Services", window.services).clock.now().astimezone().date()
        self.valid_from = DayField(tr("Valid from"), given.valid_from, today=today)
        self.valid_until = DayField(tr("Valid until"), given.valid_until, today=today)
        self.review_by = DayField(tr("To be reviewed by"), given.review_by, today=today)
        for day in self._days():
            self.field(day.accessibleName(), day)
        self.column.addStretch(1)
        self.doer.clicked.connect(self._take)
        self.language.currentIndexChanged.connect(self._turn_language)

    def _add_blanks(self, blanks: Sequence[Blank]) -> None:
        if not blanks:
            return
        holder = QWidget()
        grid = QVBoxLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.addWidget(
            wrapped(tr("Fields stand where the reply had words for one person or one day:"), "soft")
        )
        for blank in blanks:
            row = QHBoxLayout()
            field = "{" + blank.name + "}"
            row.addWidget(
                ForeignLabel(tr("{field} was “{words}”").format(field=field, words=blank.was)), 1
            )
            back = QPushButton(tr("Put it back"))
            theme.mark(back, "link")
            back.setAutoDefault(False)
            back.setAccessibleName(tr("Put “{words}” back").format(words=blank.was))
            back.clicked.connect(lambda _=False, one=blank: self._put_back(one))
            row.addWidget(back)
            grid.addLayout(row)
        self.column.addWidget(holder)

    def _put_back(self, blank: Blank) -> None:
        text = self.body.toPlainText().replace("{" + blank.name + "}", blank.was)
        cursor = self.body.textCursor()
        cursor.select(cursor.SelectionType.Document)
        cursor.insertText(text)

    def _add_short(self, given: Wanted) -> None:
        self.channel = QComboBox()
        for key in CHANNELS:
            self.channel.addItem(wordings.channel(key) if key else tr("No other text"), key)
        self.channel.setCurrentIndex(max(0, self.channel.findData(given.channel)))
        self.short = PlainTextField()
        self.short.setPlainText(given.short)
        self.short.setTabChangesFocus(True)
        self.short.setMinimumHeight(theme.current().px(LINES_HIGH // 2))
        self.field(tr("Another text for"), self.channel)
        self.field(tr("Text for this place"), self.short)
        self.channel.currentIndexChanged.connect(self._turn_short)
        self._turn_short()

    def _turn_language(self) -> None:
        other = self._by_language.get(self.language.currentData())
        if other is None:
            return
        self.title.setText(other.title)
        self.body.setPlainText(other.body)
        self.asks.setPlainText("\n".join(other.asks))
        self.channel.setCurrentIndex(max(0, self.channel.findData(other.channel)))
        self.short.setPlainText(other.short)

    def _turn_short(self) -> None:
        self.short.setEnabled(bool(self.channel.currentData()))

    def _days(self) -> tuple[DayField, ...]:
        return self.valid_from, self.valid_until, self.review_by

    def _take(self) -> None:
        title, body = self.title.text().strip(), self.body.toPlainText().strip()
        if not title or not body:
            self.complain(tr("An answer needs a title and a text."))
            (self.body if title else self.title).setFocus(Qt.FocusReason.OtherFocusReason)
            return
        for day in self._days():
            if not day.sound():
                self.complain(day.complaint())
                day.setFocus()
                return
        asks = [line.strip() for line in self.asks.toPlainText().split("\n")]
        self.wanted.emit(
            Wanted(
                title=title,
                language=self.language.currentData(),
                category=self.category.currentData(),
                folder=self.folder.text().strip(),
                asks=tuple(filter(None, asks)),
                body=body,
                short=self.short.toPlainText().strip(),
                channel=self.channel.currentData(),
                valid_from=self.valid_from.day(),
                valid_until=self.valid_until.day(),
                review_by=self.review_by.day(),
                source=tuple(one.strip() for one in self.source.text().split(",") if one.strip()),
                files=self.files.files(),
            )
        )
