"""Mentions as a list: the saved queries at the left, what they found in the middle, the chosen one at the right."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QListWidgetItem,
    QSplitter,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from cmworkstation.domain import foreign
from cmworkstation.domain.mention import Mention, MentionState, ReachClass, Stance
from cmworkstation.domain.values import dataclass
from cmworkstation.domain.watch import WatchQuery, WatchSource
from cmworkstation.i18n import labelled, number, tr, trn
from cmworkstation.ui import theme
from cmworkstation.ui.jobs import READ
from cmworkstation.ui.watch.detail import MentionDetail
from cmworkstation.ui.watch.rows import MentionList
from cmworkstation.ui.widgets.empty import EmptyState
from cmworkstation.ui.widgets.fields import Segmented
from cmworkstation.ui.widgets.found_rows import found_row, found_rows
from cmworkstation.ui.widgets.layouts import FlowLayout
from cmworkstation.words import in_language
from cmworkstation.words import watching as words
from cmworkstation.words.problems import error as words_of

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

QUERY = int(Qt.ItemDataRole.UserRole)
UPRIGHT_BELOW = 720  # px at 100 %
SHOWN = {
    "open": (MentionState.NEW, MentionState.READ, MentionState.PROMOTED),
    "aside": (MentionState.ASIDE,),
}
Marks = Mapping[str, tuple[str, Sequence[tuple[int, int]]]]


@dataclass(frozen=True, slots=True)
class Looked:
    """What one look gathered."""

    queries: tuple[WatchQuery, ...]
    sources: tuple[WatchSource, ...]
    unread: Mapping[str, int]
    mentions: tuple[Mention, ...]
    marks: Marks
    labels: Mapping[str, str]  # what categories are called, by id


class MentionsPane(QWidget):
    """The list and the chosen mention."""

    wanted = Signal(str)  # what is to be done
    judged = Signal(object)  # Stance
    sorted_ = Signal(str)  # id of a category
    reached = Signal(object)  # ReachClass
    looked = Signal(object)  # Looked

    def __init__(self, window: "MainWindow", can: Callable[[str], bool]) -> None:
        """Build it; it reads when it is shown."""
        super().__init__()
        self._window = window
        self._services = cast("Services", window.services)
        self._asked = 0
        self._chosen_query = ""
        self._wanted = ""  # a mention to choose at the next look
        self._found = Looked((), (), {}, (), {}, {})
        self.queries = found_rows(tr("Saved queries"))
        theme.mark(self.queries, "rows")
        self.list = MentionList(tr("Mentions that were found"))
        self.detail = MentionDetail(can)
        self.detail.wanted.connect(self.wanted)
        self.detail.judged.connect(self.judged)
        self.detail.sorted_.connect(self.sorted_)
        self.detail.reached.connect(self.reached)
        self.chooser = QComboBox()  # in place of the list where there is no room for it
        self.chooser.setAccessibleName(tr("Saved query"))
        self.chooser.setMinimumWidth(theme.current().px(172))
        self.chooser.hide()
        self.chooser.activated.connect(self.queries.setCurrentRow)
        self.show_ = Segmented([("open", tr("To look at")), ("aside", tr("Put aside"))])
        self.show_.chosen.connect(lambda _: self.look())
        self.narrow = QComboBox()
        self.narrow.setAccessibleName(tr("Show only a stance, a category or a reach"))
        self.narrow.setMinimumContentsLength(14)
        self.narrow.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.narrow.activated.connect(lambda _: self.look())
        self._offer_to_narrow()
        self._build()
        self.queries.currentRowChanged.connect(lambda _: self._choose_query())
        self.queries.itemActivated.connect(lambda _: self.wanted.emit("change_query"))
        self.list.currentRowChanged.connect(lambda _: self._show())
        self.list.itemActivated.connect(lambda _: self.wanted.emit("promote"))

    def _build(self) -> None:
        look = theme.current()
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(look.px(8), 0, look.px(8), 0)
        column.setSpacing(look.px(8))
        head = QWidget()
        flow = FlowLayout(head)
        flow.addWidget(self.chooser)
        flow.addWidget(self.show_)
        flow.addWidget(self.narrow)
        column.addWidget(head)
        holder = QWidget()
        self._stack = QStackedLayout(holder)
        self._empty = EmptyState("watch")
        self._stack.addWidget(self.list)
        self._stack.addWidget(self._empty)
        column.addWidget(holder, 1)
        self.queries.setMinimumSize(look.px(140), look.px(88))
        self.list.setMinimumSize(look.px(180), look.px(72))
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.setObjectName("watch-split")
        self.split.setChildrenCollapsible(False)
        for one in (self.queries, middle, self.detail):
            self.split.addWidget(one)
        self.split.setSizes([look.px(200), look.px(400), look.px(400)])
        whole = QVBoxLayout(self)
        whole.setContentsMargins(look.px(8), 0, 0, 0)
        whole.addWidget(self.split)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the parts above one another where there is no room side by side."""
        super().resizeEvent(event)
        upright = self.width() < theme.current().px(UPRIGHT_BELOW)
        way = Qt.Orientation.Vertical if upright else Qt.Orientation.Horizontal
        if self.split.orientation() != way:
            self.split.setOrientation(way)
            self.split.setSizes([0, 250, 300] if upright else [200, 400, 400])
            self.queries.setVisible(not upright)
            self.chooser.setVisible(upright)

    # What is chosen

    def query(self) -> WatchQuery | None:
        """Return the chosen query, None for all of them."""
        return next((one for one in self._found.queries if one.id == self._chosen_query), None)

    def choose_query(self, query_id: str) -> None:
        """Show what a query found, "" for all of them."""
        self._chosen_query = query_id
        self.look()

    def show_one(self, mention_id: str) -> None:
        """Show one mention among all of them."""
        self._chosen_query, self._wanted = "", mention_id
        self.show_.choose("open")
        self.show_all()

    def mentions(self) -> tuple[Mention, ...]:
        """Return what is listed."""
        return self._found.mentions

    # Looking

    def look(self) -> None:
        """Read again, on the reading lane."""
        self._asked += 1
        asked, query_id = self._asked, self._chosen_query
        states = SHOWN[self.show_.key()]
        services = self._services
        only, wanted = self._only(), self._wanted

        def gather() -> Looked:
            mentions = services.mentions.listed(
                query_id=query_id,
                states=states,
                stance=Stance(only["stance"]) if "stance" in only else None,
                category=only.get("category"),
                reach=ReachClass(only["reach"]) if "reach" in only else None,
            )
            if wanted and all(one.id != wanted for one in mentions):  # put aside, or long ago
                mentions = (services.mentions.one(wanted), *mentions)
            named = services.mentions.categories()
            return Looked(
                services.watches.queries(),
                services.watches.sources(),
                services.mentions.unread(),
                mentions,
                services.watches.marked(mentions, query_id),
                {id_: in_language(one) for id_, one in named.items()},
            )

        self._window.jobs.run(
            READ,
            gather,
            done=lambda found: self._take(asked, found),
            failed=lambda error: self._fail(asked, error),
            owner=self,
        )

    def _take(self, asked: int, found: Looked) -> None:
        if asked != self._asked:
            return
        other = found.labels != self._found.labels
        self._found = found
        self._show_queries()
        if other:  # else the list that somebody has just opened stays open
            self._offer_to_narrow()
        names = self.source_names()
        self.list.show_mentions(
            found.mentions, names, found.marks, self._services.clock.now(), found.labels
        )
        if self._wanted:
            self.list.choose(self._wanted)
            self._wanted = ""
        self._stack.setCurrentIndex(0 if found.mentions else 1)
        if not found.mentions:
            self._say_empty()
        self._show()
        self.looked.emit(found)

    def _fail(self, asked: int, error: Exception) -> None:
        if asked == self._asked:
            self._stack.setCurrentIndex(1)
            said = words_of(error)
            self._empty.say("error", said.text, said.hint, tr("Look again"), self.look)

    def source_names(self) -> Mapping[str, str]:
        """Return what the sources are called."""
        return {one.id: words.source_name(one) for one in self._found.sources}

    def _show_queries(self) -> None:
        self.queries.blockSignals(True)
        self.queries.clear()
        total = sum(self._found.unread.values())
        self.queries.addItem(_row(tr("All mentions"), "", _new(total) if total else ""))
        for one in self._found.queries:
            unread = self._found.unread.get(one.id, 0)
            said = _new(unread) if unread else ""
            self.queries.addItem(
                _row(one.name, one.id, said if one.enabled else tr("switched off"))
            )
        ids = ["", *(one.id for one in self._found.queries)]
        at = ids.index(self._chosen_query) if self._chosen_query in ids else 0
        self.queries.setCurrentRow(at)
        self.queries.blockSignals(False)
        self.chooser.clear()
        for row in range(self.queries.count()):
            self.chooser.addItem(self.queries.item(row).text())
        self.chooser.setCurrentIndex(at)

    def _offer_to_narrow(self) -> None:
        """Offer every stance, category and reach that there is; what is shown alone stays chosen."""
        kept, box = self._only(), self.narrow
        box.clear()
        box.addItem(tr("Narrow by nothing"), ("", ""))
        offered = {
            "stance": {one.value: tr(said) for one, said in words.STANCES.items()},
            "category": {"": tr("No category"), **self._found.labels},
            "reach": {one.value: tr(said) for one, said in words.REACHES.items()},
        }
        heads = {"stance": tr("Stance"), "category": tr("Category"), "reach": tr("Reach")}
        for kind, known in offered.items():
            if kind == "category" and len(known) == 1:
                continue  # no charter here
            box.insertSeparator(box.count())
            for value, said in known.items():
                box.addItem(labelled(heads[kind], foreign.line(said, 60)), (kind, value))
        rows = [box.itemData(n) for n in range(box.count())]
        at = next((n for n, row in enumerate(rows) if row and {row[0]: row[1]} == kept), 0)
        box.setCurrentIndex(at)

    def _only(self) -> Mapping[str, str]:
        """Return by what the list is narrowed: "stance", "category" or "reach" with its value; {} by nothing."""
        kind, value = self.narrow.currentData() or ("", "")
        return {kind: value} if kind else {}

    def is_narrowed(self) -> bool:
        """Tell whether only a stance, a category or a reach is listed."""
        return bool(self._only())

    def narrow_to(self, kind: str, value: str) -> None:
        """List only a "stance", a "category" or a "reach"; with "" everything."""
        rows = [self.narrow.itemData(n) for n in range(self.narrow.count())]
        at = next((n for n, row in enumerate(rows) if row and tuple(row) == (kind, value)), 0)
        self.narrow.setCurrentIndex(at)
        self.look()

    def show_all(self) -> None:
        """List everything."""
        self.narrow_to("", "")

    def labels(self) -> Mapping[str, str]:
        """Return what categories are called, by id."""
        return self._found.labels

    def _say_empty(self) -> None:
        press = self.wanted.emit
        if not self._found.queries:
            self._empty.say(
                "watch",
                tr("Nothing is watched yet"),
                tr(
                    "A query says what to look for: your name, your subjects, a street. It is asked of feeds, pages,"
                    " hashtags and searches, and of your own inbox."
                ),
                tr("New query…"),
                lambda: press("new_query"),
            )
        elif not [one for one in self._found.sources if one.target]:
            self._empty.say(
                "watch",
                tr("Only your inbox is watched so far"),
                tr("Add feeds, pages, hashtags or searches in which others speak."),
                tr("New source…"),
                lambda: press("new_source"),
            )
        elif self.is_narrowed():
            self._empty.say(
                "check",
                tr("No mention is like that"),
                tr("What is listed is narrowed by a stance, a category or a reach."),
                tr("List all of them"),
                self.show_all,
            )
        elif self.show_.key() == "aside":
            self._empty.say("check", tr("Nothing was set aside"))
        else:
            self._empty.say(
                "watch",
                tr("Nothing was found yet"),
                tr("The sources are read by themselves. Their page says how each of them is."),
                tr("Look at the sources"),
                lambda: press("sources"),
            )

    def _choose_query(self) -> None:
        item = self.queries.currentItem()
        if item is not None:
            self.choose_query(str(item.data(QUERY)))

    def _show(self) -> None:
        one = self.list.mention()
        story = self._services.mentions.story(one.story_id) if one and one.copies > 1 else ()
        marked = self._found.marks.get(one.id, ("", ())) if one else ("", ())
        names = {query.id: query.name for query in self._found.queries}
        now = self._services.clock.now()
        self.detail.show_mention(
            one, marked, story, self.source_names(), names, now, self._found.labels
        )


def _row(name: str, query_id: str, below: str) -> QListWidgetItem:
    item = found_row(name, (), below, "soft")
    item.setData(QUERY, query_id)
    return item


def _new(n: int) -> str:
    return trn("{n} new", "{n} new", n).format(n=number(n))
