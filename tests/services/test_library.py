"""The media library: found by words, described by language, held by drafts, replies and charters, let go of."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from cmworkstation.domain.account import Capabilities, MediaRules, Visibility
from cmworkstation.domain.charter.attached import AnswerFile
from cmworkstation.domain.conversation import View
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.ids import ConversationId
from cmworkstation.domain.media import MediaFile
from cmworkstation.services.workstation import Services
from cmworkstation.store import outbox
from tests import pictures
from tests.builders_workspace import US, a_message, a_workstation, add_account, receive
from tests.services.test_answer_files import one, with_answer
from tests.services.test_versions import TEXT as CHARTER


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    made = a_workstation(tmp_path / "w")
    takes = Capabilities(
        visibilities=(Visibility.PUBLIC,), media=MediaRules(types=("image/*",), most=4)
    )
    shop = add_account(made, "Shop", capabilities=takes)
    receive(made, shop, [a_message("q", "Où est l’entrée ?", 3, language="fr")])
    yield made
    made.close()


def picture(services: Services, colour: int, name: str, alt: str = "") -> MediaFile:
    kept = services.media.add(pictures.drawn(colour=colour), name)
    if alt:
        services.library.describe(kept.hash, "fr", alt)
    return kept


def names(services: Services, words: str = "") -> list[str]:
    return [found.file.name for found in services.library.files(words)]


def test_files_are_found_by_words_of_their_names_and_of_their_descriptions_in_any_language(
    services: Services,
) -> None:
    door = picture(services, 0xFF112233, "door.png", "La porte d’été, trois marches")
    picture(services, 0xFF445566, "map.png")
    services.library.describe(door.hash, "en", "The summer door")
    assert names(services, "ETE marches") == ["door.png"]
    assert names(services, "summer") == ["door.png"]
    assert names(services, "map") == ["map.png"]
    assert names(services, "nowhere") == []
    assert len(names(services)) == 2


def test_a_description_in_one_language_leaves_the_other_and_can_be_taken_away(
    services: Services,
) -> None:
    door = picture(services, 0xFF112233, "door.png", "La porte")
    services.library.describe(door.hash, "en", "  The\n door ")
    (kept,) = services.library.files()
    assert kept.alts == {"fr": "La porte", "en": "The door"}
    assert services.library.described(kept.file, "en").alt == "The door"
    services.library.describe(door.hash, "en", "")
    (kept,) = services.library.files()
    assert kept.alts == {"fr": "La porte"}


def test_what_was_written_in_a_reply_describes_the_file_in_the_language_of_the_reply(
    services: Services,
) -> None:
    door = picture(services, 0xFF112233, "door.png")
    draft = services.drafts.begin(a_conversation(services))
    services.drafts.save(
        replace(draft, language="fr-CA", media=(replace(door, alt="La porte rouge"),))
    )
    (kept,) = services.library.files("porte")
    assert kept.alts == {"fr": "La porte rouge"}
    assert services.media.descriptions([door.hash]) == {door.hash: {"fr": "La porte rouge"}}


def a_conversation(services: Services) -> ConversationId:
    return ConversationId(services.inbox.ids(View(status=None))[0])


def test_the_library_knows_who_holds_a_file_and_lets_go_of_none_that_is_held(
    services: Services,
) -> None:
    conversation = a_conversation(services)
    drafted, sent, answered, free = (
        picture(services, colour, f"{name}.png")
        for colour, name in zip(
            (0xFF010101, 0xFF020202, 0xFF030303, 0xFF040404),
            ("drafted", "sent", "answered", "free"),
            strict=True,
        )
    )
    services.charters.save(with_answer(one(answered.hash, "answered.png"), text=CHARTER))
    row, _ = services.outbox.queue(
        replace(services.drafts.begin(conversation), body="Voilà.", media=(sent,)), hold_s=0
    )
    draft = services.drafts.begin(conversation)
    services.drafts.save(replace(draft, body="Bientôt.", media=(drafted,)))
    held = {f.file.name: (f.drafts, f.replies, f.charters) for f in services.library.files()}
    assert held == {
        "drafted.png": (1, 0, 0),
        "sent.png": (0, 1, 0),
        "answered.png": (0, 0, 1),
        "free.png": (0, 0, 0),
    }
    uses = services.library.uses(sent.hash)
    assert [(use.kind, use.id, use.conversation_id) for use in uses.held] == [
        ("outbox", row.id, conversation)
    ]
    (use,) = services.library.uses(answered.hash).answers
    assert use.answer_id == "entree"
    for kept in (drafted, sent, answered):
        with pytest.raises(NotAllowed, match="media-in-use"):
            services.library.remove(kept.hash)
    assert services.library.remove(free.hash).kept.file == free
    with pytest.raises(KeyError):
        services.library.remove(free.hash)


def test_a_file_of_an_earlier_version_of_a_charter_stays(services: Services) -> None:
    door = picture(services, 0xFF112233, "door.png")
    text = with_answer(one(door.hash, "door.png"))
    services.charters.save(text)
    services.charters.save(CHARTER.replace('version = "1.0"', 'version = "1.1"'))
    assert services.library.uses(door.hash).answers == ()
    with pytest.raises(NotAllowed, match="media-in-use"):
        services.library.remove(door.hash)


def test_what_was_removed_comes_back_as_it_was(services: Services) -> None:
    door = picture(services, 0xFF112233, "door.png", "La porte")
    before = services.library.files()
    removed = services.library.remove(door.hash)
    assert services.library.files() == ()
    services.library.put_back(removed)
    assert services.library.files() == before
    assert services.media.data(door.hash) == pictures.drawn(colour=0xFF112233)


def test_the_versions_of_an_answer_tell_when_its_files_changed(services: Services) -> None:
    door = picture(services, 0xFF112233, "door.png")
    services.charters.save(with_answer(text=CHARTER))
    later = CHARTER.replace('version = "1.0"', 'version = "1.1"')
    services.charters.save(with_answer(one(door.hash, "door.png"), text=later))
    entry = services.guide.entry(services.charters.listed()[0].id, "answer", "entree")
    assert entry is not None
    said = [(e.number, [f.name for f in e.files]) for e in services.guide.history(entry)]
    assert said == [("1.1", ["door.png"]), ("1.0", [])]


def test_an_answer_made_of_our_message_takes_the_pictures_along_with_which_it_was_sent(
    services: Services,
) -> None:
    services.charters.assign(
        services.accounts.listed()[0].id, services.charters.save(with_answer())[0]
    )
    door = replace(picture(services, 0xFF112233, "door.png"), alt="La porte rouge")
    draft = replace(services.drafts.begin(a_conversation(services)), body="Par là.", media=(door,))
    row, _ = services.outbox.queue(draft, hold_s=0)
    receive(
        services,
        services.accounts.listed()[0],
        [a_message("ours", "Par là.", 1, writer=US, parent="q", language="fr")],
    )
    thread = services.inbox.thread(a_conversation(services))
    ours = next(entry.message for entry in thread.entries if entry.message.ours)
    with services.workspace.write() as connection:
        outbox.settle_sent(connection, row.id, ours.remote_id, "", services.clock.now(), "")
    made = services.proposals.of_message(ours.id)
    assert made.wanted.files == (AnswerFile(door.hash, "door.png", {"fr": "La porte rouge"}),)
