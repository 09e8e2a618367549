"""What a command line command gives back, and what all of them share. `cli` prints it.

A subject of commands is a module `cli_*` with `add_options(add)`: it adds its commands, and says of each what carries
it out. That is a function of the services and of the options that returns `Said`; a wrong use is raised.
"""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any, Protocol

from cmworkstation.domain import foreign
from cmworkstation.domain.errors import QueryError
from cmworkstation.i18n import tr
from cmworkstation.words.query import problem


@dataclass(frozen=True, slots=True)
class Said:
    """What a command found: facts for a program, lines for a person, and the exit status."""

    facts: Mapping[str, object] | Sequence[object]
    lines: tuple[str, ...]
    status: int = 0


class WrongUse(Exception):
    """A command was asked for something that cannot be meant; its text says why. The exit status is 2."""


Run = Callable[
    [Any, Namespace], Said
]  # of the services, or of a folder where nobody has the workspace open


class Adding(Protocol):
    """Adds a command of a name: what it is for, and what carries it out."""

    def __call__(
        self, name: str, help_: str, run: Run, *, reading: bool = False, outside: bool = False
    ) -> ArgumentParser:
        """Return what takes the command's options.

        `reading` commands go on, read-only, beside an open window. `outside` ones work on a workspace that nobody has
        open: they get its folder instead of services.
        """


def unknown(
    text: str, option: str = "", errors: tuple[type[Exception], ...] = (KeyError,)
) -> Callable[[Run], Run]:
    """Decorate a command with what is said where something that it was asked about is not here.

    `text` is a marked sentence in which {name} stands for it: the value of `option`, or what the error carries where
    none is given.
    """

    def decorated(run: Run) -> Run:
        @wraps(run)
        def command(services: Any, options: Namespace) -> Said:  # noqa: ANN401 - as `Run`
            try:
                return run(services, options)
            except errors as error:
                named = short(str(getattr(options, option) if option else error.args[0]))
                raise WrongUse(tr(text).format(name=named, id=named, n=named)) from None

        return command

    return decorated


def unclear(text: str, found: QueryError) -> WrongUse:
    """Return the wrong use of a query that cannot be read, with its place marked below the text."""
    shown = "".join(char if char.isprintable() else " " for char in text)
    mark = " " * found.at + "^" * max(1, found.length)
    return WrongUse(f"{shown}\n{mark}\n{problem(text, found)}")


def no_account(name: str) -> WrongUse:
    """Return the wrong use of an account's name."""
    return WrongUse(tr("There is no account called “{name}”.").format(name=short(name)))


def typed(text: str) -> str:
    """Return what a person typed; "-" reads it from standard input. Raises `WrongUse` for what is no text."""
    if text != "-":
        return text
    try:
        return sys.stdin.read()
    except UnicodeDecodeError:
        raise WrongUse(tr("What was typed is not text in UTF-8.")) from None


def short(text: str, width: int = 60) -> str:
    """Return a text of somebody as one short line."""
    return foreign.line(text, width)
