"""A verified business at Google and its reviews. All people and reviews are invented."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from tests.connectors.fake_google import FakeGoogle, Json, No, newest, stamp

PLACE, TITLE = "accounts/11/locations/22", "Médiathèques d’Ormaie"


@dataclass
class FakeGoogleBusiness(FakeGoogle):
    """One business."""

    reviews: list[Json] = field(default_factory=list)

    def review(
        self, text: str = "Lovely place", stars: str = "FOUR", at: datetime | None = None
    ) -> Json:
        now = stamp(at or datetime.now(UTC))
        id_ = f"r{self.number():05d}"
        made: Json = {
            "name": f"{PLACE}/reviews/{id_}",
            "reviewId": id_,
            "reviewer": {"displayName": "Clara", "profilePhotoUrl": f"https://lh3.example/{id_}"},
            "starRating": stars,
            "createTime": now,
            "updateTime": now,
            **({"comment": text} if text else {}),
        }
        self.reviews.append(made)
        return made

    def serve(self, verb: str, path: str, asked: Mapping[str, str], body: Json) -> Json | None:
        if path == "v1/accounts":
            return {"accounts": [{"name": "accounts/11"}, {"name": "accounts/12"}]}
        if path == "v1/accounts/11/locations":
            return {"locations": [{"name": "locations/22", "title": TITLE}]}
        if path == "v1/accounts/12/locations":
            return {"locations": [{"name": "locations/23", "title": "Fennick Lane"}]}
        if path == f"v4/{PLACE}/reviews":
            found = newest(self.reviews, "updateTime")
            page = self.paged("reviews", found, asked, "pageSize")
            return page if found else {}
        name = path.removeprefix("v4/").removesuffix("/reply")
        there = [one for one in self.reviews if one["name"] == name]
        if not there:
            raise No(404, "", "Requested entity was not found.", "NOT_FOUND")
        review = there[0]
        if verb == "PUT":
            self.created.append(name)
            now = stamp(datetime.now(UTC))
            review["reviewReply"] = {"comment": body["comment"], "updateTime": now}
            review["updateTime"] = now
            return dict(review["reviewReply"])
        return dict(review)
