"""Looking back: the list of what we said, notes about it, the monthly sample, and files for others."""

import csv
import io
import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cmworkstation.domain.account import Account
from cmworkstation.domain.case_file import Wanted
from cmworkstation.domain.conversation import View
from cmworkstation.domain.errors import BackupFailed, NotAllowed
from cmworkstation.domain.ids import ConversationId
from cmworkstation.domain.reply_time import Kind
from cmworkstation.domain.review import Filter, Sent, Verdict
from cmworkstation.domain.table import Format, Table
from cmworkstation.services import review as review_service
from cmworkstation.services import sent_finds, table_export
from cmworkstation.services.clauses import ClauseKind
from cmworkstation.words.case_file import HtmlCase
from tests.builders_workspace import HOSTILE, US, a_message, a_workstation, add_account, receive
from tests.services.conftest import World
from tests.services.test_restore import a_copy, restore
from tests.services.test_times import OFFICE, account, ask, paris, reply, rows
from tests.store.builders import an_item
from tests.walking import walked

__all__ = ["account"]


def listed(world: World, wanted: Filter | None = None, size: int = 50) -> list[Sent]:
    """Read the whole list, a page at a time."""
    found: list[Sent] = []
    before = None
    while True:
        page = walked(world.services.review.page(wanted or Filter(), before, size))
        found += page.rows
        before = page.before
        if before is None:
            return found


@pytest.fixture
def talk(world: World, account: Account) -> World:
    """Three answers from here, the second of them late."""
    for n, minutes in enumerate((30, 200, 10)):
        start = paris(2026, 11, 3 + n, 10, 0)
        ask(world, account, f"q{n}", start, by=f"person{n}")
        world.clock.set(start)
        reply(world, start + timedelta(minutes=minutes), f"Oui, venez demain. {n}")
    world.clock.set(paris(2026, 11, 6, 10, 0))
    return world


def test_the_list_holds_what_was_sent_from_here_newest_first_in_pages_of_any_size(
    talk: World,
) -> None:
    found = listed(talk)
    assert [one.words for one in found] == [f"Oui, venez demain. {n}" for n in (2, 1, 0)]
    assert [one.late for one in found] == [False, True, False]
    assert all(one.outbox_id and one.target_id and one.message_id for one in found)
    assert listed(talk, size=1) == found


def test_filters_narrow_the_list(talk: World) -> None:
    def words(**wanted: object) -> list[str]:
        return [one.words[-1] for one in listed(talk, Filter(**wanted))]  # type: ignore[arg-type]

    assert words(late=True) == ["1"]
    assert words(since=paris(2026, 11, 4), until=paris(2026, 11, 5)) == ["1"]
    assert words(until=paris(2026, 11, 4)) == ["0"]
    assert words(category="urgent") == []
    assert words(query="demain") == words(query="venez*") == ["2", "1", "0"]
    assert words(query="personne") == []
    assert words(overridden=True) == words(approved=True) == words(annotated=True) == []
    (one,) = talk.services.accounts.listed()
    assert len(words(account_id=one.id)) == 3


def test_what_we_wrote_elsewhere_and_what_was_confirmed_by_hand_is_in_the_list(
    tmp_path: Path,
) -> None:
    services = a_workstation(tmp_path / "w")
    town = add_account(services)
    receive(services, town, [a_message("q", "When?", 5)])
    receive(services, town, [a_message("a", "At ten.", 4, writer=US, parent="q")])
    (native,) = walked(services.review.page(Filter())).rows
    assert (native.words, native.outbox_id, native.to) == ("At ten.", None, "Nadia Perrault")
    assert services.review.opened(native).answered is not None
    with services.workspace.write() as connection:
        connection.execute(
            "INSERT INTO outbox(id, conversation_id, account_no, target_id, body, body_digest, visibility, once_key,"
            " state, created_at, sent_at, remote_id) SELECT 'by-hand', conversation_id, account_no, id, 'By hand.',"
            " 'x', 'public', 'k', 'sent', at, at + 1000, 'elsewhere' FROM message WHERE NOT ours"
        )
    both = walked(services.review.page(Filter())).rows
    assert [one.words for one in both] == ["At ten.", "By hand."]
    assert walked(services.review.page(Filter(), both[0].key)).rows == both[1:]
    assert services.review.opened(both[1]).text == "By hand."
    services.close()


def test_a_note_is_removed_put_back_and_survives_a_restored_backup(talk: World) -> None:
    review = talk.services.review
    copy = a_copy(talk)
    (_, late, _) = listed(talk)
    made, _ = review.annotate(late, "Trop long.")
    assert [one.words for one in listed(talk, Filter(annotated=True))] == [late.words]
    review.remove(made.id)
    assert review.annotations(late) == ()
    review.put_back(made.id)
    assert review.annotations(late) == (made,)
    with pytest.raises(NotAllowed):
        review.annotate(late, "  ")
    sample, _ = talk.services.samples.draw("2026-11")
    talk.services.samples.judge(sample.id, 1, Verdict.BETTER, "Plus court.")
    before = talk.services.samples.sample(sample.id)
    restore(talk, copy, keep=True)
    assert talk.services.review.annotations(late) == (made,)
    assert talk.services.samples.sample(sample.id) == before


def test_a_reply_is_found_by_a_remark_on_it_or_on_what_it_answers(talk: World) -> None:
    review = talk.services.review
    first, second, third = listed(talk)
    review.annotate(second, "Bien dit, mais trop tard.")
    with talk.services.workspace.write() as connection:
        connection.execute(
            "INSERT INTO annotation(id, message_id, words, at) VALUES('asked', ?, 'Une question difficile', 1)",
            (third.target_id,),
        )

    def keys(query: str) -> list[int]:
        return [one.key for one in listed(talk, Filter(query=query))]

    assert keys("tard") == keys("in:remarks tard -difficile") == [second.key]
    assert keys("dans:remarques question") == [third.key]
    assert keys("has:remark") == keys("in:remarks") == [second.key, third.key]
    assert keys("venez or tard") == [first.key, second.key, third.key]
    assert keys("in:remarks demain") == []


def test_a_reply_is_found_the_same_way_where_much_matches(
    talk: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second, third = listed(talk)
    talk.services.review.annotate(second, "Bien dit, demain.")

    def told() -> list[list[int]]:
        wanted = (
            Filter(query="demain"),
            Filter(query="demain", annotated=True),
            Filter(query="from:person1"),
            Filter(query="in:remarks demain"),
            Filter(query="demain", until=paris(2026, 11, 5)),
        )
        return [[one.key for one in listed(talk, one, size=1)] for one in wanted]

    few = told()
    monkeypatch.setattr(sent_finds, "FEW", 0)  # every query finds more than few
    monkeypatch.setattr(review_service, "SLICE", 1)
    assert told() == few
    assert few == [
        [first.key, second.key, third.key],
        [second.key],
        [second.key],
        [second.key],
        [second.key, third.key],
    ]


def test_a_month_is_drawn_once_gone_through_closed_and_summed_up(talk: World) -> None:
    samples = talk.services.samples
    sample, _ = samples.draw("2026-11")
    assert samples.draw("2026-11")[0] == sample
    assert {one.outbox_id for one in sample.items} == {one.outbox_id for one in listed(talk)}
    with pytest.raises(NotAllowed):
        samples.close(sample.id)
    samples.judge(sample.id, 1, Verdict.GOOD)
    before, _ = samples.judge(sample.id, 2, Verdict.NOT_SENT, "À vérifier d’abord.")
    assert before.verdict is Verdict.OPEN
    samples.put_back(sample.id, before)
    assert samples.sample(sample.id).judged == 1
    samples.judge(sample.id, 2, Verdict.BETTER)
    samples.judge(sample.id, 3, Verdict.GOOD)
    samples.close(sample.id)
    with pytest.raises(NotAllowed):
        samples.judge(sample.id, 1, Verdict.BETTER)
    summed = walked(samples.summary(sample.id))
    assert summed.sample.counts == {
        Verdict.OPEN: 0,
        Verdict.GOOD: 2,
        Verdict.BETTER: 1,
        Verdict.NOT_SENT: 0,
    }
    assert summed.spoken_of == 0
    stricter = OFFICE.replace('"1.0"', '"1.1"').replace("sous peu", "demain")
    stricter = stricter.replace("On vous répond sous peu.", "Venez demain.").replace(
        'good = ["Demain."]', 'good = ["Lundi."]'
    )
    talk.services.charters.save(stricter)
    assert walked(samples.summary(sample.id)).spoken_of == 3
    samples.open_again(sample.id)
    assert samples.sample(sample.id).closed_at is None
    with pytest.raises(NotAllowed):
        samples.draw("2020-01")


def test_months_and_weeks_say_what_was_worked_out_by_hand(talk: World) -> None:
    (month,) = walked(talk.services.figures.waits(Kind.FIRST, 3))
    assert (month.figure.n, month.figure.late) == (3, 1)
    assert month.figure.open_median == 30 * 60
    assert month.figure.open_p90 == 200 * 60
    week = walked(talk.services.figures.volumes(4))[-1]
    assert (week.theirs, week.ours, week.conversations) == (3, 3, 3)
    assert len(talk.services.figures.behind(week)) == 3
    assert len(rows(talk)) == 6


def test_who_waits_and_what_we_owe_is_exact(world: World, account: Account) -> None:
    thankful = OFFICE.replace('"1.0"', '"1.1"').replace(
        "[[target]]",
        '[[category]]\nid = "merci"\nlabel.fr = "Merci"\naction = "thank"\n\n[[target]]',
        1,
    )
    world.services.charters.save(thankful)
    ask(world, account, "q0", paris(2026, 11, 3, 10, 0), by="one")
    ask(world, account, "q1", paris(2026, 11, 3, 11, 0), by="two")
    ask(world, account, "q2", paris(2026, 11, 3, 12, 0), by="two")
    homes = sorted(world.services.inbox.ids(View()))
    world.services.triage.choose(ConversationId(homes[1]), "merci")
    now = world.services.figures.experience()
    assert (now.waiting, now.people) == (3, 2)
    assert now.oldest == homes[0]
    assert now.oldest_since == paris(2026, 11, 3, 10, 0)
    assert now.thanks == (homes[1],)
    assert now.late == now.soon == ()


def test_clauses_are_used_set_aside_or_never_touched(talk: World) -> None:
    first = listed(talk)[0]
    with talk.services.workspace.write() as connection:
        connection.execute(
            "UPDATE outbox SET outcomes=? WHERE id=?",
            (json.dumps({"charter": "office", "rules": {"flou": "waived"}}), first.outbox_id),
        )
        connection.execute(
            "INSERT INTO waiver(id, draft_id, outbox_id, charter_hash, rule, severity, passage, reason, need,"
            " profile_id, at) VALUES('w', 'd', ?, 'h', 'flou', 'warn', '', 'other', 'reason', '', 1)",
            (first.outbox_id,),
        )
    found = {(one.kind, one.id): one for one in walked(talk.services.clauses.report())}
    rule = found[ClauseKind.RULE, "flou"]
    assert rule.replies == rule.overridden == (first.outbox_id,)
    assert found[ClauseKind.CATEGORY, "urgent"].used == 0
    assert found[ClauseKind.CATEGORY, "urgent"].last_at is None


HOSTILE_TEXTS = (
    '=cmd|"/c calc"!A1',
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "<script>alert(1)</script>",
    "\u202eevil\u2066",
    "مرحبا",
    "a" * 1_000_000,
    "\ud800",
    "",
)


def test_no_hostile_text_leaves_its_cell_of_a_table_in_markdown(tmp_path: Path) -> None:
    table = Table(("n", "text"), list(enumerate((*HOSTILE_TEXTS, "a | b\n| c"))))
    target = tmp_path / "table"
    walked(table_export.write(table, target, Format.MARKDOWN))
    lines = target.read_text(encoding="utf-8").splitlines()
    assert len(lines) == len(HOSTILE_TEXTS) + 3
    assert {len(re.split(r"(?<!\\)\|", line)) for line in lines} == {4}
    assert lines[-1] == "| 12 | a \\| b \\| c |"


@pytest.mark.parametrize("form", [one for one in Format if one is not Format.MARKDOWN])
def test_no_hostile_text_becomes_a_formula_and_every_cell_comes_back(
    tmp_path: Path, form: Format
) -> None:
    table = Table(("n", "text"), list(enumerate(HOSTILE_TEXTS)), len(HOSTILE_TEXTS))
    target = tmp_path / "table"
    assert walked(table_export.write(table, target, form)) == len(HOSTILE_TEXTS)
    text = target.read_bytes().decode("utf-8-sig")
    if form is Format.JSON_LINES:
        cells = [json.loads(line)["text"] for line in text.splitlines()]
        assert cells[:-2] == list(HOSTILE_TEXTS[:-2])
        return
    csv.field_size_limit(2_000_000)
    separator = ";" if form is Format.SEMICOLONS else ","
    head, *lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    assert head == ["n", "text"]
    for line, was in zip(lines, HOSTILE_TEXTS, strict=True):
        assert not line[1].startswith(("=", "+", "-", "@", "\t", "\r"))
        if was.isprintable():
            assert line[1].removeprefix("'") == was


def test_a_table_that_cannot_be_written_there_leaves_nothing(tmp_path: Path) -> None:
    table = Table(("n",), [(1,)])
    with pytest.raises(BackupFailed):
        walked(table_export.write(table, tmp_path / "none" / "table.csv", Format.CSV))
    stopped = table_export.write(table, tmp_path / "table.csv", Format.CSV)
    next(stopped)
    stopped.close()
    assert list(tmp_path.iterdir()) == []


def test_one_row_per_conversation_and_its_totals_match(talk: World, tmp_path: Path) -> None:
    target = tmp_path / "conversations.csv"
    table = talk.services.tables.conversations()
    assert walked(talk.services.tables.write(table, target, Format.CSV)) == 3
    with target.open(encoding="utf-8-sig", newline="") as file:
        found = list(csv.DictReader(file))
    connection = talk.services.workspace.read()
    (messages,) = connection.execute("SELECT count(*) FROM message").fetchone()
    assert sum(int(one["messages"]) for one in found) == messages
    assert sum(int(one["from_us"]) for one in found) == 3
    assert [one["first_reply_open_s"] for one in found] == ["1800", "12000", "600"]
    assert [one["late"] for one in found] == ["0", "1", "0"]
    some = talk.services.tables.conversations([int(found[2]["conversation"])])
    assert len(list(some.rows)) == some.total == 1


def test_every_column_is_described(tmp_path: Path) -> None:
    services = a_workstation(tmp_path / "w")
    columns = services.tables.conversations().columns
    text = (Path(__file__).parents[2] / "docs" / "table-export.md").read_text(encoding="utf-8")
    described = [line.split("`")[1] for line in text.splitlines() if line.startswith("| `")]
    assert tuple(described[: len(columns)]) == columns
    services.close()


def _hostile(tmp_path: Path) -> tuple[object, list[int]]:
    services = a_workstation(tmp_path / "w")
    town = add_account(services)
    homes: list[int] = []
    for n, text in enumerate(HOSTILE_TEXTS):
        if "\ud800" in text:
            continue
        homes += receive(services, town, [a_message(f"h{n}", text, n + 1, writer=HOSTILE)])
    for n, year in enumerate((1, 9999)):
        at = datetime(year, 6, 1, tzinfo=UTC)
        item = replace(an_item(f"y{n}", "Ancient", 0), at=at)
        homes += receive(services, town, [item])
    return services, homes


@pytest.mark.parametrize("suffix", [".html", ".jsonl"])
def test_a_case_file_shows_hostile_texts_as_text(tmp_path: Path, suffix: str) -> None:
    services, homes = _hostile(tmp_path)
    target = tmp_path / f"case{suffix}"
    files = services.case_files  # type: ignore[attr-defined]
    assert walked(files.write(target, homes, Wanted(), HtmlCase())) == len(homes)
    text = target.read_text(encoding="utf-8")
    if suffix == ".html":
        assert "<script" not in text
        assert "<img" not in text
        assert "src=" not in text.replace("src=&#x27;", "")
        assert "\u202e" not in text
        assert "default-src 'none'" in text
    else:
        kinds = [json.loads(line)["kind"] for line in text.splitlines()]
        assert kinds.count("conversation") == len(homes)
    services.close()  # type: ignore[attr-defined]


def test_notes_and_names_stay_out_unless_they_are_asked_for(talk: World, tmp_path: Path) -> None:
    found = listed(talk)
    talk.services.review.annotate(found[0], "Rien que pour nous.")
    homes = [one.conversation_id for one in found]

    def text(**wanted: bool) -> str:
        target = tmp_path / "case.html"
        steps = talk.services.case_files.write(target, homes, Wanted(**wanted), HtmlCase())
        walked(steps)
        return target.read_text(encoding="utf-8")

    assert "Rien que pour nous." not in text()
    shown = text(notes=True)
    assert "Rien que pour nous." in shown
    assert "internal" in shown
    assert "person0" in shown
    hidden = text(names=False)
    assert "person0" not in hidden
    assert "Person 1" in hidden
    assert "Oui, venez demain. 0" in hidden


def test_a_case_file_that_is_stopped_leaves_nothing(talk: World, tmp_path: Path) -> None:
    homes = [one.conversation_id for one in listed(talk)]
    target = tmp_path / "out" / "case.html"
    target.parent.mkdir()
    steps = talk.services.case_files.write(target, homes, Wanted(), HtmlCase())
    next(steps)
    steps.close()
    assert list(target.parent.iterdir()) == []
