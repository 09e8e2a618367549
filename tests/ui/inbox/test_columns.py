import pytest

from cmworkstation.ui.inbox.columns import columns


@pytest.mark.parametrize(
    ("width", "reading", "context", "shown"),
    [
        (1224, False, True, "views list thread context"),
        (1224, False, False, "views list thread"),
        (1000, False, False, "views list thread"),
        (1000, False, True, "list thread context"),
        (760, False, False, "list thread"),
        (760, False, True, "thread context"),
        (372, False, False, "list"),
        (372, True, False, "thread"),
        (372, True, True, "context"),
        (372, False, True, "list"),
    ],
    ids=str,
)
def test_panes_give_way_in_a_fixed_order(width, reading, context, shown):
    found = columns(width, reading=reading, context=context)
    names = [name for name in ("views", "list", "thread", "context") if getattr(found, name)]
    assert " ".join(names) == shown
    assert found.single == (width < 700)
