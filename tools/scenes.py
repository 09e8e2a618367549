"""The scenes that `tools/shots.py` takes pictures of. Each leads the open window into one state.

A scene is a generator: it yields the end of a picture's name whenever the window stands as it should.
"""

import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest import mock

from PySide6.QtCore import QObject, QTimer, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QDialog, QMenu, QScrollArea

from cmworkstation import workspaces
from cmworkstation.app import build_window
from cmworkstation.domain.account import Account, Idempotency, TokenState
from cmworkstation.domain.budget import Budget
from cmworkstation.domain.conversation import Changes, Status, View
from cmworkstation.domain.errors import (
    NotSignedIn,
    StorageFull,
    StoreDamaged,
    VaultLocked,
    VaultMissing,
    WorkstationError,
)
from cmworkstation.domain.gap import Cause, GapState, How
from cmworkstation.domain.ground import Ground, GroundKind, ReadOnlyReason
from cmworkstation.domain.ids import ConversationId, MessageId
from cmworkstation.domain.message import Item, Kind, Writer
from cmworkstation.domain.reply import OutboxRow
from cmworkstation.resources.demo.platforms import CAPABILITIES
from cmworkstation.resources.demo.server import SERVER
from cmworkstation.sdk.connector import Authorisation, Found, Page, RawItem
from cmworkstation.sdk.loopback import Loopback
from cmworkstation.services.signin import BrowserSignIn
from cmworkstation.services.workstation import Services
from cmworkstation.store import history
from cmworkstation.store.accounts import set_state
from cmworkstation.ui.inbox.attachment_box import AttachmentBox
from cmworkstation.ui.live import Live
from cmworkstation.ui.main_window import MainWindow
from cmworkstation.ui.palette import Palette
from cmworkstation.ui.preferences import Preferences
from cmworkstation.ui.widgets.bars import NoticeBar
from tools import (
    scenes_alerts,
    scenes_approvals,
    scenes_archives,
    scenes_batch,
    scenes_bluesky,
    scenes_bots,
    scenes_briefing,
    scenes_charter,
    scenes_clients,
    scenes_contacts,
    scenes_crisis,
    scenes_dashboard,
    scenes_desk,
    scenes_dialogue,
    scenes_erasing,
    scenes_everywhere,
    scenes_find,
    scenes_forum,
    scenes_freeze,
    scenes_github,
    scenes_golden,
    scenes_guide,
    scenes_inbox,
    scenes_inbox_rules,
    scenes_leaving,
    scenes_mail,
    scenes_manual,
    scenes_matrix,
    scenes_media,
    scenes_notes,
    scenes_operations,
    scenes_people,
    scenes_presence,
    scenes_publish,
    scenes_review,
    scenes_side,
    scenes_states,
    scenes_story,
    scenes_story_people,
    scenes_triage,
    scenes_watch,
    scenes_words,
    scenes_writing,
)

Scene = Callable[["Stage"], Iterator[str]]

THREAD = {"en": "sticker brown recycled", "fr": "bénévole Trévon réunion publique"}
SEARCH = {"en": "green label", "fr": "grainothèque"}
PLAIN = {
    "en": "Hello Clover, the safe bag has the green stripe right round. Please leave this one on the"
    " shelf; I am asking the shop today and will write to you here. – Hester",
    "fr": "Bonjour Élodie, merci pour votre aide. Une réunion publique est prévue avant les travaux ;"
    " la date sera publiée sur notre site cette semaine. ^LM",
}
FINDING = {
    "en": "Hi!!! We guarantee it is 100% safe, call Amrit on 07700 900 123. Are you serious?",
    "fr": "Bonjour !!! Je vous garantis que tout est FAUX. Appelez Odile au 06 12 34 56 78.",
}
STOPPED = {
    "en": "Hello, could you leave us 5 stars on the shop page?",
    "fr": "Bonjour, laissez-nous 5 étoiles !",
}
BLANK = {
    "en": "Hello, the mill is closed until {end_date}. – Hester",
    "fr": "Bonjour, le catalogue est en panne depuis {heure_debut}. ^LM",
}
REPLIES = {  # account of the demonstration: what goes wrong there, whom we answer, and how
    "ormaie-mastodon": (
        "",
        "Corvenay prête jeux vidéo",
        "Bonjour Joris, nous en parlons jeudi. ^OD",
    ),
    "fennick-mastodon": (
        "refuse",
        "blue plastic porridge",
        "Hello Rowan, please send it to the mill.",
    ),
    "fennick-instagram": ("rate-limited", "toasted muesli honey", "Hello Kwame, maple syrup now."),
    "fennick-bluesky": (
        "ambiguous-lost",
        "Ordered islands",
        "Hello Morag, the site will say a week.",
    ),
    "ormaie-email": (
        "ambiguous-lost",
        "stage collège Corvenay",
        "Bonjour Inès, la réponse est oui.",
    ),
    "ormaie-facebook": ("moves-on", "catalogue mort ordi", "Bonjour Nadège, il est de retour. ^KB"),
}
WAITING = {
    "ormaie-instagram": ("ado lu livre entier", "Bonjour Raphaëlle, le tome 2 est en rayon. ^KB"),
    "ormaie-wordpress": ("tarte aux orties", "Bonjour Ginette, la recette est complétée. ^OD"),
    "fennick-email": ("Coldbeck Primary oats", "Hello Dilys, Tuesday the 8th suits us. – Tess"),
}
CRASHED = ("Coldbeck Primary oats", "Hello Dilys, the 8th is settled then. – Tess")


@dataclass
class Stage:
    """One window over one workspace, and the ways in which a scene leads it."""

    window: MainWindow
    services: Services
    language: str
    live: Live | None = None
    settle: Callable[[], None] = field(default=lambda: None)

    @property
    def inbox(self) -> Any:  # noqa: ANN401 - the page, whose panes the scenes reach into
        """The inbox page."""
        return self.window.page("inbox")

    def page(self, key: str) -> Any:  # noqa: ANN401 - as above
        """Go to a page and return it."""
        self.window.go(key)
        self.settle()
        return self.window.page(key)

    def account(self, key: str) -> Account:
        """Return an account by its name within the demonstration."""
        return next(
            one for one in self.services.accounts.listed() if one.settings.get("account") == key
        )

    def open(self, words: str) -> None:
        """Open the newest conversation in which all these words were said."""
        self.window.go("inbox")
        hit = self.services.inbox.search(words)[0]
        self.inbox.open_conversation(hit.conversation_id, hit.message_id)
        self.settle()

    def compose(self, words: str, body: str) -> Any:  # noqa: ANN401 - the composer
        """Open a conversation and write a reply as far as `body`."""
        self.open(words)
        self.window.act("inbox.reply")
        self.settle()
        composer = self.inbox.composer
        composer.editor.setPlainText(body)
        cursor = composer.editor.textCursor()
        cursor.movePosition(cursor.MoveOperation.End)
        composer.editor.setTextCursor(cursor)
        composer.look()
        return composer

    def tell(self, changes: Changes) -> None:
        """Let the pages see what changed."""
        self.window.jobs.emit_changes(changes)
        self.settle()

    def tidy(self) -> None:
        """Put away what a scene left open; drafts begun in it are forgotten."""
        for over in QApplication.topLevelWidgets():
            if isinstance(over, QDialog | QMenu) and over.isVisible():
                over.close()
        for bar in self.window.findChildren(NoticeBar):
            bar.dismissed.emit()
        for palette in self.window.findChildren(Palette):
            palette.close()
        composer = self.inbox.composer if self.inbox else None
        if composer is not None and composer.isVisible():
            draft = composer.draft()
            composer.leave()
            if draft is not None:
                self.services.drafts.discard(draft.id)
        if self.inbox is not None:
            self.inbox.room.reading = False
            self.inbox.searching.leave(focus=False)
            self.inbox.room.fit()
        self.settle()


# ---------------------------------------------------------------------------------------------- the inbox


def inbox(stage: Stage) -> Iterator[str]:
    """The list, and beside it a thread with our answers."""
    stage.window.go("inbox")
    stage.inbox.list.select_row(1 if stage.language == "en" else 0)
    stage.settle()
    yield ""
    stage.open(THREAD[stage.language])
    yield "-thread"


def inbox_context(stage: Stage) -> Iterator[str]:
    """The context column the other way round than this width has it by itself."""
    stage.open(THREAD[stage.language])
    shown = stage.inbox.context.isVisible()
    stage.inbox.room.show_context(wanted=not shown)
    yield "-folded" if shown else "-open"
    stage.inbox.room.show_context(wanted=shown)


def inbox_states(stage: Stage) -> Iterator[str]:
    """Edits, tombstones, private words, strangers' tricks, many voices, other scripts."""
    for name, words in (
        ("-edited", "CORRECTION different brand"),
        ("-deleted", "journée affreuse"),
        ("-private", "carrier collects tomorrow between nine"),
        ("-hostile", "Payer maintenant"),
        ("-rtl", "استعارة"),
        ("-emoji", "two hours nine on porridge" if stage.language == "en" else "Ticket d'or"),
        ("-impostor", "date de naissance verif"),
        ("-warning", "deux exemplaires marque-page courage"),
        ("-held", "Soupe aux étoiles"),
        ("-branches", "six hares goes agenda"),
    ):
        stage.open(words)
        if name == "-edited":
            entry = stage.inbox.thread_pane.thread_.entries[0].message
            stage.inbox.asking.of_message("before", entry.id)
        yield name


def inbox_files(stage: Stage) -> Iterator[str]:
    """A paper that comes with a message, then saved; a program that calls itself a paper."""
    stage.open("Coldbeck combine harvester" if stage.language == "en" else "stage 3eB")
    line = stage.inbox.thread_pane.line
    line.finish()
    line.verticalScrollBar().setValue(line.verticalScrollBar().maximum())
    yield ""
    box = line.findChildren(AttachmentBox)[0]
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / ("Downloads" if stage.language == "en" else "Téléchargements")
        folder.mkdir()
        stage.inbox.files._save_as(stage.inbox.acts.current(), box.one, folder / box.one.title)
        stage.settle()
        line.verticalScrollBar().setValue(line.verticalScrollBar().maximum())
        yield "-saved"
    stage.open("Your invoice is ready")
    line.finish()
    yield "-program"


def inbox_search(stage: Stage) -> Iterator[str]:
    """What a search finds, and a search that finds nothing."""
    stage.window.go("inbox")
    for name, words in (("", SEARCH[stage.language]), ("-nothing", "zzyzx")):
        stage.inbox.list.search.setText(words)
        stage.inbox.searching.search(words)
        stage.settle()
        yield name
    scenes_find.searching(stage)
    yield "-unclear"
    scenes_find.kept(stage)
    yield "-views"


def inbox_reason(stage: Stage) -> Iterator[str]:
    """The reasons why no answer is needed, and what else can be done."""
    stage.open(THREAD[stage.language])
    stage.window.act("inbox.no_answer")
    yield ""
    stage.inbox.popover.hide()
    stage.inbox.asking.offer_more()
    yield "-more"


def inbox_views(stage: Stage) -> Iterator[str]:
    """A view that holds nothing, and one of what is settled."""
    stage.window.go("inbox")
    for name, view in (("-empty", "TO_READ"), ("-settled", "NO_ANSWER")):
        stage.inbox.listing.pick_view(view)
        stage.settle()
        yield name
    stage.inbox.listing.pick_view("WAITING_US")


def inbox_new(stage: Stage) -> Iterator[str]:
    """Somebody wrote while the person reads further down."""
    stage.window.go("inbox")
    table = stage.inbox.list.table
    stage.window.activateWindow()
    table.setFocus()
    table.verticalScrollBar().setValue(table.verticalScrollBar().maximum() // 2)
    done = stage.services.inbox.ids(View(status=Status.DONE), 3)
    changes, undo = stage.services.inbox.set_status(list(done), Status.WAITING_US)
    stage.tell(changes)
    yield ""
    stage.tell(stage.services.inbox.undo_status(undo))
    table.verticalScrollBar().setValue(0)


def inbox_strangers(stage: Stage) -> Iterator[str]:
    """Somebody with a name like ours, somebody disguised, a message without end, and where a link leads."""
    account = stage.account("ormaie-mastodon")
    us = stage.services.inbox.thread(ConversationId(stage.services.inbox.ids(View())[0])).entries[0]
    people = (account.name.upper(), us.message.author_name.replace("a", "а").replace("e", "е"))
    items = {
        name: (
            Item(
                remote_id=f"https://far.example/{n}",
                native_id=str(n),
                kind=Kind.MENTION,
                writer=Writer(f"https://far.example/@{n}", name, f"@aide{n}@far.example"),
                at=stage.services.clock.now() - timedelta(minutes=n),
                html='<p>Please sign in at <a href="https://far.example/">ormaie.example</a> today.</p>'
                + "<p>Please read all of this. </p>" * (1 if n else 1_500),
            ),
        )
        for n, name in enumerate(people)
    }

    class Reader:
        def parse(self, raw: RawItem) -> tuple[Item, ...]:
            return items[raw.native_id]

    page = Page("scene", tuple(RawItem("status", name, name.encode()) for name in items), "")
    reader: Any = Reader()
    stage.tell(stage.services.sync.store_page(account, reader, page, stage.services.clock.now()))
    stage.inbox.likeness.learn()
    stage.settle()
    for n, name in enumerate(people):
        found = stage.services.inbox.search(f'from:"{name}"')[0]
        stage.inbox.open_conversation(found.conversation_id, found.message_id)
        stage.settle()
        yield ("-like-us", "-disguised")[n]
        if n == 0:
            bar = stage.inbox.thread_pane.line.verticalScrollBar()
            bar.setValue(bar.maximum())
            yield "-endless"
    body = stage.inbox.thread_pane.line.cards()[0].body
    body.ask_to_open(QUrl("https://far.example/"))
    yield "-link"
    for box in body.findChildren(QDialog):
        box.close()


# ---------------------------------------------------------------------------------------------- the composer


def composer(stage: Stage) -> Iterator[str]:
    """A reply in line with the charter, and what may go wrong with it."""
    words = THREAD[stage.language]
    pane = stage.compose(words, PLAIN[stage.language])
    yield ""
    for name, body in (
        ("-finding", FINDING[stage.language]),
        ("-stopped", STOPPED[stage.language]),
        ("-blank", BLANK[stage.language]),
        ("-empty", ""),
    ):
        pane.editor.setPlainText(body)
        pane.look()
        yield name
    pane.editor.setPlainText("::")
    pane._offer("")
    yield "-answers"
    pane._drop_call()


def composer_long(stage: Stage) -> Iterator[str]:
    """A reply that this platform does not take, and one in its last fifth."""
    body = PLAIN[stage.language]
    pane = stage.compose(THREAD["fr"], (body + " ") * 5)
    yield ""
    pane.editor.setPlainText((body + " ") * 2 + body[:120])
    pane.look()
    yield "-nearly"


def composer_undo(stage: Stage) -> Iterator[str]:
    """A reply that leaves in a moment, and the way back."""
    pane = stage.compose(THREAD[stage.language], PLAIN[stage.language])
    pane.send()
    yield ""
    row = stage.services.outbox.rows()[0]
    stage.tell(stage.services.outbox.drop(row.id))


def composer_protected(stage: Stage) -> Iterator[str]:
    """An account that wants its handle retyped."""
    account = stage.account("fennick-instagram" if stage.language == "en" else "ormaie-mastodon")
    stage.tell(stage.services.accounts.change(account.id, protected=True))
    stage.compose(THREAD[stage.language], PLAIN[stage.language])
    yield ""
    stage.tell(stage.services.accounts.change(account.id, protected=False))


# ---------------------------------------------------------------------------------------------- the outbox


def outbox(stage: Stage) -> Iterator[str]:
    """Nothing on its way; then replies in every state, each state chosen in turn."""
    stage.page("outbox")
    yield "-empty"
    _fill_outbox(stage)
    page = stage.page("outbox")
    page._list.setCurrentIndex(page._model.index(0))
    yield ""
    seen = set()
    for n in range(page._model.rowCount()):
        row = page._model.row_at(n)
        if row.state in seen:
            continue
        seen.add(row.state)
        page._list.setCurrentIndex(page._model.index(n))
        yield f"-{row.state.value}"


def outbox_crash(stage: Stage) -> Iterator[str]:
    """The program ended while a reply was being sent; then the account's access ended, then a person paused it."""
    services = stage.services
    row = _queue(stage, *CRASHED)
    services.outbox.claim(row)
    with services.workspace.write() as connection:  # the session that sent it is another one now
        connection.execute("UPDATE outbox SET session='ended' WHERE id=?", (row.id,))
    services.outbox.recover()
    stage.tell(Changes(outbox=True))
    page = stage.page("outbox")
    page._list.setCurrentIndex(page._model.index(page._model.place_of(row.id)))
    stage.settle()
    yield ""
    account = stage.account("fennick-email")
    for name, state in (("-signed-out", TokenState.DEAD), ("-paused", TokenState.PAUSED)):
        with services.workspace.write() as connection:
            set_state(connection, account.id, state)
        stage.tell(Changes(accounts=True, outbox=True))
        yield name
    with services.workspace.write() as connection:
        set_state(connection, account.id, TokenState.VALID)
    stage.tell(services.outbox.drop(row.id))


def _fill_outbox(stage: Stage) -> None:
    """Send replies to servers that were told how to treat them."""
    services = stage.services
    rows = {key: _queue(stage, words, text) for key, (_, words, text) in REPLIES.items()}
    for key, (fault, _, _) in REPLIES.items():
        SERVER.faults[key] = fault
    for row in rows.values():
        services.outbox.deliver(row.id)
    doubtful = services.outbox.row(rows["ormaie-email"].id)
    services.outbox.settle(doubtful)  # letters cannot be looked up: a person is asked
    SERVER.faults.clear()
    _queue(stage, *WAITING["ormaie-instagram"], hold_s=30)
    queued = _queue(stage, *WAITING["ormaie-wordpress"])
    services.outbox.send_now(queued.id)
    leaving = _queue(stage, *WAITING["fennick-email"])
    services.outbox.claim(leaving)
    stage.tell(Changes(outbox=True))


def _queue(stage: Stage, words: str, text: str, *, hold_s: float = 0) -> OutboxRow:
    services = stage.services
    hit = services.inbox.search(words)[0]
    draft = services.drafts.begin(hit.conversation_id, MessageId(hit.message_id))
    stored, _ = services.drafts.save(replace(draft, body=text))
    return services.outbox.queue(stored, hold_s=hold_s, override="other")[0]


# ---------------------------------------------------------------------------------------------- accounts


def accounts(stage: Stage) -> Iterator[str]:
    """All accounts well; then one signed out, one in trouble, one with unreadable items, one paused."""
    stage.page("accounts")
    yield ""
    for key, fault in (
        ("ormaie-mastodon", "revoked"),
        ("ormaie-facebook", "busy"),
        ("ormaie-instagram", "malformed"),
    ):
        SERVER.faults[key] = fault
        try:
            for _ in stage.services.sync.poll(stage.account(key).id):
                pass
        except WorkstationError:
            pass  # it is on the card now, and that is what the picture shows
    stage.services.accounts.pause(stage.account("ormaie-email").id, paused=True)
    stage.tell(Changes(accounts=True))
    stage.page("accounts")
    yield "-broken"
    now = stage.services.clock.now()
    told = {"ormaie-facebook": (300, 30), "ormaie-instagram": (300, 241)}
    budgets = {
        stage.account(key).id: Budget(limit, left, now + timedelta(minutes=4))
        for key, (limit, left) in told.items()
    }
    with mock.patch.object(stage.services.platforms, "budget", budgets.get):
        stage.page("accounts")
        yield "-budget"
    stage.page("accounts").menu_for(stage.account("ormaie-mastodon")).popup(
        stage.window.mapToGlobal(stage.window.rect().center())
    )
    yield "-menu"
    SERVER.faults.clear()
    stage.services.accounts.pause(stage.account("ormaie-email").id, paused=False)
    for key in ("ormaie-mastodon", "ormaie-facebook", "ormaie-instagram"):
        for _ in stage.services.sync.poll(stage.account(key).id):
            pass
    stage.tell(Changes(accounts=True))


def intake(stage: Stage) -> Iterator[str]:
    """The ledger with trouble in it, its days, and what could not be understood, in three ways to look at it."""
    services = stage.services
    page = stage.page("intake")
    for key, fault in (
        ("ormaie-facebook", "busy"),
        ("ormaie-mastodon", "rate-limited"),
        ("ormaie-instagram", "malformed"),
        ("ormaie-facebook", ""),
    ):
        SERVER.faults[key] = fault
        for _ in range(2):
            with suppress(
                WorkstationError
            ):  # it is in the ledger now, and that is what the picture shows
                for _ in services.sync.poll(stage.account(key).id):
                    pass
    SERVER.faults.clear()
    with services.workspace.write() as connection:  # what a server announced and did not send
        connection.execute(
            "UPDATE poll SET announced = seen + 3 WHERE id = (SELECT max(id) FROM poll WHERE seen > 10)"
        )
    stage.tell(Changes(readings=True))
    page.show_part("readings")
    stage.settle()
    yield ""
    page.trouble.setChecked(True)
    stage.settle()
    yield "-trouble"
    page.trouble.setChecked(False)
    page.show_part("days")
    stage.settle()
    yield "-days"
    page.show_part("quarantine")
    stage.settle()
    for n in range(page.quarantine.list.lines.rowCount()):
        page.quarantine.list.setCurrentIndex(page.quarantine.list.lines.index(n))
        stage.settle()
        yield f"-quarantine-{n}"
    page.quarantine.list.selectAll()
    page.quarantine.set_aside()
    stage.settle()
    yield "-understood"
    page.aside.setChecked(True)
    stage.settle()
    yield "-aside"
    page.quarantine.list.selectAll()
    page.quarantine.put_back()
    page.aside.setChecked(False)
    page.show_part("readings")
    for _ in services.sync.poll(stage.account("ormaie-mastodon").id):  # it is well again
        pass
    stage.tell(Changes(readings=True))


def gaps(stage: Stage) -> Iterator[str]:
    """How far back an account reaches: on the cards, then its gaps and older messages in a dialog, in two states."""
    from cmworkstation.ui.accounts.history import HistoryDialog  # noqa: PLC0415 - as below

    account = stage.account("ormaie-mastodon")
    now = stage.services.clock.now()
    with stage.services.workspace.write() as connection:
        for days, hours, cause, state, missing in (
            (24, 60, Cause.CLOSED, GapState.FILLED, 0),
            (9, 7, Cause.SIGNED_OUT, GapState.UNFILLABLE, 0),
            (4, 11, Cause.ASLEEP, GapState.FILLED, 3),
            (1, 2, Cause.OFFLINE, GapState.OPEN, 0),
        ):
            since = now - timedelta(days=days, hours=hours)
            until = since + timedelta(hours=hours)
            gap = history.open_gap(connection, 1, since, until, cause, can_ask=True)
            if state is not GapState.OPEN:
                kept = since + timedelta(hours=3)
                history.close_gap(connection, gap, state, How.ASKED, until, kept_from=kept)
            connection.execute("UPDATE gap SET missing=? WHERE id=?", (missing, gap))
    stage.services.history.want(account.id, now - timedelta(days=365))
    stage.tell(Changes(accounts=True))
    stage.page("intake").show_part("gaps")
    stage.settle()
    yield "-all"
    stage.page("intake").show_part("readings")
    stage.page("accounts")
    yield "-cards"
    stage.services.history.stop(account.id)
    dialog = HistoryDialog(stage.window, account)
    dialog.open()
    yield "-choice"
    dialog._days.button(365).setChecked(True)
    dialog._fetch()
    yield "-fetching"
    dialog._stop()
    dialog.close()
    with stage.services.workspace.write() as connection:
        connection.execute("DELETE FROM gap")
        connection.execute("UPDATE coverage SET state='idle', seen=0, new=0 WHERE account_no=1")


def wizard(stage: Stage) -> Iterator[str]:
    """Every step of adding an account, and a step that fails."""
    from cmworkstation.ui.accounts import wizard as steps  # noqa: PLC0415 - drawn when it is wanted

    dialog = steps.AccountWizard(stage.window, stage.page("accounts"))
    dialog.open()
    yield "-platform"
    dialog.platforms.list.setCurrentRow(0)
    dialog._platform_chosen()
    yield "-address"
    dialog.address.field.setText("social.nowhere.invalid")
    dialog.look()
    yield "-address-failed"
    dialog._found = Found("https://blog.ormaie.example", "Carnet de l’Ormaie", "WordPress 6.9")
    dialog._platform = "wordpress"
    dialog.go(steps.PASSWORD)
    yield "-password"
    dialog.password.user.setText("redaction")
    dialog.password.secret.setText("abcd efgh ijkl mnop")
    dialog._finish_password()
    yield "-password-failed"
    address = "https://social.ormaie.example/oauth/authorize?response_type=code&client_id=cmw"
    dialog._stop()
    dialog._platform = "mastodon"
    dialog._started = BrowserSignIn(Authorisation(address, "state"), Loopback())
    with _no_browser():
        dialog.browser_started(dialog._started)
    yield "-browser"
    dialog._stop()
    found = stage.services.signin.find("demo", "ormaie-mastodon")
    dialog._platform, dialog._found = "demo", found
    dialog.signed_in(stage.services.signin.finish("demo", found, None, {}))
    yield "-name"


@contextmanager
def _no_browser() -> Iterator[None]:
    """Let links lead nowhere for a while."""
    nowhere = QObject()
    QDesktopServices.setUrlHandler("https", nowhere, "deleteLater")  # type: ignore[arg-type]
    try:
        yield
    finally:
        QDesktopServices.unsetUrlHandler("https")


# ---------------------------------------------------------------------------------------------- charter


def charter(stage: Stage) -> Iterator[str]:
    """The text in use, a text with problems, and a sentence that is tried."""
    page = stage.page("charter")
    wanted = "fennick-lane" if stage.language == "en" else "mediatheques-ormaie"
    page._bar.choice.setCurrentIndex(page._bar.choice.findData(wanted))
    stage.settle()
    yield ""
    page._tabs.setCurrentIndex(1)
    page._trial.text.setPlainText(FINDING[stage.language])
    page._trial._try()
    yield "-try"
    page._tabs.setCurrentIndex(0)
    page._show_as("source")
    text = page._editor.toPlainText()
    broken = text.replace("emoji_max = 2", 'emoji_max = "two"').replace(
        "[[principle]]", "[[pinciple]]", 1
    )
    page._editor.setPlainText(broken)
    page._check()
    stage.settle()
    yield "-source"
    page._show_as("forms")
    page._problems.rows.setCurrentRow(1)
    yield "-problems"
    page._editor.setPlainText(text)
    page._check()
    stage.settle()


# ---------------------------------------------------------------------------------------------- the frame


def frame(stage: Stage) -> Iterator[str]:
    """Palette, cheat sheet, preferences, about."""
    stage.open(THREAD[stage.language])
    stage.window.act("app.palette")
    yield "-palette"
    stage.window.findChildren(Palette)[0].field.setText("ans" if stage.language == "en" else "rép")
    yield "-palette-query"
    stage.tidy()
    for name in ("cheat_sheet", "preferences", "keys", "about"):
        stage.window.act(f"app.{name}")
        yield f"-{name.replace('_', '-')}"
        stage.tidy()


def notices(stage: Stage) -> Iterator[str]:
    """What a failure says, what was done, and the way back."""
    stage.window.go("inbox")
    stage.inbox.list.select_row(2)
    stage.settle()
    stage.window.failed(NotSignedIn("demo"), account_id=stage.account("ormaie-mastodon").id)
    try:
        stage.services.signin.find("demo", "nobody")
    except WorkstationError as error:
        stage.window.failed(error, retry=lambda: None)
    stage.window.act("inbox.done")
    stage.settle()
    yield ""
    stage.window.act("app.undo")


def offline(stage: Stage) -> Iterator[str]:
    """No server can be reached: the window says since when, and the reply is queued."""
    stage.window.go("inbox")
    assert stage.live is not None
    for one in stage.services.accounts.listed():
        if "account" in one.settings:  # else its platform is answered by hand
            SERVER.faults[one.settings["account"]] = "offline"
    stage.live.read_now()
    stage.settle()
    stage.compose(THREAD[stage.language], PLAIN[stage.language])
    yield ""
    SERVER.faults.clear()
    stage.live.read_now()


# ---------------------------------------------------------------------------------------------- copies


def backups(stage: Stage) -> Iterator[str]:
    """No copy yet; then some, a trial of a restore, and the line in the preferences."""
    from cmworkstation.services import exchange  # noqa: PLC0415 - drawn when it is wanted
    from cmworkstation.ui.backups import acts  # noqa: PLC0415
    from cmworkstation.ui.backups.dialog import BackupsDialog  # noqa: PLC0415

    dialog = BackupsDialog(stage.window)
    dialog.open()
    yield "-none"
    dialog.back_up()
    stage.settle()
    yield "-made"
    dialog.rehearse()
    stage.settle()
    yield "-tried"
    dialog.close()
    archive = stage.services.folder / "cmworkstation-2026-09-03.cmworkstation.zip"
    for _ in exchange.export(stage.services.workspace, archive):
        pass
    acts.take_in_from(stage.window, str(archive))
    yield "-import"
    stage.tidy()
    stage.window.act("app.preferences")
    for scroll in stage.window.findChildren(QScrollArea):
        if scroll.isVisible():
            scroll.verticalScrollBar().setValue(scroll.verticalScrollBar().maximum())
    yield "-preferences"


def restore(stage: Stage) -> Iterator[str]:
    """Every page of a restore, with and without what was written since."""
    from cmworkstation.services.rescue import Rescue  # noqa: PLC0415 - drawn when it is wanted
    from cmworkstation.ui.backups.restore_wizard import RestoreWizard  # noqa: PLC0415

    for _ in stage.services.backups.make():
        pass
    pane = stage.compose(THREAD[stage.language], PLAIN[stage.language])
    pane.save()
    _queue(stage, *WAITING["fennick-email"], hold_s=60)
    rescue = Rescue(stage.services.folder)
    wizard = RestoreWizard(rescue, stage.window.jobs, stage.services.clock.now, stage.window)
    wizard.open()
    yield "-choose"
    wizard.forward()
    stage.settle()
    yield "-changes"
    wizard.keep.setChecked(False)
    yield "-lost"
    wizard.keep.setChecked(True)
    wizard.forward()
    stage.settle()
    yield "-ready"
    wizard.reject()
    stage.settle()


def damaged(stage: Stage) -> Iterator[str]:
    """The band over a damaged file, what can be done, and what came out."""
    from cmworkstation.services.rescue import Rescue, Salvaged  # noqa: PLC0415 - drawn when it is wanted
    from cmworkstation.ui import notices  # noqa: PLC0415
    from cmworkstation.ui.backups.damaged import DamagedDialog  # noqa: PLC0415

    stage.window.go("inbox")
    stage.window.show_state(notices.DAMAGED, lambda: notices.words(StoreDamaged()))
    yield "-band"
    rescue = Rescue(stage.services.folder)
    dialog = DamagedDialog(rescue, stage.window.jobs, stage.services.clock.now, stage.window)
    dialog.open()
    yield "-choices"
    newest = stage.services.backups.last()
    dialog.show_result(
        Salvaged(
            saved={"message": 1161, "draft": 3, "outbox": 12},
            filled={"message": 21},
            backup=newest.path.name if newest else "",
            husks=2,
        )
    )
    yield "-result"
    dialog.close()
    stage.window.show_state(notices.DAMAGED, None)


def all_done(stage: Stage) -> Iterator[str]:
    """Nobody waits any more."""
    stage.window.go("inbox")
    waiting = list(stage.services.inbox.ids(View(status=Status.WAITING_US)))
    changes, _ = stage.services.inbox.set_status(waiting, Status.DONE)
    stage.inbox.opening.leave()
    stage.inbox.opening.show_nothing()
    stage.tell(changes)
    yield ""


def pages(stage: Stage) -> Iterator[str]:
    """Every page as it is."""
    for key in ("inbox", "outbox", "charter", "accounts", "intake"):
        stage.page(key)
        yield f"-{key}"


def machine_full(stage: Stage) -> Iterator[str]:
    """A full disk over the inbox and over a reply; the window does not close over what is not saved."""
    room = stage.services.workspace.room
    free, before = room.free, room.before
    assert stage.live is not None

    def no_more(**_: bool) -> None:
        raise StorageFull("SQLITE_FULL", wanted=28_000_000)

    room.free = lambda: 3_000_000  # type: ignore[method-assign]
    room._why = "SQLITE_FULL"
    stage.live._is_full()
    stage.open(THREAD[stage.language])
    yield ""
    room.before = no_more  # type: ignore[method-assign]
    pane = stage.compose(THREAD[stage.language], PLAIN[stage.language])
    pane.save()
    stage.settle()
    yield "-composer"
    stage.window.close()
    stage.settle()
    yield "-leaving"
    room.free, room.before = free, before  # type: ignore[method-assign]
    room._why = ""
    pane.save()
    stage.live._is_full()


def machine_ground(stage: Stage) -> Iterator[str]:
    """A workspace in a cloud folder, and on a drive without a journal; a keyring that does not open."""
    assert stage.live is not None
    stage.page("inbox")
    stage.live._show_ground(Ground(GroundKind.CLOUD, "Nextcloud"))
    yield "-cloud"
    stage.live._show_ground(Ground(GroundKind.WEAK, "exFAT"))
    yield "-weak"
    stage.window.show_state("ground", None)
    account = stage.services.accounts.listed()[0].id
    for name, trouble in (("-locked", VaultLocked()), ("-missing", VaultMissing())):
        stage.live._show_keyring(account, trouble)
        yield name
    stage.live._show_keyring(account, None)


def read_only_reply(stage: Stage) -> Iterator[str]:
    """A second window over the same workspace."""
    stage.open(THREAD[stage.language])
    yield "-thread"


# ---------------------------------------------------------------------------------------------- on stage


@contextmanager
def _window(services: Services, theme: str, language: str, zoom: float) -> Iterator[Stage]:
    window = build_window(services, Preferences(volatile=True), theme=theme, zoom=zoom)
    live = Live(window, services, window.jobs)
    live.start()
    for timer in live.findChildren(QTimer):
        timer.stop()  # nothing moves by itself while pictures are taken
    try:
        yield Stage(window, services, language, live)
    finally:
        window.close()
        window.deleteLater()
        QApplication.processEvents()


@contextmanager
def demonstration(theme: str, language: str, zoom: float) -> Iterator[Stage]:
    """The demonstration, on which all scenes but a few play."""
    SERVER.reset()
    letters = CAPABILITIES["email"]
    CAPABILITIES["email"] = replace(letters, idempotency=Idempotency.NONE)
    services = workspaces.open_demo(None)
    try:
        with _window(services, theme, language, zoom) as stage:
            yield stage
    finally:
        CAPABILITIES["email"] = letters
        services.close()


@contextmanager
def of_a_story(theme: str, language: str, zoom: float) -> Iterator[Stage]:
    """The demonstration on the day of a story, with a clock that the story moves."""
    with (
        scenes_story.workspace() as services,
        _window(services, theme, language, zoom) as stage,
    ):
        yield stage


@contextmanager
def first_start(theme: str, language: str, zoom: float) -> Iterator[Stage]:
    """A workspace of one's own, just made."""
    with tempfile.TemporaryDirectory() as folder:
        services = workspaces.open_own(Path(folder))
        with _window(services, theme, language, zoom) as stage:
            yield stage
        services.close()


@contextmanager
def second_window(theme: str, language: str, zoom: float) -> Iterator[Stage]:
    """A workspace that another window works with."""
    SERVER.reset()
    first = workspaces.open_demo(None)
    services = workspaces.open_demo(first.folder, read_only=True)
    with _window(services, theme, language, zoom) as stage:
        yield stage
    services.close()
    first.close()


@contextmanager
def on_a_closed_medium(theme: str, language: str, zoom: float) -> Iterator[Stage]:
    """A workspace that cannot be written to."""
    SERVER.reset()
    first = workspaces.open_demo(None)
    first.close()
    services = workspaces.open_demo(first.folder, read_only=True, why=ReadOnlyReason.FOLDER)
    with _window(services, theme, language, zoom) as stage:
        yield stage
    services.close()


@dataclass(frozen=True, slots=True)
class Troupe:
    """Scenes that play on one workspace, in this order."""

    open: Any
    scenes: Mapping[str, Scene]


TROUPES = (
    Troupe(
        demonstration,
        {
            "inbox": inbox,
            "inbox-context": inbox_context,
            "inbox-state": inbox_states,
            "inbox-files": inbox_files,
            "inbox-search": inbox_search,
            "inbox-help": scenes_inbox.search_help,
            "inbox-many": scenes_inbox.many,
            "by-hand": scenes_manual.by_hand,
            "capture": scenes_manual.capture,
            "platforms": scenes_manual.platforms,
            "retention": scenes_erasing.retention,
            "older-copies": scenes_erasing.copies,
            "erase-person": scenes_erasing.person,
            "inbox-reason": inbox_reason,
            "inbox-view": inbox_views,
            "inbox-new": inbox_new,
            "inbox-side": scenes_side.side,
            "inbox-strangers": inbox_strangers,
            "composer": composer,
            "composer-words": scenes_words.words,
            "composer-long": composer_long,
            "composer-undo": composer_undo,
            "composer-protected": composer_protected,
            "accounts": accounts,
            "intake": intake,
            "gaps": gaps,
            "wizard": wizard,
            "charter": charter,
            "charter-section": scenes_charter.sections,
            "charter-more": scenes_charter.more,
            "charter-begin": scenes_charter.beginning,
            "guide": scenes_guide.guide,
            "answer-files": scenes_media.answers,
            "library": scenes_media.library,
            "review": scenes_review.review,
            "publish": scenes_publish.publish,
            "frame": frame,
            "notices": notices,
            "offline": offline,
            "outbox": outbox,
            "backups": backups,
            "leaving": scenes_leaving.leaving,
            "plan-of-backups": scenes_leaving.plan,
            "restore": restore,
            "damaged": damaged,
            "machine-full": machine_full,
            "machine": machine_ground,
            "outbox-crash": outbox_crash,
            "writing": scenes_writing.writing,
            "attached": scenes_writing.pictures,
            "preview": scenes_writing.preview,
            "promises": scenes_writing.ledger,
            "crisis": scenes_crisis.crisis,
            "freeze": scenes_freeze.freeze,
            "drill": scenes_freeze.drill,
            "danger": scenes_crisis.danger,
            "handed": scenes_crisis.handed,
            "short-link": scenes_crisis.short_link,
            "notes": scenes_notes.notes,
            "inbox-rules": scenes_inbox_rules.inbox_rules,
            "batch": scenes_batch.batch,
            "one-by-one": scenes_batch.one_by_one,
            "window": scenes_batch.windows,
            "thanked": scenes_batch.thanks,
            "parts": scenes_notes.parts,
            "archives": scenes_archives.archives,
            "bluesky-wizard": scenes_bluesky.wizard,
            "own-client": scenes_clients.guides,
            "experimental": scenes_clients.account,
            "bluesky": scenes_bluesky.inbox,
            "matrix-wizard": scenes_matrix.wizard,
            "matrix": scenes_matrix.inbox,
            "forum-wizard": scenes_forum.wizard,
            "forum": scenes_forum.inbox,
            "lemmy": scenes_forum.lemmy,
            "github-wizard": scenes_github.wizard,
            "bots-wizard": scenes_bots.wizard,
            "telegram": scenes_bots.inbox,
            "hackernews": scenes_bots.news,
            "github": scenes_github.inbox,
            "mail-wizard": scenes_mail.wizard,
            "mail-folders": scenes_mail.folders,
            "mail-thread": scenes_mail.thread,
            "mail-reply": scenes_mail.reply,
            "mail-remove": scenes_mail.remove,
            "people": scenes_people.people,
            "states": scenes_states.states,
            "triage": scenes_triage.walk,
            "triage-tree": scenes_triage.tree,
            "due": scenes_triage.due,
            "times": scenes_triage.times,
            "proof": scenes_people.proof,
            "approvals": scenes_approvals.approvals,
            "operations": scenes_operations.operations,
            "presence": scenes_presence.presence,
            "watch": scenes_watch.watch,
            "alerts": scenes_alerts.alerts,
            "golden": scenes_golden.golden,
            "experiences": scenes_golden.experiences,
            "correcting": scenes_golden.correcting,
            "greeting": scenes_golden.greeting,
            "begin-form": scenes_golden.begin_form,
            "cues": scenes_golden.cues,
            "dialogue": scenes_dialogue.dialogue,
            "briefing": scenes_briefing.briefing,
            "dashboard": scenes_dashboard.dashboard,
            "contacts": scenes_contacts.contacts,
            "desk": scenes_desk.desk,
            "desk-debrief": scenes_desk.debrief,
            "desk-drill": scenes_desk.drill,
            "everywhere": scenes_everywhere.everywhere,
            "inbox-done": all_done,  # settles everything: last
        },
    ),
    Troupe(of_a_story, {"story-crisis": scenes_story.crisis}),
    Troupe(of_a_story, {"story-dialogue": scenes_story_people.dialogue}),
    Troupe(of_a_story, {"story-relation": scenes_story_people.relation}),
    Troupe(first_start, {"first": pages}),
    Troupe(on_a_closed_medium, {"machine-closed": read_only_reply}),
    Troupe(second_window, {"second": pages, "second-open": read_only_reply}),
)
