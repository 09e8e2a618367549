"""What the platforms of an own client send, whatever it is: understood, or refused in our words."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from cmworkstation.connectors.linkedin import LinkedinConnector
from cmworkstation.connectors.reddit import RedditConnector
from cmworkstation.connectors.x import XConnector
from cmworkstation.domain.account import Visibility
from cmworkstation.sdk.connector import Target
from tests.connectors import fake_linkedin, fake_reddit, fake_x
from tests.connectors.fake_linkedin import FakeLinkedin
from tests.connectors.fake_reddit import FakeReddit
from tests.connectors.fake_x import FakeX
from tests.fuzz.anything import ANY_JSON, Mumbler, spoiled, written
from tests.fuzz.rounds import rounds
from tests.fuzz.test_connectors import asked, understood

HEADERS = {"content-type": "application/json"}

# ------------------------------------------------------------------------------------------------------- X


def an_x(bodies: list[bytes]) -> XConnector:
    settings = {"server": "https://x.test", "user_id": fake_x.US, "handle": fake_x.HANDLE}
    return XConnector(settings, {"access_token": "t"}, Mumbler(bodies, HEADERS))  # type: ignore[arg-type]


def what_x_says() -> dict[str, Any]:
    fake = FakeX()
    post, message = fake.post("Look at https://t.co/1"), fake.message()
    post["entities"]["urls"] = [{"url": "https://t.co/1", "expanded_url": "https://a.example"}]
    edited = fake.edit(post, "again")
    users = {"users": [fake_x.PEOPLE[fake_x.CLARA]]}
    return {
        "post": {"post": edited, "author": users["users"][0]},
        "dm": {"dm": message, "author": {}},
        "list": {"data": [post, edited, message], "includes": users, "meta": {"next_token": "1"}},
    }


X = what_x_says()
ON_X = [
    Target("x:1", f"1/{fake_x.CLARA}/1", "@clara_example", Visibility.PUBLIC),
    Target("x:dm/1", f"dm:1-2/{fake_x.CLARA}/1", "@clara_example", Visibility.PRIVATE),
]


@rounds(100)
@given(st.data())
def test_any_post_of_x_is_understood_or_put_aside(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(["post", "dm"]))
    understood(an_x([]), kind, written(data.draw(spoiled(X[kind]) | ANY_JSON)))


@rounds(60)
@given(
    st.sampled_from(ON_X),
    st.lists(spoiled(X["list"]) | ANY_JSON, min_size=1, max_size=3),
)
def test_any_answer_of_x_is_read_or_refused_in_our_words(target: Target, said: list[Any]) -> None:
    asked(an_x([written(one) for one in said]), target)


# -------------------------------------------------------------------------------------------------- Reddit


def a_reddit(bodies: list[bytes]) -> RedditConnector:
    settings = {"server": "https://x.test", "handle": "u/ormaie", "moderated": fake_reddit.PLACE}
    return RedditConnector(settings, {"access_token": "t"}, Mumbler(bodies, HEADERS))  # type: ignore[arg-type]


def what_reddit_says() -> dict[str, Any]:
    fake = FakeReddit()
    post = fake.post("A question")
    comment = fake.comment("one", to=post)
    fake.comment("two", to=comment)
    message = fake.message()
    return {
        "comment": {"comment": comment},
        "post": {"post": post},
        "message": {"message": message},
        "list": fake._listed(fake.things, {}),
        "thread": fake._thread(post["id"], {}),
    }


REDDIT = what_reddit_says()
ON_REDDIT = [
    Target("reddit:t1_a2", "t3_a1/t1_a2", "u/clara_example", Visibility.PUBLIC),
    Target("reddit:t4_a4", "t4_a4/t4_a4", "u/clara_example", Visibility.PRIVATE),
]


@rounds(100)
@given(st.data())
def test_any_entry_of_reddit_is_understood_or_put_aside(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(["comment", "post", "message"]))
    understood(a_reddit([]), kind, written(data.draw(spoiled(REDDIT[kind]) | ANY_JSON)))


@rounds(60)
@given(
    st.sampled_from(ON_REDDIT),
    st.lists(
        spoiled(REDDIT["list"]) | spoiled(REDDIT["thread"]) | ANY_JSON, min_size=1, max_size=3
    ),
)
def test_any_answer_of_reddit_is_read_or_refused_in_our_words(
    target: Target, said: list[Any]
) -> None:
    asked(a_reddit([written(one) for one in said]), target)


# ------------------------------------------------------------------------------------------------ LinkedIn


def a_linkedin(bodies: list[bytes]) -> LinkedinConnector:
    settings = {"server": "https://x.test", "organisation": fake_linkedin.US, "company": "ormaie"}
    return LinkedinConnector(settings, {"access_token": "t"}, Mumbler(bodies, HEADERS))  # type: ignore[arg-type]


def what_linkedin_says() -> dict[str, Any]:
    fake = FakeLinkedin()
    top = fake.comment("one")
    fake.comment("two", to=top)
    post = fake._post(fake.posts[0]["id"])
    comments = fake._below(post["id"])
    return {
        "comment": {"comment": comments[0], "post": post["id"], "above": ""},
        "post": {"post": post},
        "list": {"elements": [*fake.notifications, post, *comments]},
    }


LINKEDIN = what_linkedin_says()
ON_LINKEDIN = Target(
    "linkedin:urn:li:comment:(urn:li:activity:2,3)",
    "urn:li:share:1/urn:li:comment:(urn:li:activity:2,3)/urn:li:comment:(urn:li:activity:2,3)",
    "",
    Visibility.PUBLIC,
)


@rounds(100)
@given(st.data())
def test_any_comment_of_linkedin_is_understood_or_put_aside(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(["comment", "post"]))
    understood(a_linkedin([]), kind, written(data.draw(spoiled(LINKEDIN[kind]) | ANY_JSON)))


@rounds(60)
@given(st.lists(spoiled(LINKEDIN["list"]) | ANY_JSON, min_size=1, max_size=3))
def test_any_answer_of_linkedin_is_read_or_refused_in_our_words(said: list[Any]) -> None:
    asked(a_linkedin([written(one) for one in said]), ON_LINKEDIN)
