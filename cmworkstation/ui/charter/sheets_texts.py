"""The sections about what is said, and to whom we hand over: their words and fields."""

from cmworkstation.i18n import N_
from cmworkstation.ui.charter.fields import ID, NOTE, Field, Sheet
from cmworkstation.ui.charter.sheets_rules import SEVERITIES

INTERESTS = (
    ("paid", N_("Paid")),
    ("gift", N_("Gift")),
    ("loan", N_("Loan")),
    ("barter", N_("Barter")),
    ("invitation", N_("Invitation")),
    ("affiliate", N_("Commission")),
    ("employee", N_("Works for us")),
    ("member", N_("Member")),
)
PLACES = (
    ("start", N_("At the beginning")),
    ("end", N_("At the end")),
    ("anywhere", N_("Anywhere")),
)

FACTS = Sheet(
    "fact",
    N_("Facts"),
    N_(
        "Verified statements with their source. Answers take them in by reference, so that one change reaches all."
    ),
    (
        Field("statement", N_("Statement"), N_("A sentence that can stand in a reply.")),
        Field("value", N_("Value"), N_("The figure alone, where there is one.")),
        Field("source", N_("Source"), N_("An address, or who vouches for it.")),
        Field("checked_on", N_("Checked on")),
        Field("expires_on", N_("Good until"), N_("After this day it must be checked anew.")),
        ID,
        NOTE,
    ),
    add=N_("Add a fact"),
    new="fact",
)

CLAIMS = Sheet(
    "claim",
    N_("Forbidden claims"),
    N_("What we do not say, why, and what to say instead."),
    (
        Field("forbid", N_("We do not say"), N_("Words or phrases, one per line.")),
        Field("why", N_("Because")),
        Field("instead", N_("Say instead")),
        Field("severity", N_("How much it weighs"), choices=SEVERITIES),
        ID,
        NOTE,
    ),
    add=N_("Add a claim"),
    new="claim",
)

ANSWERS = Sheet(
    "answer",
    N_("Approved answers"),
    N_("What we have agreed to say. A blank is written {like_this}; a fact {fact:its-name}."),
    (
        Field("title", N_("Title"), N_("By which it is found in the guide.")),
        Field("folder", N_("Folder"), N_("Where the guide files it.")),
        Field("asks", N_("What people ask"), N_("Their words, one question per line.")),
        Field("body", N_("What we answer")),
        Field("variables", N_("Blanks"), N_("One per line; a ? at the end lets it stay empty.")),
        Field(
            "attachments",
            N_("Files that go along"),
            N_(
                "They come into the reply with the answer. Add, drop or paste them, and say what each shows."
            ),
            "files",
        ),
        Field("category", N_("Category")),
        Field(
            "source",
            N_("Sources"),
            N_("Such as fact:its-name or an address, one per line."),
            "texts",
        ),
        Field("audiences", N_("For these audiences")),
        Field("valid_from", N_("From")),
        Field("valid_until", N_("Until")),
        Field("review_by", N_("To be looked at again by")),
        Field("approved_by", N_("Approved by")),
        Field("approved_on", N_("Approved on")),
        Field(
            "follow_up",
            N_("Blank that holds a promised date"),
            N_("It becomes a promise that is watched."),
        ),
        Field("personal_words_min", N_("Words of your own, at least"), more=True),
        Field("same_day_max", N_("Times a day, at most"), more=True),
        Field(
            "variants",
            N_("Texts for other places"),
            N_("Written in the response guide."),
            "shown",
            more=True,
        ),
        Field(
            "translated_from",
            N_("Translated from"),
            N_("The program notes which text a translation was made of."),
            "shown",
            more=True,
        ),
        Field("retired_on", N_("No longer used since"), more=True),
        Field(
            "let_pass",
            N_("May go against these rules"),
            N_("One per line, each with its reason: pack/rule = why"),
            "reasons",
            more=True,
        ),
        Field("during", N_("Only during"), N_("Crisis levels."), more=True),
        Field("not_during", N_("Not during"), N_("Crisis levels."), more=True),
        ID,
        NOTE,
    ),
    add=N_("Add an answer"),
    new="answer",
)

DISCLOSURES = Sheet(
    "disclosure",
    N_("Disclosures"),
    N_("Words that say an interest, so that nobody is misled."),
    (
        Field("label", N_("Label"), N_("As it stands in the post.")),
        Field("when", N_("When there is"), choices=INTERESTS),
        Field("where", N_("Where it stands"), choices=PLACES),
        ID,
        NOTE,
    ),
    add=N_("Add a label"),
    fresh={"where": "start"},
    new="label",
)

MODERATION = Sheet(
    "moderation",
    N_("Moderation"),
    N_("Grounds on which something is kept, hidden or taken away. Say also that criticism stays."),
    (
        Field("ground", N_("Ground"), N_("As visitors will read it.")),
        Field(
            "action",
            N_("What we do"),
            choices=(
                ("keep", N_("It stays")),
                ("hide", N_("Hide it")),
                ("delete", N_("Delete it")),
                ("report", N_("Report it")),
            ),
        ),
        Field("within", N_("Within"), kind="duration"),
        Field("by", N_("Who decides")),
        Field("evidence", N_("Keep a copy first")),
        Field("notice", N_("Tell the author why")),
        Field("report_to_platform", N_("Tell the platform as well")),
        Field("ladder", N_("Steps, if it comes again"), N_("From mild to hard, one per line.")),
        Field("appeal", N_("Who hears an appeal"), N_("Somebody else than who decided.")),
        ID,
        NOTE,
    ),
    add=N_("Add a ground"),
    fresh={"action": "hide", "evidence": True, "notice": True},
    new="ground",
)

STATEMENTS = Sheet(
    "statement",
    N_("Holding statements"),
    N_("What is said while we do not know yet: what is known, what is not, when we speak again."),
    (
        Field("title", N_("Title")),
        Field("body", N_("Statement")),
        Field("variables", N_("Blanks"), N_("One per line; one of them says when we speak again.")),
        Field("levels", N_("At these crisis levels")),
        Field("valid_until", N_("Until"), N_("After this day nobody can use it.")),
        Field("approved_by", N_("Approved by")),
        Field("approved_on", N_("Approved on")),
        Field(
            "variants",
            N_("Texts for other places"),
            N_("Shorter ones, say: under variants, by platform, public or private."),
            "shown",
            more=True,
        ),
        ID,
        NOTE,
    ),
    add=N_("Add a statement"),
    new="statement",
)

CONTACTS = Sheet(
    "contact",
    N_("Contacts"),
    N_("Whom to call, and in which order. This part is never published."),
    (
        Field("function", N_("Function"), N_("Not a name: people change.")),
        Field("phone", N_("Telephone")),
        Field("email", N_("E-mail")),
        Field("hours", N_("Reached"), kind="hours"),
        Field("topics", N_("For"), N_("Topics, one per line.")),
        Field("order", N_("Order in which to call")),
        ID,
        NOTE,
    ),
    add=N_("Add a contact"),
    new="contact",
)

RELATION = Sheet(
    "relation",
    N_("Relations"),
    N_("How we begin, keep and end relations with the people who help us."),
    (
        Field("begin", N_("Before we ask for something"), N_("What must be clear, one per line.")),
        Field("maintain.silence_days", N_("Days of silence before we write"), kind="number"),
        Field("maintain.max_days_without_news", N_("Days without news, at most"), kind="number"),
        Field(
            "maintain.topic_shift",
            N_("Asking about another topic"),
            kind="choice",
            choices=SEVERITIES,
        ),
        Field(
            "maintain.asks_per_gift_max",
            N_("Requests for each thing given, at most"),
            kind="number",
        ),
        Field("end.say_end", N_("Say that it is over"), kind="yes"),
        Field("end.thanks_within", N_("Thank within"), kind="duration"),
        Field("end.tell_outcome", N_("Tell what came of it"), kind="yes"),
        Field("end.template", N_("Words for the end"), kind="words"),
        NOTE,
    ),
)
