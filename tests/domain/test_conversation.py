"""What a row of the inbox says of its conversation."""

import pytest

from cmworkstation.domain.conversation import without_address


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("@mairie Bonjour", "Bonjour"),
        ("@mairie@social.example:8123, @nadia Bonjour", "Bonjour"),
        ("@mairie: à 9 h ?", "à 9 h ?"),
        ("Bonjour @mairie", "Bonjour @mairie"),
        ("@mairie", "@mairie"),
        ("@ 9 h", "@ 9 h"),
        ("", ""),
    ],
)
def test_mentions_at_the_beginning_are_left_out_when_words_follow(text, said):
    assert without_address(text) == said
