#!/usr/bin/env python3
"""What batch, merge, figures, compare and convert refuse: exit 2, the way out
in words, nothing left behind; then the right words work.
"""
import os
import shutil

import kit
from kit import case

FIGURES = f"{kit.KNOWLEDGE}/figures/cases.xml"
OFFICIAL = "病案号,病种编码,病种名称\nT0001,K35.8:1,阑尾炎\n"
CATALOGUE = "病种编码,病种名称,主要诊断编码,分值\nA1,甲,I10,100\n"
# A patient, in files that are given for others by mistake.
NAME, NUMBER, PHONE = "欧阳测试", "110101199003071233", "13912345678"
MISTAKEN = {
    "page": f"<XM>{NAME}</XM><SFZH>{NUMBER}</SFZH><DH>{PHONE}</DH>=1",
    "rows.csv": f"{NAME},{NUMBER},{PHONE}\n",
    "words.txt": f"{NAME}={PHONE}\n",
    "json": f'{{"name":"{NAME}","id":"{NUMBER}"}}\n'}
TAKERS = """
batch -o new --options FILE page.xml
batch -o new --verified FILE page.xml
batch -o new --compare FILE page.xml
figures FIGURES FILE
figures FILE done
compare FILE official.csv
compare done FILE
rules test FILE
pack start FILE -o new
pack build FILE -o new
"""
# The words behind `pregroup`, and what the answer must say: what is wrong, and
# behind a bar what is to be done.
TABLE = """
batch                                     没有给出 -o | --help
batch -o new                              没有给出输入 | --help
batch -o new none.xml                     none.xml：没有 | 请核对路径
batch -o new -p none.pack page.xml        none.pack：没有 | 这里写规则包
batch -o new -p empty page.xml            empty：文件夹里没有规则包 | pack build
batch -o new -p page.xml page.xml         不是 pregroup 数据包 | pack build
batch -o page.xml page.xml                建不了文件夹 | 请核对路径
batch -o done page.xml                    里面已有结果 | 请换一个文件夹
batch -o done --resume other.xml          另一次的结果 | 请换一个 -o
batch -o new --compare none page.xml      none：读不了 | 请核对路径
batch -o new --compare empty page.xml     里面没有 summary.json | 请写上次的结果文件夹
batch -o new --compare page.xml page.xml  不是 pregroup 的 summary.json | 请写上次的结果文件夹
batch -o new --verified none page.xml     none：打不开 | 请核对路径
batch -o new --split ward page.xml        ward | department 或 coder
batch -o new --today 2025-13-40 page.xml  2025-13-40 | 如 2025-04-01
batch -o new --fail-on bad page.xml       bad | rule=规则号
batch -o new --nothing page.xml           --nothing | --help
batch -o new -p a.pack -p b.pack page.xml 每次用一个规则包 | 请各跑一次
batch -o new -o other page.xml            -o 写了不止一次 | 只写一次
batch -o new --options empty page.xml     empty：是文件夹 | 请写里面的文件
batch -o new --verified empty page.xml    empty：是文件夹 | 请写里面的文件
merge done                                -o 文件夹 | --help
merge -o new none                         none：没有这个文件夹 | 请写 batch 做完的
merge -o new page.xml                     page.xml：不是文件夹 | 请写 batch 做完的
merge -o new done/summary.json            不是文件夹 | 请写 batch 做完的
merge -o new empty                        里面没有 summary.json | 请写 batch 做完的
merge -o new broken                       broken/cases.csv：与 | 重做这一份
merge -o new done done                    给了两次 | 只写一次
merge -o new done skipped                 skipped：--skip rule= 与 done 不同 | 重做其中一份
merge -o done done                        里面已有结果 | 请换一个文件夹
figures                                   要给出一个地区文件 | --help
figures FIGURES none.csv                  none.csv：打不开 | 请核对路径
figures FIGURES empty                     empty：是文件夹 | 请写里面的文件
figures FIGURES done/summary.json         是 JSON | cases.csv
figures FIGURES done/results.jsonl        是 JSON | cases.csv
figures done/cases.csv FIGURES            写反了 | 先写指标文件
figures --set none FIGURES done           没有名为 none | 有 cases
figures -f xlsx FIGURES done              -f xlsx | -o
compare done                              要给出本地结果和平台结果 | --help
compare done none.csv                     none.csv：打不开 | 请核对路径
compare none official.csv                 none：打不开 | 请核对路径
compare empty official.csv                empty：是文件夹 | 请写里面的文件
compare nothing official.csv              nothing：里面没有一份结果 | 请核对文件
compare official.csv done                 done：是本地结果 | pregroup compare done 平台结果
compare done blank.csv                    没有找到分组结果 | 列名应为
compare page.xml official.csv             第 1 行：不是 | 请先用 pregroup check -f json
compare done done/cases.csv               没有找到分组结果 | 列名应为
compare --pages page.xml                  还要给出清单 | --help
compare --pages none page.xml             none：打不开 | 请核对路径
compare --pages done page.xml             done：是文件夹 | *.xml
convert                                   没有给出文件 | --help
convert none.xml                          none.xml：打不开 | 请核对路径
convert done                              done：是文件夹 | *.xml
convert done/findings.csv                 findings.csv：这是表格 | 要有病案号或姓名
convert -t none page.xml                  没有“none”这种格式 | pregroup dialects
convert -t cda -f csv page.xml            写不成一张表 | flat-2012
convert -t flat-2012 -f xlsx page.xml     工作簿 | -o
convert -o page.xml page.xml              既是输入又是输出 | 请另写一个文件
convert -o none/x page.xml                none/x：写不了 | 请核对路径
convert -p none.pack page.xml             none.pack：没有 | 这里写规则包
calibrate                                 和 -o 医院文件 | calibrate --help
codes                                     请写出要找的 | codes --help
desk                                      用 -o 指出 | desk --help
dialects none                             只有选项 | dialects --help
dialects learn none                       none：打不开 | 请核对路径
rules none                                show 规则号 | rules --help
rules show NONE999                        没有规则 NONE999 | rules list
rules test none.rules                     none.rules：打不开 | 请核对路径
rules test --knowledge empty page.xml     empty：里面没有 fields.csv | 不写就用
pack start -o new                         要给出目录表 | pack start --help
pack start catalogue.csv -o page.xml      page.xml：建不了文件夹 | 换一个名字
pack build -o new.pack                    要给出一个地区文件 | pack build --help
pack witness -o new                       要给出一个规则包 | witness --help
serve -p none.pack                        none.pack：没有 | 这里写规则包
serve --token-file empty                  empty：不是普通文件 | 一行一个令牌
serve --tls-cert nothing --tls-key nothingnothing：是空的 | PEM
"""
# What works where a wrong path stood before.
RIGHT = """
batch -o new --compare done page.xml
merge -o new done
figures FIGURES done
figures FIGURES done/cases.csv
compare done official.csv
compare done/results.jsonl official.csv
convert -o new page.xml
"""


def prepare(top):
    kit.write(f"{top}/page.xml", kit.pages(kit.patient()))
    kit.write(f"{top}/other.xml", kit.pages(kit.patient(BAH="2")))
    kit.write(f"{top}/official.csv", OFFICIAL)
    kit.write(f"{top}/blank.csv", "")
    os.mkdir(f"{top}/empty")
    kit.write(f"{top}/nothing", "")
    kit.write(f"{top}/catalogue.csv", CATALOGUE)
    for out, *words in ("done",), ("skipped", "--skip", "rule=REQ*"):
        kit.run("batch", "--quiet", "-o", out, *words, "page.xml", cwd=top)
    shutil.copytree(f"{top}/done", f"{top}/broken")
    kit.write(f"{top}/broken/cases.csv", "x")


def run(top, words):
    return kit.run(*[FIGURES if w == "FIGURES" else w for w in words.split()],
                   cwd=top)


@case
def each_tells_the_way_out(top):
    prepare(top)
    before = kit.contents(top)
    wrong = []
    for line in TABLE.strip().splitlines():
        words, what, way = line[:42], *line[42:].split(" | ")
        done = run(top, words)
        if done.status != 2 or what not in done.err or \
                way not in done.err:
            wrong.append(f"{words}: {done.status} {done.err}")
        if kit.differing(before, kit.contents(top)):
            wrong.append(f"{words}: left something behind")
            before = kit.contents(top)
    assert not wrong, "\n".join(wrong)


@case
def no_patient_of_a_mistaken_file_is_shown(top):
    prepare(top)
    shown = []
    for name, text in MISTAKEN.items():
        kit.write(f"{top}/{name}", text)
        for line in TAKERS.strip().splitlines():
            done = run(top, line.replace("FILE", name))
            shown += [f"{line} {name}: {done}"
                      for word in (NAME, NUMBER, PHONE)
                      if word in done.out + done.err]
            assert done.status in (1, 2), (line, name, done)
    assert not shown, "\n".join(shown)


@case
def a_wrong_table_is_a_fault(top):
    prepare(top)
    for words, said in (("--sheet x FIGURES done", "cases.csv 是 CSV"),
                        ("nothing done", "文件是空的")):
        done = run(top, f"figures {words}")
        assert done.status == 1 and said in done.err, done


@case
def then_the_right_words_work(top):
    prepare(top)
    for words in RIGHT.strip().splitlines():
        done = run(top, words)
        assert done.status in (0, 1), (words, done)
        shutil.rmtree(f"{top}/new", ignore_errors=True)
        if os.path.exists(f"{top}/new"):
            os.remove(f"{top}/new")
    assert "T0001" in run(top, "compare done official.csv").out


kit.main()
