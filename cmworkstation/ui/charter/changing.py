"""Carrying changes into the document of the source, as one step of its undo; asking before comments go."""

from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from cmworkstation.domain import foreign
from cmworkstation.domain.charter.patching import Patch, Reach
from cmworkstation.domain.charter.placing import Splice
from cmworkstation.i18n import tr
from cmworkstation.ui import theme
from cmworkstation.ui.widgets.dialogs import fit
from cmworkstation.ui.widgets.labels import PlainLabel

SHOWN = 12


def carry_out(cursor: QTextCursor, text: str, splices: Iterable[Splice]) -> None:
    """Change the document; offsets are code points of the text that earlier splices left."""
    cursor.beginEditBlock()
    for one in splices:
        cursor.setPosition(units(text, one.start))
        cursor.setPosition(units(text, min(one.end, len(text))), QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(one.new)
        text = text[: one.start] + one.new + text[one.end :]
    cursor.endEditBlock()


def units(text: str, offset: int) -> int:
    """Return how many UTF-16 units stand before an offset in code points."""
    return len(text[:offset].encode("utf-16-le", "surrogatepass")) // 2


class CommentsGo(QDialog):
    """Says which comments a change would drop, before it happens."""

    def __init__(
        self,
        window: QWidget,
        made: Patch,
        then: Callable[[], object],
        otherwise: Callable[[], object],
    ) -> None:
        """Call `then` when a person agrees, `otherwise` when not."""
        super().__init__(window)
        look = theme.current()
        self.setWindowTitle(tr("Comments would be lost"))
        column = QVBoxLayout(self)
        column.setContentsMargins(*(look.px(16),) * 4)
        column.setSpacing(look.px(8))
        said = {
            Reach.FIELD: tr(
                "This field is written anew. These comments stand in it and would be lost:"
            ),
            Reach.OBJECT: tr(
                "This part is written by hand in an unusual way and must be written anew. Its comments would be lost:"
            ),
            Reach.FILE: tr(
                "The file is written by hand in an unusual way; all of it must be written anew."
                " Its comments would be lost:"
            ),
        }[made.reach]
        for text, kind in ((said, ""), (_listed(made.lost), "soft")):
            label = PlainLabel(text)
            label.setWordWrap(True)
            theme.mark(label, kind)
            column.addWidget(label)
        column.addStretch(1)
        row = QHBoxLayout()
        row.addStretch(1)
        self.keep = QPushButton(tr("Leave it as it is"))
        self.keep.setDefault(True)
        self.keep.clicked.connect(self.reject)
        self.go_on = QPushButton(tr("Write it anew"))
        theme.mark(self.go_on, "danger")
        self.go_on.clicked.connect(self.accept)
        row.addWidget(self.keep)
        row.addWidget(self.go_on)
        column.addLayout(row)
        self.accepted.connect(then)
        self.rejected.connect(otherwise)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        fit(self, window, 460, 260)


def _listed(lost: Sequence[str]) -> str:
    more = len(lost) - SHOWN
    lines = [foreign.line(one) for one in lost[:SHOWN]]
    return "\n".join([*lines, *([tr("and {n} more").format(n=more)] if more > 0 else [])])
