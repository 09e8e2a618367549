"""Pictures of the golden rules: a sentence with its checks and cues, who is thanked, and the paper."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog

if TYPE_CHECKING:
    from tools.scenes import Stage


def golden(stage: "Stage") -> Iterator[str]:
    """The page with several sentences, and the paper that opens from it."""
    window = stage.window
    page = stage.page("golden")
    for name in ("bought", "human", "teams"):
        page.recall(name)
        for _ in range(200):
            stage.settle()
            if not window.jobs.busy():
                break
        yield f"-{name}"
    window.act("golden.paper")
    stage.settle()
    yield "-paper"
    for dialog in window.findChildren(QDialog):
        dialog.close()
    stage.settle()
