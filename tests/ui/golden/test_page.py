"""The page of golden rules: each sentence shows its checks and cues, leads to them, and counts how often it spoke."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialog

from cmworkstation import i18n, resources
from cmworkstation.domain.golden_rules import SENTENCES
from cmworkstation.domain.table import markdown
from cmworkstation.domain.values import replace
from cmworkstation.ui import keys
from cmworkstation.ui.commands import BY_ID
from cmworkstation.ui.crisis.paper import PaperDialog, write
from cmworkstation.ui.golden.page import GoldenPage
from cmworkstation.words import debriefs
from cmworkstation.words import golden as words
from tests.ui.inbox.conftest import Scene

COMMANDS = sorted(
    {check.command for one in SENTENCES for check in one.checks}
    | {cue.command for one in SENTENCES for cue in one.cues}
)


def the_page(town: Scene) -> GoldenPage:
    assert town.window.act("go.golden")
    town.settle()
    found = town.window.page("golden")
    assert isinstance(found, GoldenPage)
    return found


@pytest.fixture
def page(town: Scene) -> Iterator[GoldenPage]:
    yield the_page(town)
    for one in town.window.findChildren(QDialog):
        one.close()


def test_every_command_that_is_named_exists() -> None:
    assert [one for one in COMMANDS if one not in BY_ID] == []


@pytest.mark.parametrize("command", COMMANDS)
def test_every_show_me_opens_its_place(town: Scene, page: GoldenPage, command: str) -> None:
    page.show_place(command)
    town.settle()
    row = BY_ID[command]
    wanted = row.page or (str(row.args[0]) if row.action == "go.page" else "")
    if wanted:
        assert town.window.current_key() == wanted
    else:  # a dialog, or a list that is filtered
        dialogs = [one for one in town.window.findChildren(QDialog) if one.isVisible()]
        assert dialogs or town.window.current_key() != "golden"


def test_every_sentence_shows_a_button_for_each_check_and_cue(
    town: Scene, page: GoldenPage
) -> None:
    for one in SENTENCES:
        page.recall(one.key)
        chosen = page.sentence()
        assert chosen is not None
        assert chosen.key == one.key
        assert len(page.detail.buttons) == len(one.checks) + len(one.cues)
        assert all(button.accessibleName() for button in page.detail.buttons)


def test_a_press_on_show_me_leads_there(town: Scene, page: GoldenPage) -> None:
    page.recall("platform")
    page.detail.buttons[0].click()
    town.settle()
    assert town.window.current_key() == "presence"


def test_what_stands_around_the_text_is_shown_in_the_composer_and_said(
    town: Scene, page: GoldenPage
) -> None:
    town.page.open_first()
    town.window.go("golden")
    town.settle()
    page.recall("invited")
    page.detail.buttons[-1].click()
    town.settle()
    assert town.window.current_key() == "inbox"
    assert town.page.composer is not None
    assert town.page.composer.isVisible()
    assert "Look for: Above the text" in town.window.status._said.text()


def test_the_replies_in_which_a_rule_spoke_are_counted_and_open(town: Scene) -> None:
    home = sent(town, {"en-base/blame": "fixed", "core/duplicate-reply": "waived"})
    page = the_page(town)
    page.recall("human")
    assert page.detail.replies.count() == 1
    assert "spoke in 1 reply, 1 left for a reason" in page.detail._lately.text()
    page.recall("bought")
    assert page.detail.replies.isHidden()
    assert "nothing to say" in page.detail._lately.text()
    page.recall("human")
    page.detail.replies.setCurrentRow(0)
    assert town.window.act("golden.replies")
    town.settle()
    assert town.window.current_key() == "inbox"
    opened = town.page.thread_pane.current()
    assert opened is not None
    assert opened.conversation_id == home


def test_the_charter_in_use_says_the_rule_in_its_own_words_or_is_missed(town: Scene) -> None:
    services = town.services
    text = resources.text("charters", "starter-town.charter.toml").replace(
        'golden_rule = "be-invited"', 'golden_rule = "no-roi-chase"'
    )
    charter, _ = services.charters.save(text)
    services.charters.assign(services.accounts.listed()[0].id, charter)
    page = the_page(town)
    page.recall("lie")
    assert page.detail._state.text().startswith("In the charter “")
    page.recall("invited")
    assert page.detail._state.text().startswith("No charter in use states this rule.")


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_paper_names_every_sentence_in_both_languages(tmp_path: Path, language: str) -> None:
    i18n.use_language(language)
    places = {one.id: keys.title(one) for one in BY_ID.values()}
    found = tuple(words.blocks(places))
    for name in ("rules.html", "rules.md"):
        write(tmp_path / name, found)
        text = (tmp_path / name).read_text(encoding="utf-8")
        for one in SENTENCES:
            shown = words.said(one)
            assert (markdown(shown) if name.endswith("md") else shown) in text
            assert (shown == words.SAID[one.key]) is (language == "en")
    assert "<script" not in (tmp_path / "rules.html").read_text(encoding="utf-8")


def test_the_paper_opens_from_the_page(town: Scene, page: GoldenPage) -> None:
    assert town.window.act("golden.paper")
    town.settle()
    assert isinstance(page.dialog, PaperDialog)
    assert page.dialog.isVisible()


def test_the_document_in_english_is_that_of_the_registry() -> None:
    places = {one.id: keys.title(one) for one in BY_ID.values()}
    made = debriefs.as_markdown(words.blocks(places))
    kept = Path(__file__).parents[3] / "docs" / "golden-rules.md"
    assert kept.read_text(encoding="utf-8") == made


def sent(town: Scene, rules: dict[str, str]) -> int:
    """Let a reply have left in which rules spoke; return its conversation."""
    services = town.services
    hit = services.inbox.search("racks")[0]
    draft = services.drafts.begin(hit.conversation_id)
    services.outbox.queue(replace(draft, body="We look at the racks today."))
    with services.workspace.write() as connection:
        connection.execute(
            "UPDATE outbox SET state='sent', remote_id='r1', sent_at=?, outcomes=? WHERE conversation_id=?",
            (
                round(services.clock.now().timestamp() * 1000),
                json.dumps({"charter": "office", "rules": rules}),
                hit.conversation_id,
            ),
        )
    return int(hit.conversation_id)
