"""An independent reference grouper, written from contracts section 3 and
docs/region.md.

    python3 dip.py REGION.xml DX[,DX...] [OP,...] [COST] [INSURANCE]

shows what it gives for one case. It shares no code with pregroup; compare.py
holds the two against each other.
"""
import os
import sys
from dataclasses import dataclass, field
from decimal import Decimal

from case import Case, Codes
from codes import cut, in_ranges, mark_of
from pick import Picker
from price import Price
from region import Region

KNOWLEDGE = os.path.join(os.path.dirname(os.path.abspath(__file__)),
                         "../../knowledge")


@dataclass
class Outcome:
    status: str = "ungrouped"
    row: object = None
    group: str = None
    kind: str = None
    layer: str = None
    lost: dict = field(default_factory=dict)  # order of a row: filter
    steps: dict = field(default_factory=dict)
    sets: dict = field(default_factory=dict)


class Match:
    """What of a case's operations meets what of a row."""

    def __init__(self, region, codes):
        self.prefix, self.codes = region.prefix, codes

    def meets(self, part, op):
        return any(op.startswith(a) if self.prefix else op == a
                   for a in part)

    def any_meets(self, part, ops):
        return any(self.meets(part, op) for op in ops)

    def met_parts(self, row):
        """Parts that are met; with `principal` the main ones by the principal
        operation (where they are several, one of them), the related ones by
        the rest."""
        codes = self.codes
        if not row.principal:
            return [p for p in row.parts if self.any_meets(p, codes.ops)]
        main = [p for p in row.main if self.any_meets(p, codes.ops)]
        if codes.principal is None or not self.any_meets_main(row):
            main = []
        return main + [p for p in row.related
                       if self.any_meets(p, codes.related())]

    def any_meets_main(self, row):
        return any(self.meets(p, self.codes.principal) for p in row.main)

    def met(self, row):
        return len(self.met_parts(row))

    def takes(self, row):
        """Are enough parts met?"""
        met = self.met_parts(row)
        if row.most and row.related:
            return (all(p in met for p in row.main) and
                    any(p in met for p in row.related))
        return len(met) == len(row.parts)

    def used(self, row):
        """Operations of the case that meet a part."""
        return [op for op in self.codes.ops
                if any(self.meets(p, op) for p in row.parts)]


class Grouper:
    def __init__(self, region):
        self.region = region
        self.layers = {}
        for row in region.rows:
            self.layers.setdefault(row.layer, []).append(row)
        self.price = Price(region)
        self.index = {}
        for layer, rows in self.layers.items():
            for row in rows:
                family = ("comprehensive" if row.kind == "comprehensive"
                          else row.diagnosis)
                here = self.index.setdefault((layer, family), ({}, []))
                keys = [""] if family == "none" else row.keys
                for key in keys:
                    self.enter(here, key, row)
        self.fallback = ({}, [])
        for key, row in region.fallbacks:
            self.enter(self.fallback, key, row)

    @staticmethod
    def enter(index, key, row):
        if isinstance(key, tuple):
            index[1].append((key, row))
        else:
            index[0].setdefault(key, []).append(row)

    # ---- does a row take the case?

    def conservative_takes(self, row):
        rule, when = row.conservative, row.conservative_when
        if when is not None and not self.price.scope(self.case,
                                                     row).holds(when):
            return False
        return (rule == "any" or self.codes.principal is None or
                (rule == "conservative-only" and
                 self.codes.all_conservative))

    def conditions_hold(self, row):
        others = self.codes.dx[1:]
        if row.other_dx and not any(in_ranges(d, row.other_dx)
                                    for d in others):
            return False
        if not row.conditions:
            return True
        scope = self.price.scope(self.case, row)
        return all(scope.holds(tree) for tree in row.conditions)

    def takes(self, row):
        if row.kind == "comprehensive":
            fits = row.cls == self.codes.cls
        elif row.parts:
            fits = self.match.takes(row)
        else:
            fits = self.conservative_takes(row)
        return fits and self.conditions_hold(row)

    # ---- rows of a diagnosis: the narrowest key that has a taker

    @staticmethod
    def width(key):
        number = lambda code: ord(code[0]) * 100 + int(code[1:3])
        return number(key[1]) - number(key[0])

    def by_ladder(self, index, dx, prefixes, takes):
        plain, ranges = index
        for prefix in prefixes:
            found = [r for r in plain.get(prefix, ()) if takes(r)]
            if found:
                return found
        fitting = [(self.width(key), row) for key, row in ranges
                   if dx and in_ranges(dx, [key]) and takes(row)]
        least = min((w for w, _ in fitting), default=None)
        return [row for w, row in fitting if w == least]

    def own_prefixes(self, dx):
        if self.region.dx_key:
            return [cut(dx, self.region.dx_key)]
        return [dx[:n] for n in range(len(dx), 0, -1)]

    def marked(self, key):
        """Comprehensive classes are written with a mark or without."""
        mark = mark_of(self.case.dx[0])
        return [key + mark, key] if mark else [key, key + "*", key + "+"]

    def of_layer(self, layer):
        get = lambda family: self.index.get((layer, family), ({}, []))
        dx, takes = self.codes.dx[0], self.takes
        rows = self.by_ladder(get("principal"), dx, self.own_prefixes(dx),
                              takes)
        key = cut(dx, self.region.comprehensive_key)
        rows += self.by_ladder(get("comprehensive"), dx,
                               self.marked(key) + [dx[:2], dx[:1]], takes)
        rows += [r for r in get("none")[0].get("", ()) if takes(r)]
        if get("any") != ({}, []):
            for code in self.codes.dx:
                rows += self.by_ladder(get("any"), code,
                                       self.own_prefixes(code), takes)
        if layer == "fallback":
            prefixes = [dx[:n] for n in range(len(dx), 0, -1)]
            rows = (self.by_ladder(self.fallback, dx, prefixes,
                                   self.conditions_hold) or
                    [r for r in self.fallback[0].get("", ())
                     if self.conditions_hold(r)])
        return sorted({r.order: r for r in rows}.values(),
                      key=lambda r: r.order)

    # ---- the whole way

    def shown(self, row):
        """The code of a row's group; a section in it becomes the category of
        the case, where the region says so."""
        if self.region.by_category and row.kind == "comprehensive":
            for key in row.keys:
                section = "-".join(key)
                if isinstance(key, tuple) and section in row.group and (
                        in_ranges(self.codes.dx[0], [key])):
                    return row.group.replace(section, self.codes.dx[0][:3],
                                             1)
        return row.group

    def primary_care(self, row):
        """The kind of the chosen row, by the list of primary care."""
        care = self.region.primary_care
        if care is None or not care.as_kind or row.kind != "core":
            return row.kind
        holds = care.holds(self.codes.dx[0], self.codes.principal,
                           len(row.parts))
        return "primary-care" if holds else row.kind

    def group(self, case):
        out, region = Outcome(), self.region
        self.case, self.codes = case, Codes(region, case)
        self.match = Match(region, self.codes)
        principal = self.codes.dx[0]
        if region.excluded.find("diagnosis", principal):
            out.status = "excluded"
        if not principal or out.status == "excluded":
            return out
        for layer in region.layers:
            rows = self.of_layer(layer)
            if rows:
                picker = Picker(region, case, self.codes, self.match)
                out.row = picker.choose(rows, layer, out.lost)
                out.status, out.layer = "grouped", layer
                out.group = self.shown(out.row)
                out.kind = self.primary_care(out.row)
                out.steps, out.sets = self.price.steps(
                    case, out.row, out.kind, self.codes)
                return out
        if region.codes.structure.never_principal(principal):
            out.status = "excluded"
        return out


def main(argv):
    grouper = Grouper(Region(argv[1], KNOWLEDGE))
    words = argv[2:] + [""] * 4
    case = Case(words[0].split(","), words[1].split(","),
                Decimal(words[2]) if words[2] else None, Decimal(0),
                words[3] or "employee")
    out = grouper.group(case)
    print(out.status, out.row and out.row.group)
    for order, name in out.lost.items():
        print("  lost", grouper.region.rows[order - 1].group, "by", name)
    for name, value in out.steps.items():
        print(" ", name, value)


if __name__ == "__main__":
    main(sys.argv)
