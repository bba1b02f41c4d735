"""Platforms: Spark Ads are TikTok's alone; elsewhere there is at best something close to them."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

import attrs

from sparklicense.citations import Basis, Citation, facts, guide
from sparklicense.formats.choices import choice
from sparklicense.formats.statements import Figure, check_rows


class Platform(StrEnum):
    """Where to advertise."""

    TIKTOK = "tiktok"
    INSTAGRAM = "instagram"
    FACEBOOK = "facebook"


@attrs.frozen(kw_only=True)
class PlatformRule:
    """A row: whether a platform has Spark Ads, and what comes closest.

    Attributes:
        platform: the platform.
        has_spark_ads: whether it has them.
        equivalent: what comes closest to them there; Spark Ads themselves on TikTok.
        permission: how a creator permits the use of a post.
        reason: what is the case, in words.
        basis: what that rests on.
        citations: where it comes from.
        disputed_by: the newer fact that contradicts the row; `None`: none does.
    """

    platform: Platform
    has_spark_ads: bool
    equivalent: str
    permission: str
    reason: str
    basis: Basis = Basis.GUIDE
    citations: tuple[Citation, ...] = attrs.field(repr=False)
    disputed_by: Citation | None = attrs.field(default=None, repr=False)

    @property
    def id(self) -> str:
        """What reports call the row."""
        return f"on_{self.platform}"

    @property
    def figures(self) -> tuple[Figure, ...]:
        """No performance figure."""
        return ()


def _meta(platform: Platform) -> PlatformRule:
    return PlatformRule(
        platform=platform,
        has_spark_ads=False,
        equivalent="Partnership Ads, once called Branded Content Ads",
        permission="the creator tags the brand as a partner; there is no code",
        reason=f"TikTok's formats do not run on {platform.title()}; Meta's Partnership Ads come closest to Spark",
        citations=(guide("FAQ"),),
        disputed_by=facts("I8"),
    )


PLATFORMS: Final = (
    PlatformRule(
        platform=Platform.TIKTOK,
        has_spark_ads=True,
        equivalent="Spark Ads",
        permission="the creator turns on ad authorization and hands over a code",
        reason="Spark Ads are TikTok's",
        citations=(guide("FAQ"),),
    ),
    _meta(Platform.INSTAGRAM),
    _meta(Platform.FACEBOOK),
)
"""What comes closest to a Spark Ad, platform by platform."""

check_rows("platforms", PLATFORMS)


def equivalent(platform: Platform) -> PlatformRule:
    """Tell what comes closest to a Spark Ad on a platform. Nothing more of other platforms is modeled.

    Args:
        platform: a platform, or its text.

    Raises:
        ValueError: no such platform.

    Examples:
        >>> from sparklicense.formats import Platform, equivalent
        >>> found = equivalent(Platform.INSTAGRAM)
        >>> found.has_spark_ads, found.permission
        (False, 'the creator tags the brand as a partner; there is no code')
    """
    wanted = choice("platform", Platform, platform)
    return next(row for row in PLATFORMS if row.platform is wanted)
