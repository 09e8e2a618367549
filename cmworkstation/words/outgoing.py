"""To whom something of ours goes."""

from cmworkstation.domain import foreign
from cmworkstation.domain.reply import OutboxRow
from cmworkstation.i18n import tr


def addressed(row: OutboxRow, account: str) -> str:
    """Return to whom a reply goes; of a post of ours, which answers nobody, where it stands. `account` is its name."""
    if row.begins:
        said = tr("A post of ours on {account}")
        return said.format(account=foreign.line(account, 60)) if account else tr("A post of ours")
    return tr("To {who}").format(who=foreign.line(row.target_author, 80))
