"""What each of the imitated platforms allows, and the words in which it refuses an answer."""

from dataclasses import replace
from typing import Any

from cmworkstation.domain.account import (
    After,
    Capabilities,
    Idempotency,
    LengthRule,
    MediaRules,
    ModerationAct,
    PostRules,
    PrivateRules,
    Unit,
    Visibility,
    WindowRule,
)
from cmworkstation.domain.moderation import PEOPLE

REFUSAL = {
    "mastodon": "Validation failed: Text has been filtered by this server",
    "instagram": "Comments on this post have been limited",
    "facebook": "(#368) This action was considered abusive or is otherwise disallowed",
    "bluesky": "InvalidRequest: Reply restricted by threadgate",
    "email": "550 5.1.1 The recipient's mailbox is unavailable",
    "wordpress": "Sorry, comments are closed for this item.",
    "discourse": "This topic is closed to new replies",
    "matrix": "M_FORBIDDEN: You don't have permission to post to the room",
    "github": "Unable to create comment because issue is locked.",
    "youtube": "The video identified by the videoId parameter has disabled comments.",
    "google_business": "The caller does not have permission",
    "linkedin": "Not enough permissions to access: socialActions.CREATE",
    "threads": "The reply control of this post does not allow you to reply.",
    "x": "You are not permitted to perform this action.",
    "reddit": "THREAD_LOCKED: Comments are locked",
    "lemmy": "locked",
    "telegram": "Bad Request: not enough rights to send text messages to the chat",
}
_PERSONAL = (ModerationAct.REPORT, *PEOPLE, *PEOPLE.values())


# Messenger and Instagram messages: 24 hours for any answer, 7 days for one by a person ("human agent" in the policies
# of the Graph API, read in version 25.0), then nothing until the person writes again. Comments have no window.
_MESSENGER = (
    WindowRule(Visibility.PRIVATE, 24, After.PERSON),
    WindowRule(Visibility.PRIVATE, 7 * 24, After.NOTHING),
)


def _capabilities(length: LengthRule, *visibilities: Visibility, **more: Any) -> Capabilities:  # noqa: ANN401 - fields of Capabilities
    return Capabilities(
        visibilities=visibilities,
        length=length,
        idempotency=Idempotency.CHOSEN_ID,
        own_list_complete=True,
        **more,
    )


_SHOWN = ("image/jpeg", "image/png", "image/gif", "image/webp")


def _pictures(most: int, **more: Any) -> MediaRules:  # noqa: ANN401 - fields of MediaRules
    return MediaRules(types=_SHOWN, most=most, has_alt=True, **more)


_ON_A_PAGE = MediaRules(
    types=("image/jpeg", "image/png", "image/gif", "image/bmp", "image/tiff"),
    most=10,
    max_bytes=4 * 2**20,
    has_alt=True,
)


def _privately(length: LengthRule) -> PrivateRules:
    return PrivateRules(length, Idempotency.CHOSEN_ID, own_list_complete=True)


def _acts(names: str) -> tuple[ModerationAct, ...]:
    return tuple(ModerationAct(one) for one in names.split())


CAPABILITIES = {
    "mastodon": _capabilities(
        LengthRule(Unit.GRAPHEMES, 500, url_cost=23, short_mentions=True, counts_spoiler=True),
        *Visibility,
        moderation=_PERSONAL,
        has_spoiler=True,
        has_language=True,
        media=_pictures(4, max_bytes=16 * 2**20, max_pixels=33_177_600, alt_limit=1500),
        threads=True,
        posts=True,
    ),
    "instagram": _capabilities(
        LengthRule(Unit.CODE_POINTS, 2200),
        Visibility.PUBLIC,
        Visibility.PRIVATE,
        moderation=_acts("hide restore trash"),
        trash_is_final=True,
        windows=_MESSENGER,
        private=_privately(LengthRule(Unit.UTF8, 1000)),
    ),
    "facebook": _capabilities(
        LengthRule(Unit.UTF16, 8000),
        Visibility.PUBLIC,
        Visibility.PRIVATE,
        moderation=_acts("hide restore trash block unblock"),
        trash_is_final=True,
        windows=_MESSENGER,
        media=replace(_ON_A_PAGE, most=1),
        private=_privately(LengthRule(Unit.UTF16, 2000)),
        posts=True,
        post=PostRules(LengthRule(Unit.UTF16, 63_206), _ON_A_PAGE),
    ),
    "bluesky": _capabilities(
        LengthRule(Unit.GRAPHEMES, 300, unit_bytes=10),
        Visibility.PUBLIC,
        Visibility.PRIVATE,
        moderation=(*_PERSONAL, ModerationAct.HIDE, ModerationAct.RESTORE),
        has_language=True,
        media=_pictures(4, max_bytes=1_000_000, alt_limit=2000),
        private=_privately(LengthRule(Unit.GRAPHEMES, 1000, unit_bytes=10)),
        threads=True,
        posts=True,
    ),
    "email": _capabilities(
        LengthRule(),
        Visibility.PRIVATE,
        media=MediaRules(
            types=("*/*",), most=20, total_bytes=18 * 2**20, has_alt=True, alt_limit=1500
        ),
    ),
    "wordpress": _capabilities(
        LengthRule(Unit.UTF8, 65525),
        Visibility.PUBLIC,
        moderation=(
            ModerationAct.APPROVE,
            ModerationAct.HOLD,
            ModerationAct.SPAM,
            ModerationAct.TRASH,
            ModerationAct.RESTORE,
        ),
    ),
    "discourse": _capabilities(
        LengthRule(Unit.CODE_POINTS, 32_000),
        Visibility.PUBLIC,
        Visibility.PRIVATE,
        moderation=_acts("approve hide trash restore lock unlock report mute unmute block unblock"),
        media=_pictures(10, max_bytes=4 * 2**20, alt_limit=500),
    ),
    "matrix": _capabilities(
        LengthRule(Unit.UTF8, 60_000),
        Visibility.PUBLIC,
        Visibility.PRIVATE,
        moderation=_acts("approve delete report mute block unmute unblock"),
        media=MediaRules(types=("*/*",), most=4, has_alt=True),
    ),
    "github": _capabilities(
        LengthRule(Unit.CODE_POINTS, 65_536),
        Visibility.PUBLIC,
        moderation=_acts("hide spam restore delete lock unlock block unblock"),
    ),
    "youtube": _capabilities(
        LengthRule(Unit.CODE_POINTS, 10_000),
        Visibility.PUBLIC,
        moderation=_acts("approve hold trash restore block"),
    ),
    "google_business": _capabilities(LengthRule(Unit.UTF8, 4096), Visibility.PUBLIC),
    "linkedin": _capabilities(
        LengthRule(Unit.CODE_POINTS, 1250),
        Visibility.PUBLIC,
        moderation=_acts("delete"),
        posts=True,
    ),
    "threads": _capabilities(
        LengthRule(Unit.EMOJI_BYTES, 500),
        Visibility.PUBLIC,
        moderation=_acts("hide restore"),
        threads=True,
        posts=True,
    ),
    "x": _capabilities(
        LengthRule(Unit.WEIGHTED, 280, url_cost=23),
        Visibility.PUBLIC,
        Visibility.PRIVATE,
        moderation=_acts("hide restore mute unmute block unblock"),
        media=MediaRules(
            types=("image/jpeg", "image/png", "image/webp"),
            most=4,
            max_bytes=5 * 2**20,
            has_alt=True,
            alt_limit=1000,
        ),
        private=_privately(LengthRule(Unit.CODE_POINTS, 10_000)),
        posts=True,
    ),
    "reddit": _capabilities(
        LengthRule(Unit.CODE_POINTS, 10_000),
        Visibility.PUBLIC,
        Visibility.PRIVATE,
        moderation=_acts("approve trash restore spam lock unlock block unblock"),
    ),
    "lemmy": _capabilities(
        LengthRule(Unit.UTF16, 10_000),
        Visibility.PUBLIC,
        Visibility.PRIVATE,
        moderation=_acts("trash restore lock unlock report block unblock"),
        has_language=True,
        media=_pictures(4, max_bytes=10 * 2**20, alt_limit=500),
    ),
    "telegram": _capabilities(
        LengthRule(Unit.UTF16, 4096),
        Visibility.PUBLIC,
        Visibility.PRIVATE,
        moderation=_acts("delete mute block unmute unblock"),
        media=MediaRules(types=("*/*",), most=1, max_bytes=50 * 2**20),
    ),
}
