"""Opening a workspace with all connectors, for the window and the command line alike."""

import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cmworkstation import connectors
from cmworkstation.domain.clock import Clock
from cmworkstation.domain.errors import (
    NotAllowed,
    OpenedReadOnly,
    StorageFull,
    VaultLocked,
    VaultMissing,
    WorkspaceInUse,
    WorkstationError,
)
from cmworkstation.domain.ground import ReadOnlyReason
from cmworkstation.domain.progress import Told
from cmworkstation.services import ground
from cmworkstation.services.places import FILE
from cmworkstation.services.settings import IS_DEMO
from cmworkstation.services.workstation import Services, open_services
from cmworkstation.vault import Vault

DATABASE = b"SQLite format 3\0"  # how such a file begins
DEMO_STAYS = timedelta(days=1)
MADE_AT = "demo_made_at"  # name of a setting


def open_own(
    place: Path,
    *,
    read_only: bool = False,
    why: ReadOnlyReason = ReadOnlyReason.IN_USE,
    told: Told | None = None,
) -> Services:
    """Open a person's own workspace; it is created at the first start.

    `place` is its folder. A file that is a copy of a workspace is opened to be read. `told` hears how the update of an
    older workspace goes; what it raises leaves it as it was.
    """
    folder, file = place, FILE
    if _is_database(place):
        folder, file = place.parent, place.name
        if file != FILE:
            read_only, why = True, ReadOnlyReason.COPY
    if not read_only:
        ground.refuse_network(folder, made=(folder / FILE).exists())
    return open_services(
        folder,
        connectors.loaders(),
        more=connectors.others,
        read_only=read_only,
        why=why,
        file=file,
        told=told,
    )


def _is_database(place: Path) -> bool:
    try:
        with place.open("rb") as file:
            return file.read(len(DATABASE)) == DATABASE
    except OSError:  # a folder, or nothing at all
        return False


def why_only_read(error: WorkstationError) -> ReadOnlyReason | None:
    """Return why a workspace that could not be opened to work in can still be read; None where it cannot."""
    if isinstance(error, WorkspaceInUse):
        return ReadOnlyReason.IN_USE
    if isinstance(error, OpenedReadOnly):
        return ReadOnlyReason(error.reason)
    return ReadOnlyReason.FULL if isinstance(error, StorageFull) else None


def open_demo(
    folder: Path | None = None,
    *,
    read_only: bool = False,
    why: ReadOnlyReason = ReadOnlyReason.IN_USE,
    now: datetime | None = None,
    clock: Clock | None = None,
) -> Services:
    """Open the demonstration; it is made anew when it is older than a day. `folder` None: a throw-away one."""
    now = now or (clock.now() if clock else datetime.now(UTC))
    if folder is None:
        folder = Path(tempfile.mkdtemp(prefix="cmworkstation-demo-"))
    services = open_services(
        folder,
        connectors.loaders(),
        more=connectors.others,
        vault=Vault(memory_only=True),
        clock=clock,
        read_only=read_only,
        why=why,
    )
    if read_only:
        return services
    made_at = services.settings.value(MADE_AT)
    if made_at and now - datetime.fromisoformat(made_at) < DEMO_STAYS:
        services.profiles.renew_lost_keys("demonstration")
        return services
    if services.settings.value(IS_DEMO):
        services.close()
        from cmworkstation.services import demo  # noqa: PLC0415 - for a new demonstration only

        demo.forget(folder)  # only ever one that we filled ourselves with invented people
        services = open_services(
            folder,
            connectors.loaders(),
            more=connectors.others,
            vault=Vault(memory_only=True),
            clock=clock,
        )
    elif services.accounts.listed() or services.journal.acts(
        1
    ):  # also what is left of removed accounts
        services.close()
        raise NotAllowed("not-a-demonstration")
    try:
        _fill(services, now)
    except BaseException:
        services.close()
        raise
    return services


def _fill(services: Services, now: datetime) -> None:
    from cmworkstation.connectors.demo import demo_accounts, opening_states  # noqa: PLC0415 - a lot of text
    from cmworkstation.resources.demo.server import SERVER  # noqa: PLC0415 - as above
    from cmworkstation.services import demo  # noqa: PLC0415 - for a new demonstration only

    SERVER.reset()  # what an earlier demonstration of this run published there is not in this one
    services.settings.put(IS_DEMO, "1")
    for _ in demo.populate(services, demo_accounts(), opening_states(), now):
        pass
    demo.write_examples(services)
    _work(services)
    _talk(services, now)
    _prepare(services)
    _brief(services)
    services.settings.put(MADE_AT, now.isoformat())


def _talk(services: Services, now: datetime) -> None:
    """Let people have talked elsewhere, so that an alarm has rung and places are known."""
    from cmworkstation.resources.demo import heard  # noqa: PLC0415 - as above
    from cmworkstation.services import demo_talk  # noqa: PLC0415 - for a new demonstration only

    made = demo_talk.watch(services, heard.LISTENED, heard.QUERIES, now)
    demo_talk.hear(services, heard.HEARD, *made, now)
    demo_talk.decide(services, heard.DECISIONS)


def _prepare(services: Services) -> None:
    """Let them be ready for a crisis: people to call, and a drill that was played and talked over."""
    from cmworkstation.resources.demo import ready  # noqa: PLC0415 - as above
    from cmworkstation.services import demo_ready  # noqa: PLC0415 - for a new demonstration only

    demo_ready.call(services, ready.ROSTER)
    demo_ready.play(services, ready.PLAYED, ready.LEARNT, ready.AGREED)


def _brief(services: Services) -> None:
    """Let colleagues be briefed."""
    from cmworkstation.resources.demo import briefings  # noqa: PLC0415 - as above
    from cmworkstation.services import demo_briefings  # noqa: PLC0415 - for a new demonstration only

    demo_briefings.brief(services, briefings.BRIEFED)


def _work(services: Services) -> None:
    """Let the demonstration's people have done something; without a keyring for their keys nobody is entered."""
    from cmworkstation.resources.demo import friends, overheard, plans, team  # noqa: PLC0415 - as above
    from cmworkstation.services import demo_friends, demo_plans, demo_work  # noqa: PLC0415 - for a new demonstration only

    demo_plans.plan(services, plans.PLANS, plans.HOLIDAYS)
    demo_plans.relay(services, plans.NEWS, plans.RELAYED)

    for owed in team.OWED:
        demo_work.owe(services, owed)
    try:
        me, writer, first, second = demo_work.enter(services, team.TEAM)
    except (VaultLocked, VaultMissing):
        return
    demo_work.count_as_sent(services, team.SENT_BEFORE)
    demo_work.complain(services, team.FELT)
    demo_work.write(services, team.WAITS, writer, first)
    demo_work.write(services, team.SENT, writer, second)
    demo_work.sort_out(services, team.LABELS, writer)
    demo_work.keep_views(services, team.VIEWS)
    demo_work.keep_rules(services, team.RULES)
    demo_work.note(services, team.NOTES, writer)
    demo_work.plan(services, team.PLANNED_TO, team.PLANNED)
    demo_work.remark(services, team.FIGURE_REMARKS)
    demo_work.look_back(services, team.REMARKS, team.BETTER)
    demo_work.watch(services, overheard.QUERIES, overheard.SOURCES, overheard.JUDGED)
    demo_friends.befriend(services, friends.FRIENDS)
    _discuss(services)
    new = team.NEXT_NUMBER, team.NEXT_IN_DAYS, team.NEXT_WORDS
    demo_work.schedule(services, team.NEXT_CHARTER, *new, (me, second))


def _discuss(services: Services) -> None:
    """Let them have discussed something with people, and asked somebody in the house."""
    from cmworkstation.resources.demo import dialogue  # noqa: PLC0415 - as above
    from cmworkstation.services import demo_dialogue  # noqa: PLC0415 - as above

    demo_dialogue.discuss(services, dialogue.SUBJECTS)
    demo_dialogue.put(services, dialogue.IDEA, opened=False)
    demo_dialogue.put(services, dialogue.ANSWERED, opened=True)
    demo_dialogue.put(services, dialogue.OPEN, opened=True)
    demo_dialogue.ask(services, dialogue.EXPERT, dialogue.PERSON.format)
