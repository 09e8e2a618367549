"""The charter page: text with live validation, problems that lead to their place, nothing typed is lost."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel

from cmworkstation import resources
from cmworkstation.domain.conversation import Changes

FENNICK = resources.text("charters", "fennick-lane.charter.toml")
BROKEN = FENNICK.replace('kind = "terms"', 'kind = "tems"', 1)
BROKEN_LINE = next(n for n, line in enumerate(BROKEN.splitlines(), 1) if '"tems"' in line)


def test_without_a_charter_an_example_is_one_press_away(desk):
    said = [one.text() for one in desk.charter.findChildren(QLabel) if one.isVisible()]
    assert "No charter yet" in said
    desk.begin()
    assert {one.id for one in desk.services.charters.listed()} >= {"fennick-lane"}
    assert desk.state() == "In use"
    assert desk.text()


def test_an_example_has_nothing_wrong_and_nothing_to_save(open_desk):
    assert open_desk.text() == FENNICK
    assert open_desk.problems() == ["No problem was found."]
    assert not open_desk.charter._publishing.use_button.isEnabled()


def test_a_mistake_is_found_while_typing_and_keeps_the_text_from_being_used(open_desk):
    open_desk.write(BROKEN)
    assert open_desk.state() == "1 error keeps this text from being used"
    assert not open_desk.charter._publishing.use_button.isEnabled()
    assert any(f"Line {BROKEN_LINE}:" in one and "tems" in one for one in open_desk.problems())
    assert open_desk.charter._tabs.tabText(0) == f"Problems ({len(open_desk.problems())})"
    assert open_desk.window.act("charter.save")
    assert open_desk.in_use() == FENNICK
    open_desk.write(FENNICK)
    assert open_desk.state() == "In use"


def test_a_problem_leads_to_its_place(open_desk):
    open_desk.write(BROKEN)
    rows = open_desk.charter._problems.rows
    item = next(
        rows.item(n) for n in range(rows.count()) if f"Line {BROKEN_LINE}:" in rows.item(n).text()
    )
    rows.itemActivated.emit(item)
    assert open_desk.charter._editor.textCursor().blockNumber() + 1 == BROKEN_LINE
    open_desk.charter._editor.go_to(1)
    assert open_desk.window.act("charter.next_problem")
    assert open_desk.charter._editor.textCursor().blockNumber() + 1 == BROKEN_LINE
    assert f"Line {BROKEN_LINE}:" in open_desk.window.status._said.text()


def test_text_that_is_no_toml_at_all_says_where(open_desk):
    open_desk.write("[charter\n")
    assert open_desk.problems()[0].startswith("Line 1:")
    assert "error" in open_desk.state()


def test_a_changed_text_is_put_in_use_and_the_former_one_is_kept(open_desk):
    former = open_desk.services.charters.listed()
    changed = FENNICK.replace("Fennick Lane", "Fennick Road", 1)
    open_desk.write(changed)
    assert open_desk.state() == "Changed, not in use yet; kept as a draft"
    assert open_desk.in_use() == FENNICK
    assert open_desk.charter._publishing.use_button.isEnabled()
    open_desk.charter._publishing.use_button.click()
    open_desk.settle()
    assert open_desk.in_use() == changed
    assert open_desk.draft() == ""
    assert open_desk.state() == "In use"
    digest = next(one.hash for one in former if one.id == "fennick-lane")
    assert open_desk.services.charters._governing(digest).charter.header.id == "fennick-lane"


def test_a_no_break_space_is_no_change(open_desk):
    spaced = FENNICK.replace("One person answers", "One\u00a0person answers", 1)
    open_desk.write(spaced)
    open_desk.charter._publishing.use_button.click()
    open_desk.settle()
    assert "One\u00a0person" in open_desk.in_use()
    assert open_desk.state() == "In use"


def test_a_pause_in_typing_keeps_the_draft(open_desk):
    open_desk.write(BROKEN)
    open_desk.qtbot.waitUntil(lambda: open_desk.draft() == BROKEN)
    assert open_desk.in_use() == FENNICK


def test_leaving_the_page_and_news_about_charters_lose_no_letter(open_desk):
    open_desk.charter._editor.setPlainText(BROKEN)
    open_desk.window.go("inbox")
    open_desk.window.apply_changes(Changes(charter=True))
    open_desk.window.go("charter")
    assert open_desk.text() == BROKEN


def test_changing_to_another_charter_and_back_loses_no_letter(open_desk):
    open_desk.charter._editor.setPlainText(BROKEN)
    other = next(one.id for one in open_desk.services.charters.listed() if one.id != "fennick-lane")
    open_desk.choose(other)
    assert open_desk.text() == open_desk.in_use(other)
    open_desk.choose("fennick-lane")
    assert open_desk.text() == BROKEN


def test_closing_the_window_and_changing_the_language_lose_no_letter(open_desk):
    open_desk.charter._editor.setPlainText(BROKEN)
    open_desk.charter._trial.text.setPlainText("Try me")
    open_desk.charter._editor.go_to(12)
    open_desk.window.set_language("fr")
    open_desk.settle()
    assert open_desk.text() == BROKEN
    assert open_desk.charter._trial.text.toPlainText() == "Try me"
    assert open_desk.charter._editor.textCursor().blockNumber() == 11
    open_desk.charter._editor.setPlainText(BROKEN + "# more\n")
    open_desk.window.close()
    assert open_desk.draft() == BROKEN + "# more\n"


# -------------------------------------------------------------------------------- files


def test_a_charter_from_a_file_is_taken_in(desk, tmp_path):
    file = tmp_path / "a.toml"
    file.write_bytes(b"\xef\xbb\xbf" + FENNICK.replace("\n", "\r\n").encode())
    desk.charter._files.open(str(file))
    desk.settle()
    assert desk.in_use() == FENNICK
    assert desk.state() == "In use"


def test_another_text_of_a_charter_that_is_here_waits_to_be_put_in_use(open_desk, tmp_path):
    mine = FENNICK + "# mine\n"
    open_desk.write(mine)
    file = tmp_path / "a.toml"
    file.write_text(FENNICK + "# theirs\n")
    open_desk.charter._files.open(str(file))
    open_desk.checked()
    assert open_desk.text() == FENNICK + "# theirs\n"
    assert open_desk.in_use() == FENNICK
    assert open_desk.state() == "Changed, not in use yet; kept as a draft"
    open_desk.charter._editor.undo()
    assert open_desk.text() == mine


def test_a_broken_file_is_shown_to_be_mended_and_touches_no_other_charter(open_desk, tmp_path):
    open_desk.write(FENNICK + "# mine\n")
    file = tmp_path / "a.toml"
    file.write_text(BROKEN.replace('id = "fennick-lane"', 'id = "elsewhere"', 1))
    open_desk.charter._files.open(str(file))
    open_desk.checked()
    assert '"tems"' in open_desk.text()
    assert "not in use" in open_desk.charter._bar.choice.currentText()
    assert "error" in open_desk.state()
    bars = [bar.accessibleName() for _, bar in open_desk.window._bars]
    assert any("cannot be put in use yet" in one for one in bars)
    open_desk.charter._editor.setPlainText(open_desk.text() + "# by me\n")
    open_desk.choose("fennick-lane")
    assert open_desk.text() == FENNICK + "# mine\n"
    open_desk.choose("elsewhere")
    assert open_desk.text().endswith("# by me\n")
    open_desk.write(open_desk.text().replace('"tems"', '"terms"'))
    assert open_desk.charter._publishing.use_button.isEnabled()
    open_desk.charter._publishing.use_button.click()
    open_desk.settle()
    assert open_desk.in_use("elsewhere").endswith("# by me\n")
    assert "not in use" not in open_desk.charter._bar.choice.currentText()
    assert open_desk.draft() == FENNICK + "# mine\n"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "The file could not be read."),
        (b"\xff\xfe\x00", "The file is not UTF-8 text"),
        (b"#" * (2 * 2**20 + 1), "The file is too large for a charter"),
        (b"[" * 100_001, "A line of this file is longer than any of a charter"),
    ],
    ids=("missing", "not text", "too large", "one line"),
)
def test_a_file_that_cannot_be_read_is_told(desk, tmp_path, content, said):
    file = tmp_path / "a.toml"
    if content is not None:
        file.write_bytes(content)
    desk.charter._files.open(str(file))
    assert said in desk.window.status._said.text()
    assert desk.services.charters.listed() == ()


def test_a_copy_is_written_as_it_stands_in_the_editor(open_desk, tmp_path):
    open_desk.charter._editor.setPlainText(BROKEN)
    open_desk.charter._files.write(str(tmp_path / "copy.toml"))
    assert (tmp_path / "copy.toml").read_text(encoding="utf-8") == BROKEN
    open_desk.charter._files.write(str(tmp_path / "nowhere" / "copy.toml"))
    assert "could not be written" in open_desk.window.status._said.text()


# -------------------------------------------------------------------------------- trying it


def verdicts(desk):
    rows = desk.charter._trial.verdict
    return [rows.item(n).text() for n in range(rows.count())]


def test_a_sentence_is_tried_on_the_text_as_it_is_being_written(open_desk):
    open_desk.charter._trial.text.setPlainText("Our oats lowers cholesterol.")
    open_desk.checked()
    assert any(one.startswith("Stops the reply · A health claim") for one in verdicts(open_desk))
    open_desk.charter._trial.text.setPlainText("Thank you, we wrote it down for Friday.")
    open_desk.checked()
    assert verdicts(open_desk) == ["In line with the charter."]
    open_desk.charter._trial.text.setPlainText("")
    open_desk.checked()
    assert verdicts(open_desk) == []


def test_tab_leaves_the_text(open_desk):
    editor = open_desk.charter._editor
    open_desk.window.activateWindow()
    editor.setFocus()
    open_desk.qtbot.waitUntil(editor.hasFocus)
    open_desk.qtbot.keyClick(editor, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is not editor
    assert open_desk.text() == FENNICK
