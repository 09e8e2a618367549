"""What it costs to keep a draft so that a power cut cannot take it: one full-sync commit."""

import time
from dataclasses import replace
from statistics import median

from bench.rows import Row, plain
from cmworkstation.domain.conversation import View
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.ids import ConversationId
from cmworkstation.domain.reply import Draft
from cmworkstation.services.workstation import Services

TIMES = 200
TEXT = "Bonjour, merci de votre message ; la médiathèque ouvre dès 9 h. " * 4


def measure(services: Services, times: int = TIMES) -> list[Row]:
    """Save one draft again and again, each time with one more letter, as pauses in typing do."""
    draft = _begun(services)
    cpu, wall = [], []
    for n in range(times):
        typed = replace(draft, body=TEXT + "x" * n)
        began, used = time.perf_counter(), time.process_time()
        draft, _ = services.drafts.save(typed)
        wall.append((time.perf_counter() - began) * 1000)
        cpu.append((time.process_time() - used) * 1000)
    services.drafts.discard(draft.id)
    free = services.workspace.room
    began = time.perf_counter()
    for _ in range(1000):
        free.before(intake=False)
    look = (time.perf_counter() - began) * 1000
    how = (
        f"median of {times} saves of {len(TEXT)} letters, synchronous=FULL; the slowest {max(wall):.1f};"
        f" of it {look:.1f} µs look for room on the disk"
    )
    return [
        plain("draft commit", median(wall), "ms", how),
        plain("draft commit: CPU", median(cpu), "ms CPU", "the same"),
    ]


def _begun(services: Services) -> Draft:
    for conversation in services.inbox.ids(View(), 50):
        try:
            return services.drafts.begin(ConversationId(conversation))
        except NotAllowed:
            continue
    raise LookupError("nobody waits for an answer")
