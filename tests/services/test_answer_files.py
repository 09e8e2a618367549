"""Files that go along with answers: named, described by language, held against servers, carried to a colleague."""

import io
import zipfile
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from cmworkstation.domain.account import MediaRules
from cmworkstation.domain.charter.attached import AnswerFile, described, files_of, read, written
from cmworkstation.domain.charter.difference import difference
from cmworkstation.domain.charter.model import by_id
from cmworkstation.domain.charter.reading import read_charter
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.services.answer_files import attached, in_all
from cmworkstation.services.charter_archive import LARGEST, TEXT, VERSION, opened
from cmworkstation.services.media import examined
from cmworkstation.services.workstation import Services
from cmworkstation.words.versions import value
from tests import pictures
from tests.builders_workspace import a_workstation
from tests.services.test_charter_files import here, signed, there
from tests.services.test_versions import TEXT as CHARTER

__all__ = ["here", "there"]
DOOR = pictures.drawn("png")
DOOR_HASH = sha256(DOOR).hexdigest()
LOST = "f" * 64


def with_answer(*files: str, text: str = CHARTER) -> str:
    """Return a charter with an answer in French that brings these files."""
    return f"""{text}
[[answer]]
id = "entree"
asks.fr = ["Où est l’entrée ?"]
body.fr = "L’entrée est rue du Moulin."
attachments = [{", ".join(files)}]
"""


def one(hash_: str, name: str, alt: str = "") -> str:
    said = f", alt = {alt}" if alt else ""
    return f'{{ hash = "{hash_}", name = "{name}"{said} }}'


def problems(services: Services, text: str) -> list[tuple[str, str]]:
    found = services.charters.examine(text).problems
    return [(p.key, p.params["name"]) for p in found if p.path == "answer[entree].attachments"]


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    made = a_workstation(tmp_path / "w")
    yield made
    made.close()


# What the text says


def test_a_description_is_a_plain_text_or_one_for_each_language_and_nothing_is_lost() -> None:
    text = with_answer(
        one(LOST, "map.png", '"The map"'), one(DOOR_HASH, "door.png", '{ fr = "La porte" }')
    )
    answer = by_id(read_charter(text).answers)["entree"]
    plain, spoken = files_of(answer)
    assert (plain.described("fr"), plain.is_described("en")) == ("The map", True)
    assert (spoken.described("en", "fr"), spoken.is_described("en")) == ("La porte", False)
    assert written(files_of(answer)) == answer.attachments
    strange = ({"hash": LOST, "name": "map.png", "credit": "Jo"},)
    assert written(read(strange)) == strange


def test_describing_in_one_language_leaves_what_the_others_read() -> None:
    plain = AnswerFile(LOST, "map.png", {"": "The map"})
    made = described(plain, "fr", "  Le  plan ", ("en", "fr"))
    assert made.alt == {"en": "The map", "fr": "Le plan"}
    assert described(made, "en", "", ("en", "fr")).alt == {"fr": "Le plan"}


# What is wrong


def test_a_file_that_is_not_here_stands_in_the_list_of_problems_until_it_comes(
    services: Services,
) -> None:
    text = with_answer(one(DOOR_HASH, "door.png"))
    assert problems(services, text) == [("file-missing", "door.png")]
    services.media.add(DOOR, "entrance.png")
    assert problems(services, text) == []


@pytest.mark.parametrize("wanted", ["required", "reminded", "free"])
def test_a_picture_without_words_in_a_language_of_its_answer_is_a_problem_where_the_charter_wants_them(
    services: Services, wanted: str
) -> None:
    services.media.add(DOOR, "door.png")
    letter = services.media.add(b"%PDF-1.7 plan", "plan.pdf")
    text = CHARTER + f'\n[voice]\nalt_text = "{wanted}"\n'
    files = (one(DOOR_HASH, "door.png", '{ en = "The door" }'), one(letter.hash, "plan.pdf"))
    found = problems(services, with_answer(*files, text=text))
    assert found == ([] if wanted == "free" else [("file-undescribed", "door.png")])


# A colleague gets it


def test_a_signed_version_brings_the_files_of_its_answers_to_a_colleague(
    here: Services, there: Services
) -> None:
    here.media.add(DOOR, "door.png")
    digest = signed(here, with_answer(one(DOOR_HASH, "door.png"), one(LOST, "map.png")))
    assert here.charter_files.with_files(digest) == 1
    raw = here.charter_files.packed(digest)
    assert raw == here.charter_files.packed(digest), "the same version is the same archive"
    row, changes = there.charter_files.take_in_file(raw)
    assert changes.charter
    assert row.version.hash == digest
    assert there.media.data(DOOR_HASH) == DOOR
    assert there.media.file(DOOR_HASH).name == "door.png"
    assert problems(there, there.versions.source(digest)) == [("file-missing", "map.png")]


def test_a_version_that_came_without_its_files_gets_them_later(
    here: Services, there: Services
) -> None:
    here.media.add(DOOR, "door.png")
    digest = signed(here, with_answer(one(DOOR_HASH, "door.png")))
    there.charter_files.take_in_file(here.charter_files.written(digest).encode())
    assert problems(there, there.versions.source(digest)) == [("file-missing", "door.png")]
    row, _ = there.charter_files.take_in_file(here.charter_files.packed(digest))
    assert row.version.hash == digest
    assert there.media.data(DOOR_HASH) == DOOR
    with pytest.raises(NotAllowed, match="version-known"):
        there.charter_files.take_in_file(here.charter_files.packed(digest))


def test_nothing_is_taken_in_where_the_version_is_refused(here: Services, there: Services) -> None:
    here.media.add(DOOR, "door.png")
    digest = signed(here, with_answer(one(DOOR_HASH, "door.png")))
    said = here.charter_files.written(digest).replace("rue du Moulin", "rue du Four")
    with pytest.raises(NotAllowed, match="version-file-changed"):
        there.charter_files.take_in_file(archive({VERSION: said, f"files/{DOOR_HASH}": DOOR}))
    assert there.library.files() == ()


def archive(parts: dict[str, bytes | str], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", how) as file:
        for name, data in parts.items():
            file.writestr(name, data)
    return made.getvalue()


def taken(services: Services, raw: bytes) -> None:
    found = opened(raw, 2_000_000)
    services.charter_archives.keep(services.charter_archives.check(found, found.text))


TOLD = pictures.with_exif(pictures.drawn("jpg"))
HUGE = pictures.huge_png()
PROGRAM = b"MZ\x90\x00 and more"
HOSTILE = {
    "other bytes": ("archive-changed", {DOOR_HASH: pictures.drawn(colour=0xFF00FF00)}, "door.png"),
    "tells its place": ("archive-uncleaned", {sha256(TOLD).hexdigest(): TOLD}, "door.jpg"),
    "a hundred megapixels": ("media-pixels", {sha256(HUGE).hexdigest(): HUGE}, "door.png"),
    "a program": ("media-program", {sha256(PROGRAM).hexdigest(): PROGRAM}, "door.png"),
    "no picture": ("media-lies", {sha256(b"%PDF-1.7").hexdigest(): b"%PDF-1.7"}, "door.png"),
    "cut off": ("media-broken", {sha256(DOOR[:60]).hexdigest(): DOOR[:60]}, "door.png"),
    "empty": ("media-empty", {sha256(b"").hexdigest(): b""}, "door.png"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_file_that_is_not_what_it_should_be_is_refused_and_nothing_is_taken_in(
    services: Services, case: str
) -> None:
    reason, files, name = HOSTILE[case]
    text = with_answer(one(DOOR_HASH, "good.png"), *(one(hash_, name) for hash_ in files))
    parts: dict[str, bytes | str] = {TEXT: text, f"files/{DOOR_HASH}": DOOR}
    parts |= {f"files/{hash_}": data for hash_, data in files.items()}
    with pytest.raises(NotAllowed, match=reason):
        taken(services, archive(parts))
    assert services.library.files() == ()


def test_a_name_with_path_parts_in_the_charter_leads_nowhere(services: Services) -> None:
    text = with_answer(one(DOOR_HASH, "../../evil/door.png"))
    taken(services, archive({TEXT: text, f"files/{DOOR_HASH}": DOOR}))
    assert services.media.file(DOOR_HASH).name == "door.png"


def test_a_file_that_the_charter_does_not_name_stays_outside(services: Services) -> None:
    taken(services, archive({TEXT: CHARTER, f"files/{DOOR_HASH}": DOOR}))
    assert services.library.files() == ()


STRANGE: dict[str, dict[str, bytes | str]] = {
    "nothing in it": {},
    "no charter": {f"files/{DOOR_HASH}": DOOR},
    "both kinds": {TEXT: CHARTER, VERSION: "{}"},
    "path parts": {TEXT: CHARTER, f"files/../{DOOR_HASH}": DOOR},
    "an absolute path": {TEXT: CHARTER, "/etc/passwd": b"x"},
    "a name that is no hash": {TEXT: CHARTER, "files/door.png": DOOR},
    "no text": {TEXT: b"\xff\xfe\x00"},
}


@pytest.mark.parametrize("case", STRANGE)
def test_an_archive_with_anything_else_in_it_is_no_charter(case: str) -> None:
    with pytest.raises(NotAllowed, match="archive-broken"):
        opened(archive(STRANGE[case]) if STRANGE[case] else b"PK\x03\x04", 2_000_000)


def test_an_archive_that_unpacks_to_more_than_it_may_is_refused_before_it_is_unpacked() -> None:
    bomb = archive({TEXT: CHARTER, f"files/{DOOR_HASH}": b"\x00" * (41 * 2**20)})
    assert len(bomb) < 100_000
    with pytest.raises(NotAllowed, match="archive-large"):
        opened(bomb, 2_000_000)
    with pytest.raises(NotAllowed, match="archive-large"):
        opened(archive({TEXT: "x" * 3_000_000}), 2_000_000)
    with pytest.raises(NotAllowed, match="archive-large"):
        opened(b"PK\x03\x04" + bytes(LARGEST), 2_000_000)


def test_an_archive_cut_off_or_changed_at_any_place_is_refused_or_the_same(
    services: Services,
) -> None:
    services.media.add(DOOR, "door.png")
    text = with_answer(one(DOOR_HASH, "door.png"))
    raw = services.charter_archives.packed(TEXT, text, text)
    for at in range(0, len(raw), 7):
        for broken in (raw[:at], raw[:at] + bytes([raw[at] ^ 0x41]) + raw[at + 1 :]):
            try:
                found = opened(broken, 2_000_000)
                brought = services.charter_archives.check(found, found.text)
            except NotAllowed:
                continue
            assert found.text == text
            assert all(data == DOOR for _, data in brought)


@pytest.mark.parametrize("kind", ["png", "jpg", "webp", "gif"])
def test_a_picture_that_was_cleaned_once_stays_as_it_is(kind: str) -> None:
    raw = pictures.with_exif(pictures.drawn("jpg")) if kind == "jpg" else a_picture(kind)
    kept, clean = examined(raw, f"one.{kind}")
    assert examined(clean, f"one.{kind}") == (kept, clean)


def a_picture(kind: str) -> bytes:
    told = {"png": pictures.told_png, "webp": pictures.told_webp}
    gif = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\xff\x00\x00\x00\x00\x00!\xf9\x04\x00\x00\x00\x00\x00"
    gif += b",\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"
    return gif if kind == "gif" else told[kind](pictures.drawn(kind))


# What a server takes


def test_what_a_server_does_not_take_is_known_before_the_answer_is_put_in(
    services: Services,
) -> None:
    services.media.add(DOOR, "door.png")
    letter = services.media.add(b"%PDF-1.7 plan", "plan.pdf")
    files = (
        one(DOOR_HASH, "door.png", '"The door"'),
        one(letter.hash, "plan.pdf"),
        one(LOST, "map.png"),
    )
    charter = read_charter(with_answer(*files))
    answer = by_id(charter.answers)["entree"]
    connection = services.workspace.read()

    def wrong(rules: MediaRules) -> list[tuple[str, bool]]:
        found = attached(connection, charter, answer, "fr", rules)
        return [(file.wrong, file.shrinks) for file in found]

    all_kinds = MediaRules(types=("*/*",), most=4, has_alt=True)
    assert wrong(all_kinds) == [("", False), ("", False), ("file-missing", False)]
    pictures_only = MediaRules(types=("image/*",), most=4, max_pixels=100)
    assert wrong(pictures_only) == [("", True), ("media-type", False), ("file-missing", False)]
    assert wrong(MediaRules())[:2] == [("media-none", False), ("media-none", False)]
    one_only = MediaRules(types=("*/*",), most=1)
    assert wrong(one_only)[:2] == [("", False), ("media-too-many", False)]
    both = in_all(
        (name, attached(connection, charter, answer, "fr", rules))
        for name, rules in (("Toots", pictures_only), ("Mail", all_kinds))
    )
    assert [(file.wrong, file.where) for file in both] == [
        ("", ()),
        ("media-type", ("Toots",)),
        ("file-missing", ()),
    ]


def test_a_change_of_files_is_said_by_their_names_and_what_they_show_not_by_their_hashes() -> None:
    before = read_charter(with_answer(one(LOST, "door.png", '"The door"')))
    after = read_charter(
        with_answer(one(LOST, "door.png", '{ fr = "La porte" }'), one(DOOR_HASH, "map.png"))
    )
    (change,) = difference(before, after)
    assert value(change.before) == "door.png (“The door”)"
    assert value(change.after) == "door.png (fr “La porte”)\nmap.png"
