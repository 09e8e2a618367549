"""The compliance bundle: checked by a script of its own without our program, and every changed byte is named."""

import json
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest

from cmworkstation import i18n
from cmworkstation.domain.approval import Act, ActKind
from cmworkstation.domain.bundle import Period
from cmworkstation.domain.clock import from_ms
from cmworkstation.domain.errors import BackupDamaged, BackupFailed, BackupMissing, NoRoom
from cmworkstation.domain.profile import Role
from cmworkstation.domain.signed_file import act_payload
from cmworkstation.services.starters import DEMONSTRATION
from cmworkstation.services.workstation import Services
from cmworkstation.store.bundle import PARTS
from cmworkstation.words.bundle import HtmlPages, compared
from tests.builders_workspace import HOSTILE, NOW, a_message, a_town, receive
from tests.faults import disks
from tests.journeys.canary import hits
from tests.services.test_proof import BODY, a_sent_reply, everything
from tests.walking import walked

INJECTED = "<script>alert(1)</script><img src='https://spy.example/x.png'>"


def signed_by_hand(made: Services) -> None:
    """Let the word on a reply that `everything` stores be signed by whoever it says; take the version's away."""
    me, ada = made.profiles.current(), made.profiles.by_name("Ada Berg")
    assert ada is not None
    with made.workspace.write() as connection:
        connection.execute("DELETE FROM signoff WHERE profile_id=?", (ada.id,))
        (row,) = connection.execute(
            "SELECT request_id, kind, binding, at, body, words FROM approval_act"
        )
    act = Act(ActKind(row[1]), ada.id, row[2], from_ms(row[3]), row[4], row[5])
    made.profiles.switch_to(ada.id)
    mark = made.profiles.sign(act_payload(row[0], act))
    made.profiles.switch_to(me.id)
    with made.workspace.write() as connection:
        connection.execute(
            "UPDATE approval_act SET fingerprint=?, signature=?", (mark.fingerprint, mark.value)
        )


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    i18n.use_language("en")
    made = a_town(tmp_path_factory.mktemp("bundle") / "w")
    charter, _ = made.charters.add_starter(DEMONSTRATION[0])
    for account in made.accounts.listed():
        made.charters.assign(account.id, charter)
    made.profiles.add("Ines Carvalho", [Role.KEEPER, Role.SPOKESPERSON])
    everything(made, a_sent_reply(made))
    signed_by_hand(made)
    receive(made, made.accounts.listed()[0], [a_message("evil", INJECTED, writer=HOSTILE)])
    with made.workspace.write() as connection:
        connection.execute(
            "UPDATE message SET remote_id='r1' WHERE id=(SELECT target_id FROM outbox)"
        )
    yield made
    made.close()


@pytest.fixture(scope="module")
def bundle(services: Services, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("made") / "all.proof.zip"
    walked(services.bundles.write(file, HtmlPages()))
    return file


def verify(place: Path, script: Path | None = None) -> tuple[int, str]:
    """Run the script of a bundle as anybody would: with Python alone, and nothing of ours in reach."""
    ran = subprocess.run(
        [sys.executable, "-I", "-S", script or place / "verify.py", *([place] if script else [])],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )
    assert ran.stderr == ""
    return ran.returncode, ran.stdout


def unpacked(bundle: Path, folder: Path) -> Path:
    with zipfile.ZipFile(bundle) as archive:
        archive.extractall(folder)
    return folder


def names(bundle: Path) -> list[str]:
    with zipfile.ZipFile(bundle) as archive:
        return archive.namelist()


def test_its_own_script_finds_no_difference(bundle: Path, tmp_path: Path) -> None:
    status, said = verify(unpacked(bundle, tmp_path / "b"))
    assert status == 0
    first, signed, *whose = said.splitlines()
    assert first.startswith("All is well: ")
    assert first.endswith("1 replies. 0 differences.")
    assert signed.startswith("2 signatures fit.")
    assert [one.split(":")[0] for one in whose] == ["  Ada Berg", "  Ines Carvalho"]
    assert verify(bundle, tmp_path / "b" / "verify.py")[0] == 0, "the ZIP itself as well"


def test_the_script_imports_nothing_but_the_standard_library(bundle: Path) -> None:
    import ast

    with zipfile.ZipFile(bundle) as archive:
        tree = ast.parse(archive.read("verify.py"))
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {one.name.partition(".")[0] for one in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add((node.module or "").partition(".")[0])
    assert found <= sys.stdlib_module_names


def changed_byte(raw: bytes) -> bytes:
    middle = len(raw) // 2
    return raw[:middle] + bytes([raw[middle] ^ 1]) + raw[middle + 1 :]


def test_one_changed_byte_in_any_file_is_named(bundle: Path, tmp_path: Path) -> None:
    pristine = unpacked(bundle, tmp_path / "pristine")
    script = pristine / "verify.py"
    quiet = []
    for name in names(bundle):
        file = pristine / name
        raw = file.read_bytes()
        if not raw:
            continue
        target = tmp_path / "script.py"
        target.write_bytes(script.read_bytes())
        file.write_bytes(changed_byte(raw))
        status, said = verify(pristine, target)
        file.write_bytes(raw)
        wanted = "manifest" if name.startswith("manifest") else name
        if status != 1 or wanted not in said:
            quiet.append((name, said))
    assert quiet == []
    assert verify(pristine)[0] == 0


def forged(folder: Path, change: Callable[[Path], None]) -> str:
    """Change a bundle and write its manifest anew, as a forger would; return what the script says."""
    import hashlib

    change(folder)
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    for one in manifest["files"]:
        raw = (folder / one["name"]).read_bytes()
        one["sha256"], one["bytes"] = hashlib.sha256(raw).hexdigest(), len(raw)
    text = json.dumps(manifest)
    (folder / "manifest.json").write_text(text, "utf-8")
    (folder / "manifest.sha256").write_text(hashlib.sha256(text.encode()).hexdigest())
    return verify(folder)[1]


def edit(name: str, before: str, after: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        file = folder / "data" / name
        text = file.read_text("utf-8")
        assert before in text
        file.write_text(text.replace(before, after, 1), "utf-8")

    return change


def test_a_forger_who_writes_the_manifest_anew_still_breaks_the_chain(
    bundle: Path, tmp_path: Path
) -> None:
    for n, (change, said) in enumerate(
        (
            (edit("journal.jsonl", "garanti", "promis"), "Journal: the words of act"),
            (edit("journal.jsonl", "reply.queue", "reply.quele"), "Journal: act"),
            (edit("charters.jsonl", "[charter]", "[chartes]"), "The charter under which the reply"),
        )
    ):
        assert said in forged(unpacked(bundle, tmp_path / str(n)), change)


def test_acts_taken_off_the_end_or_out_of_the_middle_are_missed(
    bundle: Path, tmp_path: Path
) -> None:
    def cut(at: int) -> Callable[[Path], None]:
        def change(folder: Path) -> None:
            file = folder / "data" / "journal.jsonl"
            lines = file.read_text("utf-8").splitlines(keepends=True)
            del lines[at]
            file.write_text("".join(lines), "utf-8")

        return change

    assert "the last acts are missing" in forged(unpacked(bundle, tmp_path / "a"), cut(-1))
    assert "Journal: act 2 is missing." in forged(unpacked(bundle, tmp_path / "b"), cut(1))


def test_a_file_too_many_and_one_too_few_are_named(bundle: Path, tmp_path: Path) -> None:
    folder = unpacked(bundle, tmp_path / "b")
    (folder / "data" / "people.jsonl").unlink()
    (folder / "data" / "more.jsonl").write_text("{}")
    status, said = verify(folder)
    assert status == 1
    assert "- data/people.jsonl is missing." in said
    assert "- data/more.jsonl does not belong to the bundle." in said


@pytest.mark.parametrize("raw", [b"", b"PK", b"{}" * 100])
def test_what_is_no_bundle_is_said_in_a_sentence(bundle: Path, tmp_path: Path, raw: bytes) -> None:
    script = unpacked(bundle, tmp_path / "b") / "verify.py"
    file = tmp_path / "x.zip"
    file.write_bytes(raw)
    assert verify(file, script) == (
        1,
        "This is no bundle: manifest.json or manifest.sha256 is missing.\n",
    )


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.links: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links |= {value or "" for name, value in attrs if name in ("href", "src", "action")}
        assert not any(name.startswith("on") for name, _ in attrs)


def test_its_pages_load_nothing_run_nothing_and_lead_to_each_other(
    bundle: Path, tmp_path: Path
) -> None:
    folder = unpacked(bundle, tmp_path / "b") / "html"
    pages = sorted(folder.iterdir())
    known = {page.name for page in pages}
    whole = ""
    for page in pages:
        text = page.read_text("utf-8")
        whole += text
        tags = Tags()
        tags.feed(text)
        assert tags.tags.isdisjoint({"script", "img", "iframe", "link", "object", "form", "base"})
        assert tags.links <= known
        assert "default-src 'none'" in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in whole
    assert "garanti" in whole
    assert "Ada Berg approved" in whole, "our sent reply shows its dossier"
    assert len(pages) == 1 + sum(1 for one in names(bundle) if "conversation-" in one)


def test_read_again_it_is_what_the_workspace_holds(services: Services, bundle: Path) -> None:
    found = walked(services.bundles.compare(bundle))
    assert found.differences == ()
    with zipfile.ZipFile(bundle) as archive:
        counts = json.loads(archive.read("manifest.json"))["rows"]
    assert found.rows == sum(counts.values())
    assert set(counts) == set(PARTS)
    first, *unfit = compared(found)
    assert first == f"{found.rows} rows compared, 0 differences."
    assert found.signatures.misfits == ()
    assert not any("Ada Berg" in one for one in unfit)


def test_what_changed_in_the_workspace_since_is_counted_and_named(
    services: Services, tmp_path: Path
) -> None:
    file = tmp_path / "b.zip"
    walked(services.bundles.write(file, HtmlPages()))
    with services.workspace.write() as connection:
        before = connection.execute("SELECT id, text FROM message ORDER BY id LIMIT 1").fetchone()
        connection.execute("UPDATE message SET text='rewritten' WHERE id=?", (before[0],))
    found = walked(services.bundles.compare(file))
    with services.workspace.write() as connection:
        connection.execute("UPDATE message SET text=? WHERE id=?", (before[1], before[0]))
    assert found.differences == (("messages", str(before[0]), "different"),)
    assert compared(found)[0] == "1 difference:"


def test_a_period_holds_its_conversations_whole_and_proves_other_acts_without_their_words(
    services: Services, tmp_path: Path
) -> None:
    file = tmp_path / "b.zip"
    early = Period(None, NOW - timedelta(days=400))
    done = walked(services.bundles.write(file, HtmlPages(), early))
    assert (done.counts["messages"], done.counts["replies"]) == (0, 0)
    assert done.counts["journal"] > 5
    status, said = verify(unpacked(file, tmp_path / "b"))
    assert status == 0
    assert f"{done.counts['journal']} acts are proven without their words" in said
    assert "garanti" not in (tmp_path / "b" / "data" / "journal.jsonl").read_text("utf-8")
    assert walked(services.bundles.compare(file)).differences == ()
    later = walked(services.bundles.write(file, HtmlPages(), Period(NOW - timedelta(days=400))))
    assert later.counts["replies"] == 1


def test_in_french_the_pages_and_the_script_speak_french(
    services: Services, tmp_path: Path
) -> None:
    i18n.use_language("fr")
    file = tmp_path / "b.zip"
    walked(services.bundles.write(file, HtmlPages()))
    folder = unpacked(file, tmp_path / "b")
    assert verify(folder)[1].startswith("Tout est en ordre : ")
    assert '<html lang="fr">' in (folder / "html" / "index.html").read_text("utf-8")


def test_no_secret_is_in_it(services: Services, bundle: Path, tmp_path: Path) -> None:
    people = services.profiles.listed()
    secrets = [
        services.vault.secrets(one.id, "profile")["signing_key"] for one in people if one.local
    ]
    assert len(secrets) == 2
    assert hits(secrets, [unpacked(bundle, tmp_path / "b")]) == []


def test_a_bundle_that_is_stopped_leaves_nothing(services: Services, tmp_path: Path) -> None:
    steps = services.bundles.write(tmp_path / "b.zip", HtmlPages())
    for _ in range(3):
        next(steps)
    assert [one.name for one in tmp_path.iterdir()] == ["b.zip.part"]
    steps.close()
    assert list(tmp_path.iterdir()) == []
    assert services.proof.verify().replies == 1, "and the workspace can be read on"


def test_no_room_is_said_and_the_bundle_of_before_stays(services: Services, tmp_path: Path) -> None:
    file = tmp_path / "b.zip"
    file.write_bytes(b"of before")
    relieve = disks.limit_files(600)
    try:
        with pytest.raises(NoRoom):
            walked(services.bundles.write(file, HtmlPages()))
    finally:
        relieve()
    assert [one.name for one in tmp_path.iterdir() if one.is_file()] == ["b.zip"]
    assert file.read_bytes() == b"of before"


def test_where_nothing_can_be_written_or_read_is_said(services: Services, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(BackupFailed):
        walked(services.bundles.write(tmp_path / "file" / "b.zip", HtmlPages()))
    with pytest.raises(BackupMissing):
        walked(services.bundles.compare(tmp_path / "none.zip"))
    with pytest.raises(BackupDamaged):
        walked(services.bundles.compare(tmp_path / "file"))


def test_the_body_that_was_sent_is_in_the_data(bundle: Path) -> None:
    with zipfile.ZipFile(bundle) as archive:
        (reply,) = map(json.loads, archive.read("data/replies.jsonl").splitlines())
    assert reply["body"] == BODY
