"""What is written down of a question to people before anybody is asked."""

from collections.abc import Callable, Mapping
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from cmworkstation.domain.dialogue import About, Dialogue, DialogueId
from cmworkstation.domain.topic import TopicId
from cmworkstation.i18n import tr
from cmworkstation.ui.asking.form import CHOICE, MANY, Field, Form

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
    ) -> None:
        """Show a dialogue, or an empty form for a new one."""
        self._services, self._one, self._made, self._window = services, one, made, window
        about = one.about if one is not None else About("")
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
            Field("starts", tr("From"), _day(about.starts_at), hint=tr("as 2027-01-31")),
            Field("ends", tr("Until"), _day(about.ends_at), hint=tr("as 2027-01-31")),
            Field("rules", tr("Rules of moderation"), about.rules, MANY),
        ]
        title = tr("A question to people") if one is None else tr("Change the question")
        super().__init__(window, title, fields, self._keep, button=tr("Keep"))

    def _keep(self, given: Mapping[str, str]) -> None:
        ends = _moment(given["ends"])
        about = About(
            given["question"],
            given["why"],
            given["audience"],
            given["rules"],
            self._topic(given["topic"]),
            _moment(given["starts"]),
            ends + timedelta(days=1) if ends else None,  # the day itself is part of it
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


def _day(at: datetime | None) -> str:
    if at is None:
        return ""
    local = at.astimezone()
    at_midnight = local.time() == time(0)
    return ((local - timedelta(days=1)) if at_midnight else local).date().isoformat()


def _moment(text: str) -> datetime | None:
    if not text:
        return None
    try:
        day = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(tr("Write a day as 2027-01-31, or leave it empty.")) from None
    return datetime.combine(day.date(), time(0)).astimezone()
