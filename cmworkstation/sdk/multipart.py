"""A form with files, as its bytes: multipart/form-data."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import uuid4

UNSAFE = re.compile(r'[\x00-\x1f\x7f"\\]')


@dataclass(frozen=True, slots=True)
class Part:
    """One file of a form."""

    key: str  # the name of the form's field
    name: str
    type: str
    data: bytes = field(repr=False)


def packed(fields: Mapping[str, str], files: Iterable[Part]) -> tuple[str, bytes]:
    """Return the content type of a form, and its bytes. A name cannot end its line."""
    boundary = f"cmw-{uuid4().hex}"  # random: no file holds it
    pieces: list[bytes] = []
    for name, value in fields.items():
        pieces += (_head(boundary, f'name="{_safe(name)}"'), value.encode(), b"\r\n")
    for one in files:
        about = f'name="{_safe(one.key)}"; filename="{_safe(one.name)}"'
        pieces += (_head(boundary, about, _safe(one.type)), one.data, b"\r\n")
    pieces.append(f"--{boundary}--\r\n".encode())
    return f"multipart/form-data; boundary={boundary}", b"".join(pieces)


def _head(boundary: str, about: str, type_: str = "") -> bytes:
    kind = f"Content-Type: {type_}\r\n" if type_ else ""
    return f"--{boundary}\r\nContent-Disposition: form-data; {about}\r\n{kind}\r\n".encode()


def _safe(text: str) -> str:
    return UNSAFE.sub("_", text)
