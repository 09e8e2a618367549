"""The bill of materials is whole and the same each time, and what is known to be unsafe is named."""

import json
import re
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.loopback import Reply, listening
from tools import audit

ROOT = Path(audit.__file__).parents[1]
CONSTRAINTS = (ROOT / "constraints.txt").read_text(encoding="utf-8")
SUM = "--hash=sha256:" + "a" * 64


def pins() -> list[audit.Pin]:
    return list(audit.read(CONSTRAINTS))


def test_everything_is_pinned_to_one_version_and_to_the_sums_of_its_files() -> None:
    assert len(pins()) > 50
    assert list(audit.problems(pins(), CONSTRAINTS)) == []


def test_what_the_program_asks_for_is_in_the_list() -> None:
    bill = audit.bill(pins(), CONSTRAINTS)
    names = {one["name"] for one in bill["components"]}  # type: ignore[attr-defined]
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    asked = re.search(r"\ndependencies = \[(.*?)\n\]", project, re.DOTALL)
    assert asked
    wanted = {audit._name_of(one) for one in re.findall(r'"([^"]+)"', asked[1])}
    assert wanted <= names


def test_the_bill_is_what_readers_of_bills_expect() -> None:
    bill = json.loads(json.dumps(audit.bill(pins(), CONSTRAINTS)))
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.5")
    assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", bill["serialNumber"])
    refs = [one["bom-ref"] for one in bill["components"]]
    assert len(refs) == len(set(refs)) == len(pins())
    ours = bill["metadata"]["component"]
    assert ours["licenses"] == [{"license": {"id": "GPL-3.0-or-later"}}]
    for one in bill["dependencies"]:
        assert one["ref"] in [*refs, ours["bom-ref"]]
        assert set(one["dependsOn"]) <= set(refs)
    (requests,) = [one for one in bill["components"] if one["name"] == "requests"]
    assert requests["purl"] == f"pkg:pypi/requests@{requests['version']}"
    assert "Apache" in requests["licenses"][0]["license"]["name"]
    assert audit.bill(pins(), CONSTRAINTS) == audit.bill(pins(), CONSTRAINTS)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (f"urllib3==2.6.2 \\\n    {SUM}", "urllib3 2.6.2: older than 2.7."),
        (f"urllib3==1.26.20 \\\n    {SUM}", "urllib3 1.26.20: older than 2.7."),
        (f"requests==2.32.3 \\\n    {SUM}", "requests 2.32.3: older than 2.32.4."),
        ("idna==3.10", "idna 3.10: without the sums of its files."),
        (f"idna>=3.10 \\\n    {SUM}", "idna>=3.10: not pinned to one version."),
        (
            f"keyrings.alt==5.0 \\\n    {SUM}",
            "keyrings-alt: must not be here, it keeps secrets in a plain file.",
        ),
    ],
)
def test_what_is_wrong_is_named(line: str, said: str) -> None:
    text = f"# a list\n{line}\n"
    assert said in list(audit.problems(list(audit.read(text)), text))


def test_a_library_that_left_the_list_is_missed() -> None:
    assert "urllib3: not in the list." in list(audit.problems([], ""))


def test_an_old_expat_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "_expat", lambda: (2, 2, 9))
    assert any("expat 2.2.9" in one for one in audit.problems(pins(), CONSTRAINTS))


def test_an_old_sqlite_is_said_with_the_rule_that_makes_it_safe(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 40, 1))
    assert any("one writer" in one for one in audit.system())
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 52, 1))
    assert not any("one writer" in one for one in audit.system())


@contextmanager
def advising(body: object, status: int = 200) -> Iterator[tuple[str, list[object]]]:
    """Serve advisories on loopback; yield the address and what was asked."""
    asked: list[object] = []

    def answer(verb: str, target: str, headers: Mapping[str, str], sent: bytes) -> Reply:
        asked.append(json.loads(sent))
        return status, {"Content-Type": "application/json"}, json.dumps(body).encode()

    with listening(answer, "advisories") as origin:
        yield f"{origin}/v1/querybatch", asked


def test_advisories_are_named_and_nothing_else_is_told() -> None:
    two = [audit.Pin("idna", "3.10", "", ("a",)), audit.Pin("requests", "2.31.0", "", ("a",))]
    body = {"results": [{}, {"vulns": [{"id": "PYSEC-1"}, {"id": "GHSA-2"}]}]}
    with advising(body) as (where, asked):
        assert audit.advisories(two, where) == ["requests 2.31.0: PYSEC-1, GHSA-2"]
    assert asked == [
        {
            "queries": [
                {"package": {"name": "idna", "ecosystem": "PyPI"}, "version": "3.10"},
                {"package": {"name": "requests", "ecosystem": "PyPI"}, "version": "2.31.0"},
            ]
        }
    ]


@pytest.mark.parametrize(
    ("body", "status"), [({"results": []}, 200), ({}, 200), ("no", 200), ({"results": [{}]}, 503)]
)
def test_advisories_that_cannot_be_had_are_a_finding_and_no_silence(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    body: object,
    status: int,
) -> None:
    with advising(body, status) as (where, _):
        monkeypatch.setenv("CMW_ADVISORIES", where)
        assert audit.main(["--online", "--out", str(tmp_path / "sbom.json")]) == 1
    assert "could not be asked for" in capsys.readouterr().out


def test_without_being_asked_it_stays_off_the_network(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with advising({}) as (where, asked):
        monkeypatch.setenv("CMW_ADVISORIES", where)
        assert audit.main(["--out", str(tmp_path / "dist" / "sbom.json")]) == 0
        assert asked == []
    said = capsys.readouterr().out
    assert "Nothing found." in said
    assert "SQLite" in said
    assert json.loads((tmp_path / "dist" / "sbom.json").read_text())["components"]
