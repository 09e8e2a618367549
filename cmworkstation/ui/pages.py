"""The pages of the window, in the order of the rail. A page's module is imported at its first visit."""

from importlib import import_module
from typing import TYPE_CHECKING

from cmworkstation.domain.conversation import Counts, Status
from cmworkstation.i18n import N_
from cmworkstation.ui.page import Page, PageSpec

if TYPE_CHECKING:
    from collections.abc import Callable

    from cmworkstation.ui.main_window import MainWindow


def _later(module: str, name: str) -> "Callable[[MainWindow], Page]":
    def build(window: "MainWindow") -> Page:
        page: Page = getattr(import_module(f"cmworkstation.ui.{module}.page"), name)(window)
        return page

    return build


def _waiting(counts: Counts) -> int:
    return counts.by_status.get(Status.WAITING_US, 0)


def _needs_person(counts: Counts) -> int:
    return counts.needs_person


def _my_word(counts: Counts) -> int:
    return counts.approvals


def _late(counts: Counts) -> int:
    return counts.late_promises


def _not_understood(counts: Counts) -> int:
    return counts.quarantined


def _rings(counts: Counts) -> int:
    return counts.alarms


def _due(counts: Counts) -> int:
    return counts.guide


PAGES = (
    PageSpec("inbox", N_("Inbox"), "inbox", _later("inbox", "InboxPage"), _waiting),
    PageSpec("outbox", N_("Outbox"), "outbox", _later("outbox", "OutboxPage"), _needs_person),
    PageSpec(
        "approvals", N_("Approvals"), "approvals", _later("approvals", "ApprovalsPage"), _my_word
    ),
    PageSpec("guide", N_("Answers"), "answers", _later("guide", "GuidePage"), _due),
    PageSpec("promises", N_("Promises"), "bell", _later("promises", "PromisesPage"), _late),
    PageSpec("watch", N_("Watch"), "watch", _later("watch", "WatchPage"), _rings),
    PageSpec("contacts", N_("Contacts"), "users", _later("contacts", "ContactsPage")),
    PageSpec(
        "inbox_rules",
        N_("Inbox rules"),
        "filter",
        _later("inbox_rules", "InboxRulesPage"),
        on_rail=False,
    ),
    PageSpec("dialogue", N_("Dialogue"), "discuss", _later("dialogue", "DialoguePage")),
    PageSpec("crisis", N_("Crisis desk"), "crisis", _later("crisis", "CrisisPage")),
    PageSpec("thaw", N_("Thaw"), "thaw", _later("freeze", "ThawPage"), on_rail=False),
    PageSpec("charter", N_("Charter"), "charter", _later("charter", "CharterPage")),
    PageSpec("times", N_("Reply times"), "hourglass", _later("times", "TimesPage")),
    PageSpec("dashboard", N_("Dashboard"), "dashboard", _later("dashboard", "DashboardPage")),
    PageSpec("review", N_("History"), "history", _later("review", "ReviewPage")),
    PageSpec("operations", N_("Operations"), "calendar", _later("operations", "OperationsPage")),
    PageSpec("briefing", N_("Briefing"), "newspaper", _later("briefing", "BriefingPage")),
    PageSpec("presence", N_("Presence"), "presence", _later("presence", "PresencePage")),
    PageSpec(
        "experiences",
        N_("Did it help?"),
        "user",
        _later("experiences", "ExperiencesPage"),
        on_rail=False,
    ),
    PageSpec("golden", N_("Golden rules"), "good", _later("golden", "GoldenPage"), on_rail=False),
    PageSpec("accounts", N_("Accounts"), "accounts", _later("accounts", "AccountsPage")),
    PageSpec("intake", N_("Intake"), "intake", _later("intake", "IntakePage"), _not_understood),
)
