"""Archives of invented people, made as the platforms make them: small, and every count in them is known."""

import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
HOME = "https://social.example/users/mairie"


@dataclass(frozen=True)
class Sample:
    """An archive, and what is in it."""

    path: Path
    format: str
    messages: int
    ours: int
    private: int = 0
    unreadable: int = 0
    stand_ins: int = 0  # messages that it names and does not hold
    conversations: int = 0
    options: Mapping[str, str] | None = None


def pack(path: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write a ZIP."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files.items():
            made.writestr(
                zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED
            )
    return path


def unpack(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write a folder."""
    for name, content in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


# Mastodon


def create(n: int, answers: str | None = None, **more: Any) -> dict[str, Any]:
    note = {
        "id": f"{HOME}/statuses/{n}",
        "type": "Note",
        "summary": None,
        "inReplyTo": answers,
        "published": f"2024-03-{n % 28 + 1:02d}T10:{n % 60:02d}:00Z",
        "url": f"https://social.example/@mairie/{n}",
        "attributedTo": HOME,
        "to": [PUBLIC],
        "cc": [f"{HOME}/followers"],
        "content": f"<p>La piscine est fermée, n° {n}</p>",
        "contentMap": {"fr": f"<p>La piscine est fermée, n° {n}</p>"},
        "attachment": [],
        **more,
    }
    return {
        "id": f"{HOME}/statuses/{n}/activity",
        "type": "Create",
        "actor": HOME,
        "published": note["published"],
        "to": note["to"],
        "cc": note["cc"],
        "object": note,
    }


def mastodon_files() -> dict[str, str]:
    other = "https://autre.example/users/bob/statuses/900"
    picture = {
        "type": "Document",
        "mediaType": "image/png",
        "url": "/media_attachments/files/1/original/plan.png",
        "name": "Plan du bassin",
    }
    boost = {"id": "x", "type": "Announce", "actor": HOME, "object": other}
    activities = [
        create(1, attachment=[picture]),
        create(2, answers=f"{HOME}/statuses/1"),
        create(3, answers=other),
        create(4, answers=other),
        create(5, to=[f"{HOME}/followers"], cc=[]),
        create(6, to=["https://autre.example/users/bob"], cc=[], answers=other),
        boost,
        create(7, published="not a date"),
    ]
    actor = {
        "id": HOME,
        "type": "Person",
        "preferredUsername": "mairie",
        "name": "La mairie",
        "url": "https://social.example/@mairie",
    }
    outbox = {
        "@context": "https://www.w3.org/ns/activitystreams",
        "id": "outbox.json",
        "type": "OrderedCollection",
        "totalItems": len(activities),
        "orderedItems": activities,
    }
    return {
        "actor.json": json.dumps(actor),
        "likes.json": json.dumps({"type": "OrderedCollection", "orderedItems": [other]}),
        "media_attachments/files/1/original/plan.png": "not a picture",
        "outbox.json": json.dumps(outbox, ensure_ascii=False),
    }


def mastodon(folder: Path) -> Sample:
    path = pack(folder / "archive-20240401.zip", mastodon_files())
    # 1 and 2; 3, 4 and 6 below somebody else's; 5.
    return Sample(path, "mastodon", 6, 6, private=1, unreadable=1, stand_ins=1, conversations=3)


# Mail


def letter(n: int, sender: str, to: str, answers: int = 0, body: str = "") -> bytes:
    above = f"In-Reply-To: <{answers}@mail.example>\nReferences: <{answers}@mail.example>\n"
    return (
        f"From: {sender}\nTo: {to}\nSubject: Horaires\nMessage-ID: <{n}@mail.example>\n"
        f"Date: Mon, 1 Apr 2024 10:{n:02d}:00 +0200\n{above if answers else ''}"
        "Content-Type: text/plain; charset=utf-8\n"
        f"\n{body or f'Bonjour, message {n}.'}\n"
    ).encode()


LETTERS = (
    letter(1, "Nadia <nadia@town.example>", "mairie@town.example"),
    letter(2, "Mairie <mairie@town.example>", "nadia@town.example", 1),
    letter(
        3, "Nadia <nadia@town.example>", "mairie@town.example", 2, "Merci !\n\nFrom ici, tout va."
    ),
    letter(4, "Paul <paul@town.example>", "mairie@town.example"),
)
MINE = {"addresses": "mairie@town.example"}


def as_mbox(letters: tuple[bytes, ...] = LETTERS) -> bytes:
    whole = b""
    for one in letters:
        quoted = one.replace(b"\nFrom ", b"\n>From ")
        whole += b"From nadia@town.example Mon Apr  1 10:00:00 2024\n" + quoted + b"\n"
    return whole


def mbox(folder: Path) -> Sample:
    path = folder / "Inbox.mbox"
    path.write_bytes(as_mbox())
    return Sample(path, "mbox", 4, 1, private=4, conversations=2, options=MINE)


def maildir(folder: Path) -> Sample:
    names = (
        "cur/1711960000.1.host:2,S",
        "cur/1711960001.2.host:2,S",
        "new/1711960002.3.host",
        "new/1.4.h",
    )
    path = unpack(folder / "Maildir", dict(zip(names, LETTERS, strict=True)))
    return Sample(path, "maildir", 4, 1, private=4, conversations=2, options=MINE)


# Any table

COLUMNS = {
    "text": "Texte",
    "date": "Date",
    "author": "Auteur",
    "permalink": "Lien",
    "answers": "Réponse à",
    "date_format": "%d/%m/%Y %H:%M",
    "time_zone": "Europe/Paris",
    "platform": "linkedin",
    "us": "Mairie",
}


def table(folder: Path) -> Sample:
    path = folder / "commentaires.csv"
    rows = (
        "Auteur;Texte;Date;Lien;Réponse à",
        'Nadia;"Bonjour ; une question";31/03/2024 23:30;https://www.linkedin.example/c/1;',
        "Mairie;Oui, lundi.;01/04/2024 09:00;https://www.linkedin.example/c/2;https://www.linkedin.example/c/1",
        "Paul;Pas de lien;01/04/2024 09:05;;",
        "Paul;Pas de date;hier;;",
        "Paul;Sous autre chose;02/04/2024 09:05;;https://www.linkedin.example/p/9",
    )
    path.write_bytes("\r\n".join(rows).encode("cp1252"))
    return Sample(path, "table", 4, 1, unreadable=1, stand_ins=1, conversations=3, options=COLUMNS)


ALL = (mastodon, mbox, maildir, table)
