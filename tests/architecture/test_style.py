"""Habits that no linter knows: names, Qt's own methods, foreign text, and that the project speaks of itself only."""

import ast
import importlib
import inspect
import pkgutil
import re
import textwrap
from collections.abc import Iterator
from pathlib import Path

import cmworkstation
from cmworkstation import ui

ROOT = Path(__file__).resolve().parents[2]
VAGUE = re.compile(r"^(utils?|common|helpers?|core|base|misc|managers?|handlers?)$")
# Qt calls these itself, or everyone expects Qt's meaning of them.
QTS_OWN = set(
    "move show hide update repaint close size style font actions window pos rect width height resize"
    " palette cursor layout raise_ x y".split()
)
QTS_OWN_VALUES = QTS_OWN | {"event", "parent", "children", "signals", "screen", "mask"}
# A widget that reads HTML opens files that a stranger names: only this module may hold one.
RICH_TEXT = re.compile(r"\b(QTextBrowser|setHtml|insertHtml|appendHtml|RichText|AutoText)\b")
# (The style sheet only says what it looks like; what is printed is a page of ours, which no widget holds and which
# loads nothing.)
MAY_SHOW_RICH_TEXT = {"ui/widgets/foreign_text.py", "ui/sheet.py", "ui/review/printing.py"}
# Written apart, so that this file does not accuse itself.
FOREIGN_TO_THE_PROJECT = re.compile(
    rf"(?<![\w}}])/(?:wor{'k'}|far{'m'}|roo{'t'}|tm{'p'}/brief)/|py{'p'}i\.org|python{'h'}osted|npm{'j'}s\.|deb\.deb{'i'}an\."
)
TEXTS = {
    ".py",
    ".toml",
    ".md",
    ".txt",
    ".cfg",
    ".sh",
    ".yml",
    ".yaml",
    ".json",
    ".tsv",
    ".po",
    ".html",
    "",
}
NOT_OURS = {".git", ".venv", "__pycache__", "dist", "build", "shots", "LICENSE"}


def modules() -> Iterator[Path]:
    return (ROOT / "cmworkstation").rglob("*.py")


def test_no_module_has_a_vague_name():
    vague = [path for path in modules() for part in path.with_suffix("").parts if VAGUE.match(part)]
    assert vague == []


def test_the_package_has_a_version():
    assert re.fullmatch(r"\d+\.\d+\.\d+\w*", cmworkstation.__version__)


def widget_classes() -> Iterator[type]:
    from PySide6.QtWidgets import QWidget

    for found in pkgutil.walk_packages(ui.__path__, "cmworkstation.ui."):
        module = importlib.import_module(found.name)
        for _, kind in inspect.getmembers(module, inspect.isclass):
            if issubclass(kind, QWidget) and kind.__module__ == found.name:
                yield kind


def own_values(kind: type) -> set[str]:
    """Return the names x of every `self.x = …` in the class."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(kind)))
    return {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.ctx, ast.Store)
        and isinstance(node.value, ast.Name)
        and node.value.id == "self"
    }


def test_no_widget_hides_a_method_of_qt():
    hidden = [
        f"{kind.__module__}.{kind.__name__}.{name}"
        for kind in widget_classes()
        for name in sorted((vars(kind).keys() & QTS_OWN) | (own_values(kind) & QTS_OWN_VALUES))
    ]
    assert hidden == []


def test_rich_text_has_one_door():
    package = ROOT / "cmworkstation"
    outside = [
        f"{path.relative_to(package).as_posix()}:{number}"
        for path in modules()
        if path.relative_to(package).as_posix() not in MAY_SHOW_RICH_TEXT
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if RICH_TEXT.search(line)
    ]
    assert outside == []


def test_every_button_has_words_of_ours():
    """Those of Qt are English in every language: it comes without its own translations."""
    package = ROOT / "cmworkstation"
    theirs = [
        f"{path.relative_to(package).as_posix()}:{number}"
        for path in modules()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if re.search(r"\bStandardButton\.", line)
    ]
    bare = [
        path.relative_to(package).as_posix()
        for path in modules()
        for text in [path.read_text(encoding="utf-8")]
        if "QInputDialog(" in text and not ("setOkButtonText" in text and "setCancel" in text)
    ]
    assert theirs + bare == []


def test_nobody_asks_qt_for_a_widget_that_the_binding_would_hang_on_another():
    """The binding takes what these return for a child of whom they were asked of, and ends both together.

    A form walked along the focus to itself, so belonged to one of its scroll bars, and was gone with the next look
    for garbage. To see what belongs to whom: `shiboken6.dump`.
    """
    stealing = re.compile(
        r"\.((next|previous)InFocusChain|focusProxy|buddy|checkedButton|nativeParentWidget)\("
    )
    found = [
        f"{path.relative_to(ROOT).as_posix()}:{number}"
        for path in [*modules(), *(ROOT / "tests").rglob("*.py"), *(ROOT / "tools").rglob("*.py")]
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if stealing.search(line)
    ]
    assert found == []


def test_the_project_speaks_only_of_itself():
    """No path of one machine and no host of a package registry: others build this elsewhere."""
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:80]}"
        for path in texts()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if FOREIGN_TO_THE_PROJECT.search(line)
    ]
    assert found == []


def texts() -> Iterator[Path]:
    for path in sorted(ROOT.iterdir()):
        # What git keeps of the hidden ones is the script for CI.
        if path.name.startswith(".") and path.name != ".ci":
            continue
        if path.name in NOT_OURS or path.name.endswith("_cache"):
            continue
        for file in [path] if path.is_file() else sorted(path.rglob("*")):
            if file.is_file() and file.suffix in TEXTS and not NOT_OURS & set(file.parts):
                yield file
