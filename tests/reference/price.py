"""Settlement and the auxiliary catalogue of a region."""
from decimal import Decimal

from evaluate import Missing, Scope, settled


def in_months(value, month):
    """`2025-03` or `2025-01..2025-06`."""
    if month is None:
        return False
    first, _, last = value.partition("..")
    return first <= month <= (last or first)


class Price:
    def __init__(self, region):
        self.region = region

    def names(self, case, row, kind):
        names = case.names()
        names["level"] = self.region.level
        names.update({"group": row.group, "kind": kind, "class": row.cls,
                      "score": row.score, "mean_cost": row.mean_cost,
                      "mean_days": row.mean_days, **row.factors})
        return names

    def scope(self, case, row, kind=None, codes=None):
        weights = self.weigher(codes) if codes is not None else None
        return Scope(self.names(case, row, kind or row.kind), case.rows(),
                     self.region.lists, weights,
                     getattr(self.region, "lookups", {}))

    # ---- <set>

    @staticmethod
    def fits(step, names):
        return all(in_months(value, names.get("month"))
                   if name == "month" else names.get(name) == value
                   for name, value in step.asks.items())

    def settle_set(self, step, scope, best):
        """The hospital's own, then the most narrow of those that fit."""
        if not self.fits(step, scope.names):
            return
        rank = (step.hospitals, len(step.asks))
        if rank > best.get(step.name, (False, -1)):
            best[step.name] = rank
            scope.names[step.name] = step.tree[1]

    # ---- <auxiliary>

    def weigher(self, codes):
        """The sum of a table's weights over the other diagnoses, once for
        each component."""
        def weigh(name):
            table, found = self.region.auxiliary.weights[name], {}
            for dx in codes.dx[1:]:
                if dx in table:
                    component, weight = table[dx]
                    found[component] = max(weight, found.get(component,
                                                             weight))
            return sum(found.values(), Decimal(0))
        return weigh

    def factor(self, scope, row, dimension, classes):
        """Of the first class that holds; None: it has none."""
        auxiliary = self.region.auxiliary
        for name, when, other in classes:
            if not scope.holds(when):
                continue
            found = auxiliary.factors.get((row.group, dimension, name))
            if found is not None or other is None:
                return found
            try:
                return scope.value(other)
            except Missing:
                return None
        return None

    def auxiliary_factor(self, scope, row):
        auxiliary = self.region.auxiliary
        if auxiliary is None:
            return Decimal(1)
        found = [f for f in (self.factor(scope, row, d, c) for d, c in
                             auxiliary.dimensions.items()) if f is not None]
        if not auxiliary.product:
            return max(found, default=Decimal(1))
        out = Decimal(1)
        for factor in found:
            out = settled(out * factor)
        return out

    # ---- the steps

    def steps(self, case, row, kind, codes):
        """{name: value} of every let, None where it is missing, and of every
        set that fits."""
        scope, best, out = self.scope(case, row, kind, codes), {}, {}
        steps = self.region.steps
        for step in steps:
            if step.is_set:
                self.settle_set(step, scope, best)
        scope.names["aux_factor"] = self.auxiliary_factor(scope, row)
        for step in steps:
            if not step.is_set:
                out[step.name] = self.step(step, scope)
                scope.names[step.name] = out[step.name]
        return out, {name: scope.names[name] for name in best}

    @staticmethod
    def step(step, scope):
        try:
            value = scope.value(step.tree)
            return (settled(value, Decimal(1).scaleb(-step.places))
                    if step.places >= 0 else value)
        except Missing:
            return None
