"""Pages that are written from the library's own data when the documentation is built.

A rulebook's page is its rows; the page of sources is the table of facts; the changelog is the
project's. None of them can drift from what they describe.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from sparklicense import DELETION, EDITING, EXPIRY, GUIDE, PLATFORM, REDEMPTION, SERVING, AdField, RemovalAct, Rulebook
from sparklicense.citations import FACTS, READ_ON, Fact
from sparklicense.formats import (
    AVAILABILITY,
    ELIGIBILITY,
    LIMITS,
    PLATFORMS,
    SITUATIONS,
    TIES,
    TRAITS,
    Format,
    Verdict,
)
from sparklicense.formats.briefs import answered
from sparklicense.formats.comparison import UNSAID
from sparklicense.formats.situations import AtMost
from sparklicense.formats.statements import KINDS
from sparklicense.instants import written
from sparklicense.sources.tiktok import CAUSES, OPERATION_STATUSES, REDEMPTION_ERRORS, SECONDARY_STATUSES, Level


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the written pages to those that lie in the folder."""
    pages = {
        "rulebooks/serving.md": serving(),
        "rulebooks/expiry.md": expiry(),
        "rulebooks/editing.md": editing(),
        "rulebooks/deletion.md": deletion(),
        "rulebooks/redemption.md": redemption(),
        "rulebooks/formats.md": formats(),
        "rulebooks/eligibility.md": eligibility(),
        "rulebooks/tiktok.md": tiktok(),
        "rulebooks/sources.md": sources(),
        "changelog.md": Path(config.config_file_path).with_name("CHANGELOG.md").read_text(),
    }
    for path, content in pages.items():
        files.append(File.generated(config, path, content=content))
    return files


def serving() -> str:
    """Write the page of the serving rulebook."""
    return f"""---
hide: [toc]
---

# Serving

Which standings let an ad serve, which do not, and who can fix them. The rows are in order of
precedence: the first that objects is the headline, and every other that objects is reported with it.
The license rows are those of the [expiry rulebook](expiry.md).

{_serving_table(SERVING)}

{_tracks(SERVING)}

## What is not modeled

Ad review, exhausted budgets, dayparting, the state of the ad account and of the identity, music
rights, and the second authorization that a duet or a stitch needs. `SERVING` says that nothing in
license, access, post, schedule or switch blocks the ad, and no more.

Documented, and in no row:

{_table(("fact", "what it says", "why no row uses it"), _unmodeled())}
"""


_WHY_NOT = {
    "A5": "a request is no permission: only what the creator grants is a license",
    "A12": "it confirms that applying a code changes no window",
    "A19": "open: a license says which ad account applied it, or none",
    "A20": "open: whether a code was applied is a fact, not how often",
    "A24": "requests are `CodeRequest`s of planning, asked and answered",
    "B2": "it confirms that windows are half-open, to the instant",
    "B11": "contradicted by I2: withdrawn access stops an ad at once",
    "B12": "enter it: the posts of the account are removed (`ACCOUNT_GONE`), or its access is withdrawn",
    "B15": "ad review is not modeled",
    "D4k": "reservations are not modeled",
    "D12": "a caption that a creator changes changes no answer",
    "E3": "a code of an own post is a license with `own=True`",
    "I3": "affiliate authorization is not modeled; codes do not depend on it",
    "I4": "affiliate authorization is not modeled; codes do not depend on it",
    "I13": "whether a post is for ads only is not modeled; one that is not public is hidden",
    "I14": "placements decide nothing about licenses",
}
"""Facts in scope that no row uses, and why."""


def _unmodeled() -> list[tuple[str, str, str]]:
    return [(f"`{id}`", FACTS[id].statement, why) for id, why in _WHY_NOT.items()]


def expiry() -> str:
    """Write the page of the expiry rulebook."""
    return f"""---
hide: [toc]
---

# Expiry

What the licenses that count for an ad amount to, and what that means for serving. A license counts
if it is for the ad's post and open to the ad's account. If any is in force, the ad is licensed: a
renewal is just another license. Otherwise one that only waits to be applied speaks for all, then the
one that ended last (of two that ended together, the revoked one), then one that has yet to begin.

{_serving_table(EXPIRY)}

A code issued for fewer than {GUIDE.reminder_below_days} days deserves a calendar reminder
(guide, {GUIDE.citations["reminder_below_days"].section}).
"""


def editing() -> str:
    """Write the page of the editing rulebook."""
    rows = [
        (
            _while(row),
            _listed(row.refuses, all_of=len(AdField)),
            row.reason,
            "" if row.alternative == "none" else row.alternative.replace("_", " "),
            "yes" if row.triggers_review else "",
            _based(row),
            f"`{row.id}`",
        )
        for row in EDITING.rows
    ]
    head = ("while", "refuses", "because", "instead", "new review", "source", "row")
    return f"""---
hide: [toc]
---

# Editing

What an advertiser may change on a Spark Ad, and when. A field is refused by the first row that
objects to it: a post that is gone, then a flight that is over or has started, then the field's own
row. Rows that refuse nothing permit.

{_table(head, rows)}
"""


def deletion() -> str:
    """Write the page of the deletion rulebook."""
    rows = [
        (_while(row), _listed(row.refuses, all_of=len(RemovalAct)), row.reason, _based(row), f"`{row.id}`")
        for row in DELETION.rows
    ]
    return f"""---
hide: [toc]
---

# Deletion

What a creator may take away: deleting a post, hiding it, revoking a license. A post is in use while
any ad on it is not over, paused and scheduled ones included. A refusal concerns only whether the
creator may: a deletion or a revocation that stands in the facts stops the ad under every policy.

{_table(("while", "refuses", "because", "source", "row"), rows)}
"""


def redemption() -> str:
    """Write the page of the redemption rulebook."""
    rows = [
        (
            _while(row),
            "no" if row.rank else "yes",
            row.reason,
            f"`{row.error}`" if row.error else "",
            f"{row.actor}: {row.remedy}" if row.actor else "",
            _based(row),
            f"`{row.id}`",
        )
        for row in REDEMPTION.rows
    ]
    head = ("while", "can be applied", "because", "TikTok's error", "who acts", "source", "row")
    return f"""---
hide: [toc]
---

# Redemption

Whether a code can be applied in an ad account, and what TikTok answers where it cannot: ask `can_redeem` before
you paste the code. The first row that objects decides. What TikTok's other errors mean is in
[redemption errors](../sources/redemption-errors.md).

{_table(head, rows)}
"""


_CLOSES = {"never": "never close", "ahead": "close later", "past": "have closed"}
"""What a policy says of In-Feed Ads at an instant."""


def formats() -> str:
    """Write the page of the rows on formats."""
    traits = [(trait.aspect, *(_cells(trait, each) for each in Format), f"`{trait.id}`") for trait in TRAITS]
    open_rows = [
        (
            f"`{row.format}`",
            "yes" if row.is_open else "no",
            "always" if row.closing is None else f"the policy says they {_CLOSES[row.closing]}",
            *_stated(row),
        )
        for row in AVAILABILITY
    ]
    situations = [
        (
            "; ".join(f"{question}: {_answers(answers)}" for question, answers in row.when),
            ", ".join(f"{effect.replace('_', ' ')} `{which}`" for which, effect in row.effects),
            *_stated(row),
        )
        for row in SITUATIONS
    ]
    platforms = [(row.platform.title(), row.equivalent, row.permission, *_stated(row)) for row in PLATFORMS]
    limits = [("none" if row.most is None else str(row.most), *_stated(row)) for row in LIMITS]
    ends = ("because", "rests on", "source", "row")
    return f"""---
hide: [toc]
---

# Formats

In what the formats differ, and what speaks for one, against it, or rules it out. What the columns
mean is described in [formats](../formats/index.md) and [advice](../formats/advice.md).

## Traits

{_table(("", *(f"`{each}`" for each in Format), "row"), traits)}

## What can be chosen

{_table(("format", "open", "while", *ends), open_rows)}

## Situations

{_table(("while the brief says", "speaks", *ends), situations)}

## Ties

{_table(("place", *ends), [(str(rule.place), *_stated(rule)) for rule in TIES])}

## Platforms

{_table(("platform", "closest to Spark Ads", "permission", *ends), platforms)}

## Limits

{_table(("at most", *ends), limits)}
"""


def eligibility() -> str:
    """Write the page of the eligibility rulebook."""
    refusing = [
        (
            _while(row),
            str(row.verdict),
            row.reason,
            f"{row.actor}: {row.remedy}",
            f"`{row.tiktok}`" if row.tiktok else "",
            _based(row),
            f"`{row.id}`",
        )
        for row in ELIGIBILITY.rows
        if row.verdict is not Verdict.ELIGIBLE
    ]
    permitting = [
        (_while(row), row.reason, _based(row), f"`{row.id}`")
        for row in ELIGIBILITY.rows
        if row.verdict is Verdict.ELIGIBLE
    ]
    return f"""---
hide: [toc]
---

# Eligibility

Which posts can be put behind a Spark Ad, and who must act first: see [eligibility](../formats/eligibility.md).

## What blocks an ad

{_table(("while", "verdict", "because", "fixed by", "TikTok's word", "source", "row"), refusing)}

## What permits

{_table(("while", "because", "source", "row"), permitting)}

{_tracks(ELIGIBILITY)}
"""


def _cells(trait: Any, which: Format) -> str:
    cells = [cell for cell in trait.cells if cell.format is which]
    said = [f"{_dated(cell)}{cell.reason} ({KINDS[cell.basis]}: {_cited(cell.citations)})" for cell in cells]
    figures = [str(figure) for cell in cells for figure in cell.figures]
    return "; ".join([*said, *figures]) or UNSAID


def _dated(cell: Any) -> str:
    if cell.since:
        return f"from {written(cell.since)}: "
    return f"until {written(cell.until)}: " if cell.until else ""


def _stated(row: Any) -> tuple[str, str, str, str]:
    said = "; ".join([row.reason, *map(str, row.figures)])
    return said, KINDS[row.basis], _cited(row.citations), f"`{row.id}`"


def _answers(answers: Any) -> str:
    if isinstance(answers, AtMost):
        return f"at most {answered(answers.longest)}"
    return " or ".join(answered(each) for each in answers)


def tiktok() -> str:
    """Write the page of TikTok's words: redemption errors, statuses, and why they may differ from the rules."""
    errors = [
        (f"`{row.key}`", row.number or "", row.reason, f"{row.actor}: {row.remedy}", _cited(row.citations))
        for row in REDEMPTION_ERRORS
    ]
    switches = [(f"`{row.name}`", str(row.standing), row.reason, _cited(row.citations)) for row in OPERATION_STATUSES]
    causes = [(f"`{row.cause}`", row.reason, row.remedy, _cited(row.citations)) for row in CAUSES.values()]
    statuses = {
        level: [
            (
                f"`{row.name}`",
                " ".join(f"`{state.name}`" for state in row.states),
                row.topic or "",
                row.level,
                row.reason,
                _cited(row.citations),
            )
            for row in SECONDARY_STATUSES
            if row.of is level
        ]
        for level in (Level.AD, Level.ADGROUP, Level.CAMPAIGN)
    }
    head = ("status", "corresponds to", "not modeled", "level", "it says", "source")
    return f"""---
hide: [toc]
---

# TikTok's words

What the API and Ads Manager say, and what it means here. Names are matched whole; one that has no row
is unknown, and nothing is read into it.

## Redemption errors

Why a code is refused, and who must act: see [redemption errors](../sources/redemption-errors.md).

{_table(("key", "number", "because", "fixed by", "source"), errors)}

## Secondary statuses of ads

{_table(head, statuses[Level.AD])}

## Secondary statuses of ad groups

{_table(head, statuses[Level.ADGROUP])}

## Secondary statuses of campaigns

{_table(head, statuses[Level.CAMPAIGN])}

## Operation statuses

The advertiser's own switch, on every level.

{_table(("status", "the switch is", "it says", "source"), switches)}

## Causes

Why TikTok may say other than the rules: see [reconciling](../sources/reconcile.md).

{_table(("cause", "because", "what to do", "source"), causes)}
"""


def sources() -> str:
    """Write the page of the facts that rows and policies cite."""
    facts = [
        (f"`{id}`", fact.statement, f"<{fact.url}>" if fact.url else "")
        for id, fact in sorted(FACTS.items(), key=_by_letter)
    ]
    values = [
        (
            f"`{name}`",
            _value(getattr(GUIDE, name)),
            _cited((GUIDE.citations[name],)),
            _value(getattr(PLATFORM, name)),
            _cited((PLATFORM.citations[name],)),
        )
        for name in GUIDE.citations
    ]
    return f"""---
hide: [toc]
---

# Sources

Stored copies last read on {READ_ON.isoformat()}.

## The policies, value by value

{_table(("attribute", "`GUIDE`", "source", "`PLATFORM`", "source"), values)}

## Platform facts

Facts about the platform that rows, policies and these pages cite, in our words. Where no address is given, no
page of TikTok's says it: it is what the best other sources agree on, or a choice of ours that the
[decisions](../decisions.md) explain.

{_table(("fact", "what is known", "where"), facts)}
"""


def _by_letter(item: tuple[str, Fact]) -> tuple[str, int, str]:
    digits = "".join(filter(str.isdigit, item[0]))
    return item[0][0], int(digits), item[0]


def _serving_table(book: Rulebook[Any]) -> str:
    objecting = [
        (
            "" if row.rank is None else str(row.rank),
            f"`{row.state.name}`",
            _while(row),
            row.reason,
            f"{row.actor}: {row.remedy}{' (for good)' if row.for_good else ''}",
            _based(row),
            f"`{row.id}`",
        )
        for row in book.rows
        if row.state is not None
    ]
    permitting = [(_while(row), row.reason, _based(row), f"`{row.id}`") for row in book.rows if row.state is None]
    words = [
        (
            f"`{state.name}`",
            f"`{state.tiktok_status}`" if state.tiktok_status else "none",
            f"`{state.operation_status}`",
        )
        for state in dict.fromkeys(row.state for row in book.rows if row.state is not None)
    ]
    return f"""## What blocks an ad

{_table(("rank", "state", "while", "because", "fixed by", "source", "row"), objecting)}

## What permits

{_table(("while", "because", "source", "row"), permitting)}

## TikTok's words

What the API shows of an ad in each state, where it has a word for it: its secondary status, and the
advertiser's own switch, which nothing but a pause touches.

{_table(("state", "`secondary_status`", "`operation_status`"), words)}"""


def _while(row: Any) -> str:
    return f"{row.track} {row.standing.replace('_', ' ')}{_under(row.under)}"


def _tracks(book: Rulebook[Any]) -> str:
    lines = [f"- `{track}`: {', '.join(standings)}" for track, standings in book.tracks.items()]
    return "\n".join(["At each instant every track has exactly one standing:", "", *lines])


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    titles = list(head)
    lines = [titles, ["---"] * len(titles), *([cell.replace("|", "\\|") for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _listed(names: Collection[str], *, all_of: int) -> str:
    words = ", ".join(sorted(name.replace("_", " ") for name in names))
    if len(names) == all_of > len(RemovalAct):
        return "every field"
    missing = sorted(name.replace("_", " ") for name in set(AdField) - set(names))
    return f"every field but {', '.join(missing)}" if names and len(missing) == 1 else words


def _under(condition: tuple[str, bool] | None) -> str:
    return "" if condition is None else f", where `{condition[0]}` is {'yes' if condition[1] else 'no'}"


def _cited(citations: Iterable[Any]) -> str:
    return "; ".join(f"[{each.section}]({each.url})" if each.url else each.section for each in citations)


def _based(row: Any) -> str:
    """Say what a row rests on, and where that is written."""
    return ": ".join(each for each in (KINDS[row.basis], _cited(row.citations)) if each)


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(_value(each) for each in value) or "none"
    return getattr(value, "isoformat", lambda: str(value))()
