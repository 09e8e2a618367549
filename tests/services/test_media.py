"""Files of replies: taken in by what they are, without what they tell of a place, or refused with the reason."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from cmworkstation.domain.errors import NotAllowed
from cmworkstation.sdk import pictures
from cmworkstation.services.media import examined
from cmworkstation.services.workstation import Services
from tests import pictures as made
from tests.builders_workspace import a_workstation


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    found = a_workstation(tmp_path)
    yield found
    found.close()


TOLD = {
    "jpg": made.with_exif(made.drawn("jpg")),
    "png": made.told_png(made.drawn("png")),
    "webp": made.told_webp(made.drawn("webp")),
}


@pytest.mark.parametrize("kind", TOLD)
def test_what_a_picture_tells_of_its_place_is_not_kept(services: Services, kind: str):
    kept = services.media.add(TOLD[kind], f"quay.{kind}")
    data = services.media.data(kept.hash)
    assert made.PLACE in TOLD[kind]
    assert b"GPS" not in data
    before, after = QImage.fromData(TOLD[kind]), QImage.fromData(data)
    assert after == before
    assert (kept.width, kept.height, kept.size) == (40, 20, len(data))


def test_how_a_picture_is_to_be_turned_is_kept(services: Services):
    lying = made.with_exif(made.drawn("jpg"), turn=6)
    kept = services.media.add(lying, "quay.jpg")
    assert (kept.width, kept.height) == (20, 40)
    clean = pictures.read(services.media.data(kept.hash))
    assert (clean.turn, made.PLACE in clean.clean) == (6, False)


def test_the_same_bytes_are_kept_once(services: Services):
    first = services.media.add(made.drawn(), "one.png")
    assert services.media.add(made.drawn(), "two.png") == first
    assert [one.file for one in services.library.files()] == [first]


REFUSED = {
    "media-empty": (b"", "nothing.png"),
    "media-lies": (b"%PDF-1.7 and more", "holiday.jpg"),
    "media-program": (b"MZ\x90\x00", "holiday.jpg"),
    "media-broken": (made.drawn("jpg")[:-40], "cut.jpg"),
    "media-pixels": (made.huge_png(), "wide.png"),
    "media-uncleaned": (b"\x00\x00\x00\x18ftypheic0000", "quay.heic"),
}


@pytest.mark.parametrize("reason", REFUSED)
def test_what_cannot_be_sent_is_refused_with_its_reason(reason: str):
    data, name = REFUSED[reason]
    with pytest.raises(NotAllowed) as refused:
        examined(data, name)
    assert refused.value.reason == reason


@pytest.mark.parametrize("kind", ["jpg", "png", "webp", "gif"])
def test_a_picture_cut_anywhere_is_broken_and_nothing_worse(kind: str):
    whole = GIF if kind == "gif" else made.drawn(kind)
    assert examined(whole, f"quay.{kind}")[0].is_picture
    for end in range(12, len(whole) - 1, max(1, len(whole) // 60)):
        with pytest.raises(NotAllowed):
            examined(whole[:end], f"quay.{kind}")


GIF = bytes.fromhex(
    "47494638396101000100800000000000ffffff21f90401000000002c00000000010001000002024401003b"
)


def test_a_folder_a_device_a_pipe_and_what_is_gone_are_refused(services: Services, tmp_path: Path):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "device.png").symlink_to("/dev/zero")
    (tmp_path / "away.png").symlink_to(tmp_path / "nowhere")
    told = []
    for name in (".", "pipe", "device.png", "away.png", "never.png"):
        with pytest.raises(NotAllowed) as refused:
            services.media.take(tmp_path / name)
        told.append(refused.value.reason)
    assert told == ["media-folder", "media-device", "media-device", "media-gone", "media-gone"]


def test_a_name_with_a_path_becomes_a_name(services: Services):
    kept = services.media.add(made.drawn(), "../../etc/quay\u202egnp.exe\u2044quay.jpg")
    assert kept.name == "quay.png"


def test_the_library_is_found_by_words_without_accents(services: Services):
    kept = services.media.add(made.drawn(), "Été au quai.png")
    services.media.add(made.drawn("jpg"), "door.jpg")
    assert [one.file for one in services.library.files("quai ete")] == [kept]
    services.library.remove(kept.hash)
    assert services.library.files("quai") == ()
