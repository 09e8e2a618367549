"""The response guide: what may be said, how it is doing, changed through the draft, and what it lacks."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from cmworkstation.domain.account import Account
from cmworkstation.domain.charter.clauses import Answer
from cmworkstation.domain.charter.model import by_id
from cmworkstation.domain.charter.reading import read_charter
from cmworkstation.domain.charter.review import EntryState, Need
from cmworkstation.domain.charter.wanted import Wanted
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.ids import ConversationId
from cmworkstation.domain.reply import Draft
from cmworkstation.services.answers import with_facts
from cmworkstation.services.guide import Entry, EntryKind
from cmworkstation.services.workstation import Services
from tests.builders_workspace import ELISE, NOW, OMAR, US, a_message, a_workstation, add_account
from tests.builders_workspace import receive as take_in
from tests.services.test_answers import FACT, HEAD
from tests.walking import walked

TODAY = NOW.date()
GUIDE = """
[[answer]]
id = "ouverture"
title.fr = "Heures d’ouverture"
folder = "Pratique"
asks.fr = ["Quand ouvrez-vous ?"]
body.fr = "Bonjour {prenom},\\n\\nNous ouvrons lundi à neuf heures. {fact:sites}"
body.en = "Hello, we open on Monday at nine. {fact:sites}"
translated_from.en = "0000000000000000"
variables = ["prenom?"]
review_by = 2026-09-10
approved_by = "com"

[[answer]]
id = "ancienne"
asks.fr = ["Où est l’ancienne salle ?"]
body.fr = "Rue du Moulin."
valid_until = 2026-08-01
approved_by = "com"

[[answer]]
id = "neuve"
asks.fr = ["Peut-on louer la salle ?"]
body.fr = "Oui, en {mois}."
variables = ["mois"]
valid_from = 2026-12-01
approved_by = "com"

[[answer]]
id = "a-valider"
body.fr = "Peut-être."

[[statement]]
id = "attente"
body.fr = "Nous en saurons plus à {next_update}."
variables = ["next_update"]
approved_by = "com"
"""


@pytest.fixture
def services(tmp_path: Path):
    made = a_workstation(tmp_path / "w")
    yield made
    made.close()


@pytest.fixture
def town(services: Services) -> Account:
    account = add_account(services, "Mairie")
    charter_id, _ = services.charters.save(HEAD + FACT + GUIDE)
    services.charters.assign(account.id, charter_id)
    return account


def one(services: Services, name: str, kind: str = EntryKind.ANSWER) -> Entry:
    found = services.guide.entry("ville", kind, name)
    assert found is not None
    return found


def drafted(services: Services, name: str) -> Answer:
    """Return an answer as the draft of the charter has it."""
    (row,) = services.charters.listed()
    return by_id(read_charter(row.draft).answers)[name]


def asked(services: Services, account: Account, text: str, name: str = "q") -> Draft:
    (found,) = take_in(services, account, [a_message(name, text, language="fr")])
    return services.drafts.begin(ConversationId(found))


# ---------------------------------------------------------------------------------------- what can be seen


def test_the_guide_shows_answers_statements_and_facts_each_with_its_state(
    services: Services, town: Account
) -> None:
    states = {(entry.kind.value, entry.id): entry.state for entry in services.guide.entries()}
    assert states == {
        ("answer", "ouverture"): EntryState.APPROVED,
        ("answer", "ancienne"): EntryState.EXPIRED,
        ("answer", "neuve"): EntryState.NOT_YET,
        ("answer", "a-valider"): EntryState.DRAFT,
        ("statement", "attente"): EntryState.APPROVED,
        ("fact", "sites"): EntryState.APPROVED,
    }
    found = one(services, "ouverture")
    assert (found.title("fr"), found.folder, found.stale) == (
        "Heures d’ouverture",
        "Pratique",
        ("en",),
    )
    assert one(services, "sites", "fact").title("fr") == "Le réseau compte sept médiathèques."


def test_what_asks_for_somebody_is_listed_the_most_pressing_first(
    services: Services, town: Account
) -> None:
    assert [(entry.id, entry.needs) for entry in services.guide.due()] == [
        ("ancienne", (Need.EXPIRED,)),
        ("ouverture", (Need.REVIEW, Need.STALE)),
        ("a-valider", (Need.UNAPPROVED,)),
    ]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("heure ouvertur", "ouverture"),
        ("LOUER UNE SALE", "neuve"),
        ("combien de mediatheques", "sites"),
        ("en saurons plus", "attente"),
        ("moulin", "ancienne"),
    ],
)
def test_entries_are_found_by_a_persons_words(
    services: Services, town: Account, query: str, found: str
) -> None:
    first = services.guide.search(query)[0]
    assert first.id == found
    assert first.matched


def test_no_words_find_everything_and_strange_ones_nothing(
    services: Services, town: Account
) -> None:
    assert len(services.guide.search(" ")) == 6
    assert services.guide.search("xylophone") == ()


def test_uses_are_counted_with_how_much_was_changed_and_given_up_ones_are_not(
    services: Services, town: Account
) -> None:
    for n, more in enumerate(("", "Merci Élise. ")):
        draft = asked(services, town, "Quand ouvrez-vous ?", f"q{n}")
        filled = services.answers.fill(draft, "ouverture")
        body = more + filled.text
        services.outbox.queue(replace(with_facts(draft, filled), body=body, answer_id="ouverture"))
    use = one(services, "ouverture").use
    assert use is not None
    assert (use.count, use.unchanged, use.edited_words, use.last_at) == (2, 1, 1.0, NOW)
    services.outbox.drop(services.outbox.rows()[0].id)
    used = one(services, "ouverture").use
    assert used is not None
    assert used.count == 1
    assert one(services, "neuve").use is None


def test_an_entry_knows_what_it_said_in_earlier_versions(services: Services, town: Account) -> None:
    services.charters.save((HEAD + FACT + GUIDE).replace("à neuf heures", "à dix heures"))
    services.charters.save((HEAD + FACT + GUIDE).replace("à neuf heures", "à dix heures") + "\n")
    found = services.guide.history(one(services, "ouverture"))
    assert ["dix" in earlier.texts["fr"] for earlier in found] == [True, False]
    assert [earlier.number for earlier in found] == ["1.0", "1.0"]
    assert len(services.guide.history(one(services, "sites", "fact"))) == 1


# ------------------------------------------------------------------------------------------------ changing


def test_a_proposal_goes_into_the_draft_and_is_offered_once_a_version_has_it(
    services: Services, town: Account
) -> None:
    wanted = Wanted(
        "Prêt de vélos",
        "fr",
        folder="Pratique",
        asks=("Prêtez-vous des vélos ?",),
        body="Bonjour {prenom},\n\nOui, à {lieu}.",
        channel="mastodon",
        short="Oui, à {lieu}.",
        review_by=date(2027, 1, 1),
        source=("https://ormaie.example/velos",),
    )
    name, changes = services.proposals.propose("ville", wanted)
    assert (name, changes) == ("pret-de-velos", Changes(charter=True))
    found = one(services, name)
    assert (found.state, found.needs) == (EntryState.DRAFT, (Need.UNAPPROVED,))
    assert services.answers.found(town.id, "velos") == ()
    made = drafted(services, name)
    assert made.variables == ("prenom?", "lieu")
    assert made.variants == {"mastodon": {"fr": "Oui, à {lieu}."}}
    assert services.journal.acts(1)[0].kind == "guide.propose"

    services.proposals.approve("ville", name, "com")
    (row,) = services.charters.listed()
    assert [
        problem.key
        for problem in services.charters.examine(row.draft).problems
        if problem.severity == "error"
    ] == []
    services.charters.save(row.draft)
    (offered,) = services.answers.found(town.id, "velos")
    assert (offered.title, offered.insertable) == ("Prêt de vélos", True)


def test_a_change_keeps_every_other_line_and_asks_for_approval_again(
    services: Services, town: Account
) -> None:
    before = services.charters.listed()[0].source
    wanted = Wanted(
        "Heures d’ouverture",
        "fr",
        folder="Pratique",
        asks=("Quand ouvrez-vous ?",),
        body="Nous ouvrons à {heure}.",
        review_by=date(2026, 9, 10),
    )
    services.proposals.change("ville", "ouverture", wanted)
    draft = services.charters.listed()[0].draft
    kept = [line for line in before.split("\n") if line in draft.split("\n")]
    assert len(before.split("\n")) - len(kept) <= 4
    assert drafted(services, "ouverture").variables == ("heure",)
    found = one(services, "ouverture")
    assert found.state is EntryState.APPROVED  # what is in force still is
    assert isinstance(found.proposed, Answer)
    assert found.needs == (Need.REVIEW, Need.STALE, Need.UNAPPROVED)


def test_a_translation_is_no_longer_stale_until_its_source_changes(
    services: Services, town: Account
) -> None:
    services.proposals.translate("ville", "ouverture", "en", "Hello {prenom}, Monday at nine.")
    services.charters.save(services.charters.listed()[0].draft)
    assert one(services, "ouverture").stale == ()
    wanted = Wanted("Heures", "fr", body="Nous ouvrons mardi.")
    services.proposals.change("ville", "ouverture", wanted)
    services.charters.save(services.charters.listed()[0].draft)
    assert one(services, "ouverture").stale == ("en",)


def test_retired_reviewed_and_brought_back(services: Services, town: Account) -> None:
    services.proposals.still_right("ville", "answer", "ancienne", date(2027, 3, 1))
    assert drafted(services, "ancienne").review_by == date(2027, 3, 1)
    assert drafted(services, "ancienne").valid_until == date(2027, 3, 1)
    services.proposals.retire("ville", "ouverture")
    assert drafted(services, "ouverture").retired_on == TODAY
    services.charters.save(services.charters.listed()[0].draft)
    assert one(services, "ouverture").state is EntryState.RETIRED
    assert [entry.id for entry in services.guide.due()] == ["a-valider"]
    services.proposals.bring_back("ville", "ouverture")
    services.charters.save(services.charters.listed()[0].draft)
    assert one(services, "ouverture").state is EntryState.APPROVED


def test_a_fact_is_checked_anew(services: Services, town: Account) -> None:
    services.proposals.still_right("ville", "fact", "sites", date(2027, 9, 1))
    (fact,) = read_charter(services.charters.listed()[0].draft).facts
    assert (fact.checked_on, fact.expires_on) == (TODAY, date(2027, 9, 1))


@pytest.mark.parametrize(
    ("act", "reason"),
    [
        (lambda p: p.approve("ville", "ouverture", "nobody"), "may-not-approve"),
        (lambda p: p.retire("ville", "nothing"), "answer-unknown"),
        (lambda p: p.retire("nowhere", "ouverture"), "no-charter"),
        (lambda p: p.still_right("ville", "fact", "nothing", TODAY), "fact-unknown"),
    ],
)
def test_what_cannot_be_is_refused_with_a_reason(
    services: Services, town: Account, act: Callable[[object], object], reason: str
) -> None:
    with pytest.raises(NotAllowed, match=reason):
        act(services.proposals)
    assert services.charters.listed()[0].draft == ""


def test_an_unreadable_draft_is_left_as_it_is(services: Services, town: Account) -> None:
    services.charters.save_draft("ville", "format = ")
    with pytest.raises(NotAllowed, match="draft-unreadable"):
        services.proposals.retire("ville", "ouverture")
    assert services.charters.listed()[0].draft == "format = "
    assert len(services.guide.entries()) == 6


# -------------------------------------------------------------------------------------- from a sent reply


def test_a_sent_reply_becomes_an_answer_for_everybody(services: Services, town: Account) -> None:
    draft = asked(services, town, "Bonjour, peut-on visiter le moulin ? Merci")
    body = "Bonjour Nadia,\n\nOui, le samedi 12 septembre à 14 h. Merci Nadia !\n\n– Lise"
    row, _ = services.outbox.queue(replace(draft, body=body))
    made = services.proposals.of_reply(row.id)
    assert made.charter_id == "ville"
    assert made.wanted.title == "Peut-on visiter le moulin ?"
    assert made.wanted.body == "Bonjour {prenom},\n\nOui, le {date} à {heure}. Merci {prenom} !"
    assert [(one.name, one.was) for one in made.general.blanks] == [
        ("prenom", "Nadia"),
        ("date", "samedi 12 septembre"),
        ("heure", "14 h"),
    ]


def test_our_message_in_a_thread_becomes_one_too_and_nobody_elses_does(
    services: Services, town: Account
) -> None:
    question = a_message("q", "Y a-t-il un marché ?", 3, language="fr")
    ours = a_message("r", "Bonjour Élise, oui, dimanche.", 2, language="fr", writer=US, parent="q")
    (found,) = take_in(services, town, [replace(question, writer=ELISE), ours])
    entries = services.inbox.thread(ConversationId(found)).entries
    theirs, mine = (entry.message.id for entry in entries)
    made = services.proposals.of_message(mine)
    assert made.wanted.body == "Bonjour {prenom},\n\nOui, dimanche."
    assert made.wanted.asks == ("Y a-t-il un marché ?",)
    with pytest.raises(NotAllowed, match="not-ours"):
        services.proposals.of_message(theirs)


def test_an_account_without_a_charter_has_nowhere_to_put_it(services: Services) -> None:
    draft = asked(services, add_account(services, "Autre"), "Et alors ?")
    row, _ = services.outbox.queue(replace(draft, body="Oui."))
    with pytest.raises(NotAllowed, match="no-charter"):
        services.proposals.of_reply(row.id)


# ------------------------------------------------------------------------------------------- what it lacks


def test_questions_without_an_answer_are_gathered_by_likeness(
    services: Services, town: Account
) -> None:
    texts = (
        ("a", "Bonjour, peut-on venir avec un chien au marché ?"),
        ("b", "Est-ce qu’on peut venir au marché avec son chien ?"),
        ("c", "chien au marche, on peut venir ?"),
        ("d", "Avez-vous une piste de luge ?"),
        ("e", "Quand ouvrez-vous ?"),
        ("f", "Merci pour tout !"),
    )
    for name, text in texts:
        asked(services, town, text, name)
    old = a_message("g", "Une patinoire ?", at=NOW - timedelta(days=91), language="fr")
    take_in(services, town, [replace(old, writer=OMAR)])
    steps = services.lacking.questions()
    progress = next(steps)
    assert progress.done == 0
    clusters = walked(steps)
    assert [len(cluster.asked) for cluster in clusters] == [3, 1]
    assert "luge" in clusters[1].question
    made = services.proposals.for_question(clusters[1].asked[0].message_id)
    assert made.wanted.asks == ("Avez-vous une piste de luge ?",)
    assert made.wanted.body == ""


def test_a_claim_without_a_source_is_listed_and_one_that_stands_on_a_fact_is_not(
    services: Services, town: Account
) -> None:
    rule = (
        '[[rule]]\nid = "chiffre"\nkind = "claim"\nlang = "fr"\nnumbers = true\nseverity = "warn"\n'
        'message.fr = "Source ?"\n'
    )
    services.charters.save(HEAD + FACT + GUIDE + rule)
    draft = asked(services, town, "Vraiment ?")
    services.outbox.queue(replace(draft, body="Oui, 83 % des lecteurs reviennent."))
    (claim,) = services.lacking.claims()
    assert "83" in claim.words
    other = asked(services, town, "Et encore ?", "r")
    stands = with_facts(other, services.answers.fill(other, "fact:sites"))
    body = "Le réseau compte sept médiathèques, et 83 % des lecteurs reviennent."
    services.outbox.queue(replace(stands, body=body))
    assert services.lacking.claims() == (claim,)
