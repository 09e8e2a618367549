"""What a person does at the crisis desk: every button and command of the page is one function here."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from cmworkstation.domain import foreign
from cmworkstation.domain.charter.words import said
from cmworkstation.domain.ids import ConversationId
from cmworkstation.domain.statement_use import UseState
from cmworkstation.i18n import language, tr
from cmworkstation.ui.composer.popovers import Popover, place_of
from cmworkstation.ui.crisis.writing import write
from cmworkstation.ui.review.replies_pane import open_conversation
from cmworkstation.ui.widgets.table_saver import save_table
from cmworkstation.words import crises
from cmworkstation.words import desk as words

if TYPE_CHECKING:
    from cmworkstation.services.roster import Roster
    from cmworkstation.services.statements import Ready
    from cmworkstation.ui.crisis.page import CrisisPage
    from cmworkstation.ui.crisis.shown import Shown


UNDO_S = 10


def show(page: "CrisisPage", popover: Popover, name: str) -> None:
    """Let something appear beside a button."""
    found = page.head_buttons.get(name)
    for section in (page.calls, page.measures, page.questions, page.statements, page.uttered):
        found = found or section.buttons.get(name)
    popover.show_by(place_of(found or page, page.window_))


# What there is to say


def use_statement(page: "CrisisPage") -> None:
    """Open the chosen statement with its blanks."""
    from cmworkstation.ui.crisis.statement_dialog import StatementDialog  # noqa: PLC0415 - when it is asked for

    ready = page.chosen_statement()
    if ready is not None:
        StatementDialog(page, ready).open()


def addendum(page: "CrisisPage") -> None:
    """Add to the chosen statement, or go on with the addendum that is chosen."""
    from cmworkstation.ui.crisis.addendum_dialog import AddendumDialog  # noqa: PLC0415 - as above

    one = page.chosen_use()
    if one is not None:
        AddendumDialog(page, one.id).open()


def addendum_drop(page: "CrisisPage") -> None:
    """Throw the chosen addendum away; it can be taken back for a while."""
    from cmworkstation.ui.crisis.addendum_dialog import throw_away  # noqa: PLC0415 - as above

    one = page.chosen_use()
    if one is not None:
        throw_away(page, one.id)


def said_open(page: "CrisisPage") -> None:
    """Open the conversation in which the chosen statement stands."""
    found = _home(page)
    if found is not None:
        open_conversation(page.window_, found)


def _home(page: "CrisisPage") -> ConversationId | None:
    one = page.chosen_use()
    posts = one.posts if one else ()
    return next((each.conversation_id for each in posts if each.conversation_id), None)


def note(page: "CrisisPage") -> None:
    """Write a decision into the log."""
    from cmworkstation.ui.crisis.forms import NoteForm  # noqa: PLC0415 - as above

    form = NoteForm(page.window_)
    form.wanted.connect(
        lambda text, decision: write(page, lambda: page.services.desk.note(text, decision=decision))
    )
    form.open()


def update(page: "CrisisPage") -> None:
    """Say when the public hears from us again."""
    from cmworkstation.ui.crisis.forms import UpdateForm  # noqa: PLC0415 - as above

    seen = page.shown_now
    episode = seen.episode if seen else None
    if episode is None:
        return
    form = UpdateForm(page.window_, episode.update_at, page.services.clock.now())
    form.wanted.connect(
        lambda at: write(page, lambda: page.services.desk.speak_again(episode.id, at))
    )
    form.open()


# What stops


def freeze(page: "CrisisPage") -> None:
    """Stop everything that leaves or acts by itself, at once."""
    page.window_.act("freeze.now")


# What is known


def confirm(page: "CrisisPage") -> None:
    """Say which danger is confirmed, or that none is."""
    ladder = page.shown_now.ladder if page.shown_now else None
    if ladder is None:
        return
    charter = ladder.charter
    popover = Popover(
        page.window_,
        tr("What is confirmed?"),
        tr("It counts for the triggers of the charter, and stands in the log."),
    )

    def chosen(category: str) -> None:
        write(page, lambda: page.services.triggers.confirm(charter.header.id, category))

    popover.offer(tr("Nothing is confirmed"), partial(chosen, ""))
    for one in charter.categories:
        if one.action in ("moderate", "escalate", "handover") or one.priority == 1:
            label = said(one.label, language(), charter.header.default_language) or one.id
            popover.offer(foreign.line(label, 60), partial(chosen, one.id))
    show(page, popover, "confirm")


def compromised(page: "CrisisPage") -> None:
    """Open the list of what to do where an account is in other hands."""
    from cmworkstation.ui.crisis.checklist import Checklist  # noqa: PLC0415 - as above

    Checklist(page).open()


# Who asks


def question(page: "CrisisPage") -> None:
    """Open the conversation that is chosen."""
    page.open_question()


def belongs(page: "CrisisPage") -> None:
    """Say by a search which conversations belong to the crisis."""
    from cmworkstation.ui.crisis.forms import SearchForm  # noqa: PLC0415 - as above

    episode = page.shown_now.episode if page.shown_now else None
    if episode is None:
        return
    form = SearchForm(page.window_, episode.query)
    form.wanted.connect(
        lambda query: write(page, lambda: page.services.desk.choose_questions(episode.id, query))
    )
    form.open()


# Whom to call


def call(page: "CrisisPage") -> None:
    """Note that whoever is next, or chosen, is called now."""
    seen, chosen = page.shown_now, page.chosen_person()
    wanted = (seen.following if seen and seen.episode else None) or chosen
    if wanted is not None:
        write(page, lambda: page.services.roster.call(wanted.id))


def _settle(page: "CrisisPage", *, reached: bool) -> None:
    seen = page.shown_now
    waiting = [one for one in seen.calls if one.settled_at is None] if seen else []
    if waiting:
        write(page, lambda: page.services.roster.settle(waiting[-1].id, reached=reached))


def person_add(page: "CrisisPage") -> None:
    """Put somebody on the roster."""
    _person(page, new=True)


def person_change(page: "CrisisPage") -> None:
    """Change somebody of the roster."""
    _person(page, new=False)


def _person(page: "CrisisPage", *, new: bool) -> None:
    from cmworkstation.ui.crisis.roster_form import RosterForm  # noqa: PLC0415 - as above

    one = page.services.roster.new() if new else page.chosen_person()
    if one is None:
        return
    form = RosterForm(page.window_, page.services.roster, one, new=new)
    form.wanted.connect(lambda kept: write(page, lambda: page.services.roster.keep(kept)))
    form.open()


def person_up(page: "CrisisPage") -> None:
    """Let somebody be called earlier."""
    one = page.chosen_person()
    if one is not None:
        write(page, lambda: page.services.roster.move(one.id, -1))


def person_remove(page: "CrisisPage") -> None:
    """Take somebody off the roster; it can be taken back for a while."""
    one = page.chosen_person()
    if one is None:
        return
    roster: Roster = page.services.roster

    def removed(result: Any) -> None:  # noqa: ANN401 - the roster as it was, and what changed
        before = result[0]
        name = foreign.line(one.name, 40)
        page.window_.undo(
            tr("{name} is off the roster.").format(name=name),
            UNDO_S,
            lambda: write(page, lambda: roster.restore(before)),
        )

    write(page, lambda: roster.remove(one.id), removed)


def print_roster(page: "CrisisPage") -> None:
    """Open the call list as it will be on paper."""
    from cmworkstation.ui.crisis.paper import PaperDialog  # noqa: PLC0415 - as above

    roster = page.services.roster
    found = list(words.call_list(roster.people(), roster.on_call(), page.services.clock.now()))
    PaperDialog(page.window_, tr("Call list"), "call-list", found).open()


def save_roster(page: "CrisisPage") -> None:
    """Save the roster as a table."""
    save_table(page.window_, page, "roster", page.services.roster.table)


# The log, and afterwards


def save_log(page: "CrisisPage") -> None:
    """Save the log of the crisis that goes on, or of the last one."""
    services, seen = page.services, page.shown_now
    episode = (seen.episode or next(iter(seen.past), None)) if seen else None
    if seen is None or episode is None:
        return

    def table() -> Any:  # noqa: ANN401 - a table, made on the lane
        said_ = {
            one.n: words.line(one, services.profiles.name, services.roster.name, seen.level_name)
            for one in services.desk.log(episode)
        }
        return services.desk.table(episode, said_)

    save_table(page.window_, page, "crisis-log", table)


def debrief(page: "CrisisPage") -> None:
    """Open the debrief of the chosen crisis or drill."""
    from cmworkstation.domain.debrief import Action  # noqa: PLC0415 - as above
    from cmworkstation.ui.crisis.debrief_dialog import DebriefDialog  # noqa: PLC0415 - as above

    chosen = page.past.chosen()
    wanted = chosen.episode_id if isinstance(chosen, Action) else cast("str | None", chosen)
    if wanted:
        DebriefDialog(page, wanted).open()


# Drills


def drill(page: "CrisisPage") -> None:
    """Begin a drill, or end the one that goes on."""
    seen = page.shown_now
    if seen is None:
        return
    exercises = page.services.exercises
    if seen.exercise:
        write(page, exercises.end, lambda _: page.window_.say(tr("The drill is over."), 8000))
        return
    ladder = seen.ladder
    if ladder is None:
        return
    script = exercises.script()
    title = said(script.title, language())
    told = tr("“{title}”, under {charter}.").format(title=title, charter=crises.of(ladder.charter))
    about = tr(
        "{about} {n} invented messages come in, each marked EXERCISE. Nothing can leave until you end it."
    ).format(about=said(script.about, language()), n=len(script.lines))
    popover = Popover(page.window_, tr("Play a crisis?"), f"{told} {about}")
    charter_id = ladder.charter.header.id
    popover.offer(tr("Begin the drill"), lambda: write(page, lambda: exercises.begin(charter_id)))
    show(page, popover, "drill")


ACTS: Mapping[str, Callable[["CrisisPage"], None]] = {
    "statement": use_statement,
    "addendum": addendum,
    "addendum_drop": addendum_drop,
    "said_open": said_open,
    "note": note,
    "update": update,
    "freeze": freeze,
    "confirm": confirm,
    "compromised": compromised,
    "question": question,
    "belongs": belongs,
    "call": call,
    "reached": partial(_settle, reached=True),
    "missed": partial(_settle, reached=False),
    "person_add": person_add,
    "person_change": person_change,
    "person_up": person_up,
    "person_remove": person_remove,
    "print_roster": print_roster,
    "save_roster": save_roster,
    "save_log": save_log,
    "debrief": debrief,
    "drill": drill,
}
READING = frozenset(
    {"statement", "said_open", "question", "print_roster", "save_roster", "save_log", "debrief"}
)


def may(page: "CrisisPage", seen: "Shown", name: str) -> bool:
    """Tell whether something can be done now."""
    if page.services.read_only and name not in READING:
        return False
    chosen, used = cast("Ready | None", page.statements.chosen()), page.chosen_use()
    waiting = any(one.settled_at is None for one in seen.calls)
    needs: Mapping[str, Callable[[], bool]] = {
        "statement": lambda: chosen is not None,
        "addendum": lambda: used is not None and page.can_add(used),
        "addendum_drop": lambda: used is not None and used.state is UseState.WRITTEN,
        "said_open": lambda: _home(page) is not None,
        "update": lambda: seen.episode is not None,
        "belongs": lambda: seen.episode is not None,
        "freeze": lambda: not seen.brakes.freezes,
        "confirm": lambda: seen.ladder is not None,
        "question": lambda: bool(seen.questions),
        "call": lambda: bool(seen.people),
        "reached": lambda: waiting,
        "missed": lambda: waiting,
        **dict.fromkeys(
            ("person_change", "person_up", "person_remove", "print_roster", "save_roster"),
            lambda: bool(seen.people),
        ),
        "save_log": lambda: bool(seen.log),
        "debrief": lambda: page.past.chosen() is not None,
        "drill": lambda: seen.exercise or (seen.ladder is not None and seen.episode is None),
    }
    return needs.get(name, lambda: True)()
