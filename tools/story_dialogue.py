"""A dialogue, played through the window of the demonstration: from a question to everybody being told."""

from dataclasses import dataclass, field
from typing import Any

from PySide6.QtWidgets import QComboBox, QLineEdit, QListWidget, QPlainTextEdit

from cmworkstation.domain.dialogue import Dialogue
from cmworkstation.resources.demo.server import SERVER
from cmworkstation.resources.demo.threads import Post
from cmworkstation.ui.asking.form import Form
from cmworkstation.ui.batch.dialog import BatchDialog
from cmworkstation.ui.dialogue.pane import ID
from tools.story import Story

QUESTION = "Quel soir souhaitez-vous que la médiathèque d’Ormaie reste ouverte ?"
WHY = "Beaucoup de personnes nous disent finir leur travail après 18 h."
AUDIENCE = "Lectrices et lecteurs d’Ormaie"
ENDS = "2026-12-06"
MASTODON, FACEBOOK, BOX = "ormaie-mastodon", "ormaie-facebook", "Urne à l’accueil d’Ormaie"
PLACES = ("Ormaie · Mastodon", "Ormaie · Facebook")
ANSWERS = {
    MASTODON: (("Ondine Brueray", "ondine_brueray", "Le jeudi, après la chorale."),),
    FACEBOOK: (("Tancrède Oléac", "tancrede.oleac", "Le mardi, il n’y a rien ce soir-là."),),
}
PAPER = ("Mme Orlhac", "Le jeudi me conviendrait très bien.")
SYNTHESIS = "Deux voix pour le jeudi, une pour le mardi ; personne ne demande le week-end."
DECISION = "La médiathèque d’Ormaie reste ouverte le jeudi jusqu’à 20 h, dès janvier."
OWN = {
    "Ondine": "Votre jeudi d’après la chorale a compté : nous y serons.",
    "Tancrède": "Ce n’est pas le mardi, mais le jeudi ; nous comptons les venues et en reparlons en avril.",
}


@dataclass
class Asking(Story):
    """A question to people."""

    at_first: set[str] = field(default_factory=set)

    def filled(self, **values: str) -> None:
        """Fill the form that is open, and keep it."""
        form = self.opened(Form)
        for name, text in values.items():
            one = form.fields[name]
            if isinstance(one, QPlainTextEdit):
                one.setPlainText(text)
            elif isinstance(one, QComboBox):
                one.setCurrentIndex(one.findText(text))
            elif isinstance(one, QLineEdit):
                one.setText(text)
        self.click(form.doer)

    @property
    def parts(self) -> Any:  # noqa: ANN401 - the pane of questions to people
        """Return the part of the page on which questions stand."""
        return self.page("dialogue").initiatives

    def dialogue(self) -> Dialogue:
        """Return the question as it stands now."""
        return next(one for one in self.services.dialogues.listed() if one.question == QUESTION)

    def goes_there(self, step: str) -> None:
        """Go to the question, and to one of its three steps."""
        self.press("Ctrl+G")
        self.page("dialogue").show_dialogue(self.dialogue().id)
        self.settled()
        self.parts.show_step(step)
        self.settled()

    def chooses(self, rows: QListWidget, id_: str) -> None:
        """Choose a row of a list by what it stands for."""
        ids = [rows.item(n).data(ID) for n in range(rows.count())]
        rows.setCurrentRow(ids.index(id_))
        self.settled()

    # --- asking ------------------------------------------------------------------------------------

    def writes_the_question(self) -> None:
        """Write down what is asked, why, of whom, and until when."""
        self.press("Ctrl+G")
        self.page("dialogue").show_part("initiatives")
        self.settled()
        self.click(self.parts.buttons["new"])
        self.filled(question=QUESTION, why=WHY, audience=AUDIENCE, ends=ENDS)

    def chooses_where(self) -> None:
        """Choose two networks, and a box on the counter."""
        self.goes_there("question")
        for name in PLACES:
            self.click(self.parts.buttons["add_place"])
            self.filled(account=name)
        self.click(self.parts.buttons["add_place"])
        self.filled(name=BOX)

    def agrees_and_opens(self) -> None:
        """Somebody who may agrees, and it is open."""
        self.goes_there("question")
        self.click(self.parts.buttons["approve"])
        self.click(self.parts.buttons["open"])

    def asks(self, name: str) -> None:
        """Write the draft in one of the networks; it stands in the composer."""
        self.goes_there("question")
        place = next(
            one for one in self.services.dialogues.places(self.dialogue().id) if one.name == name
        )
        self.chooses(self.parts.question.places, place.id)
        self.click(self.parts.buttons["ask_place"])

    def puts_the_box_on_the_counter(self) -> None:
        """Say that it was asked there by hand."""
        self.goes_there("question")
        place = next(
            one for one in self.services.dialogues.places(self.dialogue().id) if one.name == BOX
        )
        self.chooses(self.parts.question.places, place.id)
        self.click(self.parts.buttons["by_hand"])
        self.filled(words="")

    # --- answers -----------------------------------------------------------------------------------

    def people_answer(self) -> None:
        """Let people answer under our posts a little later, on both networks."""
        self.waits(600)
        now = self.services.clock.now()
        for account, answers in ANSWERS.items():
            (talk,) = SERVER.begun[account].values()
            for name, handle, text in answers:
                asked = talk.posts[0].number
                post = Post(
                    f"{asked}-{handle}", asked, False, name, handle, now, text, language="fr"
                )
                SERVER.add(account, talk.id, post)
        self.waits(900)
        self.press("F5")
        self.waits(60)

    def gathers(self) -> None:
        """Gather what came in."""
        self.goes_there("answers")
        self.click(self.parts.buttons["gather"])

    def enters_what_lay_in_the_box(self) -> None:
        """Enter what somebody wrote on paper."""
        self.goes_there("answers")
        self.click(self.parts.buttons["enter"])
        self.filled(place=BOX, who=PAPER[0], words=PAPER[1])

    def marks(self, words: str, act: str) -> None:
        """Mark what somebody said."""
        self.goes_there("answers")
        said = next(
            one
            for one in self.services.contributions.listed(self.dialogue().id)
            if one.words == words
        )
        self.chooses(self.parts.answers.list, said.id)
        self.window.act(f"dialogue.{act}")
        self.settled()

    # --- what became of it ---------------------------------------------------------------------------

    def ends_the_time_for_answers(self) -> None:
        """Let nobody be asked any more."""
        self.goes_there("answers")
        self.click(self.parts.buttons["close"])

    def sums_up_and_decides(self) -> None:
        """Write the synthesis, and what was decided."""
        self.goes_there("result")
        self.parts.result.synthesis.setPlainText(SYNTHESIS)
        self.parts.result.keep()
        self.click(self.parts.buttons["decide_dialogue"])
        self.filled(words=DECISION)

    def begins_to_tell(self) -> BatchDialog:
        """Begin to tell those whom a network reaches."""
        self.goes_there("result")
        self.click(self.parts.buttons["tell"])
        return self.opened(BatchDialog)

    def tells_each_in_their_own_words(self, dialog: BatchDialog) -> None:
        """Write a word of one's own for each, look at each, and let them leave."""
        for row in range(dialog.list.count()):
            dialog.list.setCurrentRow(row)
            self.settled()
            own = next((text for name, text in OWN.items() if name in dialog.own.toPlainText()), "")
            dialog.own.setPlainText(f"{dialog.own.toPlainText()}\n\n{own}".strip())
            self.settled()
        self.click(dialog.back)  # what was written last is kept when one goes on, or pauses
        self.click(dialog.send)

    def told_by_letter(self) -> None:
        """Say that whoever is left was told by letter."""
        self.goes_there("result")
        people = self.parts.result.people
        left = {
            one.voice
            for one in self.services.contributions.contributors(self.dialogue().id)
            if one.message_id is None
        }
        for n in range(people.count()):
            people.item(n).setSelected(people.item(n).data(ID) in left)
        self.settled()
        self.click(self.parts.buttons["told"])
        self.filled(words="par une lettre")

    def ends_it(self) -> None:
        """Everybody was told: end it."""
        self.goes_there("result")
        self.click(self.parts.buttons["end"])
