"""What can be done with what we said."""

from typing import Final

from cmworkstation.i18n import N_
from cmworkstation.ui.commands.row import Command


def _row(name: str, title: str, icon: str, keys: tuple[str, ...] = ()) -> Command:
    return Command(
        f"review.{name}", title, keys, "page:review", "view", icon, page="review", group=4
    )


REVIEW: Final = (
    _row("replies", N_("History: what we said"), "history"),
    _row("sample", N_("History: the sample of a month"), "star"),
    _row("figures", N_("History: figures"), "watch"),
    _row("clauses", N_("History: clauses of the charters"), "charter"),
    _row("good", N_("This reply of the sample is good"), "good", ("1", "Alt+Shift+1")),
    _row("better", N_("This reply could be better"), "edit", ("2", "Alt+Shift+2")),
    _row("not_sent", N_("This reply should not have been sent"), "warn", ("3", "Alt+Shift+3")),
    _row("note", N_("Remark on the reply…"), "note"),
    _row("dossier", N_("Dossier of the reply in the history…"), "shield"),
    _row("open_thread", N_("Open the conversation of the reply"), "open"),
    _row("propose", N_("Make an answer of the reply in the history…"), "answers"),
    _row("case_file", N_("Case file of the selected replies…"), "file"),
)
