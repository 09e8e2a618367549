"""Scenes of the charter page: every section as a form, the text, problems, the test bench, ways to begin."""

from collections.abc import Iterator
from typing import Any

from PySide6.QtWidgets import QDialog

from cmworkstation.services.starters import starters
from cmworkstation.ui.charter.beginning import ChooseExample, NewCharter
from cmworkstation.ui.charter.sheets import SHEETS

CHARTER = {"en": "fennick-lane", "fr": "mediatheques-ormaie"}


def _open(stage: Any) -> Any:  # noqa: ANN401 - a stage and its page
    page = stage.page("charter")
    choice = page._bar.choice
    choice.setCurrentIndex(choice.findData(CHARTER[stage.language]))
    stage.settle()
    page._show_as("forms")
    return page


def sections(stage: Any) -> Iterator[str]:  # noqa: ANN401
    """Each section, its first object in front."""
    page = _open(stage)
    for sheet in SHEETS:
        page._go(sheet.section, 0)
        page._navigator.choose(sheet.section, 0 if sheet.many else -1)
        stage.settle()
        yield f"-{sheet.section.replace('.', '-')}"


def more(stage: Any) -> Iterator[str]:  # noqa: ANN401
    """What is hidden under "more", a search, and a file with comments."""
    page = _open(stage)
    page._go("rule", 0)
    page._detail.form.more.set_open(True)
    stage.settle()
    page._detail.form.verticalScrollBar().setValue(9999)
    yield "-rule"
    page._detail.form.more.set_open(False)
    page._navigator.search.setText("horaires" if stage.language == "fr" else "oat")
    page._navigator.search._tell()
    stage.settle()
    yield "-search"
    page._navigator.search.setText("")
    page._navigator.search._tell()
    text = page._editor.toPlainText()
    page._load(text.replace("[voice]", "# Agreed in May by all of us.\n[voice]"))
    page._check()
    page._go("voice", 0)
    stage.settle()
    yield "-comments"
    page._load(text)
    page._check()
    stage.settle()


def beginning(stage: Any) -> Iterator[str]:  # noqa: ANN401
    """The examples, and a new charter."""
    page = _open(stage)
    for name, dialog in (
        ("-examples", ChooseExample(page, starters())),
        ("-new", NewCharter(page)),
    ):
        shown: QDialog = dialog
        shown.open()
        yield name
        shown.close()
