"""Adding a mailbox as a person does: servers found, a certificate compared, a password, folders chosen."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox

from cmworkstation.domain.errors import Untrusted
from cmworkstation.ui.accounts.folders import FoldersDialog
from tests.connectors.fake_mail import PASSWORD, US, FakeMail, serving


@pytest.fixture
def server() -> Iterator[FakeMail]:
    with serving(FakeMail()) as fake:
        yield fake


def typed(server: FakeMail) -> str:
    return f"{US} localhost:{server.imap_port} localhost:{server.smtp_port}"


def add(desk, server: FakeMail) -> None:
    desk.begin("E-mail", typed(server))
    desk.wizard.password.secret.setText(PASSWORD)
    desk.press("Continue")
    desk.press("Add the account")
    desk.settle()


def test_a_mailbox_is_added_and_read(desk, server):
    server.receive("Bonjour")
    desk.begin("E-mail", typed(server))
    assert desk.title() == "Sign in"
    assert desk.wizard.password.user.text() == US
    assert not desk.wizard.password.in_browser.isVisible()
    desk.wizard.password.secret.setText("wrong")
    desk.press("Continue")
    assert desk.said().startswith("The server refused this user name and password.")
    desk.wizard.password.secret.setText(PASSWORD)
    desk.press("Continue")
    assert f"It works: {US}" in desk.wizard.name.who.text()
    desk.press("Add the account")
    desk.settle()
    (account,) = desk.services.accounts.listed()
    assert (account.platform, account.look, account.handle) == ("mail", "email", US)
    assert PASSWORD not in str(account.settings)
    assert account.settings["sent"] == "Sent"


def test_removing_a_mailbox_says_that_its_password_stays_valid_elsewhere(desk, server):
    add(desk, server)
    (account,) = desk.services.accounts.listed()
    desk.page._remove(account.id)
    (box,) = desk.page.findChildren(QMessageBox)
    assert (
        box.text() == f"{account.name} will no longer be read, and its password is forgotten here."
    )
    assert "The password stays valid" in box.informativeText()
    assert "settings of your mailbox, at your provider" in box.informativeText()
    (remove,) = [one for one in box.buttons() if one.text() == "Remove"]
    remove.click()
    desk.settle()
    assert desk.services.accounts.listed() == ()
    assert desk.services.vault.secrets(account.id, "mail") == {}


def test_what_is_no_address_says_what_may_be_typed(desk):
    desk.begin("E-mail", "mairie")
    assert "imap.example.org" in desk.said()
    desk.wizard.address.field.setText("mairie@outlook.com")
    desk.press("Continue")
    assert desk.said().startswith("Microsoft takes no passwords")


def test_a_certificate_is_trusted_only_after_a_person_compared_it(desk, server, monkeypatch):
    from cmworkstation.connectors.mail import MailConnector

    fingerprint = ":".join(["AB"] * 32)
    real = MailConnector.find

    def find(cls, http, address):
        if fingerprint not in http.trusted:
            raise Untrusted("self-signed", host="localhost", fingerprint=fingerprint)
        return real(http, address)

    monkeypatch.setattr(MailConnector, "find", classmethod(find))
    desk.begin("E-mail", typed(server))
    assert desk.title() == "Is this the right server?"
    text = desk.wizard.certificate.text.text()
    assert text.startswith("Nobody vouches for the certificate of localhost")
    shown = desk.wizard.certificate.shown.toPlainText()
    assert shown.replace(" ", ":") == fingerprint
    desk.press("Back")
    assert desk.title() == "Which address?"
    desk.press("Continue")  # without a word of the person it is asked again
    desk.press("Trust it")
    assert desk.title() == "Sign in"
    assert desk.said() == ""
    desk.wizard.password.secret.setText(PASSWORD)
    desk.press("Continue")
    desk.press("Add the account")
    desk.settle()
    (account,) = desk.services.accounts.listed()
    assert account.settings["pins"] == fingerprint


def test_folders_are_chosen_among_those_of_the_server(desk, server):
    add(desk, server)
    assert desk.window.act("accounts.folders")
    desk.settle()
    (dialog,) = desk.page.findChildren(FoldersDialog)
    names = [dialog.list.item(row).text() for row in range(dialog.list.count())]
    assert names == ["Inbox", "Junk", "Projets & co", "Trash (bin)"]
    states = [dialog.list.item(row).checkState() for row in range(dialog.list.count())]
    assert states == [Qt.CheckState.Checked, *[Qt.CheckState.Unchecked] * 3]
    dialog.list.item(0).setCheckState(Qt.CheckState.Unchecked)
    dialog.keep.click()
    assert dialog._trouble.text() == "Choose at least one of them."
    dialog.list.item(2).setCheckState(Qt.CheckState.Checked)
    dialog.lists.setChecked(True)
    dialog.saves.setChecked(True)
    dialog.keep.click()
    desk.settle()
    (account,) = desk.services.accounts.listed()
    kept = {key: account.settings[key] for key in ("folders", "lists", "copies")}
    assert kept == {"folders": "Projets & co", "lists": "1", "copies": "server"}


def test_an_account_without_folders_offers_none(desk):
    assert not desk.window.act("accounts.folders")
    assert not desk.page.findChildren(FoldersDialog)
