"""Reply windows in words: how long a platform still lets somebody be answered."""

from cmworkstation.domain.reply_window import ReplyWindow
from cmworkstation.i18n import tr
from cmworkstation.words import times


def short(window: ReplyWindow) -> str:
    """Return how a window stands, in few words: "window closes in 3 h"."""
    if window.closed:
        return tr("reply window closed")
    left = times.length(window.left.total_seconds())
    return tr("window closes in {length}").format(length=left)


def countdown(window: ReplyWindow) -> str:
    """Return how a window that is open stands, in a sentence."""
    left = times.length(window.left.total_seconds())
    said = tr("This platform lets you answer for another {length}.").format(length=left)
    if window.only_people:
        people = tr("By now only a person may answer, not a machine.")
        said = f"{said} {people}"
    return said
