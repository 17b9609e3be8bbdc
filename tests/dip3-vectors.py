#!/usr/bin/env python3
"""Worked examples of the national DIP 3.0 scheme, one line each.

Each vector becomes a flat-2012 record; the program groups it by the region in
tests/regions/dip3, whose sheets are put into a workbook first. The second part
changes one setting of the region at a time: both readings of what the texts
leave open.
"""
import csv
import io
import os
from datetime import date, timedelta

import kit

SOURCE = f"{kit.TREE}/tests/regions/dip3"
BESIDE = ("综合病种", "手术操作类别")  # tables of the region's own, as CSV

# name, diagnoses, operations, (day-age, grams), expected. `!XQ`: any group
# but one that begins so; `?`: excluded; `+` behind a group: primary care.
VECTORS = [
    ("G1a", "K35.900", "47.0100", None, "JC-3625+"),
    ("G1b", "K35.800", "47.0100", None, "JC-3625+"),
    ("G2", "A41.900", "96.7201", None, "XQ-14"),
    ("G3a", "A41.900", "96.7201 39.9500x007", None, "XQ-13"),
    ("G3b", "I10.x00", "39.9500x007 96.7201", None, "XQ-13"),
    ("G4", "N18.500", "55.6901", None, "XQ-6"),
    ("G5a", "P07.000", "", (10, 1400), "XQ-17"),
    ("G5b", "P07.000", "", (10, 800), "XQ-16"),
    ("G5c", "P07.100", "", (20, 2300), "XQ-19"),
    ("G5d", "P07.100", "", (0, 1400), "XQ-17"),
    ("G5e", "P07.100", "", (10, 999), "XQ-16"),
    ("G5f", "P07.100", "", (10, 1000), "XQ-17"),
    ("G5g", "P22.000 P07.100", "96.7101", (10, 1000), "XQ-17"),
    ("G6", "P07.000", "", (40, 1400), "JC-4478"),
    ("G7a", "D18.000", "21.0300x003", None, "BX-332"),
    ("G7b", "D18.000", "21.0300x004", None, "BX-332"),
    ("G8a", "I20.000", "36.0700", None, "BX-609"),
    ("G8b", "I20.100", "36.0700", None, "BX-609"),
    ("G9a", "I70.100", "39.9016 39.5002", None, "BX-720"),
    ("G9b", "I70.100", "39.5002", None, "JC-3285"),
    ("G10a", "Z51.101 C80.900", "99.2503", None, "FZ-1774"),
    ("G10b", "Z51.101 C34.900", "99.2503", None, "FZ-1770"),
    ("G11", "Z51.101 C88.000", "99.2503 99.2800x006", None, "FZ-1784"),
    ("G12", "Z51.101 C91.000", "99.2503 99.2800x006 99.2800x005", None,
     "FZ-1793"),
    ("G13a", "Z51.801 C90.000", "99.2800x005", None, "FZ-1806"),
    ("G13b", "Z51.801 C81.900", "99.2800x006 99.2800x005", None, "FZ-1802"),
    ("G14a", "Z51.101", "", None, "JC-5111"),
    ("G14b", "Z51.101 C97.x00", "99.2503", None, "Z51-3"),
    ("G14c", "Z51.101 D18.000", "99.2503", None, "Z51-3"),
    ("G15a", "A15.100", "", None, "FZ-1837"),
    ("G15b", "A15.000x010", "", None, "FZ-1836"),
    ("G15c", "A16.200 U84.300", "", None, "FZ-1836"),
    ("G15d", "A17.000 U84.300", "", None, "FZ-1840"),
    ("G15e", "A15.100", "34.0401", None, "FZ-1829"),
    ("G15f", "A15.000x018", "", None, "FZ-1837"),
    ("G16a", "T21.200 T31.000", "", None, "FZ-1745"),
    ("G16b", "T21.200 T31.000", "86.2200x011", None, "FZ-1746"),
    ("G16c", "T21.200 T31.000", "86.6201", None, "FZ-1747"),
    ("G16d", "T21.300 T31.400", "", None, "FZ-1764"),
    ("G17", "H16.000", "11.6000", None, "JC-2975"),
    ("G18", "I25.100", "36.1200", None, "I25-4"),
    ("G19", "A09.000", "00.0100", None, "A09-1"),
    ("G20a", "K80.302", "51.2300", None, "BX-1029"),
    ("G20b", "K80.000x002", "51.2300", None, "K80-4"),
    ("G24a", "I50.900", "33.6x00", None, "XQ-1"),
    ("G24b", "N18.000", "55.6100", None, "XQ-6"),
    ("G24c", "C92.100", "41.0300", None, "XQ-9"),
    ("G24d", "I50.900", "37.5200x001", None, "XQ-12"),
    ("G24e", "K72.003", "50.9200x001", None, "XQ-15"),
    ("G25a", "J96.001", "39.6500", None, "XQ-11"),
    ("G25b", "J96.001", "96.7201", None, "XQ-14"),
    ("G25c", "J96.001", "96.7201 39.9500x007", None, "XQ-13"),
    ("G26a", "N18.500", "39.9500x007", None, "!XQ"),
    ("G26b", "J96.000", "96.7101", None, "!XQ"),
    ("G26c", "N18.500", "39.9500", None, "!XQ"),
    ("G27a", "P07.000", "", (10, 800), "XQ-16"),
    ("G27b", "P07.100", "", (10, 1200), "XQ-17"),
    ("G27c", "P07.100", "", (10, 1800), "XQ-18"),
    ("G27d", "P07.200", "", (10, 2300), "XQ-19"),
    ("G28a", "P07.200", "", (10, 3000), "!XQ"),
    ("G28b", "P59.900", "", (5, 3200), "JC-4513"),
    ("G29a", "A09.001", "44.1300x001", None, "BX-20"),
    ("G29b", "A40.900", "34.0401", None, "BX-26"),
    ("G29c", "A40.900", "93.9001", None, "BX-27"),
    ("G30a", "T20.200 T31.000", "", None, "FZ-1745"),
    ("G30b", "T20.200 T31.100", "", None, "FZ-1748"),
    ("G30c", "T20.200 T31.300", "", None, "FZ-1751"),
    ("G30d", "T20.200 T31.900", "", None, "FZ-1754"),
    ("G31", "T20.200 T31.000", "86.2201", None, "FZ-1746"),
    ("G31x", "T20.200 T31.000", "47.0100", None, "FZ-1745"),
    ("G32a", "T20.300 T31.000", "", None, "FZ-1755"),
    ("G32b", "T20.300 T31.200", "", None, "FZ-1760"),
    ("G32c", "T20.300 T32.900", "", None, "FZ-1767"),
    ("G33a", "Z51.101 C34.901", "99.2503", None, "FZ-1770"),
    ("G33b", "Z51.101 C34.901", "99.2503 99.2800x005", None, "FZ-1771"),
    ("G33c", "Z51.101 C34.901", "99.2503 99.2800x006", None, "FZ-1772"),
    ("G34", "Z51.101 C92.100", "99.2503", None, "FZ-1790"),
    ("G35a", "Z51.800 C34.901", "99.2800x005", None, "FZ-1794"),
    ("G35b", "Z51.800 C34.901", "99.2800x006", None, "FZ-1795"),
    ("G35c", "Z51.800 C34.901", "99.2800x005 99.2800x006", None, "FZ-1796"),
    ("G36", "Z51.800 C34.901", "99.2800", None, "!FZ"),
    ("G37a", "A17.000", "", None, "FZ-1841"),
    ("G37b", "A17.000 U84.300", "", None, "FZ-1840"),
    ("G37c", "A17.000", "03.3101", None, "FZ-1839"),
    ("G38a", "A19.900", "", None, "FZ-1857"),
    ("G38b", "A19.900", "33.2402", None, "FZ-1855"),
    ("G38c", "A19.900 U84.300", "33.2402", None, "FZ-1854"),
    ("G38x", "A19.900", "47.0100", None, "FZ-1857"),
    ("G39a", "A01.000", "", None, "JC-1858"),
    ("G39b", "A01.000", "00.2900x001", None, "JC-1858"),
    ("G39c", "A01.000", "00.3101", None, "JC-1858"),
    ("G40a", "J18.900", "", None, "JC-3414+"),
    ("G40b", "P07.000", "", (40, 1400), "JC-4478"),
    ("G40c", "Z51.101", "", None, "JC-5111"),
    ("G41a", "Z51.100", "99.2503", None, "?"),
    ("G41b", "A16.000", "", None, "?"),
    ("G41c", "Z99.100", "", None, "?"),
    ("G41d", "Z51.100x001", "", None, "JC-5111"),
    ("G41e", "A09.900x001", "", None, "JC-1868+"),
    ("G42a", "A09.900", "", None, "?"),
    ("G42b", "A09.000", "", None, "A09-1"),
    ("G42c", "A09.000", "45.2300", None, "A09-2"),
    ("G42d", "A09.000", "00.0901", None, "A09-3"),
    ("G42e", "A09.000", "00.7000x001", None, "A09-4"),
    ("G42f", "A09.000", "00.6600x004", None, "A09-4"),
    ("G42g", "A09.000", "89.5200", None, "A09-1"),
    ("G42h", "G01.x00*", "", None, "G01*-1"),
    ("G42i", "G01.x00", "47.0100", None, "G01*-4"),
    ("G43a", "T30.200 T31.100", "", None, "T30-1"),
    ("G43b", "T30.100 T31.100", "", None, "T30-1"),
    ("G43c", "T31.100", "", None, "T31-1"),
    ("G45a", "D24.x00", "85.2300x001", None, "JC-D24-85+"),
    ("G45b", "K35.800", "47.0100", None, "JC-3625+"),
    ("G45c", "I20.000", "", None, "JC-I20-0"),
    ("G45d", "J18.900", "96.7101", None, "J18-3"),
    # The three kinds of excluded principal operation, beyond the vectors.
    ("range-in", "A09.000", "45.2302", None, "BX-20"),
    ("range-out", "J18.900", "45.2302", None, "JC-3414+"),
    ("skip-to-next", "K35.800", "00.3101 47.0100", None, "JC-3625+"),
    ("conservative-first", "K35.800", "00.0100 47.0100", None, "!JC"),
    ("main-not-first", "N18.500", "39.9500 55.6901", None, "!XQ"),
]

# name, what stands in region.xml, what takes its place, a vector.
READINGS = [
    ("scope-operation", "", "", "J96.001", "00.0100 96.7201", "XQ-14"),
    ("scope-case", 'conservative-operation="operation"',
     'conservative-operation="case"', "J96.001", "00.0100 96.7201", "J96-1"),
    ("diagnosis-prefix", 'system="diagnosis" match="exact"',
     'system="diagnosis" match="prefix"', "K80.000x002", "51.2300", "?"),
    ("operation-prefix", 'system="procedure" match="exact"',
     'system="procedure" match="prefix"', "Z51.801 C34.900", "99.2800x005",
     "!FZ"),
    ("advance-any", 'diagnosis="none" operation="principal"',
     'diagnosis="none" operation="any"', "N18.500", "39.9500 55.6901", "XQ-6"),
    ("outside-next", 'outside-range="conservative"', 'outside-range="next"',
     "J96.000", "45.2302 96.7101", "J96-3"),
    ("related-kept", 'conservative-related="removed"',
     'conservative-related="kept"', "J96.000", "96.7101 11.6000", "J96-3"),
    ("newborn-principal",
     'diagnosis="any" conservative-row="any"',
     'diagnosis="principal" conservative-row="any"', "P22.000 P07.100", "",
     "-"),
    ("burn-strict",
     '细分-烧伤" layer="细分" group-prefix="FZ-"\n'
     '             operation="principal" conservative-row="any"',
     '细分-烧伤" layer="细分" group-prefix="FZ-"\n'
     '             operation="principal"', "T20.200 T31.000", "47.0100", "-"),
]


def rows_of(name):
    return list(csv.reader(io.StringIO(
        kit.read(f"{SOURCE}/{name}.csv").decode(), newline="")))


def write_tables(folder):
    """The sheets as a workbook, the region's own tables as they are."""
    names = sorted(n[:-4] for n in os.listdir(SOURCE) if n.endswith(".csv"))
    kit.write(f"{folder}/dip3.xlsx", kit.zipped(kit.workbook(
        {n: rows_of(n) for n in names if n not in BESIDE})))
    for name in BESIDE:
        kit.write(f"{folder}/{name}.csv", kit.read(f"{SOURCE}/{name}.csv"))


def record(name, diagnoses, operations, newborn):
    admission = date(2026, 3, 20)
    days, grams = newborn or (None, None)
    born = date(1960, 1, 1) if days is None else \
        admission - timedelta(days=days)
    return kit.record({
        "BAH": name, "ZYCS": "1", "XM": "测试" + name, "XB": "1",
        "RYSJ": admission.strftime("%Y%m%d"), "CYSJ": "20260328",
        "XSECSTZ": grams, "CSRQ": born.strftime("%Y%m%d"),
        **kit.coded(diagnoses.split(), operations.split())})


def group_all(folder, region, cases):
    """The grouping of each case, in order."""
    path = kit.write(f"{folder}/region.xml", region)
    pack = f"{folder}/dip3.pack"
    built = kit.build(path, pack)
    if built.status != 0:
        raise kit.Failure(built.err)
    pages = kit.write(f"{folder}/pages.xml",
                      kit.pages(*[record(*c) for c in cases]))
    groups = [one["grouping"] for one in kit.check("-p", pack, pages)]
    kit.equal("answers", len(groups), len(cases))
    return groups


def shown(grouping):
    if grouping["status"] == "excluded":
        return "?"
    mark = "+" if grouping["kind"] == "primary-care" else ""
    return (grouping["group"] or "-") + mark


def fault(grouping, expected):
    got = shown(grouping)
    good = (not got.startswith(expected[1:]) if expected[0] == "!"
            else got == expected)
    return "" if good and grouping["why"] else \
        f"{got}, not {expected}; why: {grouping['why']}"


def reading(folder, region, name, old, new, diagnoses, operations, expected):
    kit.holds("region.xml", region, old)
    newborn = (10, 1000) if "P07" in diagnoses else None
    grouping, = group_all(folder, region.replace(old, new),
                          [(name, diagnoses, operations, newborn)])
    return fault(grouping, expected)


def main(folder):
    region = kit.read(f"{SOURCE}/region.xml").decode()
    write_tables(folder)
    groups = group_all(folder, region, [v[:4] for v in VECTORS])
    for vector, grouping in zip(VECTORS, groups):
        kit.verdict(vector[0], fault(grouping, vector[4]))
    for one in READINGS:
        kit.judge(one[0], reading, folder, region, *one)


kit.few_rules()
kit.main(main)
