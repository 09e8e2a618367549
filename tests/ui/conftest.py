"""The window's tests: no display, a look of its own, and values with defaults."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from functools import partial
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication, QLineEdit, QListWidget, QVBoxLayout

from cmworkstation import i18n
from cmworkstation.domain.conversation import Status
from cmworkstation.ui import theme
from cmworkstation.ui.jobs import JobRunner
from cmworkstation.ui.main_window import MainWindow
from cmworkstation.ui.page import Page, PageSpec
from cmworkstation.ui.preferences import Preferences
from cmworkstation.ui.widgets.sizes import locale


@pytest.fixture
def app(qapp):
    """The application, dressed in the light theme at 100 %, speaking English."""
    assert isinstance(qapp, QApplication)
    i18n.use_language("en")
    QLocale.setDefault(locale())  # a window before this one may have spoken French
    theme.apply(qapp, "light", 1.0)
    return qapp


class PlainPage(Page):
    """A page that remembers what it was told."""

    def __init__(self, window, key="inbox"):
        super().__init__(window)
        self.key = key
        self.told: list[object] = []
        self.left = 0
        self.list = QListWidget()
        self.list.addItems(["one", "two", "three"])
        self.field = QLineEdit()
        self.field.setAccessibleName("words")
        self.list.setAccessibleName("rows")
        column = QVBoxLayout(self)
        column.addWidget(self.list)
        column.addWidget(self.field)
        self.done: list[object] = []
        window.register(
            key,
            {"next": lambda: self.done.append("next"), "account": self.done.append},
            {"account": lambda: True},
        )
        window.attach(self.list, "list")

    def refresh(self, changes):
        self.told.append(changes)

    def before_close(self):
        self.left += 1

    def first_focus(self):
        return self.list

    def panes(self):
        return [self.list, self.field]

    def memory(self):
        return self.list.currentRow()

    def recall(self, memory):
        self.list.setCurrentRow(memory)


def pages():
    return [
        PageSpec(
            "inbox", "Inbox", "inbox", PlainPage, lambda c: c.by_status.get(Status.WAITING_US, 0)
        ),
        PageSpec(
            "outbox", "Outbox", "outbox", partial(PlainPage, key="outbox"), lambda c: c.needs_person
        ),
        PageSpec("accounts", "Accounts", "accounts", partial(PlainPage, key="accounts")),
    ]


class NoSettings:
    """Settings of a workspace in which nothing was chosen."""

    def value(self, name, default=""):
        return default

    def put(self, name, new):
        return None

    def hold_seconds(self):
        return 10.0


@pytest.fixture
def a_window(app, qtbot, tmp_path):
    """Build windows with plain pages over one preferences file."""

    def build(*, shown=True, **more):
        window = MainWindow(
            SimpleNamespace(
                settings=NoSettings(),
                workspace=SimpleNamespace(sqlite_version=lambda: "3.50.0", notice=lambda _: False),
                brake=SimpleNamespace(standing=lambda: SimpleNamespace(freezes=())),
            ),
            pages(),
            JobRunner(),
            Preferences(tmp_path / "window.ini"),
            **more,
        )
        qtbot.addWidget(window)
        if shown:
            window.show()
            qtbot.waitUntil(
                lambda: bool(window._actions)
            )  # the first of what comes behind the first paint
        return window

    return build
