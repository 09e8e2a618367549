"""The composer below the window: counted as the server counts, checked by the charter, approved answers."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from cmworkstation.domain.account import Account, Capabilities, LengthRule, Unit, Visibility
from cmworkstation.domain.charter.finding import Severity
from cmworkstation.domain.errors import IncompleteAnswer, NotAllowed, TooLong
from cmworkstation.domain.ids import ConversationId
from cmworkstation.domain.profile import Role
from cmworkstation.domain.reply import Draft, OutboxState
from cmworkstation.domain.waiver import REASONS
from cmworkstation.services.answers import SIGNER, first_name, signer_fields
from cmworkstation.services.workstation import Services
from cmworkstation.words import problems
from tests.builders_workspace import a_message, a_workstation, add_account, receive

LIMITS = Capabilities(
    visibilities=(Visibility.PUBLIC, Visibility.UNLISTED, Visibility.PRIVATE),
    length=LengthRule(Unit.GRAPHEMES, 40, url_cost=23, short_mentions=True, counts_spoiler=True),
    mentions_in_text=True,
)
GLUTEN = "Yes, our oats are gluten free."


@pytest.fixture
def services(tmp_path: Path):
    made = a_workstation(tmp_path / "w")
    yield made
    made.close()


def governed(services: Services, starter: str, **changes: object) -> tuple[Account, Draft]:
    """Return an account under a shipped charter, and an empty draft there."""
    account = add_account(services, starter, **changes)
    if starter != "none":
        charter_id, _ = services.charters.add_starter(starter)
        services.charters.assign(account.id, charter_id)
    (found,) = receive(services, account, [a_message(starter, "Are your oats gluten free?")])
    return account, services.drafts.begin(ConversationId(found))


# ------------------------------------------------------------------------------------------------ length


def test_length_counts_the_name_that_will_be_put_in_front(services: Services) -> None:
    _, draft = governed(services, "none", capabilities=LIMITS)
    # "@nadia " and nothing more: this server does not count the domain of a mention.
    assert services.composer.review(replace(draft, body="Oui.")).length.measured == 11
    named = "@nadia@social.example Oui."
    assert services.composer.review(replace(draft, body=named)).length.measured == 11


@pytest.mark.parametrize(
    ("body", "measured"),
    [("👩‍👩‍👧‍👦👍🏽é", 7 + 3), ("https://mediatheque.example/" + "a" * 200, 7 + 23)],
    ids=["clusters", "a long link"],
)
def test_length_is_what_the_server_counts(services: Services, body: str, measured: int) -> None:
    _, draft = governed(services, "none", capabilities=LIMITS)
    assert services.composer.review(replace(draft, body=body)).length.measured == measured


def test_a_warning_in_front_counts_where_the_server_counts_it(services: Services) -> None:
    _, draft = governed(services, "none", capabilities=LIMITS)
    plain = services.composer.review(replace(draft, body="Oui.")).length.measured
    warned = services.composer.review(replace(draft, body="Oui.", spoiler="film")).length.measured
    assert warned == plain + 4


def test_one_sign_too_many_is_refused_with_the_number(services: Services) -> None:
    _, draft = governed(services, "none", capabilities=LIMITS)
    fits = replace(draft, body="x" * 33)
    assert services.composer.review(fits).reasons == ()
    services.composer.check_before_queue(fits)
    over = replace(draft, body="x" * 35)
    assert services.composer.review(over).reasons == ("too-long",)
    with pytest.raises(TooLong) as refused:
        services.outbox.queue(over)
    assert refused.value.over == 2
    assert "2" in problems.error(refused.value).text
    assert services.outbox.rows() == ()


# ----------------------------------------------------------------------------------------------- charter


def test_without_a_charter_nothing_is_found_and_all_can_leave(services: Services) -> None:
    _, draft = governed(services, "none")
    review = services.composer.review(replace(draft, body=GLUTEN))
    assert (review.findings, review.reasons, review.charter_hash) == ((), (), "")
    assert services.answers.found(draft.account_id, "") == ()
    with pytest.raises(NotAllowed, match="no-charter"):
        services.answers.fill(draft, "any")


def test_a_finding_names_rule_place_and_level(services: Services) -> None:
    _, draft = governed(services, "fennick-lane")
    (found,) = services.composer.review(replace(draft, body=GLUTEN)).findings
    assert found.severity is Severity.ERROR
    assert GLUTEN[found.start : found.end].lower().startswith("gluten")
    assert "gluten-free-bare" in found.rule


def test_an_error_leaves_only_with_a_reason_that_is_kept(services: Services) -> None:
    _, draft = governed(services, "fennick-lane")
    wrong = replace(draft, body=GLUTEN)
    assert services.composer.review(wrong).needs_override
    for reason in ("", "because", "  "):
        with pytest.raises(NotAllowed, match="override-missing"):
            services.outbox.queue(wrong, override=reason)
    assert services.outbox.rows() == ()
    row, _ = services.outbox.queue(wrong, override="quoted")
    assert row.state is OutboxState.HELD
    kept = services.journal.acts(1)[0].payload
    assert kept is not None
    found = json.loads(json.dumps(kept["findings"]))
    assert [(one["severity"], one["override"]) for one in found] == [("error", "quoted")]
    assert kept["charter"] == services.composer.review(wrong).charter_hash


@pytest.mark.parametrize("reason", ["", *REASONS])
def test_a_stop_leaves_with_no_reason_at_all(services: Services, reason: str) -> None:
    _, draft = governed(services, "mediatheques-ormaie")
    stopped = replace(draft, body="Laissez-nous 5 étoiles !", language="fr")
    with pytest.raises(NotAllowed, match="stopped"):
        services.outbox.queue(stopped, override=reason)
    assert services.outbox.rows() == ()


def test_a_warning_alone_stops_nothing(services: Services) -> None:
    _, draft = governed(services, "mediatheques-ormaie")
    loud = replace(draft, body="MERCI À TOUTES !!!", language="fr")
    assert services.composer.review(loud).findings
    assert services.outbox.queue(loud)[0].state is OutboxState.HELD


WIDTHS = (Visibility.PUBLIC, Visibility.UNLISTED, Visibility.FOLLOWERS, Visibility.PRIVATE)


@pytest.mark.parametrize("asked", WIDTHS)
@pytest.mark.parametrize("answered", WIDTHS)
def test_a_reply_that_more_people_could_read_than_the_question_never_leaves(
    services: Services, asked: Visibility, answered: Visibility
) -> None:
    account = add_account(services, capabilities=Capabilities(visibilities=WIDTHS))
    (found,) = receive(services, account, [a_message("q", "Entre nous ?", visibility=asked)])
    draft = services.drafts.begin(ConversationId(found))
    draft = replace(draft, body="Bien sûr.", visibility=answered)
    if WIDTHS.index(answered) < WIDTHS.index(asked):
        assert services.composer.review(draft).reasons == ("too-wide",)
        with pytest.raises(NotAllowed, match="too-wide"):
            services.outbox.queue(draft)
        assert services.outbox.rows() == ()
    else:
        assert services.outbox.queue(draft)[0].visibility is answered


def test_an_empty_reply_is_refused(services: Services) -> None:
    _, draft = governed(services, "none")
    for body in ("", " \n\t"):
        with pytest.raises(NotAllowed, match="empty"):
            services.outbox.queue(replace(draft, body=body))


def test_the_language_of_a_check_is_the_drafts_or_the_charters(services: Services) -> None:
    _, draft = governed(services, "fennick-lane")
    for asked, expected in (("en", "en"), ("en-GB", "en"), ("ja", "en"), ("", "en")):
        assert services.answers.language_of(replace(draft, language=asked)) == expected


# --------------------------------------------------------------------------------------- approved answers


def test_answers_are_found_by_their_words_and_expired_ones_say_so(services: Services) -> None:
    account, _ = governed(services, "mediatheques-ormaie")
    everything = services.answers.found(account.id, "")
    assert len(everything) > 3
    assert services.answers.found(account.id, "panne")[0].id == "panne-catalogue"
    expired = next(one for one in everything if one.id == "horaires-ete")
    assert (expired.insertable, expired.reason) == (False, "expired")
    assert services.answers.found(account.id, "zzzz qqqq") == ()


def test_a_filled_answer_greets_by_name_and_is_held_while_a_blank_is_empty(
    services: Services,
) -> None:
    _, draft = governed(services, "mediatheques-ormaie")
    filled = services.answers.fill(draft, "panne-catalogue", "fr")
    assert filled.text.startswith("Bonjour Nadia,")
    assert [one.name for one in filled.holes] == ["heure_debut", "prochain_point", "prenom_agent"]
    with pytest.raises(IncompleteAnswer) as refused:
        services.outbox.queue(replace(draft, body=filled.text, language="fr"))
    assert refused.value.names == ("heure_debut", "prochain_point", "prenom_agent")
    whole = filled.text
    for hole, value in (
        ("heure_debut", "10 h"),
        ("prochain_point", "14 h"),
        ("prenom_agent", "Lise"),
    ):
        whole = whole.replace("{" + hole + "}", value)
    assert services.outbox.queue(replace(draft, body=whole, language="fr"))[0].body == whole


def test_whoever_signs_is_put_into_the_signature(services: Services) -> None:
    _, draft = governed(services, "mediatheques-ormaie")
    services.settings.put(SIGNER, "Lise Amar")
    filled = services.answers.fill(draft, "panne-catalogue", "fr")
    assert filled.text.endswith("Lise, pour les Médiathèques d’Ormaie")
    services.profiles.add("Ines Carvalho", list(Role))
    filled = services.answers.fill(draft, "panne-catalogue", "fr")
    assert filled.text.endswith("Ines, pour les Médiathèques d’Ormaie"), "whoever acts signs"


def test_a_fact_that_expired_is_not_put_in_and_blocks_sending(services: Services) -> None:
    _, draft = governed(services, "mediatheques-ormaie")
    filled = services.answers.fill(draft, "horaires-ete", "fr")
    assert [(one.fact, one.reason) for one in filled.refused] == [("horaires-ete-2026", "expired")]
    with pytest.raises(IncompleteAnswer):
        services.outbox.queue(replace(draft, body=filled.text))


def test_an_answer_that_does_not_exist_is_refused(services: Services) -> None:
    _, draft = governed(services, "mediatheques-ormaie")
    with pytest.raises(NotAllowed):
        services.answers.fill(draft, "no-such-answer")


@pytest.mark.parametrize(
    ("name", "greeted"),
    [
        ("Nadia Perrault", "Nadia"),
        ("Élise", "Élise"),
        ("nadia_p", ""),
        ("@nadia", ""),
        ("X", ""),
        ("🌻 Nadia", ""),
        ("<b>Nadia</b>", ""),
        ("\u202eaidaN", ""),
        ("", ""),
        ("   ", ""),
    ],
)
def test_only_what_looks_like_a_first_name_is_greeted(name: str, greeted: str) -> None:
    assert first_name(name) == greeted


def test_the_fields_of_a_signature_come_from_a_full_name() -> None:
    assert signer_fields("") == {}
    found = signer_fields("Ana Maria Lopes")
    assert (found["first_name"], found["last_name"], found["initials"]) == ("Ana", "Lopes", "AML")
