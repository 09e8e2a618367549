"""The left pane: views with their numbers, saved views, labels, categories, colleagues and accounts."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QFrame, QMenu, QVBoxLayout, QWidget

from cmworkstation import words
from cmworkstation.domain import foreign
from cmworkstation.domain.account import Account
from cmworkstation.domain.conversation import UNSETTLED, Counts, Status, View
from cmworkstation.domain.ids import AccountId
from cmworkstation.domain.label import Label, is_within
from cmworkstation.domain.profile import Profile
from cmworkstation.i18n import tr, trn
from cmworkstation.ui import icons, theme
from cmworkstation.ui.inbox.side_bar import SideBar
from cmworkstation.ui.inbox.side_lines import account_line, label_lines
from cmworkstation.ui.inbox.side_rows import Entry, line
from cmworkstation.ui.inbox.view_keys import (
    ACCOUNT,
    CATEGORY,
    IN_APPROVAL,
    LABEL,
    MINE,
    NOBODYS,
    OF_ACCOUNTS,
    OF_CATEGORIES,
    OF_LABELS,
    OF_PEOPLE,
    OF_SAVED,
    OF_SEVERAL,
    OF_VIEWS,
    PERSON,
    SECTIONS,
    URGENT,
    VIEWS,
    count_of,
    title,
)
from cmworkstation.ui.preferences import Preferences

FOLDED = "inbox/folded"  # what is folded away, in the person's preferences


class ViewsPane(QFrame):
    """Chooses what the list shows: a view, and all accounts or one."""

    view_chosen = Signal(str)
    account_chosen = Signal(str)  # an account's id, "" for all
    dropped = Signal(str, object)  # a line's key, and the conversations that were dropped on it
    labels_wanted = Signal()  # change the labels themselves
    menu_asked = Signal(str, object)  # a line's key, and the menu to which its acts may be added

    def __init__(
        self, preferences: Preferences | None = None, parent: QWidget | None = None
    ) -> None:
        """Build the sections, empty of numbers; `preferences` remembers which are folded."""
        super().__init__(parent)
        theme.mark(self, "sunken")
        self._preferences = preferences or Preferences(volatile=True)
        self._folded = set(self._preferences.word(FOLDED).split())
        self._known: tuple[Label, ...] = ()
        self._labels: Mapping[str, Mapping[str, str]] = {}
        self._accounts: tuple[Account, ...] = ()
        self._entries: dict[AccountId, Entry] = {}  # as last shown; thousands seldom change at once
        self._saved: Sequence[Entry] = ()
        self._people: tuple[Profile, ...] = ()
        self._counts = Counts()
        self._waits = False  # more is about to be set
        self._view = Status.WAITING_US.name
        self._account = ""
        self.bar = SideBar(tuple(SECTIONS), _takes)
        self.bar.setAccessibleName(tr("Views and accounts"))
        self._build()
        self._fill()
        self.bar.chosen.connect(self._picked)
        self.bar.folded.connect(self._turned)
        self.bar.dropped.connect(self.dropped)
        self.bar.menu_wanted.connect(self._menu)

    def _build(self) -> None:
        look = theme.current()
        column = QVBoxLayout(self)
        column.setContentsMargins(look.px(6), look.px(2), look.px(6), look.px(6))
        column.addWidget(self.bar)

    # --- what is shown ----------------------------------------------------------------------------

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """Show all that is set within together."""
        self._waits = True
        try:
            yield
        finally:
            self._waits = False
            self._fill()

    def set_labels(self, labels: Iterable[Label]) -> None:
        """Show these labels, each above those below it."""
        known = tuple(labels)
        if known != self._known:
            self._known = known
            self._fill()

    def set_saved(self, entries: Sequence[Entry]) -> None:
        """Show these saved views."""
        if entries != self._saved:
            self._saved = entries
            self._fill()

    def set_accounts(self, accounts: Iterable[Account]) -> None:
        """Show these accounts."""
        before = dict(zip((one.id for one in self._accounts), self._accounts, strict=True))
        found = tuple(accounts)
        if found == self._accounts:
            return
        self._accounts = found
        for one in self._accounts:
            if before.get(one.id) != one:
                self._entries.pop(one.id, None)
        if self._account and self._account not in {one.id for one in self._accounts}:
            self._account = ""
        self._fill()

    def set_counts(self, counts: Counts, people: Iterable[Profile] = ()) -> None:
        """Show these numbers; `people` are those who can have something in hand."""
        known = tuple(people)
        if (counts, known) != (self._counts, self._people):
            self._counts, self._people = counts, known
            self._fill()

    def name_categories(self, labels: Mapping[str, Mapping[str, str]]) -> None:
        """Call the categories by these names, by language."""
        if labels != self._labels:
            self._labels = labels
            self._fill()

    def choose(self, view: str, account: str) -> None:
        """Show what is chosen without telling anybody."""
        self._view, self._account = view, account
        self._fill()

    def title_of(self, key: str) -> str:
        """Return the name of a view, a label, a category, or of whoever has something in hand."""
        if key.startswith(LABEL):
            found = (one.path for one in self._known if f"{LABEL}{one.id}" == key)
            return foreign.line(next(found, tr("Labels")), 80)
        if key.startswith(PERSON):
            names = (one.name for one in self._people if f"{PERSON}{one.id}" == key)
            return foreign.line(next(names, tr("Colleagues")), 60)
        if not key.startswith(CATEGORY):
            return title(key)
        name = key.removeprefix(CATEGORY)
        return foreign.line(words.in_language(self._labels.get(name, {}))) or foreign.line(name)

    def view_of(self, key: str) -> View:
        """Return what a line shows that is not one standing."""
        if key == MINE:
            return View(status=None, assignee=self._counts.me, statuses=UNSETTLED)
        if key == NOBODYS:
            return View(assignee="")
        if key == IN_APPROVAL:
            return View(status=None, in_approval=True)
        if key.startswith(PERSON):
            who = key.removeprefix(PERSON)
            return View(status=None, assignee=who, statuses=UNSETTLED)
        chosen = next((x for x in self._known if f"{LABEL}{x.id}" == key), None)
        below = [x.id for x in self._known if chosen and is_within(x.path, chosen.path)]
        return View(status=None, labels=tuple(below) or (0,))

    def shown_views(self) -> tuple[tuple[str, str, str], ...]:
        """Return the views that make sense: those of several people where there are any."""
        several = len(self._counts.by_assignee) > 1 or self._view in OF_SEVERAL
        return tuple(row for row in VIEWS if several or row[0] not in OF_SEVERAL)

    def label_entries(self) -> list[Entry]:
        """Return the lines of the labels, without what is folded away; a label counts those below it."""
        found: list[Entry] = []
        for one in self._all_labels():
            if found and found[-1].folds and one.depth > found[-1].depth:
                continue
            found.append(one)
        return found

    def kinds(self) -> list[Entry]:
        """Return the categories of those that wait for us, by name; the chosen one also when nobody is left.

        There are none before their names are known, which is soon after the first paint.
        """
        if not self._labels:
            return []
        found = {f"{CATEGORY}{name}": n for name, n in self._counts.by_category.items() if n}
        if self._view.startswith(CATEGORY):
            found.setdefault(self._view, 0)
        entries = [line(key, self.title_of(key), "tag", n) for key, n in found.items()]
        return sorted(entries, key=lambda one: one.title.casefold())

    def go_to_kinds(self) -> None:
        """Take the keyboard to the categories, and choose the first where none is chosen."""
        kinds = self.kinds()
        if kinds:
            key = self._view if self._view.startswith(CATEGORY) else kinds[0].key
            self.bar.go_to(key)
            self._picked(key)

    def _fill(self) -> None:
        if self._waits:
            return
        for section, entries in (
            (OF_VIEWS, [self._view_entry(*row) for row in self.shown_views()]),
            (OF_SAVED, list(self._saved)),
            (OF_LABELS, self._all_labels()),
            (OF_CATEGORIES, self.kinds()),
            (OF_PEOPLE, self.colleagues()),
            (OF_ACCOUNTS, self._account_entries()),
        ):
            self.bar.show_section(self._heading(section, entries), entries)
        self.bar.choose((self._view, f"{ACCOUNT}{self._account}"))

    def _heading(self, section: str, entries: Sequence[Entry]) -> Entry:
        folds, n = section in self._folded, len(entries)
        holds = any(one.key == self._view for one in entries)
        words_ = tr(SECTIONS[section])
        said = trn("{title}, {n} line", "{title}, {n} lines", n).format(title=words_, n=n)
        return Entry(
            section,
            words_,
            strong=folds and holds,
            folds=folds,
            said=said,
            more=section in (OF_SAVED, OF_LABELS),
        )

    def _view_entry(self, key: str, words: str, icon: str) -> Entry:
        count = count_of(self._counts, key)
        return line(key, tr(words), icon, count, strong=key in URGENT and count > 0)

    def _all_labels(self) -> list[Entry]:
        return label_lines(self._known, self._counts.by_label, self._folded)

    def colleagues(self) -> list[Entry]:
        """Return who is entered, with what each has in hand of those that wait for us."""
        numbers = self._counts.by_assignee
        entries = []
        for one in self._people:
            name = foreign.line(one.name, 60)
            if one.id == self._counts.me:
                name = tr("{name} (you)").format(name=name)
            entries.append(line(f"{PERSON}{one.id}", name, "user", numbers.get(one.id, 0)))
        return entries

    def _account_entries(self) -> list[Entry]:
        if not self._accounts:
            return []
        n = sum(self._counts.by_account.values())
        everything = line(ACCOUNT, tr("All accounts"), "accounts", n)
        return [everything, *(self._account_entry(one) for one in self._accounts)]

    def _account_entry(self, account: Account) -> Entry:
        count = self._counts.by_account.get(account.id, 0)
        strong = self._counts.unread_by_account.get(account.id, 0) > 0
        known = self._entries.get(account.id)
        if known is None or (known.count, known.strong) != (count, strong):
            known = account_line(account, count, strong=strong)
            self._entries[account.id] = known
        return known

    # --- what a person does -----------------------------------------------------------------------

    def _picked(self, key: str) -> None:
        if key.startswith(ACCOUNT):
            account = key.removeprefix(ACCOUNT)
            if account != self._account:
                self._account = account
                self._fill()
                self.account_chosen.emit(AccountId(account))
        elif key != self._view:
            self._view = key
            self._fill()
            self.view_chosen.emit(key)

    def _turned(self, key: str, folded: bool) -> None:
        (self._folded.add if folded else self._folded.discard)(key)
        self._preferences.set_word(FOLDED, " ".join(sorted(self._folded)))
        self._fill()

    def _menu(self, key: str, at: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if key == OF_LABELS or key.startswith(LABEL):
            menu.addAction(icons.icon("tag"), tr("Manage labels…"), self.labels_wanted.emit)
        self.menu_asked.emit(key, menu)
        if menu.actions():
            menu.addSeparator()
        menu.addAction(tr("Fold all sections"), lambda: self._turn_all(folded=True))
        menu.addAction(tr("Unfold all sections"), lambda: self._turn_all(folded=False))
        menu.popup(at)

    def _turn_all(self, *, folded: bool) -> None:
        for section in SECTIONS:
            self.bar.setExpanded(self.bar.lines.heading(section).index(), not folded)


def _takes(key: str) -> bool:
    """Tell whether conversations may be dropped on a line."""
    return key.startswith((LABEL, PERSON)) or key in (MINE, NOBODYS, Status.DONE.name)
