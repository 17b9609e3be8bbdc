"""python3 -m unittest discover -s tests; EXAMPLES is the folder with the
sample pages, PREGROUP_LIBRARY the library or its folder."""
import json
import os
import sys
import tempfile
import threading
import unittest
from dataclasses import asdict
from datetime import date
from decimal import Decimal

HERE = os.path.dirname(os.path.abspath(__file__))
EXAMPLES = os.environ.get("EXAMPLES", f"{HERE}/../../../examples")
sys.path.insert(0, f"{HERE}/..")

import pregroup  # noqa: E402


def sample(name):
    with open(f"{EXAMPLES}/{name}", "rb") as file:
        return file.read()


def plain(value):
    """A dataclass as the JSON has it."""
    if isinstance(value, dict):
        return {key.rstrip("_"): plain(one) for key, one in value.items()}
    return ([plain(one) for one in value]
            if isinstance(value, (list, tuple)) else value)


class Pregroup(unittest.TestCase):

    def setUp(self):
        self.engine = pregroup.Engine()
        self.addCleanup(self.engine.close)

    def test_clean_page(self):
        """The numbers of the example in docs/result.md."""
        result, = self.engine.check(sample("clean.xml"))
        self.assertEqual(result.findings, ())
        self.assertEqual(result.record.case_no, "D0000101")
        self.assertEqual(result.pack.region, "demo")
        self.assertEqual(
            (result.grouping.status, result.grouping.group,
             result.grouping.kind, result.grouping.score),
            ("grouped", "K35.8-J1", "primary-care", Decimal("1310.02")))
        paid = result.settlement
        self.assertEqual(
            (paid.status, paid.standard, paid.fund, paid.patient, paid.ratio,
             paid.deviation, paid.margin),
            ("priced", Decimal("10512.91"), Decimal("9192.31"),
             Decimal("1320.6"), Decimal("0.8369"), "normal",
             Decimal("1906.11")))
        self.assertTrue(paid.steps)
        self.assertIsNone(result.fields)
        self.assertIsNone(result.score)

    def test_mistakes(self):
        result, = self.engine.check(sample("mistakes.xml").decode("utf-8"))
        first = result.findings[0]
        self.assertEqual(
            (first.rule, first.severity, first.field, first.tag, first.index,
             first.value, first.verified),
            ("FMT027", "warning", "diagnoses.code", "JBDM2", 3, "i25.103",
             True))
        self.assertIn("error", {one.severity for one in result.findings})

    def test_gb18030(self):
        page = sample("wrong-encoding.xml")
        auto, = self.engine.check(page)
        told, = self.engine.check(page, encoding="gb18030")
        self.assertEqual(auto.record.encoding, "gb18030")
        self.assertEqual(told.grouping, auto.grouping)
        self.assertEqual(auto.grouping.name, "选择性剖宫产，子宫下段剖宫产")
        with self.assertRaises(ValueError):
            self.engine.check(page, encoding="big5")

    def test_every_key_is_a_member(self):
        """All options: what comes is what the JSON says."""
        texts = []
        original = pregroup._engine.read
        pregroup._engine.read = lambda kind, text: (
            texts.append(text), original(kind, text))[1]
        self.addCleanup(setattr, pregroup._engine, "read", original)
        with self.engine.session(score=True, why=True, record=True, digest=True,
                                 what_if=["codes", "procedures[2] first"]) as s:
            result, = s.check(sample("mistakes.xml").replace(
                b"<XM>", b"<HZXM>x</HZXM><XM>"))
        wanted = json.loads(texts[0], parse_float=Decimal)
        self.assertTrue(result.score.lost and result.what_if.carriers and
                        result.grouping.why_not and result.fields and
                        result.unknown_tags)
        self.assertEqual(plain(asdict(result)), wanted)
        info = self.engine.info()[0]
        self.assertEqual(plain(asdict(info)), json.loads(texts[1]))
        self.assertEqual((info.region, info.sample), ("demo", True))

    def test_options(self):
        page = sample("mistakes.xml")
        with self.engine.session() as session:
            bare, = session.check(page)
        self.assertEqual(bare, self.engine.check(page)[0])
        rule = bare.findings[0].rule
        with self.engine.session(only=f"rule={rule}") as session:
            result, = session.check(page)
        self.assertEqual({one.rule for one in result.findings}, {rule})
        with self.engine.session(skip=[f"rule={rule}", "rule=SEX*"],
                                 today=date(2025, 4, 1)) as session:
            result, = session.check(page)
        self.assertNotIn(rule, {one.rule for one in result.findings})
        with self.engine.session(stage="draft", record=False) as session:
            result, = session.check("<a/>")
        self.assertEqual(result.findings[0].rule, "STR021")

    def test_errors(self):
        with self.assertRaises(pregroup.PregroupError) as refused:
            pregroup.Engine("/nowhere/缺少.pack")
        self.assertEqual(refused.exception.status, 41)
        self.assertIn("缺少.pack", str(refused.exception))
        with tempfile.NamedTemporaryFile(suffix=".pack") as file:
            file.write(b"no pack")
            file.flush()
            with self.assertRaises(pregroup.PregroupError) as refused:
                pregroup.Engine(file.name)
        self.assertEqual(refused.exception.status, 30)
        with self.assertRaises(pregroup.PregroupError) as refused:
            self.engine.session(stage="final")
        self.assertEqual(refused.exception.status, 10)
        self.assertIn("1", str(refused.exception))
        with self.assertRaises(ValueError):
            self.engine.session(stage="draft\nwhy=yes")
        with self.assertRaises(OSError):
            pregroup.Engine(library="/nowhere/libpregroup_flat.so.1")

    def test_many_pages(self):
        """More than the buffer holds at first."""
        one = sample("mistakes.xml").decode("utf-8").partition("?>")[2]
        with self.engine.session() as session:
            results = session.check(f"<DATA>{one * 40}</DATA>")
            self.assertEqual([r.record.index for r in results],
                             list(range(1, 41)))
            self.assertEqual(len(session.check(one)), 1)
        self.assertEqual(len(self.engine.check(f"<DATA>{one * 40}</DATA>")),
                         40)

    def test_closed(self):
        session = self.engine.session()
        self.engine.close()
        self.engine.close()
        with self.assertRaises(ValueError):
            self.engine.check(b"<a/>")
        with self.assertRaises(pregroup.PregroupError):
            session.check(b"<a/>")
        session.close()
        with self.assertRaises(ValueError):
            session.check(b"<a/>")

    def test_threads(self):
        page, wrong = sample("mistakes.xml"), []
        wanted = self.engine.check(page)

        def work():
            try:
                with self.engine.session() as session:
                    for _ in range(50):
                        if session.check(page) != wanted or \
                                self.engine.check(page) != wanted:
                            wrong.append("another result")
            except Exception as why:  # pylint: disable=broad-except
                wrong.append(why)

        threads = [threading.Thread(target=work) for _ in range(4)]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
        self.assertEqual(wrong, [])

    def test_closing_while_others_run(self):
        page, started = sample("clean.xml"), threading.Barrier(5)
        wrong = []

        def work():
            started.wait()
            try:
                while True:
                    self.engine.check(page)
            except ValueError:
                pass  # closed, in words
            except Exception as why:  # pylint: disable=broad-except
                wrong.append(why)

        threads = [threading.Thread(target=work) for _ in range(4)]
        for one in threads:
            one.start()
        started.wait()
        self.engine.close()
        for one in threads:
            one.join()
        self.assertEqual(wrong, [])

    def test_version(self):
        self.assertGreaterEqual(pregroup.version(), 100)


if __name__ == "__main__":
    unittest.main()
