"""Pictures of the story of a rumour, in the order in which it happens; the steps are those that the test plays."""

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from unittest import mock

from cmworkstation import workspaces
from cmworkstation.connectors.demo import DemoConnector
from cmworkstation.resources.demo.server import SERVER
from cmworkstation.services.workstation import Services
from tools import story_rumour as told
from tools.story import Place
from tools.story_rumour import Rumour

if TYPE_CHECKING:
    from tools.scenes import Stage

A_TUESDAY = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)


class StoryClock:
    """A clock that moves when the story says that time passes."""

    def __init__(self) -> None:
        """Begin on a Tuesday morning."""
        self._passed = timedelta()

    def now(self) -> datetime:
        """Return the time of the story."""
        return A_TUESDAY + self._passed

    def monotonic(self) -> float:
        """Return seconds that follow it."""
        return 1000.0 + self._passed.total_seconds()

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        self._passed += timedelta(seconds=seconds)


@contextmanager
def workspace() -> Iterator[Services]:
    """Open the demonstration on the day of the story."""
    clock = StoryClock()
    SERVER.reset()
    with mock.patch.object(DemoConnector, "clock", clock):
        services = workspaces.open_demo(None, clock=clock)
        try:
            yield services
        finally:
            services.close()
            SERVER.reset()


def crisis(stage: "Stage") -> Iterator[str]:
    """From the first question to the report on paper."""
    clock, live = stage.services.clock, stage.live
    assert isinstance(clock, StoryClock)
    assert live is not None
    story = Rumour(stage.window, stage.services, live, lambda: stage.settle(), clock.advance)  # noqa: PLW0108 - set later
    home = yield from _begins(story)
    asked = yield from _is_answered(story)
    yield from _ends(story, home, asked)


def _begins(story: Rumour) -> Generator[str, None, Place]:
    story.looks_at_the_alarm()
    yield "-01-the-alarm-of-the-morning"
    mention = story.notices_a_rumour()
    yield "-02-a-rumour-is-noticed"
    home = story.makes_a_thread_of_it(mention)
    story.opens(home)
    yield "-03-it-is-a-thread"
    story.waits(240)
    dialog = story.opens_the_levels()
    dialog.levels[told.ATTENTION].setChecked(True)
    dialog.why.setText(told.WHY)
    yield "-04-the-level-is-chosen"
    story.click(dialog.declare)
    story.waits(300)
    story.raises_the_level(told.TENSION, told.WORSE)
    story.sees_the_desk()
    yield "-05-the-level-rose"
    story.stops_everything()
    yield "-06-everything-stops"
    story.says_why_it_stopped()
    statement = story.opens_the_statement()
    statement.let_out.setChecked(True)
    yield "-07-a-holding-statement"
    story.lets_the_statement_out(statement)
    story.waits()
    story.press("Alt+2")
    yield "-08-it-is-out"
    return home


def _is_answered(story: Rumour) -> Generator[str, None, Place]:
    story.waits(600)
    story.writes_the_decision_down()
    yield "-09-what-was-decided"
    story.looks_the_fact_up()
    yield "-10-the-fact-sheet"
    story.says_it_is_still_right()
    asked = story.asked_in_our_inbox()
    story.writes(asked, told.ANSWER)
    yield "-11-an-answer"
    story.sends()
    story.lets_act(told.APPROVER)
    story.chooses_the_request(told.ASKS)
    yield "-12-odile-reads-it-first"
    story.says_yes()
    story.waits(1200)
    story.lets_act(told.WRITER)
    story.press("Alt+Pause")
    yield "-13-what-is-held-back"
    story.lifts_the_freeze()
    story.thaws_what_is_held()
    story.waits()
    yield "-14-thawed"
    return asked


def _ends(story: Rumour, home: Place, asked: Place) -> Iterator[str]:
    story.waits(3600)
    story.lowers_the_level(told.OVER)
    story.sees_the_desk()
    yield "-15-the-level-fell"
    story.answers(asked, told.THANKS)
    story.writes(home, told.FIRST)
    yield "-16-people-are-thanked"
    story.sends()
    yield "-17-by-hand-where-only-a-browser-can"
    story.has_posted_it()
    story.waits()
    story.talks_it_over()
    story.opens_the_debrief()
    yield "-18-the-debrief"
    story.closes_what_is_open()
    story.opens_the_report()
    yield "-19-the-report"
    story.closes_what_is_open()
