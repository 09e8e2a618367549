"""Values of JSON as no server should send them, and good answers with such values put into them."""

import copy
import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from hypothesis import strategies as st

from cmworkstation.domain.budget import Budget
from cmworkstation.domain.errors import ServerTrouble
from cmworkstation.sdk.answer import Answer

STRANGE: list[Any] = [
    *(None, True, False, 0, -1, 1, 2**63, 10**400, 1.5, -1e308, float("nan"), float("inf"), "", " ", "0", "-1", "null"),
    *("9" * 5_000, "\ud800", "\0", "é" * 50, "<p>", "https://", "https://[", "javascript:x", "2026-06-01T08:00:00Z"),
    *("0001-01-01T00:00:00Z", "9999-12-31T23:59:59-23:59", "mention", "status", "direct", "//x", "@", "a@b", "%", "{}"),
    *([], {}, [None], [[]], [{}], {"id": None}, {"id": {}}, {"rendered": 1}, [{"id": "1"}] * 3, {"": ""}),
]  # fmt: skip
ANY_JSON = st.recursive(
    st.sampled_from(STRANGE).map(copy.deepcopy) | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=12,
)


@st.composite
def spoiled(draw: Callable[..., Any], seed: Any) -> Any:
    """A good value in which some inner values are lost or strange."""
    value = copy.deepcopy(seed)
    for _ in range(draw(st.integers(1, 4))):
        places = list(_places(value))
        if not places:
            break
        holder, key = draw(st.sampled_from(places))
        if draw(st.booleans()) and isinstance(holder, dict):
            holder[key] = draw(ANY_JSON)
        elif isinstance(holder, dict):
            del holder[key]
        else:
            holder[key] = draw(ANY_JSON)
    return value


def _places(value: Any) -> Any:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield value, key
            yield from _places(inner)
    elif isinstance(value, list):
        for at, inner in enumerate(value):
            yield value, at
            yield from _places(inner)


def written(value: Any) -> bytes:
    """Return a value as JSON that Python reads again, NaN and half pairs included."""
    return json.dumps(value).encode()


class Mumbler:
    """In place of `Http`: answers every question with what it was given, in turn, then with nothing."""

    origin = "https://x.test"

    def __init__(self, bodies: list[bytes], headers: Mapping[str, str]) -> None:
        self._bodies = list(bodies)
        self._headers = dict(headers)

    def get(self, url: str, *_: object, **__: object) -> Answer:
        if not self._bodies:
            raise ServerTrouble("nothing more to say")
        return Answer(200, self._headers, self._bodies.pop(0), f"https://x.test/{url.lstrip('/')}")

    post = put = delete = get

    def with_credentials(self, **_: object) -> "Mumbler":
        return self

    def budget(self) -> Budget:
        return Budget()

    def now(self) -> datetime:
        return datetime(2026, 6, 1, 8, 0, tzinfo=UTC)

    def close(self) -> None:
        """There is nothing to let go of."""
