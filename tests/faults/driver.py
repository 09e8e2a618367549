"""The client that gets killed: the program's own services, without a window.

    python -m tests.faults.driver WORKSPACE SERVER_URL --clock FILE --kind plain --replies 12

It signs in, reads, queues its replies where that was not done yet, and carries the outbox out until nothing
is left to do. What a person would have been told is written to `acks` beside the workspace: one line for each
reply that the outbox took. Exit status: 0 all settled, 2 the workspace is in use, 3 not settled in time.
"""

import argparse
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from cmworkstation.domain.account import Account
from cmworkstation.domain.conversation import View
from cmworkstation.domain.errors import Temporary, WorkspaceInUse
from cmworkstation.domain.gap import DepthState
from cmworkstation.domain.ids import ConversationId
from cmworkstation.domain.reply import OPEN_STATES
from cmworkstation.domain.splitting import marked
from cmworkstation.sdk.http import Http
from cmworkstation.sdk.testing import a_picture
from cmworkstation.services import platforms
from cmworkstation.services.workstation import Services, open_services
from cmworkstation.vault import Vault
from tests.faults import plants
from tests.faults.archive import ArchiveConnector
from tests.faults.connector import CLASSES, FaultConnector
from tests.faults.recorder import Recorder
from tests.faults.server import CLIENT_PATIENCE_S
from tests.faults.worldclock import WorldClock

SETTLED, IN_USE, STUCK = 0, 2, 3
ROUNDS = 600
LOADERS = {"fault": lambda: FaultConnector}
WITH_ARCHIVE = {"fault": lambda: ArchiveConnector}


def main(words: Sequence[str] | None = None) -> int:
    """Run one life of the client."""
    asked = _parser().parse_args(words)
    plants.plant(asked.plant)
    if asked.record:
        Recorder(asked.record).begin()
    clock = WorldClock(asked.clock)
    patient = partial(Http, deadline_s=CLIENT_PATIENCE_S, sleep=clock.skip)
    vars(platforms)["Http"] = patient
    vault = Vault(memory_only=True)
    try:
        loaders = WITH_ARCHIVE if asked.older else LOADERS
        services = open_services(asked.workspace, loaders, vault=vault, clock=clock)
    except WorkspaceInUse:
        return IN_USE
    try:
        account = _account(services, f"{asked.server}#{asked.kind}", clock)
        _read(services, account, clock, 40 if not services.outbox.rows() else 0)
        if asked.older:
            return _look_back(services, account, clock)
        told = asked.workspace / "acks"
        _queue(
            services,
            asked.replies,
            told,
            slowly=bool(asked.record),
            parts=asked.parts,
            pictures=asked.pictures,
        )
        if asked.until != "settled":
            _linger(float(asked.until))
            return SETTLED
        return _carry_out(services, clock)
    finally:
        services.close()
        clock.close()


def body(n: int, parts: int = 0) -> str:
    """Return the text of the nth reply, cut into so many parts."""
    text = f"Bonjour, réponse {n} : dès 9 h, bien à vous."
    return marked([f"{text} Suite {one}." for one in range(parts)]) if parts else text


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser()
    parser.add_argument("workspace", type=Path)
    parser.add_argument("server")
    parser.add_argument("--clock", type=Path, required=True)
    parser.add_argument("--kind", choices=list(CLASSES), default="plain")
    parser.add_argument("--replies", type=int, default=12)
    parser.add_argument("--pictures", type=int, default=0, help="that go with each reply")
    parser.add_argument("--parts", type=int, default=0, help="in how many parts each reply leaves")
    parser.add_argument("--plant", default="")
    parser.add_argument("--older", action="store_true", help="fetch older messages, and no more")
    parser.add_argument("--record", type=Path, help="where to record what the disk is asked")
    parser.add_argument(
        "--until", default="settled", help="`settled`, or seconds to hold the workspace"
    )
    return parser


def _account(services: Services, address: str, clock: WorldClock) -> Account:
    known = services.accounts.listed()
    if known:
        return known[0]
    for _ in range(ROUNDS):
        try:
            found = services.signin.find("fault", address)
            return services.signin.add(services.signin.finish("fault", found, None, {}))[0]
        except Temporary:
            clock.skip(5)
    raise SystemExit(STUCK)


def _read(services: Services, account: Account, clock: WorldClock, tries: int) -> None:
    """Read the account to its end; with no tries left, trouble is for the next time."""
    for left in range(tries, -1, -1):
        try:
            for _ in services.sync.poll(account.id):
                pass
        except Temporary:
            if not left:
                return
            clock.skip(10)
        else:
            return


def _look_back(services: Services, account: Account, clock: WorldClock) -> int:
    """Fetch all older messages; trouble passes with time."""
    for _ in range(ROUNDS):
        if services.history.depth(account.id).state is DepthState.DONE:
            return SETTLED
        try:
            for _ in services.history.deepen(account.id, None):
                pass
        except Temporary:
            clock.skip(10)
    return STUCK


def _queue(
    services: Services, replies: int, acks: Path, *, slowly: bool, parts: int = 0, pictures: int = 0
) -> None:
    """Answer the first strangers, once each; `slowly` keeps a draft first, as the pauses of a person do."""
    taken = {row.whole or row.body for row in services.outbox.rows() if row.part <= 1}
    if len(taken) == replies:
        return
    homes = sorted(services.inbox.ids(View(status=None)))
    for n in range(replies):
        text = body(n, parts)
        if text in taken:
            continue
        draft = services.drafts.begin(ConversationId(homes[n]))
        if slowly:
            draft, _ = services.drafts.save(replace(draft, body=text[:9]))
            draft, _ = services.drafts.save(replace(draft, body=text[:18]))
        before = {row.id for row in services.outbox.rows()}
        files = tuple(
            services.media.add(a_picture(10 * n + m), f"{m}.png") for m in range(pictures)
        )
        services.outbox.queue(replace(draft, body=text, media=files), hold_s=0)
        with acks.open("a", encoding="utf-8") as told:
            for row in services.outbox.rows():
                if row.id not in before:
                    told.write(f"{row.id}\t{row.body}\n")


def _carry_out(services: Services, clock: WorldClock) -> int:
    for _ in range(ROUNDS):
        for rows in services.outbox.due().values():
            for outbox_id in rows:
                services.outbox.deliver(outbox_id)
        if not any(row.state in OPEN_STATES for row in services.outbox.rows()):
            return SETTLED
        soonest = services.outbox.next_due_at()
        if soonest is not None:
            clock.skip_to(soonest)
    return STUCK


def _linger(seconds: float) -> None:
    """Hold the workspace, and say so."""
    print("holding", flush=True)
    time.sleep(seconds)


if __name__ == "__main__":
    sys.exit(main())
