"""Everything that ships with the program and is not code: charters, rule packs, translations, demo texts, help."""

from pathlib import Path

HERE = Path(
    __file__
).parent  # what `importlib.resources` would say, whose import takes 10 ms of the start


def path(*parts: str) -> Path:
    """Return where a shipped file lies, from a checkout, a wheel and a frozen program alike.

    Raises `FileNotFoundError` when the file is not part of the program.
    """
    found = HERE.joinpath(*parts)
    if not found.exists():
        raise FileNotFoundError(found)
    return found


def text(*parts: str) -> str:
    """Return a shipped text file, decoded as UTF-8."""
    return path(*parts).read_text(encoding="utf-8")


def data(*parts: str) -> bytes:
    """Return a shipped file as it is."""
    return path(*parts).read_bytes()


def listed(folder: str, ending: str) -> tuple[str, ...]:
    """Return the names of the shipped files of a folder that end so, without the end, in their order."""
    found = (one.name for one in path(folder).iterdir())
    return tuple(sorted(name.removesuffix(ending) for name in found if name.endswith(ending)))
