"""What a platform answers under settings that a test hides: cases drawn from a
region's catalogue, grouped and priced by the reference, a few
of them wrong by hand. For the tests of `pregroup calibrate`.
"""
import csv
import os
import random
import re

import kit
from dip import Grouper
from draw import Draw
from pages import tags_of, write_pages
from region import Region

HEADINGS = ["病案号", "DIP病种编码", "病种分值", "结算点数", "支付标准",
            "基金支付"]


def changed(text, changes):
    """region.xml with others' settings: pairs of what to look for, and what
    stands there instead."""
    for old, new in changes:
        text, count = re.subn(old, new, text)
        assert count == 1, (old, count)
    return text


class Truth:
    """A hospital's pages and the platform's rows, under the region `path` with
    `changes`; every `wrong`-th row has another case's group, every `silent`-th
    case no row. The truth's own region lies beside the other."""

    def __init__(self, folder, path, changes, count, seed=1, wrong=100,
                 silent=20):
        hidden = os.path.join(os.path.dirname(path), "hidden.xml")
        kit.write(hidden, changed(kit.read(path).decode(), changes))
        self.random = random.Random(seed)
        region = Region(hidden, kit.KNOWLEDGE)
        os.remove(hidden)
        draw = Draw(region, self.random)
        self.cases = [draw.case() for _ in range(count)]
        self.grouper = Grouper(region)
        self.pages = os.path.join(folder, "pages.xml")
        write_pages(self.pages, self.cases, self.tags)
        self.right, self.rows = {}, []
        self.answer(wrong, silent)
        self.official = os.path.join(folder, "official.csv")
        with open(self.official, "w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([HEADINGS, *self.rows])

    @staticmethod
    def tags(case, number):
        yield from tags_of(case, number)
        if "discharge_time" not in case.fields:
            yield "CYSJ", f"2025{1 + number % 6:02}15"

    def answer(self, wrong, silent):
        for number, case in enumerate(self.cases, 1):
            out = self.grouper.group(case)
            record, get = f"R{number:07d}", out.steps.get
            if not out.group:
                continue
            row = [record, out.group, out.row.score, get("points"),
                   get("standard"), get("fund")]
            self.right[record] = out.group
            if number % silent == 0:
                continue
            if wrong and number % wrong == 1 and self.rows:
                row[1] = self.random.choice(self.rows)[1]
            self.rows.append(["" if v is None else v for v in row])


def calibrate(path, truth, out, *words):
    """Status, output and errors of `calibrate`."""
    return kit.run("calibrate", path, truth.pages, truth.official, "-o", out,
                   *words)
