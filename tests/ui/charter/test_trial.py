"""The test bench of the charter page tries in the language of the charter that it was given."""

from typing import Any

from cmworkstation.ui.charter.trial import Trial
from tests.domain.charter.builders import shipped


def test_another_charter_is_tried_in_its_own_first_language(qtbot: Any) -> None:
    pane = Trial()
    qtbot.addWidget(pane)
    pane.use(shipped("fennick-lane"), None)
    assert pane.language.currentData() == "en"
    french = shipped("mediatheques-ormaie")
    pane.use(french, None)
    assert pane.language.currentData() == "fr"
    pane.language.setCurrentIndex(pane.language.findData("en"))
    pane.use(french, None)  # its text changed: the person's choice stays
    assert pane.language.currentData() == "en"
