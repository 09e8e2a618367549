"""Names of files that strangers chose, made fit to stand in a folder of this machine.

One function for everything that is saved under a foreign name: attachments, exports. A name can lead out of its
folder, hide, turn its ending round ("a.pdf" that ends in ".exe"), or mean a device.
"""

import re
import unicodedata
from urllib.parse import unquote, urlsplit

from cmworkstation.domain.foreign import CONTROL, INVISIBLE
from cmworkstation.domain.message import Attachment

LONGEST = 120  # bytes of UTF-8; file systems stop at 255, paths on Windows at 260
LONGEST_ENDING = 16
# What separates folders, and signs that look the same; what Windows and its command line take for orders.
SEPARATOR = re.compile(r"[/\\\u2044\u2215\u29f8\uff0f\uff3c]")
RESERVED = re.compile('[<>:"|?*]')
OTHER_SPACE = re.compile(r"\s+")
MORE_INVISIBLE = re.compile(
    "[\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200d\u3164\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
DEVICE = re.compile(
    r"(?:CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|(?:COM|LPT)[0-9\u00b9\u00b2\u00b3])", re.IGNORECASE
)
ENDING = re.compile(r"\.[A-Za-z0-9]{1,15}")

# Endings by which a system starts a program, runs a script or opens a container of one.
PROGRAMS = frozenset(
    """
    ade adp apk app application appimage appref-ms appx appxbundle bash bat bin chm cmd com command cpl crx csh
    deb desktop diagcab dll dmg docm dotm elf exe ext gadget hta img inf ins iso jar jnlp js jse ksh lnk mde
    msc msh msi msix msp mst ocx osx out paf pif pkg pl potm ppam ppsm pptm prg ps1 ps1xml ps2 psc1 psm1 py pyc
    pyw rb reg rpm run scf scpt scr sct settingcontent-ms sh shb shs sldm snap sys tcl terminal url vb vbe vbs
    vhd vhdx website webloc workflow ws wsc wsf wsh xbap xlam xll xlsm xltm xpi zsh
    """.split()
)
# These are opened by the browser, with what they hold of script.
PAGES = frozenset("htm html mht mhtml shtml svg svgz xht xhtml xml xsl xslt".split())
PROGRAM_TYPES = re.compile(
    r"application/(?:x-(?:ms(?:dos|download|i)|executable|sh|shellscript|elf|mach-binary|java|perl|python|bat|dosexec)"
    r"|java-archive|vnd\.microsoft\.portable-executable|vnd\.android\.package-archive|hta|javascript)|text/javascript"
)
ENDINGS = {
    "application/pdf": "pdf",
    "application/zip": "zip",
    "application/json": "json",
    "application/msword": "doc",
    "application/vnd.oasis.opendocument.text": "odt",
    "application/vnd.oasis.opendocument.spreadsheet": "ods",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "pptx",
    "audio/mpeg": "mp3",
    "audio/ogg": "ogg",
    "image/bmp": "bmp",
    "image/gif": "gif",
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "message/rfc822": "eml",
    "text/calendar": "ics",
    "text/csv": "csv",
    "text/plain": "txt",
    "text/vcard": "vcf",
    "video/mp4": "mp4",
    "video/webm": "webm",
}


def safe(name: str, type_: str = "", otherwise: str = "file") -> str:
    """Return a name that stays in its folder, shows what it is and can be written on every system.

    A name that ends in nothing gets the ending of its media type; one of which nothing is left is `otherwise`.
    """
    last = SEPARATOR.split(name[: LONGEST * 50])[-1]
    text = unicodedata.normalize("NFC", last)
    text = MORE_INVISIBLE.sub("", INVISIBLE.sub("", CONTROL.sub("", text)))
    text = RESERVED.sub("_", OTHER_SPACE.sub(" ", text))
    text = text.strip(" .~")
    text = text or otherwise
    if not ENDING.fullmatch(ending(text)) and type_ in ENDINGS:
        text += "." + ENDINGS[type_]
    if DEVICE.fullmatch(text.partition(".")[0].strip()):
        text = "_" + text
    return _short(text)


def of(one: Attachment) -> str:
    """Return the name under which a file of a message is shown and saved."""
    try:
        last = (
            unquote(urlsplit(one.url).path).rpartition("/")[2] if one.url.startswith("http") else ""
        )
    except ValueError:
        last = ""
    return safe(one.title or last, one.type, one.kind)


def is_program(name: str, type_: str = "") -> bool:
    """Tell whether a file could do something by itself when a person opens it."""
    last = ending(safe(name)).lower().lstrip(".")
    return last in PROGRAMS or last in PAGES or bool(PROGRAM_TYPES.match(type_.lower()))


def numbered(name: str, n: int) -> str:
    """Return a name for the n-th file of the same name: "plan (2).pdf"."""
    last = ending(name)
    return _short(name.removesuffix(last), f" ({n}){last}")


def ending(name: str) -> str:
    """Return a name's ending with its dot, "" when there is none."""
    dot = name.rfind(".")
    return name[dot:] if dot > 0 and len(name) - dot <= LONGEST_ENDING else ""


def _short(name: str, kept: str = "") -> str:
    """Return a name of at most `LONGEST` bytes that keeps its ending."""
    kept = kept or ending(name)
    stem = name.removesuffix(kept) if kept else name
    room = LONGEST - len(kept.encode())
    cut = (
        stem.encode()[:room].decode("utf-8", "ignore").rstrip(" .")
        if len(stem.encode()) > room
        else stem
    )
    return cut + kept
