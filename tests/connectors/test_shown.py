"""Each fault that a platform can have is shown for each connector, or has a reason why it is not there."""

from pathlib import Path

import pytest

from tests.connectors import shown


@pytest.mark.parametrize("key", shown.platforms())
def test_each_fault_of_a_platform_is_shown_or_is_not_there_for_a_reason(key: str) -> None:
    tests = shown.shown_by(key)
    empty = {name for name, by in tests.items() if not by and (key, name) not in shown.NOT_THERE}
    assert not empty, f"nothing shows what {key} makes of: {', '.join(sorted(empty))}"
    both = {name for name, by in tests.items() if by and (key, name) in shown.NOT_THERE}
    assert not both, f"{key} has after all: {', '.join(sorted(both))}"


def test_every_reason_is_one_of_a_platform_and_a_fault_that_there_are() -> None:
    known = {(key, fault.name) for key in shown.platforms() for fault in shown.FAULTS}
    assert set(shown.NOT_THERE) <= known
    assert all(shown.NOT_THERE.values())


def test_what_holds_for_all_connectors_is_shown_by_a_test_that_there_is() -> None:
    for fault in shown.FAULTS:
        if fault.everywhere:
            path, _, name = fault.everywhere.partition("::")
            assert f"def {name}(" in Path(path).read_text(encoding="utf-8")


def test_the_table_has_a_line_for_each_fault_and_no_empty_cell() -> None:
    head, *lines = shown.table().splitlines()
    assert head.split() == shown.platforms()
    for fault, line in zip(shown.FAULTS, lines, strict=True):
        assert line.startswith(fault.name)
        assert "0" not in line.removeprefix(fault.name).split()
