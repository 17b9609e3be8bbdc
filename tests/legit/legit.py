#!/usr/bin/env python3
"""Pages that are right though unusual: none may get an error, and a warning
only where the page's `ask` names the rule, at most one page in ten. By the
built-in pack and, where ../shared is there, by Pingdingshan's."""
import sys

sys.path.append(sys.path[0] + "/..")
import kit
import pages
from coder import pingdingshan


def main(top):
    held = pages.load()
    pairs = {(pages.coded(page["dx"][0])[0], page["why"]) for page in held}
    asked = sum(1 for page in held if page.get("ask"))
    kit.expect("legit pages", len(pairs) >= 300, len(pairs))
    kit.expect("legit asked", 10 * asked <= len(held), asked)
    kit.expect("legit built-in", pages.check(held, kit.PREGROUP, []) == 0, "see above")
    if kit.shared("legit pingdingshan", "data/catalogues") is None:
        return
    kit.expect("legit codes", pages.verify(held, f"{kit.SHARED}/data/codes") == 0, "see above")
    kit.expect("legit pingdingshan",
               pages.check(held, kit.PREGROUP, ["-p", pingdingshan(top)]) == 0, "see above")


kit.main(main)
