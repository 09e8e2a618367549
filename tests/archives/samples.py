"""Archives of invented people, made as the platforms make them: small, and every count in them is known."""

import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from itertools import takewhile
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


# X


def x_files() -> dict[str, str]:
    def tweet(n: int, text: str, above: int = 0, whom: str = "", **more: Any) -> dict[str, Any]:
        answers = {
            "in_reply_to_status_id_str": str(above),
            "in_reply_to_user_id_str": "77" if whom else "42",
            "in_reply_to_screen_name": whom or "mairie",
        }
        return {
            "tweet": {
                "id_str": str(n),
                "full_text": text,
                "created_at": f"Mon Apr 0{n % 7 + 1} 10:0{n % 10}:00 +0000 2024",
                "lang": "fr",
                "entities": {
                    "urls": [{"url": "https://t.co/a", "expanded_url": "https://town.example/b"}]
                },
                **(answers if above else {}),
                **more,
            }
        }

    def direct(n: int, sender: str, text: str) -> dict[str, Any]:
        return {
            "messageCreate": {
                "id": str(n),
                "senderId": sender,
                "recipientId": "42",
                "text": text,
                "createdAt": f"2024-04-02T10:0{n % 10}:00.000Z",
                "mediaUrls": [],
            }
        }

    tweets = [
        tweet(1001, "Réunion jeudi &amp; samedi https://t.co/a"),
        tweet(1002, "Suite", 1001),
        tweet(1003, "@bob Oui", 900, "bob"),
        tweet(1004, "RT @bob: une autre chose"),
        {"tweet": {"full_text": "sans numéro"}},
    ]
    talks = [
        {
            "dmConversation": {
                "conversationId": "42-77",
                "messages": [
                    direct(3, "77", "Merci"),
                    direct(2, "42", "À 9 h"),
                    direct(1, "77", "Quand ?"),
                ],
            }
        },
        {
            "dmConversation": {
                "conversationId": "42-78",
                "messages": [direct(4, "78", "Bonjour"), {"joinConversation": {}}],
            }
        },
    ]
    account = [
        {"account": {"accountId": "42", "username": "mairie", "accountDisplayName": "La mairie"}}
    ]

    def script(name: str, value: object) -> str:
        return f"window.YTD.{name}.part0 = {json.dumps(value, ensure_ascii=False, indent=2)}"

    return {
        "data/account.js": script("account", account),
        "data/direct-messages.js": script("direct_messages", talks),
        "data/tweets.js": script("tweets", tweets),
        "data/tweets_media/1.jpg": "picture",
    }


def x(folder: Path) -> Sample:
    path = pack(folder / "twitter-2024-04-03.zip", x_files())
    # 1001 and 1002; 1003 below bob's; two conversations.
    return Sample(path, "x", 7, 4, private=4, unreadable=1, stand_ins=1, conversations=4)


# Facebook and Instagram


def as_latin(value: object) -> str:
    """Write JSON as Meta does: each byte of UTF-8 as a letter of its own."""
    text = json.dumps(value, ensure_ascii=False)
    return json.dumps(json.loads(text.encode().decode("latin-1")), ensure_ascii=True)


def talk(n: int, sender: str, text: str = "", **more: Any) -> dict[str, Any]:
    said = {"content": text} if text else {}
    return {"sender_name": sender, "timestamp_ms": 1711960000000 + n * 60_000, **said, **more}


def facebook(folder: Path) -> Sample:
    top = "your_facebook_activity"
    posts = [
        {
            "timestamp": 1711960000,
            "data": [{"post": "Fête de l’été à 18 h"}],
            "title": "La mairie a publié.",
        },
        {"timestamp": 1711970000, "data": [], "title": "La mairie a changé sa photo."},
        {
            "timestamp": 1711980000,
            "data": [{"post": "Photos"}],
            "attachments": [
                {"data": [{"media": {"uri": "posts/media/1.jpg", "description": "La place"}}]}
            ],
        },
    ]
    comments = {
        "comments_v2": [
            {
                "timestamp": 1711990000,
                "title": "La mairie a commenté.",
                "data": [
                    {
                        "comment": {
                            "timestamp": 1711990000,
                            "comment": "Oui, c’est gratuit",
                            "author": "La mairie",
                        }
                    }
                ],
            },
            {"title": "sans date", "data": [{"comment": {"comment": "perdu"}}]},
        ]
    }
    files = {
        "personal_information/profile_information/profile_information.json": as_latin(
            {
                "profile_v2": {
                    "name": {"full_name": "La mairie"},
                    "profile_uri": "https://www.facebook.com/mairie",
                }
            }
        ),
        f"{top}/posts/your_posts__check_ins__photos_and_videos_1.json": as_latin(posts),
        f"{top}/comments_and_reactions/comments.json": as_latin(comments),
        # The second file of a conversation is the older one; here it stands first.
        f"{top}/messages/inbox/nadia_1/message_2.json": as_latin(
            {"messages": [talk(2, "Nadia", "À quelle heure ?"), talk(1, "Nadia", "Bonjour")]}
        ),
        f"{top}/messages/inbox/nadia_1/message_1.json": as_latin(
            {
                "participants": [],
                "messages": [
                    talk(4, "Nadia", reactions=[{"reaction": "x"}]),
                    talk(3, "La mairie", "À 18 h"),
                ],
                "title": "Nadia",
            }
        ),
        f"{top}/messages/inbox/paul_2/message_1.json": as_latin(
            {"messages": [talk(9, "Paul", photos=[{"uri": "messages/photos/2.jpg"}])]}
        ),
    }
    path = pack(folder / "facebook-mairie.zip", files)
    return Sample(path, "facebook", 7, 4, private=4, unreadable=1, conversations=5)


def instagram(folder: Path) -> Sample:
    top = "your_instagram_activity"
    owner = {
        "profile_user": [
            {
                "string_map_data": {
                    "Nom d’utilisateur": {"value": "mairie"},
                    "Nom": {"value": "La mairie"},
                }
            }
        ]
    }
    posts = [
        {
            "media": [
                {"uri": "media/posts/1.jpg", "creation_timestamp": 1711960000, "title": "L’été"}
            ]
        }
    ]
    comments = [
        {
            "media_list_data": [{"uri": ""}],
            "string_map_data": {
                "Commentaire": {"value": "Merci à tous"},
                "Media Owner": {"value": "nadia"},
                "Heure": {"timestamp": 1711970000},
            },
        }
    ]
    files = {
        "personal_information/personal_information/personal_information.json": as_latin(owner),
        f"{top}/media/posts_1.json": as_latin(posts),
        f"{top}/comments/post_comments_1.json": as_latin(comments),
        f"{top}/messages/inbox/nadia_1/message_1.json": as_latin(
            {"messages": [talk(2, "La mairie", "Oui"), talk(1, "Nadia", "Ouvert ?")]}
        ),
    }
    path = unpack(folder / "instagram-mairie", files)
    return Sample(path, "instagram", 4, 3, private=2, conversations=3)


# WordPress


def wxr_item(n: int, kind: str, comments: str = "", status: str = "publish") -> str:
    return f"""<item><title>Été n° {n}</title><link>https://journal.example/{n}</link>
<content:encoded><![CDATA[<p>Article {n}</p>]]></content:encoded><wp:post_id>{n}</wp:post_id>
<wp:post_date>2024-03-0{n} 11:00:00</wp:post_date><wp:post_date_gmt>2024-03-0{n} 10:00:00</wp:post_date_gmt>
<wp:status>{status}</wp:status><wp:post_type>{kind}</wp:post_type>{comments}</item>"""


def wxr_comment(
    n: int, author: str, parent: int = 0, user: int = 0, approved: str = "1", kind: str = "comment"
) -> str:
    return f"""<wp:comment><wp:comment_id>{n}</wp:comment_id><wp:comment_author><![CDATA[{author}]]></wp:comment_author>
<wp:comment_author_email>{author}@town.example</wp:comment_author_email><wp:comment_author_url/>
<wp:comment_date_gmt>2024-03-05 10:0{n % 10}:00</wp:comment_date_gmt>
<wp:comment_content><![CDATA[Bonjour & merci, {n}]]></wp:comment_content><wp:comment_approved>{approved}</wp:comment_approved>
<wp:comment_type>{kind}</wp:comment_type><wp:comment_parent>{parent}</wp:comment_parent>
<wp:comment_user_id>{user}</wp:comment_user_id></wp:comment>"""


def wxr(items: str, head: str = "") -> str:
    return f"""<?xml version="1.0" encoding="UTF-8" ?>{head}
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>Le journal</title><link>https://journal.example</link>
<wp:base_site_url>https://journal.example</wp:base_site_url><wp:base_blog_url>https://journal.example</wp:base_blog_url>
<wp:author><wp:author_id>1</wp:author_id><wp:author_login>redaction</wp:author_login></wp:author>
{items}</channel></rss>"""


def wordpress(folder: Path) -> Sample:
    comments = "".join(
        (
            wxr_comment(11, "nadia"),
            wxr_comment(12, "redaction", parent=11, user=1),
            wxr_comment(13, "robot", approved="spam"),
            wxr_comment(14, "un site", kind="pingback"),
        )
    )
    items = (
        wxr_item(1, "post", comments),
        wxr_item(2, "page"),
        wxr_item(3, "attachment", status="inherit"),
        wxr_item(4, "post", status="draft"),
    )
    path = folder / "lejournal.WordPress.2024-04-01.xml"
    path.write_text(wxr("".join(items)), encoding="utf-8")
    return Sample(path, "wordpress", 5, 3, conversations=2)


# Bluesky

DID = "did:plc:mairie22222222222222222"


def cbor(value: Any) -> bytes:  # noqa: PLR0911
    def head(kind: int, n: int) -> bytes:
        if n < 24:
            return bytes([kind << 5 | n])
        size = next(one for one in (1, 2, 4, 8) if n < 1 << 8 * one)
        return bytes([kind << 5 | 24 + (1, 2, 4, 8).index(size)]) + n.to_bytes(size, "big")

    if isinstance(value, Cid):
        return head(6, 42) + cbor(b"\0" + value.name)
    if value is None or isinstance(value, bool):
        return {None: b"\xf6", True: b"\xf5", False: b"\xf4"}[value]
    if isinstance(value, int):
        return head(0, value) if value >= 0 else head(1, -1 - value)
    if isinstance(value, bytes):
        return head(2, len(value)) + value
    if isinstance(value, str):
        return head(3, len(value.encode())) + value.encode()
    if isinstance(value, list):
        return head(4, len(value)) + b"".join(map(cbor, value))
    return head(5, len(value)) + b"".join(cbor(key) + cbor(one) for key, one in value.items())


@dataclass(frozen=True)
class Cid:
    name: bytes


def block(value: Any) -> tuple[Cid, bytes]:
    data = value if isinstance(value, bytes) else cbor(value)
    name = b"\x01\x71\x12\x20" + sha256(data).digest()
    return Cid(name), varint(len(name) + len(data)) + name + data


def varint(n: int) -> bytes:
    out = b""
    while n > 127:
        out += bytes([n & 127 | 128])
        n >>= 7
    return out + bytes([n])


def car(records: Mapping[str, Any]) -> bytes:
    """Return a repository of one node of its tree."""
    made = {path: block(one) for path, one in records.items()}
    before, entries = b"", []
    for path in sorted(made):
        key = path.encode()
        pairs = zip(before, key, strict=False)
        shared = len(list(takewhile(lambda pair: pair[0] == pair[1], pairs)))
        entries.append({"p": shared, "k": key[shared:], "v": made[path][0], "t": None})
        before = key
    node = block({"e": entries, "l": None})
    commit = block(
        {"did": DID, "version": 3, "data": node[0], "rev": "3k", "prev": None, "sig": b"\1" * 64}
    )
    header = cbor({"roots": [commit[0]], "version": 1})
    whole = [commit[1], node[1], *(one[1] for one in made.values())]
    return varint(len(header)) + header + b"".join(whole)


def records() -> dict[str, Any]:
    def post(n: int, text: str, **more: Any) -> dict[str, Any]:
        at = f"2024-04-0{n}T10:00:00.000Z"
        return {
            "text": text,
            "$type": "app.bsky.feed.post",
            "langs": ["fr"],
            "createdAt": at,
            **more,
        }

    def below(root: str, parent: str) -> dict[str, Any]:
        return {"reply": {"root": {"uri": root, "cid": "x"}, "parent": {"uri": parent, "cid": "x"}}}

    mine = f"at://{DID}/app.bsky.feed.post/3kaaaaaaaaaa2"
    other = "at://did:plc:bob222222222222222222222/app.bsky.feed.post/3kother"
    picture, _ = block(b"a picture")
    image = {"$type": "blob", "ref": picture, "mimeType": "image/png", "size": 9}
    return {
        "app.bsky.feed.post/3kaaaaaaaaaa2": post(1, "Marché demain"),
        "app.bsky.feed.post/3kaaaaaaaaab2": post(2, "À 8 h", **below(mine, mine)),
        "app.bsky.feed.post/3kaaaaaaaaac2": post(3, "Oui", **below(other, other)),
        "app.bsky.feed.post/3kaaaaaaaaad2": post(
            4,
            "La place",
            embed={
                "$type": "app.bsky.embed.images",
                "images": [{"alt": "La place", "image": image}],
            },
        ),
        "app.bsky.feed.post/3kaaaaaaaaae2": {"text": "sans date", "$type": "app.bsky.feed.post"},
        "app.bsky.feed.like/3kaaaaaaaaaf2": {
            "$type": "app.bsky.feed.like",
            "subject": {"uri": other},
        },
    }


def bluesky(folder: Path) -> Sample:
    path = folder / "repo.car"
    path.write_bytes(car(records()))
    return Sample(path, "bluesky", 4, 4, unreadable=1, stand_ins=1, conversations=3)


# Reddit, Discourse, YouTube


def reddit(folder: Path) -> Sample:
    page = "https://www.reddit.com/r/ville/comments/p1/horaires"
    files = {
        "statistics.csv": "statistic,value\naccount name,mairie\n",
        "posts.csv": f'id,permalink,date,ip,subreddit,gildings,title,url,body\np2,{page.replace("p1", "p2")}/,2024-04-01 09:00:00 UTC,,ville,0,Travaux,,"Rue fermée, lundi"\n',
        "comments.csv": "id,permalink,date,ip,subreddit,gildings,link,parent,body,media\n"
        f"c1,{page}/c1/,2024-04-01 10:00:00 UTC,,ville,0,{page}/,,À 9 h,\n"
        f'c2,{page}/c2/,2024-04-01 11:00:00 UTC,,ville,0,{page}/,c1,"Et le ""samedi"" aussi",\n'
        f"c3,{page.replace('p1', 'p2')}/c3/,2024-04-01 12:00:00 UTC,,ville,0,{page.replace('p1', 'p2')}/,t3_p2,Suite,\n"
        f"c4,{page}/c4/,,,ville,0,{page}/,,Sans date,\n",
        "messages.csv": "id,permalink,thread_id,date,ip,from,to,subject,body\n"
        "m1,https://www.reddit.com/message/messages/m1,,2024-04-02 10:00:00 UTC,,nadia,mairie,Question,Ouvert ?\n"
        "m2,https://www.reddit.com/message/messages/m2,m1,2024-04-02 11:00:00 UTC,,mairie,nadia,Question,Oui\n",
        "votes.csv": "id,permalink,direction\nx,y,up\n",
    }
    path = pack(folder / "export_mairie_20240403.zip", files)
    return Sample(path, "reddit", 6, 5, private=2, unreadable=1, stand_ins=1, conversations=3)


def discourse(folder: Path) -> Sample:
    head = (
        "topic_title,categories,is_pm,post_raw,post_cooked,like_count,reply_count,url,created_at\n"
    )
    forum = "https://forum.example/t/piscine"
    files = {
        "user_archive-mairie-240403/preferences.json": "{}",
        "user_archive-mairie-240403/user_archive.csv": head
        + f"Piscine,Vie locale,No,Fermée,<p>Fermée</p>,1,0,{forum}/12/1,2024-04-01 10:00:00 UTC\n"
        + f'Piscine,Vie locale,No,"Rouvre, lundi","<p>Rouvre, lundi</p>",0,0,{forum}/12/3,2024-04-02 10:00:00 UTC\n'
        + "Salle,,Yes,Oui,<p>Oui</p>,0,0,https://forum.example/t/salle/15/2,2024-04-03 10:00:00 UTC\n"
        + f"Piscine,Vie locale,No,?,<p>?</p>,0,0,{forum}/12/5,\n",
    }
    path = pack(folder / "user_archive-mairie-240403.zip", files)
    return Sample(path, "discourse", 3, 3, private=1, unreadable=1, stand_ins=1, conversations=2)


def youtube(folder: Path) -> Sample:
    top = "Takeout/YouTube and YouTube Music"
    head = "Channel ID,Comment Create Timestamp,Price,Comment ID,Parent Comment ID,Video ID,Comment Text\n"
    files = {
        f"{top}/channels/channel.csv": "Channel ID,Channel Title (Original),Channel Visibility\nUC1,La mairie,Public\n",
        f"{top}/comments/comments.csv": head
        + 'UC1,2024-04-01T10:00:00+00:00,0,Ugk1,,vid00000001,"{""text"":""Merci ""},{""text"":""à tous""}"\n'
        + 'UC1,2024-04-01T11:00:00+00:00,0,Ugk1.a,Ugk1,vid00000001,"{""text"":""Et bravo""}"\n'
        + 'UC1,,0,Ugk2,,vid00000002,"{""text"":""Sans date""}"\n',
        f"{top}/comments/comments(1).csv": head
        + 'UC1,2024-04-02T10:00:00+00:00,0,Ugk3,,vid00000003,"{""text"":""Le lien ?""}"\n',
    }
    path = pack(folder / "takeout-20240403.zip", files)
    return Sample(path, "youtube", 3, 3, unreadable=1, conversations=2)


def youtube_page(folder: Path) -> Sample:
    def line(video: str, comment: str, text: str) -> str:
        return f'<li>Commentaire sur <a href="http://www.youtube.com/watch?v={video}&amp;lc={comment}">une vidéo</a> le 2019-05-04 10:00:00 UTC.<br/>{text}</li>'

    page = f"<ul>{line('vid00000001', 'Ugk1abcdefghij', 'Merci &amp; bravo')}{line('vid00000002', 'Ugk2abcdefghij', 'Oui')}</ul>"
    path = pack(
        folder / "takeout-20190601.zip", {"Takeout/YouTube/my-comments/my-comments.html": page}
    )
    return Sample(path, "youtube", 2, 2, conversations=2)


ALL = (
    *(mastodon, bluesky, x, facebook, instagram, wordpress, mbox, maildir),
    *(discourse, reddit, youtube, youtube_page, table),
)
