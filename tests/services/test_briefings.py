"""Briefings for colleagues: what is in them, whom they do not name, and one of each period for each department."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from cmworkstation import i18n
from cmworkstation.domain.briefing import Department, DepartmentId, Gathered, Part, Sketch
from cmworkstation.domain.conversation import View
from cmworkstation.domain.dashboard import Span
from cmworkstation.domain.dashboard_report import Every
from cmworkstation.domain.dialogue import About
from cmworkstation.domain.erasure import Way
from cmworkstation.domain.errors import NoRoom, NotAllowed, QueryError
from cmworkstation.domain.ids import ConversationId
from cmworkstation.domain.topic import TopicState
from cmworkstation.services.workstation import Services
from cmworkstation.store import erasing
from cmworkstation.words.briefings import BriefingPages, as_mail
from tests.services.conftest import World
from tests.services.test_restore import a_copy, restore

PAGES = BriefingPages()
REACHED = "clara.dubosc@boite.example, 06 39 98 12 34"
ROADS = Department(DepartmentId(""), "Voirie", "voirie@mairie.example")


def span(services: Services) -> Span:
    """Return the two days up to a moment from now."""
    now = services.clock.now()
    return Span(now - timedelta(days=2), now + timedelta(hours=1))


def gathered(services: Services, department: Department) -> Gathered:
    steps = services.briefings.gather(department.id, span(services))
    try:
        while True:
            next(steps)
    except StopIteration as end:
        found: Gathered = end.value
        return found


def text_of(found: Gathered, sketch: Sketch | None = None) -> str:
    return "\n".join(text for _, text, _ in PAGES.lines(found, sketch or Sketch(), "Lucie"))


@pytest.fixture
def asked(world: World) -> World:
    """Three people write about roads and books; one says thanks, one leaves a number and an address."""
    write = world.server.write
    write("a", "Bonjour, quand la rue des Lilas rouvre-t-elle ? Anouk", by="anouk", minutes=1)
    write("b", "Quand la rue des Lilas rouvre-t-elle, svp ?", by="basile", minutes=2)
    write(
        "c",
        "À quelle heure ouvre la médiathèque ? clara.dubosc@boite.example, 06 39 98 12 34",
        by="clara",
        minutes=3,
    )
    world.poll(world.add_account("mairie"))
    return world


def homes(world: World) -> list[ConversationId]:
    return [ConversationId(one) for one in sorted(world.services.inbox.ids(View(status=None)))]


def roads(services: Services, **changes: object) -> Department:
    return services.briefings.keep_department(replace(ROADS, **changes))[0]  # type: ignore[arg-type]


def test_what_people_ask_stands_once_with_how_often_and_what_has_no_answer(asked: World) -> None:
    found = gathered(asked.services, roads(asked.services))
    lines = [(one.times, one.open) for one in found.items if one.part is Part.ASKS]
    assert sorted(lines) == [(1, 1), (2, 2)]


def test_a_department_reads_what_its_search_finds(asked: World) -> None:
    found = gathered(asked.services, roads(asked.services, query="lilas"))
    assert [one.times for one in found.items if one.part is Part.ASKS] == [2]
    assert "médiathèque" not in text_of(found)


def test_nobody_is_named_and_by_what_they_are_reached_is_gone_unless_there_is_a_reason(
    asked: World,
) -> None:
    department = roads(asked.services)
    for home in homes(asked):
        message = asked.services.inbox.thread(home).entries[0].message
        asked.services.briefings.pick(department.id, message_id=message.id)
    found = gathered(asked.services, department)
    said = text_of(found)
    for private in ("nouk", "asile", "lara", "boite.example", "98 12 34"):
        assert private not in said
    assert "boite.example" in text_of(found, Sketch(names="Elle demande à être rappelée."))


def test_what_was_chosen_comes_first_with_why_and_stands_nowhere_else(asked: World) -> None:
    services = asked.services
    department = roads(services)
    message = services.inbox.thread(homes(asked)[0]).entries[0].message
    pick, _ = services.briefings.pick(
        department.id, message_id=message.id, note="Pour lundi, Anouk attend."
    )
    assert services.briefings.pick(department.id, message_id=message.id)[0] == pick
    found = gathered(services, department)
    assert [one.key for one in found.items if one.part is Part.CHOSEN] == [f"message:{message.id}"]
    said = text_of(found)
    assert "Pour lundi, Person 1 attend." in said
    services.briefings.unpick(pick.id)
    assert not [one for one in gathered(services, department).items if one.part is Part.CHOSEN]


def test_promises_and_thanks_and_decisions_are_told(asked: World) -> None:
    services = asked.services
    home = homes(asked)[0]
    day = (services.clock.now() + timedelta(days=9)).date()
    services.promises.note(home, "La rue rouvre, nous vous écrirons.", day)
    asked.server.write("d", "Merci beaucoup !", parent="b", by="basile", minutes=50)
    asked.clock.advance(3600)
    asked.poll(services.accounts.listed()[0])
    topic, _ = services.topics.make("Rue des Lilas")
    services.topics.file(topic.id, [home])
    services.topics.move(topic.id, TopicState.DECIDED, "Elle rouvre lundi.")
    found = gathered(services, roads(services))
    assert [one.kind for one in found.items if one.part is Part.PROMISES] == ["open"]
    assert [one.words for one in found.items if one.part is Part.PRAISE] == ["Merci beaucoup !"]
    assert [one.note for one in found.items if one.part is Part.CHANGED] == ["Rue des Lilas"]


def test_an_open_question_to_people_is_passed_on_by_colleagues_until_it_is_closed(
    asked: World,
) -> None:
    services = asked.services
    department = roads(services)
    ends = services.clock.now() + timedelta(days=10)
    about = About(
        "Où planter les arbres ?", "Le plan se vote en mars.", "Le quartier", ends_at=ends
    )
    one, _ = services.dialogues.make(about)

    def told() -> list[str]:
        found = gathered(services, department)
        return [item.words for item in found.items if item.part is Part.ASKING]

    assert told() == []
    place, _ = services.dialogue_places.add(one.id, name="Le stand du marché")
    services.dialogues.approve(one.id)
    services.dialogues.open(one.id)
    services.dialogue_places.asked_by_hand(place.id)
    assert told() == ["Où planter les arbres ?"]
    said = text_of(gathered(services, department))
    assert "Où planter les arbres ?\nLe quartier · answers until " in said
    assert "Le stand du marché" in said
    services.dialogues.close(one.id)
    assert told() == []


def test_what_is_taken_out_stays_out_until_it_is_put_back(asked: World) -> None:
    services = asked.services
    department = roads(services)
    found = gathered(services, department)
    gone = found.items[0].key
    services.briefings.keep_sketch(department.id, found.span, Sketch("Bonjour.", frozenset({gone})))
    sketch = services.briefings.sketch(department.id, found.span)
    assert [one.key for one in found.wanted(sketch)] == [one.key for one in found.items[1:]]
    assert "Bonjour." in text_of(found, sketch)


def test_names_want_a_reason(asked: World) -> None:
    services = asked.services
    department = roads(services)
    with pytest.raises(NotAllowed, match="briefing-names"):
        services.briefings.keep_sketch(department.id, span(services), Sketch(names="si"))


def test_what_went_out_is_kept_as_it_was_and_what_was_chosen_is_not_told_twice(
    asked: World,
) -> None:
    services = asked.services
    department = roads(services)
    message = services.inbox.thread(homes(asked)[0]).entries[0].message
    services.briefings.pick(department.id, message_id=message.id)
    found = gathered(services, department)
    sent, _ = services.briefings.issue(found, PAGES)
    assert services.briefings.briefing(sent.id) == replace(sent, quotes=())
    assert services.briefings.picks(department.id) == ()
    asked.server.posts[0]["text"] = "Autre chose."
    assert [one.id for one in services.briefings.listed(department.id)] == [sent.id]
    assert "Lilas" in "".join(text for _, text in services.briefings.briefing(sent.id).blocks)


def test_whoever_is_erased_is_erased_from_what_went_out(asked: World) -> None:
    services = asked.services
    department = roads(services)
    last = services.inbox.thread(homes(asked)[2]).entries[0].message
    services.briefings.pick(department.id, message_id=last.id)
    found = gathered(services, department)
    services.briefings.keep_sketch(
        department.id, found.span, Sketch(intro="Voir Clara.", names="Pour la rappeler ce soir.")
    )
    sent, _ = services.briefings.issue(found, PAGES)
    assert "médiathèque" in json.dumps(sent.blocks, ensure_ascii=False)
    (clara,) = services.erasures.people("clara")
    for _ in services.erasures.erase(clara.id, Way.ERASE, "Personne 1"):
        pass
    kept = json.dumps(services.briefings.briefing(sent.id).blocks, ensure_ascii=False)
    assert "clara" not in kept.lower()
    assert "médiathèque" not in kept
    assert "Lilas" in kept


def test_whoever_is_anonymised_is_named_no_more_in_what_went_out_and_their_words_stay(
    asked: World,
) -> None:
    services = asked.services
    department = roads(services)
    last = services.inbox.thread(homes(asked)[2]).entries[0].message
    services.briefings.pick(department.id, message_id=last.id)
    found = gathered(services, department)
    services.briefings.keep_sketch(
        department.id, found.span, Sketch(intro="Voir Clara.", names="Pour la rappeler ce soir.")
    )
    sent, _ = services.briefings.issue(found, PAGES)
    (clara,) = services.erasures.people("clara")
    for _ in services.erasures.erase(clara.id, Way.ANONYMISE, "Personne 1"):
        pass
    kept = json.dumps(services.briefings.briefing(sent.id).blocks, ensure_ascii=False)
    assert "clara" not in kept.lower()
    assert "médiathèque" in kept


def test_words_that_are_too_old_to_be_kept_leave_what_went_out_too(asked: World) -> None:
    services = asked.services
    department = roads(services)
    message = services.inbox.thread(homes(asked)[0]).entries[0].message
    services.briefings.pick(department.id, message_id=message.id)
    sent, _ = services.briefings.issue(gathered(services, department), PAGES)
    with services.workspace.write() as connection:
        erasing.empty_conversation(connection, homes(asked)[0], 0)
    said = [text for kind, text in services.briefings.briefing(sent.id).blocks if kind == "item"]
    assert "…" in said
    assert not any(message.text in text for text in said)


def test_a_briefing_whose_files_cannot_be_written_stays_due(
    asked: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    services = asked.services
    folder = tmp_path / "out"
    folder.mkdir()
    department = roads(services, every=Every.DAY, folder=str(folder))

    def full(*_: object) -> None:
        raise NoRoom(0, 0)

    monkeypatch.setattr(services.briefings, "write", full)
    with pytest.raises(NoRoom):
        made(services)
    assert services.briefings.listed(department.id) == ()
    monkeypatch.undo()
    assert made(services) == ["Voirie"]
    assert len(list(folder.iterdir())) == 3


def test_briefings_are_there_after_an_older_copy_is_restored(asked: World, tmp_path: Path) -> None:
    services = asked.services
    department = roads(services)
    copy = a_copy(asked)
    message = services.inbox.thread(homes(asked)[0]).entries[0].message
    services.briefings.pick(department.id, message_id=message.id)
    sent, _ = services.briefings.issue(gathered(services, department), PAGES)
    restore(asked, copy, keep=True)
    assert [one.id for one in asked.services.briefings.listed(department.id)] == [sent.id]


def test_a_department_needs_a_name_something_to_read_and_a_search_that_can_be_read(
    asked: World,
) -> None:
    briefings = asked.services.briefings
    roads(asked.services)
    for wrong, why in (
        (replace(ROADS, name="  "), "department-name"),
        (replace(ROADS, name="VOIRIE"), "department-twice"),
        (replace(ROADS, name="Écoles", address="pas une adresse"), "department-address"),
        (replace(ROADS, name="Écoles", parts=()), "department-parts"),
        (replace(ROADS, name="Écoles", every=Every.DAY), "report-folder"),
    ):
        with pytest.raises(NotAllowed, match=why):
            briefings.keep_department(wrong)
    with pytest.raises(QueryError):
        briefings.keep_department(replace(ROADS, name="Écoles", query="(lilas"))


def made(services: Services) -> list[str]:
    steps = services.briefings.write_due(PAGES)
    try:
        while True:
            next(steps)
    except StopIteration as end:
        return [one.department for one in end.value]


def test_by_the_clock_each_day_has_one_and_nobody_gets_five_for_having_been_away(
    asked: World, tmp_path: Path
) -> None:
    services = asked.services
    roads(services, every=Every.DAY, folder=str(tmp_path))
    assert made(services) == ["Voirie"]
    assert made(services) == []
    asked.clock.advance(5 * 86_400)
    assert made(services) == ["Voirie"]
    assert made(services) == []
    endings = sorted(file.suffix for file in tmp_path.iterdir() if file.is_file())
    assert endings == [".html", ".html", ".md", ".md", ".xml"]


def test_by_the_clock_nobody_is_named_and_nothing_is_made_while_everything_is_frozen(
    asked: World, tmp_path: Path
) -> None:
    services = asked.services
    folder = tmp_path / "out"
    folder.mkdir()
    department = roads(services, every=Every.DAY, folder=str(folder))
    services.briefings.keep_sketch(
        department.id, services.briefings.span(department), Sketch(names="Pour la rappeler.")
    )
    services.freezing.freeze()
    assert made(services) == []
    services.freezing.thaw(services.freezing.standing().freezes[0].id)
    assert made(services) == ["Voirie"]
    (sent,) = services.briefings.listed(department.id)
    assert sent.names == ""
    assert sent.by == ""


@pytest.fixture(params=["en", "fr"])
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    i18n.use_language(request.param)
    yield request.param
    i18n.use_language("en")


def test_a_mail_is_a_draft_for_a_person_in_either_language(asked: World, language: str) -> None:
    services = asked.services
    department = roads(services)
    sent, _ = services.briefings.issue(gathered(services, department), PAGES)
    mail = as_mail(sent, department).decode()
    assert "X-Unsent: 1" in mail
    assert "To: voirie@mairie.example" in mail
    assert ("asked 2 times" in mail) is (language == "en")
