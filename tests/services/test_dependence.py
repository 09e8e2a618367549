"""Dependence over a small town: the five figures, what stands behind them, and an account that closes tomorrow."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cmworkstation.domain.account import Account
from cmworkstation.domain.conversation import Status
from cmworkstation.domain.dependence import Amount, Band, Part
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.gap import Cause
from cmworkstation.domain.ids import AuthorId, MessageId
from cmworkstation.domain.message import Held, Kind, Writer
from cmworkstation.services.depending import Action, Look
from cmworkstation.services.reach import ACCOUNT, HAND, NAME, Reach, only_there
from cmworkstation.services.workstation import Services
from cmworkstation.store import accounts, history
from cmworkstation.store.dependence import Wrote
from tests.builders_workspace import NOW, US, a_message, a_workstation, add_account, receive
from tests.walking import walked

TODAY = NOW.astimezone().date()


def writer(name: str, host: str = "social.example") -> Writer:
    return Writer(f"https://{host}/@{name}", name.title(), f"@{name}@{host}")


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    made = a_workstation(tmp_path / "w")
    yield made
    assert made.journal.verify().problems == ()
    made.close()


@pytest.fixture
def both(services: Services) -> tuple[Account, Account]:
    """Two accounts: three people on the one, one of them on the other as well."""
    town = add_account(services, "Mairie", platform="mastodon")
    photo = add_account(services, "Photo", look="instagram", platform="instagram")
    receive(services, town, [a_message("1", "Bonjour", 5, writer=writer("elise"))])
    receive(services, town, [a_message("2", "Encore", 4, writer=writer("elise"))])
    receive(services, town, [a_message("3", "Salut", 24 * 100, writer=writer("omar"))])
    receive(services, town, [a_message("4", "Hello", 9, writer=writer("layla"))])
    receive(
        services, photo, [a_message("5", "Belle photo", 3, writer=writer("layla", "i.example"))]
    )
    return town, photo


def amounts(look: Look, part: Part) -> dict[str, Amount]:
    return {one.platform: one for one in look.figure(part).amounts}


def look(services: Services) -> Look:
    """Look at everything; the figures alone, which are read in another way, must be the same."""
    found = walked(services.dependence.look())
    assert walked(services.dependence.figures()) == found.figures
    return found


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    st.sets(st.tuples(st.integers(1, 4), st.integers(1, 12)), max_size=30),
    st.lists(
        st.tuples(
            st.sampled_from(("", "Zoé", "zoé ", "Omar")),
            st.sampled_from(("", "@z", "@zoe", "@ZOE@a.example", "omar.b.example")),
        ),
        min_size=12,
        max_size=12,
    ),
    st.sets(st.integers(1, 12), max_size=4),
)
def test_who_is_reached_only_there_is_counted_as_one_would_by_hand(
    wrote: set[tuple[int, int]], called: list[tuple[str, str]], by_hand: set[int]
) -> None:
    """Numbers of accounts and people at random; the third and the fourth account are on one platform."""
    platforms = {1: "mastodon", 2: "instagram", 3: "mail", 4: "mail"}
    named = {AuthorId(n): one for n, one in enumerate(called, 1)}
    rows = [Wrote(no, AuthorId(one), 1, 1, MessageId(1)) for no, one in sorted(wrote)]
    slow = Reach.of(rows, platforms, named, dict.fromkeys(by_hand, "town")).only_there()
    writers: dict[str, set[int]] = {}
    for no, one in wrote:
        writers.setdefault(platforms[no], set()).add(one)
    fast = only_there(writers, [(id_, *one) for id_, one in named.items()], by_hand)

    def key(one: int) -> tuple[str, str] | int:
        name, handle = (part.strip().casefold() for part in named[AuthorId(one)])
        local = handle.lstrip("@").split("@")[0].split(".")[0]
        return (name, local) if name and len(local) > 2 else one

    def alone(one: int, platform: str) -> bool:
        same = [other for other in named if key(other) == key(one)]
        return one not in by_hand and not any(
            other in people
            for where, people in writers.items()
            for other in same
            if where != platform
        )

    plain = {where: sum(alone(one, where) for one in people) for where, people in writers.items()}
    assert +slow == +fast == +Counter(plain)


def test_inbound_counts_ninety_days_and_neither_ours_nor_spam_nor_context(
    services: Services, both: tuple[Account, Account]
) -> None:
    town, _ = both
    receive(
        services,
        town,
        [
            a_message("6", "Ours", 2, writer=US, parent="1"),
            a_message("7", "Buy now", 2, writer=writer("spammer"), held=Held.SPAM),
            a_message("8", "Above it", 2, writer=writer("zoe"), context=True),
        ],
    )
    found = amounts(look(services), Part.INBOUND)
    assert (found["mastodon"].n, found["instagram"].n) == (3, 1)


def test_people_are_reached_elsewhere_by_name_by_hand_and_else_only_there(
    services: Services, both: tuple[Account, Account]
) -> None:
    town, _ = both
    seen = look(services)
    assert amounts(seen, Part.PEOPLE)["mastodon"].n == 2
    assert amounts(seen, Part.PEOPLE)["instagram"].n == 0
    only = services.dependence.only_there(seen, "mastodon")
    assert [one.name for one in only] == ["Elise", "Omar"]
    services.dependence.reachable([only[0].author_id], "elise@mail.example")
    seen = look(services)
    assert amounts(seen, Part.PEOPLE)["mastodon"].n == 1
    people = {one.name: one for one in services.dependence.people(seen, town.id)}
    assert (people["Elise"].elsewhere, people["Elise"].why) == (("elise@mail.example",), HAND)
    assert (people["Layla"].elsewhere, people["Layla"].why) == (("instagram",), NAME)
    services.dependence.reachable([only[0].author_id], "")
    assert amounts(look(services), Part.PEOPLE)["mastodon"].n == 2


def test_an_audience_that_nobody_entered_is_unknown_and_the_latest_number_counts(
    services: Services, both: tuple[Account, Account]
) -> None:
    town, photo = both
    assert look(services).figure(Part.AUDIENCE).band is Band.UNKNOWN
    services.dependence.count(town.id, 900, TODAY - timedelta(days=30))
    services.dependence.count(town.id, 1000)
    found = look(services).figure(Part.AUDIENCE)
    assert found.unknown == ("instagram",)
    assert amounts(look(services), Part.AUDIENCE)["mastodon"].n == 1000
    services.dependence.count(photo.id, 1000)
    found = look(services).figure(Part.AUDIENCE)
    assert (found.effective, found.band) == (2, Band.WATCH)
    services.dependence.count(photo.id, None)
    assert look(services).figure(Part.AUDIENCE).unknown == ("instagram",)
    for n, day in ((-1, TODAY), (5, TODAY + timedelta(days=1))):
        with pytest.raises(NotAllowed):
            services.dependence.count(town.id, n, day)


def test_announcements_that_exist_elsewhere_are_not_counted(
    services: Services, both: tuple[Account, Account]
) -> None:
    town, photo = both
    fair = "The autumn fair opens on Saturday at ten on the square."
    for account, name, text in (
        (town, "fair", fair),
        (photo, "fair-too", f"{fair} Come!"),
        (photo, "garden", "Our reading room has a garden now"),
    ):
        post = a_message(name, text, 30, writer=US, kind=Kind.POST, context=True)
        receive(services, account, [post])
    seen = look(services)
    assert [one.text for one in seen.announcements] == ["Our reading room has a garden now"]
    services.dependence.exists_elsewhere([seen.announcements[0].id], "newsletter")
    assert look(services).announcements == ()


def test_history_is_unknown_until_somebody_says_since_when_the_account_exists(
    services: Services, both: tuple[Account, Account]
) -> None:
    town, _ = both
    assert amounts(look(services), Part.HISTORY)["mastodon"].n is None
    with services.workspace.write() as connection:
        number = accounts.number(connection, town.id)
        since = NOW - timedelta(days=10)
        until = since + timedelta(days=2)
        history.open_gap(connection, number, since, until, Cause.CLOSED, can_ask=True)
    assert amounts(look(services), Part.HISTORY)["mastodon"] == Amount("mastodon", 2, at_least=True)
    services.presence.add_accounts()
    row = next(one for one in services.presence.rows() if one.account == "Mairie")
    made = replace(row.presence, made_on=TODAY - timedelta(days=100))
    services.presence.keep(made)
    assert amounts(look(services), Part.HISTORY)["mastodon"] == Amount("mastodon", 102)


def test_an_account_that_closes_tomorrow_takes_people_promises_and_threads_with_it(
    services: Services, both: tuple[Account, Account]
) -> None:
    town, photo = both
    (conversation,) = receive(services, town, [a_message("9", "And the bus?", 1)])
    charter, _ = services.charters.add_starter("mediatheques-ormaie")
    services.charters.assign(town.id, charter)
    day = services.promises.days(town.id).open[0]
    services.promises.note(conversation, "the timetable of the bus", day)  # type: ignore[arg-type]
    closing = services.dependence.closing(town.id, look(services))
    assert [one.name for one in closing.lost] == ["Nadia Perrault", "Elise", "Omar"]
    assert [one.name for one in closing.people][-1] == "Layla"
    assert [one.words for one in closing.promises] == ["the timetable of the bus"]
    assert conversation in closing.waiting
    assert closing.threads == 5
    assert len(services.dependence.threads_of(town.id)) == 5
    assert {Action.EXPORT, Action.INVITE, Action.REGISTER, Action.COUNT} <= set(closing.actions)
    other = services.dependence.closing(photo.id, look(services))
    assert (other.lost, other.promises) == ((), ())
    assert services.inbox.rows(list(closing.waiting))[0].status is Status.WAITING_US


def test_a_second_account_on_the_same_platform_keeps_whoever_wrote_to_both(
    services: Services, both: tuple[Account, Account]
) -> None:
    town, _ = both
    second = add_account(services, "Jeunesse", platform="mastodon")
    receive(services, second, [a_message("10", "Salut", 1, writer=writer("elise"))])
    closing = services.dependence.closing(town.id, look(services))
    elise = next(one for one in closing.people if one.name == "Elise")
    assert (elise.elsewhere, elise.why) == (("mastodon",), ACCOUNT)
    assert amounts(look(services), Part.PEOPLE)["mastodon"].n == 2


def test_what_stands_behind_a_figure_are_the_conversations_of_that_platform(
    services: Services, both: tuple[Account, Account]
) -> None:
    found = services.dependence.conversations("instagram")
    assert [one.author_name for one in services.inbox.rows(list(found))] == ["Layla"]
    assert services.dependence.conversations("nowhere") == ()


def test_an_empty_workspace_knows_nothing_and_says_so(services: Services) -> None:
    assert look(services).headline is None


class Telling:
    """A platform that says how many people follow an account."""

    def audience(self) -> int | None:
        return 77


def test_a_platform_that_says_so_is_asked_how_many_follow_and_nothing_is_kept(
    services: Services, both: tuple[Account, Account], monkeypatch: pytest.MonkeyPatch
) -> None:
    town, photo = both
    kinds = {"mastodon": Telling, "instagram": object}
    platforms = services.platforms
    monkeypatch.setattr(platforms, "kind", lambda platform: kinds[platform])
    monkeypatch.setattr(platforms, "connector", lambda account: kinds[account.platform]())
    assert [services.dependence.can_ask(one) for one in both] == [True, False]
    assert services.dependence.ask(town.id) == 77
    assert services.dependence.ask(photo.id) is None
    assert services.dependence.counts() == {}
