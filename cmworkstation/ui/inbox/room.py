"""Which panes of the inbox have room, which is in front where they take turns, and how to go back."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QWidget

from cmworkstation.ui import theme
from cmworkstation.ui.inbox.columns import ALL, Columns, columns

if TYPE_CHECKING:
    from cmworkstation.ui.inbox.page import InboxPage


class Room(QObject):
    """Gives panes away as the window narrows."""

    def __init__(self, page: "InboxPage") -> None:
        """Begin at the list."""
        super().__init__(page)
        self._page = page
        self.reading = False  # else the list is in front, where they take turns
        self.context_wanted = True
        self.fitted: Columns | None = None
        self._was_wide = False

    def back(self) -> None:
        """Leave what is in front: the search, the context, the thread."""
        if self._page.popover.isVisible():
            self._page.popover.hide()
        elif self._page.one_by_one.come_back():
            return
        elif self.fitted is not None and self.fitted.single and self.fitted.context:
            self.show_context(wanted=False)
        elif self.reading and self.fitted is not None and self.fitted.single:
            self.reading = False
            self.fit()
            self._page.list.table.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self._page.searching.is_on():
            self._page.searching.enter()
        else:
            self._page.list.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def focus_work(self) -> None:
        """Go back to where the person was working: the thread or the list."""
        if self._page.one_by_one.come_back():
            return
        line = self._page.thread_pane.line
        (line if self.reading and line.isVisible() else self._page.list.table).setFocus()

    def show_context(self, *, wanted: bool) -> None:
        """Show or hide the column beside the thread."""
        self.context_wanted = wanted
        self.fit(by_person=True)

    def fit(self, *, by_person: bool = False) -> None:
        """Show as many panes as there is room for."""
        width = self._page.width() / theme.current().zoom
        wide = width >= ALL
        if self.fitted is None or (wide != self._was_wide and not by_person):
            self.context_wanted = wide  # where it has no place of its own it waits to be asked for
        self._was_wide = wide
        found = columns(width, reading=self.reading, context=self.context_wanted)
        if found == self.fitted:
            self.fit_header()
            return
        self.fitted = found
        self.fit_header()
        for pane, least in self.least():
            pane.setMinimumWidth(1 if found.single else theme.current().px(least))
        self._page.views.setVisible(found.views)
        self._page.list.setVisible(found.list)
        self._page.upright.setVisible(found.thread)
        self._page.context_place.setVisible(found.context)
        self._page.listing.show_title()
        if found.context:
            self._page.context.back.setVisible(found.single)
            self._page.beside.show_person_of(self._page.thread_pane.current())
            self._page.beside.show_triage()

    def fit_header(self) -> None:
        """Let the header of the thread say what is beside it, as soon as there is one."""
        if self.fitted is not None and self._page.thread_pane.is_built():
            header = self._page.thread_pane.header
            header.back.setVisible(self.fitted.single)
            header.context.setChecked(self.fitted.context)

    def least(self) -> tuple[tuple[QWidget, int], ...]:
        """Return the panes from left to right, each with its least width at 100 %."""
        return (
            (self._page.views, 168),
            (self._page.list, 280),
            (self._page.upright, 360),
            (self._page.context_place, 220),
        )
