"""Small charters to test with, and the shipped ones."""

from functools import cache

from cmworkstation import resources
from cmworkstation.domain.charter.engine import Engine, compile_engine
from cmworkstation.domain.charter.finding import Context, Finding
from cmworkstation.domain.charter.model import Charter, Pack
from cmworkstation.domain.charter.reading import read_charter, read_pack

CHARTERS = ("mediatheques-ormaie", "fennick-lane")
PACKS = ("fr-base", "en-base")

HEAD = """\
format = "cmw-charter/1"

[charter]
id = "test"
version = "1.0"
languages = ["fr", "en"]
default_language = "fr"
effective_from = 2026-01-01
review_by = 2027-01-01
"""


def a_charter(more: str = "", head: str = HEAD) -> Charter:
    """Return a charter of a header and what is given."""
    return read_charter(head + "\n" + more)


def a_rule(kind: str, *lines: str, lang: str = "fr", name: str = "essai") -> str:
    """Return the text of one rule."""
    return "\n".join(
        ["[[rule]]", f'id = "{name}"', f'kind = "{kind}"', f'lang = "{lang}"', *lines, ""]
    )


def an_engine(more: str) -> Engine:
    """Return the engine of a small charter."""
    return compile_engine(a_charter(more))


def found(
    more: str, text: str, language: str = "fr", context: Context | None = None
) -> list[Finding]:
    """Return the findings of the small charter's own rule `essai` in a text."""
    findings = an_engine(more).lint(text, language, context)
    return [one for one in findings if one.rule == "essai"]


def matches(more: str, text: str, language: str = "fr") -> list[str]:
    """Return the passages that the rule `essai` points at."""
    return [one.match for one in found(more, text, language)]


@cache
def shipped(name: str) -> Charter:
    """Return a charter that ships with the program."""
    return read_charter(resources.text("charters", f"{name}.charter.toml"))


@cache
def shipped_packs() -> tuple[Pack, ...]:
    """Return the packs that ship with the program."""
    return tuple(read_pack(resources.text("packs", f"{name}.pack.toml")) for name in PACKS)


@cache
def shipped_engine(name: str) -> Engine:
    """Return the engine of a shipped charter."""
    return compile_engine(shipped(name), shipped_packs())


def a_pack_in(*languages: str) -> list[Pack]:
    """Return the shipped base packs of these languages."""
    return [read_pack(resources.text("packs", f"{one}-base.pack.toml")) for one in languages]
