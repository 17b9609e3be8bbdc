// stays.mjs -- the stays of what was opened: checked, counted, filtered.
//
// Of each result only what the list and the work list need is kept; the page
// of a stay is made anew from its export when it is opened.
import {cutAt, cutLike, pieceOf} from './cut.mjs';
import {TIERS} from './dom.mjs';
import {choiceWords} from './fields.mjs';

/* Files above CHUNKED bytes go to the engine in pieces, so that the list grows
 * meanwhile and the work can be cancelled. */
const CHUNKED = 1024 * 1024;
const PROBE = 256 * 1024;
const RECORDS = 200;

export const LIST_OPTIONS = {record: true, digest: true};

/* Texts that thousands of findings share are kept once. */
const kept = new Map();

function keep(text) {
    if (!kept.has(text))
        kept.set(text, text);
    return kept.get(text);
}

function keptFinding(f) {
    return {rule: keep(f.rule), severity: keep(f.severity), field: keep(f.field),
            tag: keep(f.tag), index: f.index, line: f.line,
            title: keep(f.title), message: f.message, advice: keep(f.advice),
            digest: f.digest};
}

function textIn(fields, name) {
    return fields[name] === null || fields[name] === undefined
               ? '' : String(fields[name]);
}

function departmentOf(fields) {
    const code = textIn(fields, 'discharge_department');
    return textIn(fields, 'discharge_unit') ||
           choiceWords('discharge_department', code) || code;
}

/* A row of the list. */
export function makeStay(result, source, place) {
    const fields = result.fields || {}, g = result.grouping;
    const principal = (fields.diagnoses || [])[0] || {};
    return {
        source, place, line: result.record.line,
        caseNo: result.record.case_no || '', admission: result.record.admission,
        isPage: result.record.dialect !== null,
        patient: textIn(fields, 'patient_name'),
        department: keep(departmentOf(fields)),
        coder: keep(textIn(fields, 'coder')),
        discharged: textIn(fields, 'discharge_time').slice(0, 10),
        diagnosis: [principal.code, principal.name].filter((t) => t).join(' '),
        status: g.status, group: g.group, groupName: keep(g.name),
        margin: result.settlement.margin,
        findings: result.findings.map(keptFinding),
    };
}

/* ---- checking ------------------------------------------------------------ */

function linesOf(results) {
    return results.map((result) => result.record.line);
}

/* The cut by which a large file goes in pieces; null: as a whole. */
async function probeCut(maker, source, signal) {
    const first = await maker.check(source.bytes.subarray(0, PROBE),
                                    source.name, {}, signal);
    /* The last record was cut off by the probe's end, or is a fault of it. */
    return cutLike(source.bytes, linesOf(first.slice(0, -1)));
}

/* Checks a source in pieces; false if a piece has other records than the cut
 * thought: then it must be taken as a whole. */
async function checkPieces(run, source, cut) {
    const {maker, options, signal, take, progress} = run, stays = [];
    for (let from = 0; from < cut.starts.length; from += RECORDS) {
        const to = Math.min(from + RECORDS, cut.starts.length);
        const results = await maker.check(pieceOf(cut, from, to), source.name,
                                          options, signal);
        if (results.length !== to - from)
            return false;
        const shift = cut.lines[from] - cut.lines[0];
        results.forEach((result, i) => {
            result.record.line += shift;
            for (const f of result.findings)
                f.line += f.line === null ? 0 : shift;
            stays.push(makeStay(result, source, from + i));
        });
        take(stays.slice(from, to));
        progress(cut.starts[to - 1]);
    }
    source.cut = cut;
    return true;
}

async function checkWhole(run, source) {
    const {maker, options, signal, take} = run;
    const results = await maker.check(source.bytes, source.name, options,
                                      signal);
    source.cut = results.length > 1 ? cutAt(source.bytes, linesOf(results))
                                    : null;
    take(results.map((result, i) => makeStay(result, source, i)));
}

/* Checks a source; `run` has maker, options, signal, take(stays),
 * retract(source) and progress(bytes). */
export async function checkSource(run, source) {
    const cut = source.bytes.length > CHUNKED
                    ? await probeCut(run.maker, source, run.signal) : null;
    if (cut !== null && await checkPieces(run, source, cut))
        return;
    run.retract(source);
    await checkWhole(run, source);
}

/* What a stay was found to be, to hold a piece against the whole. */
function likeness(result) {
    return JSON.stringify([result.findings.map((f) => [f.rule, f.message]),
                           result.record.case_no]);
}

function likenessOf(stay) {
    return JSON.stringify([stay.findings.map((f) => [f.rule, f.message]),
                           stay.caseNo || null]);
}

/* The whole result of a stay, by `options`, with the stay's lines in its file.
 * From a piece of the file where the engine says the same of it. */
export async function runStay(maker, stay, options, signal) {
    const {source, place} = stay;
    if (source.cut && stay.piece !== false) {
        const piece = stay.piece || pieceOf(source.cut, place, place + 1);
        const [result] = await maker.check(piece, source.name, options, signal);
        if (stay.piece || likeness(result) === likenessOf(stay)) {
            stay.piece = piece;
            return shifted(result, stay.line - result.record.line, place);
        }
        stay.piece = false;
    }
    return (await maker.check(source.bytes, source.name, options,
                              signal))[place];
}

function shifted(result, lines, place) {
    result.record.line += lines;
    result.record.index = place + 1;
    for (const f of result.findings)
        if (f.line !== null)
            f.line += lines;
    return result;
}

/* ---- counting and filtering ---------------------------------------------- */

/* How many findings of each severity are open, by `isVerified(stay, f)`. */
export function countStay(stay, isVerified) {
    stay.counts = TIERS.map((tier) => stay.findings.filter(
        (f) => f.severity === tier.severity && !isVerified(stay, f)).length);
    stay.worst = stay.counts.findIndex((n) => n > 0);
}

const ORDERS = {
    given: () => 0,
    worst: (a, b) => weight(b) - weight(a),
    margin: (a, b) => (a.margin === null ? 1e15 : a.margin) -
                      (b.margin === null ? 1e15 : b.margin),
    discharged: (a, b) => (a.discharged < b.discharged ? 1
                           : a.discharged > b.discharged ? -1 : 0),
};

function weight(stay) {
    return stay.counts[0] * 1e6 + stay.counts[1] * 1e3 + stay.counts[2];
}

function fitsWords(stay, words) {
    const text = `${stay.caseNo} ${stay.patient} ${stay.department} ` +
                 `${stay.diagnosis} ${stay.group} ${stay.groupName}`;
    return text.toLowerCase().includes(words);
}

/* The stays that the list shows. */
export function filterStays(stays, filter, isVerified) {
    const words = filter.words.trim().toLowerCase();
    const shown = stays.filter((stay) =>
        (words === '' || fitsWords(stay, words)) &&
        (filter.department === '' || stay.department === filter.department) &&
        (filter.coder === '' || stay.coder === filter.coder) &&
        (filter.tier === '' || (filter.tier === '-1' ? stay.worst < 0
                                : stay.counts[filter.tier] > 0)) &&
        (filter.rule === '' || stay.findings.some(
            (f) => f.rule === filter.rule && !isVerified(stay, f))));
    return filter.order === 'given' ? shown : shown.sort(ORDERS[filter.order]);
}

/* What a filter may be set to: [value, words] by how many stays it fits. */
export function filterChoices(stays) {
    const departments = new Map(), coders = new Map(), rules = new Map();
    const add = (map, value, words) => {
        const row = map.get(value) || {value, words, count: 0};
        row.count++;
        map.set(value, row);
    };
    for (const stay of stays) {
        if (stay.department)
            add(departments, stay.department, stay.department);
        if (stay.coder)
            add(coders, stay.coder, stay.coder);
        for (const rule of new Map(stay.findings.map((f) => [f.rule, f.title])))
            add(rules, rule[0], `${rule[0]} ${rule[1] || ''}`);
    }
    const list = (map) => [...map.values()].sort((a, b) => b.count - a.count);
    return {department: list(departments), coder: list(coders),
            rule: list(rules)};
}

/* ---- the work list ------------------------------------------------------- */

/* A cell of CSV; what a spreadsheet would take for a formula is kept a text. */
function csvCell(value) {
    let text = value === null || value === undefined ? '' : String(value);
    if (/^[=+\-@\t\r]/.test(text))
        text = `'${text}`;
    return /[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}

/* What is open in these stays, a line a finding; no name, no number. */
/* A file by its number in the order of opening: its name may be a patient's. */
export function workList(stays, isVerified, wordsOf) {
    const sources = [...new Set(stays.map((stay) => stay.source))];
    const rows = [['病案号', '住院次数', '出院科别', '编码员', '出院日期', '级别',
                   '规则', '名称', '项目', '标签', '行', '发现', '处理', '第几个文件']];
    for (const stay of stays)
        for (const tier of TIERS)
            for (const f of stay.findings)
                if (f.severity === tier.severity && !isVerified(stay, f))
                    rows.push([stay.caseNo, stay.admission, stay.department,
                               stay.coder, stay.discharged, tier.words, f.rule,
                               f.title, wordsOf(f), f.tag, f.line, f.message,
                               f.advice, sources.indexOf(stay.source) + 1]);
    return '\uFEFF' + rows.map((row) => row.map(csvCell).join(',') + '\r\n')
                          .join('');
}
