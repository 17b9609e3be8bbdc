"""The built-in pack calls no national code unknown or ill-formed.

Reads ../shared/data/codes; skips where it is absent.
"""
import kit

# STR027 would mean that findings were left out.
UNKNOWN = {"DIC022", "DIC024", "FMT026", "FMT028", "STR027"}
ROWS = 40


def records(tag, values):
    for start in range(0, len(values), ROWS):
        yield kit.record({"BAH": f"K{start}", **{
            f"{tag}{i}": code
            for i, code in enumerate(values[start:start + ROWS], 1)}})


def check(name, tag, values):
    given = list(records(tag, values))
    found = kit.check("-", stdin=kit.pages(*given))
    wrong = [f["value"] for one in found for f in one["findings"]
             if f["rule"] in UNKNOWN]
    kit.expect(f"{name} {len(values)} codes",
               not wrong and len(found) == len(given),
               f"refused: {wrong[:10]}, {len(found)} records")


def main(_):
    folder = kit.shared("known-codes", "data/codes")
    if folder is None:
        return
    for name, tag, file in (
            ("known-diagnoses", "JBDM", "diagnosis_yb20.csv"),
            ("known-operations", "SSJCZBM", "procedure_yb20.csv")):
        check(name, tag, [row["code"] for row in
                          kit.table(f"{folder}/{file}")])


kit.main(main)
