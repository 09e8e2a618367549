"""The presence register: what a check finds about a name, and from which day on."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from cmworkstation.domain import impersonation, official_list
from cmworkstation.domain.handle_check import HandleCheck, Place, Result, lines
from cmworkstation.domain.presence import (
    Concern,
    Presence,
    Standing,
    Weight,
    concerns,
    worst,
)
from cmworkstation.domain.presence_reminders import of_name, to_look_up

TODAY = date(2026, 9, 3)
WHOLE = Presence(
    id="1",
    platform="mastodon",
    handle="@lamaison@social.example",
    address="https://social.example/@lamaison",
    status=Standing.OFFICIAL,
    owner="Ines",
    deputy="Tomas",
    recovery="web@lamaison.example",
    second_factor="Tomas",
    linked_from="https://lamaison.example/contact",
    used_on=TODAY,
)


def found(one: Presence) -> list[Concern]:
    return [noted.concern for noted in concerns(one, TODAY)]


def test_a_name_with_everything_is_in_order() -> None:
    assert found(WHOLE) == []


def test_a_missing_second_person_is_amber() -> None:
    noted = concerns(replace(WHOLE, deputy=" "), TODAY)
    assert [one.concern for one in noted] == [Concern.NO_DEPUTY]
    assert worst(noted) is Weight.WARN


@pytest.mark.parametrize(
    ("days", "expected"),
    [(31, []), (30, [Concern.RENEWAL]), (0, [Concern.RENEWAL]), (-1, [Concern.RENEWAL_OVER])],
)
def test_a_renewal_is_told_thirty_days_ahead(days: int, expected: list[Concern]) -> None:
    one = replace(WHOLE, renews_on=TODAY + timedelta(days=days))
    assert found(one) == expected
    assert [reminder.kind for reminder in of_name(one, TODAY)] == expected


def test_what_is_missing_is_named_in_the_order_of_its_weight() -> None:
    bare = Presence("2", "mastodon", "lamaison", status=Standing.OFFICIAL)
    assert found(bare) == [
        Concern.NO_OWNER,
        Concern.NO_DEPUTY,
        Concern.NO_SECOND_FACTOR,
        Concern.NO_RECOVERY,
        Concern.NO_LINK_BACK,
    ]


def test_a_name_that_is_unused_for_half_a_year_and_old_credentials_are_told() -> None:
    old = TODAY - timedelta(days=400)
    assert found(replace(WHOLE, used_on=old, rotated_on=old)) == [Concern.UNUSED, Concern.ROTATE]


def test_nothing_is_asked_of_a_name_that_is_not_in_our_hands() -> None:
    bare = Presence("2", "mastodon", "lamaison")
    assert found(replace(bare, status=Standing.CLOSED)) == []
    assert found(replace(bare, status=Standing.LOST)) == [Concern.LOST]
    false = concerns(replace(bare, status=Standing.IMPERSONATED), TODAY)
    assert worst(false) is Weight.ERROR


def test_a_name_of_the_web_needs_no_page_that_leads_to_it() -> None:
    one = replace(WHOLE, platform="domain", handle="lamaison.example", linked_from="")
    assert found(one) == []


def test_a_look_at_a_name_is_to_be_repeated_the_sooner_the_less_is_known() -> None:
    looked = [
        HandleCheck(str(n), "instagram", f"n{n}", result, TODAY - timedelta(days=20))
        for n, result in enumerate(Result)
    ]
    assert [one.subject for one in to_look_up(looked, TODAY)] == ["3"]
    later = TODAY + timedelta(days=80)
    assert {one.subject for one in to_look_up(looked, later)} == {"0", "2", "3"}


def test_each_name_is_looked_up_where_it_can_exist_and_ours_are_known() -> None:
    places = [Place("instagram", "https://i.example/{handle}"), Place("domain", "https://{handle}")]
    mine = replace(WHOLE, platform="instagram", handle="@LaMaison")
    check = HandleCheck("1", "domain", "lamaison.fr", Result.TAKEN, TODAY, "Bob")
    made = lines(["lamaison", "lamaison.fr", "la.maison"], places, [check], [mine])
    assert [(one.platform, one.handle, one.address) for one in made] == [
        ("instagram", "lamaison", "https://i.example/lamaison"),
        ("domain", "lamaison.fr", "https://lamaison.fr"),
        ("instagram", "la.maison", "https://i.example/la.maison"),
    ]
    assert [one.registered for one in made] == [True, False, False]
    assert [one.is_due(TODAY) for one in made] == [False, False, True]


def test_the_list_of_official_accounts_names_those_alone_and_nobody_behind_them() -> None:
    hidden = replace(WHOLE, id="3", handle="@hidden", status=Standing.RESERVED)
    bad = replace(WHOLE, id="4", handle="@bad", address="javascript:alert(1)")
    named = official_list.official([WHOLE, hidden, bad], str.title)
    for form, make in official_list.FORMS.items():
        text = make(named, "fr", TODAY)
        assert WHOLE.address in text, form
        assert not any(word in text for word in ("hidden", "javascript", "Ines", "Tomas")), form
    assert 'rel="me" href="https://social.example/@lamaison"' in official_list.as_page(
        named, "en", TODAY
    )


@pytest.mark.parametrize(
    ("language", "said"), [("en", "As of 3 September 2026"), ("fr", "À jour au 3 septembre 2026")]
)
def test_the_day_of_a_list_stands_there_as_readers_write_it(language: str, said: str) -> None:
    for form in ("text", "markdown", "fragment"):
        assert said in official_list.FORMS[form]((), language, TODAY)


def test_words_of_a_register_are_no_marks_in_a_page() -> None:
    odd = replace(WHOLE, handle="<script>", purpose='"&<b>')
    page = official_list.as_page(official_list.official([odd], str), "en", TODAY)
    assert "<script>" not in page
    assert "<b>" not in page


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_report_has_the_facts_and_leaves_the_rest_to_be_filled_in(language: str) -> None:
    false = Presence(
        "9", "mastodon", "@lamaison_fr", "https://evil.example/@lamaison_fr", Standing.IMPERSONATED
    )
    text = impersonation.report(false, "Mastodon", [WHOLE], language, TODAY)
    assert all(
        fact in text for fact in (false.handle, false.address, WHOLE.handle, WHOLE.linked_from)
    )
    assert impersonation.UNKNOWN[language] in text
