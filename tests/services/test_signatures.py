"""Signatures: every one that is stored fits what stands beside it, and the first that does not is named."""

from datetime import date

import pytest

from cmworkstation import i18n
from cmworkstation.cli_files import walk
from cmworkstation.cli_proof import verify
from cmworkstation.domain.approval import ActKind
from cmworkstation.services.workstation import Services
from cmworkstation.words import dossier as words
from cmworkstation.words import exactly
from cmworkstation.words.bundle import HtmlPages, compared
from tests.services.approving import TWO, Town
from tests.services.conftest import World
from tests.services.test_versions import TEXT, Team


@pytest.fixture
def town(world: World) -> Town:
    made = world.add_account()
    world.server.write("q1", "La piscine est-elle ouverte jeudi ?")
    world.poll(made)
    return Town(world.services, made, TWO)


def approved(town: Town) -> None:
    case = town.ask()
    town.judge(town.nadia, case, words="Relu.")
    town.judge(
        town.omar, case, ActKind.AMEND, text="Bonjour, la piscine ouvre jeudi à 10 h. La mairie."
    )


def alter(services: Services, statement: str) -> list[str]:
    """Write into the file behind the program's back; return what a check says of it."""
    with services.workspace.write() as connection:
        changed = connection.execute(statement).rowcount
    assert changed > 0
    return words.verified(services.proof.verify())


def test_what_was_signed_fits_also_after_it_was_scheduled_and_signed_again(world: World) -> None:
    team = Team(world.services)
    digest = team.submit(TEXT)
    team.sign(digest, team.second)
    services = team.act(team.owner)
    services.versions.schedule(digest, date(2027, 1, 11))
    team.sign(digest, team.owner, team.second)
    found = services.proof.verify()
    assert found.whole
    assert found.signatures.checked == 3, "the one that counts no more fits what it was given to"


SIGN_OFFS = {
    "words='Lu trop vite'": "wrong",
    "speaker='nobody'": "wrong",
    "at=at+1000": "wrong",
    "at=9000000000000000000": "wrong",
    "hash='0' || substr(hash, 2)": "wrong",
    "charter_id='other'": "wrong",
    "statement=replace(statement, '1.0', '1.1')": "wrong",
    "statement=''": "wrong",
    "profile_id=(SELECT id FROM profile WHERE name='Odile Ferrand')": "wrong",
    "profile_id=''": "wrong",
    "signature=''": "unsigned",
    "signature='', profile_id=''": "unsigned",
    "fingerprint='ab'": "unknown-key",
}


@pytest.mark.parametrize("change", SIGN_OFFS)
def test_an_altered_sign_off_is_named(world: World, change: str) -> None:
    team = Team(world.services)
    world.clock.advance(60)
    digest = team.submit(TEXT)
    team.sign(digest, team.second)
    assert alter(world.services, f"UPDATE signoff SET {change}")
    (misfit,) = world.services.proof.verify().signatures.misfits
    assert misfit.why == SIGN_OFFS[change]
    assert misfit.kind == "sign-off"
    assert misfit.name == (
        "Odile Ferrand" if "Odile" in change else "" if "profile_id=''" in change else "Karim Bel"
    )


@pytest.mark.parametrize(
    "change",
    ['packs=\'{"core": "0"}\'', "version='9.9'"],
)
def test_a_version_that_says_other_than_what_was_signed_is_named(world: World, change: str) -> None:
    team = Team(world.services)
    team.sign(team.submit(TEXT), team.second)
    assert alter(world.services, f"UPDATE charter_version SET {change}")
    (misfit,) = world.services.proof.verify().signatures.misfits
    assert (misfit.why, misfit.name) == ("wrong", "Karim Bel")


ACTS = {
    "words='Pas relu.'": "wrong",
    "body='Autre texte'": "wrong",
    "kind='decline'": "wrong",
    "kind='void'": "wrong",
    "binding='0' || substr(binding, 2)": "wrong",
    "at=at+1000": "wrong",
    "profile_id=(SELECT id FROM profile WHERE name='Omar Com')": "wrong",
    "signature=''": "unsigned",
    "fingerprint='ab'": "unknown-key",
}


@pytest.mark.parametrize("change", ACTS)
def test_an_altered_act_of_approval_is_named(town: Town, change: str) -> None:
    approved(town)
    assert town.services.proof.verify().signatures.checked == 2
    assert alter(town.services, f"UPDATE approval_act SET {change} WHERE n=2")
    (misfit,) = town.services.proof.verify().signatures.misfits
    assert (misfit.why, misfit.of) == (ACTS[change], "une-relecture")


def test_a_signature_made_after_its_key_had_ended_is_named(world: World, town: Town) -> None:
    approved(town)
    (said,) = alter(town.services, "UPDATE profile_key SET ended_at=1 WHERE profile_id IN"
                    " (SELECT id FROM profile WHERE name='Nadia Direction')")  # fmt: skip
    assert "Nadia Direction approved, policy “une-relecture”" in said
    assert said.endswith("the key of this signature had ended before.")


@pytest.mark.parametrize(
    ("language", "first", "rest"),
    [
        (
            "en",
            "Nadia Direction approved, policy “une-relecture”, {when}: what stands there now is not what was signed.",
            "1 more signature does not fit either.",
        ),
        (
            "fr",
            "Nadia Direction a approuvé, règle d’approbation « une-relecture », {when} : {why}.",
            "1 autre signature ne correspond pas non plus.",
        ),
    ],
)
def test_the_first_that_does_not_fit_is_told_in_words(
    town: Town, language: str, first: str, rest: str
) -> None:
    approved(town)
    i18n.use_language(language)
    said = alter(town.services, "UPDATE approval_act SET words=words || '!' WHERE signature <> ''")
    plain = [one.replace("\u202f", " ").replace("\xa0", " ") for one in said]
    (first_act, *_) = town.services.proof.verify().signatures.misfits
    first = first.format(
        when=exactly(first_act.at), why="ce qui s’y trouve n’est pas ce qui a été signé"
    )
    assert plain == [first.replace("\u202f", " ").replace("\xa0", " "), rest]
    shown = verify(town.services, None)  # type: ignore[arg-type]
    assert shown.status == 1
    assert list(shown.lines) == said


def test_a_bundle_that_says_what_the_workspace_says_is_not_whole_where_a_signature_does_not_fit(
    town: Town, tmp_path_factory: pytest.TempPathFactory
) -> None:
    approved(town)
    alter(town.services, "UPDATE approval_act SET words='Autre' WHERE n=2")
    file = tmp_path_factory.mktemp("b") / "a.proof.zip"
    walk(town.services.bundles.write(file, HtmlPages()))
    found = walk(town.services.bundles.compare(file))
    assert found.differences == ()
    assert not found.whole
    assert any("Nadia Direction approved" in line for line in compared(found))
