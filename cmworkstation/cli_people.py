"""Commands about people: who works here, who acts, and cards. `cli` prints what they say.

cmworkstation people, and `--as NAME` with every command that works on a workspace
"""

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from cmworkstation.cli_files import write_out
from cmworkstation.cli_said import Adding, Said
from cmworkstation.domain import foreign
from cmworkstation.domain.errors import BackupMissing, BadSignature, NotAllowed
from cmworkstation.domain.profile import Mandate, Profile, Role, told
from cmworkstation.i18n import tr
from cmworkstation.services.cards import LARGEST
from cmworkstation.words import people as words

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services


def add_options(add: Adding) -> None:
    """Add what people are asked for with."""
    one = add("people", tr("show who works here; enter somebody, give or take in a card"), people)
    one.add_argument("--add", default="", metavar=tr("NAME"), help=tr("enter a person"))
    one.add_argument("--role", action="append", default=[], choices=[str(one) for one in Role])
    one.add_argument(
        "--speaks", action="append", default=[], help=tr("a mandate, as charter:speaker")
    )
    one.add_argument("--card", type=Path, help=tr("write the card of whoever acts to this file"))
    one.add_argument("--take-in", type=Path, help=tr("the card of a colleague"))
    one.add_argument(
        "--fingerprint", default="", help=tr("the fingerprint that you compared with them")
    )


def act_as(services: "Services", name: str) -> bool:
    """Let somebody of this machine act during this run; False where nobody, or more than one, has this name."""
    found = services.profiles.by_name(name)
    if found is not None:
        services.profiles.switch_to(found.id, for_this_run=True)
    return found is not None


def people(services: "Services", options: Namespace) -> Said:
    """Enter somebody, give or take a card where asked to; then list who works here."""
    roles = frozenset(Role(one) for one in options.role)
    mandates = frozenset(_mandate(one) for one in options.speaks)
    lines = []
    if options.add:
        services.profiles.add(options.add, roles, mandates)
    if options.take_in:
        _take_in(services, options.take_in, options.fingerprint, roles, mandates)
    if options.card:
        lines.append(_save_card(services, options.card))
    listed = services.profiles.listed()
    acting = services.profiles.current()
    facts = [_told(services, one) | {"acts": one.id == acting.id} for one in listed]
    lines += [_line(services, one, acts=one.id == acting.id) for one in listed]
    return Said(
        {"people": facts}, tuple(lines) or (tr("Nobody is entered; whoever works here acts."),)
    )


def _take_in(
    services: "Services",
    file: Path,
    compared: str,
    roles: frozenset[Role],
    mandates: frozenset[Mandate],
) -> None:
    """Take in a card whose fingerprint was compared. Raises `BadSignature` for another one."""
    try:
        with file.open("rb") as opened:
            card = services.cards.read(opened.read(LARGEST + 1))
    except OSError as error:
        raise BackupMissing(type(error).__name__) from None
    if "".join(compared.split()).lower() != card.fingerprint:
        raise BadSignature("another-key")
    services.cards.take_in(card, roles, mandates)


def _save_card(services: "Services", file: Path) -> str:
    card = services.cards.own()
    write_out(file, card)
    mark = words.fingerprint(services.cards.read(card).fingerprint)
    said = tr("Saved to {file}. Fingerprint, to be compared by voice: {fingerprint}")
    return said.format(file=foreign.line(str(file), 200), fingerprint=mark)


def _told(services: "Services", one: Profile) -> dict[str, object]:
    keys = services.profiles.keys(one.id)
    return told(one) | {"keys": [key.fingerprint for key in keys if key.ended_at is None]}


def _line(services: "Services", one: Profile, *, acts: bool) -> str:
    keys = services.profiles.keys(one.id)
    parts = [foreign.line(one.name, 60), words.roles(one.roles)]
    parts += [tr("on another machine")] if not one.local else []
    parts += [tr("acts now")] if acts else []
    parts += [words.fingerprint(keys[0].fingerprint)] if keys else []
    return " · ".join(parts)


def _mandate(text: str) -> Mandate:
    """Return the charter and the speaker of "charter:speaker". Raises `NotAllowed`."""
    charter, colon, speaker = text.partition(":")
    if not (charter and colon and speaker):
        raise NotAllowed("mandate-unclear")
    return charter, speaker
