// pieces.mjs -- the parts of the page that need no browser: files are opened,
// cut and joined, changes become `set`, verified lines and work lists are read
// and written. Prints what is wrong, a line each.
//
// node pieces.mjs FOLDER-OF-THE-PAGE
import assert from 'assert/strict';
import path from 'path';
import {pathToFileURL} from 'url';
import zlib from 'zlib';

const PAGE = path.resolve(process.argv[2]);
const load = (name) => import(pathToFileURL(`${PAGE}/${name}`));
const {cutAt, cutLike, pieceOf} = await load('cut.mjs');
const {openBytes} = await load('inputs.mjs');
const {changesText, Edits} = await load('edits.mjs');
const {Verified} = await load('verified.mjs');
const {choiceWords, placeWords, sections, tagOf} = await load('fields.mjs');
const {workList} = await load('stays.mjs');
const {FIELDS} = await load('words.mjs');

const bytes = (text) => new TextEncoder().encode(text);
const text = (b) => new TextDecoder().decode(b);
const SIX = '<D>\n<R a="1">\n<X/></R>\n<R>2</R>\n <R>3</R>\n<RR/>\n<R>4</R>\n</D>';

// ---- a zip of two members, deflated and stored

function zipOf(members) {
    const parts = [], directory = [];
    let at = 0;
    for (const [name, content, method] of members) {
        const raw = Buffer.from(content), label = Buffer.from(name);
        const data = method === 8 ? zlib.deflateRawSync(raw) : raw;
        const head = Buffer.alloc(30), row = Buffer.alloc(46);
        head.writeUInt32LE(0x04034B50, 0);
        head.writeUInt16LE(label.length, 26);
        row.writeUInt32LE(0x02014B50, 0);
        row.writeUInt16LE(0x800, 8);
        row.writeUInt16LE(method, 10);
        row.writeUInt32LE(crcOf(raw), 16);
        row.writeUInt32LE(data.length, 20);
        row.writeUInt32LE(raw.length, 24);
        row.writeUInt16LE(label.length, 28);
        row.writeUInt32LE(at, 42);
        parts.push(head, label, data);
        directory.push(row, label);
        at += head.length + label.length + data.length;
    }
    const end = Buffer.alloc(22), rows = Buffer.concat(directory);
    end.writeUInt32LE(0x06054B50, 0);
    end.writeUInt16LE(members.length, 10);
    end.writeUInt32LE(rows.length, 12);
    end.writeUInt32LE(at, 16);
    return new Uint8Array(Buffer.concat([...parts, rows, end]));
}

function crcOf(raw) {
    let crc = ~0;
    for (const byte of raw) {
        crc ^= byte;
        for (let n = 0; n < 8; n++)
            crc = (crc >>> 1) ^ (crc & 1 ? 0xEDB88320 : 0);
    }
    return ~crc >>> 0;
}

const CASES = {
    async 'a piece has head, records and tail'() {
        const cut = cutAt(bytes(SIX), [2, 4, 5, 7]);
        assert.equal(text(pieceOf(cut, 0, 4)), SIX);
        assert.equal(text(pieceOf(cut, 1, 2)), '<D>\n<R>2</R>\n\n</D>');
        assert.equal(text(pieceOf(cut, 3, 4)), '<D>\n<R>4</R>\n</D>');
        assert.deepEqual(cut.lines, [2, 4, 5, 7]);
    },
    async 'what begins alike is found, what only begins so is not'() {
        assert.deepEqual(cutLike(bytes(SIX), [2, 4, 5]).lines, [2, 4, 5, 7]);
        assert.equal(cutLike(bytes(SIX), [2, 3, 5]), null);
        assert.equal(cutLike(bytes(SIX), [2, 4]), null);
    },
    async 'lines are records where each is one'() {
        const cut = cutLike(bytes('h\n1\n2\n3\n4\n'), [2, 3, 4]);
        assert.equal(text(pieceOf(cut, 2, 4)), 'h\n3\n4\n');
    },
    async 'UTF-16 and records of one line are not cut'() {
        assert.equal(cutAt(new Uint8Array(Buffer.from('\uFEFF<D>\n<R/>\n</D>',
                                                      'utf16le')), [2]), null);
        assert.equal(cutAt(bytes('<D><R/><R/></D>'), [1, 1]), null);
        assert.equal(cutAt(bytes('<D>\n<R/></D>'), [2, 9]), null);
    },
    async 'zip, gzip and a zip in a zip are opened'() {
        const inner = zipOf([['丙.xml', '<C/>', 8]]);
        const files = await openBytes('a.zip', zipOf([
            ['甲.xml', '<A/>'.repeat(500), 8], ['b/乙.xml', '<B/>', 0],
            ['c.zip', inner, 0]]));
        assert.deepEqual(files.map((f) => [f.name, f.bytes.length]), [
            ['a.zip/甲.xml', 2000], ['a.zip/b/乙.xml', 4],
            ['a.zip/c.zip/丙.xml', 4]]);
        const [one] = await openBytes('x.xml.gz', new Uint8Array(
            zlib.gzipSync('<X/>')));
        assert.deepEqual([one.name, text(one.bytes)], ['x.xml', '<X/>']);
    },
    async 'a broken archive is told in words'() {
        const whole = zipOf([['a.xml', '<A/>', 8]]);
        await assert.rejects(openBytes('a.zip', whole.subarray(0, 40)),
                             /不完整/);
        const wrong = zipOf([['a.xml', '<A/>', 8]]);
        wrong[40] ^= 0xFF;
        await assert.rejects(openBytes('a.zip', wrong));
    },
    async 'every field stands in one part of the form'() {
        const all = sections().flatMap((part) => part[1]);
        assert.deepEqual([...all].sort(), Object.keys(FIELDS).sort());
        assert.equal(new Set(all).size, all.length);
    },
    async 'a damaged archive is told in words'() {
        const zip = zipOf([['a.xml', 'a'.repeat(2000), 8]]);
        const at = zip.length - 22;
        zip.fill(0xFF, 40, 44);
        await assert.rejects(openBytes('a.zip', zip), /已损坏/);
        zip.fill(0xFF, at + 16, at + 19);
        await assert.rejects(openBytes('a.zip', zip), /已损坏/);
        await assert.rejects(openBytes('a.gz', new Uint8Array(
            [0x1F, 0x8B, 8, 0, 0, 0])), /已损坏/);
    },
    async 'fields have words and tags'() {
        assert.equal(choiceWords('sex', '1'), '男性');
        assert.equal(placeWords('diagnoses.code', 3), '出院诊断编码（其他诊断 2）');
        assert.equal(tagOf('flat-2012', 'diagnoses.code', 1), 'JBDM');
        assert.equal(tagOf('flat-2012', 'diagnoses.code', 3), 'JBDM2');
        assert.equal(tagOf('yb-4101', 'diagnoses.code', 2),
                     'diseinfo[2].diag_code');
        assert.equal(tagOf('flat-2012', 'sex', null), 'XB');
        assert.equal(tagOf('nothing', 'sex', null), '');
    },
    async 'changes become set, by the numbers rows had'() {
        const edits = new Edits({sex: '1', diagnoses: [
            {code: 'A', name: '甲'}, {code: 'B'}, {code: 'C'}]}, 'flat-2012');
        edits.change('sex', null, '2');
        edits.change('diagnoses.code', 2, '');
        edits.change('diagnoses.name', 1, '甲');
        edits.move('diagnoses', 2, 0);
        assert.deepEqual(edits.sets(true), [
            'sex:2', 'diagnoses[2].code:', 'diagnoses:3,1,2']);
        assert.deepEqual(edits.sets(false), ['sex:2', 'diagnoses[2].code:']);
        assert.deepEqual(edits.firsts(), ['diagnoses[3] first']);
        const words = changesText({caseNo: 'D1', admission: '1'}, edits);
        assert.match(words, /性别 XB：1 → 2\n/);
        assert.match(words, /出院诊断编码（其他诊断 1） JBDM1：B → （空）\n/);
        assert.match(words, /原其他诊断 2、原主要诊断、原其他诊断 1\n/);
        edits.move('diagnoses', 0, 2);
        edits.restore('sex', null);
        assert.deepEqual(edits.sets(true), ['diagnoses[2].code:']);
    },
    async 'verified lines are read, old and new, and written'() {
        const verified = new Verified();
        const stay = {caseNo: 'D1', admission: '2'};
        const f = {rule: 'SEX009', severity: 'warning',
                   digest: '00000000000000ff'};
        verified.read('\uFEFF# 已核实\n\nSEX009\tD1\t2\t00000000000000FF\r\n');
        assert.ok(verified.find(stay, f));
        assert.ok(!verified.find({...stay, admission: '3'}, f));
        assert.ok(!verified.find(stay, {...f, severity: 'error'}));
        verified.drop(stay, f);
        assert.ok(!verified.find(stay, f));
        verified.by = '周\t编码';
        const line = verified.add(stay, f, '病程\n记录');
        assert.match(line, new RegExp('^SEX009\tD1\t2\t00000000000000ff\t' +
            '\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d\t周 编码\t病程 记录$'));
        const again = new Verified();
        again.read(verified.text());
        assert.equal(again.find(stay, f)[6], '病程 记录');
        assert.throws(() => again.read('a\n'), /第 1 行/);
    },
    async 'the work list is no formula and names no patient'() {
        const stay = {source: {name: '石谀示.xml'}, caseNo: '=1+1', admission: '1',
            department: '心,内', coder: '周', discharged: '2025-04-09',
            patient: '石*示', findings: [
                {rule: 'A001', severity: 'info', title: '提', field: 'sex',
                 tag: 'XB', index: null, line: 3, message: '说"一"句',
                 advice: null},
                {rule: 'B001', severity: 'error', title: '错', field: null,
                 tag: null, index: null, line: null, message: '@x',
                 advice: '改'}]};
        const list = workList([stay], (s, f) => f.rule === 'C', () => '性别');
        const rows = list.trim().split('\r\n');
        assert.equal(rows.length, 3);
        assert.match(rows[1], /^'=1\+1,1,"心,内",周,2025-04-09,必须改正,B001/);
        assert.match(rows[1], /'@x/);
        assert.match(rows[2], /"说""一""句"/);
        assert.ok(!list.includes('石'));
    },
};

for (const name of Object.keys(CASES))
    try {
        await CASES[name]();
        console.log(`ok ${name}`);
    } catch (why) {
        console.log(`wrong ${name}: ${why.message.replace(/\n/g, ' ')}`);
    }
