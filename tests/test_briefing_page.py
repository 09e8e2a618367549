"""A briefing as files: the same bytes as the golden ones in either language, and nobody named."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmworkstation import i18n
from cmworkstation.domain.briefing import (
    Briefing,
    BriefingId,
    Department,
    DepartmentId,
    Gathered,
    Item,
    Part,
    Sketch,
    file_stem,
)
from cmworkstation.domain.dashboard import Span
from cmworkstation.domain.dashboard_report import Every
from cmworkstation.domain.ids import ConversationId
from cmworkstation.domain.pseudonyms import Named
from cmworkstation.words.briefings import BriefingPages, as_text, mail_link

FILES = Path(__file__).parent / "files"
NOW = datetime(2026, 9, 3, 14, 5, tzinfo=UTC)
SPAN = Span.last(7, NOW)
ROADS = Department(DepartmentId("d1"), "Voirie", "voirie@mairie.example", every=Every.WEEK)
ANA = Named(1, "Ana Morel", "@ana@social.example")
EVIL = '<script>alert("1")</script>'
ITEMS = (
    Item(
        Part.CHOSEN,
        "message:1",
        f"Ana Morel attend rue des Lilas. 06 12 34 56 78 {EVIL}",
        NOW - timedelta(hours=3),
        ANA,
        "mastodon",
        note="Pour lundi.",
        conversation_id=ConversationId(12),
    ),
    Item(Part.RISKS, "late", "", kind="late", times=2),
    Item(Part.RISKS, "crisis:c", "Une conduite a cédé", NOW, kind="level:2"),
    Item(Part.RISKS, "alert:1", "Trévon", NOW, kind="spike", times=18),
    Item(Part.MENTIONS, "mention:m", "La rue rouvre !", NOW, ANA, "bluesky", kind="for", times=3),
    Item(Part.ASKS, "ask:7", "Quand la rue rouvre-t-elle ?", times=4, open=1),
    Item(Part.ASKS, "ask:8", "Where is the works’ office?", times=2),
    Item(Part.PROMISES, "promise:1", "Une réponse vendredi.", kind="open", due=NOW, who=ANA),
    Item(Part.PROMISES, "promise:2", "Un plan.", kind="late", due=NOW),
    Item(Part.PRAISE, "message:2", "Merci à l’équipe !", NOW, ANA, "mastodon"),
    Item(
        Part.ASKING,
        "dialogue:1",
        "Où planter les arbres ?",
        NOW - timedelta(days=3),
        note="Le quartier des Lilas",
        due=NOW + timedelta(days=10),
        address="https://mairie.example/question · le stand du marché",
    ),
    Item(Part.CHANGED, "topic:1", "Un passage piéton.", NOW, note="Rue des Lilas", times=3),
)


def gathered(*items: Item, people: tuple[Named, ...] = (ANA,)) -> Gathered:
    return Gathered(ROADS, SPAN, NOW, items, people)


def briefing(found: Gathered, sketch: Sketch | None = None) -> Briefing:
    lines = BriefingPages().lines(found, sketch or Sketch("Bonjour à tous."), "Lucie Marchand")
    blocks = tuple((kind, text) for kind, text, _ in lines)
    return Briefing(BriefingId("b1"), ROADS.id, ROADS.name, found.span, found.made_at, blocks)


@pytest.fixture(params=["en", "fr"])
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    i18n.use_language(request.param)
    yield request.param
    i18n.use_language("en")


def test_its_files_are_the_golden_ones(language: str) -> None:
    one = briefing(gathered(*ITEMS))
    for ending, text in BriefingPages().files(one, [one]).items():
        golden = FILES / f"briefing-{language}{ending}"
        assert text == golden.read_text(encoding="utf-8"), golden.name


def test_nothing_in_it_runs_loads_or_names(language: str) -> None:
    one = briefing(gathered(*ITEMS))
    for ending, text in BriefingPages().files(one, [one]).items():
        assert re.search(r"(?<!\\)<script", text) is None
        assert "src=" not in text
        for private in ("Ana", "Morel", "social.example", "12 34 56"):
            assert private not in text, (ending, private)


def test_the_feed_is_xml_with_the_latest_first_and_each_known_by_its_id() -> None:
    one = briefing(gathered(*ITEMS))
    root = ET.fromstring(BriefingPages().files(one, [one])[".xml"])
    assert [entry.findtext("guid") for entry in root.iter("item")] == ["urn:uuid:b1"]


def test_a_period_in_which_nothing_was_is_said() -> None:
    assert "Nothing of this period needs you." in as_text(briefing(gathered()).blocks)


def test_a_mail_that_a_link_would_cut_has_no_link() -> None:
    assert mail_link(briefing(gathered()), ROADS).startswith("mailto:voirie@mairie.example?")
    long = [Item(Part.ASKS, f"ask:{n}", "Quand ? " * 20, times=1) for n in range(20)]
    assert mail_link(briefing(gathered(*long)), ROADS) == ""


def test_files_are_called_by_their_day_or_week() -> None:
    assert file_stem("Voirie", Every.WEEK, SPAN) == "Voirie-2026-W35"
    assert file_stem("Voirie", Every.DAY, SPAN) == "Voirie-2026-08-27"


NAMES = st.from_regex(r"[A-ZÉÀÇ][a-zéèçï]{3,9} [A-Z][a-zé]{3,9}", fullmatch=True)
HANDLES = st.from_regex(r"@[a-z][a-z0-9_]{3,12}@[a-z]{3,8}\.example", fullmatch=True)


@given(name=NAMES, handle=HANDLES, before=st.sampled_from(["", "Bonjour ", "vu avec ", "("]))
def test_no_name_handle_address_or_number_of_an_author_is_in_what_leaves(
    name: str, handle: str, before: str
) -> None:
    who = Named("x", name, handle)
    words = (
        f"{before}{name}, {handle}. {name.split(maxsplit=1)[0]} ! x.{handle[1:]} +33 6 12 34 56 78"
    )
    item = Item(Part.CHOSEN, "message:1", words, NOW, who, "mastodon", note=f"Voir {name}.")
    one = briefing(gathered(item, people=(who,)), Sketch())
    for text in (*BriefingPages().files(one, [one]).values(), as_text(one.blocks)):
        assert name not in text
        assert handle not in text
        assert handle[1:].partition("@")[2] not in text
        assert "12 34 56" not in text
