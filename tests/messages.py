#!/usr/bin/env python3
"""Messages in JSON through `check --record`: what is read from where, in every
encoding and envelope, and what is said of broken ones.
"""
import re

import kit
from kit import verdict


def check(data):
    return kit.check("--record", "-", stdin=data)


def structure(result):
    """Findings about bytes and structure: rule, tag, line."""
    return [(f["rule"], f["tag"], f["line"]) for f in result["findings"]
            if f["rule"].startswith("STR")]


LIST = """{
 "infno": "4101",
 "input": {
  "setlinfo": {
   "medcasno": "T1", "psn_name": "石榴试", "gend": 1, "hi_type": "310",
   "refldept_dept": "内科→外科", "psn_selfpay": 12.50, "psn_ownpay": 1e1,
   "emp_name": null, "act_ipt_days": 7, "vent_used_dura": "1/2/30",
   "odd": "x"
  },
  "payinfo": [{"fund_pay_type": "310100", "fund_payamt": 90071992547409.93}],
  "diseinfo": [
   {"diag_type": "1", "maindiag_flag": "0", "diag_code": "I10.x00"},
   {"diag_type": "2", "maindiag_flag": "1", "diag_code": "A04.02.01"},
   {"diag_type": "1", "maindiag_flag": "1",
    "diag_code": "i20.000", "odd": "y"},
   {"diag_type": "3", "maindiag_flag": "0", "diag_code": "B05.01"},
   {"diag_type": "1", "diag_code": "E11.900", "odd": "z"}
  ],
  "iteminfo": [{"med_chrgitm": "05", "amt": "0.1"},
               {"med_chrgitm": "06", "amt": 0.2}],
  "oprninfo": [
   {"oprn_oprt_type": "2", "oprn_oprt_code": "88.5500"},
   {"oprn_oprt_type": "1", "oprn_oprt_code": "36.0700x004"}
  ],
  "icuinfo": [{"scs_cutd_ward_type": "*", "scs_cutd_sum_dura": "0/0/0"},
              {"scs_cutd_ward_type": "7", "scs_cutd_sum_dura": "2/12/0"}]
 }
}
"""


def codes(fields, name):
    return [row.get("code") for row in fields.get(name, [])]


def test_content():
    result, = check(LIST)
    fields = result["fields"]
    verdict("the principal diagnosis first, the others as they come",
            codes(fields, "diagnoses") != ["I20.000", "I10.x00", "E11.900"]
            and codes(fields, "diagnoses"))
    verdict("Chinese medical diagnoses in a list of their own",
            codes(fields, "tcm_diagnoses") != ["A04.02.01", "B05.01"]
            and fields.get("tcm_diagnoses"))
    verdict("the principal operation first",
            codes(fields, "procedures") != ["36.0700x004", "88.5500"]
            and codes(fields, "procedures"))
    verdict("a ward of * does not count",
            [row["duration"] for row in fields["icu_stays"]] != [60]
            and fields["icu_stays"])
    wanted = {"sex": "1", "stay_days": 7, "total_cost": 0.3,
              "self_pay": 12.5, "transfer_departments": "内科→外科",
              "ventilator_duration": 26.5}
    verdict("values as they are written",
            [key for key in wanted if fields.get(key) != wanted[key]])
    verdict("null is nothing", fields.get("employer"))
    text = kit.run("check", "-f", "json", "--record", "-", stdin=LIST).out
    verdict("an amount beyond a binary number's digits stays exact",
            "90071992547409.93" not in text and fields["fund_payments"])
    notes = {f["rule"]: f for f in result["findings"]}
    verdict("a finding names path and line", (
        notes["FMT027"]["tag"], notes["FMT027"]["line"]) !=
        ("diseinfo[3].diag_code", 15) and notes["FMT027"])
    verdict("unknown names are told once for all rows",
            "2 处标签不认识，已忽略：setlinfo.odd、diseinfo[].odd" not in
            notes["STR007"]["message"] and notes["STR007"]["message"])


def test_encodings():
    """The same message in every encoding: the same content."""
    usual = check(LIST)[0]
    for codec, name in (("gb18030", "gb18030"), ("utf-16-le", "utf-16le"),
                        ("utf-16-be", "utf-16be"), ("utf-8-sig", "utf-8"),
                        ("utf-16", "utf-16le")):
        result, = check(LIST.encode(codec))
        verdict(f"{codec}: the same content",
                result["fields"] != usual["fields"] and "it differs")
        verdict(f"{codec} is told as {name}",
                result["record"]["encoding"] != name
                and result["record"]["encoding"])
    verdict("GB18030 is against the standard, and told",
            "STR003" not in [f["rule"] for f in
                             check(LIST.encode("gb18030"))[0]["findings"]]
            and "STR003 is missing")


def test_names():
    """Names as programs' own conventions write them: the same content."""
    usual = check(LIST)[0]["fields"]
    for name, change in (
            ("camelCase", lambda m: re.sub("_(.)", lambda c: c[1].upper(),
                                           m[0])),
            ("capitals", lambda m: m[0].upper()),
            ("no _", lambda m: m[0].replace("_", ""))):
        result, = check(re.sub(r'"\w+":', change, LIST))
        verdict(f"{name}: the same content",
                result["fields"] != usual and result["fields"])
    page, = check('{"x":[{"BAH":"T1","JBDM":"I20.000","ZDXX":[{"JBDM":'
                  '"I10.x00"},{"JBDM":"E11.900"}]}]}')
    verdict("a page by the tags of XML, children are rows",
            (page["record"]["dialect"], codes(page["fields"], "diagnoses"))
            != ("flat-2012", ["I20.000", "I10.x00", "E11.900"]) and page)
    page, = check('{"BAH":"T1","JBDM":"I20.000","ZB_JBBM":"A04.02.01"}')
    verdict("a member that marks another dialect",
            page["record"]["dialect"] != "tcm-2012" and page["record"])


SHORT = '{"setlinfo":{"medcasno":"T%d"}}'


def test_envelopes():
    shapes = {
        "bare": SHORT % 1 + SHORT % 2,
        "lines": SHORT % 1 + "\n" + SHORT % 2 + "\n",
        "array": "[" + SHORT % 1 + ",\n" + SHORT % 2 + "]",
        "envelopes": '{"input":' + SHORT % 1 + '}\n{"input":' + SHORT % 2
                     + "}",
        "deep": '{"a":{"b":[{"input":' + SHORT % 1 + '},{"input":'
                + SHORT % 2 + "}]}}",
    }
    for name, text in shapes.items():
        found = [(one["record"]["index"], one["record"]["case_no"])
                 for one in check(text)]
        verdict(f"{name}: both messages",
                found != [(1, "T1"), (2, "T2")] and found)


BROKEN = {
    "a comma is missing": (
        '{"setlinfo":{\n "medcasno":"T1"\n "gend":"1"}}', "第 3 行第 2 列"),
    "a comma too many": ('{"setlinfo":{"medcasno":"T1",}}', "第 1 行第 30 列"),
    "a quote is missing": (
        '{"setlinfo":{"medcasno":"T1,\n "gend":"1"}}', "第 1 行第 25 列"),
    "a name twice": (
        '{"setlinfo":{"medcasno":"T1","medcasno":"T2"}}', "写了两次"),
    "not a value": ('{"setlinfo":{"medcasno":T1}}', "第 1 行第 25 列"),
}


def test_broken():
    for name, (text, part) in BROKEN.items():
        results = check(text + "\n" + SHORT % 2)
        notes = [f["message"] for f in results[0]["findings"]
                 if f["rule"] == "STR001"]
        verdict(f"{name}: where and what",
                not any(part in one for one in notes) and notes)
        verdict(f"{name}: the next message is read", (
            len(results) != 2 or results[1]["record"]["case_no"] != "T2")
            and [one["record"] for one in results])
    first, = check('{"setlinfo":{"medcasno":"T1","psn_name":"石')
    verdict("a file that ends in a message",
            structure(first)[:1] != [("STR020", None, 1)] and structure(first))
    many = '{"setlinfo":{"medcasno":"T1"},"x":[' + "[]," * 9000 + "[]]}"
    verdict("too many values are a limit, not a crash",
            [s[0] for s in structure(check(many)[0])] != ["STR019"]
            and structure(check(many)[0]))


def test_odd():
    one, = check('{"setlinfo":{"medcasno":"T1"},"diseinfo":'
                 '{"diag_code":"I10.x00"}}')
    verdict("a lone object is a row",
            codes(one["fields"], "diagnoses") != ["I10.x00"] and one["fields"])
    one, = check('{"setlinfo":{"medcasno":"T\\u0001\\uDBFC\\uDC00&<1"}}')
    verdict("control characters and our own marks do not get through",
            one["record"]["case_no"] != "T\ufffd&<1"
            and one["record"]["case_no"])
    one, = check('{"setlinfo":{"medcasno":"T1","psn_selfpay":1,"psn_ownpay":2},'
                 '"payinfo":[{"fund_pay_type":"310100","fund_payamt":3}],'
                 '"iteminfo":[{"med_chrgitm":"05","amt":9}]}')
    verdict("a total that was reckoned has no value of the file",
            [f["value"] for f in one["findings"] if f["rule"] == "FEE024"]
            != [None] and one["findings"])
    one, = check('{"baseinfo":{"medcasno":"T1","medfee_sumamt":10.10},'
                 '"diseinfo":[{"diag_code":"A","vali_flag":"0"},'
                 '{"diag_code":"I10.x00","vali_flag":"1"}]}')
    verdict("4401: rows that are not valid do not count", (
        one["record"]["dialect"] != "yb-4401" or
        codes(one["fields"], "diagnoses") != ["I10.x00"] or
        one["fields"]["total_cost"] != 10.1) and one["fields"])


def main(_):
    if not kit.reads_json("messages"):
        return
    test_content()
    test_encodings()
    test_names()
    test_envelopes()
    test_broken()
    test_odd()


kit.main(main)
