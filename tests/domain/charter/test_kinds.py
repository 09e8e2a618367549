"""Each kind of check, with what it must find and what it must leave alone."""

import pytest

from cmworkstation.domain.charter.finding import Context, apply_edits
from cmworkstation.domain.charter.rules.measures import EMOJI, syllables
from cmworkstation.domain.charter.words import said
from tests.domain.charter.builders import (
    a_charter,
    a_rule,
    an_engine,
    found,
    matches,
    shipped_engine,
)


@pytest.mark.parametrize(
    ("terms", "text", "hits"),
    [
        ("'garanti*'", "Garantie, GARANTI et garants", ["Garantie", "GARANTI"]),
        ("'100 %'", "100% ou 100\u202f% ou 1000 %", ["100%", "100\u202f%"]),
        ('"n\'hésitez pas à"', "N’hésitez\npas, à venir", ["N’hésitez\npas, à"]),
        ("'mot', 'mot clé'", "un mot clé", ["mot clé"]),
        ("'invit* par'", "invitée par eux", ["invitée par"]),
        ("'collab?'", "une collab ? une collab.", ["collab ?"]),
        ("'mise en œuvre'", "mise en oeuvre, mise en œuvre", ["mise en oeuvre", "mise en œuvre"]),
        ("'risk-free'", "risk free", ["risk free"]),
        ("'a b c'", "a b", []),
        ("'   ', '***'", "a *** b", []),
    ],
)
def test_terms(terms: str, text: str, hits: list[str]) -> None:
    assert matches(a_rule("terms", f"terms = [{terms}]"), text) == hits


def test_the_longer_of_term_and_exception_wins() -> None:
    more = a_rule(
        "terms", 'terms = ["jamais", "plus jamais ça"]', 'unless = ["si jamais", "jamais ça"]'
    )
    assert matches(more, "si jamais il pleut, plus jamais ça, jamais") == [
        "plus jamais ça",
        "jamais",
    ]


def test_swap_keeps_the_capital_and_asks_for_dates() -> None:
    more = a_rule(
        "swap", 'swaps = [["au plus vite", "avant {date}"], ["c\'est gratuit", "c’est offert"]]'
    )
    one, two = found(more, "Au plus vite ! Oui, c’est gratuit.")
    assert one.edits == ((0, 12, "Avant {date}"),)
    assert one.fix == "turn-into-follow-up"
    assert (two.fix, two.edits[0][2]) == ("replace", "c’est offert")


def test_regex_ignores_case_and_knows_exceptions() -> None:
    more = a_rule("regex", r"pattern = '\b(?:tu|ton)\b'", 'unless = ["le ton"]')
    assert matches(more, "Tu donnes le TON et ton avis") == ["Tu", "ton"]
    assert matches(a_rule("regex", "pattern = '[A-Z]{3}-N°'"), "abc-n°") == ["abc-n°"]


def test_squeeze() -> None:
    more = a_rule("regex", "pattern = '[!?]{2,40}'", 'fix = "squeeze"')
    text = "Merci !!! Vraiment ?!"
    edits = [edit for one in found(more, text) for edit in one.edits]
    assert apply_edits(text, edits) == "Merci ! Vraiment ?"


def test_if_then() -> None:
    more = a_rule("if-then", 'if_terms = ["prolong*"]', 'then_terms = ["une fois"]')
    assert matches(more, "Prolongé, et prolongée") == ["Prolongé"]
    assert matches(more, "Prolongé une fois") == []


def test_require() -> None:
    start = a_rule("require", 'any = ["bonjour", "bonsoir"]', 'where = "start"')
    assert matches(start, "Merci à vous") == [""]
    assert not found(start, "Bonjour Nadia")
    assert found(start, "x " * 60 + "bonjour")
    assert not found(start, "")
    end = a_rule("require", 'all = ["léa", "ormaie"]', 'where = "end"')
    assert found(end, "Léa")[0].start == 3
    assert not found(end, "Merci. Léa, Ormaie")


def test_consistency_points_at_the_rarer_side() -> None:
    more = a_rule("consistency", 'pairs = [["tu", "vous"]]')
    assert matches(more, "Vous venez, tu sais, avec votre carte") == ["tu"]
    assert not found(more, "Vous venez avec votre carte")


@pytest.mark.parametrize(
    ("lines", "text", "hits"),
    [
        (('class = "emoji"', "max = 1"), "😀 a 👩🏽\u200d🦽 b 🇫🇷", ["👩🏽\u200d🦽"]),
        (('class = "hashtag"', "max = 1"), "#a #b c#d x.y/#e", ["#b"]),
        (('class = "link"', "max = 0"), "voir https://a.example/x.", ["https://a.example/x"]),
        (('class = "mention"', "max = 0"), "salut @lea@a.example", ["@lea@a.example"]),
        (('terms = ["merci"]', "min = 1"), "bonjour", [""]),
        (('terms = ["merci"]', "max = 1"), "merci, merci", ["merci"]),
    ],
)
def test_count(lines: tuple[str, ...], text: str, hits: list[str]) -> None:
    assert matches(a_rule("count", *lines), text) == hits


def test_emoji_are_counted_as_people_see_them() -> None:
    text = "👨‍👩‍👧‍👦 👍🏽 🇫🇷 1️⃣ ❤️ ☕ a ! 12 ©"
    assert len(EMOJI.findall(text)) == 6


def test_voice_limits() -> None:
    voice = (
        "[voice]\nemoji_max = 1\nexclamation_max = 1\nsentence_words_max = 5\nreading_level_min = 60\n"
        'words_preferred.fr = [["usager", "lecteur"]]\n'
    )
    text = "Un deux trois quatre cinq six. Oui ! Non ! 😀😀 usager"
    rules = {one.rule: one for one in an_engine(voice).lint(text, "fr")}
    assert set(rules) == {"voice/emoji", "voice/exclamation", "voice/sentence", "voice/words"}
    assert rules["voice/sentence"].match == "Un deux trois quatre cinq six."
    assert (
        said(rules["voice/words"].message, "fr")
        == "«\u202fusager\u202f»\u202f: la charte préfère «\u202flecteur\u202f»."
    )
    assert not rules["voice/words"].edits


def test_reading_is_silent_on_short_texts_and_unknown_languages() -> None:
    voice = "[voice]\nreading_level_min = 60\n"
    hard = (
        "L’administration intercommunale subordonnera l’approbation réglementaire à considération. "
        * 10
    )
    easy = "Le chat dort. Il a mis son nez au chaud. On ne le voit pas. " * 6
    engine = an_engine(voice)
    assert [one.rule for one in engine.lint(hard, "fr")] == ["voice/reading"]
    assert not engine.lint(easy, "fr")
    assert not engine.lint(hard[:200], "fr")
    assert not engine.lint(hard, "de")
    assert [syllables(word, "en") for word in ("make", "table", "information", "x")] == [1, 2, 4, 1]


@pytest.mark.parametrize(
    ("text", "hits", "calm"),
    [
        ("C'est TRÈS IMPORTANT pour nous", ["TRÈS IMPORTANT"], "C'est très important pour nous"),
        ("IMPORTANT : lisez", ["IMPORTANT"], "Important : lisez"),
        ("L'ISBN et la TVA, le RGPD2", [], ""),
        ("voir https://x.example/ABCDEF et @MAIRIE", [], ""),
    ],
)
def test_caps(text: str, hits: list[str], calm: str) -> None:
    findings = found(a_rule("caps", "min_letters = 4", 'allow = ["ISBN"]'), text)
    assert [one.match for one in findings] == hits
    if hits:
        assert apply_edits(text, findings[0].edits) == calm


PII = a_rule("pii", 'severity = "stop"', 'message.fr = "{what} !"', 'message.en = "{what}!"')
CONTACT = '[[contact]]\nid = "c"\nphone = "+33 1 99 00 12 34"\nemail = "accueil@x.example"\n'


@pytest.mark.parametrize(
    ("text", "hits"),
    [
        ("Écrivez à jean.petit+a@mail.example, merci", ["jean.petit+a@mail.example"]),
        ("suivez @lea@social.example", []),
        ("06 39 98 12 34", ["06 39 98 12 34"]),
        ("06.39.98.12.34", ["06.39.98.12.34"]),
        ("+33 6 39 98 12 34", ["+33 6 39 98 12 34"]),
        ("+33 (0)6 39 98 12 34", ["+33 (0)6 39 98 12 34"]),
        ("0033639981234", ["0033639981234"]),
        ("Ring 07700 900123 now", ["07700 900123"]),
        ("+44 7700 900123", ["+44 7700 900123"]),
        ("020 7946 0018", ["020 7946 0018"]),
        ("+1 202-555-0143", ["+1 202-555-0143"]),
        ("FR76 3000 6000 0112 3456 7890 189", ["FR76 3000 6000 0112 3456 7890 189"]),
        ("ES91 2100 0418 4502 0005 1332 pour vous", ["ES91 2100 0418 4502 0005 1332"]),
        ("GB82 WEST 1234 5698 7654 32", ["GB82 WEST 1234 5698 7654 32"]),
        ("FR76 3000 6000 0112 3456 7890 188", []),
        ("4111 1111 1111 1111", ["4111 1111 1111 1111"]),
        ("4111 1111 1111 1112", []),
        ("0000 0000 0000 0000", []),
        ("1 84 12 76 451 089 46", ["1 84 12 76 451 089 46"]),
        ("1 84 12 76 451 089 47", []),
        ("2 69 05 2A 588 157 46", []),
        ("le 12 05 2026 à 10 h 30, 7 000 livres, 75001 Paris", []),
        ("ISBN 978-2-07-036024-5", []),
        ("https://x.example/p/0639981234", []),
        ("le 2026-11-24 et le 24/11/2026", []),
        ("01 99 00 12 34 ou accueil@x.example", []),
        ("+33199001234", []),
    ],
)
def test_personal_data(text: str, hits: list[str]) -> None:
    assert matches(CONTACT + PII, text) == hits


def test_personal_data_is_named_and_masked() -> None:
    text = "Voici : 06 39 98 12 34."
    one = found(PII, text)[0]
    assert said(one.message, "fr") == "Un numéro de téléphone !"
    assert said(one.message, "en") == "A phone number!"
    assert apply_edits(text, one.edits) == "Voici : […]."


def test_only_the_kinds_asked_for_are_found() -> None:
    assert not matches(a_rule("pii", 'detect = ["email"]'), "06 39 98 12 34")


LINKS = (
    '[links]\nallow = ["x.example"]\nshorteners = "stop"\nhttp = "warn"\ntracking_parameters = "strip"\n'
    'others = "cue"\n'
)


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("https://x.example/a", []),
        ("https://www.x.example/a, http://sub.x.example", []),
        ("https://y.example/a", ["links/others"]),
        ("http://y.example/a", ["links/http", "links/others"]),
        ("https://x.example/?a=1&utm_source=b", ["links/tracking"]),
        ("https://bit.ly/a", ["links/others", "links/shorteners"]),
        ("voir tinyurl.com/a.", ["links/shorteners"]),
        ("mybit.ly/a ou bit.ly", []),
        ("http://[::1/a", ["links/http", "links/others"]),
    ],
)
def test_links(text: str, rules: list[str]) -> None:
    assert sorted(one.rule for one in an_engine(LINKS).lint(text, "fr")) == rules


def test_link_fixes() -> None:
    text = "Voir http://y.example/?fbclid=2&b=1#c."
    edits = [one.edits[0] for one in an_engine(LINKS).lint(text, "fr") if one.edits]
    assert {new for _, _, new in edits} == {"https", "http://y.example/?b=1#c"}
    assert apply_edits(text, [edit for edit in edits if edit[2] == "https"]).startswith(
        "Voir https://y"
    )


def test_without_a_link_policy_links_are_free() -> None:
    assert not an_engine("").lint("http://bit.ly/a?utm_source=b", "fr")


CLAIM = a_rule("claim", 'cues = ["selon"]', "numbers = true")
FACT = (
    '[[fact]]\nid = "f"\nstatement.fr = "Le réseau prête 83 % de ses livres."\nsource = "x"\n'
    "expires_on = 2026-06-01\n"
)


@pytest.mark.parametrize(
    ("text", "hits"),
    [
        ("83 % des lecteurs reviennent.", ["83 %"]),
        ("Selon des amis, oui.", ["Selon"]),
        ("Selon le rapport (https://x.example/r), 83 %.", []),
        ("83 % des lecteurs. Source : https://x.example/r", []),
        ("83 % des lecteurs.\n\nVoir https://x.example/r", ["83 %"]),
        ("Ouvert de 10 h à 19 h le 3 mai, 7 sites.", []),
        ("3 lecteurs sur 4, soit 9 sur 10, et 2 fois plus", ["9 sur 10"]),
        ("Le réseau prête 83\u00a0% de ses livres !", []),
    ],
)
def test_claim(text: str, hits: list[str]) -> None:
    assert matches(FACT + CLAIM, text) == hits


def test_a_claim_may_stand_on_a_linked_fact_and_not_on_an_expired_one() -> None:
    from datetime import date

    assert not found(CLAIM, "83 % !", context=Context(linked_facts=("f",)))
    said_so = "Le réseau prête 83 % de ses livres."
    assert found(FACT + CLAIM, said_so, context=Context(on=date(2026, 11, 24)))


def test_a_forbidden_claim_says_why_and_what_instead() -> None:
    one = shipped_engine("fennick-lane").lint("We are carbon neutral.", "en")[0]
    assert one.rule == "claim/carbon-neutral"
    assert said(one.message, "en").startswith(
        "“carbon neutral”: Not measured. Give the measured figure"
    )
    assert said(one.why, "en") == "Not measured."


LABELS = (
    '[[disclosure]]\nid = "d"\nwhen = ["paid", "gift"]\nlabel.fr = "Collaboration commerciale"\n'
)


def test_disclosure() -> None:
    more = LABELS + a_rule(
        "disclosure",
        'cues = ["code promo"]',
        'labels = ["Pub"]',
        'where = "start"',
        'fix = "insert-label"',
    )
    text = "Venez avec notre code promo"
    one = found(more, text)[0]
    assert apply_edits(text, one.edits) == "Collaboration commerciale. " + text
    assert not found(more, "Collaboration commerciale : notre code promo")
    assert not found(more, "Pub ! Notre code promo")
    assert found(more, "Venez donc samedi prochain avec nous, pub, notre code promo")


def test_a_known_interest_wants_its_label() -> None:
    engine = an_engine(LABELS)
    one = engine.lint("Merci !", "fr", Context(interests=("gift",)))[0]
    assert one.rule == "disclosure/d"
    assert apply_edits("Merci !", one.edits) == "Collaboration commerciale. Merci !"
    assert not engine.lint("Collaboration commerciale. Merci", "fr", Context(interests=("gift",)))
    other = engine.lint("Merci !", "fr", Context(interests=("employee",)))[0]
    assert (other.rule, other.severity) == ("core/interest", "stop")
    assert apply_edits("Merci !", other.edits) == "En toute transparence. Merci !"
    assert not engine.lint("En toute transparence, merci", "fr", Context(interests=("employee",)))


def test_length_as_a_rule() -> None:
    more = a_rule("length", "max = 5", 'severity = "warn"')
    assert [one.match for one in found(more, "abcdefg")] == ["fg"]
    assert not found(more, "abcde")


def test_kinds_of_later_rings_are_known_and_silent() -> None:
    more = a_rule("duplicate", "max = 3")
    assert a_charter(more).rules[0].kind == "duplicate"
    assert not found(more, "Bonjour")
