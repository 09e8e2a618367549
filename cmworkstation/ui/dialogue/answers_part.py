"""What people said to a question: figures in people, each of which opens its rows, and marks by hand."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from functools import partial

from PySide6.QtWidgets import QAbstractItemView

from cmworkstation.domain import foreign
from cmworkstation.domain.dialogue import (
    Contribution,
    ContributionId,
    Dialogue,
    DialogueState,
    Place,
    PlaceId,
    Poll,
    Stance,
    Voice,
    figures,
    polls,
    stance_of,
)
from cmworkstation.i18n import labelled, number, tr, trn
from cmworkstation.ui.asking.form import CHOICE, DAY, MANY, Field, Form, ask_words
from cmworkstation.ui.dialogue.pane import ID, Pane, label, titled
from cmworkstation.ui.dialogue.part import Part
from cmworkstation.ui.review.replies_pane import open_conversation
from cmworkstation.ui.widgets.found_rows import found_row
from cmworkstation.ui.widgets.number_table import NumberTable
from cmworkstation.words import dialogues as words

Wanted = Callable[[Contribution], bool]


class AnswersPart(Part):
    """Figures, and the contributions behind the chosen one."""

    def __init__(self, pane: Pane) -> None:
        """Build it."""
        super().__init__(pane)
        self._said: tuple[Contribution, ...] = ()
        self._places: dict[PlaceId, Place] = {}
        self._behind: list[Wanted] = []
        self._wanted: Wanted | None = None
        self.acts = {
            "gather": self._gather,
            "mark_for": partial(self._mark, Stance.FOR),
            "mark_against": partial(self._mark, Stance.AGAINST),
            "mark_mixed": partial(self._mark, Stance.MIXED),
            "mark_idea": partial(self._mark, Stance.IDEA),
            "mark_question": partial(self._mark, Stance.QUESTION),
            "mark_none": partial(self._mark, Stance.NONE),
            "theme": self._theme,
            "leave_out": self._leave_out,
            "open_said": self._open,
            "enter": self._enter,
            "enter_poll": self._enter_poll,
            "all_said": self._show_all,
        }
        self.summary = label("soft")
        self.figures = NumberTable(tr("What people said, in people"))
        self.figures.cellActivated.connect(lambda row, _column: self._open_figure(row))
        self.list = self.rows(tr("Contributions"), 220)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.list.itemActivated.connect(lambda _: self._open())
        self.list.itemSelectionChanged.connect(self._allow)
        self.shown = label("soft")
        self.column.addWidget(self.summary)
        self.column.addWidget(
            self.row(
                ("gather", "refresh", tr("Gather now")),
                ("enter", "add", tr("Enter what was said elsewhere…")),
                ("enter_poll", "sort", tr("Enter a poll…")),
                ("save_table", "download", tr("Save as a table…")),
            )
        )
        self.column.addWidget(self.figures)
        self.column.addWidget(label("meta", tr("Enter on a line shows what is behind it.")))
        self.column.addWidget(
            titled(
                tr("Contributions"),
                self.shown,
                self.list,
                self.row(
                    ("mark_for", "good", tr("For")),
                    ("mark_against", "close", tr("Against")),
                    ("mark_mixed", "sort", tr("For and against")),
                    ("mark_idea", "star", tr("An idea")),
                    ("mark_question", "info", tr("A question")),
                    ("mark_none", "undo", tr("No mark")),
                    ("theme", "tag", tr("Theme…")),
                    ("leave_out", "eye_off", tr("Does not count…")),
                    ("open_said", "external", tr("Open the thread")),
                    ("all_said", "filter", tr("Show all")),
                ),
            )
        )
        self.column.addStretch(1)

    def show_one(self, one: Dialogue) -> None:
        """Show a dialogue."""
        if self.one is None or self.one.id != one.id:
            self._wanted = None
        self.one = one
        self._said = self.services.contributions.listed(one.id)
        self._places = {each.id: each for each in self.services.dialogues.places(one.id)}
        self._fill_figures()
        self._fill()

    def _fill_figures(self) -> None:
        found = figures(self._said)
        self.summary.setText(words.summary(found))
        lines: list[tuple[str, str]] = []
        self._behind = []

        def add(name: str, n: int, behind: Wanted) -> None:
            lines.append((foreign.line(name, 80), number(n)))
            self._behind.append(behind)

        voices: dict[str, list[Contribution]] = {}
        for each in self._said:
            if each.counts:
                voices.setdefault(each.person, []).append(each)
        of = {key: stance_of(one.stance for one in theirs) for key, theirs in voices.items()}
        for stance in Stance:
            if n := found.stances.get(stance, 0):
                add(tr(words.STANCES[stance]), n, partial(_wants, of, stance))
        for theme_, n in sorted(found.themes.items(), key=lambda pair: -pair[1]):
            add(tr("theme: {name}").format(name=theme_), n, partial(_is_about, theme_))
        for place_id, n in found.places.items():
            name = self._places[place_id].name if place_id in self._places else ""
            add(tr("place: {name}").format(name=name), n, partial(_was_said_in, place_id))
        lines += self._votes()
        self.figures.fill((tr("What"), tr("People, or votes")), lines)
        self.figures.setVisible(bool(lines))

    def _votes(self) -> list[tuple[str, str]]:
        """Return the results of polls, each behind its source, with what is behind each line."""
        lines = []
        for poll in polls(self._said):
            for choice, n in () if poll.left_out else poll.choices:
                said = labelled(poll.source, choice) if poll.source else choice
                name = tr("votes: {name}").format(name=said)
                lines.append((foreign.line(name, 100), words.choice(poll, n)))
                self._behind.append(partial(_was_voted_in, poll))
        return lines

    def _fill(self) -> None:
        kept = {str(item.data(ID)) for item in self.list.selectedItems()}
        now = self.services.clock.now()
        shown = [one for one in self._said if self._wanted is None or self._wanted(one)]
        names = {one.id: one.name for one in self.services.profiles.listed()}
        self.list.clear()
        for one in shown:
            text = foreign.line(one.words, 200) or tr("(no words any more)")
            below = foreign.line(words.contribution(one, self._places, now, names), 400)
            item = found_row(text, (), below, "soft")
            item.setData(ID, one.id)
            self.list.addItem(item)
            item.setSelected(one.id in kept)
        n, of = len(shown), len(self._said)
        said = trn("{n} contribution", "{n} contributions", of).format(n=number(of))
        if n != of:
            said = tr("{n} of {said}").format(n=number(n), said=said)
        self.shown.setText(said)
        self._allow()

    def _allow(self) -> None:
        chosen, one = self._chosen(), self.one
        live = one is not None and one.state in (DialogueState.OPEN, DialogueState.CLOSED)
        may = self.writable() and live
        marks = dict.fromkeys(
            (name for name in self.acts if name.startswith("mark_")), may and bool(chosen)
        )
        threads = [each for each in chosen if each.conversation_id is not None]
        self.pane.allow(
            {
                **marks,
                "gather": may,
                "enter": may,
                "enter_poll": may,
                "save_table": bool(self._said),
                "theme": may and bool(chosen),
                "leave_out": may and bool(chosen),
                "open_said": len(threads) == 1,
                "all_said": self._wanted is not None,
            }
        )

    def _chosen(self) -> list[Contribution]:
        ids = {str(item.data(ID)) for item in self.list.selectedItems()}
        return [one for one in self._said if one.id in ids]

    def _open_figure(self, row: int) -> None:
        if 0 <= row < len(self._behind):
            self._wanted = self._behind[row]
            self._fill()
            self.list.setFocus()

    def _show_all(self) -> None:
        self._wanted = None
        self._fill()

    # What a person does

    def _gather(self) -> None:
        changes = self.services.contributions.gather()
        said = tr("Gathered.") if changes else tr("Nothing new.")
        self.pane.done(changes, said)

    def _mark(self, stance: Stance) -> None:
        self._marked({"stance": stance})

    def _marked(self, marks: Mapping[str, object]) -> None:
        chosen = [one.id for one in self._chosen()]
        if self.one is None or not chosen:
            return
        contributions = self.services.contributions
        changes, undo = contributions.mark(self.one.id, chosen, **marks)  # type: ignore[arg-type]
        n = len(chosen)
        said = trn("{n} contribution marked.", "{n} contributions marked.", n).format(n=n)
        self.pane.done(changes, said, partial(contributions.take_back, undo))

    def _theme(self) -> None:
        if self.one is None:
            return
        known = tuple((name, name) for name in self.services.contributions.themes(self.one.id))
        chosen = self._chosen()
        before = chosen[0].theme if chosen else ""
        field = Field("theme", tr("Theme"), before, CHOICE, choices=(("", ""), *known), free=True)
        Form(
            self.window_,
            tr("What these are about"),
            [field],
            lambda given: self._marked({"theme": given["theme"]}),
            button=tr("Keep"),
        ).open()

    def _leave_out(self) -> None:
        chosen = self._chosen()
        ask_words(
            self.window_,
            tr("Does not count"),
            tr("Why it does not count"),
            lambda why: self._marked({"left_out": why}),
            button=tr("Keep"),
            value=chosen[0].left_out if chosen else "",
            intro=tr("Leave it empty if it counts after all."),
        )

    def _open(self) -> None:
        found = next((one for one in self._chosen() if one.conversation_id is not None), None)
        if found is not None and found.conversation_id is not None:
            open_conversation(self.window_, found.conversation_id)

    def _place_field(self) -> Field:
        choices = tuple((one.id, one.name) for one in self._places.values() if not one.filed)
        return Field("place", tr("Place"), kind=CHOICE, choices=choices)

    def _enter(self) -> None:
        fields = [
            self._place_field(),
            Field("words", tr("What was said"), kind=MANY),
            Field(
                "who", tr("Who said it"), hint=tr("Left empty, nobody is told what became of it.")
            ),
        ]
        Form(self.window_, tr("Said elsewhere"), fields, self._entered, button=tr("Enter")).open()

    def _entered(self, given: Mapping[str, str]) -> None:
        contributions = self.services.contributions
        changes, undo = contributions.enter(PlaceId(given["place"]), given["words"], given["who"])
        self.pane.done(changes, tr("Entered."), partial(contributions.take_back, undo))

    def _enter_poll(self) -> None:
        fields = [
            self._place_field(),
            Field(
                "votes",
                tr("Choices with their votes"),
                kind=MANY,
                hint=tr("One per line, such as: Saturday = 34"),
            ),
            Field(
                "source",
                tr("Source"),
                hint=tr("the ballot box at the market, the show of hands of a meeting, a page"),
            ),
            Field(
                "day",
                tr("Day of the result"),
                self.services.clock.now().astimezone().date().isoformat(),
                DAY,
            ),
        ]
        intro = tr("Votes are shown beside people, never among them: nobody knows who they are.")
        Form(
            self.window_,
            tr("A poll"),
            fields,
            self._entered_poll,
            button=tr("Enter"),
            intro=intro,
        ).open()

    def _entered_poll(self, given: Mapping[str, str]) -> None:
        votes = words.votes_in(given["votes"].splitlines())
        contributions, place = self.services.contributions, PlaceId(given["place"])
        at = _begin_of(given["day"])
        changes, undo = contributions.enter_poll(place, votes, given["source"], at)
        self.pane.done(changes, tr("Entered."), partial(contributions.take_back, undo))

    def ids(self) -> tuple[ContributionId, ...]:
        """Return the contributions that are shown."""
        return tuple(
            ContributionId(str(self.list.item(n).data(ID))) for n in range(self.list.count())
        )


def _wants(of: Mapping[Voice, Stance], stance: Stance, one: Contribution) -> bool:
    return one.counts and of[one.person] is stance


def _is_about(theme_: str, one: Contribution) -> bool:
    return one.counts and one.theme == theme_


def _was_said_in(place_id: PlaceId, one: Contribution) -> bool:
    return one.counts and one.place_id == place_id


def _was_voted_in(poll: Poll, one: Contribution) -> bool:
    where = (one.place_id, one.source, one.at)
    return one.votes is not None and where == (poll.place_id, poll.source, poll.at)


def _begin_of(day: str) -> datetime | None:
    """Return when a day begins here, None for no day."""
    return datetime.combine(date.fromisoformat(day), time()).astimezone() if day else None
