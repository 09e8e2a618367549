"""Quoting the words of a message in a reply. Only what that very message says can be quoted, and nothing else."""

MOST = 2000  # characters
BY_LINES = (
    "email",
    "wordpress",
    "web",
    "forum",
    "reddit",
)  # where a quotation stands on lines that begin with >
MARKS = {"fr": ("«\u00a0", "\u00a0»")}
OTHER = ("“", "”")


def quotation(words: str, said: str, look: str, language: str) -> str:
    """Return a clean quotation of `words`, "" where the message does not say them in this order.

    `said` is the message's own text, `look` the platform as people know it. A long one ends in an ellipsis.
    """
    wanted = _plain(words)
    if not wanted or wanted not in _plain(said):
        return ""
    lines = [_plain(line) for line in _visible(words).splitlines()]
    text = "\n".join(line for line in lines if line)
    if len(text) > MOST:
        text = text[:MOST].rsplit(maxsplit=1)[0] + " …"
    if look in BY_LINES:
        return "\n".join(f"> {line}" for line in text.splitlines()) + "\n\n"
    begins, ends = MARKS.get(language[:2], OTHER)
    return f"{begins}{_plain(text)}{ends} "


def _visible(text: str) -> str:
    """Return a text without the signs by which the window breaks endless words, and with plain ends of lines."""
    return text.replace("\u200b", "").replace("\u2029", "\n").replace("\u2028", "\n")


def _plain(text: str) -> str:
    return " ".join(_visible(text).split())
