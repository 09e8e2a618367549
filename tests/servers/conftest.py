"""The real servers, each started at most once per test run and only when a test asks for it."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from tests.servers.running import RunningServer, need, running

PEOPLE = ("alice", "bob", "carol", "dave")
Script = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="session")
def wordpress_site() -> Iterator[RunningServer]:
    """Yield a WordPress with alice (administrator), bob (editor) and carol (subscriber).

    `passwords` are their application passwords. Comments of visitors wait for moderation.
    """
    with running("wordpress", "WordPress", "127.0.0.1", ("alice", "bob", "carol")) as site:
        yield site


@pytest.fixture(scope="session")
def snac_server() -> Iterator[RunningServer]:
    """Yield a server with the Mastodon client API at http://localhost:PORT, with alice, bob, carol and dave."""
    with running("snac", "snac2", "localhost", PEOPLE) as server:
        yield server


@pytest.fixture(scope="session")
def bluesky_network() -> Iterator[RunningServer]:
    """Yield the AT Protocol network at http://localhost:PORT, in which everybody may open an account NAME.test.

    Its file `ready` says where the directory and the network's view are.
    """
    with running("atproto", "the network of Bluesky", "localhost") as network:
        yield network


@pytest.fixture(scope="session")
def matrix_server() -> Iterator[RunningServer]:
    """Yield Synapse at http://localhost:PORT with alice (administrator), bob, carol and dave @hs.test."""
    with running("synapse", "Synapse", "localhost", PEOPLE) as homeserver:
        yield homeserver


@pytest.fixture(scope="session")
def mail_server() -> Iterator[RunningServer]:
    """Yield Dovecot and Postfix with alice, bob, carol and dave @example.test, behind a certificate of its own.

    Its port is IMAP with STARTTLS, +1 IMAP over TLS, +2 SMTP with STARTTLS. What carol sends is put among her sent
    mail by the server.
    """
    with running("mail", "Dovecot and Postfix", "localhost", PEOPLE) as server:
        yield server


@pytest.fixture(scope="session")
def feed_server() -> Iterator[RunningServer]:
    """Yield a web server with /rss.xml and /atom.xml; its files are in `folder / "www"`."""
    with running("feed", "the web server", "127.0.0.1") as server:
        yield server


@pytest.fixture(scope="session")
def keyring_session() -> Script:
    """Return `run(code, home, mode="unlocked")`: runs Python in a session with a real Secret Service.

    `home` keeps the keyring between two runs; `mode` is unlocked, locked or none (no session bus).
    """
    recipe = need("keyring", "gnome-keyring")

    def run(code: str, home: Path, mode: str = "unlocked") -> "subprocess.CompletedProcess[str]":
        kept: Mapping[str, str] = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("PYTHON_KEYRING")
        }
        return subprocess.run(
            ["bash", str(recipe), "run", sys.executable, "-c", code],
            env={
                **kept,
                "KEYRING_HOME": str(home),
                "KEYRING_MODE": mode,
                "PYTHONPATH": os.pathsep.join(sys.path),
            },
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    return run
