import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmworkstation.ui import keymap, keys
from cmworkstation.ui.commands import BY_ID, COMMANDS, is_bare, is_letter
from cmworkstation.ui.keymap import Keymap, Refused
from cmworkstation.ui.preferences import Preferences

WITH_ALTGR = set("[]{}#|\\^@€`~")  # what a French keyboard types with AltGr only
DONE, OPEN, SEND = BY_ID["inbox.done"], BY_ID["inbox.open"], BY_ID["composer.send"]

each_set = pytest.mark.parametrize("name", keymap.SETS)


@each_set
def test_in_no_set_a_key_means_two_things_in_one_place(name):
    assert keymap.doubles(Keymap(name)) == {}


@each_set
def test_in_each_set_every_command_with_keys_has_one_that_a_french_keyboard_types_at_once(name):
    hard = [
        command.id
        for command in COMMANDS
        if (found := Keymap(name).of(command))
        and all(part.rpartition("+")[2] in WITH_ALTGR for key in found for part in key.split(", "))
    ]
    assert hard == []


@each_set
def test_in_each_set_a_bare_key_has_a_place_and_another_key_beside_it(name):
    for command in COMMANDS:
        found = Keymap(name).of(command)
        bare = [key for key in found if is_bare(key)]
        assert not bare or command.context != "global", command.id
        assert not bare or len(bare) < len(found), command.id


@each_set
def test_no_set_takes_a_key_away_without_another(name):
    lost = [row.id for row in COMMANDS if row.keys and not Keymap(name).of(row)]
    assert lost == []


@each_set
def test_every_key_of_a_set_could_be_given_by_hand(name):
    refused = [
        (row.id, key)
        for row in COMMANDS
        for key in Keymap(name).of(row)
        if keymap.refusal(row, key) is not None
    ]
    assert refused == []


def test_the_classic_set_has_no_single_letter():
    assert [row.id for row in COMMANDS for key in Keymap("classic").of(row) if is_letter(key)] == []


def test_names_in_the_sets_are_commands():
    assert set(keymap._MAIL) | set(keymap._CLASSIC) <= set(BY_ID)


def test_a_change_lies_over_whatever_set_is_chosen():
    changed = Keymap("mail").given(DONE, ("F12",))
    assert changed.of(DONE) == ("F12",)
    assert Keymap("classic", changed.own).of(DONE) == ("F12",)
    assert changed.of(OPEN) == OPEN.keys


def test_what_equals_the_set_again_is_no_change():
    assert Keymap().given(DONE, ("F12",)).given(DONE, DONE.keys) == Keymap()


@pytest.mark.parametrize(
    ("command", "key", "why"),
    [
        (DONE, "Ctrl+Alt+E", Refused.ALTGR),
        (DONE, "Tab", Refused.RESERVED),
        (DONE, "", Refused.UNKNOWN),
        (DONE, "A, B, C", Refused.UNKNOWN),
        (BY_ID["app.quit"], "Q", Refused.TYPES),
        (DONE, "Ctrl+Alt+Down", None),
        (DONE, "Y", None),
        (DONE, "F12", None),
    ],
)
def test_a_key_that_would_do_harm_is_refused_with_its_reason(command, key, why):
    assert keymap.refusal(command, key) is why


def test_a_command_has_five_keys_at_most():
    assert keymap.refusal(DONE, "F12", ("A", "B", "C", "D", "E")) is Refused.MOST


def test_a_taken_key_names_its_command():
    assert Keymap().taken_by(DONE, "Ctrl+R") == [BY_ID["inbox.reply"]]
    assert BY_ID["go.inbox"] in Keymap().taken_by(DONE, "G")  # it begins "G then I"


def test_the_french_form_of_a_digit_is_taken_with_it():
    assert Keymap().taken_by(DONE, "Alt+&") == [BY_ID["go.inbox"]]


def test_the_same_letter_may_mean_something_else_elsewhere():
    assert Keymap().taken_by(BY_ID["triage.yes"], "E") == []


def test_a_choice_outlives_the_program(tmp_path):
    kept = Preferences(tmp_path / "window.ini")
    wanted = Keymap("mail", {DONE.id: ("F12", "Shift+É"), OPEN.id: ()})
    keymap.keep(kept, wanted)
    kept.save()
    assert keymap.read(Preferences(tmp_path / "window.ini")) == wanted


@given(st.text(max_size=60))
def test_whatever_stands_in_the_file_gives_a_map(text):
    kept = Preferences(volatile=True)
    kept.set_word(keymap.OWN_WORD, text)
    kept.set_word(keymap.SET_WORD, text)
    assert keymap.read(kept).name in keymap.SETS


def test_what_is_wrong_in_the_file_is_left_out_and_the_rest_holds():
    kept = Preferences(volatile=True)
    kept.set_word(
        keymap.OWN_WORD,
        '{"inbox.done": ["F12"], "no.such": ["F1"], "inbox.open": ["Tab"], "app.quit": "Q"}',
    )
    assert keymap.read(kept) == Keymap("workstation", {DONE.id: ("F12",)})


def test_all_words_about_keys_follow_the_map_in_use():
    try:
        keymap.use(Keymap("classic").given(SEND, ("F12",)))
        assert keys.say_all(SEND) == "F12"
        assert keys.everywhere(SEND) == ["F12"]
        assert keys.bare(DONE) == ["Delete"]
    finally:
        keymap.use(Keymap())
