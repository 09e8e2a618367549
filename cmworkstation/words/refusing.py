"""What all platforms beyond the first say when they refuse: one line each, loaded when somebody is refused.

A platform's words stand in a module of its own, with `SIGNING_IN` (code, or class and platform → what happened, what to
do) and `REFUSALS` (code → why).
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from cmworkstation.words import google, meta

_ALL = (google, meta)
SIGNING_IN: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {key: said for one in _ALL for key, said in one.SIGNING_IN.items()}
)
REFUSALS: Final[Mapping[str, str]] = MappingProxyType(
    {code: said for one in _ALL for code, said in one.REFUSALS.items()}
)
