#!/usr/bin/env python3
"""page.py -- the coder's page: its parts by themselves; a day's work at it as one
file and at a service, at three widths, in a real browser.

Environment: NODE_MODULES (a folder of node modules with playwright-core and
axe-core, by default that of the build folder), PICTURES (where pictures of the
states are kept; without it they go with the test).
"""
import os
import re
import shutil
import socket
import subprocess
import sys

sys.path.append(sys.path[0] + "/..")

import kit  # noqa: E402

HERE = f"{kit.TREE}/tests/web"
PAGE = f"{kit.TREE}/web/page"
WORDS = f"{kit.BUILD}/web/page/words.mjs"
SIZES = ("1366x768", "1024x768", "390x844")
os.environ.setdefault("NODE_MODULES", f"{kit.BUILD}/node_modules")


def node(*words, seconds=600):
    """The lines that a script prints; Skip where it cannot run."""
    if not shutil.which("node"):
        raise kit.Skip("no node")
    done = kit.run(*words, program="node", seconds=seconds)
    if done.status == 77:
        raise kit.Skip(done.err.strip())
    kit.equal(f"status: {done.err[-2000:]}", done.status, 0)
    return done.out.splitlines()


def wrong_of(lines):
    """What is wrong among the lines; that there are none is wrong, too."""
    if not any(line.startswith("ok ") for line in lines):
        return "nothing was tried"
    return [line for line in lines if line.startswith("wrong ")]


def parts(top):
    os.makedirs(top)
    for name in os.listdir(PAGE):
        if name.endswith(".mjs") and name != "words.mjs":
            shutil.copy(f"{PAGE}/{name}", top)
    shutil.copy(WORDS, top)
    return wrong_of(node(f"{HERE}/pieces.mjs", top))


def joined(top):
    """What stands in one document has no name twice."""
    text = kit.read(f"{kit.BUILD}/web/page/joined.html").decode()
    scripts = re.findall(r'<script type="module">(.*?)</script>', text, re.S)
    kit.equal("scripts", len(scripts), 1)
    kit.lacks("script", scripts[0], "\nimport ", "\nexport ")
    return node("--check", kit.write(f"{top}/joined.mjs", scripts[0]))


def day(top, address, size):
    pictures = os.environ.get("PICTURES") or f"{top}/{size}"
    return wrong_of(node(f"{HERE}/day.mjs", address, size, pictures, kit.TREE))


def has_command(name):
    return name in kit.commands()


def desk_file(top):
    """The address of a file of `pregroup desk`."""
    if not has_command("desk") or \
            not os.path.exists(f"{kit.BUILD}/web/desk.html"):
        raise kit.Skip("not built: ./bootstrap web")
    desk = f"{top}/desk.html"
    if not os.path.exists(desk):
        kit.equal("desk", kit.run("desk", "-o", desk).status, 0)
    return f"file://{desk}"


def by_file(top, size):
    return day(top, desk_file(top), size)


def many(top, count, most):
    """That many stays, with at most so many milliseconds of the page."""
    desk = desk_file(top)
    page = kit.write(f"{top}/many.xml", kit.pages(
        *[kit.patient(BAH=f"M{n:06}") for n in range(count)]))
    return wrong_of(node(f"{HERE}/many.mjs", desk, page, str(count),
                         str(most)))


def served(work, *words):
    """What work(address) says of a service with these options."""
    if not has_command("serve"):
        raise kit.Skip("this build has no service")
    serve = subprocess.Popen([kit.PREGROUP, "serve", "--listen", "127.0.0.1:0",
                              *words], stderr=subprocess.PIPE)
    try:
        line = serve.stderr.readline().decode()
        found = re.search(r"http://[^/]*/", line)
        if not found:
            raise kit.Skip(line.strip())
        return work(found[0])
    finally:
        serve.terminate()
        serve.wait()
        serve.stderr.close()


def by_service(top, size):
    os.makedirs(f"{top}/exports", exist_ok=True)
    shutil.copy(f"{kit.TREE}/examples/clean.xml", f"{top}/exports")
    return served(lambda address: day(top, address, size),
                  "--watch", f"{top}/exports", "--verified",
                  f"{top}/{size}.verified")


def only_a_service(top):
    token = "a-token-of-this-test-alone"
    path = kit.write(f"{top}/token", f"{token}\n")
    os.chmod(path, 0o600)
    os.makedirs(f"{top}/exports", exist_ok=True)
    shutil.copy(f"{kit.TREE}/examples/clean.xml", f"{top}/exports")
    return served(lambda address: wrong_of(node(
        f"{HERE}/service.mjs", address, token,
        os.environ.get("PICTURES") or f"{top}/service", kit.TREE)),
        "--token-file", path, "--watch", f"{top}/exports")


def in_a_frame(_):
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    return served(lambda address: wrong_of(node(
        f"{HERE}/frame.mjs", address, str(port),
        f"{kit.TREE}/examples/mistakes.xml")),
        "--frame-ancestors", f"http://127.0.0.1:{port}")


def work(top):
    kit.judge("parts", parts, f"{top}/parts")
    kit.judge("joined", joined, top)
    for size in SIZES:
        kit.judge(f"file {size}", by_file, top, size)
        kit.judge(f"service {size}", by_service, top, size)
    kit.judge("500 stays", many, top, 500, 2000)
    kit.judge("10,000 stays", many, top, 10000, 10000)
    kit.judge("only a service", only_a_service, top)
    kit.judge("in a frame", in_a_frame, top)


if __name__ == "__main__":
    kit.main(work)
