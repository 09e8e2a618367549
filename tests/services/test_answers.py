"""Approved answers for a reply: filled, made for where it goes, standing on facts, and counted."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from cmworkstation.domain.account import Account, Visibility
from cmworkstation.domain.charter.facts import FactState
from cmworkstation.domain.charter.finding import Severity
from cmworkstation.domain.errors import IncompleteAnswer, NotAllowed
from cmworkstation.domain.ids import ConversationId
from cmworkstation.domain.reply import Draft
from cmworkstation.services.answers import with_facts
from cmworkstation.services.workstation import Services
from tests.builders_workspace import a_message, a_workstation, add_account, receive

# Each with the blanks that only a person can fill.
TEMPLATES = {
    "Bonjour {prenom}, la salle est {salle}.": ("salle",),
    "Bonjour {prenom|à vous}, merci de passer {jour}.": ("jour",),
    "Rendez-vous {jour} à {heure}, au {lieu}.": ("jour", "heure", "lieu"),
    "Votre numéro de dossier est {dossier}.": ("dossier",),
    "Nous sommes {aujourdhui} ; réponse avant {date}.": ("date",),
    "{compte} vous répond : {suite}": ("suite",),
    "Écrivez à {adresse}, ou voyez {lien}.": ("adresse",),
    "Nous ouvrons {horaires}. {precision}": ("precision",),
    "Merci {pseudo}, {collegue} s’en occupe.": ("collegue",),
    "Le prix est de {prix} euros pour {duree}.": ("prix", "duree"),
    "{salutation|Bonjour}, c’est noté pour {quoi}.": ("quoi",),
    "La panne dure depuis {debut} ; prochain point {point}.": ("debut", "point"),
    "{titre} est disponible à {site|la médiathèque} dès {jour}.": ("titre", "jour"),
    "Il reste {places} places.\n\nÀ bientôt": ("places",),
    "Voici : {fact:sites} Et {detail}.": ("detail",),
}
FACT = """
[[fact]]
id = "sites"
statement.fr = "Le réseau compte sept médiathèques."
source = "https://ormaie.example/reseau"
checked_on = 2026-06-01
expires_on = 2027-01-01
"""
HEAD = """\
format = "cmw-charter/1"

[charter]
id = "ville"
version = "1.0"
title.fr = "La ville"
languages = ["fr", "en"]
default_language = "fr"
effective_from = 2026-01-01
review_by = 2027-01-01

[[speaker]]
id = "com"
name = "Communication"
may = ["draft", "send", "approve", "crisis"]
topics = ["*"]

[[calendar]]
id = "mairie"
timezone = "Europe/Paris"
week.mon = ["09:00-12:00"]

[[target]]
category = "*"
first_reply = "1d"
clock = "wall"

[links]
allow = ["ormaie.example"]
"""
SHORT = """
[[answer]]
id = "ouverture"
asks.fr = ["Quand ouvrez-vous ?"]
body.fr = "Bonjour, nous ouvrons lundi à neuf heures, et nous vous attendons."
body.en = "Hello, we open on Monday at nine and look forward to seeing you."
variants.mastodon.fr = "Lundi, 9 h."
variants.private.en = "Between us: Monday at nine."
approved_by = "com"
"""


def names_in(body: str) -> list[str]:
    import re

    return [name for name in re.findall(r"\{([a-z_]+)", body) if name != "fact"]


def a_charter_text(more: str = "", fact: str = FACT) -> str:
    blocks = [
        "\n".join(
            [
                "[[answer]]",
                f'id = "modele-{n}"',
                f"body.fr = {json.dumps(body, ensure_ascii=False)}",
                f"variables = {json.dumps(names_in(body))}",
                'approved_by = "com"',
            ]
        )
        for n, body in enumerate(TEMPLATES)
    ]
    return "\n".join([HEAD, fact, *blocks, SHORT, more])


@pytest.fixture
def services(tmp_path: Path):
    made = a_workstation(tmp_path / "w")
    yield made
    made.close()


def begun(services: Services, text: str = "", **changes: object) -> tuple[Account, Draft]:
    """Return an account under the charter, and an empty draft that answers Nadia there."""
    account = add_account(services, "Mairie", **changes)
    charter_id, _ = services.charters.save(text or a_charter_text())
    services.charters.assign(account.id, charter_id)
    asked = a_message("q", "Combien de médiathèques avez-vous ?", language="fr")
    (found,) = receive(services, account, [asked])
    return account, services.drafts.begin(ConversationId(found))


def inserted(services: Services, draft: Draft, answer: str) -> Draft:
    """Return the draft with an answer put in, as the composer does it."""
    filled = services.answers.fill(draft, answer)
    return replace(with_facts(draft, filled), body=filled.text, answer_id=answer)


@pytest.mark.parametrize("number", range(len(TEMPLATES)))
def test_a_template_with_one_blank_left_is_not_sent_and_names_it(
    services: Services, number: int
) -> None:
    _, draft = begun(services)
    blanks = list(TEMPLATES.values())[number]
    started = inserted(services, draft, f"modele-{number}")
    assert tuple(hole.name for hole in services.composer.review(started).holes) == blanks
    for left in blanks:
        body = started.body
        for name in blanks:
            body = body if name == left else body.replace("{" + name + "}", "mardi")
        with pytest.raises(IncompleteAnswer) as refused:
            services.outbox.queue(replace(started, body=body))
        assert refused.value.names == (left,)
    for name in blanks:
        started = replace(started, body=started.body.replace("{" + name + "}", "mardi"))
    row, _ = services.outbox.queue(started)
    assert "{" not in row.body


def test_the_program_fills_in_what_it_knows(services: Services) -> None:
    _, draft = begun(services)
    texts = [services.answers.fill(draft, f"modele-{n}").text for n in range(len(TEMPLATES))]
    assert texts[0] == "Bonjour Nadia, la salle est {salle}."
    assert texts[1].startswith("Bonjour Nadia, merci")
    assert texts[4].startswith("Nous sommes 3 septembre 2026")
    assert texts[5].startswith("Mairie vous répond")
    assert texts[6].endswith("voyez https://ormaie.example.")
    assert texts[7].startswith("Nous ouvrons lundi de 9\u00a0h à 12\u00a0h")
    assert texts[10].startswith("Bonjour, c’est noté")


@pytest.mark.parametrize(
    ("look", "visibility", "language", "text"),
    [
        ("mastodon", Visibility.PUBLIC, "fr", "Lundi, 9 h."),
        ("mastodon", Visibility.PRIVATE, "fr", "Lundi, 9 h."),
        ("email", Visibility.PRIVATE, "fr", "Bonjour, nous ouvrons lundi"),
        ("email", Visibility.PRIVATE, "en", "Between us: Monday at nine."),
        ("mastodon", Visibility.PUBLIC, "en", "Hello, we open on Monday"),
        ("email", Visibility.PUBLIC, "", "Bonjour, nous ouvrons lundi"),
        ("email", Visibility.PUBLIC, "de", "Bonjour, nous ouvrons lundi"),
    ],
)
def test_the_text_is_chosen_by_channel_and_language(
    services: Services, look: str, visibility: Visibility, language: str, text: str
) -> None:
    _, draft = begun(services, platform=look, look=look)
    there = replace(draft, visibility=visibility, language=language)
    assert services.answers.fill(there, "ouverture").text.startswith(text)
    channels = services.answers.channels(there)
    (shown, *_) = services.answers.found(there.account_id, "ouverture", language, "", channels)
    assert shown.preview.startswith(text)


def test_a_reply_keeps_its_answer_how_much_was_changed_and_its_facts(services: Services) -> None:
    _, draft = begun(services)
    started = inserted(services, draft, "modele-14")
    body = "Merci à vous ! " + started.body.replace("{detail}", "deux annexes")
    row, _ = services.outbox.queue(replace(started, body=body))
    ask = "SELECT answer_id, answer_hash, edited_words, facts FROM outbox WHERE id=?"
    name, digest, edited, facts = services.workspace.read().execute(ask, (row.id,)).fetchone()
    assert (name, len(digest), edited) == ("modele-14", 64, 4)
    assert [(one["id"], one["value"]) for one in json.loads(facts)] == [
        ("sites", "Le réseau compte sept médiathèques.")
    ]


def test_taken_back_a_draft_still_stands_on_its_facts(services: Services) -> None:
    _, draft = begun(services)
    started = inserted(services, draft, "fact:sites")
    assert started.body == "Le réseau compte sept médiathèques."
    row, _ = services.outbox.queue(replace(started, answer_id=""))
    back, _ = services.outbox.undo(row.id)
    assert back.facts == started.facts
    (kept,) = services.drafts.of_conversation(back.conversation_id)
    assert kept.facts == started.facts


def test_a_fact_that_changes_under_a_draft_is_said_and_one_that_is_taken_out_is_not(
    services: Services,
) -> None:
    _, draft = begun(services)
    started = inserted(services, draft, "fact:sites")
    assert [one.state for one in services.answers.standings(started)] == [FactState.GOOD]
    assert services.composer.review(started).findings == ()
    services.charters.save(a_charter_text(fact=FACT.replace("sept", "huit")))
    (finding,) = services.composer.review(started).findings
    assert (finding.rule, finding.severity) == ("fact/sites", Severity.WARN)
    assert services.answers.standings(replace(started, body="Bonjour")) == ()
    assert services.composer.review(replace(started, body="Bonjour")).findings == ()


def test_a_fact_that_expired_is_amber_in_a_draft_and_cannot_be_put_in(services: Services) -> None:
    _, draft = begun(services)
    started = inserted(services, draft, "fact:sites")
    services.charters.save(a_charter_text(fact=FACT.replace("2027-01-01", "2026-09-01")))
    assert [one.state for one in services.answers.standings(started)] == [FactState.EXPIRED]
    assert [one.severity for one in services.composer.review(started).findings] == [Severity.WARN]
    with pytest.raises(NotAllowed, match="fact-expired"):
        services.answers.fill(draft, "fact:sites")
    offered = services.answers.found(draft.account_id, "combien de mediateques")
    assert [(one.id, one.insertable, one.reason) for one in offered] == [
        ("fact:sites", False, "fact-expired")
    ]


def test_a_figure_that_stands_on_a_fact_is_no_claim_without_a_source(services: Services) -> None:
    claim = '[[rule]]\nid = "chiffre"\nkind = "claim"\nlang = "fr"\nnumbers = true\nmessage.fr = "Source ?"\n'
    fact = FACT.replace("Le réseau compte sept médiathèques.", "83 % des lecteurs reviennent.")
    _, draft = begun(services, a_charter_text(claim, fact))
    said = replace(draft, body="Environ 83 % des lecteurs, vous savez, reviennent chez nous.")
    assert [one.rule for one in services.composer.review(said).findings] == ["chiffre"]
    stands = with_facts(said, services.answers.fill(draft, "fact:sites"))
    assert services.composer.review(stands).findings == ()


def test_what_does_not_exist_is_refused(services: Services) -> None:
    _, draft = begun(services)
    for name, reason in (("nothing", "answer-unknown"), ("fact:nothing", "fact-unknown")):
        with pytest.raises(NotAllowed, match=reason):
            services.answers.fill(draft, name)


def test_the_guide_suggests_what_fits_the_message_and_else_nothing(services: Services) -> None:
    account, draft = begun(services)
    assert services.answers.fitting(draft) == ()
    asked = a_message("q2", "Bonjour ! Vous ouvrez quand ?", language="fr")
    (found,) = receive(services, account, [asked])
    fitting = services.answers.fitting(services.drafts.begin(ConversationId(found)))
    assert [one.id for one in fitting] == ["ouverture"]
