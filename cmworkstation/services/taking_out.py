"""Conversations for whoever has not this program: which they are, and what of them goes along."""

from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import replace

from cmworkstation.domain.case_file import Internal
from cmworkstation.domain.clock import Clock
from cmworkstation.domain.progress import Progress
from cmworkstation.domain.pseudonyms import Named, Pseudonyms
from cmworkstation.domain.taking_out import Line, Share, Whole
from cmworkstation.services.acting import Acting
from cmworkstation.services.profiles import Profiles
from cmworkstation.services.views import Views
from cmworkstation.store import case_file, drafts, media, notes, taking_out
from cmworkstation.store.database import Workspace

TOLD_EVERY = 200  # conversations


class TakingOut:
    """Chooses and reads conversations. Run what is long on a lane."""

    def __init__(
        self,
        workspace: Workspace,
        views: Views,
        profiles: Profiles,
        acting: Acting,
        clock: Clock,
    ) -> None:
        """Take the workspace, and who can tell a query."""
        self.workspace = workspace
        self.clock = clock
        self._views = views
        self._profiles = profiles
        self._acting = acting

    def chosen(self, query: str = "") -> Sequence[int]:
        """Return the conversations that a query lists, the newest first; without one, all but what stands aside.

        Raises `QueryError`.
        """
        if query.strip():
            return self._views.ids(query)
        return taking_out.all_conversations(self.workspace.read())

    def by(self) -> str:
        """Return who takes it out, "" where nobody was entered."""
        return self._acting.current().name

    def others(
        self, wanted: Sequence[int], share: Share, person: Callable[[int], str]
    ) -> Generator[Progress, None, Pseudonyms | None]:
        """Return what everybody is called instead, None where names stay."""
        if share.names:
            return None
        people: list[Named] = []
        for n, home in enumerate(wanted):
            people += (Named(*one) for one in case_file.people(self.workspace.read(), home))
            if n % TOLD_EVERY == 0:
                yield Progress(n, len(wanted), "read")
        return Pseudonyms(people, person)

    def whole(self, home: int, share: Share, others: Pseudonyms | None) -> Whole:
        """Return a conversation with what is to go along. Raises `KeyError`."""
        connection = self.workspace.read()
        one = taking_out.whole(connection, home)
        if share.drafts:
            one = replace(one, drafts=tuple(self._drafts(home)))
        if share.notes:
            found = notes.of_conversation(connection, home)
            name = self._profiles.name
            one = replace(
                one, notes=tuple(Internal(it.created_at, name(it.by), it.body) for it in found)
            )
        return one if others is None else _unnamed(one, others)

    def data(self, hash_: str) -> bytes:
        """Return the bytes of a picture or file. Raises `KeyError`."""
        return media.data(self.workspace.read(), hash_)

    def _drafts(self, home: int) -> Iterator[Internal]:
        for one in drafts.of_conversation(self.workspace.read(), home):
            if one.body.strip():
                yield Internal(one.updated_at or self.clock.now(), one.name, one.body)


def _unnamed(one: Whole, others: Pseudonyms) -> Whole:
    """Return a conversation in which no private person is named; addresses on the web name people, too."""
    internal = tuple(replace(it, words=others.without(it.words)) for it in one.notes)
    unsent = tuple(replace(it, words=others.without(it.words)) for it in one.drafts)
    lines = tuple(_unnamed_line(line, others) for line in one.lines)
    return replace(one, title=others.without(one.title), lines=lines, notes=internal, drafts=unsent)


def _unnamed_line(line: Line, others: Pseudonyms) -> Line:
    return replace(
        line,
        who=line.who if line.ours else others.of(line.person),
        handle=line.handle if line.ours else "",
        title=others.without(line.title),
        text=others.without(line.text),
        spoiler=others.without(line.spoiler),
        url="",
        pieces=tuple(replace(it, name="", alt=others.without(it.alt)) for it in line.pieces),
        elsewhere=tuple(others.without(it) for it in line.elsewhere),
    )
