"""The sections about checks: rule packs, own rules and links; their words and fields."""

from cmworkstation.i18n import N_
from cmworkstation.ui.charter.fields import ID, NOTE, Field, Sheet
from cmworkstation.ui.charter.sheets_time import SIDES

SEVERITIES = (
    ("cue", N_("Cue: free to ignore")),
    ("warn", N_("Warning: one click to send as is")),
    ("error", N_("Error: needs a reason")),
    ("stop", N_("Stop: needs a second person")),
)
ALLOW = ("allow", N_("Allowed"))
KINDS = (
    ("terms", N_("A word or phrase occurs")),
    ("swap", N_("A word that has a better one")),
    ("regex", N_("A pattern occurs")),
    ("if-then", N_("One thing without another")),
    ("require", N_("Something is missing")),
    ("count", N_("Too many or too few")),
    ("length", N_("Too long")),
    ("sentence", N_("A sentence too long")),
    ("reading", N_("Hard to read")),
    ("caps", N_("Shouting in capitals")),
    ("claim", N_("A claim without a source")),
    ("disclosure", N_("An interest not said")),
    ("pii", N_("Personal data")),
    ("link", N_("A link to look at")),
    ("placeholder", N_("A blank left unfilled")),
    ("consistency", N_("Two forms mixed")),
    ("language", N_("Not the language of the question")),
    ("answered", N_("A question left open")),
    ("duplicate", N_("The same reply again")),
    ("mandate", N_("Outside the mandate")),
    ("topic", N_("A topic the person never chose")),
    ("invited", N_("Nobody invited us")),
    ("giving", N_("Asking more than giving")),
    ("greeting", N_("A first reply that greets nobody")),
    ("answer-state", N_("An answer out of date")),
    ("crisis", N_("Paused by a crisis")),
    ("silence", N_("Silence past the promised time")),
)
FIXES = (
    ("replace", N_("Replace")),
    ("delete", N_("Take out")),
    ("insert-label", N_("Add the label")),
    ("mask", N_("Mask")),
    ("squeeze", N_("Keep one sign")),
    ("lowercase", N_("Small letters")),
    ("expand-link", N_("Show the whole link")),
    ("pick-fact", N_("Choose a fact")),
    ("turn-into-follow-up", N_("Turn into a dated promise")),
    ("move-to-private", N_("Go on in private")),
    ("hand-over", N_("Hand over")),
    ("add-signature", N_("Add the signature")),
    ("split-thread", N_("Split into several")),
    ("fill", N_("Fill the blank")),
    ("greet", N_("Greet by name")),
)
OVERRIDES = (
    ("reason", N_("With a reason")),
    ("second-person", N_("By a second person")),
    ("none", N_("Never")),
)
DETECT = (
    ("email", N_("E-mail address")),
    ("phone", N_("Telephone number")),
    ("iban", N_("Bank account")),
    ("card", N_("Payment card")),
    ("nir", N_("French social security number")),
)
CLASSES = (
    ("emoji", N_("Emoji")),
    ("hashtag", N_("Hashtags")),
    ("link", N_("Links")),
    ("mention", N_("Mentions")),
    ("shorteners", N_("Shortened links")),
    ("http", N_("Links without encryption")),
    ("tracking", N_("Links that follow people")),
    ("others", N_("Links to other places")),
)
ONE_PER_LINE = N_("One per line; an asterisk stands for any ending.")


def _for(*kinds: str) -> frozenset[str]:
    return frozenset(kinds)


USES = Sheet(
    "use",
    N_("Rule packs"),
    N_("Rules that many charters share. Switch off, weigh anew or extend each of them here."),
    (
        Field("pack", N_("Pack"), kind="pack"),
        Field("off", N_("Its rules"), N_("A rule that is not ticked is off."), "pack-rules"),
        Field("version", N_("Version"), more=True),
        Field(
            "sha256",
            N_("Fingerprint"),
            N_("Written when the charter is signed, so that an update cannot change it."),
            "shown",
            more=True,
        ),
        NOTE,
    ),
    add=N_("Add a pack"),
)

RULES = Sheet(
    "rule",
    N_("Own rules"),
    N_("What is checked in every draft, with examples that prove it."),
    (
        Field("kind", N_("What it looks for"), choices=KINDS),
        Field(
            "terms", N_("Words or phrases"), ONE_PER_LINE, only=_for("terms", "count", "require")
        ),
        Field(
            "swaps",
            N_("Replacements"),
            N_("Instead of the first, the second; {date} asks for a date."),
            only=_for("swap"),
        ),
        Field(
            "pattern",
            N_("Pattern"),
            N_("A regular expression without surprises: every repeat has a bound."),
            "regex",
            only=_for("regex"),
        ),
        Field("if_terms", N_("If one of these occurs"), ONE_PER_LINE, only=_for("if-then")),
        Field("then_terms", N_("then one of these must"), ONE_PER_LINE, only=_for("if-then")),
        Field("any", N_("One of these must occur"), ONE_PER_LINE, only=_for("require")),
        Field("all", N_("All of these must occur"), ONE_PER_LINE, only=_for("require")),
        Field("class", N_("Which sort"), choices=CLASSES, only=_for("count", "link")),
        Field("min", N_("At least"), only=_for("count", "reading")),
        Field("max", N_("At most"), only=_for("count", "length", "duplicate", "giving")),
        Field("window_h", N_("Within this many hours"), only=_for("duplicate")),
        Field("jaccard", N_("How alike, from 0 to 1"), only=_for("duplicate")),
        Field("max_ratio", N_("Requests for each thing given, at most"), only=_for("giving")),
        Field("policy", N_("What to do"), N_("Empty: as in the pack."), only=_for("language")),
        Field("max_words", N_("Words, at most"), only=_for("sentence")),
        Field("from_words", N_("From this many words on"), only=_for("reading")),
        Field("min_letters", N_("From this many letters on"), only=_for("caps")),
        Field("max_runs", N_("Words in capitals, at most"), only=_for("caps")),
        Field("cues", N_("Words that announce it"), ONE_PER_LINE, only=_for("claim", "disclosure")),
        Field("numbers", N_("Figures count, too"), only=_for("claim")),
        Field("labels", N_("Labels that will do"), N_("One per line."), only=_for("disclosure")),
        Field("detect", N_("Which data"), choices=DETECT, only=_for("pii")),
        Field("pairs", N_("Forms that do not mix"), only=_for("consistency")),
        Field(
            "allow",
            N_("Allowed all the same"),
            N_("One per line."),
            only=_for("caps", "link", "pii"),
        ),
        Field("shorteners", N_("Shortened links"), choices=(*SEVERITIES, ALLOW), only=_for("link")),
        Field(
            "http", N_("Links without encryption"), choices=(*SEVERITIES, ALLOW), only=_for("link")
        ),
        Field(
            "tracking",
            N_("Links that follow people"),
            choices=(*SEVERITIES, ALLOW),
            only=_for("link"),
        ),
        Field(
            "where",
            N_("Where in the text"),
            choices=(
                ("start", N_("At the beginning")),
                ("end", N_("At the end")),
                ("anywhere", N_("Anywhere")),
            ),
            only=_for("require", "disclosure"),
        ),
        Field(
            "unless",
            N_("Unless it stands in"),
            N_("Phrases that are fine, one per line."),
            only=_for("terms", "swap", "regex", "if-then", "claim", "disclosure", "count"),
        ),
        Field(
            "message",
            N_("What the writer is told"),
            N_("What, why and how; {match} is the passage. Blame nobody."),
        ),
        Field("severity", N_("How much it weighs"), choices=SEVERITIES),
        Field("fix", N_("Way out"), choices=FIXES),
        Field("bad", N_("Must be found"), N_("Example texts, one per line.")),
        Field("good", N_("Must pass"), N_("Example texts, one per line.")),
        Field("lang", N_("Language of the drafts"), N_("Empty: all."), "language", more=True),
        Field("when", N_("Only when"), N_("A condition; empty: always."), more=True),
        Field("categories", N_("Only in these categories"), more=True),
        Field("visibility", N_("Only"), choices=SIDES, more=True),
        Field("platforms", N_("Only on these platforms"), N_("One per line."), more=True),
        Field("accounts", N_("Only on these accounts"), N_("One per line."), more=True),
        Field("override", N_("May be set aside"), choices=OVERRIDES, more=True),
        ID,
        NOTE,
    ),
    add=N_("Add a rule"),
    fresh={"kind": "terms", "severity": "warn"},
    new="rule",
)

LINKS = Sheet(
    "links",
    N_("Links"),
    N_("What is checked of links in a draft. Our own places are never in question."),
    (
        Field("allow", N_("Our own places"), N_("Names of sites, one per line.")),
        Field("shorteners", N_("Shortened links"), choices=(*SEVERITIES, ALLOW)),
        Field("http", N_("Links without encryption"), choices=(*SEVERITIES, ALLOW)),
        Field(
            "tracking_parameters",
            N_("Links that follow people"),
            choices=(*SEVERITIES, ("strip", N_("Taken out")), ALLOW),
        ),
        Field("others", N_("Links to other places"), choices=(*SEVERITIES, ALLOW)),
        NOTE,
    ),
)
