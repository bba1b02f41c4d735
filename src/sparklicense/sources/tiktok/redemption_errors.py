"""What TikTok answers when a code cannot be applied: why, who acts, and what helps.

Numbers repeat (4002 stands for two things), so a row is found by its key. TikTok has more errors
than the rows below: one that is not among them is unknown, and is not explained.
"""

from __future__ import annotations

from typing import Final

import attrs

from sparklicense.citations import Citation, facts
from sparklicense.errors import UnknownIdError, shown
from sparklicense.rules.rulebook import Actor


@attrs.frozen(kw_only=True)
class RedemptionError:
    """One reason for which TikTok refuses a code.

    Attributes:
        key: TikTok's name for it.
        number: TikTok's number, as text; `None` where it has none. Numbers repeat.
        reason: what is wrong, in our words.
        actor: who can fix it.
        remedy: what they do.
        citations: where it comes from.
    """

    key: str
    number: str | None
    reason: str
    actor: Actor
    remedy: str
    citations: tuple[Citation, ...]

    @property
    def for_good(self) -> bool:
        """Whether nothing can ever fix it."""
        return self.actor is Actor.NOBODY

    def explain(self) -> str:
        """Say what is wrong, who acts and what helps, on one line.

        Examples:
            >>> from sparklicense.sources.tiktok import redemption_error
            >>> redemption_error("auth_code_expired").explain()
            'the authorization has expired: the creator acts: extend it in the app, or give a new code'
        """
        who = {Actor.NOBODY: "nobody can fix it", Actor.TIME: "time will fix it"}.get(self.actor)
        return f"{self.reason}: {who or f'the {self.actor} acts'}: {self.remedy}"


_NOTICES: Final = Citation(
    "TikTok Business Help Center, Spark Ads code errors",
    "codes and messages, July 2025",
    "https://ads.us.tiktok.com/help/article/about-spark-ads-code-error-notifications-in-tiktok-ads-manager",
)
_ANOTHER: Final = (Actor.NOBODY, "use another post")
_CONTACT: Final = (Actor.CREATOR, "contact the creator, or choose another post")
_CHECK: Final = (Actor.CREATOR, "check the code with the creator, whole with its `#` and `=`, or generate a new one")
_LATER: Final = (Actor.TIME, "apply the code again later")
_EXTEND: Final = (Actor.CREATOR, "extend it in the app, or give a new code")
_RENEW: Final = (Actor.CREATOR, "choose a duration again, which makes a new code, and send that")

REDEMPTION_ERRORS: Final = tuple(
    RedemptionError(
        key=key, number=number, reason=reason, actor=actor, remedy=remedy, citations=(facts(*ids), _NOTICES)
    )
    for key, number, reason, (actor, remedy), ids in (
        ("video_unavailable", "4002", "a reviewer has removed the post", _CONTACT, ("B14", "I9")),
        ("video_deleted", "4002", "the post is gone", _CONTACT, ("B6", "I9")),
        ("auth_code_not_found", None, "the creator has deleted the code", _RENEW, ("B9",)),
        ("auth_code_format_error", "4013", "it is not a code as TikTok writes them", _CHECK, ("A10", "I9")),
        ("call_rpc_fail", "-500", "TikTok could not look at the code", _LATER, ("A10",)),
        ("call_db_fail", "-500", "TikTok could not look at the code", _LATER, ("A10",)),
        ("mention_multiple_videos", "930002", "the post mentions several others", _ANOTHER, ("F12",)),
        ("illegal_item_status_error", "900012", "the post has failed TikTok's review", _CONTACT, ("B14", "I9")),
        ("story_video_not_supported", "4027", "the post is a story", _ANOTHER, ("F12",)),
        ("carousel_duet_not_supported", "4042", "the post is a carousel that duets another", _ANOTHER, ("F12",)),
        ("auth_code_expired", "4025", "the authorization has expired", _EXTEND, ("A11", "A13", "A15")),
        (
            "multi_duet_stitch_refus(e)",
            "900003",
            "the post is a duet or a stitch several times over",
            _ANOTHER,
            ("F12",),
        ),
    )
)
"""Every error that is known, as far as TikTok's page could be read: it goes on after 900003."""

# The page spells the end of this key in two ways at once.
_SPELLED: Final = dict.fromkeys(("multi_duet_stitch_refus", "multi_duet_stitch_refuse"), REDEMPTION_ERRORS[-1])
_BY_KEY: Final = {each.key: each for each in REDEMPTION_ERRORS} | _SPELLED
_NUMBERS: Final = dict.fromkeys(each.number for each in REDEMPTION_ERRORS if each.number is not None)


def redemption_error(key: str) -> RedemptionError:
    """Find an error by TikTok's name for it.

    Args:
        key: like `auth_code_expired`. The one whose last letter is not certain is found either way.

    Raises:
        UnknownIdError: no row has this key; it names those there are.

    Examples:
        >>> from sparklicense.sources.tiktok import redemption_error
        >>> found = redemption_error("video_deleted")
        >>> found.actor.value, found.remedy, found.for_good
        ('creator', 'contact the creator, or choose another post', False)
    """
    found = _BY_KEY.get(key) if isinstance(key, str) else None
    if found is None:
        known = ", ".join(f"`{each.key}`" for each in REDEMPTION_ERRORS)
        raise UnknownIdError(f"no redemption error has the key {shown(key)}; known are {known}")
    return found


def redemption_errors(number: str | int) -> tuple[RedemptionError, ...]:
    """Find the errors that share TikTok's number.

    Args:
        number: like `4025` or `"-500"`.

    Raises:
        UnknownIdError: no row has this number.

    Examples:
        >>> from sparklicense.sources.tiktok import redemption_errors
        >>> [error.key for error in redemption_errors(4002)]
        ['video_unavailable', 'video_deleted']
    """
    found = tuple(each for each in REDEMPTION_ERRORS if each.number == str(number))
    if not found:
        known = ", ".join(f"`{each}`" for each in _NUMBERS)
        raise UnknownIdError(f"no redemption error has the number {shown(number)}; known are {known}")
    return found
