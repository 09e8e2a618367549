"""How long the impact report takes over 500 sent replies, in CPU time of one thread."""

import time
from collections import deque

from bench.lint import DRAFT, RULES, big_charter
from bench.rows import Row, as_table, below, plain
from cmworkstation.domain.charter.engine import Engine, compile_engine
from cmworkstation.domain.charter.finding import Context
from cmworkstation.domain.charter.impact import Text, compared
from cmworkstation.domain.charter.reading import read_charter

REPLIES = 500
AIM_S = 1.0
ROUNDS = 3
RULE = """[[rule]]
id = "new"
kind = "terms"
lang = "fr"
terms = ["{term}"]
severity = "stop"
message.fr = "Non."

"""


def measure() -> list[Row]:
    """Return the rows: one rule more that finds one reply in ten, one that finds all, and another voice."""
    charter, packs = big_charter()
    old = compile_engine(charter, packs)

    def changed(before: str, after: str) -> Engine:
        return compile_engine(read_charter(charter.source.replace(before, after, 1)), packs)

    few = changed("[[fact]]", RULE.format(term="numero3") + "[[fact]]")
    all_ = changed("[[fact]]", RULE.format(term="bonjour") + "[[fact]]")
    voice = changed("emoji_max = ", "emoji_max = 1")
    context = Context(platform="mastodon", category="question")
    texts = [
        Text("reply", str(n), f"{DRAFT} numero{n % 10}", "fr", context) for n in range(REPLIES)
    ]
    how = f"best of {ROUNDS}, {REPLIES} replies of {len(DRAFT)} characters, {RULES} rules"
    return [
        below("impact report, a few found", _seconds(old, few, texts), "s CPU", AIM_S, how),
        below("impact report, all found", _seconds(old, all_, texts), "s CPU", AIM_S, how),
        plain("impact report, another voice", _seconds(old, voice, texts), "s CPU", "everything is checked twice"),
    ]  # fmt: skip


def _seconds(old: Engine, new: Engine, texts: list[Text]) -> float:
    best = float("inf")
    for _ in range(ROUNDS):
        begin = time.thread_time()
        deque(compared(old, new, texts), maxlen=0)
        best = min(best, time.thread_time() - begin)
    return best


if __name__ == "__main__":
    print(as_table(measure()))
