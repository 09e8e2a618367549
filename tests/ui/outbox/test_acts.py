"""Each act in each state: offered where it can be done, with what comes of it in words, and then it does that."""

from collections.abc import Callable

import pytest

from cmworkstation.domain.account import Idempotency, TokenState
from cmworkstation.domain.errors import NotAllowed, StorageFull
from cmworkstation.domain.reply import OutboxRow, OutboxState, StepNote
from cmworkstation.store import accounts as account_table
from cmworkstation.store import outbox
from tests.pretend import START
from tests.ui.outbox.outbox import Outbox

State = OutboxState
LABELS = {
    "send_now": ("Send now", "Try again", "Send anyway"),
    "take_back": ("Edit",),
    "drop": ("Give up",),
    "it_arrived": ("It is there",),
    "it_did_not": ("It is not there: send again",),
    "look": ("Let the program look now",),
}


def held(page: Outbox, name: str = "a") -> OutboxRow:
    return page.reply(name, hold_s=10)


def queued(page: Outbox, name: str = "a") -> OutboxRow:
    row = page.reply(name, hold_s=10)
    page.services.outbox.send_now(row.id)
    page.look()
    return row


def later(page: Outbox, name: str = "a") -> OutboxRow:
    return page.reply(name, "rate-limited")


def refused(page: Outbox, name: str = "a") -> OutboxRow:
    return page.reply(name, "refused")


def moved(page: Outbox, name: str = "a") -> OutboxRow:
    row = page.reply(name)
    page.world.server.write(f"{name}2", "Never mind.", parent=name, minutes=5)
    page.deliver()
    return row


def unknown(page: Outbox, name: str = "a") -> OutboxRow:
    return page.reply(name, "lost")


def asked(page: Outbox, name: str = "a") -> OutboxRow:
    """In doubt for good, as where our own posts cannot be listed completely."""
    row = page.reply(name, "lost")
    with page.services.workspace.write() as connection:
        note = StepNote.CANNOT_TELL
        outbox.turn(connection, row.id, State.ASK, START, of=(State.UNKNOWN,), note=note)
    page.look()
    return row


def sent(page: Outbox, name: str = "a") -> OutboxRow:
    return page.reply(name, "ok")


def sending(page: Outbox, name: str = "a") -> OutboxRow:
    row = page.reply(name)
    page.services.outbox.claim(page.services.outbox.row(row.id))
    page.look()
    return row


def dropped(page: Outbox, name: str = "a") -> OutboxRow:
    row = page.reply(name, hold_s=10)
    page.services.outbox.drop(row.id)
    page.look()
    return row


UNSENT = {"send_now": State.QUEUED, "take_back": State.DROPPED, "drop": State.DROPPED}
DOUBT = {"it_did_not": State.QUEUED, "it_arrived": State.SENT, "drop": State.DROPPED}
# How a reply comes into a state, and what each act that is offered there leads to.
TABLE: dict[State, tuple[Callable[[Outbox, str], OutboxRow], dict[str, State]]] = {
    State.HELD: (held, UNSENT),
    State.QUEUED: (queued, UNSENT),
    State.LATER: (later, UNSENT),
    State.REFUSED: (refused, UNSENT),
    State.MOVED: (moved, UNSENT),
    State.UNKNOWN: (unknown, {**DOUBT, "look": State.UNKNOWN}),
    State.ASK: (asked, {**DOUBT, "look": State.ASK}),
    State.SENT: (sent, {}),
    State.SENDING: (sending, {}),
    State.DROPPED: (dropped, {}),
}


def label_of(page: Outbox, act: str) -> str:
    return next(one for one in page.buttons() if one in LABELS[act])


def test_each_state_offers_its_acts_and_no_other(page: Outbox) -> None:
    for name, (state, (make, acts)) in zip("abcdefghij", TABLE.items(), strict=True):
        row = make(page, name)
        page.choose(row)
        assert page.state(row) is state
        for act, labels in LABELS.items():
            shown = [one for one in page.buttons() if one in labels]
            assert bool(shown) == (act in acts), (state, act)
            assert page.window.can(f"outbox.{act}") == (act in acts), (state, act)


@pytest.mark.parametrize(
    "state", [one for one, (_, acts) in TABLE.items() if acts], ids=lambda one: one.value
)
def test_each_act_says_what_comes_of_it_and_does_it(page: Outbox, state: State) -> None:
    make, acts = TABLE[state]
    for name, (act, after) in zip("abcd", acts.items(), strict=False):
        row = make(page, name)
        page.choose(row)
        button = page.buttons()[label_of(page, act)]
        consequence = button.accessibleDescription()
        assert consequence.endswith(".")
        assert consequence in page.words(), "eyes and ears get the same words"
        if act == "it_arrived":
            page.outbox._detail.address.setText("https://pretend.example/ours-0")
        before = len(page.world.server.published)
        page.press(button.text())
        assert page.state(row) is after, act
        assert len(page.world.server.published) == before, "an act alone publishes nothing"
        page.world.server.script.clear()
        page.go()
        page.pass_time(3600)
        goes_out = page.state(row) is State.SENT and act != "it_arrived"
        published = len(page.world.server.published) - before
        assert published == (1 if goes_out else 0), "once, and only if it says so"


@pytest.mark.parametrize("fate", ["stored", "lost", "late"])
def test_letting_the_program_look_never_sends_and_never_concludes_too_early(
    page: Outbox, fate: str
) -> None:
    row = page.reply("a", fate)
    for _ in range(5):
        if page.state(row) is State.UNKNOWN:
            page.press("Let the program look now")
    if fate == "stored":
        assert page.state(row) is State.SENT
        assert "It is there" in page.window.status._said.text()
        return
    assert page.state(row) is State.UNKNOWN
    assert "not among your own posts yet" in page.window.status._said.text()
    assert page.words().count("not among your own posts yet") == 5, "each look is a step"
    for _ in range(12):
        page.pass_time(120)
    assert page.state(row) is State.SENT
    assert len(page.world.server.published) == 1


def test_a_look_that_fails_is_said_and_changes_nothing(page: Outbox) -> None:
    row = page.reply("a", "lost", "look-offline")
    before = page.services.outbox.row(row.id)
    page.press("Let the program look now")
    assert page.services.outbox.row(row.id) == before
    assert "No connection" in page.window.status._said.text()


def test_there_is_nothing_to_look_for_where_no_doubt_is(page: Outbox) -> None:
    row = page.reply("a", "refused")
    with pytest.raises(NotAllowed, match="not-in-doubt"):
        page.services.outbox.look(row.id)


class TestWhereNoMachineCanLook:
    @pytest.fixture
    def idempotency(self) -> Idempotency:
        return Idempotency.NONE

    def test_only_the_person_is_offered_to_look(self, page: Outbox) -> None:
        row = page.reply("a", "lost")
        assert "Let the program look now" not in page.buttons()
        with pytest.raises(NotAllowed, match="cannot-look"):
            page.services.outbox.look(row.id)


def test_a_reply_that_may_be_out_already_says_why_it_cannot_be_edited(page: Outbox) -> None:
    row = page.reply("a", "lost")
    page.press("It is not there: send again")
    assert page.state(row) is State.QUEUED
    edit = page.buttons()["Edit"]
    assert not edit.isEnabled()
    assert "An earlier attempt may still arrive" in edit.accessibleDescription()
    assert (
        "If it arrived, it stays on the platform"
        in page.buttons()["Give up"].accessibleDescription()
    )


# ------------------------------------------------------------------------------------------- the account


def put(page: Outbox, state: TokenState) -> None:
    with page.services.workspace.write() as connection:
        account_table.set_state(connection, page.account.id, state)
    page.look()


@pytest.mark.parametrize("make", [later, unknown], ids=lambda one: one.__name__)
def test_an_account_whose_access_ended_is_named_and_leads_to_the_sign_in(
    page: Outbox, make: Callable[[Outbox], OutboxRow], monkeypatch: pytest.MonkeyPatch
) -> None:
    page.choose(make(page))
    put(page, TokenState.DEAD)
    said = page.words()
    assert "The access of “Mairie” has ended." in said
    assert ("Whether this arrived is looked up" in said) == (make is unknown)
    assert not {"Send now", "Try again", "Let the program look now"} & set(page.buttons())
    asked_for: list[object] = []
    page.window.go("accounts")
    accounts = page.window.page("accounts")
    assert accounts is not None
    page.go()
    page.window.register("accounts", {"sign_in": asked_for.append})
    page.press("Sign in again…")
    assert asked_for == [page.account.id]


def test_an_access_that_allows_no_files_says_so_and_leads_to_the_sign_in(
    page: Outbox,
) -> None:
    row = queued(page)
    with page.services.workspace.write() as connection:
        outbox.turn(
            connection, row.id, State.REFUSED, START, of=(State.QUEUED,), error="NoUploadRight"
        )
    page.look()
    page.choose(row)
    assert "The server takes no files with this access." in page.words()
    assert next(iter(page.buttons())) == "Sign in again…"
    assert "Try again" in page.buttons()
    asked_for: list[object] = []
    page.window.go("accounts")
    page.go()
    page.window.register("accounts", {"sign_in": asked_for.append})
    page.press("Sign in again…")
    assert asked_for == [page.account.id]


def test_a_paused_account_can_be_resumed_from_its_reply(page: Outbox) -> None:
    row = queued(page)
    page.choose(row)
    page.services.accounts.pause(page.account.id, paused=True)
    page.look()
    assert "You paused “Mairie”. This leaves once you resume it." in page.words()
    page.pass_time(60)
    assert page.state(row) is State.QUEUED
    page.press("Resume the account")
    page.deliver()
    assert page.state(row) is State.SENT


def test_a_reply_of_a_removed_account_can_only_be_given_up(page: Outbox) -> None:
    row = queued(page)
    page.choose(row)
    page.services.accounts.remove(page.account.id)
    page.look()
    assert "The account was removed here, so that this cannot leave." in page.words()
    assert {"Edit", "Post by hand…", "Give up", "Show the conversation", "Dossier…"} == set(
        page.buttons()
    )
    page.press("Give up")
    assert page.state(row) is State.DROPPED


# ------------------------------------------------------------------------------------------- after a crash


def test_after_a_crash_it_says_what_happened_and_when_we_look(page: Outbox) -> None:
    row = sending(page)
    server, clock = page.world.server, page.world.clock
    at = clock.now().isoformat()
    server.publish({"id": "ours-0", "key": row.once_key, "text": row.body, "parent": "a", "at": at})
    page.crash()
    page.choose(row)
    said = page.words()
    assert "The program ended while this was being sent; whether it arrived is not known." in said
    assert "We look whether it arrived at 09:00, in 5 s." in said
    assert "unclear, being looked up – the program ended in the middle" in said
    assert page.outbox._detail._why.toolTip() == "<qt>01 Sep 2026 09:00:05</qt>"
    page.pass_time(6)
    assert page.state(row) is State.SENT
    assert len(server.published) == 1
    assert "found among your own posts" in page.words()


def test_the_list_says_when_each_goes_on(page: Outbox) -> None:
    row = later(page)
    place = page.outbox._model.place_of(row.id)
    index = page.outbox._model.index(place)
    assert str(index.data()).startswith("tried again at 09:01:")
    assert index.data(3) == "<qt>01 Sep 2026 09:01:30</qt>"  # the tool tip


def test_on_a_full_disk_it_says_what_it_waits_for(
    page: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = queued(page)
    page.choose(row)
    full = StorageFull("no room")
    monkeypatch.setattr(page.services.storage, "trouble", lambda: full)
    page.look()
    assert "This goes on by itself as soon as there is room; nothing was lost." in page.words()
    monkeypatch.setattr(page.services.storage, "trouble", lambda: None)
    page.look()
    assert "It leaves as soon as the account can be reached." in page.words()


def test_where_we_chose_the_id_no_address_is_asked_for(
    page: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page.services.outbox._settling, "chosen_id", lambda _: "chosen-by-us")
    row = asked(page)
    page.choose(row)
    assert not page.outbox._detail.address.isVisible()
    assert "Paste its address" not in page.words()
    page.press("It is there")
    assert page.state(row) is State.SENT
    assert page.services.outbox.row(row.id).remote_id == "chosen-by-us"
