"""Letting somebody else act."""

from typing import TYPE_CHECKING, Final, cast

from cmworkstation.domain import foreign
from cmworkstation.domain.profile import ProfileId
from cmworkstation.i18n import tr

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

LANE: Final = "people"  # the keyring may ask, and nothing else waits for that


def become(window: "MainWindow", profile_id: ProfileId, *_: object) -> None:
    """Let somebody act from now on; what was being written is saved for whoever wrote it."""
    services = cast("Services", window.services)
    window.save_all()
    if services.drafts.unsaved():
        window.say(tr("A draft could not be saved yet; nobody else acts before that."), 8000)
        return
    chosen = services.profiles.switch_to(profile_id)
    window.rebuild()
    window.say(tr("{name} acts now.").format(name=foreign.line(chosen.name, 60)))
