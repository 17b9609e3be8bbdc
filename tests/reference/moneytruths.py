"""Bureaus whose rules are hidden from `pregroup calibrate`: stays of a hospital,
drawn by a seed, and what the platform makes of them, by decimal and by hand.

A truth says how points, standard and fund come about; nothing here reads a
region or asks the program.
"""
import random
import re
from decimal import Decimal as D

import kit
from kit import rounded


def plain(number):
    """Without zeros at the end, as a workbook gives it."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


# ---- the hospital

KINDS = (["core"] * 6 + ["primary-care", "tcm"] + ["core"] * 2)
KIND_WORDS = {"core": "核心", "primary-care": "基层", "tcm": "中医"}


def keys():
    """Diagnoses with a fourth digit."""
    for row in kit.table(f"{kit.KNOWLEDGE}/icd10.csv"):
        digit = re.match(r"\d", row["fourth"] or "")
        if re.fullmatch(r"[A-N]\d\d", row["code"]) and digit and \
                not (row["sex"] or row["age"] or row["principal"]):
            yield f"{row['code']}.{digit.group()}"


def groups(seed, unit, kinds=tuple(KINDS), count=60):
    """The catalogue: a diagnosis is a group."""
    draw = random.Random(seed)
    dx = keys()
    table = []
    for n in range(count):
        mean = rounded(D(draw.lognormvariate(9.2, 0.7)), 2)
        table.append({
            "group": f"G{n:02}", "kind": kinds[n % len(kinds)],
            "dx": next(dx), "mean": mean,
            "score": rounded(mean / 7850 * unit, 4 if unit != 100 else 2),
            "cost_factor": rounded(D(draw.uniform(0.85, 1.15)), 4)})
    return table


def stays(seed, count, table):
    draw = random.Random(seed * 7 + 1)
    for n in range(count):
        group = table[min(int(draw.expovariate(0.06)), len(table) - 1)]
        cost = rounded(group["mean"] * D(draw.lognormvariate(-0.05, 0.5)), 2)
        yield {**group, "record": f"R{n:05}", "cost": cost,
               "month": 1 + draw.randrange(6),
               "insurance": "employee" if draw.random() < 0.6 else "resident",
               "age": draw.randrange(20, 90),
               "paid": rounded(cost * D(draw.uniform(0.1, 0.45)), 2)}


def page(stay):
    """The stay's front page."""
    return kit.patient(
        BAH=stay["record"], JBDM=stay["dx"] + "00", ZYZD=None,
        NL=stay["age"], CSRQ=f"{2025 - stay['age']}-01-01",
        ZFY=stay["cost"], ZFJE=stay["paid"],
        YLFKFS="1" if stay["insurance"] == "employee" else "2",
        RYSJ=f"2025-{stay['month']:02}-01", CYSJ=f"2025-{stay['month']:02}-08")


def catalogue(table):
    lines = ["编码,名称,类型,诊断,操作,分值,次均费用,成本系数"]
    lines += [",".join((g["group"], g["group"], KIND_WORDS[g["kind"]], g["dx"],
                        "", str(g["score"]), str(g["mean"]),
                        str(g["cost_factor"]))) for g in table]
    return "\n".join(lines) + "\n"


# ---- the bureaus

class Truth:
    """The usual rules of DIP."""
    unit = 1000          # points of a case of the city's mean cost
    region = "literal"   # what the hospital begins with (REGIONS)
    kinds = tuple(KINDS)  # of the groups, in turn
    told = ("points", "value", "standard", "fund")
    factor = D("1.0532")
    values = {"employee": D("7.6923"), "resident": D("6.8817")}
    low, high, share, places = D("0.5"), D(2), D(1), 4
    # Words of the values that must be found exactly.
    exact = {"factor": "1.0532", "high": "2"}

    def own(self, stay):
        return self.factor

    def value(self, stay):
        return self.values[stay["insurance"]]

    def score(self, stay):
        return stay["score"]

    def ratio(self, stay):
        return stay["cost"] / stay["mean"]

    def limit(self, stay):
        return self.high

    def multiplier(self, stay):
        x, own, limit = self.ratio(stay), self.own(stay), self.limit(stay)
        if x > limit:
            return (1 + (x - limit) * self.share) * own
        return x * own if x < self.low else own

    def fund(self, stay, standard):
        return max(D(0), standard - stay["paid"])

    def answer(self, stay):
        points = rounded(self.score(stay) * self.multiplier(stay), self.places)
        standard = rounded(points * self.value(stay), 2)
        return {"points": points, "value": self.value(stay),
                "standard": standard,
                "fund": rounded(self.fund(stay, standard), 2)}


class Usual(Truth):
    pass


class Share(Truth):
    """Another share beyond, and no level for primary care."""
    factor, high, share, low = D("1.07"), D("2.5"), D("0.7"), D("0.45")
    exact = {"factor": "1.07", "high": "2.5", "share": "0.7"}

    def own(self, stay):
        return D(1) if stay["kind"] == "primary-care" else self.factor

    def fund(self, stay, standard):
        return standard - stay["paid"]


class Within(Truth):
    """The level stands within the brackets; low cases and extreme ones have
    none; fund by a ratio."""
    factor, values = D("1.05"), {"employee": D("8.1"), "resident": D("8.1")}
    exact = {"factor": "1.05", "high": "2", "fund": "0.78"}

    def multiplier(self, stay):
        x = self.ratio(stay)
        if x > 5:
            return self.factor
        if x > 2:
            return x - 2 + self.factor
        return x if x <= D("0.5") else self.factor

    def fund(self, stay, standard):
        return standard * D("0.78")


class Banded(Truth):
    """The limit falls with the score."""
    factor, share, low, places = D("0.9875"), D("0.7"), D("0.4"), 2
    exact = {"factor": "0.9875", "high": "2", "share": "0.7"}

    def limit(self, stay):
        return D(3) if stay["score"] <= 1000 else \
            D("2.5") if stay["score"] <= 2000 else D(2)


class Reference(Truth):
    """Compared with what a normal case is paid; nothing for high ones."""
    factor, values = D("1.1"), {"employee": D("8.3251"),
                                "resident": D("7.9")}
    region = "reference"
    exact = {"factor": "1.1"}

    def multiplier(self, stay):
        x = stay["cost"] / (stay["score"] * self.factor * self.value(stay))
        return x * self.factor if x < self.low else self.factor

    def fund(self, stay, standard):
        return min(standard, stay["cost"]) - stay["paid"]


class Monthly(Truth):
    """Point values by month, factors by kind."""
    factor, high = D("1.02"), D("2.5")
    region = "blank"
    exact = {"factor": "1.02", "high": "2.5"}

    def own(self, stay):
        return {"primary-care": D(1), "tcm": self.factor * D("1.05")}.get(
            stay["kind"], self.factor)

    def value(self, stay):
        return self.values[stay["insurance"]] + D("0.0137") * stay["month"]


class Scores(Truth):
    """Two scores are not the catalogue's."""
    high, low = D(3), D("0.35")
    new = {"G01": D("1234.5"), "G05": D("987.6543")}
    exact = {"factor": "1.0532", "high": "3", "score G01": "1234.5",
             "score G05": "987.6543"}

    def score(self, stay):
        return self.new.get(stay["group"], stay["score"])


class Points(Truth):
    """DRG points: a factor of cost, none of it for low and high ones."""
    unit, region = 100, "drg"
    values = {"employee": D("83.4512"), "resident": D("79.0031")}
    exact = {"high": "2.5"}

    def limit(self, stay):
        return D(3) if stay["score"] <= 100 else \
            D("2.5") if stay["score"] <= 200 else D(2)

    def multiplier(self, stay):
        x, limit = self.ratio(stay), self.limit(stay)
        if x < D("0.4"):
            return min(x, D(1))
        return stay["cost_factor"] + max(x - limit, D(0))


class Weights(Truth):
    """DRG weights and a rate."""
    unit, factor, high = 1, D(1), D(3)
    values = {"employee": D("9241.37"), "resident": D("8120.5")}
    exact = {"high": "3"}


class Fixed(Truth):
    """Low cases with a reduction, high ones by one multiple."""
    factor = D("1.2")
    exact = {"factor": "1.2"}

    def multiplier(self, stay):
        x = self.ratio(stay)
        if x < D("0.5"):
            return x * D("0.9") * self.factor
        return self.factor * D("1.3") if x > 2 else self.factor


class Money(Truth):
    """The platform gives no points; the hospital knows its level factor."""
    told, region = ("standard", "fund"), "level"
    factor, high, share = D("1.05"), D("2.5"), D("0.8")
    exact = {"high": "2.5", "share": "0.8"}


class Capped(Truth):
    """A factor of the insurance, and a cap."""
    exact = {"factor": "1.0532", "high": "2"}

    def own(self, stay):
        return self.factor * (1 if stay["insurance"] == "employee"
                              else D("0.97"))

    def multiplier(self, stay):
        x, own = self.ratio(stay), self.own(stay)
        if x > 2:
            return min(x - 1, D(2)) * own
        return x * own if x < self.low else own


class Exempt(Truth):
    """A cap that the region does not have, and a kind that few cases have,
    which the region excepts from the level factor."""
    region, kinds = "exempt", ("core",) * 28 + ("primary-care",) + \
        ("core",) * 31
    factor, low, high, share = D("1.08"), D("0.45"), D("2.2"), D("0.8")
    exact = {"factor": "1.08"}
    # Written by the names of sets that may stay, and with the exception.
    written = ("x > high_at", "x < low_at", "min(1.5,",
               "if(kind = 'primary-care', 1, level_factor)")

    def own(self, stay):
        return D(1) if stay["kind"] == "primary-care" else self.factor

    def multiplier(self, stay):
        most = D("1.5") if self.ratio(stay) > self.high else D(9)
        return min(super().multiplier(stay), most * self.own(stay))


class Old(Exempt):
    """The same cap; what is excepted is no kind that a formula found knows."""
    region, kinds = "old", ("core",)

    def own(self, stay):
        return D(1) if stay["age"] >= 88 else self.factor


class Root(Truth):
    """High cases by a root: no form that is known."""
    strange = "points"

    def multiplier(self, stay):
        x = self.ratio(stay)
        if x > 2:
            return (x / 2).sqrt() * self.factor
        return x * self.factor if x < self.low else self.factor


class Aged(Truth):
    """A factor that grows with age."""
    strange = "points"

    def own(self, stay):
        return self.factor + D("0.001") * stay["age"]


class Tiered(Truth):
    """A fund with a deduction that nobody knows."""
    strange = "fund"

    def fund(self, stay, standard):
        return max(D(0), standard - stay["paid"] -
                   min(standard / 10, D(stay["age"] * 10)))


TRUTHS = [Usual, Share, Within, Banded, Reference, Monthly, Scores, Points,
          Weights, Fixed, Money, Capped, Exempt]
STRANGE = [Root, Aged, Tiered]

# ---- the regions that a hospital begins with: other numbers, or blanks

VALUES = """<set name="point_value" label="点值" insurance="employee" {0}/>
<set name="point_value" label="点值" insurance="resident" {0}/>
"""
MONEY = """<let name="standard" value="points * point_value" round="2"/>
<let name="fund" value="max(0, standard - patient_paid)" round="2"/>"""
BLANK = 'fill="由医保局公布"'
LITERAL = VALUES.format('value="7"') + """
<set name="level_factor" label="等级系数" value="1"/>
<let name="ratio" value="cost / mean_cost"/>
<let name="low_limit" value="0.6 * mean_cost"/>
<let name="high_limit" value="1.8 * mean_cost"/>
<let name="deviation" value="if(ratio &gt; 1.8, 'high', ratio &lt; 0.6, 'low', 'normal')"/>
<let name="adjusted" value="if(ratio &gt; 1.8, (ratio - 1.8 + 1) * score, ratio &lt; 0.6, ratio * score, score)"/>
<let name="points" value="adjusted * level_factor"/>
""" + MONEY
NAMED = VALUES.format(BLANK) + f"""
<set name="level_factor" {BLANK}/><set name="primary_factor" {BLANK}/>
<set name="low_at" {BLANK}/><set name="high_at" {BLANK}/>
<set name="low_inclusive" {BLANK}/><set name="high_inclusive" {BLANK}/>
<let name="x" value="cost / mean_cost"/>
<let name="deviation" value="if(x &gt; high_at or x = high_at and high_inclusive = 1, 'high',
  x &lt; low_at or x = low_at and low_inclusive = 1, 'low', 'normal')"/>
<let name="low_limit" value="low_at * mean_cost" round="2"/>
<let name="high_limit" value="high_at * mean_cost" round="2"/>
<let name="adjusted" value="if(deviation = 'high', (x - high_at + 1) * score, deviation = 'low', x * score, score)"/>
<let name="points" value="adjusted * if(kind = 'primary-care', primary_factor, level_factor)" round="4"/>
""" + MONEY
STANDARD = VALUES.format('value="7"') + """
<set name="level_factor" value="1.05"/>
<let name="reference" value="score * level_factor * point_value"/>
<let name="ratio" value="cost / reference"/>
<let name="deviation" value="if(ratio &lt; 0.4, 'low', 'normal')"/>
<let name="points" value="score * level_factor * if(ratio &lt; 0.4, ratio, 1)" round="4"/>
""" + MONEY
DRG = VALUES.format(BLANK) + f"""
<set name="low_at" {BLANK}/><set name="band_1" {BLANK}/>
<set name="band_2" {BLANK}/><set name="high_1" {BLANK}/>
<set name="high_2" {BLANK}/><set name="high_3" {BLANK}/>
<let name="high_at" value="if(score &lt;= band_1, high_1, score &lt;= band_2, high_2, high_3)"/>
<let name="x" value="cost / mean_cost"/>
<let name="deviation" value="if(x &gt; high_at, 'high', x &lt; low_at, 'low', 'normal')"/>
<let name="extra" value="if(deviation = 'high', (x - high_at) * score, 0)"/>
<let name="points" value="if(deviation = 'low', min(x, 1) * score, score * default(factor_cost, 1) + extra)" round="4"/>
""" + MONEY
REGIONS = {"literal": LITERAL, "level": LITERAL.replace(
    'label="等级系数" value="1"', 'label="等级系数" value="1.05"'),
            "blank": NAMED, "reference": STANDARD,
           "drg": DRG}
EXEMPT = VALUES.format(BLANK) + f"""
<set name="level_factor" {BLANK}/><set name="low_at" value="0.45"/>
<set name="high_at" value="2.2"/><set name="share" value="0.8"/>
<let name="x" value="cost / mean_cost"/>
<let name="deviation" value="if(x &gt; high_at, 'high', x &lt; low_at, 'low', 'normal')"/>
<let name="low_limit" value="low_at * mean_cost" round="2"/>
<let name="high_limit" value="high_at * mean_cost" round="2"/>
<let name="adjusted" value="if(x &gt; high_at, (1 + (x - high_at) * share) * score, x &lt; low_at, x * score, score)"/>
<let name="points" value="if(EXCEPTED, adjusted, adjusted * level_factor)" round="4"/>
""" + MONEY
REGIONS |= {name: EXEMPT.replace("EXCEPTED", words) for name, words in (
    ("exempt", "kind = 'primary-care'"), ("old", "age &gt;= 88"))}
COLUMNS = (*kit.COLUMNS, ("factor_cost", "成本系数"))


def write(folder, truth, count, seed, wrong=0.01):
    """The region, the stays' pages and the platform's file; the paths."""
    table = groups(seed, truth.unit, truth.kinds)
    draw = random.Random(seed + 99)
    names = {"points": "结算分值", "value": "点值", "standard": "支付标准",
             "fund": "基金支付"}
    lines = ["病案号,住院次数,病种编码," +
             ",".join(names[name] for name in truth.told)]
    pages = []
    for stay in stays(seed, count, table):
        answer = truth.answer(stay)
        if draw.random() < wrong:
            for name, places in (("points", truth.places), ("standard", 2)):
                answer[name] = rounded(
                    answer[name] * D(round(draw.uniform(0.5, 1.6), 3)), places)
        pages.append(page(stay))
        lines.append(f"{stay['record']},1,{stay['group']}," + ",".join(
            (plain if seed % 2 else str)(answer[name]) for name in truth.told))
    kit.write(f"{folder}/groups.csv", catalogue(table))
    return (kit.write(f"{folder}/region.xml",
                      kit.region(REGIONS[truth.region], COLUMNS)),
            kit.write(f"{folder}/pages.xml", kit.pages(*pages)),
            kit.write(f"{folder}/official.csv", "\n".join(lines) + "\n"))
