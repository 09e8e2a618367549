"""Commands about one conversation and what colleagues say of it. `cli` prints what they say.

cmworkstation thread | note
"""

from argparse import Namespace
from dataclasses import asdict
from typing import TYPE_CHECKING

from cmworkstation import words
from cmworkstation.cli_said import Adding, Said, typed, unknown
from cmworkstation.domain import foreign
from cmworkstation.domain.ids import ConversationId, MessageId
from cmworkstation.domain.message import Message
from cmworkstation.domain.note import Note
from cmworkstation.i18n import N_, tr
from cmworkstation.words import notes as wordings

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services

NO_CONVERSATION = N_("There is no conversation {n}.")
BEYOND = (KeyError, OverflowError)  # not here, or larger than any file has room for
STEP = "    "  # per level of a tree


def add_options(add: Adding) -> None:
    """Add what a conversation and its notes are asked for with."""
    one = add(
        "thread", tr("show a conversation, with the notes of colleagues"), thread, reading=True
    )
    one.add_argument("conversation", type=int)
    one = add("note", tr("keep an internal note about a conversation"), note)
    one.add_argument("conversation", type=int)
    one.add_argument("text", help=tr("the note; - reads it from standard input"))
    one.add_argument(
        "--message", type=int, default=0, help=tr("id of the message that it is about")
    )


@unknown(NO_CONVERSATION, "conversation", BEYOND)
def thread(services: "Services", options: Namespace) -> Said:
    """Show a conversation in its order, notes marked as internal among its messages. Raises `KeyError`."""
    opened = services.inbox.thread(ConversationId(options.conversation))
    notes = services.notes.of_conversation(opened.conversation_id)
    about = {one.message_id for one in notes}
    lines, facts = [], []
    for entry in opened.entries:
        message = entry.message
        lines.append(_message(message, entry.depth, services))
        facts.append({"internal": False, "depth": entry.depth} | asdict(message))
        if message.id in about:
            lines += [_note(one, services) for one in notes if one.message_id == message.id]
    shown = {entry.message.id for entry in opened.entries}
    lines += [_note(one, services) for one in notes if one.message_id not in shown]
    facts += [{"internal": True} | asdict(one) for one in notes]
    return Said({"conversation": opened.conversation_id, "entries": facts}, tuple(lines))


@unknown(NO_CONVERSATION, "conversation", BEYOND)
def note(services: "Services", options: Namespace) -> Said:
    """Keep an internal note about a conversation or one of its messages. Raises `KeyError`, `NotAllowed`."""
    text = typed(options.text)
    message = MessageId(options.message) if options.message else None
    made, _ = services.notes.write(ConversationId(options.conversation), text, message)
    return Said({"internal": True} | asdict(made), (_note(made, services),))


def _message(message: Message, depth: int, services: "Services") -> str:
    who = foreign.line(message.author_name, 60) or tr("Somebody")
    when = words.when(message.at, services.clock.now())
    said = tr("deleted") if message.deleted_at else foreign.block(message.text)
    before = STEP * min(depth, 4)
    return "\n".join(
        (f"{before}{who} · {when}", *(f"{before}  {one}" for one in said.splitlines()))
    )


def _note(note_: Note, services: "Services") -> str:
    return wordings.as_line(note_, services.profiles.name(note_.by), services.clock.now())
