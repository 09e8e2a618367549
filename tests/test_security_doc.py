"""The page on security: every threat has a test, and what is not covered is said. (That the tests exist is shown by
`test_named_tests`.)"""

import re
from pathlib import Path

PAGE = (Path(__file__).parents[1] / "docs" / "security.md").read_text(encoding="utf-8")
NAMED = re.compile(r"`tests/[\w/]+\.py::\w+`")
ROW = re.compile(r"^\| (?!threat|---)(.+?) \| (.+?) \| (.+?) \|$", re.MULTILINE)


def test_every_threat_names_a_test() -> None:
    rows = ROW.findall(PAGE)
    assert len(rows) >= 18
    assert [threat for threat, _, tests in rows if not NAMED.search(tests)] == []
    assert len(NAMED.findall(PAGE)) > 60


def test_what_is_not_covered_is_said() -> None:
    assert PAGE.partition("## Not covered")[2].count("\n- **") >= 8
