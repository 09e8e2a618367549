"""What the boxes of the tree say."""

from cmworkstation.domain import foreign
from cmworkstation.domain.charter.model import Charter, by_id
from cmworkstation.domain.charter.triage import DEPTH_MAX, Coverage, coverage
from cmworkstation.i18n import tr, trn
from cmworkstation.ui.charter.tree_shape import Node
from cmworkstation.words import in_language
from cmworkstation.words import triage as words

LONGEST = 240  # characters of a question in its box


def node_words(charter: Charter, node: Node) -> tuple[str, str]:
    """Return what a box says, and the small line below it."""
    steps = by_id(charter.triage.steps)
    if node.kind == "category":
        found = by_id(charter.categories).get(node.id)
        note = words.action(found.action) if found and found.action else ""
        return _short(words.category(charter.categories, node.id)), (
            note if node.reached else tr("No way ends here")
        )
    if node.kind == "lost":
        return tr("Leads nowhere yet"), _short(node.id)
    step = steps[node.id]
    said = _short(in_language(step.ask) or step.id)
    if node.kind == "loop":
        return tr("Back to: {question}").format(question=said), tr("This is a circle")
    if node.kind == "again":
        return tr("Goes on at: {question}").format(question=said), ""
    if not node.reached:
        return said, tr("Nothing leads here")
    return said, tr("The program answers if: {condition}").format(
        condition=_short(step.auto)
    ) if step.auto else ""


def faults(charter: Charter) -> tuple[str, ...]:
    """Return what is wrong with a triage, in sentences."""
    return tuple(_faults(charter, coverage(charter)))


def _faults(charter: Charter, found: Coverage) -> list[str]:
    steps = by_id(charter.triage.steps)

    def ask(name: str) -> str:
        return _short(in_language(steps[name].ask) or name)

    said = []
    if steps and charter.triage.start not in steps:
        said.append(tr("No question is the first one."))
    said += [
        tr("Nothing leads to: {question}").format(question=ask(one))
        for one in found.unreached_steps
    ]
    said += [
        tr("No way ends at: {category}").format(
            category=_short(words.category(charter.categories, one))
        )
        for one in found.unreached_categories
    ]
    said += [
        tr("A circle: “{question}” leads back to “{before}”.").format(
            question=ask(one), before=ask(two)
        )
        for one, two in found.loops
    ]
    said += [
        tr("“{answer}” to “{question}” leads nowhere.").format(
            answer=words.yes_no(yes=branch == "yes"), question=ask(one)
        )
        for one, branch in found.lost
    ]
    if found.depth > DEPTH_MAX:
        deep = trn(
            "{n} question in a row; {most} is the most that anybody answers.",
            "{n} questions in a row; {most} is the most that anybody answers.",
            found.depth,
        )
        said.append(deep.format(n=found.depth, most=DEPTH_MAX))
    return said


def _short(text: str) -> str:
    return foreign.line(text, LONGEST)
