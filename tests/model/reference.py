"""An independent model of serving, written from the rules' wording alone.

It knows nothing of the package: instants are integers (microseconds), windows are pairs of them, states
are text. It keeps no tables, tracks or timelines; it looks at one instant, and finds changes by asking
again one microsecond earlier. It is slow on purpose: whatever it says can be checked by reading it.
"""

from __future__ import annotations

from typing import NamedTuple

Window = tuple[int | None, int | None]


class License(NamedTuple):
    """A permission: `account` is `None` where it is open to any, `redeemed` where it is not applied."""

    post: str
    account: str | None
    issued: int
    redeemed: int | None
    expires: int
    revoked: int | None


class Access(NamedTuple):
    """A permission to run ads from an account: `account` is `None` where it is open to any ad account."""

    creator: str
    account: str | None
    granted: int
    expires: int | None
    revoked: int | None


class Post(NamedTuple):
    """What an ad is made of; `creator` is empty where nobody knows it."""

    id: str
    creator: str
    published: int
    deleted: int | None
    hidden: tuple[Window, ...]


class Ad(NamedTuple):
    """Paid spend behind a post: `linked` where access to the account takes the place of a license."""

    post: str
    account: str | None
    linked: bool
    starts: int
    ends: int | None
    paused: tuple[Window, ...]


class Case(NamedTuple):
    """Everything that decides; `public` where the policy wants a public post."""

    ad: Ad
    post: Post
    licenses: tuple[License, ...]
    access: tuple[Access, ...]
    public: bool


def end_of(license: License) -> int:
    """Give the earlier of expiry and revocation."""
    return license.expires if license.revoked is None else min(license.expires, license.revoked)


def license_trouble(case: Case, t: int) -> str | None:
    """Say what is wrong with the licenses at an instant, if anything."""
    if case.ad.linked:
        return None
    counting = [each for each in case.licenses if each.post == case.ad.post and each.account in (None, case.ad.account)]
    if not counting:
        return "license_missing"
    if any(each.redeemed is not None and each.redeemed <= t < end_of(each) for each in counting):
        return None
    if any(each.issued <= t < end_of(each) for each in counting):
        return "license_unredeemed"
    over = [each for each in counting if end_of(each) <= t]
    if not over:
        return "license_pending"
    last = max(end_of(each) for each in over)
    ended_last = [each for each in over if end_of(each) == last]
    revoked = any(each.revoked is not None and each.revoked < each.expires for each in ended_last)
    return "license_revoked" if revoked else "license_expired"


def access_trouble(case: Case, t: int) -> str | None:
    """Say what is wrong with access to the account at an instant, if anything; none recorded is none wrong."""
    if not case.ad.linked:
        return None
    counting = [e for e in case.access if e.creator == case.post.creator and e.account in (None, case.ad.account)]
    ends = [min([t + 1, *(end for end in (each.expires, each.revoked) if end is not None)]) for each in counting]
    if not counting or any(each.granted <= t < end for each, end in zip(counting, ends, strict=True)):
        return None
    return "access_ended" if any(end <= t for end in ends) else "access_pending"


def inside(windows: tuple[Window, ...], t: int) -> bool:
    """Tell whether an instant lies in any of the windows: the start does, the end does not."""
    return any((start is None or start <= t) and (end is None or t < end) for start, end in windows)


def objections(case: Case, t: int) -> tuple[str, ...]:
    """Give all that blocks an ad at an instant, in order of precedence."""
    ad, post = case.ad, case.post
    deleted = post.deleted is not None and t >= post.deleted
    published = t >= post.published
    there = published and not deleted
    trouble = license_trouble(case, t) or access_trouble(case, t)
    found: list[str] = []
    if deleted:
        found.append("post_deleted")
    if ad.ends is not None and t >= ad.ends:
        found.append("ended")
    if trouble is not None:
        found.append(trouble)
    if not published:
        found.append("post_unpublished")
    if there and case.public and inside(post.hidden, t):
        found.append("post_hidden")
    if t < ad.starts:
        found.append("scheduled")
    if inside(ad.paused, t):
        found.append("paused")
    return tuple(found)


def state(case: Case, t: int) -> str:
    """Give the headline at an instant."""
    return (*objections(case, t), "serving")[0]


def events(case: Case) -> list[int]:
    """Give every instant at which anything at all happens, in order."""
    ad, post = case.ad, case.post
    happened = [ad.starts, ad.ends, post.published, post.deleted]
    for start, end in (*ad.paused, *post.hidden):
        happened += [start, end]
    for each in case.licenses:
        happened += [each.issued, each.redeemed, each.expires, each.revoked]
    for given in case.access:
        happened += [given.granted, given.expires, given.revoked]
    return sorted({t for t in happened if t is not None})


def changes(case: Case) -> list[tuple[int, str]]:
    """Give every change of the headline, with the state that follows."""
    return [(t, state(case, t)) for t in events(case) if state(case, t) != state(case, t - 1)]


def around(happened: list[tuple[int, str]], t: int) -> tuple[int | None, int | None, str | None]:
    """Give, of all changes, since when the headline holds, until when, and the state that follows."""
    since = [at for at, _ in happened if at <= t]
    ahead = [(at, after) for at, after in happened if at > t]
    return (since[-1] if since else None, *(ahead[0] if ahead else (None, None)))


def license_is_impossible(issued: int, redeemed: int | None, expires: int, revoked: int | None) -> bool:
    """Tell whether a license cannot have happened like that."""
    if expires <= issued or (revoked is not None and revoked < issued):
        return True
    return redeemed is not None and not (issued <= redeemed < expires and (revoked is None or redeemed <= revoked))
