"""What must hold after every faulted run, whatever happened in it (I1 to I8).

Each function returns what is wrong, in words; an empty list is what everybody hopes for.
"""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from cmworkstation import i18n
from cmworkstation.domain.clock import SystemClock
from cmworkstation.domain.errors import WorkstationError
from cmworkstation.domain.reply import OPEN_STATES, OutboxRow, OutboxState
from cmworkstation.services.workstation import Services, open_services
from cmworkstation.store import ledger
from cmworkstation.vault import Vault
from cmworkstation.words import problems, states
from tests.faults.connector import FaultConnector
from tests.faults.server import FaultServer


def after_sending(workspace: Path, server: FaultServer, replies: int) -> list[str]:
    """Compare a workspace in which nothing is left to do with what the server holds."""
    try:
        services = _open(workspace)
    except WorkstationError as error:
        return [f"I1 the store does not open: {error!r}"]
    try:
        rows = services.outbox.rows()
        return [
            *store(services),
            *_acknowledged(workspace, rows, replies),
            *_exactly_once(services, rows, server),
            *_told(services, rows),
            *(f"I8 {row.state}: {row.body}" for row in rows if row.state in OPEN_STATES),
        ]
    finally:
        services.close()


def after_reading(workspace: Path, server: FaultServer) -> list[str]:
    """Compare what was read with the server's list: none lost, none doubled."""
    try:
        services = _open(workspace)
    except WorkstationError as error:
        return [f"I1 the store does not open: {error!r}"]
    try:
        there = [one["id"] for one in server.posts]
        here = _names(services)
        return [
            *store(services),
            *(f"I4 lost: {one}" for one in set(there) - set(here)),
            *(f"I4 invented: {one}" for one in set(here) - set(there)),
            *(f"I5 doubled: {one}" for one, count in Counter(here).items() if count > 1),
        ]
    finally:
        services.close()


def cursor_is_behind_the_data(workspace: Path, server: FaultServer) -> list[str]:
    """Look at a store as a kill left it, without repairing anything: the cursor promises no more than is there."""
    try:
        services = _open(workspace, read_only=True)
    except WorkstationError as error:
        return [f"I1 the store does not open: {error!r}"]
    try:
        connection = services.workspace.read()
        cursor = int(ledger.cursors(connection, 1).get("posts", "0"))
        promised = {one["id"] for one in server.posts[:cursor]}
        missing = promised - set(_names(services))
        return [f"I4 the cursor is ahead by {len(missing)}"] if missing else []
    finally:
        services.close()


def place_is_behind_the_data(workspace: Path, server: FaultServer) -> list[str]:
    """Look likewise at how far older messages were fetched: what lies behind that place is there."""
    try:
        services = _open(workspace, read_only=True)
    except WorkstationError as error:
        return [f"I1 the store does not open: {error!r}"]
    try:
        row = services.workspace.read().execute("SELECT cursor FROM coverage").fetchone()
        promised = {one["id"] for one in server.posts[int(row[0]) :]} if row and row[0] else set()
        missing = promised - set(_names(services))
        return [f"I4 the place is ahead by {len(missing)}"] if missing else []
    finally:
        services.close()


def whole(workspace: Path) -> list[str]:
    """Check a store as it is found, with nothing that it could be compared with."""
    try:
        services = _open(workspace)
    except WorkstationError as error:
        return [f"I1 the store does not open: {error!r}"]
    try:
        return store(services)
    finally:
        services.close()


def store(services: Services) -> list[str]:
    """Check the file, the search index, the counters and the journal."""
    return [
        *(f"I2/I3 {one}" for one in services.workspace.problems()),
        *(f"I7 {one}" for one in services.inbox.recount()),
        *(f"I4 journal: {one}" for one in services.journal.verify().problems),
    ]


def _open(workspace: Path, *, read_only: bool = False) -> Services:
    return open_services(
        workspace,
        {"fault": lambda: FaultConnector},
        vault=Vault(memory_only=True),
        clock=SystemClock(),
        read_only=read_only,
    )


def _names(services: Services) -> list[str]:
    found = services.workspace.read().execute("SELECT remote_id FROM message WHERE NOT ours")
    return [row[0] for row in found]


def _acknowledged(workspace: Path, rows: Iterable[OutboxRow], replies: int) -> list[str]:
    """Whatever the person was told is there, word for word; nothing is there twice."""
    wrong = []
    kept = {row.id: row.body for row in rows}
    acks = workspace / "acks"
    for line in acks.read_text(encoding="utf-8").splitlines() if acks.exists() else ():
        outbox_id, _, text = line.partition("\t")
        if kept.get(outbox_id) != text:  # type: ignore[call-overload]
            wrong.append(f"I4 acknowledged and gone: {text}")
    if len(kept) != replies or len(set(kept.values())) != replies:
        wrong.append(f"I4 {len(kept)} replies in the outbox, {replies} were written")
    return wrong


def asked(workspace: Path) -> int:
    """Return for how many replies a person is asked, since no machine can know."""
    services = _open(workspace, read_only=True)
    try:
        return sum(row.state is OutboxState.ASK for row in services.outbox.rows())
    finally:
        services.close()


def _told(services: Services, rows: Iterable[OutboxRow]) -> list[str]:
    """Look at what a person reads: a sentence for each state, step and trouble, in both languages, and none of ours."""
    wrong = []
    errors = {row.error for row in rows} | {one.trouble for one in services.accounts.health()}
    notes = {step.note for row in rows for step in services.outbox.steps(row.id)}
    for language in i18n.LANGUAGES:
        i18n.use_language(language)
        mistake = problems.sentence("no such error")
        said = {name: problems.sentence(name) for name in errors - {""}}
        said |= {name: states.note(name) for name in notes - {""}}
        wrong += [
            f"words: {name} is told as {text!r}"
            for name, text in said.items()
            if not text or text == mistake or name in text.split()
        ]
        wrong += [f"words: no name for {row.state}" for row in rows if not states.state(row.state)]
    i18n.use_language("en")
    return wrong


def _exactly_once(services: Services, rows: Iterable[OutboxRow], server: FaultServer) -> list[str]:
    held = server.held()
    ids = server.ids()
    wrong = []
    for row in rows:
        place = services.inbox.message(row.target_id).remote_id, row.body
        count = held.pop(place, 0)
        if count > 1:
            wrong.append(f"I5 sent {count} times: {row.body}")
        if count and row.state not in (OutboxState.SENT, OutboxState.ASK):
            wrong.append(f"I5 published but {row.state}: {row.body}")
        if row.state is OutboxState.SENT and (not count or row.remote_id not in ids):
            wrong.append(f"I6 falsely sent: {row.body}")
        if not count and row.state is not OutboxState.ASK:
            wrong.append(f"I5 lost ({row.state} {row.error}): {row.body}")
    wrong += [f"I5 published without being asked for: {place}" for place in held]
    return wrong
