"""Patches of a charter's text: the one thing changes, and no other character does."""

import unicodedata
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmworkstation import resources
from cmworkstation.domain.charter.layout import Layout
from cmworkstation.domain.charter.model import SECTIONS, Charter
from cmworkstation.domain.charter.patching import (
    AddObject,
    MoveObject,
    Reach,
    RemoveObject,
    SetField,
    patch,
)
from cmworkstation.domain.charter.placing import CLASSES
from cmworkstation.domain.charter.reading import read_charter
from cmworkstation.domain.charter.references import objects as objects_of
from cmworkstation.domain.charter.shapes import build, shape_of
from cmworkstation.domain.charter.writing import table_lines, write_charter, write_key, write_value
from tests.domain.charter.builders import CHARTERS, HEAD
from tests.fuzz.rounds import rounds

TEXT = st.text(
    st.one_of(
        st.sampled_from("\"'\\\n\r\t#=[]{},. \x00\x1f\x7f\x85\u2028\u202fé😀a"),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=25,
).map(partial(unicodedata.normalize, "NFC"))
LANGUAGE = st.sampled_from(["fr", "en", "de-AT", "x y"])
NAMES = st.lists(TEXT, max_size=3).map(tuple)
VALUES: dict[Any, st.SearchStrategy[Any]] = {
    "str": TEXT,
    "words": st.dictionaries(LANGUAGE, TEXT, max_size=3),
    "lists": st.dictionaries(LANGUAGE, NAMES, max_size=2),
    "names": NAMES,
    "date": st.dates(date(1000, 1, 1), date(9999, 1, 1)),
    "int": st.integers(0, 99),
    "bool": st.booleans(),
}
# (section, key, kind): enough of each kind in objects of each shape
FIELDS = (
    ("charter", "title", "words"),
    ("charter", "organisation", "str"),
    ("charter", "review_by", "date"),
    ("voice", "signature", "words"),
    ("voice", "do", "lists"),
    ("voice", "emoji_max", "int"),
    ("triage", "start", "str"),
    ("triage.step", "ask", "words"),
    ("triage.step", "yes", "str"),
    ("rule", "pattern", "str"),
    ("rule", "terms", "names"),
    ("rule", "message", "words"),
    ("rule", "numbers", "bool"),
    ("answer", "body", "words"),
    ("answer", "asks", "lists"),
    ("answer", "valid_from", "date"),
    ("contact", "order", "int"),
    ("links", "allow", "names"),
)
MANY = ("triage.step", "rule", "answer", "contact")


# --------------------------------------------------------------------- texts as people write them


@st.composite
def a_table(draw: Any, section: str, number: int) -> dict[str, Any]:
    table: dict[str, Any] = {"id": f"n{number}"} if section in MANY else {}
    for _, key, kind in [one for one in FIELDS if one[0] == section]:
        if draw(st.booleans()):
            table[key] = draw(VALUES[kind])
    if draw(st.integers(0, 5)) == 0:
        table["my own"] = draw(TEXT)
    return table


@st.composite
def lines_of(draw: Any, table: dict[str, Any]) -> list[str]:
    """Write a table with comments, blank lines, odd spaces, tables in one line and lists on several."""
    found: list[str] = []
    for key in draw(st.permutations(list(table))):
        value = table[key]
        if draw(st.integers(0, 3)) == 0:
            found.append(draw(st.sampled_from(["# a = 1", "", "  # [rule]", '# """'])))
        if isinstance(value, dict) and value and draw(st.booleans()):
            written = [f"{write_key(key)} = {write_value(value)}"]
        elif isinstance(value, tuple) and value and draw(st.booleans()):
            items = "".join(f"  {write_value(one)}, # item ]\n" for one in value)
            written = [f"{write_key(key)} = [\n{items}]"]
        else:
            written = list(table_lines({key: value}))
        gap = draw(st.sampled_from(["", " ", "  "]))
        behind = draw(st.sampled_from(["", "", " # behind", "\t"]))
        found += [gap + line + behind for line in written]
    return found


@st.composite
def a_text(draw: Any) -> Any:
    """Return a charter as somebody may have written it by hand."""
    text = HEAD
    for key in ("title", "organisation"):
        if draw(st.booleans()):
            kind = "words" if key == "title" else "str"
            text += "\n".join(draw(lines_of({key: draw(VALUES[kind])}))) + "\n"
    blocks = []
    for section in ("voice", "links", "triage"):
        how = draw(st.sampled_from(["none", "head", "tables"]))
        table = draw(a_table(section, 0))
        if how == "head":
            blocks.append("\n".join([f"[{section}]", *draw(lines_of(table))]))
        elif how == "tables":
            plain = {key: one for key, one in table.items() if not isinstance(one, dict)}
            parts = [
                "\n".join([f"[ {section} . {key} ]", *draw(lines_of(dict(one)))])
                for key, one in table.items()
                if isinstance(one, dict)
            ]
            if plain or draw(st.booleans()):
                parts.insert(0, "\n".join([f"[{section}]", *draw(lines_of(plain))]))
            blocks += parts
    for section in MANY:
        for number in range(draw(st.integers(0, 3))):
            lines = draw(lines_of(draw(a_table(section, number))))
            above = ["# right above"] if draw(st.booleans()) else []
            blocks.append("\n".join([*above, f"[[{section}]]", *lines]))
    gaps = draw(st.sampled_from(["\n", "\n\n", "\n\n# between\n\n"]))
    text += gaps + gaps.join(blocks) + draw(st.sampled_from(["", "\n", "\n\n# the end"]))
    if draw(st.booleans()):
        text = "\ufeff" + text
    if draw(st.integers(0, 3)) == 0 and "\r" not in text:
        text = text.replace("\n", "\r\n")
    return text


def objects(charter: Charter, section: str) -> tuple[Any, ...]:
    if section == "triage.step":
        return charter.triage.steps
    attribute, many = next((two, four) for one, two, _, four in SECTIONS if one == section)
    value = getattr(charter, attribute)
    return tuple(value) if many else (value,)


def with_objects(charter: Charter, section: str, changed: tuple[Any, ...]) -> Charter:
    if section == "triage.step":
        return replace(charter, triage=replace(charter.triage, steps=changed))
    attribute, many = next((two, four) for one, two, _, four in SECTIONS if one == section)
    value: Any = {attribute: changed if many else changed[0]}
    return replace(charter, **value)


def rest_of(text: str, section: str, index: int, key: str) -> list[str]:
    """Return what of a text is none of a field's own lines, keys and values: comments and other lines."""
    layout = Layout(text)
    block = layout.block(section, index)
    own = block.field(key) if block else []

    lines, at = [], 0
    spans = [(one.start, one.end) for one in own]
    for line in text.split("\n"):
        if not any(start <= at <= end for start, end in spans):
            lines.append(line.rstrip("\r"))
        at += len(line) + 1
    return lines


@rounds(60)
@given(st.data())
def test_a_field_changes_alone(data: Any) -> None:
    text = data.draw(a_text())
    before = read_charter(text)
    section, key, kind = data.draw(st.sampled_from(FIELDS))
    found = objects(before, section)
    if not found:
        return
    index = data.draw(st.integers(0, len(found) - 1))
    value = data.draw(st.one_of(st.none(), VALUES[kind]))
    made = patch(text, [SetField(section, index, key, value)])
    after = made.apply(text)
    slot = shape_of(CLASSES[section])[key]
    changed = replace(found[index], **{slot.attribute: slot.default if value is None else value})
    wanted = with_objects(before, section, (*found[:index], changed, *found[index + 1 :]))
    assert read_charter(after) == wanted
    assert made.reach is Reach.FIELD
    same = rest_of(text, section, index, key)
    left = rest_of(after, section, index, key)
    heads = {f"[{section}]", f"[ {section} . {key} ]", ""}
    assert [one for one in left if one.strip() not in heads] == [
        one for one in same if one.strip() not in heads
    ]
    assert after.startswith("\ufeff") == text.startswith("\ufeff")
    if "\r\n" in text:
        assert after.count("\n") == after.count("\r\n")
    assert patch(after, [SetField(section, index, key, value)]).splices == ()


@rounds(60)
@given(st.data())
def test_objects_come_go_and_move_and_take_their_own_lines_with_them(data: Any) -> None:
    text = data.draw(a_text())
    before = read_charter(text)
    section = data.draw(st.sampled_from(MANY))
    found = objects(before, section)
    table = data.draw(a_table(section, 9))
    made = patch(text, [AddObject(section, table)])
    added = made.apply(text)
    new = build(CLASSES[section], table)
    assert read_charter(added) == with_objects(before, section, (*found, new))
    gone = patch(added, [RemoveObject(section, len(found))]).apply(added)
    assert read_charter(gone) == before
    assert [one for one in gone.split() if one] == [one for one in text.split() if one]
    if len(found) > 1:
        moved = patch(text, [MoveObject(section, 0, 1)]).apply(text)
        assert objects(read_charter(moved), section) == (found[1], found[0], *found[2:])
        assert patch(moved, [MoveObject(section, 1, -1)]).apply(moved) == text
        assert sorted(moved) == sorted(text)


# --------------------------------------------------------------------- hand-written in unusual ways


def set_in(text: str, *where: Any) -> tuple[str, Any]:
    made = patch(text, [SetField(*where)])
    return made.apply(text), made


@pytest.mark.parametrize("name", CHARTERS)
def test_a_field_of_a_shipped_charter_can_be_taken_out_and_put_back(name: str) -> None:
    source = resources.text("charters", f"{name}.charter.toml")
    charter = read_charter(source)
    seen = tried = 0
    for section, index, one in objects_of(charter):
        for key, slot in shape_of(type(one)).items():
            value = getattr(one, slot.attribute)
            if value == slot.default or (section, key) == ("charter", "id"):
                continue
            seen += 1
            if seen % 5:
                continue
            without, _ = set_in(source, section, index, key, None)
            again, made = set_in(without, section, index, key, value)
            assert again == source, (section, index, key)
            assert made.reach is Reach.FIELD
            tried += 1
    assert tried > 40


def test_a_key_in_front_of_its_list_goes_where_the_model_puts_it() -> None:
    text = (
        HEAD
        + '\n[[rule]] # mine\nid = "a"\n# why\nseverity = "error" # hard\n\n[[rule]]\nid = "b"\n'
    )
    assert set_in(text, "rule", 0, "kind", "terms")[0] == text.replace(
        'id = "a"\n', 'id = "a"\nkind = "terms"\n'
    )
    assert set_in(text, "rule", 0, "severity", "stop")[0] == text.replace('"error"', '"stop"')


@pytest.mark.parametrize(
    ("written", "reach", "lost"),
    [
        ('voice = { emoji_max = 1, signature = {fr = "a"} }', Reach.OBJECT, ()),
        ('voice.emoji_max = 1\nvoice.signature.fr = "a" # here', Reach.FIELD, ()),
    ],
)
def test_a_section_on_the_first_lines_is_changed_where_it_is(written, reach, lost):
    text = HEAD.replace("\n", f"\n{written}\n", 1)
    after, made = set_in(text, "voice", 0, "emoji_max", 3)
    assert (made.reach, made.lost) == (reach, lost)
    charter = read_charter(after)
    assert charter.voice == replace(read_charter(text).voice, emoji_max=3)
    assert after.split("\n")[0] == text.split("\n")[0]
    assert after.endswith(HEAD.split("\n", 1)[1])
    assert (
        read_charter(set_in(text, "voice", 0, "greeting", "always")[0]).voice.greeting == "always"
    )


LIST = """\
contact = [
  {id = "a", order = 1}, # first
  {id = "b", order = 2},
]"""


def test_a_list_in_one_value_is_rewritten_and_says_which_comments_go():
    text = HEAD.replace("\n", f"\n{LIST}\n", 1)
    after, made = set_in(text, "contact", 1, "phone", "12")
    assert made.reach is Reach.OBJECT
    assert made.lost == ("# first",)
    before = read_charter(text).contacts
    assert read_charter(after).contacts == (before[0], replace(before[1], phone="12"))
    for change, ids in (
        (AddObject("contact", {"id": "c"}), "abc"),
        (AddObject("contact", {"id": "c"}, after=0), "acb"),
        (RemoveObject("contact", 0), "b"),
        (MoveObject("contact", 0, 1), "ba"),
    ):
        changed = read_charter(patch(text, [change]).apply(text))
        assert "".join(one.id for one in changed.contacts) == ids


STEPS = 'step = [{id = "a", yes = "b", no = "b"}, {id = "b"}] # all'
APART = '[[rule]]\nid = "a"\n\n[voice]\nemoji_max = 1 # few\n\n[rule.message]\nfr = "oui"\n'


@pytest.mark.parametrize(
    ("more", "change", "seen"),
    [
        (f"[triage]\n{STEPS}\n", SetField("triage.step", 1, "yes", "=c"), "# all"),
        (f"[triage]\n{STEPS}\n", AddObject("triage.step", {"id": "c"}), "# all"),
        (f"[triage]\n{STEPS}\n", RemoveObject("triage.step", 0), "# all"),
        (APART, RemoveObject("rule", 0), "# few"),
        (APART, AddObject("rule", {"id": "c"}), "# few"),
    ],
)
def test_what_cannot_be_changed_in_place_rewrites_the_file_and_says_so(more, change, seen):
    text = HEAD + "\n" + more
    made = patch(text, [change])
    assert made.reach is Reach.FILE
    assert made.lost == (seen,)
    after = made.apply(text)
    assert write_charter(read_charter(after)) == after
    assert read_charter(after) != read_charter(text)
    assert read_charter(after).voice == read_charter(text).voice


def test_parts_of_an_object_that_stand_apart_are_still_changed_in_place():
    text = HEAD + "\n" + APART
    after, made = set_in(text, "rule", 0, "message", {"fr": "non", "en": "no"})
    assert made.reach is Reach.FIELD
    assert after == text.replace('fr = "oui"', 'fr = "non"\nen = "no"')


def test_an_empty_list_makes_room_for_its_first_object():
    text = HEAD.replace("\n", "\nrule = [] # none yet\n", 1) + '\n[[fact]]\nid = "f"\n'
    after = patch(text, [AddObject("rule", {"id": "r"})]).apply(text)
    assert after == HEAD + '\n[[rule]]\nid = "r"\n\n[[fact]]\nid = "f"\n'


def test_an_object_that_is_not_there_is_refused():
    for change in (
        SetField("rule", 0, "id", "a"),
        RemoveObject("fact", 3),
        MoveObject("triage.step", 0, 1),
        AddObject("rule", {"id": "a"}, after=4),
    ):
        with pytest.raises(IndexError):
            patch(HEAD + '\n[[rule]]\nid = "x"\n' * isinstance(change, AddObject), [change])
    with pytest.raises(IndexError):
        patch(HEAD + "\n[rule]\nid = 1\n", [AddObject("rule", {"id": "a"})])


def test_a_place_in_the_text_is_an_object():
    source = resources.text("charters", "fennick-lane.charter.toml")
    layout = Layout(source)
    at = source.index("emoji_max")
    assert layout.at(at) == ("voice", 0)
    assert layout.at(3) == ("format", 0)
    steps = read_charter(source).triage.steps
    at = source.index(f'id = "{steps[2].id}"', source.index("[[triage.step]]"))
    assert layout.at(at) == ("triage.step", 2)
