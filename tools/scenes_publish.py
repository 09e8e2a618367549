"""Pictures of publishing a charter: the bar, each step of the dialog, versions with their differences, visitors."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from cmworkstation.domain.charter.numbering import renumbered
from cmworkstation.domain.conversation import Status, View
from cmworkstation.domain.errors import WorkstationError
from cmworkstation.domain.ids import ConversationId
from cmworkstation.ui.charter.public_dialog import PublicDialog
from cmworkstation.ui.charter.publish_dialog import PublishDialog
from cmworkstation.ui.charter.versions_dialog import VersionsDialog

if TYPE_CHECKING:
    from tools.scenes import Stage

CHARTER = {"en": "fennick-lane", "fr": "mediatheques-ormaie"}
# Words that stand in the demonstration's replies, so that a new rule has something to find.
RULE = {
    "en": '[[rule]]\nid = "site-only"\nkind = "terms"\nlang = "en"\nterms = ["hello"]\nseverity = "error"\n'
    'message.en = "Say it on the site first."\nbad.en = ["Hello!"]\ngood.en = ["Good morning."]\n\n',
    "fr": '[[rule]]\nid = "site-dabord"\nkind = "terms"\nlang = "fr"\nterms = ["bonjour"]\nseverity = "error"\n'
    'message.fr = "À dire d’abord sur le site."\nbad.fr = ["Bonjour !"]\ngood.fr = ["Bonsoir."]\n\n',
}
LONGER = {
    "en": (
        "We say what we know, show where it comes from",
        "We say what we know and since when, show where it comes from",
    ),
    "fr": ("Nommer la personne.", "Nommer la personne et dire qui répond."),
}


def publish(stage: "Stage") -> Iterator[str]:
    """A text with a new rule on its way into force."""
    page = stage.page("charter")
    charter_id = CHARTER[stage.language]
    page._bar.choice.setCurrentIndex(page._bar.choice.findData(charter_id))
    stage.settle()
    services = stage.services
    _send(stage)
    holding = services.versions.in_force(charter_id)
    assert holding is not None
    source = services.versions.source(holding.hash)
    before, after = LONGER[stage.language]
    text = source.replace("[[fact]]", RULE[stage.language] + "[[fact]]", 1).replace(
        before, after, 1
    )
    text = text.replace('first_reply = "4h"', 'first_reply = "3h"', 1)
    page._editor.setPlainText(text)
    page._keep_draft()
    page._check()
    stage.settle()
    yield ""
    page._publishing.publish()
    stage.settle()
    dialog = stage.window.findChildren(PublishDialog)[-1]
    yield "-problems"
    for name in ("-differences", "-impact", "-number", "-sign"):
        dialog._go(dialog._steps.currentIndex() + 1)
        stage.settle()
        yield name
    dialog.reject()
    stage.settle()
    _versions(stage, source)
    page._publishing.versions()
    stage.settle()
    shown = stage.window.findChildren(VersionsDialog)[-1]
    yield "-versions"
    shown.reject()
    page._look()
    stage.settle()
    yield "-bar"
    page._publishing.public_page()
    stage.settle()
    yield "-visitors"
    stage.window.findChildren(PublicDialog)[-1].reject()
    services.versions.discard(charter_id)


def _send(stage: "Stage") -> None:
    """Answer everybody who waits, and let it leave."""
    services = stage.services
    for conversation in services.inbox.ids(View(status=Status.WAITING_US), 40):
        draft = services.drafts.begin(ConversationId(conversation))
        words = {
            "en": "Hello, the list is on our site.",
            "fr": "Bonjour, la liste est sur notre site.",
        }
        with suppress(WorkstationError):
            row, _ = services.outbox.queue(replace(draft, body=words[stage.language]), hold_s=0)
            services.outbox.deliver(row.id)


def _versions(stage: "Stage", source: str) -> None:
    """Leave a version in force, one that comes later, and one in review."""
    versions = stage.services.versions
    today = stage.services.clock.now().date()
    review = today + timedelta(days=300)
    fresh = _fresh(source, review.isoformat())
    first = renumbered(fresh, "2.2", today, review)
    _in_force(stage, first)
    before, after = LONGER[stage.language]
    later = renumbered(fresh.replace(before, after, 1), "2.3", today + timedelta(days=12), review)
    _in_force(stage, later)
    text = fresh.replace("[[fact]]", RULE[stage.language] + "[[fact]]", 1)
    versions.submit(
        renumbered(text.replace(before, after, 1), "3.0", today + timedelta(days=40), review)
    )


def _in_force(stage: "Stage", text: str) -> None:
    """Let a text be signed by everybody whose signature counts."""
    versions, people = stage.services.versions, stage.services.profiles
    me = people.current()
    row, _ = versions.submit(text)
    for one in people.listed():
        people.switch_to(one.id)
        with suppress(WorkstationError):  # not theirs to sign, or signed enough
            versions.sign_off(row.version.hash)
    people.switch_to(me.id)


def _fresh(source: str, until: str) -> str:
    """Return the text with nothing in it that is over, and no answer against the new rule."""
    lines = []
    for line in source.split("\n"):
        key = line.partition(" =")[0]
        if key in {"expires_on", "valid_until"}:
            lines.append(f"{key} = {until}")
            continue
        lines.append(line)
        if line == "[[answer]]":
            lines += ['let_pass.site-only = "A greeting."', 'let_pass.site-dabord = "Un salut."']
    return "\n".join(lines)
