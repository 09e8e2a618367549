"""A long text as a numbered thread: no part too long, no word lost, cut where a reader would pause."""

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from cmworkstation.domain.account import LengthRule, Unit
from cmworkstation.domain.splitting import (
    CannotSplit,
    marked,
    numbered,
    parts_of,
    split,
    without_marks,
    without_number,
)
from cmworkstation.sdk.measure import MENTION, URL, measure

MASTODON = LengthRule(Unit.GRAPHEMES, 100, url_cost=23, short_mentions=True)
RULES = {
    "graphemes": MASTODON,
    "code points": LengthRule(Unit.CODE_POINTS, 120),
    "utf-16": LengthRule(Unit.UTF16, 140),
    "bytes": LengthRule(Unit.UTF8, 200),
}
FAMILY = "👨\u200d👩\u200d👧\u200d👦"
LINK = "https://ormaie.example/travaux/2026?lot=3&page=12"
WORDS = st.one_of(
    st.text(
        st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Z")), min_size=1, max_size=18
    ),
    st.sampled_from(
        [
            FAMILY,
            FAMILY * 3,
            "e\u0301",
            LINK,
            "@nadia@social.example",
            "fin.",
            "Alors,",
            "Non !",
            "oui",
        ]
    ),
)
TEXTS = st.lists(
    st.tuples(WORDS, st.sampled_from([" ", "\n", "\n\n", "  "])), min_size=1, max_size=90
).map(lambda pairs: "".join(word + gap for word, gap in pairs))


def cut(text: str, rule: LengthRule = MASTODON, keep: tuple[str, ...] = ()) -> tuple[str, ...]:
    assert rule.limit is not None
    return split(text, rule.limit, lambda part: measure(part, rule), keep)


@pytest.mark.parametrize("name", RULES)
@given(text=TEXTS)
def test_no_part_is_too_long_and_the_words_are_those_of_the_text_in_order(
    name: str, text: str
) -> None:
    rule = RULES[name]
    assert rule.limit is not None
    try:
        parts = cut(text, rule)
    except CannotSplit:
        assert any(measure(word, rule) > rule.limit // 3 for word in text.split())
        return
    for part in numbered(parts):
        assert measure(part, rule) <= rule.limit
    assert "".join("".join(parts).split()) == "".join(text.split())
    if all(measure(word, rule) <= rule.limit - 6 for word in text.split()):
        assert " ".join(parts).split() == text.split(), "no word was cut"


@given(text=TEXTS)
def test_no_sign_no_link_and_no_mention_is_cut(text: str) -> None:
    try:
        parts = cut(text)
    except CannotSplit:
        return
    signs = regex.findall(r"\X", "".join(text.split()))
    assert [one for part in parts for one in regex.findall(r"\X", "".join(part.split()))] == signs
    for kind in (URL, MENTION):
        assert [m[0] for part in parts for m in kind.finditer(part)] == [
            m[0] for m in kind.finditer(text)
        ]


def test_a_sentence_is_not_broken_where_its_end_is_near() -> None:
    text = "La piscine ouvre lundi. Les horaires changent peu. " * 4
    parts = cut(text)
    assert len(parts) > 1
    assert all(part.endswith(("lundi.", "peu.")) for part in parts)


def test_without_a_sentence_the_clause_and_without_that_the_word() -> None:
    clauses = "quand il pleut, quand il neige, quand il vente, " * 4
    assert all(part.endswith(",") for part in cut(clauses))
    words = "mot " * 60
    assert all(set(part.split()) == {"mot"} for part in cut(words))


@pytest.mark.parametrize(
    "text",
    [
        "Bonjour M. Dupont, " + "nous regardons cela avec vous ce soir et demain " * 3,
        "Voir p. 12 du rapport " + "que nous avons publié hier soir avec la carte " * 3,
    ],
    ids=["title", "page"],
)
def test_an_abbreviation_ends_no_sentence(text: str) -> None:
    assert not any(part.endswith(("M.", "p.")) for part in cut(text))


def test_french_signs_stay_with_their_words_also_after_a_plain_space() -> None:
    text = "Est-ce bien vrai ? Mais oui ! Il a dit : « Venez donc ici ce soir » et puis rien ; " * 4
    for part in cut(text):
        assert part[0] not in "?!:;»"
        assert not part.endswith("«")


def test_a_promise_stays_whole() -> None:
    promise = "nous vous répondons avant le vendredi 3 octobre à midi"
    for before in range(0, 90, 7):
        text = "x" * before + " " + promise + " " + "merci de votre patience et à bientôt " * 3
        assert any(promise in part for part in cut(text, keep=(promise,)))


def test_ten_parts_have_two_digits_and_they_are_counted() -> None:
    rule = LengthRule(Unit.CODE_POINTS, 20)
    parts = cut("abcdefghijklm " * 12, rule)
    assert len(parts) == 12
    assert numbered(parts)[-1] == "abcdefghijklm 12/12"
    assert all(len(one) <= 20 for one in numbered(parts))


def test_a_hundred_parts_are_too_many() -> None:
    with pytest.raises(CannotSplit):
        cut("abcdefghijklm " * 100, LengthRule(Unit.CODE_POINTS, 20))


def test_a_link_longer_than_a_part_is_not_cut() -> None:
    rule = LengthRule(Unit.CODE_POINTS, 40)
    with pytest.raises(CannotSplit):
        cut(f"Voir {LINK} pour tout savoir de cela.", rule)
    assert cut(f"Voir {LINK} " + "pour tout savoir " * 9, MASTODON)


def test_a_word_without_end_is_cut_between_signs() -> None:
    parts = cut(FAMILY * 250)
    assert "".join(parts) == FAMILY * 250
    assert all(len(part) % len(FAMILY) == 0 for part in parts)


@given(texts=st.lists(st.text(min_size=1).map(str.strip).filter(bool), min_size=2, max_size=6))
def test_what_is_marked_in_a_draft_is_found_again(texts: list[str]) -> None:
    if any("✂" in one for one in texts):
        return
    assert parts_of(marked(texts)) == tuple(texts)
    for n, (one, left) in enumerate(zip(texts, numbered(texts), strict=True), 1):
        assert left.endswith(f" {n}/{len(texts)}")
        assert without_number(left, n, len(texts)) == one


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("no cut", ()),
        ("scissors ✂ in a line", ()),
        ("only one\n✂\n", ()),
        ("one\n\n  ✂️ \n\ntwo\n✂\n\n✂\nthree", ("one", "two", "three")),
    ],
    ids=["none", "inline", "one", "loose"],
)
def test_a_cut_is_a_line_of_its_own(text: str, parts: tuple[str, ...]) -> None:
    assert parts_of(text) == parts


def test_a_split_draft_is_one_text_again() -> None:
    assert without_marks("one\n✂\ntwo") == "one\n\ntwo"
