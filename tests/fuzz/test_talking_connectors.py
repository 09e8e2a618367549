"""What GitHub, Telegram and the search over Hacker News send, whatever it is: understood, or refused in our words."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from cmworkstation.connectors.github import GithubConnector
from cmworkstation.connectors.hackernews import HackernewsConnector
from cmworkstation.connectors.telegram import TelegramConnector
from cmworkstation.domain.account import Visibility
from cmworkstation.sdk.botapi import to_html
from cmworkstation.sdk.connector import Target
from tests.connectors.fake_github import REPO, FakeGithub
from tests.connectors.fake_hackernews import FakeHackernews
from tests.connectors.fake_telegram import PRIVATE, FakeTelegram
from tests.fuzz.anything import ANY_JSON, Mumbler, spoiled, written
from tests.fuzz.rounds import rounds
from tests.fuzz.test_connectors import asked, understood

HEADERS = {
    "content-type": "application/json",
    "link": '<https://x.test/2>; rel="next"',
    "etag": "1",
}

# -------------------------------------------------------------------------------------------------- GitHub


def the_hub() -> dict[str, Any]:
    """Return what an installation answers: lists, a thread, a discussion, what we keep of them."""
    hub = FakeGithub(origin="https://x.test")
    issue = hub.open("The door", "It says <b>open</b>")
    comment = hub.comment(issue, "@alma here too")
    change = hub.open("Oil", sort="pulls")
    remark = hub.remark(change, "Why?")
    talk = hub.open("Ideas", sort="discussions")
    hub.say(talk, "two", to=hub.say(talk, "one"))
    settings = {"server": "https://x.test", "place": REPO, "user": "alma", "user_id": "11"}
    connector = GithubConnector(settings, {"token": "t"}, Mumbler([], HEADERS))  # type: ignore[arg-type]
    repository = {"id": 501, "name": REPO, "talks": True}
    kept = {
        kind: json.loads(connector._raws(kind, repository, [one], connector._since({}))[0].payload)
        for kind, one in (("issues", issue), ("comments", comment), ("remarks", remark))
    }
    discussions = {"pageInfo": {}, "nodes": [hub._talk(talk)]}
    return {
        "kept": kept,
        "repository": hub.repos[REPO],
        "issue": issue,
        "comments": [comment, remark],
        "graphql": {
            "data": {"repository": {"discussions": discussions, "discussion": hub._talk(talk)}}
        },
    }


HUB = the_hub()
ON_HUB = [
    Target("x.test/501/1", f"{REPO} 501 issue 1 self 101 N_101 -", "@clara", Visibility.PUBLIC),
    Target("x.test/501/3", f"{REPO} 501 discussion 3 self 9 N_9 -", "@clara", Visibility.PUBLIC),
]


def a_github(bodies: list[bytes]) -> GithubConnector:
    settings = {"server": "https://x.test", "place": REPO, "user": "alma", "user_id": "11"}
    return GithubConnector(settings, {"token": "t"}, Mumbler(bodies, HEADERS))  # type: ignore[arg-type]


@rounds(125)
@given(st.data())
def test_any_issue_and_any_comment_is_understood_or_put_aside(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(sorted(HUB["kept"])))
    understood(a_github([]), kind, written(data.draw(spoiled(HUB["kept"][kind]) | ANY_JSON)))


@rounds(60)
@given(
    st.sampled_from(ON_HUB),
    st.lists(
        st.sampled_from(["repository", "issue", "comments", "graphql"]).flatmap(
            lambda name: spoiled(HUB[name])
        )
        | ANY_JSON,
        max_size=6,
    ),
)
def test_a_github_that_mumbles_ends_no_program(target: Target, answers: list[Any]) -> None:
    asked(a_github([written(one) for one in answers]), target)


# ------------------------------------------------------------------------------------------------ Telegram


def the_updates() -> list[dict[str, Any]]:
    server = FakeTelegram(origin="https://x.test")
    marks = [{"type": "text_link", "offset": 0, "length": 2, "url": "https://a.test"}]
    first = server.write("When? 🦊", entities=marks)
    server.write("Yes", to=first, message_thread_id=first["message_id"])
    server.write(caption="Look", photo=[{"file_id": "a", "file_size": 3}], chat=PRIVATE)
    return server.updates


UPDATES = the_updates()


def a_bot(bodies: list[bytes]) -> TelegramConnector:
    settings = {"server": "https://x.test", "bot_id": "1", "user": "alma_bot"}
    return TelegramConnector(settings, {"token": "1:a"}, Mumbler(bodies, HEADERS))  # type: ignore[arg-type]


@rounds(125)
@given(st.data())
def test_any_update_is_understood_or_put_aside(data: st.DataObject) -> None:
    update = data.draw(st.sampled_from(UPDATES))
    known = data.draw(spoiled({"update": update, "before": "telegram:1/2"}) | ANY_JSON)
    understood(a_bot([]), "message", written(known))


@rounds(60)
@given(st.lists(spoiled({"ok": True, "result": UPDATES}) | ANY_JSON, max_size=4))
def test_a_telegram_that_mumbles_ends_no_program(answers: list[Any]) -> None:
    asked(a_bot([written(one) for one in answers]))


@rounds(125)
@given(
    st.text(max_size=12),
    st.lists(
        st.fixed_dictionaries(
            {
                "type": st.sampled_from(["bold", "text_link", "url", "pre", "mention", "?"]),
                "offset": st.integers(-2, 14),
                "length": st.integers(-2, 14),
                "url": st.text(max_size=9),
            }
        ),
        max_size=5,
    ),
)
def test_marks_of_any_kind_keep_every_word(text: str, marks: list[Any]) -> None:
    told = to_html(text, marks)
    plain = to_html(text, [])
    assert isinstance(told, str)
    assert bool(told) == bool(text)
    if not marks:
        assert told == plain


# --------------------------------------------------------------------------------------------- Hacker News


def the_news() -> dict[str, Any]:
    news = FakeHackernews()
    story = news.write(title="Ormaie", url="https://a.test")
    news.write("ormaie &amp; <i>more</i>", to=story)
    asked_for = {"query": "ormaie", "tags": "", "numericFilters": "", "hitsPerPage": "9"}
    return {"hits": news._search(asked_for), "tree": news._tree(story)}


NEWS = the_news()


def a_listener(bodies: list[bytes]) -> HackernewsConnector:
    settings = {"server": "https://x.test", "terms": "ormaie\nsite:a.test\nitem:1"}
    return HackernewsConnector(settings, {}, Mumbler(bodies, HEADERS))  # type: ignore[arg-type]


@rounds(60)
@given(st.lists(spoiled(NEWS["hits"]) | spoiled(NEWS["tree"]) | ANY_JSON, max_size=5))
def test_a_search_that_mumbles_ends_no_program(answers: list[Any]) -> None:
    asked(a_listener([written(one) for one in answers]))
