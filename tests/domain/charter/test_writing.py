"""The canonical writer: nothing is lost, whatever people write."""

import tomllib
import unicodedata
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cmworkstation import resources
from cmworkstation.domain.charter.clauses import Answer
from cmworkstation.domain.charter.reading import read_charter
from cmworkstation.domain.charter.writing import charter_hash, write_charter, write_string
from tests.domain.charter.builders import CHARTERS, HEAD, a_charter, shipped


def normal(text: str) -> str:
    """Return a text in the form in which a charter keeps it."""
    return unicodedata.normalize("NFC", text)


NASTY = st.text(
    st.one_of(
        st.sampled_from("\"'\\\n\r\t#=[]{} \x00\x1f\x7f\x85\u2028éœ😀"),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=40,
)


@pytest.mark.parametrize("name", CHARTERS)
def test_a_shipped_charter_comes_back_byte_for_byte(name: str) -> None:
    source = resources.text("charters", f"{name}.charter.toml")
    assert write_charter(read_charter(source)) == source


@given(NASTY)
@example('fin"""')
@example('\n"""')
@example('"\n""')
@example("\\\n")
@example("a\r\nb")
@example("'\\'")
def test_any_string_survives(text: str) -> None:
    written = tomllib.loads(f"x = {write_string(text)}")
    assert written["x"] == unicodedata.normalize("NFC", text)


@given(NASTY, st.dictionaries(NASTY.filter(str.isascii), NASTY, max_size=3))
def test_any_text_of_a_charter_survives(text: str, words: dict[str, str]) -> None:
    plain = {key: value for key, value in words.items() if key}
    charter = a_charter('[[principle]]\nid = "a"\n')
    principle = replace(charter.principles[0], text={**plain, "fr": text})
    once = write_charter(replace(charter, principles=(principle,)))
    again = read_charter(once)
    assert write_charter(again) == once
    assert len(again.principles[0].text) == len({**plain, "fr": text})


@given(NASTY, st.dictionaries(NASTY, st.dictionaries(NASTY, NASTY, max_size=2), max_size=2))
def test_an_answer_with_variants_folder_and_translations_comes_back(
    text: str, variants: dict[str, dict[str, str]]
) -> None:
    answer = Answer(
        id="a",
        title={"fr": text},
        folder=text,
        body={"fr": "Texte"},
        variants={
            one: bodies
            for one, bodies in variants.items()
            if one and bodies and all(bodies) and one == normal(one)
        },
        translated_from={"en": "0123456789abcdef"},
        retired_on=date(2026, 7, 1),
    )
    once = write_charter(replace(a_charter(), answers=(answer,)))
    again = read_charter(once)
    assert write_charter(again) == once
    assert set(again.answers[0].variants) == set(answer.variants)
    assert again.answers[0].retired_on == answer.retired_on
    assert again.answers[0].extra == {}


def test_what_is_not_known_is_kept() -> None:
    source = """\
format = "cmw-charter/1"
later = 3

[charter]
id = "x"
colour = "green"
depth = {a = 1, b = [{c = 1979-05-27T07:32:00Z}]}
version = 7

[[rule]]
id = "r"
weight = 1.5
nan = nan

[[novelty]]
a.b = 07:32:00

[novelties]
x = true
"""
    charter = read_charter(source)
    written = write_charter(charter)
    one, two = tomllib.loads(source), tomllib.loads(written)
    assert one["rule"][0].pop("nan") != two["rule"][0].pop("nan")  # not a number equals nothing
    assert one == two
    assert write_charter(read_charter(written)) == written


def test_an_emptied_field_is_left_out_and_a_written_empty_one_stays() -> None:
    charter = a_charter('[[crisis]]\nid = "a"\nlevel = 1\nclock = "wall"\npauses = []\n')
    crisis = replace(charter.crises[0], clock="")
    written = write_charter(replace(charter, crises=(crisis,)))
    assert "pauses = []" in written
    assert "clock" not in written


def test_a_wrongly_typed_value_gives_way_to_the_corrected_one() -> None:
    charter = a_charter('[[contact]]\nid = "a"\norder = "first"\n')
    assert 'order = "first"' in write_charter(charter)
    fixed = replace(charter, contacts=(replace(charter.contacts[0], order=2),))
    assert "order = 2" in write_charter(fixed)
    assert "first" not in write_charter(fixed)


def test_text_is_composed_and_lone_surrogates_do_not_break_the_file() -> None:
    charter = a_charter()
    header = replace(charter.header, organisation="Me\u0301diathe\u0300que \ud800")
    written = write_charter(replace(charter, header=header))
    assert "Médiathèque \ufffd" in written
    written.encode()


def test_the_hash_is_of_the_text() -> None:
    assert charter_hash("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert charter_hash(HEAD) != charter_hash(HEAD + " ")


def test_values_are_typed() -> None:
    charter = shipped("mediatheques-ormaie")
    assert charter.header.effective_from == date(2026, 9, 1)
    assert charter.crises[2].pauses[0] == "scheduled"
    assert charter.triage.steps[0].auto == "signal.danger or signal.personal_data"
    assert charter.voice.words_preferred["fr"][0] == ("usager", "lecteur ou lectrice")
    assert charter.relation.maintain["asks_per_gift_max"] == 1.0
    assert not charter.extra
