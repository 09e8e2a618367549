"""From the kind of a field to the editor that shows it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtWidgets import QLineEdit

from cmworkstation.domain.charter.conditions import FIELDS, RULE_FIELDS, BadCondition, parse
from cmworkstation.domain.charter.hours import read_duration, read_intervals
from cmworkstation.domain.charter.placing import CLASSES
from cmworkstation.domain.charter.shapes import shape_of
from cmworkstation.domain.charter.writing import write_value
from cmworkstation.domain.moment import read_day
from cmworkstation.i18n import tr
from cmworkstation.ui.charter import editors as one
from cmworkstation.ui.charter import editors_amounts as amounts
from cmworkstation.ui.charter import editors_checked as checked
from cmworkstation.ui.charter import editors_lists as several
from cmworkstation.ui.charter.fields import Field, kind_of
from cmworkstation.ui.charter.pack_rules import PackRules
from cmworkstation.ui.widgets.day_field import day_text
from cmworkstation.ui.widgets.labels import PlainLabel

EXAMPLE = date(
    2026, 12, 24
)  # a day as it is to be written; one without a year is the next after it
Make = Callable[[str, Field, Sequence[str]], one.Editor]


def make(section: str, field: Field, languages: Sequence[str]) -> one.Editor:
    """Return an empty editor for a field of a section."""
    name, kind = tr(field.label), kind_of(section, field)
    match kind:
        case "number":
            return one.Number(name, whole=_whole(section, field))
        case "choice":
            return _choice(name, field, whole=_is_int(section, field))
        case "condition" | "conditions":
            fields = RULE_FIELDS if section == "rule" else FIELDS
            return MAKERS[kind](name, field, tuple(fields))
        case "examples":
            marked: Callable[[str], one.Editor] = partial(checked.Marked, hit=field.key == "bad")
            return several.ByLanguage(name, languages, marked)
    return MAKERS.get(kind, _line)(name, field, languages)


def _default(section: str, field: Field) -> object:
    slot = shape_of(CLASSES[section]).get(field.key)
    return slot.default if slot else None


def _is_int(section: str, field: Field) -> bool:
    return isinstance(_default(section, field), int)


def _whole(section: str, field: Field) -> bool:
    default = _default(section, field)
    return not isinstance(default, float) and field.key not in FRACTIONS


FRACTIONS = frozenset(
    {"min", "max", "window_h", "jaccard", "max_ratio", "maintain.asks_per_gift_max"}
)


def _line(name: str, _field: Field, _languages: Sequence[str]) -> one.Editor:
    return one.Line(name)


def _choice(name: str, field: Field, *, whole: bool = False) -> one.Editor:
    made = one.OneOf(name, whole=whole)
    made.offer([(value, tr(words)) for value, words in field.choices])
    return made


def _condition(name: str, _field: Field, fields: Sequence[str]) -> one.Editor:
    return checked.Condition(name, frozenset(fields))


def _conditions(name: str, _field: Field, fields: Sequence[str]) -> one.Editor:
    known = frozenset(fields)

    def read(lines: Sequence[str]) -> tuple[str, ...]:
        for line in lines:
            try:
                parse(line, known)
            except BadCondition as error:
                raise ValueError(line) from error
        return tuple(lines)

    wrong = tr(
        "A condition cannot be read. Write it like: category in [a, b] and visibility == public."
    )
    return several.Converted(name, lambda value: value or (), read, wrong)


def _days(name: str, _field: Field, _languages: Sequence[str]) -> one.Editor:
    def read(lines: Sequence[str]) -> tuple[date, ...]:
        return tuple(map(_day, lines))

    wrong = tr("Write each date like {day}, on a line of its own.").format(day=day_text(EXAMPLE))
    return several.Converted(
        name, lambda value: [day_text(day) for day in value or ()], read, wrong
    )


def _day(text: str) -> date:
    """Return the day of a line. Raises `ValueError` where it is none."""
    found = read_day(text, EXAMPLE)
    if found is None:
        raise ValueError(text)
    return found


def _shown_day(text: str) -> str:
    """Return a day of the file as the reader writes it, other words as they are."""
    try:
        return day_text(date.fromisoformat(text))
    except ValueError:
        return text


def _halves(line: str) -> tuple[str, str]:
    """Return what stands before and behind the sign in "name = value". Raises `ValueError` where one is missing."""
    before, sign, behind = line.partition("=")
    if not (sign and before.strip() and behind.strip()):
        raise ValueError(line)
    return before.strip(), behind.strip()


def _other_hours(name: str, _field: Field, _languages: Sequence[str]) -> one.Editor:
    def lines(value: Any) -> list[str]:  # noqa: ANN401 - a field's value
        return [f"{_shown_day(day)} = {', '.join(hours)}" for day, hours in (value or {}).items()]

    def read(written: Sequence[str]) -> dict[str, tuple[str, ...]]:
        found = {}
        for line in written:
            day, hours = _halves(line)
            key = _day(day).isoformat()
            found[key] = checked.split_hours(hours)
            read_intervals(found[key])
        return found

    wrong = tr("Write each day like {day} = 09:30-12:30.").format(day=day_text(EXAMPLE))
    return several.Converted(name, lines, read, wrong)


def _targets(name: str, _field: Field, _languages: Sequence[str]) -> one.Editor:
    def read(written: Sequence[str]) -> dict[str, str]:
        found = {}
        for line in written:
            category, time = _halves(line)
            read_duration(time.strip())
            found[category.strip()] = time.strip()
        return found

    wrong = tr("Write each like complaint = 30min, with min, h or d.")
    return several.Converted(
        name, lambda value: [f"{key} = {time}" for key, time in (value or {}).items()], read, wrong
    )


def _reasons(name: str, _field: Field, _languages: Sequence[str]) -> one.Editor:
    def read(written: Sequence[str]) -> dict[str, str]:
        found = {}
        for line in written:
            rule, why = _halves(line)
            found[rule.strip()] = why.strip()
        return found

    wrong = tr("Write each like pack/rule = why.")
    return several.Converted(
        name, lambda value: [f"{rule} = {why}" for rule, why in (value or {}).items()], read, wrong
    )


def _duration(name: str, _field: Field, _languages: Sequence[str]) -> one.Editor:
    units = (("min", tr("minutes")), ("h", tr("hours")), ("d", tr("days")))
    return amounts.Amount(name, units, _split_duration)


def _split_duration(text: str) -> tuple[str, str]:
    try:
        amount, unit = read_duration(text)
    except ValueError:
        return text, ""
    return str(amount), unit


def _keeping(name: str, _field: Field, _languages: Sequence[str]) -> one.Editor:
    units = (("months", tr("months")), ("years", tr("years")), ("days", tr("days")))
    return amounts.Amount(name, units, _split_words, "{n} {unit}")


def _split_words(text: str) -> tuple[str, str]:
    number, _, unit = text.partition(" ")
    plain = unit.strip() if unit.endswith("s") else unit.strip() + "s"
    return (number, plain) if number.isdecimal() else (text, "")


class Shown(one.Editor):
    """What the program writes by itself: to be read."""

    def __init__(self, name: str) -> None:
        """Begin empty."""
        super().__init__(name)
        self._label = PlainLabel("–")
        self._label.setWordWrap(True)
        self._label.setAccessibleName(name)
        self.column.addWidget(self._label)
        self._value: object = None

    def show_value(self, value: object) -> None:
        """Show it; a long word may break anywhere."""
        self._value = value
        text = value if isinstance(value, str) else write_value(value) if value else ""
        self._label.setText("\u200b".join(text[n : n + 8] for n in range(0, len(text), 8)) or "–")

    def value(self) -> object:
        """Return what was shown."""
        return self._value


class Identifier(one.Editor):
    """The name of an object in the file; told when a person has finished with it."""

    def __init__(self, name: str) -> None:
        """Begin empty."""
        super().__init__(name)
        self.field = QLineEdit()
        self.field.setAccessibleName(name)
        self.field.editingFinished.connect(self._finished)
        self.column.addWidget(self.field)
        self._shown = ""

    def show_value(self, value: object) -> None:
        """Show the name."""
        self._shown = value if isinstance(value, str) else ""
        self.field.setText(self._shown)
        self.remark("")

    def value(self) -> object:
        """Return the name."""
        return self.field.text().strip() or None

    def sound(self) -> bool:
        """Tell whether it can be a name."""
        text = self.field.text().strip()
        return bool(text) and all(char.isalnum() or char in "-_." for char in text)

    def _finished(self) -> None:
        if self.field.text().strip() == self._shown:
            return
        self.remark("" if self.sound() else tr("Use letters, digits and hyphens."))
        if self.sound():
            self._shown = self.field.text().strip()
            self.changed.emit()


def _references(name: str, _field: Field, _languages: Sequence[str]) -> one.Editor:
    return several.References(name)


def _reference(name: str, _field: Field, _languages: Sequence[str]) -> one.Editor:
    return one.OneOf(name)


def _by_language(make_one: Callable[[str], one.Editor]) -> Make:
    return lambda name, _field, languages: several.ByLanguage(name, languages, make_one)


MAKERS: Mapping[str, Make] = {
    "line": _line,
    "yes": lambda name, _field, _languages: one.YesNo(name),
    "choices": lambda name, field, _languages: one.SomeOf(
        name, [(value, tr(words)) for value, words in field.choices]
    ),
    "date": lambda name, _field, _languages: amounts.Day(name),
    "dates": _days,
    "days": _other_hours,
    "targets": _targets,
    "reasons": _reasons,
    "duration": _duration,
    "keeping": _keeping,
    "texts": lambda name, _field, _languages: several.Texts(name),
    "words": _by_language(one.Line),
    "lists": _by_language(partial(several.Texts, least=2)),
    "pairs": lambda name, _field, _languages: several.Pairs(name),
    "pair-lists": _by_language(several.Pairs),
    "condition": _condition,
    "conditions": _conditions,
    "regex": lambda name, _field, _languages: checked.Pattern(name),
    "week": lambda name, _field, _languages: checked.Week(name),
    "reference": _reference,
    "references": _references,
    "category-or-all": _reference,
    "clock": _reference,
    "hours": _reference,
    "language": _reference,
    "timezone": _line,
    "holidays": _line,
    "pack": _reference,
    "pack-rules": lambda name, _field, _languages: PackRules(name),
    "shown": lambda name, _field, _languages: Shown(name),
    "id": lambda name, _field, _languages: Identifier(name),
}
