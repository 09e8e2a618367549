"""Contacts: names of one person linked by hand with evidence; a merge that can be taken back, byte for byte."""

from dataclasses import replace
from pathlib import Path

import pytest

from cmworkstation.domain.contact import ContactId, How, Matter, Side
from cmworkstation.domain.erasure import Way
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.ids import AuthorId, ConversationId
from cmworkstation.domain.message import Writer
from cmworkstation.domain.relation import Begin
from cmworkstation.services.workstation import Services
from cmworkstation.store import intake, traces
from tests.builders_workspace import a_message, a_workstation, add_account, receive
from tests.store.builders import raw_of
from tests.walking import walked

ELISE = Writer("https://social.example/@elise", "Élise Morin", "@elise@social.example")
ELISE_TOO = Writer("https://photo.example/lise", "Lise M.", "lise.photo")
OMAR = Writer("https://social.example/@omar", "Omar Haddad", "@omar@social.example")


@pytest.fixture
def services(tmp_path: Path):
    made = a_workstation(tmp_path / "w")
    town = add_account(made, "Mairie")
    photo = add_account(made, "Photos", look="pixelfed", handle="photos")
    receive(made, town, [a_message("one", "Où est le marché ?", 9, writer=ELISE)])
    receive(made, photo, [a_message("two", "Belle image.", 8, writer=ELISE_TOO)])
    receive(made, town, [a_message("three", "Merci.", 7, writer=OMAR)])
    yield made
    assert made.journal.verify().problems == ()
    made.close()


def author(services: Services, name: str) -> AuthorId:
    """Return an author by the beginning of their name."""
    (found,) = services.erasures.people(name)
    return found.id


def contents(services: Services, *but: str) -> dict[str, list[tuple[object, ...]]]:
    """Return every row of every table, except the journal and what counts rows."""
    connection = services.workspace.read()
    left_out = ("journal", "journal_payload", "sqlite_sequence", "sqlite_stat1", "setting", *but)
    names = [
        row[0]
        for row in connection.execute("SELECT name FROM sqlite_master WHERE type='table'")
        if row[0] not in left_out and "_fts" not in row[0]
    ]
    return {name: connection.execute(f"SELECT * FROM {name}").fetchall() for name in names}


def two(services: Services) -> tuple[ContactId, ContactId]:
    """Return two contacts, each with something noted."""
    one, _ = services.contacts.create(author(services, "Élise"))
    services.contacts.note(one, region="Ormaie", note="Tient un stand.")
    services.contacts.declare(one, "marché", "son profil")
    other, _ = services.contacts.create(author(services, "Lise"), "Lise")
    services.contacts.consent(other, Matter.NEWS, True, "par message, le 3 mai")
    return one, other


def test_a_contact_is_made_of_an_author_once(services: Services) -> None:
    elise = author(services, "Élise")
    assert services.contacts.of_author(elise) is None
    made, _ = services.contacts.create(elise)
    assert services.contacts.create(elise)[0] == made == services.contacts.of_author(elise)
    card = services.contacts.card(made)
    assert (card.called, card.authors, card.identities[0].how) == (
        "Élise Morin",
        (elise,),
        How.FIRST,
    )


def test_another_name_is_linked_with_evidence_alone_and_let_go_again(services: Services) -> None:
    made, _ = services.contacts.create(author(services, "Élise"))
    other = author(services, "Lise")
    with pytest.raises(NotAllowed, match="contact-evidence"):
        services.contacts.link(made, other, "  ")
    services.contacts.link(made, other, "https://elise.example names both")
    linked = services.contacts.card(made).identities[1]
    assert (linked.how, linked.evidence) == (How.HAND, "https://elise.example names both")
    assert services.contacts.of_authors([other, author(services, "Omar")]) == {other: made}
    services.contacts.unlink(other)
    assert services.contacts.of_author(other) is None
    with pytest.raises(NotAllowed, match="contact-last"):
        services.contacts.unlink(author(services, "Élise"))


def test_an_author_of_another_contact_is_not_linked_away_from_it(services: Services) -> None:
    one, other = two(services)
    with pytest.raises(NotAllowed, match="contact-linked"):
        services.contacts.link(one, author(services, "Lise"), "same face")
    assert services.contacts.authors(other) == (author(services, "Lise"),)


def test_merging_and_splitting_leaves_every_byte_as_it_was(services: Services) -> None:
    one, other = two(services)
    before = contents(services)
    merged, _ = services.contacts.merge(one, other, "both link to https://elise.example")
    card = services.contacts.card(one)
    assert card.id == merged
    assert card.called == "Lise"
    assert (card.contact.region, card.contact.note) == ("Ormaie", "Tient un stand.")
    assert [topic.words for topic in card.topics] == ["marché"]
    assert card.may(Matter.NEWS) is True
    assert len(card.identities) == 2
    assert contents(services) != before
    assert services.contacts.split(merged)[0] == (one, other)
    assert contents(services) == before


def test_a_merge_within_a_merge_is_taken_back_from_the_outside_in(services: Services) -> None:
    one, other = two(services)
    third, _ = services.contacts.create(author(services, "Omar"))
    before = contents(services)
    inner, _ = services.contacts.merge(one, other, "same address")
    outer, _ = services.contacts.merge(other, third, "same telephone")
    assert services.contacts.card(one).id == outer
    assert len(services.contacts.authors(one)) == 3
    with pytest.raises(NotAllowed, match="contact-same"):
        services.contacts.merge(one, third, "once more")
    assert services.contacts.split(one)[0] == (inner, third)
    services.contacts.split(one)
    assert contents(services) == before


def test_what_was_added_to_the_merged_card_is_asked_for_and_never_lost(services: Services) -> None:
    one, other = two(services)
    merged, _ = services.contacts.merge(one, other, "same address")
    services.contacts.note(merged, note="Appelle le lundi.", name="Élise")
    topic, _ = services.contacts.declare(one, "photographie", "sa page")
    said, _ = services.contacts.consent(other, Matter.NEXT, False, "au téléphone")
    services.contacts.link(merged, author(services, "Omar"), "écrit pour elle")
    added = {found.kind + " " + found.id: found for found in services.contacts.added(merged)}
    omar = str(author(services, "Omar"))
    assert set(added) == {
        *("field note", "field name", f"link {omar}", f"topic {topic.id}", f"consent {said.id}")
    }
    decisions = {found.key: Side.SECOND for found in added.values()}
    for missing in added.values():
        partly = {key: side for key, side in decisions.items() if key != missing.key}
        with pytest.raises(NotAllowed, match="contact-split"):
            services.contacts.split(merged, partly)
    with pytest.raises(NotAllowed, match="contact-split"):
        services.contacts.split(merged, {**decisions, ("link", omar): Side.BOTH})
    decisions[added[f"consent {said.id}"].key] = Side.BOTH
    decisions["field", "note"] = Side.FIRST
    services.contacts.split(merged, decisions)
    first, second = services.contacts.card(one), services.contacts.card(other)
    assert first.contact.note == "Tient un stand.\n\nAppelle le lundi."
    assert (first.called, second.called) == ("Élise Morin", "Élise")
    assert [topic.words for topic in second.topics] == ["photographie"]
    assert (first.may(Matter.NEXT), second.may(Matter.NEXT)) == (False, False)
    assert second.authors == (author(services, "Lise"), author(services, "Omar"))


def test_a_month_of_messages_notes_promises_and_gifts_stays_with_whom_it_belongs_to(
    services: Services,
) -> None:
    one, other = two(services)
    before = contents(services)
    merged, _ = services.contacts.merge(one, other, "same address")
    town = next(one for one in services.accounts.listed() if one.name == "Mairie")
    (home,) = receive(services, town, [a_message("four", "Et le parking ?", 5, writer=ELISE)])
    elise, lise = author(services, "Élise"), author(services, "Lise")
    services.interests.add(lise, "gift", "deux places", 4_000)
    services.notes.write(ConversationId(home), "À rappeler.")
    draft = services.drafts.begin(ConversationId(home))
    services.drafts.save(replace(draft, body="Bonjour, la réponse arrive mardi."))
    open_day = services.promises.days(town.id).open[0]
    services.promises.note(ConversationId(home), "Le plan arrive.", open_day)
    added = contents(services)
    services.contacts.split(merged)
    after = contents(services)
    assert services.interests.of(lise).interests
    assert not services.interests.of(elise).interests
    assert services.promises.open_to(elise)
    contact_tables = [name for name in after if name.startswith("contact")]
    assert {name: after[name] for name in contact_tables} == {
        name: before[name] for name in contact_tables
    }
    assert {name: rows for name, rows in after.items() if name not in contact_tables} == {
        name: rows for name, rows in added.items() if name not in contact_tables
    }


def test_whoever_is_erased_leaves_no_contact_and_a_merge_of_one_ends(services: Services) -> None:
    one, other = two(services)
    merged, _ = services.contacts.merge(one, other, "Élise Morin le dit elle-même")
    services.contacts.note(merged, note="Élise Morin appelle le lundi.")
    walked(services.erasures.erase(author(services, "Élise"), Way.ERASE, "Personne 1"))
    with pytest.raises(KeyError):
        services.contacts.card(one)
    card = services.contacts.card(other)
    assert (card.merged, card.authors) == ((), (author(services, "Lise"),))
    assert card.contact.note == "Personne 1 appelle le lundi."
    walked(services.erasures.erase(author(services, "Lise"), Way.ANONYMISE, "Personne 2"))
    kept = contents(services)
    assert not any(kept[name] for name in kept if name.startswith("contact"))


def test_the_time_line_holds_what_happened_under_every_name(services: Services) -> None:
    one, other = two(services)
    merged, _ = services.contacts.merge(one, other, "same address")
    services.interests.add(author(services, "Lise"), "gift", "deux places", 4_000)
    found = [(moment.kind, moment.words) for moment in services.contacts.moments(merged)]
    assert sorted(found) == [
        ("gift", "gift deux places"),
        ("wrote", "Belle image."),
        ("wrote", "Où est le marché ?"),
    ]


def test_people_are_found_by_any_of_their_names_their_region_and_their_topics(
    services: Services,
) -> None:
    one, other = two(services)
    services.contacts.create(author(services, "Omar"))
    contacts = services.contacts
    assert [card.called for card in contacts.listed()] == ["Élise Morin", "Lise", "Omar Haddad"]
    for typed in ("elise", "@social elise", "ormaie", "marche"):
        assert [card.id for card in contacts.listed(typed)] == [one], typed
    merged, _ = contacts.merge(one, other, "same address")
    assert [card.id for card in contacts.listed("lise.photo")] == [merged]


PROFILE = '{"account": {"acct": "elise", "url": "https://social.example/@elise", %s}}'
VERIFIED = '"fields": [{"value": "https://elise.example", "verified_at": "2026-01-01"}]'
OTHER = '{"user": {"handle": "lise.photo", "uri": "https://photo.example/lise", %s}}'


@pytest.mark.parametrize(
    ("here", "there", "why"),
    [
        ('"note": "x"', '"note": "y"', None),
        ('"note": "<a href=\\"https://elise.example/\\">me</a>"', '"website": "http://www.elise.example"', "website"),
        (VERIFIED, VERIFIED, "verified"),
        ('"note": "photos: https://photo.example/lise"', '"note": ""', "each-other"),
    ],
)  # fmt: skip
def test_a_suggestion_says_why_and_links_nothing(
    tmp_path: Path, here: str, there: str, why: str | None
) -> None:
    services = a_workstation(tmp_path / "s")
    town = add_account(services, "Mairie")
    for item, payload in (
        (a_message("one", "Bonjour", 9, writer=ELISE), PROFILE % here),
        (a_message("two", "Bonsoir", 8, writer=replace(ELISE_TOO, name="Élise M.")), OTHER % there),
    ):
        with services.workspace.write() as connection:
            raw = replace(raw_of(item), payload=payload.encode())
            intake.take(connection, 1, town.platform, [raw], services.clock.now())
    made, _ = services.contacts.create(author(services, "Élise Morin"))
    found = services.contacts.suggestions(made)
    assert [one.why for one in found] == ([why] if why else [])
    assert len(services.contacts.card(made).identities) == 1
    services.close()


def test_what_is_known_of_a_person_names_their_card_and_their_other_names(
    services: Services,
) -> None:
    one, other = two(services)
    services.contacts.merge(one, other, "same address")
    elise = author(services, "Élise")
    known = services.erasures.known(elise)
    assert [name.partition(" ")[0] for name in known.other_names] == ["lise.photo"]
    told = dict(traces.told(services.workspace.read(), elise))
    assert told["contact"]["note"] == "Tient un stand."
    assert told["declared"]["words"] == "marché"


def test_a_legal_hold_keeps_the_card_of_a_person(services: Services) -> None:
    one, _ = two(services)
    elise = author(services, "Élise")
    services.erasures.hold_person(elise, "a case at court")
    with pytest.raises(NotAllowed, match="erase-held"):
        walked(services.erasures.erase(elise, Way.ERASE, "Personne 1"))
    assert services.contacts.card(one).contact.note == "Tient un stand."


def test_a_wish_is_kept_per_topic_with_where_and_when_and_taken_back(services: Services) -> None:
    contacts = services.contacts
    who = author(services, "Omar")
    card, _ = contacts.create(who)
    contacts.consent(card, Matter.OTHERS, True, "by mail")
    no, _ = contacts.consent(card, Matter.OTHERS, False, "on the telephone", "Summer fair")
    contacts.consent(card, Matter.OTHERS, True, "at the counter", "cycle lanes")
    found = contacts.card(card)
    assert [(one.topic, one.granted, one.source) for one in found.about] == [
        ("cycle lanes", True, "at the counter"),
        ("Summer fair", False, "on the telephone"),
    ]
    assert found.may(Matter.OTHERS) is True  # a topic says nothing of all the others
    assert services.asks.said_no(who) == ("Summer fair",)
    contacts.consent_off(no)
    assert services.asks.said_no(who) == ()
    contacts.consent_again(no)
    contacts.consent(card, Matter.OTHERS, True, "changed her mind", "summer fair")
    assert services.asks.said_no(who) == ()
    assert [one.topic for one in contacts.card(card).about] == ["cycle lanes", "summer fair"]


def test_an_ask_about_a_topic_to_which_they_said_no_does_not_leave(services: Services) -> None:
    contacts = services.contacts
    who = author(services, "Omar")
    card, _ = contacts.create(who)
    no, _ = contacts.consent(card, Matter.OTHERS, False, "on the telephone", "summer fair")
    begin = Begin(topic="The summer fair", ask="Sing there.", invited="She offered.")
    assert ("unwanted", "summer fair") in {
        (one.key, one.about) for one in services.relations.look_over(card, begin)
    }
    draft = services.drafts.begin(services.inbox.search("Merci")[0].conversation_id)
    draft, _ = services.drafts.save(replace(draft, body="Would you sing at the summer fair?"))
    assert services.asks.too_often(draft) == ""  # it is not marked as an ask
    services.asks.mark(draft)
    assert services.asks.too_often(draft) == "ask-topic:summer fair"
    with pytest.raises(NotAllowed):
        services.outbox.queue(draft)
    contacts.consent_off(no)
    assert services.asks.too_often(draft) == ""


def test_a_declared_topic_is_called_as_on_the_board_and_stands_once(services: Services) -> None:
    topic, _ = services.topics.make("Voirie")
    contact, _ = services.contacts.create(author(services, "Omar"))
    first, _ = services.contacts.declare(contact, " voirie", "sa page")
    assert (first.words, first.topic_id) == ("Voirie", topic.id)
    again, changes = services.contacts.declare(contact, "VOIRIE")
    assert again == first
    assert not changes
    services.contacts.declare(contact, "Écoles")
    services.contacts.declare(contact, "ecoles")
    assert [one.words for one in services.contacts.card(contact).topics] == ["Voirie", "Écoles"]
