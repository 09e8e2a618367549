"""What nobody may trust in an archive: its sizes, names, letters, ends. Told in words, and nothing else is lost."""

import json
import struct
import tracemalloc
import zipfile
import zlib
from pathlib import Path

import pytest

from cmworkstation import archives
from cmworkstation.archives import mbox, rows
from cmworkstation.archives.parts import BadPart, clean_name
from cmworkstation.archives.sources import opened
from cmworkstation.domain.errors import ArchiveUnusable
from cmworkstation.words import of_accounts, problems
from tests.archives import samples
from tests.archives.conftest import Importing
from tests.archives.samples import Sample

MANY = 60_000


def reasons(importing: Importing, sample: Sample) -> tuple[int, list[str]]:
    """Import; return how many messages are new, and why the rest could not be read."""
    done = importing.take(sample).done
    left = importing.services.archive_imports.unreadable(done)
    assert all(of_accounts.quarantine_reason(one.reason) for one in left)
    return done.tally.new, sorted(one.reason for one in left)


def outbox(path: Path, text: str | bytes) -> Sample:
    files = {"actor.json": samples.mastodon_files()["actor.json"], "outbox.json": text}
    return Sample(samples.pack(path, files), "mastodon", 0, 0)


def head(*activities: object) -> str:
    known = {"@context": "https://www.w3.org/ns/activitystreams", "orderedItems": list(activities)}
    return json.dumps(known, ensure_ascii=False)


@pytest.mark.parametrize("left", [0.3, 0.7, 0.95, 0.999])
def test_a_truncated_zip_is_refused_and_nothing_is_taken(
    tmp_path: Path, importing: Importing, left: float
) -> None:
    whole = samples.mastodon(tmp_path).path
    data = whole.read_bytes()
    whole.write_bytes(data[: int(len(data) * left)])
    with pytest.raises(ArchiveUnusable) as refused:
        importing.services.archive_imports.formats(whole)
    assert refused.value.reason == "cut-off"
    assert "Download it again" in problems.error(refused.value).text
    assert importing.rows("SELECT count(*) FROM account") == [(0,)]


def test_a_file_of_an_archive_that_breaks_off_gives_what_came_before(
    tmp_path: Path, importing: Importing
) -> None:
    text = head(*(samples.create(n) for n in range(1, 10)))
    cut = text[: text.index('statuses/8"')]
    assert reasons(importing, outbox(tmp_path / "a.zip", cut)) == (7, ["cut off"])


def test_a_broken_thing_in_the_middle_is_put_aside_with_its_bytes(
    tmp_path: Path, importing: Importing
) -> None:
    text = head(*(samples.create(n) for n in range(1, 6)))
    broken = text.replace(f'"id": "{samples.HOME}/statuses/3"', f'"id": {samples.HOME}')
    assert reasons(importing, outbox(tmp_path / "a.zip", broken)) == (4, ["not JSON"])
    kept = importing.services.accounts.quarantine(importing.services.accounts.listed()[0].id)
    raw = importing.services.workspace.read()
    assert len(kept) == 1
    assert raw.execute("SELECT count(*) FROM raw_item").fetchone() == (5,)


def test_letters_in_a_wrong_encoding_spoil_one_message(
    tmp_path: Path, importing: Importing
) -> None:
    text = head(*(samples.create(n) for n in range(1, 4))).encode()
    wrong = text.replace("fermée, n° 2".encode(), "fermée, n° 2".encode("latin-1"))
    assert reasons(importing, outbox(tmp_path / "a.zip", wrong)) == (2, ["wrong encoding"])


def test_a_damaged_entry_is_told_and_the_others_are_read(
    tmp_path: Path, importing: Importing
) -> None:
    sample = samples.x(tmp_path)
    data = bytearray(sample.path.read_bytes())
    with zipfile.ZipFile(sample.path) as whole:
        info = whole.getinfo("data/direct-messages.js")
    middle = info.header_offset + 30 + len(info.filename) + info.compress_size // 2
    data[middle : middle + 8] = b"\xff" * 8
    sample.path.write_bytes(data)
    new, why = reasons(importing, sample)
    assert new >= 3
    assert "a post without address or time" in why
    assert set(why) & {"damaged", "not JSON", "wrong encoding", "cut off"}


def test_what_is_packed_too_tightly_is_not_unpacked(tmp_path: Path, importing: Importing) -> None:
    bomb = head(samples.create(1)) + " " * (70 << 20)
    assert reasons(importing, outbox(tmp_path / "bomb.zip", bomb)) == (0, ["a bomb"])


def test_what_unpacks_to_more_than_it_says_is_stopped(tmp_path: Path) -> None:
    path = outbox(tmp_path / "lies.zip", head(*(samples.create(n) for n in range(200)))).path
    data = bytearray(path.read_bytes())
    at = data.rindex(b"PK\x01\x02")
    struct.pack_into("<I", data, at + 24, 500)  # the size in the directory
    path.write_bytes(data)
    (part,) = [one for one in opened(path).parts() if one.base == "outbox.json"]
    with part.open() as stream, pytest.raises(BadPart, match="a bomb"):
        stream.read()


@pytest.mark.parametrize(
    "value", ["[" * 100_000, "[" + "[]," * 3_000_000 + "1]"], ids=["deep", "many"]
)
def test_values_that_would_fill_the_memory_are_not_built(
    tmp_path: Path, importing: Importing, value: str
) -> None:
    text = head(samples.create(1), samples.create(2))
    sample = outbox(tmp_path / "a.zip", text[:-2] + f", {value}]}}")
    new, why = reasons(importing, sample)
    assert new == 2
    assert set(why) <= {"too many values", "nested too deeply", "not JSON", "cut off"}
    assert why


def test_a_document_that_declares_entities_is_not_read(
    tmp_path: Path, importing: Importing
) -> None:
    evil = '<!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/passwd"><!ENTITY b "&a;&a;">]>'
    path = tmp_path / "evil.xml"
    path.write_text(samples.wxr(samples.wxr_item(1, "post"), evil), encoding="utf-8")
    with pytest.raises(ArchiveUnusable) as refused:
        importing.count(Sample(path, "wordpress", 0, 0))
    assert "entities" in problems.error(refused.value).text
    assert importing.services.archive_imports.listed() == ()


def test_names_are_labels_and_lead_nowhere(tmp_path: Path, importing: Importing) -> None:
    files = samples.mastodon_files()
    hostile = {f"../../../{name}": text for name, text in files.items()}
    hostile |= {"/etc/cron.d/x": "x", "C:\\Windows\\x": "x", "a\u202egpj.exe": "x"}
    path = samples.pack(tmp_path / "a.zip", hostile)
    before = sorted(tmp_path.parent.rglob("*.json"))
    new, _ = reasons(importing, Sample(path, "mastodon", 6, 6))
    assert new == 6
    assert sorted(tmp_path.parent.rglob("*.json")) == before
    assert clean_name("..\\..\\a/./b\n.json") == "a/b\N{REPLACEMENT CHARACTER}.json"


def test_links_in_a_folder_are_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "outbox.json").write_text(samples.mastodon_files()["outbox.json"])
    folder = tmp_path / "archive"
    folder.mkdir()
    (folder / "here.txt").write_text("x")
    (folder / "there").symlink_to(outside)
    assert [one.name for one in opened(folder).parts()] == ["here.txt"]


def many(path: Path, count: int) -> Path:
    """Write a ZIP with so many entries, which all lead to one and the same file."""
    content = json.dumps({"messages": [samples.talk(1, "Nadia", "Bonjour")]}).encode()
    packed = zlib.compress(content)[2:-4]
    crc = zlib.crc32(content)
    sizes = struct.pack("<III", crc, len(packed), len(content))
    local = b"PK\x03\x04" + struct.pack("<HHHHH", 20, 0, 8, 0, 0x21) + sizes
    local += struct.pack("<HH", 1, 0) + b"x" + packed
    with path.open("wb") as file:
        file.write(local)
        begin = file.tell()
        for n in range(count):
            name = f"your_facebook_activity/messages/inbox/n_{n}/message_1.json".encode()
            entry = b"PK\x01\x02" + struct.pack("<HHHHHH", 20, 20, 0, 8, 0, 0x21) + sizes
            entry += struct.pack("<HHHHHII", len(name), 0, 0, 0, 0, 0, 0) + name
            file.write(entry)
        size = file.tell() - begin
        end64 = b"PK\x06\x06" + struct.pack(
            "<QHHIIQQQQ", 44, 45, 45, 0, 0, count, count, size, begin
        )
        file.write(end64)
        file.write(b"PK\x06\x07" + struct.pack("<IQI", 0, begin + size, 1))
        file.write(
            b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
        )
    return path


def test_very_many_small_files_are_read_one_by_one(tmp_path: Path) -> None:
    path = many(tmp_path / "facebook.zip", MANY)
    assert sum(1 for _ in opened(path).parts()) == MANY
    reader = archives.reader(path, "facebook", {})
    entries = reader.entries()
    next(entries)
    tracemalloc.start()
    seen = 1 + sum(1 for _, _ in zip(range(500), entries, strict=False))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    entries.close()  # type: ignore[attr-defined]
    assert seen == 501
    assert peak < 16 << 20, "however many there are, one at a time is held"


@pytest.mark.parametrize(
    ("name", "head"), [("table.csv", b"text,date\n"), ("mail.mbox", b"From a@b.test\n")]
)
def test_a_line_without_an_end_is_not_read_into_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, head: bytes
) -> None:
    monkeypatch.setattr(rows, "LONGEST_LINE", 1 << 20)
    monkeypatch.setattr(mbox, "LARGEST", 1 << 20)
    path = tmp_path / name
    path.write_bytes(head)
    with path.open("r+b") as file:
        file.truncate(256 << 20)
    format_ = "table" if name.endswith(".csv") else "mbox"
    reader = archives.reader(path, format_, {"text": "text", "date": "date"})
    tracemalloc.start()
    try:
        found = list(reader.entries())
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert [one.problem for one in found] == ["too large"]
    assert peak < 32 << 20
