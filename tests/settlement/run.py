#!/usr/bin/env python3
"""run.py [NAME...] -- settlements as data, piece by piece, on small regions.

Each module beside this script has TESTS; a function's name, with - for _, is
the test's. Expected amounts are worked out by hand.
"""
import sys

sys.dont_write_bytecode = True

import figures  # noqa: E402
import forms  # noqa: E402
import lookups  # noqa: E402
import overlay  # noqa: E402
import sources  # noqa: E402
import whatif  # noqa: E402

from kit import Failure  # noqa: E402

MODULES = (overlay, lookups, forms, figures, sources, whatif)


def run(name, test):
    try:
        test()
    except (Failure, OSError, KeyError, ValueError) as reason:
        print(f"FAIL {name}: {reason!r}")
        return 1
    print(f"PASS {name}")
    return 0


def main(wanted):
    failed = 0
    for module in MODULES:
        for test in module.TESTS:
            name = f"settlement/{test.__name__.replace('_', '-')}"
            if not wanted or name.split("/")[1] in wanted:
                failed += run(name, test)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
