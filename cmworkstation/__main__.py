"""`python -m cmworkstation`: the window, or a command where the first word names one."""

import sys


def main() -> int:
    """Open the window, or run a command; return the exit status."""
    words = sys.argv[1:]
    if words and not words[0].startswith("-"):
        from cmworkstation import cli  # noqa: PLC0415 - the window does not need it

        return cli.main(words)
    from cmworkstation import app  # noqa: PLC0415 - commands do not need Qt

    return app.main(words)


if __name__ == "__main__":
    sys.exit(main())
