"""The context ring: each kind finds what it must and leaves alone what it must not; findings keep their shape."""

from dataclasses import replace
from datetime import date

import pytest

from cmworkstation.domain.charter.detect.solicits import solicits
from cmworkstation.domain.charter.engine import KINDS, MAKERS
from cmworkstation.domain.charter.finding import Context, Finding, MeasuredLength, Severity
from cmworkstation.domain.charter.invariants_rules import FIXES, OVERRIDES
from cmworkstation.domain.charter.rules.kinds import CONTEXT_KINDS
from cmworkstation.domain.charter.shingles import likeness, shingles, sketch
from cmworkstation.domain.charter.surroundings import AnswerUse, Arrival, Repeat, Surroundings
from cmworkstation.domain.charter.words import said
from tests.domain.charter.builders import a_rule, an_engine

PEOPLE = """
[[speaker]]
id = "cm"
name = "CM"
may = ["draft", "send"]
languages = ["fr"]
topics = ["horaires", "animations"]
never = ["budget"]
accounts = ["mastodon:ormaie"]
valid_until = 2026-12-31

[[speaker]]
id = "dir"
name = "Direction"
may = ["send", "approve", "crisis"]
languages = ["fr", "en"]
topics = ["*"]

[[category]]
id = "plainte"
label.fr = "Plainte"
roles = ["dir"]

[relation]
maintain.asks_per_gift_max = 1.0
maintain.topic_shift = "warn"

[[crisis]]
id = "crise"
level = 3
label.fr = "Crise"
pauses = ["scheduled", "answers"]
speakers = ["dir"]
"""
ASKED = "Bonjour, vous ouvrez à quelle heure samedi ? Et combien coûte la carte ?"
HERE = Context(language="fr", platform="mastodon", account="mastodon:ormaie", on=date(2026, 11, 26))
ENGINE = an_engine(PEOPLE)


def ring(text: str, context: Context = HERE, **around: object) -> dict[str, list[Finding]]:
    """Return the findings of the context ring by rule."""
    given = replace(context, surroundings=Surroundings(**around))  # type: ignore[arg-type]
    found: dict[str, list[Finding]] = {}
    for one in ENGINE.lint_context(text, context.language, given):
        found.setdefault(one.rule, []).append(one)
    return found


def test_every_kind_of_the_design_has_a_maker_but_the_one_that_the_clock_tells() -> None:
    assert set(MAKERS) >= KINDS - {"silence"}
    assert set(MAKERS) >= CONTEXT_KINDS - {"silence"}


def test_without_surroundings_the_ring_is_silent() -> None:
    assert ring("Bonjour, nous ouvrons à 10 h.") == {}
    assert ring("") == {}


# ------------------------------------------------------------------------------------------------ each kind


def test_language() -> None:
    (one,) = ring("Bonjour, nous ouvrons à 10 h samedi.", message="Hi, what time do you open?")[
        "core/language"
    ]
    assert "in English" in said(one.message, "en")
    assert "en anglais" in said(one.message, "fr")
    assert "core/language" not in ring("Bonjour, nous ouvrons à 10 h.", message=ASKED)


@pytest.mark.parametrize(
    ("message", "reply", "declared"),
    [
        ("Ok", "Bonjour, nous ouvrons à 10 h samedi.", ""),
        ("Hi, what time do you open?", "OK, 10 h !", ""),
        ("Wann öffnen Sie morgen? Ich möchte kommen.", "Bonjour, nous ouvrons à 10 h.", ""),
        ("Hi, what time do you open?", "Bonjour, nous ouvrons à 10 h.", "fr"),
    ],
    ids=["message unsure", "reply unsure", "nobody here speaks it", "its platform says otherwise"],
)
def test_language_is_silent_when_unsure(message: str, reply: str, declared: str) -> None:
    assert "core/language" not in ring(reply, message=message, message_language=declared)


def test_answered() -> None:
    (one,) = ring("Bonjour, nous ouvrons à 10 h samedi.", message=ASKED)["core/answered"]
    assert (one.severity, one.start) == (Severity.CUE, 36)
    assert "Et combien coûte la carte ?" in said(one.message, "fr")
    answer = "Nous ouvrons à 10 h samedi. La carte coûte 5 €."
    assert "core/answered" not in ring(answer, message=ASKED)
    done = ("Et combien coûte la carte ?",)
    marked = ring("Nous ouvrons à 10 h samedi.", message=ASKED, questions_done=done)
    assert "core/answered" not in marked


@pytest.mark.parametrize(
    ("repeats", "answer", "found"),
    [
        ((Repeat(0.9, 1.0),) * 2, None, True),
        ((Repeat(0.9, 1.0),), None, False),
        ((Repeat(0.9, 30.0),) * 5, None, False),
        ((Repeat(0.7, 1.0),) * 5, None, False),
        ((Repeat(0.9, 900.0, same_thread=True),), None, True),
        ((Repeat(1.0, 1.0),) * 4, AnswerUse("a", same_day_max=5), False),
        ((Repeat(1.0, 1.0),) * 5, AnswerUse("a", same_day_max=5), True),
    ],
)
def test_duplicate(repeats: tuple[Repeat, ...], answer: AnswerUse | None, found: bool) -> None:
    around = ring("Nous ouvrons à 10 h.", repeats=repeats, answer=answer)
    assert ("core/duplicate-reply" in around) is found


def test_a_charter_may_have_a_rule_of_its_own_for_repeats() -> None:
    engine = an_engine(
        a_rule("duplicate", "max = 5", "jaccard = 0.5", "window_h = 48.0", 'severity = "error"')
    )
    like = Surroundings(repeats=(Repeat(0.6, 30.0),) * 5)
    found = engine.lint_context("Nous ouvrons à 10 h.", "fr", Context(surroundings=like))
    assert [(one.rule, one.severity) for one in found] == [("essai", Severity.ERROR)]


@pytest.mark.parametrize(
    ("speakers", "text", "changes", "says"),
    [
        ((), "Nous ouvrons.", {}, "aucun mandat"),
        (("unknown",), "Nous ouvrons.", {}, "aucun mandat"),
        (("cm",), "We open at ten.", {"language": "en"}, "cette langue"),
        (("cm",), "Nous ouvrons.", {"account": "mastodon:autre"}, "ce compte"),
        (("cm",), "Nous ouvrons.", {"category": "plainte"}, "D’autres"),
        (("cm",), "Nous ouvrons.", {"on": date(2027, 1, 1)}, "aujourd’hui"),
        (("cm",), "Le budget a baissé.", {}, "« budget »"),
        (None, "Le budget a baissé.", {}, ""),
        (("cm",), "Nous ouvrons.", {}, ""),
        (("cm", "dir"), "Le budget a baissé.", {"category": "plainte"}, ""),
    ],
)
def test_mandate(
    speakers: tuple[str, ...] | None, text: str, changes: dict[str, object], says: str
) -> None:
    context = replace(HERE, **changes)  # type: ignore[arg-type]
    found = ring(text, context, speakers=speakers).get("core/mandate", [])
    assert [one.severity for one in found] == ([Severity.ERROR] if says else [])
    assert says in "".join(said(one.message, "fr") for one in found)


def test_topic() -> None:
    asking = "Pourriez-vous partager notre affiche des animations ?"
    assert "core/topic" in ring(asking, person_topics=("horaires",))
    assert ring(asking, person_topics=("horaires",))["core/topic"][0].severity is Severity.WARN
    assert "core/topic" not in ring(asking, person_topics=("animations", "horaires"))
    assert "core/topic" not in ring(asking, person_topics=())
    assert "core/topic" not in ring("Les animations sont samedi.", person_topics=("horaires",))


def test_invited() -> None:
    assert "core/uninvited" in ring("Bonjour !", arrival=Arrival.UNINVITED)
    for known in set(Arrival) - {Arrival.UNINVITED}:
        assert "core/uninvited" not in ring("Bonjour !", arrival=known)


def test_giving() -> None:
    asking = "Pourriez-vous partager notre affiche ?"
    assert "core/ask-without-giving" in ring(asking, asks=2, gifts=1)
    assert "core/ask-without-giving" not in ring(asking, asks=2, gifts=3)
    assert "core/ask-without-giving" not in ring(asking, asks=0, gifts=0)
    assert "core/ask-without-giving" not in ring("Nous ouvrons à 10 h.", asks=2, gifts=1)
    assert solicits("Could you please share this?", "en")
    assert not solicits("I will share this with the team.", "en")


@pytest.mark.parametrize(
    ("use", "rule", "says"),
    [
        (AnswerUse("a", reason="expired"), "core/answer-state", "expiré"),
        (AnswerUse("a", reason="crisis"), "core/answer-state", "crise"),
        (AnswerUse("a", other_audience=True), "core/answer-state", "public"),
        (AnswerUse("a", review_due=True), "core/answer-worn", "relecture"),
        (AnswerUse("a", used_today=5, same_day_max=5), "core/answer-worn", "5 fois"),
        (AnswerUse("a", own_words=1, own_words_min=4), "core/answer-worn", "1 mots"),
    ],
)
def test_answer_state(use: AnswerUse, rule: str, says: str) -> None:
    (one,) = ring("Bonjour, voici.", answer=use)[rule]
    assert says in said(one.message, "fr")
    assert "« a »" in said(one.message, "fr").replace("\u202f", " ").replace("\u00a0", " ")


def test_an_answer_in_good_state_says_nothing_and_an_expired_fact_does() -> None:
    fresh = AnswerUse("a", used_today=4, same_day_max=5, own_words=4, own_words_min=4)
    assert not set(ring("Bonjour, voici.", answer=fresh)) & {
        "core/answer-state",
        "core/answer-worn",
    }
    assert "core/answer-state" in ring("Bonjour, voici.", expired_facts=("f",))


def test_crisis() -> None:
    (paused,) = ring("Nous ouvrons.", crisis="crise")["core/crisis"]
    assert (paused.severity, paused.override) == (Severity.STOP, "second-person")
    assert "core/crisis" not in ring("Nous ouvrons.", crisis="crise", act="dialogue")
    assert "core/crisis" not in ring("Nous ouvrons.", crisis="")
    bare = ring("Une alerte a eu lieu.", crisis="crise", holding=True)
    lacks = [said(one.message, "fr") for one in bare["core/holding"]]
    assert len(lacks) == 3
    assert "core/crisis" not in bare
    whole = (
        "Un incident a eu lieu ce matin. Nous ne savons pas encore pourquoi. Nos équipes travaillent ; "
        "vous pouvez rester chez vous. Prochain point à 17 h."
    )
    assert "core/holding" not in ring(whole, crisis="crise", holding=True)


# ---------------------------------------------------------------------------------------------- the shape


EVERYTHING = {
    "message": ASKED + " Thanks!",
    "speakers": (),
    "repeats": (Repeat(1.0, 1.0),) * 9,
    "arrival": Arrival.UNINVITED,
    "asks": 5,
    "person_topics": ("horaires",),
    "answer": AnswerUse("a", "expired", True, 9, 1, 0, 9, True),
    "expired_facts": ("f",),
    "crisis": "crise",
}
LINTED = (
    '[[claim]]\nid = "c"\nforbid.fr = ["toujours"]\nwhy.fr = "x"\n'
    "[voice]\nemoji_max = 0\nexclamation_max = 0\nsentence_words_max = 3\n"
    '[links]\nhttp = "error"\nshorteners = "stop"\nothers = "cue"\n'
)


def test_every_finding_of_both_rings_has_clause_level_span_and_a_way_out() -> None:
    text = "Pourriez-vous partager nos animations 😀 ! Toujours {prenom} http://bit.ly/a"
    context = replace(
        HERE,
        interests=("relative",),
        length=MeasuredLength(90, 80, 10),
        surroundings=Surroundings(**EVERYTHING),  # type: ignore[arg-type]
    )
    engine = an_engine(PEOPLE + LINTED)
    found = (*engine.lint(text, "fr", context), *engine.lint_context(text, "fr", context))
    assert len({one.rule for one in found}) > 15
    for one in found:
        assert isinstance(one.severity, Severity)
        assert 0 <= one.start <= one.end <= len(text)
        assert one.match == text[one.start : one.end]
        assert said(one.clause, "fr")
        assert said(one.why, "fr")
        assert one.override in OVERRIDES | {""}
        assert one.fix in FIXES | {""}
        for language in ("fr", "en") if not one.rule.startswith("claim/") else ("fr",):
            words = one.message[language]
            assert "{what}" not in words
            assert "{to}" not in words
            # what is wrong, and then what to do about it
            assert len(
                [part for part in words.replace(";", ".").split(".") if part.strip()]
            ) > 1 or (one.fix or one.edits or one.rule.startswith(("voice/", "links/", "claim/")))


# ------------------------------------------------------------------------------------------- like replies


def test_greeting_name_and_signature_do_not_make_a_reply_another_one() -> None:
    body = "la médiathèque ouvre du mardi au samedi de 10 h à 18 h, et le dimanche de 14 h à 18 h"
    one = f"Bonjour Nadia, merci pour votre message. Cette semaine {body}. Bonne journée\n— Léa, Ormaie"
    two = f"Bonsoir Karim ! Cette semaine {body}. À bientôt\n— Inès, Ormaie"
    assert likeness(shingles(one), shingles(two)) > 0.8
    assert len(set(sketch(shingles(one))) & set(sketch(shingles(two)))) > 8
    other = "Bonjour Nadia, le prêt d’un livre dure trois semaines et se prolonge une fois depuis votre compte."
    assert likeness(shingles(one), shingles(other)) < 0.1


def test_texts_without_words_resemble_nothing() -> None:
    for text in ("", "😀", "Bonjour !", "Merci beaucoup"):
        assert likeness(shingles(text), shingles(text)) == 0.0
    assert all(-(2**63) <= one < 2**63 for one in shingles("un deux trois quatre cinq six"))
