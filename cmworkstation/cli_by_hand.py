"""Commands for what people do where no program can: platforms as a table, answers posted and messages captured by hand.

cmworkstation platforms | by-hand | capture
"""

import sys
from argparse import Namespace
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Final

from cmworkstation.cli_said import Adding, Said, typed, unknown
from cmworkstation.domain import foreign
from cmworkstation.domain.account import Visibility
from cmworkstation.domain.capture import Capture, Guess, How
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.ids import ConversationId, DraftId, MessageId, OutboxId, uuid7
from cmworkstation.domain.reply import OutboxState
from cmworkstation.domain.slot import resolve
from cmworkstation.i18n import N_, tr
from cmworkstation.words import states

if TYPE_CHECKING:
    from cmworkstation.domain.reply import OutboxRow
    from cmworkstation.services.workstation import Services

NOTHING: Final = N_("Nothing here is called “{name}”.")
MEANT: Final = (KeyError, ValueError, OverflowError)  # what a name that is not here raises
PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".bmp")


def add_options(add: Adding) -> None:
    """Add what these commands are asked for with."""
    one = add(
        "platforms",
        tr("show what each platform can do here, and how far that was seen to work"),
        platforms,
        reading=True,
    )
    one.add_argument("--markdown", action="store_true", help=tr("print the table as Markdown"))
    one.add_argument(
        "--works", metavar="PLATFORM", help=tr("say that an experimental platform works for you")
    )
    one.add_argument("--doubt", metavar="PLATFORM", help=tr("take that back"))
    one = add(
        "by-hand", tr("answer where no program can: what to post, and what was posted"), by_hand
    )
    one.add_argument("act", choices=tuple(ACTS))
    one.add_argument("name", nargs="?", default="", help=tr("a conversation, or the id of a reply"))
    one.add_argument("--text", default="", help=tr("the reply; - reads it from standard input"))
    one.add_argument("--because", default="", help=tr("a reason, where the charter wants one"))
    one.add_argument("--address", default="", help=tr("where the posted reply stands"))
    one.add_argument("--nowhere", action="store_true", help=tr("it has no address of its own"))
    one.add_argument(
        "--looked", action="store_true", help=tr("you looked on the platform, and it is not there")
    )
    one.add_argument("--to", type=Path, help=tr("a folder for the files of the reply"))
    one = add(
        "capture",
        tr("take a message in by hand, from a text, a saved page, a mail, a picture"),
        capture,
    )
    one.add_argument(
        "source", nargs="?", default="", help=tr("a file; - reads a text from standard input")
    )
    one.add_argument("--platform", default="", help=tr("where it stands, such as “Nextdoor”"))
    one.add_argument("--author", default="", help=tr("who wrote it"))
    one.add_argument("--handle", default="", help=tr("their name there"))
    one.add_argument("--at", default="", help=tr("when it was written, such as 2026-11-20T17:50"))
    one.add_argument("--zone", default="", help=tr("the time zone of that, such as Europe/Paris"))
    one.add_argument("--text", default="", help=tr("what it says"))
    one.add_argument("--title", default="", help=tr("its title"))
    one.add_argument("--address", default="", help=tr("its address"))
    one.add_argument("--answers", type=int, default=0, help=tr("id of the message that it answers"))
    one.add_argument("--picture", type=Path, action="append", help=tr("a picture of it"))
    one.add_argument("--private", action="store_true", help=tr("only they and we can read it"))
    one.add_argument("--ours", action="store_true", help=tr("we wrote it ourselves"))
    one.add_argument("--again", action="store_true", help=tr("also where it was captured before"))
    one.add_argument("--undo", action="store_true", help=tr("take a capture back, by its id"))


def platforms(services: "Services", options: Namespace) -> Said:
    """Say what each platform can do here, and take people's word on what is experimental.

    Raises `PlatformMissing` for one that is not here.
    """
    from cmworkstation.services.platform_table import platform_rows  # noqa: PLC0415 - brings the sdk
    from cmworkstation.words import platforms as table  # noqa: PLC0415 - as above

    for word, works in ((options.works, True), (options.doubt, False)):
        if word:
            services.platforms.kind(word)
            services.trials.confirm(word, works=works)
    rows = platform_rows(services.platforms.kind(one) for one in services.platforms.known())
    facts = [
        {
            "key": row.key,
            "title": row.title,
            "sign_in": row.sign_in,
            "experimental": row.experimental,
            "confirmed": row.experimental and services.trials.confirmed(row.key),
            "own_client": row.own_client,
            "traits": {trait.value: seen.value for trait, seen in row.cells.items()},
        }
        for row in rows
    ]
    width = get_terminal_size().columns if sys.stdout.isatty() else 0
    lines = table.as_markdown(rows) if options.markdown else table.as_lines(rows, width)
    names = [row.title for row in rows if row.experimental and services.trials.confirmed(row.key)]
    if names and not options.markdown:
        said = tr("Somebody here confirmed that it works: {names}").format(names=", ".join(names))
        lines = (*lines, "", said)
    return Said({"platforms": facts}, lines)


@unknown(NOTHING, "name", MEANT)
def by_hand(services: "Services", options: Namespace) -> Said:
    """Do what was asked. Raises `KeyError` for a conversation or a reply that is not here."""
    return ACTS[options.act](services, options)


@unknown(NOTHING, "source", MEANT)
def capture(services: "Services", options: Namespace) -> Said:
    """Take a message in, or back. Raises `KeyError` where nothing of that id was captured."""
    if options.undo:
        services.captures.undo(options.source)
        return Said({"undone": options.source}, (tr("Taken back."),))
    guess = _guess(services, options.source)
    pictures = list(options.picture or ())
    if options.source and Path(options.source).suffix.lower() in PICTURES:
        pictures.insert(0, Path(options.source))
    at = _moment(options.at, options.zone) if options.at else guess.at
    if at is None:
        at = services.clock.now()
    elif at.tzinfo is None:
        at = resolve(at, options.zone)[0]
    wanted = Capture(
        platform=options.platform or guess.platform,
        author=options.author or guess.author,
        at=at,
        text=options.text or guess.text,
        handle=options.handle or guess.handle,
        title=options.title or guess.title,
        address=options.address or guess.address,
        parent_id=MessageId(options.answers) if options.answers else None,
        visibility=Visibility.PRIVATE if options.private else Visibility.PUBLIC,
        ours=options.ours,
        how=guess.how,
        file=guess.file,
        html="" if options.text else guess.html,
        pictures=tuple(services.media.take(one) for one in pictures),
    )
    kept, _ = services.captures.keep(wanted, again=options.again)
    facts = {
        "capture": kept.id,
        "message": kept.message_id,
        "conversation": kept.conversation_id,
    }
    said = tr("Captured as message {message} of conversation {n}; take it back by: {id}")
    return Said(facts, (said.format(message=kept.message_id, n=kept.conversation_id, id=kept.id),))


def _guess(services: "Services", source: str) -> Guess:
    if not source:
        return Guess(How.PASTE)
    if source == "-":
        return services.captures.of_text(typed(source))
    path = Path(source)
    if path.suffix.lower() in PICTURES:
        return Guess(How.SCREENSHOT, file=path.name)
    return services.captures.of_file(path)


def _moment(said: str, zone: str) -> datetime:
    """Return the moment that a person typed. Raises `NotAllowed`."""
    try:
        found = datetime.fromisoformat(said)
    except ValueError:
        raise NotAllowed("capture-zone") from None
    return found if found.tzinfo else resolve(found, zone)[0]


# --- by-hand --------------------------------------------------------------------------------------


def _list(services: "Services", options: Namespace) -> Said:
    del options
    rows = [one for one in services.outbox.rows() if one.state is OutboxState.BY_HAND]
    lines = [line for one in rows for line in _lines(services, one)]
    return Said(
        {"replies": [_facts(services, one) for one in rows]},
        tuple(lines) or (tr("Nothing to post by hand."),),
    )


def _begin(services: "Services", options: Namespace) -> Said:
    text = typed(options.text)
    draft = services.drafts.begin(ConversationId(int(options.name or 0)), by_hand=True)
    own = replace(draft, id=DraftId(uuid7()), body=text, answer_id="", revision=0)
    row, _ = services.by_hand.begin(own, override=options.because)
    return _now(services, row.id)


def _take(services: "Services", options: Namespace) -> Said:
    services.by_hand.take(OutboxId(options.name), looked=options.looked)
    return _now(services, options.name)


def _copy(services: "Services", options: Namespace) -> Said:
    """Print the text alone, for a clipboard; its files go to a folder."""
    handed = services.by_hand.hand_out(OutboxId(options.name))
    saved = services.by_hand.save_files(handed.row.id, options.to) if options.to else ()
    facts = _facts(services, handed.row) | {"files": [str(one) for one in saved]}
    return Said(facts, (handed.row.body,))


def _posted(services: "Services", options: Namespace) -> Said:
    services.by_hand.posted(OutboxId(options.name), options.address, nowhere=options.nowhere)
    return _now(services, options.name)


def _correct(services: "Services", options: Namespace) -> Said:
    """Take back that it was posted: it is in the person's hands again, to be posted and said anew."""
    services.by_hand.not_after_all(OutboxId(options.name))
    return _now(services, options.name)


def _back(services: "Services", options: Namespace) -> Said:
    draft, _ = services.by_hand.not_posted(OutboxId(options.name))
    return Said(
        {"draft": draft.id, "conversation": draft.conversation_id}, (tr("It is a draft again."),)
    )


def _now(services: "Services", outbox_id: str) -> Said:
    row = services.outbox.row(OutboxId(outbox_id))
    return Said(_facts(services, row), _lines(services, row))


def _lines(services: "Services", row: "OutboxRow") -> tuple[str, ...]:
    address = services.inbox.message(row.target_id).url
    head = f"{row.id}  {states.state(row.state)}"
    where = foreign.line(row.url or address, 200)
    body = foreign.line(row.body, 200)
    return (head, f"  {body}", *((f"  {where}",) if where else ()))


def _facts(services: "Services", row: "OutboxRow") -> dict[str, object]:
    return {
        "id": row.id,
        "state": row.state.value,
        "by_hand": row.by_hand or row.state is OutboxState.BY_HAND,
        "conversation": row.conversation_id,
        "body": row.body,
        "answers": services.inbox.message(row.target_id).url,
        "url": row.url,
        "media": [{"name": one.name, "alt": one.alt} for one in row.media],
    }


ACTS: Final[Mapping[str, Callable[["Services", Namespace], Said]]] = {
    "list": _list,
    "begin": _begin,
    "take": _take,
    "copy": _copy,
    "posted": _posted,
    "correct": _correct,
    "back": _back,
}
