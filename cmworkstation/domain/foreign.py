"""The one door for foreign text: what strangers wrote, made fit to be shown.

A label, a tool tip or a message box opens local files named in a stranger's post when it takes the text for
rich text, a word without end freezes a text field, and invisible signs make a name look like another. Every
string from the network passes through one of these functions before a widget sees it.
"""

import re
import unicodedata

FSI, PDI = "\u2068", "\u2069"
ZWJ = "\u200d"
VARIATION = ("\ufe0e", "\ufe0f")
LONGEST_WORD = 200
LONGEST_TEXT, MOST_LINES = 20_000, 2_000  # what one widget lays out at once without a stall
LONGEST_MARKED_WORD = 2_000  # within markup, where no break can be put in
LONGEST_WHOLE, MOST_BLOCKS, LONGEST_BLOCK = 300_000, 30_000, 2_000
MARKS_AT_MOST = 3
JOINED_AT_MOST = 10  # emoji of people and flags join fewer
INVISIBLE = re.compile(
    "[\u202a-\u202e\u2066-\u2069\u200b\u200c\u200e\u200f\u2060-\u2064\ufeff\u00ad]"
)
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
LONG_WORD = re.compile(rf"(\S{{{LONGEST_WORD}}})(?=\S)")
HEAVY = re.compile("[\U00010000-\U0010ffff]")
LONG_BLOCK = re.compile(rf"([^\n]{{{LONGEST_BLOCK}}})(?=[^\n])")
RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
# What cleaned HTML consists of (sdk/html.py); a text widget obeys much more, and some of it freezes it.
SHOWN_TAGS = frozenset("a b blockquote br code del em i li ol p pre q s span strong ul".split())
_ESCAPES = str.maketrans(  # as `html.escape` does, which brings a table of all entities along
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#x27;"}
)
_OPENING = re.compile("<")
_TAG_CLEAN = re.compile(
    rf"</?(?:{'|'.join(sorted(SHOWN_TAGS))})(?: href=\"[^\"<>]*\"| rel=\"[^\"<>]*\")*>"
)


def line(text: str, cap: int = 200) -> str:
    """Return foreign text as one line of at most `cap` characters that cannot turn the text around it."""
    clean = " ".join(cleaned(text[: cap * 8]).split())
    if len(clean) > cap:
        clean = clean[: cap - 1].rstrip() + "…"
    return _isolated(clean)


def block(text: str, cap: int = LONGEST_TEXT, lines: int = MOST_LINES) -> str:
    """Return foreign text of several lines, capped, with endless words broken."""
    clean = cleaned(text[: cap * 2].replace("\r\n", "\n").replace("\r", "\n"), keep="\n\t")
    cap = _room(clean, cap)
    cut = len(clean) > cap
    kept = clean[:cap].split("\n")
    cut = cut or len(kept) > lines
    broken = LONG_WORD.sub("\\1\u200b", "\n".join(kept[:lines]))
    return broken + (" …" if cut else "")


def is_long(text: str) -> bool:
    """Tell whether a text is more than one widget lays out at once; `block` shows its beginning, `whole` all of it."""
    if len(text) > _room(text, LONGEST_TEXT) or text.count("\n") >= MOST_LINES:
        return True
    return len(text) > LONGEST_MARKED_WORD and any(
        len(word) > LONGEST_MARKED_WORD for word in text.split()
    )


def whole(text: str) -> str:
    """Return all of a long text, in lines short enough for a field that lays out only what is in sight."""
    kept = text[:LONGEST_WHOLE].replace("\r\n", "\n").replace("\r", "\n")
    lines = kept.split("\n", MOST_BLOCKS)
    clean = cleaned("\n".join(lines[:MOST_BLOCKS]), keep="\n\t")
    broken = LONG_BLOCK.sub("\\1\n", LONG_WORD.sub("\\1\u200b", clean))
    cut = len(text) > LONGEST_WHOLE or len(lines) > MOST_BLOCKS
    return broken + (" …" if cut else "")


def is_clean(markup: str) -> bool:
    """Tell whether HTML consists of what the cleaner leaves; only such may be shown as HTML."""
    if "<" not in markup:
        return True
    return all(_TAG_CLEAN.match(markup, at.start()) for at in _OPENING.finditer(markup))


def escape(text: str) -> str:
    """Return text that a rich-text widget shows as its very characters."""
    return text.translate(_ESCAPES)


def tooltip(text: str) -> str:
    """Return a tool tip that shows foreign text as its very characters."""
    return f"<qt>{escape(block(text, 1_000, 20))}</qt>" if text else ""


def _room(text: str, cap: int) -> int:
    """Return how many characters may be laid out: a quarter of `cap` where many are emoji, which take longer."""
    if len(text) <= cap // 4 or text.isascii():
        return cap
    return cap // 4 if len(HEAVY.findall(text[:cap])) > cap // 4 else cap


def cleaned(text: str, keep: str = "") -> str:
    """Return a text without control and invisible signs, with few marks and no false joiners."""
    text = CONTROL.sub(" ", text) if not keep else CONTROL.sub("", text)
    text = INVISIBLE.sub("", text)
    if text.isascii():
        return text
    return _few_marks(_joined_emoji_only(text))


def _joined_emoji_only(text: str) -> str:
    """Keep a zero-width joiner between emoji and within scripts that need it, drop it elsewhere."""
    if ZWJ not in text:
        return text
    kept: list[str] = []
    joined = 0  # signs since the last one that stands for itself
    for at, char in enumerate(text):
        if char == ZWJ:
            before = text[at - 1] if at else ""
            after = text[at + 1 : at + 2]
            joined += 1
            lone = not before or not after or (before < "\u0900" and after < "\u0900")
            if lone or joined > JOINED_AT_MOST:
                continue
        elif kept and kept[-1] != ZWJ and char not in VARIATION:
            joined = 0
        kept.append(char)
    return "".join(kept)


def _few_marks(text: str) -> str:
    """Keep at most three combining marks on a letter."""
    kept = []
    marks = 0
    for char in text:
        if char not in VARIATION and unicodedata.combining(char):
            marks += 1
            if marks > MARKS_AT_MOST:
                continue
        else:
            marks = 0
        kept.append(char)
    return "".join(kept)


def _isolated(text: str) -> str:
    """Keep text that runs from right to left from turning its neighbours round."""
    return f"{FSI}{text}{PDI}" if RIGHT_TO_LEFT.search(text) else text
