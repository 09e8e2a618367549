"""What is completed while a reply is typed: people after @, emoji after one colon; two colons call the answers."""

import re
from typing import TYPE_CHECKING, cast

from cmworkstation import i18n
from cmworkstation.domain import foreign
from cmworkstation.domain.emoji import found
from cmworkstation.i18n import tr
from cmworkstation.ui.widgets.completing import Completing, Offer, Suggestion

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.composer.pane import ComposerPane
    from cmworkstation.ui.main_window import MainWindow

BEFORE = r"(?:^|(?<=[\s(«\"'’\[]))"
PERSON = re.compile(rf"{BEFORE}@([\w.-]{{0,40}}(?:@[\w.-]{{0,60}})?)$")
EMOJI = re.compile(rf"{BEFORE}:([^\W\d_][^\W_]+(?:[-_][^\W_]*)*)$")  # two letters at least


def completing(pane: "ComposerPane", window: "MainWindow") -> Completing:
    """Return the completion of a composer; while approved answers are chosen it keeps still."""
    services = cast("Services", window.services)

    def people(line: str) -> Offer | None:
        call, draft = PERSON.search(line), pane.draft()
        if call is None or draft is None:
            return None
        named = services.naming.found(draft, call[1])
        rows = [
            Suggestion(
                foreign.line(one.name, 60) or one.handle,
                f"{one.handle} ",
                foreign.line(one.handle, 80),
            )
            for one in named
        ]
        return Offer(call.start(), rows)

    made = Completing(pane.editor, window, [people, emoji], tr("Completions"))
    made.enabled = lambda: not pane.editor.choosing
    return made


def emoji(line: str) -> Offer | None:
    """Complete an emoji by the beginning of its name, in French or in English."""
    call = EMOJI.search(line)
    if call is None:
        return None
    french = i18n.language() == "fr"
    rows = [
        Suggestion(f"{one.sign}  {(one.french if french else '') or one.english}", one.sign)
        for one in found(call[1])
    ]
    return Offer(call.start(), rows)
