"""How a case file will look on paper: any of its conversations, a page at a time."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from cmworkstation.domain import foreign
from cmworkstation.domain.case_file import Case, Wanted
from cmworkstation.i18n import tr
from cmworkstation.ui import icons, theme
from cmworkstation.ui.jobs import READ, Job
from cmworkstation.ui.review.printing import Paper, picture
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.ui.widgets.layouts import FlowLayout
from cmworkstation.words.case_file import HtmlCase

if TYPE_CHECKING:
    from PySide6.QtGui import QTextDocument

    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

NARROWEST, BROADEST = 240, 560  # px at 100 %


class CasePreview(QWidget):
    """One page, with buttons to the other pages and the other conversations."""

    def __init__(
        self,
        window: "MainWindow",
        conversations: Sequence[int],
        failed: Callable[[Exception], object],
    ) -> None:
        """Begin empty; `look` reads."""
        super().__init__()
        self._window = window
        self._files = cast("Services", window.services).case_files
        self._homes = conversations
        self._failed = failed
        self._wanted = Wanted()
        self._job: Job | None = None
        self._paper: Paper | None = None
        self._document: QTextDocument | None = None
        self.home = 0  # which conversation, and which page of it
        self.page = 0
        look = theme.current()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(8))
        self.said = PlainLabel()
        self.said.setWordWrap(True)
        theme.mark(self.said, "soft")
        column.addWidget(self.said)
        holder = QWidget()
        row = FlowLayout(holder)
        self.previous = self._button(row, "previous", tr("Previous page"), self._turn, -1)
        self.following = self._button(row, "next", tr("Next page"), self._turn, 1)
        self.before = self._button(row, "previous", tr("Previous conversation"), self._go, -1)
        self.after = self._button(row, "next", tr("Next conversation"), self._go, 1)
        for one in (self.before, self.after):
            one.setVisible(len(conversations) > 1)
        column.addWidget(holder)
        self.paper = QLabel()
        self.paper.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        column.addWidget(self.paper, 1)

    @staticmethod
    def _button(
        row: FlowLayout, icon: str, text: str, act: Callable[[int], None], by: int
    ) -> QPushButton:
        made = QPushButton(icons.icon(icon), theme.current().beside(text))
        made.clicked.connect(partial(_press, act, by))
        made.setEnabled(False)
        row.addWidget(made)
        return made

    def look(self, wanted: Wanted, home: int | None = None) -> None:
        """Lay a conversation out, with what is wanted of it."""
        if self._job is not None:
            self._job.cancel()
        self._wanted = wanted
        self.home = self.home if home is None else max(0, min(home, len(self._homes) - 1))
        at, files, pages = self.home, self._files, HtmlCase()
        paper = Paper(pages, files.head(self._homes, wanted))

        def work() -> Case:
            return files.case(at, self._homes, wanted, pages)

        self._job = self._window.jobs.run(
            READ, work, partial(self._laid_out, paper), self._failed, owner=self
        )

    def _laid_out(self, paper: Paper, case: Case) -> None:
        self._paper, self.page = paper, 0
        self._document = paper.document(case, first=self.home == 0)
        self._title = foreign.line(case.title, 60) or tr("Conversation")
        self._show()

    def _turn(self, by: int) -> None:
        self.page += by
        self._show()

    def _go(self, by: int) -> None:
        self.look(self._wanted, self.home + by)

    def _show(self) -> None:
        if self._paper is None or self._document is None:
            return
        pages = self._document.pageCount()
        self.page = max(0, min(self.page, pages - 1))
        look = theme.current()
        width = max(look.px(NARROWEST), min(look.px(BROADEST), self.width()))
        image = picture(self._paper, self._document, self.page, width)
        self.paper.setPixmap(QPixmap.fromImage(image))
        self.paper.setMinimumSize(QSize(1, image.height()))
        text = tr("Conversation {n} of {all}, “{title}”: page {page} of {pages}").format(
            n=self.home + 1,
            all=len(self._homes),
            title=self._title,
            page=self.page + 1,
            pages=pages,
        )
        self.paper.setAccessibleName(text)
        self.said.setText(text)
        self.previous.setEnabled(self.page > 0)
        self.following.setEnabled(self.page < pages - 1)
        self.before.setEnabled(self.home > 0)
        self.after.setEnabled(self.home < len(self._homes) - 1)


def _press(act: Callable[[int], None], by: int, *_: object) -> None:
    act(by)
