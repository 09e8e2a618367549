"""Adding an account as a person does: each step tried before the next, each failure with a way back."""

from urllib.error import HTTPError
from urllib.parse import parse_qs, urlsplit
from urllib.request import urlopen

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from cmworkstation.domain.account import TokenState
from cmworkstation.domain.errors import VaultLocked
from cmworkstation.domain.profile import Role
from cmworkstation.services.starters import starters
from tests.connectors.fake_mastodon import TOKEN
from tests.ui.accounts.site import PASSWORD, USER

WHERE = "Where do people write to you?"
ADDRESS = "Which address?"
PASSWORD_STEP = "Sign in"
BROWSER = "Sign in with your browser"
NAME = "How shall it be called here?"


def redirect_of(url: str) -> tuple[str, str]:
    """Return the loopback address and the state in an address for the browser."""
    query = parse_qs(urlsplit(url).query)
    return query["redirect_uri"][0], query["state"][0]


def at_the_browser(desk, mastodon):
    desk.begin("Mastodon", mastodon.origin)
    desk.qtbot.waitUntil(lambda: desk.title() == BROWSER)


def test_a_mastodon_account_is_added_through_the_browser(desk, mastodon, browser):
    at_the_browser(desk, mastodon)
    assert not desk.button("Continue").isEnabled()
    assert desk.wizard.browser.link.toPlainText() == browser.opened[-1]
    page = browser.allow()
    assert "you can close this page" in page
    desk.qtbot.waitUntil(lambda: desk.title() == NAME, timeout=10_000)
    assert "It works: @alma@" in desk.wizard.name.who.text()
    desk.wizard.name.name.setText("Town hall")
    desk.press("Add the account")
    desk.settle()
    assert not desk.wizard_is_open()
    (account,) = desk.services.accounts.listed()
    assert (account.name, account.state) == ("Town hall", TokenState.VALID)
    kept = desk.services.vault.secrets(account.id, account.platform)
    assert TOKEN in kept.values()
    assert TOKEN not in str(account.settings)
    assert "Town hall" in [card.accessibleName().split(",")[0] for card in desk.page._cards]


def test_an_answer_with_a_wrong_state_is_refused_and_the_right_one_still_counts(
    desk, mastodon, browser
):
    at_the_browser(desk, mastodon)
    back, _ = redirect_of(browser.opened[-1])
    with pytest.raises(HTTPError) as refused:
        urlopen(f"{back}?code=code-1&state=somebody-elses", timeout=10)
    assert refused.value.code == 400
    assert "belongs to no sign-in" in refused.value.read().decode()
    refused.value.close()
    assert desk.title() == BROWSER
    browser.allow()
    desk.qtbot.waitUntil(lambda: desk.title() == NAME, timeout=10_000)


def test_a_no_in_the_browser_is_told_and_the_browser_can_be_opened_again(desk, mastodon, browser):
    at_the_browser(desk, mastodon)
    mastodon.deny = True
    browser.allow()
    desk.qtbot.waitUntil(lambda: bool(desk.said()), timeout=10_000)
    assert desk.said() == (
        "The server gave no access. Nothing was stored."
        " Open the browser again and allow it, or paste a code instead."
    )
    assert not desk.button("Continue").isEnabled()
    mastodon.deny = False
    desk.press("Open the browser again")
    desk.qtbot.waitUntil(lambda: len(browser.opened) == 2, timeout=10_000)
    assert redirect_of(browser.opened[0]) != redirect_of(browser.opened[1])
    assert desk.said() == ""
    browser.allow()
    desk.qtbot.waitUntil(lambda: desk.title() == NAME, timeout=10_000)


def test_a_code_can_be_pasted_instead(desk, mastodon, browser):
    at_the_browser(desk, mastodon)
    desk.press("Paste a code instead")
    desk.qtbot.waitUntil(lambda: len(browser.opened) == 2, timeout=10_000)
    query = parse_qs(urlsplit(browser.opened[-1]).query)
    assert query["redirect_uri"] == ["urn:ietf:wg:oauth:2.0:oob"]
    assert desk.wizard.browser.code.isVisible()
    assert desk.wizard.browser.code.hasFocus()
    desk.press("Continue")
    assert desk.said() == "Paste the code first."
    mastodon.codes["shown-1"] = query["code_challenge"][0]
    desk.wizard.browser.code.setText("  shown-1 ")
    desk.press("Continue")
    desk.qtbot.waitUntil(lambda: desk.title() == NAME, timeout=10_000)


def test_a_wrong_code_is_told_and_can_be_corrected(desk, mastodon, browser):
    at_the_browser(desk, mastodon)
    desk.press("Paste a code instead")
    desk.qtbot.waitUntil(lambda: len(browser.opened) == 2, timeout=10_000)
    desk.wizard.browser.code.setText("not-this-one")
    desk.press("Continue")
    desk.qtbot.waitUntil(lambda: bool(desk.said()), timeout=10_000)
    assert "Nothing was stored." in desk.said()
    assert "Nothing was published" not in desk.said()
    assert desk.wizard.browser.code.text() == "not-this-one"
    assert desk.button("Continue").isEnabled()


def test_a_wordpress_site_is_added_with_an_application_password(desk, site):
    site.as_wordpress()
    desk.begin("WordPress", site.origin)
    assert desk.title() == PASSWORD_STEP
    desk.wizard.password.user.setText(USER)
    desk.wizard.password.secret.setText("wrong words here now")
    desk.press("Continue")
    assert desk.title() == PASSWORD_STEP
    assert desk.said().startswith(
        "The site refused this user name and password. Nothing was stored."
    )
    assert "Users › Profile" in desk.said()
    assert desk.wizard.password.user.text() == USER
    desk.wizard.password.secret.setText(PASSWORD)
    desk.press("Continue")
    assert desk.title() == NAME
    assert desk.wizard.name.name.text() == "The Journal"
    desk.press("Add the account")
    desk.settle()
    (account,) = desk.services.accounts.listed()
    assert account.platform == "wordpress"
    assert PASSWORD not in str(account.settings)
    assert PASSWORD in desk.services.vault.secrets(account.id, "wordpress").values()


def test_an_empty_user_name_or_password_is_asked_for_before_the_site_is(desk, site):
    site.as_wordpress()
    desk.begin("WordPress", site.origin)
    asked = len(site.asked)
    desk.press("Continue")
    assert desk.said() == "Type the user name and the password first."
    assert len(site.asked) == asked


def test_the_site_can_make_the_password_in_the_browser(desk, site, browser):
    site.as_wordpress()
    desk.begin("WordPress", site.origin)
    desk.press("Let the site make one, in the browser")
    desk.qtbot.waitUntil(lambda: bool(browser.opened), timeout=10_000)
    assert desk.title() == BROWSER
    query = parse_qs(urlsplit(browser.opened[-1]).query)
    back = query["success_url"][0]
    with urlopen(f"{back}&user_login={USER}&password={PASSWORD.replace(' ', '%20')}") as page:
        assert page.status == 200
    desk.qtbot.waitUntil(lambda: desk.title() == NAME, timeout=10_000)


def test_the_address_of_a_site_is_enough_for_its_feed(desk, site):
    site.as_feed()
    desk.begin("eed", site.origin)
    assert desk.title() == NAME
    assert desk.wizard.name.name.text() == "Valley News"
    desk.press("Add the account")
    desk.settle()
    (account,) = desk.services.accounts.listed()
    assert account.settings["url"] == f"{site.origin}/rss.xml"
    for _ in desk.services.sync.poll(account.id):
        pass
    assert desk.services.accounts.health()[0].trouble == ""


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("", "Type an address first."),
        ("nobody.example", "No connection to the server. Nothing was lost. Check the address"),
        ("two words", "No server answers at this address."),
    ],
    ids=("nothing", "nobody", "no address"),
)
def test_an_address_that_leads_nowhere_stays_to_be_corrected(desk, address, words):
    desk.begin("Mastodon")
    desk.wizard.address.field.setText(address)
    desk.press("Continue")
    assert desk.said().startswith(words)
    assert desk.title() == ADDRESS
    assert desk.wizard.address.field.text() == address
    assert desk.button("Continue").isEnabled()


def test_a_site_of_another_kind_is_told_apart(desk, site):
    site.pages["/"] = ("text/html", "<p>A page about fish")
    desk.begin("Mastodon", site.origin)
    assert desk.title() == ADDRESS
    assert "not a server of this kind" in desk.said()
    desk.press("Back")
    assert desk.title() == WHERE
    desk.wizard.platforms.list.setCurrentRow(
        list(desk.wizard._offers).index("wordpress"),
    )
    desk.press("Continue")
    assert desk.wizard.address.field.text() == site.origin
    assert desk.said() == ""


def test_a_server_in_trouble_is_told_without_a_promise_to_try_again(desk, mastodon):
    mastodon.lasting = "500 html"
    desk.begin("Mastodon", mastodon.origin)
    assert desk.title() == ADDRESS
    assert desk.said()
    assert "by itself" not in desk.said()
    assert "queue" not in desk.said()
    mastodon.lasting = ""
    desk.press("Continue")
    desk.qtbot.waitUntil(lambda: desk.title() == BROWSER, timeout=10_000)


def test_going_back_loses_nothing_that_was_typed(desk, site):
    site.as_wordpress()
    desk.begin("WordPress", site.origin)
    desk.wizard.password.user.setText(USER)
    desk.wizard.password.secret.setText(PASSWORD)
    desk.press("Continue")
    desk.wizard.name.name.setText("Our journal")
    desk.wizard.name.colour.setCurrentIndex(5)
    desk.wizard.name.protected.setChecked(True)
    desk.press("Back")
    assert desk.title() == PASSWORD_STEP
    assert (desk.wizard.password.user.text(), desk.wizard.password.secret.text()) == (
        USER,
        PASSWORD,
    )
    desk.press("Back")
    assert desk.title() == ADDRESS
    assert desk.wizard.address.field.text() == site.origin
    desk.press("Back")
    assert desk.title() == WHERE
    assert desk.wizard.platforms.list.currentItem().text().startswith("WordPress")
    for _ in range(3):
        desk.press("Continue")
    assert desk.title() == NAME
    assert desk.wizard.name.name.text() == "Our journal"
    assert desk.wizard.name.colour.currentIndex() == 5
    assert desk.wizard.name.protected.isChecked()


def test_cancelling_stores_nothing_and_stops_the_listener(desk, mastodon, browser):
    at_the_browser(desk, mastodon)
    back, state = redirect_of(browser.opened[-1])
    desk.qtbot.keyClick(desk.wizard, Qt.Key.Key_Escape)
    desk.settle()
    assert not desk.wizard_is_open()
    assert desk.services.accounts.listed() == ()
    with pytest.raises(OSError):
        urlopen(f"{back}?code=code-1&state={state}", timeout=5)


def test_cancelling_while_the_server_answers_slowly_leaves_no_listener(desk, mastodon, browser):
    mastodon.trouble.append(("/api/v1/apps", "slow"))
    desk.begin("Mastodon")
    desk.wizard.address.field.setText(mastodon.origin)
    desk.button("Continue").click()
    desk.qtbot.waitUntil(lambda: any("/apps" in path for _, path, _ in mastodon.requests))
    desk.wizard.reject()
    mastodon.released.set()
    desk.settle()
    assert browser.opened == []


def test_closing_the_wizard_forgets_a_password_that_was_typed(desk, site):
    site.as_wordpress()
    desk.begin("WordPress", site.origin)
    desk.wizard.password.secret.setText(PASSWORD)
    field = desk.wizard.password.secret
    desk.wizard.reject()
    assert field.text() == ""


@pytest.mark.parametrize("unlocked", [True, False], ids=("unlocked", "for this run only"))
def test_a_locked_keyring_leaves_the_choice(desk, site, vault, monkeypatch, unlocked):
    site.as_wordpress()
    desk.begin("WordPress", site.origin)
    desk.wizard.password.user.setText(USER)
    desk.wizard.password.secret.setText(PASSWORD)
    desk.press("Continue")
    monkeypatch.setattr(vault, "_session", False)
    locked = [True]
    keep = vault.keep

    def keep_unless_locked(*args):
        if locked[0] and not vault._session:
            raise VaultLocked
        vault.use_session_memory()
        keep(*args)

    monkeypatch.setattr(vault, "keep", keep_unless_locked)
    desk.press("Add the account")
    assert desk.said().startswith("Your system’s keyring is locked. Nothing was stored.")
    assert desk.services.accounts.listed() == ()
    if unlocked:
        locked[0] = False
        desk.press("Add the account")
    else:
        desk.press("Keep it for this session only")
    desk.settle()
    assert len(desk.services.accounts.listed()) == 1


class TestWithoutAKeyring:
    @pytest.fixture
    def vault(self):
        """The keyring in memory of the tests is none that the program trusts."""
        from cmworkstation.vault import Vault

        return Vault()

    def test_a_missing_keyring_is_told_and_this_run_only_is_a_choice(self, desk, site):
        site.as_wordpress()
        desk.begin("WordPress", site.origin)
        desk.wizard.password.user.setText(USER)
        desk.wizard.password.secret.setText(PASSWORD)
        desk.press("Continue")
        desk.press("Add the account")
        assert desk.said().startswith("This system has no keyring that the program trusts.")
        desk.press("Keep it for this session only")
        desk.settle()
        (account,) = desk.services.accounts.listed()
        assert PASSWORD in desk.services.vault.secrets(account.id, "wordpress").values()


def named(desk, mastodon, browser):
    """Come as far as the name, and return the choice of charters with what it offers."""
    at_the_browser(desk, mastodon)
    browser.allow()
    desk.qtbot.waitUntil(lambda: desk.title() == NAME, timeout=10_000)
    choice = desk.wizard.name.charter
    return choice, [choice.itemText(n) for n in range(choice.count())]


def test_an_example_charter_can_be_put_in_use_with_the_account(desk, mastodon, browser):
    desk.services.charters.add_starter("mediatheques-ormaie")
    choice, offered = named(desk, mastodon, browser)
    assert len([one for one in offered if one.startswith("Example: ")]) == len(starters()) - 1
    fennick = next(one for one in starters() if one.name == "fennick-lane")
    choice.setCurrentIndex(offered.index(f"Example: {fennick.title['en']}"))
    desk.press("Add the account")
    desk.settle()
    (account,) = desk.services.accounts.listed()
    governing = desk.services.charters.governing(account.id)
    assert governing is not None
    assert governing.charter.header.id == fennick.id


def test_an_example_that_others_must_sign_becomes_a_draft_and_this_is_said(desk, mastodon, browser):
    desk.services.profiles.add("Nadia", {Role.KEEPER})
    desk.services.profiles.add("Omar", {Role.APPROVER, Role.KEEPER})
    choice, offered = named(desk, mastodon, browser)
    choice.setCurrentIndex(next(n for n, one in enumerate(offered) if "Example: " in one))
    desk.press("Add the account")
    desk.settle()
    (account,) = desk.services.accounts.listed()
    assert desk.services.charters.governing(account.id) is None
    assert len(desk.services.charters.opened()) == 1
    said = [bar.accessibleName() for _, bar in desk.window._bars]
    assert any("others must sign it before" in one for one in said)


def test_a_platform_is_found_by_typing_and_what_has_none_is_told_of_the_way_by_hand(desk):
    assert desk.window.act("accounts.add")
    step = desk.wizard.platforms
    titles = [step.list.item(n).text().partition("\n")[0] for n in range(step.list.count())]
    assert titles[:3] == ["E-mail", "Facebook", "Instagram"]
    step.search.setFocus()
    QTest.keyClicks(step.search, "mast")
    assert step.key() == "mastodon"
    QTest.keyClicks(step.search, "xyz")
    assert step.key() == ""
    assert not desk.button("Continue").isEnabled()
    assert step.nothing.isVisible()
    assert "Capture a message" in step.nothing.text()
    step.search.clear()
    assert step.list.isVisible()
    before = step.key()
    QTest.keyClick(step.search, Qt.Key.Key_Down)
    assert step.key() != before
    step.search.setText("wordp")
    QTest.keyClick(step.search, Qt.Key.Key_Return)
    desk.until_idle()
    assert desk.title() == ADDRESS


def test_enter_on_the_list_of_platforms_opens_the_next_step_and_complains_of_nothing(desk):
    assert desk.window.act("accounts.add")
    rows = desk.wizard.platforms.list
    rows.setCurrentRow(0)
    desk.qtbot.keyClick(rows, Qt.Key.Key_Return)
    assert desk.title() == ADDRESS
    assert desk.said() == ""
