"""What a check of the stored signatures finds."""

from dataclasses import dataclass
from datetime import datetime

SIGN_OFF = "sign-off"  # a signature under a version, among the kinds of acts that are signed


@dataclass(frozen=True, slots=True)
class Misfit:
    """A signature that does not fit.

    `kind` is "sign-off" or the kind of an act of approval; `of` the charter's version or the policy. `why` is
    "wrong" (what stands there is not what was signed), "unsigned", "unknown-key" or "ended-key".
    """

    kind: str
    of: str
    name: str
    at: datetime
    why: str


@dataclass(frozen=True, slots=True)
class SignatureCheck:
    """How many signatures were checked, and which do not fit, the earliest first."""

    checked: int
    misfits: tuple[Misfit, ...] = ()
