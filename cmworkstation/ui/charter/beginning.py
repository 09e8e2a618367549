"""Ways to begin a charter: an example, or an empty one of which a few things are asked."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from cmworkstation import words
from cmworkstation.domain import foreign
from cmworkstation.domain.charter.clauses import Contact, Moderation
from cmworkstation.domain.charter.mending import CRITICISM
from cmworkstation.domain.charter.model import (
    Calendar,
    Category,
    Charter,
    Header,
    Speaker,
    Step,
    Target,
    Triage,
    Use,
)
from cmworkstation.domain.charter.writing import write_charter
from cmworkstation.i18n import LANGUAGES, language, tr
from cmworkstation.ui import theme
from cmworkstation.ui.charter.naming import slug
from cmworkstation.ui.widgets.dialogs import fit
from cmworkstation.ui.widgets.entering import enter_acts_once
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.ui.widgets.remarks import remarks

if TYPE_CHECKING:
    from cmworkstation.services.starters import Starter

TONGUES = {"en": "English", "fr": "Français"}
WORDS = {
    "question": {"en": "Question", "fr": "Question"},
    "complaint": {"en": "Complaint", "fr": "Plainte"},
    "true": {
        "en": "Is something wrong on our side?",
        "fr": "Quelque chose ne va-t-il pas chez nous ?",
    },
    "hotline": {"en": "Who to call first", "fr": "Qui appeler d’abord"},
}


def first_text(title: str, organisation: str, languages: Sequence[str]) -> str:
    """Return the text of a new charter: little, but whole, so that it can be used and grow."""

    def said(key: str) -> dict[str, str]:
        return {one: WORDS[key][one] for one in languages if one in WORDS[key]}

    first = languages[0]
    name = slug(organisation) or slug(title) or "charter"
    charter = Charter(
        header=Header(
            id=name,
            title={first: title},
            organisation=organisation,
            version="1.0",
            languages=tuple(languages),
            default_language=first,
            owner="keeper",
        ),
        speakers=(
            Speaker(
                id="keeper",
                name=tr("Head of communication"),
                may=("draft", "send", "approve", "crisis"),
                languages=tuple(languages),
                topics=("*",),
            ),
        ),
        calendars=(
            Calendar(
                id="office",
                timezone="Europe/Paris",
                week=dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), ("09:00-17:00",)),
            ),
        ),
        categories=(
            Category(id="question", label=said("question"), action="reply", roles=("keeper",)),
            Category(
                id="complaint",
                label=said("complaint"),
                action="restore",
                priority=2,
                roles=("keeper",),
            ),
        ),
        triage=Triage(
            start="ours",
            steps=(Step(id="ours", ask=said("true"), yes="=complaint", no="=question"),),
        ),
        targets=(Target(category="*", first_reply="2d", clock="calendar:office"),),
        uses=(
            Use(pack="core", version="1"),
            *(Use(pack=f"{one}-base", version="1") for one in languages if one in LANGUAGES),
        ),
        moderation=(
            Moderation(
                id="criticism",
                ground={one: CRITICISM[one] for one in languages if one in CRITICISM},
                action="keep",
            ),
        ),
        contacts=(Contact(id="first", function=said("hotline"), topics=("*",)),),
    )
    return write_charter(charter)


class NewCharter(QDialog):
    """Asks for a title, an organisation and languages."""

    made = Signal(str)  # the text

    def __init__(self, window: QWidget) -> None:
        """Begin with the language of the window."""
        super().__init__(window)
        look = theme.current()
        self.setWindowTitle(tr("A new charter"))
        column = QVBoxLayout(self)
        column.setContentsMargins(*(look.px(16),) * 4)
        column.setSpacing(look.px(8))
        self.name = self._line(column, tr("Title of the charter"))
        self.organisation = self._line(column, tr("Organisation"))
        label = PlainLabel(tr("Languages"))
        column.addWidget(label)
        row = QHBoxLayout()
        self.languages: dict[str, QCheckBox] = {}
        for code in sorted(LANGUAGES, key=lambda one: one != language()):
            box = self.languages[code] = QCheckBox(TONGUES[code])
            box.setChecked(code == language())
            box.toggled.connect(self._judge)
            row.addWidget(box)
        row.addStretch(1)
        column.addLayout(row)
        hint = PlainLabel(
            tr(
                "It begins with one mandate, opening hours and a reply time; change all of it as you like."
            )
        )
        hint.setWordWrap(True)
        theme.mark(hint, "soft")
        column.addWidget(hint)
        column.addStretch(1)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        cancel = QPushButton(tr("Cancel"))
        cancel.clicked.connect(self.reject)
        self.begin = QPushButton(tr("Begin"))
        theme.mark(self.begin, "primary")
        self.begin.setDefault(True)
        self.begin.clicked.connect(self._begin)
        buttons.addWidget(cancel)
        buttons.addWidget(self.begin)
        column.addLayout(buttons)
        fit(self, window, 460, 320)
        self._judge()

    def _line(self, column: QVBoxLayout, said: str) -> QLineEdit:
        label, field = PlainLabel(said), QLineEdit()
        field.setAccessibleName(said)
        label.setBuddy(field)
        field.textChanged.connect(self._judge)
        column.addWidget(label)
        column.addWidget(field)
        return field

    def _judge(self) -> None:
        chosen = any(one.isChecked() for one in self.languages.values())
        named = self.name.text().strip() and self.organisation.text().strip()
        self.begin.setEnabled(bool(chosen and named))

    def _begin(self) -> None:
        languages = [code for code, box in self.languages.items() if box.isChecked()]
        text = first_text(self.name.text().strip(), self.organisation.text().strip(), languages)
        self.accept()
        self.made.emit(text)


class ChooseExample(QDialog):
    """Lists the example charters that come with the program."""

    chosen = Signal(str)  # its name

    def __init__(self, window: QWidget, starters: "Sequence[Starter]") -> None:
        """List them, those in the window's language first."""
        super().__init__(window)
        look = theme.current()
        self.setWindowTitle(tr("Begin with an example"))
        column = QVBoxLayout(self)
        column.setContentsMargins(*(look.px(16),) * 4)
        column.setSpacing(look.px(8))
        hint = PlainLabel(
            tr(
                "Organisations and people in these charters are invented. Take the one that is nearest to you."
            )
        )
        hint.setWordWrap(True)
        theme.mark(hint, "soft")
        column.addWidget(hint)
        self.rows = remarks(tr("Examples"))
        mine = language()
        for one in sorted(starters, key=lambda one: (one.language != mine, one.name)):
            title = foreign.line(words.in_language(one.title))
            tongue = TONGUES.get(one.language, one.language)
            self.rows.addItem(f"{title}\n{foreign.line(one.organisation)} · {tongue}")
            self.rows.item(self.rows.count() - 1).setData(Qt.ItemDataRole.UserRole, one.name)
        self.rows.setCurrentRow(0)
        self.rows.itemActivated.connect(self._take)
        enter_acts_once(self.rows)
        column.addWidget(self.rows, 1)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        cancel = QPushButton(tr("Cancel"))
        cancel.clicked.connect(self.reject)
        self.take = QPushButton(tr("Begin with this one"))
        theme.mark(self.take, "primary")
        self.take.setDefault(True)
        self.take.clicked.connect(self._take)
        buttons.addWidget(cancel)
        buttons.addWidget(self.take)
        column.addLayout(buttons)
        fit(self, window, 520, 420)

    def _take(self) -> None:
        row = self.rows.currentRow()
        if row >= 0:
            name = self.rows.item(row).data(Qt.ItemDataRole.UserRole)
            self.accept()
            self.chosen.emit(name)
