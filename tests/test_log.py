"""The log holds times, classes and places: no words of anybody, no secret, no line that somebody forged."""

import faulthandler
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from cmworkstation.log import FILES, Logbook

SECRET = "s3cr3t-canary-9b1c44-of-the-log"
LOG = logging.getLogger("cmworkstation.sdk.http")


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setattr(sys, "excepthook", sys.__excepthook__)
    made = Logbook(tmp_path)
    yield tmp_path / "logs"
    made.end()


def text(folder: Path) -> str:
    return "".join(one.read_text() for one in sorted(folder.iterdir()))


def broken(words: str) -> ValueError:
    """Return an error that was raised here."""
    try:
        raise ValueError(words)  # noqa: TRY301
    except ValueError as error:
        return error


def test_an_error_is_known_by_its_class_and_its_place(book: Path) -> None:
    LOG.error("it broke", extra={"mistake": broken(f"Authorization: Bearer {SECRET}")})
    (line,) = text(book).splitlines()
    assert "ERROR | cmworkstation.sdk.http | ValueError: " in line
    assert "test_log.py:" in line
    assert SECRET not in line


@pytest.mark.parametrize(
    "said",
    [
        f"https://social.example/feed?token={SECRET}",
        f"token={SECRET}",
        f"password: {SECRET}",
        f"the words “{SECRET}” were said by @nadia@social.example",
        f"Cookie session={SECRET}",
        f"GET /x?code={SECRET} HTTP/1.1",
        f"mail from {SECRET}@social.example",
    ],
)
def test_what_could_be_somebodys_is_not_written(book: Path, said: str) -> None:
    LOG.warning(said)
    LOG.error("%s", ValueError(said))
    assert text(book).count("\n") == 2
    for private in (SECRET, "nadia", "?token=", "?code="):
        assert private not in text(book)


def test_what_is_said_below_a_warning_is_not_written(book: Path) -> None:
    LOG.info("Nadia wrote: when do you open")
    LOG.debug("Nadia wrote: when do you open")
    assert "Nadia" not in text(book)


@pytest.mark.parametrize(
    "forged",
    [
        "x\n2026-01-01T00:00:00+00:00 | CRITICAL | root | forged",
        "x\r\nforged",
        "x\u2028forged",
        "x\x1b[2Kforged",
        "x\u202eforged",
        "x\x00forged",
        "x\u0085forged",
    ],
)
def test_nobody_writes_a_line_of_his_own(book: Path, forged: str) -> None:
    LOG.warning("Trouble with %s", forged)
    LOG.getChild(forged.replace(".", "")).warning("x")
    lines = text(book).split("\n")
    assert [line.count(" | ") >= 2 for line in lines] == [True, True, False]
    assert not set("\r\x1b\x00\u0085\u2028\u202e") & set(text(book))


def test_what_nobody_catches_is_written_also_from_a_thread(book: Path) -> None:
    error = broken(f"https://a.example/?code={SECRET}")
    sys.excepthook(type(error), error, error.__traceback__)
    thread = threading.Thread(target=lambda: int(f"{SECRET} is no number"), name="lane")
    thread.start()
    thread.join()
    assert text(book).count("ValueError") == 2
    assert SECRET not in text(book)


def test_five_files_of_one_mebibyte_and_the_oldest_goes(tmp_path: Path) -> None:
    made = Logbook(tmp_path)
    assert (made._handler.maxBytes, made._handler.backupCount) == (2**20, 4)
    made._handler.maxBytes = 2_000
    for n in range(200):
        LOG.warning("nothing of interest %d %s", n, "of a length " * 10)
    made.end()
    files = [one for one in (tmp_path / "logs").iterdir() if one.name != "crash.txt"]
    assert len(files) == FILES
    assert max(one.stat().st_size for one in files) <= 2_000
    assert "interest 199" in (tmp_path / "logs" / "cmworkstation.log").read_text()


def test_a_crash_of_the_interpreter_leaves_places_and_no_values(tmp_path: Path) -> None:
    script = (
        "import faulthandler, sys; from pathlib import Path; from cmworkstation.log import Logbook\n"
        "def send(password): faulthandler._sigsegv()\n"
        f"book = Logbook(Path(sys.argv[1])); send({SECRET!r})\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[1],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
    )
    assert done.returncode < 0
    crash = (tmp_path / "logs" / "crash.txt").read_text()
    assert "Segmentation fault" in crash
    assert "in send" in crash
    assert SECRET not in crash + done.stdout + done.stderr


def test_the_hooks_are_given_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "excepthook", sys.__excepthook__)
    before = (
        sys.excepthook,
        threading.excepthook,
        list(logging.getLogger("cmworkstation").handlers),
    )
    enabled = faulthandler.is_enabled()
    made = Logbook(tmp_path)
    assert sys.excepthook is not before[0]
    made.end()
    if enabled:
        faulthandler.enable()
    assert (
        sys.excepthook,
        threading.excepthook,
        logging.getLogger("cmworkstation").handlers,
    ) == before
