"""Tables of a region as they are read: what the compiler once got wrong."""
from kit import COLUMNS, GROUPS, Region, equal, holds, lacks, region


def means_that_lack_a_group_of_several_diagnoses():
    """The rows of such a group once read beyond the table of means."""
    groups = GROUPS.splitlines()[0] + "\n" + "".join(
        f"G{i},病种,核心,K35.8/K35.9/K36.x,,10,,A\n" for i in range(40))
    r = Region(groups=groups)
    r.write("region.xml", region().replace(
        "</catalogue>", '<means file="m.csv" group="编码" mean_cost="费" '
        'mean_days="日"/></catalogue>'))
    r.write("m.csv", "编码,费,日\nG39,1,2\n")
    status, _, errors = r.build()
    equal("build", (status, errors), (0, ""))


def wrong_condition_is_explained_wherever_it_stands():
    groups = GROUPS.replace("标识\n", "标识,条件\n").replace(
        ",A\n", ",A,agee > 1\n").replace(",B\n", ",B,agee > 1\n").replace(
        ",C\n", ",C,\n")
    r = Region(groups=groups, columns=COLUMNS + (("when", "条件"),))
    status, _, errors = r.build()
    equal("status", status, 1)
    for line in (2, 3):
        holds("build", errors, f"groups.csv:{line}:9: agee > 1：不认识的名字")


def exclusions_without_leading_zeros():
    groups = GROUPS.replace("47.0100", "06.2x00")
    r = Region(groups=groups)
    text = region().replace(
        "<grouping>", '<grouping><exclude system="procedure" file="x.csv" '
        'code="编码" as="not-principal"/>')
    r.write("region.xml", text)
    r.write("x.csv", "编码\n6.2x00\n")
    status, _, errors = r.build()
    equal("status", status, 0)
    holds("note", errors, "x.csv:2:1:", "“6.2x00”丢了前导零，已按“06.2x00”")
    why = "".join(r.price(SSJCZBM1="06.2x00")["grouping"]["why"])
    holds("why", why, "06.2x00", "不可作为主要手术操作")


def exclusions_by_prefix_stay_as_they_are():
    r = Region()
    r.write("region.xml", region().replace(
        "<grouping>", '<grouping><exclude system="procedure" file="x.csv" '
        'code="编码" match="prefix" as="not-principal"/>'))
    r.write("x.csv", "编码\n47\n")
    lacks("note", r.build()[2], "前导零")


def primary_care_without_leading_zeros():
    r = Region(groups=GROUPS.replace("47.0100", "06.2x00"))
    r.write("region.xml", region().replace(
        "</grouping>", '<primary-care file="p.csv" dx="诊断" main_op="操作" '
        'as="kind"/></grouping>'))
    r.write("p.csv", "诊断,操作\nK35.8,6.2x00\n")
    status, _, errors = r.build()
    equal("status", status, 0)
    holds("note", errors, "p.csv:2:2:", "“6.2x00”丢了前导零")
    equal("kind", r.price(SSJCZBM1="06.2x00")["grouping"]["kind"],
          "primary-care")


TESTS = (means_that_lack_a_group_of_several_diagnoses,
         wrong_condition_is_explained_wherever_it_stands,
         exclusions_without_leading_zeros,
         exclusions_by_prefix_stay_as_they_are,
         primary_care_without_leading_zeros)
