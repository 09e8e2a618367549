"""A report of a mistake in the program, for its makers: versions and places, nobody's words, no secret."""

import platform

from cmworkstation import __version__
from cmworkstation.domain.redaction import places, redact


def of(error: BaseException) -> str:
    """Return what a maker needs to see of an error: versions, its class, where it arose. No one's words."""
    lines = [
        f"CM Workstation {__version__}, Python {platform.python_version()}, {platform.system()}",
        f"{type(error).__name__}: {redact(str(error))}",
        *(f"  {place}" for place in places(error)),
    ]
    return "\n".join(lines) + "\n"
