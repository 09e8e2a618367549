"""How long the response guide takes to find an answer among a hundred, and to gather three thousand questions."""

import random
import time
from datetime import date

from bench.rows import Row, as_table, below, plain
from cmworkstation.domain.charter.answers import find_answers, suggest_answers
from cmworkstation.domain.charter.clauses import Answer
from cmworkstation.domain.charter.model import Charter, Header
from cmworkstation.domain.charter.search import telling
from cmworkstation.services.lacking import gathered

ANSWERS = 100
AIM_MS = 10.0
ROUNDS = 200
QUESTIONS = 3_000
WORDS = (
    "horaire carte livre salle inscription parking piscine marche travaux ecole cantine poubelle velo bus train"
    " mairie impot acte passeport mariage subvention association bruit chien arbre eclairage eau coupure tarif"
).split()
ON = date(2026, 7, 1)


def a_guide() -> Charter:
    """Return a charter with answers whose questions share their words with others."""
    chosen = random.Random(11)
    answers = tuple(
        Answer(
            id=f"{'-'.join(chosen.sample(WORDS, 2))}-{n}",
            asks={"fr": tuple(_question(chosen) for _ in range(3))},
            body={
                "fr": " ".join(chosen.choices(WORDS, k=60)),
                "en": " ".join(chosen.choices(WORDS, k=60)),
            },
            approved_by="com",
        )
        for n in range(ANSWERS)
    )
    return Charter(header=Header(id="b", default_language="fr", languages=("fr",)), answers=answers)


def measure() -> list[Row]:
    """Return the rows."""
    charter, chosen = a_guide(), random.Random(5)
    slips = [_with_slip(_question(chosen), chosen) for _ in range(ROUNDS)]
    begin = time.thread_time()
    find_answers(charter, "horaire", "fr", ON)
    first = (time.thread_time() - begin) * 1000
    times = []
    for query in slips:
        begin = time.thread_time()
        find_answers(charter, query, "fr", ON)
        times.append((time.thread_time() - begin) * 1000)
    times.sort()
    begin = time.thread_time()
    for query in slips:
        suggest_answers(charter, f"Bonjour. {query}. Merci !", "fr", ON)
    suggested = (time.thread_time() - begin) * 1000 / len(slips)
    texts = [(question, "fr") for question in (_question(chosen) for _ in range(QUESTIONS))]
    begin = time.thread_time()
    groups = gathered(texts)
    took = time.thread_time() - begin
    how = f"{ROUNDS} questions with a slip each, {ANSWERS} answers"
    return [
        below("search of the answers", times[len(times) // 2], "ms CPU", AIM_MS, f"median, {how}"),
        below("the slowest of them", times[-1], "ms CPU", AIM_MS, how),
        plain("the first search", first, "ms CPU", "with building the index"),
        plain("what fits a message", suggested, "ms CPU", "three sentences, mean"),
        plain(
            "gathering questions", took, "s CPU", f"{QUESTIONS:,} into {len(groups):,}, on a lane"
        ),
    ]


def _question(chosen: random.Random) -> str:
    return f"Bonjour, pour {' '.join(chosen.sample(WORDS, 3))} comment faire ?"


def _with_slip(text: str, chosen: random.Random) -> str:
    word = chosen.choice(telling(text))
    at = chosen.randrange(1, len(word) - 1)
    return text.replace(word, word[:at] + word[at + 1 :])


if __name__ == "__main__":
    print(as_table(measure()))
