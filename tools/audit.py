"""What the program is made of, and whether anything of it is known to be unsafe.

    .venv/bin/python tools/audit.py [--online] [--out FILE]

Writes a bill of materials (CycloneDX 1.5, JSON) of all that `constraints.txt` pins, with licences and dependencies
as far as the libraries are installed here; then checks what can be checked without a network: everything pinned to
one version and to the sums of its files, nothing older than what is known to be mended, the system's own libraries.
With `--online` the advisories for exactly these versions are asked for (OSV); nothing else leaves this machine.
Ends with 1 when something needs a person.
"""

import argparse
import hashlib
import json
import os
import re
import sqlite3
import ssl
import sys
import tomllib
import urllib.request
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

ROOT = Path(__file__).resolve().parent.parent
PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)\s*(?:;\s*([^\\]+?))?\s*\\?$")
SUM = re.compile(r"--hash=sha256:([0-9a-f]{64})")
# Below these, something that concerns us is known: see docs/security.md.
LEAST = {
    "urllib3": (2, 7),  # endless chains of encodings, bodies of redirects
    "requests": (2, 32, 4),  # credentials of ~/.netrc sent elsewhere
}
NEVER = {"keyrings-alt": "it keeps secrets in a plain file"}
SQLITE_MENDED = (
    3,
    51,
    3,
)  # two writers at once could reset the log; we have one (store/database.py)
EXPAT_LEAST = (2, 4, 1)  # entities that grow without end
ADVISORIES = "https://api.osv.dev/v1/querybatch"
LONGEST_S = 60
LONGEST_NAME = 100  # some write the whole licence there


@dataclass(frozen=True, slots=True)
class Pin:
    """One library as `constraints.txt` names it."""

    name: str
    version: str
    only_on: str  # a marker such as "sys_platform == 'win32'", "" for everywhere
    sums: tuple[str, ...]

    @property
    def url(self) -> str:
        """The package URL, by which bills and advisories name a library."""
        return f"pkg:pypi/{self.name}@{self.version}"


def main(words: Sequence[str]) -> int:
    """Write the bill, say what was found."""
    parser = argparse.ArgumentParser(
        prog="audit.py", description=__doc__.splitlines()[0] if __doc__ else ""
    )
    parser.add_argument(
        "--online", action="store_true", help="ask for advisories, over the network"
    )
    parser.add_argument("--out", type=Path, default=ROOT / "dist" / "sbom.json")
    options = parser.parse_args(list(words))
    text = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    pins = list(read(text))
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(
        json.dumps(bill(pins, text), indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    print(f"{options.out}: {len(pins)} libraries")
    for line in system():
        print(line)
    found = list(problems(pins, text))
    if options.online:
        try:
            found += advisories(pins, os.environ.get("CMW_ADVISORIES", ADVISORIES))
            print(f"Advisories were asked for {len(pins)} libraries.")
        except (OSError, ValueError) as error:
            found.append(f"The advisories could not be asked for: {type(error).__name__}.")
    else:
        print("Advisories were not asked for: --online does, over the network.")
    print("\n".join(found) or "Nothing found.")
    return 1 if found else 0


def read(constraints: str) -> Iterator[Pin]:
    """Yield what a list of constraints pins."""
    for block in re.split(r"\n(?=[A-Za-z0-9])", constraints):
        head = block.lstrip().split("\n", 1)[0]
        found = PINNED.match(head)
        if found:
            name = re.sub(r"[-_.]+", "-", found[1]).lower()
            yield Pin(name, found[2], (found[3] or "").strip(), tuple(SUM.findall(block)))


def problems(pins: Sequence[Pin], constraints: str) -> Iterator[str]:
    """Yield what is wrong with the list, in words."""
    lines = [line for line in constraints.splitlines() if re.match(r"[A-Za-z0-9]", line)]
    loose = [line for line in lines if not PINNED.match(line)]
    yield from (f"{line.split()[0]}: not pinned to one version." for line in loose)
    for pin in pins:
        if not pin.sums:
            yield f"{pin.name} {pin.version}: without the sums of its files."
        least = LEAST.get(pin.name)
        if least and _numbers(pin.version) < least:
            yield f"{pin.name} {pin.version}: older than {'.'.join(map(str, least))}."
        if pin.name in NEVER:
            yield f"{pin.name}: must not be here, {NEVER[pin.name]}."
    missing = set(LEAST) - {pin.name for pin in pins}
    yield from (f"{name}: not in the list." for name in sorted(missing))
    if _expat() < EXPAT_LEAST:
        yield f"expat {'.'.join(map(str, _expat()))} of this Python: older than 2.4.1, feeds are not safe to read."


def system() -> Iterator[str]:
    """Yield the versions of what this Python brings along."""
    yield f"Python {sys.version.split()[0]}, {ssl.OPENSSL_VERSION}, expat {'.'.join(map(str, _expat()))}"
    mended = sqlite3.sqlite_version_info >= SQLITE_MENDED
    rule = (
        ""
        if mended
        else ": older than 3.51.3, safe with one writer that alone checkpoints, as here"
    )
    yield f"SQLite {sqlite3.sqlite_version}{rule}"


def bill(pins: Sequence[Pin], constraints: str) -> dict[str, object]:
    """Return the bill of materials; the same list gives the same bill."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    version = re.search(
        r'"([^"]+)"',
        (ROOT / "cmworkstation" / "__init__.py")
        .read_text(encoding="utf-8")
        .split("__version__")[-1],
    )
    known = {pin.name: pin for pin in pins}
    ours = f"pkg:pypi/cmworkstation@{version[1] if version else ''}"
    digest = hashlib.sha256(constraints.encode()).hexdigest()
    asked = [_name_of(one) for one in project["dependencies"]]
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "serialNumber": f"urn:uuid:{uuid5(NAMESPACE_URL, digest)}",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": ours,
                "name": project["name"],
                "version": version[1] if version else "",
                "licenses": [{"license": {"id": project["license"]}}],
            }
        },
        "components": [_component(pin) for pin in pins],
        "dependencies": [
            {"ref": ours, "dependsOn": sorted(known[one].url for one in asked if one in known)},
            *({"ref": pin.url, "dependsOn": _needs(pin, known)} for pin in pins),
        ],
    }


def _component(pin: Pin) -> dict[str, object]:
    found: dict[str, object] = {
        "type": "library",
        "bom-ref": pin.url,
        "name": pin.name,
        "version": pin.version,
        "purl": pin.url,
        "properties": [{"name": "sha256 of a file", "value": one} for one in pin.sums],
    }
    licence = _licence(pin.name)
    if licence:
        found["licenses"] = [{"license": {"name": licence}}]
    if pin.only_on:
        found["description"] = f"only where {pin.only_on}"
    return found


def _licence(name: str) -> str:
    try:
        about = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return ""
    given = [*(about.get_all("License-Expression") or ()), *(about.get_all("License") or ())]
    said = given[0] if given else ""
    if said and len(said) < LONGEST_NAME and "\n" not in said:
        return str(said)
    classes = [
        one.rpartition(" :: ")[2]
        for one in about.get_all("Classifier") or ()
        if one.startswith("License")
    ]
    return ", ".join(classes)


def _needs(pin: Pin, known: dict[str, Pin]) -> list[str]:
    try:
        asked = metadata.requires(pin.name) or []
    except metadata.PackageNotFoundError:
        return []
    names = {_name_of(one) for one in asked if "extra ==" not in one}
    return sorted(known[one].url for one in names if one in known)


def advisories(pins: Sequence[Pin], where: str) -> list[str]:
    """Return the advisories for these versions. Raises `OSError` and `ValueError` when they cannot be had."""
    asked = {
        "queries": [
            {"package": {"name": pin.name, "ecosystem": "PyPI"}, "version": pin.version}
            for pin in pins
        ]
    }
    request = urllib.request.Request(  # noqa: S310 - the address is ours or the person's own
        where, json.dumps(asked).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=LONGEST_S) as answer:  # noqa: S310 - as above
        said = json.loads(answer.read(8 * 2**20))
    results = said.get("results") if isinstance(said, dict) else None
    if not isinstance(results, list) or len(results) != len(pins):
        raise ValueError("not an answer to every question")
    return [
        f"{pin.name} {pin.version}: {', '.join(one['id'] for one in found['vulns'])}"
        for pin, found in zip(pins, results, strict=True)
        if found.get("vulns")
    ]


def _name_of(requirement: str) -> str:
    found = re.match(r"[A-Za-z0-9._-]+", requirement)
    return re.sub(r"[-_.]+", "-", found[0]).lower() if found else ""


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(one) for one in re.findall(r"\d+", version.split("+", maxsplit=1)[0])[:4])


def _expat() -> tuple[int, ...]:
    from xml.parsers import expat  # noqa: PLC0415 - its version is all that is wanted

    return _numbers(expat.EXPAT_VERSION)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
