"""F12: a server that gives the same page whatever it is asked for, and one that always has another one."""

from collections.abc import Mapping
from itertools import islice
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import pytest

from cmworkstation.sdk.paging import Listed, NumberedList
from tests.connectors.fake_mastodon import FakeMastodon
from tests.connectors.fake_wordpress import FakeWordpress
from tests.connectors.misbehaving import Reply, serving
from tests.connectors.test_mastodon import FLAVOURS
from tests.connectors.test_mastodon import connect as connect_mastodon
from tests.connectors.test_wordpress import connect as connect_wordpress

pytestmark = pytest.mark.fault("F12")
PLACES = ("min_id", "max_id", "since_id", "page")
READING_AT_MOST = 400  # requests


def without_a_place(target: str) -> str:
    parts = urlsplit(target)
    query = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if name not in PLACES
    ]
    return urlunsplit(parts._replace(query=urlencode(query)))


class CirclingMastodon(FakeMastodon):
    """Always gives the newest page, and a link to the next one."""

    def respond(self, verb: str, target: str, headers: Mapping[str, str], body: bytes) -> Reply:
        status, more, payload = super().respond(verb, without_a_place(target), headers, body)
        link = f'<{self.origin}/api/v1/notifications?min_id=9&max_id=9>; rel="next"'
        return status, {**more, "Link": f"{link}, {link.replace('next', 'prev')}"}, payload


class CirclingWordpress(FakeWordpress):
    """Always gives the first page, and says that there are a thousand."""

    def respond(self, verb: str, target: str, headers: Mapping[str, str], body: bytes) -> Reply:
        status, more, payload = super().respond(verb, without_a_place(target), headers, body)
        return status, {**more, "X-WP-TotalPages": "1000", "X-WP-Total": "100000"}, payload


@pytest.mark.parametrize("flavour", FLAVOURS)
@pytest.mark.parametrize("cursor", [{}, {"notifications": '{"min_id": "1"}'}], ids=["new", "old"])
def test_a_circling_mastodon_is_left(flavour: str, cursor: dict[str, str]):
    with serving(CirclingMastodon(flavour=flavour)) as fake:
        for n in range(50):
            fake.write(f"@alma@social.example question {n}")
        connector = connect_mastodon(fake)
        pages = list(connector.fetch(cursor))
        seen = [raw.native_id for page in pages for raw in page.items]
        assert seen
        assert len(seen) <= 2 * len(set(seen)), "at most one page more than there is"
        assert len(fake.requests) < READING_AT_MOST
        connector.close()


def test_a_circling_wordpress_is_left():
    with serving(CirclingWordpress()) as fake:
        article = fake.article()
        for n in range(30):
            fake.visit(article, f"question {n}")
        connector = connect_wordpress(fake)
        pages = list(connector.fetch({}))
        seen = [raw.native_id for page in pages for raw in page.items if raw.kind == "comment"]
        assert len(set(seen)) == 30
        assert len(seen) == len(set(seen))
        assert len(fake.requests) < READING_AT_MOST
        connector.close()


def test_a_list_that_always_has_another_page_is_read_to_the_most_that_is_read_at_once():
    asked: list[dict[str, str]] = []

    def read(where: dict[str, str]) -> Listed:
        asked.append(where)
        first = len(asked) * 10
        return Listed([str(first + n).zfill(9) for n in range(10)], newer=str(first + 9).zfill(9))

    listed = NumberedList(read, str, most_pages=40)
    assert len(list(listed.upwards("0".zfill(9)))) == 40
    assert len(asked) == 40


def test_a_list_that_says_the_same_number_for_ever_is_left():
    same = Listed(["5", "4"], newer="5", older="4")
    listed = NumberedList(lambda _where: same, str, most_pages=40)
    assert len(list(islice(listed.upwards("3"), 99))) <= 2
    assert len(list(islice(listed.backwards("", 5), 99))) <= 2
