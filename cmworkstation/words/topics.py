"""Topics in words: where they stand, who must still be told, and their tables."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from cmworkstation import words
from cmworkstation.domain.table import Cell, Table
from cmworkstation.domain.topic import Topic, TopicState, Voice
from cmworkstation.i18n import N_, number, tr, trn
from cmworkstation.services.topics import Standing

STATES = {
    TopicState.HEARD: N_("Heard"),
    TopicState.STUDY: N_("Under study"),
    TopicState.DECIDED: N_("Decided"),
    TopicState.TOLD: N_("Told back"),
}
ICONS = {
    TopicState.HEARD: "inbox",
    TopicState.STUDY: "search",
    TopicState.DECIDED: "check",
    TopicState.TOLD: "good",
}


def state(value: TopicState) -> str:
    """Return where a topic stands."""
    return tr(STATES[value])


def standing(one: Standing, now: datetime) -> str:
    """Return what a topic comes to, in a line."""
    parts = []
    if one.topic.state is TopicState.DECIDED:
        parts.append(to_tell(one.to_tell))
    parts.append(_who_wrote(one.conversations, one.people))
    if one.last_at is not None:
        parts.append(words.when(one.last_at, now))
    return " · ".join(parts)


def _who_wrote(conversations: int, people: int) -> str:
    """Return who wrote where: "nobody wrote about it yet", "3 people in 2 conversations"."""
    if not people and not conversations:
        return tr("nobody wrote about it yet")
    said = trn("{n} conversation", "{n} conversations", conversations)
    where = said.format(n=number(conversations))
    if not people:
        return where
    who = trn("{n} person", "{n} people", people).format(n=number(people))
    return tr("{people} in {said}").format(people=who, said=where)


def to_tell(n: int) -> str:
    """Return how many people must still be told."""
    if not n:
        return tr("everybody was told")
    return trn("{n} person must still be told", "{n} people must still be told", n).format(
        n=number(n)
    )


def voice(one: Voice, now: datetime, *, decided: bool) -> str:
    """Return whether somebody was told, in a line."""
    where = words.platform(one.platform)
    if one.why_not:
        said = tr("not told: {why}").format(why=one.why_not)
    elif one.told_at is not None:
        said = tr("told {when}").format(when=words.when(one.told_at, now))
    elif decided:
        said = tr("must still be told")
    else:
        n = one.messages
        said = trn("{n} message", "{n} messages", n).format(n=number(n))
    return f"{said} · {where}"


def board_table(board: Sequence[Standing]) -> Table:
    """Return all topics as a table."""
    columns = tuple(
        map(
            tr,
            (
                *(N_("topic"), N_("about"), N_("state"), N_("conversations"), N_("people")),
                *(
                    N_("to be told"),
                    N_("decision"),
                    N_("decided on"),
                    N_("opened on"),
                    N_("search"),
                ),
            ),
        )
    )

    def rows() -> Iterator[Sequence[Cell]]:
        for one in board:
            topic = one.topic
            yield (
                *(topic.title, topic.about, state(topic.state), one.conversations, one.people),
                one.to_tell if topic.is_decided else None,
                *(topic.decision, topic.decided_at, topic.opened_at, topic.query),
            )

    return Table(columns, rows(), len(board))


def dossier(topic: Topic, voices: Sequence[Voice], now: datetime) -> str:
    """Return a topic as Markdown: what was decided, and who knows of it."""
    parts = [f"# {_plain(topic.title)}", f"*{state(topic.state)}*"]
    if topic.about:
        parts.append(_plain(topic.about))
    if topic.decision:
        parts += ["## " + tr("Decision"), _plain(topic.decision)]
    lines = [
        f"- {_plain(one.name)}: {_plain(voice(one, now, decided=topic.is_decided))}"
        for one in voices
    ]
    if lines:
        parts += ["## " + tr("Who wrote about it"), "\n".join(lines)]
    return "\n\n".join(parts) + "\n"


def _plain(text: str) -> str:
    from cmworkstation.domain.table import markdown  # noqa: PLC0415 - for files alone

    return "\n\n".join(markdown(part) for part in text.split("\n\n"))
