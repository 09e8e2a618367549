"""One compiled rule: where it applies, what it finds, and the words for what it finds."""

from collections.abc import Mapping
from dataclasses import dataclass

from cmworkstation.domain.charter.builtin import CLAUSES, MESSAGES, SEVERITIES
from cmworkstation.domain.charter.clauses import Rule
from cmworkstation.domain.charter.conditions import RULE_FIELDS, Tree, evaluate, parse
from cmworkstation.domain.charter.finding import Context, Edit, Finding, Severity
from cmworkstation.domain.charter.model import Charter, Principle, by_id
from cmworkstation.domain.charter.page import Page, Spot
from cmworkstation.domain.charter.rules.kinds import Finder
from cmworkstation.domain.charter.words import Words

OVERRIDES = {"cue": "", "warn": "", "error": "reason", "stop": "second-person"}


@dataclass(frozen=True, slots=True)
class Check:
    """One compiled rule."""

    rule: Rule
    find: Finder
    severity: Severity
    clause: Words
    why: Words
    message: Words
    when: Tree | None = None
    scoped: bool = False

    def applies(self, context: Context, fields: Mapping[str, object]) -> bool:
        """Tell whether the rule is meant for this place."""
        rule = self.rule
        return (
            (not rule.visibility or rule.visibility == side(context.visibility))
            and (not rule.categories or context.category in rule.categories)
            and (not rule.platforms or context.platform in rule.platforms)
            and (not rule.accounts or context.account in rule.accounts)
            and (self.when is None or evaluate(self.when, fields))
        )


def side(visibility: str) -> str:
    """Return the side of the wall that a visibility is on: "private" or "public"."""
    return "private" if visibility in {"private", "direct"} else "public"


def condition_fields(charter: Charter, language: str, context: Context) -> dict[str, object]:
    """Return the fields that a rule's `when` can ask for."""
    voice = charter.voice
    return {
        "category": context.category,
        "visibility": side(context.visibility),
        "account": context.account,
        "platform": context.platform,
        "language": language,
        "voice.address": voice.address.get(language),
        "voice.speaker_form": voice.speaker_form.get(language),
        "voice.greeting": voice.greeting,
        **context.values,
    }


def finding_of(check: Check, spot: Spot, page: Page) -> Finding:
    """Return the finding for a spot, with places in the draft as typed."""
    view = page.view
    start, end = view.span(spot.start, spot.end)
    match = view.original[start:end]
    edits: list[Edit] = []
    for one, two, new in spot.edits:
        edits.append((*view.span(one, two), new))
    fills = {"match": match, **spot.values}
    return Finding(
        rule=check.rule.id,
        clause=check.clause,
        severity=check.severity,
        start=start,
        end=end,
        match=match,
        message={
            lang: filled(text, {**fills, "what": spot.what.get(lang) or spot.what.get("en", "")})
            for lang, text in check.message.items()
        },
        why=check.why,
        fix=check.rule.fix if spot.fix is None else spot.fix,
        edits=tuple(edits),
        override=check.rule.override or OVERRIDES[check.severity],
    )


def filled(text: str, fills: Mapping[str, str]) -> str:
    """Return a message with its `{names}` replaced; nothing else in it is interpreted."""
    pieces = text.split("{")
    done = [pieces[0]]
    for piece in pieces[1:]:
        name, brace, rest = piece.partition("}")
        done.append(fills[name] + rest if brace and name in fills else "{" + piece)
    return "".join(done)


def compiled_check(
    rule: Rule,
    find: Finder,
    charter: Charter,
    reasons: Mapping[str, Principle],
) -> Check:
    """Return the compiled rule. Raises `BadCondition` for a `when` that cannot be read."""
    group, _, rest = rule.id.partition("/")
    reason = reasons.get(rule.id)
    clause, message, why = CLAUSES["rule"], rule.message, reason.text if reason else {}
    if group in CLAUSES and rest:
        clause = CLAUSES[group]
        message = message or MESSAGES.get(rule.id) or MESSAGES.get(group, {})
    if group == "claim" and rest in (claims := by_id(charter.claims)):
        message, why = claim_words(claims[rest].why, claims[rest].instead), claims[rest].why
    clause = {lang: filled(text, {"rule": rule.id}) for lang, text in clause.items()}
    message = message or MESSAGES["rule"]
    first = charter.header.default_language
    severity = Severity(rule.severity) if rule.severity in SEVERITIES else Severity.WARN
    return Check(
        rule=rule,
        find=find,
        severity=severity,
        clause=led_by(first, (reason.text if reason else {}) or clause),
        why=led_by(first, why or clause),
        message=led_by(first, message),
        when=parse(rule.when, RULE_FIELDS) if rule.when else None,
        scoped=bool(
            rule.when or rule.visibility or rule.categories or rule.platforms or rule.accounts
        ),
    )


def claim_words(why: Words, instead: Words) -> Words:
    """Return what is said of a forbidden claim, `{match}` where it stands."""
    marks = {"fr": "« {match} » : "}
    return {
        lang: marks.get(lang, "“{match}”: ") + " ".join(filter(None, (text, instead.get(lang, ""))))
        for lang, text in why.items()
    }


def led_by(language: str, words: Words) -> Words:
    """Return the texts with those in `language` first, so that it is what others fall back to."""
    return {language: words[language], **words} if language in words else dict(words)
