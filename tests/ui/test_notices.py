import pytest

from cmworkstation import i18n
from cmworkstation.domain import errors
from cmworkstation.ui import notices
from cmworkstation.ui.commands import BY_ID


def leaves(kind=errors.WorkstationError):
    below = kind.__subclasses__()
    return [kind, *(leaf for one in below for leaf in leaves(one))] if below else [kind]


def made(kind):
    if kind is errors.IncompleteAnswer:
        return kind(["date"])
    if kind is errors.QueryError:
        return kind("unknown-field", 0, 3)
    if kind is errors.NoRoom:
        return kind(2**20, 2**30)
    if kind is errors.WorkspaceTooNew:
        return kind(9, 3)
    return kind("detail of the makers")


KINDS = [kind for kind in leaves() if kind is not errors.WorkstationError]


@pytest.mark.parametrize("kind", KINDS, ids=[kind.__name__ for kind in KINDS])
def test_every_error_has_words(kind):
    i18n.use_language("en")
    said = notices.words(made(kind))
    assert said.text.endswith(".")
    assert "detail of the makers" not in said.text + said.hint
    assert kind.__name__ not in said.text + said.hint
    assert "!" not in said.text + said.hint
    assert said.kind in {"info", "good", "warn", "error"}
    assert not said.command or said.command in BY_ID


def test_our_own_mistakes_are_neutral_and_offer_a_report():
    said = notices.words(ZeroDivisionError("division by zero"))
    assert said.command == "app.copy_report"
    assert "division" not in said.text


def test_a_report_holds_nobodys_words():
    def fall(secret):
        raise ValueError(
            f"token={secret} for nadia@ville.example at https://x.example/?k=1 said 'Bonjour'"
        )

    try:
        fall("s3cr3t-s3cr3t-s3cr3t-s3cr3t")
    except ValueError as error:
        told = notices.report(error)
    assert "ValueError" in told
    assert "fall" in told
    for private in ("s3cr3t", "nadia", "x.example", "Bonjour"):
        assert private not in told


def test_what_passes_by_itself_is_quiet():
    assert notices.is_quiet(errors.Offline())
    assert not notices.is_quiet(errors.NotSignedIn())
    assert not notices.is_ours(KeyError())
