"""Foreign JSON of every shape."""

from datetime import UTC, datetime

import pytest

from cmworkstation.domain.errors import ServerTrouble, Unreadable
from cmworkstation.sdk import shapes
from cmworkstation.sdk.answer import Answer

ODD: tuple[object, ...] = (None, True, 7, -1, 1.5, "x", [], {}, [1], {"a": 1}, "\ud800")


@pytest.mark.parametrize("value", ODD, ids=repr)
def test_a_value_of_any_type_is_survived(value: object) -> None:
    inside = {"key": value}
    shapes.text_in(inside, "key").encode()
    shapes.id_text(value).encode()
    assert isinstance(shapes.object_in(inside, "key"), dict)
    assert all(isinstance(one, dict) for one in shapes.objects(value))
    assert shapes.number_in(inside, "key") >= 0


def test_only_what_was_promised_comes_through() -> None:
    assert shapes.text_in({"a": "x"}, "a") == "x"
    assert shapes.text_in({"a": None}, "a") == ""
    assert shapes.id_text(12345678901234567890) == "12345678901234567890"
    assert shapes.id_text(True) == ""
    assert shapes.number_in({"a": True}, "a") == 0
    assert shapes.objects([{"a": 1}, 2, None]) == [{"a": 1}]


@pytest.mark.parametrize(
    ("value", "at"),
    [
        ("2026-11-01T10:00:00", datetime(2026, 11, 1, 10, tzinfo=UTC)),
        ("2026-11-01T10:00:00+02:00", datetime(2026, 11, 1, 8, tzinfo=UTC)),
        ("2026-11-01T10:00:00.123Z", datetime(2026, 11, 1, 10, 0, 0, 123000, tzinfo=UTC)),
        ("0001-01-01T00:00:00+09:00", None),
        ("0000-00-00T00:00:00", None),
        ("yesterday", None),
        (1795495000, None),
        (None, None),
    ],
)
def test_times_are_in_utc(value: object, at: datetime | None) -> None:
    assert shapes.moment(value) == at


@pytest.mark.parametrize("body", [b"null", b"7", b'"x"', b"<html>", b""])
def test_an_answer_of_another_shape_is_trouble(body: bytes) -> None:
    answer = Answer(200, {}, body, "")
    for read in (shapes.object_from, shapes.list_from):
        with pytest.raises(ServerTrouble):
            read(answer)
    assert shapes.object_or_none(answer) is None


def test_only_a_good_answer_counts() -> None:
    assert shapes.object_or_none(Answer(200, {}, b'{"a": 1}', "")) == {"a": 1}
    assert shapes.object_or_none(Answer(404, {}, b'{"a": 1}', "")) is None


def test_the_same_object_gives_the_same_bytes() -> None:
    assert shapes.pack({"b": 1, "a": "é"}) == shapes.pack({"a": "é", "b": 1})
    assert shapes.unpack(shapes.pack({"a": "é"})) == {"a": "é"}


@pytest.mark.parametrize("payload", [b"", b"[]", b"null", b"{", b"\xff", b"[" * 100_000])
def test_what_is_no_payload_is_unreadable(payload: bytes) -> None:
    with pytest.raises(Unreadable):
        shapes.unpack(payload)


@pytest.mark.parametrize("cursor", ["", "{", "null", "[]", "[" * 100_000])
def test_a_broken_cursor_says_nothing(cursor: str) -> None:
    assert shapes.bookmark(cursor) == {}
