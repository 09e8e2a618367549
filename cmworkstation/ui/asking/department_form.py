"""A department as a form: who reads, what concerns them, what they read, and how often by itself."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, cast

from PySide6.QtWidgets import QFileDialog

from cmworkstation.domain.briefing import Department, DepartmentId, Part
from cmworkstation.domain.dashboard_report import Every
from cmworkstation.domain.values import replace
from cmworkstation.i18n import tr
from cmworkstation.ui.asking.form import CHOICE, TICK, Field, Form
from cmworkstation.words import briefings as words

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

NEW = Department(DepartmentId(""), "", parts=tuple(Part))


def ask_department(
    window: "MainWindow", one: Department | None, kept: Callable[[Department], object]
) -> Form:
    """Ask what a department is; `kept` gets it once it is kept."""
    services = cast("Services", window.services)
    now = one or NEW
    queries = services.watches.queries()
    fields = [
        Field("name", tr("Name of the department"), now.name),
        Field("address", tr("Address of mail, if any"), now.address),
        Field(
            "query",
            tr("What concerns it, as a search"),
            now.query,
            hint=tr("As in the inbox, such as label:roads or “library”. Empty: everything."),
        ),
        Field(
            "every",
            tr("By itself"),
            now.every.value,
            CHOICE,
            choices=tuple((key.value, tr(text)) for key, text in words.EVERY.items()),
            hint=tr("Into a folder, once a day or week is over. It is never mailed by itself."),
        ),
        *(
            Field(f"part:{part}", tr(title), "1" if part in now.parts else "", TICK)
            for part, title in words.TITLES.items()
            if part is not Part.CHOSEN
        ),
        *(
            Field(
                f"watch:{query.id}",
                tr("Mentions of the query “{name}”").format(name=query.name),
                "1" if not now.watches or query.id in now.watches else "",
                TICK,
            )
            for query in queries
        ),
    ]

    def act(values: Mapping[str, str]) -> None:
        chosen = tuple(each.id for each in queries if values[f"watch:{each.id}"])
        every = Every(values["every"])
        wanted = replace(
            now,
            name=values["name"],
            address=values["address"],
            query=values["query"],
            every=every,
            watches=() if len(chosen) == len(queries) else chosen,
            parts=(
                Part.CHOSEN,
                *(part for part in Part if values.get(f"part:{part}")),
            ),
        )
        if every is Every.NEVER or wanted.folder:
            kept(services.briefings.keep_department(wanted)[0])
            return
        # by hand first: whatever else is wrong is said before a folder is asked for
        made, _ = services.briefings.keep_department(replace(wanted, every=Every.NEVER))
        _ask_folder(window, replace(made, every=every), kept)

    form = Form(
        window,
        tr("Department") if one else tr("New department"),
        fields,
        act,
        button=tr("Keep"),
        intro=tr("Whoever reads the briefing. Private persons are not named in it."),
    )
    form.open()
    return form


def _ask_folder(
    window: "MainWindow", wanted: Department, kept: Callable[[Department], object]
) -> None:
    services = cast("Services", window.services)

    def chosen(path: str) -> None:
        kept(services.briefings.keep_department(replace(wanted, folder=path))[0])

    chooser = QFileDialog(window, tr("Folder for briefings"), str(window.home))
    chooser.setFileMode(QFileDialog.FileMode.Directory)
    chooser.setOption(QFileDialog.Option.ShowDirsOnly)
    chooser.fileSelected.connect(chosen)
    chooser.rejected.connect(lambda: kept(replace(wanted, every=Every.NEVER)))
    chooser.open()
