"""Platforms that people answer by hand count like any other: in dependence, on the media map, among the channels."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from cmworkstation import connectors
from cmworkstation.domain.account import Account
from cmworkstation.domain.capture import Capture
from cmworkstation.domain.dependence import Amount, Part
from cmworkstation.domain.media_map import USUAL, Granularity, Modality, axes_of
from cmworkstation.services.depending import Action
from cmworkstation.services.workstation import Services, open_services
from cmworkstation.vault import Vault
from tests.builders_workspace import NOW, add_account
from tests.clocks import SetClock
from tests.walking import walked


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    vault = Vault(memory_only=True)
    vault.use_session_memory()
    made = open_services(tmp_path / "w", connectors.loaders(), vault=vault, clock=SetClock(NOW))
    yield made
    assert made.journal.verify().problems == ()
    made.close()


@pytest.fixture
def nextdoor(services: Services) -> Account:
    """A platform without a connector, on which somebody asked something yesterday."""
    asked = Capture("Nextdoor", "Nadia", NOW - timedelta(days=1), "Is the pool open?")
    kept, _ = services.captures.keep(asked)
    return services.accounts.one(services.inbox.message(kept.message_id).account_id)


def test_we_depend_on_a_platform_that_is_answered_by_hand(
    services: Services, nextdoor: Account
) -> None:
    found = walked(services.dependence.look())
    assert walked(services.dependence.figures()) == found.figures
    for part in (Part.INBOUND, Part.PEOPLE):
        assert found.figure(part).amounts == (Amount("Nextdoor", 1),)
    assert found.figure(Part.HISTORY).unknown == ("Nextdoor",)  # who knows what nobody captured
    closing = services.dependence.closing(nextdoor.id, found)
    assert [one.name for one in closing.lost] == ["Nadia"]
    assert Action.FETCH not in closing.actions


def test_news_can_be_said_there(services: Services, nextdoor: Account) -> None:
    assert str(nextdoor.id) in {one.id for one in services.operations.channels()}


def test_it_stands_on_the_map_where_it_is_known_to_stand(
    services: Services, nextdoor: Account
) -> None:
    (point,) = services.media_map.points()
    assert point.subject == nextdoor.id
    assert point.axes.granularity is Granularity.TOWN
    assert point.axes.modality is Modality.MANY_TO_MANY


def test_where_the_program_knows_nothing_the_connector_says_where_its_platform_stands(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_account(services, "Guests", platform="demo", look="guestbook")
    kind = services.platforms.kind("demo")
    told = {"time": "lasting", "granularity": "town", "modality": "1-many"}
    for said, axes in ((told, axes_of(told)), ({"time": "often"}, USUAL), ({}, USUAL)):
        monkeypatch.setattr(kind, "manifest", replace(kind.manifest, media_axes=said))
        assert services.media_map.points()[0].axes == axes
