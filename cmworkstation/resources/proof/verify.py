"""Check a compliance bundle: every file's hash, the journal's chain, and the charter of every reply.

    python3 verify.py            within the unpacked bundle
    python3 verify.py FILE.zip   or the bundle itself, or another folder

This script needs Python 3.8 or newer and nothing else; it reads, and changes nothing. It ends with 0 when everything
is as it was written, else with 1, and says in words what is not. How it works, so that you can check by other means:

- manifest.sha256 holds the SHA-256 of manifest.json, which names every other file with its size and SHA-256.
- data/journal.jsonl is the journal. The hash of each act is SHA-256 of: the hash of the act before it (64 zeros for
  the first), a line feed, and the act's head. The head names the SHA-256 of: salt, a line feed, payload.
- Every reply names the SHA-256 of the charter's text that held when it was sent; data/charters.jsonl holds the texts.
"""

from __future__ import annotations

import hashlib
import json
import sys
import zipfile
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any, Callable, Dict, Iterable, Tuple

if TYPE_CHECKING:
    Wrong = Tuple[str, Dict[str, object]]

WORDS = {
    "en": {
        "well": "All is well: {files} files, {acts} acts of the journal, {replies} replies. 0 differences.",
        "bad": "{n} differences:",
        "manifest": "manifest.json is not what manifest.sha256 says, or cannot be read: it was altered.",
        "none": "This is no bundle: manifest.json or manifest.sha256 is missing.",
        "missing": "{name} is missing.",
        "extra": "{name} does not belong to the bundle.",
        "altered": "{name} was altered.",
        "gap": "Journal: act {n} is missing.",
        "act": "Journal: act {n} was altered ({kind}, {at}).",
        "words": "Journal: the words of act {n} were altered ({kind}, {at}).",
        "end": "Journal: the last acts are missing.",
        "charter": "The charter under which the reply {id} was sent was altered or is missing.",
        "kept": "{n} acts are proven without their words: they lie outside the period, or were erased.",
    },
    "fr": {
        "well": "Tout est en ordre : {files} fichiers, {acts} actes du journal, {replies} réponses. 0 différence.",
        "bad": "{n} différences :",
        "manifest": "manifest.json n’est pas ce que dit manifest.sha256, ou est illisible : il a été modifié.",
        "none": "Ce n’est pas un dossier de conformité : manifest.json ou manifest.sha256 manque.",
        "missing": "{name} manque.",
        "extra": "{name} ne fait pas partie du dossier.",
        "altered": "{name} a été modifié.",
        "gap": "Journal : l’acte {n} manque.",
        "act": "Journal : l’acte {n} a été modifié ({kind}, {at}).",
        "words": "Journal : les mots de l’acte {n} ont été modifiés ({kind}, {at}).",
        "end": "Journal : les derniers actes manquent.",
        "charter": "La charte sous laquelle la réponse {id} a été envoyée a été modifiée ou manque.",
        "kept": "{n} actes sont prouvés sans leurs mots : ils sont hors de la période, ou ont été effacés.",
    },
}
MANIFEST, SEAL = "manifest.json", "manifest.sha256"
DAMAGE = (
    OSError,
    zipfile.BadZipFile,
    zlib.error,
    ValueError,
    KeyError,
    EOFError,
    NotImplementedError,
)


class Folder:
    """An unpacked bundle."""

    def __init__(self, root: Path) -> None:
        """Take its folder."""
        self.root = root

    def names(self) -> set[str]:
        """Return the names of its files."""
        found = (one for one in self.root.rglob("*") if one.is_file())
        return {one.relative_to(self.root).as_posix() for one in found}

    def read(self, name: str) -> bytes:
        """Return a file."""
        return (self.root / name).read_bytes()


class Archive:
    """A bundle as it was written."""

    def __init__(self, path: Path) -> None:
        """Open it."""
        self.zip = zipfile.ZipFile(path)

    def names(self) -> set[str]:
        """Return the names of its files."""
        return set(self.zip.namelist())

    def read(self, name: str) -> bytes:
        """Return a file."""
        return self.zip.read(name)


def check(bundle: Folder | Archive) -> tuple[str, list[Wrong], dict[str, int]]:
    """Return (language, lines of what is wrong, what to say of a whole bundle)."""
    language = "en"
    wrong: list[Wrong] = []

    def say(key: str, **facts: object) -> None:
        wrong.append((key, facts))

    try:
        raw = bundle.read(MANIFEST)
        seal = bundle.read(SEAL)
    except DAMAGE:
        return language, [("none", {})], {}
    try:
        manifest = json.loads(raw)
        language = manifest["language"] if manifest["language"] in WORDS else "en"
        listed = {one["name"]: one["sha256"] for one in manifest["files"]}
        last = (manifest["journal"]["rows"], manifest["journal"]["last"])
    except (*DAMAGE, TypeError, AttributeError):
        return language, [("manifest", {})], {}
    if seal.decode("utf-8", "replace").strip() != digest(raw):
        return language, [("manifest", {})], {}  # what it says of the others cannot be relied on
    there = bundle.names() - {MANIFEST, SEAL}
    for name in sorted(there - set(listed)):
        say("extra", name=name)
    whole = set()
    for name in sorted(listed):
        if name not in there:
            say("missing", name=name)
            continue
        try:
            found = bundle.read(name)
        except DAMAGE:
            found = b""
        if digest(found) != listed[name]:
            say("altered", name=name)
        else:
            whole.add(name)
    acts, without = chain(rows(bundle, "data/journal.jsonl"), last, say)
    replies = charters(rows(bundle, "data/charters.jsonl"), rows(bundle, "data/replies.jsonl"), say)
    return language, wrong, {"files": len(whole), "acts": acts, "replies": replies, "n": without}


def chain(acts: Iterable[Any], last: tuple[Any, Any], say: Callable[..., None]) -> tuple[int, int]:
    """Follow the journal; return how many acts there are and how many stand without their words."""
    before, expected, count, without = "0" * 64, 1, 0, 0
    for act in acts:
        count += 1
        n, head = act.get("n"), str(act.get("head"))
        try:
            facts = json.loads(head)
            named = {"n": n, "kind": facts["kind"], "at": facts["at"]}
            payload = facts["payload"]
        except (*DAMAGE, TypeError):
            named, payload = {"n": n, "kind": "?", "at": "?"}, None
        if n != expected:
            say("gap", n=expected)
            expected = n if isinstance(n, int) else expected
        if digest((before + "\n" + head).encode("utf-8", "replace")) != act.get("hash"):
            say("act", **named)
        if act.get("payload") is None:
            without += 1
        elif (
            digest((str(act.get("salt")) + "\n" + act["payload"]).encode("utf-8", "replace"))
            != payload
        ):
            say("words", **named)
        before, expected = str(act.get("hash")), expected + 1
    if count != last[0] or (count and before != last[1]):
        say("end")
    return count, without


def charters(versions: Iterable[Any], replies: Iterable[Any], say: Callable[..., None]) -> int:
    """Check that the charter of every reply is there, word by word; return how many replies there are."""
    known = {digest(str(one.get("source")).encode("utf-8", "surrogatepass")) for one in versions}
    count = 0
    for one in replies:
        count += 1
        if one.get("charter_hash") and one["charter_hash"] not in known:
            say("charter", id=one.get("id"))
    return count


def rows(bundle: Folder | Archive, name: str) -> list[Any]:
    """Return the rows of a file of JSON Lines, as far as they can be read."""
    found: list[Any] = []
    try:
        lines = bundle.read(name).decode("utf-8", "replace").split("\n")
    except DAMAGE:
        return found
    for line in lines:
        try:
            row = json.loads(line) if line else None
        except ValueError:
            row = None
        if isinstance(row, dict):
            found.append(row)
    return found


def digest(raw: bytes) -> str:
    """Return a SHA-256 in hexadecimal."""
    return hashlib.sha256(raw).hexdigest()


def main(arguments: list[str]) -> int:
    """Check the bundle that is named, or the one that this script lies in."""
    place = Path(arguments[0]) if arguments else Path(__file__).resolve().parent
    try:
        bundle: Folder | Archive = Folder(place) if place.is_dir() else Archive(place)
    except DAMAGE:
        print(WORDS["en"]["none"])
        return 1
    language, wrong, facts = check(bundle)
    said = WORDS[language]
    if wrong:
        print(said["bad"].format(n=len(wrong)))
        for key, named in wrong:
            print("- " + said[key].format(**named))
        return 1
    print(said["well"].format(**facts))
    if facts["n"]:
        print(said["kept"].format(n=facts["n"]))
    return 0


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    sys.exit(main(sys.argv[1:]))
