"""A Python host: libpregroup_flat.so through ctypes, in UTF-8 and GB18030.

Environment: FLAT (path of the object).
"""
import sys

sys.path.append(sys.path[0] + "/..")

import kit  # noqa: E402
from flatface import CODECS, GB18030, UTF8, Flat, Refused  # noqa: E402
from kit import verdict  # noqa: E402


def check(flat, engine, page, encoding):
    """The results of a page, after asking for the size."""
    return kit.results(flat.run(engine, page, encoding)
                       .decode(CODECS[encoding]))


def sample(name):
    return kit.read(f"{kit.TREE}/examples/{name}")


def test_encodings(flat, engine):
    """The same page in both encodings: the same result but for its word."""
    page = sample("mistakes.xml").decode("utf-8")
    page = page.replace("D0000102", "㐂堃102")
    results = {}
    for encoding in (UTF8, GB18030):
        codec = CODECS[encoding]
        results[encoding] = check(flat, engine, page.encode(codec), encoding)
        record = results[encoding][0]["record"]
        wrong = record["case_no"] != "㐂堃102" and record["case_no"]
        verdict(f"a page in {codec} comes back in {codec}", wrong)
        wrong = record.pop("encoding")
        verdict(f"{codec} is told as such", wrong != codec and wrong)
    # The label says UTF-8 in both: one finding more where it lies.
    ours = [[f for f in results[e][0]["findings"] if f["rule"] != "STR002"]
            for e in (UTF8, GB18030)]
    verdict("both encodings give the same findings",
            ours[0] != ours[1] and "they differ")
    bare = page[page.index("?>") + 2:].encode("gb18030")
    for encoding, wanted in ((0, True), (GB18030, False)):
        found = "STR003" in [f["rule"] for f in check(
            flat, engine, bare, encoding)[0]["findings"]]
        verdict("a label is missed only where the caller does not tell: "
                f"{encoding}", found != wanted and found)
    parts = [(results[e][0]["grouping"], results[e][0]["settlement"])
             for e in (UTF8, GB18030)]
    verdict("both encodings give the same group and payment",
            parts[0] != parts[1] and "they differ")


def test_samples(flat, engine):
    clean = check(flat, engine, sample("clean.xml"), UTF8)[0]
    verdict("the clean sample has no error",
            [f["rule"] for f in clean["findings"]
             if f["severity"] == "error"])
    verdict("the clean sample is grouped and priced",
            (clean["grouping"]["status"], clean["settlement"]["status"])
            != ("grouped", "priced") and clean["grouping"])
    dirty = check(flat, engine, sample("mistakes.xml"), UTF8)[0]
    verdict("the sample with mistakes has errors",
            not any(f["severity"] == "error" for f in dirty["findings"])
            and "none found")


def test_reasons(flat):
    for encoding in (UTF8, GB18030):
        codec = CODECS[encoding]
        try:
            flat.open("/nowhere/缺少.pack", encoding)
            reason = "it opens"
        except Refused as refused:
            reason = refused.reason
        verdict(f"a missing pack is named in {codec}",
                "缺少.pack" not in reason and repr(reason))


def main(_):
    flat = Flat()
    engine = flat.open()
    test_samples(flat, engine)
    test_encodings(flat, engine)
    flat.close(engine)
    test_reasons(flat)


kit.main(main)
