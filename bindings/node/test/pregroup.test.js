// node --test; EXAMPLES is the folder with the sample pages, PREGROUP_LIBRARY
// the library or its folder.
"use strict";

const assert = require("node:assert/strict");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const test = require("node:test");
const { Worker, isMainThread, parentPort } = require("node:worker_threads");
const { Engine, PregroupError } = require("..");

const examples = process.env.EXAMPLES ||
    path.join(__dirname, "../../../examples");
const sample = (name) => fs.readFileSync(path.join(examples, name));

// The engine is closed behind the test.
function withEngine(work) {
    const engine = new Engine();
    try {
        return work(engine);
    } finally {
        engine.close();
    }
}

const status = (number) => (why) =>
    why instanceof PregroupError && why.status === number;

if (!isMainThread) {
    const wanted = withEngine((engine) => engine.check(sample("mistakes.xml")));
    const engine = new Engine(), session = engine.session();
    for (let n = 0; n < 50; n++)
        assert.deepEqual(session.check(sample("mistakes.xml")), wanted);
    session.close();
    engine.close();
    parentPort.postMessage("good");
    return;
}

// The numbers of the example in docs/result.md.
test("a clean page", () => withEngine((engine) => {
    const [{ record, pack, findings, grouping, settlement }] =
        engine.check(sample("clean.xml"));
    assert.deepEqual(findings, []);
    assert.equal(record.case_no, "D0000101");
    assert.equal(pack.region, "demo");
    assert.deepEqual(
        [grouping.status, grouping.group, grouping.kind, grouping.score],
        ["grouped", "K35.8-J1", "primary-care", 1310.02]);
    assert.deepEqual(
        [settlement.status, settlement.standard, settlement.fund,
            settlement.patient, settlement.ratio, settlement.deviation],
        ["priced", 10512.91, 9192.31, 1320.6, 0.8369, "normal"]);
}));

test("a page with mistakes", () => withEngine((engine) => {
    const [{ findings: [first] }] =
        engine.check(sample("mistakes.xml").toString());
    assert.deepEqual(
        [first.rule, first.severity, first.field, first.tag, first.index,
            first.value, first.verified],
        ["FMT027", "warning", "diagnoses.code", "JBDM2", 3, "i25.103", true]);
}));

test("GB18030", () => withEngine((engine) => {
    const page = sample("wrong-encoding.xml");
    for (const encoding of ["auto", "gb18030"]) {
        const [{ record, grouping }] = engine.check(page, encoding);
        assert.equal(record.encoding, "gb18030");
        assert.equal(grouping.name, "选择性剖宫产，子宫下段剖宫产");
    }
    assert.throws(() => engine.check(page, "big5"), RangeError);
}));

test("options", () => withEngine((engine) => {
    const by = (options, page = sample("mistakes.xml")) => {
        const session = engine.session(options);
        try {
            return session.check(page)[0];
        } finally {
            session.close();
        }
    };
    const { fields, score, grouping, settlement, what_if: whatIf } = by({
        score: true, why: true, record: true, today: "2025-04-01",
        whatIf: ["codes", "procedures[2] first"],
    });
    assert.equal(fields.record_no, "D0000102");
    assert.equal(fields.diagnoses[0].code, "I25.103");
    assert.ok(score.lost.length > 0 && grouping.why_not.length > 0);
    assert.equal(whatIf.likely, settlement.standard);
    assert.equal(whatIf.changes[0].change, "procedures[2] first");
    assert.ok(whatIf.carriers.length > 0);
    assert.ok(by({ only: "rule=FMT*" }).findings
        .every(({ rule }) => rule.startsWith("FMT")));
    assert.ok(!by({ skip: ["rule=FMT*", "rule=SEX*"] }).findings
        .some(({ rule }) => /^(FMT|SEX)/.test(rule)));
    assert.equal(by({ stage: "draft", whatIf: "codes" }, "<a/>").what_if, null);
    assert.deepEqual(by({}), engine.check(sample("mistakes.xml"))[0]);
}));

test("what a pack says of itself", () => withEngine((engine) => {
    const [info] = engine.info();
    assert.deepEqual([info.region, info.sample, info.hospital],
        ["demo", true, null]);
    assert.ok(engine.version >= 100);
}));

test("errors", () => withEngine((engine) => {
    assert.throws(() => new Engine({ pack: "/nowhere/缺少.pack" }), (why) =>
        status(41)(why) && why.message.includes("缺少.pack"));
    const none = path.join(os.tmpdir(), `none-${process.pid}.pack`);
    fs.writeFileSync(none, "no pack");
    assert.throws(() => new Engine({ pack: none }), status(30));
    fs.unlinkSync(none);
    assert.throws(() => engine.session({ stage: "final" }), status(10));
    assert.throws(() => engine.session({ nothing: 1 }), status(10));
    assert.throws(() => engine.session({ whatIf: "codes\nwhy=yes" }),
        RangeError);
    assert.throws(() => engine.session({ format: "tsv" }), RangeError);
    assert.throws(
        () => new Engine({ library: "/nowhere/libpregroup_flat.so.1" }),
        /PREGROUP_LIBRARY/);
}));

test("many pages", () => withEngine((engine) => {
    const page = sample("mistakes.xml").toString().replace(/^.*\?>/, "");
    const many = `<DATA>${page.repeat(40)}</DATA>`;
    const session = engine.session();
    assert.deepEqual(session.check(many).map(({ record }) => record.index),
        Array.from({ length: 40 }, (_, n) => n + 1));
    assert.equal(session.check(page).length, 1);
    assert.equal(engine.check(many).length, 40);
    session.close();
}));

test("use after close", () => {
    const engine = new Engine(), session = engine.session();
    engine.close();
    engine.close();
    assert.throws(() => engine.check("<a/>"), /关闭/);
    assert.throws(() => session.check("<a/>"), status(10));
    session.close();
    session.close();
    assert.throws(() => session.check("<a/>"), /关闭/);
});

test("worker threads", async () => {
    const said = await Promise.all(Array.from({ length: 4 }, () =>
        new Promise((resolve, reject) => {
            const worker = new Worker(__filename);
            worker.on("message", resolve);
            worker.on("error", reject);
        })));
    assert.deepEqual(said, Array(4).fill("good"));
});
