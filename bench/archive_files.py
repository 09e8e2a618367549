"""Invented archives of many messages, one file per format, with what the standard library needs to read them.

Words are drawn in Zipf order from the vocabulary of the corpus, so that the search index has as much to do as with real
ones: a few words are in most messages, and most words in a few.
"""

import csv
import io
import json
import random
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path

from bench import corpus, mail

HOME = "https://social.example/users/mairie"
FIRST, BETWEEN = datetime(2014, 1, 6, 8, tzinfo=UTC), timedelta(hours=9, minutes=7)
Files = dict[str, str]


def texts(count: int) -> Iterator[str]:
    """Yield what messages say: 30 words each, the same every time."""
    rng = random.Random(11)
    vocabulary = corpus.words()
    weights = list(accumulate(1 / (rank + 2) for rank in range(len(vocabulary))))
    for _ in range(count):
        yield " ".join(rng.choices(vocabulary, cum_weights=weights, k=30))


def at(n: int) -> datetime:
    """Return when the message with this number was written."""
    return FIRST + BETWEEN * n


def mbox(path: Path, count: int) -> Path:
    """Write letters of many makes."""
    with path.open("wb") as file:
        for n, raw in enumerate(mail.messages(count)):
            head = f"Date: {at(n):%a, %d %b %Y %H:%M:%S} +0200\n".encode()
            file.write(b"From a@reader.example Mon Apr  1 10:00:00 2024\n" + head)
            body = raw.replace(b"\r\n", b"\n").replace(b"\nFrom ", b"\n>From ")
            file.write(body.rstrip(b"\n") + b"\n\n")
    return path


def mastodon(path: Path, count: int) -> Path:
    """Write the outbox of an account: threads of three posts."""

    def post(n: int, text: str) -> dict[str, object]:
        note = {
            "id": f"{HOME}/statuses/{n}",
            "type": "Note",
            "published": at(n).isoformat().replace("+00:00", "Z"),
            "inReplyTo": f"{HOME}/statuses/{n - 1}" if n % 3 else None,
            "url": f"https://social.example/@mairie/{n}",
            "content": f"<p>{text}</p>",
            "to": ["https://www.w3.org/ns/activitystreams#Public"],
            "cc": [f"{HOME}/followers"],
            "attachment": [],
        }
        return {"id": f"{HOME}/{n}", "type": "Create", "actor": HOME, "object": note}

    outbox = {
        "@context": "https://www.w3.org/ns/activitystreams",
        "orderedItems": [post(n, text) for n, text in enumerate(texts(count))],
    }
    actor = json.dumps({"id": HOME, "preferredUsername": "mairie"})
    return _zip(path, {"actor.json": actor, "outbox.json": _json(outbox)})


def x(path: Path, count: int) -> Path:
    """Write the posts of an account, a third of them answers to its own."""

    def tweet(n: int, text: str) -> dict[str, object]:
        answers = {
            "in_reply_to_status_id_str": str(9_000_000 + n - 1),
            "in_reply_to_user_id_str": "42",
            "in_reply_to_screen_name": "mairie",
        }
        return {
            "tweet": {
                "id_str": str(9_000_000 + n),
                "full_text": text,
                "created_at": f"{at(n):%a %b %d %H:%M:%S} +0000 {at(n).year}",
                "lang": "fr",
                "entities": {"urls": [], "hashtags": [], "user_mentions": []},
                "favorite_count": "3",
                "retweet_count": "1",
                **(answers if n % 3 == 1 else {}),
            }
        }

    us = [{"account": {"accountId": "42", "username": "mairie", "accountDisplayName": "La mairie"}}]
    tweets = [tweet(n, text) for n, text in enumerate(texts(count))]
    files = {
        "data/account.js": f"window.YTD.account.part0 = {_json(us)}",
        "data/tweets.js": f"window.YTD.tweets.part0 = {_json(tweets)}",
    }
    return _zip(path, files)


def facebook(path: Path, count: int) -> Path:
    """Write a thousandth of conversations, the newest message first as Meta has them."""
    top = "your_facebook_activity/messages/inbox"
    us = {"profile_v2": {"name": {"full_name": "La mairie"}, "profile_uri": "https://fb.example/m"}}
    name = "personal_information/profile_information/profile_information.json"
    return _zip(path, {name: _latin(us), **_talks(top, count)})


def instagram(path: Path, count: int) -> Path:
    """Write the same conversations as Instagram has them."""
    us = {"Nom d’utilisateur": {"value": "mairie"}, "Nom": {"value": "La mairie"}}
    owner = {"profile_user": [{"string_map_data": us}]}
    name = "personal_information/personal_information/personal_information.json"
    talks = _talks("your_instagram_activity/messages/inbox", count)
    return _zip(path, {name: _latin(owner), **talks})


def wordpress(path: Path, count: int) -> Path:
    """Write a site with comments under articles, fifty under each."""
    head = (
        '<?xml version="1.0" encoding="UTF-8" ?><rss version="2.0"'
        ' xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wp="http://wordpress.org/export/1.2/">'
        "<channel><title>Le journal</title><link>https://journal.example</link>"
        "<wp:base_site_url>https://journal.example</wp:base_site_url>"
        "<wp:base_blog_url>https://journal.example</wp:base_blog_url>"
        "<wp:author><wp:author_id>1</wp:author_id><wp:author_login>redaction</wp:author_login></wp:author>"
    )
    said = list(texts(count))
    with path.open("w", encoding="utf-8") as file:
        file.write(head)
        for begin in range(0, count, 50):
            file.write(_article(begin, said[begin : begin + 50]))
        file.write("</channel></rss>")
    return path


def reddit(path: Path, count: int) -> Path:
    """Write the comments of an account, ten under each page."""
    made = io.StringIO()
    lines = csv.writer(made)
    lines.writerow("id permalink date ip subreddit gildings link parent body media".split())
    for n, text in enumerate(texts(count)):
        page = f"https://www.reddit.com/r/ville/comments/p{n // 10}/horaires"
        when = f"{at(n):%Y-%m-%d %H:%M:%S} UTC"
        lines.writerow((f"c{n}", f"{page}/c{n}/", when, "", "ville", 0, f"{page}/", "", text, ""))
    files = {
        "statistics.csv": "statistic,value\naccount name,mairie\n",
        "comments.csv": made.getvalue(),
    }
    return _zip(path, files)


def table(path: Path, count: int) -> Path:
    """Write a table as people export it: who, what, when, where."""
    with path.open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(("Auteur", "Texte", "Date", "Lien"))
        for n, text in enumerate(texts(count)):
            link = f"https://www.linkedin.example/c/{n}"
            lines.writerow((f"Lectrice {n % 500}", text, f"{at(n):%Y-%m-%d %H:%M}", link))
    return path


TABLE = {
    "text": "Texte",
    "date": "Date",
    "author": "Auteur",
    "permalink": "Lien",
    "time_zone": "Europe/Paris",
    "platform": "linkedin",
    "us": "Mairie",
}
MADE: dict[str, tuple[str, Callable[[Path, int], Path]]] = {
    "mastodon": ("mastodon.zip", mastodon),
    "x": ("twitter.zip", x),
    "facebook": ("facebook.zip", facebook),
    "instagram": ("instagram.zip", instagram),
    "wordpress": ("journal.xml", wordpress),
    "reddit": ("reddit.zip", reddit),
    "table": ("comments.csv", table),
    "mbox": ("Inbox.mbox", mbox),
}


def _article(begin: int, said: list[str]) -> str:
    number = 1_000_000 + begin
    comments = "".join(
        f"<wp:comment><wp:comment_id>{n}</wp:comment_id><wp:comment_author><![CDATA[Lectrice {n % 500}]]>"
        f"</wp:comment_author><wp:comment_author_email>l{n % 500}@reader.example</wp:comment_author_email>"
        f"<wp:comment_author_url/><wp:comment_date_gmt>{at(n):%Y-%m-%d %H:%M:%S}</wp:comment_date_gmt>"
        f"<wp:comment_content><![CDATA[{text}]]></wp:comment_content><wp:comment_approved>1</wp:comment_approved>"
        "<wp:comment_type>comment</wp:comment_type><wp:comment_parent>0</wp:comment_parent>"
        "<wp:comment_user_id>0</wp:comment_user_id></wp:comment>"
        for n, text in enumerate(said[1:], begin + 1)
    )
    when = f"{at(begin):%Y-%m-%d %H:%M:%S}"
    return (
        f"<item><title>Article {number}</title><link>https://journal.example/{number}</link>"
        f"<content:encoded><![CDATA[<p>{said[0]}</p>]]></content:encoded><wp:post_id>{number}</wp:post_id>"
        f"<wp:post_date>{when}</wp:post_date><wp:post_date_gmt>{when}</wp:post_date_gmt>"
        f"<wp:status>publish</wp:status><wp:post_type>post</wp:post_type>{comments}</item>"
    )


def _talks(top: str, count: int) -> Files:
    said, each = list(texts(count)), 100
    files = {}
    for begin in range(0, count, each):
        who = f"Lectrice {begin // each}"
        messages = [
            {
                "sender_name": who if n % 2 else "La mairie",
                "timestamp_ms": int(at(n).timestamp() * 1000),
                "content": said[n],
                "is_geoblocked_for_viewer": False,
            }
            for n in range(min(count, begin + each) - 1, begin - 1, -1)
        ]
        talk = {"participants": [{"name": who}], "messages": messages, "title": who}
        files[f"{top}/lectrice_{begin // each}/message_1.json"] = _latin(talk)
    return files


def _zip(path: Path, files: Files) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, text in files.items():
            made.writestr(name, text)
    return path


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _latin(value: object) -> str:
    """Write JSON as Meta does: each byte of UTF-8 as a letter of its own."""
    return json.dumps(json.loads(_json(value).encode().decode("latin-1")))
