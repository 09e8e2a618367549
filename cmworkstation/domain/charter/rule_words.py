"""What each rule of a charter says, for where a finding is told of later and only the rule's name was kept."""

import re
from collections.abc import Iterable, Mapping

from cmworkstation.domain.charter.builtin import CLAUSES, MESSAGES
from cmworkstation.domain.charter.check import claim_words, led_by
from cmworkstation.domain.charter.model import Charter, Pack
from cmworkstation.domain.charter.overlay import rules_in_force
from cmworkstation.domain.charter.words import Words

HOLE = re.compile(r"\{(?!match\})[a-z]+\}")


def is_name(clause: str, rule: str) -> bool:
    """Tell whether a clause says nothing but the name of its rule, which says nothing to a person."""
    return clause in {text.replace("{rule}", rule) for text in CLAUSES["rule"].values()}


def rule_words(charter: Charter, packs: Iterable[Pack]) -> Mapping[str, Words]:
    """Return the sentence of each rule by the rule's whole name, `{match}` where the passage stands.

    What else a sentence was filled with is not known any more: "…" stands for it in a rule that a person wrote, and a
    check that every charter has gives way to the clause that it belongs to. Rules without words are left out. The
    charter's own language comes first.
    """
    found: dict[str, Words] = {}
    for name, text in MESSAGES.items():
        group, _, rest = name.partition("/")
        if rest:
            found[name] = CLAUSES[group] if any(map(HOLE.search, text.values())) else text
    found |= {f"disclosure/{one.id}": CLAUSES["disclosure"] for one in charter.disclosures}
    found |= {f"claim/{one.id}": claim_words(one.why, one.instead) for one in charter.claims}
    for rule in rules_in_force(charter, {one.id: one for one in packs}):
        if rule.message:
            found[rule.id] = {lang: HOLE.sub("…", text) for lang, text in rule.message.items()}
    first = charter.header.default_language
    return {name: led_by(first, text) for name, text in found.items() if text}
