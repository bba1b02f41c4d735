"""What the commands share: arguments and options, the clock, how portfolios are read and errors are told.

With `cli`, the only modules that import click; the one place that reads a clock.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NoReturn

import attrs
import click

from sparklicense import formats as ways
from sparklicense.console import Answer, deliver, fail, progress, say
from sparklicense.data.portfolios import load
from sparklicense.data.requests import read_costs, read_requests
from sparklicense.errors import (
    InvalidValueError,
    ProblemsError,
    SparkLicenseError,
    named,
    printable,
    shown,
)
from sparklicense.instants import field_instant, instant, optional_instant, written
from sparklicense.policies import GUIDE, PLATFORM
from sparklicense.portfolio import Portfolio
from sparklicense.rules.rulebook import Actor
from sparklicense.rules.states import ServingState
from sparklicense.views.reports import MOST_ROWS, Section

if TYPE_CHECKING:
    from pendulum import DateTime

    from sparklicense.policies import Policy
    from sparklicense.sources.paths import Source

PROGRAM: Final = "sparklicense"
POLICIES: Final = {policy.name: policy for policy in (GUIDE, PLATFORM)}
_INTERRUPTED: Final = 130


class CommandLine(click.Group):
    """The commands; each error is reported on a line of its own."""

    def main(self, *args: Any, **extra: Any) -> NoReturn:
        """Run a command, write its answer, and exit."""
        try:
            answer = super().main(*args, **{**extra, "standalone_mode": False})
        except click.Abort:
            sys.exit(_INTERRUPTED)
        except click.ClickException as error:
            fail([_usage(error)])
        except ProblemsError as error:
            fail(error.problems)
        except SparkLicenseError as error:
            fail([str(error)])
        if not isinstance(answer, Answer):  # `--help` and `--version` have said it all
            sys.exit(answer)
        deliver(answer)


def _usage(error: click.ClickException) -> str:
    message = " ".join(error.format_message().split())
    if "#" in message:
        message = "an argument out of place, not shown because it may be an authorization code"
    context = error.ctx if isinstance(error, click.UsageError) else None
    help_of = PROGRAM if context is None else context.command_path
    return f"{message[:1].lower()}{message[1:]} (see `{help_of} --help`)"


path_argument = click.argument("path", type=click.Path(path_type=Path))
ad_id_argument = click.argument("ad_id")
at_option = click.option(
    "--at",
    metavar="INSTANT",
    help="The instant asked about, like 2026-06-25T09:00:00+02:00; left out, this machine's clock.",
)
within_option = click.option("--within", metavar="LENGTH", help="How far to look ahead, like 30d or 12h.")
tz_option = click.option(
    "--tz", metavar="ZONE", default="UTC", show_default=True, help="People's clock, like America/Los_Angeles."
)
policy_option = click.option(
    "--policy",
    type=click.Choice(list(POLICIES)),
    default=GUIDE.name,
    show_default=True,
    help="The reading of the rules: the Spark Ads guide's, or that of TikTok's own documentation.",
)
_observed = click.option(
    "--observed-at",
    metavar="[PATH=]INSTANT",
    multiple=True,
    help="When TikTok's responses were received; with PATH=, those of one file or folder. Left out, --at, or this "
    "machine's clock.",
)
_account = click.option(
    "--advertiser-id",
    metavar="[PATH=]ID",
    multiple=True,
    help="The ad account that TikTok was asked for; with PATH=, for the responses of one file or folder.",
)
form_option = click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "csv"]),
    default="table",
    show_default=True,
    help="A table for people, JSON or CSV for machines.",
)


_of_sheets: Final = (
    click.option("--seen-at", metavar="INSTANT", help="When the codes of sheets were seen, for rows without a start."),
    click.option("--tz", metavar="ZONE", help="The zone of dates in sheets, like America/Los_Angeles."),
    click.option(
        "--date-format",
        type=click.Choice(["DMY", "MDY", "YMD"]),
        help="How sheets write dates in digits, where 03/04/2026 can be read in two ways.",
    ),
    click.option(
        "--days",
        metavar="DAYS",
        type=click.IntRange(min=1),
        help="How long a code lasts where its row says neither that nor its end.",
    ),
    click.option("--sheet", metavar="NAME", help="Which sheet of workbooks; left out, their only one that has codes."),
    click.option("--encoding", metavar="NAME", help="The encoding of text sheets, like windows-1252; left out, UTF-8."),
    click.option(
        "--column",
        "columns",
        metavar="COLUMN=HEADING",
        multiple=True,
        help='What a sheet calls a column, like code="Paste your code here"; repeatable.',
    ),
    click.option(
        "--columns",
        "column_file",
        metavar="FILE",
        type=click.Path(path_type=Path),
        help='The same, kept in a TOML file: a line like code = "Paste your code here" for each column.',
    ),
    click.option(
        "--locale", metavar="NAME", help="The language of names of months in sheets, like de; left out, English."
    ),
)


_STATES: Final = click.Choice([str(each) for each in ServingState])
_AUDIT: Final = (
    click.option("--state", metavar="STATE", type=_STATES, help="Only ads in this state, like license_expired."),
    click.option("--creator", metavar="HANDLE", help="Only ads on this creator's posts."),
    click.option("--campaign", metavar="ID", help="Only ads of this campaign."),
    click.option("--actor", type=click.Choice([str(each) for each in Actor]), help="Only ads that this one can fix."),
    click.option(
        "--since",
        metavar="OLD.json",
        type=click.Path(path_type=Path),
        help="Tell only what is different from an earlier audit, written with --format json.",
    ),
)


def answer_options(command: Callable[..., Answer]) -> Callable[..., Answer]:
    """Give a command the options of TikTok's responses."""
    return _observed(_account(command))


_of_plans: Final = (
    click.option(
        "--until",
        metavar="INSTANT",
        help="Up to when money of flights without an end is counted; left out, a year ahead.",
    ),
    click.option("--creator", metavar="HANDLE", help="Tell only of the posts of one creator."),
    click.option("--campaign", metavar="ID", help="Tell only of the ads of one campaign."),
    click.option(
        "--limit",
        metavar="ROWS",
        type=click.IntRange(min=1),
        default=MOST_ROWS,
        help="How many rows of a list to show.",
    ),
    click.option(
        "--requests",
        metavar="FILE",
        type=click.Path(path_type=Path),
        help="What creators were asked for: CSV with creator, asked_at, answered_at, post_id.",
    ),
    click.option(
        "--costs", metavar="FILE", type=click.Path(path_type=Path), help="What codes cost: CSV with days, cost."
    ),
    click.option("--messages", is_flag=True, help="Write what to send to each creator, and nothing else."),
)
_of_reminders: Final = (
    click.option("--after", metavar="INSTANT", required=True, help="When you last asked."),
    click.option("--through", metavar="INSTANT", help="Up to when; left out, this machine's clock."),
    click.option("--in-use", "in_use_only", is_flag=True, help="Leave out codes that no ad uses."),
    click.option("--renewed", is_flag=True, help="Remind of codes that are renewed already, too."),
    click.option("--latest-only/--every-rung", default=True, help="The last reminder of each code only, or all."),
)


def audit_options(command: Callable[..., Answer]) -> Callable[..., Answer]:
    """Give a command the options that narrow an audit, and the one that compares it with an earlier one."""
    return _given(command, _AUDIT)


def plan_options(command: Callable[..., Answer]) -> Callable[..., Answer]:
    """Give a command the options of plans."""
    return _given(command, _of_plans)


def reminder_options(command: Callable[..., Answer]) -> Callable[..., Answer]:
    """Give a command the options of reminders."""
    return _given(command, _of_reminders)


def _given(command: Callable[..., Answer], options: Sequence[Callable[..., Any]]) -> Callable[..., Answer]:
    for option in reversed(options):
        command = option(command)
    return command


def plan_terms(options: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Take the options of plans out of a command's: what the planner takes, and how its plan is reported."""
    requests, costs, until = (options.pop(name) for name in ("requests", "costs", "until"))
    terms = {
        "until": optional_instant("--until", until),
        "requests": () if requests is None else read_requests(requests),
        "costs": None if costs is None else read_costs(costs),
    }
    return terms, {name: options.pop(name) for name in ("creator", "campaign", "limit", "messages")}


def question_options(command: Callable[..., Answer]) -> Callable[..., Answer]:
    """Give a command an option for each question of a brief."""
    for question, (words, answers) in reversed(ways.QUESTIONS.items()):
        told: dict[str, Any] = {"help": f"{words.removeprefix('whether ').capitalize()}."}
        if False in answers:
            told["is_flag"] = True
        elif question == "launch_in":
            told["metavar"] = "LENGTH"
        else:
            told |= {"type": click.Choice([str(each) for each in answers if each]), "required": question == "post"}
        command = click.option(f"--{question.replace('_', '-')}", question, **told)(command)
    return command


def sheet_options(command: Callable[..., Answer]) -> Callable[..., Answer]:
    """Give a command the options of sheets."""
    return _given(command, _of_sheets)


def examples(*lines: str) -> str:
    """Show how a command is called, below its help."""
    return "\n".join(["\b", "Example:" if len(lines) == 1 else "Examples:", *(f"  {PROGRAM} {line}" for line in lines)])


def moment(at: str | None, option: str = "--at") -> DateTime:
    """Read an instant that was given, or else the clock of this machine, and say so."""
    if at is not None:
        return field_instant(option, at)
    now = instant(datetime.now(UTC).replace(microsecond=0))
    say(f"{option} is left out: this machine's clock says {written(now)}")
    return now


def of_paths(option: str, values: Iterable[str]) -> tuple[str | None, dict[Path, str]]:
    """Part the value of an option that stands for everything from those of a path each."""
    everywhere: str | None = None
    own: dict[Path, str] = {}
    for each in values:
        path, is_own, value = each.rpartition("=")
        if is_own and own.setdefault(Path(path), value) != value:
            raise InvalidValueError(f"{option}: {shown(path)} is given twice")
        if not is_own and everywhere is not None:
            raise InvalidValueError(f"{option}: given twice; write PATH={shown(value)} for the responses of one path")
        everywhere = everywhere if is_own else value
    return everywhere, own


def own_sources(
    found: tuple[Source, ...], observed_at: tuple[str, ...], advertiser_id: tuple[str, ...], at: DateTime | None = None
) -> tuple[tuple[Source, ...], dict[str, Any]]:
    """Give sources the instants and ad accounts of their own, and beside them those of all others."""
    from sparklicense.sources.paths import SourceKind, with_own  # noqa: PLC0415 - no portfolio file needs every reader

    observed, own = of_paths("--observed-at", observed_at)
    account, accounts = of_paths("--advertiser-id", advertiser_id)
    instants = {path: field_instant(f"--observed-at {named(path)}", each) for path, each in own.items()}
    found = with_own(found, observed_at=instants, advertiser_id=accounts)
    last = optional_instant("--observed-at", observed) or at
    if last is None and any(each.kind is SourceKind.TIKTOK and each.observed_at is None for each in found):
        last = moment(None, "--observed-at")
    return found, {"observed_at": last, "advertiser_id": account}


@attrs.frozen(kw_only=True)
class PortfolioRead:
    """A portfolio, and what became of the responses that it was made of, where it was.

    Attributes:
        portfolio: the facts.
        needs_action: whether someone must act on what was read.
        problems: what was not taken, and what TikTok disagrees with the rules, as JSON has it; empty
            where it was not made of responses.
        sections: the same for a report.
        said: what TikTok says of an ad otherwise than the rules, on a line each, with the ad's id.
    """

    portfolio: Portfolio
    needs_action: bool = False
    problems: Mapping[str, Any] = attrs.field(factory=dict[str, Any])
    sections: Sequence[Section] = ()
    said: Sequence[tuple[str, str]] = ()

    def said_of(self, ad_id: str) -> list[str]:
        """Give the lines about one ad."""
        return [line for id, line in self.said if id == ad_id]

    def report(self, answer: Sequence[Section]) -> list[Section]:
        """Put the problems behind the headline of a report."""
        return [*answer[:1], *self.sections, *answer[1:]]


def read_portfolio(
    path: Path,
    at: DateTime | None = None,
    *,
    policy: Policy,
    observed_at: tuple[str, ...],
    advertiser_id: tuple[str, ...],
    quiet: bool = False,
) -> PortfolioRead:
    """Read a portfolio, or the responses of TikTok that a folder holds.

    What these do not give is said on stderr: what was not taken, unless the answer says that itself, and how
    much was assumed.

    Args:
        path: where it is.
        at: the instant asked about.
        policy: the reading of the rules.
        observed_at: when responses were received.
        advertiser_id: the ad accounts that TikTok was asked for.
        quiet: whether the answer says itself what was not taken.
    """
    with progress() as bar:
        bar.add_task(f"reading {printable(path.name)}", total=None)
        if not _may_hold_responses(path):
            own = of_paths("--observed-at", observed_at)[1] | of_paths("--advertiser-id", advertiser_id)[1]
            for each in own:
                raise InvalidValueError(
                    f"{named(path)} is not a folder of responses: {shown(named(each))} does not apply"
                )
            optional_instant("--observed-at", of_paths("--observed-at", observed_at)[0])
            return PortfolioRead(portfolio=load(path))
        from sparklicense import imports  # noqa: PLC0415 - no portfolio file needs every reader
        from sparklicense.sources import paths as sources  # noqa: PLC0415 - no portfolio file needs every reader

        found, told = own_sources(sources.recognized([path]), observed_at, advertiser_id, at)
        merged = sources.gather(found, policy=policy, **told)
    reading = merged.reading if merged.reading.posts else merged.reading.strict()  # an empty audit would reassure
    for line in imports.notes(reading, taken_only=quiet):
        say(line)
    return PortfolioRead(
        portfolio=reading.portfolio,
        needs_action=merged.needs_action,
        problems=imports.problems_to_data(merged),
        sections=imports.problem_sections(merged),
        said=[(each.id, each.explain()) for each in merged.delivery],
    )


def _may_hold_responses(path: Path) -> bool:
    tables = any((path / f"{each}.csv").exists() for each in ("posts", "licenses", "ads"))
    return path.is_dir() and not tables and any(path.glob("*json*"))


def say_all(lines: Iterable[str]) -> None:
    """Say on stderr what an answer has no place for."""
    for line in lines:
        say(line)
