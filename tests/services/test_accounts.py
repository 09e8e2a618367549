"""Accounts: chosen names and colours, pause, removal that forgets the access and keeps the history."""

from collections.abc import Mapping
from dataclasses import replace
from typing import ClassVar

import pytest

from cmworkstation import i18n
from cmworkstation.domain import errors
from cmworkstation.domain.account import TokenState
from cmworkstation.domain.conversation import View
from cmworkstation.domain.ids import AccountId, ConversationId
from cmworkstation.domain.reply import OutboxState
from cmworkstation.sdk.http import Http
from cmworkstation.services.accounts import COLOURS
from cmworkstation.words import of_accounts
from tests.pretend import PretendConnector
from tests.services.conftest import World


class Revocable(PretendConnector):
    """Remembers what was given back."""

    revoked: ClassVar[list[str]] = []
    trouble: ClassVar[errors.WorkstationError | None] = None

    def __init__(self, settings: Mapping[str, str], secret: Mapping[str, str], http: Http) -> None:
        super().__init__(settings, secret, http)
        self._token = secret.get("token", "")

    def revoke(self) -> None:
        self.revoked.append(self._token)
        if self.trouble:
            raise self.trouble


@pytest.mark.parametrize("typed", ["Mairie", "mairie", "@MAIRIE@pretend.example", "id"])
def test_a_person_may_name_an_account_in_several_ways(world: World, typed: str) -> None:
    account = world.add_account()
    found = world.services.accounts.by_name(account.id if typed == "id" else typed)
    assert found is not None
    assert found.id == account.id
    assert world.services.accounts.by_name("Mair") is None


def test_colours_are_given_out_evenly(world: World) -> None:
    given = [world.add_account(f"Compte {n}").colour for n in range(COLOURS + 2)]
    assert given == [*range(COLOURS), 0, 1]


def test_what_a_person_may_change_and_what_stays(world: World) -> None:
    account = world.add_account()
    changed = world.services.accounts.change(account.id, name="  Ville ", colour=14, protected=True)
    assert changed.accounts
    now = world.services.accounts.one(account.id)
    assert (now.name, now.colour, now.protected) == ("Ville", 14 % COLOURS, True)
    assert replace(now, name=account.name, colour=account.colour, protected=False) == replace(
        account, created_at=now.created_at
    )
    world.services.accounts.change(account.id, name="   ")
    assert world.services.accounts.one(account.id).name == "Ville", "a name is never empty"


def test_a_paused_account_neither_reads_nor_sends_and_goes_on_afterwards(world: World) -> None:
    account = world.add_account()
    world.server.write("q")
    world.poll(account)
    found = ConversationId(world.services.inbox.ids(View())[0])
    draft = replace(world.services.drafts.begin(found), body="Oui.")
    world.services.outbox.queue(draft, hold_s=0)
    world.services.accounts.pause(account.id, paused=True)
    world.clock.advance(3600)
    assert world.services.schedule.due() == []
    assert world.services.outbox.due() == {}
    world.restart()
    world.services.accounts.follow_all()
    assert world.services.schedule.due() == [], "a restart does not end the pause"
    world.services.accounts.pause(account.id, paused=False)
    assert world.services.schedule.due() == [account.id]
    assert list(world.services.outbox.due()) == [account.id]


@pytest.mark.parametrize("trouble", [None, errors.Offline()], ids=["online", "offline"])
def test_removing_gives_the_access_back_forgets_it_and_keeps_the_history(
    world: World, trouble: errors.WorkstationError | None
) -> None:
    world.kind = Revocable
    Revocable.revoked = []
    Revocable.trouble = trouble
    account = world.add_account()
    world.server.write("q", "Ouvert lundi ?")
    world.poll(account)
    world.services.accounts.remove(account.id)
    assert Revocable.revoked == ["good"]
    told = {} if trouble is None else {account.id: account.server}
    assert world.services.accounts.still_allowed == told
    assert world.vault.secrets(account.id, "pretend") == {}
    assert world.services.accounts.listed() == ()
    assert world.services.accounts.health() == ()
    assert world.services.schedule.next_at(account.id) is None
    (hit,) = world.services.inbox.search("lundi")
    assert world.services.inbox.thread(hit.conversation_id).entries
    assert world.services.accounts.one(account.id).name == "Mairie"
    assert world.services.journal.acts(1)[0].kind == "account.remove"


def test_a_reply_of_a_removed_account_never_leaves_and_its_text_can_be_taken_back(
    world: World,
) -> None:
    account = world.add_account()
    world.server.write("q")
    world.poll(account)
    found = ConversationId(world.services.inbox.ids(View())[0])
    draft = replace(world.services.drafts.begin(found), body="Oui, lundi.")
    row, _ = world.services.outbox.queue(draft, hold_s=0)
    world.services.accounts.remove(account.id)
    world.clock.advance(3600)
    assert world.services.outbox.due() == {}
    assert world.server.requests == 0
    back, _ = world.services.outbox.edit(row.id)
    assert back.body == "Oui, lundi."
    assert world.services.outbox.row(row.id).state is OutboxState.DROPPED


def test_an_account_whose_platform_is_not_installed_stays_readable(world: World) -> None:
    account = world.add_account()
    world.server.write("q", "Ouvert lundi ?")
    world.poll(account)
    with world.services.workspace.write() as connection:
        connection.execute("UPDATE account SET platform='gone'")
    world.restart()
    world.services.accounts.follow_all()
    with pytest.raises(errors.PlatformMissing):
        world.poll(account)
    (told,) = world.services.accounts.health()
    assert told.state is TokenState.TROUBLE
    assert len(world.services.inbox.search("lundi")) == 1
    world.services.accounts.remove(account.id)
    assert len(world.services.inbox.search("lundi")) == 1


def test_an_unknown_account_is_a_key_error(world: World) -> None:
    for ask in (world.services.accounts.one, world.services.accounts.remove):
        with pytest.raises(KeyError):
            ask(AccountId("nobody"))


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_state_of_an_access_has_words(language: str) -> None:
    i18n.use_language(language)
    said = {of_accounts.token(one) for one in TokenState}
    assert len(said) == len(TokenState)
    assert all(said)
