"""The choice of a charter for a new account: those of this workspace, then the examples that come with the program."""

from PySide6.QtWidgets import QComboBox

from cmworkstation import words
from cmworkstation.domain import foreign
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.ids import AccountId
from cmworkstation.i18n import tr
from cmworkstation.services.charters import Charters
from cmworkstation.services.starters import starters

CHARTER, STARTER = "charter", "starter"


class CharterChoice(QComboBox):
    """Offers them by title; an example that is here already is offered once, as the charter that it became."""

    def __init__(self, charters: Charters) -> None:
        """Choose none."""
        super().__init__()
        self._charters = charters
        self.setAccessibleName(tr("Charter"))
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(14)
        self.addItem(tr("No charter"), None)
        listed = charters.listed()
        for one in listed:
            self.addItem(foreign.line(words.in_language(one.title)), (CHARTER, one.id))
        here = {one.id for one in (*listed, *charters.opened())}
        offered = [one for one in starters() if one.id not in here]
        if offered:
            self.insertSeparator(self.count())
        for starter in offered:
            title = foreign.line(words.in_language(starter.title))
            self.addItem(tr("Example: {title}").format(title=title), (STARTER, starter.name))

    def settle(self, account_id: AccountId) -> tuple[Changes, str]:
        """Let what is chosen govern an account; return also what there is to say of it, "" for nothing."""
        kind, name = self.currentData() or ("", "")
        if not kind:
            return Changes(), ""
        changes = Changes()
        if kind == STARTER:
            name, changes = self._charters.add_starter(name)
            if name not in {one.id for one in self._charters.listed()}:
                said = tr(
                    "The example is a draft on the charter page: others must sign it before it can govern the account."
                )
                return changes, said
        return changes | self._charters.assign(account_id, name), ""
