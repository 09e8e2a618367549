"""The presence register, looks at names, and the media map, as services keep them: undone, logged, reminded of."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from cmworkstation.domain.account import Visibility
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.handle_check import Result
from cmworkstation.domain.media_map import Axes, Granularity, Modality, Time
from cmworkstation.domain.message import Kind
from cmworkstation.domain.presence import Concern, Presence, Standing
from cmworkstation.domain.table import Format
from cmworkstation.services.table_export import as_text
from cmworkstation.services.workstation import Services
from cmworkstation.words import upkeep
from tests.builders_workspace import NOW, US, a_message, a_workstation, add_account, receive

TODAY = NOW.astimezone().date()


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    made = a_workstation(tmp_path / "w")
    yield made
    assert made.journal.verify().problems == ()
    made.close()


def a_name(services: Services, **changes: object) -> Presence:
    """Keep a name that lacks nothing, but for the changes."""
    one = replace(
        services.presence.new("instagram", "lamaison"),
        status=Standing.OFFICIAL,
        address="https://www.instagram.com/lamaison/",
        owner="Ines",
        deputy="Tomas",
        recovery="web@lamaison.example",
        second_factor="Tomas",
        linked_from="https://lamaison.example/contact",
    )
    one = replace(one, **changes)  # type: ignore[arg-type]
    services.presence.keep(one)
    return one


def acts(services: Services) -> list[str]:
    return [one.kind for one in services.journal.acts()][::-1]


def test_a_name_is_kept_changed_taken_out_and_each_of_it_undone(services: Services) -> None:
    one = a_name(services)
    changed = replace(one, deputy="")
    services.presence.keep(changed)
    assert [noted.concern for noted in services.presence.rows()[0].concerns] == [Concern.NO_DEPUTY]
    services.presence.put_back(one, one.id)
    assert services.presence.one(one.id) == one
    services.presence.remove(one.id)
    assert services.presence.rows() == ()
    services.presence.put_back(one, one.id)
    services.presence.put_back(None, one.id)
    assert services.presence.rows() == ()
    assert acts(services) == [
        *("presence.add", "presence.change", "presence.undo"),
        *("presence.remove", "presence.undo", "presence.undo"),
    ]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"handle": " "}, "presence-name"),
        ({"platform": ""}, "presence-name"),
        ({"address": "javascript:alert(1)"}, "presence-address"),
    ],
)
def test_what_is_no_name_is_refused(
    services: Services, changes: dict[str, object], reason: str
) -> None:
    with pytest.raises(NotAllowed) as refused:
        a_name(services, **changes)
    assert refused.value.reason == reason
    assert services.presence.rows() == ()


def test_rows_are_taken_from_the_accounts_once(services: Services) -> None:
    add_account(services, "Mairie")
    assert services.presence.add_accounts()[0] == 1
    assert services.presence.add_accounts()[0] == 0
    (row,) = services.presence.rows()
    assert (row.presence.platform, row.presence.address, row.account) == (
        "mastodon",
        "https://social.example/@mairie",
        "Mairie",
    )


def test_the_last_use_is_read_from_the_account(services: Services) -> None:
    account = add_account(services, "Mairie")
    services.presence.add_accounts()
    post = a_message("post", "The fair opens.", 48, writer=US, kind=Kind.POST, context=True)
    receive(services, account, [post])
    (row,) = services.presence.rows()
    assert row.presence.used_on == TODAY - timedelta(days=2)


def test_a_renewal_in_thirty_days_is_told_once_a_day(services: Services) -> None:
    one = a_name(services, handle="lamaison.example", platform="domain")
    services.presence.keep(replace(one, renews_on=TODAY + timedelta(days=31)))
    assert services.upkeep.news() == ()
    services.presence.keep(replace(one, renews_on=TODAY + timedelta(days=30)))
    (told,) = services.upkeep.news()
    assert told.reminder.subject == one.id
    assert "lamaison.example" in upkeep.news([told])
    services.upkeep.told()
    assert services.upkeep.news() == ()


def test_new_credentials_are_noted_and_old_ones_reminded_of(services: Services) -> None:
    one = a_name(services, rotated_on=TODAY - timedelta(days=365))
    assert [noted.concern for _, noted in services.presence.reminders()] == [Concern.ROTATE]
    services.presence.rotated(one.id)
    assert services.presence.reminders() == ()
    assert services.presence.one(one.id).rotated_on == TODAY


def test_a_farewell_is_a_draft_below_our_newest_post_and_names_where_else_we_are(
    services: Services,
) -> None:
    account = add_account(services, "Mairie")
    services.presence.add_accounts()
    a_name(services)
    (ours,) = [row.presence for row in services.presence.rows() if row.account]
    with pytest.raises(NotAllowed) as refused:
        services.presence.farewell_draft(ours.id, "en")
    assert refused.value.reason == "presence-no-post"
    post = a_message("post", "The fair opens.", 48, writer=US, kind=Kind.POST, context=True)
    receive(services, account, [post])
    draft, _ = services.presence.farewell_draft(ours.id, "en")
    assert "https://www.instagram.com/lamaison/" in draft.body
    assert ours.address not in draft.body
    assert [one.id for one in services.drafts.listed()] == [draft.id]
    assert draft.visibility is Visibility.PUBLIC
    assert services.outbox.rows() == ()


def test_a_farewell_where_no_account_speaks_is_left_to_be_copied(services: Services) -> None:
    one = a_name(services)
    with pytest.raises(NotAllowed) as refused:
        services.presence.farewell_draft(one.id, "fr")
    assert refused.value.reason == "presence-no-account"
    assert "lamaison" in services.presence.farewell(one.id, "fr")


def test_looks_at_names_are_logged_with_their_day_and_undone(services: Services) -> None:
    a_name(services)
    check, _ = services.handles.log("tiktok", "@LaMaison", Result.TAKEN, "Bob")
    assert (check.handle, check.on_day) == ("lamaison", TODAY)
    by_platform = {one.platform: one for one in services.handles.lines()}
    assert by_platform["instagram"].registered
    assert by_platform["tiktok"].last == check
    assert by_platform["youtube"].last is None
    assert by_platform["tiktok"].address == "https://www.tiktok.com/@lamaison"
    services.handles.forget(check.id)
    assert {one.platform: one for one in services.handles.lines()}["tiktok"].last is None
    with pytest.raises(NotAllowed):
        services.handles.log("tiktok", "lamaison", Result.FREE, on_day=TODAY + timedelta(days=1))


def test_a_look_that_is_long_ago_is_due_and_told(services: Services) -> None:
    services.handles.log("tiktok", "lamaison", Result.FREE, on_day=TODAY - timedelta(days=90))
    assert [one.platform for one in services.handles.due()] == ["tiktok"]
    assert len(services.upkeep.news()) == 1
    services.handles.log("tiktok", "lamaison", Result.FREE)
    assert services.handles.due() == ()
    assert services.upkeep.news() == ()


def test_the_look_alikes_carry_what_was_seen_of_them(services: Services) -> None:
    services.handles.log("instagram", "lamaison_fr", Result.TAKEN, "a stranger")
    found = {one.name: last for one, last in services.handles.lookalikes("lamaison")}
    seen = found["lamaison_fr"]
    assert seen is not None
    assert seen.holder == "a stranger"
    assert found["la_maison"] is None


def test_who_looks_like_a_name_of_the_register_is_noticed_in_the_inbox(services: Services) -> None:
    a_name(services)
    services.lookalikes.learn()
    found = services.lookalikes.mistaken_for("Somebody", "l\u0430maison")
    assert found is not None
    assert found.ours


def test_an_account_is_placed_on_the_map_and_put_back(services: Services) -> None:
    account = add_account(services, "Mairie")
    a_name(services, platform="calendar", handle="agenda")
    assert Time.PREDICTIVE not in services.media_map.holes().time
    here = Axes(Time.HOUR, Granularity.TOWN, Modality.ONE_TO_MANY)
    services.media_map.place(account.id, here)
    first = services.media_map.points()[0]
    assert (first.axes, first.own) == (here, True)
    services.media_map.place(account.id, None)
    assert services.media_map.points()[0].axes == services.media_map.usual["mastodon"]
    with pytest.raises(KeyError):
        services.media_map.place("nothing", here)


def test_every_table_can_be_written_as_markdown(services: Services) -> None:
    a_name(services, purpose="news | for *all*", renews_on=date(2027, 1, 1))
    add_account(services, "Mairie")
    for table in (
        services.presence.table(),
        services.handles.table(),
        services.handles.lookalike_table("lamaison"),
        services.media_map.table(),
    ):
        lines = as_text(table, Format.MARKDOWN).splitlines()
        assert len(lines) == table.total + 2
        assert {line.count("|") - line.count("\\|") for line in lines} == {len(table.columns) + 1}
