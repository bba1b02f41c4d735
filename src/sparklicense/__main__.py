"""`python -m sparklicense`, and the console script."""

import sys

_LIBRARIES = ("click", "rich")


def main() -> None:
    """Run the command line, or name the extra that brings it."""
    try:
        from sparklicense.cli import cli  # noqa: PLC0415 - its libraries may be missing, which is said below
    except ModuleNotFoundError as error:
        if error.name not in _LIBRARIES:
            raise
        sys.stderr.write(f"error: the command line needs {error.name}; run `pip install 'sparklicense[cli]'`\n")
        sys.exit(2)
    cli()


if __name__ == "__main__":
    main()
