"""A mail that somebody forwarded: who wrote what was forwarded, when, and its words.

What is attached as a whole message says it itself. Where a program copied it into the text, the lines that it set above
tell: "From", "Date" and so on, in the languages of the programs that people use here.
"""

import re
from datetime import datetime
from email.utils import parsedate_to_datetime

from cmworkstation.domain.errors import Unreadable
from cmworkstation.domain.values import dataclass
from cmworkstation.sdk import html as markup
from cmworkstation.sdk.mime import reading
from cmworkstation.sdk.mime.addresses import people

FIELDS = {
    "from": "from de von da expéditeur",
    "date": "date sent envoyé gesendet datum",
    "subject": "subject objet sujet betreff",
    "other": "to cc bcc à an pour kopie copie reply-to répondre",
}
NAMES = {word: field for field, words in FIELDS.items() for word in words.split()}
LINE = re.compile(
    r"[>\s*_]{0,8}([^\W\d_]{2,12}(?:-to)?|à|À)[*_]{0,2}\s?:[*_]{0,2}\s{0,4}(\S.{0,400})"
)
WITHIN = 8  # lines in which the fields stand together
DEEPEST = 3  # forwarded messages within one another
MONTHS = (
    "jan janv january janvier januar",
    "feb fév févr february février februar",
    "mar mars march märz",
    "apr avr april avril",
    "may mai",
    "jun june juin juni",
    "jul juil july juillet juli",
    "aug août august",
    "sep sept september septembre",
    "oct october octobre oktober okt",
    "nov november novembre",
    "dec déc december décembre dezember dez",
)
MONTH = {word: n for n, words in enumerate(MONTHS, 1) for word in words.split()}
DAY = re.compile(r"(?<!\d)(\d{1,2})(?:er|st|nd|rd|th|\.)?\s+([^\W\d_]{3,10})\.?,?\s+(\d{4})")
DAY_US = re.compile(r"([^\W\d_]{3,10})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,\s+(\d{4})")
DAY_ISO = re.compile(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})")
HOUR = re.compile(r"(?<!\d)(\d{1,2})[:hH](\d{2})(?::(\d{2}))?\s?([AaPp])?\.?[Mm]?")


@dataclass(frozen=True, slots=True)
class Forwarded:
    """What a forwarded mail says. `at` is naive where it names no zone, None where it names no time."""

    author: str
    address: str
    at: datetime | None
    subject: str
    text: str


def read(raw: bytes, depth: int = DEEPEST) -> Forwarded:
    """Return what was forwarded, or the mail itself where nothing was. Raises `Unreadable`."""
    mail = reading.read(raw)
    inner = next((one for one in mail.parts if one.type == "message/rfc822"), None)
    if inner is not None and depth:
        try:
            return read(reading.part(raw, inner.section), depth - 1)
        except Unreadable:
            pass
    text = mail.text or markup.to_text(markup.clean(mail.html))
    found = in_text(text)
    if found is not None:
        return found
    return Forwarded(mail.sender.name, mail.sender.address, mail.date, mail.subject, text.strip())


def in_text(text: str) -> Forwarded | None:
    """Return what the text of a mail forwards, None where no lines of a forwarded mail stand in it."""
    lines = text.splitlines()
    for start, line in enumerate(lines):
        if not _field(line)[0]:
            continue
        fields, end = _fields(lines, start)
        if not {"from", "date"} <= fields.keys():
            continue
        sender = next(iter(people(fields["from"])), None)
        name, address = (sender.name, sender.address) if sender else (fields["from"], "")
        rest = "\n".join(_unquoted(one) for one in lines[end:]).strip()
        return Forwarded(
            name.strip(" *\"'"), address, moment(fields["date"]), fields.get("subject", ""), rest
        )
    return None


def moment(said: str) -> datetime | None:
    """Return the moment that a line of a forwarded mail names, naive without a zone; None for none."""
    try:
        return parsedate_to_datetime(said)
    except (ValueError, TypeError, IndexError):
        pass
    day = _day(said)
    if day is None:
        return None
    hour = HOUR.search(said)
    h, m, s = (int(hour[1]), int(hour[2]), int(hour[3] or 0)) if hour else (0, 0, 0)
    if hour and hour[4]:
        h = h % 12 + (12 if hour[4] in "pP" else 0)
    try:
        return datetime(*day, h, m, s)  # noqa: DTZ001 - it names no zone: the person does
    except ValueError:
        return None


def _day(said: str) -> tuple[int, int, int] | None:
    if found := DAY_ISO.search(said):
        return int(found[1]), int(found[2]), int(found[3])
    if (found := DAY.search(said)) and (month := MONTH.get(found[2].casefold())):
        return int(found[3]), month, int(found[1])
    if (found := DAY_US.search(said)) and (month := MONTH.get(found[1].casefold())):
        return int(found[3]), month, int(found[2])
    return None


def _fields(lines: list[str], start: int) -> tuple[dict[str, str], int]:
    """Return the fields that stand together from a line on, and where they end."""
    found: dict[str, str] = {}
    end = start
    for n in range(start, min(len(lines), start + WITHIN)):
        name, value = _field(lines[n])
        if name:
            found.setdefault(name, value)
            end = n + 1
        elif not lines[n].strip(" >\t") and {"from", "date"} <= found.keys():
            break
    return found, end


def _field(line: str) -> tuple[str, str]:
    found = LINE.match(line)
    return (NAMES.get(found[1].casefold(), ""), found[2].strip()) if found else ("", "")


def _unquoted(line: str) -> str:
    return re.sub(r"^(?:>\s?){1,4}", "", line)
