#!/usr/bin/env python3
"""Pages that are right though unusual: none may get an error, and a warning
only where the page's `ask` names the rule, at most one page in ten. By the
built-in pack and, where ../shared is there, by Pingdingshan's. Run from the
build folder; $PREGROUP or ./pregroup is the program."""
import os
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import pages  # noqa: E402
from coder import SHARED, pingdingshan  # noqa: E402

PROGRAM = os.environ.get("PREGROUP", "./pregroup")


def verdict(name, good, why=""):
    print(f"{'PASS' if good else 'FAIL'} legit/{name}{'' if good else ': ' + str(why)}")
    return good


def main():
    held = pages.load()
    pairs = {(pages.coded(page["dx"][0])[0], page["why"]) for page in held}
    asked = sum(1 for page in held if page.get("ask"))
    good = verdict("pages", len(held) >= 300 and len(pairs) >= 300, len(pairs))
    good &= verdict("asked", 10 * asked <= len(held), asked)
    found = pages.check(held, PROGRAM, [])
    good &= verdict("built-in", found == 0, f"{found} findings")
    if not os.path.isdir(os.path.join(SHARED, "data/catalogues")):
        print(f"SKIP legit/pingdingshan: no {SHARED} on this machine")
        return 0 if good else 1
    good &= verdict("codes", pages.verify(held, os.path.join(SHARED, "data/codes")) == 0)
    with tempfile.TemporaryDirectory() as folder:
        found = pages.check(held, PROGRAM, ["-p", pingdingshan(folder)])
    good &= verdict("pingdingshan", found == 0, f"{found} findings")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
