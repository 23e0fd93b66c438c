"""`heatcalc`, and `python -m heatcalc`."""

import sys


def main() -> None:
    """Run heatcalc and exit; an interrupt while it is still being loaded ends it as quietly as a later one."""
    try:
        from heatcalc.own_files import find_packages_beside

        find_packages_beside()
        from heatcalc.cli.app import main as run
    except KeyboardInterrupt:
        sys.exit(130)
    run()


if __name__ == "__main__":
    main()
