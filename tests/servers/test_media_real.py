"""Pictures, files and numbered threads at real servers: described, in their order, and each exactly once.

What arrived is counted in the server's own lists. A file that was put there and belongs to no post is no post; a server
that takes no files is known before anything leaves.
"""

import email
import email.policy
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from email.message import EmailMessage
from hashlib import sha256
from typing import Any

import pytest

from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.ids import OutboxId
from cmworkstation.domain.media import MediaFile
from cmworkstation.domain.reply import OutboxRow, OutboxState
from cmworkstation.domain.splitting import MARK
from tests import pictures
from tests.servers.cutting import cutting, cutting_mail
from tests.servers.running import RunningServer
from tests.servers.test_mail_real import Box
from tests.servers.test_mastodon_real import Person, sign_in
from tests.servers.test_once_real import (
    Desk,
    Platform,
    desk,
    mail_platform,
    snac_platform,
    wordpress_platform,
)

__all__ = ["desk"]
pytestmark = [pytest.mark.servers, pytest.mark.timeout(240)]

ALT = "La porte rouge, trois marches – & <une rampe> 🦽"
UPLOADING = "POST /api/v2/media "
PARTS = ("D’abord la porte rouge.", "Puis l’escalier.", "Enfin la salle du haut.")


@dataclass(frozen=True)
class Snac:
    """The server of Mastodon's language, with our account on it and what it has of us."""

    platform: Platform
    alice: Person

    def posts(self, ids: Sequence[str]) -> list[dict[str, Any]]:
        """Return our own posts that have one of these ids, in the order of the ids."""
        found = {one["uri"]: one for one in self.alice.own()}
        return [found[one] for one in ids if one in found]

    def ours(self, words: str) -> list[dict[str, Any]]:
        """Return every post of ours in which something is said."""
        return [one for one in self.alice.own() if words in one["content"]]


@pytest.fixture
def snac(snac_server: RunningServer) -> Iterator[Snac]:
    with cutting(snac_server.base_url) as way:
        yield Snac(snac_platform(snac_server, way), sign_in(snac_server, "alice"))


def a_picture(desk: Desk, colour: int = 0xFFAA2233, alt: str = ALT) -> MediaFile:
    kept = desk.services.media.add(pictures.drawn(colour=colour), "porte.png")
    return replace(kept, alt=alt)


def parts_of(desk: Desk, row: OutboxRow) -> list[OutboxRow]:
    rows = [
        one for one in desk.services.outbox.rows() if one.conversation_id == row.conversation_id
    ]
    return sorted(rows, key=lambda one: one.part)


def deliver_all(desk: Desk, rows: Sequence[OutboxId]) -> list[OutboxRow]:
    """Deliver until every one of these is sent; whatever is in doubt is looked for, never sent twice."""
    for _ in range(40):
        desk.deliver()
        now = [desk.services.outbox.row(one) for one in rows]
        if all(one.state is OutboxState.SENT for one in now):
            return now
        waits = (OutboxState.UNKNOWN, OutboxState.LATER, OutboxState.QUEUED, OutboxState.HELD)
        assert {one.state for one in now} <= {OutboxState.SENT, *waits}, [one.state for one in now]
        desk.clock.advance(60)
    pytest.fail("the parts were not sent")


@pytest.mark.parametrize("lost", ["", "upload", "post"])
def test_a_picture_arrives_with_its_description_and_its_post_once_whatever_answer_is_lost(
    snac: Snac, desk: Desk, lost: str
) -> None:
    account = snac.platform.add_account(desk)
    snac.platform.ask()
    conversation = desk.asked(account, snac.platform.question)
    body = f"Voici la porte, {lost or 'sans peine'}."
    row = desk.answer(conversation, a_picture(desk), body=body)
    way = snac.platform.way
    if lost:
        way.what, way.cuts = (UPLOADING if lost == "upload" else snac.platform.publishing), 1
    desk.deliver()
    if lost:
        assert way.cuts == 0
        # A file without its answer publishes nothing: only a post can be in doubt.
        doubt = OutboxState.LATER if lost == "upload" else OutboxState.UNKNOWN
        assert desk.services.outbox.row(row.id).state is doubt
        assert len(snac.ours(body)) == (lost == "post")
        desk.start_again()
    sent = desk.deliver_until_sent(row)
    (post,) = snac.ours(body)
    assert post["uri"] == sent.remote_id
    (shown,) = post["media_attachments"]
    assert shown["description"] == ALT
    bytes_ = snac.alice.api.get(shown["url"]).body
    assert sha256(bytes_).hexdigest() == row.media[0].hash
    uploads = [line for line in way.seen if line.startswith(UPLOADING)]
    assert len(uploads) == (2 if lost == "upload" else 1)
    assert len([one for one in way.seen if one.startswith(snac.platform.publishing)]) == 1


@pytest.mark.parametrize("lost", [0, 1, 2, 3])
def test_a_thread_of_three_parts_with_a_picture_stands_there_once_and_in_order(
    snac: Snac, desk: Desk, lost: int
) -> None:
    account = snac.platform.add_account(desk)
    snac.platform.ask()
    conversation = desk.asked(account, snac.platform.question)
    said = [f"{part} ({lost})" for part in PARTS]
    row = desk.answer(conversation, a_picture(desk), body=f"\n{MARK}\n".join(said))
    rows = parts_of(desk, row)
    assert [one.part for one in rows] == [1, 2, 3]
    way = snac.platform.way
    if lost:
        way.what, way.cuts, way.passing = snac.platform.publishing, 1, lost - 1
    for _ in range(3):
        desk.deliver()
    if lost:
        states = [desk.services.outbox.row(one.id).state for one in rows]
        assert way.cuts == 0
        assert states.count(OutboxState.SENT) == lost - 1
        assert states[lost - 1] is OutboxState.UNKNOWN
        desk.start_again()
    sent = deliver_all(desk, [one.id for one in rows])
    posts = snac.posts([one.remote_id for one in sent])
    assert [part in post["content"] for part, post in zip(said, posts, strict=True)] == [True] * 3
    assert [len(snac.ours(part)) for part in said] == [1, 1, 1]
    assert [post["in_reply_to_id"] for post in posts[1:]] == [post["id"] for post in posts[:2]]
    assert [len(post["media_attachments"]) for post in posts] == [1, 0, 0]
    assert len([one for one in way.seen if one.startswith(snac.platform.publishing)]) == 3


def test_where_a_comment_can_carry_no_picture_it_is_said_before_anything_leaves(
    wordpress_site: RunningServer, desk: Desk
) -> None:
    with cutting(wordpress_site.base_url) as way:
        platform = wordpress_platform(wordpress_site, way)
        account = platform.add_account(desk)
        platform.ask()
        conversation = desk.asked(account, platform.question)
        services = desk.services
        draft = services.drafts.begin(conversation)
        draft = replace(draft, body="Voici la porte.", media=(a_picture(desk),))
        review = services.composer.review(draft)
        assert "media-none" in review.reasons
        assert [one.reason for one in review.misfits] == ["media-none"]
        with pytest.raises(NotAllowed, match="media-none"):
            services.outbox.queue(draft, hold_s=0)
        desk.deliver()
        assert platform.arrived() == []
        assert not [line for line in way.seen if line.startswith("POST")]
        row, _ = services.outbox.queue(replace(draft, media=()), hold_s=0)
        desk.deliver_until_sent(row)
        assert platform.arrived() == [services.outbox.row(row.id).remote_id]


@contextmanager
def mail(server: RunningServer) -> Iterator[tuple[Platform, Box]]:
    files = (str(server.folder / "cert.pem"), str(server.folder / "key.pem"))
    bob = Box(server, "bob")
    with cutting_mail(("localhost", bob.port + 2), files) as way:
        yield mail_platform(server, way, "carol", bob), bob
    bob.client.logout()


def letters(box: Box, message_id: str) -> list[EmailMessage]:
    """Return every letter in a box that has this id."""
    box.client.select_folder("INBOX", readonly=True)
    uids = box.client.search(["HEADER", "MESSAGE-ID", message_id])
    found = box.client.fetch(uids, ["BODY.PEEK[]"]).values()
    policy = email.policy.default
    return [email.message_from_bytes(bytes(one[b"BODY[]"]), policy=policy) for one in found]


@pytest.mark.parametrize("lost", [False, True], ids=["calm", "lost"])
def test_a_letter_with_a_picture_and_a_file_arrives_whole_and_once(
    mail_server: RunningServer, desk: Desk, lost: bool
) -> None:
    with mail(mail_server) as (platform, bob):
        account = platform.add_account(desk)
        platform.ask()
        conversation = desk.asked(account, platform.question)
        plan = desk.services.media.add(b"%PDF-1.7 le plan", "plan d’accès.pdf")
        row = desk.answer(conversation, a_picture(desk), plan)
        if lost:
            platform.way.cuts = 1
        desk.deliver()
        if lost:
            assert desk.services.outbox.row(row.id).state is OutboxState.UNKNOWN
            desk.start_again()
        sent = desk.deliver_until_sent(row)
        assert platform.arrived() == [sent.remote_id]
        (letter,) = letters(bob, sent.remote_id)
        files = list(letter.iter_attachments())
        assert [one.get_filename() for one in files] == ["porte.png", "plan d’accès.pdf"]
        assert [sha256(_bytes(one)).hexdigest() for one in files] == [one.hash for one in row.media]
        assert files[0]["Content-Description"] == ALT
        assert len(platform.way.seen) == 1


def _bytes(part: EmailMessage) -> bytes:
    found = part.get_payload(decode=True)
    assert isinstance(found, bytes)
    return found
