"""Contact cards as files: only what is let out goes out, and what comes in links names by hand alone."""

from pathlib import Path

import pytest

from cmworkstation.domain.contact import ContactId, Matter
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.message import Writer
from cmworkstation.domain.vcard import Entry, Profile, read, written
from cmworkstation.services.address_cards import Out
from cmworkstation.services.workstation import Services
from cmworkstation.words import platform
from tests.builders_workspace import NOW, a_message, receive
from tests.services.test_contacts import ELISE, ELISE_TOO, author, contents, services, two

__all__ = ["services"]
MAIL = Writer("mailto:odile@post.example", "Odile Marchand", "odile@post.example")
ALL = Out(mails=True, declared=True, notes=True)


def saved(services: Services, tmp_path: Path, out: Out, *wanted: ContactId) -> tuple[Entry, ...]:
    """Return what a file of these contacts holds, as it is read again."""
    file = tmp_path / "c.vcf"
    services.address_cards.write(file, wanted, out, platform)
    return read(file.read_bytes()).entries


def test_a_card_has_names_alone_unless_more_is_ticked(services: Services, tmp_path: Path) -> None:
    one, other = two(services)
    merged, _ = services.contacts.merge(one, other, "dit qu’elle est les deux")
    (card,) = saved(services, tmp_path, Out(), one)
    assert card == Entry(
        "Lise",
        merged,
        (
            Profile("Mastodon", "", ELISE.handle),
            Profile("Pixelfed", "", ELISE_TOO.handle),
        ),
    )
    (card,) = saved(services, tmp_path, ALL, one)
    assert (card.region, card.topics, card.note) == ("Ormaie", ("marché",), "Tient un stand.")


def test_addresses_of_mail_stay_here_unless_they_are_wanted(
    services: Services, tmp_path: Path
) -> None:
    account = next(one for one in services.accounts.listed() if one.name == "Mairie")
    receive(services, account, [a_message("mail", "Bonjour", 5, writer=MAIL)])
    odile, _ = services.contacts.create(author(services, "Odile"))
    (card,) = saved(services, tmp_path, Out(), odile)
    assert MAIL.handle not in (tmp_path / "c.vcf").read_text("utf-8")
    (card,) = saved(services, tmp_path, Out(mails=True), odile)
    assert card.mails == (MAIL.handle,)


def test_whoever_said_no_to_a_card_goes_into_no_file_and_the_journal_says_who_went(
    services: Services, tmp_path: Path
) -> None:
    one, other = two(services)
    services.contacts.consent(one, Matter.KEEP, False, "par message")
    left = services.address_cards.chosen((one, other), Out(), platform)
    assert ([card.name for card in left.entries], left.refused) == (["Lise"], 1)
    assert [card.uid for card in saved(services, tmp_path, Out(), one, other)] == [other]
    with pytest.raises(NotAllowed, match="cards-nobody"):
        saved(services, tmp_path, Out(), one)
    (act,) = [one for one in services.journal.acts() if one.kind == "contact.cards-out"]
    assert other in str(act)
    assert one not in str(act)


def a_file(tmp_path: Path, *entries: Entry) -> Path:
    file = tmp_path / "in.vcf"
    file.write_text(written(entries, NOW, "-//Other//EN"), "utf-8")
    return file


BOTH = Entry(
    "Élise",
    "",
    (
        Profile("Mastodon", ELISE.key + "/"),
        Profile("", ELISE_TOO.key.upper().replace("HTTPS", "https")),
    ),
)


def test_a_file_is_shown_first_and_makes_one_contact_of_names_that_wrote_to_us(
    services: Services, tmp_path: Path
) -> None:
    nobody = Entry("Zoé", "", (Profile("", "https://social.example/@zoe"),), note="secret")
    before = contents(services)
    looked = services.address_cards.look(a_file(tmp_path, BOTH, nobody))
    assert contents(services) == before, "looking does nothing"
    first, second = looked.proposals
    assert (len(first.new), first.brings, second.here, second.brings) == (2, True, (), False)
    with pytest.raises(NotAllowed, match="contact-evidence"):
        services.address_cards.take_in(looked.proposals, " ")
    _, undo = services.address_cards.take_in(looked.proposals, "sa carte de visite")
    (card,) = services.contacts.listed()
    assert (card.called, len(card.identities)) == ("Élise", 2)
    assert {one.evidence for one in card.identities} == {"", "sa carte de visite"}
    assert card.contact.note == ""
    services.address_cards.take_back(undo)
    assert contents(services) == before


def test_names_of_two_contacts_are_for_a_person_to_merge(
    services: Services, tmp_path: Path
) -> None:
    two(services)
    (found,) = services.address_cards.look(a_file(tmp_path, BOTH)).proposals
    assert len(found.contacts) == 2
    assert not found.brings
    services.address_cards.take_in([found], "sa carte de visite")
    assert len(services.contacts.listed()) == 2


def test_a_name_joins_the_contact_that_is_there_and_undo_leaves_what_was_added_since(
    services: Services, tmp_path: Path
) -> None:
    contact, _ = services.contacts.create(author(services, "Élise"))
    (found,) = services.address_cards.look(a_file(tmp_path, BOTH)).proposals
    _, undo = services.address_cards.take_in([found], "sa carte de visite")
    assert len(services.contacts.card(contact).identities) == 2
    services.contacts.note(contact, region="Ormaie")
    services.address_cards.take_back(undo)
    card = services.contacts.card(contact)
    assert (len(card.identities), card.contact.region) == (1, "Ormaie")


def test_what_is_no_file_of_cards_is_told_to_be_none(services: Services, tmp_path: Path) -> None:
    file = tmp_path / "x.vcf"
    for data in (b"", b"hello", b"\x00" * 100):
        file.write_bytes(data)
        with pytest.raises(NotAllowed, match="cards-file"):
            services.address_cards.look(file)
    with pytest.raises(NotAllowed, match="cards-file"):
        services.address_cards.look(tmp_path / "away.vcf")
