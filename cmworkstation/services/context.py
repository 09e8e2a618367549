"""What surrounds a draft: its message, its person, its thread, its writer, and the replies that resemble it.

Everything that the context ring of the rule engine wants to know is gathered here, for a reading lane.
"""

from datetime import datetime, timedelta

from cmworkstation.domain.account import Account
from cmworkstation.domain.charter.answers import obstacle
from cmworkstation.domain.charter.detect.greeting import greetable
from cmworkstation.domain.charter.detect.language import language_of
from cmworkstation.domain.charter.detect.solicits import solicits
from cmworkstation.domain.charter.levels import STATEMENT
from cmworkstation.domain.charter.lexicon import tokens_of
from cmworkstation.domain.charter.model import Charter, by_id
from cmworkstation.domain.charter.rules.context_texts import topics_in, topics_of
from cmworkstation.domain.charter.shingles import likeness, shingles, sketch
from cmworkstation.domain.charter.surroundings import AnswerUse, Arrival, Repeat, Surroundings
from cmworkstation.domain.charter.text_view import view_of
from cmworkstation.domain.charter.usage import edited_words
from cmworkstation.domain.clock import Clock
from cmworkstation.domain.message import Kind, Message
from cmworkstation.domain.reply import Draft
from cmworkstation.services.acting import Acting
from cmworkstation.services.answers import Answers
from cmworkstation.services.asks import Asks
from cmworkstation.services.charters import Governing
from cmworkstation.services.interests import Interests
from cmworkstation.store import contacts, conversation_list, messages, repeats, statement_uses
from cmworkstation.store import interests as interest_table
from cmworkstation.store.database import Workspace

WINDOW = timedelta(days=7)  # in which like replies are looked for; rules count within their own
YEAR = timedelta(days=365)
ACTS = {"thank": "thanks", "dialogue": "dialogue"}  # what a category's action is to a crisis level
LIKE_MIN = 0.4


class Encounters:
    """How we come to answer somebody, and what we said before."""

    def __init__(
        self,
        workspace: Workspace,
        answers: Answers,
        interests: Interests,
        asks: Asks,
        acting: Acting,
        clock: Clock,
    ) -> None:
        """Take the workspace, its approved answers, what there is between us and people, and who writes."""
        self._interests = interests
        self._asks = asks
        self._workspace = workspace
        self._answers = answers
        self._acting = acting
        self._clock = clock

    def surroundings(
        self,
        draft: Draft,
        governing: Governing,
        account: Account,
        questions_done: tuple[str, ...] = (),
    ) -> Surroundings:
        """Return what surrounds a draft. `questions_done` are questions of its message that a person ticked off."""
        connection = self._workspace.read()
        charter, now = governing.charter, self._clock.now()
        target = messages.message(connection, draft.target_id)
        category = by_id(charter.categories).get(
            conversation_list.category(connection, draft.conversation_id)
        )
        asks, gifts, chosen = self._given(draft, charter, target, now)
        return Surroundings(
            message=f"{target.title}\n{target.text}" if target.title else target.text,
            message_language=target.language,
            speakers=self._speakers(charter),
            repeats=self._repeats(draft, now),
            arrival=self.arrival(target, account),
            asks=asks,
            gifts=gifts,
            person="" if target.ours else greetable(target.author_name),
            is_first=not repeats.spoke_since(connection, draft.conversation_id, target.author_id),
            person_topics=chosen,
            answer=self._answer_use(draft, governing, now),
            crisis=governing.crisis,
            holding=draft.answer_id.startswith(STATEMENT),
            addendum=statement_uses.adds(connection, draft.id),
            act=ACTS.get(category.action, "answers") if category else "answers",
            questions_done=questions_done,
        )

    def interests(self, draft: Draft) -> tuple[str, ...]:
        """Return the kinds of interest that tie us to whoever a draft answers."""
        target = messages.message(self._workspace.read(), draft.target_id)
        return () if target.ours else self._interests.kinds(target.author_id)

    def too_often(self, draft: Draft) -> tuple[str, ...]:
        """Return why a draft may not leave as an ask: its reader was asked often enough, under all their names."""
        said = self._asks.too_often(draft)
        return (said,) if said else ()

    def arrival(self, target: Message, account: Account) -> Arrival:
        """Return how we come to be in the conversation of a message."""
        connection = self._workspace.read()
        handle = account.handle.lstrip("@").lower()
        named = bool(handle) and f"@{handle}" in target.text.lower()
        began, spoke = repeats.our_part(connection, target.conversation_id, target.id)
        ways = (
            (Arrival.ADDRESSED, target.kind is Kind.PRIVATE),
            (Arrival.MENTIONED, target.kind is Kind.MENTION or named),
            (Arrival.HOST, began or target.ours or target.kind in (Kind.COMMENT, Kind.REVIEW)),
            (Arrival.ADDRESSED, repeats.is_ours(connection, target.parent_id)),
            (Arrival.PRESENT, spoke),
            (Arrival.UNINVITED, target.context or target.kind in (Kind.POST, Kind.ARTICLE)),
        )
        return next((arrival for arrival, holds in ways if holds), Arrival.UNKNOWN)

    def _speakers(self, charter: Charter) -> tuple[str, ...] | None:
        """Return the mandates of whoever writes; None where nobody was entered here."""
        profile = self._acting.current()
        return tuple(sorted(profile.speaks_for(charter.header.id))) if profile.id else None

    def _repeats(self, draft: Draft, now: datetime) -> tuple[Repeat, ...]:
        connection = self._workspace.read()
        ours = shingles(draft.body)
        if not ours:
            return ()
        lately = repeats.candidates(connection, sketch(ours), now - WINDOW)
        here = repeats.in_thread(connection, draft.conversation_id)
        found = [
            Repeat(
                round(likeness(ours, shingles(one.body)), 3),
                (now - one.at) / timedelta(hours=1),
                same_thread=one.conversation_id == draft.conversation_id,
            )
            for one in dict.fromkeys((*lately, *here))
        ]
        return tuple(one for one in found if one.likeness >= LIKE_MIN)

    def _given(
        self, draft: Draft, charter: Charter, target: Message, now: datetime
    ) -> tuple[int, int, tuple[str, ...]]:
        """Return how often we asked this person and gave, and what they wrote about; only where we ask again."""
        if not solicits(draft.body, language_of(draft.body) or draft.language[:2]):
            return 0, 0, ()
        connection = self._workspace.read()
        names = self._asks.names(target.author_id)
        since = now - YEAR
        earlier = [one for name in names for one in repeats.to_person(connection, name, since)]
        asks = sum(solicits(one.body, language_of(one.body) or one.language) for one in earlier)
        presents = sum(
            one.kind == "gift" and one.on_day >= since.date()
            for name in names
            for one in interest_table.of_author(connection, name)
        )
        contact_id = contacts.of_author(connection, target.author_id)
        declared = (
            [one.words for one in contacts.topics(connection, contact_id)] if contact_id else []
        )
        texts = declared or [text for name in names for text in repeats.texts_of(connection, name)]
        words = [word for text in texts for word in tokens_of(view_of(text).lower).words]
        return asks, len(earlier) - asks + presents, topics_in(words, topics_of(charter))

    def _answer_use(self, draft: Draft, governing: Governing, now: datetime) -> AnswerUse | None:
        charter = governing.charter
        if not draft.answer_id:
            return None
        answer = by_id(charter.answers).get(draft.answer_id)
        if answer is None:
            return AnswerUse(draft.answer_id, reason="gone")
        today = now.date()
        least = answer.personal_words_min
        template = self._answers.fill(draft, answer.id).text.strip() if least else ""
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
        return AnswerUse(
            id=answer.id,
            reason=obstacle(
                charter, answer, self._answers.language_of(draft), today, governing.crisis
            ),
            review_due=answer.review_by is not None and answer.review_by < today,
            used_today=repeats.uses_since(self._workspace.read(), answer.id, midnight),
            same_day_max=answer.same_day_max,
            own_words=edited_words(template, draft.body) if least else 0,
            own_words_min=least,
        )
