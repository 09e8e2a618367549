"""Who must agree to a reply before it leaves: the charter's policy, and whether it is asked for here.

Where nobody was entered there is nobody else to ask: the policy is told and not enforced, so that who works alone is
bothered by nothing. From the first person on it holds, from wherever a reply is sent.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from cmworkstation.domain.charter.finding import Severity, heaviest
from cmworkstation.domain.charter.model import Charter, by_id
from cmworkstation.domain.clock import Clock
from cmworkstation.domain.ids import AccountId
from cmworkstation.domain.policy import Policy, asked_by, deputy_of, policy_for
from cmworkstation.domain.profile import Act, Profile
from cmworkstation.domain.reply import Draft
from cmworkstation.services.charters import Charters
from cmworkstation.services.circumstances import Circumstances, named
from cmworkstation.services.composer import Composer
from cmworkstation.services.profiles import Profiles
from cmworkstation.store import accounts
from cmworkstation.store.database import Workspace


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a policy wants of a reply. `people` may give it, the author left out."""

    policy: Policy
    charter_id: str
    charter_hash: str
    speakers: Mapping[str, str]  # id of a speaker → its name
    people: tuple[Profile, ...] = ()
    enforced: bool = True

    @property
    def needed(self) -> bool:
        """Tell whether a reply may leave only by somebody's approval."""
        return self.enforced and self.policy.need > 0


class ApprovalPolicies:
    """Reads the policies of the charters in force."""

    def __init__(
        self,
        workspace: Workspace,
        charters: Charters,
        composer: Composer,
        circumstances: Circumstances,
        profiles: Profiles,
        clock: Clock,
    ) -> None:
        """Take the charters, what is known of a reply, and who could approve."""
        self._workspace = workspace
        self._charters = charters
        self._composer = composer
        self._circumstances = circumstances
        self._profiles = profiles
        self._clock = clock

    def policy_for(self, draft: Draft, author: str | None = None) -> Wanted | None:
        """Return what the charter in force wants of a reply; None where it has no policy for it.

        `author` is the id of whoever wrote it, the acting person where it is left out.
        """
        governing = self._charters.governing(draft.account_id)
        if governing is None or not governing.charter.approvals:
            return None
        account = accounts.account(self._workspace.read(), draft.account_id)
        by = self._profiles.current().id if author is None else author
        values = self._values(draft, governing.charter, by)
        day, name = self._clock.now().date(), named(account)
        policy = policy_for(governing.charter, values, day, name)
        if policy is None:
            return None
        charter_id = governing.charter.header.id
        listed = self._profiles.listed()
        return Wanted(
            policy=policy,
            charter_id=charter_id,
            charter_hash=governing.hash,
            speakers={one.id: one.name or one.id for one in governing.charter.speakers},
            people=tuple(
                one
                for one in listed
                if one.id != by
                and one.may(Act.APPROVE)
                and one.speaks_for(charter_id) & set(policy.speakers)
            ),
            enforced=bool(listed),
        )

    def deputy(self, account_id: AccountId, speaker: str) -> str:
        """Return who stands in for a speaker by the charter in force, "" for nobody."""
        governing = self._charters.governing(account_id)
        if governing is None:
            return ""
        account = accounts.account(self._workspace.read(), account_id)
        return deputy_of(governing.charter, speaker, self._clock.now().date(), named(account))

    def speakers(self, account_id: AccountId) -> Mapping[str, str]:
        """Return the names of the speakers of an account's charter by their ids."""
        governing = self._charters.governing(account_id)
        found = governing.charter.speakers if governing else ()
        return {one.id: one.name or one.id for one in found}

    def version(self, account_id: AccountId) -> str:
        """Return the version number of an account's charter in force, "" where none is."""
        governing = self._charters.governing(account_id)
        return governing.charter.header.version if governing else ""

    def statement(self, account_id: AccountId, statement_id: str, language: str) -> str:
        """Return a holding statement of the charter in force in a language, else in its first one; "" for none."""
        governing = self._charters.governing(account_id)
        if governing is None:
            return ""
        found = by_id(governing.charter.statements).get(statement_id)
        body = found.body if found else {}
        first = governing.charter.header.default_language
        return (body.get(language[:2]) or body.get(first) or "").strip()

    def _values(self, draft: Draft, charter: Charter, author: str) -> Mapping[str, object]:
        """Return what the conditions of a charter's policies ask for, as far as it is known."""
        asked = asked_by(charter)
        values = self._circumstances.of_reply(draft, charter, author, {*asked, "category"})
        if "lint.max" in asked:
            worst = heaviest(self._composer.review(draft).findings)
            values["lint.max"] = worst.value if isinstance(worst, Severity) else "none"
        return values
