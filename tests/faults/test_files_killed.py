"""F1: kill -9 while a reply with two pictures is sent. It arrives exactly once, with both, in their order."""

from hashlib import sha256
from pathlib import Path

import pytest

from cmworkstation.sdk.testing import a_picture
from tests.faults.nursery import Nursery
from tests.faults.plugin import Ran
from tests.faults.test_sending_killed import IN_DOUBT
from tests.faults.world import KILLED, World, passages

pytestmark = pytest.mark.in_memory
POINTS = (
    "outbox.uploaded",
    "outbox.claimed",
    "outbox.answered",
    "http.before-send",
    "http.after-send",
    "store.before-commit",
    "store.after-commit",
)
PICTURES = {"more": ["--pictures=2"]}
WANTED = [sha256(a_picture(n)).hexdigest() for n in range(2)]


@pytest.mark.fault("F1")
@pytest.mark.parametrize("kind", ["key", "plain"])
@pytest.mark.parametrize("point", POINTS)
def test_a_reply_with_two_pictures_arrives_once_wherever_it_is_killed(
    tmp_path: Path, nursery: Nursery, ran: Ran, kind: str, point: str
):
    with World(tmp_path / "rehearsal", nursery, kind=kind, replies=1) as rehearsal:
        rehearsal.live(kill_log=str(tmp_path / "log"), **PICTURES)
    passed = [one for one in passages(tmp_path / "log") if one.startswith(f"{point}:")]
    assert passed
    for passage in passed[
        -8:
    ]:  # the last ones are of sending; before them the account is added and read
        name = passage.replace(":", "-")
        with World(tmp_path / name, nursery, kind=kind, replies=1) as world:
            assert world.live(kill_at=passage, **PICTURES) == KILLED, world.told()
            status = world.live(**PICTURES)
            found = world.violations()
            shown = [
                [world.server.files[one] for one in post["files"].split()]
                for post in world.server.published
            ]
            ran(seed=passage, count=world.count)
            assert (status, found, shown) == (0, [], [WANTED]), passage


@pytest.mark.fault("F1", "F11")
def test_pictures_that_are_up_are_not_sent_again_after_doubt(
    tmp_path: Path, nursery: Nursery, ran: Ran
):
    with World(tmp_path / "w", nursery, kind="key", replies=1, plan=IN_DOUBT) as world:
        assert world.live(kill_at="http.after-send:1", **PICTURES) == KILLED
        assert world.live(**PICTURES) == 0, world.told()
        found = world.violations()
        ran(count=world.count)
        assert (found, list(world.server.files.values())) == ([], WANTED)
