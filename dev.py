#!/usr/bin/env python3
"""The developer's door: one file, standard library only, and nothing to prepare by hand.

    python3 dev.py demo     open the demonstration workspace      --shot FILE, --lang fr|en, --theme light|dark
    python3 dev.py run      open your own workspace               --workspace FOLDER
    python3 dev.py test     lint, types and tests                 --servers adds the real servers, --all-servers all
    python3 dev.py faults   what is promised when things go wrong --nightly, --release, rows such as F5
    python3 dev.py help     everything else

Each command first makes `.venv` beside this file, installs the libraries pinned in `constraints.txt` and looks
for the system libraries that Qt needs. What fails is said in one sentence, with the way out. This program
speaks on the error stream, so that the output of a command stays its own.
"""

from __future__ import annotations  # an older Python must get as far as the sentence about its age

import argparse
import hashlib
import os
import platform
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
CONSTRAINTS = ROOT / "constraints.txt"
STAMP = VENV / "set-up.sha256"
LOG = VENV / "set-up.log"
OLDEST = (3, 11)
NEWER = ("python3.14", "python3.13", "python3.12", "python3.11")
FONT_PACKAGES = ("fonts-noto-core", "fonts-noto-color-emoji")
INTERRUPTED = 130

# What Qt's libraries and its X11 and Wayland plug-ins ask of a Debian or Ubuntu system.
PACKAGES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libGLX.so.0": "libglx0",
    "libGLdispatch.so.0": "libglvnd0",
    "libOpenGL.so.0": "libopengl0",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libX11.so.6": "libx11-6",
    "libbrotlidec.so.1": "libbrotli1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxcb.so.1": "libxcb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libzstd.so.1": "libzstd1",
}

# What pip says, in the order in which to look, and what it means for the person.
PIP_TROUBLES = (
    (
        ("No space left", "Errno 28"),
        "The disk is full: free about 1 GB, then run this command again.",
    ),
    (
        ("DO NOT MATCH THE HASHES", "do not match the hashes"),
        (
            "A downloaded file differs from the one that constraints.txt expects, so nothing of it was installed;"
            " run this command again, and tell the maintainers if it happens twice."
        ),
    ),
    (
        ("CERTIFICATE_VERIFY_FAILED", "SSLError", "SSLCertVerificationError"),
        (
            "The package server could not prove who it is: set the clock and the certificates of this system"
            " (Debian: apt-get install ca-certificates) or your proxy, then run this command again."
        ),
    ),
    (
        (
            "NewConnectionError",
            "NameResolutionError",
            "name resolution",
            "ConnectTimeout",
            "ReadTimeout",
            "Read timed out",
            "ProxyError",
            "ConnectionResetError",
            "Connection aborted",
            "Network is unreachable",
        ),
        (
            "The libraries could not be downloaded: check the network (or the proxy), then run this command again;"
            " the network is needed for the first set-up only."
        ),
    ),
    (
        ("Permission denied", "Errno 13"),
        f"The libraries could not be written to {VENV}: make that folder yours, then run this command again.",
    ),
    (
        (
            "No matching distribution found for pyside6",
            "No matching distribution found for shiboken6",
        ),
        (
            "Qt has no file that fits this machine: CM Workstation needs a 64-bit system (on Linux with glibc"
            " 2.34 or newer: Debian 12, Ubuntu 22.04) and Python 3.11 to 3.14."
        ),
    ),
    (
        ("No matching distribution", "Could not find a version"),
        (
            "A library was not found at the package server: check the network (or the proxy) and that this is a"
            " 64-bit system with Python 3.11 to 3.14, then run this command again."
        ),
    ),
)


class Trouble(Exception):
    """What went wrong and what to do, in one sentence for a person."""


def main(words: Sequence[str]) -> int:
    """Run the command that `words` name; return the exit status."""
    options, rest = parse(words)
    try:
        return int(options.command(options, rest))
    except Trouble as trouble:
        say(str(trouble))
    except KeyboardInterrupt:
        return INTERRUPTED
    except OSError as error:
        say(f"The system refused a step ({error}): mend that, then run this command again.")
    return 1


def parse(words: Sequence[str]) -> tuple[argparse.Namespace, list[str]]:
    """Read the command line; the second value holds what is passed on untouched."""
    parser = argparse.ArgumentParser(
        prog="dev.py", description="The developer's door.", allow_abbrev=False
    )
    parser.set_defaults(command=lambda _options, _rest: show_help(parser))
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")

    def add(name: str, run: object, about: str) -> argparse.ArgumentParser:
        one = commands.add_parser(name, help=about, description=about, allow_abbrev=False)
        one.set_defaults(command=run, name=name)
        return one

    add("setup", set_up_only, "make the environment and check the system, nothing else")
    add("run", run, "open your own workspace; --workspace FOLDER for another one")
    one = add("demo", demo, "open the demonstration workspace")
    one.add_argument(
        "--shot", metavar="FILE", help="paint the first inbox, save a picture of it and end"
    )
    one = add(
        "test", test, "lint, types and tests; further words go to pytest, which then runs alone"
    )
    one.add_argument(
        "--servers", action="store_true", help="also start real servers and test against them"
    )
    one.add_argument(
        "--all-servers", action="store_true", help="those, too, that take minutes to install"
    )
    one = add("faults", faults, "the table of faults and promises: runs, failures, seeds")
    one.add_argument("rows", nargs="*", metavar="ROW", help="only these rows, such as F5 F6")
    often = one.add_mutually_exclusive_group()
    for level in ("nightly", "release"):
        often.add_argument(f"--{level}", dest="level", action="store_const", const=level)
    one.set_defaults(level="change")
    one.add_argument("--json", metavar="FILE", help="write the table there, too")
    one.add_argument("--markdown", metavar="FILE", help="write the table there, too")
    add("check", check, "all that a change must pass: lint, types, tests, translations")
    add("fix", fix, "repair and format what can be repaired by machine")
    add("bench", bench, "print the figures; --json for rows")
    one = add("shots", shots, "save pictures of every page, light and dark, French and English")
    one.add_argument("folder", nargs="?", default="shots", help="where to (shots)")
    add("audit", audit, "write the bill of materials and check it; --online asks for advisories")
    add("build", build, "make the wheel and the source archive in dist/")
    add("help", lambda _options, _rest: show_help(parser), "show this list")

    options, rest = parser.parse_known_args(list(words))
    passing_on = ("run", "demo", "test", "bench", "shots", "audit")
    if rest and getattr(options, "name", "help") not in passing_on:
        parser.error(f"unknown words: {' '.join(rest)}")
    return options, rest


# ------------------------------------------------------------------------------------------------ commands


def show_help(parser: argparse.ArgumentParser) -> int:
    """Print the list of commands."""
    parser.print_help()
    return 0


def set_up_only(_options: argparse.Namespace, _rest: list[str]) -> int:
    """Set up and say so."""
    set_up(window=has_display(os.environ), fonts=True)
    say("Ready: python3 dev.py demo opens the demonstration workspace.")
    return 0


def run(_options: argparse.Namespace, rest: list[str]) -> int:
    """Open the person's own workspace."""
    need_display(f"The command line needs none: {PYTHON} -m cmworkstation inbox")
    set_up(window=True)
    return python("-m", "cmworkstation", *rest)


def demo(options: argparse.Namespace, rest: list[str]) -> int:
    """Open the demonstration, or take a picture of its first inbox where `--shot` names a file."""
    if not options.shot:
        need_display("Take a picture instead: python3 dev.py demo --shot demo.png")
        set_up(window=True, fonts=True)
        return python("-m", "cmworkstation", "--demo", *rest)
    picture = Path(options.shot).absolute()
    if not picture.parent.is_dir():
        raise Trouble(f"There is no folder {picture.parent} for the picture: make it first.")
    shows = has_display(os.environ)
    set_up(window=shows, fonts=True)
    picture.unlink(missing_ok=True)
    status = python(
        "-m", "cmworkstation", "--demo", "--shot", str(picture), *rest, offscreen=not shows
    )
    if status == 0 and not picture.is_file():
        raise Trouble(
            f"The workstation ended without saving {picture}: run python3 dev.py test to see why."
        )
    return status


def test(options: argparse.Namespace, rest: list[str]) -> int:
    """Lint, check types and run the tests; with words for pytest, run only what they name.

    The pytest summary is the last line of a run in which all is well.
    """
    set_up(fonts=True)
    steps = [("tests", ("-m", "pytest", *rest))] if rest else [*LINT, ALL_TESTS]
    if options.servers or options.all_servers:
        which = "servers" if options.all_servers else "servers and not long_install"
        steps.append(("tests against real servers", ("-m", "pytest", "-m", which, *rest)))
    return run_steps(steps, in_ci=in_ci(os.environ))


def faults(options: argparse.Namespace, _rest: list[str]) -> int:
    """Run the fault table, or some of its rows; `test` runs it as well, at the counts of each change."""
    set_up(fonts=True)
    words = [
        "-m",
        "pytest",
        "-q",
        "-m",
        "(fault or planted) and not servers",
        f"--faults={options.level}",
    ]
    words += [f"--rows={','.join(options.rows)}"] if options.rows else []
    for name in ("json", "markdown"):
        target = getattr(options, name)
        words += [f"--faults-{name}={Path(target).absolute()}"] if target else []
    return python(*words, at=ROOT)


def check(_options: argparse.Namespace, _rest: list[str]) -> int:
    """Run all that a change must pass."""
    set_up(fonts=True)
    translations = ("translations", ("tools/translations.py", "check"))
    return run_steps([*LINT, translations, ALL_TESTS], in_ci=False)


def fix(_options: argparse.Namespace, _rest: list[str]) -> int:
    """Repair what a machine can repair, format, and bring the translation catalogues up to date."""
    set_up()
    return run_steps(
        [
            ("repairs", ("-m", "ruff", "check", "--fix")),
            ("format", ("-m", "ruff", "format")),
            ("catalogues", ("tools/translations.py", "extract")),
            ("compiled catalogues", ("tools/translations.py", "compile")),
        ],
        in_ci=False,
    )


def bench(_options: argparse.Namespace, rest: list[str]) -> int:
    """Print the figures."""
    set_up()
    return python("-m", "bench", *rest, offscreen=True, at=ROOT)


def shots(options: argparse.Namespace, rest: list[str]) -> int:
    """Save pictures of every page."""
    set_up(fonts=True)
    folder = Path(options.folder).absolute()
    folder.mkdir(parents=True, exist_ok=True)
    return python("-m", "tools.shots", str(folder), *rest, offscreen=True, at=ROOT)


def audit(_options: argparse.Namespace, rest: list[str]) -> int:
    """Write dist/sbom.json and check what the program is made of."""
    set_up()
    return python("tools/audit.py", *rest, at=ROOT)


def build(_options: argparse.Namespace, _rest: list[str]) -> int:
    """Make the wheel and the source archive."""
    set_up()
    return python("-m", "hatchling", "build", at=ROOT)


LINT = (
    ("lint", ("-m", "ruff", "check")),
    ("format", ("-m", "ruff", "format", "--check")),
    ("types", ("-m", "mypy")),
)
# On every core, four at most: each of them holds a window and half a gigabyte.
ALL_TESTS = (
    "tests",
    ("-m", "pytest", "--numprocesses=auto", "--maxprocesses=4", "--dist=worksteal"),
)


def run_steps(steps: Iterable[tuple[str, tuple[str, ...]]], *, in_ci: bool) -> int:
    """Run every step, even after a failure; name the failed ones at the end."""
    # Only the steps with real servers read these; a person without the rights to install sees them skipped.
    more = {"CMW_SERVERS_INSTALL": "1"} | ({"CMW_SERVERS_REQUIRED": "1"} if in_ci else {})
    failed = [
        f"{name}{how_it_ended(status)}"
        for name, words in steps
        if (status := python(*words, at=ROOT, more=more))
    ]
    if failed:
        say(f"Failed: {', '.join(failed)}. The reasons stand above.")
    return 1 if failed else 0


def how_it_ended(status: int) -> str:
    """Name the signal that ended a step: such a step may have printed that all was well before."""
    if status >= 0:
        return ""
    try:
        return f" (ended by {signal.Signals(-status).name})"
    except ValueError:
        return f" (ended by signal {-status})"


def python(
    *words: str,
    offscreen: bool = False,
    at: Path | None = None,
    more: Mapping[str, str] | None = None,
) -> int:
    """Run the environment's Python with `words`, in the folder `at` (default: here); return its status."""
    environment = {k: v for k, v in os.environ.items() if k not in ("PYTHONHOME", "PYTHONPATH")}
    environment.update(more or {})
    if offscreen:
        environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    return subprocess.run([str(PYTHON), *words], cwd=at, env=environment, check=False).returncode


# -------------------------------------------------------------------------------------------------- set-up


def set_up(*, window: bool = False, fonts: bool = False) -> None:
    """Make the environment where it is missing or old, and check what Qt needs of the system.

    `window`: a window on a real display follows. `fonts`: pictures of text follow, with emoji.
    """
    if not is_current():
        STAMP.unlink(missing_ok=True)
        make_environment()
        install_libraries()
        STAMP.write_text(fingerprint(), encoding="utf-8")
    if sys.platform.startswith("linux"):
        check_system_libraries(window=window)
        if fonts:
            check_fonts()


def is_current() -> bool:
    """Tell whether the environment stands and was made from the present list of libraries."""
    return PYTHON.exists() and STAMP.exists() and STAMP.read_text(encoding="utf-8") == fingerprint()


def fingerprint() -> str:
    """Return the sum of the list of libraries."""
    return hashlib.sha256(CONSTRAINTS.read_bytes()).hexdigest()


def make_environment() -> None:
    """Make `.venv`, unless a working one stands there."""
    if PYTHON.exists() and succeeds([str(PYTHON), "-m", "pip", "--version"]):
        return
    if not succeeds([sys.executable, "-c", "import ensurepip, venv"]):
        package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
        if not install_packages([package]):
            raise Trouble(apt_advice("Python's own venv module is missing", [package]))
    say("Making the environment .venv …")
    done = captured([sys.executable, "-m", "venv", "--clear", str(VENV)])
    if done.returncode:
        last = (done.stdout.strip().splitlines() or ["no reason given"])[-1]
        raise Trouble(
            f"The environment {VENV} could not be made ({last}): mend that, then run this again."
        )


def install_libraries() -> None:
    """Install the pinned libraries, each checked by its sum, and put this checkout on the path."""
    say("Installing the libraries, about 120 MB the first time …")
    done = captured(
        [
            str(PYTHON),
            "-m",
            "pip",
            "install",
            "--no-input",
            "--disable-pip-version-check",
            "--no-deps",
            "--only-binary=:all:",
            "--require-hashes",
            "-r",
            str(CONSTRAINTS),
        ]
    )
    LOG.write_text(done.stdout, encoding="utf-8")
    if done.returncode:
        raise Trouble(pip_trouble(done.stdout))
    asked = captured([str(PYTHON), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"])
    packages = Path(asked.stdout.strip())
    # Relative, so that it survives every alphabet in the name of a folder.
    (packages / "cmworkstation-checkout.pth").write_text(
        os.path.relpath(ROOT, packages) + "\n", encoding="ascii"
    )


def pip_trouble(output: str) -> str:
    """Return one sentence for what pip printed."""
    for signs, sentence in PIP_TROUBLES:
        if any(sign in output for sign in signs):
            return sentence
    errors = [line[6:].strip() for line in output.splitlines() if line.startswith("ERROR:")]
    reason = errors[-1] if errors else "no reason given"
    return f"The libraries could not be installed ({reason}); everything pip said stands in {LOG}."


def check_system_libraries(*, window: bool) -> None:
    """Install the system libraries that Qt misses here, or raise `Trouble` with the exact command."""
    missing = missing_libraries(qt_files(os.environ, window=window))
    if not missing:
        return
    packages, unknown = packages_for(missing)
    if packages and install_packages(packages):
        missing = missing_libraries(qt_files(os.environ, window=window))
        packages, unknown = packages_for(missing)
    if not missing:
        return
    if unknown or not shutil.which("apt-get"):
        raise Trouble(
            f"Qt needs system libraries that are missing here: {', '.join(missing)}; install them with the"
            " package manager of your system, then run this command again."
        )
    raise Trouble(apt_advice("Qt needs system libraries that are missing here", packages))


def qt_files(environment: Mapping[str, str], *, window: bool) -> list[Path]:
    """Return the parts of Qt that will be loaded: the modules we use and the plug-ins for this display."""
    qt = next((VENV / "lib").glob("python*/site-packages/PySide6"), None)
    if qt is None:
        return []
    plugins = ["libqoffscreen.so"]
    if window and environment.get("DISPLAY"):
        plugins.append("libqxcb.so")
    if window and environment.get("WAYLAND_DISPLAY"):
        plugins.append("libqwayland.so")
    modules = [
        found for name in ("Widgets", "Network", "Svg") for found in qt.glob(f"Qt{name}.*so")
    ]
    return modules + [qt / "Qt/plugins/platforms" / name for name in plugins]


def missing_libraries(files: Iterable[Path]) -> list[str]:
    """Return the names of the libraries that these files want and the system does not have."""
    if not shutil.which("ldd"):
        return []
    return sorted(
        {name for file in files for name in not_found(captured(["ldd", str(file)]).stdout)}
    )


def not_found(ldd_output: str) -> list[str]:
    """Return the names in the lines `name => not found`; Qt's own parts lie beside each other, never there."""
    lines = (
        line.split() for line in ldd_output.splitlines() if line.rstrip().endswith("=> not found")
    )
    return [words[0] for words in lines if not words[0].startswith("libQt6")]


def packages_for(libraries: Iterable[str]) -> tuple[list[str], list[str]]:
    """Return the Debian packages that bring these libraries, and the libraries that we know no package for."""
    libraries = list(libraries)
    known = sorted({PACKAGES[name] for name in libraries if name in PACKAGES})
    return known, sorted(name for name in libraries if name not in PACKAGES)


def check_fonts() -> None:
    """See to a font with emoji; without one go on with a note, since only the pictures suffer."""
    folders = ["/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts"]
    if has_emoji_font(Path(name).expanduser() for name in folders) or install_packages(
        FONT_PACKAGES
    ):
        return
    say(
        f"Note: no font with emoji is installed here; sudo apt-get install {' '.join(FONT_PACKAGES)} brings one."
    )


def has_emoji_font(folders: Iterable[Path]) -> bool:
    """Tell whether a font file below these folders has "emoji" in its name."""
    return any(
        "emoji" in file.name.lower() for folder in folders for file in folder.rglob("*.[to]tf")
    )


def install_packages(packages: Sequence[str]) -> bool:
    """Install Debian packages where we may do so without asking; tell whether that worked."""
    prefix = apt_prefix()
    if prefix is None:
        return False
    say(f"Installing with apt: {' '.join(packages)} …")
    apt = [
        *prefix,
        "env",
        "DEBIAN_FRONTEND=noninteractive",
        "apt-get",
        "-q",
        "-o",
        "DPkg::Lock::Timeout=120",
    ]
    install = [*apt, "install", "-y", "--no-install-recommends", *packages]
    # The second try is for a machine whose list of packages was never read, or is old.
    return succeeds(install) or (succeeds([*apt, "update"]) and succeeds(install))


def apt_prefix() -> list[str] | None:
    """Return what to put before apt-get to be allowed to install, None where we may not."""
    if not shutil.which("apt-get"):
        return None
    if os.geteuid() == 0:
        return []
    return ["sudo", "-n"] if shutil.which("sudo") and succeeds(["sudo", "-n", "true"]) else None


def apt_advice(what: str, packages: Sequence[str]) -> str:
    """Return the sentence that names the exact command."""
    return f"{what}: run  sudo apt-get install {' '.join(packages)}  and then this command again."


# --------------------------------------------------------------------------------------------- the machine


def has_display(environment: Mapping[str, str]) -> bool:
    """Tell whether a window can be shown here; outside Linux there is always a display."""
    if not sys.platform.startswith("linux"):
        return True
    return any(environment.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def need_display(instead: str) -> None:
    """Raise `Trouble` where no window can be shown."""
    if not has_display(os.environ):
        raise Trouble(f"There is no display here, so no window can open. {instead}")


def in_ci(environment: Mapping[str, str]) -> bool:
    """Tell whether a machine runs the tests: then a server that is missing fails its tests."""
    return environment.get("CI", "").lower() in ("1", "true", "yes")


def captured(command: Sequence[str]) -> subprocess.CompletedProcess[str]:
    """Run a command with its output kept, both streams together."""
    return subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        check=False,
        env={**os.environ, "LC_ALL": "C.UTF-8", "PYTHONIOENCODING": "utf-8"},
    )


def succeeds(command: Sequence[str]) -> bool:
    """Run a command quietly; tell whether it succeeded."""
    return captured(command).returncode == 0


def say(sentence: str) -> None:
    """Tell the person, on the error stream."""
    print(sentence, file=sys.stderr, flush=True)


def with_python_new_enough() -> int:
    """Start with this Python, or with a newer one beside it where this one is too old."""
    words = sys.argv[1:]
    if sys.version_info >= OLDEST:
        return main(words)
    for name in NEWER:
        found = shutil.which(name)
        # A shim may stand for a version that is not installed.
        if found and succeeds([found, "-c", "import sys; sys.exit(sys.version_info < (3, 11))"]):
            return subprocess.run(
                [found, str(Path(__file__).resolve()), *words], check=False
            ).returncode
    say(
        f"CM Workstation needs Python 3.11 or newer, this is {platform.python_version()}: install a newer"
        " one (Debian, Ubuntu: sudo apt-get install python3.11 python3.11-venv), then run this again."
    )
    return 1


if __name__ == "__main__":
    sys.exit(with_python_new_enough())
