"""Pictures of platforms that want a client of one's own: the guide of each, the token, the address that is pasted."""

from collections.abc import Iterator
from typing import TYPE_CHECKING
from unittest.mock import patch

from PySide6.QtWidgets import QScrollArea

from cmworkstation.domain.errors import NotSignedIn, Refused
from cmworkstation.sdk.connector import Authorisation, Found
from cmworkstation.services.signin import BrowserSignIn
from tests.connectors.fake_facebook import HANDLE, PAGE_TOKEN, FakeFacebook
from tests.connectors.fake_graph import APP, APP_SECRET
from tests.connectors.misbehaving import serving

if TYPE_CHECKING:
    from tools.scenes import Stage


def guides(stage: "Stage") -> Iterator[str]:
    """The guide of each platform, its beginning and its end."""
    from cmworkstation.ui.accounts import wizard as steps  # noqa: PLC0415 - drawn when it is wanted

    dialog = steps.AccountWizard(stage.window, stage.page("accounts"))
    dialog.open()
    offers = [one for one in stage.services.signin.offers() if one.own_client]
    rows = dialog.platforms.list
    keys = [dialog.platforms.list.item(n).data(0x0100) for n in range(rows.count())]
    rows.setCurrentRow(keys.index(offers[0].key))
    yield "-platforms"
    for offer in offers:
        dialog.choose(offer.key)
        dialog.go(steps.CLIENT)
        (area,) = dialog.client.findChildren(QScrollArea)
        area.verticalScrollBar().setValue(0)
        yield f"-{offer.key}"
        area.verticalScrollBar().setValue(area.verticalScrollBar().maximum())
        dialog.forward()
        yield f"-{offer.key}-end"
    dialog.choose("facebook")
    dialog.go(steps.TOKEN)
    yield "-token"
    dialog.failed(NotSignedIn())
    yield "-token-refused"
    dialog.failed(Refused(code="page-not-found", words="Carnet de l’Ormaie, Fennick Lane"))
    yield "-token-other"
    dialog.choose("threads")
    url = (
        "https://threads.com/oauth/authorize?client_id=1001&redirect_uri=https%3A%2F%2Flocalhost%2F"
    )
    with patch.object(steps, "QDesktopServices"):
        dialog._started = BrowserSignIn(Authorisation(url, "state"), None)
        dialog.browser_started(dialog._started)
    yield "-paste"
    dialog.close()


def account(stage: "Stage") -> Iterator[str]:
    """An account whose platform nobody has seen work yet."""
    with serving(FakeFacebook()) as network:
        settings = {"server": network.origin, "page": HANDLE, "client_id": APP}
        private = {"client_secret": APP_SECRET}
        found = Found(network.origin, HANDLE, "Graph API", settings, None, private)
        signed = stage.services.signin.finish("facebook", found, None, {"token": PAGE_TOKEN})
        made, changes = stage.services.signin.add(signed, name="Page")
        stage.tell(changes)
        bar = stage.page("accounts")._scroll.verticalScrollBar()
        bar.setValue(bar.maximum())
        stage.settle()
        yield ""
        stage.tell(stage.services.accounts.remove(made.id))
