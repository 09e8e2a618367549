"""Beginning a message to somebody: which of their names is answered is always asked, and always said."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from PySide6.QtWidgets import QComboBox

from cmworkstation.domain import foreign
from cmworkstation.domain.contact import Card, Identity
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.ids import AuthorId
from cmworkstation.domain.relation import Begin, Goodbye, Kind, Tick, unthanked
from cmworkstation.domain.relation_texts import text
from cmworkstation.i18n import language, tr
from cmworkstation.services.relations import Row
from cmworkstation.ui import theme
from cmworkstation.ui.asking.task_form import Form
from cmworkstation.ui.review.replies_pane import open_conversation
from cmworkstation.ui.widgets.offering import offer
from cmworkstation.ui.widgets.remarks import remark, remarks
from cmworkstation.words import platform
from cmworkstation.words import relations as wordings

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

SAID_MS = 8000
DONE, OPEN = "✓", "○"  # before each of the five answers; what is open is also said in words below


def named(one: Identity) -> str:
    """Return one name of a person with its platform."""
    called = foreign.line(one.handle or one.name, 60)
    return f"{platform(one.platform)} · {called}"


def ask_which(form: Form, card: Card) -> QComboBox:
    """Ask under which of their names somebody is written to; nothing is chosen for them where there are several."""
    names = [(named(one), one.author_id) for one in card.identities]
    if len(names) > 1:
        names.insert(0, (tr("Choose a name…"), None))  # type: ignore[arg-type]
    return form.choice(tr("To which of their names"), names)


class BeginForm(Form):
    """The five answers before we ask somebody for something; what is unclear is said while one writes."""

    def __init__(self, window: "MainWindow", card: Card, row: Row | None = None) -> None:
        """Begin with somebody, or go on with a form that was kept."""
        note = tr("Give to receive: say what you ask, why them, what they get, and how to say no.")
        topics = ", ".join(foreign.line(one.words, 60) for one in card.topics)
        if topics:
            note = f"{note}\n{tr('Their subjects: {topics}').format(topics=topics)}"
        super().__init__(
            window, tr("Begin a relation"), note, tr("Write it"), self._write, size=(600, 660)
        )
        self._services = cast("Services", window.services)
        self._card, self._row = card, row
        begin = row.relation.begin if row else Begin()
        self.project = self.line(tr("Project"), row.relation.project if row else "")
        planned = [one.title for one in self._services.operations.listed() if one.counts]
        known = [*self._services.relations.projects(), *planned]
        offer(self.project, [foreign.line(name, 120) for name in known])
        self.ticks = {
            one: self.line(wordings.tick(one), str(getattr(begin, one.value))) for one in Tick
        }
        offer(self.ticks[Tick.TOPIC], [foreign.line(one.words, 120) for one in card.topics])
        self.invited = self.line(
            tr("How we were invited"), begin.invited, tr("empty where nobody asked us to write")
        )
        self.post = self.check(
            tr("They get it only if they write about it"), on=begin.post_required
        )
        self.paid = self.check(tr("There is a paid contract, which is disclosed"), on=begin.paid)
        self.which = ask_which(self, card)
        self.said = remarks(tr("What speaks against it"))
        self.said.setMinimumHeight(theme.current().px(96))
        self.add_widget(self.said)
        self.button(tr("Keep the form"), lambda: self.carry_out(self._keep))
        self.button(tr("It was asked elsewhere"), lambda: self.carry_out(self._asked))
        for field in (self.project, self.invited, *self.ticks.values()):
            field.textChanged.connect(lambda _: self._look())
        self.post.toggled.connect(lambda _: self._look())
        self.paid.toggled.connect(lambda _: self._look())
        self._look()

    def begin(self) -> Begin:
        """Return what the form says."""
        said = {one.value: field.text() for one, field in self.ticks.items()}
        return Begin(
            topic=said["topic"],
            ask=said["ask"],
            who=said["who"],
            gets=said["gets"],
            decline=said["decline"],
            invited=self.invited.text(),
            post_required=self.post.isChecked(),
            paid=self.paid.isChecked(),
        )

    def _look(self) -> None:
        for tick, field in self.ticks.items():
            clear = bool(field.text().strip())
            label = self.labels[field]
            label.setText(f"{DONE if clear else OPEN} {wordings.tick(tick)}")
            theme.mark(label, "good" if clear else "")
            theme.restyle(label)
        self.said.clear()
        found = self._services.relations.look_over(self._card.id, self.begin())
        for one in found:
            kind = "error" if one.key in ("post", "cap", "said-no") else "warn"
            self.said.addItem(remark(wordings.warned(one.key, one.about), kind, kind))
        if not found:
            self.said.addItem(remark(tr("Everything is clear."), "good", "good"))

    def _keep(self) -> Row:
        relations = self._services.relations
        if self._row is None:
            made, changes = relations.open(self._card.id, self.project.text(), self.begin())
            name = made.id
        else:
            name = self._row.relation.id
            changes = relations.change(name, self.project.text(), self.begin())
        self.window_.jobs.emit_changes(changes)
        return relations.row(name)

    def _asked(self) -> None:
        author = _chosen(self.which)
        row = self._row = self._keep()
        _, changes = self._services.relations.asked(row.relation.id, author)
        self.window_.jobs.emit_changes(changes)

    def _write(self) -> None:
        author = _chosen(self.which)
        row = self._row = self._keep()
        write(self.window_, row, author, Kind.BEGUN)


class WriteForm(Form):
    """Which message, and to which of their names."""

    def __init__(
        self,
        window: "MainWindow",
        row: Row,
        offered: Sequence[tuple[str, Kind, Goodbye | None, str]],
    ) -> None:
        """Offer these messages: what each is called, what it is, and what it is about."""
        note = tr(
            "A draft stands in the conversation with this name, to be read again and sent by you."
        )
        super().__init__(
            window, tr("Write to them"), note, tr("Prepare the draft"), self._write, size=(480, 320)
        )
        self._row = row
        self._offered = offered
        self.what = self.choice(tr("What about"), [(one[0], n) for n, one in enumerate(offered)])
        self.which = ask_which(self, row.card)

    def _write(self) -> None:
        _, kind, part, about = self._offered[int(self.what.currentData())]
        write(self.window_, self._row, _chosen(self.which), kind, part, about)


def write(
    window: "MainWindow",
    row: Row,
    author: AuthorId,
    kind: Kind,
    part: Goodbye | None = None,
    about: str = "",
) -> None:
    """Prepare a message to one name of a person, and show it where it will be sent from."""
    services = cast("Services", window.services)
    spoken = row.card.contact.language or language()
    name = row.card.called.split(" ", maxsplit=1)[0] or row.card.called
    body = text(kind, row.relation, name, spoken, part=part, what=about)
    draft, changes = services.relations.draft(
        row.relation.id, author, kind, body, part.value if part else ""
    )
    window.jobs.emit_changes(changes)
    open_conversation(window, draft.conversation_id)
    window.act("inbox.reply")
    window.say(tr("The draft is ready. Nothing was sent."), SAID_MS)


def _chosen(field: QComboBox) -> AuthorId:
    if field.currentData() is None:
        field.setFocus()
        raise NotAllowed("relation-name")
    return AuthorId(int(field.currentData()))


def offers(row: Row) -> Sequence[tuple[str, Kind, Goodbye | None, str]]:
    """Return which messages may be written in a relation: thanks that are owed first."""
    found: list[tuple[str, Kind, Goodbye | None, str]] = [
        (
            tr("Thanks for: {words}").format(words=foreign.line(event.words, 80)),
            Kind.THANKS,
            None,
            event.words,
        )
        for event in unthanked(row.events)
    ]
    found.append((tr("News"), Kind.NEWS, None, ""))
    found += [
        (tr("Goodbye: {part}").format(part=wordings.goodbye(one)), Kind.GOODBYE, one, "")
        for one in row.open
    ]
    return found
