"""Names that strangers gave to files: what they become, and which files could do something by themselves."""

import unicodedata
from pathlib import PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmworkstation.domain import filenames

TABLE = [
    ("plan.pdf", "plan.pdf"),
    ("Été à la bibliothèque.pdf", "Été à la bibliothèque.pdf"),
    ("E\u0301te\u0301.pdf", "Été.pdf"),
    ("photo 1 (2).JPG", "photo 1 (2).JPG"),
    ("計画.docx", "計画.docx"),
    ("🎨 palette.png", "🎨 palette.png"),
    ("no ending", "no ending"),
    ("archive.tar.gz", "archive.tar.gz"),
    # ways out of the folder
    ("../../etc/passwd", "passwd"),
    ("..\\..\\windows\\x.dll", "x.dll"),
    ("/etc/passwd", "passwd"),
    ("C:\\Users\\a\\b.txt", "b.txt"),
    ("C:b.txt", "C_b.txt"),
    ("\\\\server\\share\\b.txt", "b.txt"),
    ("a\u2215b.txt", "b.txt"),
    ("a\uff0fb.txt", "b.txt"),
    ("file.txt/", "file"),
    ("..", "file"),
    (".", "file"),
    ("...", "file"),
    ("~", "file"),
    ("~root", "root"),
    # hidden ones
    (".bashrc", "bashrc"),
    ("..hidden.pdf", "hidden.pdf"),
    (" .ssh", "ssh"),
    # devices of Windows
    ("CON", "_CON"),
    ("con.txt", "_con.txt"),
    ("NUL.tar.gz", "_NUL.tar.gz"),
    ("Com1.pdf", "_Com1.pdf"),
    ("COM¹.pdf", "_COM¹.pdf"),
    ("LPT9", "_LPT9"),
    ("aux .txt", "_aux .txt"),
    ("CONIN$", "_CONIN$"),
    ("console.txt", "console.txt"),
    # endings that Windows drops
    ("plan.pdf.", "plan.pdf"),
    ("plan.pdf ", "plan.pdf"),
    ("plan.pdf . . ", "plan.pdf"),
    # streams, wildcards, quotes
    ("plan.pdf:evil.exe", "plan.pdf_evil.exe"),
    ('a<b>c:"d|e?f*.txt', "a_b_c__d_e_f_.txt"),
    # what turns round, is invisible, or controls
    ("a.pdf\u202efdp.exe", "a.pdffdp.exe"),
    ("\u2067gnp\u2069.exe", "gnp.exe"),
    ("pa\u200bge\u00ad.pdf", "page.pdf"),
    ("a\u061cb\u3164c.pdf", "abc.pdf"),
    ("a\x00b\x1b[31m.pdf", "ab[31m.pdf"),
    ("line\nbreak\t.pdf", "line break .pdf"),
    ("a\u00a0\u2003b.pdf", "a b.pdf"),
    ("\ud800half.pdf", "half.pdf"),
    # length
    ("x" * 4096, "x" * 120),
    ("é" * 300 + ".pdf", "é" * 58 + ".pdf"),
    ("x" * 200 + "." + "y" * 200, "x" * 120),
    ("a" * 119 + " .pdf", "a" * 116 + ".pdf"),
    ("", "file"),
    ("   ", "file"),
    ("\u200b", "file"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "becomes"), TABLE)
def test_a_foreign_name_becomes_a_safe_one(name, becomes):
    assert filenames.safe(name) == becomes


def test_the_table_has_fifty_names():
    assert len(dict(TABLE)) >= 50


@given(
    st.text(max_size=300)
    | st.lists(st.sampled_from(["..", "/", "\\", "\u202e", ".", " ", "CON", "é", ":"])).map("".join)
)
def test_whatever_the_name_it_is_one_component_on_every_system(name):
    made = filenames.safe(name)
    assert made == filenames.safe(made)
    assert 0 < len(made.encode()) <= 120
    for kind in (PurePosixPath, PureWindowsPath):
        assert kind("folder", made).parent == kind("folder")
        assert kind("folder", made).name == made
    assert not PureWindowsPath(made).is_reserved()
    assert not made.startswith(".")
    assert made[-1] not in " ."
    assert not any(unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") for char in made)
    assert filenames.numbered(made, 12) != made
    assert len(filenames.numbered(made, 12).encode()) <= 120


@pytest.mark.parametrize(
    ("name", "type_", "becomes"),
    [
        ("", "application/pdf", "file.pdf"),
        ("plan", "application/pdf", "plan.pdf"),
        ("plan.pdf", "application/zip", "plan.pdf"),
        ("plan", "application/x-unknown", "plan"),
        ("Mr. Smith said this", "text/plain", "Mr. Smith said this.txt"),
    ],
)
def test_a_name_without_an_ending_gets_that_of_its_type(name, type_, becomes):
    assert filenames.safe(name, type_) == becomes


@pytest.mark.parametrize(
    ("name", "type_"),
    [
        ("a.exe", ""),
        ("a.pdf\u202efdp.exe", "application/pdf"),
        ("invoice.pdf.exe", ""),
        ("invoice.pdf.exe. ", ""),
        ("a.SCR", ""),
        ("letter.docm", ""),
        ("page.html", "text/html"),
        ("drawing.svg", "image/svg+xml"),
        ("shortcut.lnk", ""),
        ("disk.iso", ""),
        ("plan.pdf:evil.js", ""),
        ("a", "application/x-msdownload"),
        ("a", "Application/X-Msdos-Program"),
    ],
)
def test_files_that_could_act_by_themselves_are_known(name, type_):
    assert filenames.is_program(name, type_)


@pytest.mark.parametrize(
    "name", ["plan.pdf", "photo.JPG", "exe", "notes.txt", "réseau.exemple", ""]
)
def test_other_files_raise_no_alarm(name):
    assert not filenames.is_program(name)


def test_a_second_file_of_a_name_has_a_number_before_its_ending():
    assert filenames.numbered("plan.pdf", 2) == "plan (2).pdf"
    assert filenames.numbered("plan", 2) == "plan (2)"
