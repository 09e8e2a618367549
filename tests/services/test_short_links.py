"""Shortened links: where they lead is asked for on request, of the shortener alone, and deceives nobody."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from cmworkstation.domain.account import Visibility
from cmworkstation.domain.charter.finding import Finding, Severity
from cmworkstation.domain.charter.model import Charter
from cmworkstation.domain.charter.rules.addresses import SHORTENERS
from cmworkstation.domain.errors import BadAddress, Gone, ServerTrouble
from cmworkstation.domain.ids import ConversationId
from cmworkstation.domain.link import Lead
from cmworkstation.domain.reply import Draft
from cmworkstation.sdk.http import Http
from cmworkstation.services import short_links
from cmworkstation.services.short_links import ShortLinks
from cmworkstation.services.ways_out import Way, WayOut, way_out
from tests.sdk.test_http import Server
from tests.store.builders import an_account


class Door:
    """Gives out the way to the network, and counts how often it was asked for."""

    def __init__(self) -> None:
        self.given = 0

    def http(self) -> Http:
        self.given += 1
        return Http(allow_private=True)


@pytest.fixture
def shortener(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    server = Server()
    known = SHORTENERS | {"127.0.0.1"}
    monkeypatch.setattr(short_links, "SHORTENERS", known)
    yield server
    server.close()


def leads(server: Server, place: str, to: str) -> str:
    server.answers[place] = (301, {"Location": to}, b"")
    return f"{server.origin}{place}"


def test_the_shortener_is_asked_and_what_it_names_is_not_visited(shortener: Server) -> None:
    leads(shortener, "/b", "https://town.example/hours?utm_source=x&day=1")
    door = Door()
    links = ShortLinks(door)  # type: ignore[arg-type]
    short = leads(shortener, "/a", "/b")
    assert links.known(short) is None
    assert door.given == 0
    assert links.ask(short) == Lead("https://town.example/hours?day=1", "town.example")
    assert [place for _, place, _ in shortener.asked] == ["/a", "/b"]
    assert not any("authorization" in headers for *_, headers in shortener.asked)
    assert links.ask(short) == links.known(short)
    assert door.given == 1


@pytest.mark.parametrize(
    "to", ["javascript:alert(1)", "mailto:a@b.example", "ftp://a.example/x", "https://"]
)
def test_what_leads_to_no_address_that_may_be_opened_is_refused(shortener: Server, to: str) -> None:
    with pytest.raises((BadAddress, ServerTrouble)):
        ShortLinks(Door()).ask(leads(shortener, "/a", to))  # type: ignore[arg-type]


def test_a_link_that_is_gone_or_goes_round_in_a_ring_says_so(shortener: Server) -> None:
    links = ShortLinks(Door())  # type: ignore[arg-type]
    with pytest.raises(Gone):
        links.ask(f"{shortener.origin}/nothing")
    with pytest.raises(ServerTrouble):
        links.ask(leads(shortener, "/ring", "/ring"))
    shortener.answers["/page"] = (200, {}, b"an advertisement first")
    with pytest.raises(ServerTrouble):
        links.ask(f"{shortener.origin}/page")


def test_only_shorteners_are_asked_and_never_one_in_a_private_network(shortener: Server) -> None:
    with pytest.raises(BadAddress):
        ShortLinks(Door()).ask("https://town.example/a")  # type: ignore[arg-type]
    closed = Http()
    with pytest.raises(BadAddress):
        closed.lead(f"{shortener.origin}/a", lambda _: True)
    assert shortener.asked == []


def test_the_finding_shows_where_it_leads_and_puts_it_in_unless_it_deceives() -> None:
    finding = Finding("links/shorteners", {}, Severity.WARN, 4, 18, "bit.ly/abcdefg", {}, {})
    finding = replace(finding, fix="expand-link")
    draft = Draft(
        id="d",  # type: ignore[arg-type]
        account_id="a",  # type: ignore[arg-type]
        conversation_id=ConversationId(1),
        target_id=1,  # type: ignore[arg-type]
        body="see bit.ly/abcdefg",
        visibility=Visibility.PUBLIC,
    )

    def way(lead: Lead | None) -> WayOut:
        day = date(2026, 9, 1)
        return way_out(finding, draft, an_account(), Charter(), "en", {}, day, lead)

    assert way(None).way is Way.LINK
    found = way(Lead("https://town.example/hours", "town.example"))
    assert (found.way, found.edits) == (Way.EDIT, ((4, 18, "https://town.example/hours"),))
    false = way(Lead("https://xn--pple-43d.com/", "xn--pple-43d.com", "script"))
    assert (false.way, false.lead is not None) == (Way.NONE, True)
