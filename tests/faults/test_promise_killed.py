"""Killed while a reply is queued and recorded as sent: its waiver and its promise are where the reply is."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from cmworkstation.domain.promise import PromiseState
from tests.clocks import SetClock
from tests.faults.world import KILLED
from tests.pretend import START
from tests.services.conftest import World

pytestmark = [pytest.mark.fault("F1"), pytest.mark.in_memory]
PHRASE = "by Friday 13 March"
BODY = f"It is guaranteed. We answer {PHRASE}."
LIFE = f"""
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from cmworkstation.domain.conversation import View
from cmworkstation.domain.waiver import Reason
from tests.clocks import SetClock
from tests.pretend import START
from tests.services.conftest import World
from tests.ui.composer.conftest import CHARTER

world = World(Path(sys.argv[1]), SetClock(START))
services, account = world.services, world.add_account()
services.charters.assign(account.id, services.charters.save(CHARTER)[0])
world.server.write("q1", "When do you answer?")
world.poll(account)
draft = replace(services.drafts.begin(services.inbox.ids(View(status=None))[0]), body={BODY!r}, language="en")
draft, _ = services.drafts.save(draft)
(finding,) = services.composer.review(draft).pending
services.waivers.waive(draft, finding, Reason("quoted"))
services.promises.begin(draft, {PHRASE!r}, (START + timedelta(days=3)).date())
import os
from cmworkstation import killpoint
killpoint._target = os.environ["LATER"]
killpoint._passages.clear()
row, _ = services.outbox.queue(draft, hold_s=0)
world.services.outbox.deliver(row.id)
"""
QUEUED = ("store.before-commit", "outbox.with-companions", "store.after-commit")
SENT = ("outbox.claimed", "outbox.answered", "outbox.sent-noted", "outbox.recorded")


@pytest.mark.parametrize("point", [*QUEUED, *SENT])
def test_a_waiver_and_a_promise_go_where_their_reply_goes(tmp_path: Path, point: str) -> None:
    environment = {**os.environ, "LATER": point, "PYTHONPATH": str(Path(__file__).parents[2])}
    ended = subprocess.run(
        [sys.executable, "-c", LIFE, str(tmp_path / "w")],
        env={**environment, "CMW_KILL_AT": "nowhere"},
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == KILLED, ended.stderr.decode()
    clock = SetClock(START)
    services = World(tmp_path / "w", clock).services
    rows, drafts = services.outbox.rows(), services.drafts.listed()
    assert len(rows) + len(drafts) == 1
    (promises,) = ([one.state, one.outbox_id] for one in every_promise(services))
    if drafts:
        assert point in QUEUED[:2]
        assert len(services.waivers.of_draft(drafts[0].id)) == 1
        assert not services.composer.review(drafts[0]).pending
        assert promises == [PromiseState.DRAFT, ""]
    else:
        assert len(services.waivers.of_reply(rows[0].id)) == 1
        arrived = point == "outbox.recorded"
        state = PromiseState.OPEN if arrived else PromiseState.DRAFT
        assert promises == [state, rows[0].id]
        assert (rows[0].state == "sent") == arrived
    assert services.journal.verify().problems == ()
    services.close()


def every_promise(services):
    """Return all promises, those of drafts included."""
    rows = services.workspace.read().execute("SELECT id FROM promise").fetchall()
    return [services.promises.promise(row[0]) for row in rows]
