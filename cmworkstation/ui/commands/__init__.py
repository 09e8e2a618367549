"""Every action of the program, in the order of menus, palette and cheat sheet."""

from typing import Final

from cmworkstation.ui.commands.accounts import ACCOUNTS
from cmworkstation.ui.commands.alerts import ALERTS
from cmworkstation.ui.commands.app import APP
from cmworkstation.ui.commands.approvals import APPROVALS
from cmworkstation.ui.commands.batch import BATCH
from cmworkstation.ui.commands.briefing import BRIEFING
from cmworkstation.ui.commands.capture import CAPTURE
from cmworkstation.ui.commands.charter import CHARTER
from cmworkstation.ui.commands.composer import COMPOSER
from cmworkstation.ui.commands.contacts import CONTACTS
from cmworkstation.ui.commands.dashboard import DASHBOARD
from cmworkstation.ui.commands.desk import DESK
from cmworkstation.ui.commands.dialogue import DIALOGUE
from cmworkstation.ui.commands.experiences import EXPERIENCES
from cmworkstation.ui.commands.freeze import FREEZE
from cmworkstation.ui.commands.go import GO
from cmworkstation.ui.commands.golden import GOLDEN
from cmworkstation.ui.commands.guide import GUIDE
from cmworkstation.ui.commands.inbox import INBOX
from cmworkstation.ui.commands.inbox_rules import INBOX_RULES
from cmworkstation.ui.commands.intake import INTAKE
from cmworkstation.ui.commands.media import MEDIA
from cmworkstation.ui.commands.moderate import MODERATE
from cmworkstation.ui.commands.operations import OPERATIONS
from cmworkstation.ui.commands.outbox import OUTBOX
from cmworkstation.ui.commands.people import CRISIS, ERASING, PEOPLE, PROOF
from cmworkstation.ui.commands.presence import PRESENCE
from cmworkstation.ui.commands.promises import PROMISES
from cmworkstation.ui.commands.review import REVIEW
from cmworkstation.ui.commands.row import Command, is_bare, is_letter
from cmworkstation.ui.commands.times import TIMES
from cmworkstation.ui.commands.triage import TRIAGE
from cmworkstation.ui.commands.views import VIEWS
from cmworkstation.ui.commands.watch import WATCH
from cmworkstation.ui.commands.workspace import WORKSPACE

__all__ = ["BY_ID", "COMMANDS", "Command", "is_bare", "is_letter"]

COMMANDS: Final = (
    *INBOX,
    *VIEWS,
    *TRIAGE,
    *BATCH,
    *MODERATE,
    *INBOX_RULES,
    *COMPOSER,
    *MEDIA,
    *OUTBOX,
    *CAPTURE,
    *PROMISES,
    *EXPERIENCES,
    *CONTACTS,
    *APPROVALS,
    *WATCH,
    *ACCOUNTS,
    *PRESENCE,
    *OPERATIONS,
    *DASHBOARD,
    *DIALOGUE,
    *BRIEFING,
    *INTAKE,
    *GOLDEN,
    *CHARTER,
    *GUIDE,
    *TIMES,
    *REVIEW,
    *ALERTS,
    *WORKSPACE,
    *PROOF,
    *ERASING,
    *CRISIS,
    *DESK,
    *FREEZE,
    *PEOPLE,
    *GO,
    *APP,
)
BY_ID: Final = {command.id: command for command in COMMANDS}
