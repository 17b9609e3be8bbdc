#!/usr/bin/env python3
"""required.py -- what an interface asks for is missed.

In a full invented page of each interface every required item is blanked in
turn, and there must be a finding on that item which the full page has not. The
items are those of the interfaces' own field lists (docs/platform.md); where a
condition asks for one, the page is first made to meet it. What the lists do
not ask for in such a page gives nothing.
"""
import copy
import json
import re

import kit

HERE = f"{kit.TREE}/tests/dialects"

# ---- the items, by tag

PERSON = """YLFKFS ZYCS BAH XM XB CSRQ NL GJ CSD GG MZ SFZH ZY HY XZZ DH YB1
    HKDZ YB2 GZDWJDZ DWDH YB3 LXRXM GX DZ"""
STAY = "RYTJ RYSJ RYKB RYBF ZKKB CYSJ CYKB CYBF"
SIGNED = "YWGM XX RH KZR ZRYS ZZYS ZYYS ZRHS BMY"
# Each has these, of what was done; what only surgery has stands in the first.
DONE = "SSJCZBM1 SSJCZMC1 SSJCZRQ1 SZ1 YZ1 EZ1 QKDJ1 MZFS1 MZYS1"
COMA = "RYQ_T RYQ_XS RYQ_{0} RYH_T RYH_XS RYH_{0}"
HQMS = {  # tag of 2019: P code
    "A01": "P900", "A02": "P6891", "A48": "P3", "A49": "P2", "B12": "P22",
    "B15": "P25", "A46C": "P1", "A11": "P4", "A12C": "P5", "A13": "P6",
    "A14": "P7", "A15C": "P12", "A21C": "P8", "A38C": "P9", "A19C": "P11",
    "A20": "P13", "A22": "P901", "A23C": "P902", "A24": "P17", "A25C": "P171",
    "A26": "P801", "A27": "P802", "A28C": "P803", "A29": "P14", "A30": "P15",
    "A31C": "P16", "A32": "P18", "A33C": "P19", "A34": "P20", "A35": "P21",
    "B11C": "P804", "B13C": "P23", "B14": "P231", "B21C": "P24",
    "B16C": "P26", "B17": "P261", "B20": "P27", "C01C": "P28",
    "C02N": "P281", "C03C": "P321", "C04N": "P322", "C05C": "P805",
    "C06x01C": "P324", "C07x01N": "P325", "C08x01C": "P806", "C24C": "P903",
    "C25": "P372", "B22": "P431", "B23": "P432", "B24": "P433",
    "B25": "P434", "B26": "P819", "B29": "P438", "C26C": "P62",
    "C27C": "P63", "C14x01C": "P490", "C15x01N": "P492", "C16x01": "P491",
    "C17x01": "P820", "C18x01": "P495", "C19x01": "P496", "C20x01": "P497",
    "C21x01C": "P499", "C22x01C": "P498", "C23x01": "P4910",
    "C35x01C": "P4911", "C36x01N": "P4913", "C37x01": "P4912",
    "C28": "P907", "C29": "P731", "C30": "P732", "C31": "P908",
    "C32": "P733", "C33": "P734", "B36C": "P830", "B37": "P831",
    "B34C": "P741", "B35": "P742", "D01": "P782", "D09": "P751"}
ONLY_2019 = "A20N B38 B22C B23C B24C B25C B26C"
LIST = """mdtrt_id setl_id fixmedins_name fixmedins_code hi_no medcasno psn_name
    gend brdy age ntly naty patn_cert_type certno prfs coner_name patn_rlts
    coner_addr coner_tel hi_type insuplc ipt_med_type adm_way adm_time adm_caty
    dscg_time dscg_caty act_ipt_days dscg_way acp_medins_name bill_code bill_no
    biz_sn setl_begn_date setl_end_date psn_selfpay psn_ownpay acct_pay
    psn_cashpay hi_paymtd hsorg hsorg_opter medins_fill_dept
    medins_fill_psn days_rinp_pup_31"""
LIST_ROWS = """payinfo[1].fund_pay_type payinfo[1].fund_payamt
    opspdiseinfo[1].diag_name opspdiseinfo[1].diag_code
    diseinfo[1].diag_type diseinfo[2].diag_type oprninfo[2].oprn_oprt_type
    diseinfo[1].maindiag_flag diseinfo[1].diag_code diseinfo[1].diag_name
    diseinfo[1].adm_cond_type diseinfo[2].maindiag_flag diseinfo[2].diag_code
    diseinfo[2].diag_name diseinfo[2].adm_cond_type iteminfo[2].med_chrgitm
    iteminfo[2].amt iteminfo[2].claa_sumfee iteminfo[2].clab_amt
    iteminfo[2].fulamt_ownpay_amt iteminfo[2].oth_amt
    oprninfo[1].oprn_oprt_name oprninfo[1].oprn_oprt_code
    oprninfo[1].oprn_oprt_date oprninfo[1].oper_dr_name
    oprninfo[1].oper_dr_code oprninfo[2].oprn_oprt_code
    icuinfo[1].scs_cutd_ward_type icuinfo[1].scs_cutd_inpool_time
    icuinfo[1].scs_cutd_exit_time icuinfo[1].scs_cutd_sum_dura"""
# 4101A: the platform has the rest from the settlement.
SHORT = """mdtrt_id setl_id hi_no medcasno ntly prfs coner_name patn_rlts
    coner_addr coner_tel adm_way adm_time dscg_time dscg_way acp_medins_name
    bill_code bill_no biz_sn setl_begn_date setl_end_date hi_paymtd
    medins_fill_dept medins_fill_psn days_rinp_pup_31"""
SHORT_ROWS = """diseinfo[1].maindiag_flag diseinfo[1].diag_code
    diseinfo[2].diag_name diseinfo[2].adm_cond_type oprninfo[1].oprn_oprt_name
    oprninfo[1].oprn_oprt_code oprninfo[1].oprn_oprt_begntime
    oprninfo[1].oper_dr_code icuinfo[1].scs_cutd_ward_type
    icuinfo[1].scs_cutd_inpool_time icuinfo[1].scs_cutd_exit_time
    icuinfo[1].scs_cutd_sum_dura"""
BASE = """medcasno psn_name medfee_sumamt fixmedins_code patn_ipt_cnt gend brdy
    age ntly birplc napl naty certno prfs mrg_stas curr_addr_poscode curr_addr
    psn_tel resd_addr_poscode resd_addr empr_tel empr_poscode empr_addr
    coner_tel coner_name coner_addr coner_rlts_code adm_way_code adm_caty
    adm_ward adm_date dscg_date dscg_caty Refldept_caty_name dscg_ward ipt_days
    drug_dicm_flag dicm_drug_name abo_code rh_code deptdrt_name chfdr_name
    atddr_name ipt_dr_name resp_nurs_name codr_name dscg_way acp_medins_name
    dscg_31days_rinp_flag dscg_31days_rinp_pup medins_orgcode
    medfee_paymtd_code selfpay_amt"""


def nodes(node, names):
    return [f"{node}.{name}" for name in names.split()]


REQUIRED = {
    "flat-2012": f"""ZZJGDM USERNAME {PERSON} DH2 {STAY} SJZYTS MZZD JBBM ZYZD
        JBDM RYBQ QTZD1 JBDM1 RYBQ1 {SIGNED} GMYW {DONE} SSJB1 QKYHLB1
        SSJCZBM2 SSJCZMC2 SSJCZRQ2 LYFS YZZY_YLJG SFZZYJH MD ZFY
        ZFJE""".split(),
    "tcm-2012": f"""ZZJGDM JGMC {PERSON} DH1 {STAY} SJZY MZZD_XYZD JBBM MZD_ZYZD
        JBDM SSLCLJ ZYYJ ZYZLSB ZYZLJS BZSH ZB ZB_JBBM ZB_RYBQ ZZ1 ZZ_JBBM1
        ZZ_RYBQ1 ZYZD ZYZD_JBBM XY_RYBQ QTZD1 ZYZD_JBBM1 RYBQ1 {SIGNED} GMYW
        {DONE} SHJB1 SSJCZBM2 SSJCZMC2 SSJCZRQ2 LYFS YZZY_JGMC ZZYJH MD
        {COMA.format("FZ")} ZFY ZFJE YLFWF""".split(),
    "hqms-2019": [*HQMS, *ONLY_2019.split()],
    "hqms-p": list(HQMS.values()),
    "yb-4101": nodes("setlinfo", LIST) + LIST_ROWS.split(),
    "yb-4101A": nodes("setlinfo", SHORT) + SHORT_ROWS.split(),
    "yb-4401": nodes("baseinfo", BASE) + """diseinfo[1].diag_code
        diseinfo[2].diag_code diseinfo[1].diag_name diseinfo[1].maindiag_flag
        diseinfo[1].adm_dise_cond_code oprninfo[1].oprn_oprt_date
        oprninfo[1].oprn_oprt_name oprninfo[1].oprn_oprt_code
        oprninfo[1].oper_name oprninfo[1].sinc_heal_lv_code
        oprninfo[1].anst_mtd_code""".split(),
    "cda": """organization_code organization_name payment_method
        admission_count record_no patient_name sex birth_date age nationality
        birth_place native_place ethnicity id_number occupation marital_status
        current_address current_phone current_postcode household_address
        household_postcode employer employer_phone employer_postcode
        contact_name contact_relation contact_address contact_phone
        admission_route admission_time admission_department admission_ward
        transfer_departments discharge_time discharge_department
        discharge_ward stay_days outpatient_diagnosis
        outpatient_diagnosis_code diagnoses.name diagnoses.code
        diagnoses.condition allergy allergy_drugs blood_type rh
        department_director chief_physician attending_physician
        resident_physician responsible_nurse coder procedures.code
        procedures.name procedures.date procedures.level procedures.surgeon
        procedures.assistant1 procedures.assistant2 procedures.incision
        procedures.anesthesia procedures.anesthetist discharge_way
        transfer_hospital readmission_plan readmission_purpose total_cost
        patient_paid""".split(),
    "soap": """med_pay_type adm_count med_id name sex birthday age_year
        nationality nation person_id occup marital_status phone
        present_add_postcode household_addr_detail Household_add_postcode
        job_unit_addr_detail job_phone unit_postcode linkman_name linkman_rel
        linkman_phone linkman_mail_addr_detail adm_way adm_time leave_time
        adm_dep_id adm_sickroom leave_dep_id leave_sickroom transfer_level
        reality_adm_day diag diag_dise dise_diag_class_name
        dise_diag_class_id adm_patient_condition drug_allergy_flag
        drug_allergy blood_type rh Subf_staff_name archiater_name
        visit_staff_name resident_doctor_name primary_nurse_name encoder_name
        leave_way accept_org_name adm_again_mark adm_again_reason adm_all_cost
        self_pay_cost OPe_tech_id OPe_name OPe_date OPe_level OPe_doc_name
        OPe_one_name OPe_two_name Ope_cut_level anesth_way
        cli_doc_name""".split(),
}

# ---- full pages

MORE = {  # what the invented patient's page has not
    "hqms-2019": {"A20N": "1", "B38": "2", **{
        f"B2{n}C": f"D99010000000{n}" for n in "23456"}},
    "soap": {"job_unit": ""},
}
FILES = {"tcm-2012": "chinese.tcm-2012.xml", "yb-4101": "western.yb-4101.json",
         "yb-4101A": "western.yb-4101.json",
         "yb-4401": "western.yb-4401.json"}
ICU = {"scs_cutd_ward_type": "1", "scs_cutd_inpool_time": "2025-03-12 12:00:00",
       "scs_cutd_exit_time": "2025-03-13 12:00:00",
       "scs_cutd_sum_dura": "1/0/0"}


class Xml:
    """A page of tags: the text between the record's tags."""
    def __init__(self, name):
        text = kit.read(f"{HERE}/western.{name}.xml" if name not in FILES
                        else f"{HERE}/{FILES[name]}").decode()
        around = re.search(r"<(RECORD|BASY|in:business)\b[^>]*>(.*)</\1>",
                           text, re.DOTALL)
        self.head, self.page = text[:around.start()], around[0]
        self.tail = text[around.end():]
        for tag, value in MORE.get(name, {}).items():
            self.page = self.put(self.page, tag, value)

    def put(self, page, tag, value):
        """The page with a value in the element; `tag@2`: in the second."""
        tag, _, number = tag.partition("@")
        found = list(re.finditer(rf"<{tag}>([^<]*)</{tag}>", page))
        if not found:
            return re.sub(r"(</[\w:]+>)$", rf"<{tag}>{value}</{tag}>\1", page)
        at = found[int(number or 1) - 1]
        return page[:at.start(1)] + value + page[at.end(1):]

    def file(self, pages):
        return self.head + "\n".join(pages) + self.tail


class Json:
    """A message: an object."""
    def __init__(self, name):
        self.page = json.loads(kit.read(f"{HERE}/{FILES[name]}"))
        given = self.page["input"]
        given["diseinfo"].sort(key=lambda row: row["maindiag_flag"] != "1")
        if name == "yb-4401":
            return
        given["icuinfo"] = [dict(ICU)]
        given["opspdiseinfo"] = [{"diag_name": "高血压病", "diag_code": "I10.x00",
                                  "oprn_oprt_name": "", "oprn_oprt_code": ""}]
        if name == "yb-4101A":
            self.shorten(given)

    @staticmethod
    def shorten(given):
        """What 4101A leaves to the settlement."""
        for node in ("payinfo", "iteminfo", "opspdiseinfo"):
            del given[node]
        for name in """psn_name gend brdy age nwb_age naty patn_cert_type certno
                hi_type insuplc sp_psn_type fixmedins_name fixmedins_code
                hi_setl_lv ipt_med_type act_ipt_days diag_code_cnt
                oprn_oprt_code_cnt psn_selfpay psn_ownpay acct_pay psn_cashpay
                chfpdr_name resp_nurs_name hsorg hsorg_opter bld_cat bld_amt
                bld_unt adm_caty dscg_caty""".split():
            del given["setlinfo"][name]
        given["setlinfo"].update(
            adm_dept_codg="0401", adm_dept_name="普外科", dscg_dept_codg="0401",
            dscg_dept_name="普外科")
        for row in given["oprninfo"]:
            for name in ("oprn_oprt_date", "oper_dr_name", "anst_dr_name"):
                del row[name]

    def put(self, page, tag, value):
        page = copy.deepcopy(page)
        node, number, name = re.fullmatch(r"(\w+)(?:\[(\d+)\])?\.(\w+)",
                                          tag).groups()
        at = page["input"].setdefault(node, [{}] if number else {})
        row = at[int(number) - 1] if number else at
        row[next((key for key in row if key.lower() == name), name)] = value
        return page

    def file(self, pages):
        return "\n".join(json.dumps(page, ensure_ascii=False)
                         for page in pages)


class Cda:
    """A shared document, made of a canonical page whose fields are blanked."""
    point = "field"

    def __init__(self, _):
        text = kit.run("convert", "-t", "front-page",
                       f"{HERE}/western.cda.xml").out
        around = re.search("<front_page>.*</front_page>", text, re.DOTALL)
        self.head, self.page = text[:around.start()], around[0]
        self.tail = text[around.end():]

    @staticmethod
    def put(page, field, value):
        """Of a list the first row."""
        row, _, name = field.rpartition(".")
        row = {"diagnoses": "<diagnosis>.*?", "procedures": "<procedure>.*?",
               "": ""}[row]
        return re.sub(rf"({row}<{name}>)[^<]*", rf"\g<1>{value}", page, count=1,
                      flags=re.DOTALL)

    def file(self, pages):
        return kit.run("convert", "-t", "cda", "-", stdin=self.head +
                       "\n".join(pages) + self.tail).out


FIRED = {}  # interface: the rules that were seen


def form(name):
    made = (Json if name.startswith("yb-") else
            Cda if name == "cda" else Xml)(name)
    made.name = name
    return made


def findings(folder, made, pages):
    """Of each page the pairs of rule and tag, or field."""
    path = kit.write(f"{folder}/pages", made.file(pages))
    found = [[(one["rule"], (one[getattr(made, "point", "tag")] or "").lower())
              for one in result["findings"]]
             for result in kit.check("--record", path)]
    kit.equal("pages", len(found), len(pages))
    FIRED.setdefault(made.name, set()).update(
        rule for one in found for rule, _ in one)
    return found


def missed(folder, made, tags, page):
    """The tags whose blanking is not found, and those found twice."""
    full, *each = findings(folder, made, [page] + [
        made.put(page, tag, "") for tag in tags])
    wrong = []
    for tag, found in zip(tags, each):
        new = [rule for rule, at in found
               if at == tag.lower() and (rule, at) not in full]
        if len(new) != 1:
            wrong.append(f"{tag}: {new}, in all " + " ".join(
                f"{rule}@{at}" for rule, at in found
                if (rule, at) not in full))
    return wrong


def test_required(folder):
    for name, tags in REQUIRED.items():
        made = form(name)
        wrong = missed(folder, made, tags, made.page)
        kit.verdict(f"required/{name}", wrong,
                    f": {len(tags)} items, {len(tags) - len(wrong)} found")


# ---- items that a condition asks for

NEWBORN = {"birth_date": "2025-03-09", "age": "0", "infant_age": "1",
           "birth_weight": "3200", "admission_weight": "3200"}
TUMOUR = {"diagnoses[1].code": "C16.900", "pathology_code": "M81400/3",
          "pathology": "腺癌", "pathology_no": "B250001"}
INJURY = {"diagnoses[1].code": "S72.000", "injury_cause_code": "W01.000",
          "injury_cause": "平地跌倒"}
BLOOD = {"fee_blood": "400", "transfusion_reaction": "2", "red_cells": "2",
         "platelets": "0", "plasma": "0", "whole_blood": "0",
         "autologous_blood": "0"}
# What the page is made to hold, and the fields that are due then.
CONDITIONS = {
    "sent to a hospital": ({"discharge_way": "2", "transfer_hospital": "乙院"},
                           "transfer_hospital"),
    "sent to a community": ({"discharge_way": "3", "transfer_hospital": "",
                             "transfer_community": "乙中心"},
                            "transfer_community"),
    "dead": ({"discharge_way": "5", "autopsy": "2", "transfer_hospital": "",
              "readmission_plan": "-", "readmission_purpose": ""}, "autopsy"),
    "a tumour": (TUMOUR, "pathology_code pathology pathology_no"),
    "an injury": (INJURY, "injury_cause_code injury_cause"),
    "newborn": (NEWBORN, "birth_weight admission_weight infant_age"),
    "a delivery": ({"sex": "2", "diagnoses[1].code": "O80.000",
                    "diagnoses[2].code": "Z37.000", "birth_weight": "3200"},
                   "birth_weight"),
    "allergic": ({"allergy": "2", "allergy_drugs": "青霉素"}, "allergy_drugs"),
    "coming again": ({}, "readmission_purpose"),  # as the patient is
    "transfused": (BLOOD, "transfusion_reaction red_cells platelets plasma "
                   "whole_blood autologous_blood"),
    "moved": ({"discharge_department": "0402", "transfer_departments": "0402"},
              "transfer_departments"),
}
# Interfaces with one item for both kinds of receivers.
DIALECT = {**{name: name for name in REQUIRED}, "yb-4101A": "yb-4101"}
RECEIVER = {"hqms-2019", "yb-4101", "yb-4101A", "yb-4401", "soap"}


def tags_of(name, page):
    """Field to its tag, rows filled in: one that the page has, else the first;
    `tag@2` is the second element of that name."""
    text = (page if isinstance(page, str) else json.dumps(page)).lower()
    tags = {}
    for row in kit.table(f"{kit.KNOWLEDGE}/dialects/{DIALECT[name]}.csv"):
        for number in "12":
            field = row["field"].replace("#+1", str(int(number) + 1))
            field = field.replace("#", number)
            tag = row["tag"].replace("##", "0" + number).replace(
                "#", number if name != "soap" else "@" + number)
            known = re.split(r"[.@]", tag)[0 if name == "soap" else -1]
            if field not in tags or known.lower() in text and \
                    tags[field][1] is False:
                tags[field] = tag, known.lower() in text
    tags = {field: tag for field, (tag, _) in tags.items()}
    if name in RECEIVER:
        tags["transfer_community"] = tags["transfer_hospital"]
    return tags


def conditions(folder, name, made):
    """What is missed under the conditions, and how much was tried."""
    tags, wrong, tried = tags_of(name, made.page), [], 0
    for what, (given, due) in CONDITIONS.items():
        if name == "yb-4101A" and what == "moved":
            continue  # it has the hospital's own departments
        page = made.page
        for field, value in given.items():
            if field in tags:
                page = made.put(page, tags[field], value)
        asked = [tags[field] for field in due.split() if field in tags]
        tried += len(asked)
        wrong += [f"{what}: {one}" for one in missed(folder, made, asked, page)]
    return wrong, tried


def test_conditions(folder):
    for name in (one for one in REQUIRED if one != "cda"):
        wrong, tried = conditions(folder, name, form(name))
        kit.verdict(f"required/{name}, conditions", wrong,
                    f": {tried} items, {tried - len(wrong)} found")


# ---- the form that is to be sent

# Interface, tag, what stands there, what is wanted; "": it is as it should be.
WRITTEN = [
    ("yb-4101", "setlinfo.naty", "汉族", "01"),
    ("yb-4101", "setlinfo.naty", "1", "01"),
    ("yb-4101", "setlinfo.naty", "01", ""),
    ("yb-4101", "setlinfo.ntly", "156", "CHN"),
    ("yb-4101", "setlinfo.ntly", "中国", "CHN"),
    ("yb-4101", "setlinfo.ntly", "CHN", ""),
    ("yb-4101", "setlinfo.adm_time", "20250310090000", "2025-03-10 09:00:00"),
    ("yb-4101", "setlinfo.brdy", "19660823", "1966-08-23"),
    ("yb-4101", "setlinfo.brdy", "1966-08-23", ""),
    ("yb-4101", "oprninfo[1].oprn_oprt_date", "2025/3/12", "2025-03-12"),
    ("yb-4101", "setlinfo.patn_cert_type", "1", "01"),
    ("yb-4101", "setlinfo.patn_cert_type", "08", ""),
    ("yb-4401", "baseinfo.naty", "3", "03"),
    ("yb-4401", "baseinfo.ntly", "156", "CHN"),
    ("hqms-2019", "A15C", "CHN", "156"),
    ("hqms-2019", "A15C", "156", ""),
    ("hqms-2019", "A19C", "回族", "3"),
    ("hqms-2019", "A23C", "河南省", "16"),
    ("hqms-2019", "A23C", "16", ""),
    ("hqms-2019", "A46C", "0101", "1.1"),
    ("hqms-2019", "A46C", "1.1", ""),
    ("hqms-2019", "B12", "2025-03-10T09:00", "2025-03-10 09:00:00"),
    ("hqms-p", "P11", "03", "3"),
    ("tcm-2012", "MZ", "03", "3"),
    ("flat-2012", "YLFKFS", "1.1", "1"),
    ("flat-2012", "YLFKFS", "0201", "2"),
    ("flat-2012", "YLFKFS", "1", ""),
]


def said(page, tag):
    """What the warning about the tag's form says."""
    result, = kit.check("--record", page)
    return "".join(one["message"].split(" ", 1)[1]
                   for one in result["findings"]
                   if one["rule"] == "FMT100" and
                   one["tag"].lower() == tag.lower())


def test_written(folder):
    """Each is one warning; what convert writes gives none."""
    wrong = []
    for name, tag, value, wanted in WRITTEN:
        made = form(name)
        page = kit.write(f"{folder}/page", made.file(
            [made.put(made.page, tag, value)]))
        if said(page, tag) != wanted:
            wrong.append(f"{name} {tag} {value}: {said(page, tag)!r}")
        again = kit.write(f"{folder}/again",
                          kit.run("convert", "-t", name, page).out)
        if "FMT100" in kit.run("check", again).out:
            wrong.append(f"{name} {tag} {value}: written as it was")
    kit.verdict("required/the form to be sent", wrong)


# ---- documents

NUMBERS = [  # kind, number, what is said of it
    ("1", "123", "FMT101"), ("1", "abc", "FMT101"),
    ("1", "110101560312003", ""), ("6", "E12345678", ""), ("6", "护照", "FMT106"),
    ("4", "H12345678", ""), ("4", "123", "FMT104"), ("5", "12345678", ""),
    ("2", "军字第0123456号", ""), ("", "123", "FMT109"), ("", "abc", "FMT109"),
    ("", "110101********0037", "FMT107"), ("1", "1101**********0037", "FMT107"),
    ("", "110101########0037", "FMT107"), ("", "110101XXXXXXXX0037", "FMT107")]


def test_numbers(folder):
    made, wrong = form("hqms-2019"), []
    pages = [made.put(made.put(made.page, "A20", number), "A20N", kind)
             for kind, number, _ in NUMBERS]
    for (kind, number, rule), found in zip(NUMBERS,
                                           findings(folder, made, pages)):
        told = [one for one, tag in found if tag == "a20"]
        if told != [rule] * (rule != ""):
            wrong.append(f"{kind} {number}: {told}")
    kit.verdict("required/numbers of documents", wrong)


def masked_pages(folder, name, numbers):
    """A batch of patients with these numbers; what it says of masked ones."""
    page = kit.write(f"{folder}/{name}.xml", kit.pages(*(
        kit.patient(BAH=f"{name}{n}", SFZH=number)
        for n, number in enumerate(numbers))))
    kit.run("batch", "-o", f"{folder}/{name}", page)
    return told_masked(f"{folder}/{name}")


def told_masked(folder):
    return [(one["rule"], one["case_no"], one["message"])
            for one in kit.table(f"{folder}/findings.csv")
            if one["rule"] in ("FMT107", "BAT005")]


def test_masked(folder):
    """Once of a batch where most are masked, else of each page; joined batches
    say what one would."""
    hidden, shown = "110101********0037", "110101195603120037"
    most = masked_pages(folder, "M", [shown, hidden, hidden])
    some = masked_pages(folder, "S", [hidden, shown, shown, shown, shown])
    kit.run("merge", f"{folder}/M", f"{folder}/S", "-o", f"{folder}/both")
    both = told_masked(f"{folder}/both")
    wrong = []
    if [one[:2] for one in most] != [("BAT005", "M1")] or "2" not in most[0][2]:
        wrong.append(f"most: {most}")
    if [one[:2] for one in some] != [("BAT005", "S0")] or "大部分" in some[0][2]:
        wrong.append(f"some: {some}")
    if [one[:2] for one in both] != [("BAT005", "M1"), ("BAT005", "M2"),
                                     ("BAT005", "S0")]:
        wrong.append(f"merged: {both}")
    kit.verdict("required/masked numbers of a batch", wrong)


# ---- docs/platform.md

MISTAKES = {  # what else a platform sends back
    "yb-4101": [
        {"setlinfo.naty": "1"}, {"setlinfo.certno": "123"},
        {"setlinfo.adm_time": "2025-03-19 09:00:00"},
        {"setlinfo.dscg_way": "3", "setlinfo.acp_medins_name": ""},
        {"setlinfo.brdy": "2025-03-09", "setlinfo.nwb_bir_wt": "50",
         "setlinfo.nwb_adm_wt": "50"},
        {"setlinfo.diag_code_cnt": "9", "setlinfo.oprn_oprt_code_cnt": "9"},
        {"diseinfo[2].maindiag_flag": "1"},
        {"diseinfo[1].diag_code": "", "diseinfo[1].diag_name": ""}],
    "hqms-2019": [
        {"A46C": "0101"}, {"A20": "123"}, {"B12": "2025-03-19 09:00:00"},
        {"A13": "2025-03-09", "A18x01": "50", "A17": "50"},
        {"C22x01C": "", "C23x01": ""}],
}


def promised():
    """Interface to the rules that its table names."""
    found, name = {}, None
    for line in kit.read(f"{kit.TREE}/docs/platform.md").decode().split("\n"):
        if line.startswith("## "):
            name = "yb-4101" if "4101" in line else \
                "hqms-2019" if "HQMS" in line else None
        elif name and line.startswith("|"):
            found.setdefault(name, set()).update(
                re.findall(r"\b[A-Z]{2,4}\d{3}\b", line.split("|")[-2]))
    return found


def test_platform(folder):
    """The rules that the page names fired above, or fire now."""
    for name, rules in promised().items():
        made = form(name)
        pages = []
        for change in MISTAKES[name]:
            page = made.page
            for tag, value in change.items():
                page = made.put(page, tag, value)
            pages.append(page)
        findings(folder, made, pages)
        kit.verdict(f"required/platform.md, {name}", sorted(
            rules - FIRED[name]), f": {len(rules)} rules")


def main(folder):
    test_required(folder)
    test_conditions(folder)
    test_written(folder)
    test_numbers(folder)
    test_masked(folder)
    test_platform(folder)


kit.main(main)
