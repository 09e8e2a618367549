"""Approval by file: two workspaces, two keyrings, no server; whatever was altered on the way is refused."""

import json
import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from cmworkstation.domain.account import Account
from cmworkstation.domain.approval import ActKind, State
from cmworkstation.domain.approval_case import Case
from cmworkstation.domain.errors import BadSignature, NotAllowed
from cmworkstation.domain.profile import Profile, Role
from cmworkstation.services.approval_files import Incoming
from cmworkstation.services.approvals import Judgement
from cmworkstation.services.workstation import open_services
from cmworkstation.vault import Vault
from cmworkstation.words import problems
from cmworkstation.words.approvals import finding_of_file
from tests.clocks import SetClock
from tests.services.approving import BETTER, ONE, STOP, TEXT, TWO, Town
from tests.services.conftest import World

MUTATIONS = 1500
VARIANTS = ("Bonjour, jeudi à 9 h. La mairie.", "Jeudi, dès 9 h.")


class Office:
    """The other machine: its own folder, its own keyring, and a director who works there."""

    def __init__(self, folder: Path, clock: SetClock) -> None:
        vault = Vault(memory_only=True)
        vault.use_session_memory()
        self.services = open_services(folder, {}, vault=vault, clock=clock)
        roles = frozenset({Role.KEEPER, Role.APPROVER})
        self.director = self.services.profiles.add("Dora Directrice", roles)

    def judge(
        self, incoming: Incoming, path: Path, kind: ActKind = ActKind.APPROVE, **more: str
    ) -> Path:
        said = Judgement(kind, incoming.bound.binding, **more)
        self.services.approval_files.answer(incoming, said, path)
        return path


class Post:
    """Both machines and what travels between them."""

    def __init__(self, town: Town, office: Office, folder: Path) -> None:
        self.town, self.office, self.folder = town, office, folder

    def request(self, variants: tuple[str, ...] = ()) -> tuple[Case, Path]:
        case, path = self.town.ask(variants=variants), self.folder / "a.cmwrequest"
        self.town.services.approval_files.save_request(case.id, path)
        return case, path

    def opened(self, path: Path) -> Incoming:
        return self.office.services.approval_files.open_request(path)

    def take_in(self, path: Path) -> State:
        self.town.act_as(self.town.author)
        case, *_ = self.town.services.approval_files.take_in(path, hold_s=0)
        return case.request.state


@pytest.fixture
def account(world: World) -> Account:
    made = world.add_account()
    world.server.write("q1", "La piscine est-elle ouverte jeudi ?")
    world.poll(made)
    return made


@pytest.fixture
def post(world: World, account: Account, clock: SetClock, tmp_path: Path) -> Iterator[Post]:
    office = Office(tmp_path / "office", clock)
    town = Town(world.services, account)
    introduce(office, town)
    yield Post(town, office, tmp_path)
    assert office.services.journal.verify().problems == ()
    office.services.close()


def introduce(office: Office, town: Town) -> None:
    """The town takes in the director's card and gives her the mandate."""
    card = town.services.cards.read(office.services.cards.own())
    town.act_as(town.keeper)
    town.services.cards.take_in(
        card, frozenset({Role.APPROVER}), frozenset({("mairie", "direction")})
    )
    town.act_as(town.author)


def reason(act: Callable[[], object]) -> str:
    with pytest.raises((NotAllowed, BadSignature)) as caught:
        act()
    assert isinstance(caught.value, NotAllowed | BadSignature)
    return caught.value.reason


def test_a_request_goes_out_and_its_answer_sends_the_reply(world: World, post: Post) -> None:
    case, sent = post.request()
    incoming = post.opened(sent)
    assert incoming.bound == case.request.bound
    assert (incoming.author["name"], incoming.known) == ("Anton Author", False)
    assert [one.text for one in incoming.thread] == ["La piscine est-elle ouverte jeudi ?"]
    assert incoming.policy == "une-relecture"
    assert incoming.charter["hash"] == case.request.bound.charter
    answer = post.office.judge(incoming, post.folder / "a.cmwanswer")
    assert post.take_in(answer) is State.APPROVED
    post.town.deliver()
    assert [one["text"] for one in world.server.published] == [TEXT]
    act = post.town.services.approvals.case(case.id).acts[1]
    assert post.town.services.profiles.profile(act.by).name == "Dora Directrice"  # type: ignore[arg-type]


def test_the_author_is_known_by_the_card(post: Post) -> None:
    _, sent = post.request()
    post.town.act_as(post.town.author)
    card = post.office.services.cards.read(post.town.services.cards.own())
    post.office.services.cards.take_in(card, frozenset({Role.DRAFTER}))
    assert post.opened(sent).known


def test_no_secret_is_in_the_files(post: Post) -> None:
    _, sent = post.request()
    answer = post.office.judge(post.opened(sent), post.folder / "a.cmwanswer")
    for world, person in (
        (post.town.services, post.town.author),
        (post.office.services, post.office.director),
    ):
        secret = world.vault.secrets(person.id, "profile")
        assert secret
        for value in secret.values():
            assert value.encode() not in sent.read_bytes() + answer.read_bytes()


@pytest.mark.parametrize(
    ("kind", "more", "state", "text"),
    [
        (ActKind.AMEND, {"text": BETTER}, State.APPROVED, BETTER),
        (ActKind.CHOOSE, {"text": VARIANTS[1]}, State.APPROVED, VARIANTS[1]),
        (ActKind.ASK_CHANGE, {"words": "Mercredi."}, State.CHANGE_ASKED, TEXT),
        (ActKind.DECLINE, {"words": "Non."}, State.DECLINED, TEXT),
        (ActKind.DELEGATE, {}, State.OPEN, TEXT),
    ],
)
def test_every_act_travels(
    post: Post, kind: ActKind, more: dict[str, str], state: State, text: str
) -> None:
    case, sent = post.request(variants=VARIANTS)
    answer = post.office.judge(post.opened(sent), post.folder / "b.cmwanswer", kind, **more)
    assert post.take_in(answer) is state
    found = post.town.services.approvals.case(case.id)
    assert found.request.bound.text == text
    if kind is ActKind.DELEGATE:
        assert "adjointe" in found.request.speakers


def test_the_answering_side_refuses_what_would_be_refused_anyway(post: Post) -> None:
    _, sent = post.request(variants=VARIANTS)
    incoming, path = post.opened(sent), post.folder / "no.cmwanswer"
    judge = post.office.judge
    assert reason(lambda: judge(incoming, path, ActKind.DECLINE)) == "approval-words"
    assert reason(lambda: judge(incoming, path, ActKind.AMEND, text=TEXT)) == "approval-same"
    assert reason(lambda: judge(incoming, path, ActKind.CHOOSE, text="X")) == "approval-no-variant"
    own = replace(incoming, author={**incoming.author, "id": post.office.director.id})
    assert reason(lambda: judge(own, path)) == "approval-author"
    assert not path.exists()


# ------------------------------------------------------------------------------------------ refused


ACTS = "SELECT count(*) FROM approval_act WHERE kind NOT IN ('void', 'renew')"


def refused(post: Post, path: Path) -> str:
    """Return why an answer is not taken in, and check that nothing changed and that it is said in words."""
    connection = post.town.services.workspace.read()
    before = connection.execute(ACTS).fetchone()
    why = reason(lambda: post.take_in(path))
    assert connection.execute(ACTS).fetchone() == before
    assert post.town.services.outbox.rows() == ()
    return why


def test_an_answer_counts_once(post: Post, world: World) -> None:
    _, sent = post.request()
    answer = post.office.judge(post.opened(sent), post.folder / "a.cmwanswer")
    assert post.take_in(answer) is State.APPROVED
    assert reason(lambda: post.take_in(answer)) == "answer-replayed"
    post.town.deliver()
    assert len(world.server.published) == 1
    assert "already" in problems.reason("answer-replayed")


def test_one_answer_of_two_is_not_counted_twice(world: World, account: Account, post: Post) -> None:
    world.clock.advance(1)
    post.town.publish(TWO, version="2.0")
    _, sent = post.request()
    answer = post.office.judge(post.opened(sent), post.folder / "a.cmwanswer")
    assert post.take_in(answer) is State.OPEN
    assert refused(post, answer) == "answer-replayed"
    other = post.office.judge(post.opened(sent), post.folder / "b.cmwanswer", words="encore")
    assert refused(post, other) == "answer-twice"


def test_the_wrong_person_and_an_unknown_one_are_refused(post: Post, clock: SetClock) -> None:
    _, sent = post.request()
    stranger = Office(post.folder / "stranger", clock)
    answer = stranger.judge(
        stranger.services.approval_files.open_request(sent), post.folder / "s.cmwanswer"
    )
    assert refused(post, answer) == "unknown-key"
    card = post.town.services.cards.read(stranger.services.cards.own())
    post.town.act_as(post.town.keeper)
    known = post.town.services.cards.take_in(card, frozenset({Role.APPROVER}))
    assert refused(post, answer) == "answer-not-theirs"
    post.town.act_as(post.town.keeper)
    post.town.services.profiles.change(
        known.id, roles={Role.READER}, mandates={("mairie", "direction")}
    )
    assert refused(post, answer) == "answer-not-theirs"
    stranger.services.close()


def test_a_key_that_ended_signs_nothing_any_more(post: Post) -> None:
    _, sent = post.request()
    answer = post.office.judge(post.opened(sent), post.folder / "a.cmwanswer")
    post.town.act_as(post.town.keeper)
    post.town.services.profiles.end(post.office.director.id)
    assert refused(post, answer) == "ended-key"


def test_a_forged_signature_is_refused(post: Post) -> None:
    _, sent = post.request()
    answer = post.office.judge(post.opened(sent), post.folder / "a.cmwanswer")
    facts = json.loads(answer.read_text())
    own = post.town.services.profiles.sign(b"something else")
    facts["signature"] = own.value
    answer.write_bytes(
        json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
        + b"\n"
    )
    assert refused(post, answer) == "wrong"


def test_an_answer_to_what_changed_meanwhile_is_refused_with_the_reason(
    world: World, post: Post
) -> None:
    case, sent = post.request()
    answer = post.office.judge(post.opened(sent), post.folder / "a.cmwanswer")
    world.server.write("q2", "C’est urgent !", parent="q1")
    world.poll(post.town.account)
    assert refused(post, answer) == "answer-changed"
    post.town.services.approvals.withdraw(case.id)
    assert refused(post, answer) == "answer-closed"


def test_an_answer_to_a_void_request_is_refused(post: Post) -> None:
    _, sent = post.request()
    answer = post.office.judge(post.opened(sent), post.folder / "a.cmwanswer")
    (draft,) = post.town.services.drafts.listed()
    post.town.services.drafts.save(replace(draft, body=BETTER))
    assert refused(post, answer) == "answer-void"


def test_an_answer_without_its_request_or_older_than_it_is_refused(
    post: Post, clock: SetClock
) -> None:
    case, sent = post.request()
    incoming = post.opened(sent)
    lost = post.office.judge(replace(incoming, id="nobody"), post.folder / "l.cmwanswer")
    assert refused(post, lost) == "answer-unknown-request"
    clock.advance(-4000)
    old = post.office.judge(incoming, post.folder / "o.cmwanswer")
    clock.advance(4000)
    assert refused(post, old) == "answer-old"
    assert case.request.state is State.OPEN


def test_a_request_is_no_answer_and_a_picture_is_neither(post: Post) -> None:
    _, sent = post.request()
    assert refused(post, sent) == "file-other"
    picture = post.folder / "p.cmwanswer"
    for raw in (
        b"\x89PNG\r\n",
        b"",
        b"{}",
        b"[" * 100_000,
        b'{"said":{"format":1}}',
        b"x" * 2_000_000,
    ):
        picture.write_bytes(raw)
        assert refused(post, picture) in ("file-broken", "file-too-large")
        with pytest.raises(NotAllowed):
            post.opened(picture)


def test_only_the_author_saves_an_open_request(post: Post) -> None:
    case, _ = post.request()
    files = post.town.services.approval_files
    post.town.act_as(post.town.nadia)
    assert reason(lambda: files.save_request(case.id, post.folder / "x")) == "request-not-yours"


# ------------------------------------------------------------------------------------------ every byte


def mutations(raw: bytes, dice: random.Random) -> Iterator[bytes]:
    """Yield every byte changed in turn, then random cuts, doublings, insertions and exchanges."""
    for at, byte in enumerate(raw):
        yield raw[:at] + bytes([byte ^ (1 << dice.randrange(8))]) + raw[at + 1 :]
    for _ in range(MUTATIONS):
        at, end = sorted(dice.randrange(len(raw) + 1) for _ in range(2))
        yield dice.choice(
            [
                raw[:at],
                raw[:at] + raw[end:],
                raw[:end] + raw[at:],
                raw[:at] + bytes([dice.randrange(256)]) + raw[at:],
                raw + raw[at:end],
                raw[:at] + raw[at:end][::-1] + raw[end:],
            ]
        )


def test_no_byte_of_a_request_can_be_changed(post: Post) -> None:
    _, sent = post.request(variants=VARIANTS)
    raw, altered = sent.read_bytes(), post.folder / "altered.cmwrequest"
    whole = post.opened(sent)
    survived = 0
    for changed in mutations(raw, random.Random(11)):
        altered.write_bytes(changed)
        try:
            found = post.opened(altered)
        except (NotAllowed, BadSignature):
            continue
        assert found == whole
        assert changed == raw
        survived += 1
    assert survived < MUTATIONS


def test_no_byte_of_an_answer_can_be_changed(post: Post) -> None:
    _, sent = post.request()
    answer = post.office.judge(
        post.opened(sent), post.folder / "a.cmwanswer", ActKind.AMEND, text=BETTER
    )
    raw, altered = answer.read_bytes(), post.folder / "altered.cmwanswer"
    for changed in mutations(raw, random.Random(12)):
        if changed != raw:
            altered.write_bytes(changed)
            with pytest.raises((NotAllowed, BadSignature)):
                post.take_in(altered)
    assert post.town.services.outbox.rows() == ()
    assert post.take_in(answer) is State.APPROVED


def test_both_sides_name_their_people(post: Post) -> None:
    people: tuple[Profile, ...] = post.town.services.profiles.listed()
    assert [one.name for one in people if not one.local] == ["Dora Directrice"]


def test_an_answer_is_the_second_persons_word_for_a_stop_that_the_file_showed(
    world: World, post: Post
) -> None:
    town, text = post.town, "Bonjour, l’ouverture est garantie jeudi. La mairie."
    town.publish(ONE + STOP, "1.1")
    town.act_as(town.author)
    case, _ = town.services.approvals.ask(town.draft(), (text,), override="legal-wording")
    sent = post.folder / "a.cmwrequest"
    town.services.approval_files.save_request(case.id, sent)
    incoming = post.opened(sent)
    shown = [finding_of_file(one, "Anton") for one in incoming.findings]
    assert shown[-1].startswith("With your approval, “garantie” stands")
    answer = post.office.judge(incoming, post.folder / "a.cmwanswer", ActKind.CHOOSE, text=text)
    assert post.take_in(answer) is State.APPROVED
    row = town.services.approvals.case(case.id).outbox_id
    assert row is not None
    (left,) = town.services.waivers.of_reply(row)
    assert town.services.profiles.name(left.second) == "Dora Directrice"
    assert town.services.proof.verify().whole
