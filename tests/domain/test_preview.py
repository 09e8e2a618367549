"""A reply as each network will show it: the five connectors, each with its own look at the same words."""

from dataclasses import replace

import pytest

from cmworkstation.connectors.discourse import DiscourseConnector
from cmworkstation.connectors.feed import FeedConnector
from cmworkstation.connectors.github import GithubConnector
from cmworkstation.connectors.lemmy import LemmyConnector
from cmworkstation.connectors.mail import MailConnector
from cmworkstation.connectors.mastodon import capabilities
from cmworkstation.connectors.telegram import TelegramConnector
from cmworkstation.connectors.wordpress import WordpressConnector
from cmworkstation.domain.account import Account, Capabilities, MediaRules, Visibility
from cmworkstation.domain.ids import AccountId, AuthorId, ConversationId, MessageId
from cmworkstation.domain.media import MediaFile
from cmworkstation.domain.message import Kind, Message, Recipients
from cmworkstation.domain.preview import Cell, Frame, Mark, Preview, Span, grid, preview
from cmworkstation.resources.demo.platforms import CAPABILITIES
from tests.builders_workspace import NOW

LINK = "https://www.library.example/opening-hours/in-summer?desk=main"
REPLY = f"""Hello @nadia@far.example,
we open at ten. #Summer

> When do you open?
>> Is it late?

See {LINK}. Ask @paul, or desk@library.example."""
DOOR = MediaFile("aa", "door.png", "image/png", 2048, 640, 480, "The door, three steps down")
PLAN = MediaFile("bb", "plan.pdf", "application/pdf", 4096)
TARGET = Message(
    id=MessageId(1),
    account_id=AccountId("1"),
    conversation_id=ConversationId(1),
    author_id=AuthorId(1),
    remote_id="https://far.example/1",
    native_id="1",
    parent_id="",
    kind=Kind.MENTION,
    author_name="Nadia Roos",
    author_handle="@nadia@far.example",
    author_url="",
    ours=False,
    at=NOW,
    html="",
    text="When do you open?",
    title="RE: Re: Opening hours",
)


def of(look: str, can: Capabilities, name: str = "") -> Account:
    made = Account(AccountId("1"), look, look, "Library · Main", "@library@town.example", "", 0)
    return replace(made, capabilities=can, settings={"name": name} if name else {})


def told(found: Preview) -> str:
    """Return everything a preview shows, one thing a line: [links], *mentions and hashtags*."""
    lines = [f"{found.frame.value} by {found.name} ({found.handle})"]
    for name in ("answers", "visibility", "warning", "title", "to", "copies"):
        value = getattr(found, name)
        if value:
            lines.append(f"{name}: {', '.join(value) if isinstance(value, tuple) else value}")
    for one in found.shown:
        lines.append("--")
        for paragraph in one.paragraphs:
            words = "".join(map(_marked, paragraph.spans))
            lines += [f"{'| ' * paragraph.depth}{line}" for line in words.split("\n")]
        lines += [f"picture: {file.alt}" for file in one.pictures]
        lines += [f"file: {file.name}" for file in one.files]
    return "\n".join(lines)


def _marked(span: Span) -> str:
    if span.mark is Mark.PLAIN:
        return span.text
    return f"[{span.text}]" if span.mark is Mark.LINK else f"*{span.text}*"


def test_a_post_on_mastodon_has_short_links_and_mentions_without_their_server() -> None:
    found = preview(
        of("mastodon", capabilities({"software": "mastodon"})),
        TARGET,
        [REPLY],
        media=(DOOR,),
        spoiler="Opening hours",
        visibility=Visibility.UNLISTED,
    )
    assert (
        told(found)
        == """\
post by Library (@library@town.example)
answers: Nadia Roos
visibility: unlisted
warning: Opening hours
--
Hello *@nadia*,
we open at ten. *#Summer*
> When do you open?
>> Is it late?
See [library.example/opening-hours/…]. Ask *@paul*, or desk@library.example.
picture: The door, three steps down"""
    )
    (link,) = [
        one for words in found.shown[0].paragraphs for one in words.spans if one.mark is Mark.LINK
    ]
    assert link.href == LINK


def test_a_mail_shows_what_it_quotes_as_quotations_and_pictures_as_files() -> None:
    found = preview(
        of("email", MailConnector.manifest.capabilities, "The library"),
        TARGET,
        [REPLY],
        media=(DOOR, PLAN),
        spoiler="Opening hours",
        visibility=Visibility.PRIVATE,
        recipients=Recipients(("nadia@far.example",), ("paul@far.example",)),
    )
    assert (
        told(found)
        == f"""\
mail by The library (@library@town.example)
answers: Nadia Roos
visibility: private
title: Re: Opening hours
to: nadia@far.example
copies: paul@far.example
--
Hello @nadia@far.example,
we open at ten. #Summer
| When do you open?
| | Is it late?
See [{LINK}]. Ask @paul, or desk@library.example.
file: door.png
file: plan.pdf"""
    )


def test_a_comment_stands_on_its_page_with_whole_links_and_no_pictures() -> None:
    found = preview(
        of("wordpress", WordpressConnector.manifest.capabilities),
        replace(TARGET, title="Opening hours"),
        [REPLY],
        media=(DOOR,),
    )
    assert (
        told(found)
        == f"""\
comment by Library (@library@town.example)
answers: Nadia Roos
visibility: public
title: Opening hours
--
Hello @nadia@far.example,
we open at ten. #Summer
> When do you open?
>> Is it late?
See [{LINK}]. Ask @paul, or desk@library.example."""
    )


@pytest.mark.parametrize("kind", [DiscourseConnector, LemmyConnector])
def test_on_a_forum_a_comment_shows_its_pictures(
    kind: type[DiscourseConnector | LemmyConnector],
) -> None:
    place = of(kind.manifest.key, kind.manifest.capabilities)
    found = preview(place, replace(TARGET, title="Opening hours"), [REPLY], media=(DOOR,))
    assert told(found).startswith("comment by Library")
    assert [one.name for one in found.shown[0].pictures] == ["door.png"]


def test_on_github_an_answer_is_a_comment_below_its_issue_and_in_telegram_a_post() -> None:
    hub, bot = (
        preview(
            of(kind.manifest.key, kind.manifest.capabilities),
            replace(TARGET, title="The door"),
            [REPLY],
            media=(DOOR,),
        )
        for kind in (GithubConnector, TelegramConnector)
    )
    assert (hub.frame, hub.title, hub.shown[0].pictures) == (Frame.COMMENT, "The door", ())
    assert (bot.frame, bot.title) == (Frame.POST, "")
    assert [one.name for one in bot.shown[0].pictures] == ["door.png"]


def test_where_nothing_can_be_sent_nothing_is_shown() -> None:
    found = preview(of("feed", FeedConnector.manifest.capabilities), TARGET, [REPLY], media=(DOOR,))
    assert told(found) == "nothing by Library (@library@town.example)\nvisibility: public"


@pytest.mark.parametrize(
    ("look", "last"),
    [
        (
            "mastodon",
            "See [library.example/opening-hours/…]. Ask *@paul*, or desk@library.example.",
        ),
        (
            "bluesky",
            "See [www.library.example/opening-hour...]. Ask *@paul*, or desk@library.example.",
        ),
        ("instagram", f"See {LINK}. Ask *@paul*, or desk@library.example."),
        ("facebook", f"See [{LINK}]. Ask *@paul*, or desk@library.example."),
        ("email", f"See [{LINK}]. Ask @paul, or desk@library.example."),
        ("wordpress", f"See [{LINK}]. Ask @paul, or desk@library.example."),
    ],
)
def test_every_network_of_the_demonstration_shows_links_in_its_own_way(
    look: str, last: str
) -> None:
    found = preview(of(look, CAPABILITIES[look]), TARGET, [REPLY])
    assert told(found).split("\n")[-1] == last


def test_a_thread_is_several_posts_and_its_files_go_with_the_first() -> None:
    found = preview(
        of("mastodon", CAPABILITIES["mastodon"]), TARGET, ["One 1/2", "Two 2/2"], media=(DOOR, PLAN)
    )
    assert [one.text for one in found.shown] == ["One 1/2", "Two 2/2"]
    assert [(len(one.pictures), len(one.files)) for one in found.shown] == [(1, 1), (0, 0)]


def test_without_words_there_is_nothing_or_the_picture_alone() -> None:
    place = of("mastodon", CAPABILITIES["mastodon"])
    assert preview(place, TARGET, [" \n"]).shown == ()
    (alone,) = preview(place, TARGET, [""], media=(DOOR,)).shown
    assert alone.pictures == (DOOR,)
    assert alone.paragraphs == ()
    nowhere = replace(place, capabilities=replace(place.capabilities, media=MediaRules()))
    assert preview(nowhere, TARGET, [""], media=(DOOR,)).shown == ()


def test_one_picture_fills_the_grid_three_have_a_tall_one_and_more_stand_in_rows_of_two() -> None:
    assert grid(1) == (Cell(0, 0, 2, 2),)
    for count in (2, 3, 4):
        taken = [
            (one.column + right, one.row + down)
            for one in grid(count)
            for right in range(one.wide)
            for down in range(one.high)
        ]
        assert sorted(taken) == [(0, 0), (0, 1), (1, 0), (1, 1)]
    assert [(one.column, one.row) for one in grid(6)][-2:] == [(0, 2), (1, 2)]


def test_a_megabyte_of_signs_is_looked_at_and_keeps_every_word() -> None:
    text = ("@" * 500 + " http://" + "#" * 500 + " ") * 1000
    (shown,) = preview(of("facebook", CAPABILITIES["facebook"]), TARGET, [text]).shown
    assert shown.text == text.strip()
