"""The impact report over what was really sent, what is being written, and the approved answers."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from cmworkstation.domain.charter.impact import Text
from cmworkstation.domain.ids import ConversationId
from cmworkstation.services.impact import EVERY, ImpactReport
from cmworkstation.services.workstation import Services
from tests.builders_workspace import a_message, a_workstation, add_account, receive
from tests.services.test_versions import NEXT, TEXT

ANSWER = '[[answer]]\nid = "a"\nbody.fr = "Toujours {prenom}."\nvariables = ["prenom"]\n'


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    made = a_workstation(tmp_path / "w")
    account = add_account(made)
    made.charters.assign(account.id, made.charters.save(TEXT + ANSWER)[0])
    other = add_account(made, "B")
    for where, name, body in (
        (account, "one", "Toujours là."),
        (account, "two", "Souvent."),
        (other, "three", "Toujours ailleurs."),
    ):
        (found,) = receive(made, where, [a_message(name, "Bonjour ?")])
        sent, _ = made.outbox.queue(
            replace(made.drafts.begin(ConversationId(found)), body=body, language="fr")
        )
        with made.workspace.write() as connection:
            connection.execute(
                "UPDATE outbox SET state='sent', remote_id=id, sent_at=created_at WHERE id=?",
                (sent.id,),
            )
    (found,) = receive(made, account, [a_message("four", "Et lundi ?")])
    made.drafts.save(
        replace(made.drafts.begin(ConversationId(found)), body="toujours", language="fr")
    )
    yield made
    made.close()


def reported(services: Services, source: str) -> tuple[ImpactReport, int]:
    steps, walk = 0, services.impact.report(source)
    while True:
        try:
            next(walk)
            steps += 1
        except StopIteration as end:
            return end.value, steps


def test_replies_drafts_and_answers_that_would_be_stopped_are_named_by_rule(
    services: Services,
) -> None:
    found, _ = reported(services, NEXT + ANSWER)
    assert found.report.looked_at == {"reply": 2, "draft": 1, "answer": 1}
    assert found.stopped_last_month == 1
    (row,) = found.report.by_rule()
    assert (row.rule, row.new, row.stops) == ("essai", 3, 3)
    kinds = [kind for kind, _ in row.refs]
    assert kinds == ["reply", "draft", "answer"]
    assert all(ref in found.places for ref in row.refs if ref[0] != "answer")
    texts: list[Text] = [one.text for one in found.report.stopped]
    assert [one.body for one in texts] == ["Toujours là.", "toujours", "Toujours {prenom}."]


def test_the_same_text_changes_nothing(services: Services) -> None:
    found, _ = reported(services, TEXT + ANSWER)
    assert found.report.effects == ()


def test_the_work_tells_how_far_it_is_and_can_be_stopped(services: Services) -> None:
    many = "".join(ANSWER.replace('"a"', f'"a{n}"') for n in range(3 * EVERY))
    _, steps = reported(services, NEXT + many)
    assert steps >= 4
    walk = services.impact.report(NEXT + many)
    next(walk)
    walk.close()
    assert services.versions.listed("test")[0].version.number == "1.0", (
        "nothing was changed by looking"
    )
