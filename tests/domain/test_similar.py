"""Which messages are alike: the same question in other words of address, and not what merely shares small words."""

from hypothesis import given
from hypothesis import strategies as st

from cmworkstation.domain.similar import FEWEST_WORDS, LIKE, groups, like, likeness, words_of


def result(work):
    while True:
        try:
            next(work)
        except StopIteration as end:
            return end.value


def test_mentions_links_numbers_and_greetings_count_for_nothing() -> None:
    one = words_of("Bonjour @mairie, la piscine ouvre-t-elle le 12 mai ? https://a.example/1")
    two = words_of("@ville@social.example Salut ! La piscine ouvre le 3 mai ? www.b.example")
    assert one == two == {"piscin", "ouvre", "mai"}


def test_messages_that_share_small_words_only_are_not_alike() -> None:
    one, two = words_of("Où est la poste ?"), words_of("Où est le marché ?")
    assert likeness(one, two) == 0.0


def test_groups_hold_what_is_like_their_beginning_and_the_largest_comes_first() -> None:
    pool = [f"La piscine municipale ferme-t-elle pendant les travaux, {n} ?" for n in "ab"]
    bus = [f"Le bus scolaire passe-t-il à Corvenay {n} ?" for n in "abcd"]
    texts = list(enumerate([*pool, *bus, pool[0], "Bonjour", "Merci", ""]))
    assert result(groups(texts)) == ((2, 3, 4, 5), (0, 1, 6))


@given(
    st.lists(st.sets(st.sampled_from([f"m{a}{b}" for a in "abcdef" for b in "xyz"]), max_size=7))
)
def test_each_message_joins_the_most_alike_of_all_that_began_before_it(
    spoken: list[set[str]],
) -> None:
    texts = [(n, " ".join(sorted(words))) for n, words in enumerate(spoken)]
    made: list[tuple[frozenset[str], list[int]]] = []
    for n, text in texts:
        words = words_of(text)
        best = max(made, key=lambda one: likeness(words, one[0]), default=None)
        if best and likeness(words, best[0]) >= LIKE:
            best[1].append(n)
        elif len(words) >= FEWEST_WORDS:
            made.append((words, [n]))
    expected = sorted((tuple(ids) for _, ids in made), key=len, reverse=True)
    assert result(groups(texts, 1)) == tuple(expected)


def test_like_gives_the_most_alike_first() -> None:
    texts = [
        (1, "horaires piscine travaux"),
        (2, "horaire piscine"),
        (3, "poubelles bleues"),
    ]
    assert result(like("horaire de la piscine", texts)) == (2, 1)


def test_five_thousand_messages_are_compared_in_steps_that_can_be_stopped() -> None:
    texts = [(n, f"mot{chr(97 + n % 26)} autre{chr(97 + n // 26 % 26)} fin") for n in range(5000)]
    work = groups(texts)
    seen = [next(work).done for _ in range(10)]
    work.close()
    assert seen == list(range(0, 2000, 200))
