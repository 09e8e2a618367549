"""The Qt binding that is installed does not eat reference counts (PySide6 6.12.0 on Python 3.11 does)."""

import sys

import pytest
from PySide6.QtCore import QObject, Signal

TIMES = 100


class Bell(QObject):
    rang = Signal(bool)


@pytest.mark.parametrize("value", [None, True], ids=["None", "True"])
def test_calls_give_back_what_they_borrow(value):
    bell = Bell()
    before = sys.getrefcount(value)
    for _ in range(TIMES):
        bell.setObjectName("x")
        bell.rang.emit(True)
    assert sys.getrefcount(value) > before - TIMES // 2, (
        "this version of PySide6 aborts on this version of Python"
    )
