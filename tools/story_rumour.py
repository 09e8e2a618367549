"""A rumour, played through the window of the demonstration as people would: by keys, by buttons, by the palette.

A test plays it and looks at what the workspace and the imitated servers then hold; the pictures of the story play the
very same steps.
"""

from pathlib import Path

from cmworkstation.domain.alert import SPIKES, Alert
from cmworkstation.domain.freeze import Decision
from cmworkstation.domain.ids import MessageId, OutboxId
from cmworkstation.domain.mention import Mention
from cmworkstation.ui.crisis.debrief_dialog import DebriefDialog
from cmworkstation.ui.crisis.dialog import CrisisDialog
from cmworkstation.ui.crisis.forms import NoteForm
from cmworkstation.ui.crisis.paper import PaperDialog
from cmworkstation.ui.crisis.statement_dialog import StatementDialog
from cmworkstation.ui.freeze.dialog import ReasonDialog
from cmworkstation.ui.freeze.model import decision_of
from cmworkstation.ui.guide.forms import DayForm
from cmworkstation.ui.outbox.by_hand import ByHandDialog
from cmworkstation.ui.people.switching import become
from cmworkstation.ui.watch.alerts_pane import AlertsPane
from tools.story import Place, Story

HOME = "mediatheques-ormaie"
RUMOUR = "Rumeur de fermeture"  # the query of the watch that finds it
ATTENTION, TENSION = "veille", "tension"
FACT = "nb-sites"
WHY = "Une rumeur dit que la médiathèque d’Ormaie ferme pour de bon à Noël"
WORSE = "La rumeur est reprise sur deux réseaux, des parents s’inquiètent"
STOPS = "Rien ne part tant que nous ne savons pas ce qui est vrai"
SIGNED = "Nous vérifions et revenons vers vous ici avant 12\u00a0h\u00a015. Lucie, pour les Médiathèques d’Ormaie"
DECIDED = "Le budget voté garde les sept médiathèques ouvertes ; la direction le confirme par écrit"
OVER = "La rumeur est démentie, plus personne ne la reprend depuis ce midi"
ASKED = "bénévole Trévon texte afficher boulangerie"
ANSWER = (
    "Bonjour Élodie, la lettre qui circule n’est pas de nous : aucune médiathèque ne ferme. Vous pouvez afficher ceci :"
    " « Les sept médiathèques restent ouvertes. » Merci de votre aide. ^LM"
)
FIRST = (
    "Bonjour Solveig, non : les sept médiathèques restent ouvertes. Merci d’avoir demandé avant de relayer, cela nous"
    " a prévenus à temps. ^LM"
)
THANKS = "Merci Élodie d’avoir affiché notre mot : grâce à vous, la rumeur n’a pas passé la boulangerie. ^LM"
WRITER, ASKS = "Lucie Marchand", "Élodie"
APPROVER = "Odile Dubreuil"
LEARNT = {
    "noticed": "Par la veille, en une demi-heure : une recherche gardée a trouvé la première question.",
    "decided": "La direction, dès le deuxième niveau. Chacun savait qui décide.",
    "said": "Un premier message en trois gestes, puis les faits, personne par personne.",
    "keep": "Le gel d’une seule touche, et la lecture de ce qui attend avant de repartir.",
    "change": "Publier le budget voté le jour même.",
}
AGREED = ("Publier le budget voté le jour même", "Odile Dubreuil")


class Rumour(Story):
    """A rumour: noticed, answered, talked over."""

    # --- the rumour --------------------------------------------------------------------------------

    def notices_a_rumour(self) -> Mention:
        """Go to the watch and read what the query about a closing found."""
        self.press("Alt+Shift+X")
        self.window.act("watch.mentions")
        self.settled()
        pane = self.page("watch").mentions
        names = [pane.queries.item(row).text() for row in range(pane.queries.count())]
        pane.queries.setCurrentRow(next(n for n, name in enumerate(names) if RUMOUR in name))
        self.settled()
        found = pane.mentions()
        first: Mention = min(found, key=lambda one: one.at)
        pane.list.setCurrentRow([one.id for one in found].index(first.id))
        self.settled()
        return first

    def looks_at_the_alarm(self) -> Alert:
        """Go to the alarms, and read the one that rang because more is said than usual."""
        self.press("Alt+Shift+Z")
        (pane,) = (one for one in self.window.findChildren(AlertsPane) if one.isVisible())
        rang = next(one for one in self.services.alerts.listed() if one.kind in SPIKES)
        pane.show_alert(rang.id)
        self.settled()
        return rang

    def makes_a_thread_of_it(self, mention: Mention) -> Place:
        """Bring the mention into the inbox by one key."""
        self.press("Alt+Shift+X")
        self.window.act("watch.mentions")
        self.settled()
        pane = self.page("watch").mentions
        pane.list.setFocus()
        self.settled()
        self.press("P")
        found = self.services.mentions.one(mention.id)
        assert found.conversation_id is not None
        assert found.message_id is not None
        return found.conversation_id, found.message_id

    # --- the level ---------------------------------------------------------------------------------

    def opens_the_levels(self) -> CrisisDialog:
        """Ask for the crisis level; the charter of the town's libraries is in front."""
        self.press("Ctrl+M")
        self.click(self.page("crisis").level)
        dialog = self.opened(CrisisDialog)
        ids = [one.charter.header.id for one in dialog._ladders]
        dialog.charter.setCurrentIndex(ids.index(HOME))
        self.settled()
        return dialog

    def raises_the_level(self, level: str, why: str) -> None:
        """Choose a level, say why, declare it."""
        dialog = self.opens_the_levels()
        dialog.levels[level].setChecked(True)
        dialog.why.setText(why)
        self.click(dialog.declare)

    def lowers_the_level(self, why: str) -> None:
        """Say that all is normal again."""
        self.raises_the_level("", why)

    # --- everything stops ----------------------------------------------------------------------------

    def stops_everything(self) -> None:
        """Press the one key that freezes; the reason is given afterwards."""
        self.press("Ctrl+Alt+Pause")

    def says_why_it_stopped(self) -> None:
        """Give the reason that is asked for."""
        dialog = self.opened(ReasonDialog)
        dialog.why.setText(STOPS)
        self.click(dialog.keep)

    # --- the statement -----------------------------------------------------------------------------

    def opens_the_statement(self) -> StatementDialog:
        """First action: take the first statement that may be used now."""
        self.press("Ctrl+M")
        self.click(self.page("crisis").buttons()["statement"])
        return self.opened(StatementDialog)

    def lets_the_statement_out(self, dialog: StatementDialog) -> None:
        """Second and third: although everything is frozen, and post it."""
        dialog.let_out.setChecked(True)
        self.click(dialog.post)

    # --- the facts ---------------------------------------------------------------------------------

    def writes_the_decision_down(self) -> None:
        """Write what was decided into the log of the crisis."""
        self.press("Ctrl+M")
        self.click(self.page("crisis").head_buttons["note"])
        form = self.opened(NoteForm)
        form.words.setPlainText(DECIDED)
        self.click(form.keep)

    def looks_the_fact_up(self) -> None:
        """Look the fact up in the guide."""
        self.press("Alt+4")
        page = self.page("guide")
        page.show_part("facts")
        self.settled()
        page.show_entry(HOME, "fact", FACT)
        self.settled()

    def says_it_is_still_right(self) -> None:
        """Say that it is still right; that goes into the draft of the charter."""
        self.window.act("guide.still_right")
        self.settled()
        self.click(self.opened(DayForm).doer)

    def asked_in_our_inbox(self) -> Place:
        """Return where somebody asks what to tell people: the thread, and the message in it."""
        found = self.services.inbox.search(ASKED)[0]
        return found.conversation_id, MessageId(found.message_id)

    def answers(self, place: Place, words: str) -> None:
        """Answer in a thread, through the composer."""
        self.writes(place, words)
        self.sends()

    def has_posted_it(self) -> None:
        """Copy what only a browser can post, and say that it stands there."""
        dialog = self.opened(ByHandDialog)
        self.click(dialog.copy)
        dialog.nowhere.setChecked(True)
        self.click(dialog.posted)

    def lets_act(self, name: str) -> None:
        """Let somebody else sit down at the window."""
        found = next(one for one in self.services.profiles.listed() if one.name == name)
        become(self.window, found.id)
        self.settled()

    def chooses_the_request(self, words: str) -> None:
        """Go to the approvals, and choose the request that says so."""
        self.press("Alt+3")
        page = self.page("approvals")
        rows = [page.list.item(row).text() for row in range(page.list.count())]
        page.list.setCurrentRow(next(n for n, row in enumerate(rows) if words in row))
        self.settled()

    def says_yes(self) -> None:
        """Give one's word."""
        self.click(self.page("approvals").detail.buttons["approve"])

    def lifts_the_freeze(self) -> None:
        """Lift it; whatever was held back goes on waiting for a word."""
        self.press("Alt+Pause")
        self.click(self.page("thaw")._buttons["lift"])

    def thaws_what_is_held(self) -> list[OutboxId]:
        """Go through what was held back, one by one, and keep each."""
        self.press("Alt+Pause")
        page = self.page("thaw")
        kept = []
        while (row := page.row()) is not None and decision_of(row) is Decision.OPEN:
            kept.append(row.row.id)
            page.list.setFocus()
            self.press("Y")
        return kept

    def sees_the_desk(self) -> None:
        """Go to the crisis desk."""
        self.press("Ctrl+M")

    # --- afterwards --------------------------------------------------------------------------------

    def opens_the_debrief(self) -> DebriefDialog:
        """Open the debrief of the crisis that has just ended."""
        self.press("Ctrl+M")
        page = self.page("crisis")
        page.past.list.setCurrentRow(0)
        self.click(page.buttons()["debrief"])
        return self.opened(DebriefDialog)

    def talks_it_over(self) -> None:
        """Answer the questions of the debrief, and agree on something."""
        dialog = self.opens_the_debrief()
        for key, words in LEARNT.items():
            dialog.answers[key].setPlainText(words)
        self.click(dialog.keep)
        dialog = self.opens_the_debrief()
        dialog.words.setText(AGREED[0])
        dialog.owner.setText(AGREED[1])
        self.click(dialog.agree)

    def opens_the_report(self) -> PaperDialog:
        """Open the report as it will be on paper."""
        dialog = self.opens_the_debrief()
        self.click(dialog.out)
        return self.opened(PaperDialog)

    def prints_the_report(self, target: Path) -> None:
        """Save it as a PDF."""
        self.opens_the_report().write(target)
        self.settled()
