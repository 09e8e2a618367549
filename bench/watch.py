"""How fast a thousand saved queries of the watch are carried out over what comes in: `python -m bench.watch`."""

import random
import sys
import time

from bench import corpus
from bench.rows import Row, as_table, at_least, plain
from cmworkstation.domain.query.watching import parse_watch
from cmworkstation.domain.watch_engine import WatchEngine
from cmworkstation.domain.watch_text import WatchText

MENTIONS = 100_000
QUERIES = 1_000
AIM = 2_000  # mentions a second of CPU time
SHAPES = (
    "{0} {1}",
    "{0} and {1} and {2}",
    "{0} or {1} or {2}",
    '"{0} {1}" or "{1} {2}"',
    "{0} near/5 {1}",
    "({0} or {1}) not {2}",
    "{0}* {1} lang:fr",
    "({0} or {1}) near/10 ({2} or {3}) -{4}",
)


def measure(size: int = MENTIONS) -> list[Row]:
    """Return the rows."""
    made = corpus.Corpus(size)
    texts = [(item.html[3:-4], item.language) for _, page in made.pages() for item in page]
    # People ask for what is seldom said, and for some things that are said all the time.
    names = [word for word in corpus.words() if len(word) > 3][40:4_000]
    chance = random.Random(7)
    queries = [
        (str(n), parse_watch(SHAPES[n % len(SHAPES)].format(*chance.sample(names, 5))))
        for n in range(QUERIES)
    ]
    begin = time.process_time()
    engine = WatchEngine(queries)
    built = (time.process_time() - begin) * 1_000
    found = 0
    begin = time.process_time()
    for text, language in texts:
        found += len(engine.matching(WatchText(text, language=language)))
    took = time.process_time() - begin
    how = f"{QUERIES} queries over {size} mentions, {found / size:.1f} found in each"
    return [
        at_least("watch", size / took, "mentions/s CPU", AIM, how),
        plain("watch, queries made ready", built, "ms CPU", f"{QUERIES} queries"),
    ]


if __name__ == "__main__":
    print(as_table(measure(int(sys.argv[1]) if sys.argv[1:] else MENTIONS)))
