"""Accounts in the workspace. Their secrets are in the keyring, never here."""

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from functools import lru_cache
from typing import Any

from cmworkstation.domain.account import (
    Account,
    After,
    Capabilities,
    Idempotency,
    LengthRule,
    MediaRules,
    ModerationAct,
    PostRules,
    PrivateRules,
    TokenState,
    Unit,
    Visibility,
    WindowRule,
)
from cmworkstation.domain.clock import from_ms, to_ms
from cmworkstation.domain.ids import AccountId

COLUMNS = "id, platform, look, name, handle, server, colour, state, protected, settings, capabilities, created_at"


def all_accounts(connection: sqlite3.Connection) -> tuple[Account, ...]:
    """Return the accounts in use, in the order in which they were added."""
    rows = connection.execute(f"SELECT {COLUMNS} FROM account WHERE removed_at IS NULL ORDER BY no")
    return tuple(_account(row) for row in rows)


def account(connection: sqlite3.Connection, account_id: AccountId) -> Account:
    """Return one account, also a removed one. Raises `KeyError`."""
    row = connection.execute(f"SELECT {COLUMNS} FROM account WHERE id=?", (account_id,)).fetchone()
    if row is None:
        raise KeyError(account_id)
    return _account(row)


def number(connection: sqlite3.Connection, account_id: AccountId) -> int:
    """Return the short number by which rows of other tables name this account. Raises `KeyError`."""
    row = connection.execute("SELECT no FROM account WHERE id=?", (account_id,)).fetchone()
    if row is None:
        raise KeyError(account_id)
    return int(row[0])


def ids_by_number(connection: sqlite3.Connection) -> dict[int, AccountId]:
    """Return number → id of every account, also of removed ones."""
    return dict(connection.execute("SELECT no, id FROM account"))


def add(connection: sqlite3.Connection, new: Account, at: datetime) -> None:
    """Store a new account."""
    connection.execute(
        f"INSERT INTO account({COLUMNS}) VALUES(?,?,?,?,?,?,?,?,?,?,?,?)",
        (
            new.id,
            new.platform,
            new.look,
            new.name,
            new.handle,
            new.server,
            new.colour,
            new.state,
            int(new.protected),
            json.dumps(dict(new.settings), ensure_ascii=False),
            capabilities_to_json(new.capabilities),
            to_ms(at),
        ),
    )


def update(connection: sqlite3.Connection, changed: Account) -> None:
    """Store what a person or the server changed of an account."""
    connection.execute(
        "UPDATE account SET look=?, name=?, handle=?, server=?, colour=?, state=?, protected=?, settings=?,"
        " capabilities=? WHERE id=?",
        (
            changed.look,
            changed.name,
            changed.handle,
            changed.server,
            changed.colour,
            changed.state,
            int(changed.protected),
            json.dumps(dict(changed.settings), ensure_ascii=False),
            capabilities_to_json(changed.capabilities),
            changed.id,
        ),
    )


def set_state(
    connection: sqlite3.Connection,
    account_id: AccountId,
    state: TokenState,
    trouble: str = "",
    detail: str = "",
) -> None:
    """Note whether the account's credentials work, and the last trouble with it."""
    connection.execute(
        "UPDATE account SET state=?, trouble=?, trouble_detail=? WHERE id=?",
        (state, trouble, detail[:300], account_id),
    )


def troubles(connection: sqlite3.Connection) -> dict[AccountId, tuple[str, str]]:
    """Return account id → (class name of the last error, its detail) for accounts in trouble."""
    rows = connection.execute("SELECT id, trouble, trouble_detail FROM account WHERE trouble <> ''")
    return {AccountId(row[0]): (row[1], row[2]) for row in rows}


def remove(connection: sqlite3.Connection, account_id: AccountId, at: datetime) -> None:
    """Take an account out of use; its history stays readable."""
    connection.execute("UPDATE account SET removed_at=? WHERE id=?", (to_ms(at), account_id))


def capabilities_to_json(capabilities: Capabilities) -> str:
    """Return capabilities as JSON text."""
    return json.dumps(asdict(capabilities))


@lru_cache(maxsize=256)  # frozen, and the same for most accounts of a platform
def capabilities_from_json(text: str) -> Capabilities:
    """Return capabilities read back from JSON text; unknown keys of a newer version are left out."""
    found = json.loads(text)
    if not found:
        return Capabilities()
    return Capabilities(
        can_reply=found["can_reply"],
        visibilities=tuple(Visibility(value) for value in found["visibilities"]),
        length=_length(found["length"]),
        idempotency=Idempotency(found["idempotency"]),
        key_life_s=found["key_life_s"],
        hold_s=found["hold_s"],
        own_list_complete=found["own_list_complete"],
        moderation=tuple(ModerationAct(value) for value in found["moderation"]),
        trash_is_final=bool(found.get("trash_is_final")),
        has_spoiler=found["has_spoiler"],
        has_language=found["has_language"],
        mentions_in_text=found["mentions_in_text"],
        windows=tuple(
            WindowRule(Visibility(one["visibility"]), one["hours"], After(one["after"]))
            for one in found.get("windows", ())
        ),
        media=_media(found.get("media")),
        threads=found.get("threads", False),
        private=_private(found.get("private")),
        posts=found.get("posts", False),
        post=_post(found.get("post")),
        by_hand=found.get("by_hand", False),
    )


def _length(found: Mapping[str, Any]) -> LengthRule:
    return LengthRule(
        unit=Unit(found["unit"]),
        limit=found["limit"],
        url_cost=found["url_cost"],
        short_mentions=found["short_mentions"],
        counts_spoiler=found["counts_spoiler"],
        unit_bytes=found.get("unit_bytes", 0),
    )


def _media(found: Mapping[str, Any] | None) -> MediaRules:
    if not found:  # from before there were any
        return MediaRules()
    return MediaRules(**{**found, "types": tuple(found["types"])})


def _post(found: Mapping[str, Any] | None) -> PostRules | None:
    return PostRules(_length(found["length"]), _media(found["media"])) if found else None


def _private(found: Mapping[str, Any] | None) -> PrivateRules | None:
    if not found:
        return None
    return PrivateRules(
        length=_length(found["length"]),
        idempotency=Idempotency(found["idempotency"]),
        own_list_complete=found["own_list_complete"],
    )


@lru_cache(
    maxsize=8192
)  # frozen; lists of thousands of accounts are asked for again with every change
def _account(row: tuple[object, ...]) -> Account:
    (
        id_,
        platform,
        look,
        name,
        handle,
        server,
        colour,
        state,
        protected,
        settings,
        capabilities,
        at,
    ) = row
    read: Mapping[str, str] = json.loads(str(settings))
    return Account(
        id=AccountId(str(id_)),
        platform=str(platform),
        look=str(look),
        name=str(name),
        handle=str(handle),
        server=str(server),
        colour=int(str(colour)),
        state=TokenState(str(state)),
        protected=bool(protected),
        settings=read,
        capabilities=capabilities_from_json(str(capabilities)),
        created_at=from_ms(int(str(at))),
    )
