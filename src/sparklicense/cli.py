"""The command line: questions to portfolios, `import` of other data into them, `advise` and `formats`.

What the commands share is in `options`.
"""

from __future__ import annotations

import io
from functools import partial
from pathlib import Path
from typing import Any, Final

import click
from pendulum import DateTime

from sparklicense import __version__, planning
from sparklicense import formats as ways
from sparklicense.audit import Audit, diff
from sparklicense.console import NEEDS_ACTION, Answer, check_zone, formed, progress, read_length, say
from sparklicense.data import from_json, to_data
from sparklicense.data.files import read_text, write_files, write_texts
from sparklicense.data.texts import json_text
from sparklicense.errors import InvalidValueError, ReadingError, named, shown
from sparklicense.import_commands import import_, reconcile
from sparklicense.instants import field_instant, optional_instant, written
from sparklicense.options import (
    POLICIES,
    PROGRAM,
    CommandLine,
    ad_id_argument,
    answer_options,
    at_option,
    audit_options,
    examples,
    form_option,
    moment,
    path_argument,
    plan_options,
    plan_terms,
    policy_option,
    question_options,
    read_portfolio,
    reminder_options,
    say_all,
    tz_option,
    within_option,
)
from sparklicense.rules.expiry import on_own_post
from sparklicense.views import plans
from sparklicense.views.audits import (
    AUDIT_COLUMNS,
    DIFFERENCE_COLUMNS,
    SPAN_COLUMNS,
    audit_rows,
    difference_rows,
    timeline_to_data,
)
from sparklicense.views.reports import Column, Section, audit_report, diff_report, timeline_report

_PICTURES: Final = (".svg", ".png", ".pdf")


@click.group(
    cls=CommandLine,
    epilog=examples("audit story.json --at 2026-06-25T09:00:00Z --within 30d"),
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(__version__, prog_name=PROGRAM, message="%(prog)s %(version)s")
@click.pass_context
def cli(context: click.Context) -> None:
    """Tell which TikTok Spark Ads serve, which do not and why, and who can fix it.

    PATH is a portfolio: a JSON file, or a folder of CSV tables (posts.csv, licenses.csv, ads.csv); or a folder
    of TikTok's responses. Instants carry an offset from UTC, as in 2026-06-25T09:00:00Z.
    """
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


@cli.command(
    epilog=examples(
        "audit story.json --at 2026-06-25T09:00:00Z --within 30d",
        "audit portfolio/ --tz Europe/Berlin --format json > audit.json",
        "audit portfolio/ --since audit.json",
    )
)
@path_argument
@at_option
@within_option
@audit_options
@answer_options
@tz_option
@policy_option
@form_option
def audit(path: Path, at: str | None, within: str | None, tz: str, policy: str, form: str, **options: Any) -> Answer:
    """Audit a portfolio: which ads serve, which do not, and why.

    Exit status: 1 when someone has to act, now or at a change that --within looks ahead to, when something
    was not taken, or when TikTok disagrees with the rules; 2 for bad input; else 0. Ads that have ended
    or are paused, and what time alone fixes, need nobody. With --since, only what is different counts.
    """
    t, horizon, reading = moment(at), read_length(within, "--within"), POLICIES[policy]
    check_zone(tz)
    earlier: Path | None = options.pop("since")
    which = {name: options.pop(name) for name in ("state", "creator", "campaign", "actor")}
    old = None if earlier is None else _earlier(earlier)
    read = read_portfolio(path, t, policy=reading, quiet=form != "csv", **options)
    portfolio = read.portfolio
    with progress() as bar:
        found = portfolio.audit(
            at=t,
            within=horizon,
            policy=reading,
            progress=lambda ads: bar.track(ads, total=len(portfolio.ads), description="auditing"),
        ).only(**which)
    say_all(line for _, line in read.said if form == "csv")
    if old is not None:
        changed = diff(old.only(**which), found)
        text = formed(
            form,
            lambda: to_data(changed),
            lambda: (DIFFERENCE_COLUMNS, difference_rows(changed)),
            lambda: read.report(diff_report(changed, tz=tz)),
        )
        return Answer(text, NEEDS_ACTION if changed.needs_action or read.needs_action else 0)
    text = formed(
        form,
        lambda: {**to_data(found, tz=tz), **read.problems},
        lambda: (AUDIT_COLUMNS, audit_rows(found, tz=tz)),
        lambda: read.report(audit_report(portfolio, found, within=horizon, tz=tz, problems=read.needs_action)),
    )
    return Answer(text, NEEDS_ACTION if found.needs_action or read.needs_action else 0)


def _earlier(path: Path) -> Audit:
    """Read an audit that was written as JSON."""
    try:
        return from_json(read_text(path), Audit)
    except ReadingError as error:
        raise ReadingError(f"--since {named(path)}: {each}" for each in error.problems) from None


@cli.command(epilog=examples("plan story.json --at 2026-06-25T09:00:00Z --within 30d", "plan story.json --messages"))
@path_argument
@at_option
@within_option
@plan_options
@answer_options
@tz_option
@policy_option
@form_option
def plan(path: Path, at: str | None, within: str | None, tz: str, policy: str, form: str, **options: Any) -> Answer:
    """Plan ahead: what to do now, whom to ask for what by when, what stops, and what it costs.

    Exit status: 1 when something is to be done, was not taken, or is disputed by TikTok; 2 for bad input; else 0.
    """
    t, ahead, reading = moment(at), read_length(within, "--within"), POLICIES[policy]
    check_zone(tz)
    terms, telling = plan_terms(options)
    read = read_portfolio(path, t, policy=reading, quiet=form != "csv", **options)
    with progress() as bar:
        track = partial(bar.track, total=len(read.portfolio.ads), description="planning")
        found = planning.plan(read.portfolio, at=t, within=ahead, policy=reading, progress=track, **terms)
    found = plans.narrowed(found, read.portfolio, creator=telling["creator"], campaign=telling["campaign"])
    status = NEEDS_ACTION if found.needs_action or read.needs_action else 0
    if telling["messages"]:
        return Answer(plans.messages_text(found, tz=tz), status)
    say_all(line for _, line in read.said if form == "csv")
    text = formed(
        form,
        lambda: {**to_data(found), **read.problems},
        lambda: plans.plan_table(found, tz=tz),
        lambda: read.report(plans.plan_report(found, tz=tz, limit=telling["limit"])),
    )
    return Answer(text, status)


@cli.command(epilog=examples("remind story.json --after 2026-06-18T09:00:00Z --through 2026-06-25T09:00:00Z"))
@path_argument
@reminder_options
@answer_options
@tz_option
@policy_option
@form_option
def remind(path: Path, after: str, through: str | None, tz: str, policy: str, form: str, **options: Any) -> Answer:
    """Remind of codes that run out: what fell due since you last asked.

    Exit status: 1 when there is a reminder, or something was not taken; 2 for bad input; else 0.
    """
    start, end, reading = field_instant("--after", after), moment(through, "--through"), POLICIES[policy]
    check_zone(tz)
    which = {name: options.pop(name) for name in ("in_use_only", "renewed", "latest_only")}
    read = read_portfolio(path, end, policy=reading, **options)
    found = planning.reminders(read.portfolio, after=start, through=end, policy=reading, **which)
    text = formed(
        form,
        lambda: {"after": written(start), "through": written(end), "reminders": [to_data(each) for each in found]},
        lambda: (plans.REMINDER_COLUMNS, plans.reminder_rows(found, read.portfolio)),
        lambda: plans.reminder_report(found, read.portfolio, tz=tz),
    )
    return Answer(text, NEEDS_ACTION if found or read.needs_action else 0)


@cli.command(epilog=examples("explain story.json 1838941401274764101 --at 2026-06-25T09:00:00Z"))
@path_argument
@ad_id_argument
@at_option
@answer_options
@tz_option
@policy_option
def explain(path: Path, ad_id: str, at: str | None, tz: str, policy: str, **answers: Any) -> Answer:
    """Explain in words why an ad serves or does not.

    Exit status: 1 when TikTok disagrees on it; 2 for bad input; else 0.
    """
    t, reading = moment(at), POLICIES[policy]
    check_zone(tz)
    read = read_portfolio(path, t, policy=reading, **answers)
    decision = read.portfolio.serving(ad_id, at=t, policy=reading)
    said = read.said_of(ad_id)
    return Answer("\n".join([decision.explain(tz), *said]) + "\n", NEEDS_ACTION if said else 0)


def _check_order(begin: DateTime | None, stop: DateTime | None) -> None:
    if begin is not None and stop is not None and stop <= begin:
        raise InvalidValueError(f"--until: {shown(written(stop))} is not after --from {shown(written(begin))}")


@cli.command(epilog=examples("timeline story.json 1838941401274764101 --from 2026-06-01T00:00:00Z"))
@path_argument
@ad_id_argument
@click.option("--from", "start", metavar="INSTANT", help="Where to begin; left out, no lower bound.")
@click.option("--until", "end", metavar="INSTANT", help="Where to stop; left out, no upper bound.")
@answer_options
@tz_option
@policy_option
@form_option
def timeline(
    path: Path, ad_id: str, start: str | None, end: str | None, tz: str, policy: str, form: str, **answers: Any
) -> Answer:
    """Show what an ad does over time, span by span.

    Exit status: 1 when TikTok disagrees on it; 2 for bad input; else 0.
    """
    begin, stop = optional_instant("--from", start), optional_instant("--until", end)
    _check_order(begin, stop)
    check_zone(tz)
    reading = POLICIES[policy]
    read = read_portfolio(path, policy=reading, **answers)
    ad = read.portfolio.ad(ad_id)
    spans = read.portfolio.timeline(ad, policy=reading).spans(begin, stop)
    post, own = read.portfolio.post(ad.post_id), on_own_post(ad, read.portfolio.licenses_of(ad.post_id))
    data = timeline_to_data(spans, policy=reading, post=post, own=own)
    text = formed(
        form,
        lambda: {"ad_id": ad_id, "policy": policy, "spans": data},
        lambda: (SPAN_COLUMNS, (tuple(span.values()) for span in data)),
        lambda: timeline_report(ad_id, spans, post=post, policy=reading, tz=tz, own=own),
    )
    said = read.said_of(ad_id)
    say_all(said)
    return Answer(text, NEEDS_ACTION if said else 0)


@cli.command(
    epilog=examples("plot story.json --from 2026-05-01T00:00:00Z --until 2026-08-01T00:00:00Z --to picture.svg")
)
@path_argument
@click.option("--from", "start", metavar="INSTANT", required=True, help="The left edge.")
@click.option("--until", "end", metavar="INSTANT", required=True, help="The right edge.")
@click.option(
    "--to",
    "target",
    metavar="FILE",
    required=True,
    type=click.Path(path_type=Path),
    help="The picture to write: .svg, .png or .pdf.",
)
@at_option
@answer_options
@tz_option
@policy_option
def plot(
    path: Path, start: str, end: str, target: Path, at: str | None, tz: str, policy: str, **answers: Any
) -> Answer:
    """Draw what ads do over time, with their licenses.

    Of more than 60 ads those are drawn that wait longest for what someone can do. --at marks an instant; left out,
    none is. Exit status: 1 when something was not taken, or TikTok disagrees with the rules; 2 for bad input; else 0.
    """
    from sparklicense import plots  # noqa: PLC0415 - its library is optional

    begin, stop, t = field_instant("--from", start), field_instant("--until", end), optional_instant("--at", at)
    _check_order(begin, stop)
    check_zone(tz)
    if target.suffix.lower() not in _PICTURES:
        raise InvalidValueError(f"--to: {shown(target.name)} is no picture; write .svg, .png or .pdf")
    read = read_portfolio(path, t, policy=POLICIES[policy], **answers)
    drawn: Any
    drawn, ax = plots.figure(len(read.portfolio.ads))
    plots.timeline(read.portfolio, start=begin, end=stop, at=t, tz=tz, policy=POLICIES[policy], ax=ax)
    picture = io.BytesIO()
    drawn.savefig(picture, format=target.suffix.lower()[1:], dpi=150)
    write_files({target: picture.getvalue()})
    say_all(line for _, line in read.said)
    say(f"wrote {named(target)}")
    return Answer("", NEEDS_ACTION if read.needs_action else 0)


@cli.command(epilog=examples("calendar story.json --at 2026-06-25T09:00:00Z --tz Europe/Berlin --output team.ics"))
@path_argument
@at_option
@within_option
@answer_options
@tz_option
@policy_option
@click.option(
    "--output",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="The calendar to write, or to bring up to date where it is there; left out, stdout.",
)
def calendar(
    path: Path, at: str | None, within: str | None, tz: str, policy: str, output: Path | None, **answers: Any
) -> Answer:
    """Write a calendar: when licenses end, when to renew them, and when ads stop that nobody meant to.

    A calendar that is there already is brought up to date: what is the same is not touched, what moved
    is moved, and what will not happen after all is cancelled. Exit status: 1 when something was not taken, or
    TikTok disagrees with the rules; 2 for bad input; else 0.
    """
    from sparklicense.views.calendars import read_events, to_ics  # noqa: PLC0415 - its library is optional

    t, ahead = moment(at), read_length(within, "--within")
    check_zone(tz)
    read = read_portfolio(path, t, policy=POLICIES[policy], **answers)
    previous = () if output is None or not output.exists() else read_events(read_text(output), source=named(output))
    text = to_ics(read.portfolio, at=t, within=ahead, tz=tz, policy=POLICIES[policy], previous=previous)
    say_all(line for _, line in read.said)
    status = NEEDS_ACTION if read.needs_action else 0
    if output is None:
        return Answer(text, status, exact=True)
    write_texts({output: text})
    say(f"wrote {named(output)}")
    return Answer("", status)


@cli.command(epilog=examples("advise --post creator --creator-relationship --goal creator_led --launch-in 48h"))
@question_options
@at_option
@policy_option
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def advise(at: str | None, policy: str, form: str, launch_in: str | None, **answers: Any) -> Answer:
    """Advise an ad format, or none; what is left out is taken as not wanted, not given, or not there."""
    brief = ways.brief_of(answers, launch_in=read_length(launch_in, "--launch-in"))
    advice = ways.advise(brief, at=moment(at), policy=POLICIES[policy])
    return Answer(json_text(ways.advice_to_data(advice)) if form == "json" else advice.explain() + "\n")


_format = click.Choice([str(each) for each in ways.Format])


@cli.command(epilog=examples("formats spark_push spark_pull --policy platform"))
@click.argument("one", type=_format, metavar="[ONE]", default="in_feed")
@click.argument("other", type=_format, metavar="[OTHER]", default="spark_pull")
@at_option
@policy_option
@form_option
def formats(one: str, other: str, at: str | None, policy: str, form: str) -> Answer:
    """Compare two ad formats: in_feed, spark_pull (on a post) or spark_push (from an upload)."""
    both = ways.compare(ways.Format(one), ways.Format(other), at=moment(at), policy=POLICIES[policy])
    head, *rows = both.table()
    columns = tuple(Column(each, whole=False) for each in head)
    text = formed(
        form,
        lambda: ways.comparison_to_data(both),
        lambda: (ways.COMPARISON_COLUMNS, ways.comparison_rows(both)),
        lambda: [Section(title=both.title, columns=columns, rows=tuple(rows))],
    )
    return Answer(text)


cli.add_command(import_)
cli.add_command(reconcile)
