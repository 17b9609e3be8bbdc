// verified.mjs -- what a coder has verified (已核实).
//
// The lines of docs/rules.md: rule, record number, admission, digest; then,
// which older files lack: when, by whom, why.
import {make} from './dom.mjs';

const DIGEST = /^[0-9a-fA-F]{16}$/;

function lineKey(cells) {
    return cells.slice(0, 4).map((c) => (c === '-' ? '' : c)).join('\t')
        .toLowerCase();
}

function plain(text) {
    return String(text || '').replace(/[\t\r\n]+/g, ' ').trim();
}

/* Cells of a line; null if it is a comment or no such line. */
function readLine(line) {
    const cells = line.split('\t').map((c) => c.trim());
    if (line.trim() === '' || line.startsWith('#'))
        return null;
    if (cells.length < 4 || !DIGEST.test(cells[3]))
        throw new Error('已核实文件每行至少四格，用制表符隔开：规则号、病案号、' +
                        '住院次数、16 位摘要');
    return cells;
}

export class Verified {
    constructor() {
        this.lines = new Map();
        this.unsaved = false;
        this.by = '';
    }

    /* Takes the lines of a file to those that are there. */
    read(text) {
        const rows = text.replace(/^\uFEFF/, '').split(/\r?\n/).map(
            (line, n) => {
                try {
                    return readLine(line);
                } catch (e) {
                    throw new Error(`第 ${n + 1} 行：${e.message}`);
                }
            });
        for (const cells of rows)
            if (cells !== null)
                this.lines.set(lineKey(cells), cells);
    }

    keyOf(stay, f) {
        return lineKey([f.rule, stay.caseNo || '-', stay.admission || '-',
                        f.digest || '']);
    }

    /* The line of a finding; undefined where it is open. Errors must be
     * corrected: a line does not quiet them. */
    find(stay, f) {
        return f.severity === 'error' || this.lines.size === 0
                   ? undefined : this.lines.get(this.keyOf(stay, f));
    }

    /* Marks a finding; the line that stands for it. */
    add(stay, f, why) {
        const now = new Date();
        const two = (n) => String(n).padStart(2, '0');
        const when = `${now.getFullYear()}-${two(now.getMonth() + 1)}-` +
                     `${two(now.getDate())} ${two(now.getHours())}:` +
                     two(now.getMinutes());
        const cells = [f.rule, stay.caseNo || '-', stay.admission || '-',
                       f.digest, when, plain(this.by) || '-', plain(why)];
        this.lines.set(lineKey(cells), cells);
        this.unsaved = true;
        return cells.join('\t');
    }

    drop(stay, f) {
        this.lines.delete(this.keyOf(stay, f));
        this.unsaved = true;
    }

    text() {
        return '# 已核实：规则号 病案号 住院次数 摘要 时间 核实人 理由\n' +
               [...this.lines.values()].map((c) => c.join('\t') + '\n').join('');
    }
}

/* When, by whom and why, of a line that may lack them. */
export function verifiedWords(cells) {
    return [cells[4], cells[5] === '-' ? '' : cells[5], cells[6]]
        .filter((t) => t).join('　');
}

/* The question for the reason, in the place of a finding's buttons. */
export function askReason(verified, done, cancel) {
    const by = make('input', {value: verified.by, 'aria-label': '核实人',
                              placeholder: '核实人', class: 'by'});
    const why = make('input', {'aria-label': '理由', required: true,
                               placeholder: '理由，如：病程记录 4 月 3 日'});
    const form = make('form', {class: 'reason', on: {
        submit: (e) => {
            e.preventDefault();
            verified.by = by.value.trim();
            done(why.value.trim());
        },
        keydown: (e) => {
            if (e.key !== 'Escape')
                return;
            e.stopPropagation();
            cancel();
        }}}, why, by, make('button', {class: 'main'}, '记为已核实'));
    setTimeout(() => why.focus());
    return form;
}
