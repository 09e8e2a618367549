"""Approvals as values: nothing is approved by fewer people than wanted, by its author, or after a change."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import hypothesis
import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from cmworkstation.domain.approval import (
    AGREEING,
    Act,
    ActKind,
    Bound,
    Request,
    State,
    Voice,
    ask,
    difference,
    may_judge,
    perform,
    replay,
)
from cmworkstation.domain.errors import NotAllowed

AT = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)
BOUND = Bound(
    text="Bonjour, nous regardons cela et vous répondons jeudi.",
    account="mastodon:@mairie@social.example",
    visibility="public",
    target="https://social.example/1",
    thread_head='{"newest": 1}',
    charter="c" * 64,
    language="fr",
)
NADIA = Voice("nadia", frozenset({"direction"}))
OMAR = Voice("omar", frozenset({"communication"}))
INES = Voice("ines", frozenset({"communication", "direction"}))
AUTHOR = Voice("author", frozenset({"direction", "communication"}))
STRANGER = Voice("stranger", frozenset({"jeunesse"}))


def changed(bound: Bound, name: str, value: str) -> Bound:
    facts: dict[str, Any] = {name: (value,) if name == "media" else value}
    return replace(bound, **facts)


def asked(need: int = 1, variants: tuple[str, ...] = ()) -> Request:
    return ask("r", "author", need, ("direction", "communication"), BOUND, variants)


def act(request: Request, voice: Voice, kind: ActKind, **more: Any) -> Request:
    mine = sorted(request.speakers & voice.speakers)
    speaker = more.pop("speaker", mine[0] if mine else "")
    made = Act(kind, voice.profile, request.bound.binding, AT, speaker=speaker, **more)
    return perform(request, made, voice)


def reason(request: Request, voice: Voice, kind: ActKind, **more: str) -> str:
    with pytest.raises(NotAllowed) as caught:
        act(request, voice, kind, **more)
    return caught.value.reason


def test_one_person_suffices_where_one_is_wanted_and_two_where_two_are() -> None:
    assert act(asked(1), NADIA, ActKind.APPROVE).state is State.APPROVED
    half = act(asked(2), NADIA, ActKind.APPROVE)
    assert (half.state, half.missing) == (State.OPEN, 1)
    assert act(half, OMAR, ActKind.APPROVE).approvals == ("nadia", "omar")


def test_nobody_approves_alone_what_they_wrote_twice_or_without_a_mandate() -> None:
    assert reason(asked(), AUTHOR, ActKind.APPROVE) == "approval-author"
    assert reason(asked(), STRANGER, ActKind.APPROVE) == "approval-not-yours"
    assert reason(asked(), NADIA, ActKind.APPROVE, speaker="communication") == "approval-not-yours"
    half = act(asked(2), INES, ActKind.APPROVE)
    assert reason(half, INES, ActKind.APPROVE) == "approval-twice"
    assert reason(half, INES, ActKind.APPROVE, speaker="direction") == "approval-twice"


def test_an_act_on_what_stands_there_no_more_is_refused() -> None:
    old = asked()
    new = replace(old, bound=replace(BOUND, thread_head='{"newest": 2}'))
    late = Act(ActKind.APPROVE, "nadia", old.bound.binding, AT, speaker="direction")
    with pytest.raises(NotAllowed, match="approval-changed"):
        perform(new, late, NADIA)


def test_the_amenders_word_counts_for_the_amended_text_and_earlier_ones_do_not() -> None:
    better = BOUND.text.replace("jeudi", "mercredi")
    alone = act(asked(1), NADIA, ActKind.AMEND, text=better)
    assert (alone.state, alone.approvals, alone.bound.text) == (State.APPROVED, ("nadia",), better)
    both = act(act(asked(2), OMAR, ActKind.APPROVE), NADIA, ActKind.AMEND, text=better)
    assert (both.state, both.approvals) == (State.OPEN, ("nadia",))
    assert act(both, OMAR, ActKind.APPROVE).state is State.APPROVED


def test_who_writes_another_text_is_an_author_and_does_not_approve_it() -> None:
    other = act(asked(1), NADIA, ActKind.AMEND, text="Non. Écrivez à la préfecture.")
    assert (other.state, other.approvals) == (State.OPEN, ())
    assert reason(other, NADIA, ActKind.APPROVE) == "approval-author"
    assert reason(other, AUTHOR, ActKind.APPROVE) == "approval-author"
    assert act(other, OMAR, ActKind.APPROVE).state is State.APPROVED


def test_a_text_replaced_in_small_steps_is_another_text_all_the_same() -> None:
    words, counted = BOUND.text.split(), []
    request = asked(2)
    for step in range(len(words)):
        words[step] = f"neuf{step}"
        request = act(request, NADIA, ActKind.AMEND, text=" ".join(words))
        counted.append(request.approvals == ("nadia",))
        if not counted[-1]:
            break
    assert counted == [True] * (len(words) // 2) + [False]
    assert request.authors == {"author", "nadia"}


def test_the_approver_chooses_among_variants_and_only_among_them() -> None:
    request = asked(1, ("Variante B, demain.", "Variante C, plus tard."))
    chosen = act(request, NADIA, ActKind.CHOOSE, text="Variante C, plus tard.")
    assert (chosen.state, chosen.bound.text) == (State.APPROVED, "Variante C, plus tard.")
    assert reason(request, NADIA, ActKind.CHOOSE, text="Autre chose.") == "approval-no-variant"
    with pytest.raises(NotAllowed, match="approval-same-variants"):
        asked(1, (BOUND.text,))


def test_a_change_and_a_refusal_want_words_and_end_what_was_agreed() -> None:
    assert reason(asked(), NADIA, ActKind.ASK_CHANGE) == "approval-words"
    assert reason(asked(), NADIA, ActKind.DECLINE, words=" ") == "approval-words"
    changed = act(
        act(asked(2), OMAR, ActKind.APPROVE), NADIA, ActKind.ASK_CHANGE, words="La date ?"
    )
    assert (changed.state, changed.why, changed.approvals) == (State.CHANGE_ASKED, "La date ?", ())
    again = perform(
        changed,
        Act(ActKind.RENEW, "author", "", AT, bound=replace(BOUND, text="Bonjour, mercredi.")),
        AUTHOR,
    )
    assert (again.state, again.approvals, again.need) == (State.OPEN, (), 2)
    declined = act(asked(), NADIA, ActKind.DECLINE, words="Pas nous.")
    assert reason(declined, OMAR, ActKind.APPROVE) == "approval-closed"


def test_a_delegation_hands_the_word_on_and_keeps_none() -> None:
    handed = act(asked(), NADIA, ActKind.DELEGATE, to="adjointe")
    assert reason(handed, NADIA, ActKind.APPROVE) == "approval-given-away"
    deputy = Voice("lucie", frozenset({"adjointe"}))
    assert act(handed, deputy, ActKind.APPROVE).state is State.APPROVED
    assert reason(asked(), NADIA, ActKind.DELEGATE, to="") == "approval-no-deputy"


def test_the_last_judgement_is_taken_back_by_whoever_made_it() -> None:
    better = BOUND.text + " Merci."
    amended = act(asked(1), NADIA, ActKind.AMEND, text=better)
    assert reason(amended, OMAR, ActKind.TAKE_BACK) == "too-late"
    back = act(amended, NADIA, ActKind.TAKE_BACK)
    assert (back.state, back.bound, back.approvals) == (State.OPEN, BOUND, ())


def test_what_was_done_is_replayed_and_what_never_could_be_is_noticed() -> None:
    acts = [
        Act(ActKind.APPROVE, "omar", BOUND.binding, AT, speaker="communication"),
        Act(ActKind.APPROVE, "nadia", BOUND.binding, AT, speaker="direction"),
    ]
    assert replay(asked(2), acts).state is State.APPROVED
    for forged in (
        replace(acts[1], by="omar"),
        replace(acts[1], by="author"),
        replace(acts[1], speaker="jeunesse"),
        replace(acts[1], binding="0" * 64),
    ):
        with pytest.raises(NotAllowed):
            replay(asked(2), [acts[0], forged])


@pytest.mark.parametrize("name", list(BOUND.__slots__))
def test_every_bound_thing_changes_the_binding_and_is_named(name: str) -> None:
    other = changed(BOUND, name, "other")
    assert other.binding != BOUND.binding
    assert difference(BOUND, other) == name
    assert difference(BOUND, BOUND) == ""


def test_only_whoever_may_still_say_something_is_waited_for() -> None:
    half = act(asked(2), NADIA, ActKind.APPROVE)
    waiting = [one.profile for one in (NADIA, OMAR, INES, AUTHOR, STRANGER) if may_judge(half, one)]
    assert waiting == ["omar", "ines"]
    assert not may_judge(act(half, OMAR, ActKind.APPROVE), INES)


# ------------------------------------------------------------------------------------------ all paths

SPEAKERS = ("direction", "communication", "adjointe", "jeunesse")
PEOPLE = ("author", "p1", "p2", "p3", "p4")
TEXTS = st.lists(
    st.sampled_from("bonjour merci nous venons jeudi mardi non oui demain la piscine".split()),
    min_size=1,
    max_size=8,
).map(" ".join)


class Paths(RuleBasedStateMachine):
    """Random acts by random people; a plain bookkeeping of our own says what may be approved."""

    @initialize(
        need=st.integers(1, 2),
        mandates=st.lists(
            st.frozensets(st.sampled_from(SPEAKERS)), min_size=len(PEOPLE), max_size=len(PEOPLE)
        ),
        variants=st.lists(TEXTS, max_size=2, unique=True),
    )
    def begin(self, need: int, mandates: list[frozenset[str]], variants: list[str]) -> None:
        self.mandates = dict(zip(PEOPLE, mandates, strict=True))
        self.request = ask(
            "r", "author", need, ("direction", "communication"), BOUND, tuple(variants)
        )
        self.acts: list[Act] = []
        self.agreed: list[tuple[str, str]] = []  # (who, binding of what they agreed to)
        self.handed = {"direction", "communication"}

    def do(self, made: Act, voice: Voice) -> bool:
        try:
            after = perform(self.request, made, voice)
        except NotAllowed:
            return False
        self.request = after
        self.acts.append(made)
        return True

    @rule(
        who=st.sampled_from(PEOPLE),
        kind=st.sampled_from([*AGREEING, ActKind.ASK_CHANGE, ActKind.DECLINE, ActKind.DELEGATE]),
        speaker=st.sampled_from(SPEAKERS),
        honest=st.booleans(),
        stale=st.booleans(),
        text=TEXTS,
        own=st.integers(0, 3),
    )
    def judge(
        self, who: str, kind: ActKind, speaker: str, honest: bool, stale: bool, text: str, own: int
    ) -> None:
        choices = (self.request.bound.text, *self.request.variants, text)
        if kind is ActKind.CHOOSE:
            text = choices[own % len(choices)]
        elif kind is ActKind.AMEND and own:
            text = f"{self.request.bound.text} {text}"
        mandates = self.mandates[who]
        if honest and mandates:
            speaker = sorted(mandates)[own % len(mandates)]
        seen = BOUND.binding if stale else self.request.bound.binding
        made = Act(kind, who, seen, AT, text, "words", speaker, to=SPEAKERS[own])
        if self.do(made, Voice(who, mandates)):
            if kind is ActKind.DELEGATE:
                self.handed.add(SPEAKERS[own])
            assert speaker in mandates
            assert speaker in self.handed
            assert who != "author"
            self.agreed.append((who, self.request.bound.binding))

    @rule(who=st.sampled_from(PEOPLE))
    def take_back(self, who: str) -> None:
        made = Act(ActKind.TAKE_BACK, who, self.request.bound.binding, AT)
        if self.do(made, Voice(who, self.mandates[who])):
            self.agreed.pop()

    @rule(
        who=st.sampled_from(["", *PEOPLE]),
        what=st.sampled_from([name for name in BOUND.__slots__ if name != "text"]),
        value=st.sampled_from(["one", "two", "three"]),
        text=TEXTS,
        rewrite=st.booleans(),
    )
    def change(self, who: str, what: str, value: str, text: str, rewrite: bool) -> None:
        now = changed(self.request.bound, what, value)
        if rewrite and who:
            now = replace(now, text=text)
        void = Act(ActKind.VOID, "", self.request.bound.binding, AT, words=what)
        if now != self.request.bound and self.do(void, Voice("")):
            assert self.request.state is State.VOID
        self.do(Act(ActKind.RENEW, who, "", AT, bound=now), Voice(who))

    @rule(
        who=st.sampled_from(["", *PEOPLE]), kind=st.sampled_from([ActKind.WITHDRAW, ActKind.SENT])
    )
    def close(self, who: str, kind: ActKind) -> None:
        self.do(Act(kind, who, self.request.bound.binding, AT), Voice(who))

    @invariant()
    def approved_only_by_enough_entitled_others_for_what_stands_there(self) -> None:
        if not hasattr(self, "request") or self.request.state not in (State.APPROVED, State.SENT):
            return
        hypothesis.event("approved")
        binding = self.request.bound.binding
        agreed = {who for who, what in self.agreed if what == binding}
        assert len(set(self.request.approvals)) >= self.request.need
        assert set(self.request.approvals) <= agreed
        assert not set(self.request.approvals) & self.request.authors
        for who in self.request.approvals:
            assert self.mandates[who] & self.handed

    @invariant()
    def it_is_what_its_acts_make_of_it(self) -> None:
        if hasattr(self, "request"):
            first = ask(
                "r",
                "author",
                self.request.need,
                ("direction", "communication"),
                BOUND,
                self.first(),
            )
            assert replay(first, self.acts) == self.request

    def first(self) -> tuple[str, ...]:
        known = [text for by, text in self.request.written if by == "author"]
        start = self.request
        while start.before is not None:
            start = start.before
        assert set(start.variants) <= {*known, *start.variants}
        return start.variants


TestPaths = Paths.TestCase
TestPaths.settings = hypothesis.settings(
    max_examples=250, stateful_step_count=25, deadline=None, derandomize=False
)
