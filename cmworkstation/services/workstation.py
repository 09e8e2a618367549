"""All services of one open workspace, in one bundle that is handed down.

What the first inbox needs is built at once. The rest is built, and its module loaded, when it is first asked
for: charters, the network and sign-in would otherwise take as long as everything else of a start.
"""

import threading
from collections.abc import Callable, Mapping
from importlib import import_module
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
    from cmworkstation.services.inviting import Inviting
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
    from cmworkstation.services.post_places import PostPlaces
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
    from cmworkstation.services.tied_relations import TiedRelations
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
    """A service that is made when it is first asked for: once, whichever thread asks.

    The function of its name in a module of `making` makes it.
    """

    def __init__(self, module: str) -> None:
        self._module = f"cmworkstation.services.making.{module}"

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, services: "Services", owner: type) -> T:
        with services.building:
            if self._name not in services.__dict__:
                made = getattr(import_module(self._module), self._name)(services)
                services.__dict__[self._name] = made
        built: T = services.__dict__[self._name]  # found there, without this, from the next time on
        return built


class Services:
    """What a person can ask for, by subject."""

    # What comes in: who has it in hand, where it stands, what is said about it in the house
    assigning: "_Later[Assigning]" = _Later("inbox")
    labels: "_Later[Labels]" = _Later("inbox")
    snoozes: "_Later[Snoozes]" = _Later("inbox")
    notes: "_Later[Notes]" = _Later("inbox")
    views: "_Later[Views]" = _Later("inbox")
    finding: "_Later[Finding]" = _Later("inbox")
    triage: "_Later[Triage]" = _Later("inbox")
    standing: "_Later[Standing]" = _Later("inbox")
    inbox_rules: "_Later[InboxRules]" = _Later("inbox")
    inbox_rule_runs: "_Later[InboxRuleRuns]" = _Later("inbox")
    captures: "_Later[Captures]" = _Later("inbox")
    catch_up: "_Later[CatchingUp]" = _Later("inbox")
    ledger: "_Later[Ledger]" = _Later("inbox")
    here: "_Later[WhyHere]" = _Later("inbox")
    attachments: "_Later[Attachments]" = _Later("inbox")
    moderation: "_Later[Moderation]" = _Later("inbox")

    # Accounts: adding them, reading them, what was missed and what is older
    signin: "_Later[SignIns]" = _Later("reading")
    sync: "_Later[Sync]" = _Later("reading")
    gaps: "_Later[Gaps]" = _Later("reading")
    history: "_Later[History]" = _Later("reading")
    push: "_Later[Push]" = _Later("reading")
    archive_imports: "_Later[ArchiveImports]" = _Later("reading")
    trials: "_Later[Trials]" = _Later("reading")

    # Replies that are being written, and what is looked at meanwhile
    drafts: "_Later[Drafts]" = _Later("writing")
    composer: "_Later[Composer]" = _Later("writing")
    naming: "_Later[Naming]" = _Later("writing")
    spelling: "_Later[Spelling]" = _Later("writing")
    short_links: "_Later[ShortLinks]" = _Later("writing")
    media: "_Later[Media]" = _Later("writing")
    library: "_Later[Library]" = _Later("writing")
    encounters: "_Later[Encounters]" = _Later("writing")
    cues: "_Later[Cues]" = _Later("writing")
    silences: "_Later[Silences]" = _Later("writing")
    asks: "_Later[Asks]" = _Later("writing")
    courtesies: "_Later[Courtesies]" = _Later("writing")
    batches: "_Later[Batches]" = _Later("writing")
    questions: "_Later[Questions]" = _Later("writing")
    promises: "_Later[Promises]" = _Later("writing")
    promising: "_Later[Promising]" = _Later("writing")
    corrections: "_Later[Corrections]" = _Later("writing")
    post_places: "_Later[PostPlaces]" = _Later("writing")
    experiences: "_Later[Experiences]" = _Later("writing")
    golden: "_Later[GoldenRules]" = _Later("writing")

    # Replies and posts on their way, and what keeps them from leaving
    outbox: "_Later[Outbox]" = _Later("sending")
    by_hand: "_Later[ByHand]" = _Later("sending")
    posting: "_Later[Posting]" = _Later("sending")
    brake: "_Later[Brake]" = _Later("sending")
    freezing: "_Later[Freezing]" = _Later("sending")
    thawing: "_Later[Thawing]" = _Later("sending")

    # People of the house, and agreeing to what is said
    profiles: "_Later[Profiles]" = _Later("approving")
    cards: "_Later[Cards]" = _Later("approving")
    lookalikes: "_Later[Lookalikes]" = _Later("approving")
    approval_policies: "_Later[ApprovalPolicies]" = _Later("approving")
    approval_gate: "_Later[ApprovalGate]" = _Later("approving")
    approvals: "_Later[Approvals]" = _Later("approving")
    approval_files: "_Later[ApprovalFiles]" = _Later("approving")

    # Charters: their life, what they say, and how their rules do
    charters: "_Later[Charters]" = _Later("charter")
    packs: "_Later[Packs]" = _Later("charter")
    versions: "_Later[Versions]" = _Later("charter")
    impact: "_Later[Impact]" = _Later("charter")
    public_pages: "_Later[PublicPages]" = _Later("charter")
    charter_files: "_Later[CharterFiles]" = _Later("charter")
    charter_archives: "_Later[Archives]" = _Later("charter")
    answers: "_Later[Answers]" = _Later("charter")
    guide: "_Later[Guide]" = _Later("charter")
    proposals: "_Later[Proposals]" = _Later("charter")
    lacking: "_Later[Lacking]" = _Later("charter")
    circumstances: "_Later[Circumstances]" = _Later("charter")
    waivers: "_Later[Waivers]" = _Later("charter")
    rule_health: "_Later[RuleHealth]" = _Later("charter")
    clauses: "_Later[Clauses]" = _Later("charter")
    upkeep: "_Later[Upkeep]" = _Later("charter")

    # Crises and their drills
    crises: "_Later[Crises]" = _Later("crisis")
    triggers: "_Later[Triggers]" = _Later("crisis")
    desk: "_Later[Desk]" = _Later("crisis")
    statements: "_Later[Statements]" = _Later("crisis")
    speaking: "_Later[Speaking]" = _Later("crisis")
    addenda: "_Later[Addenda]" = _Later("crisis")
    roster: "_Later[Roster]" = _Later("crisis")
    exercises: "_Later[Exercises]" = _Later("crisis")
    debriefs: "_Later[Debriefs]" = _Later("crisis")
    drills: "_Later[Drills]" = _Later("crisis")
    dangers: "_Later[Dangers]" = _Later("crisis")

    # What people come back to, and what they are asked
    topics: "_Later[Topics]" = _Later("dialogue")
    dialogues: "_Later[Dialogues]" = _Later("dialogue")
    dialogue_places: "_Later[DialoguePlaces]" = _Later("dialogue")
    contributions: "_Later[Contributions]" = _Later("dialogue")
    experts: "_Later[Experts]" = _Later("dialogue")

    # What is said elsewhere, and what rings
    alerts: "_Later[Alerts]" = _Later("watching")
    talk_places: "_Later[TalkPlaces]" = _Later("watching")
    watch_sources: "_Later[WatchSources]" = _Later("watching")
    watches: "_Later[Watches]" = _Later("watching")
    watching: "_Later[Watching]" = _Later("watching")
    mentions: "_Later[Mentions]" = _Later("watching")

    # People over all networks: relations, what must be kept of them, and erasing them
    contacts: "_Later[Contacts]" = _Later("people")
    address_cards: "_Later[AddressCards]" = _Later("people")
    relations: "_Later[Relations]" = _Later("people")
    interests: "_Later[Interests]" = _Later("people")
    erasures: "_Later[Erasures]" = _Later("people")
    retention: "_Later[Retention]" = _Later("people")
    older_copies: "_Later[OlderCopies]" = _Later("people")

    # What leaves the workspace: copies, pages, proof, tables
    backups: "_Later[Backups]" = _Later("leaving")
    taking_out: "_Later[TakingOut]" = _Later("leaving")
    sites: "_Later[Sites]" = _Later("leaving")
    mailboxes: "_Later[Mailboxes]" = _Later("leaving")
    dates: "_Later[Dates]" = _Later("leaving")
    proof: "_Later[Proof]" = _Later("leaving")
    bundles: "_Later[Bundles]" = _Later("leaving")
    tables: "_Later[Tables]" = _Later("leaving")
    case_files: "_Later[CaseFiles]" = _Later("leaving")

    # Looking back: waits, numbers, the dashboard, briefings
    times: "_Later[Times]" = _Later("figures")
    review: "_Later[Review]" = _Later("figures")
    samples: "_Later[Samples]" = _Later("figures")
    figures: "_Later[FigureBook]" = _Later("figures")
    voices: "_Later[VoiceBook]" = _Later("figures")
    inviting: "_Later[Inviting]" = _Later("figures")
    dashboard: "_Later[Dashboard]" = _Later("figures")
    dashboard_reports: "_Later[DashboardReports]" = _Later("figures")
    briefings: "_Later[Briefings]" = _Later("figures")

    # What is planned, and where we are present
    operations: "_Later[Operations]" = _Later("planning")
    plans: "_Later[Plans]" = _Later("planning")
    tied_relations: "_Later[TiedRelations]" = _Later("planning")
    calendar_imports: "_Later[CalendarImports]" = _Later("planning")
    relays: "_Later[Relays]" = _Later("planning")
    presence: "_Later[PresenceRegister]" = _Later("planning")
    handles: "_Later[Handles]" = _Later("planning")
    dependence: "_Later[Dependence]" = _Later("planning")
    media_map: "_Later[MediaMap]" = _Later("planning")

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
        self.inbox = Inbox(workspace, self.journal, clock, self.acting, self.category_labels)
        self.accounts = Accounts(
            workspace, platforms, vault, self.schedule, self.journal, clock, self.acting
        )

    def category_labels(self) -> "CategoryLabels":
        """Return what categories are called."""
        return self.charters.category_labels()

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
