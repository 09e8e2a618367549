"""Adding an account: platform, address, sign-in, name. Every step is tried before the next one opens.

The secret goes from the connector to the system's keyring on a worker lane; the window never holds it longer
than the field in which it was typed. What a step asks stands in `steps/`; here stands which follows which.
"""

import threading
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from cmworkstation.domain import foreign
from cmworkstation.domain.account import Account
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.errors import Untrusted, VaultLocked, VaultMissing
from cmworkstation.i18n import tr
from cmworkstation.services.signin import (
    CLIENT_ID,
    REDIRECT,
    BrowserSignIn,
    CodeSignIn,
    SignedIn,
)
from cmworkstation.ui import theme
from cmworkstation.ui.accounts.history import want
from cmworkstation.ui.accounts.steps.address import AddressStep
from cmworkstation.ui.accounts.steps.browser import BrowserStep
from cmworkstation.ui.accounts.steps.certificate import CertificateStep
from cmworkstation.ui.accounts.steps.client import ClientStep
from cmworkstation.ui.accounts.steps.device import DeviceStep
from cmworkstation.ui.accounts.steps.name import NameStep
from cmworkstation.ui.accounts.steps.password import PasswordStep
from cmworkstation.ui.accounts.steps.platform import PlatformStep
from cmworkstation.ui.accounts.steps.step import Step, label
from cmworkstation.ui.accounts.steps.token import TokenStep
from cmworkstation.ui.jobs import Job
from cmworkstation.ui.notices import Notice
from cmworkstation.ui.widgets.dialogs import fit
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.words import adding, signing_in

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

LANE = "sign-in"
PLATFORM, ADDRESS, CLIENT, PASSWORD, TOKEN, BROWSER, NAME, CERTIFICATE, DEVICE = range(9)
PASTED = frozenset({"discourse"})  # whose pages send nobody back: what they show is copied


class AccountWizard(QDialog):
    """Adds an account, or signs one in again."""

    def __init__(self, window: "MainWindow", parent: QWidget, renew: Account | None = None) -> None:
        """Open at the first step; with `renew` at the sign-in of that account."""
        super().__init__(parent)
        self._window = window
        self._services = cast("Services", window.services)
        self._renew = renew
        self._offers = {one.key: one for one in self._services.signin.offers()}
        self._platform = ""
        self._found: Any = None
        self._started: BrowserSignIn | None = None
        self._turn = 0  # counts what was begun or left, so that a late listener finds out that it is too late
        self._turns = threading.Lock()
        self._signed: SignedIn | None = None
        # Fingerprints of certificates that the person confirmed.
        self._pins = renew.settings.get("pins", "").split() if renew else []
        self._job: Job | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Sign in again") if renew else tr("Add an account"))
        look = theme.current()
        self.setMinimumSize(look.px(320), look.px(320))
        fit(self, window, 640, 740)  # the guide to a client of one's own, with its fields
        self._build()
        if renew:
            self.choose(renew.platform)
            self.address.field.setText(renew.settings.get("address", renew.server))
            self.password.user.setText(renew.settings.get("user", ""))
            self.go(ADDRESS)
            self.look()
        else:
            self.go(PLATFORM)

    # Building

    def _build(self) -> None:
        look = theme.current()
        column = QVBoxLayout(self)
        column.setContentsMargins(look.px(24), look.px(16), look.px(24), look.px(16))
        column.setSpacing(look.px(12))
        self.title = PlainLabel()
        theme.mark(self.title, "page")
        column.addWidget(self.title)
        column.addWidget(self._build_steps(), 1)
        self._busy = QProgressBar()
        self._busy.setRange(0, 0)
        self._busy.setTextVisible(False)
        self._busy.setFixedHeight(look.px(4))
        self._busy.setAccessibleName(tr("At work"))
        self._busy.hide()
        column.addWidget(self._busy)
        self.trouble = label("", "error")
        self.trouble.hide()
        column.addWidget(self.trouble)
        self.session_only = QPushButton(tr("Keep it for this session only"))
        self.session_only.clicked.connect(self._keep_for_session)
        self.session_only.hide()
        column.addWidget(self.session_only)
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
        self._next.clicked.connect(self.forward)
        row.addWidget(self._back)
        row.addStretch(1)
        row.addWidget(cancel)
        row.addWidget(self._next)
        column.addLayout(row)

    def _build_steps(self) -> QStackedWidget:
        """Build each step, at the place that its number says, and what leads on from it."""
        self.platforms = PlatformStep(self._offers.values())
        self.platforms.chosen.connect(self.forward)
        self.platforms.narrowed.connect(lambda: self._next.setEnabled(self._can_go_on()))
        self.address = AddressStep()
        self.client = ClientStep()
        self.client.opened.connect(lambda url: QDesktopServices.openUrl(QUrl(url)))
        self.password = PasswordStep()
        self.password.wants_browser.connect(self._start_browser)
        self.token = TokenStep()
        self.browser = BrowserStep()
        self.browser.wants_browser.connect(self._open_browser)
        self.browser.wants_paste.connect(partial(self._start_browser, paste=True))
        self.device = DeviceStep()
        self.device.wants_page.connect(self._open_browser)
        self.device.wants_token.connect(self._paste_token)
        self.device.wants_client.connect(self._open_registration)
        self.name = NameStep(self._services)
        self.certificate = CertificateStep()
        self._onward: dict[int, tuple[Step, Callable[[], None]]] = {
            PLATFORM: (self.platforms, self._platform_chosen),
            ADDRESS: (self.address, self.look),
            CLIENT: (self.client, self._take_client),
            PASSWORD: (self.password, self._finish_password),
            TOKEN: (self.token, self._finish_token),
            BROWSER: (self.browser, self._finish_code),
            NAME: (self.name, self._add),
            CERTIFICATE: (self.certificate, self._trust_certificate),
            DEVICE: (self.device, self._ask_for_code),
        }
        self._steps = QStackedWidget()
        for number in sorted(self._onward):
            self._steps.addWidget(self._onward[number][0])
        return self._steps

    # Steps

    def go(self, number: int) -> None:
        """Open a step."""
        step = self._onward[number][0]
        self.title.setText(step.title())
        self._steps.setCurrentIndex(number)
        self._back.setVisible(number != PLATFORM and not self._renew)
        self.trouble.hide()
        self.session_only.hide()
        self._next.setText(tr(step.FORWARD))
        self._next.setDefault(step.IS_DEFAULT)
        self._back.setDefault(not step.IS_DEFAULT)
        self._next.setEnabled(step.can_go_on())
        step.first_focus().setFocus()

    def at(self) -> int:
        """Return the number of the step that is open."""
        return self._steps.currentIndex()

    def forward(self) -> None:
        """Do what the open step leads to."""
        self._onward[self.at()][1]()

    def _can_go_on(self) -> bool:
        return self._onward[self.at()][0].can_go_on()

    def _go_back(self) -> None:
        self._stop()
        self.go(self._before(self.at()))

    def _before(self, number: int) -> int:
        """Return the step that a person came from; a platform with one address only never asked for it."""
        offer = self._offers.get(self._platform)
        asked = PLATFORM if offer and offer.home else ADDRESS
        if number in (PLATFORM, ADDRESS) or offer is None:
            return PLATFORM
        if number in (BROWSER, NAME) and offer.sign_in == "password":
            return PASSWORD
        if number == NAME and offer.sign_in == "token":
            return TOKEN
        if number in (NAME, TOKEN) and offer.sign_in == "device":
            return DEVICE
        if number in (NAME, BROWSER, TOKEN) and offer.own_client:
            return CLIENT
        return asked

    def _platform_chosen(self) -> None:
        key = self.platforms.key()
        if not key:
            return
        self.choose(key)
        if self._offers[key].home:
            self.look()
        else:
            self.go(ADDRESS)

    def choose(self, key: str) -> None:
        """Let all steps speak of this platform."""
        self._platform = key
        offer = self._offers.get(key)
        self.address.show_for(key, offer)
        self.password.show_for(key)
        self.token.show_for(key)
        self.browser.show_for(own_client=bool(offer and offer.own_client))
        if offer and offer.own_client:
            known = self._renew.settings if self._renew else {}
            self.client.show_for(offer, known.get(CLIENT_ID, ""), known.get(REDIRECT, ""))

    def look(self) -> None:
        """Look for what stands at the address."""
        offer = self._offers.get(self._platform)
        address = self.address.typed()
        if offer and offer.home and not self._renew:  # an account knows its own
            address = offer.home
        if not address:
            self.complain(tr("Type an address first."))
            return
        find = partial(self._services.signin.find, self._platform, address, tuple(self._pins))
        self._work(find, self.was_found)

    def _trust_certificate(self) -> None:
        """The person compared the fingerprint: look again with it."""
        self._pins.append(self.certificate.fingerprint)
        self.go(self._before(CERTIFICATE))
        self.look()

    def was_found(self, found: Any) -> None:  # noqa: ANN401 - a value of the sdk, shown only
        """Go on with what stands at the address."""
        self._found = found
        self.address.tell(found)
        if self._offers[self._platform].own_client:
            self.go(CLIENT)
        else:
            self._sign_in()

    def _take_client(self) -> None:
        """Go on with the client that the person registered; its secret may wait in the keyring."""
        if complaint := self.client.complaint():
            self.complain(complaint)
            return
        client_id, secret, redirect = self.client.answer()
        with_client = self._services.signin.with_client
        work = partial(with_client, self._found, client_id, secret, redirect, self._renew)
        self._work(work, self._client_taken)

    def _client_taken(self, found: Any) -> None:  # noqa: ANN401 - as above
        self._found = found
        self._sign_in()

    def _sign_in(self) -> None:
        """Ask for what this platform signs in with."""
        found, way = self._found, self._offers[self._platform].sign_in
        if way == "browser":
            self._start_browser()
        elif way == "password":
            hint, user = found.settings.get("hint", ""), found.settings.get("user", "")
            self.password.show_for(self._platform, hint, user)
            self.go(PASSWORD)
        elif way == "token":
            self.go(TOKEN)
        elif way == "device":
            self.go(DEVICE)
            self._know_client()
        else:
            self._finish({"url": self.address.typed()})

    def _start_browser(self, *_: object, paste: bool = False) -> None:
        self._stop()
        paste = paste or self._platform in PASTED
        start = partial(
            self._services.signin.start_browser, self._platform, self._found, paste=paste
        )
        self._work(partial(self._begin, self._turn, start), self.browser_started)

    def _know_client(self) -> None:
        """Fill in the client by which a code is asked for, where one is known."""
        known = (
            self._found.settings.get(CLIENT_ID)
            or (self._renew.settings.get(CLIENT_ID) if self._renew else "")
            or self._services.signin.known_client(self._platform, self._found.server)
        )
        self.device.show_for(self._platform, known or "")

    def _ask_for_code(self) -> None:
        client_id = self.device.client.text().strip()
        if not client_id:
            self.complain(self.device.complaint())
            return
        self._stop()
        found = self._services.signin.with_client(self._found, client_id)
        start = partial(self._services.signin.start_code, self._platform, found)
        self._found = found
        self._work(partial(self._begin, self._turn, start), self.code_shown)

    def code_shown(self, started: CodeSignIn) -> None:
        """Show the code, and wait until it was typed."""
        self.device.show_code(started)
        self.go(DEVICE)
        work = partial(self._services.signin.finish_code, self._platform, self._found, started)
        self._work(work, self.signed_in)

    def _open_registration(self) -> None:
        page = adding.client_page(self._platform, self._found.server)
        QDesktopServices.openUrl(QUrl(page))

    def _paste_token(self) -> None:
        self._stop()
        self.go(TOKEN)

    def _begin(self, turn: int, start: Callable[[], BrowserSignIn]) -> BrowserSignIn:
        """On the lane: begin, and stop listening at once where the person has gone on meanwhile."""
        started = start()
        with self._turns:
            if turn == self._turn:
                self._started = started
                return started
        started.cancel()
        return started

    def browser_started(self, started: BrowserSignIn) -> None:
        """Open the browser, and wait for it unless the person brings its answer."""
        self.browser.begin(started)
        self.go(BROWSER)
        self._open_browser()
        if not started.pastes:
            self._work(started.wait, self._finish)

    def _open_browser(self) -> None:
        if (
            self._started is None
        ):  # the last attempt ended: nobody would hear the browser's answer to it
            self._start_browser(paste=self.browser.pasting())
        else:
            QDesktopServices.openUrl(QUrl(self._started.url))

    def _finish_code(self) -> None:
        answer = self.browser.answer()
        if answer:
            self._finish(answer)
        elif self._offers[self._platform].own_client:
            self.complain(tr("Paste the address first."))
        else:
            self.complain(tr("Paste the code first."))

    def _finish_password(self) -> None:
        if answer := self.password.answer():
            self._finish(answer)
        else:
            self.complain(tr("Type the user name and the password first."))

    def _finish_token(self) -> None:
        if answer := self.token.answer():
            self._finish(answer)
        else:
            self.complain(tr("Paste the token first."))

    def _finish(self, answer: Any) -> None:  # noqa: ANN401 - a mapping from the browser
        work = partial(
            self._services.signin.finish, self._platform, self._found, self._started, dict(answer)
        )
        self._work(work, self.signed_in)

    def signed_in(self, signed: SignedIn) -> None:
        """Ask for a name, or store the new access of an account that is here."""
        self._signed = signed
        if self._renew is not None:
            self._work(partial(self._services.signin.renew, self._renew.id, signed), self._added)
            return
        self.name.show_for(signed)
        self.go(NAME)

    def _add(self) -> None:
        if self._signed is None:
            return
        work = partial(
            self._services.signin.add,
            self._signed,
            name=self.name.name.text(),
            colour=int(self.name.colour.currentData()),
            protected=self.name.protected.isChecked(),
        )
        self._work(work, self._stored)

    def _stored(self, result: tuple[Account, Changes]) -> None:
        account, changes = result
        governed, said = self.name.charter.settle(account.id)
        changes |= governed
        days = self.name.days()
        if days is not None and self._services.history.offered(account.platform):
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
        self.session_only.hide()
        if self._renew is not None and self._signed is not None:
            self.signed_in(self._signed)
        else:
            self._add()

    # Work in the background

    def _work(self, work: Callable[[], Any], then: Callable[[Any], None]) -> None:
        self.trouble.hide()
        self._busy.show()
        self._next.setEnabled(False)
        self._job = self._window.jobs.run(
            LANE, work, done=partial(self._over, then), failed=self.failed, owner=self
        )

    def _over(self, then: Callable[[Any], None], result: Any) -> None:  # noqa: ANN401 - whatever the step gives
        self._busy.hide()
        self._next.setEnabled(self._can_go_on())
        then(result)

    def failed(self, error: Exception) -> None:
        """Say what went wrong with the step under way, in words."""
        if not self._can_go_on():
            self._stop()
        self._busy.hide()
        self._next.setEnabled(self._can_go_on())
        if self.at() == DEVICE:  # what the keyboard was in is gone with the code
            self._next.setFocus()
        offer = self._offers.get(self._platform)
        notice = signing_in.signing_in(error, offer.sign_in if offer else "", self._platform)
        detail = foreign.line(getattr(error, "words", "") or "", 200)
        detail += "." if detail and detail[-1] not in ".!?…" else ""
        if isinstance(error, Untrusted) and error.fingerprint:
            self._ask_about_certificate(error)
            return
        self.complain(" ".join(part for part in (notice.text, detail, notice.hint) if part))
        self.session_only.setVisible(isinstance(error, VaultLocked | VaultMissing))

    def _ask_about_certificate(self, error: Untrusted) -> None:
        self.certificate.show_error(error)
        self.go(CERTIFICATE)

    def complain(self, text: str) -> None:
        """Say what stands in the way."""
        self.trouble.setText(text)
        self.trouble.show()

    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self._job = None
        with self._turns:
            self._turn += 1
            started, self._started = self._started, None
        if started is not None:
            started.cancel()
        self.device.ended()
        self._busy.hide()

    def done(self, result: int) -> None:
        """Stop waiting for the browser when the wizard closes, and forget what was typed in secret."""
        self._stop()
        for step, _ in self._onward.values():
            step.forget()
        super().done(result)
