"""The dashboard over a small town: each tile's numbers, the rows behind them, and remarks beside them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from cmworkstation.domain.account import Account
from cmworkstation.domain.dashboard import INTERNAL, REACH, Seen, Span, Tile
from cmworkstation.domain.dashboard_report import Every, Report, ReportPlan
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.message import Held, Writer
from cmworkstation.domain.profile import Role
from cmworkstation.domain.topic import TopicState
from cmworkstation.services.workstation import Services
from cmworkstation.store import conversations
from cmworkstation.words import dashboard as words
from tests.builders_workspace import (
    NOW,
    US,
    a_message,
    a_workstation,
    add_account,
    receive,
    set_due,
)
from tests.services.test_times import OFFICE
from tests.walking import walked

WEEK = Span.last(7, NOW)


def writer(name: str) -> Writer:
    return Writer(f"https://social.example/@{name}", name.title(), f"@{name}@social.example")


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    made = a_workstation(tmp_path / "w")
    yield made
    assert made.journal.verify().problems == ()
    made.close()


@pytest.fixture
def town(services: Services) -> Account:
    return add_account(services, "Mairie", platform="mastodon", look="mastodon")


def read(services: Services, tile: Tile, span: Span = WEEK) -> Seen:
    return walked(services.dashboard.read(tile, span))


def numbers(seen: Seen) -> dict[str, tuple[float | None, ...]]:
    return {one.key: one.values for one in seen.lines}


def test_the_nine_tiles_stand_in_the_order_of_the_charter_and_watches_only_where_something_is_watched(
    services: Services,
) -> None:
    assert [one.value for one in services.dashboard.tiles()] == (
        "changed asks platforms waiting times promises voices dependence rules".split()
    )
    with services.workspace.write() as connection:
        connection.execute(
            "INSERT INTO watch_query(id, name, query, created_at, changed_at) VALUES('q', 'Fair', 'fair', 0, 0)"
        )
    assert [one.value for one in services.dashboard.tiles()[9:]] == (
        "volume themes sources stance".split()
    )


def test_questions_that_are_alike_stand_together_with_how_many_wait_for_an_answer(
    services: Services, town: Account
) -> None:
    receive(
        services,
        town,
        [
            a_message("a", "Quels sont les horaires de la piscine ?", 30, writer=writer("ana")),
            a_message("b", "Les horaires de la piscine, quels sont-ils ?", 20, writer=writer("bo")),
            a_message("b2", "De 9 h à 18 h.", 19, writer=US, parent="b"),
            a_message("c", "Where may I park near the market?", 10, writer=writer("cy")),
            a_message("d", "La piscine est belle.", 9, writer=writer("di")),
            a_message("e", "Buy pills? Quick?", 9, writer=writer("ed"), held=Held.SPAM),
        ],
    )
    seen = read(services, Tile.ASKS)
    assert [one.values for one in seen.lines] == [(2.0, 1.0), (1.0, 1.0)]
    assert "piscine" in seen.lines[0].name
    assert len(services.dashboard.behind(seen, seen.lines[0])) == 2
    assert (seen.figure, seen.facts["open"], seen.facts["of"]) == (3.0, 2.0, 3.0)


def test_the_share_of_each_platform_is_compared_with_the_period_before(
    services: Services, town: Account
) -> None:
    photo = add_account(services, "Photo", platform="instagram", look="instagram")
    receive(services, town, [a_message(f"t{n}", "Bonjour", 24 * n + 1) for n in range(3)])
    receive(services, town, [a_message("old", "Avant", 24 * 9)])
    receive(services, photo, [a_message("p", "Belle photo", 5)])
    seen = read(services, Tile.PLATFORMS)
    assert numbers(seen) == {"mastodon": (3.0, 0.75, 1.0), "instagram": (1.0, 0.25, 0.0)}
    assert (seen.figure, seen.before) == (4.0, 1.0)
    assert len(services.dashboard.behind(seen, seen.lines[0])) == 3


def test_who_waits_stands_by_when_they_are_due(services: Services, town: Account) -> None:
    due = {
        "late": NOW - timedelta(hours=2),
        "today": NOW + timedelta(minutes=30),
        "week": NOW + timedelta(days=4),
        "later": NOW + timedelta(days=20),
    }
    homes = {}
    for name, at in due.items():
        (homes[name],) = receive(
            services, town, [a_message(name, "Bonjour ?", writer=writer(name))]
        )
        set_due(services, homes[name], at)
    (homes["undated"],) = receive(services, town, [a_message("u", "Hm ?", writer=writer("zoe"))])
    seen = read(services, Tile.WAITING)
    counted = {key: values[0] for key, values in numbers(seen).items()}
    assert counted == {"late": 1, "today": 1, "tomorrow": 0, "week": 1, "later": 1, "undated": 1}
    behind = {one.key: services.dashboard.behind(seen, one) for one in seen.lines}
    assert {key: list(found) for key, found in behind.items() if found} == {
        key: [home] for key, home in homes.items()
    }
    assert seen.facts["people"] == 5


def test_a_decided_topic_is_what_changed_with_who_was_told_of_it(
    services: Services, town: Account
) -> None:
    (first,) = receive(services, town, [a_message("a", "Un banc ici ?", 50, writer=writer("ana"))])
    (second,) = receive(services, town, [a_message("b", "Des bancs !", 49, writer=writer("bo"))])
    topic, _ = services.topics.make("Benches")
    services.topics.file(topic.id, [first, second])
    services.topics.move(topic.id, TopicState.DECIDED, "Two benches stand by the river.")
    seen = read(services, Tile.CHANGED, Span.last(7, NOW + timedelta(minutes=1)))
    (line,) = seen.lines
    assert line.values == (2.0, 0.0, 2.0)
    assert line.name == "Benches — Two benches stand by the river."
    assert set(services.dashboard.behind(seen, line)) == {first, second}
    assert read(services, Tile.CHANGED, WEEK.before).lines == ()


def test_new_voices_are_people_answered_now_and_not_in_the_year_before(
    services: Services, town: Account
) -> None:
    receive(
        services,
        town,
        [
            a_message("a", "Une question ?", 24 * 100, writer=writer("ana")),
            a_message("a1", "Oui.", 24 * 99, writer=US, parent="a"),
            a_message("b", "Bonjour", 24 * 3, writer=writer("ana")),
            a_message("b1", "Oui.", 24 * 2, writer=US, parent="b"),
            a_message("c", "Bonjour", 24 * 3, writer=writer("bo")),
            a_message("c1", "Oui.", 24 * 2, writer=US, parent="c"),
            a_message("d", "Jamais lu ?", 24 * 3, writer=writer("cy")),
        ],
    )
    seen = read(services, Tile.VOICES)
    assert numbers(seen) == {"new": (1.0,), "known": (1.0,)}
    assert seen.figure == 0.5
    assert numbers(read(services, Tile.UNHEARD)).keys() == {
        str(one) for one in _authors(services, "Cy")
    }


def _authors(services: Services, name: str) -> list[int]:
    rows = services.workspace.read().execute("SELECT id FROM author WHERE name=?", (name,))
    return [row[0] for row in rows]


def test_an_answer_in_a_chat_counts_for_whoever_wrote_last_before_it(
    services: Services, town: Account
) -> None:
    receive(
        services,
        town,
        [
            a_message("a", "Bonjour", 30, writer=writer("ana"), thread_id="chat"),
            a_message("o", "Bonjour !", 29, writer=US, thread_id="a", parent="a"),
        ],
    )
    with services.workspace.write() as connection:
        connection.execute("UPDATE message SET parent_id='' WHERE remote_id='o'")
    assert services.voices.spoken(WEEK).people == 1


def test_rules_set_aside_are_counted_once_for_each_reply(services: Services, town: Account) -> None:
    homes = [
        receive(services, town, [a_message(name, "Bonjour ?", 30, writer=writer(name))])[0]
        for name in ("ana", "bo", "cy")
    ]
    with services.workspace.write() as connection:
        connection.execute(
            "INSERT INTO charter_version(hash, charter_id, version, source, created_at)"
            " VALUES('h', 'office', '1', '', 0)"
        )
        for n, (home, rule, days) in enumerate(
            ((0, "tone", 1), (0, "tone", 1), (1, "tone", 2), (1, "claim", 2), (2, "tone", 9))
        ):
            at = int((NOW - timedelta(days=days)).timestamp() * 1000)
            connection.execute(
                "INSERT OR IGNORE INTO outbox(id, conversation_id, account_no, target_id, body, body_digest,"
                " visibility, once_key, state, created_at, sent_at, remote_id) SELECT ?, conversation_id, account_no,"
                " id, '', ?1, 'public', ?1, 'sent', ?2, ?2, ?1 FROM message WHERE conversation_id=?3",
                (f"o{home}", at, homes[home]),
            )
            connection.execute(
                "INSERT INTO waiver(id, draft_id, outbox_id, charter_hash, rule, severity, passage, reason, need,"
                " profile_id, at) VALUES(?, 'd', ?, 'h', ?, 'warn', '', 'other', 'reason', '', ?)",
                (f"w{n}", f"o{home}", rule, at),
            )
    seen = read(services, Tile.RULES)
    assert numbers(seen) == {"office/tone": (2.0, 1.0), "office/claim": (1.0, 0.0)}
    assert set(services.dashboard.behind(seen, seen.lines[0])) == set(homes[:2])


def test_a_remark_stands_with_the_periods_in_which_it_was_written(services: Services) -> None:
    made = services.dashboard.note(Tile.ASKS, "  The pool was closed.  ")
    assert made.words == "The pool was closed."
    assert services.dashboard.remarks(Span.last(7, NOW)) == (made,)
    assert services.dashboard.remarks(Span.last(7, NOW - timedelta(days=1))) == ()
    services.dashboard.remove(made.id)
    assert services.dashboard.remarks(Span.last(7, NOW)) == ()
    services.dashboard.put_back(made.id)
    assert services.dashboard.remarks(Span.last(7, NOW)) == (made,)
    with pytest.raises(NotAllowed):
        services.dashboard.note(Tile.ASKS, "   ")


@pytest.mark.parametrize("tile", list(Tile))
def test_every_tile_has_words_of_an_empty_workspace(services: Services, tile: Tile) -> None:
    card = words.card(read(services, tile)) if tile.value not in _WATCHED else None
    if card is not None:
        assert card.title
        assert card.empty or card.rows


_WATCHED = frozenset("volume themes sources stance".split())


def test_what_watches_heard_is_counted_by_query_by_source_by_day_and_by_what_people_marked(
    services: Services,
) -> None:
    with services.workspace.write() as connection:
        connection.execute(
            "INSERT INTO watch_query(id, name, query, created_at, changed_at) VALUES('q', 'Fair', 'fair', 0, 0)"
        )
        connection.execute(
            "INSERT INTO watch_source(id, kind, name, every_s, next_at, created_at)"
            " VALUES('s', 'feed', 'The Gazette', 60, 0, 0)"
        )
        for n, (hours, meant, how) in enumerate(
            (
                (2, "for", "hand"),
                (30, "against", "suggested"),
                (31, "", ""),
                (24 * 9, "for", "hand"),
            )
        ):
            at = int((NOW - timedelta(hours=hours)).timestamp() * 1000)
            connection.execute(
                "INSERT INTO mention(id, source_id, remote_id, story_id, at, seen_at, platform, stance, stance_how,"
                " changed_at) VALUES(?, 's', ?, ?, ?, ?, 'web', ?, ?, 0)",
                (f"m{n}", f"r{n}", f"m{n}", at, at, meant, how),
            )
            connection.execute("INSERT INTO mention_query VALUES('q', ?, ?)", (at, f"m{n}"))
    volume = read(services, Tile.VOLUME)
    assert (volume.figure, volume.before) == (3.0, 1.0)
    assert [one.values[0] for one in volume.lines] == [0, 0, 0, 0, 0, 2, 1]
    assert numbers(read(services, Tile.THEMES)) == {"q": (3.0, 1.0)}
    assert numbers(read(services, Tile.SOURCES)) == {"s": (3.0, 1.0)}
    stance = read(services, Tile.STANCE)
    assert numbers(stance)["for"] == (1.0,)
    assert numbers(stance)["against"] == (0.0,)
    assert numbers(stance)["unmarked"] == (2.0,)
    found = [
        [one.id for one in services.dashboard.mentions_behind(seen, line)]
        for seen, line in (
            (stance, stance.lines[0]),
            (stance, stance.lines[-1]),
            (volume, volume.lines[5]),
        )
    ]
    assert found == [["m0"], ["m1", "m2"], ["m1", "m2"]]
    assert replace(stance, lines=()).is_empty


class Page:
    """A report's page in one word."""

    def page(self, report: Report) -> str:
        return f"{len(report.seen)} tiles, {len(report.remarks)} remarks"


def test_a_report_is_written_once_for_each_whole_period_and_the_folder_must_be_there(
    services: Services, tmp_path: Path
) -> None:
    reports = services.dashboard_reports
    assert reports.due() is None
    with pytest.raises(NotAllowed):
        reports.set_plan(ReportPlan(Every.DAY, tmp_path / "away"))
    reports.set_plan(ReportPlan(Every.DAY, tmp_path))
    target = walked(reports.write_due(Page()))
    assert target == tmp_path / "dashboard-2026-09-02.html"
    assert target.read_text() == "9 tiles, 0 remarks"
    assert walked(reports.write_due(Page())) is None
    services.clock.advance(24 * 3600)  # type: ignore[attr-defined]
    assert reports.due() == tmp_path / "dashboard-2026-09-03.html"
    reports.set_plan(ReportPlan())
    assert reports.due() is None


def test_what_is_for_the_people_here_alone_is_in_no_report(services: Services) -> None:
    report = walked(services.dashboard_reports.read(WEEK, REACH))
    assert {one.tile for one in report.seen} == set(REACH) - INTERNAL


def test_one_person_on_two_networks_is_one_voice_and_lives_where_they_say(
    services: Services, town: Account
) -> None:
    receive(
        services,
        town,
        [
            a_message("a", "Bonjour", 24 * 100, writer=writer("ana")),
            a_message("a1", "Oui.", 24 * 99, writer=US, parent="a"),
            a_message("b", "C’est encore moi", 30, writer=writer("ana2")),
            a_message("b1", "Oui.", 29, writer=US, parent="b"),
            a_message("c", "Bonjour", 30, writer=writer("bo")),
            a_message("c1", "Oui.", 29, writer=US, parent="c"),
        ],
    )
    assert read(services, Tile.VOICES).figure == 1.0
    with services.workspace.write() as connection:
        connection.execute("INSERT INTO contact(id, region, created_at) VALUES('ana', 'Ormaie', 0)")
        for name in ("Ana", "Ana2"):
            (author,) = _authors(services, name)
            connection.execute(
                "INSERT INTO contact_author(author_id, contact_id, how, at) VALUES(?, 'ana', 'hand', 0)",
                (author,),
            )
    assert numbers(read(services, Tile.VOICES)) == {"new": (1.0,), "known": (1.0,)}
    places = read(services, Tile.PLACES)
    assert numbers(places) == {"place:Ormaie": (1.0,), "silent": (1.0,)}
    assert places.figure == 0.5


def test_parity_asks_only_how_many_follow_whom_and_says_of_how_many_nobody_knows(
    services: Services, town: Account
) -> None:
    for n in range(9):
        who = replace(writer(f"p{n}"), audience=10 * n)
        receive(services, town, [a_message(f"q{n}", "Une question", 30, writer=who)])
        if n in (0, 6, 7, 8):
            answer = a_message(f"r{n}", "Oui.", 29 if n else 28, writer=US, parent=f"q{n}")
            receive(services, town, [answer])
    receive(services, town, [a_message("z", "Une question", 30, writer=writer("zoe"))])
    seen = read(services, Tile.PARITY)
    assert numbers(seen) == {"small": (1 / 3, 7200.0, 3.0), "large": (1.0, 3600.0, 3.0)}
    assert seen.figure == pytest.approx(1 / 3)
    assert seen.facts == {"unknown": 1.0, "fair": 0.0}


CHARTER = OFFICE.replace('action = "reply"', 'action = "monitor"')


@pytest.fixture
def hostile(services: Services, town: Account) -> Services:
    """Ana had twelve hostile messages in one day, eleven of which wait; Bo had one; Nadia looks after the people."""
    charter, _ = services.charters.save(CHARTER)
    services.charters.assign(town.id, charter)
    ids = {}
    for name, role in (
        ("Nadia", Role.KEEPER),
        ("Ana", Role.SPOKESPERSON),
        ("Bo", Role.SPOKESPERSON),
    ):
        ids[name] = services.profiles.add(name, [role]).id
    for n in range(13):
        whose = ids["Ana" if n < 12 else "Bo"]
        (home,) = receive(
            services,
            town,
            [a_message(f"h{n}", "Honte à vous", 3 + n / 100, writer=writer(f"x{n}"))],
        )
        with services.workspace.write() as connection:
            connection.execute(
                "UPDATE conversation SET category='urgent', assignee=?, status=? WHERE id=?",
                (whose, 4 if n == 0 else 0, home),
            )
            conversations.retally(connection)
    return services


def _as(services: Services, name: str) -> None:
    services.acting.choose_for_this_run(
        next(one.id for one in services.assigning.people() if one.name == name)
    )


def test_who_looks_after_the_people_sees_every_load_and_a_proposal_of_relief(
    hostile: Services,
) -> None:
    _as(hostile, "Nadia")
    found = hostile.voices.burden(WEEK)
    assert found.everybodys
    loads = {
        found.names[one.who]: (one.messages, one.worst, len(one.waiting)) for one in found.loads
    }
    assert loads == {"Ana": (12, 12, 11), "Bo": (1, 1, 1), "Nadia": (0, 0, 0)}
    (relief,) = found.reliefs
    assert words.relief(relief, found.names) == "Hand 6 conversations of Ana to Nadia, who had none"


def test_whoever_bore_it_sees_their_own_load_and_nobody_elses(hostile: Services) -> None:
    _as(hostile, "Ana")
    found = hostile.voices.burden(WEEK)
    assert [one.messages for one in found.loads] == [12]
    assert set(found.names.values()) == {"Ana"}
    (relief,) = found.reliefs
    assert (relief.to, relief.theirs, len(relief.conversations)) == (None, None, 6)
    _as(hostile, "Bo")
    found = hostile.voices.burden(WEEK)
    assert ([one.messages for one in found.loads], found.reliefs) == ([1], ())
    assert [line.name for line in read(hostile, Tile.BURDEN).lines] == ["Bo"]
