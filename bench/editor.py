"""A charter of 200 rules and 100 answers: loading and saving it, changing one field, and typing in one of its forms.

Typing goes at ten characters a second into the message of a rule; each pause writes the text anew, reads it,
looks for problems and compiles it, on a lane of its own. A timer of 5 ms notes how late its ticks are.
"""

import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPlainTextEdit

from bench.lint import big_charter
from bench.rows import Row, below, plain
from bench.stall import Watch
from bench.window import settle, shown
from cmworkstation.domain.charter.clauses import Answer
from cmworkstation.domain.charter.engine import compile_engine
from cmworkstation.domain.charter.invariants import find_problems
from cmworkstation.domain.charter.model import Charter
from cmworkstation.domain.charter.patching import SetField, patch
from cmworkstation.domain.charter.reading import read_charter
from cmworkstation.domain.charter.writing import write_charter
from cmworkstation.services.workstation import open_services
from cmworkstation.ui.charter.page import SOURCE, CharterPage
from cmworkstation.vault import Vault

RULES, ANSWERS = 200, 100
ROUNDS = 7
LETTERS, EACH_MS = 80, 100
AIM_MS = 50.0
LARGE, LARGE_MS = 2_000_000, 100.0


def big_text() -> str:
    """Return the French starter with invented rules and answers."""
    charter, _ = big_charter()
    rules = charter.rules
    while len(rules) < RULES:
        rules = (*rules, replace(rules[-1], id=f"more-{len(rules)}"))
    answers = charter.answers
    more = tuple(
        Answer(
            id=f"inv-{n}",
            category="question",
            asks={"fr": (f"Question inventée {n} ?", f"Autre façon de demander {n} ?")},
            body={"fr": f"Bonjour {{prenom}},\n\nVoici la réponse numéro {n}, avec {{date}}.\n"},
            variables=("prenom?", "date"),
        )
        for n in range(ANSWERS - len(answers))
    )
    return write_charter(replace(charter, rules=rules[:RULES], answers=(*answers, *more)))


def measure() -> list[Row]:
    """Return the rows of the file and of the window."""
    text = big_text()
    charter, packs = read_charter(text), big_charter()[1]
    size = f"{len(charter.rules)} rules, {len(charter.answers)} answers, {len(text) // 1000} kB"

    def load() -> Charter:
        return read_charter(text)

    def save() -> None:
        written = read_charter(write_charter(charter))
        find_problems(written, packs)
        compile_engine(written, packs)

    def change() -> None:
        patch(text, [SetField("rule", 150, "severity", "cue")])

    return [
        plain("load of a large charter", _cpu_ms(load), "ms CPU", f"read; {size}"),
        plain(
            "save of a large charter",
            _cpu_ms(save),
            "ms CPU",
            f"write, read, all problems with all examples, compile; {size}",
        ),
        plain("one field changed", _cpu_ms(change), "ms CPU", f"the patch of the text; {size}"),
        *in_window(text, size),
        opened_at_once(text),
    ]


def opened_at_once(text: str) -> Row:
    """Open a text of two million characters, show it as text, and type into it."""
    more = "".join(
        f'\n[[rule]]\nid = "extra-{n}"\nkind = "terms"\nterms = ["mot{n}", "autre{n}"]\nseverity = "cue"\n'
        f'message.fr = "« {{match}} » est inventé pour la mesure numéro {n}, et rien de plus."\n'
        for n in range(LARGE // 190)
    )
    large = (text + more)[:LARGE]
    with tempfile.TemporaryDirectory() as folder:
        vault = Vault(memory_only=True)
        vault.use_session_memory()
        with closing(open_services(Path(folder), {}, vault=vault)) as services:
            services.charters.save(text)
            opened = services.versions.open_text(large, "large.toml")
            with shown(services) as window:
                window.go("charter")  # a page is built at its first visit, whatever it shows
                settle(window)
                page = window.page("charter")
                assert isinstance(page, CharterPage)
                watch = Watch(time.thread_time)
                page._bar.choice.setCurrentIndex(page._bar.choice.findData(opened))
                page._show_as(SOURCE)
                QTest.qWait(4_000)
                page._editor.setFocus()
                for n in range(30):
                    QTest.keyClicks(page._editor, "abc "[n % 4])
                    QTest.qWait(EACH_MS)
                QTest.qWait(4_000)
                ticks = watch.stop()
                settle(window)
                size = len(page._editor.toPlainText())
    how = (
        f"{size:,} characters, opened, shown and 30 letters typed; p99 {ticks.p99():.1f};"
        f" of the longest, the window's own CPU can explain {ticks.longest_own():.1f}"
    )
    return below("longest stall with a very large charter", ticks.longest(), "ms", LARGE_MS, how)


def _cpu_ms(work: Callable[[], object]) -> float:
    times = []
    for _ in range(ROUNDS):
        begin = time.thread_time()
        work()
        times.append((time.thread_time() - begin) * 1000)
    return statistics.median(times)


def in_window(text: str, size: str) -> list[Row]:
    """Type into the form of a rule of that charter."""
    with tempfile.TemporaryDirectory() as folder:
        vault = Vault(memory_only=True)
        vault.use_session_memory()
        with closing(open_services(Path(folder), {}, vault=vault)) as services:
            services.charters.save(text)
            with shown(services) as window:
                window.go("charter")
                settle(window)
                page = window.page("charter")
                assert isinstance(page, CharterPage)
                page._go("rule", 150)
                settle(window)
                form = page._detail.form
                assert form is not None
                (field, *_) = form._editors["message"].findChildren(QPlainTextEdit)
                field.setFocus()
                QTest.qWait(1_000)
                watch = Watch(time.thread_time)
                before = page._editor.toPlainText()
                for n in range(LETTERS):
                    QTest.keyClicks(field, "abcdefghi "[n % 10])
                    QTest.qWait(EACH_MS if n % 20 else 5 * EACH_MS)
                QTest.qWait(1_500)
                ticks = watch.stop()
                settle(window)
                changed = len(page._editor.toPlainText()) - len(before)
    how = (
        f"{LETTERS} letters at {1000 // EACH_MS} a second with pauses, {changed} of them in the text; {size};"
        f" p99 {ticks.p99():.1f}; of the longest, the window's own CPU can explain {ticks.longest_own():.1f}"
    )
    return [below("longest stall while typing in a form", ticks.longest(), "ms", AIM_MS, how)]
