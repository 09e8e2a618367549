"""Opening workspaces: the demonstration is made anew when it is old, and never at the cost of anybody's files."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cmworkstation import workspaces
from cmworkstation.domain.conversation import View
from cmworkstation.domain.ids import ConversationId
from cmworkstation.domain.progress import Progress
from cmworkstation.resources.demo.accounts import ACCOUNTS
from cmworkstation.services import demo
from cmworkstation.services.workstation import Services
from cmworkstation.store.database import FILE


@pytest.fixture
def now() -> datetime:
    """Return when the test begins: the demonstration's messages are of the minutes around it."""
    return datetime.now(UTC)


def note(services: Services, text: str) -> None:
    number = services.inbox.ids(View())[0]
    draft = services.drafts.begin(ConversationId(number))
    services.drafts.save(replace(draft, body=text))


def noted(services: Services, text: str) -> bool:
    return any(one.body == text for one in services.drafts.listed())


def test_the_demonstration_lasts_a_day_and_is_then_made_anew(tmp_path: Path, now: datetime) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    (tmp_path / "backups").mkdir()
    (tmp_path / "backups" / "photo.jpg").write_text("mine, too")
    with closing(workspaces.open_demo(tmp_path, now=now - timedelta(hours=25))) as services:
        assert len(services.accounts.listed()) == len(ACCOUNTS)
        note(services, "tried out")
    with closing(workspaces.open_demo(tmp_path, now=now - timedelta(hours=2))) as services:
        assert noted(services, "tried out")
    with closing(workspaces.open_demo(tmp_path, now=now)) as services:
        assert not noted(services, "tried out")
        assert len(services.accounts.listed()) == len(ACCOUNTS)
        newest = services.inbox.rows(services.inbox.ids(View())[:1])[0].last_at
        assert now - timedelta(hours=24) < newest < now + timedelta(minutes=10)
        assert services.workspace.problems() == []
    assert (tmp_path / "letter.txt").read_text() == "mine", "this folder was somebody's before"
    assert (tmp_path / "backups" / "photo.jpg").read_text() == "mine, too"


def test_a_demonstration_that_was_never_finished_is_finished_at_the_next_start(
    tmp_path: Path, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = demo.populate

    def interrupted(*given: object) -> Iterator[Progress]:
        making = whole(*given)  # type: ignore[arg-type]
        yield next(making)
        raise KeyboardInterrupt

    monkeypatch.setattr(demo, "populate", interrupted)
    with pytest.raises(KeyboardInterrupt):
        workspaces.open_demo(tmp_path / "w", now=now)
    monkeypatch.setattr(demo, "populate", whole)
    with closing(workspaces.open_demo(tmp_path / "w", now=now)) as services:
        assert len(services.accounts.listed()) == len(ACCOUNTS)
        assert services.inbox.recount() == []


def test_the_persons_own_workspace_is_made_at_the_first_start_and_kept(tmp_path: Path) -> None:
    folder = tmp_path / "not yet" / "there"
    with closing(workspaces.open_own(folder)) as services:
        services.settings.put("signer", "Lise")
    assert (folder / FILE).is_file()
    with closing(workspaces.open_own(folder)) as services:
        assert services.settings.value("signer") == "Lise"
        assert services.accounts.listed() == ()
