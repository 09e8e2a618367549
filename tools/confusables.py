"""Make cmworkstation/domain/confusables.py: which letters look alike (Unicode Technical Standard 39).

    .venv/bin/python tools/confusables.py

The table is Unicode's own (confusables.txt), read through the ICU library of this system (Debian: libicu72 or
newer), whose every version carries that of its time. What other steps of `foreign.skeleton` do anyway, such as
compatibility forms and accents, is left out.
"""

import ctypes
import ctypes.util
import re
import sys
import unicodedata
from collections import defaultdict
from pathlib import Path

TARGET = Path(__file__).resolve().parent.parent / "cmworkstation" / "domain" / "confusables.py"
HEAD = '''"""Which letters look alike. Made by tools/confusables.py from Unicode {version}; not to be edited by hand.

From the Unicode security data, Unicode License v3 (https://www.unicode.org/license.txt).
"""

# "what it looks like < the letters that look so", in hexadecimal
_ALIKE = """
{lines}
"""


def table() -> dict[int, str]:
    """Return code point → what it looks like."""
    found: dict[int, str] = {{}}
    for line in _ALIKE.split("\\n"):
        looks, _, letters = line.partition(" < ")
        like = "".join(chr(int(one, 16)) for one in looks.split())
        found.update((int(one, 16), like) for one in letters.split())
    return found
'''


def main() -> int:
    """Write the module."""
    name = ctypes.util.find_library("icui18n")
    if name is None:
        sys.stderr.write("No ICU library here: apt-get install libicu-dev, then run this again.\n")
        return 1
    library = ctypes.CDLL(name)
    found = re.search(r"\.so\.(\d+)", name)
    suffix = f"_{found[1]}" if found else ""
    skeleton = _skeletons(library, suffix)
    alike: dict[str, list[int]] = defaultdict(list)
    others: dict[int, str] = {}  # letters that have a compatibility form
    for code in range(0x20, 0x110000):
        letter = chr(code)
        if unicodedata.category(letter) in ("Cn", "Co", "Cs", "Cc", "Mn", "Me"):
            continue
        like = _plain(skeleton(letter))
        if like in ("", letter) or unicodedata.normalize("NFD", letter) != letter:
            continue
        if unicodedata.normalize("NFKD", letter) == letter:
            alike[like].append(code)
        else:
            others[code] = like
    simple = {code: like for like, codes in alike.items() for code in codes}
    for code, like in others.items():
        # Only where the compatibility form would lead elsewhere, as "Ϲ" to sigma.
        if " ".join(_plain(chr(code)).translate(simple).split()) != " ".join(like.split()):
            alike[like].append(code)
    lines = [
        f"{' '.join(f'{ord(one):x}' for one in like)} < {' '.join(f'{code:x}' for code in codes)}"
        for like, codes in sorted((like, sorted(codes)) for like, codes in alike.items())
    ]
    wrapped = "\n".join(part for line in lines for part in _wrapped(line))
    text = HEAD.format(version=_unicode_version(suffix), lines=wrapped)
    TARGET.write_text(text, encoding="utf-8")
    print(f"{sum(map(len, alike.values()))} letters, {len(text) // 1024} KiB")
    return 0


def _skeletons(library: ctypes.CDLL, suffix: str):  # type: ignore[no-untyped-def]  # noqa: ANN202
    """Return a function that gives ICU's skeleton of a text."""
    error = ctypes.c_int(0)
    begin = getattr(library, f"uspoof_open{suffix}")
    begin.restype = ctypes.c_void_p
    checker = ctypes.c_void_p(begin(ctypes.byref(error)))
    get = getattr(library, f"uspoof_getSkeletonUTF8{suffix}")

    def skeleton(text: str) -> str:
        data, out, problem = text.encode(), ctypes.create_string_buffer(256), ctypes.c_int(0)
        size = get(checker, 0, data, len(data), out, len(out), ctypes.byref(problem))
        return out.raw[:size].decode()

    return skeleton


def _plain(text: str) -> str:
    """Return a text without compatibility forms and accents."""
    parts = unicodedata.normalize("NFKD", text)
    return "".join(one for one in parts if not unicodedata.combining(one))


def _wrapped(line: str, widest: int = 100) -> list[str]:
    """Return a line as several that fit, each with its head."""
    looks, _, letters = line.partition(" < ")
    parts = [f"{looks} <"]
    for one in letters.split():
        if len(parts[-1]) + len(one) >= widest:
            parts.append(f"{looks} <")
        parts[-1] += f" {one}"
    return parts


def _unicode_version(suffix: str) -> str:
    name = ctypes.util.find_library("icuuc")
    version = (ctypes.c_uint8 * 4)()
    getattr(ctypes.CDLL(name), f"u_getUnicodeVersion{suffix}")(version)
    return ".".join(map(str, list(version)[:2]))


if __name__ == "__main__":
    sys.exit(main())
