"""The life of a version, walked at random against a plain model: in force by the clock, and one at a time."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from cmworkstation.domain.charter import lifecycle
from cmworkstation.domain.charter.lifecycle import State, Status, Version, in_force, state_of
from cmworkstation.domain.charter.signing import quorum, standing
from cmworkstation.domain.errors import NotAllowed
from tests.domain.charter.builders import a_charter

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
TWO = a_charter('[[approval]]\nid = "p"\nneed = 1\nby = ["a"]\n')
WALKS, STEPS = 150, 25


class Lives(RuleBasedStateMachine):
    """Versions of one charter: submitted, signed, scheduled, sent back, withdrawn, while time passes."""

    def __init__(self) -> None:
        super().__init__()
        self.now = NOW
        self.versions: dict[str, Version] = {}
        self.signed: dict[
            str, set[str]
        ] = {}  # hash → who signed these very bytes since it went to review
        self.texts = 0

    @initialize()
    def begin(self) -> None:
        self.submit(again=False)

    @property
    def review(self) -> Version | None:
        return next((one for one in self.versions.values() if one.status is Status.REVIEW), None)

    @rule(again=st.booleans())
    def submit(self, again: bool) -> None:
        """Another text, or one byte of it changed: what was in review comes back, and its signatures are gone."""
        if again and self.review:
            self.versions[self.review.hash] = lifecycle.sent_back(self.review, "changed")
        elif self.review:
            return
        self.texts += 1
        made = Version(f"h{self.texts}", "c", f"1.{self.texts}", Status.DRAFT, self.now)
        self.versions[made.hash] = lifecycle.submitted(made, self.versions.values(), self.now)
        self.signed[made.hash] = set()

    @precondition(lambda self: self.review)
    @rule(who=st.sampled_from(["owner", "other", "author", "stranger"]))
    def sign(self, who: str) -> None:
        assert self.review is not None
        self.signed[self.review.hash].add(who)
        asked = quorum(TWO, {"owner"}, {"owner", "other", "author"}, "author")
        people = self.signed[self.review.hash] - {"stranger"}
        done = standing(asked, self.signed[self.review.hash]).complete
        assert done == ("owner" in people and len(people) >= 2)
        if done:
            one = lifecycle.approved(self.review, self.versions.values(), self.now)
            self.versions[one.hash] = one

    @precondition(lambda self: self.review)
    @rule(hours=st.integers(-5, 50))
    def schedule(self, hours: int) -> None:
        assert self.review is not None
        one = lifecycle.scheduled(self.review, self.now + timedelta(hours=hours), self.now)
        self.versions[one.hash] = one
        self.signed[one.hash] = set()

    @precondition(lambda self: self.review)
    @rule(why=st.sampled_from(["", "  ", "not yet right"]))
    def send_back(self, why: str) -> None:
        assert self.review is not None
        if not why.strip():
            with pytest.raises(NotAllowed):
                lifecycle.sent_back(self.review, why)
            return
        one = lifecycle.sent_back(self.review, why)
        self.versions[one.hash] = one
        self.signed[one.hash] = set()

    @rule(data=st.data())
    def withdraw(self, data: st.DataObject) -> None:
        one = self.versions[data.draw(st.sampled_from(sorted(self.versions)))]
        if state_of(one, self.versions.values(), self.now) in {State.APPROVED, State.IN_FORCE}:
            self.versions[one.hash] = lifecycle.withdrawn(
                one, self.versions.values(), self.now, "a mistake"
            )
        else:
            with pytest.raises(NotAllowed):
                lifecycle.withdrawn(one, self.versions.values(), self.now, "a mistake")

    @rule(hours=st.integers(1, 30))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @invariant()
    def the_clock_alone_decides(self) -> None:
        states = [state_of(one, self.versions.values(), self.now) for one in self.versions.values()]
        assert states.count(State.IN_FORCE) <= 1
        assert states.count(State.REVIEW) <= 1
        holding = in_force(self.versions.values(), self.now)
        assert (holding is not None) == (State.IN_FORCE in states)
        able = [
            one
            for one in self.versions.values()
            if one.status is Status.APPROVED
            and not one.withdrawn_at
            and one.effective_from
            and one.effective_from <= self.now
        ]
        if able:
            assert holding in able
            assert not any((one.effective_from, one.turn) > (holding.effective_from, holding.turn)
                           for one in able)  # fmt: skip

    @invariant()
    def nothing_holds_without_its_signatures(self) -> None:
        for one in self.versions.values():
            if one.status is Status.APPROVED:
                assert "owner" in self.signed[one.hash]
                assert len(self.signed[one.hash] - {"stranger"}) >= 2

    @invariant()
    def what_held_then_does_not_change(self) -> None:
        """A withdrawal or a newer version changes nothing about a moment that is past."""
        past = self.now - timedelta(hours=3)
        known = in_force(self.versions.values(), past)
        later = {
            one.hash: lifecycle.withdrawn(one, self.versions.values(), self.now, "a mistake")
            for one in self.versions.values()
            if state_of(one, self.versions.values(), self.now) is State.IN_FORCE
        }
        after = in_force({**self.versions, **later}.values(), past)
        assert (known and known.hash) == (after and after.hash)


Lives.TestCase.settings = settings(max_examples=WALKS, stateful_step_count=STEPS, deadline=None)
TestLives = Lives.TestCase


def _version(name: str, **more: object) -> Version:
    made = Version(name, "c", "1.0", Status.APPROVED, NOW, effective_from=NOW, turn=1)
    return replace(made, **more)  # type: ignore[arg-type]


def test_of_two_for_the_same_moment_the_later_approved_holds() -> None:
    one, two = _version("a", turn=2), _version("b", turn=1)
    assert in_force([one, two], NOW) == one
    assert state_of(two, [one, two], NOW) is State.SUPERSEDED


def test_a_scheduled_version_takes_over_at_its_moment_and_not_before() -> None:
    old, new = _version("a"), _version("b", turn=2, effective_from=NOW + timedelta(hours=1))
    assert in_force([old, new], NOW + timedelta(minutes=59)) == old
    assert state_of(new, [old, new], NOW) is State.APPROVED
    assert in_force([old, new], NOW + timedelta(hours=1)) == new
    assert state_of(old, [old, new], NOW + timedelta(hours=1)) is State.SUPERSEDED


def test_when_the_newest_is_withdrawn_the_one_before_holds_again() -> None:
    old, new = _version("a"), _version("b", turn=2)
    gone = lifecycle.withdrawn(new, [old, new], NOW + timedelta(hours=1), "wrong phone number")
    assert in_force([old, gone], NOW + timedelta(hours=1)) == old
    assert in_force([old, gone], NOW) == gone, "then it did hold"
    assert state_of(gone, [old, gone], NOW + timedelta(hours=2)) is State.WITHDRAWN


def test_what_is_signed_cannot_be_submitted_again_but_what_was_withdrawn_can() -> None:
    old = _version("a")
    with pytest.raises(NotAllowed, match="version-signed"):
        lifecycle.submitted(old, [old], NOW)
    gone = lifecycle.withdrawn(old, [old], NOW, "too early")
    assert lifecycle.submitted(gone, [gone], NOW).status is Status.REVIEW


@pytest.mark.parametrize(
    ("owners", "signers", "author", "signed", "missing"),
    [
        ({""}, {""}, "", {""}, ()),  # a person alone
        ({"o"}, {"o", "p"}, "d", {"o"}, ("more",)),
        ({"o"}, {"o", "p"}, "d", {"p", "q"}, ("owner", "more")),
        ({"o"}, {"o", "p"}, "o", {"o"}, ("other-than-author", "more")),
        ({"o"}, {"o", "p"}, "o", {"o", "p"}, ()),
        (set(), {"p", "q"}, "p", {"p", "q"}, ()),  # nobody holds the owner's mandate: two others
        ({"o"}, {"o"}, "o", {"o"}, ()),  # never more than could sign
    ],
)
def test_who_has_to_sign(
    owners: set[str], signers: set[str], author: str, signed: set[str], missing: tuple[str, ...]
) -> None:
    assert standing(quorum(TWO, owners, signers, author), signed).missing == missing


def test_where_no_reply_needs_approval_one_signature_is_enough_but_not_the_authors() -> None:
    asked = quorum(a_charter(), {"o", "p"}, {"o", "p"}, "o")
    assert asked.need == 1
    assert standing(asked, {"o"}).missing == ("other-than-author",)
    assert standing(asked, {"p"}).complete
