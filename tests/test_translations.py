"""Every text of the program stands in every language, and well set."""

import re
from collections.abc import Iterator
from string import Formatter

import pytest
from babel.messages.catalog import Catalog

from cmworkstation import i18n
from tools import translations

NBSP = "\u00a0\u202f"
# What a sentence may end with before a sign that French sets apart.
BEFORE = r"[\w})\]”’%*_]"
NOT_SET_APART = {
    "a plain space before a high sign": re.compile(r" [;:!?»](?=[\s)»]|$)"),
    "no space before a high sign": re.compile(
        rf"{BEFORE}(?<!&amp)(?<!&lt)(?<!&gt)[;:!?](?=[\s)]|$)"
    ),
    "no no-break space before »": re.compile(rf"[^{NBSP}]»"),
    "no no-break space after «": re.compile(rf"«[^{NBSP}]"),
    "a narrow space where a whole one stands": re.compile("\u202f[:»]|«\u202f"),
    "a straight apostrophe": re.compile(r"\w'\w"),
    "three dots for an ellipsis": re.compile(r"\.\.\."),
}


def translated() -> Iterator[tuple[str, str]]:
    """Yield each text with each of its French forms."""
    for message in translations.texts(translations.load("fr")):
        english = message.id if isinstance(message.id, tuple | list) else (message.id,)
        french = message.string if isinstance(message.string, tuple | list) else (message.string,)
        for form in filter(None, french):
            yield english[-1], str(form)


def names(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_catalogues_are_complete_and_compiled():
    assert list(translations.find_problems()) == []


def test_placeholders_are_the_same():
    for english, french in translated():
        # A singular may say "un" where the plural puts the number.
        assert names(french) <= names(english), (english, french)
        assert names(english) - names(french) <= {"n"}, (english, french)


def test_markup_is_the_same():
    tag = re.compile(r"</?[a-z]+")
    for english, french in translated():
        assert sorted(tag.findall(english)) == sorted(tag.findall(french)), (english, french)


def test_french_is_set_as_french():
    found = [
        f"{what}: {french!r}"
        for _, french in translated()
        for what, sign in NOT_SET_APART.items()
        if sign.search(french)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("Prêt à envoyer\u202f?", False),
        ("Prêt à envoyer ?", True),
        ("Prêt à envoyer?", True),
        ("Compte\u00a0: {name}", False),
        ("Compte: {name}", True),
        ("«\u00a0Merci\u00a0»", False),
        ("«\u202fMerci\u202f»", True),
        ("Compte\u202f: {name}", True),
        ("« Merci »", True),
        ("l'été", True),
        ("l’été", False),
        ("https://ville.example/?page=2", False),
        ("Tapez :: ou /", False),
        ("à 12:30", False),
        ("un &lt; deux", False),
        ("Patientez...", True),
    ],
)
def test_the_typography_rules_catch_what_they_should(text, wrong):
    assert any(sign.search(text) for sign in NOT_SET_APART.values()) is wrong


def test_french_counts_none_and_one_as_singular():
    assert translations.load("fr").plural_expr == "(n > 1)"


def test_every_language_of_the_program_has_a_catalogue():
    assert {"en", *translations.PLURALS} == set(i18n.LANGUAGES)
    assert i18n.use_language("fr") == "fr"


def test_merge_takes_lines_and_names_the_unknown(tmp_path, capsys):
    catalogue = Catalog(locale="fr")
    catalogue.add("Outbox")
    catalogue.add(("{n} message", "{n} messages"))
    catalogue.add("two\nlines")
    lines = tmp_path / "fr-test.tsv"
    lines.write_text(
        "# a remark\nOutbox\tBoîte d’envoi\n{n} message|{n} messages\t{n} message|{n} messages\n"
        "two\\nlines\tdeux\\nlignes\nGone\tParti\n",
        encoding="utf-8",
    )
    translations.merge(catalogue, [lines])
    assert catalogue["Outbox"].string == "Boîte d’envoi"
    assert catalogue["{n} message"].string == ("{n} message", "{n} messages")
    assert catalogue["two\nlines"].string == "deux\nlignes"
    said = capsys.readouterr().err
    assert "fr-test.tsv:5: not in the source: Gone" in said
    assert "3 translations taken" in said
