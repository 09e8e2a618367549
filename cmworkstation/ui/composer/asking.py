"""The composer's way to approval: whose word is wanted, asking for it, and where that stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject

from cmworkstation.domain.approval import State
from cmworkstation.domain.approval_case import Case
from cmworkstation.domain.errors import WorkstationError
from cmworkstation.domain.ids import DraftId
from cmworkstation.domain.profile import Act
from cmworkstation.domain.reply import Draft
from cmworkstation.domain.waiver import Need, need_of
from cmworkstation.i18n import tr
from cmworkstation.services.composer import pending_by_approval, reasons_by_approval
from cmworkstation.ui.composer.foot import NextStep
from cmworkstation.ui.composer.variants import VariantsDialog
from cmworkstation.words import approvals as wordings
from cmworkstation.words import problems

if TYPE_CHECKING:
    from cmworkstation.domain.charter.finding import Finding
    from cmworkstation.services.approval_policy import Wanted
    from cmworkstation.services.composer import Review
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.composer.pane import ComposerPane
    from cmworkstation.ui.main_window import MainWindow

UNDO_S = 10


@dataclass(frozen=True, slots=True)
class AskStep:
    """The next step where somebody else must agree; `locked`: the text waits for others and is not changed."""

    step: NextStep
    locked: bool = False
    variants: bool = False  # other texts may be added to choose from


class Asking(QObject):
    """Asks for the composer, and takes back what was asked."""

    def __init__(self, pane: "ComposerPane", window: "MainWindow") -> None:
        """Take the composer to act for."""
        super().__init__(pane)
        self._pane = pane
        self._window = window
        self._services = cast("Services", window.services)
        self._variants: dict[DraftId, tuple[str, ...]] = {}
        self._wanted: Wanted | None = None
        self._case: Case | None = None

    def look(self, draft: Draft, review: "Review") -> AskStep | None:
        """Return the next step of a draft, None where it leaves without anybody's word."""
        approvals = self._services.approvals
        self._wanted = approvals.policy_for(draft)
        self._case = approvals.of_draft(draft.id) if draft.revision else None
        if self._is_locked():
            step = NextStep(tr("Withdraw and edit"), self._may(), note=self._standing())
            return AskStep(step, locked=True)
        if not self.is_wanted():
            return None
        reasons = list(reasons_by_approval(review))
        label = tr("Ask for approval")
        if self._case is not None and self._case.request.state is State.CHANGE_ASKED:
            label = tr("Ask again")
        if pending_by_approval(review) and not reasons:
            label = tr("Ask, with a reason…")
        why = problems.reason(reasons[0]) if reasons and reasons != ["empty"] else ""
        step = NextStep(label, not reasons and self._may(), why, self._standing())
        return AskStep(step, variants=not reasons)

    def hint(self) -> str:
        """Return what the charter would want if somebody else were entered here, "" for nothing."""
        wanted = self._wanted
        if wanted is None or wanted.enforced or not wanted.policy.need:
            return ""
        return wordings.policy(wanted)

    def is_wanted(self) -> bool:
        """Tell whether the draft leaves by somebody's word only."""
        return self._wanted is not None and self._wanted.needed

    def wanting(self, review: "Review") -> tuple["Finding", ...]:
        """Return the findings for which a reason is wanted before the next step."""
        if self.is_wanted():
            return pending_by_approval(review)
        return tuple(one for one in review.pending if need_of(one) is Need.REASON)

    def withdraws(self) -> bool:
        """Take a request back if the draft waits for approval; tell whether it does."""
        if not self._is_locked():
            return False
        self.withdraw(cast("Case", self._case).id)
        return True

    def ask(self, override: str = "") -> None:
        """Ask for approval, and go back to the thread."""
        draft = self._pane.draft()
        if draft is None:
            return
        variants = self._variants.get(draft.id, ())
        try:
            case, changes = self._services.approvals.ask(draft, variants, override=override)
        except WorkstationError as error:
            self._window.failed(error)
            return
        self._variants.pop(draft.id, None)
        self._services.drafts.forget_unsaved(draft.id)
        self._pane.let_go()
        self._pane.leave()
        self._window.jobs.emit_changes(changes)
        said = tr("Approval is asked for. Nothing leaves before it is given.")
        self._window.undo(said, UNDO_S, partial(self.withdraw, case.id))

    def withdraw(self, request_id: str) -> None:
        """Take a request back and go on writing."""
        try:
            changes = self._services.approvals.withdraw(request_id)
            case = self._services.approvals.case(request_id)
        except WorkstationError as error:
            self._window.failed(error)
            return
        self._window.jobs.emit_changes(changes)
        known = self._services.drafts.of_conversation(case.conversation_id)
        draft = next((one for one in known if one.id == case.draft_id), None)
        if draft is not None:
            self._pane.take_up(draft)

    def offer_variants(self) -> None:
        """Let the person write other texts to choose from."""
        draft = self._pane.draft()
        if draft is None:
            return
        dialog = VariantsDialog(self._pane, draft.body, self._variants.get(draft.id, ()))
        dialog.kept.connect(partial(self._keep, draft.id))
        dialog.open()

    def count(self, draft: Draft) -> int:
        """Return how many other texts a draft has."""
        return len(self._variants.get(draft.id, ()))

    def _keep(self, draft_id: DraftId, texts: Sequence[str]) -> None:
        self._variants[draft_id] = tuple(texts)
        self._pane.look()

    def _is_locked(self) -> bool:
        return self._case is not None and self._case.request.state is State.OPEN

    def _may(self) -> bool:
        return not self._services.read_only and self._services.profiles.current().may(Act.DRAFT)

    def _standing(self) -> str:
        said = wordings.policy(self._wanted) if self._wanted is not None else ""
        case = self._case
        if case is None or case.request.state in (State.WITHDRAWN, State.SENT, State.APPROVED):
            return said
        people = [one.name for one in self._wanted.people] if self._wanted is not None else []
        return wordings.standing(case, self._services.profiles.name, people)
