"""Inbox rules as text: a TOML file that a person can read, keep beside other files and take in elsewhere.

[[rule]]
name = "Parcels"
folder = "Orders"
find = "parcel or delivery"
last = false
[[rule.do]]
kind = "label"
value = "Orders/Delivery"
"""

import tomllib
from collections.abc import Iterable, Mapping

from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.inbox_rule import Action, ActionKind, InboxRule, checked

LONGEST = 1_000_000  # characters of a text that is taken in
MOST = 500  # rules in it
ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def written(rules: Iterable[InboxRule]) -> str:
    """Return rules as text, in their order."""
    parts = []
    for one in rules:
        lines = ["[[rule]]", f"name = {_quoted(one.name)}"]
        if one.folder:
            lines.append(f"folder = {_quoted(one.folder)}")
        lines.append(f"find = {_quoted(one.query)}")
        if one.last:
            lines.append("last = true")
        for action in one.actions:
            lines += ["[[rule.do]]", f"kind = {_quoted(action.kind)}"]
            if action.value:
                lines.append(f"value = {_quoted(action.value)}")
        parts.append("\n".join(lines) + "\n")
    return "\n".join(parts)


def read(text: str) -> tuple[InboxRule, ...]:
    """Return the rules of a text, without ids and turned off.

    Raises `NotAllowed` ("inbox-rule-text" where it is no such text).
    """
    try:
        found = tomllib.loads(text[: LONGEST + 1]).get("rule", [])
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise NotAllowed("inbox-rule-text") from error
    if len(text) > LONGEST or not isinstance(found, list) or not 0 < len(found) <= MOST:
        raise NotAllowed("inbox-rule-text")
    return tuple(checked(_rule(one)) for one in found)


def _rule(one: object) -> InboxRule:
    if not isinstance(one, Mapping) or not isinstance(one.get("do", []), list):
        raise NotAllowed("inbox-rule-text")
    actions = tuple(_action(each) for each in one.get("do", []))
    name, folder, find = (_text(one, key) for key in ("name", "folder", "find"))
    return InboxRule("", name, find, actions, folder, last=one.get("last") is True)


def _action(one: object) -> Action:
    if not isinstance(one, Mapping):
        raise NotAllowed("inbox-rule-text")
    kind = _text(one, "kind")
    if kind not in {known.value for known in ActionKind}:
        raise NotAllowed("inbox-rule-text")
    return Action(ActionKind(kind), _text(one, "value"))


def _text(one: Mapping[str, object], key: str) -> str:
    value = one.get(key, "")
    if not isinstance(value, str):
        raise NotAllowed("inbox-rule-text")
    return value


def _quoted(text: str) -> str:
    """Return a text as a basic string of TOML."""
    safe = "".join(
        ESCAPES.get(letter)
        or (letter if letter >= " " and letter != "\x7f" else f"\\u{ord(letter):04x}")
        for letter in text
    )
    return f'"{safe}"'
