"""Questions to experts in the house: what is open with whom, and what came back."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from cmworkstation.domain import foreign
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.expert import Request, RequestId, RequestState
from cmworkstation.i18n import tr, trn
from cmworkstation.ui import jobs
from cmworkstation.ui.dialogue.form import ask_words
from cmworkstation.ui.dialogue.pane import ID, Pane, choose, chosen_id, label, stacked, titled
from cmworkstation.ui.review.replies_pane import open_conversation
from cmworkstation.ui.widgets.empty import EmptyState
from cmworkstation.ui.widgets.found_rows import found_row, found_rows
from cmworkstation.ui.widgets.table_saver import save_table
from cmworkstation.words import experts as words

if TYPE_CHECKING:
    from cmworkstation.ui.main_window import MainWindow

FILES = "*.eml *.txt *.md"


class ExpertsPane(Pane):
    """The list of questions to experts, and the letter of the chosen one."""

    def __init__(self, window: "MainWindow") -> None:
        """Build it; it reads when it is shown."""
        super().__init__(window, tr("Experts"))
        self._all: tuple[Request, ...] = ()
        self._chosen = ""
        self.acts = {
            "letter_file": partial(self._to_file, again=False),
            "letter_mail": partial(self._as_mail, again=False),
            "letter_copy": self._copy,
            "remind": partial(self._to_file, again=True),
            "answer_file": self._from_file,
            "answer_paste": self._paste,
            "expert_thread": self._open,
            "withdraw": self._withdraw,
            "ask_again": self._reopen,
            "save_experts": self._save,
        }
        self.summary = label("soft")
        self.list = found_rows(tr("Questions to experts"))
        self.list.currentItemChanged.connect(lambda *_: self._choose(chosen_id(self.list)))
        self.list.itemActivated.connect(lambda _: self._open())
        head = self.row(
            ("answer_file", "folder", tr("Take in an answer from a file…")),
            ("save_experts", "download", tr("Save as a table…")),
            first="answer_file",
        )
        self.title, self.where = label("title"), label("soft")
        self.letter, self.answer = label(""), label("")
        self._answer_box = titled(tr("What came back"), self.answer)
        right = stacked(
            self.title,
            self.where,
            self.row(
                ("letter_file", "download", tr("Letter as a file…")),
                ("letter_mail", "mail", tr("Open as a mail")),
                ("letter_copy", "copy", tr("Copy the letter")),
                ("remind", "bell", tr("Reminder as a file…")),
                ("answer_paste", "edit", tr("Enter the answer…")),
                ("expert_thread", "external", tr("Open the thread")),
                ("withdraw", "close", tr("Ask no more…")),
                ("ask_again", "undo", tr("Ask again")),
            ),
            self._answer_box,
            titled(tr("The letter"), self.letter),
        )
        empty = EmptyState(
            "user_star",
            tr("No expert was asked yet"),
            tr(
                "Open a conversation and choose “Ask an expert”. The question leaves as a letter without names, and"
                " the answer comes back as a draft with credit: it is never sent by itself."
            ),
        )
        self.build([self.summary, head], self.list, right, empty)

    def look(self) -> None:
        """Read everything again."""
        self._window.jobs.run(jobs.READ, self._services.experts.listed, self._show, owner=self)

    def _show(self, found: tuple[Request, ...]) -> None:
        self._all = found
        now = self._services.clock.now()
        self.show_any(any_=bool(found))
        self.list.blockSignals(True)
        self.list.clear()
        for one in found:
            role = "warn" if one.is_late(now) else "soft"
            item = found_row(one.asked.question, (), words.standing(one, now), role)
            item.setData(ID, one.id)
            self.list.addItem(item)
        if not choose(self.list, self._chosen) and found:
            self.list.setCurrentRow(0)
        self.list.blockSignals(False)
        n = sum(one.state is RequestState.OPEN for one in found)
        late = sum(one.is_late(now) for one in found)
        said = trn("{n} question is open.", "{n} questions are open.", n).format(n=n)
        if late:
            said += " " + trn("{n} is late.", "{n} are late.", late).format(n=late)
        self.summary.setText(said)
        self.summary.setVisible(bool(found))
        self._choose(chosen_id(self.list))

    def choose(self, request_id: str) -> None:
        """Bring a question to the front."""
        self._chosen = request_id
        self.look()

    def request(self) -> Request | None:
        """Return the chosen question."""
        return next((one for one in self._all if one.id == self._chosen), None)

    def _choose(self, request_id: str) -> None:
        self._chosen = request_id
        one = self.request()
        if one is not None:
            now = self._services.clock.now()
            self.title.setText(foreign.line(one.who, 120))
            self.where.setText(foreign.line(words.standing(one, now)))
            self.letter.setText(foreign.block(words.letter(one).body))
            self.answer.setText(foreign.block(one.answer))
        self._answer_box.setVisible(one is not None and bool(one.answer))
        self._allow()
        self.fit()

    def _allow(self) -> None:
        one, writable = self.request(), not self._services.read_only
        is_open = writable and one is not None and one.state is RequestState.OPEN
        can = {
            "letter_file": is_open,
            "letter_mail": is_open and one is not None and bool(words.mail_link(words.letter(one))),
            "letter_copy": is_open,
            "remind": is_open and one is not None and one.handed_at is not None,
            "answer_file": writable,
            "answer_paste": is_open,
            "expert_thread": one is not None,
            "withdraw": is_open,
            "ask_again": writable and one is not None and one.state is RequestState.WITHDRAWN,
            "save_experts": bool(self._all),
        }
        self.allow(can)
        self.buttons["ask_again"].setVisible(can["ask_again"])
        self.buttons["remind"].setVisible(can["remind"])

    # What a person does

    def _to_file(self, *, again: bool) -> None:
        one = self.request()
        if one is None:
            return
        chooser = QFileDialog(self, tr("Letter as a file"), str(self._window.home))
        chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        chooser.setNameFilters([tr("Mail (*.eml)"), tr("Text (*.txt)"), tr("Markdown (*.md)")])
        chooser.selectFile(f"{one.mark}.eml")
        chooser.fileSelected.connect(partial(self._written, one.id, again))
        chooser.open()

    def _written(self, request_id: RequestId, again: bool, path: str) -> None:
        experts = self._services.experts
        letter = words.letter(experts.request(request_id), again=again)

        def act() -> None:
            changes = experts.write(request_id, letter, Path(path), again=again)
            self.done(changes, tr("Saved. It is for you to send it."))

        self.attempt(act)

    def _as_mail(self, *, again: bool) -> None:
        one = self.request()
        if one is not None:
            QDesktopServices.openUrl(QUrl(words.mail_link(words.letter(one, again=again))))
            self.done(
                self._services.experts.handed(one.id, again=again),
                tr("Opened in your program of mail. It is for you to send it."),
            )

    def _copy(self) -> None:
        one = self.request()
        if one is not None:
            letter = words.letter(one)
            self._window.copy(f"{letter.subject}\n\n{letter.body}")
            self.done(self._services.experts.handed(one.id), tr("Letter copied."))

    def _from_file(self) -> None:
        chooser = QFileDialog(self, tr("An answer from a file"), str(self._window.home))
        chooser.setFileMode(QFileDialog.FileMode.ExistingFile)
        chooser.setNameFilters([tr("Answers ({files})").format(files=FILES)])
        chooser.fileSelected.connect(self.take_in_file)
        chooser.open()

    def take_in_file(self, path: str) -> None:
        """Make the answer in a file a draft."""
        experts, one = self._services.experts, self.request()

        def act() -> None:
            file = Path(path)
            try:
                found, _, changes = experts.take_in_file(file)
            except NotAllowed as error:
                open_one = one is not None and one.state is RequestState.OPEN
                if error.reason != "expert-unknown" or not open_one or one is None:
                    raise
                found, _, changes = experts.take_in_file(file, one.id)  # the chosen one
            self._chosen = found.id
            self.done(changes, tr("The answer is a draft in the thread. Read it before it leaves."))

        self.attempt(act)

    def _paste(self) -> None:
        one = self.request()
        if one is None:
            return
        ask_words(
            self._window,
            tr("The answer of {name}").format(name=foreign.line(one.asked.expert, 60)),
            tr("What they answered"),
            partial(self._entered, one.id),
            button=tr("Make it a draft"),
            intro=tr("It becomes a draft in the thread, with credit. Nothing is sent."),
            long=True,
        )

    def _entered(self, request_id: RequestId, text: str) -> None:
        draft, changes = self._services.experts.take_in(request_id, text)
        self.done(changes, tr("The answer is a draft in the thread. Read it before it leaves."))
        open_conversation(self._window, draft.conversation_id)
        self._window.act("inbox.reply")

    def _open(self) -> None:
        one = self.request()
        if one is not None:
            open_conversation(self._window, one.conversation_id)

    def _withdraw(self) -> None:
        one = self.request()
        if one is None:
            return
        ask_words(
            self._window,
            tr("Ask no more"),
            tr("Why, if you like"),
            partial(self._withdrawn, one.id),
            button=tr("Ask no more"),
        )

    def _withdrawn(self, request_id: RequestId, why: str) -> None:
        experts = self._services.experts
        changes = experts.withdraw(request_id, why)
        self.done(changes, tr("Asked no more."), partial(experts.reopen, request_id))

    def _reopen(self) -> None:
        one = self.request()
        if one is not None:
            self.done(self._services.experts.reopen(one.id), tr("Asked again."))

    def _save(self) -> None:
        experts, now = self._services.experts, self._services.clock.now()
        save_table(self._window, self, "experts", lambda: words.table(experts.listed(), now))

    def first_focus(self) -> QWidget:
        """Return what the keyboard begins with."""
        return self.list
