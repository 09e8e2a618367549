"""Adding a bot of Telegram: by its token, without an address, and what it does not hear."""

from collections.abc import Iterator

import pytest

from cmworkstation import i18n
from cmworkstation.connectors import telegram
from cmworkstation.words import problems
from tests.connectors.fake_telegram import TOKEN, FakeTelegram
from tests.connectors.misbehaving import serving

TITLE = "Paste the token"
NAME = "How shall it be called here?"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeTelegram]:
    with serving(FakeTelegram()) as fake:
        monkeypatch.setattr(telegram, "API", fake.origin)
        yield fake


def paste(desk, token: str) -> None:
    desk.wizard.token.secret.setText(token)
    desk.press("Continue")


def begin(desk, server: FakeTelegram) -> None:
    desk.begin("Telegram")
    assert desk.title() == TITLE
    desk.wizard._found = desk.services.signin.find("telegram", server.origin)
    assert "@BotFather" in desk.wizard.token.help.text()
    assert desk.wizard.token.secret.accessibleName() == "Token of the bot"


def test_a_bot_is_added_with_its_token_alone(desk, server):
    begin(desk, server)
    paste(desk, TOKEN)
    assert desk.title() == NAME
    assert desk.wizard.name.who.text() == "It works: @alma_bot"
    assert desk.wizard.name.lacks.text().startswith("In groups this bot hears only")
    desk.press("Add the account")
    desk.settle()
    (account,) = desk.services.accounts.listed()
    assert (account.platform, account.handle) == ("telegram", "@alma_bot")
    assert TOKEN not in str(account.settings)


def test_a_bot_that_hears_everything_lacks_nothing(desk, server):
    server.sees_all = True
    begin(desk, server)
    paste(desk, TOKEN)
    assert not desk.wizard.name.lacks.isVisible()


@pytest.mark.parametrize(
    ("token", "webhook", "said"),
    [
        ("123456789:AAnother", "", "Telegram knows no bot with this token."),
        ("nonsense", "", "Telegram knows no bot with this token."),
        (TOKEN, "https://bots.example/hook", "This bot belongs to another program."),
    ],
)
def test_what_stands_in_the_way_is_said_and_nothing_is_stored(desk, server, token, webhook, said):
    server.webhook = webhook
    begin(desk, server)
    paste(desk, token)
    assert desk.said().startswith(said)
    assert desk.services.accounts.listed() == ()


@pytest.mark.parametrize("language", ["en", "fr"])
def test_another_reader_of_the_same_bot_is_told_in_words(language):
    i18n.use_language(language)
    usual = problems.trouble("Refused")
    told = {problems.trouble("Refused", one) for one in ("read-elsewhere", "webhook-set")}
    assert len(told | {usual}) == 3
    assert all(problems.refusal(one) in told for one in ("read-elsewhere", "webhook-set"))
