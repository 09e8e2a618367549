"""What can be wrong with a charter, as keys with facts; the words are made where people read them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Weight = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem: `line` and `column` count from 1, `path` is like "rule[gratuite].pattern"."""

    line: int
    column: int
    path: str
    severity: Weight
    key: str
    params: Mapping[str, str] = field(default_factory=dict)


def problem_text(problem: Problem, words: str = "") -> str:
    """Return the problem in words; `words` is the translated pattern, English without it."""
    text = words or PROBLEM_WORDS_EN[problem.key]
    for name, value in problem.params.items():
        text = text.replace("{" + name + "}", value)
    return text


PROBLEM_WORDS_EN: Mapping[str, str] = {
    # the file
    "not-toml": "This is not valid TOML: {reason}. Correct this line.",
    "too-large": (
        "The file is larger than {limit} kB. A charter is never "
        "that large; check that it is the right file."
    ),
    "too-deep": "The file is nested too deeply. Write it with plain sections.",
    "format": (
        'The first line must be format = "{wanted}". Add it, or check that this is the right file.'
    ),
    "no-header": "The section [charter] or its id is missing. Add [charter] with an id.",
    "unknown-key": "“{name}” is not known here. It is kept, but has no effect; check its spelling.",
    "unknown-section": (
        "The section “{name}” is not known. It is kept, but has no effect; check its spelling."
    ),
    "wrong-type": (
        "“{name}” has the wrong kind of value. Look at how the example charters write it."
    ),
    # identifiers and references
    "below-zero": "“{name}” is below zero. Write 0 or more.",
    "missing": "“{name}” is missing. Fill it in.",
    "bad-id": "“{name}” cannot be an id. Use small letters, digits and hyphens.",
    "alike-id": (
        "The id “{name}” looks like “{other}” but is written with other letters. Give one of the two another id."
    ),
    "turned-text": (
        "This line holds signs that turn the direction of reading, so that it shows otherwise than it is: "
        "“{name}”. Take them out."
    ),
    "not-text": (
        "The file holds halves of characters, which is no text. Save it as UTF-8 and read it again."
    ),
    "duplicate-id": "The id “{name}” is used twice. Give one of the two another id.",
    "unknown-reference": "“{name}” does not exist among {kind}. Create it or correct the name.",
    "unknown-value": "“{name}” is not a possible value. Choose one of: {allowed}.",
    "unknown-rule": "There is no rule “{name}”. Correct the name or take it out.",
    "unknown-language": (
        "The language “{name}” is not among the charter's "
        "languages. Add it there or take the text out."
    ),
    "missing-language": "There is no text in “{name}”, the charter's default language. Write it.",
    # header, principles, people
    "dates-order": "“{first}” lies after “{second}”. Correct one of the two dates.",
    "no-principle": (
        "No principle states the golden rule “{name}”. Write one, or decide that you do without."
    ),
    "deputy-loop": "The deputies of “{name}” lead back to the same speaker. Name somebody else.",
    "nobody-may": "Nobody has the mandate “{name}”. Give it to at least one speaker.",
    "may-not": "“{name}” may not {act}. Give that mandate or choose another speaker.",
    "too-few-approvers": "{need} approvals are asked for, but only {have} speakers can give one.",
    "unknown-variable": (
        "The signature asks for “{name}”, which nobody fills. Use one of: {allowed}."
    ),
    # time
    "bad-hours": (
        "“{name}” is not a list of opening hours. Write HH:MM-HH:MM, in order and without overlap."
    ),
    "never-open": "This calendar is never open. Give it at least one hour a week.",
    "bad-timezone": "“{name}” is not a known time zone. Write one like Europe/Paris.",
    "bad-holidays": "Holidays of “{name}” are not known. Choose one of: {allowed}.",
    "bad-duration": "“{name}” is not a duration. Write it like 30min, 4h or 2d.",
    "no-default-target": "No target holds for “*”, so some messages have no reply time. Add one.",
    "office-clock": (
        "Messages of “{name}” wait through nights and week-ends on this "
        "calendar. Use the wall clock or an on-call calendar."
    ),
    "bad-share": "“{name}” must lie between 0 and 1.",
    # triage
    "no-start": "The triage does not say where it starts. Set start to a step.",
    "triage-loop": "The triage comes back to “{name}” and never ends. Break the circle.",
    "triage-deep": "The triage asks more than {limit} questions in a row. Shorten it.",
    "unreachable": "“{name}” is never reached by the triage. Link to it or take it out.",
    # rules
    "condition-syntax": (
        "The condition cannot be read at “{word}”. Write it like: "
        "category in [a, b] and visibility == public."
    ),
    "condition-unknown-field": (
        "The condition asks for “{word}”, which is not a known field. Known fields: {allowed}."
    ),
    "condition-too-long": "The condition is too long. Split it.",
    "regex-syntax": "The pattern cannot be read at “{part}”.",
    "regex-group": (
        "The pattern uses “{part}”, which is not allowed. Use plain groups (…) or (?:…)."
    ),
    "regex-repeated-group": (
        "The pattern repeats a group with “{part}”. A group may only "
        "take ?; repeat a single character or class."
    ),
    "regex-unbounded": (
        "The pattern repeats without a bound (“{part}”). Write a "
        "range of at most 200, such as {1,40}."
    ),
    "regex-too-many-repeats": (
        "The pattern has more than two wide repeats. Narrow one to 20 or less."
    ),
    "regex-too-costly": (
        "The pattern could take too long. Narrow its repeats or make neighbours exclude each other."
    ),
    "regex-too-long": "The pattern is too long. Split the rule in two.",
    "regex-escape": "The pattern uses “{part}”, which is not allowed here.",
    "regex-class": (
        "The character class “{part}” is not allowed. Escape the special characters in it."
    ),
    "regex-matches-nothing": "The pattern can match an empty text. Ask for at least one character.",
    "bad-example-passes": (
        "The example “{text}” should be found by the rule, but is "
        "not. Correct the rule or the example."
    ),
    "good-example-hit": (
        "The example “{text}” should pass, but the rule finds “{match}”. "
        "Correct the rule, add to unless, or change the example."
    ),
    "no-examples": (
        "The rule has no example. Add one text that it must find "
        "(bad) and one that it must not (good)."
    ),
    "example-too-long": (
        "An example is longer than {limit} characters. Keep the passage that matters."
    ),
    "examples-too-many": (
        "The examples up to here are longer than {limit},000 characters, so that this rule is not tried. "
        "Shorten them."
    ),
    "unknown-pack": "The rule pack “{name}” was not found. Add the pack or take this section out.",
    "pack-version": "The charter asks for version {wanted} of “{name}”, version {found} is here.",
    "pack-hash": (
        "The pack “{name}” is not the one that was signed. Restore the signed file, or sign anew."
    ),
    # texts
    "undeclared": "“{name}” is used in a text but not declared. Add it to variables.",
    "unused": "The variable “{name}” is declared but not used. Use it or take it out.",
    "follow-up": (
        "The follow-up “{name}” is not a variable of this text. Name one of its variables."
    ),
    "file-missing": (
        "The file “{name}” of this answer is not on this machine. Choose it in the form of the answer, or take it out."
    ),
    "file-undescribed": (
        "The picture “{name}” is not described in “{language}”, and this charter wants pictures described. "
        "Describe it in the form of the answer."
    ),
    "too-many-files": "An answer can have {limit} files at most. Take some out.",
    "expired": "“{name}” has expired on {date}. Check it anew or take it out.",
    "expires-first": (
        "“{name}” was already over on {date}, when this charter "
        "comes into force. Renew it or take it out."
    ),
    "answer-hit": (
        "The answer goes against the charter's own rule “{rule}” at “{match}” ({language}). "
        "Change it, or say in let_pass why it may stand."
    ),
    "already-expired": "“{name}” is over on {date}, before this version holds. Renew it or take it out.",
    "no-number": "The version has no number. Write one like 1.0.",
    "number-used": "The number {name} belongs to another version already. Take the next one.",
    "no-next-update": (
        "The statement does not say when you will speak again. "
        "Add a variable such as {next_update}."
    ),
    "label-missing": "No disclosure label for “paid” in “{name}”. Add one.",
    "no-keep-ground": (
        "No moderation ground says that criticism stays. Add one with the action keep."
    ),
    "ladder-no-appeal": "Sanctions grow here, but nobody is named for an appeal. Name a contact.",
    "levels-order": (
        "Crisis levels must grow: “{name}” has level {level} after a higher or equal one."
    ),
    "scheduled-runs-on": "A crisis of level 3 must pause scheduled posts. Add scheduled to pauses.",
    "no-contact": "There is no contact to call in a crisis. Add one.",
}
