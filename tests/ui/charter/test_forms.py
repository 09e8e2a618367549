"""The forms of the charter page: what is changed there changes the text, and nothing else of it."""

import re
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel

from cmworkstation.domain.charter.reading import read_charter
from cmworkstation.ui.charter.changing import CommentsGo
from cmworkstation.ui.charter.editors import Line, Number, OneOf, SomeOf, YesNo
from cmworkstation.ui.charter.editors_amounts import Day
from cmworkstation.ui.charter.editors_checked import Condition, Marked, Pattern, Week
from cmworkstation.ui.charter.editors_lists import ByLanguage, Pairs, References, Texts
from cmworkstation.ui.charter.form import Form
from cmworkstation.ui.charter.making import Identifier
from cmworkstation.ui.charter.pack_rules import PackRules
from cmworkstation.ui.charter.sheets import SHEETS
from tests.ui.charter.conftest import FENNICK, Desk


def go(desk: Desk, section: str, index: int = 0) -> Form:
    desk.charter._go(section, index)
    form = desk.charter._detail.form
    assert form is not None
    return form


def editor(form: Form, key: str) -> Any:
    return form._editors[key]


def remark(one: Any) -> str:
    return str(one._remark.text()) if one._remark is not None else ""


def flushed(desk: Desk) -> str:
    desk.charter._detail.flush()
    desk.checked()
    return desk.text()


def one_line_changed(text: str) -> list[str]:
    """Return the lines of the new text that are not in the old one."""
    old = FENNICK.split("\n")
    return [line for line in text.split("\n") if line not in old]


def test_every_section_has_a_form_in_which_nothing_changes_by_looking(forms):
    shown = 0
    for sheet in SHEETS:
        for index in range(9 if sheet.many else 1):
            forms.charter._go(sheet.section, index)
            form = forms.charter._detail.form
            if form is None:
                break
            form.more.set_open(True)
            shown += len([one for one in form._editors.values() if one.isVisibleTo(form)])
            for one in form._editors.values():
                assert one.sound()
            form._dirty = dict.fromkeys(form._editors)
            form._dirty.pop("id", None)
            form.flush()
    assert shown > 400
    assert forms.text() == FENNICK


def test_a_changed_field_is_one_line_of_the_text_and_one_step_of_undo(forms):
    form = go(forms, "voice")
    field = editor(form, "emoji_max").field
    field.setFocus()
    field.selectAll()
    forms.qtbot.keyClicks(field, "7")
    assert forms.text() == FENNICK  # a pause is waited for
    forms.qtbot.waitUntil(lambda: forms.text() != FENNICK)
    assert one_line_changed(forms.text()) == ["emoji_max = 7"]
    forms.checked()
    assert forms.state() == "Changed, not in use yet; kept as a draft"
    forms.window.activateWindow()
    field.setFocus()
    forms.qtbot.waitUntil(field.hasFocus)
    forms.qtbot.keyClick(field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    forms.checked()
    assert forms.text() == FENNICK
    assert field.text() == "2"
    forms.qtbot.keyClick(
        field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    )
    forms.checked()
    assert field.text() == "7"


def test_undo_leads_back_to_the_object_in_which_the_step_was_made(forms):
    editor(go(forms, "fact"), "value").field.setPlainText("12")
    flushed(forms)
    go(forms, "voice")
    forms.charter._editing.undo(back=True)
    forms.checked()
    assert forms.charter._detail.section == "fact"
    assert forms.text() == FENNICK


def put(text: str) -> Any:
    return lambda one: one.field.setPlainText(text)


def put_en(text: str) -> Any:
    return lambda one: one.parts["en"].field.setPlainText(text)


def typed(text: str) -> Any:
    def act(one: Any) -> None:
        one.field.setText(text)
        one._typed()

    return act


def sunday(week: Week) -> None:
    week._days["sun"].setText("10:00 - 11:00")
    week._typed()


# section and key, what a person does in the editor, the lines that the text gets
ACTS: tuple[tuple[str, str, Any, list[str]], ...] = (
    ("charter", "organisation", put("A \"B\"\\'C'"), ['organisation = "A \\"B\\"\\\\\'C\'"']),
    ("charter", "review_by", typed("2027-02-30"), []),
    ("charter", "review_by", typed("2027-02-28"), ["review_by = 2027-02-28"]),
    ("charter", "title", put_en("é😀"), ['title.en = "é😀"']),
    ("voice", "do", put_en("a\n\n b \n c"), ['do.en = ["a", "b", "c"]']),
    (
        "speaker",
        "may",
        lambda one: one._boxes["crisis"].click(),
        ['may = ["draft", "send", "approve"]'],
    ),
    ("calendar", "week", sunday, ['week.sun = ["10:00-11:00"]']),
    ("calendar", "closed", put("2026-01-01\n2026-01-02"), ["closed = [2026-01-01, 2026-01-02]"]),
    ("target", "first_reply", typed("90"), ['first_reply = "90h"']),
    ("rule", "message", put_en('Say """\nwhy'), ['message.en = """', 'Say \\"\\""', 'why"""']),
    ("retention", "messages", typed("7"), ['messages = "7 months"']),
    ("relation", "maintain.silence_days", typed("3"), ["maintain.silence_days = 3"]),
    ("links", "allow", put("a.example"), ['allow = ["a.example"]']),
)


def test_each_kind_of_field_writes_its_own_lines(forms):
    for section, key, act, lines in ACTS:
        form = go(forms, section)
        act(editor(form, key))
        form.flush()
        assert one_line_changed(forms.text()) == lines, (section, key)
        forms.charter._editor.undo()
        assert forms.text() == FENNICK or not lines
        forms.write(FENNICK)


def test_what_cannot_be_written_is_said_and_the_text_stays(forms):
    form = go(forms, "charter")
    day: Day = editor(form, "review_by")
    day.field.setText("some day")
    day._typed()
    assert remark(day).startswith("This is no day. Write it as ")
    assert flushed(forms) == FENNICK
    number: Number = editor(go(forms, "voice"), "emoji_max")
    number.field.setText("two")
    number._typed()
    assert remark(number) == "This is not a number."
    assert flushed(forms) == FENNICK


def test_conditions_and_patterns_are_read_while_they_are_typed(forms):
    when: Condition = editor(go(forms, "approval"), "when")
    assert remark(when) == "This condition can be read."
    when.field.setText("colour == red")
    when._typed()
    assert "colour" in remark(when)
    when.field.setText("cate")
    when.field.setCursorPosition(4)
    when._complete("category")
    assert when.value() == "category"
    pattern: Pattern = editor(go(forms, "rule"), "pattern")
    pattern.field.setPlainText("(a+)+b")
    assert remark(pattern).startswith("The pattern repeats")
    pattern.field.setPlainText("a{1,9}b")
    assert remark(pattern).startswith("Safe: at worst")


def test_references_are_chosen_by_their_words_and_new_ones_made_from_here(forms):
    form = go(forms, "category")
    roles: References = editor(form, "roles")
    before: Any = roles.value()
    offered = [roles._add.itemText(n) for n in range(roles._add.count())]
    assert "Community keeper" in offered
    roles._drop(before[0])
    assert before[0] not in read_charter(flushed(forms)).categories[0].roles
    approval: OneOf = editor(form, "approval")
    approval.field.setCurrentIndex(approval.field.findData("\n"))
    approval.field.activated.emit(approval.field.currentIndex())
    forms.checked()
    charter = read_charter(forms.text())
    assert charter.approvals[-1].id == "policy"
    assert charter.categories[0].approval == "policy"
    assert (forms.charter._detail.section, forms.charter._detail.index) == (
        "approval",
        len(charter.approvals) - 1,
    )


def test_objects_are_added_doubled_moved_and_taken_out(forms):
    go(forms, "approval")
    detail = forms.charter._detail
    detail.add_button.click()
    forms.checked()
    assert forms.text().count("[[approval]]") == FENNICK.count("[[approval]]") + 1
    assert detail.index == 2
    detail._up.click()
    forms.checked()
    assert (detail.index, read_charter(forms.text()).approvals[1].id) == (1, "policy")
    detail._duplicate.click()
    forms.checked()
    assert [one.id for one in read_charter(forms.text()).approvals][1:3] == ["policy", "policy-2"]
    detail._remove.click()
    forms.checked()
    forms.charter._go("approval", 1)
    detail._remove.click()
    forms.checked()
    assert forms.text() == FENNICK
    forms.charter._go("rule", 0)
    assert not detail._up.isVisible()


def test_a_new_object_is_named_by_its_words_when_a_person_goes_on(forms):
    forms.charter._editing.add("fact")
    forms.checked()
    form = forms.charter._detail.form
    assert form is not None
    editor(form, "statement").parts["en"].field.setPlainText("Oats: 7 farms, one mill!")
    flushed(forms)
    assert read_charter(forms.text()).facts[-1].id == "fact"
    forms.charter._go("voice", 0)
    assert read_charter(forms.text()).facts[-1].id == "oats-7-farms-one-mill"


def test_a_name_that_others_use_takes_them_along(forms):
    charter = read_charter(FENNICK)
    form = go(forms, "category")
    name: Identifier = editor(form, "id")
    old = charter.categories[0].id
    name.field.setText("other one")
    name._finished()
    assert remark(name) == "Use letters, digits and hyphens."
    name.field.setText("others")
    name._finished()
    text = flushed(forms)
    assert f'"={old}"' not in text
    assert '"=others"' in text
    assert forms.problems() == ["No problem was found."]
    name.field.setText(charter.categories[1].id)
    name._finished()
    assert flushed(forms) == text
    assert "has this name already" in forms.window.status._said.text()


def test_rules_of_a_pack_are_switched_off_weighed_and_extended(forms):
    form = go(forms, "use", 1)
    packs: PackRules = editor(form, "off")
    name, row = next((one, row) for one, row in packs._rows.items() if row._keys())
    row.box.click()
    row.severity.show_value("stop")
    row.severity.changed.emit()
    row._unfold()
    key, field = next(iter(row._lists.items()))
    field.field.setPlainText("brand new")
    use = read_charter(flushed(forms)).uses[1]
    assert use.off == (name,)
    assert use.severity == {name: "stop"}
    assert use.extend == {name: {key: ("brand new",)}}


def test_a_rule_shows_what_its_kind_needs_and_tries_its_examples(forms):
    form = go(forms, "rule")
    assert form._holders["terms"].isVisibleTo(form)
    assert not form._holders["pattern"].isVisibleTo(form)
    bad: Marked = editor(form, "bad").parts["en"]
    assert set(bad._margin.marks) == {True}
    bad.field.setPlainText("Nothing of the kind.\n" + bad.field.toPlainText())
    flushed(forms)
    assert bad._margin.marks[0] is False
    assert remark(bad) == "Not found by the rule: 1"
    kind: OneOf = editor(form, "kind")
    kind.show_value("regex")
    kind.changed.emit()
    flushed(forms)
    assert form._holders["pattern"].isVisibleTo(form)
    assert form._holders["terms"].isVisibleTo(
        form
    )  # it holds words: nothing is hidden that is kept


def test_pairs_have_rows(forms):
    form = go(forms, "voice")
    pairs: Pairs = editor(form, "words_preferred").parts["en"]
    count = len(pairs._rows)
    pairs._add_for_person()
    pairs._rows[-1][0].setText("customer")
    pairs._rows[-1][1].setText("neighbour")
    pairs._rows[-1][1].textEdited.emit("neighbour")
    voice = read_charter(flushed(forms)).voice
    assert voice.words_preferred["en"][-1] == ("customer", "neighbour")
    pairs._drop(pairs._rows[-1][2])
    assert len(read_charter(flushed(forms)).voice.words_preferred["en"]) == count
    assert forms.text() == FENNICK


def test_what_the_model_does_not_know_is_shown_and_kept(forms):
    forms.write(FENNICK.replace("[voice]\n", '[voice]\nmood = "calm"\n', 1))
    form = go(forms, "voice")
    assert 'mood = "calm"' in form._kept.text()
    editor(form, "emoji_max").field.setText("5")
    editor(form, "emoji_max")._typed()
    assert 'mood = "calm"\n' in flushed(forms)


# ------------------------------------------------------------------------------- problems, comments


def test_a_problem_leads_to_its_field_and_a_machine_mends_what_it_can(forms):
    forms.write(
        FENNICK.replace("[voice]\n", '[voice]\nmood = "calm"\n', 1).replace(
            'deputy = "', 'deputy = "no-', 1
        )
    )
    rows = forms.charter._problems.rows
    item = next(rows.item(n) for n in range(rows.count()) if "no-" in rows.item(n).text())
    assert item.text().startswith("Speakers and mandates › ")
    rows.setCurrentItem(item)
    forms.window.activateWindow()
    rows.itemClicked.emit(item)
    assert forms.charter._detail.section == "speaker"
    deputy: OneOf = editor(forms.charter._detail.form, "deputy")
    assert deputy.isAncestorOf(QApplication.focusWidget() or rows)
    assert forms.charter._detail.form._said["deputy"].isVisible()
    button = forms.charter._problems._button
    assert button.isVisible()
    assert button.text() == "Take it out"
    button.click()
    forms.checked()
    assert not any("no-" in one for one in forms.problems())
    marked = forms.charter._navigator._sections["voice"]
    assert re.search("1 problem", marked.data(0, Qt.ItemDataRole.AccessibleTextRole))


COMMENTED = FENNICK.replace("emoji_max = 2", "emoji_max = 2 # few", 1).replace(
    "allow = [", "allow = [ # ours\n  ", 1
)


def test_comments_stay_and_are_asked_for_before_they_go(forms):
    forms.write(COMMENTED)
    form = go(forms, "voice")
    said = [one.text() for one in forms.charter.findChildren(QLabel) if one.isVisible()]
    assert any("This file has comments. They stay" in one for one in said)
    editor(form, "emoji_max").field.setText("3")
    editor(form, "emoji_max")._typed()
    text = flushed(forms)
    assert text == COMMENTED.replace("emoji_max = 2 # few", "emoji_max = 3 # few")
    allow: Texts = editor(go(forms, "links"), "allow")
    allow.field.setPlainText("a.example")
    assert flushed(forms) == text
    (asked,) = forms.charter.findChildren(CommentsGo)
    assert any("# ours" in one.text() for one in asked.findChildren(QLabel))
    asked.keep.click()
    forms.checked()
    assert forms.text() == text
    assert "a.example" not in allow.field.toPlainText().split("\n")
    allow.field.setPlainText("a.example")
    forms.charter._detail.flush()
    forms.charter.findChildren(CommentsGo)[-1].go_on.click()
    forms.checked()
    assert read_charter(forms.text()).links.allow == ("a.example",)
    assert "# few" in forms.text()


def test_a_text_that_cannot_be_read_waits_and_the_forms_come_back(forms):
    go(forms, "voice")
    forms.write("[charter\n" + FENNICK)
    said = [one.text() for one in forms.charter.findChildren(QLabel) if one.isVisible()]
    assert "The forms wait until the text can be read" in said
    detail = forms.charter._detail
    shown = [detail.form]
    forms.write(FENNICK)
    shown.append(detail.form)
    assert shown[0] is None
    assert shown[1] is not None
    assert detail.section == "voice"


def test_a_huge_text_is_text_only_and_said_so(forms):
    huge = FENNICK + "\n".join(
        f'[[fact]]\nid = "f{n}"\nsource = "{"x" * 400}"\n' for n in range(1000)
    )
    forms.write(huge)
    said = [one.text() for one in forms.charter.findChildren(QLabel) if one.isVisible()]
    assert "This text is too large for forms" in said
    assert forms.charter._problems.rows.count() <= 200
    forms.charter._show_as("source")
    assert forms.text() == huge


# ------------------------------------------------------------------------------- finding, lists


def test_a_search_shows_the_objects_that_hold_the_words(forms):
    assert forms.window.act("inbox.find")  # Ctrl+F
    search = forms.charter._navigator.search
    assert search.hasFocus() or forms.window.focusWidget() is search
    search.setText("cholesterol")
    search._tell()
    tree = forms.charter._navigator._sections
    assert not tree["rule"].isHidden()
    assert tree["calendar"].isHidden()
    assert forms.charter._detail.section == "rule"
    search.setText("")
    search._tell()
    assert not tree["calendar"].isHidden()


def test_each_section_says_how_many_it_holds(forms):
    tree = forms.charter._navigator._sections
    assert tree["category"].text(0) == "Categories (10)"
    assert tree["category"].childCount() == 10
    assert set(tree) == {sheet.section for sheet in SHEETS}
    assert len(tree) == 24


def test_each_kind_of_field_is_in_some_form(forms):
    kinds = {Line, Number, OneOf, SomeOf, YesNo, Day, Texts, Pairs, Week, References, ByLanguage}
    found: set[type] = set()
    for sheet in SHEETS:
        forms.charter._go(sheet.section, 0)
        form = forms.charter._detail.form
        found |= {kind for kind in kinds if form and form.findChildren(kind)}
    assert found == kinds
