"""Values are what the standard library's frozen dataclasses are, whoever looks at them."""

import copy
import dataclasses
import inspect
import pickle
from collections.abc import Callable
from typing import Any

import pytest

from cmworkstation.domain import values

Makes = Callable[..., Callable[[type], type]]


def family(make: Makes) -> dict[str, type]:
    """Return the same few classes, made by either."""

    @make(frozen=True, slots=True)
    class Point:
        """A place."""

        x: int
        y: int = 0
        marks: list[str] = dataclasses.field(default_factory=list)
        seen: str = dataclasses.field(default="", repr=False, compare=False)

        def twice(self) -> int:
            return 2 * self.x

    @make(frozen=True, slots=True)
    class Named(Point):
        """A place with a name."""

        name: str = "nowhere"

    @make(frozen=True, slots=True)
    class Checked:
        """A number that is looked at."""

        n: int
        half: int = dataclasses.field(init=False)

        def __post_init__(self) -> None:
            if self.n < 0:
                raise ValueError("below nothing")
            object.__setattr__(self, "half", self.n // 2)

    @make(frozen=True)
    class Pair:
        """Two without slots, compared by words of their own."""

        a: str
        b: tuple[int, ...] = ()

        def __eq__(self, other: object) -> bool:
            return isinstance(other, Pair) and self.a == other.a

        def __hash__(self) -> int:
            return 7

        def __repr__(self) -> str:
            return f"<{self.a}>"

    @make(frozen=True, slots=True)
    class Nothing:
        """No field at all."""

    return {one.__name__: one for one in (Point, Named, Checked, Pair, Nothing)}


OURS, THEIRS = family(values.dataclass), family(dataclasses.dataclass)
CALLS: tuple[tuple[str, tuple[Any, ...], dict[str, Any]], ...] = (
    ("Point", (1,), {}),
    ("Point", (1, 2, ["a"]), {"seen": "yes"}),
    ("Point", (), {"y": 3, "x": 4}),
    ("Named", (1,), {"name": "here"}),
    ("Checked", (9,), {}),
    ("Pair", ("a",), {"b": (1,)}),
    ("Nothing", (), {}),
)


@pytest.mark.parametrize(("name", "given", "named"), CALLS)
def test_a_value_says_and_holds_what_the_standard_librarys_does(name, given, named) -> None:
    ours, theirs = OURS[name](*given, **named), THEIRS[name](*given, **named)
    assert repr(ours) == repr(theirs)
    assert dataclasses.asdict(ours) == dataclasses.asdict(theirs)
    assert [one.name for one in dataclasses.fields(ours)] == [
        one.name for one in dataclasses.fields(theirs)
    ]
    assert hasattr(ours, "__dict__") is hasattr(theirs, "__dict__")
    assert type(ours).__match_args__ == type(theirs).__match_args__


@pytest.mark.parametrize(("name", "given", "named"), CALLS)
def test_what_may_be_given_is_known_before_the_first_value(name, given, named) -> None:
    fresh, theirs = family(values.dataclass)[name], THEIRS[name]
    told, real = inspect.signature(fresh).parameters, inspect.signature(theirs).parameters
    assert [(one.name, one.kind) for one in told.values()] == [
        (one.name, one.kind) for one in real.values()
    ]
    assert list(told) == list(inspect.signature(type(fresh(*given, **named))).parameters)


def test_equal_values_are_equal_and_have_one_hash() -> None:
    named, point = OURS["Named"], OURS["Point"]
    assert point(1, 2, ["a"], "seen") == point(1, 2, ["a"], "not seen")
    assert point(1) != point(2)
    assert point(1) != THEIRS["Point"](1)
    assert point(1) != named(1)
    assert OURS["Pair"]("a", (1,)) == OURS["Pair"]("a", (2,))
    assert hash(OURS["Pair"]("a")) == 7
    assert hash(OURS["Checked"](4)) == hash(OURS["Checked"](4)) != hash(OURS["Checked"](5))
    with pytest.raises(TypeError, match="unhashable"):
        hash(point(1))


@pytest.mark.parametrize("name", ["Point", "Named", "Checked"])
def test_a_value_stays_as_it_is(name) -> None:
    one = OURS[name](1)
    first = dataclasses.fields(one)[0].name
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(one, first, 2)
    with pytest.raises(dataclasses.FrozenInstanceError):
        delattr(one, first)
    with pytest.raises((dataclasses.FrozenInstanceError, AttributeError)):
        one.another = 1
    assert getattr(dataclasses.replace(one, **{first: 2}), first) == 2
    assert getattr(one, first) == 1


def test_every_value_has_a_list_of_its_own() -> None:
    one, other = OURS["Point"](1), OURS["Point"](1)
    one.marks.append("only here")
    assert other.marks == []


def test_what_a_value_checks_is_checked() -> None:
    with pytest.raises(ValueError, match="below nothing"):
        OURS["Checked"](-1)
    with pytest.raises(TypeError):
        OURS["Point"]()
    with pytest.raises(TypeError):
        OURS["Point"](1, z=2)


@values.dataclass(frozen=True, slots=True)
class Letter:
    """At the top of a module, where pickle finds it."""

    words: str
    to: tuple[str, ...] = ()


def test_a_value_can_be_copied_and_kept() -> None:
    one = Letter("Dear all", ("a", "b"))
    assert pickle.loads(pickle.dumps(one)) == one
    assert copy.deepcopy(one) == one
    assert copy.copy(one) is not one


def test_a_value_can_be_taken_apart() -> None:
    match Letter("Dear all", ("a",)):
        case Letter(words, (first,)):
            assert (words, first) == ("Dear all", "a")
        case _:
            pytest.fail("it was not taken apart")


def test_what_is_not_frozen_is_the_standard_librarys_own() -> None:
    @values.dataclass(slots=True)
    class Open:
        """It changes."""

        n: int = 0

    one = Open()
    one.n = 2
    assert one == Open(2)
