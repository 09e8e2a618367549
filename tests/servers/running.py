"""Real servers for one test run: found or installed, started on a free port, stopped by pid.

A recipe is a shell script with the verbs `present`, `install`, `start PORT FOLDER` and `stop FOLDER`.
`CMW_SERVERS_INSTALL=1` lets a missing server be installed; without it the tests are skipped.
`CMW_SERVERS_REQUIRED=1` makes a missing server a failure, so that no skip can hide a broken installation.
"""

import os
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

RECIPES = Path(__file__).parent / "recipes"
INSTALL_WITHIN_S = 900
START_WITHIN_S = 120


@dataclass(frozen=True, slots=True)
class RunningServer:
    """A server that answers at `base_url`; `passwords` are those of its people."""

    base_url: str
    folder: Path
    passwords: dict[str, str] = field(repr=False)
    started_in_s: float = 0.0


def need(name: str, title: str) -> Path:
    """Return the recipe `name` once its server is there; skip or fail the test when it cannot be had."""
    recipe = RECIPES / f"{name}.sh"
    if _run(recipe, "present").returncode == 0:
        return recipe
    if os.environ.get("CMW_SERVERS_INSTALL") != "1":
        _give_up(f"{title} is not installed on this computer; dev.py test --servers installs it")
    installed = _run(recipe, "install", within_s=INSTALL_WITHIN_S)
    if installed.returncode or _run(recipe, "present").returncode:
        _give_up(f"{title} could not be installed: {installed.stderr.strip()[-300:]}")
    return recipe


@contextmanager
def running(
    name: str,
    title: str,
    host: str,
    people: tuple[str, ...] = (),
    options: tuple[str, ...] = (),
) -> Iterator[RunningServer]:
    """Start the server of a recipe in a folder of its own; stop it and remove the folder at the end."""
    recipe = need(name, title)
    # A short path: the name of a socket may be no longer than some hundred characters.
    with tempfile.TemporaryDirectory(prefix="cmw-", ignore_cleanup_errors=True) as folder:
        port = free_port()
        began = time.monotonic()
        try:
            started = _run(recipe, "start", str(port), folder, *options, within_s=START_WITHIN_S)
            if started.returncode:
                _give_up(f"{title} did not start: {started.stderr.strip()[-300:]}")
            yield RunningServer(
                f"http://{host}:{port}",
                Path(folder),
                {who: Path(folder, f"{who}.password").read_text().strip() for who in people},
                time.monotonic() - began,
            )
        finally:
            _run(recipe, "stop", folder)


def free_port() -> int:
    """Return a port of the loopback interface that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _run(recipe: Path, *words: str, within_s: float = 60) -> subprocess.CompletedProcess[str]:
    # Output goes through files: a server that lives on would keep a pipe open and the reader waiting.
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        done = subprocess.run(
            ["bash", str(recipe), *words],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
            timeout=within_s,
            check=False,
        )
        out.seek(0)
        err.seek(0)
        return subprocess.CompletedProcess(done.args, done.returncode, out.read(), err.read())


def _give_up(reason: str) -> None:
    if os.environ.get("CMW_SERVERS_REQUIRED") == "1":
        pytest.fail(reason)
    pytest.skip(reason)
