"""The question of a dialogue: why, for whom, and in which places it is put."""

from collections.abc import Mapping
from functools import partial

from cmworkstation.domain import foreign
from cmworkstation.domain.dialogue import Dialogue, DialogueState, Place, PlaceId, PlaceState
from cmworkstation.domain.ids import AccountId
from cmworkstation.i18n import tr
from cmworkstation.ui.dialogue.form import CHOICE, MANY, Field, Form, ask_words
from cmworkstation.ui.dialogue.pane import ID, Pane, choose, chosen_id, label, titled
from cmworkstation.ui.dialogue.part import Part
from cmworkstation.ui.review.replies_pane import open_conversation
from cmworkstation.ui.widgets.found_rows import found_row
from cmworkstation.words import dialogues as words


class QuestionPart(Part):
    """What was written down, and the places."""

    def __init__(self, pane: Pane) -> None:
        """Build it."""
        super().__init__(pane)
        self._places: tuple[Place, ...] = ()
        self.acts = {
            "add_place": self._add,
            "ask_place": self._ask,
            "by_hand": self._by_hand,
            "open_place": self._open,
            "remove_place": self._remove,
        }
        self.about = label("")
        self.places = self.rows(tr("Where it is asked"))
        self.places.itemActivated.connect(lambda _: self._open())
        self.places.currentItemChanged.connect(lambda *_: self._allow())
        self.column.addWidget(self.about)
        self.column.addWidget(
            titled(
                tr("Where it is asked"),
                self.places,
                self.row(
                    ("add_place", "add", tr("Add a place…")),
                    ("ask_place", "edit", tr("Write the draft there")),
                    ("by_hand", "check", tr("Asked by hand…")),
                    ("open_place", "external", tr("Open the thread")),
                    ("remove_place", "remove", tr("Take out")),
                ),
            )
        )
        self.column.addStretch(1)

    def show_one(self, one: Dialogue) -> None:
        """Show a dialogue."""
        self.one = one
        said = [
            (tr("Why"), one.why),
            (tr("Whom it concerns"), one.audience),
            (tr("Rules of moderation"), one.rules),
        ]
        lines = [tr("{name}: {said}").format(name=name, said=text) for name, text in said if text]
        self.about.setText(foreign.block("\n\n".join(lines)))
        self.about.setVisible(bool(lines))
        kept = chosen_id(self.places)
        self._places = self.services.dialogues.places(one.id)
        now = self.services.clock.now()
        self.places.clear()
        for place in self._places:
            role = "good" if place.state is PlaceState.ASKED else "soft"
            item = found_row(place.name, (), words.place(place, now), role)
            item.setData(ID, place.id)
            self.places.addItem(item)
        if not choose(self.places, kept):
            self.places.setCurrentRow(0)
        self._allow()

    def _place(self) -> Place | None:
        id_ = chosen_id(self.places)
        return next((one for one in self._places if one.id == id_), None)

    def _allow(self) -> None:
        one, place = self.one, self._place()
        may = self.writable() and one is not None
        waits = place is not None and place.state is PlaceState.WAITING
        is_open = one is not None and one.state is DialogueState.OPEN
        self.pane.allow(
            {
                "add_place": may and one is not None and one.state is not DialogueState.ANSWERED,
                "ask_place": may
                and is_open
                and waits
                and place is not None
                and place.account_id is not None,
                "by_hand": may and is_open and waits,
                "open_place": place is not None and place.conversation_id is not None,
                "remove_place": may and (waits or bool(place and place.filed)),
            }
        )

    def _add(self) -> None:
        accounts = [(one.id, one.name) for one in self.services.posting.places()]
        fields = [
            Field(
                "account",
                tr("Account"),
                kind=CHOICE,
                choices=(
                    ("", tr("none: a place outside, such as a box on the counter")),
                    *accounts,
                ),
            ),
            Field(
                "name", tr("Name of the place"), hint=tr("Left empty, it is called as the account.")
            ),
            Field(
                "words",
                tr("The question as it is put there"),
                kind=MANY,
                hint=tr("Left empty, it is put as it stands."),
            ),
        ]
        form = Form(self.window_, tr("Add a place"), fields, self._added, button=tr("Add"))
        form.open()

    def _added(self, given: Mapping[str, str]) -> None:
        assert self.one is not None
        place, changes = self.services.dialogue_places.add(
            self.one.id,
            account_id=AccountId(given["account"]) if given["account"] else None,
            name=given["name"],
            words=given["words"],
        )
        back = partial(self.services.dialogue_places.remove, place.id)
        self.pane.done(changes, tr("Place added."), back)

    def _ask(self) -> None:
        place = self._place()
        if place is not None:
            self.attempt(self._asked, place.id)

    def _asked(self, place_id: PlaceId) -> None:
        draft, changes = self.services.dialogue_places.ask(place_id)
        self.pane.done(changes, tr("The draft is ready. It leaves when you send it."))
        open_conversation(self.window_, draft.conversation_id)
        self.window_.act("inbox.reply")

    def _by_hand(self) -> None:
        place = self._place()
        if place is not None:
            ask_words(
                self.window_,
                tr("Asked by hand"),
                tr("Address of the post, if it has one"),
                partial(self._asked_by_hand, place.id),
                button=tr("It was asked"),
                intro=tr("From now on what people answer there can be gathered or entered."),
            )

    def _asked_by_hand(self, place_id: PlaceId, address: str) -> None:
        changes = self.services.dialogue_places.asked_by_hand(place_id, None, address)
        self.pane.done(changes, tr("Kept: it was asked there."))

    def _open(self) -> None:
        place = self._place()
        if place is not None and place.conversation_id is not None:
            open_conversation(self.window_, place.conversation_id)

    def _remove(self) -> None:
        place = self._place()
        if place is not None:
            self.attempt(self._removed, place.id)

    def _removed(self, place_id: PlaceId) -> None:
        self.pane.done(self.services.dialogue_places.remove(place_id), tr("Place taken out."))
