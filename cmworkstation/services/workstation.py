"""All services of one open workspace, in one bundle that is handed down.

What the first inbox needs is built at once. The rest is built, and its module loaded, when it is first asked
for: charters, the network and sign-in would otherwise take as long as everything else of a start.
"""

import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

from cmworkstation.domain.clock import Clock, SystemClock
from cmworkstation.domain.ground import ReadOnlyReason
from cmworkstation.domain.progress import Told
from cmworkstation.services.accounts import Accounts
from cmworkstation.services.acting import Acting
from cmworkstation.services.inbox import Inbox
from cmworkstation.services.journal import Journal
from cmworkstation.services.platforms import Loader, Platforms
from cmworkstation.services.schedule import Schedule
from cmworkstation.services.settings import Settings
from cmworkstation.services.storage import Storage
from cmworkstation.store.database import FILE, Workspace
from cmworkstation.store.interruptions import interrupted
from cmworkstation.store.names import FREEZE
from cmworkstation.vault import Vault

if TYPE_CHECKING:
    from cmworkstation.domain.query.viewpoint import CategoryLabels
    from cmworkstation.services.addenda import Addenda
    from cmworkstation.services.address_cards import AddressCards
    from cmworkstation.services.alerts import Alerts
    from cmworkstation.services.answers import Answers
    from cmworkstation.services.approval_files import ApprovalFiles
    from cmworkstation.services.approval_gate import ApprovalGate
    from cmworkstation.services.approval_policy import ApprovalPolicies
    from cmworkstation.services.approvals import Approvals
    from cmworkstation.services.archive_import import ArchiveImports
    from cmworkstation.services.asks import Asks
    from cmworkstation.services.assigning import Assigning
    from cmworkstation.services.attachments import Attachments
    from cmworkstation.services.backups import Backups
    from cmworkstation.services.batches import Batches
    from cmworkstation.services.brake import Brake
    from cmworkstation.services.briefings import Briefings
    from cmworkstation.services.bundle import Bundles
    from cmworkstation.services.by_hand import ByHand
    from cmworkstation.services.calendar_import import CalendarImports
    from cmworkstation.services.captures import Captures
    from cmworkstation.services.cards import Cards
    from cmworkstation.services.case_file import CaseFiles
    from cmworkstation.services.catch_up import CatchingUp
    from cmworkstation.services.charter_archive import Archives
    from cmworkstation.services.charter_files import CharterFiles
    from cmworkstation.services.charters import Charters
    from cmworkstation.services.circumstances import Circumstances
    from cmworkstation.services.clauses import Clauses
    from cmworkstation.services.composer import Composer
    from cmworkstation.services.contacts import Contacts
    from cmworkstation.services.context import Encounters
    from cmworkstation.services.contributions import Contributions
    from cmworkstation.services.corrections import Corrections
    from cmworkstation.services.courtesies import Courtesies
    from cmworkstation.services.crises import Crises
    from cmworkstation.services.cues import Cues
    from cmworkstation.services.dangers import Dangers
    from cmworkstation.services.dashboard import Dashboard
    from cmworkstation.services.dashboard_reports import DashboardReports
    from cmworkstation.services.dates import Dates
    from cmworkstation.services.debriefs import Debriefs
    from cmworkstation.services.dependence import Dependence
    from cmworkstation.services.desk import Desk
    from cmworkstation.services.dialogue_places import DialoguePlaces
    from cmworkstation.services.dialogues import Dialogues
    from cmworkstation.services.drafts import Drafts
    from cmworkstation.services.drills import Drills
    from cmworkstation.services.erasures import Erasures
    from cmworkstation.services.exercises import Exercises
    from cmworkstation.services.experiences import Experiences
    from cmworkstation.services.experts import Experts
    from cmworkstation.services.figures import FigureBook
    from cmworkstation.services.finding import Finding
    from cmworkstation.services.freezing import Freezing
    from cmworkstation.services.gaps import Gaps
    from cmworkstation.services.golden import GoldenRules
    from cmworkstation.services.guide import Guide
    from cmworkstation.services.handles import Handles
    from cmworkstation.services.here import WhyHere
    from cmworkstation.services.history import History
    from cmworkstation.services.impact import Impact
    from cmworkstation.services.inbox_rule_runs import InboxRuleRuns
    from cmworkstation.services.inbox_rules import InboxRules
    from cmworkstation.services.interests import Interests
    from cmworkstation.services.labels import Labels
    from cmworkstation.services.lacking import Lacking
    from cmworkstation.services.ledger import Ledger
    from cmworkstation.services.library import Library
    from cmworkstation.services.lookalikes import Lookalikes
    from cmworkstation.services.mailbox import Mailboxes
    from cmworkstation.services.media import Media
    from cmworkstation.services.media_map import MediaMap
    from cmworkstation.services.mentions import Mentions
    from cmworkstation.services.moderation import Moderation
    from cmworkstation.services.naming import Naming
    from cmworkstation.services.notes import Notes
    from cmworkstation.services.older_copies import OlderCopies
    from cmworkstation.services.operations import Operations
    from cmworkstation.services.outbox.outbox import Outbox
    from cmworkstation.services.packs import Packs
    from cmworkstation.services.plan import Plans
    from cmworkstation.services.posting import Posting
    from cmworkstation.services.presence import PresenceRegister
    from cmworkstation.services.profiles import Profiles
    from cmworkstation.services.promises import Promises
    from cmworkstation.services.promising import Promising
    from cmworkstation.services.proof import Proof
    from cmworkstation.services.proposals import Proposals
    from cmworkstation.services.publicpages import PublicPages
    from cmworkstation.services.push import Push
    from cmworkstation.services.questions import Questions
    from cmworkstation.services.relations import Relations
    from cmworkstation.services.relays import Relays
    from cmworkstation.services.retention import Retention
    from cmworkstation.services.review import Review
    from cmworkstation.services.roster import Roster
    from cmworkstation.services.rule_health import RuleHealth
    from cmworkstation.services.samples import Samples
    from cmworkstation.services.short_links import ShortLinks
    from cmworkstation.services.signin import SignIns
    from cmworkstation.services.silences import Silences
    from cmworkstation.services.site import Sites
    from cmworkstation.services.snooze import Snoozes
    from cmworkstation.services.speaking import Speaking
    from cmworkstation.services.spelling import Spelling
    from cmworkstation.services.standing import Standing
    from cmworkstation.services.statements import Statements
    from cmworkstation.services.sync import Sync
    from cmworkstation.services.table_export import Tables
    from cmworkstation.services.taking_out import TakingOut
    from cmworkstation.services.talk_places import TalkPlaces
    from cmworkstation.services.thawing import Thawing
    from cmworkstation.services.times import Times
    from cmworkstation.services.topics import Topics
    from cmworkstation.services.triage import Triage
    from cmworkstation.services.trials import Trials
    from cmworkstation.services.triggers import Triggers
    from cmworkstation.services.upkeep import Upkeep
    from cmworkstation.services.versions import Versions
    from cmworkstation.services.views import Views
    from cmworkstation.services.voices import VoiceBook
    from cmworkstation.services.waivers import Waivers
    from cmworkstation.services.watch_sources import WatchSources
    from cmworkstation.services.watches import Watches
    from cmworkstation.services.watching import Watching

T = TypeVar("T")


class _Later(Generic[T]):
    """A service that is built when it is first asked for: once, whichever thread asks."""

    def __init__(self, build: Callable[["Services"], T]) -> None:
        self._build = build
        self.__doc__ = build.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, services: "Services", owner: type) -> T:
        with services.building:
            if self._name not in services.__dict__:
                services.__dict__[self._name] = self._build(services)
        built: T = services.__dict__[self._name]  # found there, without this, from the next time on
        return built


class Services:
    """What a person can ask for, by subject."""

    def __init__(
        self, workspace: Workspace, platforms: Platforms, vault: Vault, clock: Clock
    ) -> None:
        """Build what a start needs over an open workspace."""
        self.building = threading.RLock()
        self.workspace = workspace
        self.platforms = platforms
        self.vault = vault
        self.clock = clock
        self.folder = workspace.folder
        self.file = workspace.file
        self.read_only = workspace.read_only
        self.why_read_only = workspace.why
        self.schedule = Schedule(clock)
        self.acting = Acting(workspace)
        platforms.may_write = lambda: self.brake.may_write()  # noqa: PLW0108 - built when first asked
        self.journal = Journal(workspace, clock, self.acting)
        self.settings = Settings(workspace)
        self.storage = Storage(workspace, self.settings)
        self.inbox = Inbox(workspace, self.journal, clock, self.acting, self._category_labels)
        self.accounts = Accounts(
            workspace, platforms, vault, self.schedule, self.journal, clock, self.acting
        )

    @_Later
    def assigning(self) -> "Assigning":
        """Who has a conversation in hand."""
        from cmworkstation.services.assigning import Assigning  # noqa: PLC0415 - see above

        return Assigning(self.workspace, self.journal, self.clock, self.acting)

    @_Later
    def alerts(self) -> "Alerts":
        """Alarms: spikes of what is said, and sources that fell silent; and values that hold now."""
        from cmworkstation.services.alerts import Alerts  # noqa: PLC0415 - see above

        return Alerts(
            self.workspace,
            self.accounts,
            self.platforms,
            self.charters,
            self.journal,
            self.acting,
            self.clock,
        )

    @_Later
    def talk_places(self) -> "TalkPlaces":
        """Where people talk about us, and what we decided about it."""
        from cmworkstation.services.talk_places import TalkPlaces  # noqa: PLC0415 - see above

        return TalkPlaces(self.workspace, self.accounts, self.journal, self.acting, self.clock)

    @_Later
    def crises(self) -> "Crises":
        """Which crisis level holds, and who may change it."""
        from cmworkstation.services.crises import Crises  # noqa: PLC0415 - see above

        return Crises(
            self.workspace,
            self.charters,
            self.snoozes,
            self.sync,
            self.journal,
            self.acting,
            self.clock,
        )

    @_Later
    def triggers(self) -> "Triggers":
        """What is measured against what a charter calls a crisis."""
        from cmworkstation.services.triggers import Triggers  # noqa: PLC0415 - see above

        return Triggers(
            *(self.workspace, self.crises, self.journal, self.acting, self.clock),
            lambda: self.alerts,
        )

    @_Later
    def desk(self) -> "Desk":
        """Times of crisis, their log, and when we speak again."""
        from cmworkstation.services.desk import Desk  # noqa: PLC0415 - see above

        return Desk(self.workspace, self.inbox, self.views, self.journal, self.acting, self.clock)

    @_Later
    def statements(self) -> "Statements":
        """Holding statements, and posting them."""
        from cmworkstation.services.statements import Statements  # noqa: PLC0415 - see above

        return Statements(
            self.workspace,
            self.crises,
            self.desk,
            self.answers,
            self.posting,
            self.drills,
            self.speaking,
            self.journal,
            self.acting,
            self.clock,
        )

    @_Later
    def speaking(self) -> "Speaking":
        """How the words of a crisis leave."""
        from cmworkstation.services.speaking import Speaking  # noqa: PLC0415 - see above

        return Speaking(
            self.workspace,
            self.outbox,
            lambda: self.approvals,
            lambda: self.by_hand,
            lambda: self.thawing,
            self.clock,
        )

    @_Later
    def addenda(self) -> "Addenda":
        """Statements that are out, and what is added to them."""
        from cmworkstation.services.addenda import Addenda  # noqa: PLC0415 - see above

        return Addenda(
            self.workspace,
            self.statements,
            self.speaking,
            self.posting,
            self.drafts,
            self.composer,
            self.crises,
            self.journal,
            self.acting,
            self.clock,
        )

    @_Later
    def brake(self) -> "Brake":
        """What keeps anything from leaving: freezes, and drills."""
        from cmworkstation.services.brake import Brake  # noqa: PLC0415 - see above

        return Brake(self.workspace, self.acting, self.clock)

    @_Later
    def freezing(self) -> "Freezing":
        """Stopping at once everything that leaves or acts by itself."""
        from cmworkstation.services.freezing import Freezing  # noqa: PLC0415 - see above

        return Freezing(
            self.workspace,
            self.brake,
            self.inbox_rule_runs,
            self.journal,
            self.acting,
            self.clock,
        )

    @_Later
    def roster(self) -> "Roster":
        """Whom to call in a crisis."""
        from cmworkstation.services.roster import Roster  # noqa: PLC0415 - see above

        return Roster(self.workspace, self.journal, self.acting, self.clock)

    @_Later
    def exercises(self) -> "Exercises":
        """Drills that are played by a script."""
        from cmworkstation.services.exercises import Exercises  # noqa: PLC0415 - see above

        return Exercises(
            self.workspace,
            self.drills,
            self.crises,
            self.charters,
            self.desk,
            self.journal,
            self.acting,
            self.clock,
        )

    @_Later
    def debriefs(self) -> "Debriefs":
        """What is looked at after a crisis."""
        from cmworkstation.services.debriefs import Debriefs  # noqa: PLC0415 - see above

        return Debriefs(self.workspace, self.desk, self.journal, self.acting, self.clock)

    @_Later
    def thawing(self) -> "Thawing":
        """What a freeze held back, and what people decide about it."""
        from cmworkstation.services.thawing import Thawing  # noqa: PLC0415 - see above

        return Thawing(
            self.workspace,
            self.brake,
            self.freezing,
            self.outbox,
            self.inbox_rule_runs,
            self.journal,
            self.acting,
            self.clock,
        )

    @_Later
    def drills(self) -> "Drills":
        """Crises that are played, during which nothing leaves."""
        from cmworkstation.services.drills import Drills  # noqa: PLC0415 - see above

        return Drills(self.workspace, self.brake, self.sync, self.journal, self.acting, self.clock)

    @_Later
    def dangers(self) -> "Dangers":
        """Messages that speak of acute danger."""
        from cmworkstation.services.dangers import Dangers  # noqa: PLC0415 - see above

        return Dangers(self.workspace, self.charters)

    @_Later
    def labels(self) -> "Labels":
        """Labels, and what carries them."""
        from cmworkstation.services.labels import Labels  # noqa: PLC0415 - see above

        return Labels(self.workspace, self.journal, self.clock, self.acting)

    @_Later
    def snoozes(self) -> "Snoozes":
        """What is out of the way for a while."""
        from cmworkstation.services.snooze import Snoozes  # noqa: PLC0415 - see above

        return Snoozes(self.workspace, self.journal, self.clock, self.acting)

    @_Later
    def topics(self) -> "Topics":
        """What people come back to, and what became of it."""
        from cmworkstation.services.topics import Topics  # noqa: PLC0415 - see above

        return Topics(self.workspace, self.journal, self.clock, self.acting, self.views.ids)

    @_Later
    def dialogues(self) -> "Dialogues":
        """Questions that are put to people, and what became of them."""
        from cmworkstation.services.dialogue_charter import paused  # noqa: PLC0415 - see above
        from cmworkstation.services.dialogues import Dialogues  # noqa: PLC0415 - see above

        return Dialogues(
            self.workspace, self.journal, self.clock, self.acting, lambda: paused(self.crises)
        )

    @_Later
    def dialogue_places(self) -> "DialoguePlaces":
        """Where a question is put to people."""
        from cmworkstation.services.dialogue_charter import paused  # noqa: PLC0415 - see above
        from cmworkstation.services.dialogue_places import DialoguePlaces  # noqa: PLC0415 - see above

        return DialoguePlaces(
            self.workspace,
            self.journal,
            self.clock,
            self.acting,
            lambda: self.drafts,
            lambda: self.posting,
            lambda: self.asks,
            lambda: paused(self.crises),
        )

    @_Later
    def contributions(self) -> "Contributions":
        """What people say to a question, and who must hear what became of it."""
        from cmworkstation.services.contributions import Contributions  # noqa: PLC0415 - see above
        from cmworkstation.services.dialogue_charter import own_words  # noqa: PLC0415 - see above

        return Contributions(
            self.workspace,
            self.journal,
            self.clock,
            self.acting,
            lambda: self.batches,
            lambda account_id: own_words(self.charters, account_id),
        )

    @_Later
    def experts(self) -> "Experts":
        """Questions to experts in the house."""
        from cmworkstation.services.experts import Experts  # noqa: PLC0415 - see above

        return Experts(self.workspace, self.journal, self.clock, self.acting, lambda: self.drafts)

    @_Later
    def backups(self) -> "Backups":
        """Copies of the workspace."""
        from cmworkstation.services.backups import Backups  # noqa: PLC0415 - see above

        return Backups(self.workspace, self.settings, self.clock)

    @_Later
    def taking_out(self) -> "TakingOut":
        """Conversations for whoever has not this program."""
        from cmworkstation.services.taking_out import TakingOut  # noqa: PLC0415 - see above

        return TakingOut(self.workspace, self.views, self.profiles, self.acting, self.clock)

    @_Later
    def sites(self) -> "Sites":
        """Readable pages of conversations."""
        from cmworkstation.services.site import Sites  # noqa: PLC0415 - see above

        return Sites(self.taking_out)

    @_Later
    def mailboxes(self) -> "Mailboxes":
        """Conversations as mail."""
        from cmworkstation.services.mailbox import Mailboxes  # noqa: PLC0415 - see above

        return Mailboxes(self.taking_out)

    @_Later
    def dates(self) -> "Dates":
        """What is due, as a calendar."""
        from cmworkstation.services.dates import Dates  # noqa: PLC0415 - see above

        return Dates(self, self.clock)

    @_Later
    def profiles(self) -> "Profiles":
        """Who works here, who acts, and their keys."""
        from cmworkstation.services.profiles import Profiles  # noqa: PLC0415 - see above

        return Profiles(self.workspace, self.vault, self.journal, self.acting, self.clock)

    @_Later
    def proof(self) -> "Proof":
        """Why a reply was sent, and whether that is still what was written."""
        from cmworkstation.services.proof import Proof  # noqa: PLC0415 - see above

        return Proof(self.workspace, self.journal, self.profiles)

    @_Later
    def bundles(self) -> "Bundles":
        """Proof for whoever has not this program."""
        from cmworkstation.services.bundle import Bundles  # noqa: PLC0415 - see above

        return Bundles(self.workspace, self.proof, self.profiles, self.acting, self.clock)

    @_Later
    def media(self) -> "Media":
        """Files of replies."""
        from cmworkstation.services.media import Media  # noqa: PLC0415 - see above

        return Media(self.workspace, self.clock, self.acting)

    @_Later
    def library(self) -> "Library":
        """The media library."""
        from cmworkstation.services.library import Library  # noqa: PLC0415 - see above

        return Library(self.workspace, self.charters, self.clock, self.acting)

    @_Later
    def cards(self) -> "Cards":
        """How people of other machines come to be known."""
        from cmworkstation.services.cards import Cards  # noqa: PLC0415 - see above

        return Cards(self.workspace, self.profiles, self.journal, self.clock)

    @_Later
    def charters(self) -> "Charters":
        """Which charter governs an account."""
        from cmworkstation.services.charters import Charters  # noqa: PLC0415 - see above

        return Charters(
            self.workspace, self.journal, self.clock, self.acting, self.versions, self.packs
        )

    @_Later
    def packs(self) -> "Packs":
        """Rule packs, as they ship and as they were signed."""
        from cmworkstation.services.packs import Packs  # noqa: PLC0415 - see above

        return Packs()

    @_Later
    def versions(self) -> "Versions":
        """The life of charters: review, signatures, in force."""
        from cmworkstation.services.versions import Versions  # noqa: PLC0415 - see above

        return Versions(
            self.workspace,
            self.journal,
            self.clock,
            self.acting,
            lambda: self.profiles,
            self.packs,
        )

    @_Later
    def impact(self) -> "Impact":
        """What a new version would have said."""
        from cmworkstation.services.impact import Impact  # noqa: PLC0415 - see above

        return Impact(self.workspace, self.charters, self.versions, self.clock)

    @_Later
    def public_pages(self) -> "PublicPages":
        """Pages for visitors."""
        from cmworkstation.services.publicpages import PublicPages  # noqa: PLC0415 - see above

        return PublicPages(self.versions)

    @_Later
    def charter_files(self) -> "CharterFiles":
        """Versions of charters as files, with their signatures."""
        from cmworkstation.services.charter_files import CharterFiles  # noqa: PLC0415 - see above

        return CharterFiles(
            self.workspace,
            self.clock,
            self.acting,
            lambda: self.profiles,
            self.versions,
            self.charter_archives,
        )

    @_Later
    def charter_archives(self) -> "Archives":
        """Charters with the files of their answers."""
        from cmworkstation.services.charter_archive import Archives  # noqa: PLC0415 - see above

        return Archives(self.workspace, self.clock, self.acting)

    @_Later
    def answers(self) -> "Answers":
        """Approved answers and facts for a reply."""
        from cmworkstation.services.answers import Answers  # noqa: PLC0415 - see above

        return Answers(self.workspace, self.charters, self.clock, self.acting, self.brake)

    @_Later
    def guide(self) -> "Guide":
        """Everything that was agreed to be said."""
        from cmworkstation.services.guide import Guide  # noqa: PLC0415 - see above

        return Guide(self.workspace, self.charters, self.clock, self.acting)

    @_Later
    def proposals(self) -> "Proposals":
        """Changing what was agreed to be said."""
        from cmworkstation.services.proposals import Proposals  # noqa: PLC0415 - see above

        return Proposals(self.workspace, self.charters, self.journal, self.clock, self.acting)

    @_Later
    def lacking(self) -> "Lacking":
        """What the response guide lacks."""
        from cmworkstation.services.lacking import Lacking  # noqa: PLC0415 - see above

        return Lacking(self.workspace, self.charters, self.clock)

    @_Later
    def finding(self) -> "Finding":
        """What a search finds beside messages."""
        from cmworkstation.services.finding import Finding  # noqa: PLC0415 - see above

        return Finding(self.workspace, lambda: self.guide, self._category_labels)

    @_Later
    def views(self) -> "Views":
        """Searches that are kept under a name."""
        from cmworkstation.services.views import Views  # noqa: PLC0415 - see above

        return Views(self.workspace, self.clock, self.acting, self._category_labels)

    @_Later
    def composer(self) -> "Composer":
        """Length, findings and recipients of a draft."""
        from cmworkstation.services.composer import Composer  # noqa: PLC0415 - see above

        return Composer(
            self.workspace,
            self.charters,
            self.answers,
            self.waivers,
            self.platforms,
            self.encounters,
            self.circumstances,
            self.questions,
            self.short_links,
            self.clock,
            self.acting,
        )

    @_Later
    def trials(self) -> "Trials":
        """Connectors that nobody has seen work with their platform itself."""
        from cmworkstation.services.trials import Trials  # noqa: PLC0415 - see above

        return Trials(self.workspace, self.platforms, self.journal, self.acting)

    @_Later
    def short_links(self) -> "ShortLinks":
        """Where shortened links lead."""
        from cmworkstation.services.short_links import ShortLinks  # noqa: PLC0415 - see above

        return ShortLinks(self.platforms)

    @_Later
    def spelling(self) -> "Spelling":
        """Words that are none, and the words that are ours."""
        from cmworkstation.services.spelling import Spelling  # noqa: PLC0415 - see above

        return Spelling(self.workspace, self.charters, self.journal, self.acting)

    @_Later
    def contacts(self) -> "Contacts":
        """People over all networks."""
        from cmworkstation.services.contacts import Contacts  # noqa: PLC0415 - see above

        return Contacts(self.workspace, self.journal, self.acting, self.clock)

    @_Later
    def address_cards(self) -> "AddressCards":
        """Contact cards as files."""
        from cmworkstation.services.address_cards import AddressCards  # noqa: PLC0415 - see above

        return AddressCards(self.workspace, self.contacts, self.journal, self.acting, self.clock)

    @_Later
    def asks(self) -> "Asks":
        """What of ours asks people for something, and how often."""
        from cmworkstation.services.asks import Asks  # noqa: PLC0415 - see above

        return Asks(self.workspace, self.charters, self.journal, self.acting, self.clock)

    @_Later
    def relations(self) -> "Relations":
        """Relations with people who help us."""
        from cmworkstation.services.relations import Relations  # noqa: PLC0415 - see above

        return Relations(
            self.workspace,
            self.contacts,
            self.asks,
            self.charters,
            self.drafts,
            self.journal,
            self.acting,
            self.clock,
        )

    @_Later
    def interests(self) -> "Interests":
        """Gifts, payments and ties between us and a person."""
        from cmworkstation.services.interests import Interests  # noqa: PLC0415 - see above

        return Interests(self.workspace, self.journal, self.acting, self.clock)

    @_Later
    def circumstances(self) -> "Circumstances":
        """What is known of a message or a reply, for conditions."""
        from cmworkstation.services.circumstances import Circumstances  # noqa: PLC0415 - see above

        return Circumstances(self.workspace, self.answers, self.clock)

    @_Later
    def encounters(self) -> "Encounters":
        """What surrounds a draft: its message, its person, what was said before."""
        from cmworkstation.services.context import Encounters  # noqa: PLC0415 - see above

        return Encounters(
            self.workspace, self.answers, self.interests, self.asks, self.acting, self.clock
        )

    @_Later
    def here(self) -> "WhyHere":
        """Why we are in a conversation, and with whom."""
        from cmworkstation.services.here import WhyHere  # noqa: PLC0415 - see above

        return WhyHere(self.workspace, self.encounters, self.asks, self.clock)

    @_Later
    def cues(self) -> "Cues":
        """How often a text goes out today, and what others were invited to."""
        from cmworkstation.services.cues import Cues  # noqa: PLC0415 - see above

        return Cues(self.workspace, self.asks, self.clock)

    @_Later
    def silences(self) -> "Silences":
        """Whom we left in silence."""
        from cmworkstation.services.silences import Silences  # noqa: PLC0415 - see above

        return Silences(self.workspace, self.asks, self.contacts, self.relations, self.clock)

    @_Later
    def waivers(self) -> "Waivers":
        """Passages that may stand although the charter objects."""
        from cmworkstation.services.waivers import Waivers  # noqa: PLC0415 - see above

        return Waivers(self.workspace, self.journal, self.acting, self.clock)

    @_Later
    def promises(self) -> "Promises":
        """What was promised, and by when."""
        from cmworkstation.services.promises import Promises  # noqa: PLC0415 - see above

        return Promises(self.workspace, self.charters, self.journal, self.acting, self.clock)

    @_Later
    def promising(self) -> "Promising":
        """What sounds like a promise of ours."""
        from cmworkstation.services.promising import Promising  # noqa: PLC0415 - see above

        return Promising(self.workspace, self.promises, self.journal, self.acting, self.clock)

    @_Later
    def questions(self) -> "Questions":
        """What messages ask, and what is answered of it."""
        from cmworkstation.services.questions import Questions  # noqa: PLC0415 - see above

        return Questions(self.workspace, self.acting, self.clock)

    @_Later
    def rule_health(self) -> "RuleHealth":
        """How the rules of the charters do."""
        from cmworkstation.services.rule_health import RuleHealth  # noqa: PLC0415 - see above

        return RuleHealth(self.workspace, self.charters)

    @_Later
    def experiences(self) -> "Experiences":
        """Whether answers to complaints helped."""
        from cmworkstation.services.experiences import Experiences  # noqa: PLC0415 - see above

        return Experiences(
            self.workspace, self.charters, self.drafts, self.journal, self.acting, self.clock
        )

    @_Later
    def corrections(self) -> "Corrections":
        """What was wrong, and the replies that correct it."""
        from cmworkstation.services.corrections import Corrections  # noqa: PLC0415 - see above

        return Corrections(self.workspace, self.drafts, self.journal, self.acting, self.clock)

    @_Later
    def golden(self) -> "GoldenRules":
        """What the golden rules did lately."""
        from cmworkstation.services.golden import GoldenRules  # noqa: PLC0415 - see above

        return GoldenRules(self.workspace, self.charters, self.clock)

    @_Later
    def drafts(self) -> "Drafts":
        """Replies that are being written."""
        from cmworkstation.services.drafts import Drafts  # noqa: PLC0415 - see above

        return Drafts(self.workspace, self.clock, self.acting)

    @_Later
    def naming(self) -> "Naming":
        """Whom a reply may name."""
        from cmworkstation.services.naming import Naming  # noqa: PLC0415 - see above

        return Naming(self.workspace)

    @_Later
    def notes(self) -> "Notes":
        """What colleagues tell one another."""
        from cmworkstation.services.notes import Notes  # noqa: PLC0415 - see above

        return Notes(self.workspace, self.journal, self.clock, self.acting)

    @_Later
    def sync(self) -> "Sync":
        """Reading accounts and threads."""
        from cmworkstation.services.sync import Sync  # noqa: PLC0415 - see above

        deadlines = self.charters.deadlines
        return Sync(
            self.workspace,
            self.platforms,
            self.schedule,
            self.clock,
            deadlines,
            self.gaps,
            self.inbox_rule_runs.on_intake,
        )

    @_Later
    def archive_imports(self) -> "ArchiveImports":
        """Archives that platforms gave people."""
        from cmworkstation.services.archive_import import ArchiveImports  # noqa: PLC0415 - see above

        return ArchiveImports(
            self.workspace, self.accounts, self.sync, self.journal, self.acting, self.clock
        )

    @_Later
    def inbox_rules(self) -> "InboxRules":
        """What happens by itself to messages that come in."""
        from cmworkstation.services.inbox_rules import InboxRules  # noqa: PLC0415 - see above

        return InboxRules(
            self.workspace,
            self.inbox_rule_runs,
            lambda: self.charters,
            self.journal,
            self.clock,
            self.acting,
            lambda: self.topics,
        )

    @_Later
    def inbox_rule_runs(self) -> "InboxRuleRuns":
        """Inbox rules at work."""
        from cmworkstation.services.inbox_rule_runs import InboxRuleRuns  # noqa: PLC0415 - see above

        return InboxRuleRuns(
            self.workspace,
            lambda: self.charters.deadlines,
            self.journal,
            self.clock,
            self.acting,
            self.brake,
            self._category_labels,
        )

    def _category_labels(self) -> "CategoryLabels":
        return self.charters.category_labels()

    @_Later
    def gaps(self) -> "Gaps":
        """Intervals in which accounts were not read."""
        from cmworkstation.services.gaps import Gaps  # noqa: PLC0415 - see above

        return Gaps(self.workspace, self.platforms, self.clock)

    @_Later
    def history(self) -> "History":
        """Filling gaps, and fetching older messages."""
        from cmworkstation.services.history import History  # noqa: PLC0415 - see above

        return History(self.workspace, self.platforms, self.sync, self.gaps, self.clock)

    @_Later
    def outbox(self) -> "Outbox":
        """Replies on their way."""
        from cmworkstation.services.outbox.outbox import Outbox  # noqa: PLC0415 - see above

        return Outbox(
            self.workspace,
            self.platforms,
            self.sync,
            self.journal,
            self.clock,
            self.composer.check_before_queue,
            self.acting,
            self.approval_gate,
            self.brake,
        )

    @_Later
    def by_hand(self) -> "ByHand":
        """Replies that a person posts in the browser."""
        from cmworkstation.services.by_hand import ByHand  # noqa: PLC0415 - see above

        return ByHand(
            self.workspace,
            self.outbox,
            self.platforms,
            self.approval_gate,
            self.journal,
            self.clock,
            self.acting,
            self.brake,
        )

    @_Later
    def captures(self) -> "Captures":
        """Messages that people take in by hand."""
        from cmworkstation.services.captures import Captures  # noqa: PLC0415 - see above

        return Captures(
            self.workspace,
            self.platforms,
            self.accounts,
            self.sync,
            self.media,
            self.journal,
            self.clock,
            self.acting,
        )

    @_Later
    def approval_policies(self) -> "ApprovalPolicies":
        """Who must agree to a reply before it leaves."""
        from cmworkstation.services.approval_policy import ApprovalPolicies  # noqa: PLC0415 - see above

        return ApprovalPolicies(
            self.workspace,
            self.charters,
            self.composer,
            self.circumstances,
            self.profiles,
            self.clock,
        )

    @_Later
    def approval_gate(self) -> "ApprovalGate":
        """What stands between approvals and the outbox."""
        from cmworkstation.services.approval_gate import ApprovalGate  # noqa: PLC0415 - see above

        return ApprovalGate(self.approval_policies, self.journal, self.clock)

    @_Later
    def approvals(self) -> "Approvals":
        """Asking others to agree to a reply, and agreeing."""
        from cmworkstation.services.approvals import Approvals  # noqa: PLC0415 - see above

        return Approvals(
            self.workspace,
            self.approval_policies,
            self.approval_gate,
            self.composer,
            self.outbox,
            self.profiles,
            self.waivers,
            self.journal,
            self.clock,
        )

    @_Later
    def approval_files(self) -> "ApprovalFiles":
        """Requests and answers as signed files."""
        from cmworkstation.services.approval_files import ApprovalFiles  # noqa: PLC0415 - see above

        return ApprovalFiles(
            self.workspace, self.approvals, self.approval_policies, self.profiles, self.clock
        )

    @_Later
    def lookalikes(self) -> "Lookalikes":
        """Whose name looks like whose."""
        from cmworkstation.services.lookalikes import Lookalikes  # noqa: PLC0415 - see above

        return Lookalikes(self.workspace, self.accounts)

    @_Later
    def batches(self) -> "Batches":
        """Messages that ask much the same, and answering them together."""
        from cmworkstation.services.batches import Batches  # noqa: PLC0415 - see above

        return Batches(
            self.workspace,
            self.drafts,
            self.answers,
            self.outbox,
            self.approvals,
            self.clock,
            self.acting,
            self.brake,
        )

    @_Later
    def courtesies(self) -> "Courtesies":
        """Messages that only thank."""
        from cmworkstation.services.courtesies import Courtesies  # noqa: PLC0415 - see above
        from cmworkstation.services.deciding import Deciding  # noqa: PLC0415 - see above

        deciding = Deciding(self.workspace, self.journal, self.clock, self.acting)
        return Courtesies(self.workspace, self.charters.deadlines, deciding, self.acting)

    @_Later
    def watch_sources(self) -> "WatchSources":
        """Reading what is watched."""
        from cmworkstation.services.watch_sources import WatchSources  # noqa: PLC0415 - see above

        return WatchSources(self.workspace, self.platforms, self.accounts, self.clock)

    @_Later
    def watches(self) -> "Watches":
        """Saved queries about what is said elsewhere, and the sources that they are asked of."""
        from cmworkstation.services.watches import Watches  # noqa: PLC0415 - see above

        return Watches(
            self.workspace,
            self.watch_sources,
            self.accounts,
            self.journal,
            self.clock,
            self.acting,
        )

    @_Later
    def watching(self) -> "Watching":
        """Reading sources when they are due."""
        from cmworkstation.services.watching import Watching  # noqa: PLC0415 - see above

        return Watching(self.workspace, self.watch_sources, self.clock)

    @_Later
    def mentions(self) -> "Mentions":
        """What was found, and what people make of it."""
        from cmworkstation.services.mentions import Mentions  # noqa: PLC0415 - see above

        return Mentions(self.workspace, self.captures, self.journal, self.clock, self.acting)

    @_Later
    def ledger(self) -> "Ledger":
        """What came in, and what could not be understood."""
        from cmworkstation.services.ledger import Ledger  # noqa: PLC0415 - see above

        return Ledger(self.workspace, self.journal, self.clock, self.acting)

    @_Later
    def moderation(self) -> "Moderation":
        """Acting on other people's messages."""
        from cmworkstation.services.moderation import Moderation  # noqa: PLC0415 - see above

        return Moderation(
            self.workspace,
            self.platforms,
            self.sync,
            self.journal,
            self.clock,
            self.acting,
            self.brake,
        )

    @_Later
    def attachments(self) -> "Attachments":
        """Files of messages, when a person asks for them."""
        from cmworkstation.services.attachments import Attachments  # noqa: PLC0415 - see above

        return Attachments(self.platforms, self.accounts, self.media.data)

    @_Later
    def signin(self) -> "SignIns":
        """Adding accounts."""
        from cmworkstation.services.signin import SignIns  # noqa: PLC0415 - see above

        return SignIns(
            self.workspace,
            self.platforms,
            self.accounts,
            self.vault,
            self.schedule,
            self.journal,
            self.clock,
            self.acting,
        )

    @_Later
    def triage(self) -> "Triage":
        """Walking messages to their category."""
        from cmworkstation.services.triage import Triage  # noqa: PLC0415 - see above

        return Triage(
            self.workspace,
            self.charters,
            self.circumstances,
            self.journal,
            self.clock,
            self.acting,
        )

    @_Later
    def standing(self) -> "Standing":
        """How much open time is left, and what categories are called."""
        from cmworkstation.services.standing import Standing  # noqa: PLC0415 - see above

        return Standing(self.workspace, self.charters, self.clock)

    @_Later
    def times(self) -> "Times":
        """How long people wait."""
        from cmworkstation.services.times import Times  # noqa: PLC0415 - see above

        return Times(self.workspace, self.charters, self.clock)

    @_Later
    def review(self) -> "Review":
        """What we said, and what is thought of it."""
        from cmworkstation.services.review import Review  # noqa: PLC0415 - see above

        return Review(self.workspace, self.charters, self.journal, self.acting, self.clock)

    @_Later
    def samples(self) -> "Samples":
        """A few replies of each month, to be gone through."""
        from cmworkstation.services.samples import Samples  # noqa: PLC0415 - see above

        return Samples(self.workspace, self.review, self.journal, self.acting, self.clock)

    @_Later
    def figures(self) -> "FigureBook":
        """Waits and numbers over time, for charts; and who waits now."""
        from cmworkstation.services.figures import FigureBook  # noqa: PLC0415 - see above

        return FigureBook(self.workspace, self.charters, self.clock)

    @_Later
    def tables(self) -> "Tables":
        """Tables for other programs."""
        from cmworkstation.services.table_export import Tables  # noqa: PLC0415 - see above

        return Tables(self.workspace, self.clock)

    @_Later
    def case_files(self) -> "CaseFiles":
        """Conversations with all that belongs to them, for somebody outside."""
        from cmworkstation.services.case_file import CaseFiles  # noqa: PLC0415 - see above

        return CaseFiles(self.workspace, self.proof, self.profiles, self.acting, self.clock)

    @_Later
    def clauses(self) -> "Clauses":
        """Which clauses of the charters were used."""
        from cmworkstation.services.clauses import Clauses  # noqa: PLC0415 - see above

        return Clauses(self.workspace, self.charters)

    @_Later
    def catch_up(self) -> "CatchingUp":
        """What happened since the program was last open."""
        from cmworkstation.services.catch_up import CatchingUp  # noqa: PLC0415 - see above

        return CatchingUp(
            self.workspace,
            self.accounts,
            self.assigning,
            lambda: sum(debt.kind.is_ours for _, debt in self.relations.due()),
            self.clock,
        )

    @_Later
    def upkeep(self) -> "Upkeep":
        """What time alone brings about."""
        from cmworkstation.services.upkeep import Upkeep  # noqa: PLC0415 - see above

        return Upkeep(self.workspace, self.charters, self.profiles, self.settings, self.clock)

    @_Later
    def posting(self) -> "Posting":
        """Posts of our own that answer nobody."""
        from cmworkstation.services.posting import Posting  # noqa: PLC0415 - see above

        return Posting(self.workspace, self.acting, self.clock)

    @_Later
    def presence(self) -> "PresenceRegister":
        """Which names are ours, who holds the keys, and what is missing."""
        from cmworkstation.services.presence import PresenceRegister  # noqa: PLC0415 - see above

        return PresenceRegister(
            self.workspace,
            self.accounts,
            lambda: self.drafts,
            self.journal,
            self.acting,
            self.clock,
        )

    @_Later
    def handles(self) -> "Handles":
        """Where names were looked up, and what was found."""
        from cmworkstation.services.handles import Handles  # noqa: PLC0415 - see above

        return Handles(self.workspace, self.journal, self.acting, self.clock)

    @_Later
    def dependence(self) -> "Dependence":
        """How much we depend on each platform."""
        from cmworkstation.services.dependence import Dependence  # noqa: PLC0415 - see above

        return Dependence(
            self.workspace,
            self.accounts,
            self.platforms,
            self.gaps,
            self.journal,
            self.acting,
            self.clock,
        )

    @_Later
    def voices(self) -> "VoiceBook":
        """Whether we speak with more than the usual few."""
        from cmworkstation.services.voices import VoiceBook  # noqa: PLC0415 - see above

        return VoiceBook(self.workspace, self.charters, self.journal, self.acting, self.clock)

    @_Later
    def dashboard(self) -> "Dashboard":
        """What we heard, what we did, what changed."""
        from cmworkstation.services.dashboard import Dashboard  # noqa: PLC0415 - see above
        from cmworkstation.services.reach_tiles import ReachTiles  # noqa: PLC0415 - see above
        from cmworkstation.services.tiles import Tiles  # noqa: PLC0415 - see above

        reach = ReachTiles(self.voices, self.clock)
        tiles = Tiles(
            self.workspace,
            self.figures,
            self.promises,
            reach,
            self.dependence,
            self.topics,
            self.clock,
        )
        return Dashboard(self.workspace, tiles, reach, self.journal, self.acting, self.clock)

    @_Later
    def dashboard_reports(self) -> "DashboardReports":
        """The dashboard as a file, at a person's word or by the clock."""
        from cmworkstation.services.dashboard_reports import DashboardReports  # noqa: PLC0415 - see above

        return DashboardReports(self.dashboard, self.settings, self.acting, self.brake, self.clock)

    @_Later
    def briefings(self) -> "Briefings":
        """What colleagues are told."""
        from cmworkstation.services.briefings import Briefings  # noqa: PLC0415 - see above

        return Briefings(
            self.workspace,
            self.journal,
            self.clock,
            self.acting,
            self.brake,
            lambda: self.alerts,
            self._category_labels,
        )

    @_Later
    def operations(self) -> "Operations":
        """What is planned, by theme."""
        from cmworkstation.services.operations import Operations  # noqa: PLC0415 - see above

        return Operations(
            self.workspace,
            self.accounts,
            self.topics,
            self.settings,
            self.journal,
            self.acting,
            self.clock,
        )

    @_Later
    def plans(self) -> "Plans":
        """What a calendar shows."""
        from cmworkstation.services.plan import Plans  # noqa: PLC0415 - see above

        return Plans(self)

    @_Later
    def calendar_imports(self) -> "CalendarImports":
        """Calendar files that others made."""
        from cmworkstation.services.calendar_import import CalendarImports  # noqa: PLC0415 - see above

        return CalendarImports(
            self.workspace, self.operations, self.journal, self.acting, self.clock
        )

    @_Later
    def relays(self) -> "Relays":
        """Whether our news reached each of our channels."""
        from cmworkstation.services.relays import Relays  # noqa: PLC0415 - see above

        return Relays(
            self.workspace,
            self.operations,
            self.dependence,
            lambda: self.drafts,
            lambda: self.posting,
            self.journal,
            self.acting,
            self.clock,
        )

    @_Later
    def media_map(self) -> "MediaMap":
        """Where accounts stand in time, place and way of speaking."""
        from cmworkstation.services.media_map import MediaMap  # noqa: PLC0415 - see above

        return MediaMap(self.workspace, self.accounts, self.platforms, self.journal, self.acting)

    @_Later
    def push(self) -> "Push":
        """Servers that call when something is new."""
        from cmworkstation.services.push import Push  # noqa: PLC0415 - see above

        return Push(self.platforms, self.accounts, self.schedule)

    @_Later
    def erasures(self) -> "Erasures":
        """Erasing people, and what must be kept all the same."""
        from cmworkstation.services.erasures import Erasures  # noqa: PLC0415 - see above

        return Erasures(self.workspace, self.journal, self.acting, self.clock)

    @_Later
    def older_copies(self) -> "OlderCopies":
        """Backups from before an erasure."""
        from cmworkstation.services.older_copies import OlderCopies  # noqa: PLC0415 - see above

        return OlderCopies(
            self.workspace, self.backups, self.erasures, self.settings, self.journal, self.acting
        )

    @_Later
    def retention(self) -> "Retention":
        """How long what came in is kept."""
        from cmworkstation.services.retention import Retention  # noqa: PLC0415 - see above

        return Retention(
            self.workspace,
            self.charters,
            self.erasures,
            self.brake,
            self.journal,
            self.acting,
            self.clock,
        )

    def build_all(self) -> None:
        """Build what was not asked for yet; on a lane, so that the first use does not keep the window waiting."""
        for name, service in vars(type(self)).items():
            if isinstance(service, _Later):
                getattr(self, name)

    def close(self) -> None:
        """Let go of the network and of the workspace."""
        if "push" in self.__dict__:
            self.push.close()
        self.platforms.close()
        self.workspace.close()


def open_services(
    folder: Path,
    loaders: Mapping[str, Loader],
    *,
    vault: Vault | None = None,
    clock: Clock | None = None,
    read_only: bool = False,
    why: ReadOnlyReason = ReadOnlyReason.IN_USE,
    file: str = FILE,
    more: Callable[[], Mapping[str, Loader]] | None = None,
    told: Told | None = None,
) -> Services:
    """Open a workspace and build its services; `file` names a copy in the folder, to be read only.

    Raises what `Workspace` raises. Replies that an ended session was sending
    are in doubt from here on (`Outbox.recover`).
    """
    clock = clock or SystemClock()
    vault = vault or Vault()
    workspace = Workspace(folder, read_only=read_only, why=why, file=file, told=told)
    services = Services(workspace, Platforms(loaders, vault, clock, more), vault, clock)
    if not read_only and interrupted(workspace.read(), workspace.session):
        services.outbox.recover()
    if not read_only and any(one.name.startswith(FREEZE) for one in folder.iterdir()):
        services.freezing.settle()
    return services
