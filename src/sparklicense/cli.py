"""The command line: questions to portfolios, `import` of other data into them, `advise` and `formats`.

The one module that imports click, and the one place that reads a clock.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NoReturn

import click

from sparklicense import __version__, planning
from sparklicense import formats as ways
from sparklicense.console import Answer, deliver, fail, formed, progress, say
from sparklicense.errors import InvalidValueError, ProblemsError, SparkLicenseError, shown
from sparklicense.exchange.audits import AUDIT_COLUMNS, SPAN_COLUMNS, audit_rows, audit_to_data, timeline_to_data
from sparklicense.exchange.files import named, read_text, write_texts
from sparklicense.exchange.forms import check_zone, json_text, read_length
from sparklicense.exchange.plans import WORKLIST_COLUMNS, plan_report, plan_rows, plan_to_data
from sparklicense.exchange.portfolios import dump, load
from sparklicense.exchange.reports import Column, Section, audit_report, plain, timeline_report
from sparklicense.instants import field_instant, instant, optional_instant, written
from sparklicense.policies import GUIDE, PLATFORM
from sparklicense.portfolio import Portfolio

if TYPE_CHECKING:
    from pendulum import DateTime

PROGRAM: Final = "sparklicense"
_POLICIES: Final = {policy.name: policy for policy in (GUIDE, PLATFORM)}
_NEEDS_ACTION, _NOT_TAKEN, _INTERRUPTED = 1, 1, 130


class CommandLine(click.Group):
    """The commands; each error is told on a line of its own."""

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
_observed = click.option(
    "--observed-at",
    metavar="INSTANT",
    help="When TikTok's responses were received, where there are some; left out, --at, or this machine's clock.",
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

    PATH is a portfolio: a JSON file, or a folder of CSV tables (posts.csv, licenses.csv, ads.csv); or a folder
    of TikTok's responses. Instants carry an offset from UTC, as in 2026-06-25T09:00:00Z.
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
@_observed
@_tz
@_policy
@_form
def audit(
    path: Path, at: str | None, within: str | None, observed_at: str | None, tz: str, policy: str, form: str
) -> Answer:
    """Audit a portfolio: which ads serve, which do not, and why.

    Exit status: 1 when someone has to act, now or at a change that --within looks ahead to; 2 for bad
    input; else 0. Ads that have ended or are paused, and what time alone mends, need nobody.
    """
    t, horizon, reading = _moment(at), read_length(within, "--within"), _POLICIES[policy]
    check_zone(tz)
    portfolio = _loaded(path, observed_at, t)
    with progress() as bar:
        found = portfolio.audit(
            at=t,
            within=horizon,
            policy=reading,
            progress=lambda ads: bar.track(ads, total=len(portfolio.ads), description="auditing"),
        )
    text = formed(
        form,
        lambda: audit_to_data(found, tz=tz),
        lambda: (AUDIT_COLUMNS, audit_rows(found, tz=tz)),
        lambda: audit_report(portfolio, found, policy=reading, within=horizon, tz=tz),
    )
    return Answer(text, _NEEDS_ACTION if found.needs_action else 0)


@cli.command(epilog=_examples("plan story.json --at 2026-06-25T09:00:00Z --within 30d"))
@_path
@_at
@_within
@_observed
@_tz
@_policy
@_form
def plan(
    path: Path, at: str | None, within: str | None, observed_at: str | None, tz: str, policy: str, form: str
) -> Answer:
    """Plan ahead: what to ask creators for by when, what stops, and what it costs.

    Flights without an end need --within. Exit status: 1 when something is to be done; 2 for bad input; else 0.
    """
    t, ahead, reading = _moment(at), read_length(within, "--within"), _POLICIES[policy]
    check_zone(tz)
    facts = _loaded(path, observed_at, t)
    with progress() as bar:
        track = partial(bar.track, total=len(facts.ads), description="planning")
        found = planning.plan(facts, at=t, within=ahead, policy=reading, progress=track)
    text = formed(
        form,
        lambda: plan_to_data(found, tz=tz),
        lambda: (WORKLIST_COLUMNS, plan_rows(found, tz=tz)),
        lambda: plan_report(found, tz=tz),
    )
    return Answer(text, _NEEDS_ACTION if found.needs_action else 0)


@cli.command(epilog=_examples("explain story.json 1838941401274764101 --at 2026-06-25T09:00:00Z"))
@_path
@_ad_id
@_at
@_observed
@_tz
@_policy
def explain(path: Path, ad_id: str, at: str | None, observed_at: str | None, tz: str, policy: str) -> Answer:
    """Explain in words why an ad serves or does not."""
    t = _moment(at)
    check_zone(tz)
    decision = _loaded(path, observed_at, t).serving(ad_id, at=t, policy=_POLICIES[policy])
    return Answer(decision.explain(tz) + "\n")


@cli.command(epilog=_examples("timeline story.json 1838941401274764101 --from 2026-06-01T00:00:00Z"))
@_path
@_ad_id
@click.option("--from", "start", metavar="INSTANT", help="Where to begin; left out, from ever.")
@click.option("--until", "end", metavar="INSTANT", help="Where to stop; left out, for ever.")
@_observed
@_tz
@_policy
@_form
def timeline(
    path: Path, ad_id: str, start: str | None, end: str | None, observed_at: str | None, tz: str, policy: str, form: str
) -> Answer:
    """Show what an ad does over time, span by span."""
    begin, stop = optional_instant("--from", start), optional_instant("--until", end)
    if begin is not None and stop is not None and stop <= begin:
        raise InvalidValueError(f"--until: {shown(written(stop))} is not after --from {shown(written(begin))}")
    check_zone(tz)
    reading = _POLICIES[policy]
    spans = _loaded(path, observed_at).timeline(ad_id, policy=reading).spans(begin, stop)
    data = timeline_to_data(spans, policy=reading)
    text = formed(
        form,
        lambda: {"ad_id": ad_id, "policy": policy, "spans": data},
        lambda: (SPAN_COLUMNS, (tuple(span.values()) for span in data)),
        lambda: timeline_report(ad_id, spans, policy=reading, tz=tz),
    )
    return Answer(text)


@cli.command(epilog=_examples("calendar story.json --at 2026-06-25T09:00:00Z --tz Europe/Berlin --output team.ics"))
@_path
@_at
@_within
@_observed
@_tz
@_policy
@click.option(
    "--output",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="The calendar to write, or to bring up to date where it is there; left out, stdout.",
)
def calendar(
    path: Path, at: str | None, within: str | None, observed_at: str | None, tz: str, policy: str, output: Path | None
) -> Answer:
    """Write a calendar: when licenses end, when to renew them, and when ads stop that nobody meant to.

    A calendar that is there already is brought up to date: what is the same is not touched, what moved
    is moved, and what will not happen after all is cancelled.
    """
    from sparklicense.exchange.calendars import read_events, to_ics  # noqa: PLC0415 - its library is optional

    t, ahead = _moment(at), read_length(within, "--within")
    check_zone(tz)
    facts = _loaded(path, observed_at, t)
    previous = () if output is None or not output.exists() else read_events(read_text(output), source=named(output))
    text = to_ics(facts, at=t, within=ahead, tz=tz, policy=_POLICIES[policy], previous=previous)
    if output is None:
        return Answer(text, exact=True)
    write_texts({output: text})
    return Answer("")


@cli.command(
    "import",
    epilog=_examples("import responses/ codes.xlsx --to team.json --observed-at 2026-06-25T09:00:00Z --tz Asia/Tokyo"),
)
@click.argument("source", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--to",
    "target",
    metavar="PORTFOLIO",
    type=click.Path(path_type=Path),
    help="The portfolio to write; one that is there is added to. Left out, nothing is written, only told.",
)
@_observed
@click.option("--seen-at", metavar="INSTANT", help="When the codes of sheets were seen, for rows without a start.")
@click.option("--tz", metavar="ZONE", help="The zone of dates in sheets, like America/Los_Angeles.")
@click.option(
    "--date-format",
    type=click.Choice(["DMY", "MDY", "YMD"]),
    help="How sheets write dates in digits, where 03/04/2026 can be read in two ways.",
)
@click.option(
    "--days",
    metavar="DAYS",
    type=click.IntRange(min=1),
    help="How long a code lasts where its row says neither that nor its end.",
)
@click.option("--sheet", metavar="NAME", help="Which sheet of workbooks; left out, their only one that has codes.")
@click.option("--encoding", metavar="NAME", help="The encoding of text sheets, like windows-1252; left out, UTF-8.")
@click.option("--advertiser-id", metavar="ID", help="The ad account that TikTok was asked for; left out, not known.")
@click.option("--strict", is_flag=True, help="Write nothing where anything is not taken.")
@_form
def import_(source: tuple[Path, ...], target: Path | None, form: str, **options: Any) -> Answer:
    """Bring TikTok's responses, code sheets, portfolios and facts into one portfolio file.

    SOURCE is a JSON file, a code sheet (CSV, TSV, XLSX), a portfolio, or a folder of such files. What was
    not taken, assumed or replaced is told. Exit status: 1 when something was not taken; 2 for bad input,
    and then nothing is written; else 0.
    """
    from sparklicense.exchange import imports, sources  # noqa: PLC0415 - no other command needs every reader

    found = sources.recognized(source)
    if options["tz"] is not None:
        check_zone(options["tz"])
    options["seen_at"] = optional_instant("--seen-at", options["seen_at"])
    if options["observed_at"] is not None or any(each.kind is sources.SourceKind.TIKTOK for each in found):
        options["observed_at"] = _moment(options["observed_at"], "--observed-at")
    before = load(target) if target is not None and target.exists() else Portfolio()
    merged = sources.gather(found, held=before, **options)
    portfolio = merged.reading.portfolio
    if target is not None:
        dump(portfolio, target)
    text = formed(
        form,
        lambda: imports.import_to_data(merged, before=before),
        lambda: (imports.IMPORT_COLUMNS, imports.import_rows(merged)),
        lambda: imports.import_report(merged, before=before, target=target),
    )
    return Answer(text, _NOT_TAKEN if merged.reading.diagnoses else 0)


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
    head, *rows = both.table()
    columns = tuple(Column(each, whole=False) for each in head)
    text = formed(
        form,
        lambda: ways.comparison_to_data(both),
        lambda: (ways.COMPARISON_COLUMNS, ways.comparison_rows(both)),
        lambda: [Section(title=both.title, columns=columns, rows=tuple(rows))],
    )
    return Answer(text)


def _moment(at: str | None, option: str = "--at") -> DateTime:
    if at is not None:
        return field_instant(option, at)
    now = instant(datetime.now(UTC).replace(microsecond=0))
    say(f"{option} is left out: this machine's clock says {written(now)}")
    return now


def _loaded(path: Path, observed_at: str | None, at: DateTime | None = None) -> Portfolio:
    """Read a portfolio, or the responses of TikTok that a folder holds; what these do not give is told."""
    observed = optional_instant("--observed-at", observed_at)
    responses = [] if any(path.glob("*.csv")) else sorted(path.glob("*.json"))
    if responses:
        observed = observed or at or _moment(None, "--observed-at")
    with progress() as bar:
        bar.add_task(f"reading {plain(path.name)}", total=None)
        if not responses or observed is None:
            return load(path)
        from sparklicense.exchange import imports, tiktok  # noqa: PLC0415 - only those who have responses wait for it

        reading = tiktok.read(responses, observed_at=observed)
    for line in imports.notes(reading if reading.posts else reading.strict()):  # an empty audit would reassure
        say(line)
    return reading.portfolio
