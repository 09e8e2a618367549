"""Above the text: why we are here, what was last said with this person, and an interest that has to be named."""

from typing import TYPE_CHECKING

from cmworkstation.domain.reply import Draft
from cmworkstation.ui import theme
from cmworkstation.ui.composer.draft_line import DraftLine
from cmworkstation.ui.widgets.labels import ElidedLabel
from cmworkstation.words import corrections
from cmworkstation.words import here as words

if TYPE_CHECKING:
    from cmworkstation.services.here import Here
    from cmworkstation.ui.main_window import MainWindow


class HereLine(DraftLine):
    """One quiet line, and one in amber where something binds us to the person."""

    def __init__(self, window: "MainWindow") -> None:
        """Show nothing yet."""
        super().__init__(window)
        self.corrects, self.why, self.bound = ElidedLabel(), ElidedLabel(), ElidedLabel()
        for label, kind in ((self.corrects, "bold"), (self.why, "meta"), (self.bound, "warn")):
            theme.mark(label, kind)
            self.column.addWidget(label)
            label.hide()

    def read(self, draft: Draft) -> "Here":
        """Return what stands around a draft."""
        return self._services.here.look(draft)

    def show_read(self, found: "Here") -> None:
        """Say why we are here."""
        now = self._services.clock.now()
        because, last = words.because(found), words.last(found, now)
        # A first contact is short and counts most: it is not what a narrow line cuts off.
        begins = (last, because) if found.is_first and found.last is None else (because, last)
        parts = (*begins, words.topics(found))
        for label, text in (
            (self.corrects, corrections.draft(found.corrects, now) if found.corrects else ""),
            (self.why, " ".join(filter(None, parts))),
            (self.bound, words.bound(found)),
        ):
            label.setText(text)
            label.setAccessibleName(text)
            label.setVisible(bool(text))
        self.setVisible(bool(self.corrects.text() or self.why.text() or self.bound.text()))
