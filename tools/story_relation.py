"""A relation, played through the window of the demonstration: from the first contact to the goodbye."""

from typing import Any, TypeVar

from PySide6.QtWidgets import QDialog

from cmworkstation.domain.contact import Card
from cmworkstation.domain.relation import Goodbye, Kind, Tick
from cmworkstation.resources.demo.server import SERVER
from cmworkstation.resources.demo.threads import Post
from cmworkstation.services.relations import Row
from cmworkstation.ui.contacts.editing import HappenedForm
from cmworkstation.ui.contacts.ending import EndForm
from cmworkstation.ui.contacts.writing import BeginForm, WriteForm
from tools.story import Story

Form = TypeVar("Form", bound=QDialog)
WHO = "Keira Kettlewood"
PROJECT = "A label that coeliacs can trust"
ANSWERS = {
    Tick.TOPIC: "You asked us twice what the green label promises.",
    Tick.ASK: "Read our new label by the end of the month and tell us what is unclear.",
    Tick.WHO: "Robin, at Fennick Lane.",
    Tick.GETS: "A bag of the first batch, and what we changed because of you.",
    Tick.DECLINE: "No answer is an answer, and we will not ask twice.",
}
INVITED = "She offered to read it."
YES = "she said yes"
GAVE = "three remarks on the small print"
NEWS = "Hello Keira, the label went to the printer with two of your three remarks in it. Robin"
BYE = "The label is on the shelves, so this is where we stop asking. Thank you, Keira. Robin"
SPARED = "She asked not to be written to again."


class Keeping(Story):
    """A relation with somebody."""

    def card(self) -> Card:
        """Return the card of the person."""
        return next(one for one in self.services.contacts.listed() if one.called == WHO)

    def row(self) -> Row:
        """Return the relation of this story."""
        return next(
            one
            for one in self.services.relations.of_contact(self.card().id)
            if one.relation.project == PROJECT
        )

    def shows_the_card(self) -> Any:  # noqa: ANN401 - the pane of the card
        """Go to the card of the person, with the relation chosen."""
        self.press("Alt+F3")
        page = self.page("contacts")
        page.show_card(self.card().id)
        self.settled()
        rows = page.card.relations
        found = [n for n in range(rows.count()) if PROJECT in rows.item(n).text()]
        if found:
            rows.setCurrentRow(found[0])
            self.settled()
        return page.card

    def _asks(self, command: str, kind: type[Form]) -> Form:
        self.shows_the_card()
        self.window.act(f"contacts.{command}")
        self.settled()
        return self.opened(kind)

    # --- begun -------------------------------------------------------------------------------------

    def begins(self) -> BeginForm:
        """Open the form for a first contact."""
        return self._asks("begin", BeginForm)

    def fills_the_five_answers(self, form: BeginForm) -> None:
        """Say why them, what, who we are, what they get, and how to say no."""
        form.project.setText(PROJECT)
        for tick, words in ANSWERS.items():
            form.ticks[tick].setText(words)
        form.invited.setText(INVITED)
        self.settled()

    def writes_it(self, form: BeginForm) -> None:
        """Let the draft stand in the thread of the name under which she wrote."""
        self.click(form.doer)

    def lets_it_leave(self) -> None:
        """Send what stands in the composer, and wait until it left."""
        self.sends()
        self.waits()
        self.waits()

    # --- kept --------------------------------------------------------------------------------------

    def notes(self, kind: Kind, words: str) -> None:
        """Note what happened."""
        form = self._asks("happened", HappenedForm)
        form.kind.setCurrentIndex(form.kind.findData(kind))
        form.words.setText(words)
        self.click(form.doer)

    def opens_what_can_be_written(self) -> WriteForm:
        """Ask what can be written to them: thanks that are owed stand first."""
        return self._asks("write", WriteForm)

    def thanks(self) -> None:
        """Write the thanks that are owed."""
        form = self.opens_what_can_be_written()
        self.click(form.doer)
        self.lets_it_leave()

    def gives_news(self) -> None:
        """Tell what became of it so far."""
        form = self.opens_what_can_be_written()
        kinds = [one[1] for one in form._offered]
        form.what.setCurrentIndex(kinds.index(Kind.NEWS))
        self.click(form.doer)
        self._says(NEWS)

    def _says(self, words: str) -> None:
        composer = self.page("inbox").composer
        composer.editor.setPlainText(words)
        composer.look()
        self.settled()
        self.lets_it_leave()

    def she_answers(self, words: str) -> None:
        """Let her answer under what we wrote last."""
        now = self.services.clock.now()
        account, (talk, ours) = max(
            (
                (account, one)
                for account, posts in SERVER.written.items()
                for one in posts.values()
                if one[1].ours
            ),
            key=lambda found: found[1][1].at,
        )
        handle = self.card().identities[0].handle
        post = Post(
            f"{ours.number}-hers", ours.number, False, WHO, handle, now, words, language="en"
        )
        SERVER.add(account, talk, post)
        self.waits(900)
        self.waits(900)

    # --- ended -------------------------------------------------------------------------------------

    def says_goodbye(self) -> EndForm:
        """Open the parts of the goodbye."""
        return self._asks("end", EndForm)

    def chooses(self, form: EndForm, part: Goodbye) -> None:
        """Choose one part."""
        form.list.setCurrentRow(list(Goodbye).index(part))
        self.settled()

    def writes_the_goodbye(self, form: EndForm) -> None:
        """Write that it ends, and let that leave."""
        self.chooses(form, Goodbye.SAID)
        self.click(form.writer)
        self.click(self.opened(WriteForm).doer)
        self._says(BYE)

    def did(self, form: EndForm, part: Goodbye) -> None:
        """Say that a part was done."""
        self.chooses(form, part)
        self.click(form.ticker)

    def ends_it(self, form: EndForm) -> None:
        """End the relation."""
        self.click(form.doer)
