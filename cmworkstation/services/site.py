"""A readable site of conversations: static pages that run nothing and load nothing from elsewhere.

By month, by account, by person and by word as in the back of a book, so that it is searched without a script. It is
written into a new folder, whole or not at all.
"""

import re
from collections import defaultdict
from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from cmworkstation.domain import foreign
from cmworkstation.domain.folding import fold
from cmworkstation.domain.media import end_of
from cmworkstation.domain.progress import Progress
from cmworkstation.domain.taking_out import (
    Door,
    Entry,
    Front,
    Listing,
    Register,
    Row,
    Share,
    SitePages,
    Whole,
    in_pages,
    people_of,
)
from cmworkstation.killpoint import reach
from cmworkstation.services.taking_out import TakingOut
from cmworkstation.store import taking_out as table
from cmworkstation.store.whole_folder import whole_folder

LISTED: Final = 200  # conversations on a page
ENTRIES: Final = 300  # people or words on a page
OFTEN: Final = 12  # a word that more conversations share leads nowhere
MOST_WORDS: Final = 300_000  # that are kept in mind
DIGITS = re.compile(r"(\d{1,18})")
WORD = re.compile(r"[^\W\d_]{4,40}")


@dataclass(slots=True)
class _Found:
    """What was met on the way through the conversations."""

    rows: list[Row] = field(default_factory=list)
    people: dict[object, tuple[str, list[int]]] = field(default_factory=dict)
    words: dict[str, list[int]] = field(default_factory=dict)
    titles: dict[int, str] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)  # hash → where it lies
    messages: int = 0


class Sites:
    """Writes sites. Run the generator on a lane."""

    def __init__(self, taking_out: TakingOut) -> None:
        """Take who reads conversations."""
        self._from = taking_out

    def write(
        self, target: Path, wanted: Sequence[int], share: Share, pages: SitePages
    ) -> Generator[Progress, None, int]:
        """Write a site into a folder that is new or empty; return how many conversations it has.

        Closing the generator leaves nothing. Raises `NotAllowed` where the folder has files, `BackupFailed`, `NoRoom`.
        """
        found = _Found()
        with whole_folder(target) as folder:
            others = yield from self._from.others(wanted, share, pages.person)
            for inner in ("conversations", "months", "accounts", "people", "words", "media"):
                (folder / inner).mkdir()
            listed = table.rows(self._from.workspace.read(), wanted)
            for n, row in enumerate(listed):
                one = self._from.whole(row.id, share, others)
                self._put_pieces(folder, one, found)
                month = f"{row.at.astimezone():%Y-%m}"
                page = pages.conversation(one, month, found.files)
                _write(folder / "conversations" / f"{row.id}.html", page)
                _note(found, row, one)
                reach("site.page")
                yield Progress(n, len(listed), "write")
            months, accounts = _by_month(found.rows), _by_account(found.rows)
            for page, text in _listings(pages, months, accounts):
                _write(folder / page, text)
                yield Progress(len(listed), len(listed), "write")
            people, words = _registers(found)
            for one_register in (*people, *words):
                _write(folder / one_register.page, pages.register(one_register))
                yield Progress(len(listed), len(listed), "write")
            front = Front(
                self._from.clock.now(),
                self._from.by(),
                share,
                len(found.rows),
                found.messages,
                tuple(Door(name, _month_page(name), len(rows)) for name, rows in months),
                tuple(
                    Door(name, f"accounts/{n}.html", len(rows))
                    for n, (name, rows) in enumerate(accounts, 1)
                ),
                people[0].doors if people else (),
                words[0].doors if words else (),
            )
            _write(folder / "index.html", pages.front(front))
        return len(found.rows)

    def _put_pieces(self, folder: Path, one: Whole, found: _Found) -> None:
        for line in one.lines:
            for piece in line.pieces:
                if piece.hash not in found.files:
                    name = f"media/{piece.hash}.{end_of(piece.type)}"
                    (folder / name).write_bytes(self._from.data(piece.hash))
                    found.files[piece.hash] = name


def folder_name(stamp: str) -> str:
    """Return what a site is called unless a person calls it otherwise; `stamp` is a day."""
    return f"site-{stamp}"


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", errors="replace", newline="\n")


def _note(found: _Found, row: Row, one: Whole) -> None:
    people = dict(people_of(one))
    title = foreign.line(one.title, 100)
    found.rows.append(
        replace(row, title=title, people=tuple(people.values())[:3], messages=len(one.lines))
    )
    found.titles[one.id] = title
    found.messages += len(one.lines)
    for key, name in people.items():
        found.people.setdefault((one.account_id, key), (name, []))[1].append(one.id)
    said = " ".join((one.title, *(line.text for line in one.lines if not line.deleted_at)))
    for word in set(WORD.findall(said.casefold())):
        homes = found.words.get(word)
        if homes is None:
            if len(found.words) < MOST_WORDS:
                found.words[word] = [one.id]
        elif len(homes) <= OFTEN:
            homes.append(one.id)


def _by_month(rows: Iterable[Row]) -> list[tuple[str, list[Row]]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[f"{row.at.astimezone():%Y-%m}"].append(row)
    return [(name, _newest_first(found[name])) for name in sorted(found, reverse=True)]


def _by_account(rows: Iterable[Row]) -> list[tuple[str, list[Row]]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.account].append(row)
    return [(name, _newest_first(found[name])) for name in sorted(found, key=str.casefold)]


def _newest_first(rows: list[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: (row.at, row.id), reverse=True)


def _month_page(name: str) -> str:
    return f"months/{name}.html"


def _listings(
    pages: SitePages,
    months: Sequence[tuple[str, list[Row]]],
    accounts: Sequence[tuple[str, list[Row]]],
) -> Iterator[tuple[str, str]]:
    named = [(True, name, f"months/{name}", rows) for name, rows in months]
    named += [(False, name, f"accounts/{n}", rows) for n, (name, rows) in enumerate(accounts, 1)]
    for month, name, place, rows in named:
        all_pages = in_pages(place, len(rows), LISTED)
        for number, page in enumerate(all_pages, 1):
            part = tuple(rows[(number - 1) * LISTED : number * LISTED])
            yield page, pages.listing(Listing(month, name, part, number, tuple(all_pages)))


def _registers(found: _Found) -> tuple[list[Register], list[Register]]:
    people = sorted(
        (Entry(name, _found_in(homes, found)) for name, homes in found.people.values()),
        key=_in_order,
    )
    words = sorted(
        (
            Entry(word, _found_in(homes, found))
            for word, homes in found.words.items()
            if len(homes) <= OFTEN
        ),
        key=_in_order,
    )
    return _register(people, is_people=True), _register(words, is_people=False)


def _found_in(homes: Iterable[int], found: _Found) -> tuple[tuple[int, str], ...]:
    return tuple((home, found.titles[home]) for home in homes)


def _register(entries: Sequence[Entry], *, is_people: bool) -> list[Register]:
    """Return the pages of a register, in the order of the alphabet; each begins with its first entry."""
    folder = "people" if is_people else "words"
    parts = [entries[at : at + ENTRIES] for at in range(0, len(entries), ENTRIES)]
    names = in_pages(f"{folder}/{folder}", len(entries), ENTRIES)
    doors = tuple(
        Door(f"{_begins(part[0])}–{_begins(part[-1])}", page, len(part))
        for part, page in zip(parts, names, strict=False)
    )
    return [
        Register(is_people, door.name, tuple(part), door.page, doors)
        for part, door in zip(parts, doors, strict=True)
    ]


def _begins(one: Entry) -> str:
    letters = "".join(re.findall(r"\w", one.name))
    numbered = re.search(r"\d+$", one.name)  # "Person 12", where names stay out
    return numbered[0] if numbered else letters[:3].title() or "…"


def _in_order(one: Entry) -> tuple[object, ...]:
    """Sort as people do: 2 before 10, é beside e."""
    folded = fold(one.name)
    parts = [(int(part), "") if part.isdecimal() else (0, part) for part in DIGITS.split(folded)]
    return (parts, one.name)
