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


ANSWER, LISTEN, STEER = N_("Answer"), N_("Listen and talk"), N_("Prepare and decide")
LOOK_BACK, WORKSPACE = N_("Look back"), N_("This workspace")


def _page(
    group: str,
    key: str,
    title: str,
    icon: str,
    build: "Callable[[MainWindow], Page]",
    badge: "Callable[[Counts], int] | None" = None,
    *,
    fold: int = 0,
) -> PageSpec:
    """Return a row; `fold` is 0 for a page that stands behind "More" in every window."""
    return PageSpec(key, title, icon, build, badge, fold > 0, group, fold)


PAGES = (
    _page(ANSWER, "inbox", N_("Inbox"), "inbox", _later("inbox", "InboxPage"), _waiting, fold=1),
    _page(
        ANSWER,
        "outbox",
        N_("Outbox"),
        "outbox",
        _later("outbox", "OutboxPage"),
        _needs_person,
        fold=2,
    ),
    _page(
        ANSWER,
        "approvals",
        N_("Approvals"),
        "approvals",
        _later("approvals", "ApprovalsPage"),
        _my_word,
        fold=3,
    ),
    _page(ANSWER, "guide", N_("Answers"), "answers", _later("guide", "GuidePage"), _due, fold=4),
    _page(
        ANSWER,
        "promises",
        N_("Promises"),
        "bell",
        _later("promises", "PromisesPage"),
        _late,
        fold=5,
    ),
    _page(
        ANSWER, "inbox_rules", N_("Inbox rules"), "filter", _later("inbox_rules", "InboxRulesPage")
    ),
    _page(
        ANSWER, "experiences", N_("Did it help?"), "user", _later("experiences", "ExperiencesPage")
    ),
    _page(LISTEN, "watch", N_("Watch"), "watch", _later("watch", "WatchPage"), _rings, fold=6),
    _page(LISTEN, "contacts", N_("Contacts"), "users", _later("contacts", "ContactsPage"), fold=10),
    _page(
        LISTEN, "dialogue", N_("Dialogue"), "discuss", _later("dialogue", "DialoguePage"), fold=11
    ),
    _page(STEER, "crisis", N_("Crisis desk"), "crisis", _later("crisis", "CrisisPage"), fold=7),
    _page(STEER, "thaw", N_("Thaw"), "thaw", _later("freeze", "ThawPage")),
    _page(STEER, "charter", N_("Charter"), "charter", _later("charter", "CharterPage"), fold=8),
    _page(STEER, "golden", N_("Golden rules"), "good", _later("golden", "GoldenPage")),
    _page(
        STEER,
        "operations",
        N_("Operations"),
        "calendar",
        _later("operations", "OperationsPage"),
        fold=12,
    ),
    _page(
        STEER, "briefing", N_("Briefing"), "newspaper", _later("briefing", "BriefingPage"), fold=16
    ),
    _page(
        LOOK_BACK,
        "dashboard",
        N_("Dashboard"),
        "dashboard",
        _later("dashboard", "DashboardPage"),
        fold=13,
    ),
    _page(
        LOOK_BACK, "times", N_("Reply times"), "hourglass", _later("times", "TimesPage"), fold=17
    ),
    _page(LOOK_BACK, "review", N_("History"), "history", _later("review", "ReviewPage"), fold=14),
    _page(
        WORKSPACE,
        "presence",
        N_("Presence"),
        "presence",
        _later("presence", "PresencePage"),
        fold=15,
    ),
    _page(
        WORKSPACE,
        "accounts",
        N_("Accounts"),
        "accounts",
        _later("accounts", "AccountsPage"),
        fold=9,
    ),
    _page(
        WORKSPACE,
        "intake",
        N_("Intake"),
        "intake",
        _later("intake", "IntakePage"),
        _not_understood,
        fold=18,
    ),
)
