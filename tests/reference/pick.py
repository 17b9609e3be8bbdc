"""The filters of <pick>: each ranks rows, the lowest rank stays."""
from decimal import Decimal

FAR = Decimal("Infinity")


class Picker:
    """Ranks rows for one case. `match` tells what of the case meets what."""

    def __init__(self, region, case, codes, match):
        self.region, self.case = region, case
        self.codes, self.match = codes, match

    def matched_operations(self, rows):
        """Where the related operations of one row are all met, those met in
        part are out (dip-3.0 2.1); then the most parts."""
        met = {row.order: self.match.met(row) for row in rows}
        whole = any(row.most and row.related and
                    met[row.order] == len(row.parts) for row in rows)
        return lambda row: (whole and met[row.order] < len(row.parts),
                            -met[row.order])

    def used_operations(self, row):
        return -len(self.match.used(row))

    def principal_operation(self, row):
        principal = self.codes.principal
        return 0 if principal is not None and any(
            self.match.meets(p, principal) for p in row.main) else 1

    def left(self, row):
        used = self.match.used(row)
        return [op for op in self.codes.ops if op not in used]

    def exact_set(self, row):
        return 1 if self.left(row) else 0

    def exact_code(self, row):
        return 0 if row.parts and all(
            any(op in part for op in self.codes.ops)
            for part in row.parts) else 1

    def surgery_used(self, row):
        if row.kind == "comprehensive" and row.cls == "surgery":
            return 0
        return int(any(self.region.class_of(op) == "surgery"
                       for op in self.left(row)))

    def nearest_cost(self, row):
        if self.case.cost is None:
            return Decimal(0)
        if row.mean_cost is None:
            return FAR
        return abs(row.mean_cost - self.case.cost)

    @staticmethod
    def score(row):
        return FAR if row.score is None else -row.score

    @staticmethod
    def order(row):
        return row.order

    def kind(self, row):
        kinds = self.pick.kinds
        return kinds.index(row.kind) if row.kind in kinds else len(kinds)

    def type(self, row):
        types, name = self.pick.types, row.kind + ":" + row.cls
        return types.index(name) if name in types else len(types)

    def surgery_score(self, rows):
        surgery = any(row.cls == "surgery" for row in rows)
        return self.score if surgery else lambda row: 0

    def choose(self, rows, layer, lost):
        """The row that is left; `lost` gets {order of a row: filter}."""
        self.pick = self.region.picks.get(layer) or self.region.picks[None]
        for name in self.pick.filters:
            if len(rows) == 1:
                break
            rank = getattr(self, name.replace("-", "_"))
            if name in ("surgery-score", "matched-operations"):
                rank = rank(rows)
            ranks = [rank(row) for row in rows]
            best = min(ranks)
            for row, value in zip(rows, ranks):
                if value != best:
                    lost[row.order] = name
            rows = [r for r, value in zip(rows, ranks) if value == best]
        for row in rows[1:]:
            lost[row.order] = "order"
        return rows[0]
