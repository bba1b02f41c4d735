"""The command line: `audit`, `plan`, `explain`, `timeline` over portfolio files; `advise` and `formats` over nothing.

The one module that imports click, and the one place that reads a clock.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NoReturn

import attrs
import click

from sparklicense import __version__, planning
from sparklicense import formats as ways
from sparklicense.console import laid_out, progress
from sparklicense.errors import InvalidValueError, ProblemsError, SparkLicenseError, shown
from sparklicense.exchange.audits import AUDIT_COLUMNS, SPAN_COLUMNS, audit_rows, audit_to_data, timeline_to_data
from sparklicense.exchange.files import named, read_text, write_texts
from sparklicense.exchange.forms import check_zone, csv_text, json_text, read_length
from sparklicense.exchange.plans import WORKLIST_COLUMNS, plan_report, plan_rows, plan_to_data
from sparklicense.exchange.portfolios import load
from sparklicense.exchange.reports import Column, Section, audit_report, plain, timeline_report
from sparklicense.instants import field_instant, instant, written
from sparklicense.policies import GUIDE, PLATFORM

if TYPE_CHECKING:
    from pendulum import DateTime

    from sparklicense.portfolio import Portfolio

PROGRAM: Final = "sparklicense"
_POLICIES: Final = {policy.name: policy for policy in (GUIDE, PLATFORM)}
_NEEDS_ACTION, _BAD_INPUT, _INTERRUPTED = 1, 2, 130
_AT_ONCE: Final = 1 << 15
"""How many characters are written at once."""


@attrs.frozen
class Answer:
    """What a command has to say, and the exit status it says it with."""

    text: str
    status: int = 0
    exact: bool = False
    """Whether programs want it to the byte: UTF-8, with the line ends it has."""


class CommandLine(click.Group):
    """The commands; each error is told on a line of its own."""

    def main(self, *args: Any, **extra: Any) -> NoReturn:
        """Run a command, write its answer, and exit."""
        try:
            answer = super().main(*args, **{**extra, "standalone_mode": False})
        except click.Abort:
            sys.exit(_INTERRUPTED)
        except click.ClickException as error:
            _fail([_usage(error)])
        except ProblemsError as error:
            _fail(error.problems)
        except SparkLicenseError as error:
            _fail([str(error)])
        if not isinstance(answer, Answer):  # `--help` and `--version` have said it all
            sys.exit(answer)
        _deliver(answer.text, exact=answer.exact)
        sys.exit(answer.status)


def _usage(error: click.ClickException) -> str:
    message = " ".join(error.format_message().split())
    if "#" in message:
        message = "an argument out of place, not shown because it may be an authorization code"
    context = error.ctx if isinstance(error, click.UsageError) else None
    help_of = PROGRAM if context is None else context.command_path
    return f"{message[:1].lower()}{message[1:]} (see `{help_of} --help`)"


def _fail(problems: Iterable[str]) -> NoReturn:
    for problem in problems:
        click.echo(f"error: {problem}", err=True)
    sys.exit(_BAD_INPUT)


def _deliver(text: str, *, exact: bool) -> None:
    """Write everything, or exit as one who could not."""
    out: Any = sys.stdout
    if exact:
        out.reconfigure(encoding="utf-8", newline="")
    else:
        out.reconfigure(errors="backslashreplace")  # a character that the terminal lacks is shown by number
    try:
        for start in range(0, len(text), _AT_ONCE):  # unbuffered, a part that is not taken shows only at the next
            out.write(text[start : start + _AT_ONCE])
        out.flush()
    except OSError as error:
        # The interpreter would try once more when it goes, and complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), out.fileno())
        if isinstance(error, BrokenPipeError):  # its reader has seen enough, and knows
            sys.exit(_BAD_INPUT)
        _fail([f"the answer cannot be written: {(error.strerror or str(error)).lower()}"])


_path = click.argument("path", type=click.Path(path_type=Path))
_ad_id = click.argument("ad_id")
_at = click.option(
    "--at",
    metavar="INSTANT",
    help="The instant asked about, like 2026-06-25T09:00:00+02:00; left out, this machine's clock.",
)
_within = click.option("--within", metavar="LENGTH", help="How far to look ahead, like 30d or 12h.")
_tz = click.option(
    "--tz", metavar="ZONE", default="UTC", show_default=True, help="People's clock, like America/Los_Angeles."
)
_policy = click.option(
    "--policy",
    type=click.Choice(list(_POLICIES)),
    default=GUIDE.name,
    show_default=True,
    help="The reading of the rules: the Spark Ads guide's, or that of TikTok's own documentation.",
)
_form = click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "csv"]),
    default="table",
    show_default=True,
    help="A table for people, JSON or CSV for machines.",
)


def _examples(*lines: str) -> str:
    return "\n".join(["\b", "Example:" if len(lines) == 1 else "Examples:", *(f"  {PROGRAM} {line}" for line in lines)])


@click.group(
    cls=CommandLine,
    epilog=_examples("audit story.json --at 2026-06-25T09:00:00Z --within 30d"),
    no_args_is_help=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(__version__, prog_name=PROGRAM, message="%(prog)s %(version)s")
def cli() -> None:
    """Tell which TikTok Spark Ads serve, which do not and why, and who can mend it.

    PATH is a portfolio: a JSON file, or a folder of posts.csv, licenses.csv, ads.csv and, where there
    are any, pauses.csv and hidden.csv. Instants carry an offset from UTC, as in 2026-06-25T09:00:00Z.
    """


@cli.command(
    epilog=_examples(
        "audit story.json --at 2026-06-25T09:00:00Z --within 30d",
        "audit portfolio/ --tz Europe/Berlin --format json > audit.json",
    )
)
@_path
@_at
@_within
@_tz
@_policy
@_form
def audit(path: Path, at: str | None, within: str | None, tz: str, policy: str, form: str) -> Answer:
    """Audit a portfolio: which ads serve, which do not, and why.

    Exit status: 1 when someone has to act, now or at a change that --within looks ahead to; 2 for bad
    input; else 0. Ads that have ended or are paused, and what time alone mends, need nobody.
    """
    t, horizon, reading = _moment(at), read_length(within, "--within"), _POLICIES[policy]
    check_zone(tz)
    portfolio = _loaded(path)
    with progress() as bar:
        found = portfolio.audit(
            at=t,
            within=horizon,
            policy=reading,
            progress=lambda ads: bar.track(ads, total=len(portfolio.ads), description="auditing"),
        )
    if form == "json":
        text = json_text(audit_to_data(found, tz=tz))
    elif form == "csv":
        text = csv_text(AUDIT_COLUMNS, audit_rows(found, tz=tz))
    else:
        text = laid_out(audit_report(portfolio, found, policy=reading, within=horizon, tz=tz))
    return Answer(text, _NEEDS_ACTION if found.needs_action else 0)


@cli.command(epilog=_examples("plan story.json --at 2026-06-25T09:00:00Z --within 30d"))
@_path
@_at
@_within
@_tz
@_policy
@_form
def plan(path: Path, at: str | None, within: str | None, tz: str, policy: str, form: str) -> Answer:
    """Plan ahead: what to ask creators for by when, what stops, and what it costs.

    Flights without an end need --within. Exit status: 1 when something is to be done; 2 for bad input; else 0.
    """
    t, ahead, reading = _moment(at), read_length(within, "--within"), _POLICIES[policy]
    check_zone(tz)
    facts = _loaded(path)
    with progress() as bar:
        track = partial(bar.track, total=len(facts.ads), description="planning")
        found = planning.plan(facts, at=t, within=ahead, policy=reading, progress=track)
    if form == "json":
        text = json_text(plan_to_data(found, tz=tz))
    elif form == "csv":
        text = csv_text(WORKLIST_COLUMNS, plan_rows(found, tz=tz))
    else:
        text = laid_out(plan_report(found, tz=tz))
    return Answer(text, _NEEDS_ACTION if found.needs_action else 0)


@cli.command(epilog=_examples("explain story.json 1838941401274764101 --at 2026-06-25T09:00:00Z"))
@_path
@_ad_id
@_at
@_tz
@_policy
def explain(path: Path, ad_id: str, at: str | None, tz: str, policy: str) -> Answer:
    """Explain in words why an ad serves or does not."""
    t = _moment(at)
    check_zone(tz)
    return Answer(_loaded(path).serving(ad_id, at=t, policy=_POLICIES[policy]).explain(tz) + "\n")


@cli.command(epilog=_examples("timeline story.json 1838941401274764101 --from 2026-06-01T00:00:00Z"))
@_path
@_ad_id
@click.option("--from", "start", metavar="INSTANT", help="Where to begin; left out, from ever.")
@click.option("--until", "end", metavar="INSTANT", help="Where to stop; left out, for ever.")
@_tz
@_policy
@_form
def timeline(path: Path, ad_id: str, start: str | None, end: str | None, tz: str, policy: str, form: str) -> Answer:
    """Show what an ad does over time, span by span."""
    begin = None if start is None else field_instant("--from", start)
    stop = None if end is None else field_instant("--until", end)
    if begin is not None and stop is not None and stop <= begin:
        raise InvalidValueError(f"--until: {shown(written(stop))} is not after --from {shown(written(begin))}")
    check_zone(tz)
    reading = _POLICIES[policy]
    spans = _loaded(path).timeline(ad_id, policy=reading).spans(begin, stop)
    if form == "table":
        return Answer(laid_out(timeline_report(ad_id, spans, policy=reading, tz=tz)))
    data = timeline_to_data(spans, policy=reading)
    if form == "csv":
        return Answer(csv_text(SPAN_COLUMNS, (tuple(span.values()) for span in data)))
    return Answer(json_text({"ad_id": ad_id, "policy": policy, "spans": data}))


@cli.command(epilog=_examples("calendar story.json --at 2026-06-25T09:00:00Z --tz Europe/Berlin --output team.ics"))
@_path
@_at
@_within
@_tz
@_policy
@click.option(
    "--output",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="The calendar to write, or to bring up to date where it is there; left out, stdout.",
)
def calendar(path: Path, at: str | None, within: str | None, tz: str, policy: str, output: Path | None) -> Answer:
    """Write a calendar: when licenses end, when to renew them, and when ads stop that nobody meant to.

    A calendar that is there already is brought up to date: what is the same is not touched, what moved
    is moved, and what will not happen after all is cancelled.
    """
    from sparklicense.exchange.calendars import read_events, to_ics  # noqa: PLC0415 - its library is optional

    t, ahead = _moment(at), read_length(within, "--within")
    check_zone(tz)
    facts = _loaded(path)
    previous = () if output is None or not output.exists() else read_events(read_text(output), source=named(output))
    text = to_ics(facts, at=t, within=ahead, tz=tz, policy=_POLICIES[policy], previous=previous)
    if output is None:
        return Answer(text, exact=True)
    write_texts({output: text})
    return Answer("")


def _questions(command: Callable[..., Answer]) -> Callable[..., Answer]:
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


@cli.command(epilog=_examples("advise --post creator --creator-relationship --goal creator_led --launch-in 48h"))
@_questions
@_at
@_policy
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def advise(at: str | None, policy: str, form: str, launch_in: str | None, **answers: Any) -> Answer:
    """Advise an ad format, or none; what is left out is taken as not wanted, not given, or not there."""
    brief = ways.brief_of(answers, launch_in=read_length(launch_in, "--launch-in"))
    advice = ways.advise(brief, at=_moment(at), policy=_POLICIES[policy])
    return Answer(json_text(ways.advice_to_data(advice)) if form == "json" else advice.explain() + "\n")


_format = click.Choice([str(each) for each in ways.Format])


@cli.command(epilog=_examples("formats spark_push spark_pull --policy platform"))
@click.argument("one", type=_format, metavar="[ONE]", default="in_feed")
@click.argument("other", type=_format, metavar="[OTHER]", default="spark_pull")
@_at
@_policy
@_form
def formats(one: str, other: str, at: str | None, policy: str, form: str) -> Answer:
    """Compare two ad formats: in_feed, spark_pull (on a post) or spark_push (from an upload)."""
    both = ways.compare(ways.Format(one), ways.Format(other), at=_moment(at), policy=_POLICIES[policy])
    if form == "json":
        return Answer(json_text(ways.comparison_to_data(both)))
    if form == "csv":
        return Answer(csv_text(ways.COMPARISON_COLUMNS, ways.comparison_rows(both)))
    head, *rows = both.table()
    columns = tuple(Column(each, whole=False) for each in head)
    return Answer(laid_out([Section(title=both.title, columns=columns, rows=tuple(rows))]))


def _moment(at: str | None) -> DateTime:
    if at is not None:
        return field_instant("--at", at)
    now = instant(datetime.now(UTC).replace(microsecond=0))
    click.echo(f"--at is left out: this machine's clock says {written(now)}", err=True)
    return now


def _loaded(path: Path) -> Portfolio:
    with progress() as bar:
        bar.add_task(f"reading {plain(path.name)}", total=None)
        return load(path)
