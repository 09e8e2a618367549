"""The table of platforms in words: what they do, how far that was seen to work, and the table as text."""

from collections.abc import Mapping, Sequence
from textwrap import wrap

from cmworkstation.i18n import N_, tr
from cmworkstation.sdk.connector import Trait
from cmworkstation.services.platform_table import PlatformRow, Seen

TRAITS: Mapping[Trait, str] = {
    Trait.SIGN_IN: N_("sign-in"),
    Trait.INBOX: N_("inbox"),
    Trait.THREAD: N_("thread"),
    Trait.REPLY: N_("reply"),
    Trait.POSTS: N_("posts"),
    Trait.ONCE: N_("exactly once"),
    Trait.PRIVATE: N_("private"),
    Trait.MEDIA: N_("files"),
    Trait.EDITS: N_("edits"),
    Trait.DELETIONS: N_("deletions"),
    Trait.MODERATION: N_("moderation"),
    Trait.HISTORY: N_("history"),
    Trait.PUSH: N_("push"),
    Trait.SEARCH: N_("search"),
}
SEEN: Mapping[Seen, str] = {
    Seen.REAL: N_("real server"),
    Seen.FAKE: N_("fake"),
    Seen.EXPERIMENTAL: N_("experimental"),
    Seen.BY_HAND: N_("by hand"),
    Seen.NO: "–",
}
MEANS: Mapping[Seen, str] = {
    Seen.REAL: N_("it was seen to work with a real server of the platform, by a named test"),
    Seen.FAKE: N_("it works with a faithful imitation of the server, made from its documents"),
    Seen.EXPERIMENTAL: N_("as that, and nobody has confirmed it with the platform itself yet"),
    Seen.BY_HAND: N_("a person does it, and the program keeps it with its proof"),
    Seen.NO: N_("the platform has no such thing, or the program does not do it there"),
}

NARROWEST = 30  # signs; narrower lines say nothing


def trait(value: Trait) -> str:
    """Return what a platform does, in a word or two."""
    return tr(TRAITS[value])


def seen(value: Seen) -> str:
    """Return how far a trait was seen to work."""
    return tr(SEEN[value])


def legend() -> tuple[str, ...]:
    """Return what each mark of the table means, a line each."""
    line = tr("{name}: {value}")
    return tuple(line.format(name=seen(one), value=tr(said)) for one, said in MEANS.items())


def head() -> tuple[str, ...]:
    """Return the heads of the columns."""
    return (tr("platform"), *(trait(one) for one in Trait))


def title(row: PlatformRow) -> str:
    """Return what a platform is called; what people do by hand has no name of its own."""
    return tr("By hand") if row.key == "manual" else row.title


def cells(row: PlatformRow) -> tuple[str, ...]:
    """Return a line of the table."""
    return (title(row), *(seen(row.cells[one]) for one in Trait))


def as_lines(rows: Sequence[PlatformRow], width: int = 0) -> tuple[str, ...]:
    """Return the table as text with even columns, and what its marks mean below.

    Where it is wider than `width` signs, each platform is a paragraph instead; 0 is any width.
    """
    table = [head(), *(cells(one) for one in rows)]
    widths = [max(len(one[n]) for one in table) for n in range(len(table[0]))]
    lines = ["  ".join(map(str.ljust, one, widths)).rstrip() for one in table]
    rule = "  ".join("-" * one for one in widths)
    if 0 < width < len(rule):
        return _as_paragraphs(rows, max(width, NARROWEST))
    return (lines[0], rule, *lines[1:], "", *legend())


def _as_paragraphs(rows: Sequence[PlatformRow], width: int) -> tuple[str, ...]:
    lines: list[str] = []
    line = tr("{name}: {value}")
    for row in rows:
        lines += (title(row),)
        for mark in Seen:
            traits = [trait(one) for one in Trait if row.cells[one] is mark]
            if traits:
                said = line.format(name=seen(mark), value=", ".join(traits))
                lines += _wrapped(said, width, "  ")
        lines.append("")
    return (*lines, *(part for one in legend() for part in _wrapped(one, width)))


def _wrapped(text: str, width: int, before: str = "") -> list[str]:
    return wrap(text, width, initial_indent=before, subsequent_indent=f"{before}  ")


def as_markdown(rows: Sequence[PlatformRow]) -> tuple[str, ...]:
    """Return the table as Markdown."""
    table = [head(), *(cells(one) for one in rows)]
    lines = ["| {} |".format(" | ".join(one)) for one in table]
    rule = "|{}".format("---|" * len(table[0]))
    return (lines[0], rule, *lines[1:], "", *(f"- {one}" for one in legend()))
