"""What leaves the workspace, in words: exports and whether they are whole."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cmworkstation import words
from cmworkstation.domain import foreign
from cmworkstation.i18n import number, tr, trn

if TYPE_CHECKING:
    from cmworkstation.services.exchange import Verified


def verified(found: "Verified") -> list[str]:
    """Return how an export was found: whether it is whole, what it holds, and by what it is known."""
    digest = tr("Fingerprint of the contents: {digest}").format(digest=found.digest)
    return [*(line for line, _ in _found(found)), digest]


def found(one: "Verified") -> list[tuple[str, str]]:
    """Return the same for a window: lines, each with "good", "info" or "error"; the fingerprint in groups."""
    digits = " ".join(one.digest[at : at + 8] for at in range(0, len(one.digest), 8))
    digest = tr("Fingerprint of the contents: {digest}").format(digest=digits)
    return [*_found(one), (digest, "info")]


def _found(one: "Verified") -> Iterator[tuple[str, str]]:
    n = len(one.wrong)
    if not one.wrong:
        yield tr("The export is whole: every file is as it was written."), "good"
    else:
        text = trn(
            "The export is not whole: {n} file is not as it was written.",
            "The export is not whole: {n} files are not as they were written.",
            n,
        )
        yield text.format(n=number(n)), "error"
    for what in one.wrong:
        yield tr("Wrong: {what}").format(what=foreign.line(what, 200)), "error"
    text = tr("{messages} messages, {drafts} drafts, {replies} replies; {files} files, {size}")
    held = text.format(
        messages=number(one.rows.get("message", 0)),
        drafts=number(one.rows.get("draft", 0)),
        replies=number(one.rows.get("outbox", 0)),
        files=number(one.files),
        size=words.size(one.size),
    )
    yield held, "info"
