"""The impact report: what a text of a charter would have said of the last replies, of every draft and every answer."""

from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from cmworkstation.domain.charter.engine import Engine, compile_engine
from cmworkstation.domain.charter.finding import Context
from cmworkstation.domain.charter.impact import Effect, Report, Text, TextKind, compared
from cmworkstation.domain.charter.model import Charter
from cmworkstation.domain.charter.reading import read_charter
from cmworkstation.domain.clock import Clock
from cmworkstation.domain.ids import ConversationId
from cmworkstation.domain.progress import Progress
from cmworkstation.services.charters import Charters
from cmworkstation.services.versions import Versions
from cmworkstation.store import impact as table
from cmworkstation.store.database import Workspace
from cmworkstation.store.impact import Written

REPLIES = 500
EVERY = 20  # texts between two steps of progress
MONTH = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class ImpactReport:
    """The effects, where each reply or draft stands, and how many replies of the last month would be stopped."""

    report: Report
    places: Mapping[tuple[TextKind, str], ConversationId]
    stopped_last_month: int


class Impact:
    """Tries a text of a charter on what was written."""

    def __init__(
        self, workspace: Workspace, charters: Charters, versions: Versions, clock: Clock
    ) -> None:
        """Take the workspace and its charters."""
        self._workspace = workspace
        self._charters = charters
        self._versions = versions
        self._clock = clock

    def report(self, source: str) -> Generator[Progress, None, ImpactReport]:
        """Try a text against the version in force; closing the generator stops it. Raises `CharterInvalid`."""
        yield Progress(0, 0, "read")
        new_charter = read_charter(source)
        charter_id = new_charter.header.id
        holding = self._versions.in_force(charter_id)
        old = self._charters.governed_by(holding.hash).engine if holding else None
        new = compile_engine(new_charter, self._charters.packs())
        connection = self._workspace.read()
        written: list[tuple[TextKind, Written]] = [
            *(("reply", one) for one in table.sent(connection, charter_id, REPLIES)),
            *(("draft", one) for one in table.drafts(connection, charter_id)),
        ]
        now = self._clock.now()
        texts = [text_of(kind, one, new_charter, now) for kind, one in written]
        texts += list(_answers(new_charter, old, now))
        effects: list[Effect] = []
        for done, one in enumerate(compared(old, new, texts), 1):
            if one is not None:
                effects.append(one)
            if done % EVERY == 0:
                yield Progress(done, len(texts), "check")
        counts: dict[str, int] = {}
        for text in texts:
            counts[text.kind] = counts.get(text.kind, 0) + 1
        found = Report(tuple(effects), counts)
        recent = [
            one
            for one in found.stopped
            if one.text.kind == "reply" and one.text.at and one.text.at > now - MONTH
        ]
        places = {(kind, one.id): one.conversation_id for kind, one in written}
        return ImpactReport(found, places, len(recent))


def text_of(kind: TextKind, one: Written, charter: Charter, now: datetime) -> Text:
    """Return what was written as the rules of a charter look at it."""
    language = one.language[:2]
    if language not in charter.header.languages:
        language = charter.header.default_language
    context = Context(
        language=language,
        visibility="private" if one.visibility == "private" else "public",
        platform=one.look,
        account=f"{one.look}:{one.handle}",
        category=one.category,
        linked_facts=one.facts,
        on=(one.at if kind == "reply" else now).date(),
    )
    return Text(kind, one.id, one.body, language, context, one.at)


def _answers(charter: Charter, old: Engine | None, now: datetime) -> Iterator[Text]:
    """Yield the approved answers in the words of the new text, and those that it no longer has."""
    known = {one.id for one in charter.answers}
    gone = [one for one in old.charter.answers if one.id not in known] if old else []
    for answer in (*charter.answers, *gone):
        for language, body in answer.body.items():
            context = Context(language=language, category=answer.category, on=now.date())
            yield Text("answer", f"{answer.id} {language}", body, language, context)
