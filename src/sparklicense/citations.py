"""Where rules come from: the guide and TikTok's own documentation, each fact by its id."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Final

import attrs

READ_ON: Final = date(2026, 11, 27)
"""The day on which the stored copy of every source below was last read; none was read on the live site."""


class Basis(StrEnum):
    """What a rule or a statement rests on."""

    PLATFORM = "platform"
    """TikTok's own documentation."""
    GUIDE = "guide"
    """The guide's account, an operator's view and no rule of the platform."""
    REPORTED = "reported"
    """What third parties publish: a performance figure, a limit, a claim."""
    OURS = "ours"
    """A choice of this library, where no source decides; what it cites, if anything, is what it goes by."""


@attrs.frozen
class Citation:
    """The source of a rule or of a policy's value.

    Attributes:
        title: the document.
        section: the section of the guide, or the ids of the facts (`A14`, `B5`).
        url: where it can be read, where there is an address.
        read_on: the day on which our stored copy of it was last read.
    """

    title: str
    section: str
    url: str | None = None
    read_on: date = READ_ON

    def __str__(self) -> str:
        """Name the document and the place in it."""
        return f"{self.title}, {self.section}"


@attrs.frozen
class Fact:
    """One documented fact about the platform, in our words.

    Attributes:
        statement: what is known.
        url: where TikTok, or the best source there is, says so; `None`: no page has it.
    """

    statement: str
    url: str | None = None


_HELP = "https://ads.tiktok.com/help/article/"
_API = "https://business-api.tiktok.com/portal/docs?id="
_CODE_ERRORS = "https://ads.us.tiktok.com/help/article/about-spark-ads-code-error-notifications-in-tiktok-ads-manager"
_PLAYBOOK = "https://ads.tiktok.com/business/creativecenter/quicktok/online/Spark-Ads-Creative-Playbook/pc/en"

FACTS: Final[dict[str, Fact]] = {
    "A1": Fact(
        "A third party lists 7, 30, 60 and 365 days for the app; TikTok's own page names no list.",
        "https://help.archive.com/",
    ),
    "A4": Fact(
        "Asked through the API, an authorization may also last 180 days; since when is not known.",
        "https://business-api.tiktok.com/portal/docs/manage-tiktok-post-ad-authorization/v1.3",
    ),
    "A6": Fact("The authorization starts when the creator gives it, an instant in UTC.", _API + "1740218522178562"),
    "A7": Fact("The authorization has an end, an instant in UTC.", _API + "1740218522178562"),
    "A8": Fact("It lasts a whole number of 24-hour days, to the second.", _API + "1740218522178562"),
    "A9b": Fact("Whether the end still counts is undocumented; here it does not: windows are half-open."),
    "A10": Fact("A code takes effect only once an ad account has applied it.", _API + "1848048566169730"),
    "A11": Fact("An expired code is refused, with the advice to have it extended.", _CODE_ERRORS),
    "A12": Fact("Applying a code does not move its end.", _API + "1739470744631298"),
    "A12c": Fact("A code is applied for one ad account and one post.", _API + "1739470744631298"),
    "A13": Fact(
        "A creator can extend an authorization instead of giving a new one.",
        "https://business-api.tiktok.com/portal/docs/manage-tiktok-post-ad-authorization/v1.3",
    ),
    "A14": Fact("Extending adds the days to those that are left."),
    "A15": Fact("The app also extends an authorization that has run out.", _CODE_ERRORS),
    "A17": Fact("Choosing a duration again for a post makes a new code."),
    "A20": Fact("Whether a code can be applied twice in one ad account is reported both ways."),
    "I9": Fact(
        "For a post that is deleted, removed or otherwise unavailable TikTok's answer to a code is to contact the "
        "creator or to choose another post; removals can be appealed, and an account may come back.",
        _CODE_ERRORS,
    ),
    "B1": Fact(
        "An ad whose authorization is gone shows AD_STATUS_ASSET_AUTHORIZATION_LOST and is not delivered.",
        _API + "1757239620352002",
    ),
    "B3": Fact(
        "The operation status is the advertiser's own switch; losing a license leaves it alone.",
        _API + "1757239620352002",
    ),
    "B4": Fact("The campaign and the ad group stay live when one ad stops.", _API + "1757239620352002"),
    "B5": Fact(
        "In a test with selected users, TikTok refuses to delete a post of one's own Business Account that an ad uses.",
        _HELP + "identity-faq",
    ),
    "B6": Fact("A post can be gone all the same: moderated, or its account deleted.", _CODE_ERRORS),
    "B7": Fact("A private post can be used and turns public; its privacy is then locked.", _HELP + "identity-faq"),
    "B8": Fact("Authorization cannot be turned off while a Spark Ad uses the post."),
    "B9": Fact(
        "A code can be deleted only after the ads that use it have been deleted.",
        _HELP + "spark-ads-creation-guide",
    ),
    "B10": Fact("TikTok knows a status for a creator's withdrawn authorization."),
    "B16": Fact("A post can serve as an ad only, without being on the profile.", _API + "1739470744631298"),
    "C38": Fact("Calls to action come from a fixed list.", _API + "1737174886619138"),
    "C50": Fact("A schedule's start and end are instants in UTC.", _API + "1739586761631745"),
    "D2b": Fact(
        "Name, budget, schedule and bidding can be edited without a new review.",
        _HELP + "changes-trigger-review-process",
    ),
    "D2c": Fact("A change of targeting is reviewed anew.", _HELP + "changes-trigger-review-process"),
    "D3b": Fact("A change of the address or of the video is reviewed anew.", _HELP + "changes-trigger-review-process"),
    "D3c": Fact(
        "Call to action and tracking can be edited without a new review.", _HELP + "changes-trigger-review-process"
    ),
    "D4a": Fact("Placement is fixed once the ad group exists.", _API + "1739586761631745"),
    "D4e": Fact("Nothing says what happens to a start time that has passed."),
    "D4i": Fact("A switched-off ad is switched on again by its advertiser.", _API + "1739953405142018"),
    "D4j": Fact("A frozen ad cannot be switched on again by its advertiser.", _API + "1739953405142018"),
    "D5": Fact(
        "On an existing post the advertiser sets name, call to action, address and tracking.", _API + "1739470744631298"
    ),
    "D6": Fact(
        "Caption, profile, video, sound and overlays come from the post and cannot be set.", _API + "1739470744631298"
    ),
    "D7": Fact("A live ad can be pointed at another post, which is reviewed anew.", _API + "1739953405142018"),
    "E1": Fact(
        "An account that is linked, to an ad account or to a Business Center, needs no code.", _API + "1738958351620097"
    ),
    "E2": Fact("A post of a linked account has no authorization window.", _API + "1740218522178562"),
    "E3": Fact("The owner of a post can generate a code for it, too, which then has a window."),
    "A22": Fact("A duet, a stitch or a post that mentions another needs that post's owner to authorize as well."),
    "B13": Fact(
        "An account has an availability; those of governments, politicians and parties cannot make Spark Ads.",
        _API + "1740218420781057",
    ),
    "B14": Fact("A post can await review, fail it, or be removed by a reviewer later.", _CODE_ERRORS),
    "B17": Fact(
        "Since 2026-01-27 an uploaded post is shown as an ad only, unless the advertiser says otherwise.",
        _API + "1739470744631298",
    ),
    "B18": Fact(
        "An ad whose sound is not licensed for ads shows AD_STATUS_MUSIC_AUTHORIZATION_MISSING.",
        _API + "1757239620352002",
    ),
    "C33": Fact("A post says which post it duets, stitches or mentions, and whether it does so several times."),
    "C34": Fact("An uploaded Spark Ad gets its post once it has passed the review.", _API + "1739470744631298"),
    "D8": Fact("With an uploaded video, the advertiser writes the text and owns the video.", _API + "1739470744631298"),
    "D9": Fact("An upload can be published only to a linked account that permits it.", _API + "1740218420781057"),
    "D10": Fact("A Spark Ad cannot be turned into another kind of ad.", _HELP + "identity-faq"),
    "D11": Fact("The display name and picture made up for an ad cannot be edited afterwards.", _HELP + "identity-faq"),
    "E4": Fact(
        "A linked account becomes unusable when it is unlinked, loses a permission, turns private or stops being "
        "a business account.",
        _API + "1740218420781057",
    ),
    "E5": Fact("What a linked account permits is listed, one ability at a time.", _API + "1740218420781057"),
    "F5": Fact("Ads Manager takes at most 20 codes at once.", _HELP + "spark-ads-creation-guide"),
    "F6": Fact("An ad account holds at most 10,000 Spark Ads.", _HELP + "spark-ads-creation-guide"),
    "F7": Fact("An identity holds at most 10,000 ads."),
    "F8": Fact("One post can be behind any number of ads.", _HELP + "spark-ads"),
    "F9": Fact("One call creates at most 20 creatives.", _API + "1739953377508354"),
    "F10": Fact(
        "Names have at most 512 characters and an ad's own text has 1 to 100; a post's caption has no limit.",
        _API + "1739953377508354",
    ),
    "F11": Fact("A video on an existing post may be of any length.", _HELP + "spark-ads"),
    "F12": Fact(
        "Refused: stories, duet carousels, posts that mention several posts, and several duets or stitches in one.",
        _CODE_ERRORS,
    ),
    "F13": Fact("An uploaded carousel has 1 to 35 images, and music."),
    "F15": Fact("An ad takes at most 14 tracking parameters."),
    "A9": Fact(
        "`invite_start_time` is no bound of an authorization: it may even lie after its start.",
        _API + "1740218522178562",
    ),
    "A12b": Fact("To its owner a code is NOT_USED, IN_USE, EXPIRED or DELETED."),
    "A21": Fact("A whole account can be authorized too, beside single posts.", _API + "1738958351620097"),
    "A23": Fact(
        "Posts whose authorization is over stay listed as EXPIRED until they are unbound.", _API + "1848048566169730"
    ),
    "B15": Fact(
        "A new ad is reviewed; an edited one is reviewed again while its ad group stays active.",
        _API + "1757239620352002",
    ),
    "B34": Fact("TikTok's list of statuses grows; one that is not known says nothing about serving."),
    "C23": Fact("Only posts that a code authorizes come with authorization data.", _API + "1738376324021250"),
    "C24": Fact("The authorization statuses are not listed anywhere; AUTHORIZED and EXPIRED have been seen."),
    "C25": Fact(
        "Instants of authorizations come with and without a zone; without one they are in UTC.",
        _API + "1738376324021250",
    ),
    "C26": Fact(
        "A post has one of seven statuses: public, for friends, private, deleted, removed, in review, or usable alone.",
        _API + "1738376324021250",
    ),
    "C27": Fact(
        "The identity endpoints write the same post statuses with prefixes of their own.", _API + "1740218522178562"
    ),
    "C31": Fact("A carousel lists its pictures and its music; for a video it is empty.", _API + "1738376324021250"),
    "C40": Fact(
        "Every response is an envelope: code, message, request id, data; code 0 is success.", _API + "1737172488964097"
    ),
    "C52": Fact("A flight without an end is stored with one ten years after its start.", _API + "1739586761631745"),
    "C53": Fact("Dayparting says for each half hour of a week whether ads are delivered."),
    "D14": Fact("Of the placements the guide names, BuzzVideo and TopBuzz exist only as values of old ads."),
    "F1": Fact("A code is opaque text: as a rule a number sign, then base64."),
    "F4": Fact("Spaces and invisible characters around a code are no part of it."),
    "G1": Fact(
        "TikTok's Creative Playbook of 2024-03-04 claims 30 % more completed views than without Spark (its own data).",
        _PLAYBOOK,
    ),
    "G2": Fact(
        "TikTok's Creative Playbook of 2024-03-04 claims 142 % more engagement than without Spark (its own data).",
        _PLAYBOOK,
    ),
    "G3": Fact(
        "TikTok's Creative Playbook of 2024-03-04 claims 43 % more conversions than without Spark (its own data).",
        _PLAYBOOK,
    ),
    "G4": Fact(
        "TikTok's Creative Playbook of 2024-03-04 claims a CPM 4 % lower than without Spark (its own data).",
        _PLAYBOOK,
    ),
    "G5": Fact("TikTok's SMB Guide of November 2022 claims 157 % more views of 6 s and 134 % more completed ones."),
    "G7": Fact(
        "TikTok advises to promote posts that have earned likes and views already.",
        "https://ads.tiktok.com/help/article?aid=10007047",
    ),
    "G8": Fact(
        "Since 2026-01-15 no new non-Spark ads can be made on TikTok placements, few exceptions aside.",
        _API + "1848048566169730",
    ),
    "I1": Fact(
        "A Business Center runs ads from an account, its own or a creator's, once the account's owner approves; "
        "that covers every post of the account.",
        _API + "1738958351620097",
    ),
    "I2": Fact(
        "The owner of an account can withdraw access at any time, and ads that run from it stop at once.",
        _HELP + "how-to-revoke-tiktok-account-access-from-a-partner",
    ),
    "I5": Fact(
        "An Upgraded Smart+ ad holds up to 50 posts, each creative with its own identity and post.",
        _API + "1847839781968897",
    ),
    "K3": Fact("DELETED is a status of codes that their owners see; nobody has seen it in an ad account's responses."),
    "G9": Fact("An ad on someone else's post leads to that creator's profile.", _HELP + "spark-ads"),
    "I6": Fact(
        "Promotional posts must disclose commercial content; without it a post can be restricted or removed.",
        _HELP + "how-to-turn-on-the-commercial-content-disclosure-setting",
    ),
    "I7": Fact(
        "TikTok itself may add captions and translations to Spark Ads; the advertiser still cannot.",
        _HELP + "about-captions-and-translations-for-spark-ads",
    ),
    "I8": Fact(
        "Meta has partnership ad codes, and permissions for accounts that stop running ads when they are withdrawn.",
        "https://help.instagram.com/442108830566254",
    ),
    "I10": Fact(
        "A second article names 30, 60, 90 and 365 days, beside the guide.",
        "https://influencermarketinghub.com/?p=218031",
    ),
    "I11": Fact(
        "TikTok lists which statuses of ad groups and campaigns mean delivery; a background re-audit does.",
        _API + "1757239620352002",
    ),
    "I12": Fact(
        "Since 2026-01-15 existing accounts, too, cannot create non-Spark ads on TikTok placements.",
        _HELP + "about-changes-coming-to-custom-identity",
    ),
    "K2": Fact(
        "What TikTok says of posts in use is documented for codes, which are freed only when the ads are deleted.",
        _HELP + "spark-ads-creation-guide",
    ),
    "K4": Fact("180 days are offered; since when is not known."),
    "B2": Fact("Third parties say that an ad stops the moment its code expires; TikTok names no delay and no grace."),
    "A5": Fact("Through TikTok One an advertiser asks for 1 to 365 days; what is granted is the creator's choice."),
    "A19": Fact("Whether one code works in several ad accounts is not documented; third parties say both."),
    "A24": Fact("A request through TikTok One is waiting, accepted or rejected, and up to 30 may be open."),
    "B11": Fact(
        "An older, undated page says that ads go on when an account is unlinked; a newer one, that they may not.",
        _HELP + "identity-faq",
    ),
    "B12": Fact(
        "When an account is banned or canceled, TikTok pauses the delivery of its Spark Ads.",
        _HELP + "identity-faq",
    ),
    "D4k": Fact(
        "Of a booked reservation only the ad group's name can be edited, and its only ad cannot.",
        "https://ads.tiktok.com/help/article?aid=10002047",
    ),
    "D12": Fact(
        "A creator cannot edit the caption of a post that is authorized for ads.", _HELP + "spark-ads-creation-guide"
    ),
    "I3": Fact(
        "Ads under affiliate creative authorization pause when the creator ends it; ads under video codes go on.",
        "https://seller-us.tiktok.com/university/essay?knowledge_id=2120705643824942",
    ),
    "I4": Fact(
        "Affiliate creative authorization is one switch for all affiliate posts of a creator, apart from codes.",
        "https://seller-us.tiktok.com/university/essay?knowledge_id=2120705643824942",
    ),
    "I13": Fact("Lists of a business's videos say which are ads; posts can be for ads only."),
    "I14": Fact("CapCut and Fizzo are served through the Global App Bundle placement."),
}
"""The facts that rules and policies cite, by id."""


def guide(section: str) -> Citation:
    """Cite a section of the guide."""
    return Citation("Spark Ads guide", section)


def facts(*ids: str) -> Citation:
    """Cite platform facts by id; the address is that of the first which has one."""
    known = [FACTS[each] for each in ids]
    return Citation("TikTok platform facts", ", ".join(ids), next((each.url for each in known if each.url), None))
