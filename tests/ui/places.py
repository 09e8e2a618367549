"""Every place of the program, opened in a real window: for walks that must miss none."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from functools import cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QDialog, QMainWindow, QWidget
from shiboken6 import isValid

from cmworkstation import connectors, i18n
from cmworkstation.domain import vcard
from cmworkstation.domain.account import Account, Folder, LengthRule, MediaRules
from cmworkstation.domain.briefing import Department, DepartmentId
from cmworkstation.domain.capture import Twin
from cmworkstation.domain.charter.attached import AnswerFile, written
from cmworkstation.domain.charter.clauses import Contact
from cmworkstation.domain.charter.detect.danger_words import VIOLENCE
from cmworkstation.domain.charter.finding import Finding, MeasuredLength, Severity
from cmworkstation.domain.charter.patching import SetField, patch
from cmworkstation.domain.charter.reading import read_charter
from cmworkstation.domain.contact import Matter
from cmworkstation.domain.conversation import Changes, Status, View
from cmworkstation.domain.dashboard import Tile
from cmworkstation.domain.dependence import Part
from cmworkstation.domain.dialogue import About, Stance
from cmworkstation.domain.emergency import numbers
from cmworkstation.domain.errors import NotAllowed, Offline, StorageFull, StoreDamaged, Untrusted
from cmworkstation.domain.expert import Asked
from cmworkstation.domain.gap import Cause, GapState, How
from cmworkstation.domain.ground import Ground, GroundKind
from cmworkstation.domain.handle_check import Result
from cmworkstation.domain.ids import AuthorId, ConversationId, MessageId
from cmworkstation.domain.inbox_rule import Action, ActionKind, InboxRule
from cmworkstation.domain.ledger import Tally
from cmworkstation.domain.presence import Standing
from cmworkstation.domain.profile import ALL_ROLES, Card, Profile, ProfileId, Role
from cmworkstation.domain.progress import Progress
from cmworkstation.domain.promise import PromiseState
from cmworkstation.domain.relation import Begin
from cmworkstation.domain.relation import Kind as EventKind
from cmworkstation.domain.reply import OutboxState
from cmworkstation.domain.reply_time import Kind as ReplyKind
from cmworkstation.domain.reply_time import ReplyTime
from cmworkstation.domain.retention import Kept
from cmworkstation.domain.topic import TopicState
from cmworkstation.domain.watch import WatchQuery
from cmworkstation.resources.demo import plans
from cmworkstation.sdk.connector import Authorisation
from cmworkstation.services import demo_plans, exchange
from cmworkstation.services.composer import PartReview, Review
from cmworkstation.services.dangers import Alarm
from cmworkstation.services.rescue import Salvaged
from cmworkstation.services.signin import CodeSignIn
from cmworkstation.services.starters import DEMONSTRATION
from cmworkstation.services.workstation import Services, open_services
from cmworkstation.store import (
    coverage,
    history,
    inbox_rules,
    intake,
    ledger,
    outbox,
    promises,
    times,
)
from cmworkstation.store.received import Raw
from cmworkstation.ui import notices, theme
from cmworkstation.ui.accounts.folders import FoldersDialog
from cmworkstation.ui.accounts.place import PlaceDialog
from cmworkstation.ui.accounts.wizard import (
    ADDRESS,
    BROWSER,
    CLIENT,
    DEVICE,
    NAME,
    PASSWORD,
    PLATFORM,
    TOKEN,
    AccountWizard,
)
from cmworkstation.ui.approvals.page import ApprovalsPage
from cmworkstation.ui.archives import wizard as archive
from cmworkstation.ui.backups import acts
from cmworkstation.ui.backups.damaged import DamagedDialog
from cmworkstation.ui.backups.restore_wizard import CHANGES, CHOOSE, READY, SECRET, RestoreWizard
from cmworkstation.ui.briefing.page import BriefingPage
from cmworkstation.ui.capture.dialog import CaptureDialog
from cmworkstation.ui.charter.page import CharterPage
from cmworkstation.ui.charter.publish_dialog import PublishDialog
from cmworkstation.ui.charter.versions_dialog import VersionsDialog
from cmworkstation.ui.composer.parts import PartsDialog
from cmworkstation.ui.composer.place_of_post import PlaceOfPost
from cmworkstation.ui.contacts.cards import TakeCardsForm
from cmworkstation.ui.contacts.page import ContactsPage
from cmworkstation.ui.crisis.acts import CrisisBand
from cmworkstation.ui.crisis.dialog import CrisisDialog
from cmworkstation.ui.crisis.page import CrisisPage
from cmworkstation.ui.dashboard.page import DashboardPage
from cmworkstation.ui.dialogue.page import DialoguePage
from cmworkstation.ui.freeze.band import FreezeBand
from cmworkstation.ui.golden.page import GoldenPage
from cmworkstation.ui.guide.page import GuidePage
from cmworkstation.ui.inbox_rules.page import InboxRulesPage
from cmworkstation.ui.notices import DAMAGED, FULL, GROUND, Notice, words
from cmworkstation.ui.operations.import_dialog import ImportDialog
from cmworkstation.ui.operations.page import OperationsPage
from cmworkstation.ui.palette import Palette
from cmworkstation.ui.people.dialog import PeopleDialog
from cmworkstation.ui.presence.page import PresencePage
from cmworkstation.ui.presence.rows_dialog import RowsDialog
from cmworkstation.ui.proof.bundle import BundleDialog
from cmworkstation.ui.review.page import ReviewPage
from cmworkstation.ui.taking_out.sheet import OutSheet
from cmworkstation.ui.updating import UpdateDialog
from cmworkstation.ui.watch.page import WatchPage
from cmworkstation.vault import Vault
from tests.builders_alerts import ring
from tests.builders_workspace import NOW, US, a_message, a_town, add_account, receive
from tests.clocks import SetClock
from tests.pictures import drawn
from tests.services.approving import CHARTER
from tests.ui.inbox.conftest import Scene
from tests.walking import walked

CALENDAR = (
    b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:a\r\nDTSTART:20261205T100000Z\r\nSUMMARY:Fair\r\nEND:VEVENT\r\n"
    b"BEGIN:VEVENT\r\nUID:b\r\nSUMMARY:No start\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)
LONG = (
    "Bonjour, merci de votre message, nous regardons cela dès demain matin et revenons vers vous."
)


def _discuss(services: Services) -> None:
    """Let a topic, a question to people, and a question to an expert be there."""
    home = ConversationId(min(services.inbox.ids(View(status=None))))
    topic, _ = services.topics.make("Fête des voisins", LONG)
    services.topics.file(topic.id, [home])
    services.topics.move(topic.id, TopicState.DECIDED, LONG)
    made, _ = services.dialogues.make(About("Quels horaires le samedi ?", LONG, "Familles"))
    place, _ = services.dialogue_places.add(made.id, name="Urne à l’accueil")
    services.dialogues.approve(made.id)
    services.dialogues.open(made.id)
    services.dialogue_places.asked_by_hand(place.id)
    services.dialogue_places.add(made.id, conversation_id=home, filed=True)
    services.contributions.enter(place.id, LONG, "Zoe Martin", stance=Stance.FOR, theme="matin")
    services.contributions.enter_poll(place.id, [("Samedi", 34), ("Dimanche", 12)], LONG)
    services.experts.ask(
        home, None, Asked("Karim", LONG, "service de la voirie"), "Personne {}".format
    )


def a_full_workspace(folder: Path) -> Services:
    """Return the town with charters, a draft, and replies in the outbox, one of them in doubt."""
    for name, content in _full().items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return _opened(folder)


@cache
def _full() -> Mapping[Path, bytes]:
    """Make it once, and return its files: each test has a copy."""
    with TemporaryDirectory() as made:
        folder = Path(made)
        _fill(folder)
        return {
            one.relative_to(folder): one.read_bytes() for one in folder.rglob("*") if one.is_file()
        }


def _fill(folder: Path) -> None:
    a_town(folder).close()
    services = _opened(folder)
    for name in DEMONSTRATION:
        charter, _ = services.charters.add_starter(name)
    services.charters.assign(services.accounts.listed()[0].id, charter)
    waiting = [ConversationId(one) for one in services.inbox.ids(View(status=Status.WAITING_US))]
    for n, conversation in enumerate(waiting[:3]):
        draft = replace(services.drafts.begin(conversation), body=f"{LONG} {n}")
        if n == 2:
            services.drafts.save(draft)
            continue
        row, _ = services.outbox.queue(draft, hold_s=0)
        if n == 0:
            with services.workspace.write() as connection:
                outbox.turn(connection, row.id, OutboxState.ASK, NOW, of=(row.state,))
    _read_a_few_times(services)
    services.close()


def _opened(folder: Path) -> Services:
    vault = Vault(memory_only=True)
    vault.use_session_memory()
    return open_services(folder, connectors.loaders(), vault=vault, clock=SetClock(NOW))


def _with_a_rule(source: str) -> str:
    rule = (
        '[[rule]]\nid = "all"\nkind = "terms"\nterms = ["bonjour", "hello"]\nseverity = "stop"\n\n'
    )
    return source.replace("[[fact]]", rule + "[[fact]]", 1)


def _read_a_few_times(services: Services) -> None:
    """Leave a ledger with every kind of trouble in it, and an item that could not be understood."""
    broken = Raw("status", "114", b'{"id": "114", "content": "<p>Cut', problem="not JSON")
    with services.workspace.write() as connection:
        intake.take(connection, 1, "mastodon", [broken], NOW)
        for hours, cause in ((80, Cause.CLOSED), (30, Cause.OFFLINE)):
            since = NOW - timedelta(hours=hours)
            history.open_gap(connection, 1, since, since + timedelta(hours=7), cause, can_ask=True)
        for n, (error, tally, announced) in enumerate(
            (
                ("", Tally(20, 3, 1, 15, 1), None),
                ("", Tally(12, 12), 15),
                ("ServerTrouble", Tally(), None),
                ("", Tally(), None),
            )
        ):
            at = NOW - timedelta(hours=30 - 9 * n)
            ledger.record(
                connection, 1, "notifications", at, at, tally, announced=announced, error=error
            )


READER = "Tom Abara-Lindqvist"
FEW = 2  # people: one of them may hand over to the other


class Tour:
    """A window in one language, and the way to each place."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.window = scene.window
        self.beside: list[QDialog] = []  # windows of their own

    def go(self, place: str) -> QWidget:
        """Open a place, as somebody who may do everything; return the widget that holds it."""
        profiles = self.scene.services.profiles
        for one in profiles.listed():
            if one.roles == ALL_ROLES:
                profiles.switch_to(one.id)
        PLACES[place](self)
        self.scene.settle()
        self.window.status.show_health(self.scene.services.accounts.health(), NOW)
        self.window.status.show_outbox(2, 1)
        self.window.status.show_offline(NOW)
        QApplication.processEvents()
        dialogs = [*self.window.findChildren(QDialog), *self.beside]
        dialogs = [one for one in dialogs if isValid(one) and one.isVisible()]
        palettes = [one for one in self.window.findChildren(Palette) if one.isVisible()]
        return (dialogs or palettes or [self.window])[-1]

    def page(self, key: str) -> None:
        self.window.go(key)

    def presence(self, part: str, command: str = "") -> None:
        """A part of the page about presence over a register with everything in it, and what a command opens."""
        services = self.scene.services
        register = services.presence
        if not register.rows():
            register.add_accounts()
            false = replace(
                register.new("instagram", "mairie_officiel"), status=Standing.IMPERSONATED
            )
            register.keep(false)
            services.handles.log("tiktok", "mairie", Result.TAKEN, "Somebody")
            services.dependence.count(services.dependence.accounts()[0].id, 900)
        self.window.go("presence")
        page = self.window.page("presence")
        assert isinstance(page, PresencePage)
        page.names.name.setText("mairie")
        page.show_part(part)
        self.scene.settle()
        if command == "alike":
            page.names.kind.choose("alike")
            page.names.look()
        elif command == "behind":
            page.dependence.chart.activated.emit(list(Part).index(Part.PEOPLE), 0)
        elif command:
            row = next(
                one for one in register.rows() if one.presence.is_held != (command == "report")
            )
            page.register_.choose(row.presence.id)
            self.window.act(f"presence.{command}")
        self.scene.settle()

    def operations(self, part: str, command: str = "") -> None:
        """A part of the page about what is planned, with something in it, and what a command opens."""
        services = self.scene.services
        if not services.operations.listed():
            demo_plans.plan(services, plans.PLANS, plans.HOLIDAYS)
            services.relays.add_page("Works at the mill", "https://town.example/works")
        self.window.go("operations")
        page = self.window.page("operations")
        assert isinstance(page, OperationsPage)
        page.show_part(part)
        self.scene.settle()
        if command == "import":
            ImportDialog(
                self.window, services.calendar_imports.look_at(CALENDAR, "mairie.ics")
            ).open()
        elif command:
            self.window.act(f"operations.{command}")

    def briefing(self, command: str = "") -> None:
        """The page of briefings with a department on it, and what a command opens."""
        services = self.scene.services
        if not services.briefings.departments():
            services.briefings.keep_department(
                Department(DepartmentId(""), "Roads", "roads@town.example")
            )
        self.window.go("briefing")
        page = self.window.page("briefing")
        assert isinstance(page, BriefingPage)
        page.pane.period.setCurrentIndex(2)
        self.scene.settle()
        self.scene.settle()
        if command:
            self.window.act(f"briefing.{command}")
        self.scene.settle()

    def dialogue(self, part: str, command: str = "") -> None:
        """A part of the page about dialogue with something in it, and what a command opens."""
        services = self.scene.services
        if not services.topics.listed():
            _discuss(services)
        self.window.go("dialogue")
        page = self.window.page("dialogue")
        assert isinstance(page, DialoguePage)
        page.show_part(part if part in ("topics", "experts") else "initiatives")
        self.scene.settle()
        if part in ("question", "answers", "result"):
            page.initiatives.show_step(part)
        if command:
            self.window.act(f"dialogue.{command}")
        self.scene.settle()

    def filing(self, command: str) -> None:
        """Filing the open conversation, or asking an expert about it."""
        self.window.go("inbox")
        home = min(self.scene.services.inbox.ids(View(status=None)))
        self.scene.page.open_conversation(home)
        self.scene.settle()
        self.window.act(f"filing.{command}")
        self.scene.settle()

    def contacts(self, part: str, command: str = "") -> None:
        """A part of the page of contacts over two people, one of whom helps under two names, and what opens from it."""
        services = self.scene.services
        contacts, relations = services.contacts, services.relations
        if not contacts.listed():
            one, other, third = self._three_people()
            first, _ = contacts.create(one)
            contacts.link(first, other, "he says so on both pages")
            contacts.declare(first, "bicycles", "his page")
            contacts.create(third)
            begun, _ = relations.open(first, "Bicycle stands", Begin(ask="Test the stands."))
            relations.asked(begun.id, one)
            given = services.clock.now() - timedelta(days=9)
            relations.note(begun.id, EventKind.CONTRIBUTION, "a drawing", at=given)
        self.window.go("contacts")
        page = self.window.page("contacts")
        assert isinstance(page, ContactsPage)
        self.scene.settle()
        page.show_part(part)
        if part == "card":
            page.show_card(contacts.listed()[0].id)
        self.scene.settle()
        if command == "split":
            card = contacts.listed()[0]
            if not card.merged:
                contacts.merge(card.id, contacts.listed()[1].id, "they say so")
                contacts.declare(card.id, "markets", "their page")
            page.card.look()
            self.scene.settle()
        if command == "take_cards":
            names = (
                vcard.Profile("", "", "@omar@social.example"),
                vcard.Profile("", "", "@layla@social.example"),
            )
            cards = (vcard.Entry(LONG, "", tuple(names)), vcard.Entry("Zoé", note=LONG))
            looked = services.address_cards.compared(vcard.Reading(cards, 1), "c.vcf")
            TakeCardsForm(self.window, looked).open()
        elif command:
            self.window.act(f"contacts.{command}")

    def _three_people(self) -> list[AuthorId]:
        """Return three people who wrote to us, whatever they are called."""
        inbox = self.scene.services.inbox
        found: dict[AuthorId, None] = {}
        for home in sorted(inbox.ids(View(status=None))):
            for entry in inbox.thread(ConversationId(home)).entries:
                if not entry.message.ours:
                    found[entry.message.author_id] = None
        return list(found)[:3]

    def watch(self, part: str, command: str = "") -> None:
        """A part of the watch over what came into the inbox, and what a command opens."""
        services = self.scene.services
        if not services.watches.queries():
            services.watches.keep_query(WatchQuery("", "Everything", "source:inbox"))
            services.watching.run("inbox")
            one = services.mentions.listed()[0]
            services.mentions.write(one.id, "A note", ["tag"])
        self.window.go("watch")
        page = self.window.page("watch")
        assert isinstance(page, WatchPage)
        page.show_part(part)
        self.scene.settle()
        if command:
            self.window.act(f"watch.{command}")
        self.scene.settle()

    def alerts(self, part: str, command: str = "") -> None:
        """A part of the page of alarms, with one that rang, and what a command opens."""
        services = self.scene.services
        if not services.alerts.listed():
            ring(services)
        self.window.go("watch")
        page = self.window.page("watch")
        assert isinstance(page, WatchPage)
        page.show_part(part)
        self.scene.settle()
        if command:
            self.window.act(f"watch.{command}")
        self.scene.settle()

    def batch(self) -> None:
        """An answer to three people."""
        self.window.go("inbox")
        wanted = list(self.scene.services.inbox.ids(View(status=Status.WAITING_US)))[-3:]
        self.scene.page.together.begin(wanted)

    def plan(self) -> None:
        self.inbox()
        self.window.act("composer.plan")

    def inbox(self) -> None:
        self.window.go("inbox")
        self.scene.open("Omar")
        self.window.act("inbox.reply")
        self.scene.settle()
        composer = self.scene.page.composer
        assert composer is not None
        composer.editor.setPlainText("This is guaranteed to never happen again, I promise!")
        composer.look()

    def corrected_elsewhere(self) -> None:
        """What corrects a message of ours, asked for."""
        self.window.go("inbox")
        services = self.scene.services
        said = a_message("said-by-us", "The entrance is on the east side.", writer=US)
        (home,) = receive(services, services.accounts.listed()[0], [said])
        self.scene.page.open_conversation(ConversationId(home))
        self.scene.settle()
        pane = self.scene.page.thread_pane
        pane.line.finish()
        opened = pane.thread_
        assert opened is not None
        pane.line.go_to(next(one.message.id for one in opened.entries if one.message.ours))
        self.scene.settle()
        assert self.window.act("inbox.corrected_elsewhere")

    def publishing(self, step: int) -> None:
        """A text with an obstacle, a rule more, and a longer principle, at one step of its way into force."""
        self.window.go("charter")
        self.scene.settle()
        page: Any = self.window.page("charter")
        services = self.scene.services
        (row, *_) = services.charters.listed()
        services.charters.save_draft(row.id, _with_a_rule(row.source))
        page._row = None
        page._look()
        page._publishing.publish()
        self.scene.settle()
        self.window.findChildren(PublishDialog)[-1]._go(step)

    def triage(self) -> None:
        """The triage beside a message, with an answer of the program."""
        services = self.scene.services
        for account in services.accounts.listed():
            services.charters.assign(account.id, "fennick-lane")
        self.scene.open("Omar")
        self.window.act("triage.walk")
        self.scene.settle()
        self.window.act("triage.no")
        self.window.act("triage.no")

    def triaged(self) -> None:
        """Where a message was walked to, and a former way."""
        self.triage()
        opened = ConversationId(self.scene.page.opened_id())
        for name in ("question", "complaint"):
            self.scene.services.triage.choose(opened, name)
        self.scene.page.refresh(Changes(conversations=frozenset({opened})))

    def golden(self, sentence: str = "bought", command: str = "") -> None:
        """The golden rules with one of them chosen, and what a command opens."""
        self.window.go("golden")
        page = self.window.page("golden")
        assert isinstance(page, GoldenPage)
        page.recall(sentence)
        self.scene.settle()
        if command:
            self.window.act(f"golden.{command}")

    def times(self) -> None:
        """How long people waited."""
        services = self.scene.services
        row = services.outbox.rows()[0]
        waited = ReplyTime(
            outbox_id=row.id,
            kind=ReplyKind.FIRST,
            conversation_id=row.conversation_id,
            account_id=row.account_id,
            category="question",
            visibility="public",
            clock="wall",
            asked_at=NOW - timedelta(hours=3),
            answered_at=NOW,
            due_at=NOW - timedelta(hours=1),
            wall_s=3 * 3600,
            open_s=5000,
        )
        with services.workspace.write() as connection:
            times.keep(connection, [waited])
        self.page("times")

    def dashboard(self, part: str = "board", tile: Tile | None = None) -> None:
        """The tiles of a part, or one of them with its table and a remark."""
        services = self.scene.services
        services.dashboard.note(Tile.WAITING, "Market day: everybody asks where to park.")
        self.page("dashboard")
        self.window.act(f"dashboard.{part}")
        self.scene.settle()
        page = self.window.page("dashboard")
        assert isinstance(page, DashboardPage)
        if tile is not None:
            page.board.open_table(tile)
            self.scene.settle()

    def inviting(self, *, people: bool = False) -> None:
        """From where we hear little, or who of them may be asked."""
        services = self.scene.services
        author = self._three_people()[-1]
        card, _ = services.contacts.create(author)
        services.contacts.note(card, region=LONG[:60])
        self.page("dashboard")
        self.window.act("dashboard.invite")
        self.scene.settle()
        if people:
            services.contacts.consent(card, Matter.NEXT, True, LONG[:120])
            (where,) = self.window.findChildren(RowsDialog)
            where.list.itemActivated.emit(where.list.item(0))
            self.scene.settle()

    def review(self, part: str = "replies") -> None:
        """What was said, a sample of it, figures and clauses."""
        services = self.scene.services
        with services.workspace.write() as connection:
            connection.execute(
                "UPDATE outbox SET state='sent', sent_at=created_at, remote_id='far-' || id"
                " WHERE state IN ('held', 'moved')"
            )
        for month in services.samples.months():
            with suppress(NotAllowed):
                services.samples.draw(month)
        self.page("review")
        self.window.act(f"review.{part}")
        self.scene.settle()
        page = self.window.page("review")
        assert isinstance(page, ReviewPage)
        if part == "sample":
            drawn = services.samples.listed()[0].month
            page.sample.month.setCurrentIndex(page.sample.month.findData(drawn))

    def case_file(self) -> None:
        self.review()
        self.window.act("review.case_file")

    def behind(self) -> None:
        """What stands behind a bar."""
        self.review("figures")
        page = self.window.page("review")
        assert isinstance(page, ReviewPage)
        chart = page.figures.weeks.chart
        chart.activated.emit(*chart.at)
        self.scene.settle()

    def versions(self) -> None:
        """A version in force, one before it, and one in review."""
        services = self.scene.services
        (row, *_) = services.charters.listed()
        services.charters.save(row.source + "\n")
        self.command("charter.versions")

    def send_back(self) -> None:
        self.versions()
        self.scene.settle()
        self.window.findChildren(VersionsDialog)[-1]._ask_withdraw()

    def guide(self, act: str) -> None:
        """Open a form of the response guide over an answer of the first charter."""
        self.window.go("guide")
        self.window.act(f"guide.{act}")

    def guide_made(self) -> None:
        """Open what the program makes of a sent reply."""
        self.window.go("guide")
        page = self.window.page("guide")
        assert isinstance(page, GuidePage)
        page._acts.of_reply(self.scene.services.outbox.rows()[0].id)

    def answer_files(self) -> None:
        """Open the form of an answer with a picture and a file that is not here."""
        page = self._answer_with_files()
        page._act("change")

    def charter_files(self) -> None:
        """Show the same in the form of the charter."""
        self._answer_with_files()
        self.window.go("charter")
        self.scene.settle()
        page: Any = self.window.page("charter")
        page._row = None
        page._look()
        self.scene.settle()
        page._go("answer", 0)
        page._detail.form.go_to("attachments")

    def _answer_with_files(self) -> GuidePage:
        services = self.scene.services
        kept = services.media.add(
            drawn(), "Plan d’accès très détaillé du quai et de ses portes.png"
        )
        services.library.describe(kept.hash, "fr", LONG)
        files = (
            AnswerFile(kept.hash, kept.name, {"en": LONG}),
            AnswerFile("c" * 64, "reglement-interieur-de-la-mediatheque.pdf"),
        )
        (row, *_) = services.charters.listed()
        (answer, *_) = read_charter(row.draft or row.source).answers
        text = row.draft or row.source
        change = SetField("answer", 0, "attachments", written(files))
        services.charters.save_draft(row.id, patch(text, (change,)).apply(text))
        self.window.go("guide")
        page = self.window.page("guide")
        assert isinstance(page, GuidePage)
        page._look()
        page.show_entry(row.id, "answer", answer.id)
        self.scene.settle()
        return page

    def library(self) -> None:
        """Open the media library with a picture in a draft, one that is broken, and a file."""
        self.inbox()
        services = self.scene.services
        kept = services.media.add(drawn(), "plan.png")
        broken = services.media.add(drawn(colour=0xFF00FF00), "old.png")
        services.media.add(b"%PDF-1.7 rules", "reglement-interieur-de-la-mediatheque.pdf")
        services.library.describe(kept.hash, "en", LONG)
        with services.workspace.write() as connection:
            connection.execute("UPDATE media SET data=x'00' WHERE hash=?", (broken.hash,))
        composer = self.scene.page.composer
        assert composer is not None
        composer.put_media((kept,))
        composer.save()
        self.window.act("media.library")

    def on_facts(self) -> None:
        self.inbox()
        composer = self.scene.page.composer
        assert composer is not None
        self.scene.services.charters.listed()
        composer.put_in("fact:farms")
        composer.put_in("fact:nb-sites")

    def inbox_rules(self, form: str = "") -> None:
        """Open the inbox rules with one that is on and tried, one that was stopped, and perhaps a form."""
        services = self.scene.services
        kept = services.inbox_rules.keep
        actions = (Action(ActionKind.NO_ANSWER, LONG), Action(ActionKind.MUTE))
        query = "bonjour or square or -parcel or from:nadia"
        rule, _ = kept(InboxRule("", LONG, query, actions, "Orders and deliveries"))
        services.inbox_rules.switch(rule.id, on=True, anyway=True)
        other, _ = kept(InboxRule("", "Spam", "before:2020 viagra", (Action(ActionKind.READ),)))
        with services.workspace.write() as connection:
            inbox_rules.switch(connection, other.id, on=False, why_off="query")
        for _ in services.inbox_rule_runs.apply(rule.id):
            pass
        if form == "why":
            self.page("inbox")
            # In a walk, the rule of an earlier place did it already: any that did something will do.
            runs = [
                services.inbox_rule_runs.of_rule(one.id) for one in services.inbox_rules.listed()
            ]
            self.scene.page.open_conversation(next(filter(None, runs))[0].conversation_id)
            self.scene.settle()
            self.window.act("inbox.why_sorted")
            return
        self.page("inbox_rules")
        page = self.window.page("inbox_rules")
        assert isinstance(page, InboxRulesPage)
        page.choose(rule.id)
        page.detail.trial.start()
        self.scene.settle()
        if form:
            page.write(services.inbox_rules.rule(rule.id if form == "rows" else other.id))

    def promises(self) -> None:
        """Open the ledger with a promise that is late and one that will not be kept."""
        services = self.scene.services
        for n, conversation in enumerate(services.inbox.ids(View(status=Status.WAITING_US))[:2]):
            draft = services.drafts.begin(ConversationId(conversation))
            draft = replace(draft, body=f"{LONG} by Friday {n}")
            made = services.promises.begin(
                draft, f"by Friday {n}", NOW.date() - timedelta(days=2 * n)
            )
            with services.workspace.write() as connection:
                promises.change(connection, replace(made, state=PromiseState.OPEN))
        self.sent_promise()
        last = services.promises.listed()[-1]
        services.promises.will_not(last.id, LONG)
        self.window.go("promises")
        self.window.act("promises.put_off")

    def sent_promise(self) -> None:
        """Send a reply that promises something without anybody having noted it."""
        self.calm_down()
        services = self.scene.services
        (conversation, *_) = services.inbox.ids(View(status=Status.WAITING_US))
        draft = services.drafts.begin(ConversationId(conversation), another=True)
        said = replace(draft, body="We will call you back tomorrow.", media=())
        row, _ = services.outbox.queue(said)
        with services.workspace.write() as connection:
            outbox.settle_sent(
                connection, row.id, "https://s.test/promise", "", services.clock.now()
            )

    def promising(self) -> None:
        """Note a promise by hand beside a conversation whose person waits for another."""
        self.window.go("inbox")
        opened = ConversationId(self.scene.open("Omar"))
        day = self.scene.services.promises.days(self.scene.services.accounts.listed()[0].id).open[3]
        _, changes = self.scene.services.promises.note(opened, LONG, day)
        self.window.jobs.emit_changes(changes)
        self.window.act("inbox.promise")
        self.scene.settle()

    def calm_down(self) -> None:
        """End what another place left: a drill, a freeze, a level."""
        services = self.scene.services
        if services.drills.current() is not None:
            services.exercises.end()
        for freeze in services.freezing.standing().freezes:
            services.freezing.thaw(freeze.id)
        for one in services.crises.declared():
            services.crises.declare(one.charter_id, "", "It is over, everybody is well")

    def crisis(self) -> None:
        """Choose a crisis level, while another one holds above all pages."""
        services = self.scene.services
        self.calm_down()
        ladder = services.crises.ladders()[0]
        services.crises.declare(ladder.charter.header.id, ladder.levels[0].id, LONG)
        CrisisBand(self.window, services).look()
        self.scene.settle()
        self.window.act("crisis.change")
        self.scene.settle()
        (dialog,) = self.window.findChildren(CrisisDialog)
        dialog.levels[ladder.levels[-1].id].setChecked(True)

    def danger(self) -> None:
        """Open a thread that speaks of danger."""
        self.window.go("inbox")
        contact = Contact(function={"en": LONG, "fr": LONG}, phone="+33 1 99 00 12 34")
        alarm = Alarm(MessageId(1), VIOLENCE, LONG, (contact,), numbers(VIOLENCE, ["FR", "EU"]))
        self.scene.open("Omar")
        self.scene.page.dangers.band.show_alarm(alarm)

    def why_it_stands(self) -> None:
        self.inbox()
        composer = self.scene.page.composer
        assert composer is not None
        error = Finding("r", {}, Severity.ERROR, 0, 4, LONG, {}, {})
        composer.remedies.waive(error)

    def which_day(self) -> None:
        self.inbox()
        self.window.act("composer.promise")

    def at_caret(self) -> None:
        self.inbox()
        composer = self.scene.page.composer
        assert composer is not None
        finding = next(one for one in composer.editor.findings if one.end > one.start)
        composer.editor.select_span(finding.start, finding.end)
        self.window.act("composer.at_caret")

    def answers(self) -> None:
        self.inbox()
        self.window.act("composer.insert_answer")

    def parts(self) -> None:
        """A reply in parts, each as it will stand, and a second draft beside it."""
        self.inbox()
        composer = self.scene.page.composer
        assert composer is not None
        rule = LengthRule(limit=200)
        found = tuple(
            PartReview(f"{LONG} {n}/3", MeasuredLength(80 * n, 200, 80 * n // 201))
            for n in (1, 2, 3)
        )
        review = Review(MeasuredLength(240, 200, 40), rule, parts=found)
        composer.begin_another()
        composer.editor.setPlainText(LONG)
        composer.save()
        composer._show_beside()
        composer.parts.show_review(review)
        composer.links.look("https://a.example/?utm_source=x")
        composer._show_offers()
        PartsDialog(found, composer.parts).open()

    def preview(self) -> None:
        """A reply as its network shows it, unfolded."""
        self.inbox()
        composer = self.scene.page.composer
        assert composer is not None
        composer.editor.setPlainText(f"{LONG} https://town.example/a/long/way/to/the/opening/hours")
        composer.look()
        composer.preview.toggle()

    def note(self) -> None:
        """A note in the thread, and another being written."""
        self.window.go("inbox")
        self.scene.open("Omar")
        self.window.act("inbox.note")
        self.scene.settle()
        services = self.scene.services
        opened = ConversationId(self.scene.page.opened_id())
        message = services.inbox.thread(opened).entries[0].message.id
        made, changes = services.notes.write(opened, LONG, message)
        services.notes.change(made.id, f"{LONG} {LONG}")
        self.window.jobs.emit_changes(changes)
        editor = self.scene.page.noting.editor
        assert editor is not None
        editor.field.setPlainText(LONG)

    def reason(self) -> None:
        self.window.go("inbox")
        self.scene.open("Omar")
        self.window.act("inbox.no_answer")

    def card_of(self, act: str) -> None:
        """A small card over a conversation that has labels."""
        services = self.scene.services
        for path in ("Roads/Lighting", LONG[:80], *(f"Roads/{n}" for n in range(9))):
            services.labels.make(path)
        self.window.go("inbox")
        opened = self.scene.open("Omar")
        _, undo = services.labels.change(
            [opened], on=[one.id for one in services.labels.listed()[:3]], off=[]
        )
        assert undo.before
        self.scene.page.refresh(Changes(conversations=frozenset({opened}), labels=True))
        self.scene.settle()
        self.window.act(f"inbox.{act}")

    def assign(self) -> None:
        """Who takes it, in a workspace with people."""
        if len(self.scene.services.profiles.listed()) < FEW:
            self.scene.services.profiles.add("Élise Marchand-Dubreuil", list(Role))
        self.card_of("assign")

    def selected(self) -> None:
        """Several conversations, and the bar for all of them."""
        self.window.go("inbox")
        self.scene.page.list.select_row(0)
        for _ in range(3):
            self.scene.page.list.extend_by(1)

    def updating(self) -> None:
        """The window over an older workspace."""
        dialog = UpdateDialog(lambda told: told(Progress(1, 4, "update")))
        self.beside.append(dialog)
        dialog.open()
        self.scene.qtbot.waitUntil(lambda: dialog.bar.maximum() == 4)

    def files(self) -> None:
        """Pictures and a file with a reply."""
        self.inbox()
        composer = self.scene.page.composer
        assert composer is not None
        add = self.scene.services.media.add
        given = (
            replace(add(drawn("jpg"), f"{LONG[:70]}.jpg"), alt=LONG),
            add(drawn("png"), "map.png"),
        )
        composer.put_media(given)
        composer.strip.show_files(given, MediaRules(("image/*",), most=4, has_alt=True))

    def search(self) -> None:
        self.window.act("inbox.search")
        self.scene.qtbot.keyClicks(self.window.focusWidget(), "fair")
        self.scene.qtbot.wait(400)

    def search_unclear(self) -> None:
        """A kept view, a find that is no message, a search of which a part is unclear, and what may follow."""
        services = self.scene.services
        services.views.add("Omar and all that still waits for a word of ours", "from:omar is:new")
        self.scene.page.saved.load()
        self.window.act("inbox.search")
        field = self.scene.page.list.search
        field.setText("omar")
        field.searched.emit("omar")
        self.scene.settle()
        field.setText("omar befor:2026 has")
        field.textEdited.emit(field.text())
        field.searched.emit(field.text())
        self.scene.settle()

    def view_dialog(self) -> None:
        """A view that is about to be kept, of whose search a part is unclear."""
        self.scene.page.list.search.setText("omar befor:2026")
        self.window.act("views.save")

    def history(self) -> None:
        self.inbox()
        composer = self.scene.page.composer
        assert composer is not None
        for text in ("One", "Two", "Three"):
            composer.editor.setPlainText(text)
            composer.save()
            clock = self.scene.services.clock
            assert isinstance(clock, SetClock)
            clock.advance(minutes=5)
        self.window.act("composer.history")

    def wizard(self, step: int, platform: str = "wordpress", *, waits: bool = True) -> None:
        self.window.go("accounts")
        page = self.window.page("accounts")
        assert page is not None
        wizard = AccountWizard(self.window, page)
        wizard.choose(platform)
        wizard.open()
        wizard.browser.link.setPlainText(
            "https://social.example/oauth/authorize?" + "state=abc&" * 20
        )
        wizard.address.field.setText("https://journal.example")
        if step == BROWSER:
            wizard.browser.code.setVisible(not waits)
            wizard.browser.paste.setVisible(waits)
        if step == DEVICE and waits:
            begun = Authorisation("https://github.com/login/device", "", code="WDJB-MJHT")
            wizard.device.show_code(CodeSignIn(begun, self.scene.services.clock))
        wizard.browser.text.setText(
            i18n.tr(
                "Your browser asks whether CM Workstation may read and answer for you. This window waits for it."
            )
        )
        wizard.name.who.setText(
            i18n.tr("It works: {handle}").format(handle="@mairie@social.example")
        )
        wizard.go(step)
        wizard.complain(
            i18n.tr("This system has no keyring that the program trusts. Nothing was stored.")
        )
        if step == NAME:
            wizard.session_only.show()

    def archive_step(self, step: int) -> None:
        """Open the import of an archive at a step, with everything that it may show."""
        self.window.go("accounts")
        page = self.window.page("accounts")
        assert page is not None
        wizard = archive.ArchiveWizard(self.window, page)
        wizard.open()
        table = self.scene.services.folder / "comments.csv"
        table.write_text(f"author,text,date\nNadia,{LONG.replace(',', ' ')},2024-03-31\n")
        wizard._path = table
        wizard._recognised(("mbox", "table"))
        wizard._ask_columns(wizard._imports.preview(table))
        wizard.addresses.show()
        wizard._options = wizard.columns.options()
        contents = walked(wizard._imports.count(table, "table", wizard._options))
        wizard._counted(replace(contents, unreadable=3))
        if step in (archive.FILE, archive.RESULT):
            run = wizard._imports.run(table, contents, wizard._options, name=LONG[:60])
            outcome = walked(run)
            wizard._outcome = outcome
            wizard._show_result(outcome.done, outcome.account.name)
            for part in (wizard._left_title, wizard.left, wizard.look_at):
                part.show()
        wizard._go(step)
        wizard._complain(i18n.tr("There is no message in it that could be taken in."))

    def certificate(self) -> None:
        """Open the wizard at an address whose server shows a certificate that nobody vouches for."""
        self.wizard(ADDRESS, "mail")
        (wizard,) = self.window.findChildren(AccountWizard)
        pairs = ":".join(["AB"] * 32)
        wizard.failed(Untrusted("self-signed", host="imap.ormaie.test", fingerprint=pairs))

    def folders(self) -> None:
        self.window.go("accounts")
        page = self.window.page("accounts")
        assert page is not None
        account = self.scene.services.accounts.listed()[0]
        dialog = FoldersDialog(self.window, page, account)
        dialog.open()
        dialog._answered(
            (Folder("INBOX", "INBOX", "inbox", chosen=True), Folder("Clients", "Clients"))
        )
        dialog._failed(Offline())

    def post_place(self) -> None:
        """Open where posts of an account go, on a forum that has several categories and does not answer in time."""
        self.window.go("accounts")
        page = self.window.page("accounts")
        assert page is not None
        account = replace(self.scene.services.accounts.listed()[0], platform="lemmy")
        dialog = PlaceDialog(self.window, page, account)
        dialog.open()
        dialog._answered(
            (Folder("4", "News"), Folder("5", "News / Works in town and on the roads"))
        )
        dialog._failed(Offline())

    def gaps(self) -> None:
        """Open the older messages of an account that has a gap of each sort and is being asked for more."""
        services = self.scene.services
        account = services.accounts.listed()[0]
        with services.workspace.write() as connection:
            coverage.note_read(connection, 1, NOW)
            for hours, state in enumerate(GapState):
                since = NOW - timedelta(days=9 - hours, hours=hours)
                until = since + timedelta(hours=7)
                gap = history.open_gap(connection, 1, since, until, Cause.CLOSED, can_ask=True)
                if state not in (GapState.OPEN, GapState.FILLING):
                    history.close_gap(connection, gap, state, How.ASKED, NOW, kept_from=since)
        services.history.want(account.id, None)
        self.window.go("accounts")
        self.window.act("accounts.history")

    def charter(self, section: str = "", dialog: str = "") -> None:
        """Open the charter page: the form of a section, the bench, or a way to begin."""
        self.window.go("charter")
        page = self.window.page("charter")
        assert isinstance(page, CharterPage)
        self.scene.settle()
        if dialog:
            self.window.act(f"charter.{dialog}")
        elif section:
            page._show_part("forms")
            page._go(section, 0)
            if page._detail.form is not None:
                page._detail.form.more.set_open(True)
        else:
            page._go_to_trial()
            page._trial.text.setPlainText(LONG + " I guarantee it!")
            page._trial._try()

    def notices(self) -> None:
        for kind in ("info", "warn", "error"):
            self.window.notify(
                Notice(
                    kind,
                    i18n.tr("No connection to the server. Nothing was lost."),
                    i18n.tr("Sign in again; the queue then goes on by itself."),
                    "accounts.sign_in",
                    kind,
                )
            )
        self.window.undo(i18n.tr("The reply leaves in a moment."), 60, lambda: None)
        self.window.say(i18n.tr("Copied"))

    def bands(self) -> None:
        self.inbox()
        full = StorageFull("SQLITE_FULL", wanted=28_000_000)
        self.window.show_state(FULL, lambda: notices.words(full))
        cloud = Ground(GroundKind.CLOUD, "Google Drive")
        self.window.show_state(GROUND, lambda: notices.ground(cloud))

    def backups(self) -> None:
        for _ in self.scene.services.backups.make():
            pass
        self.window.act("workspace.backups")

    def restore(self, page: int) -> None:
        for _ in self.scene.services.backups.make():
            pass
        homes = self.scene.services.inbox.ids(View(status=Status.WAITING_US))
        draft = self.scene.services.drafts.begin(ConversationId(homes[-1]))
        self.scene.services.drafts.save(replace(draft, body=LONG))
        self.window.act("workspace.restore")
        wizard = self.window.findChildren(RestoreWizard)[-1]
        if page:
            wizard.forward()
            self.scene.settle()
        if page == READY:
            wizard._go(page)
        wizard._complain(i18n.tr("Choose a backup first."))

    def restore_secret(self) -> None:
        self.window.act("workspace.restore")
        wizard = self.window.findChildren(RestoreWizard)[-1]
        wizard.secret.ask(passphrase=False)
        wizard._go(SECRET)
        wizard._complain(LONG)

    def import_archive(self) -> None:
        archive = self.scene.services.folder / "all.zip"
        for _ in exchange.export(self.scene.services.workspace, archive):
            pass
        acts.take_in_from(self.window, str(archive))

    def taking_out(self, name: str) -> None:
        self.window.act(f"workspace.{name}")
        dialog = self.window.findChildren(OutSheet)[-1]
        dialog.tell([(LONG, "error"), (LONG, "info")])

    def damaged(self, *, result: bool) -> None:
        self.window.show_state(DAMAGED, lambda: words(StoreDamaged()))
        self.window.act("workspace.rescue")
        dialog = self.window.findChildren(DamagedDialog)[-1]
        dialog._say(LONG, "error")
        if result:
            dialog.show_result(
                Salvaged({"message": 3}, {"message": 2}, [], 4, "copy.db", ("3: missing",))
            )

    def people(self) -> None:
        services = self.scene.services
        services.profiles.add("Élise Marchand-Dubreuil", list(Role))
        services.profiles.add("Tom", [Role.DRAFTER], [("fennick-lane", "manager")])
        self.window.show_acting()
        self.window.act("people.show")

    def person(self) -> None:
        self.people()
        (dialog,) = self.window.findChildren(PeopleDialog)
        dialog.change()

    def card(self) -> None:
        self.people()
        (dialog,) = self.window.findChildren(PeopleDialog)
        dialog._show_card(
            Card(ProfileId("far"), "Yara", "AAAA", "9f3c07d1a2b84e5566c0ffee12ab34cd")
        )

    def crisis_desk(self, act: str = "", *, calm: bool = False, drill: bool = False) -> None:
        """The crisis desk with somebody on the roster and one crisis behind it, and what one of its buttons opens."""
        services = self.scene.services
        self.calm_down()
        ladder = services.crises.ladders()[0]
        charter, level = ladder.charter.header.id, ladder.levels[-1].id
        if not services.roster.people():
            someone = replace(services.roster.new(), name="Ada Marchand", part="Direction")
            services.roster.keep(
                replace(someone, phones="+33 1 99 00 12 01", hours="mon-fri 8:00-18:00")
            )
        if not services.desk.episodes():
            services.crises.declare(charter, level, "The bridge is closed since noon")
            services.desk.note(
                "The library stays closed until the engineer has looked at the bridge"
            )
            services.crises.declare(charter, "", "The bridge is open again")
        if drill:
            services.exercises.begin(charter)
            services.exercises.carry_on()
        elif not calm:
            services.crises.declare(charter, level, "The bridge is closed since noon")
        self.page("crisis")
        self.scene.settle()
        page = self.window.page("crisis")
        assert isinstance(page, CrisisPage)
        if act:
            page._press(act)
            self.scene.settle()

    def forum(self) -> Account:
        """Return an account on a platform that has places."""
        from cmworkstation.connectors.discourse import DiscourseConnector
        from cmworkstation.store import post_places

        services = self.scene.services
        services.platforms._loaders |= {"discourse": lambda: DiscourseConnector}
        forum = next((one for one in services.accounts.listed() if one.name == "Forum"), None)
        if forum is None:
            forum = add_account(services, "Forum", platform="discourse", look="discourse")
            places = [Folder("12", "Announcements"), Folder("13", "Roads and works")]
            with services.workspace.write() as connection:
                post_places.keep(connection, forum.id, places, services.clock.now())
        return forum

    def statement_with_a_place(self) -> None:
        """A holding statement where one of its accounts has places."""
        services, forum = self.scene.services, self.forum()
        charter_id = services.crises.ladders()[0].charter.header.id
        services.charters.assign(forum.id, charter_id)
        self.crisis_desk("statement")

    def post_with_a_place(self, *, dialog: bool = False) -> None:
        """A post of ours that is being written where a platform has places, perhaps with the places over it."""
        services, forum = self.scene.services, self.forum()
        known = [one for one in services.drafts.listed() if one.account_id == forum.id]
        draft = known[0] if known else services.posting.begin(forum.id, "The bridge", "en")
        if not known:
            draft, _ = services.drafts.save(
                replace(draft, body="The bridge is closed until Monday.")
            )
        services.post_places.choose(draft, "13")
        self.window.go("inbox")
        self.scene.page.open_conversation(draft.conversation_id)
        self.scene.settle()
        self.window.act("inbox.reply")
        self.scene.settle()
        placed = services.post_places.of_draft(draft)
        if dialog and placed is not None:
            PlaceOfPost(self.window, draft.account_id, placed, lambda _: None).open()
            self.scene.settle()

    def said_in_a_crisis(self, act: str = "") -> None:
        """The crisis desk with a statement that is out, and an addendum to it that is being written."""
        from cmworkstation.domain import statement_use
        from cmworkstation.store import outbox, statement_uses

        self.crisis_desk(calm=True)
        services = self.scene.services
        if not services.addenda.said():
            ready = services.statements.listed("en")[0]
            charter_id = ready.charter.header.id
            (account, *_) = services.statements.places(charter_id)
            begun = services.posting.begin(account.id, ready.title, "en")
            text = "We are checking the bridge and write again here before six."
            used = statement_use.Use(
                id="said",
                charter_id=charter_id,
                statement_id=ready.statement.id,
                title=ready.title,
                language="en",
                adds_to="",
                changed="",
                words="",
                state=statement_use.UseState.OUT,
                by="",
                at=services.clock.now(),
            )
            with services.workspace.write() as connection:
                statement_uses.add(connection, used)
                statement_uses.tie(connection, used.id, account.id, begun.id)
            row, _ = services.outbox.queue(replace(begun, body=text))
            with services.workspace.write() as connection:
                outbox.settle_sent(connection, row.id, "said-0", "", services.clock.now())
        use = services.addenda.said()[0].use.id
        services.addenda.keep(use, "The bridge stays closed", "Addendum: closed until tomorrow.")
        page = self.window.page("crisis")
        assert isinstance(page, CrisisPage)
        page.shown()
        self.scene.settle()
        if act:
            page._press(act)
            self.scene.settle()

    def approvals(self, dialog: str = "", *, file: bool = False) -> None:
        """Open the page for somebody whose word is awaited, perhaps with a dialog over it or a stranger's file."""
        services = self.scene.services
        reader = next((one for one in services.profiles.listed() if one.name == READER), None)
        reader = reader or self._with_a_request()  # whoever comes again finds it as it was
        services.profiles.switch_to(reader.id)
        self.window.rebuild()
        self.window.go("approvals")
        self.scene.settle()
        page = self.window.page("approvals")
        assert isinstance(page, ApprovalsPage)
        if file:
            found = services.approval_files.open_request(services.folder / "a.cmwrequest")
            page._show_file(replace(found, known=False))
        if dialog:
            page._acts[dialog]()

    def _with_a_request(self) -> Profile:
        """Let a reply wait for somebody's word; return who that is."""
        services, account = self.scene.services, self.scene.services.accounts.listed()[0]
        policy = (
            '[[approval]]\nid = "all"\nneed = 1\nby = ["direction"]\nif_late = "holding:attente"'
        )
        charter, _ = services.charters.save(CHARTER.format(version="1.0", policies=policy))
        services.charters.assign(account.id, charter)
        services.profiles.add("Élise Marchand-Dubreuil", list(Role))
        reader = services.profiles.add(READER, [Role.APPROVER], [("mairie", "direction")])
        waiting = services.inbox.ids(View(status=Status.WAITING_US, account_id=account.id))
        draft = replace(services.drafts.begin(ConversationId(waiting[-1])), body=LONG)
        case, _ = services.approvals.ask(draft, (f"{LONG} B", f"{LONG} C"))
        services.approval_files.save_request(case.id, services.folder / "a.cmwrequest")
        return reader

    def variants(self) -> None:
        self.inbox()
        composer = self.scene.page.composer
        assert composer is not None
        composer.asking.offer_variants()

    def dossier(self) -> None:
        self.window.go("outbox")
        self.window.act("outbox.dossier")

    def bundle(self) -> None:
        self.window.act("proof.bundle")
        (dialog,) = self.window.findChildren(BundleDialog)
        dialog.since.setText("31/03/2026")
        dialog.period()

    def by_hand(self) -> None:
        """Post a reply by hand, one that is there from the time before where somebody comes again."""
        from cmworkstation.ui.outbox.by_hand import open_for

        services = self.scene.services
        rows = [one for one in services.outbox.rows() if one.state is OutboxState.BY_HAND]
        if not rows:
            home = ConversationId(min(services.inbox.ids(View(status=Status.WAITING_US))))
            draft = replace(services.drafts.begin(home), body=LONG, media=())
            rows = [services.by_hand.begin(draft)[0]]
        assert open_for(self.window, rows[0].id) is not None

    def captured_before(self) -> None:
        self.window.act("capture.message")
        dialog = self.window.findChildren(CaptureDialog)[-1]
        at = self.scene.services.clock.now()
        twin = Twin(MessageId(1), ConversationId(1), LONG, LONG, at, same_address=True)
        dialog._show_before(twin)
        dialog._wrong(LONG)

    def command(self, name: str) -> None:
        self.window.act(name)

    def erase_person(self) -> None:
        self.window.go("inbox")
        self.window.act("erasing.person")

    def retention(self) -> None:
        services = self.scene.services
        services.retention.set(Kept.PUBLIC, 24, enabled=True)
        first = min(services.inbox.ids(View(status=None)))
        services.erasures.hold_conversation(ConversationId(first), "Recours du 3 mai 2026")
        self.window.act("erasing.retention")

    def freeze(self, what: str) -> None:
        """Everything is frozen, with long words wherever people write them."""
        services = self.scene.services
        self.calm_down()
        home = ConversationId(services.inbox.ids(View(status=Status.WAITING_US))[0])
        draft = services.drafts.begin(home)
        with suppress(NotAllowed):
            services.outbox.queue(replace(draft, body=LONG), hold_s=0)
        services.freezing.freeze(reason=LONG)
        FreezeBand(self.window, services).look()
        if what == "page":
            self.window.go("thaw")
            self.window.act("thaw.drop")
        else:
            self.window.act(f"freeze.{what}")

    def drill(self) -> None:
        """A drill stands above all pages."""
        services = self.scene.services
        self.calm_down()
        services.drills.begin(LONG)
        FreezeBand(self.window, services).look()
        self.window.go("inbox")


PLACES: dict[str, Callable[[Tour], None]] = {
    "inbox": Tour.inbox,
    "answers": Tour.answers,
    "reason": Tour.reason,
    "labels": lambda tour: tour.card_of("label"),
    "labels-all": lambda tour: tour.card_of("labels"),
    "snooze": lambda tour: tour.card_of("snooze"),
    "selected": Tour.selected,
    "files": Tour.files,
    "updating": Tour.updating,
    "search": Tour.search,
    "search unclear": Tour.search_unclear,
    "search-help": lambda tour: tour.command("inbox.search_help"),
    "view": Tour.view_dialog,
    "muted-people": lambda tour: tour.command("moderate.people"),
    "history": Tour.history,
    "outbox": lambda tour: tour.page("outbox"),
    "by-hand": Tour.by_hand,
    "capture": Tour.captured_before,
    "platforms": lambda tour: tour.command("accounts.platforms"),
    "approvals": Tour.approvals,
    "approvals-file": lambda tour: tour.approvals(file=True),
    "approvals-amend": lambda tour: tour.approvals("amend"),
    "approvals-decline": lambda tour: tour.approvals("decline"),
    "variants": Tour.variants,
    "promises": Tour.promises,
    "operations": lambda tour: tour.operations("time_line"),
    "operations-calendar": lambda tour: tour.operations("calendar"),
    "operations-list": lambda tour: tour.operations("list"),
    "operations-form": lambda tour: tour.operations("list", "change"),
    "operations-checks": lambda tour: tour.operations("checks"),
    "operations-behind": lambda tour: tour.operations("checks", "behind"),
    "operations-print": lambda tour: tour.operations("time_line", "print"),
    "operations-region": lambda tour: tour.operations("calendar", "region"),
    "operations-limits": lambda tour: tour.operations("checks", "limits"),
    "operations-relays": lambda tour: tour.operations("relays"),
    "operations-news": lambda tour: tour.operations("relays", "news"),
    "operations-import": lambda tour: tour.operations("list", "import"),
    "contacts": lambda tour: tour.contacts("people"),
    "contacts-card": lambda tour: tour.contacts("card"),
    "contacts-owed": lambda tour: tour.contacts("owed"),
    **{
        f"contacts-{one}": partial(lambda name, tour: tour.contacts("card", name), one)
        for one in (
            "new change wish link merge begin write happened end split save_card take_cards".split()
        )
    },
    "contacts-cap": lambda tour: tour.contacts("owed", "cap"),
    "watch": lambda tour: tour.watch("mentions"),
    "watch-columns": lambda tour: tour.watch("columns"),
    "watch-sources": lambda tour: tour.watch("sources"),
    "watch-query": lambda tour: tour.watch("mentions", "new_query"),
    "watch-source": lambda tour: tour.watch("sources", "new_source"),
    "watch-change": lambda tour: tour.watch("sources", "change_source"),
    "watch-note": lambda tour: tour.watch("mentions", "write"),
    "alerts": lambda tour: tour.alerts("alarms"),
    "alerts-rows": lambda tour: tour.alerts("alarms", "alert_rows"),
    "alerts-put-away": lambda tour: tour.alerts("alarms", "alert_close"),
    "alerts-places": lambda tour: tour.alerts("places"),
    "alerts-decide": lambda tour: tour.alerts("places", "place_listen"),
    "presence": lambda tour: tour.presence("register"),
    "presence-form": lambda tour: tour.presence("register", "change"),
    "presence-official": lambda tour: tour.presence("register", "official"),
    "presence-report": lambda tour: tour.presence("register", "report"),
    "presence-farewell": lambda tour: tour.presence("register", "farewell"),
    "presence-names": lambda tour: tour.presence("names"),
    "presence-lookalikes": lambda tour: tour.presence("names", "alike"),
    "presence-dependence": lambda tour: tour.presence("dependence"),
    "presence-behind": lambda tour: tour.presence("dependence", "behind"),
    "presence-closing": lambda tour: tour.presence("dependence", "closing"),
    "presence-audience": lambda tour: tour.presence("dependence", "audience"),
    "presence-map": lambda tour: tour.presence("map"),
    "briefing": lambda tour: tour.briefing(),
    "briefing-department": lambda tour: tour.briefing("change"),
    "briefing-names": lambda tour: tour.briefing("names"),
    "briefing-finished": lambda tour: tour.briefing("finish"),
    "dialogue": lambda tour: tour.dialogue("topics"),
    "dialogue-topic-form": lambda tour: tour.dialogue("topics", "edit_topic"),
    "dialogue-decide": lambda tour: tour.dialogue("topics", "decide"),
    "dialogue-question": lambda tour: tour.dialogue("question"),
    "dialogue-answers": lambda tour: tour.dialogue("answers"),
    "dialogue-result": lambda tour: tour.dialogue("result"),
    "dialogue-form": lambda tour: tour.dialogue("question", "new"),
    "dialogue-place": lambda tour: tour.dialogue("question", "add_place"),
    "dialogue-experts": lambda tour: tour.dialogue("experts"),
    "filing-topic": lambda tour: tour.filing("topic"),
    "filing-expert": lambda tour: tour.filing("expert"),
    "promise-form": Tour.promising,
    "crisis-levels": Tour.crisis,
    "danger-band": Tour.danger,
    "thaw": lambda tour: tour.freeze("page"),
    "freeze-reason": lambda tour: tour.freeze("reason"),
    "freeze-part": lambda tour: tour.freeze("part"),
    "drill": Tour.drill,
    "inbox-rules": Tour.inbox_rules,
    "inbox-rule-rows": lambda tour: tour.inbox_rules("rows"),
    "why-sorted": lambda tour: tour.inbox_rules("why"),
    "inbox-rule-typed": lambda tour: tour.inbox_rules("typed"),
    "note": Tour.note,
    "parts": Tour.parts,
    "preview": Tour.preview,
    "why-stand": Tour.why_it_stands,
    "which-day": Tour.which_day,
    "at-caret": Tour.at_caret,
    "accounts": lambda tour: tour.page("accounts"),
    "gaps": Tour.gaps,
    "charter": lambda tour: tour.page("charter"),
    "charter-rule": lambda tour: tour.charter("rule"),
    "charter-try": Tour.charter,
    "charter-triage": lambda tour: tour.charter("triage"),
    "triage": Tour.triage,
    "triaged": Tour.triaged,
    "times": Tour.times,
    "experiences": lambda tour: tour.page("experiences"),
    "corrected-elsewhere": Tour.corrected_elsewhere,
    "golden": Tour.golden,
    "golden-teams": lambda tour: tour.golden("teams"),
    "golden-paper": lambda tour: tour.golden(command="paper"),
    "crisis-desk": Tour.crisis_desk,
    "crisis-desk-calm": lambda tour: tour.crisis_desk(calm=True),
    "crisis-desk-drill": lambda tour: tour.crisis_desk(drill=True),
    "crisis-desk-statement": lambda tour: tour.crisis_desk("statement"),
    "crisis-desk-statement-place": Tour.statement_with_a_place,
    "post-with-a-place": Tour.post_with_a_place,
    "post-places": lambda tour: tour.post_with_a_place(dialog=True),
    "crisis-desk-said": Tour.said_in_a_crisis,
    "crisis-desk-addendum": lambda tour: tour.said_in_a_crisis("addendum"),
    "crisis-desk-note": lambda tour: tour.crisis_desk("note"),
    "crisis-desk-update": lambda tour: tour.crisis_desk("update"),
    "crisis-desk-search": lambda tour: tour.crisis_desk("belongs"),
    "crisis-desk-confirm": lambda tour: tour.crisis_desk("confirm"),
    "crisis-desk-checklist": lambda tour: tour.crisis_desk("compromised"),
    "crisis-desk-person": lambda tour: tour.crisis_desk("person_add"),
    "crisis-desk-call-list": lambda tour: tour.crisis_desk("print_roster"),
    "crisis-desk-debrief": lambda tour: tour.crisis_desk("debrief", calm=True),
    "crisis-desk-play": lambda tour: tour.crisis_desk("drill", calm=True),
    "dashboard": Tour.dashboard,
    "dashboard-reach": lambda tour: tour.dashboard("reach"),
    "dashboard-goal": lambda tour: tour.dashboard("goal"),
    "dashboard-inviting": Tour.inviting,
    "dashboard-invited": lambda tour: tour.inviting(people=True),
    "dashboard-report": lambda tour: tour.dashboard("save"),
    "dashboard-table": lambda tour: tour.dashboard(tile=Tile.WAITING),
    "review": Tour.review,
    "review-sample": lambda tour: tour.review("sample"),
    "review-figures": lambda tour: tour.review("figures"),
    "review-clauses": lambda tour: tour.review("clauses"),
    "review-case-file": Tour.case_file,
    "review-behind": Tour.behind,
    "charter-new": lambda tour: tour.charter(dialog="new"),
    "publish-problems": lambda tour: tour.publishing(0),
    "publish-differences": lambda tour: tour.publishing(1),
    "publish-impact": lambda tour: tour.publishing(2),
    "publish-number": lambda tour: tour.publishing(3),
    "publish-sign": lambda tour: tour.publishing(4),
    "send-back": Tour.send_back,
    "versions": Tour.versions,
    "visitors": lambda tour: tour.command("charter.visitors"),
    "guide": lambda tour: tour.page("guide"),
    "guide-facts": lambda tour: tour.command("guide.facts"),
    "guide-due": lambda tour: tour.command("guide.due"),
    "guide-files": lambda tour: tour.answer_files(),
    "charter-files": lambda tour: tour.charter_files(),
    "library": lambda tour: tour.library(),
    "guide-missing": lambda tour: tour.command("guide.missing"),
    "guide-new": lambda tour: tour.guide("new"),
    "guide-change": lambda tour: tour.guide("change"),
    "guide-translate": lambda tour: tour.guide("translate"),
    "guide-day": lambda tour: tour.guide("still_right"),
    "guide-approve": lambda tour: tour.guide("approve"),
    "guide-made": Tour.guide_made,
    "reply-on-facts": Tour.on_facts,
    "intake": lambda tour: tour.command("intake.readings"),
    "intake-days": lambda tour: tour.command("intake.days"),
    "intake-quarantine": lambda tour: tour.command("intake.quarantine"),
    "intake-gaps": lambda tour: tour.command("intake.gaps"),
    "wizard-platform": lambda tour: tour.wizard(PLATFORM),
    "archive-file": lambda tour: tour.archive_step(archive.FILE),
    "archive-options": lambda tour: tour.archive_step(archive.OPTIONS),
    "archive-found": lambda tour: tour.archive_step(archive.FOUND),
    "archive-result": lambda tour: tour.archive_step(archive.RESULT),
    "wizard-address": lambda tour: tour.wizard(ADDRESS),
    "wizard-password": lambda tour: tour.wizard(PASSWORD),
    "wizard-client": lambda tour: tour.wizard(CLIENT, "threads"),
    "wizard-token": lambda tour: tour.wizard(TOKEN, "facebook"),
    "wizard-browser": lambda tour: tour.wizard(BROWSER, "mastodon"),
    "wizard-browser-code": lambda tour: tour.wizard(BROWSER, "mastodon", waits=False),
    "wizard-client-id": lambda tour: tour.wizard(DEVICE, "github", waits=False),
    "wizard-code": lambda tour: tour.wizard(DEVICE, "github"),
    "wizard-certificate": Tour.certificate,
    "folders": Tour.folders,
    "post-place": Tour.post_place,
    "wizard-name": lambda tour: tour.wizard(NAME),
    "people": Tour.people,
    "erase-person": Tour.erase_person,
    "older-copies": lambda tour: tour.command("erasing.copies"),
    "retention": Tour.retention,
    "legal-hold": lambda tour: tour.command("erasing.hold"),
    "dossier": Tour.dossier,
    "bundle": Tour.bundle,
    "journal": lambda tour: tour.command("proof.journal"),
    "person": Tour.person,
    "assign": Tour.assign,
    "card": Tour.card,
    "preferences": lambda tour: tour.command("app.preferences"),
    "plan": lambda tour: tour.plan(),
    "catch-up": lambda tour: tour.command("app.catch_up"),
    "keys": lambda tour: tour.command("app.keys"),
    "groups": lambda tour: tour.command("batch.groups"),
    "batch": Tour.batch,
    "one-by-one": lambda tour: tour.command("batch.one_by_one"),
    "palette": lambda tour: tour.command("app.palette"),
    "cheat-sheet": lambda tour: tour.command("app.cheat_sheet"),
    "about": lambda tour: tour.command("app.about"),
    "notices": Tour.notices,
    "bands": Tour.bands,
    "backups": Tour.backups,
    "backups-plan": lambda tour: tour.command("workspace.plan"),
    "restore-secret": Tour.restore_secret,
    "restore-choose": lambda tour: tour.restore(CHOOSE),
    "restore-changes": lambda tour: tour.restore(CHANGES),
    "restore-ready": lambda tour: tour.restore(READY),
    "import": Tour.import_archive,
    "export": lambda tour: tour.taking_out("export"),
    "check-export": lambda tour: tour.taking_out("check_export"),
    "site": lambda tour: tour.taking_out("site"),
    "calendar": lambda tour: tour.taking_out("calendar"),
    "damaged": lambda tour: tour.damaged(result=False),
    "damaged-result": lambda tour: tour.damaged(result=True),
}


@contextmanager
def touring(
    folder: Path,
    qtbot: Any,
    language: str,
    zoom: float = 1.0,
    width: int = 1280,
    look: str = "light",
) -> Iterator[Tour]:
    """Open the window in a language, at a zoom and a width, in a theme; close everything at the end."""
    i18n.use_language(language)
    scene = Scene(a_full_workspace(folder), qtbot, width, look)
    if zoom != 1.0:
        scene.window.set_look(look, zoom)
        scene.window.resize(width, 800)
        scene.settle()
    tour = Tour(scene)
    try:
        yield tour
    finally:
        for one in filter(isValid, tour.beside):
            one.close()
            one.deleteLater()
        _end(scene)


def _end(scene: Scene) -> None:
    for one in [*scene.window.findChildren(QDialog), *scene.window.findChildren(Palette)]:
        one.close()
    scene.page.opening.read_pause.stop()
    scene.settle()
    scene.window.close()
    QApplication.processEvents()
    scene.window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    scene.services.close()
    i18n.use_language("en")
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    theme.apply(application, "light", 1.0)


def top_of(widget: QWidget) -> QWidget:
    """Return the dialog, palette or window that a widget stands in."""
    at: QWidget | None = widget
    while at is not None and not isinstance(at, QDialog | QMainWindow | Palette):
        at = at.parentWidget()
    return at or widget.window()
