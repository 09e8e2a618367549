"""The golden rules in words: each sentence, what watches over it, what reminds of it, and the whole as a document."""

from collections.abc import Iterator, Mapping
from typing import Final

from cmworkstation.domain import foreign
from cmworkstation.domain.golden_rules import GOLDEN as FIVE
from cmworkstation.domain.golden_rules import MORE, SENTENCES, Sentence
from cmworkstation.domain.outcome import Outcome
from cmworkstation.i18n import N_, number, tr, trn
from cmworkstation.services.golden import Credit, Spoken
from cmworkstation.words.desk import Block

GOLDEN: Final = (
    ("never-lie", N_("Never lie or cheat")),
    ("influence-is-not-bought", N_("Influence is not bought")),
    ("be-invited", N_("To be accepted, be invited")),
    ("give-to-receive", N_("Give to receive")),
    ("human-factor", N_("Never forget the human factor")),
    ("no-platform-dependence", N_("Do not depend on one platform")),
    ("no-roi-chase", N_("Do not chase the return on investment")),
    ("experience-first", N_("Experience first")),
)
SAID: Final[Mapping[str, str]] = {
    "bought": N_("Influence is not bought: whoever has an interest says so."),
    "lie": N_(
        "Nothing is said that is not true: a claim has a source, and what is out of date is not said again."
    ),
    "invited": N_("We speak where somebody named us, wrote to us, or asked us in."),
    "give": N_("We give more often than we ask, and thank for what we are given."),
    "human": N_("A person answers a person, and is a person too."),
    "roi": N_("What people asked and what changed is worth more than what a click brings in."),
    "platform": N_("What we say and whom we know does not hang on one company."),
    "experience": N_("A complaint is over when it helped, not when it was answered."),
    "teams": N_("Those who know answer, and their name stands with what they knew."),
    "relevance": N_("We come to people about their subject, not about ours."),
    "over-promising": N_(
        "Nothing is promised that has no day, and a promise is kept or taken back."
    ),
    "insiders": N_("Nobody is somebody special because of how many follow them."),
    "clear-ask": N_("Whoever is asked for something knows who asks, what, why, and how to say no."),
    "news": N_("People hear of us between two asks: no silence and then a letter to all."),
    "no-condition": N_("Whoever does not write about us loses nothing."),
    "coherence": N_("With the same people we stay with the same subjects."),
    "goodbye": N_("What ends is said to end, with thanks and with what came of it."),
    "others": N_("Of other plans people hear if they said that they wish to."),
    "reach": N_("We speak with more than the usual few."),
    "faster": N_("People wait less and less, and know how long."),
}
CHECKS: Final[Mapping[str, str]] = {
    "disclosure": N_(
        "A reply to somebody whom a gift, a payment or a tie binds to us is stopped until it begins with the label."
    ),
    "bought-review": N_(
        "A reply that offers something for a good review is stopped, by nobody let through."
    ),
    "paid-link": N_("A link that earns money is stopped until a second person agrees."),
    "gift-ledger": N_(
        "Gifts are added up by person and year; at four fifths of 1,000 euros a reminder says so."
    ),
    "claim": N_("What the charter forbids to claim is found in every draft."),
    "source": N_("A figure without a source is pointed out."),
    "false-customer": N_("Speaking as a customer about oneself is stopped, by nobody let through."),
    "expired": N_("A fact or an approved answer whose time is over cannot be put into a reply."),
    "unfilled": N_("A reply with a field that nobody filled cannot leave."),
    "correction": N_(
        "What we sent is never changed: a correction is a new reply that is linked to the one that was wrong."
    ),
    "corrected-elsewhere": N_(
        "What corrects it and was posted elsewhere, by hand or as a post of its own, is linked to it afterwards."
    ),
    "uninvited": N_(
        "A reply in a conversation where nobody named us and nothing is ours is held back until a reason is given."
    ),
    "ask-without-giving": N_(
        "Asking for more than was given within a year warns before it is sent."
    ),
    "no-thanks": N_("What people contributed, and nobody thanked for in time, becomes a reminder."),
    "cap": N_("So many asks of one person in a time, over all networks; one more is stopped."),
    "same-text": N_("The same text again is pointed out, and how often it went out already."),
    "blame": N_("Words that blame the person are pointed out."),
    "shouting": N_("Capitals and rows of exclamation marks are pointed out."),
    "empty-words": N_("Phrases that say nothing are pointed out."),
    "greeting": N_(
        "A first reply that greets nobody, though the name is known, is pointed out where people greet one another; one"
        " press puts the name in."
    ),
    "own-words": N_(
        "An approved answer asks for some words of one’s own, and rests after so many uses a day."
    ),
    "burden": N_(
        "Hostile messages are counted for whoever answers them, seen by them and who leads; relief is proposed."
    ),
    "no-roi": N_(
        "There is no conversion, no reach for a euro and no ranking of people, and no field for them."
    ),
    "dependence": N_(
        "Five shares say what would be lost with one platform; the worst of them counts."
    ),
    "only-here": N_("News that say “only here” are pointed out: they belong in a second place."),
    "did-it-help": N_(
        "Five open days after the reply to a complaint the program asks whether it helped; unanswered, it stays open."
    ),
    "mandate": N_("Whoever has no mandate for a subject is told to whom to hand over."),
    "expert": N_(
        "A question goes to whoever knows, as a mail or a file; the answer comes back as a draft."
    ),
    "topic": N_("An ask about another subject than the person’s own is pointed out."),
    "absolute": N_("“Always”, “never” and “at once” are pointed out; a day takes their place."),
    "vague": N_("“Soon” is pointed out; a day takes its place and becomes a promise."),
    "promise": N_(
        "A promise with a day is kept in a list, and comes up before the day and after it."
    ),
    "familiar": N_(
        "Speaking to somebody as among friends at the first contact warns below the text."
    ),
    "parity": N_("Are those with few followers answered as often and as fast as those with many?"),
    "unclear": N_("An ask that does not say what is wanted is pointed out."),
    "five-answers": N_(
        "The form to begin a relation says which of its five answers are missing: subject, ask, who, in return, no."
    ),
    "silence": N_(
        "After the days that the charter sets without news a reminder comes, and the form to ask again says so first."
    ),
    "batch-silence": N_(
        "One answer for several people says first who of them was never answered, or is without the news that we owe."
    ),
    "post-required": N_(
        "The form refuses “only if they write about it” unless there is a paid contract, which is then disclosed."
    ),
    "topic-shift": N_(
        "The form to begin a relation says when its subject is not one of the person’s."
    ),
    "plan": N_("Plans for the same people that do not hold together are listed."),
    "checklist": N_(
        "A relation ends only when four parts are done: said that it ends, what came of it, thanks, whether we may come"
        " again; a part may be left out for a reason that is kept."
    ),
    "consent": N_("Whether somebody wants to hear of other plans is kept with where they said so."),
    "wish": N_(
        "For each topic apart: whether they wish to hear of it, with where and when they said so. An ask about one to"
        " which they said no does not leave."
    ),
    "few": N_("Which share of the replies went to the ten most frequent is counted."),
    "goal": N_("A topic may have a goal: so many new voices in a hundred."),
    "targets": N_(
        "Each kind of message has a time within which it is answered, counted in open hours."
    ),
    "waits": N_("Whoever waits past the warning point is told of: in the window, and by `sync`."),
    "crisis-targets": N_("In a crisis the shorter times of its level hold."),
}
CUES: Final[Mapping[str, str]] = {
    "interest-badge": N_("Above the text: “Interest: gift, a ticket, 12 May”."),
    "gift-sum": N_("Beside the conversation: what the person was given this year."),
    "source-chip": N_(
        "Below the text, for each fact: a chip with its source, amber when it needs a look."
    ),
    "facts": N_("The sheet of facts with source and last day."),
    "corrected": N_(
        "Above the thread and on both messages: that we were wrong, and what holds instead."
    ),
    "here-because": N_("Above the text: “You are here because they named us”."),
    "counters": N_("On the card of a contact: “given 5 · asked 2”."),
    "last-exchange": N_("Above the text: what was last said between us and the person, and when."),
    "times-today": N_(
        "Above the text: how often it went out today; from the third time on an answer for everybody is proposed."
    ),
    "repeated": N_(
        "On the dashboard: the texts that went out most often, and replies with words of their own."
    ),
    "changed": N_("The first tile of the dashboard: what changed thanks to people."),
    "effective": N_("At the foot of the window: on how many platforms we are in effect."),
    "closing": N_(
        "What if an account closed tomorrow: who could not be reached, what would be lost."
    ),
    "experiences": N_(
        "The list of complaints that were answered and of which nobody knows yet whether it helped."
    ),
    "credits": N_("Here below: who answered how many with how many experts. No league table."),
    "topics": N_("Above the text: the subjects of the person."),
    "card-topics": N_("On the card of a contact: their subjects."),
    "promises": N_("The number at the promises in the rail: those that are late."),
    "promise-tile": N_("On the dashboard: promises that are open, kept and late."),
    "first-contact": N_("On the card and above the text: “First contact”."),
    "unheard": N_("On the dashboard: people whom nobody ever answered."),
    "five-ticks": N_(
        "In the form to begin a relation: what is missing is listed while one writes."
    ),
    "light": N_("In the list of contacts: a light for each relation, with words."),
    "owed": N_("The list of what we owe people: news, thanks, promises, goodbyes."),
    "post-warned": N_("In the form to begin a relation: the condition is named as an error."),
    "time-line": N_("On the card of a contact: what was between us, by day, with the subjects."),
    "topic-line": N_(
        "On the card of a contact: what was said topic by topic over time, and one topic alone."
    ),
    "themes": N_("What is planned, as a time line by theme."),
    "open-parts": N_("The goodbyes that are owed, and in the form the parts that are open."),
    "consents": N_("On the card of a contact: yes or no, and where it was said."),
    "invited-others": N_(
        "Above the text: to what others were invited, where it is their topic and they did not say no."
    ),
    "new-voices": N_("On the dashboard: the share of new voices."),
    "countdown": N_("In the inbox: the time left in open hours, not red before the warning point."),
}


def golden(key: str) -> str:
    """Return a golden rule."""
    return tr(dict(GOLDEN)[key])


def said(one: Sentence) -> str:
    """Return a sentence."""
    return tr(SAID[one.key])


def check(key: str) -> str:
    """Return what a check looks at."""
    return tr(CHECKS[key])


def cue(key: str) -> str:
    """Return what a person sees."""
    return tr(CUES[key])


def in_order() -> Iterator[tuple[str, tuple[Sentence, ...]]]:
    """Yield each golden rule with its sentences."""
    for name in (*FIVE, *MORE):
        yield name, tuple(one for one in SENTENCES if one.golden == name)


def blocks(places: Mapping[str, str]) -> Iterator[Block]:
    """Yield the golden rules as a paper; `places` are the titles of the commands that open the places."""
    yield "title", tr("Golden rules")
    yield "soft", intro()
    for name, sentences in in_order():
        for one in sentences:
            yield "head", said(one)
            yield "soft", golden(name)
            yield "text", tr("What the program checks:")
            for this in one.checks:
                rules = f" ({', '.join(this.rules)})" if this.rules else ""
                yield "item", f"{check(this.key)} → {places[this.command]}{rules}"
            yield "text", tr("What you see:")
            for seen in one.cues:
                yield "item", f"{cue(seen.key)} → {places[seen.command]}"


def intro() -> str:
    """Return what the page is."""
    return tr(
        "What this program stands for, and where it keeps to it: each sentence with what the program checks by itself"
        " and what you see of it."
    )


def lately(key: str, spoken: Spoken | None, days: int) -> str:
    """Return how often a sentence spoke lately, and what became of it; of one without rules that it has none."""
    if spoken is None:
        known = next(one for one in SENTENCES if one.key == key)
        return "" if known.rules else tr("It has no rule that speaks while you write.")
    if not spoken.rows:
        return tr("In the last {days} days it had nothing to say.").format(days=days)
    parts = [
        trn(
            "In the last {days} days it spoke in {n} reply",
            "In the last {days} days it spoke in {n} replies",
            len(spoken.rows),
        ).format(days=days, n=number(len(spoken.rows)))
    ]
    if n := spoken.heeded:
        parts.append(trn("{n} was changed", "{n} were changed", n).format(n=number(n)))
    if n := spoken.set_aside:
        parts.append(trn("{n} left for a reason", "{n} left for a reason", n).format(n=number(n)))
    return ", ".join(parts) + "."


def below(key: str, spoken: Spoken | None, days: int) -> str:
    """Return the line below a sentence in the list: its checks and cues, and how often it spoke."""
    known = next(one for one in SENTENCES if one.key == key)
    checks, cues = len(known.checks), len(known.cues)
    parts = [
        trn("{n} check", "{n} checks", checks).format(n=checks),
        trn("{n} cue", "{n} cues", cues).format(n=cues),
    ]
    if spoken is not None and spoken.rows:
        n = len(spoken.rows)
        parts.append(
            trn("spoke {n} time in {days} days", "spoke {n} times in {days} days", n).format(
                n=number(n), days=days
            )
        )
    return " · ".join(parts)


OUTCOMES: Final[Mapping[str, str]] = {
    Outcome.FIXED: N_("the text was changed"),
    Outcome.AS_IS: N_("sent as it was"),
    Outcome.WAIVED: N_("sent, for a reason"),
    Outcome.FALSE_POSITIVE: N_("sent: the rule was mistaken"),
}


def outcome(key: str) -> str:
    """Return how a rule that spoke ended."""
    return tr(OUTCOMES[Outcome(key)])


def credit(one: Credit) -> str:
    """Return what somebody answered, and with whom."""
    said = trn("{name} answered {n}", "{name} answered {n}", one.answered)
    said = said.format(name=foreign.line(one.name, 60), n=number(one.answered))
    if not one.experts:
        return said
    more = trn("with {n} expert", "with {n} experts", one.experts).format(n=number(one.experts))
    return tr("{answered}, {experts}").format(answered=said, experts=more)
