"""The command about a charter's versions: what it does, and what it says. `cli` prints it.

cmworkstation charter versions | diff | impact | publish | sign | send-back | withdraw | export | take-in
"""

from argparse import Namespace
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cmworkstation.cli_arguments import day
from cmworkstation.cli_files import read_bytes, read_in, walk, write_out
from cmworkstation.cli_said import Adding, Run, Said
from cmworkstation.domain.charter.difference import Change, difference
from cmworkstation.domain.charter.numbering import renumbered
from cmworkstation.domain.charter.reading import SIZE_MAX, read_charter
from cmworkstation.domain.clock import to_ms
from cmworkstation.domain.errors import BackupMissing, CharterInvalid, NotAllowed
from cmworkstation.i18n import language, tr
from cmworkstation.words import versions as words

if TYPE_CHECKING:
    from cmworkstation.services.versions import VersionRow
    from cmworkstation.services.workstation import Services


def add_options(add: Adding) -> None:
    """Add what the versions of a charter are asked for with."""
    one = add("charter", tr("versions of a charter: compare, try, publish, show"), charter)
    one.add_argument("act", choices=tuple(ACTS))
    one.add_argument("charter", nargs="?", default="", help=tr("id; not needed where there is one"))
    one.add_argument("--file", type=Path, help=tr("a text, instead of the draft that is kept here"))
    one.add_argument(
        "--from", dest="old", default="", help=tr("number or hash; else what is in force")
    )
    one.add_argument("--version", dest="new", default="", help=tr("number or hash of a version"))
    one.add_argument("--number", default="", help=tr("another number than the one proposed"))
    one.add_argument("--day", type=day, default=None, help=tr("in force from, as 2026-03-31"))
    one.add_argument("--sign", action="store_true", help=tr("sign what was submitted at once"))
    one.add_argument("--why", default="", help=tr("a reason, or a word with the signature"))
    one.add_argument("--public", action="store_true", help=tr("the page for visitors"))
    one.add_argument("--format", choices=("html", "md"), default="html")
    one.add_argument("--in", dest="language", default="", help=tr("language of the page"))
    one.add_argument("--to", type=Path, help=tr("the file; the standard output when left out"))


def charter(services: "Services", options: Namespace) -> Said:
    """Carry out one act. Raises what the services raise."""
    return ACTS[options.act](services, options)


def versions(services: "Services", options: Namespace) -> Said:
    """List all versions of a charter, the newest first."""
    rows = services.versions.listed(_charter(services, options))
    lines = [_line(services, row) for row in rows]
    return Said({"versions": [_told(services, row) for row in rows]}, tuple(lines))


def diff(services: "Services", options: Namespace) -> Said:
    """Say what differs between two versions, or between the one in force and a text."""
    charter_id = _charter(services, options)
    old = _version(services, charter_id, options.old) if options.old else None
    holding = services.versions.in_force(charter_id)
    if old is None and holding is None:
        raise NotAllowed("no-version")
    before = services.versions.source(old.version.hash if old else holding.hash if holding else "")
    if options.new:
        after = services.versions.source(_version(services, charter_id, options.new).version.hash)
    else:
        after = _text(services, charter_id, options.file)
    changes = difference(read_charter(before), read_charter(after))
    facts = {"changes": [_change(one) for one in changes]}
    lines = [line for one in changes for line in _change_lines(one)]
    return Said(facts, tuple(lines) or (tr("Nothing differs."),))


def impact(services: "Services", options: Namespace) -> Said:
    """Say what a text would have said of the last replies, of every draft and every answer."""
    text = _text(services, _charter(services, options), options.file)
    found = walk(services.impact.report(text))
    rows = found.report.by_rule()
    facts = {
        "looked_at": dict(found.report.looked_at),
        "stopped": len(found.report.stopped),
        "stopped_last_month": found.stopped_last_month,
        "rules": [
            {
                "rule": one.rule,
                "severity": str(one.severity),
                "new": one.new,
                "gone": one.gone,
                "changed": one.changed,
                "stops": one.stops,
                "texts": [list(ref) for ref in one.refs],
            }
            for one in rows
        ],
    }
    first = words.impact(found.report, found.stopped_last_month)
    return Said(facts, (first, *(words.by_rule(one) for one in rows)))


def publish(services: "Services", options: Namespace) -> Said:
    """Submit a text, and sign it where that is this person's to do; problems are listed, and nothing changes."""
    charter_id = _charter(services, options)
    text = _text(services, charter_id, options.file)
    found = services.versions.prepared(text)
    if found.proposal is None or found.obstacles:
        return _refused(found.obstacles)
    number = options.number or found.proposal.number
    day = options.day or found.proposal.effective_from
    ready = renumbered(text, number, day, found.proposal.review_by)
    try:
        row, _ = services.versions.submit(ready, draft_id=charter_id)
    except CharterInvalid as error:
        return _refused(error.problems)
    if found.alone or (found.may_sign and options.sign):
        row, _ = services.versions.sign_off(row.version.hash)
    services.sync.refresh_due()
    return Said(_told(services, row), (_line(services, row),))


def sign(services: "Services", options: Namespace) -> Said:
    """Sign the version in review."""
    row = services.versions.in_review(_charter(services, options))
    if row is None:
        raise NotAllowed("not-in-review")
    row, _ = services.versions.sign_off(row.version.hash, options.why)
    services.sync.refresh_due()
    return Said(_told(services, row), (_line(services, row),))


def send_back(services: "Services", options: Namespace) -> Said:
    """Let the version in review come back, with a reason."""
    row = services.versions.in_review(_charter(services, options))
    if row is None:
        raise NotAllowed("not-in-review")
    services.versions.send_back(row.version.hash, options.why)
    row = services.versions.row(row.version.hash)
    return Said(_told(services, row), (_line(services, row),))


def withdraw(services: "Services", options: Namespace) -> Said:
    """Withdraw a version that is in force or will be: the one named, else the one in force; with a reason."""
    charter_id = _charter(services, options)
    if options.new:
        digest = _version(services, charter_id, options.new).version.hash
    else:
        holding = services.versions.in_force(charter_id)
        if holding is None:
            raise NotAllowed("no-version")
        digest = holding.hash
    services.versions.withdraw(digest, options.why)
    services.sync.refresh_due()
    row = services.versions.row(digest)
    return Said(_told(services, row), (_line(services, row),))


def export(services: "Services", options: Namespace) -> Said:
    """Write the page for visitors, or a version with its signatures, to a file or to the standard output."""
    charter_id = _charter(services, options)
    if options.new:
        row = _version(services, charter_id, options.new)
    else:
        holding = services.versions.in_force(charter_id)
        if holding is None:
            raise NotAllowed("no-version")
        row = services.versions.row(holding.hash)
    from cmworkstation.services.charter_archive import SUFFIX  # noqa: PLC0415 - for this act only

    if not options.public and options.to is not None and options.to.suffix == SUFFIX:
        write_out(options.to, services.charter_files.packed(row.version.hash))
        return Said({"file": str(options.to)}, (tr("Saved."),))
    if not options.public:
        return _written(options.to, services.charter_files.written(row.version.hash))
    from cmworkstation.services.publicpages import FORMATS  # noqa: PLC0415 - for this act only

    source = services.versions.source(row.version.hash)
    spoken = services.public_pages.languages(source)
    wanted = options.language or (language() if language() in spoken else spoken[0])
    form = "md" if options.to is not None and options.to.suffix == ".md" else options.format
    return _written(options.to, FORMATS[form](services.public_pages.page(source, wanted)))


def take_in(services: "Services", options: Namespace) -> Said:
    """Take in a version of another workspace from a signed file."""
    if options.file is None:
        raise BackupMissing("file")
    from cmworkstation.services.charter_archive import LARGEST  # noqa: PLC0415 - for this act only

    row, _ = services.charter_files.take_in_file(read_bytes(options.file, LARGEST))
    return Said(_told(services, row), (_line(services, row),))


# Small steps


def _charter(services: "Services", options: Namespace) -> str:
    """Return which charter is meant; the only one where none is named. Raises `NotAllowed`."""
    known = [one.id for one in services.charters.listed()]
    known += [one.id for one in services.charters.opened() if one.id not in known]
    if options.charter:
        if options.charter not in known and options.file is None:
            raise NotAllowed("no-such-charter")
        return str(options.charter)
    if options.file is not None and options.act != "take-in":
        return read_charter(_read(options.file)).header.id
    if len(known) != 1:
        raise NotAllowed("which-charter")
    return known[0]


def _version(services: "Services", charter_id: str, name: str) -> "VersionRow":
    """Return the newest version with this number, or with a hash that begins so. Raises `NotAllowed`."""
    rows = services.versions.listed(charter_id)
    for row in rows:
        if row.version.number == name or (
            len(name) >= words.SHORT_HASH and row.version.hash.startswith(name)
        ):
            return row
    raise NotAllowed("no-version")


def _text(services: "Services", charter_id: str, file: Path | None) -> str:
    """Return the text of a file, else the draft, else what is in force. Raises `NotAllowed`, `BackupMissing`."""
    if file is not None:
        return _read(file)
    draft = services.versions.draft(charter_id)
    if draft is not None:
        return draft.text
    holding = services.versions.in_force(charter_id)
    if holding is None:
        raise NotAllowed("no-version")
    return services.versions.source(holding.hash)


def _read(file: Path) -> str:
    return read_in(file, 4 * SIZE_MAX)


def _written(file: Path | None, text: str) -> Said:
    if file is None:
        return Said({"text": text}, (text.rstrip("\n"),))
    write_out(file, text)
    return Said({"file": str(file)}, (tr("Saved."),))


def _refused(problems: object) -> Said:
    from cmworkstation.domain.charter.problems import Problem  # noqa: PLC0415

    assert isinstance(problems, tuple)
    found = [one for one in problems if isinstance(one, Problem)]
    facts = {"problems": [{"line": one.line, "path": one.path, "key": one.key} for one in found]}
    return Said(facts, tuple(words.problem(one) for one in found), 1)


def _line(services: "Services", row: "VersionRow") -> str:
    names = ", ".join(words.who(services.profiles.name(one.profile_id)) for one in row.sign_offs)
    signed = tr("signed by {names}").format(names=names) if names else ""
    waits = words.standing(row.standing) if row.standing else ""
    why = row.version.why
    parts = (
        row.version.number,
        words.since(row.version, row.state),
        waits,
        signed,
        words.short(row.version.hash),
        tr("Reason given: {why}").format(why=why) if why else "",
    )
    return " · ".join(filter(None, parts))


def _told(services: "Services", row: "VersionRow") -> dict[str, object]:
    one = row.version
    return {
        "charter": one.charter_id,
        "version": one.number,
        "hash": one.hash,
        "state": str(row.state),
        "effective_from": to_ms(one.effective_from) if one.effective_from else None,
        "why": one.why,
        "signed_by": [services.profiles.name(it.profile_id) for it in row.sign_offs],
        "missing": list(row.standing.missing) if row.standing else [],
    }


def _change(one: Change) -> dict[str, object]:
    return {
        "kind": str(one.kind),
        "path": one.path,
        "before": words.value(one.before),
        "after": words.value(one.after),
    }


def _change_lines(one: Change) -> list[str]:
    before, after = (words.value(it).splitlines() for it in (one.before, one.after))
    return [
        words.change_title(one),
        *(f"  - {it}" for it in before),
        *(f"  + {it}" for it in after),
    ]


ACTS: Final[Mapping[str, Run]] = {
    "versions": versions,
    "diff": diff,
    "impact": impact,
    "publish": publish,
    "sign": sign,
    "send-back": send_back,
    "withdraw": withdraw,
    "export": export,
    "take-in": take_in,
}
