"""A platform that nobody but people reads: what they took in is understood, and nothing is ever published."""

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest

from cmworkstation.connectors.manual import ManualConnector
from cmworkstation.domain.account import ModerationAct, Visibility
from cmworkstation.domain.errors import BadAddress, Refused, Unreadable
from cmworkstation.domain.message import Kind
from cmworkstation.sdk import shapes
from cmworkstation.sdk.connector import Content, RawItem, Target
from cmworkstation.sdk.http import Http

TOLD: Mapping[str, object] = {
    "id": "1",
    "remote_id": "capture:1",
    "platform": "Nextdoor",
    "author": "Nadia",
    "at": "2026-11-23T17:30:00+00:00",
    "text": "Bonjour ?",
}
TARGET = Target("capture:1", "1", "@nadia", Visibility.PUBLIC)


@pytest.fixture
def connector() -> ManualConnector:
    return ManualConnector({"platform": "Nextdoor"}, {}, Http(""))


def raw(**changes: object) -> RawItem:
    return RawItem("capture", "1", shapes.pack({**TOLD, **changes}))


def test_any_name_is_a_platform_and_none_is_not() -> None:
    found = ManualConnector.find(Http(""), "  Le panneau   de la mairie ")
    assert (found.title, found.settings) == (
        "Le panneau de la mairie",
        {"platform": "Le panneau de la mairie"},
    )
    with pytest.raises(BadAddress):
        ManualConnector.find(Http(""), "  ")


def test_what_was_taken_in_is_understood(connector: ManualConnector) -> None:
    (item,) = connector.parse(raw(new_field={"of": "tomorrow"}))
    assert (item.remote_id, item.text, item.kind) == ("capture:1", "Bonjour ?", Kind.MENTION)
    assert item.at == datetime(2026, 11, 23, 17, 30, tzinfo=UTC)
    assert (item.writer.key, item.writer.is_us) == ("nextdoor:nadia", False)
    (private,) = connector.parse(raw(visibility="private", parent_id="capture:0"))
    assert (private.kind, private.parent_id) == (Kind.PRIVATE, "capture:0")


@pytest.mark.parametrize(
    "broken",
    [
        raw(at="soon"),
        raw(at=None),
        raw(remote_id=7),
        RawItem("capture", "1", b"{"),
        RawItem("capture", "1", b"[]"),
        RawItem("other", "1", b"{}"),
    ],
)
def test_what_is_broken_is_unreadable(connector: ManualConnector, broken: RawItem) -> None:
    with pytest.raises(Unreadable):
        connector.parse(broken)


def test_nothing_comes_and_nothing_leaves_by_itself(connector: ManualConnector) -> None:
    assert list(connector.fetch({})) == []
    assert connector.thread(TARGET).items == ()
    content = Content("Oui.", Visibility.PUBLIC)
    with pytest.raises(Refused):
        connector.reply(TARGET, content, once_key="k")
    with pytest.raises(Refused):
        connector.moderate(TARGET, ModerationAct.SPAM)
    now = datetime(2026, 11, 24, tzinfo=UTC)
    assert connector.find_sent(TARGET, content, once_key="k", since=now) is None
    rules = connector.check().capabilities
    assert (rules.can_reply, rules.by_hand, rules.answers) == (False, True, True)
