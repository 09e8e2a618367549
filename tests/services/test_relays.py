"""One piece of news and five channels: what was said is recognised, the gaps are listed, and figures agree."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from cmworkstation.domain.account import Account
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.message import Kind
from cmworkstation.domain.relay import Cell, How, News, Row, Told
from cmworkstation.services.relays import Relays
from cmworkstation.services.workstation import Services
from tests.builders_workspace import US, a_message, a_workstation, add_account, receive
from tests.services.test_operations import planned
from tests.walking import walked

FAIR = "The winter fair opens on Saturday at ten on the market square, with forty stalls."


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    made = a_workstation(tmp_path / "w")
    yield made
    assert made.journal.verify().problems == ()
    made.close()


@pytest.fixture
def relays(services: Services) -> Relays:
    return services.relays


@pytest.fixture
def town(services: Services) -> dict[str, Account]:
    """Three accounts and two places that have none: five channels."""
    services.operations.channel("Paper bulletin")
    services.operations.channel("Market stall")
    return {
        one: add_account(services, one, platform=one.casefold(), look=one.casefold())
        for one in ("Mastodon", "Bluesky", "Lemmy")
    }


def post(services: Services, account: Account, name: str, text: str, hours: float = 30) -> int:
    said = a_message(name, text, hours, writer=US, kind=Kind.POST, context=True)
    (home,) = receive(services, account, [said])
    return services.inbox.thread(home).entries[0].message.id  # type: ignore[arg-type]


def row(services: Services) -> Row:
    (found,) = walked(services.relays.rows())
    return found


def cells(services: Services) -> dict[str, Cell]:
    return {one.channel.name: one for one in row(services).cells}


def news_of(services: Services, message_id: int) -> News:
    return services.relays.add_post(message_id)[0]  # type: ignore[arg-type]


def channel(services: Services, name: str) -> str:
    return next(one.id for one in services.operations.channels() if one.name == name)


def only_there(services: Services) -> int:
    return len(walked(services.dependence.look()).announcements)


def test_of_one_piece_of_news_and_five_channels_the_gaps_are_listed(
    services: Services, relays: Relays, town: dict[str, Account]
) -> None:
    first = post(services, town["Mastodon"], "a", FAIR)
    post(services, town["Bluesky"], "b", f"{FAIR} Come!", 20)
    one = news_of(services, first)
    relays.mark(one.id, channel(services, "Market stall"), Told.ADAPTED, url="https://t.example/s")
    found = cells(services)
    assert (found["Mastodon"].told, found["Mastodon"].how) == (Told.DONE, How.ORIGIN)
    assert (found["Bluesky"].told, found["Bluesky"].how) == (Told.DONE, How.WORDS)
    assert (found["Market stall"].told, found["Market stall"].how) == (Told.ADAPTED, How.BY_HAND)
    assert [one.channel.name for one in row(services).gaps] == ["Lemmy", "Paper bulletin"]
    with pytest.raises(NotAllowed, match="relay-why"):
        relays.mark(one.id, town["Lemmy"].id, Told.NOT_HERE)
    relays.mark(one.id, town["Lemmy"].id, Told.NOT_HERE, "Nobody of the town is there")
    assert [one.channel.name for one in row(services).gaps] == ["Paper bulletin"]


def test_a_post_that_links_to_it_is_recognised_by_the_address(
    services: Services, relays: Relays, town: dict[str, Account]
) -> None:
    post(services, town["Lemmy"], "l", "All about it: https://town.example/fair.", 10)
    relays.add_page("Winter fair", "https://town.example/fair/", "Forty stalls")
    assert (cells(services)["Lemmy"].told, cells(services)["Lemmy"].how) == (Told.DONE, How.ADDRESS)
    with pytest.raises(NotAllowed, match="relay-known"):
        relays.add_page("Again", "https://town.example/fair/")


def test_an_operation_is_news_and_what_it_says_is_recognised(
    services: Services, relays: Relays, town: dict[str, Account]
) -> None:
    one = planned(services, 0, "Winter fair", details=FAIR)
    post(services, town["Bluesky"], "b", f"Winter fair\n{FAIR}", 1)
    assert [each.id for each in relays.proposed_operations()] == [one.id]
    relays.add_operation(one.id)
    assert relays.proposed_operations() == ()
    assert cells(services)["Bluesky"].how is How.WORDS
    assert len(row(services).gaps) == 4


def test_the_dependence_screen_and_the_matrix_say_the_same_of_a_post(
    services: Services, relays: Relays, town: dict[str, Account]
) -> None:
    one = news_of(services, post(services, town["Mastodon"], "a", FAIR))
    stall = channel(services, "Market stall")

    def agree() -> bool:
        elsewhere = any(
            each.told in (Told.DONE, Told.ADAPTED) and each.channel.platform != "mastodon"
            for each in row(services).cells
        )
        return elsewhere == (only_there(services) == 0)

    assert only_there(services) == 1
    assert agree()
    _, undo = relays.mark(one.id, stall, Told.DONE)
    assert (only_there(services), agree()) == (0, True)
    relays.take_back(undo)
    assert (only_there(services), agree()) == (1, True)
    assert one.message_id is not None
    services.dependence.exists_elsewhere([one.message_id], "Paper bulletin")
    assert cells(services)["Paper bulletin"].told is Told.DONE
    assert agree()
    relays.mark(one.id, stall, Told.DONE)
    relays.mark(one.id, stall, Told.GAP)
    assert cells(services)["Paper bulletin"].told is Told.DONE, "what others noted stays"
    services.dependence.exists_elsewhere([one.message_id], "")
    post(services, town["Lemmy"], "l", FAIR, 5)
    assert (only_there(services), agree()) == (0, True)


def test_from_a_gap_a_draft_is_begun_and_what_becomes_of_it_is_seen(
    services: Services, relays: Relays, town: dict[str, Account]
) -> None:
    one = news_of(services, post(services, town["Mastodon"], "a", FAIR))
    draft, _, undo = relays.begin(one.id, town["Lemmy"].id)
    assert draft.body.startswith(FAIR)
    assert cells(services)["Lemmy"].told is Told.BEGUN
    services.drafts.discard(draft.id)
    assert cells(services)["Lemmy"].told is Told.GAP
    relays.take_back(undo)
    assert "Lemmy" in {each.channel.name for each in row(services).gaps}


def test_news_is_closed_taken_out_and_brought_back_with_what_was_said_of_it(
    services: Services, relays: Relays, town: dict[str, Account]
) -> None:
    one, _, _ = relays.add_page("Winter fair", "https://town.example/fair")
    relays.mark(one.id, town["Lemmy"].id, Told.DONE)
    relays.close(one.id, closed=True)
    assert walked(relays.rows()) == ()
    assert len(walked(relays.rows(closed=True))) == 1
    _, undo = relays.remove(one.id)
    assert relays.news() == ()
    relays.take_back(undo)
    (again,) = walked(relays.rows(closed=True))
    assert {each.channel.name: each.told for each in again.cells}["Lemmy"] is Told.DONE
    table = relays.table([again])
    assert table.total == 5
    assert {line[4]: line[5] for line in table.rows}["Lemmy"] == "done"
