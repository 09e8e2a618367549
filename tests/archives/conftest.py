"""A workspace without accounts, and a way to import."""

from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from cmworkstation.services.archive_import import Outcome
from cmworkstation.services.workstation import Services, open_services
from cmworkstation.vault import Vault
from tests.archives.samples import Sample
from tests.clocks import SetClock
from tests.pretend import START
from tests.walking import walked


class Importing:
    """One workspace."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.services = self.open()

    def open(self) -> Services:
        vault = Vault(memory_only=True)
        vault.use_session_memory()
        self.services = open_services(self.folder, {}, vault=vault, clock=SetClock(START))
        return self.services

    def count(self, sample: Sample) -> Any:
        imports = self.services.archive_imports
        return walked(imports.count(sample.path, sample.format, sample.options or {}))

    def begin(self, sample: Sample, **more: Any) -> Generator[Any, None, Outcome]:
        found = self.count(sample)
        homes = self.services.archive_imports.homes(found)
        more = {"account_id": homes[0].id if homes else None, **more}
        return self.services.archive_imports.run(sample.path, found, sample.options or {}, **more)

    def take(self, sample: Sample, **more: Any) -> Outcome:
        return walked(self.begin(sample, **more))

    def rows(self, query: str) -> list[Any]:
        return self.services.workspace.read().execute(query).fetchall()


@pytest.fixture
def importing(tmp_path: Path):
    made = Importing(tmp_path / "w")
    yield made
    assert made.services.inbox.recount() == []
    assert made.services.journal.verify().problems == ()
    made.services.close()
