"""Eligibility: whether a post can be put behind a Spark Ad, all reasons why not, and who must act."""

from __future__ import annotations

from collections.abc import Iterable

import attrs
from pendulum import DateTime

from sparklicense.errors import shown
from sparklicense.formats.candidates import TRACKS, Candidate
from sparklicense.formats.eligibility_rows import ELIGIBILITY
from sparklicense.formats.statements import sentences, vouched
from sparklicense.formats.verdicts import EligibilityRule, Verdict
from sparklicense.instants import InstantLike, instant, written
from sparklicense.licenses import License
from sparklicense.policies import GUIDE, PolicyLike, policy_of
from sparklicense.rules.rulebook import Actor, Rulebook


@attrs.frozen(kw_only=True)
class Eligibility:
    """Whether a post can be put behind a Spark Ad at an instant, and why not."""

    post_id: str
    """The post."""
    at: DateTime = attrs.field(repr=written)
    """The instant, in UTC."""
    policy: str
    """The name of the policy."""
    reasons: tuple[EligibilityRule, ...]
    """Every row that objects or sets a condition: what nothing can fix first, conditions last."""
    originals: tuple[str, ...]
    """The ids of the posts it is made from, whose owners must authorize them too."""
    unauthorized: tuple[str, ...]
    """Those of them for which no license stands."""

    @property
    def verdict(self) -> Verdict:
        """The weightiest verdict of any row."""
        if not self.reasons:
            return Verdict.ELIGIBLE
        refused = any(each.verdict is Verdict.INELIGIBLE for each in self.reasons)
        return Verdict.INELIGIBLE if refused else Verdict.CONDITIONAL

    @property
    def actors(self) -> tuple[Actor, ...]:
        """Who must act before it can be used; `NOBODY` alone where nothing can fix it."""
        found = tuple(dict.fromkeys(each.actor for each in self.reasons if each.actor is not None))
        return (Actor.NOBODY,) if Actor.NOBODY in found else found

    def explain(self) -> str:
        """Say the verdict, every reason with its source, and who must act."""
        lines = [f"post {shown(self.post_id)} is {self.verdict} for Spark Ads at {written(self.at)}."]
        for each in self.reasons:
            who = "nobody can fix it" if each.actor is Actor.NOBODY else f"the {each.actor} acts"
            lines.append(f"{each.reason}: {who}: {each.remedy} [{vouched(each)}].")
            if each.tiktok:
                lines.append(f"TikTok calls it `{each.tiktok}`.")
        if self.unauthorized:
            lines.append(f"still to be authorized: post {', '.join(map(shown, self.unauthorized))}.")
        return sentences(lines)


def eligibility(
    candidate: Candidate,
    *,
    at: InstantLike,
    licenses: Iterable[License] = (),
    policy: PolicyLike = GUIDE,
    book: Rulebook[EligibilityRule] = ELIGIBILITY,
) -> Eligibility:
    """Tell whether a post can be put behind a Spark Ad.

    Its own license is not asked about: whoever wants to use a post has yet to get one.

    Args:
        candidate: the post, with all that decides.
        at: the instant, with an offset.
        licenses: any licenses; those of the posts it is made from count, applied or not.
        policy: the reading of the sources.
        book: the rows; another rulebook's for experiments.

    Examples:
        >>> from sparklicense import Post
        >>> from sparklicense.formats import Candidate, SoundRights, eligibility
        >>> post = Post(id="2", published_at="2026-05-01T00:00:00Z")
        >>> duet = Candidate(post=post, duet_of="1", sound=SoundRights.WITHOUT_SONG_ID)
        >>> found = eligibility(duet, at="2026-06-01T00:00:00Z")
        >>> found.verdict.value, found.unauthorized, [actor.value for actor in found.actors]
        ('conditional', ('1',), ['creator'])
    """
    policy = policy_of(policy)
    t = instant(at)
    given = tuple(licenses)
    rows = (book.answer(track, read(candidate, t, given), policy) for track, (_, read) in TRACKS.items())
    objecting = [row for row in rows if row.rank is not None]
    return Eligibility(
        post_id=candidate.post.id,
        at=t,
        policy=policy.name,
        reasons=tuple(sorted(objecting, key=_weight)),
        originals=candidate.originals,
        unauthorized=candidate.unauthorized(t, given),
    )


def _weight(row: EligibilityRule) -> tuple[bool, bool]:
    return (not row.for_good, row.verdict is not Verdict.INELIGIBLE)
