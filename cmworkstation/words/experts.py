"""Questions to experts in words: the letter that leaves, and where a question stands."""

from datetime import datetime
from urllib.parse import quote

from cmworkstation.domain.expert import Letter, Request, RequestState
from cmworkstation.i18n import N_, tr
from cmworkstation.words import guide

LONGEST_LINK = 1800  # characters; programs of mail cut longer ones
STATES = {
    RequestState.OPEN: N_("open"),
    RequestState.ANSWERED: N_("answered"),
    RequestState.WITHDRAWN: N_("withdrawn"),
}


def letter(one: Request, *, again: bool = False) -> Letter:
    """Return a question as a letter; `again` makes it a reminder."""
    asked = one.asked
    head = (
        tr("Reminder: a question for you ({mark})") if again else tr("A question for you ({mark})")
    )
    parts = [
        "----- " + tr("Please answer above this line ({mark}).").format(mark=one.mark) + " -----",
        tr("Hello {name},").format(name=asked.expert),
        tr("somebody asks us the following, and you know more about it than we do."),
        asked.question,
    ]
    if one.quoted:
        said = "\n".join(f"| {line}" for line in one.quoted.splitlines())
        parts.append(tr("What was written to us:") + "\n\n" + said)
    if asked.due_at is not None:
        parts.append(
            tr("We would like to answer by {day}.").format(
                day=guide.day(asked.due_at.astimezone().date())
            )
        )
    parts.append(
        tr(
            "Your answer becomes a draft here, with a word that it comes from you; somebody reads it before it"
            " is published. Names were left out."
        )
        if asked.redacted
        else tr(
            "Your answer becomes a draft here, with a word that it comes from you; somebody reads it before it"
            " is published."
        )
    )
    parts.append(f"----- {one.mark} -----")
    return Letter(head.format(mark=one.mark), "\n\n".join(parts), asked.address)


def mail_link(found: Letter) -> str:
    """Return a link that opens a letter in the program of mail, "" where it would be cut."""
    body = quote(found.body.replace("\n", "\r\n"))
    link = f"mailto:{quote(found.address, safe='@.+')}?subject={quote(found.subject)}&body={body}"
    return link if len(link) <= LONGEST_LINK else ""


def state(one: Request, now: datetime) -> str:
    """Return where a question stands."""
    if one.is_late(now):
        return tr("late")
    return tr(STATES[one.state])


def person(n: int) -> str:
    """Return what somebody is called whose name was left out."""
    return tr("Person {n}").format(n=n)
