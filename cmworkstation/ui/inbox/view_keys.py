"""The lines of the side bar by their keys: the views that are always there, and how the keys of others begin."""

from cmworkstation.domain.conversation import Counts, Status
from cmworkstation.i18n import N_, tr
from cmworkstation.ui.inbox.side_rows import SECTION

DRAFTS = "drafts"
UNREAD = "unread"
DUE = "due"
MINE = "mine"
NOBODYS = "nobodys"
IN_APPROVAL = "in-approval"
CATEGORY = "category:"  # and the id of one
LABEL = "label:"  # and the number of one
PERSON = "person:"  # and the id of one
ACCOUNT = "account:"  # and the id of one, or nothing for all
SECTIONS = {  # the key of a section's heading: its title
    f"{SECTION}views": N_("Views"),
    f"{SECTION}saved": N_("Saved views"),
    f"{SECTION}labels": N_("Labels"),
    f"{SECTION}categories": N_("Categories"),
    f"{SECTION}people": N_("Colleagues"),
    f"{SECTION}accounts": N_("Accounts"),
}
OF_VIEWS, OF_SAVED, OF_LABELS, OF_CATEGORIES, OF_PEOPLE, OF_ACCOUNTS = SECTIONS
VIEWS = (  # key, title, icon; the key is a status' name or one of those above
    (UNREAD, N_("New"), "unread"),
    (Status.WAITING_US.name, N_("Waiting for us"), "inbox"),
    (DUE, N_("Due soon"), "hourglass"),
    (MINE, N_("Mine"), "user"),
    (NOBODYS, N_("Unassigned"), "users"),
    (Status.WAITING_COLLEAGUE.name, N_("With a colleague"), "users"),
    (IN_APPROVAL, N_("In approval"), "approvals"),
    (Status.SNOOZED.name, N_("Snoozed"), "hourglass"),
    (Status.WAITING_THEM.name, N_("Waiting for them"), "clock"),
    (Status.TO_READ.name, N_("To read"), "feed"),
    (Status.NO_ANSWER.name, N_("No answer needed"), "no_answer"),
    (Status.DONE.name, N_("Done"), "done"),
    (Status.ASIDE.name, N_("Aside"), "spam"),
    (DRAFTS, N_("Drafts"), "draft"),
)
OF_SEVERAL = (
    MINE,
    NOBODYS,
    Status.WAITING_COLLEAGUE.name,
    IN_APPROVAL,
)  # where somebody was entered
URGENT = (Status.WAITING_US.name, DUE, UNREAD, DRAFTS)  # their numbers ask for somebody


def title(key: str) -> str:
    """Return a view's name in words."""
    return next(tr(words) for known, words, _ in VIEWS if known == key)


def count_of(counts: Counts, key: str) -> int:
    """Return the number beside a view."""
    own = {
        UNREAD: counts.new,
        DRAFTS: counts.drafts,
        DUE: counts.due_soon,
        MINE: counts.by_assignee.get(counts.me, 0),
        NOBODYS: counts.by_assignee.get("", 0),
        IN_APPROVAL: counts.in_approval,
    }
    return own[key] if key in own else counts.by_status.get(Status[key], 0)
