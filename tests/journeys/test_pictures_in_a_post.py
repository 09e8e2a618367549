"""Several pictures in one post on a Page of Facebook, in the whole program: one post, whatever is cut on the way."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from cmworkstation.domain.reply import Draft, OutboxState
from cmworkstation.sdk.testing import a_picture
from tests.connectors.fake_facebook import PAGE
from tests.connectors.misbehaving import serving
from tests.journeys.test_own_client_account import CASES, Desk

PICTURES = 3
UPLOAD, POST = f"POST /v26.0/{PAGE}/photos", f"POST /v26.0/{PAGE}/feed"
(FACEBOOK,) = (one for one in CASES if one.platform == "facebook")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with ExitStack() as stack:
        network = stack.enter_context(serving(FACEBOOK.fake()))
        made = Desk(tmp_path / "w", FACEBOOK, network)
        stack.callback(made.services.close)
        yield made


def written(desk: Desk, pictures: int = PICTURES) -> Draft:
    """A post with pictures, each described."""
    files = tuple(
        replace(desk.services.media.add(a_picture(n), f"{n}.png"), alt=f"The quay, {n}")
        for n in range(pictures)
    )
    draft = desk.services.posting.begin(desk.account.id, "The quay")
    return replace(draft, body="The quay is open again.", media=files)


def shown(desk: Desk) -> list[list[tuple[str, bytes]]]:
    """Return the pictures of each post that people see: description and bytes."""
    posts = [one for one in desk.network.posts if one["id"] in desk.network.created]
    found = []
    for post in posts:
        (whole,) = post["attachments"]["data"]
        parts = whole.get("subattachments", {}).get("data") or [whole]
        names = [one["media"]["image"]["src"].rpartition("-")[2][:-4] for one in parts]
        found.append([desk.network.photos[one] for one in names])
    return found


@pytest.mark.parametrize("after", ["", "after:"], ids=["lost-on-the-way", "carried-out"])
@pytest.mark.parametrize(
    ("n", "where"),
    [*((n, UPLOAD) for n in range(PICTURES)), (0, POST)],
    ids=["first-picture", "second-picture", "third-picture", "post"],
)
def test_whatever_is_cut_there_is_one_post_with_all_pictures_in_order(
    desk: Desk, n: int, where: str, after: str
) -> None:
    calm = [(UPLOAD, "")] * n  # those before it go well
    desk.network.trouble.extend([*calm, (where, f"{after}connection cut")])
    row = desk.services.outbox.queue(written(desk), hold_s=0)[0]
    assert desk.settle(row).state is OutboxState.SENT
    assert shown(desk) == [[(f"The quay, {one}", a_picture(one)) for one in range(PICTURES)]]


def test_a_post_takes_ten_pictures_and_says_so_of_the_eleventh(desk: Desk) -> None:
    review = desk.services.composer.review(written(desk, 11))
    assert [(one.reason, one.limit) for one in review.misfits] == [("media-too-many", 10)]
    assert desk.services.composer.review(written(desk, 10)).misfits == ()
    draft = written(desk, 1)
    rules = desk.services.media.rules(draft.account_id, draft.visibility, draft.target_id)
    assert (rules.most, desk.services.media.rules(draft.account_id).most) == (10, 1)
