"""The way on which every dialog of the crisis desk writes, and tells what it changed."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.errors import WorkstationError
from cmworkstation.ui import jobs

if TYPE_CHECKING:
    from cmworkstation.ui.crisis.page import CrisisPage


def write(
    page: "CrisisPage", act: Callable[[], Any], done: Callable[[Any], object] | None = None
) -> None:
    """Do something on the lane for what a person did; what it changed is told to every page."""

    def failed(error: Exception) -> None:
        if not isinstance(error, WorkstationError):
            raise error
        page.window_.failed(error)

    def after(result: Any) -> None:  # noqa: ANN401 - whatever the act gives
        # What changed alone is told by the lane; here it came with something else.
        among = result if isinstance(result, tuple) else (getattr(result, "changes", None),)
        for one in among:
            if isinstance(one, Changes):
                page.window_.jobs.emit_changes(one)
        if done is not None:
            done(result)

    page.window_.jobs.run(jobs.WRITE, act, after, failed, owner=page)
