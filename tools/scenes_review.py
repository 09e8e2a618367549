"""Pictures of the history: what was said, the sample, figures, clauses, and a case file."""

from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog

from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.review import Verdict

if TYPE_CHECKING:
    from tools.scenes import Stage

NOTE = {
    "en": "Good, and shorter than last time. Worth an entry in the guide.",
    "fr": "Bien, et plus court que la dernière fois. Mérite une entrée dans le guide.",
}


def review(stage: "Stage") -> Iterator[str]:
    """The page in all its parts."""
    stage.services.times.keep_up()
    page = stage.page("review")
    stage.settle()
    pane = page.replies
    rows = pane.model.rows
    at = next((n for n, one in enumerate(rows) if one.outbox_id and one.overridden), 0)
    pane.list.setCurrentIndex(pane.model.index(at))
    stage.services.review.annotate(rows[at], NOTE[stage.language])
    pane.look()
    stage.settle()
    yield ""
    for month in stage.services.samples.months():
        with suppress(NotAllowed):
            stage.services.samples.draw(month)
    page.show_part("sample")
    sample = stage.services.samples.listed()[0]
    for one in sample.items[:7]:
        stage.services.samples.judge(sample.id, one.n, Verdict.GOOD)
    page.sample.month.setCurrentIndex(page.sample.month.findData(sample.month))
    stage.settle()
    yield "-sample"
    page.show_part("figures")
    stage.settle()
    page.figures.waits.chart.setFocus()
    yield "-figures"
    page.figures.by.setCurrentIndex(1)
    page.figures.steps.setCurrentIndex(1)
    stage.settle()
    for part, name in zip(
        page.figures.parts(), ("-channels", "-compared", "-spread", "-weeks"), strict=True
    ):
        part.chart.setFocus()
        page.figures.verticalScrollBar().setValue(part.y())
        yield name
    page.show_part("clauses")
    stage.settle()
    yield "-clauses"
    page.show_part("replies")
    stage.settle()
    pane.acts["case_file"]()
    stage.settle()
    yield "-case-file"
    for dialog in stage.window.findChildren(QDialog):
        dialog.reject()
