"""Lines of calendar and address files: how words are escaped and long lines broken.

Source: RFC 5545, 3.1 and 3.3.11; RFC 6350, 3.2 and 3.4, which say the same.
"""

from typing import Final

LONGEST: Final = 75  # bytes of a line


def escaped(said: str) -> str:
    """Return words as a value: what has a meaning there is escaped."""
    plain = said.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return plain.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "")


def folded(line: str) -> str:
    """Break a line after at most 75 bytes, never within a sign."""
    parts, room, size = [""], LONGEST, 0
    for sign in line:
        weight = len(sign.encode("utf-8", "replace"))
        if size + weight > room:
            parts.append("")
            room, size = LONGEST - 1, 0  # the space before it counts
        parts[-1] += sign
        size += weight
    return "\r\n ".join(parts)
