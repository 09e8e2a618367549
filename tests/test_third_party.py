"""A connector of another package is installed, found and used; the document that teaches to write one is true."""

import builtins
import importlib
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from cmworkstation import connectors
from cmworkstation.domain.account import Idempotency
from cmworkstation.domain.conversation import Status, View
from cmworkstation.domain.errors import PlatformMissing
from cmworkstation.domain.ids import ConversationId
from cmworkstation.domain.reply import OutboxState
from cmworkstation.sdk import connector
from cmworkstation.sdk.connector import Trait
from cmworkstation.sdk.http import Http
from cmworkstation.services import platforms
from cmworkstation.services.platform_table import Seen, platform_rows
from cmworkstation.services.workstation import Services, open_services
from cmworkstation.vault import Vault
from tests.third_party.guestbook.fake_guestbook import TOKEN, Guestbook, serving

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "tests" / "third_party" / "guestbook"
DOCUMENT = ROOT / "docs" / "connectors.md"


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the package into a folder of its own, as its user would, without a network."""
    folder = tmp_path_factory.mktemp("site")
    source = tmp_path_factory.mktemp("source")
    for name in ("pyproject.toml", "cmw_guestbook.py"):
        (source / name).write_bytes((PACKAGE / name).read_bytes())
    how = ("--no-index", "--no-deps", "--no-build-isolation", "--quiet", "--target", str(folder))
    done = subprocess.run(
        [sys.executable, "-m", "pip", "install", *how, str(source)],
        capture_output=True,
        timeout=100,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    return folder


@pytest.fixture
def here(
    installed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Services, Guestbook, str]]:
    """A workspace on a machine where the package is installed, and a guestbook on loopback."""
    monkeypatch.syspath_prepend(str(installed))
    monkeypatch.delitem(sys.modules, "cmw_guestbook", raising=False)
    importlib.invalidate_caches()
    monkeypatch.setitem(vars(platforms), "Http", partial(Http, allow_private=True))
    monkeypatch.setattr("cmworkstation.sdk.http.Http", partial(Http, allow_private=True))
    book = Guestbook()
    with serving(book) as origin:
        services = opened(tmp_path / "w")
        yield services, book, origin
        services.close()


def opened(folder: Path, *, others: bool = True) -> Services:
    vault = Vault(memory_only=True)
    vault.use_session_memory()
    more = connectors.others if others else dict
    return open_services(folder, connectors.loaders(), more=more, vault=vault)


def test_it_is_found_by_its_entry_point_and_offered(
    here: tuple[Services, Guestbook, str], installed: Path
) -> None:
    services, _, _ = here
    kind = services.platforms.kind("guestbook")
    assert Path(sys.modules[kind.__module__].__file__ or "").parent == installed
    assert "guestbook" in {one.key for one in services.signin.offers()}
    (row,) = platform_rows([kind])
    assert row.cells[Trait.REPLY] is Seen.FAKE


def test_an_account_on_it_reads_and_answers_exactly_once(
    here: tuple[Services, Guestbook, str], tmp_path: Path
) -> None:
    services, book, origin = here
    book.write("Do you open on Monday?")
    found = services.signin.find("guestbook", origin)
    signed = services.signin.finish("guestbook", found, None, {"token": TOKEN})
    account, _ = services.signin.add(signed)
    for _ in services.sync.poll(account.id):
        pass
    (home,) = services.inbox.ids(View(status=Status.WAITING_US))
    draft = services.drafts.begin(ConversationId(home))
    book.reply_trouble, book.stored = "500", True  # it is there, and nobody says so
    row, _ = services.outbox.queue(replace(draft, body="From nine on."), hold_s=0)
    services.outbox.deliver(row.id)
    assert services.outbox.row(row.id).state is OutboxState.UNKNOWN
    book.reply_trouble = ""
    services.outbox.look(row.id)
    sent = services.outbox.row(row.id)
    assert (sent.state, sent.remote_id, len(book.keys)) == (OutboxState.SENT, "entry:2", 1)
    thread = services.inbox.thread(ConversationId(home))
    assert [one.message.text for one in thread.entries] == [
        "Do you open on Monday?",
        "From nine on.",
    ]
    services.close()
    without = opened(tmp_path / "w", others=False)
    with pytest.raises(PlatformMissing):
        without.platforms.kind("guestbook")
    assert len(without.inbox.thread(ConversationId(home)).entries) == 2
    assert without.inbox.search("Monday") != ()
    without.close()


def blocks(language: str) -> list[str]:
    """Return the code samples of the document in a language."""
    found = re.findall(rf"```{language}\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)
    return [dedent(one).strip() for one in found]


def plain(text: str) -> str:
    """Return a text without the indentation of its lines, by which an excerpt differs from its file."""
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())


@pytest.mark.parametrize(
    ("language", "files", "least"),
    [
        ("python", ("cmw_guestbook.py", "test_guestbook.py"), 8),
        ("toml", ("pyproject.toml",), 1),
    ],
)
def test_every_sample_of_the_document_is_code_that_the_kit_ran(
    language: str, files: tuple[str, ...], least: int
) -> None:
    sources = [plain((PACKAGE / name).read_text(encoding="utf-8")) for name in files]
    samples = blocks(language)
    assert len(samples) >= least
    for sample in samples:
        assert any(plain(sample) in one for one in sources), sample


def test_the_samples_of_the_document_one_below_the_other_are_the_whole_package() -> None:
    """Whoever follows the document by the letter has a connector that works: the very one that the kit ran on."""
    source = (PACKAGE / "cmw_guestbook.py").read_text(encoding="utf-8")
    kit = (PACKAGE / "test_guestbook.py").read_text(encoding="utf-8")
    samples = [one for one in blocks("python") if plain(one) not in plain(kit)]
    assert "\n".join(map(plain, samples)) == plain(source)
    (package,) = blocks("toml")
    assert plain(package) == plain((PACKAGE / "pyproject.toml").read_text(encoding="utf-8"))


def test_every_protocol_that_a_connector_may_follow_is_named() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    known = vars(importlib.import_module("cmworkstation.sdk.connector")).items()
    protocols = {name for name, one in known if getattr(one, "_is_protocol", False)}
    assert len(protocols) > 10
    for name in protocols - {"Connector", "Protocol"}:
        assert f"`{name}`" in text, name
    for name in vars(connector.Connector):
        if name == "__init__" or not name.startswith("_"):
            assert f"`{name}`" in text, name


def test_the_document_names_what_there_is() -> None:
    """Names of modules, classes and functions in it exist: `sdk/…py`, `connectors/…py`, and words of the protocol."""
    text = DOCUMENT.read_text(encoding="utf-8")
    for path in re.findall(r"`((?:sdk|domain|connectors|words|ui)/[\w/]+\.py)`", text):
        assert (ROOT / "cmworkstation" / path).exists(), path
    for path in re.findall(r"`(tests/[\w/]+\.py|tests/[\w/]+)`", text):
        assert (ROOT / path).exists(), path
    connector: Any = importlib.import_module("cmworkstation.sdk.connector")
    testing: Any = importlib.import_module("cmworkstation.sdk.testing")
    errors: Any = importlib.import_module("cmworkstation.domain.errors")
    named = set(re.findall(r"`([A-Z]\w+)`", text))
    known = {*vars(connector), *vars(testing), *vars(errors)}
    known |= {"Item", "Capabilities", "Idempotency", "Http", "LengthRule", "DemoConnector"}
    known |= {*Idempotency.__members__, *vars(builtins)}
    assert named <= known, named - known
    for name in re.findall(r"`(test_\w+)`", text):
        assert any(hasattr(one, name) for one in vars(testing).values()), name
