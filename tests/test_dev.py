"""The developer's door: what it asks of a machine, and what it says."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import dev

ROOT = Path(dev.__file__).parent
LDD = """
\tlinux-vdso.so.1 (0x00007ffd)
\tlibxcb-icccm.so.4 => not found
\tlibxcb.so.1 => /lib/x86_64-linux-gnu/libxcb.so.1 (0x00007f)
\tlibQt6Pdf.so.6 => not found
\tlibnobody-knows.so.9 => not found
"""


def test_missing_libraries_become_packages():
    missing = dev.not_found(LDD)
    assert missing == ["libxcb-icccm.so.4", "libnobody-knows.so.9"]
    assert dev.packages_for(missing) == (["libxcb-icccm4"], ["libnobody-knows.so.9"])


def test_two_libraries_of_one_package_ask_once():
    assert dev.packages_for(["libglib-2.0.so.0", "libgthread-2.0.so.0"]) == (["libglib2.0-0"], [])


def test_the_advice_names_the_exact_command(monkeypatch):
    monkeypatch.setattr(
        dev, "missing_libraries", lambda _files: ["libEGL.so.1", "libxcb-icccm.so.4"]
    )
    monkeypatch.setattr(dev, "install_packages", lambda _packages: False)
    monkeypatch.setattr(shutil, "which", lambda _name: "/usr/bin/apt-get")
    with pytest.raises(dev.Trouble, match="sudo apt-get install libegl1 libxcb-icccm4 "):
        dev.check_system_libraries(window=True)


def test_a_system_without_apt_is_told_the_libraries(monkeypatch):
    monkeypatch.setattr(dev, "missing_libraries", lambda _files: ["libEGL.so.1"])
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    with pytest.raises(dev.Trouble, match=r"libEGL\.so\.1; install them with the package manager"):
        dev.check_system_libraries(window=True)


def test_installed_libraries_end_the_matter(monkeypatch):
    answers = iter([["libEGL.so.1"], []])
    monkeypatch.setattr(dev, "missing_libraries", lambda _files: next(answers))
    monkeypatch.setattr(dev, "install_packages", lambda packages: packages == ["libegl1"])
    dev.check_system_libraries(window=False)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("ERROR: Could not install packages: [Errno 28] No space left on device", "disk is full"),
        (
            "WARNING: Retrying … NewConnectionError\nERROR: No matching distribution found",
            "check the network",
        ),
        (
            "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE",
            "constraints.txt expects",
        ),
        ("Retrying … SSLError(SSLCertVerificationError)", "certificates"),
        ("ERROR: No matching distribution found for pyside6-essentials==6.11.3", "glibc 2.34"),
        ("ERROR: No matching distribution found for babel==2", "not found at the package server"),
        ("ERROR: Something new", "Something new"),
        ("", "no reason given"),
    ],
    ids=["disk", "network", "hash", "certificate", "platform", "nowhere", "other", "silence"],
)
def test_what_pip_says_becomes_one_sentence(said, told):
    sentence = dev.pip_trouble(said)
    assert told in sentence
    assert "\n" not in sentence
    assert "Traceback" not in sentence


@pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="elsewhere there is always a display"
)
def test_a_display_is_known_by_the_environment():
    assert not dev.has_display({})
    assert not dev.has_display({"DISPLAY": ""})
    assert dev.has_display({"DISPLAY": ":0"})
    assert dev.has_display({"WAYLAND_DISPLAY": "wayland-0"})
    assert dev.has_display({"QT_QPA_PLATFORM": "offscreen"})


@pytest.fixture
def no_display(monkeypatch):
    monkeypatch.setattr(dev, "has_display", lambda _environment: False)
    monkeypatch.setattr(dev, "set_up", lambda **_what: pytest.fail("nothing to set up for"))


@pytest.mark.usefixtures("no_display")
def test_without_a_display_a_picture_is_offered(capsys):
    assert dev.main(["demo"]) == 1
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "--shot demo.png" in said


@pytest.mark.usefixtures("no_display")
def test_a_picture_needs_its_folder(capsys, tmp_path):
    assert dev.main(["demo", "--shot", str(tmp_path / "nowhere" / "x.png")]) == 1
    assert "make it first" in capsys.readouterr().err


@pytest.fixture
def ran(monkeypatch):
    """Return the commands that would run, in order."""
    commands: list[tuple[tuple[str, ...], dict[str, object]]] = []

    def note(*words, **how):
        commands.append((words, how))
        return 0

    monkeypatch.setattr(dev, "set_up", lambda **_what: None)
    monkeypatch.setattr(dev, "python", note)
    return commands


def test_a_picture_is_taken_offscreen_and_the_rest_is_passed_on(ran, monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(dev, "has_display", lambda _environment: False)
    shot = tmp_path / "x.png"
    assert dev.main(["demo", "--shot", str(shot), "--lang", "fr"]) == 1, (
        "nothing made the picture here"
    )
    words, how = ran[0]
    assert words == ("-m", "cmworkstation", "--demo", "--shot", str(shot), "--lang", "fr")
    assert how["offscreen"] is True
    assert "without saving" in capsys.readouterr().err


def test_test_lints_first_and_ends_with_pytest(ran):
    assert dev.main(["test"]) == 0
    assert [words[:2] for words, _ in ran] == [
        ("-m", "ruff"),
        ("-m", "ruff"),
        ("-m", "mypy"),
        ("-m", "pytest"),
    ]


def test_words_for_pytest_run_pytest_alone(ran):
    assert dev.main(["test", "-k", "outbox", "tests/services"]) == 0
    assert [words for words, _ in ran] == [("-m", "pytest", "-k", "outbox", "tests/services")]


def test_faults_run_the_rows_that_are_named_as_often_as_was_asked(ran, tmp_path):
    assert dev.main(["faults"]) == 0
    assert dev.main(["faults", "--nightly", "F5", "F6", "--json", str(tmp_path / "t.json")]) == 0
    (every, _), (some, _) = ran
    assert every[-2:] == ("(fault or planted) and not servers", "--faults=change")
    assert some[5:] == ("--faults=nightly", "--rows=F5,F6", f"--faults-json={tmp_path / 't.json'}")


@pytest.mark.parametrize("ci", ["", "true"], ids=["person", "ci"])
def test_servers_are_a_second_run_that_installs_them_and_in_ci_requires_them(ran, monkeypatch, ci):
    monkeypatch.setenv("CI", ci)
    assert dev.main(["test", "--servers"]) == 0
    words, how = ran[-1]
    assert words == ("-m", "pytest", "-m", "servers and not long_install")
    required = {"CMW_SERVERS_REQUIRED": "1"} if ci else {}
    assert how["more"] == {"CMW_SERVERS_INSTALL": "1"} | required


def test_servers_that_take_minutes_to_install_are_started_where_all_are_asked_for(ran):
    assert dev.main(["test", "--all-servers"]) == 0
    assert ran[-1][0] == ("-m", "pytest", "-m", "servers")


def test_failed_steps_are_named_and_the_others_still_run(monkeypatch, capsys):
    monkeypatch.setattr(dev, "python", lambda *words, **_how: "mypy" in words)
    assert dev.run_steps(dev.LINT, in_ci=False) == 1
    assert "Failed: types." in capsys.readouterr().err


def test_a_step_that_a_signal_ended_says_so(monkeypatch, capsys):
    monkeypatch.setattr(dev, "python", lambda *words, **_how: -11 if "mypy" in words else 0)
    assert dev.run_steps(dev.LINT, in_ci=False) == 1
    assert "Failed: types (ended by SIGSEGV)." in capsys.readouterr().err


def test_unknown_words_are_refused(capsys):
    with pytest.raises(SystemExit):
        dev.main(["build", "--fast"])
    assert "unknown words: --fast" in capsys.readouterr().err


def test_no_command_shows_the_list(capsys):
    assert dev.main([]) == 0
    assert "demo" in capsys.readouterr().out


def test_an_environment_is_made_again_when_the_list_of_libraries_changed(monkeypatch, tmp_path):
    libraries, stamp = tmp_path / "constraints.txt", tmp_path / "stamp"
    libraries.write_text("one==1", encoding="utf-8")
    monkeypatch.setattr(dev, "CONSTRAINTS", libraries)
    monkeypatch.setattr(dev, "STAMP", stamp)
    monkeypatch.setattr(dev, "PYTHON", Path(sys.executable))
    assert not dev.is_current()
    stamp.write_text(hashlib.sha256(b"one==1").hexdigest(), encoding="utf-8")
    assert dev.is_current()
    libraries.write_text("one==2", encoding="utf-8")
    assert not dev.is_current()


def test_an_emoji_font_is_found_by_its_name(tmp_path):
    assert not dev.has_emoji_font([tmp_path, tmp_path / "nowhere"])
    (tmp_path / "noto").mkdir()
    (tmp_path / "noto" / "NotoColorEmoji.ttf").touch()
    assert dev.has_emoji_font([tmp_path])


def test_an_older_python_is_told_so(monkeypatch, capsys):
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    assert dev.with_python_new_enough() == 1
    assert "Python 3.11 or newer" in capsys.readouterr().err


def test_every_pinned_library_has_sums_and_no_address():
    text = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    assert "http" not in text
    entries = text.split("\n")
    pins = [line for line in entries if line and line[0] not in " #"]
    assert all("==" in pin and pin.endswith("\\") for pin in pins)
    assert "pyside6-essentials==6.11." in text


def test_it_starts_from_any_folder(tmp_path):
    done = subprocess.run(
        [sys.executable, str(ROOT / "dev.py"), "help"],
        cwd=tmp_path,
        env=os.environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0
    assert "setup" in done.stdout
