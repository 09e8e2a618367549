"""What the program says of a reply's life: every step in words, in both languages, and never a name out of the code."""

import re
from datetime import timedelta

import pytest

from cmworkstation import i18n, words
from cmworkstation.domain.reply import OutboxState, StepNote


@pytest.mark.parametrize("language", i18n.LANGUAGES)
@pytest.mark.parametrize("note", [*StepNote, "Offline", "RateLimited", "Refused"])
def test_every_reason_for_a_step_is_said_in_words(language, note):
    i18n.use_language(language)
    said = words.note(note)
    assert len(said) > 5
    assert not re.search(r"[a-z][A-Z]|_", said), "a name out of the code"


def test_a_step_without_a_reason_gets_no_words():
    assert words.note("") == ""


def test_the_reasons_are_translated():
    in_english = {note: words.note(note) for note in StepNote}
    i18n.use_language("fr")
    assert [note for note in StepNote if words.note(note) == in_english[note]] == []


@pytest.mark.parametrize("state", OutboxState)
def test_every_state_has_words_of_its_own(state):
    assert sum(words.state(state) == words.state(other) for other in OutboxState) == 1


@pytest.mark.parametrize(
    ("look", "name"),
    [("wordpress", "WordPress"), ("gotosocial", "GoToSocial"), ("mastodon", "Mastodon")],
)
def test_platforms_are_written_as_their_makers_write_them(look, name):
    assert words.platform(look) == name


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0, "less than a minute"), (59, "less than a minute"), (60, "1 min"), (7200, "2 h")],
)
def test_spans_are_said_in_one_unit(seconds, said):
    assert words.span(timedelta(seconds=seconds)) == said
