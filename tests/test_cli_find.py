"""Searching and saved views at the command line."""

import json
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from cmworkstation import cli
from cmworkstation.domain.ids import ConversationId
from cmworkstation.domain.review import Filter
from tests.builders_workspace import US, a_message, a_workstation, add_account, receive
from tests.store.builders import an_item
from tests.walking import walked


@pytest.fixture
def place(tmp_path: Path) -> str:
    with closing(a_workstation(tmp_path / "w")) as services:
        receive(services, add_account(services), [an_item("1", "A late parcel"), an_item("2", "x")])
    return str(tmp_path / "w")


def run(place: str, *words: str) -> int:
    return cli.main([words[0], *words[1:], "--workspace", place, "--lang", "en"])


def test_find_prints_counts_and_says_what_is_unclear(
    place: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(place, "find", "est:nouveau", "PARCEL", "--json") == 0
    assert [one["author_name"] for one in json.loads(capsys.readouterr().out)["found"]] == [
        "Nadia Perrault"
    ]
    assert run(place, "find", "de:nadia", "--count") == 0
    assert capsys.readouterr().out == "2 messages found\n"
    assert run(place, "find", "late", "befor:2026") == 2
    told = capsys.readouterr().err.splitlines()
    assert told[:2] == ["late befor:2026", "     ^^^^^^"]


def test_views_are_kept_listed_exported_and_taken_in(
    place: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(place, "views", "add", "Late", "is:new parcel") == 0
    assert run(place, "views") == 0
    assert capsys.readouterr().out.split() == ["Late", "1", "Late", "is:new", "parcel"]
    assert run(place, "views", "export") == 0
    text = capsys.readouterr().out
    assert run(place, "views", "remove", "late") == 0
    (tmp_path / "views.txt").write_text(text, "utf-8")
    assert run(place, "views", "import", str(tmp_path / "views.txt")) == 0
    assert run(place, "views", "remove", "none") == 2
    assert run(place, "views", "add", "x", "is:purple") == 2
    assert "is:purple\n   ^^^^^^\n" in capsys.readouterr().err
    assert run(place, "views", "list", "--json") == 0
    (view,) = json.loads(capsys.readouterr().out)["views"]
    assert (view["name"], view["query"], view["conversations"]) == ("Late", "is:new parcel", 1)


def test_find_says_what_stands_elsewhere(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with closing(a_workstation(tmp_path / "w")) as services:
        (home,) = receive(services, add_account(services), [an_item("1", "A late parcel")])
        services.notes.write(ConversationId(home), "Déjà vu: the courier lost it")
        services.drafts.save(
            replace(services.drafts.begin(ConversationId(home)), body="We found it, déjà vu!")
        )
    told = {}
    for query in ("deja vu", "nadia", "in:notes courier", "is:new deja", "courier -lost"):
        assert run(str(tmp_path / "w"), "find", query, "--json") == 0
        found = json.loads(capsys.readouterr().out)["elsewhere"]
        told[query] = [(one["place"], one["at"]) for one in found]
    assert told == {
        "deja vu": [("note", str(home)), ("unsent", str(home))],
        "nadia": [("person", "Nadia Perrault")],
        "in:notes courier": [("note", str(home))],
        "is:new deja": [],
        "courier -lost": [],
    }


def test_find_says_what_a_reviewer_remarked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = tmp_path / "w"
    with closing(a_workstation(place)) as services:
        town = add_account(services)
        receive(services, town, [a_message("q", "A late parcel", 5)])
        (home,) = receive(services, town, [a_message("a", "At ten.", 4, writer=US, parent="q")])
        (sent,) = walked(services.review.page(Filter())).rows
        services.review.annotate(sent, "Trop sec : dites « désolés » d’abord")
        services.review.annotate(sent, "Deso\u0301le\u0301s again, but when?")
        gone, _ = services.review.annotate(sent, "désolés, taken back")
        services.review.remove(gone.id)
    told = {}
    for query in (
        "desoles",
        "dans:remarques sec -again",
        "est:remarque (again or nothing)",
        "in:remarks",
        '"but when"',
        "is:remark sec again",
        "has:remark desoles",
        "has:remark",
        "parcel has:remark",
    ):
        assert run(str(place), "find", query, "--json") == 0
        found = json.loads(capsys.readouterr().out)
        remarks = [one["words"] for one in found["elsewhere"] if one["place"] == "remark"]
        told[query] = (len(found["found"]), remarks)
        assert all(one["at"] == str(home) for one in found["elsewhere"])
    first = "Trop sec : dites « \x02désolés\x03 » d’abord"
    second = "\x02Deso\u0301le\u0301s\x03 again, but when?"
    assert told == {
        "desoles": (0, [second, first]),
        "dans:remarques sec -again": (0, ["Trop \x02sec\x03 : dites « désolés » d’abord"]),
        "est:remarque (again or nothing)": (
            0,
            ["Deso\u0301le\u0301s \x02again\x03, but when?"],
        ),
        "in:remarks": (
            0,
            ["Deso\u0301le\u0301s again, but when?", first.replace("\x02", "").replace("\x03", "")],
        ),
        '"but when"': (0, ["Deso\u0301le\u0301s again, \x02but when\x03?"]),
        "is:remark sec again": (0, []),
        "has:remark desoles": (0, []),
        "has:remark": (1, []),
        "parcel has:remark": (0, []),
    }
    assert run(str(place), "find", "dites") == 0
    assert "Remark on what we said: Trop sec" in capsys.readouterr().out
