"""What a mail repeats of earlier ones: folded, so that one sees what is new. Pure functions over cleaned HTML."""

import html
import re

SHORT = 160  # characters that a quotation may have and is shown all the same: it is answered line by line
MARK = re.compile(r"<(/?)blockquote>")
TAG = re.compile(r"<[^>]*>")


def without_quotes(markup: str) -> str:
    """Return cleaned HTML without its long quotations; "" where there is nothing to fold, or nothing else."""
    if "<blockquote>" not in markup:
        return ""
    kept: list[str] = []
    depth = at = begin = 0
    folded = False
    for match in MARK.finditer(markup):
        if not match[1]:
            if depth == 0:
                begin = match.start()
            depth += 1
            continue
        depth = max(0, depth - 1)
        if (
            depth == 0
            and match.end() > begin >= at
            and len(plain(markup[begin : match.end()])) > SHORT
        ):
            kept.append(markup[at:begin])
            at, folded = match.end(), True
    rest = "".join([*kept, markup[at:]])
    return rest if folded and plain(rest) else ""


def plain(markup: str) -> str:
    """Return the words of cleaned HTML, in one line."""
    return " ".join(html.unescape(TAG.sub(" ", markup)).split())
