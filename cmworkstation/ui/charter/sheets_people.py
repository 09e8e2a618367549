"""The sections about who we are, who speaks and to whom: their words and fields."""

from cmworkstation.i18n import N_
from cmworkstation.ui.charter.fields import ID, NOTE, Field, Sheet
from cmworkstation.words.golden import GOLDEN

MAY = (
    ("draft", N_("Write drafts")),
    ("send", N_("Send")),
    ("approve", N_("Approve")),
    ("crisis", N_("Speak in a crisis")),
)
GREETINGS = (
    ("always", N_("In every reply")),
    ("first-reply", N_("In the first reply")),
    ("never", N_("Never")),
)

HEADER = Sheet(
    "charter",
    N_("About this charter"),
    N_("What this document is, whose, and from when to when it holds."),
    (
        Field("title", N_("Title"), N_("As people will read it.")),
        Field("organisation", N_("Organisation"), N_("Who makes these promises.")),
        Field("summary", N_("What is new in this version"), N_("In one or two sentences.")),
        Field("languages", N_("Languages"), N_("Codes, one per line: fr, en …")),
        Field(
            "default_language",
            N_("First language"),
            N_("What is used where a text has no other."),
            "language",
        ),
        Field("effective_from", N_("In force from"), N_("From this day on it holds.")),
        Field("review_by", N_("To be looked at again by"), N_("Nothing holds for ever.")),
        Field("owner", N_("Keeper of the charter"), N_("The mandate that answers for this text.")),
        Field(
            "version",
            N_("Version"),
            N_("Such as 1.0; the first number changes when someone must act differently."),
        ),
        Field("accounts", N_("Accounts"), N_("Where it holds, one per line.")),
        Field(
            "jurisdictions", N_("Law that applies"), N_("Codes, one per line: FR, EU …"), more=True
        ),
        Field(
            "status",
            N_("State written in the file"),
            N_("The program keeps the true state itself."),
            more=True,
        ),
        Field(
            "id",
            N_("Name in the file"),
            N_("By this name the program knows the charter."),
            "line",
            more=True,
        ),
        NOTE,
    ),
)

VOICE = Sheet(
    "voice",
    N_("Voice"),
    N_("How we sound: the tone, the signature, and limits that are checked while you write."),
    (
        Field("address", N_("How we address people"), N_("Such as “vous” or “tu”.")),
        Field("speaker_form", N_("How we speak of ourselves"), N_("Such as “nous” or “je”.")),
        Field("greeting", N_("Greeting"), choices=GREETINGS),
        Field(
            "signature", N_("Signature"), N_("May hold {prenom_agent}, {initiales} and the like.")
        ),
        Field(
            "short_signature", N_("Short signature"), N_("For places where there is little room.")
        ),
        Field("signature_where", N_("Signed where"), N_("Kinds of place, one per line.")),
        Field("sentence_words_max", N_("Words in a sentence, at most"), N_("Empty: not checked.")),
        Field("emoji_max", N_("Emoji in a reply, at most"), N_("Empty: not checked.")),
        Field("exclamation_max", N_("Exclamation marks, at most"), N_("Empty: not checked.")),
        Field(
            "reading_level_min",
            N_("Ease of reading, at least"),
            N_("From 0 (hard) to 100 (easy). Empty: not checked."),
        ),
        Field(
            "alt_text",
            N_("Pictures are described"),
            choices=(
                ("required", N_("Always: else nothing is sent")),
                ("reminded", N_("One is reminded of it")),
                ("free", N_("As one likes")),
            ),
        ),
        Field("words_preferred", N_("Words we prefer"), N_("Instead of the first, the second.")),
        Field("do", N_("We do"), N_("One per line.")),
        Field("dont", N_("We do not"), N_("One per line.")),
        NOTE,
    ),
)

PRINCIPLES = Sheet(
    "principle",
    N_("Principles"),
    N_("What we believe. A finding in a draft shows the principle that it comes from."),
    (
        Field("text", N_("In our words"), N_("One belief, said plainly.")),
        Field(
            "golden_rule",
            N_("Golden rule"),
            N_("Which of the rules of good dealing it stands for."),
            choices=GOLDEN,
        ),
        Field("rules", N_("Rules that come from it"), N_("Names of rules, one per line."), "texts"),
        ID,
        NOTE,
    ),
    add=N_("Add a principle"),
    new="principle",
)

AUDIENCES = Sheet(
    "audience",
    N_("Audiences"),
    N_("The publics we speak with. They are groups with a need, never a score."),
    (
        Field("label", N_("Who they are"), N_("As you would say it to a colleague.")),
        Field("languages", N_("Their languages"), N_("Codes, one per line.")),
        Field("note", N_("What they expect"), N_("Only we read this.")),
        ID,
    ),
    add=N_("Add an audience"),
    new="audience",
)

SPEAKERS = Sheet(
    "speaker",
    N_("Speakers and mandates"),
    N_(
        "Roles, not persons: who may speak, on what, and who stands in. People are given these roles elsewhere."
    ),
    (
        Field("name", N_("Role"), N_("Such as “Head of communication”.")),
        Field("may", N_("May"), choices=MAY),
        Field("topics", N_("On these topics"), N_("One per line; * is everything.")),
        Field("never", N_("Never on"), N_("One per line.")),
        Field("languages", N_("In these languages"), N_("Codes, one per line.")),
        Field("accounts", N_("On these accounts"), N_("One per line; none means all.")),
        Field("deputy", N_("Stands in"), N_("Who has the mandate during an absence.")),
        Field("valid_from", N_("From"), more=True),
        Field("valid_until", N_("Until"), more=True),
        ID,
        NOTE,
    ),
    add=N_("Add a mandate"),
    fresh={"may": ("draft",), "topics": ("*",)},
    new="speaker",
)

APPROVALS = Sheet(
    "approval",
    N_("Approval policies"),
    N_("When somebody else must read a reply before it leaves. The first that fits holds."),
    (
        Field("when", N_("When"), N_("Such as: category in [complaint] and visibility == public")),
        Field(
            "need",
            N_("How many must agree"),
            choices=(("0", N_("Nobody")), ("1", N_("One person")), ("2", N_("Two persons"))),
        ),
        Field("by", N_("Who may agree")),
        Field(
            "not_author", N_("Never the author"), N_("Whoever wrote the reply does not approve it.")
        ),
        Field(
            "if_late",
            N_("If nobody answers in time"),
            N_("This holding statement is proposed; nothing is approved by itself."),
        ),
        ID,
        NOTE,
    ),
    add=N_("Add a policy"),
    ordered=True,
    fresh={"need": 1, "not_author": True},
    new="policy",
)
