"""The longest stall of the window's event loop while somebody types under a charter of 200 rules.

Ten characters a second into a draft of 2,000, in a window over the workspace that is measured; both rings of the
charter look at it as they do for a person.
"""

import time

from PySide6.QtTest import QTest

from bench import lint
from bench.rows import Row, below, plain
from bench.stall import Watch
from bench.window import settle, shown
from cmworkstation.domain.charter.writing import write_charter
from cmworkstation.domain.conversation import View
from cmworkstation.services.workstation import Services

LENGTH = 2_000
PAUSE_MS = 100  # ten characters a second
TYPED = 100
AIM_MS = 50.0
WORDS = "Nous vous répondrons dans les meilleurs délais, c’est garanti. "


def measure(services: Services, typed: int = TYPED) -> list[Row]:
    """Type at the end of a long draft, and watch the window."""
    charter, packs = lint.big_charter()
    name, _ = services.charters.save(write_charter(charter))
    account = next(one for one in services.accounts.listed() if one.capabilities.can_reply)
    services.charters.assign(account.id, name)
    del packs
    found = services.inbox.ids(View(account_id=account.id), 1)[0]
    with shown(services) as window:
        inbox = window.page("inbox")
        assert inbox is not None
        inbox.open_conversation(found)  # type: ignore[attr-defined]
        settle(window)
        window.act("inbox.reply")
        settle(window)
        composer = inbox.composer  # type: ignore[attr-defined]
        text = (lint.DRAFT + "\n" + WORDS) * (1 + LENGTH // len(lint.DRAFT))
        composer.editor.setPlainText(text[:LENGTH])
        composer.look()
        cursor = composer.editor.textCursor()
        cursor.movePosition(cursor.MoveOperation.End)
        composer.editor.setTextCursor(cursor)
        QTest.qWait(1_500)
        settle(window)
        remarks = len(composer.editor.findings)
        watch = Watch(time.thread_time)
        for n in range(typed):
            QTest.keyClicks(composer.editor, "merci "[n % 6])
            QTest.qWait(PAUSE_MS)
        QTest.qWait(1_000)
        seen = watch.stop()
        draft = composer.draft()
        composer.leave()
        services.drafts.discard(draft.id)
    how = (
        f"{typed} characters, ten a second, at the end of {LENGTH:,}, {lint.RULES} rules, {remarks} remarks;"
        f" p99 {seen.p99():.1f}; of the longest, the window's own CPU can explain {seen.longest_own():.1f}"
    )
    return [
        below(
            "longest stall while typing under a charter", seen.longest_own(), "ms CPU", AIM_MS, how
        ),
        plain(
            "longest stall while typing: wall", seen.longest(), "ms", "the same, machine included"
        ),
    ]
