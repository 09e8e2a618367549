"""The lines of labels and accounts, with the words that a screen reader says."""

from collections.abc import Container, Mapping, Sequence

from cmworkstation import words
from cmworkstation.domain import foreign
from cmworkstation.domain.account import Account, TokenState
from cmworkstation.domain.label import Label
from cmworkstation.i18n import tr
from cmworkstation.ui import icons
from cmworkstation.ui.inbox import phrases
from cmworkstation.ui.inbox.side_rows import Entry
from cmworkstation.ui.inbox.view_keys import ACCOUNT, LABEL
from cmworkstation.ui.widgets.label_marks import SHAPES


def label_lines(
    labels: Sequence[Label], numbers: Mapping[int, int], folded: Container[str]
) -> list[Entry]:
    """Return all labels, each above those below it, as they come; one that is folded counts those, too."""
    return [_label_line(one, _below(labels, n), numbers, folded) for n, one in enumerate(labels)]


def _below(labels: Sequence[Label], place: int) -> Sequence[Label]:
    """Return the labels below the one at a place: they follow it."""
    end = place + 1
    while end < len(labels) and labels[end].depth > labels[place].depth:
        end += 1
    return labels[place + 1 : end]


def _label_line(
    label: Label, below: Sequence[Label], numbers: Mapping[int, int], folded: Container[str]
) -> Entry:
    key = f"{LABEL}{label.id}"
    folds = key in folded if below else None
    n = sum(numbers.get(one.id, 0) for one in ((label, *below) if folds else (label,)))
    path = foreign.line(label.path, 120)
    return Entry(
        key,
        foreign.line(label.name, 60),
        "tag",
        n,
        label=label,
        depth=label.depth,
        folds=folds,
        said=f"{path}, {tr(SHAPES[label.shape])}, {n}",
        tip=path,
    )


def account_line(account: Account, count: int, *, strong: bool) -> Entry:
    """Return an account's line; `strong` where something of it is unread."""
    name = phrases.line(account.name, 60)
    trouble = account.state in (TokenState.DEAD, TokenState.TROUBLE)
    said = [name, words.platform(account.look)]
    said += [str(count)] if count else []
    said += [tr("in trouble")] if trouble else []
    return Entry(
        f"{ACCOUNT}{account.id}",
        name,
        icons.platform(account.look),
        count,
        strong=strong,
        colour=account.colour,
        trouble=trouble,
        said=", ".join(said),
    )
