"""Archives to be taken in: any lists of contents and any rows, also with a true digest, are taken whole or refused."""

import json
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmworkstation.domain.errors import WorkstationError
from cmworkstation.store import exchange
from cmworkstation.store.database import Workspace
from tests.builders_workspace import a_message, a_workstation, add_account, receive
from tests.fuzz.rounds import rounds

ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(),
    st.text(max_size=30),
    st.just("\ud800"),
    st.sampled_from(["../x", "message", "sqlite_schema", "0" * 64, {"base64": "//8="}, [], [[]]]),
    st.dictionaries(st.sampled_from(["base64", "a"]), st.text(max_size=8), max_size=2),
)


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, bytes]]:
    """Return the entries of the archive of a small workspace."""
    place = tmp_path_factory.mktemp("archive")
    services = a_workstation(place / "w")
    account = add_account(services)
    receive(services, account, [a_message(str(n), f"Bonjour {n}", n) for n in range(5)])
    for _ in exchange.export(services.workspace.file, place / "all.zip"):
        pass
    services.close()
    with zipfile.ZipFile(place / "all.zip") as archive:
        yield {name: archive.read(name) for name in archive.namelist()}


def taken_or_refused(entries: dict[str, bytes]) -> bool:
    """Tell whether an archive of these entries was taken in; then the workspace is sound, else nothing is left."""
    place = Path(tempfile.mkdtemp())
    try:
        with zipfile.ZipFile(place / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            for name, body in entries.items():
                archive.writestr(name, body)
        try:
            for _ in exchange.take_in(place / "w", place / "a.zip"):
                pass
        except WorkstationError:
            assert not list((place / "w").glob("*"))
            return False
        (place / "w" / "workspace.ready.db").rename(place / "w" / "workspace.db")
        with closing(Workspace(place / "w")) as workspace:
            assert workspace.problems() == []
        return True
    finally:
        shutil.rmtree(place)


def test_what_was_exported_is_taken(parts: dict[str, bytes]) -> None:
    assert taken_or_refused(parts)


@rounds(60)
@given(data=st.data())
def test_any_rows_with_a_true_digest(parts: dict[str, bytes], data: st.DataObject) -> None:
    manifest = json.loads(parts["manifest.json"])
    listed = data.draw(st.sampled_from([one for one in manifest["tables"] if one["rows"]]))
    name = f"tables/{listed['name']}.jsonl"
    lines = parts[name].splitlines(keepends=True)
    at = data.draw(st.integers(0, len(lines) - 1))
    row = json.loads(lines[at])
    for column in data.draw(st.sets(st.sampled_from(sorted(row)), min_size=1, max_size=3)):
        row[column] = data.draw(ODD)
    lines[at] = json.dumps(row).encode() + b"\n"
    body = b"".join(lines)
    listed["sha256"], listed["bytes"] = sha256(body).hexdigest(), len(body)
    taken_or_refused(parts | {name: body, "manifest.json": json.dumps(manifest).encode()})


@rounds(60)
@given(data=st.data())
def test_any_list_of_contents(parts: dict[str, bytes], data: st.DataObject) -> None:
    manifest = json.loads(parts["manifest.json"])
    place = data.draw(st.sampled_from([manifest, manifest["tables"], *manifest["tables"]]))
    key = data.draw(
        st.sampled_from(sorted(place) if isinstance(place, dict) else range(len(place)))
    )
    place[key] = data.draw(ODD)
    taken_or_refused(parts | {"manifest.json": json.dumps(manifest).encode()})
