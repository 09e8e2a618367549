"""Who works here: names, roles, keys, who acts; and what a keeper can do about it."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QInputDialog,
    QListWidgetItem,
    QMenu,
    QMessageBox,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from cmworkstation import words
from cmworkstation.domain import foreign
from cmworkstation.domain.errors import BackupFailed, BackupMissing
from cmworkstation.domain.profile import Act, Card, Mandate, Profile, ProfileId, Role
from cmworkstation.i18n import tr
from cmworkstation.services.cards import ENDING, LARGEST
from cmworkstation.ui import icons, theme
from cmworkstation.ui.people.form import PersonForm, mandates_of
from cmworkstation.ui.people.switching import LANE, become
from cmworkstation.ui.widgets.dialogs import fit
from cmworkstation.ui.widgets.entering import enter_acts_once
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.ui.widgets.layouts import FlowLayout
from cmworkstation.ui.widgets.remarks import remark, remarks
from cmworkstation.words import people as wordings
from cmworkstation.words import problems

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

PERSON = int(Qt.ItemDataRole.UserRole) + 2


class PeopleDialog(QDialog):
    """Lists the people; whoever may not change them sees why."""

    def __init__(self, window: "MainWindow") -> None:
        """Show who is here."""
        super().__init__(window)
        self._window = window
        self._services = cast("Services", window.services)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("People"))
        t = theme.current()
        self.setMinimumSize(t.px(320), t.px(320))
        fit(self, window, 680, 560)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(t.px(24),) * 4)
        column.setSpacing(t.px(12))
        self._intro = _label("soft")
        column.addWidget(self._intro)
        self.list = remarks(tr("People"))
        self.list.currentRowChanged.connect(self._offer)
        self.list.itemActivated.connect(lambda _: self.change())
        enter_acts_once(self.list)
        column.addWidget(self.list, 1)
        self._said = _label("error")
        self._said.hide()
        column.addWidget(self._said)
        column.addWidget(self._buttons())
        self._look()

    def _buttons(self) -> QWidget:
        holder = QWidget()
        row = FlowLayout(holder)
        self.adding = self._button(tr("Add a person…"), self.add, "add")
        theme.mark(self.adding, "primary")
        self.becoming = self._button(tr("Act as this person"), self.become)
        self.changing = self._button(tr("Roles and mandates…"), self.change)
        self.more = QMenu(self)
        self.keying = self._item(tr("Replace a lost key…"), "key", self.replace_key)
        self.ending = self._item(tr("Has left…"), "quit", self.end)
        self.more.addSeparator()
        self.giving = self._item(tr("Save my card…"), "upload", self.save_card)
        self.taking = self._item(tr("Take in a card…"), "download", self.choose_card)
        more = QPushButton(tr("Keys and cards"), self)
        more.setAutoDefault(False)
        more.setMenu(self.more)
        close = self._button(tr("Close"), self.reject)
        for one in (self.adding, self.becoming, self.changing, more, close):
            row.addWidget(one)
        return holder

    def _item(self, text: str, icon: str, pressed: Callable[[], object]) -> QAction:
        action = self.more.addAction(icons.icon(icon, "soft"), text)
        action.triggered.connect(lambda _=False: pressed())
        return action

    def _button(self, text: str, pressed: Callable[[], object], icon: str = "") -> QPushButton:
        button = QPushButton(text, self)
        if icon:
            button.setIcon(icons.icon(icon, "on_accent"))
        button.setAutoDefault(False)
        button.clicked.connect(lambda _=False: pressed())
        return button

    # ------------------------------------------------------------------------------------ showing

    def _look(self, chosen: str = "") -> None:
        people = self._services.profiles
        me = people.current()
        before = self._chosen()
        chosen = chosen or (before.id if before else me.id)
        self.list.clear()
        for one in people.listed():
            acts = one.id == me.id
            item = remark(self._told(one, acts=acts), "user", "accent" if acts else "soft")
            item.setData(PERSON, one)
            self.list.addItem(item)
            if one.id == chosen:
                self.list.setCurrentItem(item)
        if self.list.currentRow() < 0:
            self.list.setCurrentRow(0)
        self._intro.setText(self._introduction(me))
        self._offer()

    def _introduction(self, me: Profile) -> str:
        if not self.list.count():
            return tr(
                "Nobody is entered: whoever sits here may do everything. Enter people when several of you"
                " work here; the first one looks after the charter and acts at once."
            )
        if not me.may(Act.KEEP):
            return wordings.why_not(me, Act.KEEP)
        return tr(
            "The journal notes who did what. Whoever uses this computer’s user account can act as any of"
            " these people."
        )

    def _told(self, one: Profile, *, acts: bool) -> str:
        marks = [foreign.line(one.name, 80)]
        if acts:
            marks.append(tr("acts now"))
        if not one.local:
            marks.append(tr("on another machine"))
        lines = [" · ".join(marks), wordings.roles(one.roles)]
        lines += [
            tr("Speaks as: {speakers}").format(speakers=said)
            for said in mandates_of(self._services, one)
        ]
        keys = self._services.profiles.keys(one.id)
        if keys and keys[0].ended_at is None:
            mark = wordings.fingerprint(keys[0].fingerprint)
            since = words.when(keys[0].since, self._services.clock.now())
            key = tr("Key {fingerprint}, since {when}")
            lines.append(key.format(fingerprint=mark, when=since))
        return "\n".join(lines)

    def _offer(self, *_: object) -> None:
        one, me = self._chosen(), self._services.profiles.current()
        keeps = me.may(Act.KEEP) and not self._services.read_only
        here = one is not None and one.local
        self.adding.setEnabled(keeps)
        self.changing.setEnabled(keeps and one is not None)
        self.ending.setEnabled(keeps and one is not None)
        self.taking.setEnabled(keeps)
        self.keying.setEnabled(keeps and here and one != me)
        self.becoming.setEnabled(here and one != me and not self._services.read_only)
        self.giving.setEnabled(bool(me.id))

    def _chosen(self) -> Profile | None:
        item: QListWidgetItem | None = self.list.currentItem()
        return cast("Profile", item.data(PERSON)) if item is not None else None

    def _failed(self, error: Exception) -> None:
        notice = problems.error(error)
        self._say(" ".join(part for part in (notice.text, notice.hint) if part), "error")

    def _say(self, text: str, kind: str) -> None:
        theme.mark(self._said, kind)
        theme.restyle(self._said)
        self._said.setText(text)
        self._said.setVisible(bool(text))

    def _run(self, work: Callable[[], object], done: Callable[[object], object]) -> None:
        """Do what may ask the keyring on its lane; the list is shown anew, whatever comes of it."""

        def over(result: object) -> None:
            self._say("", "")
            done(result)
            self._window.show_acting()

        self._window.jobs.run(LANE, work, over, self._failed, owner=self)

    # ------------------------------------------------------------------------------------ acts

    def add(self) -> None:
        """Ask for a name and roles, and enter the person."""
        first = not any(one.local for one in self._services.profiles.listed())
        roles = frozenset(Role) if first else frozenset({Role.DRAFTER})
        form = PersonForm(self, self._services, Profile(ProfileId(""), "", roles))
        form.setWindowTitle(tr("Add a person"))
        form.wanted.connect(self._add)
        form.open()

    def _add(self, name: str, roles: frozenset[Role], mandates: frozenset[Mandate]) -> None:
        before = self._services.profiles.current()

        def added(profile: object) -> None:
            self._look(cast("Profile", profile).id)
            if not before.id:
                self._window.rebuild()

        self._run(partial(self._services.profiles.add, name, roles, mandates), added)

    def change(self) -> None:
        """Change name, roles and mandates of the chosen person."""
        one = self._chosen()
        if one is None or not self.changing.isEnabled():
            return
        form = PersonForm(self, self._services, one)
        form.setWindowTitle(tr("Roles and mandates"))
        form.wanted.connect(partial(self._change, one))
        form.open()

    def _change(
        self, one: Profile, name: str, roles: frozenset[Role], mandates: frozenset[Mandate]
    ) -> None:
        change = self._services.profiles.change
        work = partial(change, one.id, name=name, roles=roles, mandates=mandates)
        self._run(work, lambda _: self._changed(one))

    def _changed(self, one: Profile) -> None:
        self._look()
        if one.id == self._services.profiles.current().id:
            self._window.rebuild()  # what the person may do is another thing now

    def become(self) -> None:
        """Let the chosen person act."""
        one = self._chosen()
        if one is not None:
            become(self._window, one.id)
            self._look()

    def end(self) -> None:
        """Ask, then let the chosen person act and sign no more."""
        one = self._chosen()
        if one is None:
            return
        box = QMessageBox(self)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setWindowTitle(tr("Has left"))
        text = tr("{name} acts and signs no more. This cannot be taken back.")
        box.setText(text.format(name=foreign.line(one.name, 80)))
        box.setInformativeText(tr("What they did stays in the journal under their name."))
        yes = box.addButton(tr("Has left"), QMessageBox.ButtonRole.DestructiveRole)
        box.setDefaultButton(box.addButton(tr("Cancel"), QMessageBox.ButtonRole.RejectRole))
        box.buttonClicked.connect(lambda pressed: self._end(one) if pressed is yes else None)
        box.open()

    def _end(self, one: Profile) -> None:
        self._run(partial(self._services.profiles.end, one.id), lambda _: self._changed(one))

    def replace_key(self) -> None:
        """Ask why, then make the chosen person a new key."""
        one = self._chosen()
        if one is not None:
            work = partial(self._services.profiles.replace_key, one.id)
            self._ask_why(one, lambda why: self._run(partial(work, why), lambda _: self._look()))

    def _ask_why(self, one: Profile, then: Callable[[str], object]) -> None:
        asking = QInputDialog(self)
        title = tr("A new key for {name}").format(name=foreign.line(one.name, 60))
        asking.setWindowTitle(title)
        asking.setLabelText(tr("Why is a new key needed? The journal keeps your answer."))
        asking.setOkButtonText(tr("Make the key count"))
        asking.setCancelButtonText(tr("Cancel"))
        asking.textValueSelected.connect(then)
        asking.open()

    # ------------------------------------------------------------------------------------ cards

    def save_card(self) -> None:
        """Ask for a file and write the acting person's card to it."""
        chooser = QFileDialog(self, tr("Save my card"), str(self._window.home))
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        name = self._services.profiles.current().name
        chooser.selectFile(f"{'-'.join(name.split()).replace('/', '-')}{ENDING}")
        chooser.fileSelected.connect(self.save_card_to)
        chooser.open()

    def save_card_to(self, chosen: str) -> None:
        """Write the acting person's card."""

        def write() -> str:
            card = self._services.cards.own()
            try:
                Path(chosen).write_bytes(card)
            except OSError as error:
                raise BackupFailed(type(error).__name__) from None
            return Path(chosen).name

        def written(name: object) -> None:
            said = tr("Saved to {file}. Tell your colleague the fingerprint by voice.")
            self._say(said.format(file=foreign.line(str(name), 80)), "good")

        self._run(write, written)

    def choose_card(self) -> None:
        """Ask for a colleague's card."""
        chooser = QFileDialog(self, tr("Take in a card"), str(self._window.home))
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.setFileMode(QFileDialog.FileMode.ExistingFile)
        chooser.fileSelected.connect(self.take_in)
        chooser.open()

    def take_in(self, chosen: str) -> None:
        """Read a card and show whose it is, to be compared."""

        def read() -> Card:
            try:
                with Path(chosen).open("rb") as file:
                    found = file.read(LARGEST + 1)
            except OSError as error:
                raise BackupMissing(type(error).__name__) from None
            return self._services.cards.read(found)

        self._run(read, lambda card: self._show_card(cast("Card", card)))

    def _show_card(self, card: Card) -> None:
        known = self._services.cards.known(card)
        keys = self._services.profiles.keys(card.id) if known else ()
        if known is not None and any(one.fingerprint == card.fingerprint for one in keys):
            self._say(problems.reason("card-known"), "warn")
            return
        shown = known or Profile(card.id, card.name, frozenset({Role.DRAFTER}), local=False)
        form = PersonForm(self, self._services, shown, card)
        form.setWindowTitle(tr("A colleague’s card"))
        form.wanted.connect(partial(self._take, card, known))
        form.open()

    def _take(
        self,
        card: Card,
        known: Profile | None,
        _name: str,
        roles: frozenset[Role],
        mandates: frozenset[Mandate],
    ) -> None:
        cards = self._services.cards
        if known is None:
            work = partial(cards.take_in, card, roles, mandates)
            self._run(work, lambda _: self._look(card.id))
            return
        renew = partial(cards.take_new_key, card)
        self._ask_why(known, lambda why: self._run(partial(renew, why), lambda _: self._look()))


def _label(kind: str) -> PlainLabel:
    label = PlainLabel()
    label.setWordWrap(True)
    theme.mark(label, kind)
    return label
