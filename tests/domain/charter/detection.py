"""How well languages, questions and answers are told: invented texts with labels, and the count of right and wrong.

`python -m tests.domain.charter.detection` prints the table, and with `-v` every text that is not right.
"""

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from cmworkstation.domain.charter.detect.language import language_of
from cmworkstation.domain.charter.detect.questions import questions
from cmworkstation.domain.charter.detect.replies import Answered, answered

HERE = Path(__file__).parent
Verdict = tuple[str, str]  # "right", "unknown" or "wrong", and what was said


@dataclass(frozen=True, slots=True)
class Case:
    """One labelled text; `held` says that it was not looked at while the detectors were made."""

    held: bool
    language: str
    label: str
    text: str
    reply: str = ""


def cases(name: str) -> Iterator[Case]:
    """Yield the cases of a file."""
    lines = (HERE / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    rows = [line.split("|") for line in lines if line and not line.startswith("#")]
    for at, row in enumerate(rows):
        yield Case(at % 2 == 1, row[0], row[1], row[2], *row[3:])


def language_verdict(case: Case) -> Verdict:
    """Judge the language: none where there is one is unknown, any other is wrong."""
    said = language_of(case.text)
    if said == case.language:
        return "right", said
    return ("wrong" if said else "unknown"), said


def question_verdict(case: Case) -> Verdict | None:
    """Judge the questions: one too many or of another kind is wrong, one missed or without a kind is unknown."""
    if case.label == "*":
        return None
    wanted = [] if case.label == "-" else case.label.split(",")
    said = [str(one.kind) for one in questions(case.text, case.language)]
    shown = ",".join(said)
    if said == wanted:
        return "right", shown
    if len(said) > len(wanted):
        return "wrong", shown
    if len(said) == len(wanted):
        off = any(one not in (two, "open") for one, two in zip(said, wanted, strict=True))
    else:
        off = bool(Counter(one for one in said if one != "open") - Counter(wanted))
    return ("wrong" if off else "unknown"), shown


def reply_verdict(case: Case) -> Verdict:
    """Judge what a reply answers: unsure is unknown, a sure word that is not so is wrong."""
    asked = questions(case.text, case.language)
    said = [str(one) for one in answered(asked, case.reply, case.language)]
    wanted = case.label.split(",")
    shown = ",".join(said)
    if said == wanted:
        return "right", shown
    if len(said) != len(wanted):
        return "unknown", shown
    off = [one for one, two in zip(said, wanted, strict=True) if one not in (two, Answered.UNSURE)]
    return ("wrong" if off else "unknown"), shown


JUDGES: dict[str, tuple[str, Callable[[Case], Verdict | None]]] = {
    "language": ("messages", language_verdict),
    "questions": ("messages", question_verdict),
    "answered": ("replies", reply_verdict),
}


def table(name: str) -> dict[bool, Counter[str]]:
    """Return how often each verdict fell, for the tuning half and the held-out one."""
    file, judge = JUDGES[name]
    counted: dict[bool, Counter[str]] = {False: Counter(), True: Counter()}
    for case in cases(file):
        verdict = judge(case)
        if verdict is not None:
            counted[case.held][verdict[0]] += 1
    return counted


def not_right(name: str, *, held: bool) -> Iterator[str]:
    """Yield the cases of one half that are not right, with what was said."""
    file, judge = JUDGES[name]
    for case in cases(file):
        verdict = judge(case)
        if case.held is held and verdict is not None and verdict[0] != "right":
            yield f"{verdict[0]:8} [{case.language}|{case.label}] {verdict[1]!r}: {case.text} {case.reply}"


def main() -> None:
    """Print the table."""
    print(f"{'':10} {'half':8} {'right':>6} {'unknown':>8} {'wrong':>6}")
    for name in JUDGES:
        for held, counted in table(name).items():
            half = "held out" if held else "tuned on"
            print(
                f"{name:10} {half:8} {counted['right']:6} {counted['unknown']:8} {counted['wrong']:6}"
            )
            if "-v" in sys.argv and not held:
                print(*not_right(name, held=False), sep="\n")


if __name__ == "__main__":
    main()
