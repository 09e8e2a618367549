"""What of a charter runs out, on its page: said calmly, and one press from the field."""

from tests.ui.charter.conftest import FENNICK


def test_what_runs_out_leads_to_its_field(forms) -> None:
    button = forms.charter._bar.running_out
    assert button.isHidden()
    section, _, rest = FENNICK.partition("[[fact]]")
    until = rest.index("expires_on = ") + len("expires_on = ")
    forms.write(f"{section}[[fact]]{rest[:until]}2026-09-20{rest[until + 10 :]}")
    assert button.isVisible()
    assert button.text().strip() == "Runs out soon: 1"
    (act,) = button.menu().actions()
    assert act.text().startswith("20 Sep 2026: The fact “")
    act.trigger()
    forms.settle()
    detail = forms.charter._detail
    assert (detail.section, detail.index) == ("fact", 0)
    focus = forms.window.focusWidget()
    assert detail.form._editors["expires_on"].isAncestorOf(focus)
