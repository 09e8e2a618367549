"""Asking an expert: a letter leaves as a file, the answer comes back as a file and becomes a draft with credit."""

from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from cmworkstation.domain.conversation import View
from cmworkstation.domain.erasure import Way
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.expert import Asked, Request, RequestState, answer_in
from cmworkstation.domain.ids import ConversationId
from cmworkstation.services.experts import Experts
from cmworkstation.words import experts as wording
from tests.services.conftest import World
from tests.walking import walked

KARIM = Asked("Karim", "Quand la rue des Lilas sera-t-elle refaite ?", "service voirie")
ANSWER = "La rue des Lilas sera refaite\nentre le 2 et le 20 mars."


@pytest.fixture
def home(world: World) -> ConversationId:
    world.server.write(
        "a", "Nadia ici, nadia@mail.example ou 06 12 34 56 78 : la rue est défoncée !", minutes=1
    )
    world.poll(world.add_account("mairie"))
    (found,) = world.services.inbox.ids(View(status=None))
    return ConversationId(found)


def ask(world: World, home: ConversationId, asked: Asked = KARIM) -> Request:
    made, changes = world.services.experts.ask(home, None, asked, wording.person)
    assert changes.conversations == {home}
    return made


def the_draft(world: World, home: ConversationId) -> str:
    (draft,) = world.services.drafts.of_conversation(home)
    assert world.services.outbox.rows() == ()  # nothing left, nothing waits to leave
    assert world.server.published == []
    return draft.body


@pytest.mark.parametrize("ending", [".eml", ".txt", ".md"])
def test_a_question_leaves_as_a_file_and_the_answer_in_it_becomes_a_draft_with_credit(
    world: World, home: ConversationId, tmp_path: Path, ending: str
) -> None:
    experts: Experts = world.services.experts
    one = ask(world, home)
    letter = tmp_path / f"question{ending}"
    experts.write(one.id, wording.letter(one), letter)
    assert experts.request(one.id).handed_at == world.clock.now()
    sent = letter.read_bytes()
    if ending == ".eml":
        quoted = message_from_bytes(sent, policy=policy.default).get_content()
        back = (
            f"Subject: Re: Une question\nIn-Reply-To: <{one.mark.lower()}@cmworkstation.invalid>\n"
            "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n"
            f"{ANSWER}\n\nLe mar. 1 sept. 2026 à 11:00, Mairie a écrit :\n"
            + "".join(f"> {line}\n" for line in quoted.splitlines())
        ).encode()
    else:
        back = ANSWER.encode() + sent
    answer = tmp_path / f"answer{ending}"
    answer.write_bytes(back)
    found, draft, _ = experts.take_in_file(answer)
    assert (found.id, found.state) == (one.id, RequestState.ANSWERED)
    assert found.draft_id == draft.id
    assert the_draft(world, home) == f"{ANSWER}\n\nWith Karim, service voirie."
    with pytest.raises(NotAllowed, match="expert-closed"):  # the same file once more
        experts.take_in_file(answer)


def test_an_answer_below_the_letter_is_found_too_and_a_letter_without_one_is_refused(
    world: World, home: ConversationId, tmp_path: Path
) -> None:
    one = ask(world, home)
    file = tmp_path / "question.txt"
    world.services.experts.write(one.id, wording.letter(one), file)
    with pytest.raises(NotAllowed, match="expert-empty"):
        world.services.experts.take_in_file(file)
    file.write_text(file.read_text(encoding="utf-8") + f"\n{ANSWER}\n", encoding="utf-8")
    world.services.experts.take_in_file(file)
    assert the_draft(world, home).startswith(ANSWER)


def test_an_answer_that_came_as_a_mail_to_an_account_is_known_by_its_mark(
    world: World, home: ConversationId
) -> None:
    one = ask(world, home)
    text = f"{ANSWER}\n\n> ----- {one.mark} -----"
    world.server.write("back", text, by="karim", minutes=30)
    world.clock.advance(3600)
    world.poll(world.services.accounts.listed()[0])
    other = next(id_ for id_ in world.services.inbox.ids(View(status=None)) if id_ != home)
    message = world.services.inbox.thread(ConversationId(other)).entries[0].message
    assert world.services.experts.answers(message.id) == one
    world.services.experts.take_in_message(message.id)
    assert the_draft(world, home).startswith(ANSWER)


def test_the_expert_reads_what_was_written_and_not_by_whom_unless_that_is_wanted(
    world: World, home: ConversationId
) -> None:
    hidden = ask(world, home)
    letter = wording.letter(hidden).body
    assert "la rue est défoncée" in letter
    for private in ("Nadia", "nadia", "06 12 34 56 78"):
        assert private not in letter
    shown = ask(world, home, Asked("Karim", "Que répondre ?", redacted=False))
    assert "nadia@mail.example" in wording.letter(shown).body


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        (Asked(" ", "Quand ?"), "expert-name"),
        (Asked("Karim", " ?"), "expert-question"),
        (Asked("Karim", "Quand ?", address="karim"), "expert-address"),
    ],
)
def test_a_question_without_a_name_or_words_or_with_a_wrong_address_is_refused(
    world: World, home: ConversationId, asked: Asked, why: str
) -> None:
    with pytest.raises(NotAllowed, match=why):
        world.services.experts.ask(home, None, asked, wording.person)
    assert world.services.experts.listed() == ()


def test_what_is_due_first_is_listed_first_and_is_late_once_its_day_is_over(
    world: World, home: ConversationId
) -> None:
    experts, now = world.services.experts, world.clock.now()
    later = ask(world, home, Asked("Lise", "Combien ?", due_at=now + timedelta(days=3)))
    sooner = ask(world, home, Asked("Karim", "Quand ?", due_at=now + timedelta(days=1)))
    assert [one.id for one in experts.listed()] == [sooner.id, later.id]
    assert not sooner.is_late(now)
    assert sooner.is_late(now + timedelta(days=2))
    experts.withdraw(sooner.id, "Trouvé sur le site.")
    assert [one.id for one in experts.listed()] == [later.id, sooner.id]
    with pytest.raises(NotAllowed, match="expert-closed"):
        experts.withdraw(sooner.id)
    experts.reopen(sooner.id)
    assert experts.request(sooner.id).state is RequestState.OPEN
    assert experts.known() == (("Karim", "", ""), ("Lise", "", ""))


@pytest.mark.parametrize(
    ("file", "content", "why"),
    [
        ("a.pdf", b"%PDF", "expert-file"),
        ("a.txt", b"Bonjour", "expert-unknown"),
        ("a.txt", b"\xff\xfe CMW-00000000", "expert-unknown"),
        ("a.eml", b"Subject: x\n\nBonjour CMW-00000000", "expert-unknown"),
    ],
)
def test_a_file_that_answers_nothing_of_ours_changes_nothing(
    world: World, home: ConversationId, tmp_path: Path, file: str, content: bytes, why: str
) -> None:
    ask(world, home)
    path = tmp_path / file
    path.write_bytes(content)
    with pytest.raises(NotAllowed, match=why):
        world.services.experts.take_in_file(path)
    assert world.services.drafts.listed() == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Oui.\r\n\r\n-- \r\nKarim", "Oui."),
        ("Oui.\n\nOn Mon, 3 May 2026 at 10:12, Mairie <m@x.example>\nwrote:\n> Quand ?", "Oui."),
        ("Oui.\n\n-----Message d’origine-----\nDe : Mairie", "Oui."),
        ("> Quand ?\n\nEn mars.\n> Et où ?\nIci.", "En mars.\nIci."),
        ("\n\n----- CMW-0a1b2c3d -----\nBonjour\n----- CMW-0a1b2c3d -----\nEn mars.", "En mars."),
        ("", ""),
    ],
)
def test_of_a_mail_only_what_the_expert_wrote_is_taken(text: str, said: str) -> None:
    assert answer_in(text) == said


def test_whoever_is_erased_is_gone_from_what_experts_were_asked(
    world: World, home: ConversationId
) -> None:
    (nadia,) = world.services.erasures.people("nadia")
    one = ask(world, home, Asked("Karim", "Que dire à Nadia ?", redacted=False))
    world.services.experts.take_in(one.id, "Dites à Nadia que ce sera en mars.")
    walked(world.services.erasures.erase(nadia.id, Way.ERASE, "Personne 1"))
    kept = world.services.experts.request(one.id)
    told = f"{kept.asked.question} {kept.quoted} {kept.answer}"
    assert "nadia" not in told.casefold()
    assert "Nadia" not in the_draft(world, home)
