#!/usr/bin/env python3
"""desk.py -- `pregroup desk` puts a pack into the page, and the file works by
file:// in Chromium, asks for nothing elsewhere and is small.

Environment: NODE_MODULES as in engine.py.
"""
import base64
import glob
import gzip
import json
import os
import re
import shutil
import sys

sys.path.append(sys.path[0] + "/..")

import kit  # noqa: E402
from kit import case, equal, holds  # noqa: E402

HERE = f"{kit.TREE}/tests/web"
PAGE = f"{kit.TREE}/examples/mistakes.xml"
WUHU = f"{kit.KNOWLEDGE}/regions/wuhu/region.xml"
MB = 1000 * 1000
os.environ.setdefault("NODE_MODULES", f"{kit.BUILD}/node_modules")


def alone(top, page=None):
    """The program in a folder of its own, with a page for it beside it."""
    shutil.copy(kit.PREGROUP, f"{top}/pregroup")
    if page is not None:
        kit.write(f"{top}/web/desk.html", page)

    def run(*words):
        done = kit.run("desk", *words, program=f"{top}/pregroup", cwd=top)
        return done.status, done.err
    return run


def wuhu(top):
    done = kit.build(WUHU, f"{top}/wuhu.pack", "--hospital",
                     f"{kit.TREE}/tests/regions/cities/wuhu/hospital.xml")
    equal("pack build", done.status, 0)
    return f"{top}/wuhu.pack"


def pingdingshan(top):
    """The city of contracts.md, whose tables are not ours to give away."""
    data = f"{kit.SHARED}/data"
    if not os.path.exists(f"{data}/catalogues/pingdingshan_2025_dip2.xlsx"):
        raise kit.Skip(f"no {data}")
    for file in [*glob.glob(f"{data}/codes/*"),
                 f"{data}/catalogues/pingdingshan_2025_dip2.xlsx"]:
        shutil.copy(file, top)
    kit.write(f"{top}/region.xml", re.search(
        "^```xml\n(.*?)^```", kit.read(f"{kit.SHARED}/contracts.md").decode(),
        re.MULTILINE | re.DOTALL).group(1))
    equal("pack build", kit.build(f"{top}/region.xml",
                                  f"{top}/city.pack").status, 0)
    return f"{top}/city.pack"


# ---- the command

@case
def a_pack_stands_in_the_page(top):
    desk = alone(top, "<p>前<!-- pack -->后</p>")
    for words, pack in (((), f"{kit.BUILD}/plugin/builtin.pack"),
                        (("-p", wuhu(top)), f"{top}/wuhu.pack")):
        equal(pack, desk(*words, "-o", f"{top}/out.html"), (0, ""))
        text = kit.read(f"{top}/out.html").decode()
        holds("page", text[:4] + text[-5:], "<p>前", "后</p>")
        equal("pack", gzip.decompress(base64.b64decode(text[4:-5], None, True))
              == kit.read(pack), True)


@case
def what_is_missing_is_told(top):
    for page, word in ((None, "./bootstrap web"), ("<p>", "不是本程序的网页")):
        status, said = alone(top, page)("-o", f"{top}/out.html")
        equal("status", status, 2)
        holds("words", said, word)
    status, said = alone(top)()
    equal("status", status, 2)
    holds("words", said, "-o")
    equal("written", os.path.exists(f"{top}/out.html"), False)


@case
def a_pack_that_is_none_leaves_the_file(top):
    kit.write(f"{top}/out.html", "old")
    status, said = alone(top, "<!-- pack -->")("-p", PAGE, "-o",
                                               f"{top}/out.html")
    equal("status", status, 2)
    holds("words", said, "mistakes.xml")
    equal("the file", kit.read(f"{top}/out.html"), b"old")


# ---- the file

def made(top, *words, most):
    """A real file of the command's, of `most` bytes."""
    if not os.path.exists(f"{kit.BUILD}/web/desk.html"):
        raise kit.Skip("not built: ./bootstrap web")
    done = kit.run("desk", *words, "-o", f"{top}/desk.html")
    equal("desk", (done.status, done.err), (0, ""))
    size = os.path.getsize(f"{top}/desk.html")
    assert size <= most, f"{size} bytes"
    return f"{top}/desk.html"


def opened(file, word):
    """What desk.mjs tells of a file."""
    if not shutil.which("node"):
        raise kit.Skip("no node")
    done = kit.run(f"{HERE}/desk.mjs", file, PAGE, word, program="node")
    if done.status == 77:
        raise kit.Skip(done.err.strip())
    equal(f"status: {done.err[-2000:]}", done.status, 0)
    return json.loads(done.out)


def holds_alone(told, *words):
    """The bytes of the program, and nothing from elsewhere."""
    equal("text", told["text"], kit.run(
        "check", "-f", "json", *words, "-", stdin=kit.read(PAGE)).out)
    equal("asked for", told["asked"], [])
    # The policy refuses the test's own request, which is told.
    holds("a request", told["reached"], "Failed to fetch")
    equal("went wrong", [one for one in told["wrong"]
                         if "http://127.0.0.1:1/" not in one], [])


@case
def the_sample_city_in_a_browser(top):
    told = opened(made(top, most=3 * MB), "D0000102")
    holds_alone(told)
    holds("screen", told["screen"], "示例", "示例市",
          told["info"]["digest"][:8])


@case
def a_city_whose_year_is_over(top):
    pack = pingdingshan(top)
    told = opened(made(top, "-p", pack, most=5 * MB), "D0000102")
    holds_alone(told, "-p", pack)
    holds("screen", told["screen"], "平顶山市", "已过有效期", "2025-12-31",
          told["info"]["digest"][:8])


kit.main()
