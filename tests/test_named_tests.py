"""A test that a document names exists: a promise without its test would be a word only."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
NAMED = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")
DOCUMENTS = sorted(
    file for file in (ROOT / "docs").glob("*.md") if NAMED.search(file.read_text(encoding="utf-8"))
)


def functions_in(file: Path) -> set[str]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda file: file.stem)
def test_every_test_that_a_document_names_exists(document: Path) -> None:
    missing = [
        f"{file}::{function}"
        for file, function in NAMED.findall(document.read_text(encoding="utf-8"))
        if not (ROOT / file).is_file() or (function and function not in functions_in(ROOT / file))
    ]
    assert missing == []


def test_promises_and_features_name_tests() -> None:
    assert {"features", "promises"} <= {file.stem for file in DOCUMENTS}


def test_every_promise_names_its_test() -> None:
    rows = [
        line
        for line in (ROOT / "docs" / "promises.md").read_text(encoding="utf-8").splitlines()
        if line.startswith("|") and not line.startswith(("| promise", "|---"))
    ]
    assert rows
    assert [row for row in rows if not NAMED.search(row)] == []
