"""Frozen values as the standard library makes them, except that nothing is compiled before it is needed.

`dataclasses.dataclass` writes and compiles six functions for each class while its module is imported; with hundreds of
values that is a quarter of a start. Here the fields are the standard library's own, so `fields`, `replace` and `asdict`
know them; comparing, hashing and printing need no source, and `__init__` is compiled for the first value. What is not
frozen, or takes keywords alone, is left to the standard library.
"""

import dataclasses
import inspect
from collections.abc import Callable
from dataclasses import MISSING, FrozenInstanceError, field, fields, replace
from operator import attrgetter
from types import MemberDescriptorType
from typing import Any, Final, NoReturn, TypeVar, dataclass_transform

__all__ = ["dataclass", "field", "fields", "replace"]

T = TypeVar("T")
_ABSENT: Final = object()


@dataclass_transform(field_specifiers=(field,))
def dataclass(
    *, frozen: bool = False, slots: bool = False, kw_only: bool = False
) -> Callable[[type[T]], type[T]]:
    """Make a class a value, as the decorator of the standard library does."""
    if not frozen or kw_only:
        return dataclasses.dataclass(frozen=frozen, slots=slots, kw_only=kw_only)

    def make(cls: type[T]) -> type[T]:
        own = frozenset(vars(cls))
        cls.__doc__ = cls.__doc__ or cls.__name__
        made = dataclasses.dataclass(init=False, repr=False, eq=False, slots=slots)(cls)
        for name, method in _methods(made).items():
            if name not in own or (name == "__hash__" and cls.__hash__ is None):
                setattr(made, name, method)
        return made

    return make


def _methods(cls: type) -> dict[str, Any]:
    listed = fields(cls)
    compared = _getter([one.name for one in listed if one.compare])
    hashed = _getter(
        [one.name for one in listed if (one.compare if one.hash is None else one.hash)]
    )
    printed = [one.name for one in listed if one.repr]

    def equal(self: object, other: object) -> object:
        same = other.__class__ is self.__class__
        return compared(self) == compared(other) if same else NotImplemented

    def digest(self: object) -> int:
        return hash(hashed(self))

    def words(self: object) -> str:
        said = ", ".join(f"{name}={getattr(self, name)!r}" for name in printed)
        return f"{self.__class__.__qualname__}({said})"

    def begin(self: object, *values: object, **named: object) -> None:
        _compile(cls)(self, *values, **named)

    return {
        "__init__": begin,
        "__eq__": equal,
        "__hash__": digest,
        "__repr__": words,
        "__setattr__": _refuse,
        "__delattr__": _refuse,
        "__getstate__": _state,
        "__setstate__": _restore,
        "__signature__": _Signature(),
    }


def _getter(names: list[str]) -> Callable[[object], object]:
    return attrgetter(*names) if names else lambda _: ()


def _refuse(_: object, name: str, __: object = None) -> NoReturn:
    raise FrozenInstanceError(f"cannot change field {name!r}")


def _state(self: object) -> list[object]:
    return [getattr(self, one.name) for one in fields(self)]  # type: ignore[arg-type]


def _restore(self: object, state: list[object]) -> None:
    for one, value in zip(fields(self), state, strict=True):  # type: ignore[arg-type]
        object.__setattr__(self, one.name, value)


class _Signature:
    """What a class is called with, for whoever asks before its first value."""

    def __get__(self, value: object, owner: type) -> inspect.Signature:
        begin = _compile(owner) if "__signature__" in vars(owner) else vars(owner)["__init__"]
        found = inspect.signature(begin)
        return found.replace(parameters=list(found.parameters.values())[1:])


def _compile(cls: type) -> Callable[..., None]:
    """Compile a class' `__init__` from the names of its fields, and put it in its place."""
    scope: dict[str, Any] = {"_set": object.__setattr__, "_absent": _ABSENT}
    taken, lines = ["self"], []
    for one in fields(cls):
        name = value = one.name
        if one.default_factory is not MISSING:
            scope[f"_made_{name}"] = one.default_factory
            taken.append(f"{name}=_absent")
            value = f"_made_{name}() if {name} is _absent else {name}"
        elif one.default is not MISSING:
            scope[f"_default_{name}"] = one.default
            taken.append(f"{name}=_default_{name}")
        elif one.init:
            taken.append(name)
        else:
            continue  # `__post_init__` gives it a value
        place = getattr(cls, name, None)
        if isinstance(
            place, MemberDescriptorType
        ):  # a slot: half the time of looking it up by its name
            scope[f"_put_{name}"] = place.__set__
            lines.append(f" _put_{name}(self, {value})")
        else:
            lines.append(f" _set(self, {name!r}, {value})")
    lines += [" self.__post_init__()"] if hasattr(cls, "__post_init__") else []
    exec("\n".join([f"def __init__({', '.join(taken)}):", *lines, " return"]), scope)  # noqa: S102
    begin: Callable[..., None] = scope["__init__"]
    begin.__annotations__ = {one.name: one.type for one in fields(cls)}
    begin.__qualname__ = f"{cls.__qualname__}.__init__"
    cls.__init__ = begin  # type: ignore[misc]
    return begin
