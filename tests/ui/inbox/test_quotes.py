"""What a mail repeats is folded; what is new, and short quotations that are answered, stay."""

import pytest

from cmworkstation.ui.inbox.quotes import without_quotes

LONG = "<p>" + "Bonjour à vous. " * 20 + "</p>"

QUOTED = f"<blockquote>{LONG}</blockquote>"


@pytest.mark.parametrize(
    ("markup", "shown"),
    [
        (f"<p>Oui.</p><blockquote>{LONG}</blockquote>", "<p>Oui.</p>"),
        (f"<blockquote>{LONG}</blockquote><p>Oui.</p>", "<p>Oui.</p>"),
        (
            f"<p>a</p><blockquote>{LONG}<blockquote>x</blockquote></blockquote><p>b</p>{QUOTED}<p>c</p>",
            "<p>a</p><p>b</p><p>c</p>",
        ),
        (
            f"<p>a</p><blockquote>short</blockquote><p>b</p><blockquote>{LONG}</blockquote>",
            "<p>a</p><blockquote>short</blockquote><p>b</p>",
        ),
    ],
    ids=["below", "above", "twice", "beside a short one"],
)
def test_long_quotations_are_folded(markup: str, shown: str):
    assert without_quotes(markup) == shown


@pytest.mark.parametrize(
    "markup",
    [
        "",
        LONG,
        "<p>a</p><blockquote>short</blockquote>",
        f"<blockquote>{LONG}</blockquote>",
        f"<p> </p><blockquote>{LONG}</blockquote><br>",
        f"<p>a</p><blockquote>{LONG}",
        "</blockquote><p>a</p>",
    ],
    ids=["nothing", "none", "short", "only", "only with blanks", "open", "closed only"],
)
def test_where_nothing_can_be_folded_everything_stays(markup: str):
    assert without_quotes(markup) == ""
