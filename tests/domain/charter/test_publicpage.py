"""The page for visitors: what they may know, nothing else, and every foreign text as the text that it is."""

import re
from dataclasses import fields, replace
from datetime import date
from html.parser import HTMLParser
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cmworkstation.domain.charter.clauses import Section
from cmworkstation.domain.charter.model import SECTIONS, Charter
from cmworkstation.domain.charter.publicpage import as_html, as_markdown, public_page
from cmworkstation.domain.charter.publicwords import PHRASES
from cmworkstation.domain.charter.visitors import visitors
from tests.domain.charter.builders import a_charter, shipped

# What may appear: section → fields. Everything else of a charter must never do.
PUBLIC = {
    "charter": {"title", "organisation", "version", "effective_from", "accounts", "languages", "default_language"},
    "voice": {"do"},
    "principle": {"text"},
    "category": {"id", "label"},
    "target": {"category", "visibility", "first_reply", "clock"},
    "calendar": {"id", "timezone", "week", "holidays"},
    "moderation": {"ground", "action", "notice", "ladder", "appeal"},
    "disclosure": {"label", "when"},
    "retention": {"messages", "private_messages", "evidence"},
    "contact": {"id"},  # to find the address for appeals
}  # fmt: skip
CANARY = re.compile(r"canary\d+")


def both(charter: Charter, language: str = "fr") -> tuple[str, str]:
    page = public_page(visitors(charter, language))
    return as_html(page), as_markdown(page)


class Singing:
    """Puts a canary of its own into every field that is not public."""

    def __init__(self, seed: int) -> None:
        self.dice = Random(seed)
        self.sung: set[str] = set()

    def canary(self) -> str:
        name = f"canary{self.dice.randrange(10**9)}"
        self.sung.add(name)
        return name

    def into(self, value: Any) -> Any:
        if isinstance(value, str):
            return self.canary()
        if isinstance(value, tuple):
            return (self.canary(), *value) if not value or isinstance(value[0], str) else value
        if isinstance(value, dict):
            return {"fr": self.canary(), "en": self.canary()}
        return value

    def section(self, name: str, one: Section) -> Section:
        open_ = PUBLIC.get(name, set())
        values: dict[str, Any] = {}
        for field in fields(one):
            if field.name not in open_ | {"explicit", "steps"}:
                values[field.name] = self.into(getattr(one, field.name))
        return replace(one, **values)

    def charter(self, charter: Charter) -> Charter:
        values: dict[str, Any] = {"extra": {"canary": self.canary()}, "source": self.canary()}
        for name, attribute, cls, many in SECTIONS:
            value = getattr(charter, attribute)
            if many:
                values[attribute] = tuple(self.section(name, one) for one in (*value, cls()))
            else:
                values[attribute] = self.section(name, value)
        triage = values["triage"]
        steps = tuple(self.section("triage.step", one) for one in triage.steps)
        return replace(charter, **{**values, "triage": replace(triage, steps=steps)})


@settings(max_examples=60)
@given(
    st.integers(0, 2**32),
    st.sampled_from(["mediatheques-ormaie", "fennick-lane"]),
    st.sampled_from(["fr", "en", "de"]),
)
def test_what_is_not_on_the_list_never_appears(seed: int, name: str, language: str) -> None:
    singing = Singing(seed)
    charter = singing.charter(shipped(name))
    assert len(singing.sung) > 300, "canaries sit in every other field"
    for text in both(charter, language):
        assert not CANARY.findall(text)


def test_a_canary_on_the_list_does_appear() -> None:
    charter = shipped("fennick-lane")
    sings = replace(charter, header=replace(charter.header, organisation="canary1"))
    assert all("canary1" in text for text in both(sings))


@pytest.mark.parametrize(
    ("name", "language"), [("mediatheques-ormaie", "fr"), ("fennick-lane", "en")]
)
def test_the_page_says_what_visitors_ask(name: str, language: str) -> None:
    charter = shipped(name)
    page = public_page(visitors(charter, language))
    assert [one.key for one in page.blocks] == [
        "principles", "ways", "accounts", "times", "hours", "moderation", "appeal", "labels", "kept",
    ]  # fmt: skip
    texts = both(charter, language)
    for text in texts:
        assert PHRASES[language]["principles"] in text
        assert charter.header.version.replace(".", "\\." if text is texts[1] else ".") in text
    assert {one.email for one in charter.contacts if one.email and one.email in texts[0]} == {
        one.email
        for one in charter.contacts
        if "moderation" in one.topics or "modération" in one.topics
    }, "of all contacts only the address for appeals"


NASTY = ["<script>alert(1)</script>", "</title><img src=x onerror=x>", "\" onload='x'", "&lt;b&gt;",
         "[x](javascript:alert(1))", "![](http://t.example/p.png)", "# heading\n- point", "`code` *b* _i_ |t|",
         "\u202egnp.exe", "a\x00b"]  # fmt: skip


class Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.data: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.data.append(data)


def nasty(text: str) -> Charter:
    more = '[[principle]]\nid = "p"\n[[moderation]]\nid = "m"\naction = "hide"\n[[disclosure]]\nid = "d"\n'
    charter = a_charter(more)
    return replace(
        charter,
        header=replace(charter.header, title={"fr": text}, organisation=text, accounts=(f"x:{text}",), version=text),
        principles=(replace(charter.principles[0], text={"fr": text}),),
        moderation=(replace(charter.moderation[0], ground={"fr": text}, ladder=(text,)),),
        disclosures=(replace(charter.disclosures[0], label={"fr": text}),),
    )  # fmt: skip


@given(st.one_of(st.sampled_from(NASTY), st.text(max_size=30)))
def test_html_of_any_text_has_only_our_own_elements(text: str) -> None:
    known, found = Reader(), Reader()
    known.feed(both(nasty("plain"))[0])
    found.feed(both(nasty(text))[0])
    allowed = {tag for tag, _ in known.tags}
    assert {tag for tag, _ in found.tags} <= allowed
    assert not {
        key
        for _, attrs in found.tags
        for key in attrs
        if key.startswith("on") or key in {"src", "style"}
    }
    for tag, attrs in found.tags:
        if tag == "a":
            assert re.fullmatch(r"#[a-z]+", attrs["href"] or "")


@pytest.mark.parametrize("text", NASTY)
def test_markdown_signs_of_a_text_stay_signs(text: str) -> None:
    written = both(nasty(text))[1]
    bare = re.sub(r"\\.", "", written)
    assert not re.search(r"[<>\[\]`]|!\[|^# heading|^- point", bare, re.MULTILINE)


def test_the_html_is_one_file_that_asks_nobody_for_anything() -> None:
    text = both(shipped("mediatheques-ormaie"))[0]
    reader = Reader()
    reader.feed(text)
    tags = [tag for tag, _ in reader.tags]
    assert not {"script", "link", "img", "iframe", "form", "object", "base"} & set(tags)
    assert not re.search(r"url\(|@import|https?://", text)
    assert ("html", {"lang": "fr"}) in reader.tags
    assert tags.count("h1") == tags.count("main") == tags.count("title") == 1
    headings = [tag for tag in tags if re.fullmatch(r"h\d", tag)]
    assert headings[0] == "h1"
    assert set(headings[1:]) == {"h2"}
    ids = {attrs["id"] for _, attrs in reader.tags if "id" in attrs}
    assert {(attrs["href"] or "")[1:] for tag, attrs in reader.tags if tag == "a"} == ids


def _luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_its_colours_have_contrast_by_day_and_by_night() -> None:
    text = both(shipped("fennick-lane"))[0]
    day, night = text.split("prefers-color-scheme: dark", 1)
    for part in (day, night):
        colour = dict(re.findall(r"--(ground|text|soft|accent): (#[0-9a-f]{6})", part))
        ground = _luminance(colour.pop("ground"))
        assert set(colour) == {"text", "soft", "accent"}
        for one in colour.values():
            high, low = sorted((_luminance(one), ground), reverse=True)
            assert (high + 0.05) / (low + 0.05) >= 7 if one == colour["text"] else 4.5


def test_dates_and_times_are_said_in_words() -> None:
    known = visitors(shipped("mediatheques-ormaie"), "fr", date(2026, 11, 1))
    text = as_markdown(public_page(known))
    assert "1er novembre 2026" in text
    assert "24 mois" in text
    assert "jour ouvré" in text


def test_every_language_has_the_same_phrases() -> None:
    assert set(PHRASES["fr"]) == set(PHRASES["en"])
