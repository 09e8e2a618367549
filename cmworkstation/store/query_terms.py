"""What each term of a query asks of the rows: a test, words for the index, and a short list where an index has one."""

import sqlite3
from collections.abc import Sequence

from cmworkstation.domain.clock import to_ms
from cmworkstation.domain.folding import fold
from cmworkstation.domain.query import AFTER, BEFORE, Field, Named, Told, Viewpoint, When, Words
from cmworkstation.domain.query.names import person_of
from cmworkstation.domain.query.viewpoint import CategoryLabels
from cmworkstation.domain.values import dataclass
from cmworkstation.store.words import meta

FIRST_ID, LAST_ID = -(1 << 63), (1 << 63) - 1
NEVER = "0"
REMARKED = "SELECT message_id FROM annotation WHERE ended_at IS NULL"
IN_SLICE = "m.place IN (SELECT rowid FROM message_fts WHERE message_fts MATCH ? AND rowid >= ?3 AND rowid < ?4)"


@dataclass(frozen=True, slots=True)
class Term:
    """A test over a message `m` and its conversation `c`; `few` lists the same conversations, out of an index."""

    test: str
    values: tuple[object, ...] = ()
    few: str = ""
    few_values: tuple[object, ...] = ()
    of_conversation: bool = True
    index: str = ""  # the partial index of messages that holds nothing else


def _status(number: int) -> Term:
    return Term(f"c.status = {number}", few=f"SELECT id FROM conversation WHERE status = {number}")


def _waiting(unread: str) -> Term:
    test = f"status = 0 AND unread {unread}"
    return Term(
        f"(c.status = 0 AND c.unread {unread})", few=f"SELECT id FROM conversation WHERE {test}"
    )


def _related(table: str, test: str = "1") -> Term:
    return Term(
        f"EXISTS (SELECT 1 FROM {table} x WHERE x.conversation_id = c.id AND {test})",
        few=f"SELECT x.conversation_id FROM {table} x WHERE {test}",
    )


def _outbox(*states: str) -> Term:
    return _related("outbox", f"x.state IN ({', '.join(repr(state) for state in states)})")


def _message(test: str, index: str = "") -> Term:
    return Term(test, of_conversation=False, index=index)


ASKED = _related("approval_request", "x.closed_at IS NULL")
DRAFTED = _related("draft")
IS = {
    "new": _waiting("> 0"),
    "open": _waiting("= 0"),
    "to-answer": _status(0),
    "waiting": _status(1),
    "snoozed": _status(2),
    "done": _status(3),
    "no-answer": _status(4),
    "aside": _status(5),
    "to-read": _status(6),
    "colleague": _status(7),
    "approval": ASKED,
    "unread": Term("c.unread > 0", few="SELECT id FROM conversation WHERE unread > 0"),
    "read": Term("c.unread = 0"),
    "private": Term("c.private = 1"),
    "public": Term("c.private = 0"),
    "unassigned": Term("c.assignee = ''"),
    "muted": Term("c.muted <> 0"),
    "deleted": _message("m.deleted_at IS NOT NULL"),
    "edited": _message("m.edited_at IS NOT NULL"),
    "ours": _message("m.ours = 1"),
    "reply": _message("(m.ours = 1 AND m.context = 0)", "message_ours"),
    "note": _message(NEVER),
    "remark": _message(NEVER),
    "mention": _message("m.kind = 'mention'"),
    "comment": _message("m.kind = 'comment'"),
    "review": _message("m.kind = 'review'"),
    "article": _message("m.kind = 'article'"),
    "courtesy": _message("m.courtesy <> 0"),
    "held": _message("m.held = 'hold'"),
    "spam": _message("m.held = 'spam'"),
    "hidden": _message("m.held = 'hidden'"),
}
HAS = {
    "attachment": _message("m.attachments <> ''", "message_attached"),
    "picture": _message(
        "(m.attachments <> '' AND m.attachments LIKE '%\"image\"%')", "message_attached"
    ),
    "link": _message("(instr(m.text, 'http://') OR instr(m.text, 'https://'))"),
    "question": _message("(instr(m.text, '?') OR instr(m.text, '？') OR instr(m.text, '؟'))"),
    "note": _related("note", "x.deleted_at IS NULL"),
    "remark": Term(
        f"m.id IN ({REMARKED})",
        few=f"SELECT conversation_id FROM message WHERE id IN ({REMARKED})",
        of_conversation=False,
    ),
    "draft": DRAFTED,
    "promise": _related("promise", "x.state = 'open'"),
    "label": _related("conversation_label"),
    "reply": Term(
        "EXISTS (SELECT 1 FROM message x WHERE x.conversation_id = c.id AND x.ours = 1 AND x.context = 0)"
    ),
    "category": Term("c.category <> ''"),
}
STAGE = {
    "draft": DRAFTED,
    "approval": _related("approval_request", "x.closed_at IS NULL AND x.state = 'open'"),
    "approved": _related("approval_request", "x.closed_at IS NULL AND x.state = 'approved'"),
    "declined": _related("approval_request", "x.state = 'declined'"),
    "held": _outbox("held"),
    "queued": _outbox("queued"),
    "sending": _outbox("sending"),
    "sent": _outbox("sent"),
    "later": _outbox("later"),
    "failed": _outbox("refused"),
    "unknown": _outbox("unknown", "ask"),
    "stopped": _outbox("moved"),
    "dropped": _outbox("dropped"),
}
IN = {
    "messages": _message("m.ours = 0"),
    "replies": IS["reply"],
    "notes": _message(NEVER),
    "remarks": _message(NEVER),
    "answers": _message(NEVER),
    "people": _message(NEVER),
}
OWN = {Field.IS: IS, Field.HAS: HAS, Field.STAGE: STAGE, Field.IN: IN}


class Terms:
    """Says what terms ask for in one workspace, seen from somewhere; names are looked up once each."""

    def __init__(self, connection: sqlite3.Connection, viewpoint: Viewpoint) -> None:
        """Take where to look names up."""
        self._connection = connection
        self._viewpoint = viewpoint
        self._accounts: list[tuple[int, tuple[str, ...], str]] | None = None
        self.in_slices = (
            False  # of the places from ?3 to below ?4, for which the index is asked once
        )

    def term(self, leaf: Words | Named | Told | When) -> Term:
        """Return the test of a term."""
        if isinstance(leaf, When):
            low, high = self.bounds(leaf)
            return Term("(m.id >= ? AND m.id < ?)", (low, high), of_conversation=False)
        if isinstance(leaf, Told):
            return self._told(leaf)
        if isinstance(leaf, Words) or leaf.field is Field.FROM:
            if self.in_slices:
                return Term(IN_SLICE, (self.match(leaf),), of_conversation=False)
            return Term(
                "EXISTS (SELECT 1 FROM message_fts WHERE message_fts MATCH ? AND rowid = m.place)",
                (self.match(leaf),),
                of_conversation=False,
            )
        return self._named(leaf)

    def match(self, leaf: Words | Named | Told | When) -> str:
        """Return the expression by which the index finds a term, "" where it does not know such terms."""
        if isinstance(leaf, Words):
            return f"{{body who}} : {quoted(leaf.text)}{'*' if leaf.prefix else ''}"
        if not isinstance(leaf, Named):
            return ""
        if leaf.field is Field.FROM:
            return f"who : {quoted(leaf.name)}{'*' if leaf.open_end else ''}"
        if leaf.field in (Field.ACCOUNT, Field.PLATFORM):
            tokens = [f'"{meta(number)}"' for number in self.accounts(leaf) or [0]]
            return f"meta : ({' OR '.join(tokens)})"
        return ""

    def bounds(self, leaf: When) -> tuple[int, int]:
        """Return from which message id on, and below which."""
        began, ended = leaf.moment.span(self._viewpoint.now, self._viewpoint.zone)
        first, after = to_ms(began) << 12, to_ms(ended) << 12
        if leaf.field is BEFORE:
            return FIRST_ID, first
        return (first, LAST_ID) if leaf.field is AFTER else (first, after)

    def accounts(self, leaf: Named) -> list[int]:
        """Return the numbers of the accounts that are called so."""
        if self._accounts is None:
            self._accounts = [
                (no, (fold(platform), fold(look)), fold(f"{name} {handle} {platform} {look} {id_}"))
                for no, id_, name, handle, platform, look in self._connection.execute(
                    "SELECT no, id, name, handle, platform, look FROM account"  # also those removed
                )
            ]
        name = fold(leaf.name)
        if leaf.field is Field.PLATFORM:
            return [
                no
                for no, platforms, _ in self._accounts
                if any(_is(one, leaf) for one in platforms)
            ]
        return [no for no, _, words in self._accounts if name in words]

    def labels(self, leaf: Named) -> list[int]:
        """Return the ids of the labels that are called so, and of those below them."""
        rows = self._connection.execute("SELECT id, path FROM label")
        return [id_ for id_, path in rows if _in_label(path, fold(leaf.name))]

    def people(self, leaf: Named) -> list[str]:
        """Return the ids of the people of this workspace who are called so."""
        rows = self._connection.execute("SELECT id, name FROM profile")
        return [id_ for id_, name in rows if id_ == leaf.name or _is(name, leaf)]

    def _told(self, leaf: Told) -> Term:
        if (leaf.field, leaf.value) == (Field.IS, "mine"):
            return self._assigned([self._viewpoint.me] if self._viewpoint.me else [])
        if (leaf.field, leaf.value) == (Field.IS, "late"):
            now = to_ms(self._viewpoint.now)
            test = "status = 0 AND due_at IS NOT NULL AND due_at < ?"
            return Term(
                "(c.status = 0 AND c.due_at IS NOT NULL AND c.due_at < ?)",
                (now,),
                f"SELECT id FROM conversation WHERE {test}",
                (now,),
            )
        return OWN[leaf.field][leaf.value]

    def _named(self, leaf: Named) -> Term:
        if leaf.field in (Field.ACCOUNT, Field.PLATFORM):
            return Term(f"c.account_no IN ({', '.join(map(str, self.accounts(leaf)))})")
        if leaf.field is Field.LABEL:
            return self._label(leaf)
        if leaf.field is Field.ASSIGNEE:
            return self._assignee(leaf)
        if leaf.field is Field.CATEGORY:
            wanted = categories(leaf, self._viewpoint.categories())
            return Term(f"c.category COLLATE NOCASE IN ({', '.join('?' * len(wanted))})", wanted)
        if leaf.field is Field.LANG:
            return Term(
                "(m.language = ? OR m.language LIKE ? ESCAPE '\\')",
                (language(leaf.name), f"{_literally(language(leaf.name))}-%"),
                of_conversation=False,
            )
        return _clause(leaf)

    def _label(self, leaf: Named) -> Term:
        found = ", ".join(map(str, self.labels(leaf)))
        return Term(
            "EXISTS (SELECT 1 FROM conversation_label x WHERE x.conversation_id = c.id"
            f" AND x.label_id IN ({found}))",
            few=f"SELECT conversation_id FROM conversation_label WHERE label_id IN ({found})",
        )

    def _assignee(self, leaf: Named) -> Term:
        person = person_of(leaf.name)
        if person == "nobody":
            return IS["unassigned"]
        if person == "me":
            return self._assigned([self._viewpoint.me] if self._viewpoint.me else [])
        return self._assigned(self.people(leaf))

    def _assigned(self, ids: Sequence[str]) -> Term:
        if not ids:
            return Term(NEVER)
        marks = ", ".join("?" * len(ids))
        return Term(
            f"c.assignee IN ({marks})",
            tuple(ids),
            f"SELECT id FROM conversation WHERE assignee <> '' AND assignee IN ({marks})",
            tuple(ids),
        )


def categories(leaf: Named, labels: CategoryLabels) -> tuple[str, ...]:
    """Return the ids of categories that are called so in any language; the name itself may be one."""
    called = [id_ for id_, both in labels.items() if any(_is(one, leaf) for one in both.values())]
    return (leaf.name, *called)


def quoted(text: str) -> str:
    """Return words as the index reads them: no character of them is its syntax."""
    return '"' + text.replace('"', '""').replace("\0", "") + '"'


def language(name: str) -> str:
    """Return the code of a language that is given by its code or by one of its names."""
    return LANGUAGES.get(fold(name), name.lower())


LANGUAGES = {
    **dict.fromkeys(("french", "francais", "francaise"), "fr"),
    **dict.fromkeys(("english", "anglais", "anglaise"), "en"),
    **dict.fromkeys(("german", "allemand"), "de"),
    **dict.fromkeys(("spanish", "espagnol"), "es"),
    **dict.fromkeys(("italian", "italien"), "it"),
    **dict.fromkeys(("arabic", "arabe"), "ar"),
    **dict.fromkeys(("portuguese", "portugais"), "pt"),
    **dict.fromkeys(("dutch", "neerlandais"), "nl"),
}


def _is(name: str, leaf: Named) -> bool:
    """Tell whether a name is meant: it begins so, or a word of it does; in quotes it is that name."""
    told, wanted = fold(name), fold(leaf.name)
    if not leaf.open_end:
        return told == wanted
    return told.startswith(wanted) or f" {wanted}" in told


def _in_label(path: str, wanted: str) -> bool:
    """Tell whether a label is meant: by its whole path or the end of it, or as one below such a label."""
    parts = [part.strip() for part in fold(path).split("/")]
    sought = [part.strip() for part in wanted.split("/")]
    return any(parts[n : n + len(sought)] == sought for n in range(len(parts)))


def _clause(leaf: Named) -> Term:
    """Return the test for our replies about which a rule said something, or that left in spite of it."""
    said = f'%"rule": "{_literally(leaf.name)}"%'
    return Term(
        "m.id IN (SELECT r.id FROM outbox x CROSS JOIN message r ON r.account_no = x.account_no"
        " AND r.remote_id = x.remote_id WHERE x.state = 'sent' AND (x.findings LIKE ? ESCAPE '\\'"
        " OR EXISTS (SELECT 1 FROM waiver w WHERE w.outbox_id = x.id AND w.outbox_id <> ''"
        " AND w.rule = ? COLLATE NOCASE)))",
        (said, leaf.name),
        of_conversation=False,
    )


def _literally(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
