"""What somebody wishes to hear of: each wish with where and when they said it, and taken back with one act."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidgetItem

from cmworkstation.domain import foreign
from cmworkstation.domain.contact import Card, Consent, Matter
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.i18n import tr, trn
from cmworkstation.ui.asking.task_form import Form
from cmworkstation.ui.widgets.found_rows import found_row
from cmworkstation.words import relations as wordings
from cmworkstation.words import when

if TYPE_CHECKING:
    from datetime import datetime

    from cmworkstation.domain.topic_line import Lane
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

ROW = Qt.ItemDataRole.UserRole


class WishForm(Form):
    """Of which topic somebody wishes to hear, or not, and where they said so."""

    def __init__(self, window: "MainWindow", card: Card, boards: Sequence[str] = ()) -> None:
        """Offer the topics that they declared and those of the board; others may be typed."""
        note = tr(
            "Only what they said themselves. An ask about a topic to which they said no does not leave, and no"
            " invitation to it is proposed."
        )
        super().__init__(
            window, tr("What they wish to hear of"), note, tr("Note it"), self._keep, (460, 360)
        )
        self._services = cast("Services", window.services)
        self._card = card
        topics = dict.fromkeys([*(one.words for one in card.topics), *boards])
        self.topic = self.choice(tr("Topic"), [(foreign.line(one, 120), one) for one in topics])
        self.topic.setEditable(True)
        self.topic.setCurrentIndex(0 if topics else -1)
        edit = self.topic.lineEdit()
        if edit is not None:
            edit.setAccessibleName(tr("Topic"))
            edit.setPlaceholderText(tr("the topic in a few words"))
            edit.setMaxLength(120)
        self.said = self.choice(
            tr("What they said"),
            [(tr("yes, tell me of it"), True), (tr("no, leave me out"), False)],
        )
        self.source = self.line(tr("Where they say so"), "", tr("a page, a message, a day"))

    def _keep(self) -> None:
        topic = self.topic.currentText().strip()
        if not topic:
            raise NotAllowed("wish-topic")
        _, changes = self._services.contacts.consent(
            self._card.id, Matter.OTHERS, bool(self.said.currentData()), self.source.text(), topic
        )
        self.window_.jobs.emit_changes(changes)


def wish_rows(card: Card, now: "datetime") -> list[QListWidgetItem]:
    """Return a row for each thing they said and that holds; one that says that nothing was said."""
    held = [one for one in card.consents if one.ended_at is None and not one.topic]
    found = [_wish(one, now) for one in (*held, *card.about)]
    return found or [
        found_row(tr("Not asked yet. Note of which topics they wish to hear."), usable=False)
    ]


def _wish(one: Consent, now: "datetime") -> QListWidgetItem:
    about = foreign.line(one.topic, 120) or wordings.matter(one.matter)
    said = tr("{matter}: yes") if one.granted else tr("{matter}: no")
    below = tr("{source}, noted {when}").format(
        source=foreign.line(one.source, 120), when=when(one.at, now)
    )
    item = found_row(said.format(matter=about), (), below, "soft" if one.granted else "warn")
    item.setData(ROW, one)
    return item


def lane_rows(lanes: "Sequence[Lane]", now: "datetime") -> list[QListWidgetItem]:
    """Return a row for each topic with how often and from when to when it came up; one that says that there is none."""
    found = []
    for one in lanes:
        n = len(one.moments)
        times = trn("{n} time", "{n} times", n).format(n=n)
        if n > 1:
            said = tr("{times}, from {first} to {last}").format(
                times=times, first=when(one.first, now), last=when(one.last, now)
            )
        else:
            said = tr("{times}, {last}").format(times=times, last=when(one.last, now))
        last = wordings.moment(one.moments[0])
        title = foreign.line(one.topic, 120) or tr("Without a topic")
        item = found_row(title, (), f"{said} · {last}")
        item.setData(ROW, one)
        found.append(item)
    return found or [found_row(tr("Nothing was said yet."), usable=False)]
