"""A person's word about closing courtesies: it wants an answer after all, and back again."""

from cmworkstation.domain.conversation import Status, View
from cmworkstation.services.courtesies import Courtesies


def thanked(world):
    account = world.add_account()
    world.server.write("1", "Bonjour, ouvert lundi ?")
    world.poll(account)
    services = world.services
    wanted = services.inbox.ids(View())[0]
    services.inbox.set_status([wanted], Status.DONE)
    world.server.write("2", "Merci beaucoup !", parent="1", minutes=5)
    world.poll(account)
    return wanted


def test_thanks_want_an_answer_when_a_person_says_so_and_undo_takes_it_back(world) -> None:
    wanted = thanked(world)
    inbox, courtesies = world.services.inbox, world.services.courtesies
    before = inbox.rows([wanted])[0]
    assert (before.status, before.thanked) == (Status.DONE, True)
    _, undo = courtesies.want_answer([wanted])
    found = inbox.rows([wanted])[0]
    assert (found.status, found.thanked) == (Status.WAITING_US, False)
    courtesies.undo(undo)
    assert inbox.rows([wanted])[0] == before


def test_what_wants_an_answer_by_a_persons_word_does_so_after_an_edit_and_a_restart(world) -> None:
    wanted = thanked(world)
    world.services.courtesies.want_answer([wanted])
    world.server.posts[-1]["text"] = "Merci beaucoup !!"
    services = world.restart()
    world.poll(services.accounts.listed()[0])
    found = services.inbox.rows([wanted])[0]
    assert (found.status, found.thanked) == (Status.WAITING_US, False)


def test_recognising_is_switched_off_and_on(world) -> None:
    courtesies: Courtesies = world.services.courtesies
    courtesies.recognise(on=False)
    assert not courtesies.are_recognised()
    wanted = thanked(world)
    assert world.services.inbox.rows([wanted])[0].status is Status.WAITING_US
    courtesies.recognise(on=True)
    assert courtesies.are_recognised()
