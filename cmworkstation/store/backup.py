"""Copies of the database file: written by SQLite's backup API, then opened, checked and counted.

The copy is one snapshot: a read transaction of its own connection is held while it is made, so that what is
written meanwhile neither disturbs the copy nor waits for it. It ends in rollback mode, because a file in WAL mode
cannot be read from a disk or a share that is read-only. Until everything was found right it bears a name that no
list of copies shows; a note (JSON) with counts and digest stands beside it.
"""

import contextlib
import json
import queue
import shutil
import sqlite3
import threading
from collections.abc import Callable, Generator, Mapping
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

from cmworkstation import __version__
from cmworkstation.domain.backup import Backup, Why
from cmworkstation.domain.errors import (
    BackupDamaged,
    BackupFailed,
    BackupMissing,
    NoRoom,
    StoreDamaged,
    WorkstationError,
)
from cmworkstation.domain.progress import Progress
from cmworkstation.killpoint import reach
from cmworkstation.store import files, sealed, words
from cmworkstation.store.corruption import detail, is_corruption
from cmworkstation.store.names import BACKUPS, WHERE
from cmworkstation.store.room import is_no_room
from cmworkstation.store.whole_folder import failure

PAGES = 512  # copied at a time; between two times a cancellation is heard
MARGIN = 16 << 20  # bytes that stay free on the disk beyond the copy itself
PART = ".part"

WRITTEN = (
    *("draft", "draft_revision", "outbox", "outbox_step", "charter", "charter_version"),
    *("promise", "waiver", "question_mark", "rule_outcome"),
    *("charter_draft", "signoff", "pack_text"),
    *("approval_request", "approval_act", "approval_look", "signed_file"),
    *("account", "setting", "journal", "journal_payload"),
    *("triage_walk", "reply_time", "interest", "pause"),
    *("profile", "profile_key", "mandate"),
    *("label", "conversation_label", "snooze", "note", "note_revision", "note_draft", "saved_view"),
    *("inbox_rule", "inbox_rule_revision", "inbox_rule_effect", "batch", "batch_item"),
    *("media", "media_alt", "draft_media", "outbox_media"),
    *("annotation", "review_sample", "review_item"),
    *("capture", "capture_media"),
    *("erasure", "legal_hold", "retention_rule"),
    *("freeze", "frozen_reply", "frozen_rule", "drill"),
    *("presence", "handle_check", "audience", "reachable", "mirror", "media_axes"),
    *("crisis_episode", "roster", "crisis_call", "debrief", "debrief_action"),
    *("dashboard_note", "voice_goal"),
    *("experience", "correction"),
    *("statement_use", "statement_post", "post_place"),
    *("alert", "place_decision"),
    *("watch_query", "watch_source", "mention", "mention_query", "mention_sketch", "mention_tag"),
    *("topic", "topic_conversation", "topic_spared"),
    *("contact", "contact_author", "contact_merge", "contact_topic", "contact_consent"),
    *("contact", "contact_author", "contact_merge", "contact_topic", "contact_consent"),
    *("relation", "relation_event", "relation_told", "project_end", "solicitation"),
    *("dashboard_note", "voice_goal"),
    *("watch_query", "watch_source", "mention", "mention_query", "mention_sketch", "mention_tag"),
    *("topic", "topic_conversation", "topic_spared"),
    *("dialogue", "dialogue_place", "contribution", "dialogue_told", "expert_request"),
    *("department", "briefing", "briefing_sketch", "briefing_quote", "briefing_pick"),
    *("channel", "operation", "operation_revision", "coherence_dismissal", "news", "relay"),
)

T = TypeVar("T")
Tell = Callable[[Progress], None]


class _Cancelled(Exception):
    """Nobody wants the result any more."""


def copy(
    source: Path,
    target: Path,
    why: Why,
    made_at: datetime,
    *,
    workspace: str = "",
    whole: bool = True,
    lock: "sealed.Lock | None" = None,
) -> Generator[Progress, None, Backup]:
    """Copy a database to `target` and check the copy; `whole` false leaves out the slow checks.

    With a `lock` the copy is encrypted, and what can be read is written beside the source alone. Raises `NoRoom`
    before anything is written, `StoreDamaged` when the copy shows that the source is damaged, and `BackupFailed`
    when nothing can be written there. Closing the generator stops the work and leaves nothing.
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BackupFailed(type(error).__name__) from error
    partial = target.with_name(target.name + PART)
    if lock is not None:
        partial = source.with_name(f"{target.name}.plain{PART}")

    def work(tell: Tell) -> Backup:
        try:
            counted = _copy_pages(source, partial, tell)
            _check(partial, counted, tell, whole=whole)
            made = Backup(
                target,
                made_at,
                partial.stat().st_size,
                why,
                schema=schema(partial),
                program=__version__,
                workspace=workspace,
                sha256=files.sha256(partial),
                rows=counted,
            )
            tell(Progress(1, 1, "write"))
            if lock is not None:
                made = _sealed(partial, made, lock, tell)
            else:
                files.write(note_of(target), _note(made))
                files.place(partial, target)
            reach("backup.placed")
        except OSError as error:
            raise failure(error, target) from error
        except sqlite3.Error as error:
            raise _in_words(error, partial) from error
        finally:
            for left in (
                *(partial, partial.with_name(partial.name + "-journal")),
                target.with_name(target.name + PART),
            ):
                with contextlib.suppress(OSError):
                    left.unlink(missing_ok=True)
        return made

    return (yield from _beside(work))


def pages(source: sqlite3.Connection, target: Path) -> Generator[Progress, None, None]:
    """Copy all pages that a connection sees to a new file in rollback mode.

    `source` must be open to other threads (`check_same_thread=False`). Raises `NoRoom` and `StoreDamaged`.
    """
    yield from _beside(lambda tell: _pages(source, target, tell))


def listed(folder: Path) -> tuple[Backup, ...]:
    """Return the copies in a folder, newest first; a file without a note is known by its age and size alone."""
    found = []
    names = (f"*{end}" for end in (".db", sealed.SUFFIX))
    for path in (one for name in names for one in folder.glob(name)) if folder.is_dir() else ():
        with contextlib.suppress(OSError, StoreDamaged, BackupDamaged):  # gone, or no file of ours
            found.append(described(path))
    return tuple(sorted(found, key=lambda one: (one.made_at, one.path.name), reverse=True))


def home(workspace: Path) -> Path:
    """Return the folder in which copies of a workspace are written: the chosen one, else the one beside it."""
    try:
        chosen = (workspace / WHERE).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        chosen = ""
    return Path(chosen) if chosen else workspace / BACKUPS


def is_chosen(workspace: Path) -> bool:
    """Tell whether copies of a workspace go into a folder that somebody chose."""
    return home(workspace) != workspace / BACKUPS


def choose_home(workspace: Path, folder: Path | None) -> None:
    """Remember another folder for copies, None for the one beside the workspace. Raises `BackupFailed`."""
    try:
        if folder is None:
            (workspace / WHERE).unlink(missing_ok=True)
        else:
            files.write(workspace / WHERE, f"{folder}\n")
    except OSError as error:
        raise BackupFailed(type(error).__name__) from error


def all_of(workspace: Path) -> tuple[Backup, ...]:
    """Return all copies of a workspace, newest first: in the chosen folder and beside it."""
    found = {one.path: one for one in (*listed(workspace / BACKUPS), *listed(home(workspace)))}
    return tuple(sorted(found.values(), key=lambda one: one.made_at, reverse=True))


def described(path: Path) -> Backup:
    """Return what is known of one copy.

    Raises `OSError`, `StoreDamaged` where it is no database, and `BackupDamaged` where it is no encrypted copy.
    """
    state = path.stat()
    is_sealed = sealed.is_sealed(path)
    plain = Backup(
        path,
        datetime.fromtimestamp(state.st_mtime).astimezone(),
        state.st_size,
        schema=0 if is_sealed else schema(path),
        sealed=is_sealed,
    )
    try:
        read = (
            sealed.note(path)
            if is_sealed
            else json.loads(note_of(path).read_text(encoding="utf-8"))
        )
        return replace(
            plain,
            schema=int(read["schema"]) if is_sealed else plain.schema,
            made_at=datetime.fromisoformat(read["made_at"]),
            why=Why(read["why"]),
            program=str(read["program"]),
            workspace=str(read["workspace"]),
            sha256=str(read["sha256"]),
            rows={str(name): int(n) for name, n in read["rows"].items()},
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return plain


def forget(one: Backup) -> None:
    """Take a copy away, the file before its note."""
    one.path.unlink(missing_ok=True)
    note_of(one.path).unlink(missing_ok=True)


def sound(one: Backup) -> bool:
    """Tell whether a copy is still what was written, byte for byte; True where its note says nothing.

    An encrypted one shows that when it is opened.
    """
    return one.sealed or not one.sha256 or files.sha256(one.path) == one.sha256


def unlocked(one: Backup, target: Path, secret: str) -> Generator[Progress, None, Backup]:
    """Write what an encrypted copy holds to `target`; return it as a copy that is not encrypted.

    Raises `WrongPassphrase`, `BackupDamaged`, `BackupMissing`, `BackupFailed` and `NoRoom`; then nothing is left.
    """
    if not one.path.is_file():
        raise BackupMissing("gone")
    free = room(target.parent)
    if free < one.size + MARGIN:
        raise NoRoom(one.size + MARGIN, free)

    def work(tell: Tell) -> Backup:
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.unlink(missing_ok=True)
            sealed.unseal(one.path, target, secret, tell)
        except OSError as error:
            raise failure(error, target) from error
        return replace(one, path=target, sealed=False, came_from=one.path.name)

    return (yield from _beside(work))


def carry_over(one: Backup, folder: Path) -> Generator[Progress, None, Backup]:
    """Copy a copy to another folder, byte for byte, and compare; return it. Raises `BackupFailed`, `NoRoom`."""
    target = folder / one.path.name
    partial = target.with_name(target.name + PART)
    digest = sha256()
    try:
        if room(folder) < one.size + MARGIN:
            raise NoRoom(one.size + MARGIN, room(folder))
        with one.path.open("rb") as source, partial.open("wb") as out:
            done = 0
            while part := source.read(files.CHUNK):
                out.write(part)
                digest.update(part)
                done += len(part)
                yield Progress(done, max(done, one.size), "copy")
        if files.sha256(partial) != digest.hexdigest():
            raise BackupFailed("other bytes came back")
        if note_of(one.path).exists():
            files.write(note_of(target), note_of(one.path).read_text(encoding="utf-8"))
        files.place(partial, target)
        reach("backup.carried")
        return replace(one, path=target)
    except OSError as error:
        raise failure(error, target) from error
    finally:
        with contextlib.suppress(OSError):
            partial.unlink(missing_ok=True)


def note_of(path: Path) -> Path:
    """Return where the note about a copy stands."""
    return path.with_suffix(".json")


def schema(path: Path) -> int:
    """Return the schema number that a database file bears in its head. Raises `StoreDamaged`."""
    with path.open("rb") as file:
        head = file.read(100)
    if len(head) < 100 or not head.startswith(b"SQLite format 3\0"):  # noqa: PLR2004 - SQLite's head
        raise StoreDamaged("file is not a database")
    return int.from_bytes(head[60:64], "big")


def counts(connection: sqlite3.Connection) -> dict[str, int]:
    """Return how many rows each table has, those of the search index included."""
    names = connection.execute(
        "SELECT name FROM sqlite_schema WHERE type='table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
        " AND name NOT LIKE 'sqlite_%' ORDER BY name"
    ).fetchall()
    return {
        name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]
        for (name,) in names
    }


def faults(connection: sqlite3.Connection, *, whole: bool = True) -> list[str]:
    """Check a database on a connection that may write; return what is wrong, in SQLite's words."""
    try:
        how = "integrity_check" if whole else "quick_check"
        found = [row[0] for row in connection.execute(f"PRAGMA {how}(20)") if row[0] != "ok"]
        found += [
            f"foreign key: {tuple(row)}" for row in connection.execute("PRAGMA foreign_key_check")
        ]
        if whole:
            _read_what_people_wrote(connection)
            try:
                words.check(connection)
            except sqlite3.DatabaseError as error:
                if not is_corruption(error):
                    raise
                found.append(f"search index: {error}")
    except sqlite3.DatabaseError as error:
        if not is_corruption(error):  # it cannot be looked at, which says nothing of it
            raise
        return [detail(error)]
    return found


def _read_what_people_wrote(connection: sqlite3.Connection) -> None:
    """Read every text that no index holds: one that is none is only met by reading it.

    A file that waits for its migration has not all of the tables yet.
    """
    known = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
    for table in (one for one in WRITTEN if one in known):
        for _ in connection.execute(f"SELECT * FROM {table}"):
            pass


def room(folder: Path) -> int:
    """Return how many bytes are free where `folder` is or will be."""
    at = folder
    while not at.exists():
        at = at.parent
    return shutil.disk_usage(at).free


def needs(path: Path) -> int:
    """Return how many bytes a copy of a database needs."""
    wal = path.with_name(path.name + "-wal")
    return path.stat().st_size + (wal.stat().st_size if wal.exists() else 0) + MARGIN


def _sealed(plain: Path, made: Backup, lock: "sealed.Lock", tell: Tell) -> Backup:
    """Encrypt a copy that was checked, open it again, and give it its place."""
    partial = made.path.with_name(made.path.name + PART)
    if room(partial.parent) < plain.stat().st_size + MARGIN:
        raise NoRoom(plain.stat().st_size + MARGIN, room(partial.parent))
    sealed.seal(plain, partial, lock, json.loads(_note(made)), tell)
    reach("backup.sealed")
    files.place(partial, made.path)
    return replace(made, size=made.path.stat().st_size, sealed=True)


def _copy_pages(source: Path, partial: Path, tell: Tell) -> dict[str, int]:
    wanted, free = needs(source), room(partial.parent)
    if free < wanted:
        raise NoRoom(wanted, free)
    with contextlib.closing(_open(source, "?mode=ro")) as snapshot:
        try:
            snapshot.execute("BEGIN")
            counted = counts(snapshot)  # begins the snapshot, too
        except sqlite3.Error as error:
            raise _in_words(error, partial) from error
        _pages(snapshot, partial, tell)
    return counted


def _pages(snapshot: sqlite3.Connection, partial: Path, tell: Tell) -> None:
    def told(status: int, left: int, total: int) -> None:
        del status
        tell(Progress(total - left, total, "copy"))

    partial.unlink(missing_ok=True)
    try:
        with contextlib.closing(_open(partial)) as made:
            snapshot.backup(made, pages=PAGES, progress=told)
            made.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.Error as error:
        raise _in_words(error, partial) from error


def _in_words(error: sqlite3.Error, partial: Path) -> WorkstationError:
    """Return what an error means: the source is damaged, there is no room, or the copy cannot be written."""
    if is_corruption(error):
        return StoreDamaged(detail(error))
    if is_no_room(error):
        return NoRoom(0, room(partial.parent))
    return BackupFailed(str(error))


def _check(partial: Path, counted: Mapping[str, int], tell: Tell, *, whole: bool) -> None:
    tell(Progress(0, 0, "check"))
    with contextlib.closing(_open(partial)) as made:
        made.set_progress_handler(lambda: _told(tell), 20_000)
        try:
            wrong = faults(made, whole=whole)
            if not wrong and counts(made) != counted:
                wrong = ["the copy holds other rows than its source"]
        except sqlite3.OperationalError as error:
            if "interrupted" in str(error):  # the handler asked for an end
                raise _Cancelled from error
            raise
    if wrong:
        raise StoreDamaged(wrong[0])


def _told(tell: Tell) -> int:
    try:
        tell(Progress(0, 0, "check"))
    except _Cancelled:
        return 1
    return 0


def _open(path: Path, more: str = "") -> sqlite3.Connection:
    return sqlite3.connect(
        path.absolute().as_uri() + more, uri=True, isolation_level=None, timeout=10
    )


def _note(one: Backup) -> str:
    facts: dict[str, Any] = {
        "file": one.path.name,
        "made_at": one.made_at.isoformat(),
        "why": one.why,
        "program": one.program,
        "schema": one.schema,
        "workspace": one.workspace,
        "bytes": one.size,
        "sha256": one.sha256,
        "rows": dict(one.rows),
    }
    return json.dumps(facts, ensure_ascii=False, indent=1) + "\n"


def _beside(work: Callable[[Tell], T]) -> Generator[Progress, None, T]:
    """Run `work` on a thread of its own and yield what it tells; closing the generator makes its next word fail."""
    told: queue.SimpleQueue[Progress | None] = queue.SimpleQueue()
    stop = threading.Event()
    result: list[T] = []
    trouble: list[BaseException] = []

    def tell(step: Progress) -> None:
        if stop.is_set():
            raise _Cancelled
        told.put(step)

    def run() -> None:
        try:
            result.append(work(tell))
        except BaseException as error:  # noqa: BLE001 - carried to whoever waits
            trouble.append(error)
        told.put(None)

    thread = threading.Thread(target=run, name="backup")
    thread.start()
    try:
        while (step := told.get()) is not None:
            yield step
    finally:
        stop.set()
        thread.join()
    if trouble:
        raise trouble[0]
    return result[0]
