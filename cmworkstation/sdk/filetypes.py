"""What a file is by its bytes, whatever its name says."""

from cmworkstation.domain import filenames
from cmworkstation.sdk import pictures

BEGINNINGS = (  # the first bytes → media type
    (b"%PDF-", "application/pdf"),
    (b"ID3", "audio/mpeg"),
    (b"OggS", "audio/ogg"),
    (b"\x1aE\xdf\xa3", "video/webm"),
    (b"fLaC", "audio/flac"),
    (b"BM", "image/bmp"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/msword"),
)
PROGRAMS = (b"MZ", b"\x7fELF", b"#!", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe")
BRANDS = {
    b"heic": "image/heic",
    b"heix": "image/heic",
    b"mif1": "image/heic",
    b"avif": "image/avif",
}
ZIPPED = frozenset(
    {
        "application/vnd.oasis.opendocument.text",
        "application/vnd.oasis.opendocument.spreadsheet",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    }
)
TEXTS = frozenset({"text/plain", "text/csv", "text/calendar", "text/vcard", "application/json"})
PROGRAM, UNKNOWN = "application/x-executable", "application/octet-stream"
LOOKED_AT = 4096  # bytes that tell whether a file is a text
NAMED = {ending: type_ for type_, ending in filenames.ENDINGS.items()} | {
    "jpeg": "image/jpeg",
    "jpe": "image/jpeg",
    "heic": "image/heic",
    "avif": "image/avif",
    "tif": "image/tiff",
    "tiff": "image/tiff",
}


def type_of(  # noqa: PLR0911 - each return is one kind of file
    data: bytes, name: str
) -> str:
    """Return a file's media type by its bytes; its name tells only what the bytes leave open."""
    said = named(name)
    if found := pictures.kind_of(data):
        return found
    if data.startswith(PROGRAMS):
        return PROGRAM
    for beginning, type_ in BEGINNINGS:
        if data.startswith(beginning):
            return type_
    if data[4:8] == b"ftyp":
        return BRANDS.get(data[8:12], "video/mp4")
    if data.startswith(b"PK\x03\x04"):
        return said if said in ZIPPED else "application/zip"
    if data[:2] in (b"\xff\xfb", b"\xff\xf3", b"\xff\xf2"):
        return "audio/mpeg"
    if _is_text(data):
        return said if said in TEXTS else "text/plain"
    return UNKNOWN


def named(name: str) -> str:
    """Return the media type that a name claims, "" where it claims none."""
    return NAMED.get(filenames.ending(name).lower().lstrip("."), "")


def _is_text(data: bytes) -> bool:
    head = data[:LOOKED_AT]
    if b"\x00" in head:
        return False
    try:
        head.decode()
    except UnicodeDecodeError as error:
        return len(head) == LOOKED_AT and error.start > LOOKED_AT - 4
    return True
