"""What is written down of a question to people before anybody is asked."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from cmworkstation.domain.dialogue import About, Dialogue, DialogueId
from cmworkstation.domain.topic import TopicId
from cmworkstation.i18n import tr
from cmworkstation.ui.asking.form import CHOICE, DAY, MANY, Field, Form

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow


class AboutForm(Form):
    """Asks for the question, why, whom it concerns, until when, and the rules."""

    def __init__(
        self,
        window: "MainWindow",
        services: "Services",
        one: Dialogue | None,
        made: Callable[[DialogueId], object],
        begun: About | None = None,
    ) -> None:
        """Show a dialogue, or a form for a new one, empty but for what is `begun`."""
        self._services, self._one, self._made, self._window = services, one, made, window
        about = one.about if one is not None else begun or About("")
        topics = [("", ""), *((each.id, each.title) for each in services.topics.listed())]
        fields = [
            Field("question", tr("The question"), about.question, MANY),
            Field("why", tr("Why we ask"), about.why, MANY),
            Field("audience", tr("Whom it concerns"), about.audience),
            Field(
                "topic",
                tr("Topic"),
                about.topic_id or "",
                CHOICE,
                hint=tr("one of the topic board, or a new one"),
                choices=tuple(topics),
                free=True,
            ),
            Field("starts", tr("From"), _first(about), DAY),
            Field("ends", tr("Until"), _last(about), DAY),
            Field("rules", tr("Rules of moderation"), about.rules, MANY),
        ]
        title = tr("A question to people") if one is None else tr("Change the question")
        super().__init__(window, title, fields, self._keep, button=tr("Keep"))

    def _keep(self, given: Mapping[str, str]) -> None:
        before = self._one.about if self._one is not None else About("")
        starts, ends = _begin_of(given["starts"]), _begin_of(given["ends"])
        if given["starts"] == _first(before):
            starts = before.starts_at  # its hour stays where nobody chose another day
        if given["ends"] == _last(before):
            ends = before.ends_at
        elif ends is not None:
            ends += timedelta(days=1)  # the day itself is part of it
        about = About(
            given["question"],
            given["why"],
            given["audience"],
            given["rules"],
            self._topic(given["topic"]),
            starts,
            ends,
        )
        if self._one is None:
            made, _ = self._services.dialogues.make(about)
            self._made(made.id)
        else:
            self._services.dialogues.change(self._one.id, about)
            self._made(self._one.id)

    def _topic(self, given: str) -> TopicId | None:
        """Return the topic of an id, or of a title, which is opened where it is new; None for none."""
        known = {each.id for each in self._services.topics.listed()}
        if not given or given in known:
            return TopicId(given) if given else None
        made, changes = self._services.topics.make(given)
        self._window.jobs.emit_changes(changes)
        return made.id


def _first(about: About) -> str:
    """Return the first day as it is written down, "" for none."""
    return about.starts_at.astimezone().date().isoformat() if about.starts_at else ""


def _last(about: About) -> str:
    """Return the last day, which is the one before an end at midnight; "" for none."""
    if about.ends_at is None:
        return ""
    local = about.ends_at.astimezone()
    at_midnight = local.time() == time(0)
    return ((local - timedelta(days=1)) if at_midnight else local).date().isoformat()


def _begin_of(day: str) -> datetime | None:
    return datetime.combine(date.fromisoformat(day), time(0)).astimezone() if day else None
