#!/usr/bin/env python3
"""serve.py -- the service answers as `check -f json` does and as
schemas/openapi.yaml says, path by path and error by error; it keeps its limits,
gives nothing away, and ends well."""
import http.client
import json
import os
import re
import signal
import socket
import ssl
import stat
import subprocess
import sys
import threading
import time
import urllib.parse

import kit

sys.path.append(f"{kit.TREE}/tests/golden")
from validate import Validator  # noqa: E402

MISTAKES = kit.read(f"{kit.TREE}/examples/mistakes.xml")
TOKEN = "a-token-of-this-test-0123456789"
PERSON = "褚谌谀"
NUMBER = "110101199003070134"


class Answer:
    """Status, headers and body of an answer."""

    def __init__(self, response):
        self.status = response.status
        self.headers = response.headers
        self.body = response.read()

    @property
    def type(self):
        return (self.headers.get("Content-Type") or "").partition(";")[0]

    def json(self):
        return json.loads(self.body)


class Service:
    """A service on a port of its own, as a context."""

    def __init__(self, *words, **how):
        self.process = subprocess.Popen(
            [kit.PREGROUP, "serve", "--listen", "127.0.0.1:0", *words],
            stderr=subprocess.PIPE, **how)
        self.said = []
        line = self.process.stderr.readline().decode()
        found = re.search(r"(https?)://([^/]*)/", line)
        if not found:
            self.process.wait()
            raise kit.Failure(line + self.process.stderr.read().decode())
        self.host = found[2]
        self.port = int(self.host.rpartition(":")[2])
        self.ear = threading.Thread(target=self.listen)
        self.ear.start()

    def listen(self):
        for line in self.process.stderr:
            self.said.append(line.decode("utf-8", "replace"))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.end()

    def end(self, seconds=kit.SECONDS):
        """Told to end; its exit status."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(seconds)
        self.ear.join()
        self.process.stderr.close()
        kit.lacks("what it says", "".join(self.said), "Sanitizer", "runtime")
        return status

    def call(self, method, path, body=None, seconds=60, **headers):
        """An answer on a connection of its own."""
        link = http.client.HTTPConnection("127.0.0.1", self.port,
                                          timeout=seconds)
        try:
            link.request(method, urllib.parse.quote(path, "/?&=%:+"), body,
                         {k.replace("_", "-"): v for k, v in headers.items()})
            return Answer(link.getresponse())
        finally:
            link.close()

    def get(self, path, **headers):
        return self.call("GET", path, **headers)

    def check(self, body, query="", **headers):
        return self.call("POST", f"/v1/check{query}", body, **headers)

    def begin(self, head, body=b""):
        """A request that is not sent to its end."""
        link = socket.create_connection(("127.0.0.1", self.port), 30)
        link.sendall(head.encode().replace(b"\n", b"\r\n") + body)
        return link

    def begin_check(self, length, body=b""):
        return self.begin(f"POST /v1/check HTTP/1.1\nHost: localhost\n"
                          f"Content-Length: {length}\n\n", body)

    def wait_for(self, what, seconds=30):
        """What a function gives, once that is not false."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            found = what()
            if found:
                return found
            time.sleep(0.05)
        raise kit.Failure("it does not come")

    def batch(self, place):
        """What a batch is at its end."""
        def ended():
            found = self.get(place).json()
            return found if found["state"] != "running" else None
        return self.wait_for(ended)


def problem(answer, status, *parts):
    """The answer is a problem with Chinese detail."""
    kit.equal("status", answer.status, status)
    kit.equal("type", answer.type, "application/problem+json")
    kit.equal("status in it", answer.json()["status"], status)
    assert re.search("[一-龥]{2}", answer.json()["detail"]), answer.body
    kit.holds("detail", answer.json()["detail"], *parts)


def form(files):
    """A multipart form of names and contents: its body and its type."""
    mark = "mark-of-a-part"
    body = b"".join(
        f"--{mark}\r\nContent-Disposition: form-data; name=\"file\"; "
        f"filename=\"{name}\"\r\n\r\n".encode() + content + b"\r\n"
        for name, content in files)
    return (body + f"--{mark}--\r\n".encode(),
            f"multipart/form-data; boundary={mark}")


# ---- the same bytes

def inputs():
    """What a client sends, by a name for it."""
    gb = kit.pages(kit.patient(), kit.patient(BAH="T2"), encoding="gb18030")
    header = list(kit.PATIENT)
    yield "mistakes", MISTAKES
    yield "gb18030", gb
    yield "many", kit.pages(*[kit.patient(BAH=f"T{n}") for n in range(400)])
    yield "json", b'{"setlinfo":{"medcasno":"V1"}}'
    yield "nothing", b""
    yield "no page", b"\x00\xff no page \x80"
    yield "cut", MISTAKES[:1500]
    yield "zip", kit.zipped({"a.xml": MISTAKES})
    yield "workbook", kit.zipped(kit.workbook(
        {"首页": [header, list(kit.PATIENT.values())], "说明": [["无"]]}))


@kit.case
def answers_have_the_bytes_of_check():
    with Service() as s:
        for name, body in inputs():
            got = s.check(body)
            kit.equal(f"{name}: status", got.status, 200)
            kit.equal(f"{name}: type", got.type, "application/x-ndjson")
            kit.equal(name, got.body.decode(),
                      kit.run("check", "-f", "json", "-", stdin=body).out)
            text = s.check(body, Accept="text/plain")
            kit.equal(f"{name}: text", text.body.decode(),
                      kit.run("check", "-", stdin=body).out)


@kit.case
def options_stand_in_the_query(top):
    line, = {x.split("\t")[3] for x in kit.run(
        "check", "--verified-lines", "-", stdin=MISTAKES).out.splitlines()
             if x.startswith("DIS001")}
    verified = f"DIS001\tD0000102\t1\t{line}"
    words = ["--why", "--score", "--record", "--what-if", "codes",
             "--what-if", "procedures[2] first", "--with-identity",
             "--stage", "draft", "--set", "diagnoses[2].code:K35.800"]
    path = kit.write(f"{top}/verified", verified + "\n")
    query = "?" + urllib.parse.urlencode([
        ("why", "yes"), ("score", "yes"), ("record", "yes"),
        ("what-if", "codes"), ("what-if", "procedures[2] first"),
        ("with-identity", "yes"), ("stage", "draft"),
        ("set", "diagnoses[2].code:K35.800"),
        ("verified", verified)])
    with Service() as s:
        for _ in range(3):
            kit.equal("answer", s.check(MISTAKES, query).body.decode(),
                      kit.run("check", "-f", "json", *words, "--verified",
                              path, "-", stdin=MISTAKES).out)
        kit.equal("text", s.check(MISTAKES, query,
                                  Accept="text/plain").body.decode(),
                  kit.run("check", *words, "--verified", path, "-",
                          stdin=MISTAKES).out)
        for form_, type_ in (("tsv", "text/tab-separated-values"),
                             ("xml", "application/xml")):
            got = s.check(MISTAKES, f"?format={form_}")
            kit.equal(form_, got.type, type_)
        problem(s.check(MISTAKES, "?stag=draft"), 400, "stag")
        problem(s.check(MISTAKES, "?set=no_field:1"), 400)
        problem(s.check(MISTAKES, "?stage=%E8%A4%9A"), 400, "draft")
        problem(s.check(MISTAKES, "?only=rule=SEX*%0Awith-identity=yes"), 400)
        problem(s.check(b"<html><table><tr><td>a", "?format=xml"), 400)


@kit.case
def the_source_is_named_without_a_patient():
    with Service() as s:
        for name, shown in (("a.xml", "a.xml"), ("-", "-"),
                            (f"{PERSON}.xml", "褚*谀.xml#1")):
            got = s.check(MISTAKES, f"?name={name}").json()
            kit.equal(name, got["record"]["source"], shown)
        got = s.check(MISTAKES, f"?name={PERSON}&with-identity=yes").json()
        kit.equal("asked for", got["record"]["source"], PERSON)


# ---- openapi.yaml

def description():
    try:
        import yaml
    except ImportError as why:
        raise kit.Skip("no python3-yaml") from why
    return yaml.safe_load(kit.read(f"{kit.TREE}/schemas/openapi.yaml"))


class Held:
    """Calls of a service held against the description."""

    def __init__(self, service, spec, words):
        self.service, self.spec, self.words = service, spec, words
        self.validator = Validator(spec)
        self.seen = set()

    def resolve(self, thing):
        while "$ref" in thing:
            path = thing["$ref"].removeprefix("#/").split("/")
            thing = self.spec
            for part in path:
                thing = thing[part]
        return thing

    def call(self, method, path, status, *, at="", query="", service=None,
             body=None, type_=None, token=True, **headers):
        """Calls a path of the description (`at`: with its parts filled in) and
        holds the answer against what stands there."""
        if token:
            headers["Authorization"] = f"Bearer {TOKEN}"
        got = (service or self.service).call(
            method.upper(), (at or path) + query, body, **headers)
        place = f"{method} {path} {status}"
        kit.equal(place, got.status, status)
        wanted = self.resolve(
            self.spec["paths"][path][method]["responses"][str(status)])
        content = wanted.get("content", {})
        if content:
            assert got.type in content, f"{place}: {got.type}"
        else:
            kit.equal(f"{place}: body", got.body, b"")
        if type_:
            kit.equal(f"{place}: type", got.type, type_)
        for name in wanted.get("headers", {}):
            assert name in got.headers, f"{place}: no header {name}"
        if got.type in ("application/json", "application/problem+json"):
            self.check_body(place, content[got.type]["schema"], got.body)
        if got.type == "application/problem+json":
            problem(got, status)
        self.seen.add((method, path, status))
        return got

    def check_body(self, place, schema, body):
        faults = self.validator.check(schema, json.loads(body), "$")
        kit.equal(place, faults, [])

    def wanted(self):
        return {(method, path, int(status))
                for path, methods in self.spec["paths"].items()
                for method, one in methods.items()
                for status in one["responses"]}


def try_who_may_call(h):
    """401, 403 and 421 of every path that says so."""
    fill = {"file": "x.mjs", "rule": "SEX001", "export": "0", "batch": "0",
            "result": "r"}
    for method, path, status in sorted(h.wanted()):
        at = path.format(**fill)
        if status == 401:
            h.call(method, path, 401, at=at, token=False)
            h.call(method, path, 401, at=at, token=False,
                   Authorization=f"Bearer {TOKEN}x")
        elif status == 403:
            h.call(method, path, 403, at=at, Origin="http://elsewhere.example")
        elif status == 421:
            h.call(method, path, 421, at=at, Host="elsewhere.example")


def try_answers(h):
    """What is asked for and is there, or is not."""
    h.call("get", "/healthz", 200, token=False)
    h.call("get", "/metrics", 200)
    h.call("post", "/v1/check", 200, body=MISTAKES)
    h.call("post", "/v1/check", 200, body=MISTAKES, Accept="text/plain",
           type_="text/plain")
    h.call("post", "/v1/check", 400, query="?x=y")
    found = h.call("get", "/v1/codes", 200, query="?q=jxlwy&system=diagnosis"
                   "&limit=30").json()
    kit.equal("codes", found, json.loads(kit.run(
        "codes", "-f", "json", "-n", "30", "--diagnoses", "jxlwy").out))
    assert found, "nothing is found"
    kit.equal("nothing", h.call("get", "/v1/codes", 200).json(), [])
    h.call("get", "/v1/codes", 400, query="?q=a&system=x")
    h.call("get", "/v1/codes", 400, query="?q=a&limit=201")
    h.call("get", "/v1/codes", 400, query="?q=a&limit=2x")
    for accept, type_ in (("", "application/json"),
                          ("text/plain", "text/plain")):
        h.call("get", "/v1/rules", 200, Accept=accept, type_=type_)
        h.call("get", "/v1/rules/{rule}", 200, at="/v1/rules/SEX001",
               Accept=accept, type_=type_)
        h.call("get", "/v1/rules/{rule}", 200, at="/v1/rules/STR001",
               Accept=accept, type_=type_)
    h.call("get", "/v1/rules/{rule}", 404, at="/v1/rules/NO0000")
    for line in h.call("get", "/v1/pack", 200).body.splitlines():
        h.check_body("pack", {"$ref": "#/components/schemas/Pack"}, line)
    h.call("get", "/{file}", 404, at="/none.mjs", token=False)


def try_verified(h):
    line = "SEX001\tB1\t1\t0123456789abcdef\t2026-01-01\t甲\t已看病历\n"
    h.call("post", "/v1/verified", 204, body=line.encode())
    h.call("post", "/v1/verified", 400, body=b"SEX001\tB1\n")
    kit.equal("kept", h.call("get", "/v1/verified", 200).body.decode(), line)
    h.call("delete", "/v1/verified", 400, body=b"x")
    h.call("delete", "/v1/verified", 204, body=line.encode())
    kit.equal("gone", h.call("get", "/v1/verified", 200).body, b"")


def try_exports(h):
    got = h.call("get", "/v1/exports", 200).json()["exports"]
    kit.equal("names", [one["name"] for one in got],
              ["new.xml", "褚*谀.xml#2", "old.xml"])
    path = "/v1/exports/{export}"
    kit.equal("bytes", h.call("get", path, 200, at=path.format(
        export=got[1]["id"])).body, b"of a patient")
    h.call("get", path, 404, at="/v1/exports/0123456789abcdef")


def try_batches(h):
    place = h.call("post", "/v1/batches", 202, query="?name=a.xml",
                   body=MISTAKES).headers["Location"]
    path, file = "/v1/batches/{batch}", "/v1/batches/{batch}/{result}"
    h.service.wait_for(lambda: h.call("get", path, 200, at=place)
                       .json()["state"] == "finished")
    for name, type_ in (("report.html", "text/html"),
                        ("summary.json", "application/json"),
                        ("cases.csv", "text/csv")):
        h.call("get", file, 200, at=f"{place}/{name}", token=False,
               type_=type_)
    h.call("get", file, 404, at=f"{place}/none.csv", token=False)
    h.call("delete", path, 204, at=place)
    h.call("get", path, 404, at=place)
    h.call("delete", path, 404, at=place)
    h.call("post", "/v1/batches", 400, body=b"")
    for query in "?no=option", "?set=sex:1", "?today=x":
        h.call("post", "/v1/batches", 400, body=MISTAKES, query=query)


def try_limits(h, top):
    for method, path in (("post", "/v1/check"), ("post", "/v1/verified"),
                         ("delete", "/v1/verified"),
                         ("post", "/v1/batches")):
        h.call(method, path, 413, Content_Length=str(1 << 40))
    os.rename(f"{top}/verified", f"{top}/was")
    os.mkdir(f"{top}/verified")
    line = b"SEX001\tB1\t1\t0123456789abcdef\n"
    for method in "get", "post", "delete":
        h.call(method, "/v1/verified", 503, body=line)
    head = ("POST /v1/batches HTTP/1.1\nHost: localhost\nAuthorization: Bearer "
            f"{TOKEN}\nContent-Length: 9\n\n")
    links = [h.service.begin(head) for _ in range(4)]
    h.service.wait_for(lambda: h.service.get(
        "/metrics", Authorization=f"Bearer {TOKEN}").body.count(
            b"pregroup_batches 4"))
    h.call("post", "/v1/batches", 503, body=MISTAKES)
    for link in links:
        link.close()


def try_missing(h):
    """A service without what may be left out."""
    with Service() as bare:
        line = b"SEX001\tB1\t1\t0123456789abcdef\n"
        for method in "get", "post", "delete":
            h.call(method, "/v1/verified", 404, body=line, service=bare)
        h.call("get", "/v1/exports", 404, service=bare)


def try_busy(h):
    """Bodies of all calls are more than there is room for."""
    part = b"x" * (15 << 20)
    with Service() as s:
        links = [s.begin_check(16 << 20, part) for _ in range(17)]
        s.wait_for(lambda: re.search(rb"pregroup_body_bytes 267386880",
                                     s.get("/metrics").body))
        h.call("post", "/v1/check", 503, body=part, service=s)
        for link in links[1:]:
            link.close()
        s.wait_for(lambda: re.search(rb"pregroup_body_bytes 15728640",
                                     s.get("/metrics").body))
        links[0].close()


def try_crowd(h):
    """All workers have long texts to write, and as many calls wait as may."""
    def ask(service, body):
        return service.begin("POST /v1/check HTTP/1.1\nHost: localhost\n"
                             "Accept: text/plain\nContent-Length: "
                             f"{len(body)}\n\n", body)
    long = kit.pages(*[kit.patient()] * 6000)
    with Service() as s:
        links = [ask(s, long) for _ in range(4)]
        s.wait_for(lambda: f"pregroup_body_bytes {4 * len(long)}".encode() in
                   s.get("/metrics").body)
        links += [ask(s, MISTAKES) for _ in range(66)]
        time.sleep(0.3)
        h.call("get", "/v1/codes", 503, query="?q=jxlwy", service=s)
        for link in links:
            link.close()


def try_page(h):
    """Where the tree has the page."""
    if not os.path.exists(f"{kit.TREE}/web/page/index.html"):
        h.seen |= {(m, p, 200) for m, p in
                   (("get", "/"), ("get", "/embed"), ("get", "/{file}"))}
        return
    h.call("get", "/", 200, token=False)
    got = h.call("get", "/embed", 200, token=False)
    kit.holds("ancestors", got.headers["Content-Security-Policy"],
              "frame-ancestors https://his.example")
    kit.holds("page", got.body.decode(), 'content="https://his.example"')
    h.call("get", "/{file}", 200, at="/main.mjs", token=False)


@kit.case
def the_service_is_what_openapi_says(top):
    spec = description()
    token = kit.write(f"{top}/token", f"# of a test\n{TOKEN}\n")
    os.chmod(token, 0o600)
    for n, (name, text) in enumerate((("old.xml", "old"),
                                      (f"{PERSON}.xml", "of a patient"),
                                      ("new.xml", "new"), (".part", "x"))):
        os.utime(kit.write(f"{top}/exports/{name}", text), (n, n))
    words = ("--token-file", token, "--verified", f"{top}/verified", "--watch",
             f"{top}/exports", "--frame-ancestors", "https://his.example")
    with Service(*words) as s:
        h = Held(s, spec, words)
        try_who_may_call(h)
        try_answers(h)
        try_verified(h)
        try_exports(h)
        try_batches(h)
        try_page(h)
        try_limits(h, top)
        try_missing(h)
        try_busy(h)
        try_crowd(h)
    kit.equal("what the description has besides",
              sorted(h.wanted() - h.seen), [])
    kit.equal("exit", s.end(), 0)


# ---- who may call

@kit.case
def other_machines_need_a_token(top):
    def refused(*words):
        done = kit.run("serve", *words)
        kit.equal("status", done.status, 2)
        return done.err
    kit.holds("no token", refused("--listen", "0.0.0.0:0"), "--token-file")
    token = kit.write(f"{top}/token", TOKEN)
    os.chmod(token, 0o640)
    kit.holds("others", refused("--token-file", token), "属主")
    os.chmod(token, 0o600)
    kit.write(token, "short")
    kit.holds("short", refused("--token-file", token), "第 1 行", "太短")
    kit.write(token, "# none\n")
    kit.holds("none", refused("--token-file", token), "没有令牌")
    kit.holds("address", refused("--listen", "127.0.0.1"), "地址:端口")
    kit.holds("half", refused("--tls-cert", token), "一起给出")


@kit.case
def tokens_are_taken_anew(top):
    token = kit.write(f"{top}/token", TOKEN)
    os.chmod(token, 0o600)
    with Service("--token-file", token) as s:
        kit.write(token, "another-token-of-this-test")
        s.process.send_signal(signal.SIGHUP)
        s.wait_for(lambda: s.get("/v1/pack", Authorization="Bearer another-"
                                 "token-of-this-test").status == 200)
        problem(s.get("/v1/pack", Authorization=f"Bearer {TOKEN}"), 401)
        kit.equal("asks for", s.get("/v1/pack").headers["WWW-Authenticate"],
                  "Bearer")


@kit.case
def pages_from_elsewhere_are_refused():
    origin = "https://his.example"
    with Service("--allow-origin", origin, "--host", "desk.example") as s:
        for host in ("localhost:1", "127.0.0.1", "[::1]:5", "DESK.example:80"):
            kit.equal(host, s.get("/healthz", Host=host).status, 200)
        for host in ("evil.example", "127.0.0.1.evil.example", "", "localhos"):
            problem(s.get("/healthz", Host=host), 421)
        problem(s.check(b"", Origin="null"), 403)
        problem(s.check(b"", Origin="https://127.0.0.1"), 403)
        own = s.check(b"", Origin=f"http://{s.host}", Host=s.host)
        kit.equal("own", own.status, 200)
        got = s.check(b"", Origin=origin)
        kit.equal("named", got.headers["Access-Control-Allow-Origin"], origin)
        asked = s.call("OPTIONS", "/v1/check", Origin=origin)
        kit.equal("asked before", asked.status, 204)
        kit.holds("methods", asked.headers["Access-Control-Allow-Methods"],
                  "POST")
        kit.holds("headers", asked.headers["Access-Control-Allow-Headers"],
                  "Authorization")
        problem(s.call("OPTIONS", "/v1/check", Origin="http://x"), 403)
        got = s.call("PUT", "/v1/check", b"")
        problem(got, 405)
        kit.equal("allow", got.headers["Allow"], "POST")
        kit.equal("head", s.call("HEAD", "/v1/pack").body, b"")


@kit.case
def https_is_spoken(top):
    pem = [f"{top}/cert.pem", f"{top}/key.pem"]
    try:
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048",
                        "-nodes", "-subj", "/CN=localhost", "-out", pem[0],
                        "-keyout", pem[1]], check=True, capture_output=True)
    except FileNotFoundError as why:
        raise kit.Skip("no openssl") from why
    with Service("--tls-cert", pem[0], "--tls-key", pem[1]) as s:
        trust = ssl.create_default_context(cafile=pem[0])
        link = http.client.HTTPSConnection("localhost", s.port, context=trust)
        link.request("POST", "/v1/check", MISTAKES,
                     {"Origin": f"https://localhost:{s.port}"})
        kit.equal("status", link.getresponse().status, 200)
    done = kit.run("serve", "--listen", "127.0.0.1:0", "--tls-cert", pem[0],
                   "--tls-key", pem[0])
    kit.equal("another key", done.status, 2)


# ---- packs

def make_pack(top, name, value):
    """A pack with this point value, moved into place."""
    region = kit.Region(kit.PLAIN.replace('value="8"', f'value="{value}"'))
    done = kit.build(region.path("region.xml"), f"{top}/made.pack")
    kit.equal("built", done.status, 0)
    os.replace(f"{top}/made.pack", f"{top}/{name}")


@kit.case
def a_new_pack_is_taken_while_calls_run(top):
    make_pack(top, "city.pack", 8)
    page = kit.pages(kit.patient(SSJCZBM1="47.0100"))
    wrong = []

    def point_value(answer):
        return answer.json()["settlement"]["point_value"]

    with Service("-p", f"{top}/city.pack") as s:
        stop = threading.Event()

        def ask():
            seen = [8]
            while not stop.is_set():
                got = s.check(page)
                seen.append(point_value(got))
                if got.status != 200 or seen[-1] < seen[-2]:
                    wrong.append(got.body)

        askers = [threading.Thread(target=ask) for _ in range(4)]
        for one in askers:
            one.start()
        try:
            for value in (9, 10, 11):
                make_pack(top, "city.pack", value)
                s.wait_for(lambda v=value: point_value(s.check(page)) == v)
            kit.write(f"{top}/city.pack", b"damaged")
            s.wait_for(lambda: b"pregroup_packs_refused_total 1" in
                       s.get("/metrics").body)
            kit.equal("the old one", point_value(s.check(page)), 11)
            make_pack(top, "city.pack", 12)
            s.process.send_signal(signal.SIGHUP)
            s.wait_for(lambda: point_value(s.check(page)) == 12)
        finally:
            stop.set()
            for one in askers:
                one.join()
        kit.equal("refused, or by an older one", wrong, [])


# ---- batches

@kit.case
def a_batch_is_sent_watched_and_fetched(top):
    files = [("a.xml", MISTAKES), (f"../{PERSON}.xml", MISTAKES),
             ("a.xml", kit.pages(kit.patient())),
             ("b.zip", kit.zipped({"c.xml": kit.pages(kit.patient(BAH="Z"))}))]
    body, type_ = form(files)
    with Service("--data", top) as s:
        got = s.call("POST", "/v1/batches?skip=rule=SEX*", body,
                     Content_Type=type_)
        kit.equal("status", got.status, 202)
        place = got.headers["Location"]
        root, = os.listdir(top)
        kit.equal("owner's alone", stat.S_IMODE(os.stat(
            f"{top}/{root}").st_mode), 0o700)
        ended = s.batch(place)
        kit.equal("exit", (ended["state"], ended["exit"], ended["inputs"]),
                  ("finished", 1, 4))
        names = [one["name"] for one in ended["files"]]
        assert {"report.html", "results.jsonl", "cases.csv"} <= set(names)
        lines = kit.results(s.get(f"{place}/results.jsonl").body.decode())
        kit.equal("sources", [one["record"]["source"] for one in lines],
                  ["3-a.xml", "a.xml", "b.zip/c.xml", "褚*谀.xml#4"])
        kit.equal("skipped", [f for one in lines for f in one["findings"]
                              if f["rule"].startswith("SEX")], [])
        page = s.get(f"{place}/report.html")
        kit.holds("policy", page.headers["Content-Security-Policy"],
                  "default-src 'none'", "sandbox allow-scripts")
        for name in ("../options", "..%2Foptions", "worklists/../../options",
                     ".pregroup", "%2e%2e/options"):
            problem(s.get(f"{place}/{name}"), 404)
        everything = json.dumps(ended, ensure_ascii=False) + "".join(s.said)
        kit.lacks("names", everything, PERSON)
        kit.equal("deleted", s.call("DELETE", place).status, 204)
        kit.equal("nothing is left", os.listdir(f"{top}/{root}"), [])
        s.call("POST", "/v1/batches", body, Content_Type=type_)
        kit.equal("end", s.end(), 0)
    kit.equal("nothing at all", os.listdir(top), [])


@kit.case
def names_of_inputs_are_in_no_list_of_processes(top):
    many = kit.pages(*[kit.patient()] * 20000)
    with Service("--data", top) as s:
        s.call("POST", f"/v1/batches?name={PERSON}{NUMBER}.xml", many)
        listed = subprocess.run(["ps", "-o", "args=", "--ppid",
                                 str(s.process.pid)], check=False,
                                capture_output=True, text=True).stdout
        kit.holds("it runs", listed, "pregroup batch")
        kit.lacks("list", listed, PERSON, NUMBER)


@kit.case
def a_batch_without_a_folder_is_refused(top):
    with Service("--data", top) as s:
        root, = os.listdir(top)
        os.rmdir(f"{top}/{root}")
        problem(s.call("POST", "/v1/batches", MISTAKES, seconds=10), 503)
        problem(s.call("GET", "/v1/batches/none", seconds=10), 404)


@kit.case
def a_batch_that_is_broken_off_leaves_nothing(top):
    with Service("--data", top) as s:
        root, = os.listdir(top)
        link = s.begin("POST /v1/batches HTTP/1.1\nHost: localhost\n"
                       "Content-Length: 1000\n\n", b"part")
        s.wait_for(lambda: os.listdir(f"{top}/{root}"))
        link.close()
        s.wait_for(lambda: not os.listdir(f"{top}/{root}"))
        problem(s.call("POST", "/v1/batches", b"no form", Content_Type=
                       "multipart/form-data; boundary=x"), 400)
        s.wait_for(lambda: not os.listdir(f"{top}/{root}"))


# ---- limits and ends

@kit.case
def slow_clients_keep_nobody_waiting():
    with Service() as s:
        slow = [s.begin_check(1000, b"x") for _ in range(300)]
        slow += [s.begin("GET /heal") for _ in range(300)]
        began = time.monotonic()
        for _ in range(50):
            kit.equal("status", s.check(MISTAKES).status, 200)
        assert time.monotonic() - began < 20
        for link in slow:
            link.close()


@kit.case
def a_child_has_its_files_whatever_their_numbers():
    with Service() as s:
        links = []
        for _ in range(230):
            links.append(socket.create_connection(("127.0.0.1", s.port), 30))
            if len(links) > 150:
                got = s.check(MISTAKES, seconds=20, Accept="text/plain")
                kit.equal(f"{len(links)} connections", got.status, 200)
        for link in links:
            link.close()


@kit.case
def many_verified_lines_take_no_time(top):
    lines = "".join(f"SEX001\tB{n}\t1\t0123456789abcdef\n"
                    for n in range(40000)).encode()
    with Service("--verified", f"{top}/verified") as s:
        for _ in range(2):
            kit.equal("status", s.call("POST", "/v1/verified", lines,
                                       seconds=20).status, 204)
        kit.equal("kept once", s.get("/v1/verified").body, lines)
        kit.equal("status", s.call("DELETE", "/v1/verified", lines,
                                   seconds=20).status, 204)
        kit.equal("gone", s.get("/v1/verified").body, b"")


@kit.case
def connections_that_ask_nothing_make_room():
    with Service() as s:
        idle = []
        for _ in range(2600):
            link = socket.socket()
            link.settimeout(10)
            link.connect(("127.0.0.1", s.port))
            idle.append(link)
        kit.equal("status", s.check(MISTAKES).status, 200)
        found = re.search(rb"\npregroup_connections (\d+)",
                          s.get("/metrics").body)
        assert int(found[1]) <= 2048, found[0]
        for link in idle:
            link.close()


@kit.case
def large_and_broken_bodies_are_refused():
    with Service() as s:
        kit.equal("told", s.begin_check(1 << 30).recv(20)[9:12], b"413")
        kit.equal("chunks", s.call("POST", "/v1/check", iter(
            [b"x" * (1 << 20)] * 17)).status, 413)
        for head in ("GARBAGE\n\n", "GET / HTTP/9.9\nHost: x\n\n", "\0\n\n",
                     "POST /v1/check HTTP/1.1\nHost: localhost\n"
                     "Transfer-Encoding: chunked\n\nzz\n\n",
                     "GET /" + "x" * 100000 + " HTTP/1.1\nHost: x\n\n",
                     "POST /v1/check HTTP/1.1\nHost: localhost\n"
                     "Content-Length: -5\n\n"):
            link = s.begin(head)
            link.settimeout(5)
            try:
                kit.lacks("answer", link.recv(100)[:12].decode("latin-1"),
                          " 200", " 500", " 503")
            except (TimeoutError, ConnectionError):
                pass
            link.close()
        gone = s.begin_check(len(MISTAKES), MISTAKES)
        gone.close()  # before the answer
        kit.equal("status", s.check(MISTAKES).status, 200)


@kit.case
def the_end_waits_for_calls_that_run():
    with Service() as s:
        running = s.begin_check(len(MISTAKES), MISTAKES[:100])
        s.wait_for(lambda: b"pregroup_calls 2" in s.get("/metrics").body)
        s.process.send_signal(signal.SIGTERM)
        time.sleep(0.5)
        kit.equal("still there", s.process.poll(), None)
        running.sendall(MISTAKES[100:])
        got = http.client.HTTPResponse(running)
        got.begin()
        kit.equal("answered", got.status, 200)
        kit.equal("closes", got.headers["Connection"], "close")
        assert kit.results(got.read().decode())
        running.close()
        kit.equal("exit", s.end(), 0)


# ---- what must not be seen

@kit.case
def nothing_of_a_patient_is_told(top):
    page = kit.pages(kit.patient(XM=PERSON, SFZH=NUMBER))
    with Service("--log", "--data", top) as s:
        told = [s.check(page).body, s.check(page, f"?name={NUMBER}.xml").body,
                s.check(page, Accept="text/plain").body,
                s.check(page, f"?stage={PERSON}").body,
                s.check(page, f"?only={NUMBER}").body,
                s.check(page, f"?what-if={PERSON}{NUMBER}").body,
                s.get(f"/{PERSON}").body, s.get(f"/v1/rules/{NUMBER}").body]
        place = s.call("POST", f"/v1/batches?name={PERSON}{NUMBER}.xml",
                       page).headers["Location"]
        told += [json.dumps(s.batch(place), ensure_ascii=False).encode()]
        told += [s.get("/metrics").body]
    everything = b"\n".join(told).decode() + "".join(s.said)
    kit.lacks("what is told", everything, PERSON, PERSON[1:], NUMBER,
              NUMBER[1:-1])
    assert any(" 200 " in line for line in s.said), s.said


# ---- the unit

@kit.case
def the_unit_is_hardened(top):
    unit = kit.read(f"{kit.TREE}/packaging/debian/"
                    "pregroup.pregroup-serve.service")
    kit.holds("unit", unit.decode(), "\nOOMPolicy=continue\n", "\nLimitCORE=0\n")
    path = kit.write(f"{top}/pregroup-serve.service", unit)
    try:
        done = subprocess.run(["systemd-analyze", "security", "--offline=true",
                               "--no-pager", path], capture_output=True,
                              text=True, check=False)
    except FileNotFoundError as why:
        raise kit.Skip("no systemd-analyze") from why
    found = re.search(r"Overall exposure level.*: ([\d.]+)", done.stdout)
    if not found:
        raise kit.Skip("systemd-analyze knows no --offline")
    assert float(found[1]) <= 2.0, found[0]


if subprocess.run([kit.PREGROUP, "serve", "--listen", "x"], check=False,
                  capture_output=True).stderr.decode().count("libmicrohttpd"):
    kit.skip("serve", "this build has no service")
else:
    kit.main()
