"""The commands that read other people's data: `import` and `reconcile`."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from sparklicense.console import NEEDS_ACTION, Answer, check_zone, formed, say
from sparklicense.data.files import read_text
from sparklicense.data.portfolios import dump, load
from sparklicense.errors import InvalidValueError, named, shown
from sparklicense.instants import optional_instant
from sparklicense.options import (
    POLICIES,
    answer_options,
    at_option,
    examples,
    form_option,
    own_sources,
    path_argument,
    policy_option,
    sheet_options,
    tz_option,
)
from sparklicense.portfolio import Portfolio


def columns_of(given: Iterable[str], path: Path | None) -> dict[str, str]:
    """Read what sheets call their columns: from a TOML file, and from options, which prevail."""
    columns: dict[str, str] = {}
    if path is not None:
        try:
            columns |= tomllib.loads(read_text(path))
        except tomllib.TOMLDecodeError as error:
            raise InvalidValueError(f"--columns: {named(path)}: not TOML: {str(error).lower()}") from None
    for each in given:
        column, equals, heading = each.partition("=")
        if not equals:
            raise InvalidValueError(f'--column: {shown(each)} is not like `code="Paste your code here"`')
        columns[column.strip()] = heading
    return columns


@click.command(
    "import",
    epilog=examples("import responses/ codes.xlsx --to team.json --observed-at 2026-06-25T09:00:00Z --tz Asia/Tokyo"),
)
@click.argument("source", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--to",
    "target",
    metavar="PORTFOLIO",
    type=click.Path(path_type=Path),
    help="The portfolio to write; one that is there is added to. Left out, nothing is written, only told.",
)
@answer_options
@sheet_options
@click.option("--strict", is_flag=True, help="Write nothing where anything is not taken.")
@policy_option
@form_option
def import_(
    source: tuple[Path, ...],
    target: Path | None,
    form: str,
    policy: str,
    observed_at: tuple[str, ...],
    advertiser_id: tuple[str, ...],
    **options: Any,
) -> Answer:
    """Bring TikTok's responses, code sheets, portfolios and facts into one portfolio file.

    SOURCE is a JSON file, a code sheet (CSV, TSV, XLSX), a portfolio, or a folder of such files. What was
    not taken, assumed or replaced is reported. Exit status: 1 when something was not taken, or TikTok says
    otherwise than the rules; 2 for bad input, and then nothing is written; else 0.
    """
    from sparklicense import imports  # noqa: PLC0415 - no other command needs every reader
    from sparklicense.sources import paths as sources  # noqa: PLC0415 - no other command needs every reader

    check_zone(options["tz"] or "UTC")
    options["seen_at"] = optional_instant("--seen-at", options["seen_at"])
    options["columns"] = columns_of(options["columns"], options.pop("column_file"))
    found, told = own_sources(sources.recognized(source), observed_at, advertiser_id)
    before = load(target) if target is not None and target.exists() else Portfolio()
    merged = sources.gather(found, held=before, policy=POLICIES[policy], **told, **options)
    portfolio = merged.reading.portfolio
    if target is not None:
        dump(portfolio, target)
        say(f"wrote {named(target)}")
    text = formed(
        form,
        lambda: imports.import_to_data(merged, before=before),
        lambda: (imports.IMPORT_COLUMNS, imports.import_rows(merged)),
        lambda: imports.import_report(merged, before=before, target=target),
    )
    return Answer(text, NEEDS_ACTION if merged.needs_action else 0)


@click.command(
    epilog=examples(
        "reconcile team.json responses/ --observed-at 2026-06-25T09:00:00Z",
        "reconcile team.json monday/ tuesday/ --observed-at monday/=2026-06-22T09:00:00Z --at 2026-06-23T09:00:00Z",
    )
)
@path_argument
@click.argument("responses", nargs=-1, required=True, type=click.Path(path_type=Path))
@at_option
@answer_options
@tz_option
@policy_option
@form_option
def reconcile(
    path: Path,
    responses: tuple[Path, ...],
    at: str | None,
    tz: str,
    policy: str,
    form: str,
    observed_at: tuple[str, ...],
    advertiser_id: tuple[str, ...],
) -> Answer:
    """Compare what TikTok says with what the rules say of a portfolio, ad by ad, with the likely cause.

    PATH is a portfolio, RESPONSES are files or folders of TikTok's responses. The rules are asked about the
    instants at which TikTok gave these. Exit status: 1 when they differ, or something was not taken; 2 for bad
    input; else 0.
    """
    from sparklicense import imports  # noqa: PLC0415 - no portfolio file needs every reader
    from sparklicense.sources import paths as sources  # noqa: PLC0415 - no portfolio file needs every reader
    from sparklicense.sources.tiktok import reconciliation_to_data  # noqa: PLC0415 - the same

    check_zone(tz)
    t, reading = optional_instant("--at", at), POLICIES[policy]
    found, told = own_sources(sources.recognized(responses), observed_at, advertiser_id, t)
    compared = sources.reconcile(load(path), found, policy=reading, **told)
    text = formed(
        form,
        lambda: reconciliation_to_data(compared),
        lambda: (imports.RECONCILIATION_COLUMNS, imports.reconciliation_rows(compared)),
        lambda: imports.reconciliation_report(compared, tz=tz),
    )
    return Answer(text, NEEDS_ACTION if compared.needs_action else 0)
