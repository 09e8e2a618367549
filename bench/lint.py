"""How long the charter's text ring takes on a draft of 500 characters, in CPU time of one thread."""

import re
import statistics
import time

from cmworkstation import resources
from cmworkstation.domain.charter.clauses import Rule
from cmworkstation.domain.charter.dialect import check_pattern
from cmworkstation.domain.charter.engine import Engine, compile_engine
from cmworkstation.domain.charter.finding import Context
from cmworkstation.domain.charter.model import Charter, Pack
from cmworkstation.domain.charter.reading import read_charter, read_pack
from cmworkstation.domain.charter.surroundings import Repeat, Surroundings

RULES = 194
REGEX_SHARE = 4  # every fourth added rule is a pattern
DRAFT = (
    "Bonjour Nadia, merci pour votre message et pour les deux photos du rayon jeunesse. Vous avez raison : "
    "l’affiche de l’entrée donne encore les horaires de juin, et nous aurions dû la changer lundi. Karim la "
    "remplace cet après-midi et vérifie celle de l’annexe de Trévon. Du mardi au samedi, la médiathèque ouvre "
    "de 10 h à 13 h ; le calendrier complet est ici : https://mediatheques-ormaie.example/ete 😀 Nous vous "
    "répondrons dans les meilleurs délais au sujet de la carte de votre fils. À bientôt, Léa, pour les "
    "Médiathèques d’Ormaie"
)


def big_charter() -> tuple[Charter, list[Pack]]:
    """Return the French starter with invented rules on top, so that French has `RULES` checks."""
    packs = [
        read_pack(resources.text("packs", f"{name}.pack.toml")) for name in ("fr-base", "en-base")
    ]
    source = resources.text("charters", "mediatheques-ormaie.charter.toml")
    have = len(compile_engine(read_charter(source), packs).rings["fr"].checks)
    blocks = [_invented(n) for n in range(RULES - have)]
    cut = source.index("[[fact]]")
    return read_charter(source[:cut] + "\n".join(blocks) + "\n" + source[cut:]), packs


def _invented(n: int) -> str:
    head = f'[[rule]]\nid = "inv-{n}"\nlang = "fr"\nmessage.fr = "Règle {n}"\n'
    if n % REGEX_SHARE == 0:
        word = f"{'bcdfglmnprst'[n % 12]}{'aeiou'[n % 5]}"
        return (
            head
            + f"kind = \"regex\"\npattern = '\\b{word}\\w{{2,12}}\\s{{1,3}}n°\\s?\\d{{1,4}}\\b'\n"
        )
    terms = ", ".join(f'"expression {n} {k} inventée"' for k in range(12))
    return head + f'kind = "terms"\nterms = [{terms}, "mot{n}*"]\nunless = ["sans mot{n}"]\n'


def lint_ms(rounds: int = 300) -> float:
    """Return the median milliseconds of CPU for one lint of the draft."""
    return statistics.median(all_ms(compile_engine(*big_charter()), rounds))


def lint_worst_ms(rounds: int = 300) -> float:
    """Return the milliseconds of CPU that 99 of 100 lints do not exceed: the last one is the machine's own noise."""
    return statistics.quantiles(all_ms(compile_engine(*big_charter()), rounds), n=100)[-1]


def compile_ms(rounds: int = 5) -> float:
    """Return the median milliseconds of CPU of compiling the charter, with a mind that has forgotten its patterns."""
    charter, packs = big_charter()
    times: list[float] = []
    for _ in range(rounds):
        check_pattern.cache_clear()
        re.purge()
        begin = time.thread_time()
        compile_engine(charter, packs)
        times.append((time.thread_time() - begin) * 1000)
    return statistics.median(times)


def context_ms(rounds: int = 100) -> float:
    """Return the median milliseconds of CPU of the context ring, with a message of four questions and forty repeats."""
    engine = compile_engine(*big_charter())
    around = Surroundings(
        message="Quand ouvrez-vous ? Où est l’annexe ? Combien coûte la carte ? Pourquoi fermez-vous ?",
        speakers=("cm",),
        repeats=(Repeat(0.9, 1.0),) * 40,
    )
    context = Context(platform="mastodon", category="question", surroundings=around)
    times: list[float] = []
    for n in range(rounds):
        begin = time.thread_time()
        engine.lint_context(DRAFT + str(n), "fr", context)
        times.append((time.thread_time() - begin) * 1000)
    return statistics.median(times)


def all_ms(engine: Engine, rounds: int) -> list[float]:
    """Return the milliseconds of CPU of linting the draft `rounds` times."""
    context = Context(platform="mastodon", category="question")
    times: list[float] = []
    for n in range(rounds):
        text = DRAFT + str(n)  # a new text each time, as when somebody types
        begin = time.thread_time()
        engine.lint(text, "fr", context)
        times.append((time.thread_time() - begin) * 1000)
    return times


def regex_rules(rules: tuple[Rule, ...]) -> int:
    """Return how many of the rules are patterns."""
    return sum(rule.kind == "regex" for rule in rules)


if __name__ == "__main__":
    charter, packs = big_charter()
    checks = len(compile_engine(charter, packs).rings["fr"].checks)
    patterns = regex_rules(charter.rules) + sum(
        regex_rules(pack.rules) for pack in packs if pack.lang == "fr"
    )
    print(f"compile {compile_ms():.0f} ms, context ring {context_ms():.2f} ms")
    print(f"{lint_ms():.2f} ms CPU, {lint_worst_ms():.2f} at worst")
    print(f"{checks} rules, {patterns} patterns, {len(DRAFT)} characters")
