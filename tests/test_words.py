"""Everything that the program says of errors, states and times, in both languages."""

import ast
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cmworkstation import i18n, words
from cmworkstation.domain import errors
from cmworkstation.domain.account import TokenState, Visibility
from cmworkstation.domain.approval import ActKind
from cmworkstation.domain.conversation import Status
from cmworkstation.domain.message import Held, Recipients
from cmworkstation.domain.profile import Act, refusal
from cmworkstation.domain.progress import Progress
from cmworkstation.domain.reply import OutboxState, StepNote
from cmworkstation.sdk.atposts import WARNINGS
from cmworkstation.services.rescue import RESTORED, SALVAGED
from cmworkstation.words import (
    bluesky,
    desk,
    journal,
    mail,
    of_accounts,
    problems,
    states,
    steps,
    times,
)

PACKAGE = Path(words.__file__).parent.parent
NOW = datetime(2026, 9, 3, 14, 5, tzinfo=UTC)


def kinds(root: type[errors.WorkstationError]) -> Iterator[type[errors.WorkstationError]]:
    yield root
    for child in root.__subclasses__():
        if child.__module__ == errors.__name__:
            yield from kinds(child)


def made(kind: type[errors.WorkstationError]) -> errors.WorkstationError:
    if kind is errors.WorkspaceTooNew:
        return errors.WorkspaceTooNew(9, 1)
    if kind is errors.IncompleteAnswer:
        return errors.IncompleteAnswer(["name"])
    if kind is errors.NoRoom:
        return errors.NoRoom(0, 0)
    if kind is errors.QueryError:
        return errors.QueryError("no-date", 0, 1)
    return kind("detail-that-nobody-reads")


KINDS = [one for one in kinds(errors.WorkstationError) if one is not errors.WorkstationError]


@pytest.mark.parametrize("kind", KINDS, ids=lambda one: one.__name__)
def test_every_error_says_what_happened_in_both_languages(
    kind: type[errors.WorkstationError],
) -> None:
    problem = made(kind)
    told = {}
    for language in ("en", "fr"):
        i18n.use_language(language)
        notice = problems.error(problem)
        told[language] = notice
        assert notice.text.endswith(".")
        assert not notice.hint or notice.hint.endswith(".")
        assert "detail" not in notice.text + notice.hint
        assert kind.__name__ not in notice.text + notice.hint
        assert notice.kind in ("info", "warn", "error")
    assert told["en"].text != told["fr"].text
    i18n.use_language("en")
    if not issubclass(kind, errors.NotAllowed):
        assert problems.sentence(kind.__name__) == told["en"].text, "the same by the name alone"


def test_what_passes_by_itself_is_said_quietly() -> None:
    for kind in kinds(errors.Temporary):
        # Of a certificate a person must decide.
        if kind not in (errors.Ambiguous, errors.Untrusted):
            assert problems.error(made(kind)).kind == "info", kind


def test_a_mistake_of_the_program_says_so_and_shows_nothing_of_itself() -> None:
    notice = problems.error(KeyError("secret words of a person"))
    assert "made a mistake" in notice.text
    assert "of a person" not in notice.text + notice.hint
    assert problems.sentence("KeyError") == notice.text
    assert problems.sentence("") == ""


def reasons_in_the_source() -> set[str]:
    """Return every reason with which the program refuses something."""
    found = set()
    for file in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and getattr(node.func, "id", getattr(node.func, "attr", "")) == "NotAllowed"
                and node.args
            ):
                found |= {
                    one.value
                    for one in ast.walk(node.args[0])
                    if isinstance(one, ast.Constant) and isinstance(one.value, str)
                }
    return found


def test_every_reason_has_a_sentence_of_its_own() -> None:
    found = reasons_in_the_source() | {refusal(act) for act in Act}
    assert len(found) > 10
    said = {reason: problems.reason(reason) for reason in found | {"too-long", "holes", "stopped"}}
    general = problems.reason("nothing that exists")
    assert [reason for reason, text in said.items() if text == general] == []
    i18n.use_language("fr")
    assert [one for one, text in said.items() if problems.reason(one) == text] == []


def test_too_long_says_by_how_much() -> None:
    assert problems.error(errors.TooLong(over=1)).text == "The reply is too long by 1."
    i18n.use_language("fr")
    assert "12" in problems.error(errors.TooLong(over=12)).text


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_state_has_words_that_no_other_has(language: str) -> None:
    i18n.use_language(language)
    said: dict[str, list[str]] = {
        "outbox": [states.state(one) for one in OutboxState],
        "status": [states.status(one) for one in Status],
        "visibility": [states.visibility(one) for one in Visibility],
        "token": [of_accounts.token(one) for one in TokenState],
        "held": [states.held(one) for one in Held if one is not Held.NO],
    }
    for texts in said.values():
        assert all(texts)
        assert len(set(texts)) == len(texts)
    assert states.held(Held.NO) == ""


@pytest.mark.parametrize(
    ("hours", "en", "fr"),
    [
        (0, "today 14:05", "aujourd’hui 14:05"),
        (-14, "today 00:05", "aujourd’hui 00:05"),
        (-15, "yesterday 23:05", "hier 23:05"),
        (9, "today 23:05", "aujourd’hui 23:05"),
        (10, "tomorrow 00:05", "demain 00:05"),
        (-48, "Tue 1 Sep", "mar. 1 sept."),
        (48, "Sat 5 Sep", "sam. 5 sept."),
        (-24 * 179, "Sun 8 Mar", "dim. 8 mars"),
        (-24 * 180, "7 Mar 2026", "7 mars 2026"),
        (-24 * 365, "3 Sep 2025", "3 sept. 2025"),
    ],
)
def test_times_as_people_say_them(hours: int, en: str, fr: str) -> None:
    at = NOW + timedelta(hours=hours)
    assert words.when(at, NOW) == en
    i18n.use_language("fr")
    assert words.when(at, NOW) == fr


@pytest.mark.parametrize(
    ("minutes", "span"),
    [
        (0, "less than a minute"),
        (1, "1 min"),
        (59, "59 min"),
        (60, "1 h"),
        (119, "1 h"),
        (47 * 60 + 59, "47 h"),
        (48 * 60, "2 days"),
        (-48 * 60, "2 days"),
    ],
)
def test_lengths_of_time(minutes: int, span: str) -> None:
    assert words.span(timedelta(minutes=minutes)) == span


def test_what_is_due_and_what_is_late() -> None:
    at = f"{(NOW + timedelta(hours=2)).astimezone():%H:%M}"
    assert times.due(NOW + timedelta(hours=2), NOW) == f"due {at}"
    at = f"{(NOW - timedelta(days=3)).astimezone():%H:%M}"
    weekday = "Mon Tue Wed Thu Fri Sat Sun".split()[
        (NOW - timedelta(days=3)).astimezone().weekday()
    ]
    assert times.due(NOW - timedelta(days=3), NOW) == f"late since {weekday} {at}"
    assert times.due(NOW - timedelta(days=30), NOW).startswith("late since ")
    i18n.use_language("fr")
    assert times.due(NOW - timedelta(days=3), NOW).startswith("en retard depuis ")


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (20, "less than a minute"),
        (40 * 60, "40 min"),
        (9000, "2 h 30"),
        (9300, "2 h 35"),
        (3600, "1 h"),
        (7500, "2 h 05"),
        (3 * 86400, "3 days"),
    ],
)
def test_how_much_time_is_left(seconds: int, said: str) -> None:
    assert times.left(seconds, opening=True) == f"{said} of opening time left"
    assert times.left(seconds, opening=False) == f"{said} left"
    assert times.left(0, opening=True) == "due when you open"


@pytest.mark.parametrize("language", i18n.LANGUAGES)
@pytest.mark.parametrize("note", [*StepNote, "Offline", "RateLimited", "Refused"])
def test_every_reason_for_a_step_is_said_in_words(language, note):
    i18n.use_language(language)
    said = states.note(note)
    assert len(said) > 5
    assert not re.search(r"[a-z][A-Z]|_", said), "a name out of the code"


def test_a_step_without_a_reason_gets_no_words():
    assert states.note("") == ""


def test_the_reasons_are_translated():
    in_english = {note: states.note(note) for note in StepNote}
    i18n.use_language("fr")
    assert [note for note in StepNote if states.note(note) == in_english[note]] == []


@pytest.mark.parametrize(
    ("look", "name"),
    [("wordpress", "WordPress"), ("gotosocial", "GoToSocial"), ("mastodon", "Mastodon")],
)
def test_platforms_are_written_as_their_makers_write_them(look, name):
    assert words.platform(look) == name


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_reason_that_the_program_gives_for_quarantine_has_words(language: str) -> None:
    given = set()
    for path in (*PACKAGE.glob("connectors/*.py"), *PACKAGE.glob("sdk/**/*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Unreadable":
                given |= {
                    part.value.rpartition(": ")[2]
                    if isinstance(node.args[0], ast.JoinedStr)
                    else part.value
                    for part in ast.walk(node.args[0])
                    if isinstance(part, ast.Constant) and isinstance(part.value, str)
                }
    reasons = {one for one in given if " " in one}
    assert len(reasons) > 8
    i18n.use_language(language)
    try:
        for reason in reasons - {"no such part"}:  # of an attachment that is opened, not of an item
            said = of_accounts.quarantine_reason(reason)
            assert said.endswith(".")
            assert said != of_accounts.quarantine_reason("?"), reason
    finally:
        i18n.use_language("en")


def test_what_was_read_is_said_in_words_and_a_name_is_left_as_it_is() -> None:
    assert of_accounts.stream("") == "the whole account"
    assert of_accounts.stream("notifications") == "mentions and replies"
    assert of_accounts.stream("mail:INBOX") == "folder INBOX"
    assert of_accounts.stream("changes:Été") == "changes in Été"
    assert of_accounts.stream("<b>odd</b>") == "<b>odd</b>"


def test_what_happens_next_has_its_time_within_a_sentence() -> None:
    assert words.at(NOW + timedelta(hours=1), NOW) == "at 15:05"
    assert words.at(NOW + timedelta(days=1), NOW) == "tomorrow 14:05"
    assert words.at(NOW + timedelta(days=3), NOW) == "Sun 6 Sep"


def test_who_gets_an_answer_is_named_and_the_rest_is_counted() -> None:
    many = tuple(f"{n}@a.example" for n in range(5))
    assert mail.recipients(Recipients(many[:1], many)) == (
        "The answer goes to 0@a.example."
        " Copies go to 0@a.example, 1@a.example, 2@a.example and 2 more."
    )


def test_an_address_that_gets_an_answer_is_never_cut_and_turns_no_sentence_around() -> None:
    long = "orders@shop.example." + "a" * 200 + ".elsewhere.example"
    said = mail.recipients(Recipients((long,), (), "a\u202e@\n<b>b.example"))
    assert long in said.replace("\u200b", "")
    assert max(map(len, re.split("[ \u200b]", said))) <= mail.LONG
    assert said.endswith(", not to the sender a@ <b>b.example.")


def kinds_of_acts() -> set[str]:
    """Return every kind of act that the program notes in its journal."""
    found = {f"approval.{kind}" for kind in ActKind} | {RESTORED, SALVAGED}
    for file in (PACKAGE / "services").glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in (
                "note",
                "_note",
                "_change",
            ):
                found |= {
                    one.value
                    for one in node.args[:2]
                    if isinstance(one, ast.Constant)
                    and isinstance(one.value, str)
                    and "." in one.value
                }
    return found


def test_every_act_of_the_journal_has_words_in_both_languages() -> None:
    found = kinds_of_acts()
    assert len(found) > 40
    assert [kind for kind in found if journal.kind(kind) == kind] == []
    english = {kind: journal.kind(kind) for kind in found}
    i18n.use_language("fr")
    assert [kind for kind in found if journal.kind(kind) == english[kind]] == []


def test_progress_is_said_with_what_is_done_and_how_far_it_is() -> None:
    assert steps.progress(Progress(420, 1000, "similar")) == "Comparing 42 %"
    assert steps.progress(Progress(1200, 0, "fetch")) == "Fetching: 1,200"
    assert steps.progress(Progress(0, 0, "open")) == "Opening …"
    assert steps.progress(Progress(3, 4, "of a connector")) == "75 %"
    i18n.use_language("fr")
    assert steps.progress(Progress(1200, 0, "fetch")) == "Récupération\u00a0: 1\u202f200"
    assert steps.progress(Progress(420, 1000, "similar")).endswith("42\u00a0%")


def test_every_step_of_long_work_has_a_word() -> None:
    said = set(
        re.findall(
            r'Progress\([^)]*"([a-z-]+)"[,)]',
            "".join(p.read_text("utf-8") for p in PACKAGE.rglob("*.py")),
        )
    )
    assert said - {"open"} <= set(steps.STEPS)
    assert "fetch" in said


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_label_of_a_post_has_words_and_other_warnings_are_their_authors(
    language: str,
) -> None:
    i18n.use_language(language)
    for name in WARNINGS:
        said = bluesky.warning(f"labels: {name}")
        assert "!" not in said
        assert i18n.tr(bluesky.LABELS[name]) in said
    both = bluesky.warning("labels: porn, a-new-one")
    assert "a-new-one" in both
    assert "labels" not in both
    assert "Spiders: look away" in bluesky.warning("Spiders: look away")


@pytest.mark.parametrize(
    ("typed", "english", "french"),
    [
        ("lun-ven 8h-18h", "Mon–Fri 08:00–18:00", "lun.–ven. 08:00–18:00"),
        ("sat, mon 9-12; sun 22:00-6:00", "Mon, Sat 09:00–12:00; Sun 22:00–06:00", None),
        ("08:30-12:00", "08:30–12:00", "08:30–12:00"),
        ("", "at all times", "à toute heure"),
        ("when I am awake", "when I am awake", "when I am awake"),
    ],
)
def test_hours_on_call_are_told_in_the_person_s_language(typed, english, french):
    assert desk.hours_of(typed) == english
    if french is not None:
        i18n.use_language("fr")
        assert desk.hours_of(typed) == french
