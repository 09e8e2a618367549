"""The search over Hacker News at one loopback address: a thousand hits at most, and hits by slips of the pen.

All people and words are invented.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.connectors.misbehaving import Misbehaving, Reply

Json = dict[str, Any]
MOST = 1000


@dataclass
class FakeHackernews(Misbehaving):
    """All entries there are."""

    entries: dict[int, Json] = field(default_factory=dict)
    count: int = 1000
    clock: datetime = field(
        default_factory=lambda: datetime.now(UTC).replace(microsecond=0) - timedelta(hours=5)
    )

    def write(
        self,
        text: str = "",
        *,
        by: str = "clara",
        to: Json | None = None,
        title: str = "",
        url: str = "",
        at: int = 0,
    ) -> Json:
        """Somebody writes an entry, or a comment below one."""
        self.count += 1
        self.clock += timedelta(seconds=1)
        made: Json = {
            "id": self.count,
            "author": by,
            "created_at_i": at or int(self.clock.timestamp()),
            "title": title or None,
            "url": url or None,
            "text": text or None,
            "parent_id": to["id"] if to else None,
            "story_id": to["story_id"] if to else self.count,
            "points": 1,
        }
        self.entries[self.count] = made
        return made

    def delete(self, entry: Json) -> None:
        entry["author"] = entry["text"] = None

    def respond(self, verb: str, target: str, headers: Mapping[str, str], body: bytes) -> Reply:
        """Answer one request."""
        parts = urlsplit(target)
        kind = {"Content-Type": "application/json"}
        if found := re.fullmatch(r"/api/v1/items/(\d+)", parts.path):
            entry = self.entries.get(int(found[1]))
            if entry is None:
                return 404, kind, b'{"status":404,"error":"Not Found"}'
            return 200, kind, json.dumps(self._tree(entry)).encode()
        assert parts.path == "/api/v1/search_by_date"
        return 200, kind, json.dumps(self._search(dict(parse_qsl(parts.query)))).encode()

    def _tree(self, entry: Json) -> Json:
        below = [one for one in self.entries.values() if one["parent_id"] == entry["id"]]
        return {**entry, "children": [self._tree(one) for one in below]}

    def _search(self, asked: Mapping[str, str]) -> Json:
        found = [
            one for one in self.entries.values() if one["author"] and self._matches(one, asked)
        ]
        found.sort(key=lambda one: (one["created_at_i"], one["id"]), reverse=True)
        size, page = int(asked["hitsPerPage"]), int(asked.get("page", 0))
        hits = [self._hit(one) for one in found[:MOST][size * page : size * (page + 1)]]
        return {"hits": hits, "nbHits": len(found), "page": page, "hitsPerPage": size}

    def _matches(self, one: Json, asked: Mapping[str, str]) -> bool:
        for sign, value in re.findall(r"created_at_i(>=|<)(\d+)", asked["numericFilters"]):
            at = one["created_at_i"]
            if not (at >= int(value) if sign == ">=" else at < int(value)):
                return False
        if story := re.fullmatch(r"comment,story_(\d+)", asked["tags"]):
            return bool(one["parent_id"]) and one["story_id"] == int(story[1])
        if author := re.fullmatch(r"\(story,comment\),author_(\w+)", asked["tags"]):
            return bool(one["author"] == author[1])
        fields = ("url",) if "restrictSearchableAttributes" in asked else ("title", "url", "text")
        said = " ".join(str(one[name] or "") for name in fields).lower()
        # It forgives: the beginning of each word is enough.
        return all(word[:4] in said for word in re.findall(r"\w+", asked["query"].lower()))

    def _hit(self, one: Json) -> Json:
        below = bool(one["parent_id"])
        story = self.entries.get(one["story_id"], {})
        return {
            "objectID": str(one["id"]),
            "author": one["author"],
            "created_at_i": one["created_at_i"],
            "title": one["title"],
            "url": one["url"],
            "comment_text": one["text"] if below else None,
            "story_text": None if below else one["text"],
            "parent_id": one["parent_id"],
            "story_id": one["story_id"],
            "story_title": story.get("title"),
            "points": one["points"],
            "_tags": ["comment" if below else "story"],
        }
