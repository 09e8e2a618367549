"""What a new version would have said: texts checked under the version in force and under the new one.

Most changes touch few rules. So the rules that are the same on both sides are left out first; only a text of which
the others say something different is checked in full, and once: what the same rules say is the same. That gives exactly
what checking everything twice gives (`tests/domain/charter/test_impact.py` compares), in a fraction of the time.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from cmworkstation.domain.charter.engine import Engine, Ring, without_echoes
from cmworkstation.domain.charter.finding import Context, Finding, Severity
from cmworkstation.domain.charter.gate import but_blanks
from cmworkstation.domain.charter.model import Charter, Header

TextKind = Literal["reply", "draft", "answer"]
LONG = (
    4000  # characters: a text with so many findings that the engine stops early is checked in full
)


@dataclass(frozen=True, slots=True)
class Text:
    """One text that is checked: `ref` says whose it is (an id of the outbox, of a draft, of an answer)."""

    kind: TextKind
    ref: str
    body: str
    language: str
    context: Context = field(default_factory=Context)
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Effect:
    """What changes for one text."""

    text: Text
    new: tuple[Finding, ...] = ()
    gone: tuple[Finding, ...] = ()
    changed: tuple[tuple[Finding, Severity], ...] = ()  # the new finding, and how heavy it was

    @property
    def stopped(self) -> tuple[Finding, ...]:
        """Return what would now keep the text from leaving as it is."""
        heavy = {Severity.ERROR, Severity.STOP}
        risen = (one for one, was in self.changed if one.severity in heavy and was not in heavy)
        return (*(one for one in self.new if one.severity in heavy), *risen)


@dataclass(frozen=True, slots=True)
class ByRule:
    """What one rule does to the texts: how many it would now find, no longer find, or weigh otherwise."""

    rule: str
    severity: Severity
    new: int
    gone: int
    changed: int
    stops: int
    refs: tuple[tuple[TextKind, str], ...]


@dataclass(frozen=True, slots=True)
class Report:
    """The effects on all texts that differ, and how many of each kind were looked at."""

    effects: tuple[Effect, ...]
    looked_at: Mapping[str, int]

    @property
    def stopped(self) -> tuple[Effect, ...]:
        """Return the texts that would now be stopped."""
        return tuple(one for one in self.effects if one.stopped)

    def by_rule(self) -> tuple[ByRule, ...]:
        """Return the effects by rule, those that stop most texts first."""
        rules: dict[str, list[tuple[str, Effect, Finding]]] = {}
        for effect in self.effects:
            for one in effect.new:
                rules.setdefault(one.rule, []).append(("new", effect, one))
            for one in effect.gone:
                rules.setdefault(one.rule, []).append(("gone", effect, one))
            for one, _ in effect.changed:
                rules.setdefault(one.rule, []).append(("changed", effect, one))
        rows = [_row(rule, hits) for rule, hits in rules.items()]
        return tuple(sorted(rows, key=lambda one: (-one.stops, -len(one.refs), one.rule)))


def _row(rule: str, hits: Sequence[tuple[str, Effect, Finding]]) -> ByRule:
    texts: dict[str, set[tuple[TextKind, str]]] = {"new": set(), "gone": set(), "changed": set()}
    refs: dict[tuple[TextKind, str], None] = {}
    stops = set()
    for what, effect, _ in hits:
        ref = (effect.text.kind, effect.text.ref)
        texts[what].add(ref)
        refs[ref] = None
        if any(one.rule == rule for one in effect.stopped):
            stops.add(ref)
    severity = max((one.severity for _, _, one in hits), key=lambda one: one.rank)
    new, gone, changed = (len(texts[what]) for what in ("new", "gone", "changed"))
    return ByRule(rule, severity, new, gone, changed, len(stops), tuple(refs))


def compared(old: Engine | None, new: Engine, texts: Iterable[Text]) -> Iterator[Effect | None]:
    """Yield for each text what changes, None where nothing does; one at a time, so that a caller can stop."""
    trimmed = _trimmed(old, new) if old else None
    for text in texts:
        if old is None or trimmed is None or len(text.body) >= LONG:
            yield effect(text, findings(old, text) if old else (), findings(new, text))
            continue
        left, right = (_heard(one, text) for one in trimmed)
        if [_weighed(one) for one in left] == [_weighed(one) for one in right]:
            yield None
            continue
        same = Counter(map(_weighed, left))
        shared = []
        for one in (before := _heard(old, text)):
            if same[_weighed(one)]:
                same[_weighed(one)] -= 1
            else:
                shared.append(one)
        yield effect(text, _said(text, before), _said(text, [*shared, *right]))


def findings(engine: Engine, text: Text) -> tuple[Finding, ...]:
    """Return what an engine says of a text."""
    return _said(text, _heard(engine, text))


def _heard(engine: Engine, text: Text) -> tuple[Finding, ...]:
    return engine.heard(text.body, text.language, text.context)


def _said(text: Text, heard: Sequence[Finding]) -> tuple[Finding, ...]:
    found = without_echoes(heard)
    return but_blanks(text.body, found) if text.kind == "answer" else found


def effect(text: Text, before: Sequence[Finding], after: Sequence[Finding]) -> Effect | None:
    """Return the difference between two lists of findings, None where there is none."""
    left = Counter(_key(one) for one in before)
    weights: dict[tuple[object, ...], list[Severity]] = {}
    for one in before:
        weights.setdefault(_key(one), []).append(one.severity)
    new, changed = [], []
    for one in after:
        key = _key(one)
        if left[key]:
            left[key] -= 1
            was = weights[key].pop(0)
            if was is not one.severity:
                changed.append((one, was))
        else:
            new.append(one)
    gone = []
    for one in reversed(before):
        if left[_key(one)]:
            left[_key(one)] -= 1
            gone.append(one)
    if not (new or gone or changed):
        return None
    changed.sort(key=lambda pair: _in_order(pair[0]))
    return Effect(
        text, tuple(sorted(new, key=_in_order)), tuple(sorted(gone, key=_in_order)), tuple(changed)
    )


def _key(one: Finding) -> tuple[object, ...]:
    return one.rule, one.start, one.end


def _weighed(one: Finding) -> tuple[object, ...]:
    return *_key(one), one.severity


def _in_order(one: Finding) -> tuple[int, int, str]:
    return one.start, one.end, one.rule


def _trimmed(old: Engine, new: Engine) -> tuple[Engine, Engine] | None:
    """Return both engines without the checks that are the same, None where that cannot be told."""
    if _surroundings(old.charter) != _surroundings(new.charter) or set(old.rings) != set(new.rings):
        return None
    one, two = {}, {}
    for language, ring in old.rings.items():
        other = new.rings[language]
        before, after = ({_face(check): check for check in it.checks} for it in (ring, other))
        if len(before) != len(ring.checks) or len(after) != len(other.checks):
            return None  # two rules that look alike: whose finding is whose cannot be told
        one[language] = _without(ring, after)
        two[language] = _without(other, before)
    return replace(old, rings=one), replace(new, rings=two)


def _face(check: object) -> str:
    rule, severity, when = (getattr(check, name) for name in ("rule", "severity", "when"))
    return repr((rule, severity, when))


def _without(ring: Ring, known: Mapping[str, object]) -> Ring:
    return replace(ring, checks=tuple(one for one in ring.checks if _face(one) not in known))


def _surroundings(charter: Charter) -> Charter:
    """Return what rules read of a charter besides themselves."""
    head = Header(
        languages=charter.header.languages, default_language=charter.header.default_language
    )
    return replace(
        charter,
        header=head,
        principles=(),
        audiences=(),
        approvals=(),
        uses=(),
        rules=(),
        answers=(),
        moderation=(),
        statements=(),
        source="",
    )
