"""Front pages (flat, as of 2012) of cases."""
from kit import coded, record

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


def tags_of(case, number):
    yield from (("YLFKFS", case.way), ("BAH", f"R{number:07d}"),
                ("SJZYTS", text(case.days)))
    for name, value in case.fields.items():
        yield TAGS[name], text(value)
    yield from coded(case.dx, case.ops).items()
    for n, (level, _) in enumerate(zip(case.levels, case.ops), 1):
        yield f"SSJB{n}", level or None
    yield from (("ZFY", text(case.cost)), ("ZFJE", text(case.paid)))


def write_pages(path, cases, tags_of=tags_of):
    """One file; `cases` may be a generator, each is written as it comes."""
    with open(path, "w", encoding="utf-8") as file:
        file.write('<?xml version="1.0" encoding="UTF-8"?>\n<DATA>\n')
        for number, case in enumerate(cases, 1):
            file.write(record(dict(tags_of(case, number))))
        file.write("</DATA>\n")
