"""One finding in words: its level, its clause, its reason, and the buttons for what can be done about it."""

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from cmworkstation import words
from cmworkstation.domain import foreign
from cmworkstation.domain.charter.finding import Finding, Severity
from cmworkstation.domain.charter.rule_words import is_name
from cmworkstation.domain.link import Lead
from cmworkstation.domain.waiver import Need, Waiver, need_of
from cmworkstation.i18n import labelled, tr
from cmworkstation.services.ways_out import Way, WayOut
from cmworkstation.ui import theme
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.ui.widgets.layouts import FlowLayout
from cmworkstation.words import waivers

FIX, SHOW, WAIVE, CONFIRM, TAKE_BACK, HIDE = "fix", "show", "waive", "confirm", "take-back", "hide"
NO_WAY = WayOut()


@dataclass(frozen=True, slots=True)
class Case:
    """A finding with its way out, and who spoke for it."""

    finding: Finding
    way: WayOut = NO_WAY
    waiver: Waiver | None = None
    who: str = ""  # the name of who asks for a second person's word
    may_confirm: bool = False

    @property
    def sort(self) -> tuple[object, ...]:
        """Return what the card shows: two equal ones look alike."""
        one = self.finding
        return (one.rule, one.match, one.severity, *one.message.items(), self.way.way, self.way.fix,
                self.way.lead, self.waiver, self.may_confirm)  # fmt: skip


class FindingCard(QFrame):
    """A card in the column, or beside the caret."""

    wanted = Signal(str, object)  # what to do, and the finding

    def __init__(self, case: Case, parent: QWidget | None = None) -> None:
        """Show a finding."""
        super().__init__(parent)
        self.case = case
        theme.mark(self, "card")
        look = theme.current()
        column = QVBoxLayout(self)
        column.setContentsMargins(look.px(12), look.px(8), look.px(12), look.px(8))
        column.setSpacing(look.px(4))
        finding, waiver = case.finding, case.waiver
        level, message, reason = parts_of(finding)
        head = PlainLabel(level)
        theme.mark(head, _look_of(finding.severity, spoken_for=waiver is not None and waiver.holds))
        column.addWidget(head)
        column.addWidget(_wrapped(message))
        if reason:
            column.addWidget(_wrapped(reason, "soft"))
        if case.way.lead is not None:
            column.addWidget(_wrapped(_said_of_lead(case.way.lead), "bold"))
        said = self._said_of_waiver()
        if said:
            column.addWidget(_wrapped(said, "soft"))
        holder = QWidget()
        self._row = FlowLayout(holder, gap=4)
        self.buttons: list[QPushButton] = []
        self._fill()
        column.addWidget(holder)
        self.setAccessibleName(" ".join(filter(None, (labelled(level, message), said))))

    def _said_of_waiver(self) -> str:
        finding, waiver = self.case.finding, self.case.waiver
        if waiver is not None:
            why = waivers.reason(waiver.reason.code, waiver.reason.words)
            if waiver.holds:
                return tr("Let pass: {reason}").format(reason=why)
            said = tr("Waits for a second person. {reason}").format(reason=why)
            return labelled(self.case.who, said) if self.case.who else said
        if need_of(finding) is Need.CHANGE:
            return tr("No reason lets this pass: change the text, or the charter.")
        return ""

    def _fill(self) -> None:
        case, finding = self.case, self.case.finding
        passage = finding.match
        if case.way.way is not Way.NONE:
            self._add(fix_word(case.way), FIX, tr("{verb}: “{words}”"))
        need = need_of(finding)
        if case.waiver is not None:
            if case.may_confirm:
                self._add(tr("Confirm as second person"), CONFIRM)
            self._add(tr("Take the reason back"), TAKE_BACK, quiet=True)
        elif need is Need.REASON:
            self._add(tr("Let it pass…"), WAIVE, quiet=True)
        elif need is Need.SECOND:
            self._add(tr("Ask a second person…"), WAIVE, quiet=True)
        if finding.end > finding.start:
            show = self._add(tr("Show"), SHOW, quiet=True)
            show.setAccessibleName(tr("Show “{words}” in the text").format(words=passage))
        if finding.severity is Severity.CUE:
            self._add(tr("Hide such hints"), HIDE, quiet=True)

    def _add(self, text: str, act: str, name: str = "", *, quiet: bool = False) -> QPushButton:
        button = QPushButton(text)
        if quiet:
            theme.mark(button, "link")
        if name:
            said = name.format(verb=text, words=self.case.finding.match)
            button.setAccessibleName(said if self.case.finding.match else text)
        button.clicked.connect(partial(self._press, act))
        self._row.addWidget(button)
        self.buttons.append(button)
        return button

    def _press(self, act: str, *_: object) -> None:
        self.wanted.emit(act, self.case.finding)


def parts_of(finding: Finding) -> tuple[str, str, str]:
    """Return level, message, and clause with reason of a finding, in the person's language."""
    message = words.in_language(finding.message).replace("{match}", finding.match)
    clause, why = words.in_language(finding.clause), words.in_language(finding.why)
    # A rule of a pack has no clause in words.
    clause, why = ("" if is_name(said, finding.rule) else said for said in (clause, why))
    reason = (why if clause in why else labelled(clause, why) if why else clause) if clause else why
    return waivers.level(finding.severity), message, reason


def said_of(finding: Finding) -> str:
    """Return all that is said of a finding, line by line."""
    level, message, reason = parts_of(finding)
    return "\n".join(filter(None, (labelled(level, message), reason)))


def _said_of_lead(lead: Lead) -> str:
    said = tr("It leads to {host}: {address}").format(
        host=foreign.line(lead.host, 80), address=foreign.line(lead.address, 300)
    )
    if not lead.warning:
        return said
    return tr("{said} Look at it twice: its address deceives.").format(said=said)


def fix_word(way: WayOut) -> str:
    """Return the verb on the button of a finding's way out."""
    verbs = {
        "delete": tr("Take it out"),
        "insert-label": tr("Insert the label"),
        "mask": tr("Mask it"),
        "squeeze": tr("Keep one mark"),
        "lowercase": tr("Write it small"),
        "add-signature": tr("Add the signature"),
        "turn-into-follow-up": tr("Promise a day…"),
        "pick-fact": tr("State a fact…"),
        "move-to-private": tr("Answer in private"),
        "greet": tr("Greet by name"),
        "hand-over": tr("Say who takes over…"),
        "expand-link": tr("Ask where it leads") if way.lead is None else tr("Put it in whole"),
    }
    return verbs.get(way.fix, tr("Replace"))


def _look_of(severity: Severity, *, spoken_for: bool) -> str:
    if spoken_for or severity is Severity.CUE:
        return "meta"
    return "warn" if severity is Severity.WARN else "error"


def _wrapped(text: str, kind: str = "") -> PlainLabel:
    label = PlainLabel(text)
    label.setWordWrap(True)
    if kind:
        theme.mark(label, kind)
    return label
