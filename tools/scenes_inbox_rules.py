"""Scenes of inbox rules: the list beside a rule that was tried, its form, why a conversation was sorted; none yet."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

from cmworkstation.domain.inbox_rule import Action, ActionKind, InboxRule

if TYPE_CHECKING:
    from cmworkstation.ui.inbox_rules.page import InboxRulesPage
    from tools.scenes import Stage

WORDS = {
    "en": (
        (
            "Parcels and delivery",
            "Orders",
            "parcel or delivery or order or sticker",
            "Orders/Delivery",
            "Delays in delivery",
        ),
        ("Spam about followers", "Unwanted", '"followers" -from:shop', "spam"),
        ("Thanks need no answer", "", "thanks or thank", "It is a thank-you."),
        ("Ask for the order number first.",),
    ),
    "fr": (
        (
            "Prêts et réservations",
            "Médiathèque",
            "livre or prêt or réservation or réunion",
            "Prêts/Retards",
            "Retards de la médiathèque",
        ),
        ("Publicité", "Indésirables", '"abonnés" -de:mairie', "indésirable"),
        ("Un merci n’attend rien", "", "merci", "C’est un remerciement."),
        ("Demander d’abord le numéro de carte.",),
    ),
}


def inbox_rules(stage: "Stage") -> Iterator[str]:
    """No rule yet; the form of one; the list with a dry run; what a rule did, and why a conversation was sorted."""
    services, window = stage.services, stage.window
    window.go("inbox_rules")
    page = cast("InboxRulesPage", window.page("inbox_rules"))
    for there in services.inbox_rules.listed():
        stage.tell(services.inbox_rules.remove(there.id))
    yield "-none"
    first, second, third, (note,) = WORDS[stage.language]
    rules = (
        InboxRule(
            "",
            first[0],
            first[2],
            (
                Action(ActionKind.LABEL, first[3]),
                Action(ActionKind.TOPIC, first[4]),
                Action(ActionKind.NOTE, note),
            ),
            first[1],
        ),
        InboxRule("", second[0], second[2], (Action(ActionKind.ASIDE, second[3]),), second[1]),
        InboxRule(
            "", third[0], third[2], (Action(ActionKind.NO_ANSWER, third[3]),), third[1], last=True
        ),
    )
    kept = [services.inbox_rules.keep(one)[0] for one in rules]
    for one in kept[:2]:
        services.inbox_rules.switch(one.id, on=True, anyway=True)
    for _ in services.inbox_rule_runs.apply(kept[0].id):
        pass
    page.choose(kept[0].id)
    stage.settle()
    page.detail.trial.start()
    stage.settle()
    yield "-tried"
    page.detail.verticalScrollBar().setValue(page.detail.verticalScrollBar().maximum())
    yield "-did"
    page.write(kept[0])
    stage.settle()
    yield "-form"
    if page.form is not None:
        page.form.reject()
    effects = services.inbox_rule_runs.of_rule(kept[0].id)
    if effects:
        window.go("inbox")
        stage.inbox.open_conversation(effects[0].conversation_id)
        stage.settle()
        yield "-thread"
        window.act("inbox.why_sorted")
        yield "-why"
