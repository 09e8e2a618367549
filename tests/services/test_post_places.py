"""Where one post of ours goes: chosen for it alone, kept with its draft, named in the outbox and the dossier."""

from typing import ClassVar

import pytest

from cmworkstation.domain import errors
from cmworkstation.domain.account import Account, Folder
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.reply import Draft, OutboxState
from cmworkstation.domain.values import replace
from cmworkstation.sdk.connector import Content, Sent, Target
from cmworkstation.words import dossier
from cmworkstation.words import post_places as words
from tests.pretend import PretendConnector
from tests.services.conftest import World

PLACES = (Folder("12", "Annonces"), Folder("13", "Travaux"))


class Forum(PretendConnector):
    """A pretend platform with categories."""

    listed: ClassVar[tuple[Folder, ...]] = PLACES
    went: ClassVar[list[str]] = []

    def places(self) -> tuple[Folder, ...]:
        if self.server.fetch_error:
            raise self.server.fetch_error
        return self.listed

    @classmethod
    def place_of(cls, typed: str) -> str:
        return typed if typed.isdecimal() else ""

    def reply(self, target: Target, content: Content, *, once_key: str) -> Sent:
        Forum.went.append(target.settings.get("place", ""))
        return super().reply(target, content, once_key=once_key)


@pytest.fixture
def account(world: World) -> Account:
    Forum.went, Forum.listed = [], PLACES
    world.kind = Forum
    world.services.close()
    world.open()
    world.server.takes_posts = True
    return world.add_account("mairie")


def a_post(world: World, account: Account) -> Draft:
    draft = world.services.posting.begin(account.id, "Le pont", "fr")
    stored, _ = world.services.drafts.save(replace(draft, body="Le pont est fermé."))
    return stored


def test_without_a_choice_a_post_goes_where_its_account_says(
    world: World, account: Account
) -> None:
    places = world.services.post_places
    draft = a_post(world, account)
    found = places.of_draft(draft)
    assert found is not None
    assert (found.place.name, found.own) == ("", False)
    world.services.accounts.choose_place(account.id, "12")
    places.ask(account.id)
    found = places.of_draft(draft)
    assert found is not None
    assert words.line(found) == "Goes to Annonces, as all posts of this account"


def test_a_place_chosen_for_one_post_is_kept_with_its_draft_alone(
    world: World, account: Account
) -> None:
    places = world.services.post_places
    world.services.accounts.choose_place(account.id, "12")
    places.ask(account.id)
    draft, other = a_post(world, account), a_post(world, account)
    places.choose(draft, "13")
    services = world.restart()
    found, beside = (services.post_places.of_draft(one) for one in (draft, other))
    assert found is not None
    assert beside is not None
    assert words.line(found) == "Goes to Travaux, this post alone"
    assert (beside.place.name, beside.own) == ("12", False)


def test_the_post_goes_there_and_outbox_and_dossier_name_the_place(
    world: World, account: Account
) -> None:
    services = world.services
    services.post_places.ask(account.id)
    draft = a_post(world, account)
    services.post_places.choose(draft, "13")
    row, _ = services.outbox.queue(draft, hold_s=0)
    assert services.post_places.of_reply(row.id) == PLACES[1]
    services.outbox.deliver(row.id)
    assert services.outbox.row(row.id).state is OutboxState.SENT
    assert Forum.went == ["13"]
    assert services.post_places.of_reply(row.id) == PLACES[1]
    assert "Goes to: Travaux" in dossier.as_text(services.proof.dossier(row.id))
    with pytest.raises(NotAllowed) as left:
        services.post_places.choose(draft, "12")
    assert left.value.reason == "place-left"


def test_taken_back_to_edit_it_still_goes_there(world: World, account: Account) -> None:
    services = world.services
    services.post_places.ask(account.id)
    draft = a_post(world, account)
    services.post_places.choose(draft, "13")
    row, _ = services.outbox.queue(draft, hold_s=60)
    back, _ = services.outbox.undo(row.id)
    found = services.post_places.of_draft(back)
    assert found is not None
    assert (found.place, found.own) == (PLACES[1], True)


def test_what_can_be_no_place_is_refused_and_what_the_server_does_not_list_is_said(
    world: World, account: Account
) -> None:
    places = world.services.post_places
    draft = a_post(world, account)
    with pytest.raises(NotAllowed) as unclear:
        places.choose(draft, "là-bas")
    assert unclear.value.reason == "place-unclear"
    places.ask(account.id)
    places.choose(draft, "99")
    found = places.of_draft(draft)
    assert found is not None
    assert found.lost
    assert "did not list this place" in words.lost(found, world.clock.now())
    places.choose(draft, "")
    again = places.of_draft(draft)
    assert again is not None
    assert not again.own


def test_the_places_are_known_without_a_network(world: World, account: Account) -> None:
    places = world.services.post_places
    places.ask(account.id)
    world.server.fetch_error = errors.Offline("no network")
    with pytest.raises(errors.Offline):
        places.ask(account.id)
    assert places.known(account.id).places == PLACES


def test_a_draft_that_answers_somebody_goes_to_no_place(world: World, account: Account) -> None:
    world.server.write("q", "Quand ouvre la piscine ?", by="odile")
    world.poll(account)
    home = world.services.inbox.search("piscine")[0].conversation_id
    assert world.services.post_places.of_draft(world.services.drafts.begin(home)) is None


def test_a_post_that_was_not_sent_yet_is_asked_for_nowhere_and_stays(
    world: World, account: Account
) -> None:
    draft = a_post(world, account)
    before = world.server.requests
    world.services.sync.refresh_thread(draft.conversation_id)
    assert world.server.requests == before
    (head,) = world.services.inbox.thread(draft.conversation_id).entries
    assert head.message.deleted_at is None
