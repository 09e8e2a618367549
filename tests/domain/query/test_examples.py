"""The examples of the search help: every field has one, in both languages, and each of them is understood."""

import pytest

from cmworkstation.domain.query import Field, leaves, parse
from cmworkstation.domain.query.examples import Example, Sign, examples, inserted


@pytest.mark.parametrize("french", [False, True])
def test_every_field_and_every_sign_has_an_example_that_is_understood(*, french: bool) -> None:
    found = examples(french=french)
    assert {one.about for one in found} == {*Field, *Sign} - {Field.SOURCE}
    for one in found:
        query = parse(one.text)
        assert query
        if isinstance(one.about, Field):
            (leaf,) = leaves(query.node)
            assert getattr(leaf, "field", None) is one.about


def test_an_example_says_the_same_in_french_and_in_english() -> None:
    english, french = examples(french=False), examples(french=True)
    assert [one.names for one in english] == [one.names for one in french]
    pairs = {
        one.about: (parse(one.text), parse(other.text))
        for one, other in zip(english, french, strict=True)
        if isinstance(one.about, Field)
    }
    different = [about for about, (one, other) in pairs.items() if one != other]
    assert different == [
        Field.ASSIGNEE
    ]  # "me" and "moi" are both understood where they are looked up


def test_names_of_this_workspace_stand_in_the_examples() -> None:
    def values(field: Field, begun: str) -> tuple[str, ...]:
        assert not begun
        return {Field.ACCOUNT: ("Town of Évreux",), Field.LABEL: ("Roads",)}.get(field, ())

    found = {one.about: one.text for one in examples(values, french=False)}
    assert found[Field.ACCOUNT] == 'account:"Town of Évreux"'
    assert found[Field.LABEL] == "label:Roads"
    assert found[Field.CATEGORY] == Example(Field.CATEGORY, "category:question").text


@pytest.mark.parametrize(
    ("before", "example", "after"),
    [
        ("|", "is:unread", "is:unread |"),
        ("parcel|", "is:unread", "parcel is:unread |"),
        ("parcel | late", "is:unread", "parcel is:unread |late"),
        ("(|", "a or b", "(a or b |"),
        ("late before:|", "before:2026-11", "late before:2026-11 |"),
        ("late -avant:20|", "before:2026-11", "late -before:2026-11 |"),
        ("late before:2026|", "is:unread", "late before:2026 is:unread |"),
    ],
)
def test_an_example_is_set_off_from_what_stands_around_it(
    before: str, example: str, after: str
) -> None:
    text, caret = inserted(before.replace("|", ""), before.index("|"), example)
    assert f"{text[:caret]}|{text[caret:]}" == after
