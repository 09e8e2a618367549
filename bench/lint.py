"""How long the charter's text ring takes on a draft of 500 characters, in CPU time of one thread."""

import statistics
import time

from cmworkstation import resources
from cmworkstation.domain.charter.clauses import Rule
from cmworkstation.domain.charter.engine import Engine, compile_engine
from cmworkstation.domain.charter.finding import Context
from cmworkstation.domain.charter.model import Charter, Pack
from cmworkstation.domain.charter.reading import read_charter, read_pack

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
    engine = compile_engine(*big_charter())
    return median_ms(engine, rounds)


def median_ms(engine: Engine, rounds: int) -> float:
    """Return the median milliseconds of CPU of linting the draft `rounds` times."""
    context = Context(platform="mastodon", category="question")
    times: list[float] = []
    for n in range(rounds):
        text = DRAFT + str(n)  # a new text each time, as when somebody types
        begin = time.thread_time()
        engine.lint(text, "fr", context)
        times.append((time.thread_time() - begin) * 1000)
    return statistics.median(times)


def regex_rules(rules: tuple[Rule, ...]) -> int:
    """Return how many of the rules are patterns."""
    return sum(rule.kind == "regex" for rule in rules)


if __name__ == "__main__":
    charter, packs = big_charter()
    checks = len(compile_engine(charter, packs).rings["fr"].checks)
    patterns = regex_rules(charter.rules) + sum(
        regex_rules(pack.rules) for pack in packs if pack.lang == "fr"
    )
    print(f"{lint_ms():.2f} ms CPU, {checks} rules, {patterns} patterns, {len(DRAFT)} characters")
