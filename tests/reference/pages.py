"""Front pages (flat, as of 2012) of cases."""
from xml.sax.saxutils import escape

TAGS = {"sex": "XB", "age": "NL", "birth_date": "CSRQ",
        "infant_age": "BZYZSNLT", "birth_weight": "XSECSTZ",
        "admission_time": "RYSJ", "discharge_time": "CYSJ",
        "discharge_way": "LYFS", "organization_code": "ZZJGDM",
        "fee_non_surgical": "FSSZLXMF", "fee_western_drug": "XYF",
        "fee_tcm_patent": "ZCYF", "fee_tcm_herb": "ZCYF1"}


def text(value):
    if value is None:
        return ""
    return (value.strftime("%Y%m%d") if hasattr(value, "strftime")
            else str(value))


def page(case, number):
    tags = [("YLFKFS", case.way), ("BAH", f"R{number:07d}"),
            ("SJZYTS", text(case.days))]
    tags += [(TAGS[name], text(value))
             for name, value in case.fields.items()]
    for n, dx in enumerate(case.dx):
        tags.append(("JBDM" + (str(n) if n else ""), dx))
    levels = case.levels + [None] * len(case.ops)
    for n, (op, level) in enumerate(zip(case.ops, levels), 1):
        tags.append((f"SSJCZBM{n}", op))
        if level:
            tags.append((f"SSJB{n}", level))
    tags += [("ZFY", text(case.cost)), ("ZFJE", text(case.paid))]
    return "<RECORD>" + "".join(f"<{t}>{escape(v)}</{t}>"
                                for t, v in tags) + "</RECORD>\n"


def write_pages(path, cases):
    """One file; `cases` may be a generator, each is written as it comes."""
    with open(path, "w", encoding="utf-8") as file:
        file.write('<?xml version="1.0" encoding="UTF-8"?>\n<DATA>\n')
        for number, case in enumerate(cases, 1):
            file.write(page(case, number))
        file.write("</DATA>\n")
