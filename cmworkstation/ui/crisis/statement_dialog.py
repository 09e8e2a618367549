"""A holding statement with its blanks: filled in, seen as it will stand on each account, and posted."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFormLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from cmworkstation.domain import foreign
from cmworkstation.domain.ids import AccountId
from cmworkstation.domain.statement_slots import LONGEST, missing
from cmworkstation.i18n import tr, trn
from cmworkstation.ui import theme
from cmworkstation.ui.crisis.where import Where, head
from cmworkstation.ui.crisis.writing import write
from cmworkstation.ui.widgets.dialogs import fit
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.ui.widgets.layouts import FlowLayout
from cmworkstation.ui.widgets.scrolling import scrolled
from cmworkstation.words import desk as words

if TYPE_CHECKING:
    from cmworkstation.domain.account import Account
    from cmworkstation.services.speaking import Posted, Prepared
    from cmworkstation.services.statements import Ready
    from cmworkstation.ui.crisis.page import CrisisPage


class StatementDialog(QDialog):
    """One dialog: language, blanks, accounts, the words as they will stand there, and one button."""

    def __init__(self, page: "CrisisPage", ready: "Ready") -> None:
        """Fill in what is proposed."""
        super().__init__(page.window_)
        self._page = page
        self._ready = ready
        self._statements = page.services.statements
        self._again = self._statements.again(ready)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(foreign.line(ready.title, 80))
        self.fields: dict[str, QLineEdit] = {}
        self._accounts: dict[AccountId, Account] = {
            one.id: one for one in self._statements.places(ready.charter.header.id)
        }
        self._build()
        fit(self, page.window_, 600, 680)
        self._blanks()

    def _build(self) -> None:
        look, ready = theme.current(), self._ready
        self._form_holder = QWidget()
        column = QVBoxLayout(self)
        column.setContentsMargins(*(look.px(20),) * 4)
        column.setSpacing(look.px(12))
        inner = QWidget()
        self._inner = QVBoxLayout(inner)
        self._inner.setContentsMargins(0, 0, look.px(12), 0)
        self._inner.setSpacing(look.px(10))
        self.language = QComboBox()
        self.language.setAccessibleName(tr("Language"))
        for one in ready.languages:
            self.language.addItem(one, one)
        default = self.language.findData(ready.charter.header.default_language)
        self.language.setCurrentIndex(max(0, default))
        self.language.setVisible(len(ready.languages) > 1)
        self.language.currentIndexChanged.connect(self._blanks)
        self._inner.addWidget(self.language)
        self._inner.addWidget(self._form_holder)
        self.where = Where(
            self._page,
            [(one, foreign.line(one.name, 60), True) for one in self._accounts.values()],
        )
        self.where.changed.connect(self._look)
        self._inner.addWidget(self.where)
        self._inner.addWidget(head(tr("As it will stand")))
        self.preview = PlainLabel()
        self.preview.setWordWrap(True)
        theme.mark(self.preview, "sunken")
        self._inner.addWidget(self.preview)
        self.by_hand = PlainLabel()
        self.by_hand.setWordWrap(True)
        theme.mark(self.by_hand, "soft")
        self._inner.addWidget(self.by_hand)
        self._inner.addStretch(1)
        column.addWidget(scrolled(inner), 1)
        self.let_out = QCheckBox(tr("Everything is frozen. Let this out all the same."))
        frozen = any(self._statements.frozen(id_) for id_ in self._accounts)
        self.let_out.setVisible(frozen)
        self.let_out.setEnabled(self._statements.may_let_out(ready))
        column.addWidget(self.let_out)
        self.trouble = PlainLabel()
        self.trouble.setWordWrap(True)
        theme.mark(self.trouble, "error")
        self.trouble.hide()
        column.addWidget(self.trouble)
        column.addWidget(self._buttons())

    def _buttons(self) -> QWidget:
        holder = QWidget()
        row = FlowLayout(holder)
        self.post = QPushButton()
        theme.mark(self.post, "primary")
        self.post.setDefault(True)
        self.post.clicked.connect(self._post)
        cancel = QPushButton(tr("Cancel"))
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        row.addWidget(self.post)
        row.addWidget(cancel)
        return holder

    def _blanks(self) -> None:
        language = str(self.language.currentData())
        holder = QWidget()
        form = QFormLayout(holder)
        form.setContentsMargins(0, 0, 0, 0)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.fields.clear()
        self.asked = self._statements.blanks(self._ready, language, self._again)
        for one in self.asked:
            field = QLineEdit(one.proposed)
            field.setMaxLength(LONGEST)
            asks = foreign.line(words.blank(one), 60)
            field.setAccessibleName(asks)
            field.textChanged.connect(self._look)
            label = PlainLabel(asks)
            label.setBuddy(field)
            form.addRow(label, field)
            self.fields[one.name] = field
        self._inner.replaceWidget(self._form_holder, holder)
        self._form_holder.deleteLater()
        self._form_holder = holder
        needed = [self.fields[one.name] for one in self.asked if one.required]
        first = next((one for one in needed if not one.text()), None)
        (first or self.post).setFocus()
        self._look()

    def values(self) -> dict[str, str]:
        """Return what was filled in."""
        return {name: field.text().strip() for name, field in self.fields.items()}

    def _prepared(self) -> "list[Prepared]":
        language, values, places = (
            str(self.language.currentData()),
            self.values(),
            self.where.places(),
        )
        return [
            self._statements.prepare(
                self._ready, language, values, self._accounts[id_], places.get(id_, "")
            )
            for id_ in self.where.chosen()
        ]

    def _look(self) -> None:
        prepared = self._prepared()
        texts: dict[str, list[str]] = {}
        for one in prepared:
            limit = f" / {one.limit}" if one.limit else ""
            named = f"{foreign.line(one.account.name, 40)} ({one.length}{limit})"
            texts.setdefault(one.text, []).append(named)
        self.preview.setText(
            "\n\n".join(
                f"{', '.join(names)}:\n{foreign.block(text)}" for text, names in texts.items()
            )
        )
        hand = [foreign.line(one.account.name, 40) for one in prepared if one.by_hand]
        self.by_hand.setText(
            tr(
                "You post it yourself on: {names}. The outbox has the words and the address."
            ).format(names=", ".join(hand))
            if hand
            else ""
        )
        self.by_hand.setVisible(bool(hand))
        n = len(prepared)
        self.post.setText(trn("Post on {n} account", "Post on {n} accounts", n).format(n=n))
        trouble = self._why_not(prepared)
        self.trouble.setText(trouble)
        self.trouble.setVisible(bool(trouble))
        self.post.setEnabled(not trouble)

    def _why_not(self, prepared: "list[Prepared]") -> str:
        if self._ready.reason:
            return tr(words.REASONS[self._ready.reason])
        if not self._accounts:
            return tr("No account of this charter can post in public.")
        if not prepared:
            return tr("Choose at least one account.")
        empty = missing(self.asked, self.values())
        if empty:
            labels = [words.blank(one) for one in self.asked if one.name in empty]
            return tr("Still empty: {names}.").format(names=", ".join(labels))
        over = next((one for one in prepared if one.over), None)
        if over is not None:
            name = foreign.line(over.account.name, 40)
            return tr("Too long by {n} for {name}.").format(n=over.over, name=name)
        return ""

    def _post(self) -> None:
        ready, language = self._ready, str(self.language.currentData())
        promised = any(one.next_update for one in self.asked)
        act = partial(
            self._statements.post,
            ready.charter.header.id,
            ready.statement.id,
            language,
            self.values(),
            self.where.chosen(),
            self._again if promised else None,
            places=self.where.places(),
            although_frozen=self.let_out.isChecked(),
        )
        write(self._page, act, self._done)
        self.accept()

    def _done(self, left: "Posted") -> None:
        posted(self._page, left)


def posted(page: "CrisisPage", left: "Posted") -> None:
    """Say what became of a statement, or of what is added to one."""
    said = []
    if left.queued:
        n = len(left.queued)
        said.append(trn("It leaves on {n} account.", "It leaves on {n} accounts.", n).format(n=n))
    if left.asked:
        said.append(tr("Asked for a word: {n}.").format(n=left.asked))
    if left.by_hand:
        said.append(tr("To be posted by hand, see the outbox: {n}.").format(n=len(left.by_hand)))
    page.window_.say(" ".join(said), 10_000)
    for _, error in left.failed:
        page.window_.failed(error)
