"""What the tiles of the dashboard, their columns and their lines are called."""

from collections.abc import Mapping
from typing import Final

from cmworkstation.domain.dashboard import Tile
from cmworkstation.domain.mention import Stance
from cmworkstation.i18n import N_
from cmworkstation.words import times

TITLES: Final[Mapping[Tile, str]] = {
    Tile.CHANGED: N_("Changed thanks to you"),
    Tile.ASKS: N_("What people ask most"),
    Tile.PLATFORMS: N_("Where people talk with us"),
    Tile.WAITING: N_("Who waits now"),
    Tile.TIMES: N_("How long people waited"),
    Tile.PROMISES: N_("What we promised"),
    Tile.VOICES: N_("New voices"),
    Tile.DEPENDENCE: N_("How much we depend on platforms"),
    Tile.RULES: N_("Rules set aside most often"),
    Tile.VOLUME: N_("What is said about us"),
    Tile.THEMES: N_("What it is about"),
    Tile.SOURCES: N_("Where it was found"),
    Tile.STANCE: N_("How it speaks of us, as people here marked it"),
    Tile.EFFECTIVE: N_("With how many we speak in effect"),
    Tile.FEW: N_("The usual few"),
    Tile.PARITY: N_("Are the small answered as the large are?"),
    Tile.PLACES: N_("Where people say that they live"),
    Tile.UNHEARD: N_("Never answered"),
    Tile.GOALS: N_("Goals for new voices"),
    Tile.PERSONAL: N_("Replies with words of their own"),
    Tile.REPEATED: N_("Texts that went out most often"),
    Tile.BURDEN: N_("What was hostile"),
}
EMPTY: Final[Mapping[Tile, str]] = {
    Tile.CHANGED: N_(
        "Nothing was decided in this time. Decide a topic on the topic board: it stands here, with whom it was told."
    ),
    Tile.ASKS: N_("Nobody asked anything in this time."),
    Tile.PLATFORMS: N_("Nobody wrote to us in this time."),
    Tile.WAITING: N_("Nobody waits for an answer."),
    Tile.TIMES: N_("No reply was measured in this time."),
    Tile.PROMISES: N_("Nothing is promised, and nothing fell due in this time."),
    Tile.VOICES: N_("Nobody was answered in these 30 days."),
    Tile.DEPENDENCE: N_(
        "Nothing is known yet. Read the accounts, and enter how many people follow them."
    ),
    Tile.RULES: N_("No rule was set aside in this time."),
    Tile.VOLUME: N_("Nothing was found in this time."),
    Tile.THEMES: N_("No saved query found anything in this time."),
    Tile.SOURCES: N_("No source brought anything in this time."),
    Tile.STANCE: N_("Nothing was found in this time."),
    Tile.EFFECTIVE: N_("Nobody was answered in this time."),
    Tile.FEW: N_("Nobody was answered in this time."),
    Tile.PARITY: N_(
        "Of too few people it is known how many follow them. Some platforms say so with each message; nobody is asked."
    ),
    Tile.PLACES: N_("Nobody was answered in this time."),
    Tile.UNHEARD: N_("Everybody who wrote in this time has had an answer within a year."),
    Tile.GOALS: N_("No goal is set. Choose a topic, and how many new voices you hope for in it."),
    Tile.PERSONAL: N_("No reply went out from here in this time."),
    Tile.REPEATED: N_("No text went out twice in this time."),
    Tile.BURDEN: N_("Nothing hostile came in, as far as it was sorted."),
}
# What the columns of a tile are called, how their numbers are written, and which of them are drawn.
Heads = tuple[tuple[str, str, bool], ...]
HEADS: Final[Mapping[Tile, Heads]] = {
    Tile.CHANGED: (
        (N_("People"), "n", True),
        (N_("Told"), "n", True),
        (N_("Still to tell"), "n", False),
    ),
    Tile.ASKS: ((N_("Times asked"), "n", True), (N_("Without an answer"), "n", True)),
    Tile.PLATFORMS: (
        (N_("Messages"), "n", True),
        (N_("Share"), "share", False),
        (N_("Share before"), "share", False),
    ),
    Tile.WAITING: ((N_("Conversations"), "n", True),),
    Tile.TIMES: (
        (N_("Half within"), "length", True),
        (N_("Nine of ten within"), "length", True),
        (N_("Promised"), "length", False),
        (N_("Late"), "share", False),
        (N_("Replies"), "n", False),
    ),
    Tile.PROMISES: ((N_("Promises"), "n", True),),
    Tile.VOICES: ((N_("People"), "n", True),),
    Tile.DEPENDENCE: (
        (N_("As if on so many platforms"), "one", True),
        (N_("Share of the largest"), "share", False),
    ),
    Tile.RULES: ((N_("Set aside"), "n", True), (N_("Before"), "n", False)),
    Tile.VOLUME: ((N_("Mentions"), "n", True), (N_("Stories"), "n", True)),
    Tile.THEMES: ((N_("Mentions"), "n", True), (N_("Before"), "n", False)),
    Tile.SOURCES: ((N_("Mentions"), "n", True), (N_("Before"), "n", False)),
    Tile.STANCE: ((N_("Mentions"), "n", True),),
    Tile.EFFECTIVE: ((N_("In this time"), "one", True), (N_("Before"), "one", True)),
    Tile.FEW: ((N_("Replies"), "n", True),),
    Tile.PARITY: (
        (N_("Answered"), "share", True),
        (N_("Half within"), "length", False),
        (N_("Times that they wrote"), "n", False),
    ),
    Tile.PLACES: ((N_("People"), "n", True),),
    Tile.UNHEARD: ((N_("First wrote, ago"), "length", False),),
    Tile.GOALS: (
        (N_("New voices"), "share", True),
        (N_("Hoped for"), "share", True),
        (N_("People"), "n", False),
    ),
    Tile.PERSONAL: ((N_("Replies"), "n", True),),
    Tile.REPEATED: ((N_("Times"), "n", True),),
    Tile.BURDEN: (
        (N_("Hostile messages"), "n", True),
        (N_("On the worst day"), "n", False),
        (N_("Conversations that wait"), "n", False),
    ),
}
FIRST_HEAD: Final[Mapping[Tile, str]] = {
    Tile.CHANGED: N_("What was decided"),
    Tile.ASKS: N_("Question"),
    Tile.PLATFORMS: N_("Platform"),
    Tile.WAITING: N_("Due"),
    Tile.TIMES: N_("Wait"),
    Tile.PROMISES: N_("State"),
    Tile.VOICES: N_("Who was answered"),
    Tile.DEPENDENCE: N_("What"),
    Tile.RULES: N_("Rule"),
    Tile.VOLUME: N_("From"),
    Tile.THEMES: N_("Query"),
    Tile.SOURCES: N_("Source"),
    Tile.STANCE: N_("Stance"),
    Tile.EFFECTIVE: N_("What"),
    Tile.FEW: N_("To whom"),
    Tile.PARITY: N_("Of people who wrote"),
    Tile.PLACES: N_("Place"),
    Tile.UNHEARD: N_("Who"),
    Tile.GOALS: N_("Topic"),
    Tile.PERSONAL: N_("Replies"),
    Tile.REPEATED: N_("Text"),
    Tile.BURDEN: N_("Who had it in hand"),
}
NAMES: Final[Mapping[Tile, Mapping[str, str]]] = {
    Tile.WAITING: {
        "late": N_("late"),
        "today": N_("due today"),
        "tomorrow": N_("due tomorrow"),
        "week": N_("due within a week"),
        "later": N_("due later"),
        "undated": N_("without a date"),
    },
    Tile.TIMES: times.KINDS,
    Tile.PROMISES: {
        "open": N_("open"),
        "late": N_("open and late"),
        "kept": N_("kept on the day"),
        "kept-late": N_("kept late"),
        "wont": N_("we will not, and said why"),
        "broken": N_("not kept"),
        "agreed": N_("agreed after a crisis"),
        "agreed-late": N_("agreed after a crisis, and late"),
    },
    Tile.VOICES: {"new": N_("new in a year"), "known": N_("known before")},
    Tile.STANCE: {
        Stance.FOR: N_("in favour"),
        Stance.NEUTRAL: N_("neither"),
        Stance.AGAINST: N_("against"),
        Stance.ASKS: N_("asking"),
        "unmarked": N_("not marked"),
    },
    Tile.EFFECTIVE: {
        "effective": N_("voices in effect"),
        "people": N_("people answered"),
        "replies": N_("replies"),
    },
    Tile.FEW: {"few": N_("the ten most frequent"), "others": N_("everybody else")},
    Tile.PARITY: {
        "small": N_("a third, least followed"),
        "large": N_("a third, most followed"),
    },
    Tile.PLACES: {"silent": N_("not declared"), "others": N_("other places")},
    Tile.PERSONAL: {
        "personal": N_("with words of their own"),
        "impersonal": N_("an answer nearly as it stands"),
    },
}
FORMS: Final[Mapping[Tile, str]] = {  # of the one figure, where it is no count
    Tile.TIMES: "length",
    Tile.VOICES: "share",
    Tile.DEPENDENCE: "one",
    Tile.EFFECTIVE: "one",
    Tile.FEW: "share",
    Tile.PARITY: "share",
    Tile.PLACES: "share",
    Tile.PERSONAL: "share",
}
