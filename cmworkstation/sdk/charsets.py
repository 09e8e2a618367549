"""Foreign bytes as text, whatever their charset is called and whether or not that is true."""

import codecs
import re

# Codecs of Python that are charsets of mail and of the web. UTF-7 is not: it hides markup from whoever looks for it.
CHARSET = re.compile(
    r"utf-8|utf-16(-[bl]e)?|utf-32(-[bl]e)?|ascii|iso8859-\d+|cp\d+|koi8-[rut]|gb\w+|big5\w*|euc_\w+|iso2022_\w+"
    r"|shift_jis\w*|mac-\w+|johab|hz|tis-620|ptcp154|kz1048|hp-roman8"
)
# What mail programs mean by these names is a larger set than the name says.
MEANT = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "iso8859-9": "cp1254",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
    "big5": "cp950",
}
OTHER_NAMES = {
    "ks_c_5601-1987": "cp949",
    "iso-8859-8-i": "iso8859-8",
    "iso-8859-8-e": "iso8859-8",
    "iso-8859-6-i": "iso8859-6",
    "x-sjis": "cp932",
    "x-gbk": "gb18030",
    "x-mac-roman": "mac-roman",
    "unicode-1-1-utf-8": "utf-8",
    "utf8mb4": "utf-8",
}
NAME_CAP = 40
# In these two every text is sound, so that only its bytes tell whether it is UTF-8 under a wrong name.
ALWAYS_SOUND = {"cp1252", "cp1254"}


def text(data: bytes, charset: str = "") -> tuple[str, str]:
    """Return `data` as text without NULs, and what was wrong with its charset ("" for nothing). Never raises."""
    known = codec(charset)
    defect = "" if known or not charset else "unknown charset"
    if known == "utf-16" and not data.startswith((b"\xff\xfe", b"\xfe\xff")) and b"\0" not in data:
        known = ""  # ordinary letters under a wrong name
    if known and known not in ALWAYS_SOUND:
        found = data.decode(known, "replace")
        if "\ufffd" in found:
            defect = "bytes that are not in its charset"
            guessed = (
                _guess(data) if known == "utf-8" and found.count("\ufffd") * 8 > len(data) else None
            )
            found = guessed or found
    else:
        found = _guess(data, known or "cp1252")
    return _sound(found), defect


def codec(charset: str) -> str:
    """Return the name of Python's codec for a charset of mail, "" for an unknown or a refused one."""
    name = charset.strip("\"' \t\r\n;").lower()[:NAME_CAP]
    name = OTHER_NAMES.get(name, name)
    try:
        found = codecs.lookup(name).name
    except (LookupError, ValueError, UnicodeError):
        return ""
    found = MEANT.get(found, found)
    return found if CHARSET.fullmatch(found) else ""


def _guess(data: bytes, otherwise: str = "cp1252") -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode(otherwise, "replace")


def _sound(found: str) -> str:
    if "\0" in found:
        found = found.replace("\0", "")
    # Half a surrogate pair, which some of the codecs let through, can be written nowhere.
    return found if found.isascii() else found.encode("utf-8", "replace").decode()
