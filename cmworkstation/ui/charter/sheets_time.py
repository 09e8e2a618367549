"""The sections about kinds of message, triage and time: their words and fields."""

from cmworkstation.i18n import N_
from cmworkstation.ui.charter.fields import ID, NOTE, Field, Sheet

ACTIONS = (
    ("reply", N_("Reply")),
    ("restore", N_("Put right")),
    ("fix-facts", N_("Correct the facts")),
    ("thank", N_("Thank")),
    ("dialogue", N_("Enter into dialogue")),
    ("monitor", N_("Only watch")),
    ("moderate", N_("Moderate")),
    ("escalate", N_("Alert")),
    ("handover", N_("Hand over")),
    ("none", N_("Nothing")),
)
SIDES = (("public", N_("In public")), ("private", N_("In private")))
PAUSES = (
    ("scheduled", N_("Scheduled posts")),
    ("dialogue", N_("Dialogues")),
    ("solicitations", N_("Requests to people")),
    ("answers", N_("Approved answers")),
    ("thanks", N_("Thanks")),
)

CALENDARS = Sheet(
    "calendar",
    N_("Calendars"),
    N_("Opening hours: reply times are counted on them."),
    (
        Field(
            "week",
            N_("Opening hours"),
            N_("Such as 09:00-12:30, 14:00-18:00; empty is closed."),
            "week",
        ),
        Field("timezone", N_("Time zone"), N_("Such as Europe/Paris."), "timezone"),
        Field(
            "holidays",
            N_("Public holidays of"),
            N_("Code of a country or region: FR, FR-57, GB-ENG …"),
            "holidays",
        ),
        Field("closed", N_("Also closed on"), N_("Dates, one per line")),
        Field(
            "open",
            N_("Other hours on"),
            N_("A day, then = and its hours, such as 09:30-12:30; one per line."),
            "days",
        ),
        ID,
        NOTE,
    ),
    add=N_("Add a calendar"),
    fresh={
        "timezone": "Europe/Paris",
        "week": dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), ("09:00-17:00",)),
    },
    new="calendar",
)

CATEGORIES = Sheet(
    "category",
    N_("Categories"),
    N_("Kinds of message, never kinds of people. Triage leads to them."),
    (
        Field("label", N_("What it is")),
        Field("action", N_("What we do"), choices=ACTIONS),
        Field("priority", N_("Priority"), choices=tuple((str(n), str(n)) for n in range(1, 6))),
        Field("roles", N_("Who takes it")),
        Field("approval", N_("Approval"), N_("Which policy holds for it.")),
        Field("answers", N_("Answers that fit"), N_("From the response guide.")),
        Field(
            "examples",
            N_("Examples of such messages"),
            N_("One per line. They help whoever sorts."),
        ),
        ID,
        NOTE,
    ),
    add=N_("Add a category"),
    fresh={"action": "reply"},
    new="category",
)

TRIAGE = Sheet(
    "triage",
    N_("Triage"),
    N_(
        "Yes-or-no questions that lead from a message to its category. First whether it is true, then how it sounds."
    ),
    (
        Field("start", N_("First question")),
        NOTE,
    ),
)

STEPS = Sheet(
    "triage.step",
    N_("Questions"),
    N_("Each answer leads to another question or to a category."),
    (
        Field("ask", N_("Question"), N_("One that can be answered by yes or no.")),
        Field("help", N_("Help"), N_("What to look at.")),
        Field("yes", N_("If yes")),
        Field("no", N_("If no")),
        Field(
            "auto",
            N_("The program answers yes when"),
            N_("A condition; empty lets a person answer."),
        ),
        ID,
        NOTE,
    ),
    add=N_("Add a question"),
    ordered=True,
    new="question",
)

TARGETS = Sheet(
    "target",
    N_("Reply times"),
    N_("What we promise. The first that fits holds; the last should be for all other messages."),
    (
        Field("category", N_("For messages of"), kind="category-or-all"),
        Field("visibility", N_("Where"), choices=SIDES),
        Field("first_reply", N_("First reply within"), kind="duration"),
        Field("resolution", N_("Settled within"), kind="duration"),
        Field("clock", N_("Counted"), kind="clock"),
        Field("warn_at", N_("Warn after this part of the time"), N_("0.5 is half of it.")),
        Field("escalate_to", N_("Then tell")),
        NOTE,
    ),
    add=N_("Add a reply time"),
    ordered=True,
    fresh={"category": "*", "first_reply": "2d", "clock": "wall"},
)

CRISES = Sheet(
    "crisis",
    N_("Crisis levels"),
    N_("How a crisis is noticed, what it stops, and who speaks. Levels must grow."),
    (
        Field("label", N_("What it is called")),
        Field("level", N_("Level"), choices=(("1", "1"), ("2", "2"), ("3", "3"))),
        Field("triggers", N_("Begins when"), N_("Conditions, one per line.")),
        Field("trigger_terms", N_("Words that announce it"), N_("One per line.")),
        Field("enter_by", N_("Who may declare it")),
        Field("pauses", N_("What it stops"), choices=PAUSES),
        Field("speakers", N_("Who speaks")),
        Field("approval", N_("Who approves every reply")),
        Field("clock", N_("Time is counted"), kind="clock"),
        Field(
            "targets",
            N_("Reply times meanwhile"),
            N_("One per line, such as complaint = 30min"),
            "targets",
        ),
        Field("update_every", N_("News every"), kind="duration"),
        Field("exit_after", N_("Over after this much calm"), kind="duration"),
        Field("exit_by", N_("Who may end it")),
        Field("debrief_within", N_("Looking back within"), kind="duration"),
        ID,
        NOTE,
    ),
    add=N_("Add a level"),
    ordered=True,
    fresh={"level": 1},
    new="level",
)

RETENTION = Sheet(
    "retention",
    N_("How long things are kept"),
    N_("Keep no longer than you need; say it in public."),
    (
        Field("messages", N_("Public messages"), kind="keeping"),
        Field("private_messages", N_("Private messages"), kind="keeping"),
        Field("evidence", N_("Evidence of moderation"), kind="keeping"),
        Field("contacts_inactive", N_("People we no longer hear of"), kind="keeping"),
        Field("overrides", N_("Reasons why a rule was set aside"), kind="keeping"),
        NOTE,
    ),
)
