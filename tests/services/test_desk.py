"""The crisis desk: triggers that propose, statements out once, a log that writes itself, calls, and the debrief."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from cmworkstation.domain.account import LengthRule
from cmworkstation.domain.errors import IncompleteAnswer, NotAllowed
from cmworkstation.domain.profile import Role
from cmworkstation.domain.reply import OutboxState
from cmworkstation.domain.statement_slots import SIGNED_BY
from cmworkstation.services.answers import SIGNER
from cmworkstation.services.dates import DateKind
from cmworkstation.services.workstation import Services
from cmworkstation.words import debriefs as report
from cmworkstation.words import desk as words
from cmworkstation.words import leaving
from tests.builders_workspace import NOW, a_message, a_workstation, add_account, receive
from tests.clocks import SetClock
from tests.services.test_crises import LEVELS, WHY
from tests.ui.composer.conftest import CHARTER

TRIGGERS = LEVELS.replace(
    'enter_by = ["desk", "head"]',
    'enter_by = ["desk", "head"]\ntriggers = ["volume_1h >= 3 * baseline_1h", "confirmed == complaint"]'
    '\ntrigger_terms.en = ["Smoke"]',
).replace(
    'variables = ["next_update"]',
    'variables = ["next_update"]\nvariants.short.en = "We look. {next_update}"',
)
AGAIN = NOW + timedelta(minutes=55)  # 15:00, UTC


@pytest.fixture
def clock() -> SetClock:
    return SetClock(NOW)


@pytest.fixture
def services(tmp_path: Path, clock: SetClock):
    made = a_workstation(tmp_path / "w", clock)
    charter, _ = made.charters.save(CHARTER + TRIGGERS)
    made.charters.assign(add_account(made).id, charter)
    yield made
    assert made.journal.verify().problems == ()
    made.close()


def asked(
    services: Services, n: int, hours_ago: float = 0.5, text: str = "Is it true?"
) -> list[int]:
    account = services.accounts.listed()[0]
    items = [a_message(f"{hours_ago}-{k}", text, hours_ago + k / 1000) for k in range(n)]
    return receive(services, account, items)


def storm(services: Services) -> None:
    services.crises.declare("shop", "storm", WHY)


def post(services: Services, **values: str):
    where = [one.id for one in services.statements.places("shop")]
    filled = {"next_update": "15:00", **values}
    return services.statements.post("shop", "we-read-you", "en", filled, where, AGAIN)


def log(services: Services) -> list[str]:
    episode = services.desk.episodes()[0]
    return [
        words.line(one, lambda _: "", services.roster.name) for one in services.desk.log(episode)
    ]


# Triggers


def test_a_met_trigger_proposes_a_level_and_declares_none(services: Services) -> None:
    asked(services, 8)
    live = services.triggers.look("shop")
    assert live is not None
    assert (live.proposal, live.triggers[0].met) == (None, False)
    asked(services, 1, 0.4)
    live = services.triggers.look("shop")
    assert live is not None
    assert live.proposal is not None
    assert (live.proposal.level, live.proposal.number) == ("watch", 1)
    assert words.trigger(live.triggers[0]) == "Messages in the last hour: 9, counts from 9"
    assert services.crises.declared() == ()
    services.crises.declare("shop", "watch", WHY)
    live = services.triggers.look("shop")
    assert live is not None
    assert live.proposal is None


def test_what_is_usual_is_the_median_of_the_same_hour_of_eight_weeks(services: Services) -> None:
    for week in range(1, 9):
        asked(services, week, week * 7 * 24 + 0.5)
    charter = services.crises.ladders()[0].charter
    assert services.triggers.values(charter)["baseline_1h"] == 4.5


def test_a_quiet_page_does_not_alarm_at_six(services: Services) -> None:
    asked(services, 6)
    live = services.triggers.look("shop")
    assert live is not None
    assert live.values["baseline_1h"] == 3.0
    assert live.proposal is None


def test_words_that_a_level_watches_for_count_messages_not_shouts(services: Services) -> None:
    asked(services, 2, 1, "SMOKE smoke smoke over the bridge")
    live = services.triggers.look("shop")
    assert live is not None
    assert [one.met for one in live.triggers] == [False, None, False]
    asked(services, 1, 0.7, "I see smoke")
    live = services.triggers.look("shop")
    assert live is not None
    assert live.triggers[2].met
    assert words.trigger(live.triggers[2]).startswith("“Smoke”: 3 messages in 24 hours")


def test_what_people_confirm_counts_and_is_in_the_log(services: Services) -> None:
    services.triggers.confirm("shop", "complaint")
    live = services.triggers.look("shop")
    assert live is not None
    assert live.triggers[1].met
    with pytest.raises(NotAllowed):
        services.triggers.confirm("shop", "weather")
    services.triggers.confirm("shop", "")
    live = services.triggers.look("shop")
    assert live is not None
    assert live.triggers[1].met is None


# Statements


def test_a_statement_leaves_through_the_outbox_once_and_says_when_we_speak_again(
    services: Services,
) -> None:
    storm(services)
    done = post(services)
    (row,) = (services.outbox.row(one) for one in done.queued or done.by_hand)
    assert row.body == "We have read you and write again here by 15:00."
    assert row.state in (OutboxState.HELD, OutboxState.BY_HAND)
    episode = services.desk.current()
    assert episode is not None
    assert episode.update_at == AGAIN
    again = post(services)
    assert [error.reason for _, error in again.failed] == ["statement-out"]
    assert len(services.outbox.rows()) == 1
    assert [one.kind for one in services.journal.acts(9)].count("statement.use") == 1


def test_a_statement_waits_for_its_blanks_its_level_and_its_day(services: Services) -> None:
    with pytest.raises(NotAllowed) as calm:
        post(services)
    assert calm.value.reason == "statement-calm"
    services.crises.declare("shop", "watch", WHY)
    with pytest.raises(NotAllowed) as level:
        post(services)
    assert level.value.reason == "statement-level"
    storm(services)
    with pytest.raises(IncompleteAnswer):
        post(services, next_update=" ")
    over = TRIGGERS.replace(
        'approved_by = "head"', 'approved_by = "head"\nvalid_until = 2026-09-02'
    )
    services.charters.save(CHARTER + over)
    with pytest.raises(NotAllowed) as expired:
        post(services)
    assert expired.value.reason == "statement-expired"
    assert services.outbox.rows() == ()


def test_where_the_usual_text_is_too_long_the_short_one_goes(services: Services) -> None:
    storm(services)
    ready = services.statements.ready("shop", "we-read-you")
    (account,) = services.statements.places("shop")
    small = replace(
        account, capabilities=replace(account.capabilities, length=LengthRule(limit=25))
    )
    prepared = services.statements.prepare(ready, "en", {"next_update": "15:00"}, small)
    assert (prepared.text, prepared.over) == ("We look. 15:00", 0)
    tiny = replace(small, capabilities=replace(small.capabilities, length=LengthRule(limit=9)))
    assert services.statements.prepare(ready, "en", {"next_update": "15:00"}, tiny).over == 5


def test_blanks_are_proposed_and_the_next_word_falls_on_a_quarter(services: Services) -> None:
    storm(services)
    ready = services.statements.ready("shop", "we-read-you")
    again = services.statements.again(ready)
    assert (again.minute, again - NOW) == (15, timedelta(minutes=70))
    (blank,) = services.statements.blanks(ready, "en")
    assert blank.next_update
    assert blank.proposed == f"{again.astimezone():%-H:%M}"


def test_what_needs_somebodys_word_is_asked_for(services: Services) -> None:
    other = TRIGGERS.replace('approved_by = "head"', 'approved_by = "desk"')
    services.charters.save(CHARTER + other)
    services.profiles.add("Hester", [Role.KEEPER, Role.SPOKESPERSON], [("shop", "head")])
    services.profiles.add("Tess", [Role.APPROVER], [("shop", "head")])
    storm(services)
    done = post(services)
    assert (done.asked, done.queued, done.by_hand) == (1, (), ())
    assert services.outbox.rows() == ()


# The log, the next word, the clock


def test_the_log_writes_itself_in_the_order_of_the_journal(
    services: Services, clock: SetClock
) -> None:
    storm(services)
    clock.advance(60)
    post(services)
    services.desk.note("We close the shop until noon")
    ada = replace(services.roster.new(), name="Ada", phones="+33 1 00 00 00 00")
    services.roster.keep(ada)
    call, _ = services.roster.call(ada.id)
    services.roster.settle(call.id, reached=True)
    services.crises.declare("shop", "", "The bridge is open again")
    services.desk.note("After the end")
    assert log(services) == [
        f"Level storm: {WHY}",
        "Statement “We read you” went to 1 account",
        f"Next word to the public promised for {AGAIN.astimezone():%H:%M}",
        "Decision: We close the shop until noon",
        "Put somebody on the roster",
        "Call to Ada: called, no word yet",
        "Call to Ada: reached",
        "Level normal: The bridge is open again",
    ]


def test_a_clock_that_was_set_back_changes_no_order_and_is_told(
    services: Services, clock: SetClock
) -> None:
    services.desk.pulse()
    storm(services)
    clock.set(NOW - timedelta(hours=1))
    assert services.desk.pulse() == pytest.approx(-3600)
    services.desk.note("An hour earlier, says the machine")
    assert log(services) == [
        f"Level storm: {WHY}",
        "The clock was set back by 1 h. The clock had been set back before this.",
        "Decision: An hour earlier, says the machine",
    ]
    asked(services, 1, -2)
    assert words.clock(services.desk.behind()).startswith(
        "This machine’s clock is behind a server’s by"
    )


def test_the_next_word_is_reminded_of_before_and_once_it_is_late(
    services: Services, clock: SetClock
) -> None:
    storm(services)
    post(services)
    assert services.desk.due() is None
    clock.advance(46 * 60)
    soon = services.desk.due()
    assert soon is not None
    assert not soon.over
    assert services.desk.due() is None
    clock.advance(10 * 60)
    late = services.desk.due()
    assert late is not None
    assert late.over
    assert services.desk.due() is None
    assert services.debriefs.of(late.episode.id).figures.updates_late == 1


def test_open_questions_of_a_crisis_are_those_its_search_finds_the_longest_wait_first(
    services: Services,
) -> None:
    old, new, other = (
        asked(services, 1, 3, "Is the bridge safe?")[0],
        asked(services, 1, 1, "The bridge, please?")[0],
        asked(services, 1, 2, "When do you open?")[0],
    )
    storm(services)
    episode = services.desk.current()
    assert episode is not None
    assert [one.id for one in services.desk.questions(episode)] == [old, other, new]
    services.desk.choose_questions(episode.id, "bridge")
    episode = services.desk.current()
    assert [one.id for one in services.desk.questions(episode)] == [old, new]


# Calls


def test_a_call_without_a_word_passes_to_the_next_after_its_minutes(
    services: Services, clock: SetClock
) -> None:
    ada = replace(services.roster.new(), name="Ada", phones="1")
    services.roster.keep(ada)
    bo = replace(services.roster.new(), name="Bo", phones="2\n3")
    services.roster.keep(bo)
    services.roster.pass_on_after(5)
    storm(services)
    services.roster.call(ada.id)
    assert services.roster.pass_on() == ()
    clock.advance(5 * 60)
    (passed,) = services.roster.pass_on()
    assert (passed.person, passed.following) == (ada, bo)
    assert words.passed(passed.person, passed.following) == "No word from Ada. Call Bo next: 2"
    assert services.roster.pass_on() == ()
    assert "Call to Ada: no word in time, passed on" in log(services)


def test_whoever_is_taken_off_the_roster_is_nowhere_any_more_and_comes_back_by_undo(
    services: Services,
) -> None:
    ada = replace(services.roster.new(), name="Ada Quenelle", phones="+33 1 99 00 45 67")
    services.roster.keep(ada)
    bo = replace(services.roster.new(), name="Bo", deputy_id=ada.id)
    services.roster.keep(bo)
    before, _ = services.roster.remove(ada.id)
    everything = "\n".join(services.workspace.read().iterdump())
    assert "Quenelle" not in everything
    assert "99 00 45 67" not in everything
    services.roster.restore(before)
    assert [(one.name, one.deputy_id) for one in services.roster.people()] == [
        ("Ada Quenelle", ""), ("Bo", ada.id),
    ]  # fmt: skip


# Afterwards


def test_the_debrief_says_what_happened_what_it_took_and_what_was_agreed(
    services: Services, clock: SetClock
) -> None:
    storm(services)
    clock.advance(7 * 60)
    post(services)
    episode = services.desk.current()
    assert episode is not None
    with pytest.raises(NotAllowed):
        services.debriefs.answer(episode.id, {"keep": "The roster"})
    clock.advance(53 * 60)
    services.crises.declare("shop", "", "The bridge is open again")
    services.debriefs.answer(episode.id, {"keep": "The *roster*"}, held=True)
    services.debriefs.agree(episode.id, "Print the roster", "Ada", date(2026, 9, 20))
    found = services.debriefs.of(episode.id)
    assert found.figures.length == timedelta(hours=1)
    assert found.figures.to_statement == timedelta(minutes=7)
    assert [one.words for one in services.debriefs.owed()] == ["Print the roster"]
    name = lambda text: text  # noqa: E731 - short
    said = report.as_markdown(report.blocks(found, clock.now(), name, name, name))
    assert "# Report of the crisis" in said
    assert "- First statement after 7 min" in said
    assert "The \\*roster\\*" in said
    assert "- Print the roster: Ada, by 20 Sep 2026 · open" in said
    services.debriefs.done(found.actions[0].id)
    assert services.debriefs.owed() == ()
    page = report.as_html(report.blocks(found, clock.now(), name, name, name))
    assert "<h1>Report of the crisis</h1>" in page
    assert "http" not in page


def test_calm_has_a_day(services: Services, clock: SetClock) -> None:
    assert services.desk.quiet_since() is None
    assert services.desk.current() is None
    storm(services)
    assert services.desk.current() is not None
    clock.advance(60)
    services.crises.declare("shop", "", "The bridge is open again")
    assert services.desk.quiet_since() == clock.now()
    assert words.calm(services.desk.quiet_since(), clock.now()).startswith(
        "No crisis. Level 0 since today"
    )


def test_what_was_agreed_is_a_date_in_the_calendar_until_it_is_done(services: Services) -> None:
    storm(services)
    episode = services.desk.current()
    assert episode is not None
    services.crises.declare("shop", "", "The bridge is open again")
    services.debriefs.agree(episode.id, "Call Mrs Orme", "Ada", date(2026, 9, 20))
    (found,) = services.dates.listed({DateKind.AGREED})
    (named,), (bare,) = (leaving.entries([found], names=each) for each in (True, False))
    assert (named.at, named.title) == (date(2026, 9, 20), "Ada: Call Mrs Orme")
    assert (bare.title, bare.more) == ("Something agreed after a crisis is due", "")
    services.debriefs.done(services.debriefs.owed()[0].id)
    assert services.dates.listed({DateKind.AGREED}) == ()


def test_where_nobody_is_known_a_statement_that_a_person_signs_asks_who_signs(
    services: Services,
) -> None:
    signed = TRIGGERS.replace("by {next_update}.", "by {next_update}. {signature}")
    voice = '\n[voice]\nsignature.en = "{first_name}, for the shop"\n'
    services.charters.save(CHARTER + voice + signed)
    storm(services)
    ready = services.statements.ready("shop", "we-read-you")
    assert [one.name for one in services.statements.blanks(ready, "en")] == [
        "next_update",
        SIGNED_BY,
    ]
    with pytest.raises(IncompleteAnswer):
        post(services)
    done = post(services, **{SIGNED_BY: "Awa Delorme"})
    (row,) = (services.outbox.row(one) for one in done.queued or done.by_hand)
    assert row.body.endswith("by 15:00. Awa, for the shop")


def test_a_person_who_is_known_signs_a_statement_without_being_asked(services: Services) -> None:
    signed = TRIGGERS.replace("by {next_update}.", "by {next_update}. {signature}")
    voice = '\n[voice]\nsignature.en = "{first_name}, for the shop"\n'
    services.charters.save(CHARTER + voice + signed)
    services.settings.put(SIGNER, "Awa Delorme")
    storm(services)
    ready = services.statements.ready("shop", "we-read-you")
    assert [one.name for one in services.statements.blanks(ready, "en")] == ["next_update"]
    done = post(services)
    (row,) = (services.outbox.row(one) for one in done.queued or done.by_hand)
    assert row.body.endswith("Awa, for the shop")
