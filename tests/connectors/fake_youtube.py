"""A channel of YouTube: threads of comments, what is held, who is barred. All people and comments are invented."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from tests.connectors.fake_google import FakeGoogle, Json, No, newest, stamp

US, NAME, HANDLE = "UCormaie00000000000000", "Médiathèques d’Ormaie", "@ormaie"
CLARA = "UCclara000000000000000"


@dataclass
class FakeYoutube(FakeGoogle):
    """One channel, and its people."""

    comments: list[Json] = field(default_factory=list)  # {"id", "snippet", "state"}
    barred: set[str] = field(default_factory=set)
    channels: int = 1
    owner: bool = True
    filtered: bool = False  # answers of ours are held by the platform's own filter

    def comment(
        self,
        text: str = "When do you open?",
        *,
        below: Json | None = None,
        by: str = CLARA,
        state: str = "published",
        at: datetime | None = None,
    ) -> Json:
        """Somebody comments on a video, or on a comment."""
        id_ = f"Ugy{self.number():06d}"
        top = below["id"].partition(".")[0] if below else ""
        now = stamp(at or datetime.now(UTC))
        made: Json = {
            "id": f"{top}.{id_}" if top else id_,
            "state": state,
            "snippet": {
                "videoId": "vid1",
                "channelId": US,
                "textDisplay": text,
                "textOriginal": text,
                "authorDisplayName": HANDLE if by == US else "@clara",
                "authorChannelId": {"value": by},
                "likeCount": self.count,
                "publishedAt": now,
                "updatedAt": now,
                **({"parentId": top} if top else {}),
            },
        }
        self.comments.append(made)
        return made

    def serve(self, verb: str, path: str, asked: Mapping[str, str], body: Json) -> Json | None:
        known = {
            "GET channels": self._channels,
            "GET commentThreads": self._threads,
            "GET comments": self._answers,
            "POST comments": lambda _: self._insert(body),
            "POST comments/setModerationStatus": self._judge,
        }
        name = f"{verb} {path.removeprefix('youtube/v3/')}"
        if name not in known:
            raise No(404, "notFound")
        return known[name](asked)

    def _channels(self, asked: Mapping[str, str]) -> Json:
        card = {"id": US, "snippet": {"title": NAME, "customUrl": HANDLE}}
        return {"items": [card] * self.channels}

    def _threads(self, asked: Mapping[str, str]) -> Json:
        state = asked.get("moderationStatus", "published")
        if state != "published" and not self.owner:
            raise No(403, "forbidden")
        tops = [one for one in self.comments if "." not in (one["id"] or "")]
        if "id" in asked:
            tops = [one for one in tops if one["id"] == asked["id"]]
            found = [self._thread(one, state) for one in tops]
        else:
            found = [self._thread(one, state) for one in tops if one["state"] == state]
        found.sort(key=lambda one: one["at"])
        return self.paged("items", newest(found, "at"), asked, "maxResults")

    def _thread(self, top: Json, state: str) -> Json:
        below = [
            one
            for one in self.comments
            if one["state"] == state and (one["id"] or "").startswith(f"{top['id']}.")
        ]
        shown = [_shown(one) for one in below]
        return {
            "id": top["id"],
            "at": top["snippet"]["publishedAt"] or "",
            "snippet": {
                "videoId": "vid1",
                "topLevelComment": _shown(top),
                "totalReplyCount": len(below),
            },
            "replies": {"comments": shown[-5:]},
        }

    def _answers(self, asked: Mapping[str, str]) -> Json:
        top = asked["parentId"]
        if not any(one["id"] == top for one in self.comments):
            raise No(404, "commentNotFound")
        below = [
            {**_shown(one), "at": one["snippet"]["publishedAt"]}
            for one in self.comments
            if (one["id"] or "").startswith(f"{top}.") and one["state"] == "published"
        ]
        return self.paged("items", newest(below, "at"), asked, "maxResults")

    def _insert(self, body: Json) -> Json:
        shown = body["snippet"]
        tops = [one for one in self.comments if one["id"] == shown["parentId"]]
        if not tops:
            raise No(404, "parentCommentNotFound")
        state = "heldForReview" if self.filtered else "published"
        made = self.comment(shown["textOriginal"], below=tops[0], by=US, state=state)
        self.created.append(made["id"])
        return _shown(made)

    def _judge(self, asked: Mapping[str, str]) -> None:
        for one in self.comments:
            if one["id"] == asked["id"]:
                one["state"] = asked["moderationStatus"]
                if asked.get("banAuthor") == "true":
                    self.barred.add(one["snippet"]["authorChannelId"]["value"])
                return
        raise No(404, "commentNotFound")


def _shown(found: Json) -> Json:
    return {"id": found["id"], "snippet": dict(found["snippet"])}
