"""Which panes there is room for: they give way in a fixed order, down to one column at a time."""

from cmworkstation.domain.values import dataclass

ALL, THREE, TWO = (
    1160,
    900,
    700,
)  # px of the page at 100 %, from which on four, three, two columns fit
VIEWS, LIST, THREAD, CONTEXT = "views", "list", "thread", "context"


@dataclass(frozen=True, slots=True)
class Columns:
    """The panes on the screen. `single` means one at a time, with a way back."""

    views: bool
    list: bool
    thread: bool
    context: bool
    single: bool


def columns(width: float, *, reading: bool, context: bool) -> Columns:
    """Return what is shown on `width` px at 100 %.

    `reading`: a thread was opened from the list in a narrow window. `context`: the person asked for the context
    column where it has no place of its own; it then stands in for the list, or for everything.
    """
    if width >= ALL:
        return Columns(views=True, list=True, thread=True, context=context, single=False)
    if width >= THREE:
        return Columns(views=not context, list=True, thread=True, context=context, single=False)
    if width >= TWO:
        return Columns(views=False, list=not context, thread=True, context=context, single=False)
    return Columns(
        views=False,
        list=not reading,
        thread=reading and not context,
        context=reading and context,
        single=True,
    )
