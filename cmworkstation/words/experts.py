"""Questions to experts in words: the letter that leaves, and where a question stands."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from urllib.parse import quote

from cmworkstation import words
from cmworkstation.domain.expert import Letter, Request, RequestState
from cmworkstation.domain.table import Cell, Table
from cmworkstation.i18n import N_, tr
from cmworkstation.words import days

LONGEST_LINK = 1800  # characters; programs of mail cut longer ones
STATES = {
    RequestState.OPEN: N_("waits for an answer"),
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
        parts.append(tr("We would like to answer by {day}.").format(day=days.day_of(asked.due_at)))
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


def standing(one: Request, now: datetime) -> str:
    """Return a question in a line: whom, where it stands, until when."""
    said = tr("late") if one.is_late(now) else tr(STATES[one.state])
    parts = [one.who, said]
    due = one.asked.due_at
    if one.state is RequestState.OPEN:
        if due is not None:
            parts.append(tr("by {day}").format(day=days.day_of(due)))
        if one.reminded_at is not None:
            parts.append(tr("reminded {when}").format(when=words.when(one.reminded_at, now)))
        elif one.handed_at is not None:
            parts.append(tr("letter taken {when}").format(when=words.when(one.handed_at, now)))
        else:
            parts.append(tr("letter not taken yet"))
    elif one.answered_at is not None:
        parts.append(words.when(one.answered_at, now))
    elif one.why:
        parts.append(one.why)
    return " · ".join(parts)


def table(requests: Sequence[Request], now: datetime) -> Table:
    """Return questions to experts as a table; what was quoted of people stays out."""
    heads = (
        *(
            N_("expert"),
            N_("department"),
            N_("question"),
            N_("state"),
            N_("asked on"),
            N_("due on"),
        ),
        *(N_("answered on"), N_("answer"), N_("conversation")),
    )

    def rows() -> Iterator[Sequence[Cell]]:
        for one in requests:
            said = tr("late") if one.is_late(now) else tr(STATES[one.state])
            asked = one.asked
            yield (
                *(asked.expert, asked.department, asked.question, said, one.created_at),
                *(asked.due_at, one.answered_at, one.answer, int(one.conversation_id)),
            )

    return Table(tuple(map(tr, heads)), rows(), len(requests))


def person(n: int) -> str:
    """Return what somebody is called whose name was left out."""
    return tr("Person {n}").format(n=n)
