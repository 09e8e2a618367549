"""Adding an account: platform, address, sign-in, name. Every step is tried before the next one opens.

The secret goes from the connector to the system's keyring on a worker lane; the window never holds it longer
than the field in which it was typed.
"""

import threading
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import QSize, Qt, QUrl
from PySide6.QtGui import QColor, QDesktopServices, QIcon, QPixmap
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from cmworkstation import words
from cmworkstation.domain import foreign
from cmworkstation.domain.account import Account
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.errors import Untrusted, VaultLocked, VaultMissing
from cmworkstation.i18n import N_, tr, trn
from cmworkstation.services.signin import BrowserSignIn, Offer, SignedIn
from cmworkstation.ui import icons, theme
from cmworkstation.ui.accounts.charter_choice import CharterChoice
from cmworkstation.ui.accounts.history import CHOICES, want
from cmworkstation.ui.accounts.offers import OfferDelegate
from cmworkstation.ui.jobs import Job
from cmworkstation.ui.notices import Notice
from cmworkstation.ui.widgets.dialogs import fit
from cmworkstation.ui.widgets.fields import offer_to_clear
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.ui.widgets.layouts import FlowLayout
from cmworkstation.words import bluesky, matrix

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

LANE = "sign-in"
PLATFORM, ADDRESS, PASSWORD, BROWSER, NAME, CERTIFICATE = range(6)
NO_OLDER = -1  # in place of days: no older messages are fetched
COLOURS = (  # what people call the twelve colours of accounts, by number, on light and dark ground alike
    *(N_("Blue"), N_("Red"), N_("Teal"), N_("Ochre"), N_("Violet"), N_("Green")),
    *(N_("Pink"), N_("Turquoise"), N_("Brown"), N_("Lavender"), N_("Olive"), N_("Plum")),
)


class AccountWizard(QDialog):
    """Adds an account, or signs one in again."""

    def __init__(self, window: "MainWindow", parent: QWidget, renew: Account | None = None) -> None:
        """Open at the first step; with `renew` at the sign-in of that account."""
        super().__init__(parent)
        self._window = window
        self._services = cast("Services", window.services)
        self._renew = renew
        offers = sorted(self._services.signin.offers(), key=lambda one: one.sign_in == "none")
        self._offers = {one.key: one for one in offers}  # where one can answer comes first
        self._found: Any = None
        self._started: BrowserSignIn | None = None
        self._turn = 0  # counts what was begun or left, so that a late listener finds out that it is too late
        self._turns = threading.Lock()
        self._signed: SignedIn | None = None
        self._suggested = ""
        # Fingerprints of certificates that the person confirmed.
        self._pins = renew.settings.get("pins", "").split() if renew else []
        self._untrusted = ""
        self._job: Job | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Sign in again") if renew else tr("Add an account"))
        look = theme.current()
        self.setMinimumSize(look.px(320), look.px(320))
        fit(self, window, 560, 460)
        self._build()
        if renew:
            self._choose_platform(renew.platform)
            self._address.setText(renew.settings.get("address", renew.server))
            self._user.setText(renew.settings.get("user", ""))
            self._go(ADDRESS)
            self._find()
        else:
            self._go(PLATFORM)

    # Building

    def _build(self) -> None:
        look = theme.current()
        column = QVBoxLayout(self)
        column.setContentsMargins(look.px(24), look.px(16), look.px(24), look.px(16))
        column.setSpacing(look.px(12))
        self._title = PlainLabel()
        theme.mark(self._title, "page")
        column.addWidget(self._title)
        self._steps = QStackedWidget()
        for build in (
            self._platform_step,
            self._address_step,
            self._password_step,
            self._browser_step,
            self._name_step,
            self._certificate_step,
        ):
            self._steps.addWidget(build())
        column.addWidget(self._steps, 1)
        self._busy = QProgressBar()
        self._busy.setRange(0, 0)
        self._busy.setTextVisible(False)
        self._busy.setFixedHeight(look.px(4))
        self._busy.setAccessibleName(tr("At work"))
        self._busy.hide()
        column.addWidget(self._busy)
        self._trouble = _label("", "error")
        self._trouble.hide()
        column.addWidget(self._trouble)
        self._session_only = QPushButton(tr("Keep it for this session only"))
        self._session_only.clicked.connect(self._keep_for_session)
        self._session_only.hide()
        column.addWidget(self._session_only)
        row = QHBoxLayout()
        self._back = QPushButton(tr("Back"))
        theme.mark(self._back, "quiet")
        self._back.clicked.connect(self._go_back)
        cancel = QPushButton(tr("Cancel"))
        theme.mark(cancel, "quiet")
        cancel.clicked.connect(self.reject)
        self._next = QPushButton(tr("Continue"))
        theme.mark(self._next, "primary")
        self._next.setDefault(True)
        self._next.clicked.connect(self._forward)
        row.addWidget(self._back)
        row.addStretch(1)
        row.addWidget(cancel)
        row.addWidget(self._next)
        column.addLayout(row)

    def _platform_step(self) -> QWidget:
        self._platforms = QListWidget()
        self._platforms.setAccessibleName(tr("Platform"))
        self._platforms.setItemDelegate(OfferDelegate(self._platforms))
        self._platforms.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._platforms.setResizeMode(QListWidget.ResizeMode.Adjust)
        for offer in self._offers.values():
            item = QListWidgetItem(f"{offer.title}\n{what_for(offer)}")
            item.setData(Qt.ItemDataRole.UserRole, offer.key)
            self._platforms.addItem(item)
        self._platforms.setCurrentRow(0)
        self._platforms.itemActivated.connect(lambda _: self._forward())
        return self._platforms

    def _address_step(self) -> QWidget:
        page, form = _form()
        self._address_help = _label("", "soft")
        self._address = QLineEdit()
        self._address.setAccessibleName(tr("Address"))
        offer_to_clear(self._address)
        form.addRow(self._address_help)
        form.addRow(tr("Address"), self._address)
        self._address_found = _label("", "good")
        form.addRow(self._address_found)
        return page

    def _password_step(self) -> QWidget:
        page, form = _form()
        self._password_help = _label("", "soft")
        form.addRow(self._password_help)
        self._in_browser = QPushButton(
            icons.icon("external"), tr("Let the site make one, in the browser")
        )
        self._in_browser.clicked.connect(self._start_browser)
        form.addRow(self._in_browser)
        self._user = QLineEdit()
        self._password = QLineEdit()
        self._password.setEchoMode(QLineEdit.EchoMode.Password)
        self._user_label = PlainLabel()
        self._user_label.setBuddy(self._user)
        form.addRow(self._user_label, self._user)
        self._password_label = PlainLabel()
        self._password_label.setBuddy(self._password)
        form.addRow(self._password_label, self._password)
        return page

    def _browser_step(self) -> QWidget:
        page, form = _form()
        self._browser_text = _label("", "")
        form.addRow(self._browser_text)
        self._link = QPlainTextEdit()
        self._link.setReadOnly(True)
        self._link.setAccessibleName(tr("Address for the browser"))
        self._link.setFixedHeight(theme.current().px(64))
        form.addRow(self._link)
        holder = QWidget()
        row = FlowLayout(holder)
        self._again = QPushButton(icons.icon("external"), tr("Open the browser again"))
        self._again.clicked.connect(self._open_browser)
        paste = QPushButton(tr("Paste a code instead"))
        paste.clicked.connect(partial(self._start_browser, paste=True))
        row.addWidget(self._again)
        row.addWidget(paste)
        form.addRow(holder)
        self._code = QLineEdit()
        self._code.setAccessibleName(tr("Code from the server"))
        self._code.setPlaceholderText(tr("Code that the server shows"))
        self._code.hide()
        form.addRow(self._code)
        return page

    def _name_step(self) -> QWidget:
        page, form = _form()
        self._who = _label("", "good")
        form.addRow(self._who)
        self._lacks = _label("", "warn")
        form.addRow(self._lacks)
        self._show_lacks = partial(form.setRowVisible, self._lacks)
        self._show_lacks(False)
        self._name = QLineEdit()
        self._name.setAccessibleName(tr("Short name"))
        self._name.setMaxLength(60)
        form.addRow(tr("Short name"), self._name)
        self._colour = QComboBox()
        self._colour.setAccessibleName(tr("Colour"))
        look = theme.current()
        for number, name in enumerate(COLOURS):
            self._colour.addItem(_swatch(look.account(number)), tr(name), number)
        self._colour.setCurrentIndex(self._services.accounts.free_colour())
        self._colour.setIconSize(QSize(look.px(16), look.px(16)))
        form.addRow(tr("Colour"), self._colour)
        self._charter = CharterChoice(self._services.charters)
        form.addRow(tr("Charter"), self._charter)
        self._older = QComboBox()
        self._older.setAccessibleName(tr("Older messages"))
        self._older.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self._older.setMinimumContentsLength(14)
        self._older.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._older.addItem(tr("Only what waits today"), NO_OLDER)
        for text, days in CHOICES:
            self._older.addItem(tr(text), days)
        self._older_label = QLabel(tr("Older messages"))
        form.addRow(self._older_label, self._older)
        self._protected = QCheckBox(tr("Ask me to retype the handle before sending"))
        form.addRow(self._protected)
        return _scrolled(page)  # at 200 % it is higher than the screen

    def _certificate_step(self) -> QWidget:
        page, form = _form()
        self._certificate_text = _label("", "")
        form.addRow(self._certificate_text)
        self._certificate = QPlainTextEdit()
        self._certificate.setReadOnly(True)
        self._certificate.setTabChangesFocus(True)
        self._certificate.setAccessibleName(tr("Fingerprint of the certificate (SHA-256)"))
        self._certificate.setFixedHeight(theme.current().px(64))
        form.addRow(self._certificate)
        return page

    # Steps

    def _go(self, step: int) -> None:
        titles = {
            PLATFORM: tr("Where do people write to you?"),
            ADDRESS: tr("Which address?"),
            PASSWORD: tr("Sign in"),
            BROWSER: tr("Sign in with your browser"),
            NAME: tr("How shall it be called here?"),
            CERTIFICATE: tr("Is this the right server?"),
        }
        self._title.setText(titles[step])
        self._steps.setCurrentIndex(step)
        self._back.setVisible(step != PLATFORM and not self._renew)
        self._trouble.hide()
        self._session_only.hide()
        forward = {NAME: tr("Add the account"), CERTIFICATE: tr("Trust it")}
        self._next.setText(forward.get(step, tr("Continue")))
        self._next.setDefault(step != CERTIFICATE)  # trust is given by a press meant for it
        self._back.setDefault(step == CERTIFICATE)
        self._next.setEnabled(self._can_go_on())
        focus = {
            PLATFORM: self._platforms,
            ADDRESS: self._address,
            PASSWORD: self._password if self._user.text() else self._user,
            BROWSER: self._code if self._pasting() else self._again,
            NAME: self._name,
            CERTIFICATE: self._certificate,
        }
        focus[step].setFocus()

    def _go_back(self) -> None:
        self._stop()
        step = self._steps.currentIndex()
        offer = self._offers.get(self._platform)
        if step == ADDRESS:
            self._go(PLATFORM)
        elif (
            step not in (PASSWORD, CERTIFICATE)
            and offer is not None
            and offer.sign_in == "password"
        ):
            self._go(PASSWORD)
        else:
            self._go(ADDRESS)

    def _pasting(self) -> bool:
        return self._steps.currentIndex() == BROWSER and self._code.isVisibleTo(self)

    def _can_go_on(self) -> bool:
        """While the browser is waited for there is nothing to continue with."""
        return self._steps.currentIndex() != BROWSER or self._pasting()

    def _forward(self) -> None:
        steps: dict[int, Callable[[], None]] = {
            PLATFORM: self._platform_chosen,
            ADDRESS: self._find,
            PASSWORD: self._finish_password,
            BROWSER: self._finish_code,
            NAME: self._add,
            CERTIFICATE: self._trust_certificate,
        }
        steps[self._steps.currentIndex()]()

    def _platform_chosen(self) -> None:
        item = self._platforms.currentItem()
        if item is not None:
            self._choose_platform(str(item.data(Qt.ItemDataRole.UserRole)))
            self._go(ADDRESS)

    def _choose_platform(self, key: str) -> None:
        self._platform = key
        offer = self._offers.get(key)
        self._address_found.clear()
        self._address.setPlaceholderText(offer.address_example if offer else "")
        self._address_help.setText(address_help(key))
        self._password_help.setText(password_help(key, ""))
        plain = {"mail": tr("Password"), "matrix": tr("Password"), "bluesky": tr("App password")}
        label = plain.get(key, tr("Application password"))
        self._password_label.setText(label)
        self._password.setAccessibleName(label)
        self._in_browser.setVisible(key == "wordpress")
        user = tr("Handle") if key == "bluesky" else tr("User name")
        self._user_label.setText(user)
        self._user.setAccessibleName(user)

    def _find(self) -> None:
        address = self._address.text().strip()
        if not address:
            self._complain(tr("Type an address first."))
            return
        find = partial(self._services.signin.find, self._platform, address, tuple(self._pins))
        self._work(find, self._was_found)

    def _trust_certificate(self) -> None:
        """The person compared the fingerprint: look again with it."""
        self._pins.append(self._untrusted)
        self._go(ADDRESS)
        self._find()

    def _was_found(self, found: Any) -> None:  # noqa: ANN401 - a value of the sdk, shown only
        self._found = found
        title = foreign.line(found.title or found.server, 80)
        text = tr("Found: {title} ({software})").format(
            title=title, software=foreign.line(found.software, 60)
        )
        if found.entries is not None:
            text += " · " + trn("{n} entry", "{n} entries", found.entries).format(n=found.entries)
        self._address_found.setText(text)
        offer = self._offers[self._platform]
        if offer.sign_in == "browser":
            self._start_browser()
        elif offer.sign_in == "password":
            self._password_help.setText(
                password_help(self._platform, found.settings.get("hint", ""))
            )
            if not self._user.text():
                self._user.setText(found.settings.get("user", ""))
            self._go(PASSWORD)
        else:
            self._finish({"url": self._address.text().strip()})

    def _start_browser(self, *_: object, paste: bool = False) -> None:
        self._stop()
        self._code.setVisible(paste)
        self._work(partial(self._begin, self._turn, paste), self._browser_started)

    def _begin(self, turn: int, paste: bool) -> BrowserSignIn:
        """On the lane: begin, and stop listening at once where the person has gone on meanwhile."""
        started = self._services.signin.start_browser(self._platform, self._found, paste=paste)
        with self._turns:
            if turn == self._turn:
                self._started = started
                return started
        started.cancel()
        return started

    def _browser_started(self, started: BrowserSignIn) -> None:
        self._steps.setCurrentIndex(BROWSER)
        pasting = self._pasting()
        self._browser_text.setText(
            tr(
                "Allow access in the browser, copy the code that the server shows, and paste it here."
            )
            if pasting
            else tr(
                "Your browser asks whether CM Workstation may read and answer for you. This window waits for it."
            )
        )
        self._link.setPlainText(started.url)
        self._go(BROWSER)
        self._open_browser()
        if not pasting:
            self._work(started.wait, self._finish)

    def _open_browser(self) -> None:
        if (
            self._started is None
        ):  # the last attempt ended: nobody would hear the browser's answer to it
            self._start_browser(paste=self._pasting())
        else:
            QDesktopServices.openUrl(QUrl(self._started.url))

    def _finish_code(self) -> None:
        if not self._code.text().strip():
            self._complain(tr("Paste the code first."))
            return
        self._finish({"code": self._code.text().strip()})

    def _finish_password(self) -> None:
        if not (self._user.text().strip() and self._password.text().strip()):
            self._complain(tr("Type the user name and the password first."))
            return
        self._finish({"user": self._user.text().strip(), "password": self._password.text().strip()})

    def _finish(self, answer: Any) -> None:  # noqa: ANN401 - a mapping from the browser
        work = partial(
            self._services.signin.finish, self._platform, self._found, self._started, dict(answer)
        )
        self._work(work, self._signed_in)

    def _signed_in(self, signed: SignedIn) -> None:
        self._signed = signed
        if self._renew is not None:
            self._work(partial(self._services.signin.renew, self._renew.id, signed), self._added)
            return
        handle = foreign.line(signed.identity.handle, 120)
        self._who.setText(
            tr("It works: {handle}").format(handle=handle or foreign.line(self._found.title, 80))
        )
        self._lacks.setText(bluesky.lacking(signed.platform, signed.identity.settings))
        self._show_lacks(bool(self._lacks.text()))
        if self._name.text() in ("", self._suggested):  # what the person typed stays
            self._suggested = (signed.identity.name or self._found.title)[:60]
            self._name.setText(self._suggested)
        for one in (self._older_label, self._older):
            one.setVisible(self._services.history.offered(self._platform))
        self._go(NAME)

    def _add(self) -> None:
        if self._signed is None:
            return
        work = partial(
            self._services.signin.add,
            self._signed,
            name=self._name.text(),
            colour=int(self._colour.currentData()),
            protected=self._protected.isChecked(),
        )
        self._work(work, self._stored)

    def _stored(self, result: tuple[Account, Changes]) -> None:
        account, changes = result
        governed, said = self._charter.settle(account.id)
        changes |= governed
        days = int(self._older.currentData())
        if days != NO_OLDER and self._services.history.offered(account.platform):
            changes |= want(self._services, account, days)
        self._added(changes, said)

    def _added(self, changes: Changes, said: str = "") -> None:
        self._window.jobs.emit_changes(changes | Changes(accounts=True))
        if said:
            self._window.tell(Notice("info", said, "", "go.charter"))
        self._window.say(tr("The account works; its messages are being read."))
        self._services.schedule.hurry()
        self.accept()

    def _keep_for_session(self) -> None:
        """The person prefers a secret that is forgotten at the end to no secret at all."""
        self._services.vault.use_session_memory()
        self._session_only.hide()
        if self._renew is not None and self._signed is not None:
            self._signed_in(self._signed)
        else:
            self._add()

    # Work in the background

    def _work(self, work: Callable[[], Any], then: Callable[[Any], None]) -> None:
        self._trouble.hide()
        self._busy.show()
        self._next.setEnabled(False)
        self._job = self._window.jobs.run(
            LANE, work, done=partial(self._over, then), failed=self._failed, owner=self
        )

    def _over(self, then: Callable[[Any], None], result: Any) -> None:  # noqa: ANN401 - whatever the step gives
        self._busy.hide()
        self._next.setEnabled(self._can_go_on())
        then(result)

    def _failed(self, error: Exception) -> None:
        if not self._can_go_on():
            self._stop()
        self._busy.hide()
        self._next.setEnabled(self._can_go_on())
        offer = self._offers.get(self._platform)
        notice = words.signing_in(error, offer.sign_in if offer else "", self._platform)
        detail = foreign.line(getattr(error, "words", "") or "", 200)
        if isinstance(error, Untrusted) and error.fingerprint:
            self._ask_about_certificate(error)
            return
        self._complain(" ".join(part for part in (notice.text, detail, notice.hint) if part))
        self._session_only.setVisible(isinstance(error, VaultLocked | VaultMissing))

    def _ask_about_certificate(self, error: Untrusted) -> None:
        """Show the fingerprint, to be compared with what the server's people say; trust is the person's word."""
        self._untrusted = error.fingerprint
        compare = tr(
            "Ask whoever looks after the server for its fingerprint, and compare. Trust it only if it is the same."
        )
        self._certificate_text.setText(f"{words.certificate(error)}\n\n{compare}")
        pairs = error.fingerprint.split(":")
        fours = [":".join(pairs[at : at + 4]) for at in range(0, len(pairs), 4)]
        self._certificate.setPlainText(" ".join(fours))  # a line breaks between two groups
        self._go(CERTIFICATE)

    def _complain(self, text: str) -> None:
        self._trouble.setText(text)
        self._trouble.show()

    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self._job = None
        with self._turns:
            self._turn += 1
            started, self._started = self._started, None
        if started is not None:
            started.cancel()
        self._busy.hide()

    def done(self, result: int) -> None:
        """Stop waiting for the browser when the wizard closes, and forget what was typed in secret."""
        self._stop()
        self._password.clear()
        self._code.clear()
        super().done(result)


def what_for(offer: Offer) -> str:
    """Return one line that says what a platform's account does here."""
    lines = {
        "mastodon": tr(
            "Mentions, replies and private messages; also GoToSocial, Pleroma, Pixelfed, snac"
        ),
        "bluesky": tr("Mentions, replies, quotes and direct messages, wherever your account lives"),
        "matrix": tr("Rooms and direct chats that are not encrypted: read, answer, keep order"),
        "mail": tr("A mailbox: read and answer, at Gmail, Fastmail, Gandi, OVH and most others"),
        "wordpress": tr("Comments on your own site: read, answer, approve, hold"),
        "feed": tr("Read RSS, Atom and JSON feeds; nothing can be answered"),
        "demo": tr("Invented people, for trying things out"),
    }
    return lines.get(offer.key, offer.address_example)


def address_help(platform: str) -> str:
    """Return what to type as the address."""
    lines = {
        "bluesky": tr(
            "Your handle, such as “name.bsky.social”. The server of your account is found by it."
        ),
        "matrix": tr(matrix.ADDRESS),
        "feed": tr("The address of the site or of its feed; a feed is discovered by itself."),
        "mail": tr(
            "Your e-mail address; its servers are looked for. You may also type them behind it, such as"
            " “me@example.org imap.example.org smtp.example.org”, or the name of your provider."
        ),
    }
    usual = tr("As you type it in the browser. It is tried before you go on.")
    return lines.get(platform, usual)


def password_help(platform: str, hint: str) -> str:
    """Return what a person should know of the password; `hint` is what is known of the provider."""
    if platform == "bluesky":
        return "\n".join(
            (
                tr(bluesky.APP_PASSWORDS),
                tr(
                    "Tick “Allow access to your direct messages” there, if those are to be read here."
                ),
                tr("Your own password is never needed."),
            )
        )
    if platform == "matrix":
        return tr(matrix.PASSWORD)
    if platform != "mail":
        return tr(
            "In WordPress, open Users › Profile › Application Passwords, give it the name “CM Workstation”,"
            " and paste the new password here. Your own password is never needed."
        )
    hints = {
        "app-password": tr(
            "Your provider wants a password that is made for this program only: look for “application password”"
            " among the settings of your mailbox, and paste it here."
        ),
        "bridge": tr(
            "Proton’s Bridge must run on this computer; it shows the user name and the password to type here."
        ),
    }
    usual = tr(
        "The user name is most often the whole address. Where your provider lets you make a password for this"
        " program only, prefer it."
    )
    return hints.get(hint, usual)


def _swatch(colour: QColor) -> QIcon:
    """Return a small square of an account's colour."""
    picture = QPixmap(theme.current().px(16), theme.current().px(16))
    picture.fill(colour)
    return QIcon(picture)


def _form() -> tuple[QWidget, QFormLayout]:
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    form = QFormLayout()
    column.addLayout(form)
    column.addStretch(1)  # rows stay together at the top
    form.setVerticalSpacing(theme.current().px(12))
    form.setHorizontalSpacing(theme.current().px(16))
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
    form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
    return page, form


def _scrolled(page: QWidget) -> QScrollArea:
    scroll = QScrollArea()
    scroll.setWidgetResizable(True)
    scroll.setFrameShape(QFrame.Shape.NoFrame)
    scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    scroll.setWidget(page)
    return scroll


def _label(text: str, kind: str) -> QLabel:
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setText(text)
    label.setWordWrap(True)
    if kind:
        theme.mark(label, kind)
    return label
