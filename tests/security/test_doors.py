"""Foreign text reaches a widget that could take it for markup through the doors and no other way.

Qt guesses whether a text is markup: labels, tool tips and message boxes then open the files that it names. So a
label, a box or a tool tip either says our own words, or is told that everything is plain text. The rule reads the
source, since a screen that nobody walked over would not be noticed otherwise.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import cmworkstation

PACKAGE = Path(cmworkstation.__file__).parent
GUESSING = {"QLabel", "QMessageBox"}  # kinds that guess unless they are told
OUR_WORDS = {"tr", "trn", "exact"}  # words of the catalogue, a date
DOORS = {"tooltip"}
# Never used: each of them guesses and cannot be told.
FORBIDDEN = {
    "QErrorMessage",
    "QProgressDialog",
    "QToolTip",
    "QWhatsThis",
    "setMarkdown",
    "setWhatsThis",
    "setHtml",
    "insertHtml",
    "appendHtml",
}
THE_DOOR = "ui/widgets/foreign_text.py"
PAPER = "ui/review/printing.py"  # what is printed: a page of ours that no widget holds and that loads nothing


def sources() -> Iterator[tuple[str, str]]:
    for path in [*sorted((PACKAGE / "ui").rglob("*.py")), PACKAGE / "app.py"]:
        yield path.relative_to(PACKAGE).as_posix(), path.read_text(encoding="utf-8")


class Doors:
    """What one module does with texts and widgets."""

    def __init__(self, name: str, source: str) -> None:
        self.name = name
        self.tree = ast.parse(source)
        self.calls = [node for node in ast.walk(self.tree) if isinstance(node, ast.Call)]
        self.functions = [node for node in ast.walk(self.tree) if isinstance(node, ast.FunctionDef)]
        self.plain = {
            (self.scope(call, target), target)
            for call in self.calls
            if _called(call) == "setTextFormat" and ast.unparse(call).endswith("PlainText)")
            for target in self.targets_of(call)
        }
        self.guessing = self.guessing_targets()

    def problems(self) -> Iterator[str]:
        for call in self.calls:
            said = _called(call)
            if said in FORBIDDEN and self.name not in (THE_DOOR, PAPER):
                yield f"{self.name}:{call.lineno}: {said}"
            if said == "QLabel" and not self.told(call) and not self.harmless(_text_of(call)):
                yield f"{self.name}:{call.lineno}: {ast.unparse(call)}"
            if said == "QMessageBox" and not self.told(call):
                yield f"{self.name}:{call.lineno}: a box that guesses"
            if said in ("setText", "setInformativeText", "setDetailedText"):
                target = _target(call)
                guesses = (self.scope(call, target), target) in self.guessing
                if guesses and not self.harmless(call.args[0]):
                    yield f"{self.name}:{call.lineno}: {ast.unparse(call)}"
            if said == "setToolTip" and not self.harmless(call.args[0]):
                yield f"{self.name}:{call.lineno}: {ast.unparse(call)}"

    def guessing_targets(self) -> set[tuple[str, str]]:
        """Return the names of labels and boxes that were not told to take everything for plain text."""
        found = set()
        for node in ast.walk(self.tree):
            if not (isinstance(node, ast.Assign) and isinstance(node.value, ast.Call)):
                continue
            if _called(node.value) in GUESSING:
                for target in map(ast.unparse, node.targets):
                    found.add((self.scope(node.value, target), target))
        return found - self.plain

    def told(self, made: ast.Call) -> bool:
        """Tell whether what this call makes is told, under any of its names."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Assign) and node.value is made:
                names = [ast.unparse(target) for target in node.targets]
                return any((self.scope(made, name), name) in self.plain for name in names)
        return False

    def targets_of(self, call: ast.Call) -> list[str]:
        """Return what a method is called on; for the variable of a loop over labels, each of them."""
        target = _target(call)
        loops = [node for node in ast.walk(self.tree) if isinstance(node, ast.For)]
        for loop in loops:
            listed = loop.iter.elts if isinstance(loop.iter, ast.Tuple | ast.List) else ()
            if listed and ast.unparse(loop.target) == target and _holds(loop, call):
                return [ast.unparse(one) for one in listed]
        return [target]

    def scope(self, call: ast.Call, target: str) -> str:
        """Return where a name counts: "self.x" in its class, others in their function."""
        kind: type[ast.ClassDef | ast.FunctionDef] = (
            ast.ClassDef if target.startswith("self.") else ast.FunctionDef
        )
        around = [
            node for node in ast.walk(self.tree) if isinstance(node, kind) and _holds(node, call)
        ]
        return f"{around[-1].name}:{around[-1].lineno}" if around else ""

    def harmless(self, text: ast.expr | None) -> bool:
        """Tell whether a text can only be our own words, or came through a door."""
        match text:
            case None | ast.Constant():
                return True
            case ast.IfExp():
                return self.harmless(text.body) and self.harmless(text.orelse)
            case ast.BoolOp():
                return all(map(self.harmless, text.values))
            case ast.Call():
                return _called(text) in OUR_WORDS | DOORS
            case ast.Name():
                return self.given_harmless(text)
        return False

    def given_harmless(self, name: ast.Name) -> bool:
        """Tell whether a name is what callers in this module pass, and all of them pass our own words."""
        for function in self.functions:
            if not _holds(function, name) or not function.name.startswith("_"):
                continue
            names = [one.arg for one in function.args.args if one.arg != "self"]
            if name.id not in names:
                continue
            at = names.index(name.id)
            given = [
                call.args[at]
                if at < len(call.args)
                else next((one.value for one in call.keywords if one.arg == name.id), None)
                for call in self.calls
                if _called(call) == function.name
            ]
            return bool(given) and all(self.harmless(one) for one in given)
        return False


def _called(call: ast.Call) -> str:
    return ast.unparse(call.func).rpartition(".")[2]


def _target(call: ast.Call) -> str:
    return ast.unparse(call.func.value) if isinstance(call.func, ast.Attribute) else ""


def _text_of(call: ast.Call) -> ast.expr | None:
    """Return the text that a label begins with; a parent alone is none."""
    first = call.args[0] if call.args else None
    return None if first is not None and ast.unparse(first) in ("self", "parent") else first


def _holds(outer: ast.stmt, inner: ast.expr) -> bool:
    begins = (outer.lineno, outer.col_offset) <= (inner.lineno, inner.col_offset)
    ends = (inner.end_lineno or 0, inner.end_col_offset or 0)
    return begins and ends <= (outer.end_lineno or 0, outer.end_col_offset or 0)


def test_no_screen_lets_qt_guess_what_strangers_wrote() -> None:
    found = [problem for name, source in sources() for problem in Doors(name, source).problems()]
    assert found == []


BARE = {
    "a label of a name": "def f(name):\n    x = QLabel(name)",
    "a label of words with a name in them": "x = QLabel(tr('By {n}').format(n=name))",
    "a label that is told later": "class A:\n def f(s):\n  self.x = QLabel()\n def g(s, t):\n  self.x.setText(t)",
    "another label is told": "def f(t):\n x, y = 1, 2\n x = QLabel(t)\n y.setTextFormat(Qt.TextFormat.PlainText)",
    "the same name elsewhere is told": (
        "def f(t):\n x = QLabel(t)\ndef g(t):\n x = QLabel(t)\n x.setTextFormat(Qt.TextFormat.PlainText)"
    ),
    "a tool tip of a name": "button.setToolTip(name)",
    "a tool tip with an address": "button.setToolTip(tr('Asks {h}').format(h=host))",
    "a tool tip that only escapes": "button.setToolTip(foreign.escape(name))",
    "a box": "def f(self):\n box = QMessageBox(self)\n box.setText(name)",
    "a progress dialog": "QProgressDialog(name)",
    "a browser": "browser.setHtml(text)",
    "a helper that hands on a name": (
        "def _button(tip):\n b.setToolTip(tip)\n_button(tr('x'))\n_button(message.url)"
    ),
}


@pytest.mark.parametrize("bare", BARE)
def test_the_rule_sees(bare: str) -> None:
    assert list(Doors("ui/x.py", BARE[bare]).problems())


FINE = {
    "our own words": "x = QLabel(tr('Accounts'))\ny = QLabel('')\nz.setToolTip(tr('a') if b else '')",
    "told": "def f(t):\n x = QLabel(t)\n x.setTextFormat(Qt.TextFormat.PlainText)",
    "told in a loop": (
        "class A:\n def f(self, t):\n  self.x = QLabel(t)\n"
        "  for one in (self.x,):\n   one.setTextFormat(Qt.TextFormat.PlainText)"
    ),
    "through the door": "x.setToolTip(foreign.tooltip(name))",
    "handed on": "def _button(tip):\n b.setToolTip(tip)\n_button(tr('x'))",
}


@pytest.mark.parametrize("fine", FINE)
def test_the_rule_lets_pass(fine: str) -> None:
    assert list(Doors("ui/x.py", FINE[fine]).problems()) == []


# What runs or builds what somebody else wrote.
RUNS_FOREIGN = {"eval", "exec", "compile", "__import__", "os.system", "os.popen"}
UNSAFE_MODULES = {"pickle", "marshal", "shelve", "dill", "code", "codeop"}


SUSPECT = re.compile(
    r"\b(?:eval|exec|compile|__import__|system|popen|shell|pickle|marshal|shelve|dill|code|codeop)\b"
)


def runs_foreign(source: str) -> list[str]:
    """Return what in a module could run what somebody else wrote."""
    found: list[str] = []
    for node in ast.walk(ast.parse(source)) if SUSPECT.search(source) else ():
        if isinstance(node, ast.Import):
            found += [one.name for one in node.names if one.name in UNSAFE_MODULES]
        elif isinstance(node, ast.ImportFrom) and node.module in UNSAFE_MODULES:
            found.append(node.module)
        elif isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            runs = called in RUNS_FOREIGN or any(one.arg == "shell" for one in node.keywords)
            found += [called] if runs else []
    return found


def test_nothing_runs_what_somebody_else_wrote() -> None:
    found = {
        path.relative_to(PACKAGE).as_posix(): problems
        for path in PACKAGE.rglob("*.py")
        if (problems := runs_foreign(path.read_text(encoding="utf-8")))
    }
    # `__init__` of our own values: what is compiled are the names of fields that stand in our own source
    assert found == {"domain/values.py": ["exec"]}


@pytest.mark.parametrize(
    "source",
    [
        "eval(x)",
        "exec(x)",
        "import pickle",
        "from marshal import loads",
        "os.system(x)",
        "run(x, shell=True)",
    ],
)
def test_the_rule_sees_what_would_run(source: str) -> None:
    assert runs_foreign(source)
