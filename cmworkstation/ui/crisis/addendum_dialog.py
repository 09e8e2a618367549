"""What is added to a statement that is out: what has changed, the new words, where they go, and one button."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from cmworkstation.domain import foreign
from cmworkstation.domain.charter.finding import Severity
from cmworkstation.domain.ids import AccountId
from cmworkstation.domain.waiver import missing_in, read_reason
from cmworkstation.i18n import tr, trn
from cmworkstation.ui import theme
from cmworkstation.ui.crisis.where import Where, head
from cmworkstation.ui.crisis.writing import write
from cmworkstation.ui.jobs import READ
from cmworkstation.ui.widgets.dialogs import fit
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.ui.widgets.layouts import FlowLayout
from cmworkstation.ui.widgets.scrolling import scrolled
from cmworkstation.words import addenda as words
from cmworkstation.words import problems, waivers

if TYPE_CHECKING:
    from cmworkstation.domain.account import Account
    from cmworkstation.domain.charter.finding import Finding
    from cmworkstation.domain.statement_use import Use
    from cmworkstation.services.speaking import Posted, Prepared
    from cmworkstation.ui.crisis.page import CrisisPage

LONGEST = 300
SHORTEST = 3
PAUSE_MS = 300  # in typing, before the charter is asked
LINES = 6  # of the text that are seen at once


class AddendumDialog(QDialog):
    """One dialog; closing it keeps what was written, so that the desk says that more is to come."""

    def __init__(self, page: "CrisisPage", use_id: str) -> None:
        """Show the statement as it was sent, and go on with what was written, if anything."""
        super().__init__(page.window_)
        self._page = page
        self._addenda = page.services.addenda
        self.root: Use = self._addenda.root(use_id)
        self._known = self._addenda.written(use_id)
        self._opening = self._addenda.opening(self.root.id)
        self._accounts: dict[AccountId, Account] = {}
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Add to a statement that is out"))
        self._build()
        fit(self, page.window_, 600, 700)
        self._typing()
        self.changed.setFocus()

    def _build(self) -> None:
        look = theme.current()
        column = QVBoxLayout(self)
        column.setContentsMargins(*(look.px(20),) * 4)
        column.setSpacing(look.px(12))
        inner = QWidget()
        self._inner = QVBoxLayout(inner)
        self._inner.setContentsMargins(0, 0, look.px(12), 0)
        self._inner.setSpacing(look.px(10))
        self._sent()
        self._fields()
        found = self._addenda.places(self.root.id)
        self._accounts = {account.id: account for account, _ in found}
        self._there = [account.id for account, there in found if there]
        self.where = Where(
            self._page,
            [(one, words.place(one.name, there=there), there) for one, there in found],
        )
        self.where.below(self._there)
        self.where.changed.connect(self._typing)
        self._inner.addWidget(self.where)
        self.own = QCheckBox(tr("As a post of its own, not under the statement"))
        self.own.toggled.connect(lambda on: self.where.below([] if on else self._there))
        self.own.setToolTip(tr("Some people do not see what stands under a post."))
        self._inner.addWidget(self.own)
        self.lengths = PlainLabel()
        self.lengths.setWordWrap(True)
        theme.mark(self.lengths, "soft")
        self._inner.addWidget(self.lengths)
        self._remarks()
        self._inner.addStretch(1)
        column.addWidget(scrolled(inner), 1)
        statements = self._page.services.statements
        self.let_out = QCheckBox(tr("Everything is frozen. Let this out all the same."))
        self.let_out.setVisible(any(statements.frozen(one) for one in self._accounts))
        self.let_out.setEnabled(statements.may_let_out_of(self.root.charter_id))
        column.addWidget(self.let_out)
        self.trouble = PlainLabel()
        self.trouble.setWordWrap(True)
        theme.mark(self.trouble, "error")
        column.addWidget(self.trouble)
        column.addWidget(self._buttons())

    def _sent(self) -> None:
        said = PlainLabel(words.as_sent(self.root, self._page.services.clock.now()))
        said.setWordWrap(True)
        theme.mark(said, "soft")
        self._inner.addWidget(said)
        text = PlainLabel(foreign.block(self.root.said))
        text.setWordWrap(True)
        theme.mark(text, "sunken")
        self._inner.addWidget(text)

    def _fields(self) -> None:
        self.changed = QLineEdit(self._known.changed if self._known else "")
        self.changed.setMaxLength(LONGEST)
        self.changed.setPlaceholderText(tr("For the log: which fact is another one now"))
        label = head(tr("What has changed"))
        label.setBuddy(self.changed)
        self.changed.setAccessibleName(tr("What has changed"))
        self.text = QPlainTextEdit(self._known.words if self._known else self._opening)
        self.text.setAccessibleName(tr("What we add"))
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(self.text.fontMetrics().lineSpacing() * LINES)
        second = head(tr("What we add"))
        second.setBuddy(self.text)
        for one in (label, self.changed, second, self.text):
            self._inner.addWidget(one)
        self.changed.textChanged.connect(self._look)
        self.text.textChanged.connect(self._typing)

    def _remarks(self) -> None:
        """Place what the charter remarks, and the reason that some of it asks for."""
        self.found: tuple[Finding, ...] = ()
        self.remarks = PlainLabel()
        self.remarks.setWordWrap(True)
        theme.mark(self.remarks, "warn")
        self.reason = QComboBox()
        self.reason.setAccessibleName(tr("Why may it stand?"))
        self.reason.addItem(tr("Why may it stand?"), "")
        for code, said in waivers.REASONS.items():
            self.reason.addItem(tr(said), code)
        self.reason_words = QLineEdit()
        self.reason_words.setAccessibleName(tr("The reason in words"))
        self.reason_words.setPlaceholderText(tr("The reason in words"))
        self.reason.currentIndexChanged.connect(self._look)
        self.reason_words.textChanged.connect(self._look)
        for one in (self.remarks, self.reason, self.reason_words):
            one.hide()
            self._inner.addWidget(one)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._ask_remarks)

    def _ask_remarks(self) -> None:
        text, where = self.text.toPlainText(), self.where.chosen()
        act = partial(self._addenda.remarks, self.root.id, text, where)
        self._page.window_.jobs.run(READ, act, self._show_remarks, owner=self)

    def _show_remarks(self, found: "tuple[Finding, ...]") -> None:
        self.found = found
        said = dict.fromkeys(words.remark(one) for one in found if one.severity is not Severity.CUE)
        self.remarks.setText("\n".join(said))
        self.remarks.setVisible(bool(said))
        self._look()

    def _override(self) -> str:
        code, said = str(self.reason.currentData()), self.reason_words.text().strip()
        return f"{code}: {said}" if said else code

    def _buttons(self) -> QWidget:
        holder = QWidget()
        row = FlowLayout(holder)
        self.post = QPushButton()
        theme.mark(self.post, "primary")
        self.post.setDefault(True)
        self.post.clicked.connect(self._post)
        self.later = QPushButton(tr("Keep for later"))
        self.later.setAutoDefault(False)
        self.later.clicked.connect(self.reject)
        self.away = QPushButton(tr("Throw it away"))
        self.away.setAutoDefault(False)
        theme.mark(self.away, "quiet")
        self.away.clicked.connect(self._throw_away)
        for one in (self.post, self.later, self.away):
            row.addWidget(one)
        return holder

    def _prepared(self) -> "list[Prepared]":
        text = self.text.toPlainText()
        return [self._addenda.prepare(text, self._accounts[one]) for one in self.where.chosen()]

    def _typing(self) -> None:
        self._pause.start()
        self._look()

    def _look(self) -> None:
        prepared = self._prepared()
        errors = any(one.severity is Severity.ERROR for one in self.found)
        self.reason.setVisible(errors)
        self.reason_words.setVisible(errors and bool(self.reason.currentData()))
        self.lengths.setText(words.lengths(prepared))
        self.lengths.setVisible(bool(self.lengths.text()))
        n = len(prepared)
        self.post.setText(trn("Post on {n} account", "Post on {n} accounts", n).format(n=n))
        trouble = self._why_not(prepared)
        self.trouble.setText(trouble)
        self.trouble.setVisible(bool(trouble))
        self.post.setEnabled(not trouble)

    def _why_not(self, prepared: "list[Prepared]") -> str:
        if not self._accounts:
            return tr("No account of this charter can post in public.")
        if len(self.changed.text().strip()) < SHORTEST:
            return tr("Say what has changed.")
        if self.text.toPlainText().strip() in ("", self._opening.strip()):
            return tr("Write what we add.")
        if not prepared:
            return tr("Choose at least one account.")
        over = next((one for one in prepared if one.over and not _splits(one)), None)
        if over is not None:
            name = foreign.line(over.account.name, 40)
            return tr("Too long by {n} for {name}.").format(n=over.over, name=name)
        return self._forbidden()

    def _forbidden(self) -> str:
        """Return why the charter does not let it leave as it is."""
        if any(one.severity is Severity.STOP for one in self.found):
            return tr("The charter stops this text. Change it.")
        if all(one.severity is not Severity.ERROR for one in self.found):
            return ""
        lacks = missing_in(read_reason(self._override()))
        return problems.reason(lacks) if lacks else ""

    def _typed(self) -> bool:
        """Tell whether anything was written that is not kept yet."""
        before = (self._known.changed, self._known.words) if self._known else ("", self._opening)
        now = (self.changed.text().strip(), self.text.toPlainText().strip())
        return now != tuple(one.strip() for one in before)

    def reject(self) -> None:
        """Keep what was written, and close."""
        if self._typed():
            act = partial(
                self._addenda.keep, self.root.id, self.changed.text(), self.text.toPlainText()
            )
            said = tr("The addendum is kept, and waits beside its statement.")
            write(self._page, act, lambda _: self._page.window_.say(said, 8_000))
        super().reject()

    def _throw_away(self) -> None:
        if self._known is not None:
            throw_away(self._page, self._known.id)
        super().reject()

    def _post(self) -> None:
        addenda, root, where = self._addenda, self.root.id, self.where.chosen()
        changed, text = self.changed.text(), self.text.toPlainText()
        own, although, why = self.own.isChecked(), self.let_out.isChecked(), self._override()
        places = self.where.places()

        def act() -> "Posted":
            one, _ = addenda.keep(root, changed, text)
            return addenda.post(
                one.id, where, own=own, places=places, although_frozen=although, override=why
            )

        write(self._page, act, self._done)
        self.accept()

    def _done(self, left: "Posted") -> None:
        from cmworkstation.ui.crisis.statement_dialog import posted  # noqa: PLC0415 - its twin says it alike

        posted(self._page, left)


def throw_away(page: "CrisisPage", addendum_id: str) -> None:
    """Throw an addendum away that was not posted; it can be taken back for a while."""
    addenda = page.services.addenda
    write(
        page,
        lambda: addenda.drop(addendum_id),
        lambda _: page.window_.undo(
            tr("The addendum is thrown away."),
            UNDO_S,
            lambda: write(page, lambda: addenda.bring_back(addendum_id)),
        ),
    )


UNDO_S = 10


def _splits(one: "Prepared") -> bool:
    """Tell whether an account takes a long text in several posts."""
    return one.account.capabilities.threads
