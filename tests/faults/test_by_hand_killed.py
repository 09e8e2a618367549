"""Killed while a person posts a reply by hand: nothing lost, nothing sent by the machine, and there once.

The person's day is told once: a refused reply is taken by hand, copied, posted in the browser, confirmed; then the
connector brings the very post. It is killed at every passage and gone on with after each end, as the person would: what
the window shows decides what is done next.
"""

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from cmworkstation.domain.conversation import View
from cmworkstation.domain.ids import ConversationId
from cmworkstation.domain.message import Message, Writer
from cmworkstation.domain.reply import OutboxState
from cmworkstation.services.workstation import Services
from cmworkstation.store import accounts
from tests.builders_workspace import a_message, a_workstation, add_account, receive
from tests.faults.plugin import Ran
from tests.faults.world import KILLED
from tests.store.builders import raw_of

pytestmark = [pytest.mark.fault("F1"), pytest.mark.in_memory]
BODY = "Bonjour, oui, nous ouvrons à 9 h."
ADDRESS = "https://here.test/@library/77"
LIFE = """
import sys
from pathlib import Path
from tests.builders_workspace import a_workstation
from tests.faults.test_by_hand_killed import go_on

services = a_workstation(Path(sys.argv[1]))
go_on(services, Path(sys.argv[2]))
services.close()
"""
POINTS = (
    "by-hand.taken",
    "by-hand.handed-out",
    "by-hand.settled",
    "by-hand.posted",
    "outbox.with-companions",
    "store.before-commit",
    "store.after-commit",
)
PASSES = 20  # more than any life passes at one place


def go_on(services: Services, browser: Path) -> None:
    """Do what is next to be done, to the end. `browser` holds what was posted there: the platform's own list."""
    services.outbox.recover()
    assert services.outbox.due() == {}, "the machine has something to send"
    rows = services.outbox.rows()
    if not rows:
        (draft,) = services.drafts.listed()
        services.by_hand.begin(draft)
    (row,) = services.outbox.rows()
    if row.state is OutboxState.BY_HAND:
        handed = services.by_hand.hand_out(row.id)
        if not browser.exists():  # the person looks at the page, and posts what is not there
            browser.write_text(json.dumps({"text": handed.row.body}), encoding="utf-8")
        services.by_hand.posted(row.id, ADDRESS)
    fetched(services, question=next(one.remote_id for one in messages(services) if not one.ours))


def fetched(services: Services, question: str) -> None:
    """Let the connector bring what was posted, in the same transaction as any page."""
    (account,) = services.accounts.listed()
    ours = Writer("https://here.test/us", "Library", "@library@here.test", is_us=True)
    post = a_message("77", BODY, 0, writer=ours, parent_id=question, url=ADDRESS)
    with services.workspace.write(intake=True) as connection:
        number = accounts.number(connection, account.id)
        services.sync._take(connection, number, account.platform, [raw_of(post)], ())


def messages(services: Services) -> list[Message]:
    (home,) = services.inbox.ids(View(status=None))
    return [one.message for one in services.inbox.thread(ConversationId(home)).entries]


def a_workspace(folder: Path) -> None:
    services = a_workstation(folder)
    account = add_account(services)
    receive(services, account, [a_message("q1", "Ouvrez-vous le lundi ?", 1)])
    (home,) = services.inbox.ids(View(status=None))
    services.drafts.save(replace(services.drafts.begin(ConversationId(home)), body=BODY))
    services.close()


def life(folder: Path, browser: Path, point: str) -> int:
    root = str(Path(__file__).parents[2])
    ended = subprocess.run(
        [sys.executable, "-c", LIFE, str(folder), str(browser)],
        env={**os.environ, "CMW_KILL_AT": point, "PYTHONPATH": root},
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode in (0, KILLED), ended.stderr.decode()
    return ended.returncode


@pytest.mark.parametrize("point", POINTS)
def test_a_reply_posted_by_hand_is_there_once_wherever_the_program_ends(
    tmp_path: Path, ran: Ran, point: str
) -> None:
    kills = 0
    for n in range(1, PASSES):
        folder, browser = tmp_path / f"{n}", tmp_path / f"{n}.json"
        a_workspace(folder)
        died = life(folder, browser, f"{point}:{n}") == KILLED
        kills += died
        services = a_workstation(folder)
        drafts, rows = services.drafts.listed(), services.outbox.rows()
        assert len(drafts) + len(rows) == 1, "the words are a draft or a reply"
        assert all(row.state in (OutboxState.BY_HAND, OutboxState.SENT) for row in rows)
        go_on(services, browser)
        (row,) = services.outbox.rows()
        assert (row.state, row.url, row.by_hand) == (OutboxState.SENT, ADDRESS, True)
        assert [one.text for one in messages(services)] == ["Ouvrez-vous le lundi ?", BODY]
        assert messages(services)[1].remote_id == row.remote_id
        assert json.loads(browser.read_text(encoding="utf-8"))["text"] == BODY
        assert services.journal.verify().problems == ()
        assert services.workspace.problems() == []
        services.close()
        ran(seed=f"{point}:{n}")
        if not died:
            break
    assert kills
