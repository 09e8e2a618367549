"""Translating an answer: the text in the charter's first language beside the one in another."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QComboBox, QWidget

from cmworkstation.domain.charter.words import Words
from cmworkstation.i18n import tr
from cmworkstation.ui import theme
from cmworkstation.ui.guide.forms import LINES_HIGH, GuideDialog
from cmworkstation.ui.widgets.plain_text import PlainTextField
from cmworkstation.words import guide as wordings


class TranslationForm(GuideDialog):
    """The text in the charter's first language beside the one in another."""

    wanted = Signal(str, str)  # language, text

    def __init__(
        self, window: QWidget, source: tuple[str, str], texts: Words, languages: Sequence[str]
    ) -> None:
        """Show `source` (language and text); `texts` are those that there are."""
        super().__init__(window, tr("Translate"), tr("Put into the draft"), 520)
        self._texts = texts
        look = theme.current()
        self.language = QComboBox()
        for code in languages:
            self.language.addItem(wordings.language_name(code), code)
        self.field(tr("Language"), self.language)
        beside = self.width() >= look.px(520)
        way = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        holder = QWidget()
        pair = QBoxLayout(way, holder)
        pair.setContentsMargins(0, 0, 0, 0)
        pair.setSpacing(look.px(12))
        self.source = PlainTextField()
        self.source.setPlainText(source[1])
        self.source.setReadOnly(True)
        self.source.setTabChangesFocus(True)
        self.source.setAccessibleName(
            tr("Text in {language}").format(language=wordings.language_name(source[0]))
        )
        self.body = PlainTextField()
        self.body.setTabChangesFocus(True)
        self.body.setAccessibleName(tr("Translation"))
        for field in (self.source, self.body):
            field.setMinimumHeight(look.px(LINES_HIGH * 2))
            pair.addWidget(field, 1)
        self.column.addWidget(holder, 1)
        self.language.currentIndexChanged.connect(self._turn)
        self.doer.clicked.connect(self._take)
        self._turn()

    def _turn(self) -> None:
        self.body.setPlainText(self._texts.get(self.language.currentData(), ""))

    def _take(self) -> None:
        if not self.body.toPlainText().strip():
            self.complain(tr("Write the translation first."))
            return
        self.wanted.emit(self.language.currentData(), self.body.toPlainText().strip())
