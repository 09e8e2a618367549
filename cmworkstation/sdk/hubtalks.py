"""Where things of GitHub stand, in one line of text; and discussions, which only GraphQL knows, in that shape."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final, Self

from cmworkstation.sdk.shapes import Json, as_object, number_in, object_in, objects, text_in

ROOT = re.compile(r"[^/\s]+/\d+/\d+")
SORTS = ("issue", "pull", "discussion")
KINDS = ("self", "comments", "remarks", "review", "said")
# As their addresses call them.
NAMES: Final = {
    "comments": "issuecomment-",
    "remarks": "discussion_r",
    "review": "pullrequestreview-",
    "said": "discussioncomment-",
}


@dataclass(frozen=True, slots=True)
class Place:
    """A thread, or a part of it: as text "owner/name 5 issue 12 comments 345 NODE TOP", "-" for nothing."""

    host: str
    repo: str
    repo_id: int
    sort: str
    number: int
    kind: str = "self"
    id: str = ""
    node: str = ""
    top: str = ""  # where answers are one level deep: what an answer belongs below

    @classmethod
    def of(cls, native_id: str, host: str) -> Self | None:
        """Return the place in a text, None when it is none."""
        parts = native_id.split(" ")
        if len(parts) != 8 or parts[2] not in SORTS or parts[4] not in KINDS:  # noqa: PLR2004 - as above
            return None
        if not (parts[1].isdecimal() and parts[3].isdecimal()) or "/" not in parts[0]:
            return None
        last = ("" if one == "-" else one for one in parts[5:])
        return cls(host, parts[0], int(parts[1]), parts[2], int(parts[3]), parts[4], *last)

    @property
    def native(self) -> str:
        """The text."""
        last = (one.replace(" ", "") or "-" for one in (self.id, self.node, self.top))
        return " ".join(
            (self.repo, str(self.repo_id), self.sort, str(self.number), self.kind, *last)
        )

    @property
    def root(self) -> str:
        """The permanent name of the thread, as long as it stands where it is."""
        return f"{self.host}/{self.repo_id}/{self.number}"

    @property
    def name(self) -> str:
        """The permanent name of a part."""
        return self.root if self.kind == "self" else f"{self.host}/{NAMES[self.kind]}{self.id}"

    @property
    def above(self) -> str:
        """The permanent name of what an answer stands below."""
        return f"{self.host}/{NAMES[self.kind]}{self.top}"

    @property
    def path(self) -> str:
        """Where programs ask for a change."""
        return f"repos/{self.repo}/pulls/{self.number}"

    @property
    def thread(self) -> Self:
        """The thread alone."""
        return replace(self, kind="self", id="", node="", top="")

    def part(self, kind: str, id_: str, node: str, top: str = "") -> Self:
        """Return a part of this thread, or the thread with its own ids."""
        return replace(self, kind=kind, id=id_, node=node, top=top)

    def now_at(self, issue: Json) -> Self:
        """Return this place as the server answers for it: renamed, or moved to another repository."""
        found = re.search(r"/repos/([^/\s]+/[^/\s]+)$", text_in(issue, "repository_url"))
        repo = found[1] if found else self.repo
        return replace(self, repo=repo, number=number_in(issue, "number") or self.number)

    @staticmethod
    def is_root(name: str) -> bool:
        """Tell whether a permanent name is that of a thread."""
        return ROOT.fullmatch(name) is not None


WHO: Final = "author{login url __typename ...on User{databaseId name}...on Bot{databaseId}}"
SAID: Final = (
    "id databaseId url body bodyHTML createdAt updatedAt lastEditedAt isMinimized minimizedReason deletedAt "
    + WHO
)
WHOLE: Final = (
    f"id databaseId number title url body bodyHTML createdAt updatedAt lastEditedAt locked {WHO} "
    f"comments(last:50){{pageInfo{{hasPreviousPage}}nodes{{{SAID} replies(last:30){{nodes{{{SAID}}}}}}}}}"
)
DISCUSSIONS: Final = (
    "query($owner:String!,$name:String!,$after:String,$field:DiscussionOrderField!){"
    "repository(owner:$owner,name:$name){discussions(first:10,after:$after,"
    "orderBy:{field:$field,direction:DESC}){pageInfo{hasNextPage endCursor}nodes{" + WHOLE + "}}}}"
)
DISCUSSION: Final = (
    "query($owner:String!,$name:String!,$number:Int!){repository(owner:$owner,name:$name){"
    "discussion(number:$number){" + WHOLE + "}}}"
)
ABOUT: Final = (
    "query($owner:String!,$name:String!,$number:Int!){repository(owner:$owner,name:$name){"
    "discussion(number:$number){id locked}}}"
)
ANSWER: Final = (
    "mutation($input:AddDiscussionCommentInput!){addDiscussionComment(input:$input){comment{"
    + SAID
    + "}}}"
)
MINIMISED: Final = (
    "query($ids:[ID!]!){nodes(ids:$ids){id ...on Minimizable{isMinimized minimizedReason}}}"
)
MINIMISE: Final = (
    "mutation($id:ID!,$why:ReportedContentClassifiers!){"
    "minimizeComment(input:{subjectId:$id,classifier:$why}){minimizedComment{isMinimized}}}"
)
RESTORE: Final = (
    "mutation($id:ID!){unminimizeComment(input:{subjectId:$id}){unminimizedComment{isMinimized}}}"
)
DELETE_ISSUE: Final = {
    ("issue", "self"): "mutation($id:ID!){deleteIssue(input:{issueId:$id}){clientMutationId}}",
    ("discussion", "self"): "mutation($id:ID!){deleteDiscussion(input:{id:$id}){clientMutationId}}",
    (
        "discussion",
        "said",
    ): "mutation($id:ID!){deleteDiscussionComment(input:{id:$id}){clientMutationId}}",
}


def as_rest(node: Json, *, top: str = "") -> Json:
    """Return a discussion, or a part of it, as the other interface would name its fields."""
    author = as_object(node.get("author"))
    user = {
        "id": number_in(author, "databaseId") or None,
        "login": text_in(author, "login"),
        "name": text_in(author, "name"),
        "type": text_in(author, "__typename"),
        "html_url": text_in(author, "url"),
    }
    made: Json = {
        "id": number_in(node, "databaseId"),
        "node_id": text_in(node, "id"),
        "body": text_in(node, "body"),
        "body_html": text_in(node, "bodyHTML"),
        "html_url": text_in(node, "url"),
        "created_at": node.get("createdAt"),
        "edited_at": node.get("lastEditedAt"),
        "user": user,
    }
    if "title" in node:
        made["title"] = text_in(node, "title")
    if node.get("isMinimized") is True:
        made["minimized"] = text_in(node, "minimizedReason") or "hidden"
    if top:
        made["top"] = top
    return made


def said_in(node: Json) -> Iterator[Json]:
    """Yield what was said in a discussion, answers behind what they answer."""
    for said in objects(object_in(node, "comments").get("nodes")):
        number, id_ = number_in(said, "databaseId"), text_in(said, "id")
        if not said.get("deletedAt"):
            yield {**as_rest(said), "updated_at": said.get("updatedAt")}
        for answer in objects(object_in(said, "replies").get("nodes")):
            if not answer.get("deletedAt"):
                made = as_rest(answer, top=id_)
                yield {**made, "updated_at": answer.get("updatedAt"), "above_id": number}
