#!/usr/bin/env python3
"""run.py [NAME...] -- settlements as data, piece by piece, on small regions.

Each module beside this script has TESTS; a function's name is the test's.
Expected amounts are worked out by hand.
"""
import sys

sys.path.append(sys.path[0] + "/..")

import kit  # noqa: E402

import figures  # noqa: E402
import forms  # noqa: E402
import lookups  # noqa: E402
import overlay  # noqa: E402
import sources  # noqa: E402
import whatif  # noqa: E402

kit.few_rules()
kit.main(lambda _: kit.run_cases(
    tests=overlay.TESTS + lookups.TESTS + forms.TESTS + figures.TESTS +
    sources.TESTS + whatif.TESTS, prefix="settlement/"))
