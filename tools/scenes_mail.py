"""Pictures of mail: adding a mailbox, choosing its folders, and a conversation with quotations and files."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QMessageBox, QPushButton

from cmworkstation.connectors.mail import MailConnector
from cmworkstation.domain.account import Account, Folder
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.errors import NotSignedIn, Refused, Untrusted
from cmworkstation.sdk.connector import Credentials, Found, Identity, Page, RawItem
from cmworkstation.sdk.shapes import pack
from cmworkstation.services.signin import SignedIn

if TYPE_CHECKING:
    from tools.scenes import Stage

US = "mairie@ormaie.example"
SETTINGS = {
    "address": US,
    "mail": US,
    "user": US,
    "imap": "tls://mail.ormaie.example:993",
    "smtp": "tls://mail.ormaie.example:465",
    "sent": "Sent",
}
FINGERPRINT = ":".join(f"{(n * 37 + 11) % 256:02X}" for n in range(32))
SUBJECT = {"en": "The path to the mill", "fr": "Le chemin du moulin"}
FIRST = {
    "en": "Hello,\n\nThe path to the mill has been under water since Monday. Can it be used with a pushchair"
    " this weekend? I add a photo and the map.\n\nKind regards,\nIrène Castel",
    "fr": "Bonjour,\n\nLe chemin du moulin est sous l’eau depuis lundi. Peut-on y passer avec une poussette ce"
    " week-end ? Je joins une photo et le plan.\n\nBien à vous,\nIrène Castel",
}
OURS = {
    "en": "Hello Irène, our team goes there on Thursday; I write again as soon as I know more. – Lucie, town hall",
    "fr": "Bonjour Irène, notre équipe y passe jeudi ; je vous récris dès que j’en sais plus. – Lucie, mairie",
}
SECOND = {
    "en": "Thank you! Then we shall wait for your word.\n\nOn 3 March the town hall wrote:\n{quoted}",
    "fr": "Merci ! Nous attendrons donc votre mot.\n\nLe 3 mars, la mairie a écrit :\n{quoted}",
}

SHOP = "Fleuriste Ondine <nouvelles@fleuriste.example>"
ORDER = {"en": "Flowers for the hall", "fr": "Les fleurs pour la salle"}
ASKED = {
    "en": "Hello,\n\nShall we bring the flowers to the hall or to the office?\n\nOndine",
    "fr": "Bonjour,\n\nFaut-il apporter les fleurs à la salle ou au secrétariat ?\n\nOndine",
}
ANSWERED = {
    "en": "Hello, to the hall please, on Friday after two. – Lucie, town hall",
    "fr": "Bonjour, à la salle, s’il vous plaît, vendredi après 14 h. – Lucie, mairie",
}


def wizard(stage: "Stage") -> Iterator[str]:
    """Every step of adding a mailbox, with a certificate to look at."""
    from cmworkstation.ui.accounts import wizard as steps  # noqa: PLC0415 - drawn when it is wanted

    dialog = steps.AccountWizard(stage.window, stage.page("accounts"))
    dialog.open()
    dialog.choose("mail")
    dialog.go(steps.ADDRESS)
    dialog.address.field.setText(US)
    yield "-address"
    dialog.failed(Refused(code="microsoft-sign-in"))
    yield "-microsoft"
    dialog.failed(Untrusted("self-signed", host="mail.ormaie.example", fingerprint=FINGERPRINT))
    yield "-certificate"
    dialog.was_found(Found("imap://mail.ormaie.example", US, "mail.ormaie.example", SETTINGS))
    yield "-password"
    dialog.failed(NotSignedIn())
    yield "-password-failed"
    dialog.signed_in(_signed())
    yield "-name"
    dialog.close()


def folders(stage: "Stage") -> Iterator[str]:
    """The choice of folders."""
    from cmworkstation.ui.accounts.folders import FoldersDialog  # noqa: PLC0415 - as above

    account = _account(stage)
    stage.tell(Changes(accounts=True))
    dialog = FoldersDialog(stage.window, stage.page("accounts"), account)
    dialog.open()
    yield "-failed"
    dialog._trouble.hide()
    dialog._answered(
        (
            Folder("INBOX", "INBOX", "inbox", chosen=True),
            Folder("Archive", "Archive", "archive"),
            Folder("Clients/Associations", "Clients/Associations", chosen=True),
            Folder("Junk", "Junk", "junk"),
        )
    )
    yield ""
    dialog.close()


def thread(stage: "Stage") -> Iterator[str]:
    """A conversation by mail: its subject, what it repeats, its files."""
    language = stage.language
    now = stage.services.clock.now()
    first = _mail(
        "<1@castel.example>", now - timedelta(hours=30), "Irène Castel <irene@castel.example>"
    )
    first["Subject"] = SUBJECT[language]
    first.set_content(FIRST[language])
    first.add_attachment(bytes(245_000), maintype="image", subtype="jpeg", filename="chemin.jpg")
    first.add_attachment(bytes(81_000), maintype="application", subtype="pdf", filename="plan.pdf")
    ours = _mail("<2@ormaie.example>", now - timedelta(hours=8), f"Mairie d’Ormaie <{US}>")
    ours["Subject"], ours["In-Reply-To"] = f"Re: {SUBJECT[language]}", "<1@castel.example>"
    ours.set_content(OURS[language])
    second = _mail(
        "<3@castel.example>", now - timedelta(hours=2), "Irène Castel <irene@castel.example>"
    )
    second["Subject"], second["In-Reply-To"] = f"Re: {SUBJECT[language]}", "<2@ormaie.example>"
    quoted = f"{OURS[language]}\n\n{FIRST[language]}"
    marked = "\n".join(f"> {row}" for row in quoted.splitlines())
    second.set_content(SECOND[language].format(quoted=marked))
    account = _account(stage)
    raws = tuple(map(_raw, (first, ours, second)))
    connector: Any = MailConnector(SETTINGS, {}, stage.services.platforms.http())
    page = Page("mail:INBOX", raws, "")
    stage.tell(stage.services.sync.store_page(account, connector, page, now))
    stage.open("Castel" if language == "en" else "Castel poussette")
    yield ""
    stage.inbox.thread_pane.line.finish()
    card = stage.inbox.thread_pane.line.cards()[-1]
    next(one for one in card.findChildren(QPushButton) if one.isCheckable()).setChecked(True)
    yield "-unfolded"


def reply(stage: "Stage") -> Iterator[str]:
    """An answer that goes to somebody else than the message came from, also where the handle is asked for."""
    language = stage.language
    now = stage.services.clock.now()
    asked = _mail("<4@fleuriste.example>", now - timedelta(hours=1), SHOP)
    asked["Reply-To"], asked["Cc"] = "commandes@fleuriste.example", "irene@castel.example"
    asked["Subject"] = ORDER[language]
    asked.set_content(ASKED[language])
    account = _account(stage)
    connector: Any = MailConnector(SETTINGS, {}, stage.services.platforms.http())
    page = Page("mail:INBOX", (_raw(asked),), "")
    stage.tell(stage.services.sync.store_page(account, connector, page, now))
    stage.open("fleuriste")
    stage.window.act("inbox.reply")
    composer = stage.inbox.composer
    assert composer is not None
    composer.editor.setPlainText(ANSWERED[language])
    composer.look()
    yield ""
    composer.leave()
    stage.services.accounts.change(account.id, protected=True)
    stage.window.act("inbox.reply")
    yield "-protected"
    composer.leave()
    stage.services.accounts.change(account.id, protected=False)


def remove(stage: "Stage") -> Iterator[str]:
    """The question before a mailbox is removed."""
    account = _account(stage)
    stage.tell(Changes(accounts=True))
    page: Any = stage.page("accounts")
    page._remove(account.id)
    yield ""
    for box in page.findChildren(QMessageBox):
        box.close()


def _mail(name: str, at: datetime, sender: str) -> EmailMessage:
    made = EmailMessage()
    made["From"], made["To"], made["Message-ID"], made["Date"] = sender, US, name, at
    return made


def _raw(mail: EmailMessage) -> RawItem:
    message = mail.as_bytes()
    return RawItem("message", "1:1:INBOX", pack({"size": len(message)}) + b"\n" + message)


def _signed() -> SignedIn:
    found = Found("imap://mail.ormaie.example", US, "mail.ormaie.example", SETTINGS)
    identity = Identity(US, "Mairie", MailConnector.manifest.capabilities, look="email")
    return SignedIn("mail", found, identity, Credentials({"password": "invented"}))


def _account(stage: "Stage") -> Account:
    """Return the mailbox of the pictures, added once."""
    for one in stage.services.accounts.listed():
        if one.platform == "mail":
            return one
    return stage.services.signin.add(_signed(), name="Courrier")[0]
