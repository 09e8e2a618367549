"""Changing the keys: choose a set, give a command another key, take one away."""

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QPushButton,
    QScrollArea,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from cmworkstation.domain import foreign
from cmworkstation.domain.folding import fold
from cmworkstation.i18n import N_, tr
from cmworkstation.ui import keymap, keys, theme
from cmworkstation.ui.commands import BY_ID, COMMANDS, Command
from cmworkstation.ui.key_field import KeyField
from cmworkstation.ui.keymap import Keymap, Refused
from cmworkstation.ui.widgets.dialogs import fit
from cmworkstation.ui.widgets.fields import SearchField, Segmented
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.ui.widgets.layouts import FlowLayout

if TYPE_CHECKING:
    from cmworkstation.ui.main_window import MainWindow

_ID: Final = Qt.ItemDataRole.UserRole
TREE: Final = 140  # px at 100 %, the least

ABOUT: Final = {
    "workstation": N_(
        "Single letters in lists and conversations, and a form with Ctrl or Alt of each."
    ),
    "mail": N_("The letters that mail in the browser uses, where they differ."),
    "classic": N_("No single letters: everything with Ctrl, Alt or a function key."),
}
REFUSED: Final = {
    Refused.ALTGR: N_(
        "Ctrl+Alt with a character types something on many keyboards. Take another key."
    ),
    Refused.TYPES: N_(
        "This command acts everywhere, also while you write. Take a key with Ctrl or Alt."
    ),
    Refused.RESERVED: N_("This key walks through the window. Take another one."),
    Refused.UNKNOWN: N_("This key cannot be used. Take another one."),
    Refused.MOST: N_("This command has five keys already. Take one away first."),
}


class KeysDialog(QDialog):
    """Nothing changes before “Use these”."""

    def __init__(self, window: "MainWindow") -> None:
        """Show the keys in use."""
        super().__init__(window)
        self._window = window
        self._map = keymap.current()
        self._heads: list[QTreeWidgetItem] = []
        self._rows: list[tuple[QTreeWidgetItem, Command]] = []
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Change the keys"))
        t = theme.current()
        self.sets = Segmented([(name, tr(title)) for name, title in keymap.SETS.items()], self)
        self.sets.setAccessibleName(tr("Set of keys"))
        self.sets.choose(self._map.name)
        self.sets.chosen.connect(self._choose_set)
        self._about = QLabel(self)
        self._about.setWordWrap(True)
        theme.mark(self._about, "soft")
        self.field = SearchField(tr("Find a key or a command"), self)
        self.field.searched.connect(self._narrow)
        self.tree = self._a_tree()
        inner = QWidget()
        above = QVBoxLayout(inner)
        above.setContentsMargins(0, 0, 0, 0)
        above.setSpacing(t.px(12))
        for widget in (self.sets, self._about, self.field):
            above.addWidget(widget)
        above.addWidget(self.tree, 1)
        above.addWidget(self._an_editor())
        scroll = QScrollArea()  # for large letters in a low window
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setAccessibleName(tr("Change the keys"))
        scroll.setWidget(inner)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(t.px(16),) * 4)
        column.setSpacing(t.px(12))
        column.addWidget(scroll, 1)
        column.addWidget(self._buttons())
        self._fill()
        self.tree.setCurrentItem(self._rows[0][0])
        fit(self, window, 640, 680)

    # --- building ---------------------------------------------------------------------------------

    def _a_tree(self) -> QTreeWidget:
        tree = QTreeWidget(self)
        tree.setAccessibleName(tr("Commands"))
        tree.setMinimumHeight(theme.current().px(TREE))
        tree.setColumnCount(2)
        tree.setHeaderLabels([tr("Command"), tr("Keys")])
        tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        tree.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        tree.header().setStretchLastSection(False)
        tree.setRootIsDecorated(False)
        tree.setIndentation(theme.current().px(12))
        tree.setWordWrap(True)
        tree.currentItemChanged.connect(lambda *_: self._show_command())
        for area, name in keys.AREAS.items():
            rows = [row for row in COMMANDS if row.id.partition(".")[0] == area]
            if not rows:
                continue
            head = QTreeWidgetItem(tree, [tr(name), ""])
            head.setFlags(Qt.ItemFlag.ItemIsEnabled)
            head.setFont(0, theme.current().font("body", bold=True))
            head.setExpanded(True)
            head.setData(1, Qt.ItemDataRole.AccessibleTextRole, tr(name))
            self._heads.append(head)
            for row in rows:
                item = QTreeWidgetItem(head, [keys.title(row), ""])
                item.setData(0, _ID, row.id)
                self._rows.append((item, row))
        return tree

    def _an_editor(self) -> QWidget:
        box = QWidget(self)
        t = theme.current()
        self._title = PlainLabel("")
        self._title.setWordWrap(True)
        theme.mark(self._title, "title")
        self._caps = QWidget(box)
        self._shown_caps: list[QPushButton] = []
        self._line = FlowLayout(self._caps, 4)
        self.pressed = KeyField(box)
        self.pressed.pressed.connect(lambda _: self._show_pressed())
        self.add = QPushButton(tr("Give it this key"), box)
        self.add.clicked.connect(self._give)
        self.reset = QPushButton(tr("As in the set"), box)
        self.reset.clicked.connect(self._reset_one)
        self._said = PlainLabel("", box)
        self._said.setWordWrap(True)
        theme.mark(self._said, "soft")
        acts = QWidget(box)
        line = FlowLayout(acts, 8)
        for button in (self.add, self.reset):
            button.setMinimumHeight(button.sizeHint().height())
            line.addWidget(button)
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(t.px(8))
        column.addWidget(self._title)
        column.addWidget(self._caps)
        column.addWidget(self.pressed)
        column.addWidget(acts)
        column.addWidget(self._said)
        return box

    def _buttons(self) -> QDialogButtonBox:
        buttons = QDialogButtonBox(self)
        keep = buttons.addButton(tr("Use these"), QDialogButtonBox.ButtonRole.AcceptRole)
        theme.mark(keep, "primary")
        buttons.addButton(tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        self.reset_all = buttons.addButton(
            tr("All as in the set"), QDialogButtonBox.ButtonRole.ResetRole
        )
        self.reset_all.clicked.connect(lambda: self._become(Keymap(self._map.name)))
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        return buttons

    # --- showing ----------------------------------------------------------------------------------

    def _fill(self) -> None:
        self._about.setText(tr(ABOUT[self._map.name]))
        for item, row in self._rows:
            said = ", ".join(dict.fromkeys(keys.say(key) for key in self._map.of(row)))
            changed = self._map.changed(row)
            item.setText(
                1, tr("{keys} (changed)").format(keys=said or "–") if changed else said or "–"
            )
            spoken = [keys.title(row), said or tr("no key"), tr("changed") if changed else ""]
            item.setData(0, Qt.ItemDataRole.AccessibleTextRole, ", ".join(filter(None, spoken)))
        self.reset_all.setEnabled(bool(self._map.own))
        self._narrow(self.field.text())

    def _narrow(self, query: str) -> None:
        wanted = fold(query)
        for item, _ in self._rows:
            item.setHidden(wanted not in fold(f"{item.text(0)} {item.text(1)}"))
        for head in self._heads:
            parts = [item for item, _ in self._rows if item.parent() is head]
            head.setHidden(all(item.isHidden() for item in parts))

    def _command(self) -> Command | None:
        item = self.tree.currentItem()
        found = item.data(0, _ID) if item is not None else None
        return BY_ID[found] if found else None

    def _show_command(self) -> None:
        self.pressed.empty()
        for old in self._shown_caps:
            self._line.removeWidget(old)
            old.deleteLater()
        self._shown_caps.clear()
        row = self._command()
        self._title.setText(keys.title(row) if row else "")
        for key in self._map.of(row) if row else ():
            cap = QPushButton(f"{keys.say(key)}  ×", self._caps)
            cap.setAccessibleName(tr("Take away {key}").format(key=keys.say(key)))
            cap.setToolTip(foreign.tooltip(cap.accessibleName()))
            cap.clicked.connect(lambda _=False, key=key: self._take_away(key))
            cap.setMinimumHeight(cap.sizeHint().height())
            self._line.addWidget(cap)
            self._shown_caps.append(cap)
        self.reset.setEnabled(row is not None and self._map.changed(row))
        self.pressed.setEnabled(row is not None)
        self._show_pressed()

    def _show_pressed(self) -> None:
        row, key = self._command(), self.pressed.key
        self.add.setEnabled(False)
        self.add.setText(tr("Give it this key"))
        self._said.setText("")
        if row is None or not key:
            return
        have = self._map.of(row)
        if key in have:
            self._said.setText(tr("It has this key already."))
            return
        refused = keymap.refusal(row, key, have)
        if refused is not None:
            self._said.setText(tr(REFUSED[refused]))
            return
        others = self._map.taken_by(row, key)
        self.add.setEnabled(True)
        if others:
            names = tr("“{name}”")
            said = ", ".join(names.format(name=keys.title(one)) for one in others)
            self._said.setText(
                tr("{key} is now {commands}.").format(key=keys.say(key), commands=said)
            )
            self.add.setText(tr("Take it from there"))

    # --- changing ---------------------------------------------------------------------------------

    def _become(self, wanted: Keymap) -> None:
        self._map = wanted
        self._fill()
        self._show_command()

    def _choose_set(self, name: str) -> None:
        self._become(Keymap(name, self._map.own))

    def _give(self) -> None:
        row, key = self._command(), self.pressed.key
        if row is None or not key:
            return
        wanted = self._map
        for other in wanted.taken_by(row, key):
            rest = [one for one in wanted.of(other) if not keymap.collide(one, key)]
            wanted = wanted.given(other, rest)
        self._become(wanted.given(row, [*wanted.of(row), key]))
        self.pressed.setFocus()

    def _take_away(self, key: str) -> None:
        row = self._command()
        if row is not None:
            self._become(self._map.given(row, [one for one in self._map.of(row) if one != key]))
            self.tree.setFocus()

    def _reset_one(self) -> None:
        row = self._command()
        if row is None:
            return
        wanted = self._map.given(row, keymap.of_set(self._map.name, row))
        for key in wanted.of(row):  # the key may have been given to another meanwhile
            for other in wanted.taken_by(row, key):
                rest = [one for one in wanted.of(other) if not keymap.collide(one, key)]
                wanted = wanted.given(other, rest)
        self._become(wanted)

    def accept(self) -> None:
        """Let these keys lead from now on."""
        super().accept()
        if self._map != keymap.current():
            self._window.set_keys(self._map)
