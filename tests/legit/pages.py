#!/usr/bin/env python3
"""Front pages that are right though unusual: SPECIALTY.txt to XML.

A block holds what differs from an ordinary page; the rest is supplied here and
follows from the block: dates, age, number of the identity card, sums of fees.

    pages.py -o DIR [SPECIALTY...]     DIR/SPECIALTY.xml and DIR/SPECIALTY.tcm.xml
    pages.py --verify [TABLES]         every code and name against the national tables
    pages.py --check PROGRAM [WORD...] errors and warnings that no page asks for
    pages.py --count                   pages and pairs by specialty

Lines of a block (before the first page of a file: for all of its pages):

    page ID            why TEXT           ask RULE (the rule that is right to ask)
    who SEX AGE        男 女, or a code; 31, 5月12天, 3天 or a date of birth
    in DATE HOUR       stay DAYS          hours IN OUT        route 急诊 门诊 转入 其他
    dep CODE...        marital job pay relation VALUE
    dx CODE NAME | N   first is principal; N: 入院病情, 1 if not given
    clinic CODE NAME   门（急）诊诊断, the principal diagnosis if not given
    op CODE NAME | dN | N级 | CUT/HEALING | ANAESTHESIA | 术者 NAME | 助手 NAME
    ext CODE NAME      path CODE NAME     allergy DRUGS       blood FEE
    baby WEIGHT        (mother's page)    weight BIRTH ADMISSION (newborn's page)
    coma D H M D H M   before and after admission
    way 医嘱 转院 社区 非医嘱 死亡 其他 [HOSPITAL]             autopsy 1|2
    again PURPOSE      fee TAG AMOUNT     set TAG VALUE
    zb CODE NAME       zz CODE NAME       a page of Chinese medicine
"""
import calendar
import csv
import datetime
import glob
import json
import os
import re
import subprocess
import sys
import tempfile
import zlib
from decimal import Decimal
from xml.sax.saxutils import escape

HERE = os.path.dirname(os.path.abspath(__file__))
TABLES = os.environ.get("PREGROUP_SHARED", os.path.join(HERE, "../../../shared")) + "/data/codes"
HERBS = """甘草 白芷 白术 苍术 柴胡 丹参 当归 党参 防风 茯苓 葛根 枸杞 桂枝 合欢 红花
厚朴 黄柏 黄芪 黄芩 藿香 桔梗 决明 苦参 连翘 麦冬 木香 牛膝 佩兰 羌活 秦艽 人参 桑白 沙参
山药 石斛 熟地 苏木 天麻 乌梅 五味 细辛 夏枯 玄参 远志 泽泻 知母 紫草 陈皮 川芎 半夏""".split()
ANAESTHESIA = {"全麻": "0101", "静脉": "0102", "静吸": "0103", "基础": "0104",
               "腰麻": "020101", "硬膜外": "020102", "腰硬": "020103",
               "臂丛": "020202", "神经阻滞": "020203", "局麻": "0302", "表麻": "0301",
               "阻滞": "0303", "复合": "0502", "无": "-"}
ALONE = ("局麻", "表麻", "阻滞", "无")      # no anaesthetist
ROUTES = {"急诊": "1", "门诊": "2", "转入": "3", "其他": "9"}
WAYS = {"医嘱": "1", "转院": "2", "社区": "3", "非医嘱": "4", "死亡": "5", "其他": "9"}
CUTS = {"0": "0", "Ⅰ": "1", "Ⅱ": "2", "Ⅲ": "3"}
HEALING = {"甲": "1", "乙": "2", "丙": "3", "其他": "9"}
SINGLE = ("who in stay hours route marital job pay relation clinic ext path allergy blood baby "
          "weight coma way autopsy again why ask").split()
MANY = "dx op fee set zb zz".split()
FEES = """YLFUF ZLCZF HLF QTFY BLZDF SYSZDF YXXZDF LCZDXMF FSSZLXMF SSZLF KFF ZYZLF XYF ZCYF ZCYF1
XF BDBLZPF QDBLZPF NXYZLZPF XBYZLZPF HCYYCLF YYCLF YCXYYCLF QTF""".split()
PARTS = ["WLZLF", "MAF", "SSF", "KJYWF"]
# Tags of a page of Chinese medicine that have another name in the western one.
RENAMED = {"SSJB": "SHJB", "QKYHLB": "QKYLB", "XSECSTZ": "XSETZ", "BZYZSNL": "BZYZS_NL",
           "DH2": "DH1", "SJZYTS": "SJZY", "SWHZSJ": "SJ", "SFZZYJH": "ZZYJH",
           "YZZY_YLJG": "YZZY_JGMC", "WSY_YLJG": "WSY_JGMC", "YLFUF": "YLFWF",
           "SYSZDF": "ZDF", "WLZLF": "ZLF", "MAF": "MZF", "ZYZLF": "ZYZL",
           "HCYYCLF": "JCYYCLF", "YCXYYCLF": "SSYCXCLF", "JBDM": "ZYZD_JBBM",
           "H23": "JBBM1", "JBMM": "JBBM2", "MZZD": "MZZD_XYZD"}


class Fault(Exception):
    pass


def parse(lines, name):
    """The blocks of a file, each with the lines that stand before the first."""
    common, pages, page = {}, [], None
    for number, line in enumerate(lines, 1):
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        key, _, value = line.partition(" ")
        value = value.strip()
        if key == "page":
            page = {"id": value, "file": name, **common}
            pages.append(page)
            continue
        into = common if page is None else page
        if key in MANY:
            into.setdefault(key, []).append(value)
        elif key in SINGLE or key == "dep":
            into[key] = value
        else:
            raise Fault(f"{name}.txt:{number}: unknown line {line!r}")
    return pages


def read(path):
    with open(path, encoding="utf-8") as file:
        return parse(file, os.path.basename(path)[:-4])


def load(names=()):
    files = sorted(glob.glob(os.path.join(HERE, "*.txt")))
    files = [f for f in files if not os.path.basename(f).startswith("pairs-")]
    pages = [p for f in files if not names or os.path.basename(f)[:-4] in names for p in read(f)]
    seen = set()
    for page in pages:
        if page["id"] in seen:
            raise Fault(f"{page['id']} stands twice")
        seen.add(page["id"])
        for key in ("why", "who", "dx", "dep"):
            if not page.get(key):
                raise Fault(f"{page['id']}: no {key}")
    return pages


def coded(text):
    """CODE NAME | part | part"""
    parts = [part.strip() for part in text.split("|")]
    code, _, name = parts[0].partition(" ")
    return code, name.strip(), parts[1:]


def years_before(day, years):
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def months_before(day, months):
    total = day.year * 12 + day.month - 1 - months
    year, month = total // 12, total % 12 + 1
    return datetime.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def born(text, admission, seed):
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return datetime.date.fromisoformat(text)
    if re.fullmatch(r"\d+", text):
        return years_before(admission, int(text)) - datetime.timedelta(days=30 + seed % 300)
    found = re.fullmatch(r"(?:(\d+)月)?(?:(\d+)天)?", text)
    if not found or not text:
        raise Fault(f"no age: {text}")
    months, days = int(found[1] or 0), int(found[2] or 0)
    return months_before(admission, months) - datetime.timedelta(days=days)


def age(birth, day):
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def infant(birth, day):
    """Months of an infant and days of thirty, as the form has it: 2 15/30."""
    months = (day.year - birth.year) * 12 + day.month - birth.month - (day.day < birth.day)
    rest = min((day - months_before(birth, -months)).days, 29)
    return f"{months} {rest}/30" if months else f"{rest}/30"


def identity(birth, male, seed):
    number = f"990101{birth:%Y%m%d}{seed % 49 * 20 + 10 + (1 if male else 2):03d}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(digit) * weight for digit, weight in zip(number, weights))
    return number + "10X98765432"[total % 11]


def operations(page, admission, stay):
    rows = []
    for text in page.get("op", []):
        code, name, parts = coded(text)
        row = {"code": code, "name": name, "level": "-", "cut": "-", "healing": "-",
               "anaesthesia": "-", "anaesthetist": "-", "help": None, "who": None, "word": "无",
               "day": 1 if stay > 1 else 0}
        for part in parts:
            if re.fullmatch(r"d-?\d+", part):
                row["day"] = int(part[1:])
            elif re.fullmatch(r"[1-4]级", part):
                row["level"] = part[0]
            elif part in ANAESTHESIA:
                row["word"] = part
                row["anaesthesia"] = ANAESTHESIA[part]
                row["anaesthetist"] = "-" if part in ALONE else "钱医师"
            elif part.partition("/")[0] in CUTS:
                cut, _, healing = part.partition("/")
                row["cut"], row["healing"] = CUTS[cut], HEALING.get(healing, "-")
            elif part.startswith("术者 "):
                row["who"] = part[3:]
            elif part.startswith("助手 "):
                row["help"] = part[3:]
            else:
                raise Fault(f"{page['id']}: {part!r} of {code}")
        row["date"] = admission + datetime.timedelta(days=row["day"])
        high = row["level"] in "34"
        row["who"] = row["who"] or ("李医师" if high else "王医师")
        row["help"] = row["help"] or ("-" if row["level"] == "-" else "赵医师")
        row["help2"] = "何医师" if high else "-"
        rows.append(row)
    return rows


def fees(page, stay, rows, grown):
    """An ordinary bill; lines `fee TAG AMOUNT` replace what they name."""
    money = dict.fromkeys(FEES + PARTS, Decimal(0))
    days = max(stay, 1)
    money.update(YLFUF=Decimal(32 * days), ZLCZF=Decimal(35 * days), HLF=Decimal(30 * days),
                 SYSZDF=Decimal(420 + 18 * days), YXXZDF=Decimal(260), LCZDXMF=Decimal(90),
                 XYF=Decimal(90 * days if grown else 45 * days), YYCLF=Decimal(12 * days))
    for row in rows:
        chapter, level = row["code"][:2], row["level"]
        if level != "-":
            money["SSF"] += {"1": 380, "2": 900, "3": 2100, "4": 3900}[level]
            money["YCXYYCLF"] += {"1": 90, "2": 520, "3": 1900, "4": 5200}[level]
            if row["anaesthetist"] != "-":
                money["MAF"] += 780
            elif row["anaesthesia"] != "-":
                money["MAF"] += 35
            if row["cut"] in "23":
                money["KJYWF"] += min(30 * days, 900)
        elif chapter == "99" and row["code"] < "99.1":
            money["XF"] += 620
        elif row["code"].startswith("93.1") or row["code"].startswith("93.8"):
            money["KFF"] += 45 * days
        elif row["code"].startswith("17.9") or "中药" in row["name"] or "中医" in row["name"]:
            money["ZYZLF"] += 40 * days
        elif row["code"].startswith("92.2"):
            money["FSSZLXMF"] += 1600
            money["WLZLF"] += 1600
        elif chapter in ("87", "88"):
            money["YXXZDF"] += 480
        elif re.match(r"\d\d\.[12][0-9]", row["code"]) or chapter == "89":
            money["LCZDXMF"] += 320
        else:
            money["FSSZLXMF"] += 260
    if page.get("zb"):
        money["ZCYF1"] += 38 * days
    if page.get("path"):
        money["BLZDF"] += 240
    if page.get("blood"):
        money["XF"] = Decimal(page["blood"])
    money["XYF"] += money["KJYWF"]
    money["SSZLF"] = money["MAF"] + money["SSF"]
    given = {}
    for text in page.get("fee", []):
        tag, _, amount = text.partition(" ")
        if tag not in money:
            raise Fault(f"{page['id']}: no fee {tag}")
        given[tag] = money[tag] = Decimal(amount)
    if "SSZLF" not in given:
        money["SSZLF"] = money["MAF"] + money["SSF"]
    if money["KJYWF"] > money["XYF"]:
        money["XYF"] = money["KJYWF"]
    if money["WLZLF"] > money["FSSZLXMF"]:
        money["FSSZLXMF"] = money["WLZLF"]
    return money


def build(page):
    """Tag and text of one page, in the order of the form."""
    seed = zlib.crc32(page.get("seed", page["id"]).encode())
    tcm = bool(page.get("zb"))
    admission = datetime.date(2025, 1, 6) + datetime.timedelta(days=seed % 290)
    hour = 8 + seed % 9
    if page.get("in"):
        day, _, at = page["in"].partition(" ")
        admission = datetime.date.fromisoformat(day)
        hour = int(at or hour)
    stay = int(page.get("stay", 6))
    discharge = admission + datetime.timedelta(days=stay)
    out = 10 if stay else 17
    if page.get("hours"):
        hour, out = map(int, page["hours"].split())
    sex, years = page["who"].split()
    sex = {"男": "1", "女": "2"}.get(sex, sex)
    birth = born(years, admission, seed)
    old = age(birth, admission)
    days = (admission - birth).days
    newborn = days <= 28
    name = HERBS[seed % len(HERBS)] + "示"
    if newborn:
        name += "之子" if sex == "1" else "之女"
    married = page.get("marital") or ("1" if old < 22 else "3" if old > 84 else "2")
    work = "80" if old >= 60 and seed % 2 else ("17", "24", "27", "51")[seed % 4]
    job = page.get("job") or ("90" if old < 6 else "31" if old < 22 else work)
    relation = page.get("relation") or ("5" if old < 22 else {"2": "1", "3": "2"}.get(married, "7"))
    departments = page["dep"].split()
    street = f"示例省示例市示例区梧桐路{seed % 90 + 1}号"
    diagnoses = [coded(text) for text in page["dx"]]
    conditions = [parts[0] if parts else "1" for _, _, parts in diagnoses]
    clinic = coded(page["clinic"]) if page.get("clinic") else diagnoses[0]
    rows = operations(page, admission, stay)
    if not tcm and len(rows) > 40 or len(diagnoses) > 41:
        raise Fault(f"{page['id']}: too many rows")
    way, _, hospital = page.get("way", "医嘱").partition(" ")
    external = coded(page["ext"]) if page.get("ext") else ("-", "-", [])
    pathology = coded(page["path"]) if page.get("path") else ("-", "-", [])
    coma = (page.get("coma") or "0 0 0 0 0 0").split()
    weights = (page.get("weight") or "").split() or [page.get("baby", "-"), "-"]
    money = fees(page, stay, rows, old >= 14)
    total = sum(money[tag] for tag in FEES)
    blood = page.get("blood") or money["XF"]
    tags = [
        ("USERNAME", "示例市中医院" if tcm else "示例市人民医院"),
        ("YLFKFS", page.get("pay") or ("2" if old < 22 else "1")), ("JKKH", "-"), ("ZYCS", "1"),
        ("BAH", page["id"].upper()), ("XM", name), ("XB", sex), ("CSRQ", f"{birth:%Y%m%d}"),
        ("NL", str(old)), ("GJ", "中国"),
        ("BZYZSNL", "" if old else str(days) if tcm else infant(birth, admission)),
        ("XSECSTZ", weights[0]), ("XSERYTZ", weights[1]),
        ("CSD", "示例省示例市示例区"), ("GG", "16" if tcm else "示例省示例市"),
        ("MZ", "1" if tcm else "汉族"),
        ("SFZH", "-" if newborn else identity(birth, sex == "1", seed)), ("ZY", job),
        ("HY", married), ("XZZ", street), ("DH", f"9990007{seed % 9000 + 1000}"), ("YB1", "300000"),
        ("HKDZ", street), ("YB2", "300000"), ("GZDWJDZ", "-"), ("DWDH", "-"), ("YB3", "-"),
        ("LXRXM", HERBS[(seed + 7) % len(HERBS)] + "示"), ("GX", relation), ("DZ", street),
        ("DH2", f"9990008{seed % 9000 + 1000}"),
        ("RYTJ", ROUTES[page.get("route", "门诊")]), ("RYSJ", f"{admission:%Y%m%d}"),
        ("RYSJ_S", f"{hour:02d}"), ("RYKB", departments[0]), ("RYBF", "一病区"),
        ("ZKKB", ",".join(departments[1:]) or "-"), ("CYSJ", f"{discharge:%Y%m%d}"),
        ("CYSJ_S", f"{out:02d}"), ("CYKB", departments[-1]), ("CYBF", "一病区"),
        ("SJZYTS", str(max(stay, 1))), ("MZZD", clinic[1]), ("JBBM", clinic[0])]
    if tcm:
        main = [coded(text) for text in page["zb"]]
        tags += [("MZD_ZYZD", main[0][1]), ("=JBDM", main[0][0]), ("ZLLB", "2"), ("SSLCLJ", "3"),
                 ("ZYYJ", "2"), ("ZYZLSB", "2"), ("ZYZLJS", "1" if money["ZYZLF"] else "2"),
                 ("BZSH", "1"), ("ZB", main[0][1]), ("ZB_JBBM", main[0][0]), ("ZB_RYBQ", "1")]
        for number, text in enumerate(page.get("zz", []), 1):
            code, title, parts = coded(text)
            tags += [(f"ZZ{number}", title), (f"ZZ_JBBM{number}", code),
                     (f"ZZ_RYBQ{number}", parts[0] if parts else "1")]
    tags += [("ZYZD", diagnoses[0][1]), ("JBDM", diagnoses[0][0]),
             ("XY_RYBQ" if tcm else "RYBQ", conditions[0])]
    for number, (diagnosis, condition) in enumerate(zip(diagnoses[1:], conditions[1:]), 1):
        tags += [(f"QTZD{number}", diagnosis[1]), (f"JBDM{number}", diagnosis[0]),
                 (f"RYBQ{number}", condition)]
    tags += [
        ("WBYY", external[1]), ("H23", external[0]), ("BLZD", pathology[1]),
        ("JBMM", pathology[0]), ("BLH", f"B25{seed % 90000:05d}" if page.get("path") else "-"),
        ("YWGM", "2" if page.get("allergy") else "1"), ("GMYW", page.get("allergy", "-")),
        ("SWHZSJ", page.get("autopsy", "2") if way == "死亡" else "-"),
        ("XX", str(1 + seed % 4) if blood or rows else "6"), ("RH", "2" if blood or rows else "4"),
        ("KZR", "陈主任"), ("ZRYS", "李医师"), ("ZZYS", "王医师"), ("ZYYS", "赵医师"),
        ("ZRHS", "孙护士"), ("JXYS", "-"), ("SXYS", "-"), ("BMY", "周编码"), ("BAZL", "1"),
        ("ZKYS", "吴医师"), ("ZKHS", "郑护士"),
        ("ZKRQ", f"{discharge + datetime.timedelta(days=2):%Y%m%d}")]
    for number, row in enumerate(rows, 1):
        date = f"{row['date']:%Y-%m-%d} 10:00:00" if tcm else f"{row['date']:%Y%m%d}"
        cut, healing = row["cut"], row["healing"]
        if tcm and cut in "123":     # one code for both: 1 Ⅰ/甲 ... 9 Ⅲ/丙, 10 Ⅰ/其他
            cut = healing = cut + "0" if healing == "9" else str(int(cut) * 3 - 3 + int(healing))
        elif tcm and cut == "0":
            healing = "0"
        tags += [(f"SSJCZBM{number}", row["code"]), (f"SSJCZRQ{number}", date),
                 (f"SSJB{number}", row["level"]), (f"SSJCZMC{number}", row["name"]),
                 (f"SZ{number}", row["who"]), (f"YZ{number}", row["help"]),
                 (f"EZ{number}", row["help2"]), (f"QKDJ{number}", cut),
                 (f"QKYHLB{number}", healing), (f"MZFS{number}", row["anaesthesia"]),
                 (f"MZYS{number}", row["anaesthetist"])]
    plan = bool(page.get("again"))
    tags += [
        ("LYFS", WAYS[way]), ("YZZY_YLJG", hospital if way == "转院" else "-"),
        ("WSY_YLJG", hospital if way == "社区" else "-"),
        ("SFZZYJH", str(1 + (not plan if tcm else plan))), ("MD", page.get("again", "-")),
        ("RYQ_T", coma[0]), ("RYQ_XS", coma[1]), ("RYQ_F", coma[2]),
        ("RYH_T", coma[3]), ("RYH_XS", coma[4]), ("RYH_F", coma[5]),
        ("ZFY", f"{total:.2f}"), ("ZFJE", f"{total * Decimal('0.25'):.2f}")]
    for tag in FEES:
        tags.append((tag, f"{money[tag]:.2f}"))
        if tag == "FSSZLXMF":
            tags.append(("WLZLF", f"{money['WLZLF']:.2f}"))
        elif tag == "SSZLF":
            tags += [("MAF", f"{money['MAF']:.2f}"), ("SSF", f"{money['SSF']:.2f}")]
        elif tag == "XYF":
            tags.append(("KJYWF", f"{money['KJYWF']:.2f}"))
    if tcm:
        tags = [renamed(tag, text) for tag, text in tags]
    for text in page.get("set", []):
        tag, _, value = text.partition(" ")
        places = [place for place, (known, _) in enumerate(tags) if known == tag]
        if places:
            tags[places[0]] = (tag, value.strip())
        else:
            tags.append((tag, value.strip()))
    return tags


def renamed(tag, text):
    if tag.startswith("="):
        return tag[1:], text
    stem = tag.rstrip("0123456789")
    if tag in RENAMED:
        return RENAMED[tag], text
    return RENAMED.get(stem, stem) + tag[len(stem):], text


def document(pages):
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', "<DATA>"]
    for page in pages:
        lines.append("  <RECORD>")
        lines += [f"    <{tag}>{escape(text)}</{tag}>" for tag, text in build(page)]
        lines.append("  </RECORD>")
    return "\n".join(lines + ["</DATA>", ""])


def write(pages, folder):
    """One file a specialty and form; names of the files."""
    os.makedirs(folder, exist_ok=True)
    files = {}
    for page in pages:
        form = ".tcm.xml" if page.get("zb") else ".xml"
        files.setdefault(page["file"] + form, []).append(page)
    for name, held in files.items():
        with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
            file.write(document(held))
    return [(os.path.join(folder, name), held) for name, held in files.items()]


def table(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        return {row[0]: row[1] for row in csv.reader(file)}


def plain(name):
    """A name without what a hospital adds to the table's: side and doubt."""
    return re.sub("[左右双]侧?眼?|？", "", name)


def verify(pages, folder):
    """Codes and names against the tables; a line for each that does not stand there."""
    diseases = table(os.path.join(folder, "diagnosis_yb20.csv"))
    acts = table(os.path.join(folder, "procedure_yb20.csv"))
    gray = {**table(os.path.join(folder, "diagnosis_yb20_gray.csv")),
            **table(os.path.join(folder, "procedure_yb20_gray.csv"))}
    wrong = 0
    for page in pages:
        held = [(text, diseases) for key in ("clinic", "ext") if page.get(key)
                for text in [page[key]]]
        held += [(text, diseases) for text in page["dx"]]
        held += [(text, acts) for text in page.get("op", [])]
        for text, names in held:
            code, name, _ = coded(text)
            if plain(names.get(code, "")) != plain(name):
                print(f"{page['id']}: {code} {name}: table has {names.get(code)}")
                wrong += 1
            elif code in gray:
                print(f"{page['id']}: {code} {name}: gray")
                wrong += 1
        morphology = coded(page["path"])[0] if page.get("path") else "-"
        if morphology != "-" and not re.fullmatch(r"M\d{5}/[01236]", morphology):
            print(f"{page['id']}: {morphology}: no morphology code")
            wrong += 1
    return wrong


def findings(program, words, path):
    done = subprocess.run([program, "check", "-f", "json", *words, path],
                          capture_output=True, check=False)
    return [json.loads(line) for line in done.stdout.decode().splitlines() if line]


def check(pages, program, words):
    """Errors and warnings that no page asks for, a line each; their number."""
    held = 0
    with tempfile.TemporaryDirectory() as folder:
        for path, group in write(pages, folder):
            results = findings(program, words, path)
            if len(results) != len(group):
                raise Fault(f"{path}: {len(results)} results for {len(group)} pages")
            for page, result in zip(group, results):
                for found in result["findings"]:
                    if found["severity"] == "info" or (
                            found["severity"] == "warning" and found["rule"] == page.get("ask")):
                        continue
                    held += 1
                    print(page["id"], found["severity"], found["rule"], found["message"])
    return held


def main(words):
    option = words[0] if words else "--count"
    if option == "-o":
        write(load(words[2:]), words[1])
        return 0
    pages = load()
    if option == "--verify":
        folder = words[1] if len(words) > 1 else TABLES
        if not os.path.isdir(folder):
            print("SKIP legit/verify: no tables")
            return 0
        return 1 if verify(pages, folder) else 0
    if option == "--check":
        return 1 if check(pages, words[1], words[2:]) else 0
    counts = {}
    for page in pages:
        counts[page["file"]] = counts.get(page["file"], 0) + 1
    for name, count in counts.items():
        print(f"{count:4} {name}")
    pairs = {(coded(page["dx"][0])[0], page["why"]) for page in pages}
    print(f"{len(pages):4} pages, {len(pairs)} pairs of principal diagnosis and reason, "
          f"{len({code for code, _ in pairs})} principal diagnoses, "
          f"{sum(1 for page in pages if page.get('ask'))} with a rule that is right to ask")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Fault as fault:
        sys.exit(f"pages.py: {fault}")
