"""What a database that takes the place of another takes over from it: a person's words, not a platform's state.

The other database is attached as `present`. Both descend from one another: the journal of the one is the beginning
of the journal of the other, so that numbers mean the same rows in both.
"""

import sqlite3
from collections.abc import Collection
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

from cmworkstation.domain.ids import OutboxId
from cmworkstation.domain.reply import OutboxState, StepNote
from cmworkstation.store import conversations, labels, outbox, places, words

FIRST_LOOK = timedelta(seconds=60)  # after the platforms were read again
WAITING = (  # nothing has left, as far as this file knows
    OutboxState.HELD,
    OutboxState.QUEUED,
    OutboxState.LATER,
    OutboxState.SENDING,
)
ANSWERED = "SELECT target_id FROM present.draft UNION SELECT target_id FROM present.outbox"
NOTED_AT = "SELECT message_id FROM present.annotation"
PLANNED = ("channel", "operation", "operation_revision", "coherence_dismissal", "news", "relay")
BRIEFED = ("department", "briefing", "briefing_sketch", "briefing_quote", "briefing_pick")
CHOSEN = "SELECT message_id FROM present.briefing_pick WHERE message_id IS NOT NULL"
TOLD = "SELECT message_id FROM present.news WHERE message_id IS NOT NULL"
MIRRORED = "SELECT message_id FROM present.mirror"
CORRECTED = "SELECT message_id FROM present.correction UNION SELECT said_id FROM present.correction WHERE said_id > 0"
# What was said to a question of ours, or asked of an expert, and the newest words of what is filed under a topic.
DISCUSSED = (
    "SELECT message_id FROM present.contribution UNION SELECT message_id FROM present.expert_request"
    " UNION SELECT message_id FROM present.dialogue_place UNION SELECT c.last_id FROM present.conversation c"
    " JOIN present.topic_conversation t ON t.conversation_id = c.id"
    " UNION SELECT c.last_id FROM present.conversation c JOIN present.dialogue_place p ON p.conversation_id = c.id"
)
WATCHED = (
    *("watch_query", "watch_source", "mention"),
    *("mention_query", "mention_sketch", "mention_tag"),
)
# What no platform will bring again: what people took in, and what they posted and told of.
BY_HAND = (
    "SELECT message_id FROM present.capture UNION SELECT m.id FROM present.outbox o JOIN present.message m"
    " ON m.account_no = o.account_no AND m.remote_id = o.remote_id WHERE o.by_hand > 0"
)


def on_their_way(file: Path) -> int:
    """Return how many replies `doubt` would turn in a database that nobody has open."""
    marks = ",".join("?" * len(WAITING))
    with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        query = f"SELECT count(*) FROM outbox WHERE state IN ({marks})"
        return int(connection.execute(query, WAITING).fetchone()[0])


def doubt(connection: sqlite3.Connection, now: datetime, but: Collection[str] = ()) -> int:
    """Turn every reply that was on its way to `unknown`: since this file was written it may have been sent.

    It is looked for among our own posts before anything else happens to it. Those in `but` are as they were a moment
    ago and stay so. Return how many were turned.
    """
    marks = ",".join("?" * len(WAITING))
    query = f"SELECT id FROM outbox WHERE state IN ({marks})"
    found = [OutboxId(row[0]) for row in connection.execute(query, WAITING)]
    found = [one for one in found if one not in but]
    for outbox_id in found:
        outbox.forget_looks(connection, outbox_id)
        outbox.turn(
            connection,
            outbox_id,
            OutboxState.UNKNOWN,
            now,
            of=WAITING,
            not_before=now + FIRST_LOOK,
            error="Ambiguous",
            note=StepNote.RESTORED,
        )
    return len(found)


def descends(connection: sqlite3.Connection) -> bool:
    """Tell whether the journal here is the beginning of the one in `present`."""
    last = connection.execute("SELECT n, hash FROM main.journal ORDER BY n DESC LIMIT 1").fetchone()
    try:
        if last is None:  # nobody has done anything yet; the name given at the first copy tells
            query = "SELECT value FROM {0}.setting WHERE name='workspace_id'"
            names = [
                connection.execute(query.format(one)).fetchone() for one in ("main", "present")
            ]
            return names[0] is not None and names[0] == names[1]
        query = "SELECT hash FROM present.journal WHERE n=?"
        return bool(connection.execute(query, (last[0],)).fetchone() == (last[1],))
    except sqlite3.DatabaseError:
        return False


def take_over(connection: sqlite3.Connection) -> None:
    """Take over drafts and replies, the messages they answer, and the journal's continuation.

    The state of a reply in `present` is the newer one and wins, so that nothing that was sent is sent again. A
    draft that has become a reply since is not a draft any more. Raises `sqlite3.DatabaseError` when `present`
    cannot be read: then nothing is taken over.
    """
    answered = _spoken_of(connection)
    new = [
        row[0]
        for row in connection.execute(
            f"SELECT id FROM present.message WHERE id IN ({answered})"
            " AND id NOT IN (SELECT id FROM main.message)"
        )
    ]
    _copy(connection, "account", "1")
    _copy(connection, "charter_version", "1")
    _take_people(connection)
    _charters(connection)
    _copy(
        connection,
        "conversation",
        f"id IN (SELECT conversation_id FROM present.message WHERE id IN ({answered}))",
    )
    _copy(
        connection,
        "author",
        f"id IN (SELECT author_id FROM present.message WHERE id IN ({answered}))",
    )
    if _has(connection, "interest"):
        _copy(connection, "author", "id IN (SELECT author_id FROM present.interest)")
        _copy(connection, "interest", "author_id IN (SELECT id FROM main.author)")
    _copy(connection, "message", f"id IN ({answered})", raw_id="NULL", place="NULL")
    _take_presence(connection)
    connection.execute(
        "DELETE FROM main.draft WHERE EXISTS (SELECT 1 FROM present.outbox o WHERE o.target_id = draft.target_id"
        " AND o.account_no = draft.account_no AND o.created_at >= draft.updated_at)"
    )
    for table in ("outbox_step", "reply_time", "outbox_media"):
        known = "SELECT id FROM present.outbox"
        connection.execute(f"DELETE FROM main.{table} WHERE outbox_id IN ({known})")
    connection.execute("DELETE FROM main.outbox WHERE id IN (SELECT id FROM present.outbox)")
    connection.execute("DELETE FROM main.draft WHERE id IN (SELECT id FROM present.draft)")
    home = "(SELECT m.conversation_id FROM main.message m WHERE m.id = target_id)"
    for table in ("outbox", "draft"):
        _copy(connection, table, "target_id IN (SELECT id FROM main.message)", conversation_id=home)
    _copy(connection, "outbox_step", "outbox_id IN (SELECT id FROM main.outbox)")
    _copy(connection, "draft_revision", "1")
    _take_what_goes_along(connection, home)
    _take_media(connection)
    _take_approvals(connection, home)
    _take_notes(connection)
    _take_wholes(connection)
    _take_triage(connection)
    _take_pauses(connection)
    _take_batches(connection)
    _take_freezes(connection)
    _take_inbox_rules(connection)
    _take_reviews(connection)
    _take_community(connection)
    if _has(connection, "reply_time"):
        home = "(SELECT o.conversation_id FROM main.outbox o WHERE o.id = outbox_id)"
        _copy(
            connection,
            "reply_time",
            "outbox_id IN (SELECT id FROM main.outbox)",
            conversation_id=home,
        )
    _copy(connection, "journal", "n > (SELECT max(n) FROM main.journal)")
    _copy(connection, "journal_payload", "n IN (SELECT n FROM main.journal)")
    places.give(connection, sorted(new))
    for message_id in new:
        words.remember(connection, message_id)
    connection.execute("INSERT INTO main.author_fts(author_fts) VALUES('rebuild')")
    marks = ",".join(str(int(one)) for one in new)
    touched = connection.execute(
        f"SELECT DISTINCT conversation_id FROM main.message WHERE id IN ({marks})"
    ).fetchall()
    _take_decisions(connection)
    conversations.refresh(connection, [row[0] for row in touched])
    conversations.retally(connection)


def _take_community(connection: sqlite3.Connection) -> None:
    """Take over what is watched, talked about, planned, and known of people: one line per subject."""
    _take_contacts(connection)
    _take_topics(connection)
    _take_watch(connection)
    _take_operations(connection)
    _take_experiences(connection)
    _take_corrections(connection)
    _take_statements(connection)
    _take_briefings(connection)


def _take_wholes(connection: sqlite3.Connection) -> None:
    """Take over tables that name no row of another one, as they are now."""
    for table in ("saved_view", "dashboard_note", "voice_goal"):
        if _has(connection, table):
            connection.execute(f"DELETE FROM main.{table}")
            _copy(connection, table, "1")


def _take_decisions(connection: sqlite3.Connection) -> None:
    """Take over labels and who carries them, who has what in hand, what is muted, and what is out of the way.

    What `present` says is newer: a label that was taken off or removed since does not come back.
    """
    if not _has(connection, "label"):
        return
    for table in ("conversation_label", "snooze", "label"):
        connection.execute(f"DELETE FROM main.{table}")
    _copy(connection, "label", "1")
    here = "conversation_id IN (SELECT id FROM main.conversation)"
    _copy(connection, "conversation_label", here)
    _copy(connection, "snooze", here)
    connection.execute(
        "UPDATE main.conversation SET assignee=p.assignee, handed=p.handed, handed_by=p.handed_by,"
        " handed_at=p.handed_at, muted=p.muted"
        " FROM present.conversation p WHERE p.id = conversation.id"
        " AND (p.assignee <> conversation.assignee OR p.muted <> conversation.muted"
        " OR p.handed_at IS NOT conversation.handed_at)"
    )
    # Out of the way, or back: where it stands follows the row that tells of it, as far as nobody wrote since.
    connection.execute(
        "UPDATE main.conversation SET status=p.status, reason=p.reason FROM present.conversation p"
        " WHERE p.id = conversation.id AND p.last_id = conversation.last_id"
        " AND conversation.id IN (SELECT conversation_id FROM main.snooze)"
    )
    labels.follow(
        connection, [row[0] for row in connection.execute("SELECT id FROM main.conversation")]
    )


def _take_presence(connection: sqlite3.Connection) -> None:
    """Take over the register of names, looks at them, and what was entered about accounts, people and posts."""
    if not _has(connection, "presence"):
        return
    for table in ("presence", "handle_check", "audience", "media_axes"):
        connection.execute(f"DELETE FROM main.{table}")
        _copy(connection, table, "1")
    _copy(connection, "author", "id IN (SELECT author_id FROM present.reachable)")
    for table, key, of in (
        ("reachable", "author_id", "author"),
        ("mirror", "message_id", "message"),
    ):
        connection.execute(f"DELETE FROM main.{table}")
        _copy(connection, table, f"{key} IN (SELECT id FROM main.{of})")


def _take_contacts(connection: sqlite3.Connection) -> None:
    """Take over who is one person, what they declared, and which two were merged: as that stands in `present`."""
    if not _has(connection, "contact"):
        return
    for of in ("contact_author", "solicitation"):
        _copy(connection, "author", f"id IN (SELECT author_id FROM present.{of})")
    tables = (
        *("contact", "contact_author", "contact_merge", "contact_topic", "contact_consent"),
        *("relation", "relation_event", "relation_told", "project_end", "solicitation"),
    )
    for table in reversed(tables):
        connection.execute(f"DELETE FROM main.{table}")
    for table in tables:
        _copy(connection, table, "1")


def _take_operations(connection: sqlite3.Connection) -> None:
    """Take over what is planned, and how news was relayed, as it stands in `present`."""
    if not _has(connection, "operation"):
        return
    for table in reversed(PLANNED):
        connection.execute(f"DELETE FROM main.{table}")
    for table in PLANNED:
        where = "message_id IS NULL OR message_id IN (SELECT id FROM main.message)"
        _copy(connection, table, where if table == "news" else "1")
    connection.execute("DELETE FROM main.relay WHERE news_id NOT IN (SELECT id FROM main.news)")


def _take_briefings(connection: sqlite3.Connection) -> None:
    """Take over who is briefed, what was chosen for them and what went out, as it stands in `present`."""
    if not _has(connection, "department"):
        return
    for table in reversed(BRIEFED):
        connection.execute(f"DELETE FROM main.{table}")
    for table in BRIEFED:
        where = "message_id IS NULL OR message_id IN (SELECT id FROM main.message)"
        _copy(connection, table, where if table == "briefing_pick" else "1")


def _take_levels(connection: sqlite3.Connection) -> None:
    """Take over which crisis levels hold, and all of the crisis desk: what was declared or ended since is newer."""
    levels = (
        "name LIKE 'crisis:%' OR name LIKE 'desk:%' OR name IN ('crisis_level', 'roster_pass_min')"
    )
    connection.execute(f"DELETE FROM main.setting WHERE {levels}")
    _copy(connection, "setting", levels)
    if not _has(connection, "crisis_episode"):
        return
    for table in ("crisis_episode", "roster", "crisis_call", "debrief", "debrief_action"):
        connection.execute(f"DELETE FROM main.{table}")
        _copy(connection, table, "1")


def _take_people(connection: sqlite3.Connection) -> None:
    """Take over people as they are now: whoever left since, or lost a role or a key, does not come back."""
    if not _has(connection, "profile"):
        return
    for table, key in (("profile", "id"), ("profile_key", "fingerprint")):
        columns = [one for one in _columns(connection, "main", table) if one != key]
        known = set(_columns(connection, "present", table))
        sets = ", ".join(f"{one}=new.{one}" for one in columns if one in known)
        connection.execute(
            f"UPDATE main.{table} SET {sets} FROM present.{table} AS new WHERE new.{key} = {table}.{key}"
        )
        _copy(connection, table, "1")
    connection.execute(
        "DELETE FROM main.mandate WHERE profile_id IN (SELECT id FROM present.profile)"
    )
    _copy(connection, "mandate", "1")


def _take_what_goes_along(connection: sqlite3.Connection, home: str) -> None:
    """Take over what goes along with drafts and replies; as there, what `present` says is newer."""
    if not _has(connection, "promise"):
        return
    for table in ("promise", "waiver"):
        connection.execute(f"DELETE FROM main.{table} WHERE id IN (SELECT id FROM present.{table})")
    known = "message_id IN (SELECT id FROM main.message)"
    _copy(connection, "promise", known, conversation_id=home.replace("target_id", "message_id"))
    _copy(connection, "waiver", "1")
    connection.execute("DELETE FROM main.rule_outcome")
    _copy(connection, "rule_outcome", "1")
    connection.execute(
        "DELETE FROM main.question_mark WHERE (message_id, question) IN"
        " (SELECT message_id, question FROM present.question_mark)"
    )
    _copy(connection, "question_mark", known)


def _take_media(connection: sqlite3.Connection) -> None:
    """Take over files, and which drafts and replies they go with: as those stand in `present`."""
    if not _has(connection, "media"):
        return
    _copy(connection, "media", "1")
    if _has(connection, "media_alt"):
        connection.execute(
            "DELETE FROM main.media_alt WHERE hash IN (SELECT hash FROM present.media)"
        )
        _copy(connection, "media_alt", "1")
    for table, key, of in (
        ("draft_media", "draft_id", "draft"),
        ("outbox_media", "outbox_id", "outbox"),
    ):
        connection.execute(f"DELETE FROM main.{table} WHERE {key} IN (SELECT id FROM present.{of})")
        _copy(connection, table, f"{key} IN (SELECT id FROM main.{of})")
    connection.execute(
        "DELETE FROM main.draft_media WHERE draft_id NOT IN (SELECT id FROM main.draft)"
    )
    _take_captures(connection)


def _take_captures(connection: sqlite3.Connection) -> None:
    """Take over who took messages in by hand, and the pictures of these."""
    if _has(connection, "capture"):
        _copy(connection, "capture", "message_id IN (SELECT id FROM main.message)")
        _copy(connection, "capture_media", "capture_id IN (SELECT id FROM main.capture)")


def _take_approvals(connection: sqlite3.Connection, home: str) -> None:
    """Take over requests with all that was done with them, and which signed files have counted already."""
    if not _has(connection, "approval_request"):
        return
    for table in ("approval_look", "approval_act", "approval_request"):
        key = "id" if table == "approval_request" else "request_id"
        connection.execute(
            f"DELETE FROM main.{table} WHERE {key} IN (SELECT id FROM present.approval_request)"
        )
    known = "target_id IN (SELECT id FROM main.message)"
    _copy(connection, "approval_request", known, conversation_id=home)
    asked = "request_id IN (SELECT id FROM main.approval_request)"
    for table in ("approval_act", "approval_look"):
        _copy(connection, table, asked)
    _copy(connection, "signed_file", "1")


def _spoken_of(connection: sqlite3.Connection) -> str:
    """Return the query for the messages that something a person made stands at."""
    marked = (
        ("annotation", NOTED_AT),
        ("capture", BY_HAND),
        ("mirror", MIRRORED),
        ("topic", DISCUSSED),
        *(("annotation", NOTED_AT), ("capture", BY_HAND), ("mirror", MIRRORED)),
        ("news", TOLD),
        ("briefing_pick", CHOSEN),
        ("correction", CORRECTED),
    )
    found = [query for table, query in marked if _has(connection, table)]
    return " UNION ".join([ANSWERED, _noted(connection), *found])


def _noted(connection: sqlite3.Connection) -> str:
    """Return the query for the messages by which noted conversations are known: the one noted, or the newest."""
    if not _has(connection, "note"):
        return "SELECT NULL WHERE 0"
    newest = "(SELECT max(m.id) FROM present.message m WHERE m.conversation_id = n.conversation_id)"
    return " UNION ".join(
        f"SELECT coalesce(n.message_id, {newest}) FROM present.{table} n"
        for table in ("note", "note_draft")
    )


def _take_notes(connection: sqlite3.Connection) -> None:
    """Take over internal notes as they are now, with what they said before and what is being written."""
    if not _has(connection, "note"):
        return
    connection.execute(
        "DELETE FROM main.note_revision WHERE note_id IN (SELECT id FROM present.note)"
    )
    connection.execute("DELETE FROM main.note WHERE id IN (SELECT id FROM present.note)")
    connection.execute("DELETE FROM main.note_draft")
    for table in ("note", "note_draft"):
        known = (
            f"coalesce({table}.message_id, (SELECT max(p.id) FROM present.message p"
            f" WHERE p.conversation_id = {table}.conversation_id))"
        )
        home = f"(SELECT m.conversation_id FROM main.message m WHERE m.id = {known})"
        _copy(connection, table, f"{known} IN (SELECT id FROM main.message)", conversation_id=home)
    _copy(connection, "note_revision", "note_id IN (SELECT id FROM main.note)")
    connection.execute("INSERT INTO main.note_fts(note_fts) VALUES('rebuild')")


def _charters(connection: sqlite3.Connection) -> None:
    """Take over versions with their signatures and what became of them, the packs they hold to, and drafts."""
    _take_levels(connection)
    _copy(connection, "charter_version", "1")
    if _has(connection, "signoff"):
        connection.execute(
            "UPDATE main.charter_version SET status=p.status, starts_at=p.starts_at, turn=p.turn, why=p.why,"
            " effective_from=p.effective_from, withdrawn_at=p.withdrawn_at, packs=p.packs, holidays=p.holidays"
            " FROM present.charter_version p WHERE p.hash = charter_version.hash"
        )
        _copy(connection, "pack_text", "1")
        connection.execute("DELETE FROM main.signoff WHERE id IN (SELECT id FROM present.signoff)")
        _copy(connection, "signoff", "1")
        connection.execute("DELETE FROM main.charter_draft")
        _copy(connection, "charter_draft", "1")
    _copy(connection, "charter", "hash IN (SELECT hash FROM main.charter_version)")


def _take_triage(connection: sqlite3.Connection) -> None:
    """Take over the walks through the triage, and from the newest of each conversation its category."""
    if not _has(connection, "triage_walk"):
        return
    home = "(SELECT m.conversation_id FROM main.message m WHERE m.id = message_id)"
    _copy(
        connection,
        "triage_walk",
        "message_id IN (SELECT id FROM main.message)",
        conversation_id=home,
    )
    connection.execute(
        "UPDATE main.conversation SET category = coalesce((SELECT w.category FROM main.triage_walk w"
        " WHERE w.conversation_id = conversation.id ORDER BY w.at DESC, w.id DESC LIMIT 1), category)"
    )


def _has(connection: sqlite3.Connection, table: str) -> bool:
    """Tell whether `present` has a table: it may be older than this program."""
    return bool(_columns(connection, "present", table))


def _take_pauses(connection: sqlite3.Connection) -> None:
    """Take over in which spans we waited for the person."""
    if _has(connection, "pause"):
        home = "(SELECT m.conversation_id FROM main.message m WHERE m.id = message_id)"
        known = "message_id IN (SELECT id FROM main.message)"
        _copy(connection, "pause", known, conversation_id=home)


def _take_freezes(connection: sqlite3.Connection) -> None:
    """Take over what is frozen and what was decided about it: what `present` holds back stays held back."""
    if not _has(connection, "freeze"):
        return
    for table in ("freeze", "frozen_reply", "frozen_rule", "drill"):
        connection.execute(f"DELETE FROM main.{table}")
    _copy(connection, "freeze", "1")
    _copy(connection, "drill", "1")
    _copy(connection, "frozen_reply", "outbox_id IN (SELECT id FROM main.outbox)")
    home = "(SELECT m.conversation_id FROM main.message m WHERE m.id = message_id)"
    known = "message_id IN (SELECT id FROM main.message)"
    _copy(connection, "frozen_rule", known, conversation_id=home)


def _take_batches(connection: sqlite3.Connection) -> None:
    """Take over what many people were to be answered; as with replies, what `present` says is newer."""
    if _has(connection, "batch_item"):
        known = "SELECT id FROM present.batch"
        connection.execute(f"DELETE FROM main.batch_item WHERE batch_id IN ({known})")
        connection.execute(f"DELETE FROM main.batch WHERE id IN ({known})")
        _copy(connection, "batch", "1")
        _copy(connection, "batch_item", "conversation_id IN (SELECT id FROM main.conversation)")


def _take_inbox_rules(connection: sqlite3.Connection) -> None:
    """Take over inbox rules as they are now, and what they did to the messages that are here."""
    if not _has(connection, "inbox_rule"):
        return
    for table, key in (("inbox_rule_revision", "rule_id"), ("inbox_rule", "id")):
        connection.execute(
            f"DELETE FROM main.{table} WHERE {key} IN (SELECT id FROM present.inbox_rule)"
        )
    for table in ("inbox_rule", "inbox_rule_revision"):
        _copy(connection, table, "1")
    connection.execute(
        "UPDATE main.inbox_rule_effect SET undone_at=e.undone_at FROM present.inbox_rule_effect e"
        " WHERE e.id = inbox_rule_effect.id"
    )
    home = "(SELECT m.conversation_id FROM main.message m WHERE m.id = message_id)"
    known = "message_id IN (SELECT id FROM main.message)"
    _copy(connection, "inbox_rule_effect", known, conversation_id=home)


def _take_reviews(connection: sqlite3.Connection) -> None:
    """Take over what was noted about messages, and the samples with what was thought of their replies."""
    if not _has(connection, "annotation"):
        return
    connection.execute(
        "DELETE FROM main.annotation WHERE id IN (SELECT id FROM present.annotation)"
    )
    _copy(connection, "annotation", "message_id IN (SELECT id FROM main.message)")
    # A month has one sample: the one that is there now. Its replies were sent, and are all there.
    month = "(SELECT month FROM present.review_sample)"
    connection.execute(
        "DELETE FROM main.review_item WHERE sample_id IN"
        f" (SELECT id FROM main.review_sample WHERE month IN {month})"
    )
    connection.execute(f"DELETE FROM main.review_sample WHERE month IN {month}")
    _copy(connection, "review_sample", "1")
    _copy(connection, "review_item", "outbox_id IN (SELECT id FROM main.outbox)")
    _take_holds(connection)


def _take_watch(connection: sqlite3.Connection) -> None:
    """Take over what is watched and what was found, as it stands in `present`: no source shows the same again."""
    if not _has(connection, "watch_query"):
        return
    for table in reversed(WATCHED):
        connection.execute(f"DELETE FROM main.{table}")
    for table in WATCHED:
        _copy(connection, table, "1")
    for table in ("alert", "place_decision"):
        connection.execute(f"DELETE FROM main.{table}")
        _copy(connection, table, "1")


def _take_holds(connection: sqlite3.Connection) -> None:
    """Take over what must be kept, and how long the rest is: as that stands in `present`."""
    if not _has(connection, "legal_hold"):
        return
    connection.execute(
        "DELETE FROM main.legal_hold WHERE id IN (SELECT id FROM present.legal_hold)"
    )
    _copy(
        connection,
        "legal_hold",
        "(author_id IS NULL OR author_id IN (SELECT id FROM main.author))"
        " AND (conversation_id IS NULL OR conversation_id IN (SELECT id FROM main.conversation))",
    )
    connection.execute("DELETE FROM main.retention_rule")
    _copy(
        connection,
        "retention_rule",
        "account_no IS NULL OR account_no IN (SELECT no FROM main.account)",
    )


def _take_topics(connection: sqlite3.Connection) -> None:
    """Take over topics, and what is filed under them, as they are now."""
    if not _has(connection, "topic"):
        return
    for table in ("topic_conversation", "topic_spared", "topic"):
        connection.execute(f"DELETE FROM main.{table}")
    _copy(connection, "topic", "1")
    _copy(
        connection,
        "topic_conversation",
        "conversation_id IN (SELECT id FROM main.conversation)",
    )
    _copy(connection, "topic_spared", "author_id IN (SELECT id FROM main.author)")
    _take_dialogues(connection)


def _take_experiences(connection: sqlite3.Connection) -> None:
    """Take over whether answers to complaints helped, as it is now."""
    connection.execute("DELETE FROM main.experience")
    _copy(connection, "experience", "outbox_id IN (SELECT id FROM main.outbox)")


def _take_corrections(connection: sqlite3.Connection) -> None:
    """Take over which reply corrects which message of ours, as it is now."""
    connection.execute("DELETE FROM main.correction")
    known = "IN (SELECT id FROM main.message)"
    _copy(connection, "correction", f"message_id {known} AND (said_id IS NULL OR said_id {known})")


def _take_statements(connection: sqlite3.Connection) -> None:
    """Take over which statements went out and what was added to them, and where posts may go, as that is now."""
    if not _has(connection, "statement_use"):
        return
    for table in ("statement_post", "statement_use", "post_place"):
        connection.execute(f"DELETE FROM main.{table}")
    for table in ("statement_use", "statement_post", "post_place"):
        _copy(connection, table, "1")


def _take_dialogues(connection: sqlite3.Connection) -> None:
    """Take over questions to people and to experts, with what became of them, as they are now."""
    for table in ("dialogue_told", "contribution", "dialogue_place", "dialogue", "expert_request"):
        connection.execute(f"DELETE FROM main.{table}")
    home = "(SELECT m.conversation_id FROM main.message m WHERE m.id = message_id)"
    known = "message_id IN (SELECT id FROM main.message)"
    _copy(connection, "dialogue", "1")
    _copy(
        connection,
        "dialogue_place",
        f"(message_id IS NULL OR {known})"
        " AND (conversation_id IS NULL OR conversation_id IN (SELECT id FROM main.conversation))",
    )
    _copy(
        connection,
        "contribution",
        f"(message_id IS NULL OR {known}) AND place_id IN (SELECT id FROM main.dialogue_place)",
    )
    _copy(
        connection,
        "dialogue_told",
        "author_id IS NULL OR author_id IN (SELECT id FROM main.author)",
    )
    _copy(connection, "expert_request", known, conversation_id=home)


def _copy(connection: sqlite3.Connection, table: str, where: str, **instead: str) -> None:
    """Copy the rows of a table that are missing here; columns that only one side knows keep their defaults."""
    here, there = (_columns(connection, schema, table) for schema in ("main", "present"))
    columns = [name for name in there if name in here]
    values = [instead.get(name, name) for name in columns]
    connection.execute(
        f"INSERT OR IGNORE INTO main.{table}({', '.join(columns)})"
        f" SELECT {', '.join(values)} FROM present.{table} WHERE {where}"
    )


def _columns(connection: sqlite3.Connection, schema: str, table: str) -> list[str]:
    found = connection.execute(f"PRAGMA {schema}.table_info({table})")
    return [row[1] for row in found]
