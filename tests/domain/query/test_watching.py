"""The language of saved queries: twenty cases exact, mistakes with their place, and what is true of any text."""

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cmworkstation.domain.errors import QueryError
from cmworkstation.domain.query.watching import parse_watch
from cmworkstation.domain.watch_engine import WatchEngine, marks, matches
from cmworkstation.domain.watch_text import WatchText
from cmworkstation.words.query import PROBLEMS, problem

POOL = "La fermeture de la piscine municipale est une honte : les travaux durent depuis mai ! #piscine @mairie"
CASES = [  # query, what it matches, what it does not
    ("piscine", POOL, "Le marché ouvre samedi"),
    ("PISCINE", POOL, "Les poissons"),
    ("fermee", "Elles sont fermées", "La piscine est ouverte"),
    ("piscines travail*", "Piscine : travailler plus", POOL),
    ("piscine travaux", POOL, "La piscine est belle"),
    ("piscine et travaux", POOL, "Les travaux du métro"),
    ("piscine and works", "The works at the piscine", "The works at the pool"),
    ("piscine or marché", "Le marche ouvre", "La gare ouvre"),
    ("piscine ou patinoire or marché", "La patinoire", "La bibliothèque"),
    ("piscine -travaux", "La piscine rouvre", POOL),
    ("piscine not travaux", "La piscine rouvre", POOL),
    ("not travaux piscine", "La piscine rouvre", POOL),
    ('"piscine municipale"', POOL, "La municipale piscine"),
    ('"piscines municipales"', "Des piscines municipales", POOL),
    ("«piscine municipal»*", POOL, "La piscine de la ville"),
    ("piscine near/1 fermeture", "fermeture piscine", "fermeture de la piscine"),
    ("piscine near/2 fermeture", POOL, "fermeture de la grande piscine"),
    ("(piscine ou gare) proche/3 (travaux ou grève)", "Grève à la gare", "Grève au port"),
    ("piscine (honte or scandale) -(marché ou gare)", POOL, POOL + " gare"),
    ('#piscine "@mairie"', POOL, "la piscine de la mairie"),
    ("aujourd'hui", "C’est aujourd’hui", "C’est hui aujourd"),
    ("biblio*", "La bibliothèque", "Le billet"),
    ('"closed"', "The pool is closed", "They close the pool"),
    ("closing", "The pool is closed", "The pool is clean"),
    ("🏊 -été", "On nage 🏊", "On nage 🏊 cet été"),
]
MISTAKES = [
    ("", "nothing-asked", 0),
    ("  ", "nothing-asked", 0),
    ("-piscine", "only-not", 0),
    ("piscine or -gare", "only-not", 0),
    ("a and b or c", "mixed", 8),
    ("(a or b and c) d", "mixed", 8),
    ("a near/ b", "near-number", 2),
    ("a near/99 b", "near-number", 2),
    ("a near/5 (b c)", "near-what", 2),
    ("a near/5 -b", "near-what", 2),
    ("lang:klingon piscine", "no-language", 5),
    ("label:urgent piscine", "unknown-field", 0),
    ("(piscine", "group-open", 0),
    ("piscine)", "group-not-open", 7),
]


def text(words: str, **known: str) -> WatchText:
    return WatchText(words, **known)


@pytest.mark.parametrize(("query", "yes", "no"), CASES)
def test_a_query_matches_exactly_what_it_says(query: str, yes: str, no: str) -> None:
    node = parse_watch(query)
    assert matches(node, text(yes))
    assert not matches(node, text(no))


@pytest.mark.parametrize(("query", "code", "at"), MISTAKES)
def test_a_mistake_is_told_in_words_with_its_place(query: str, code: str, at: int) -> None:
    with pytest.raises(QueryError) as found:
        parse_watch(query)
    assert (found.value.code, found.value.at) == (code, at)
    assert problem(query, found.value)
    assert code in PROBLEMS


def test_fields_ask_for_language_source_platform_and_author() -> None:
    here = text(
        "La piscine", language="fr", author="Nadia @nadia", platform="mastodon", source="Gazette"
    )
    for query in ("lang:français", "source:gazette", "platform:masto", "from:nadia", "de:NADIA"):
        assert matches(parse_watch(f"piscine {query}"), here)
    for query in ("lang:en", "source:echo", "platform:bluesky", "from:paul"):
        assert not matches(parse_watch(f"piscine {query}"), here)


def test_stems_are_those_of_the_language_of_the_text() -> None:
    node = parse_watch("running")
    assert matches(node, text("They run every day", language="en"))
    assert not matches(node, text("Le run de la saison", language="fr"))


def test_words_that_are_signs_between_terms_are_words_in_quotes() -> None:
    node = parse_watch('"or" "sauf"')
    assert matches(node, text("De l’or, sauf erreur"))
    assert not matches(node, text("De l’argent, sauf erreur"))


def test_what_matched_is_marked_where_it_stands() -> None:
    here = text(POOL)

    def marked(query: str) -> list[str]:
        return [here.text[start:end] for start, end in marks(parse_watch(query), here)]

    assert marked("piscines -gare") == ["piscine", "#piscine"]
    assert marked('"piscine municipale" honte') == ["piscine municipale", "honte"]
    assert marked("piscine near/2 fermeture") == ["fermeture", "piscine"]


WORDS = st.sampled_from(
    "piscine piscines gare travaux été ete fermée close closed #mairie 🏊 l'eau works".split()
)
TERMS = st.one_of(
    WORDS,
    WORDS.map(lambda word: f'"{word} gare"'),
    WORDS.map(lambda word: f"{word[:3]}*"),
    st.tuples(WORDS, WORDS, st.integers(0, 4)).map(lambda t: f"({t[0]}) near/{t[2]} {t[1]}"),
    st.sampled_from(["lang:fr", "source:gazette", "from:nadia"]),
)
QUERIES = st.recursive(
    TERMS,
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: f"({' '.join(parts)})"),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: f"({' or '.join(parts)})"),
        inner.map(lambda part: f"(gare -({part}))"),
    ),
    max_leaves=6,
)
TEXTS = st.lists(WORDS | st.sampled_from(["gare", "le", ".", "la"]), max_size=12).map(" ".join)


@settings(max_examples=150, deadline=None)
@given(st.lists(QUERIES, min_size=1, max_size=6), TEXTS, st.sampled_from(["", "fr", "en"]))
def test_the_index_of_queries_finds_what_asking_each_of_them_finds(
    queries: list[str], words: str, language: str
) -> None:
    nodes = [(str(n), parse_watch(query)) for n, query in enumerate(queries)]
    here = text(words, language=language, author="Nadia", source="Gazette")
    expected = tuple(id_ for id_, node in nodes if matches(node, here))
    assert WatchEngine(nodes).matching(here) == expected
    often = dict.fromkeys(here.keys, 50)
    assert WatchEngine(nodes, often).matching(here) == expected


@settings(max_examples=100, deadline=None)
@given(QUERIES, TEXTS)
def test_capitals_make_no_difference(query: str, words: str) -> None:
    node = parse_watch(query)
    assert matches(node, text(words)) == matches(node, text(words.upper()))


@settings(max_examples=200, deadline=None)
@given(st.text(string.ascii_letters + string.punctuation + "éœß «»“” \t🏊٣", max_size=60))
def test_any_text_is_a_query_or_a_mistake_with_a_place_in_it(typed: str) -> None:
    found: list[QueryError] = []
    node = None
    try:
        node = parse_watch(typed)
    except QueryError as error:
        found.append(error)
    assert all(0 <= one.at <= len(typed) and problem(typed, one) for one in found)
    here = text(typed)
    assert all(0 <= a < b <= len(here.text) for a, b in (marks(node, here) if node else ()))
