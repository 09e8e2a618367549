"""A closing courtesy at intake: it settles nothing and unsettles nothing, and is judged again when it changes."""

from pathlib import Path

import pytest

from cmworkstation.domain.conversation import Status
from cmworkstation.domain.message import Attachment, Held
from cmworkstation.store import conversation_list, conversations, courtesies, settings
from cmworkstation.store.database import Workspace
from tests.store.builders import US, a_workspace, an_item, take

QUESTION = an_item("1", "Bonjour, la bibliothèque est-elle ouverte lundi ?", 0)
ANSWER = an_item("2", "Oui, de 9 h à 18 h.", 10, writer=US, parent="1")
THANKS = an_item("3", "Merci beaucoup !", 20, parent="2")


@pytest.fixture
def workspace(tmp_path: Path):
    opened = a_workspace(tmp_path / "w")
    yield opened
    assert conversations.recount(opened.read()) == []
    opened.close()


def row(workspace: Workspace):
    return conversation_list.rows(workspace.read(), [1])[0]


def settle(workspace: Workspace, status: Status) -> None:
    with workspace.write() as connection:
        conversations.set_status(connection, [1], status, "x")


@pytest.mark.parametrize("status", [Status.DONE, Status.WAITING_THEM, Status.NO_ANSWER])
def test_thanks_do_not_bring_a_settled_conversation_back(
    workspace: Workspace, status: Status
) -> None:
    take(workspace, QUESTION, ANSWER)
    settle(workspace, status)
    with workspace.write() as connection:
        conversations.mark_read(connection, 1)
    take(workspace, THANKS)
    found = row(workspace)
    assert (found.status, found.thanked, found.unread) == (status, True, 0)
    assert found.waiting_since is None
    assert conversation_list.counts(workspace.read()).by_status.get(Status.WAITING_US, 0) == 0


def test_the_same_page_again_and_a_conversation_read_anew_change_nothing(
    workspace: Workspace,
) -> None:
    page = (QUESTION, ANSWER, THANKS)
    take(workspace, *page)
    before = row(workspace)
    assert before.thanked
    for _ in range(3):
        take(workspace, *page)
        with workspace.write() as connection:
            conversations.refresh(connection, [1])
    assert row(workspace) == before


def test_thanks_while_somebody_waits_leave_them_waiting(workspace: Workspace) -> None:
    take(workspace, QUESTION)
    waiting = row(workspace).waiting_since
    take(workspace, an_item("3", "Merci beaucoup !", 20, parent="1"))
    found = row(workspace)
    assert (found.status, found.thanked, found.unread) == (Status.WAITING_US, False, 2)
    assert found.waiting_since == waiting


def test_thanks_that_close_nothing_wait_as_every_message_does(workspace: Workspace) -> None:
    take(workspace, an_item("1", "Merci !"))
    found = row(workspace)
    assert (found.status, found.thanked, found.unread) == (Status.WAITING_US, False, 1)


def test_thanks_that_are_edited_into_a_question_wait_from_then_on(workspace: Workspace) -> None:
    take(workspace, QUESTION, ANSWER, THANKS)
    settle(workspace, Status.DONE)
    take(workspace, an_item("3", "Merci beaucoup ! Et samedi ?", 20, parent="2"))
    found = row(workspace)
    assert (found.status, found.thanked) == (Status.WAITING_US, False)
    assert found.waiting_since == THANKS.at


def test_a_question_that_is_edited_into_thanks_waits_no_more(workspace: Workspace) -> None:
    take(workspace, QUESTION, ANSWER, an_item("3", "Et samedi ?", 20, parent="2"))
    assert row(workspace).status is Status.WAITING_US
    take(workspace, THANKS)
    found = row(workspace)
    assert (found.status, found.thanked) == (Status.WAITING_THEM, True)


def test_what_is_said_after_thanks_brings_the_conversation_back(workspace: Workspace) -> None:
    take(workspace, QUESTION, ANSWER, THANKS)
    take(workspace, an_item("4", "Ah, et la porte reste fermée.", 30, parent="3"))
    found = row(workspace)
    assert (found.status, found.thanked, found.unread) == (Status.WAITING_US, False, 2)


@pytest.mark.parametrize(
    "more",
    [
        {"attachments": (Attachment("image", "https://social.example/1.png"),)},
        {"held": Held.HOLD},
        {"spoiler": "Attention"},
    ],
)
def test_a_picture_a_warning_or_a_held_comment_is_looked_at_by_a_person(
    workspace: Workspace, more: dict[str, object]
) -> None:
    take(workspace, QUESTION, ANSWER, an_item("3", "Merci !", 20, parent="2", **more))
    assert row(workspace).status is Status.WAITING_US


def test_thanks_by_mail_above_what_they_answer_are_thanks(workspace: Workspace) -> None:
    text = f"Merci beaucoup !\n\nLe 1 sept. 2026, Mairie a écrit :\n> Oui, de 9 h à 18 h.\n> {'x' * 300}"
    take(workspace, QUESTION, ANSWER, an_item("3", text, 20, parent="2", title="Re: Horaires"))
    assert row(workspace).thanked


def test_switched_off_every_message_waits(workspace: Workspace) -> None:
    with workspace.write() as connection:
        settings.put(connection, courtesies.SETTING, courtesies.OFF)
    take(workspace, QUESTION, ANSWER, THANKS)
    assert row(workspace).status is Status.WAITING_US
