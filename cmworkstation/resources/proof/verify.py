"""Check a compliance bundle: every file's hash, the journal's chain, the charter of every reply, and every signature.

    python3 verify.py            within the unpacked bundle
    python3 verify.py FILE.zip   or the bundle itself, or another folder

This script needs Python 3.8 or newer and nothing else; it reads, and changes nothing. It ends with 0 when everything
is as it was written, else with 1, and says in words what is not. How it works, so that you can check by other means:

- manifest.sha256 holds the SHA-256 of manifest.json, which names every other file with its size and SHA-256.
- data/journal.jsonl is the journal. The hash of each act is SHA-256 of: the hash of the act before it (64 zeros for
  the first), a line feed, and the act's head. The head names the SHA-256 of: salt, a line feed, payload.
- Every reply names the SHA-256 of the charter's text that held when it was sent; data/charters.jsonl holds the texts.
- Signatures are Ed25519 (RFC 8032), in base64; data/keys.jsonl holds the public keys. A sign-off of a version signs its
  "statement" as it stands in data/signoffs.jsonl; a word on a request for approval signs a line of JSON that `judged`
  makes of its row; manifest.signed, where there is one, signs the statement that stands in it.
- Whoever wrote all of this could write other keys, too. The end of this script's words names every key that signed:
  ask their owners, by another way, whether the fingerprints are theirs. That is all that a script cannot do for you.
"""

from __future__ import annotations

import base64
import hashlib
import json
import sys
import zipfile
import zlib
from datetime import datetime, timedelta, timezone
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
        "wrong": "{deed}: what stands there now is not what was signed.",
        "unsigned": "{deed}: the signature is missing.",
        "unknown-key": "{deed}: the bundle has no such key.",
        "ended-key": "{deed}: the key of this signature had ended before.",
        "sign-off": "Signature of {who} under version {of}, {at}",
        "word": "Word of {who} ({kind}) on request {of}, {at}",
        "seal": "manifest.signed, by {who}",
        "key": "data/keys.jsonl: the key {of} is not the one that its fingerprint names.",
        "signed": "{n} signatures fit. Ask whoever signed whether this is their key:",
        "whose": "  {who}: {key} ({n})",
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
        "wrong": "{deed} : ce qui s’y trouve n’est pas ce qui a été signé.",
        "unsigned": "{deed} : la signature manque.",
        "unknown-key": "{deed} : le dossier n’a pas cette clé.",
        "ended-key": "{deed} : la clé de cette signature n’avait plus cours.",
        "sign-off": "Signature de {who} sous la version {of}, {at}",
        "word": "Avis de {who} ({kind}) sur la demande {of}, {at}",
        "seal": "manifest.signed, par {who}",
        "key": "data/keys.jsonl : la clé {of} n’est pas celle que nomme son empreinte.",
        "signed": "{n} signatures sont justes. Demandez à qui a signé si cette clé est la sienne :",
        "whose": "  {who} : {key} ({n})",
    },
}
MANIFEST, SEAL, SIGNED = "manifest.json", "manifest.sha256", "manifest.signed"
JUDGING = ("approve", "amend", "choose", "ask-change", "decline", "delegate")
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


def check(bundle: Folder | Archive) -> tuple[str, list[Wrong], dict[str, Any]]:
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
    there = bundle.names() - {MANIFEST, SEAL, SIGNED}
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
    signatures = Signatures(bundle, WORDS[language], say)
    signatures.sign_offs()
    signatures.words()
    signatures.seal(digest(raw), last)
    return (
        language,
        wrong,
        {
            "files": len(whole),
            "acts": acts,
            "replies": replies,
            "n": without,
            "signed": signatures.fit,
        },
    )


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


class Signatures:
    """Checks what people signed, each against the public key that it names; `fit` counts those that fit, by key."""

    def __init__(
        self, bundle: Folder | Archive, said: Dict[str, str], say: Callable[..., None]
    ) -> None:
        """Read the keys and whose they are."""
        self.bundle, self.said, self.say = bundle, said, say
        self.names = {
            one.get("id"): str(one.get("name")) for one in rows(bundle, "data/people.jsonl")
        }
        self.first = min(
            (one["created_at"] for one in rows(bundle, "data/people.jsonl") if "created_at" in one),
            default=None,
        )
        self.keys: Dict[str, Any] = {}
        self.fit: Dict[Tuple[str, str], int] = {}
        for one in rows(bundle, "data/keys.jsonl"):
            mark = str(one.get("fingerprint"))
            if digest(unpacked(one.get("public")))[:32] != mark:
                say("key", of=mark)
            else:
                self.keys[mark] = one

    def sign_offs(self) -> None:
        """Check every signature under a version, and that the version says what was signed."""
        versions = {one.get("hash"): one for one in rows(self.bundle, "data/charters.jsonl")}
        for row in rows(self.bundle, "data/signoffs.jsonl"):
            version = versions.get(row.get("hash"), {})
            if row.get("profile_id"):
                why = self.fault(row, str(row.get("statement")).encode())
                why = why or ("" if told(row, version) else "wrong")
            else:  # who works alone has no key; from the first person on somebody signs
                alone = self.first is None or row.get("at", 0) <= self.first
                why = "wrong" if row.get("signature") else "" if alone else "unsigned"
            of = "{} {}".format(row.get("charter_id"), version.get("version", "")).strip()
            self.note(row, why, "sign-off", of=of)

    def words(self) -> None:
        """Check every word on a request for approval."""
        for row in rows(self.bundle, "data/approval_acts.jsonl"):
            if row.get("erased"):  # its words are not those that were signed, and are not to be
                continue
            if row.get("kind") in JUDGING:
                why = self.fault(row, judged(row))
            else:  # the program's own acts are signed by nobody
                why = "wrong" if row.get("signature") else ""
            self.note(row, why, "word", of=row.get("request_id"), kind=row.get("kind"))

    def seal(self, manifest: str, last: Tuple[Any, Any]) -> None:
        """Check the signature of whoever wrote the bundle, where there is one."""
        try:
            raw = self.bundle.read(SIGNED)
        except (KeyError, FileNotFoundError):
            return
        except DAMAGE:
            raw = b""
        try:
            row = json.loads(raw)
            statement = json.loads(row["statement"])
            wanted = {"manifest": manifest, "rows": last[0], "last": last[1], "at": row["at"]}
            same = line_of(row) + b"\n" == raw and all(
                statement[name] == value for name, value in wanted.items()
            )
        except (*DAMAGE, TypeError):
            row, same = {"signature": "?"}, False
        why = self.fault(row, str(row["statement"]).encode()) if same else "wrong"
        self.note(row, why, "seal")

    def fault(self, row: Any, signed: bytes) -> str:
        """Return what is wrong with the signature of a row, "" for nothing."""
        if not row.get("signature"):
            return "unsigned"
        key = self.keys.get(str(row.get("fingerprint")))
        if key is None:
            return "unknown-key"
        ended = key.get("ended_at")
        if isinstance(ended, int) and row.get("at", 0) >= ended:
            return "ended-key"
        if key.get("profile_id") != row.get("profile_id"):
            return "wrong"
        fits = is_signed(unpacked(key.get("public")), signed, unpacked(row["signature"]))
        return "" if fits else "wrong"

    def note(self, row: Any, why: str, deed: str, **facts: object) -> None:
        """Say what is wrong, or count a signature that fits."""
        who = self.names.get(row.get("profile_id"), "?")
        if why:
            self.say(why, deed=self.said[deed].format(who=who, at=moment(row.get("at")), **facts))
        elif row.get("signature"):
            mark = (who, str(row.get("fingerprint")))
            self.fit[mark] = self.fit.get(mark, 0) + 1


def told(row: Any, version: Any) -> bool:
    """Tell whether a sign-off, and the version under it, say what its statement says."""
    try:
        said = json.loads(row["statement"])
        wanted = {"charter": row["charter_id"]}
        wanted.update((name, row[name]) for name in ("hash", "speaker", "words", "at"))
        if version and row["ended_at"] is None:
            wanted.update(version=version["version"], packs=json.loads(version["packs"]))
        return all(said.get(name) == value for name, value in wanted.items())
    except (*DAMAGE, TypeError, AttributeError):
        return False


def judged(row: Any) -> bytes:
    """Return the bytes that were signed with a word on a request for approval."""
    said = {
        "format": "cmw-answer/1",
        "request": row.get("request_id"),
        "kind": row.get("kind"),
        "by": row.get("profile_id"),
        "binding": row.get("binding"),
        "at": moment(row.get("at")),
        "text": row.get("body"),
        "words": row.get("words"),
    }
    return line_of(said)


def line_of(said: Any) -> bytes:
    """Return the one way to write a value as a line of JSON."""
    text = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode("utf-8", "replace")


def moment(ms: Any) -> str:
    """Return a time in UTC, to the second."""
    try:
        at = datetime(1970, 1, 1, tzinfo=timezone.utc) + timedelta(milliseconds=ms)
    except (TypeError, ValueError, OverflowError):
        return "?"
    return at.isoformat(timespec="seconds")


def unpacked(text: Any) -> bytes:
    """Return the bytes of a text in base64; none where it is not written in the one way."""
    try:
        raw = base64.b64decode(str(text), validate=True)
    except ValueError:
        return b""
    return raw if base64.b64encode(raw).decode() == text else b""


# Ed25519, as RFC 8032 has it. A point (x, y) of the curve is kept as X, Y, Z, T with x = X/Z, y = Y/Z and x*y = T/Z,
# so that adding two needs no division.

P = 2**255 - 19  # coordinates count up to here
ORDER = (
    2**252 + 27742317777372353535851937790883648493
)  # that often the base point leads back to nothing
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)  # of -1
Point = Tuple[int, int, int, int]
NOTHING = (0, 1, 1, 0)


def is_signed(public: bytes, message: bytes, signature: bytes) -> bool:
    """Tell whether a signature is what the owner of a public key said of this message."""
    if len(signature) != 64:
        return False
    key, nonce = point_of(public), signature[:32]
    s = int.from_bytes(signature[32:], "little")
    if key is None or s >= ORDER:
        return False
    mixed = hashlib.sha512(nonce + public + message).digest()
    k = int.from_bytes(mixed, "little") % ORDER
    x, y, z, t = key
    minus = (P - x, y, z, P - t)
    return bytes_of(both(s, BASE, k, minus)) == nonce  # what only the secret half could have chosen


def both(s: int, one: Point, k: int, other: Point) -> Point:
    """Return s times one point plus k times another, bit by bit from the top."""
    sums = (NOTHING, one, other, added(one, other))
    found = NOTHING
    for bit in range(max(s.bit_length(), k.bit_length()) - 1, -1, -1):
        found = added(found, found)
        which = (s >> bit & 1) + 2 * (k >> bit & 1)
        if which:
            found = added(found, sums[which])
    return found


def added(one: Point, other: Point) -> Point:
    """Return the sum of two points; of a point with itself, too."""
    x1, y1, z1, t1 = one
    x2, y2, z2, t2 = other
    a, b = (y1 - x1) * (y2 - x2) % P, (y1 + x1) * (y2 + x2) % P
    c, d = 2 * D * t1 * t2 % P, 2 * z1 * z2 % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def point_of(raw: bytes) -> Point | None:
    """Return the point that 32 bytes name: y, and in the highest bit which of the two x; None where they name none."""
    if len(raw) != 32:
        return None
    y = int.from_bytes(raw, "little")
    odd, y = y >> 255, y & (1 << 255) - 1
    if y >= P:
        return None
    squared = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(squared, (P + 3) // 8, P)
    if (x * x - squared) % P:
        x = x * ROOT % P
    if (x * x - squared) % P or (not x and odd):
        return None
    if x & 1 != odd:
        x = P - x
    return x, y, 1, x * y % P


def bytes_of(point: Point) -> bytes:
    """Return the 32 bytes that name a point."""
    x, y, z, _ = point
    inverse = pow(z, P - 2, P)
    x, y = x * inverse % P, y * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


BASE: Any = point_of((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


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
    if facts["signed"]:
        print(said["signed"].format(n=sum(facts["signed"].values())))
    for (who, key), n in sorted(facts["signed"].items()):
        print(
            said["whose"].format(
                who=who, key=" ".join(key[at : at + 4] for at in range(0, 32, 4)), n=n
            )
        )
    return 0


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    sys.exit(main(sys.argv[1:]))
