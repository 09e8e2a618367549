"""What reading costs beside the network: CPU per message from the pages of a server to messages that are understood.

Each connector reads its own fake server once, over loopback; what that answered is kept, and the same reading is then
measured from memory. Beside it stands what the standard library alone takes to parse the same bytes.
"""

import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from bench.rows import Row, plain
from cmworkstation.sdk.answer import Answer
from cmworkstation.sdk.http import Http
from cmworkstation.sdk.testing import Stage
from tests.connectors import (
    test_bluesky,
    test_discourse,
    test_facebook,
    test_github,
    test_google_business,
    test_hackernews,
    test_instagram,
    test_lemmy,
    test_linkedin,
    test_mastodon,
    test_reddit,
    test_telegram,
    test_threads,
    test_wordpress,
    test_x,
    test_youtube,
)
from tests.connectors.fake_bluesky import FakeBluesky
from tests.connectors.fake_discourse import FakeDiscourse
from tests.connectors.fake_facebook import FakeFacebook
from tests.connectors.fake_github import FakeGithub
from tests.connectors.fake_google_business import FakeGoogleBusiness
from tests.connectors.fake_hackernews import FakeHackernews
from tests.connectors.fake_instagram import FakeInstagram
from tests.connectors.fake_lemmy import FakeLemmy
from tests.connectors.fake_linkedin import FakeLinkedin
from tests.connectors.fake_mastodon import FakeMastodon
from tests.connectors.fake_reddit import FakeReddit
from tests.connectors.fake_telegram import FakeTelegram
from tests.connectors.fake_threads import FakeThreads
from tests.connectors.fake_wordpress import FakeWordpress
from tests.connectors.fake_x import FakeX
from tests.connectors.fake_youtube import FakeYoutube
from tests.connectors.misbehaving import Misbehaving, serving

MESSAGES, TRIES = 90, 7
TEXT = "message {n}: is the reading room open on Saturday, and may one bring a dog? "

# One row per connector: its fake, and the stage on which the conformance kit lets it read.
CONNECTORS: Mapping[str, tuple[Callable[[], Misbehaving], Callable[[Any], Stage]]] = {
    "bluesky": (FakeBluesky, test_bluesky.BlueskyStage),
    "discourse": (FakeDiscourse, test_discourse.ForumStage),
    "facebook": (FakeFacebook, test_facebook.FacebookStage),
    "google_business": (FakeGoogleBusiness, test_google_business.BusinessStage),
    "instagram": (FakeInstagram, test_instagram.InstagramStage),
    "threads": (FakeThreads, test_threads.ThreadsStage),
    "linkedin": (FakeLinkedin, test_linkedin.LinkedinStage),
    "reddit": (FakeReddit, test_reddit.RedditStage),
    "x": (FakeX, test_x.XStage),
    "youtube": (FakeYoutube, test_youtube.YoutubeStage),
    "github": (FakeGithub, test_github.GithubStage),
    "hackernews": (FakeHackernews, test_hackernews.NewsStage),
    "lemmy 0.19": (FakeLemmy, test_lemmy.LemmyStage),
    "lemmy 1.0": (lambda: FakeLemmy(api="v4"), test_lemmy.LemmyStage),
    "mastodon": (FakeMastodon, test_mastodon.MastodonStage),
    "telegram": (FakeTelegram, test_telegram.TelegramStage),
    "wordpress": (FakeWordpress, test_wordpress.WordpressStage),
}


def measure() -> list[Row]:
    """Return one row for each connector."""
    return [_row(name, *CONNECTORS[name]) for name in sorted(CONNECTORS)]


def _row(name: str, fake: Callable[[], Misbehaving], stage: Callable[[Any], Stage]) -> Row:
    with serving(fake()) as server:
        made = stage(server)
        for n in range(MESSAGES):
            made.write(TEXT.format(n=n) * 3)
        with kept() as answers:
            read = _read(made)
            ours = min(_spent(lambda: _read(made)) for _ in range(TRIES))
        bodies = [one.body for one in answers.values()]
    alone = min(_spent(lambda: [json.loads(one) for one in bodies]) for _ in range(TRIES))
    how = (
        f"{read} messages from {len(bodies)} answers, {sum(map(len, bodies)) / read / 1000:.1f} kB each;"
        f" json.loads alone {alone / read * 1e6:.0f}"
    )
    return plain(f"fetch: {name}", ours / read * 1e6, "µs CPU/message", how)


def _read(stage: Stage) -> int:
    """Read everything from the start and understand it; return how many messages that were."""
    connector = stage.connector()
    found = [
        item for page in connector.fetch({}) for raw in page.items for item in connector.parse(raw)
    ]
    connector.close()
    return sum(not item.context for item in found)


def _spent(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


@contextmanager
def kept() -> Iterator[dict[tuple[str, ...], Answer]]:
    """Keep what is answered, and answer the same question from there, without the network."""
    usual = Http._exchange
    answers: dict[tuple[str, ...], Answer] = {}

    def exchange(  # as `Http._exchange`, whatever it takes
        self: Http,
        verb: str,
        target: str,
        *more: Any,  # noqa: ANN401
        **named: Any,  # noqa: ANN401
    ) -> Answer:
        key = (verb, target, repr(named.get("params")), repr(named.get("body")))
        if key not in answers:
            answers[key] = usual(self, verb, target, *more, **named)
        return answers[key]

    Http._exchange = exchange  # type: ignore[method-assign]
    try:
        yield answers
    finally:
        Http._exchange = usual  # type: ignore[method-assign]
