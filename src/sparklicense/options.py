"""What the commands share: their arguments and options, the clock, and how errors are told.

With `cli`, the only modules that import click; the one place that reads a clock.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NoReturn

import click

from sparklicense.console import Answer, deliver, fail, say
from sparklicense.errors import ProblemsError, SparkLicenseError
from sparklicense.instants import field_instant, instant, written
from sparklicense.policies import GUIDE, PLATFORM

if TYPE_CHECKING:
    from pendulum import DateTime

PROGRAM: Final = "sparklicense"
POLICIES: Final = {policy.name: policy for policy in (GUIDE, PLATFORM)}
_INTERRUPTED: Final = 130


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
observed_option = click.option(
    "--observed-at",
    metavar="INSTANT",
    help="When TikTok's responses were received, where there are some; left out, --at, or this machine's clock.",
)
form_option = click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "csv"]),
    default="table",
    show_default=True,
    help="A table for people, JSON or CSV for machines.",
)


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
