"""What the outbox says of a reply: where it stands and why, when it goes on, and what each act brings about.

Pure functions over values; the list, the detail and the accessible sentences share them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise

from cmworkstation import words
from cmworkstation.domain.account import AT_REST, Account, Idempotency, TokenState
from cmworkstation.domain.errors import NoUploadRight
from cmworkstation.domain.reply import OutboxRow, OutboxState, OutboxStep, StepNote
from cmworkstation.i18n import tr
from cmworkstation.words import problems, states, timing

UNSENT = (
    OutboxState.HELD,
    OutboxState.QUEUED,
    OutboxState.LATER,
    OutboxState.REFUSED,
    OutboxState.MOVED,
    OutboxState.MISSED,
)
BY_HAND = (OutboxState.BY_HAND,)
IN_DOUBT = (OutboxState.ASK, OutboxState.UNKNOWN)
GOES_ON = (OutboxState.HELD, OutboxState.QUEUED, OutboxState.LATER, OutboxState.UNKNOWN)
SOON = (OutboxState.HELD, OutboxState.QUEUED)  # where nothing is in the way
OVER = (OutboxState.SENT, OutboxState.SENDING, OutboxState.DROPPED)
NO_RIGHT = NoUploadRight.__name__  # an access that does not allow files


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a reply stands, in a sentence or two; `exact` is the time that they speak of, to the second."""

    text: str
    exact: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """One act: what the button says, and what comes of it. Without `possible` it says why not."""

    action: str
    label: str
    consequence: str
    primary: bool = False
    possible: bool = True


def standing(
    row: OutboxRow,
    steps: Sequence[OutboxStep],
    account: Account | None,
    now: datetime,
    *,
    full: bool = False,
) -> Standing:
    """Return where a reply stands and what comes next. `account` None: it was removed here; `full`: the disk is."""
    found = _standing(row, steps, account, now, full=full)
    return replace(found, text=f"{part(row)} {found.text}") if row.parts else found


def part(row: OutboxRow) -> str:
    """Return which part of a thread a reply is, in a sentence; "" for one in one piece."""
    return tr("Part {n} of {all}.").format(n=row.part, all=row.parts) if row.parts else ""


def _standing(
    row: OutboxRow,
    steps: Sequence[OutboxStep],
    account: Account | None,
    now: datetime,
    *,
    full: bool,
) -> Standing:
    if row.behind and row.state in (*GOES_ON, OutboxState.MOVED):
        said = tr("It leaves as soon as part {n} is sent, and not before.")
        return Standing(said.format(n=row.part - 1))
    waits = _account_waits(row, account)
    if full and not waits and row.state in (*GOES_ON, OutboxState.SENDING):
        waits = tr(
            "The disk is full. This goes on by itself as soon as there is room; nothing was lost."
        )
    if waits:
        return Standing(waits)
    if row.state is OutboxState.UNKNOWN:
        exact = words.exactly(row.not_before) if row.not_before else ""
        return Standing(f"{cause_of_doubt(row, steps)} {_next_look(row, now)}", exact)
    if row.state is OutboxState.ASK:
        ask = tr(
            "Nobody can know by machine whether this was published. Look at the thread on the platform,"
            " then say which it is."
        )
        return Standing(f"{cause_of_doubt(row, steps)} {ask}")
    if missed_its_window(row, steps):
        return Standing(
            tr(
                "The time in which the platform lets you answer was over before this could leave. Nothing left."
            )
        )
    return _timed(row, now) or Standing(_untimed(row))


def missed_its_window(row: OutboxRow, steps: Sequence[OutboxStep]) -> bool:
    """Tell whether a reply was stopped because the platform's time for it was over."""
    return row.state is OutboxState.MOVED and bool(steps) and steps[-1].note == StepNote.WINDOW


def _timed(row: OutboxRow, now: datetime) -> Standing | None:
    """Return where a reply stands that has a time to speak of, None for the others."""
    if row.state is OutboxState.SENT and row.sent_at and row.by_hand:
        said = tr("Posted by hand; you said so {when}.")
        return Standing(said.format(when=words.when(row.sent_at, now)), words.exactly(row.sent_at))
    if row.state is OutboxState.SENT and row.sent_at:
        said = tr("The platform confirmed it {when} and gave it an address of its own.")
        return Standing(said.format(when=words.when(row.sent_at, now)), words.exactly(row.sent_at))
    if row.state is OutboxState.HELD and row.hold_until and row.hold_until > now:
        if row.slot:
            return Standing(timing.planned(row.slot, now), words.exactly(row.hold_until))
        said = tr("It leaves in {span}; until then it can be taken back.")
        span = ahead(row.hold_until - now)
        return Standing(said.format(span=span), words.exactly(row.hold_until))
    if row.state is OutboxState.LATER and row.not_before:
        why = problems.sentence(row.error)
        return Standing(f"{why} {_next_try(row.not_before, now)}", words.exactly(row.not_before))
    return None


def _untimed(row: OutboxRow) -> str:
    if row.state is OutboxState.REFUSED and row.error == NO_RIGHT:
        return problems.sentence(row.error)
    texts = {
        OutboxState.HELD: tr("It leaves in a moment."),
        OutboxState.QUEUED: tr("It leaves as soon as the account can be reached."),
        OutboxState.SENDING: tr("It is leaving right now."),
        OutboxState.REFUSED: tr("The platform said no. Nothing was published; your text is safe."),
        OutboxState.MOVED: tr(
            "Before sending, the thread was read again, and it had changed. Nothing left."
        ),
        OutboxState.MISSED: tr(
            "Its time passed while nothing could leave. Nothing was sent; you decide what becomes of it."
        ),
        OutboxState.BY_HAND: tr(
            "You post it in your browser, then say where it stands. The program does not send it."
        ),
        OutboxState.DROPPED: tr("You took it back. The text stays here."),
    }
    return texts.get(row.state, "")


def brief(row: OutboxRow, now: datetime | None) -> str:
    """Return where a reply stands in a few words, with its part and the time of what comes next."""
    said = _brief(row, now)
    if not row.parts:
        return said
    return tr("part {n} of {all}: {state}").format(n=row.part, all=row.parts, state=said)


def _brief(row: OutboxRow, now: datetime | None) -> str:
    if row.behind and row.state in GOES_ON:
        return tr("waits for part {n}").format(n=row.part - 1)
    if now is not None and row.state is OutboxState.HELD and row.slot and row.slot.at > now:
        return timing.brief(row.slot, now)
    if now is None or row.not_before is None or row.not_before <= now:
        return states.state(row.state)
    if row.state is OutboxState.LATER:
        return tr("tried again {when}").format(when=words.at(row.not_before, now))
    if row.state is OutboxState.UNKNOWN:
        return tr("unclear, looked up {when}").format(when=words.at(row.not_before, now))
    return states.state(row.state)


def cause_of_doubt(row: OutboxRow, steps: Sequence[OutboxStep]) -> str:
    """Return why nobody knows whether a reply was published, by the attempt that ended so."""
    note = ""
    for before, step in pairwise(steps):
        if before.state is OutboxState.SENDING and step.state is OutboxState.UNKNOWN:
            note = step.note
    if note == StepNote.INTERRUPTED:
        return tr("The program ended while this was being sent; whether it arrived is not known.")
    if note == StepNote.REFUSED_IN_DOUBT:
        return tr("The platform refused the last attempt, but an earlier one may still arrive.")
    return problems.sentence(note or row.error or "Ambiguous")


def offers(
    row: OutboxRow,
    steps: Sequence[OutboxStep],
    account: Account | None,
    now: datetime,
    *,
    web: str = "",
    address: bool = True,
    hand: bool | None = None,
    correct: bool = False,
) -> tuple[Offer, ...]:
    """Return what a person can do with a reply, each act with what comes of it.

    `web` is where to look; with `address` whoever found it must say where. `hand`: it can be posted by hand, once the
    person looked whether it is there where this is true; None: it cannot. `correct`: it was posted by hand, and that
    can be taken back.
    """
    found: list[Offer] = []
    if row.state in GOES_ON and account is not None:
        found += _of_account(account)
    if row.state is OutboxState.REFUSED and row.error == NO_RIGHT and account is not None:
        text = tr(
            "The server then asks whether files are allowed, too; after that, send this again."
        )
        found.append(Offer("sign_in", tr("Sign in again…"), text, primary=True))
    usable = account is not None and account.state not in AT_REST
    if row.state in IN_DOUBT:
        asked = row.state is OutboxState.ASK and usable
        found.append(_arrived(address=address, primary=asked))
        found += _in_doubt(row, account, usable=usable, web=web)
    if row.state in UNSENT:
        if usable:
            found.append(_sending(row, now))
        found.append(_editing(row, steps))
    if row.state in BY_HAND:
        found += _in_hand(row)
    elif hand is not None and not (usable and row.state in SOON):
        found.append(_by_hand(hand))
    if correct:
        text = tr(
            "It was not posted after all, or elsewhere: it is in your hands again, and all that came of it is taken"
            " back."
        )
        found.append(Offer("correct", tr("Not posted after all…"), text))
    if row.state not in OVER:
        found.append(_dropping(doubted=_was_in_doubt(steps)))
    return tuple(sorted(found, key=lambda one: not one.primary))


def ahead(length: timedelta) -> str:
    """Return how long it is until something happens, in seconds below a minute: "12 s", "3 min"."""
    seconds = max(0, round(length.total_seconds()))
    if seconds < 60:  # noqa: PLR2004
        return tr("{n} s").format(n=seconds)
    return words.span(timedelta(seconds=seconds))


def _by_hand(looked: bool) -> Offer:
    """Return the offer to take a reply by hand; `looked`: the person must have looked first."""
    if looked:
        text = tr(
            "Only if you looked and it is not there. You post it in your browser; nothing is sent from here."
        )
        return Offer("by_hand", tr("It is not there: post by hand…"), text)
    text = tr("You post it in your browser; the program does not send it.")
    return Offer("by_hand", tr("Post by hand…"), text)


def _in_hand(row: OutboxRow) -> list[Offer]:
    if row.behind:
        text = tr("Post part {n} first.").format(n=row.part - 1)
        first = Offer("by_hand", tr("Post by hand…"), text, primary=True, possible=False)
    else:
        text = tr("Copy it, open the message, post it there, and say where it stands.")
        first = Offer("by_hand", tr("Post by hand…"), text, primary=True)
    back = tr("It becomes a draft again, and nothing leaves until you send that.")
    return [first, Offer("not_posted", tr("Not posted: back to the draft"), back)]


def _account_waits(row: OutboxRow, account: Account | None) -> str:
    """Return why a reply waits for something to be done about its account, "" when it does not."""
    if row.state not in GOES_ON:
        return ""
    if account is None:
        return tr("The account was removed here, so that this cannot leave. Its text is safe.")
    unknown = row.state is OutboxState.UNKNOWN
    if account.state is TokenState.DEAD:
        return (
            tr(
                "The access of “{account}” has ended. Whether this arrived is looked up once you have"
                " signed in again."
            )
            if unknown
            else tr(
                "The access of “{account}” has ended. This leaves once you have signed in again."
            )
        ).format(account=account.name)
    if account.state is TokenState.PAUSED:
        return (
            tr("You paused “{account}”. Whether this arrived is looked up once you resume it.")
            if unknown
            else tr("You paused “{account}”. This leaves once you resume it.")
        ).format(account=account.name)
    return ""


def _next_try(at: datetime, now: datetime) -> str:
    if at <= now:
        return tr("It is tried again any moment now.")
    return tr("Next try {when}, in {span}.").format(when=words.at(at, now), span=ahead(at - now))


def _next_look(row: OutboxRow, now: datetime) -> str:
    at = row.not_before
    if at is None or at <= now:
        return tr("We look among your own posts any moment now.")
    return tr("We look whether it arrived {when}, in {span}.").format(
        when=words.at(at, now), span=ahead(at - now)
    )


def _of_account(account: Account) -> list[Offer]:
    if account.state is TokenState.DEAD:
        text = tr("All that waits on this account then goes on by itself.")
        return [Offer("sign_in", tr("Sign in again…"), text, primary=True)]
    if account.state is TokenState.PAUSED:
        text = tr("The account is read again, and all that waits on it goes on.")
        return [Offer("resume", tr("Resume the account"), text, primary=True)]
    return []


def _arrived(*, address: bool, primary: bool) -> Offer:
    text = (
        tr("It counts as sent, and nothing leaves any more. Paste its address above.")
        if address
        else tr("It counts as sent, and nothing leaves any more.")
    )
    # Where nobody is asked the program goes on by itself, and no button stands out.
    return Offer("it_arrived", tr("It is there"), text, primary=primary)


def _in_doubt(row: OutboxRow, account: Account | None, *, usable: bool, web: str) -> list[Offer]:
    found = [
        Offer(
            "it_did_not",
            tr("It is not there: send again"),
            tr(
                "It is sent again at once. If it had arrived after all, people would read it twice."
            ),
        ),
    ]
    if web:
        found.append(
            Offer(
                "look_web",
                tr("Look on the platform…"),
                tr("Your browser shows what you answered; your reply would stand below it."),
            )
        )
    rules = account.capabilities.facing(row.visibility) if account is not None else None
    if usable and rules is not None and rules.idempotency is not Idempotency.NONE:
        found.append(
            Offer(
                "look",
                tr("Let the program look now"),
                tr("It looks among your own posts at once. Nothing is sent."),
            )
        )
    return found


def _sending(row: OutboxRow, now: datetime) -> Offer:
    if row.state is OutboxState.MOVED:
        text = tr(
            "It leaves although the thread has changed; it will stand below what is new there."
        )
        return Offer("send_now", tr("Send anyway"), text)
    if row.state is OutboxState.MISSED:
        text = tr("It leaves at once, later than it was planned.")
        return Offer("send_now", tr("Send now"), text, primary=True)
    if row.state is OutboxState.REFUSED:
        text = tr("It is sent once more as it is. The platform may refuse it again.")
        return Offer("send_now", tr("Try again"), text, primary=row.error != NO_RIGHT)
    if row.state is OutboxState.LATER:
        text = tr("It is tried at once; you need not wait for the time above.")
        return Offer("send_now", tr("Try again"), text, primary=True)
    held = row.state is OutboxState.HELD and row.hold_until is not None and row.hold_until > now
    text = (
        tr("It leaves at once and can no longer be taken back.")
        if held
        else tr("It leaves at once; without a network it stays in the queue.")
    )
    return Offer("send_now", tr("Send now"), text, primary=True)


def _editing(row: OutboxRow, steps: Sequence[OutboxStep]) -> Offer:
    possible = row.state is OutboxState.REFUSED or not _was_in_doubt(steps)
    text = (
        tr("It becomes a draft again, and nothing leaves until you send that.")
        if possible
        else problems.reason("maybe-out")
    )
    moved = row.state is OutboxState.MOVED
    return Offer("take_back", tr("Edit"), text, primary=moved and possible, possible=possible)


def _dropping(*, doubted: bool) -> Offer:
    text = (
        tr("Nothing more is sent. If it arrived, it stays on the platform; the text is kept here.")
        if doubted
        else tr("It never leaves. Its text is kept here.")
    )
    return Offer("drop", tr("Give up"), text)


def _was_in_doubt(steps: Sequence[OutboxStep]) -> bool:
    return any(step.state is OutboxState.UNKNOWN for step in steps)
