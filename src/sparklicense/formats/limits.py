"""Limits: how much of what TikTok takes, format by format."""

from __future__ import annotations

from typing import Final

import attrs

from sparklicense.citations import Basis, Citation, facts
from sparklicense.formats.availability import Format
from sparklicense.formats.statements import Figure, check_rows


@attrs.frozen(kw_only=True)
class Limit:
    """A row: how much of something TikTok takes.

    Attributes:
        id: what reports call the row.
        formats: the formats it is about.
        most: the largest number that is taken; `None`: there is no limit.
        reason: what is limited, in words.
        basis: what it rests on: TikTok's own word, or a third party's.
        citations: where it comes from.
    """

    id: str
    formats: frozenset[Format]
    most: int | None
    reason: str
    basis: Basis
    citations: tuple[Citation, ...] = attrs.field(repr=False)

    @property
    def figures(self) -> tuple[Figure, ...]:
        """No performance figure."""
        return ()


_EVERY: Final = frozenset(Format)
_PULL: Final = frozenset({Format.SPARK_PULL})
_SPARK: Final = frozenset({Format.SPARK_PULL, Format.SPARK_PUSH})
_UPLOADED: Final = frozenset({Format.SPARK_PUSH, Format.IN_FEED})


def _limit(
    id: str, formats: frozenset[Format], most: int | None, reason: str, fact: str, basis: Basis = Basis.PLATFORM
) -> Limit:
    return Limit(id=id, formats=formats, most=most, reason=reason, basis=basis, citations=(facts(fact),))


LIMITS: Final = (
    _limit("codes_per_batch", _PULL, 20, "codes entered in Ads Manager at once", "F5"),
    _limit("spark_ads_per_account", _SPARK, 10_000, "Spark Ads in an ad account", "F6"),
    _limit("ads_per_identity", _SPARK, 10_000, "ads of an identity", "F7", Basis.REPORTED),
    _limit("ads_per_post", _PULL, None, "ads on one post", "F8"),
    _limit("creatives_per_call", _EVERY, 20, "creatives made in one call", "F9"),
    _limit("name_characters", _EVERY, 512, "characters of an ad's name", "F10"),
    _limit("text_characters", _UPLOADED, 100, "characters of an ad's own text", "F10"),
    _limit("caption_characters", _PULL, None, "characters of the post's caption", "F10"),
    _limit("video_length", _PULL, None, "seconds of the post's video", "F11"),
    _limit("carousel_images", frozenset({Format.SPARK_PUSH}), 35, "images of an uploaded carousel", "F13"),
    _limit("tracking_parameters", _EVERY, 14, "tracking parameters of an ad", "F15", Basis.REPORTED),
)
"""How much of what TikTok takes."""

check_rows("limits", LIMITS)


def limits(which: Format) -> tuple[Limit, ...]:
    """Give the limits of a format.

    Examples:
        >>> from sparklicense.formats import Format, limits
        >>> {limit.id: limit.most for limit in limits(Format.SPARK_PULL)}["codes_per_batch"]
        20
    """
    return tuple(limit for limit in LIMITS if which in limit.formats)
