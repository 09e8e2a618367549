"""What the values of conditions and actions are called here, and what can be chosen for them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cmworkstation import words
from cmworkstation.domain.inbox_rule import Action, ActionKind
from cmworkstation.i18n import tr
from cmworkstation.words import inbox_rules as wordings

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services

Choice = tuple[str, str]  # the value, and what it is called
SNOOZES = ("reply", "4h", "1d", "3d", "7d", "30d")


class Names:
    """Knows people, labels and categories of a workspace as they are now."""

    def __init__(self, services: "Services") -> None:
        """Take the services to ask."""
        self._services = services

    def of(self, action: Action) -> str:
        """Return what the value of an action is called."""
        if action.kind is ActionKind.ASSIGN:
            return self._services.profiles.name(action.value) or tr("somebody who left")
        if action.kind is ActionKind.CATEGORY:
            return dict(self.categories()).get(action.value, action.value)
        if action.kind is ActionKind.TOPIC:
            return self._services.inbox_rules.topics(removed=True).get(action.value, action.value)
        return wordings.plain(action)

    def people(self) -> Sequence[Choice]:
        """Return the people who can be given something."""
        return [(one.id, one.name) for one in self._services.profiles.listed()]

    def hands(self) -> Sequence[Choice]:
        """Return those in whose hands something can be, by name."""
        return [(one.name, one.name) for one in self._services.profiles.listed()]

    def categories(self) -> Sequence[Choice]:
        """Return the categories of the charters that govern."""
        found = self._services.inbox_rules.categories()
        return [(id_, words.in_language(label) or id_) for id_, label in found.items()]

    def labels(self) -> Sequence[Choice]:
        """Return the labels that there are."""
        return [(path, path) for path in self._services.inbox_rules.labels()]

    def topics(self) -> Sequence[Choice]:
        """Return the topics of the board."""
        return tuple(self._services.inbox_rules.topics().items())

    def accounts(self) -> Sequence[Choice]:
        """Return the accounts, by name."""
        return [(one.name, one.name) for one in self._services.accounts.listed()]

    def platforms(self) -> Sequence[Choice]:
        """Return the platforms of the accounts."""
        looks = dict.fromkeys(one.look for one in self._services.accounts.listed())
        return [(look, words.platform(look)) for look in looks]

    def choices(self, kind: ActionKind) -> Sequence[Choice]:
        """Return what can be chosen for an action, empty where words are to be written."""
        if kind in (ActionKind.LABEL, ActionKind.UNLABEL):
            return self.labels()
        if kind is ActionKind.TOPIC:
            return self.topics()
        if kind is ActionKind.ASSIGN:
            return self.people()
        if kind is ActionKind.CATEGORY:
            return self.categories()
        if kind is ActionKind.SNOOZE:
            return [(one, wordings.span(one)) for one in SNOOZES]
        return ()
