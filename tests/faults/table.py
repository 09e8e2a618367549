"""The fault table: what may go wrong, and what the program promises then.

`python3 dev.py faults` runs the tests of every row and prints runs, failures and seeds. A test belongs to a row by its
mark, wherever it lies in `tests`, and to more rows than one where it shows more promises:

    @pytest.mark.fault("F5")
    def test_a_full_disk_is_told_and_nothing_is_lost(tmp_path): ...

    pytestmark = pytest.mark.fault("F9", "F12")     # a whole file

A test counts as one run. One that makes many runs by itself tells each of them, before it judges it:

    def test_...(ran):
        for seed in seeds.of("F8", counts.now().damages):
            found = ...
            ran(seed=seed)
            assert found == []

What chance chose (a `seed` that is a number, or `drawn=True`) bounds how often the row may still fail: 3/n. The name
after the last `ran` is what the table shows when the test fails; without `ran` it is the test's `seed`, or
its own name. How often a row runs at each change, each night and before a release stands in `counts.py`; a seed that
failed once is kept in `seeds.toml` and runs for ever.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One fault. `drawn`: its runs are drawn by chance, so that their number bounds how often it may still fail."""

    name: str
    fault: str
    promise: str
    drawn: bool = False


ROWS = (
    Row("F1", "killed at every step of sending", "never sent twice, lost or falsely called sent"),
    Row("F2", "killed at random while sending", "the same, on a faulting server", drawn=True),
    Row("F3", "killed while reading", "nothing lost or doubled, cursor never ahead", drawn=True),
    Row("F4", "power cut", "what a person made survives, store intact", drawn=True),
    Row("F5", "disk full", "said so, nothing lost, resumes by itself"),
    Row("F6", "file limit, quota, I/O error", "said so, nothing lost"),
    Row("F7", "read-only file, folder or medium", "opens read-only and says so, sends nothing"),
    Row("F8", "corrupt, foreign, empty or newer file", "noticed, kept, salvage and backup offered"),
    Row("F9", "answers by halves", "nothing stored by halves, tried again"),
    Row("F10", "429, 5xx, 401, 403", "waits as told, the other accounts go on"),
    Row("F11", "answer lost, accepted late", "never sent twice, lost or falsely called sent"),
    Row("F12", "slow, endless or circling server", "given up in time, within its cap"),
    Row("F13", "clock jumps", "waits and order hold, nothing is sent early or in a burst"),
    Row("F14", "two instances at once", "never two senders", drawn=True),
    Row("F15", "migration interrupted, downgrade", "exactly old or exactly new, a copy before"),
    Row("F16", "keyring locked, missing or plain", "reads offline, no secret in any file"),
    Row("F17", "access revoked in mid-queue", "queue kept, one question, no loop"),
    Row("F18", "backup and restore", "what is restored equals its source"),
    Row("F19", "ended while sending", "as killed: never twice, never lost"),
    Row("F20", "very much of everything", "no long stall, memory bounded"),
    Row("F21", "network drive, cloud folder, odd path", "refused or warned when it is chosen"),
    Row("F22", "edits, deletions, re-used ids", "the store says what the server says", drawn=True),
    Row("F23", "frozen in mid-sending, killed", "nothing more leaves, then by a word alone"),
)
BY_NAME = {row.name: row for row in ROWS}
