"""A case, and what of its codes takes part in grouping."""
import datetime
from dataclasses import dataclass, field
from decimal import Decimal

from codes import code_of, diagnosis_of, in_ranges
from tables import is_empty


@dataclass
class Case:
    dx: list                     # as recorded, the principal one first
    ops: list                    # as recorded; empty texts keep their place
    cost: Decimal = None
    paid: Decimal = None
    insurance: str = "other"
    days: int = None
    fields: dict = field(default_factory=dict)  # by name, of other fields
    levels: list = field(default_factory=list)  # of ops; None: not told
    way: str = ""                # of payment, as the front page writes it

    def rows(self):
        """Lists of the record for expressions."""
        dx = [{"code": diagnosis_of(d), "row": Decimal(n)} if d.strip()
              else None for n, d in enumerate(self.dx, 1)]
        levels = self.levels + [None] * len(self.ops)
        ops = [{"code": code_of(o) or None, "level": level,
                "row": Decimal(n)} if o.strip() or level else None
               for n, (o, level) in enumerate(zip(self.ops, levels), 1)]
        return {"diagnoses": dx, "procedures": ops}

    def names(self):
        """Single fields for expressions."""
        cost = self.cost if self.cost is not None and self.cost > 0 else None
        out = {"cost": cost, "total_cost": self.cost,
               "patient_paid": self.paid, "insurance": self.insurance,
               "stay_days": None if self.days is None else Decimal(self.days)}
        day = self.fields.get("discharge_time")
        if isinstance(day, datetime.date):
            out["month"] = day.strftime("%Y-%m")
        out["hospital"] = self.fields.get("organization_code")
        out.update(self.fields)
        return out


class Codes:
    """The codes of one case under a region's rules.

    `dx`: diagnoses, mapped, the principal one first; `ops`: operations that
    can meet a part; `principal`: the principal operation or None; `related`:
    the operations but the principal one; `cls`: the class of the case."""

    def __init__(self, region, case):
        self.region = region
        self.dx = ["" if is_empty(d) else region.codes.mapped("diagnosis", d)
                   for d in case.dx] or [""]
        ops = [region.codes.mapped("procedure", op) for op in case.ops
               if op.strip()]
        if region.gray_ignored:
            ops = [op for op in ops
                   if op not in region.codes.gray["procedure"]]
        self.ops = [op for op in dict.fromkeys(ops)
                    if self.role(op)[0] != "dropped"]
        self.find_principal()
        self.cls = region.highest([self.principal] if region.by_principal
                                  and self.principal else
                                  [] if region.by_principal else self.ops)
        self.all_conservative = (self.principal is None or region.highest(
            self.ops) == "conservative")

    def role(self, op):
        return self.region.excluded.find("procedure", op) or ("", [])

    def way(self, op):
        """What becomes of an operation at the principal place: taken, next
        or conservative."""
        role, ranges = self.role(op)
        if role == "not-principal":
            return "next"
        if role == "conservative":
            return "conservative"
        if role == "within" and not in_ranges(self.dx[0], ranges):
            return "next" if self.region.outside_next else "conservative"
        return "taken"

    def find_principal(self):
        self.principal = None
        for op in self.ops:
            way = self.way(op)
            if way == "next":
                continue
            if way == "taken":
                self.principal = op
            else:
                self.ops = ([] if self.region.whole_case else
                            [o for o in self.ops if o != op])
            break
        if not self.region.related_kept:
            self.ops = [op for op in self.ops
                        if self.role(op)[0] != "conservative"]

    def related(self):
        return [op for op in self.ops if op != self.principal]
