"""Topics, questions to people and questions to experts at the command line. `cli` prints what it says.

cmworkstation topics [list | show | make | file | take-out | study | decide | told | spare]
cmworkstation dialogues [list | show | make | place | approve | open | asked | enter | gather | close | decide | told |
                         spare | end | table | dossier]
cmworkstation experts [list | ask | letter | answer | withdraw]
"""

from argparse import Namespace
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from cmworkstation.cli_said import Adding, Said, unknown
from cmworkstation.domain import foreign
from cmworkstation.domain.dialogue import About, Dialogue, Place
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.expert import Asked, Request
from cmworkstation.domain.ids import AccountId, AuthorId, ConversationId
from cmworkstation.domain.topic import Topic, TopicState
from cmworkstation.i18n import N_, tr
from cmworkstation.services.table_export import as_text
from cmworkstation.words import dialogue_dossier
from cmworkstation.words import dialogues as of_dialogues
from cmworkstation.words import experts as of_experts
from cmworkstation.words import topics as of_topics

if TYPE_CHECKING:
    from cmworkstation.domain.profile import ProfileId
    from cmworkstation.services.workstation import Services

TOPIC_ACTS = ("list", "show", "make", "file", "take-out", "study", "decide", "told", "spare")
DIALOGUE_ACTS = (
    *("list", "show", "make", "place", "approve", "open", "asked", "enter", "poll", "gather"),
    *("close", "decide", "told", "spare", "end", "table", "dossier"),
)
EXPERT_ACTS = ("list", "ask", "letter", "answer", "withdraw")
SHORT = 8  # letters of an id that are shown and understood
Row = TypeVar("Row", Topic, Dialogue, Request, Place)


def add_options(add: Adding) -> None:
    """Add the three commands."""
    one = add(
        "topics", tr("what people come back to, and who must still be told"), topics, reading=True
    )
    one.add_argument("act", nargs="?", default="list", choices=TOPIC_ACTS)
    one.add_argument("topic", nargs="?", default="", help=tr("a title, or the end of an id"))
    one.add_argument("words", nargs="*", help=tr("conversations, a decision, or why"))
    one.add_argument("--about", default="", help=tr("what it is about"))
    one.add_argument("--person", type=int, default=0, metavar="ID", help=tr("who is not told"))
    one.add_argument("--to", type=Path, metavar="FILE", help=tr("write it to a file"))
    two = add(
        "dialogues",
        tr("questions that we put to people, and what became of them"),
        dialogues,
        reading=True,
    )
    two.add_argument("act", nargs="?", default="list", choices=DIALOGUE_ACTS)
    two.add_argument("dialogue", nargs="?", default="", help=tr("the end of an id"))
    two.add_argument("words", nargs="*", help=tr("a decision, what was said, or why"))
    two.add_argument("--why", default="", help=tr("why it is asked"))
    two.add_argument("--account", default="", metavar="ID", help=tr("an account that asks"))
    two.add_argument("--place", default="", help=tr("a place, by its name or the end of its id"))
    two.add_argument("--who", default="", help=tr("who said it, or who is told"))
    two.add_argument("--source", default="", help=tr("from where the result of a poll is known"))
    two.add_argument("--on", default="", metavar="DAY", help=tr("the day of a poll, as 2027-01-31"))
    two.add_argument("--unchanged", action="store_true", help=tr("nothing changed, and why"))
    two.add_argument("--to", type=Path, metavar="FILE", help=tr("write it to a file"))
    three = add(
        "experts", tr("questions to experts in the house, and their answers"), experts, reading=True
    )
    three.add_argument("act", nargs="?", default="list", choices=EXPERT_ACTS)
    three.add_argument(
        "what", nargs="?", default="", help=tr("a conversation, the end of an id, or a file")
    )
    three.add_argument("words", nargs="*", help=tr("the question"))
    three.add_argument("--expert", default="", help=tr("who is asked"))
    three.add_argument("--department", default="", help=tr("of which department"))
    three.add_argument("--by", default="", metavar="DAY", help=tr("as 2027-01-31"))
    three.add_argument("--named", action="store_true", help=tr("leave names and addresses in"))
    three.add_argument("--remind", action="store_true", help=tr("as a reminder"))
    three.add_argument("--to", type=Path, metavar="FILE", help=tr("write the letter to a file"))


def gather(services: "Services") -> None:
    """File, gather and settle what came, as the window does by itself."""
    services.topics.gather()
    services.contributions.gather()
    services.topics.settle()


@unknown(N_("Nothing, or more than one, is called “{name}”."))
def topics(services: "Services", options: Namespace) -> Said:
    """List, show, make and move topics. Raises `NotAllowed`, `KeyError`, `WorkstationError`."""
    service = services.topics
    if options.act == "list":
        return _board(services, options)
    if options.act == "make":
        made, _ = service.make(options.topic, options.about)
        return _topic(services, made)
    one = _chosen(service.listed(), options.topic, lambda each: each.title)
    said = " ".join(options.words)
    if options.act in ("file", "take-out"):
        ids = [_number(word) for word in options.words]
        (service.file if options.act == "file" else service.take_out)(one.id, ids)
    elif options.act == "study":
        service.move(one.id, TopicState.STUDY)
    elif options.act == "decide":
        service.move(one.id, TopicState.DECIDED, said)
    elif options.act == "told":
        service.move(one.id, TopicState.TOLD)
    elif options.act == "spare":
        service.spare(one.id, AuthorId(options.person), said)
    service.settle()
    return _topic(services, service.topic(one.id), options.to)


@unknown(N_("Nothing, or more than one, is called “{name}”."))
def dialogues(services: "Services", options: Namespace) -> Said:
    """List, show and move questions to people. Raises `NotAllowed`, `KeyError`, `WorkstationError`."""
    service = services.dialogues
    said = " ".join(options.words)
    if options.act == "list":
        rows = service.listed()
        now = services.clock.now()
        lines = [
            f"{one.id[-SHORT:]}  {foreign.line(one.question, 100)}\n"
            f"          {foreign.line(of_dialogues.standing(one, now))}"
            for one in rows
        ]
        data = {"dialogues": [_plain(one) for one in rows]}
        return _said(data, "\n".join(lines) or tr("No question was put to people yet"))
    if options.act == "make":
        question = " ".join(filter(None, (options.dialogue, said)))
        made, _ = service.make(About(question, options.why))
        return _dialogue(services, made)
    one = _chosen(service.listed(), options.dialogue, lambda each: each.question)
    if options.act == "table":
        places = {each.id: each for each in service.places(one.id)}
        names = of_profiles(services)
        table = of_dialogues.table(services.contributions.listed(one.id), places, names)
        return _written(as_text(table), options.to)
    if options.act == "dossier":
        return _written(_dossier(services, one), options.to)
    _act_on(services, one, options, said)
    return _dialogue(services, service.dialogue(one.id))


def _act_on(services: "Services", one: Dialogue, options: Namespace, said: str) -> None:
    service, contributions = services.dialogues, services.contributions
    if options.act in ("approve", "open", "close", "end"):
        {
            "approve": service.approve,
            "open": service.open,
            "close": service.close,
            "end": service.end,
        }[options.act](one.id)
    elif options.act == "decide":
        service.decide(one.id, said, unchanged=options.unchanged)
    elif options.act == "place":
        account = AccountId(options.account) if options.account else None
        services.dialogue_places.add(one.id, account_id=account, name=options.place)
    elif options.act == "gather":
        contributions.gather()
    elif options.act in ("asked", "enter", "poll"):
        _act_in_place(services, one, options, said)
    elif options.act in ("told", "spare"):
        people = contributions.contributors(one.id)
        act = contributions.told if options.act == "told" else contributions.spare
        wanted = [each for each in people if options.who in (each.voice, each.name)]
        if not wanted:
            raise KeyError(options.who)
        for each in wanted:
            act(one.id, each.voice, said)


def _act_in_place(services: "Services", one: Dialogue, options: Namespace, said: str) -> None:
    places = services.dialogues.places(one.id)
    place = _chosen(places, options.place, lambda each: each.name)
    if options.act == "asked":
        services.dialogue_places.asked_by_hand(place.id)
    elif options.act == "enter":
        services.contributions.enter(place.id, said, options.who)
    else:
        votes, day = of_dialogues.votes_in(options.words), _day(options.on, "00:00")
        services.contributions.enter_poll(place.id, votes, options.source, day)


@unknown(N_("Nothing, or more than one, is called “{name}”."))
def experts(services: "Services", options: Namespace) -> Said:
    """List questions to experts, ask, write the letter, take in an answer. Raises `NotAllowed`, `KeyError`."""
    service, now = services.experts, services.clock.now()
    if options.act == "ask":
        asked = Asked(
            options.expert,
            " ".join(options.words),
            options.department,
            due_at=_day(options.by),
            redacted=not options.named,
        )
        home = ConversationId(_number(options.what))
        made, _ = service.ask(home, None, asked, of_experts.person)
        return _letter(services, made, options)
    if options.act == "answer":
        found, draft, _ = service.take_in_file(Path(options.what))
        text = tr("The answer is a draft in the thread. Read it before it leaves.")
        return _said(
            {"request": found.id, "draft": draft.id}, f"{text}\n\n{foreign.block(draft.body)}"
        )
    if options.act in ("letter", "withdraw"):
        one = _chosen(service.listed(), options.what, lambda each: each.asked.expert)
        if options.act == "letter":
            return _letter(services, one, options)
        service.withdraw(one.id, " ".join(options.words))
    rows = service.listed()
    lines = [
        f"{one.id[-SHORT:]}  {foreign.line(of_experts.standing(one, now))}\n"
        f"          {foreign.line(one.asked.question, 120)}"
        for one in rows
    ]
    data = {"experts": [{**asdict(one), "standing": of_experts.standing(one, now)} for one in rows]}
    return _said(data, "\n".join(lines) or tr("No expert was asked yet"))


def _letter(services: "Services", one: Request, options: Namespace) -> Said:
    letter = of_experts.letter(one, again=options.remind)
    if options.to is not None:
        services.experts.write(one.id, letter, options.to, again=options.remind)
    return _said(
        {"request": one.id, "mark": one.mark, "subject": letter.subject, "body": letter.body},
        foreign.block(f"{letter.subject}\n\n{letter.body}"),
    )


def _board(services: "Services", options: Namespace) -> Said:
    board, now = services.topics.board(), services.clock.now()
    if options.to is not None:
        return _written(as_text(of_topics.board_table(board)), options.to)
    lines = [
        f"{one.topic.id[-SHORT:]}  {foreign.line(one.topic.title, 100)}\n"
        f"          {of_topics.state(one.topic.state)} · {of_topics.standing(one, now)}"
        for one in board
    ]
    data = {
        "topics": [
            {
                **_plain(one.topic),
                "conversations": one.conversations,
                "people": one.people,
                "to_tell": one.to_tell,
            }
            for one in board
        ]
    }
    return _said(data, "\n".join(lines) or tr("No topic yet"))


def _topic(services: "Services", one: Topic, to: Path | None = None) -> Said:
    voices = services.topics.voices(one.id)
    text = of_topics.dossier(one, voices, services.clock.now())
    if to is not None:
        return _written(text, to)
    people = [asdict(each) for each in voices]
    homes = [int(each) for each in services.topics.conversations(one.id)]
    data = {**_plain(one), "people": people, "conversations": homes}
    return _said(data, foreign.block(f"{one.id[-SHORT:]}\n\n{text}"))


def _dialogue(services: "Services", one: Dialogue) -> Said:
    places = services.dialogues.places(one.id)
    people = services.contributions.contributors(one.id)
    data = {
        **_plain(one),
        "places": [asdict(each) for each in places],
        "contributors": [asdict(each) for each in people],
    }
    return _said(data, foreign.block(f"{one.id[-SHORT:]}\n\n{_dossier(services, one)}"))


def _dossier(services: "Services", one: Dialogue) -> str:
    return dialogue_dossier.dossier(
        one,
        services.dialogues.places(one.id),
        services.contributions.listed(one.id),
        services.contributions.contributors(one.id),
        services.clock.now(),
        of_profiles(services),
    )


def of_profiles(services: "Services") -> "Mapping[ProfileId, str]":
    """Return the names of the people here, by the ids of their profiles."""
    return {one.id: one.name for one in services.profiles.listed()}


def _written(text: str, to: Path | None) -> Said:
    if to is None:
        return _said({"text": text}, text)
    from cmworkstation.services.table_export import write_whole  # noqa: PLC0415 - where it is wanted

    write_whole(to, text.encode("utf-8", "replace"))
    return _said({"file": str(to)}, tr("Saved: {file}").format(file=foreign.line(str(to))))


def _plain(one: "Topic | Dialogue") -> dict[str, object]:
    return {**asdict(one), "state": one.state.value}


def _chosen(rows: Sequence[Row], wanted: str, name: Callable[[Row], str]) -> Row:
    """Return the one row that the end of an id, or a name, means. Raises `KeyError`."""
    found = [one for one in rows if wanted and (one.id.endswith(wanted) or name(one) == wanted)]
    if len(found) != 1:
        raise KeyError(wanted)
    return found[0]


def _number(word: str) -> int:
    if not word.isdecimal():
        raise KeyError(word)
    return int(word)


def _day(text: str, hour: str = "18:00") -> datetime | None:
    if not text:
        return None
    try:
        return datetime.fromisoformat(f"{text}T{hour}").astimezone()
    except ValueError:
        raise NotAllowed("expert-day") from None


def _said(facts: Mapping[str, object], text: str) -> Said:
    return Said(facts, tuple(text.split("\n")))
