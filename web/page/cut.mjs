// cut.mjs -- a piece of an export: its head, some of its records, its tail.
//
// The engine decides what a record is and on which line it begins; this only
// cuts between such lines, so that one stay of thousands can be run again at
// once and a large file tells how far it is. Whoever cuts holds what the engine
// says of a piece against what it said, or counts the records, and takes the
// whole file where they differ.

const LF = 10;

function textOf(bytes, from, to) {
    let text = '';
    for (let at = from; at < to; at++)
        text += String.fromCharCode(bytes[at]);
    return text;
}

/* Where each line begins; null where a line end is no byte of its own. */
function lineStarts(bytes) {
    const starts = [0];
    if ((bytes[0] === 0xFF && bytes[1] === 0xFE) ||
        (bytes[0] === 0xFE && bytes[1] === 0xFF) || bytes[1] === 0)
        return null;
    for (let at = bytes.indexOf(LF); at >= 0; at = bytes.indexOf(LF, at + 1))
        starts.push(at + 1);
    return starts;
}

/* What stands first in a line: `<RECORD`, or '' if it is no element. */
function lineMark(bytes, start) {
    const found = /^\s*(<[A-Za-z_][\w:.-]*)/.exec(
        textOf(bytes, start, Math.min(start + 200, bytes.length)));
    return found ? found[1] : '';
}

function standsAt(bytes, at, words) {
    for (let n = 0; n < words.length; n++)
        if (bytes[at + n] !== words.charCodeAt(n))
            return false;
    return true;
}

/* True if a line begins with `mark`, and no longer name. */
function hasMark(bytes, start, mark) {
    let at = start;
    while (bytes[at] === 32 || bytes[at] === 9)
        at++;
    return standsAt(bytes, at, mark) &&
           /[^\w:.-]/.test(String.fromCharCode(bytes[at + mark.length]));
}

function lastOf(bytes, words) {
    let at = bytes.length - words.length;
    while (at >= 0 && !standsAt(bytes, at, words))
        at--;
    return at;
}

/* Where the file's own end begins, behind its last record. */
function tailStart(bytes, mark) {
    if (mark === '')
        return bytes.length;
    const close = `</${mark.slice(1)}>`, at = lastOf(bytes, close);
    return at < 0 ? bytes.length : at + close.length;
}

/* `lines`, from 1, is where the records begin: starts[] is that in bytes. */
function makeCut(bytes, begin, lines, mark) {
    const starts = lines.map((line) => begin[line - 1]);
    const tail = tailStart(bytes, mark);
    return tail > starts[starts.length - 1] ? {bytes, starts, lines, tail}
                                            : null;
}

/* A cut by the lines of all records of a file; null if it cannot be cut. */
export function cutAt(bytes, lines) {
    const begin = lineStarts(bytes);
    if (begin === null ||
        lines.some((line, i) => !(begin[line - 1] >= 0) ||
                                (i > 0 && line <= lines[i - 1])))
        return null;
    return makeCut(bytes, begin, lines, lineMark(bytes, begin[lines[0] - 1]));
}

/* The lines, from the first record's on, that begin as it does; where records
 * are no elements, all of them. */
function linesAlike(bytes, begin, first, mark) {
    const alike = [];
    for (let n = first; n <= begin.length && begin[n - 1] < bytes.length; n++)
        if (mark === '' || hasMark(bytes, begin[n - 1], mark))
            alike.push(n);
    return alike;
}

/* A cut by the lines of the first records (the engine's, of the file's first
 * bytes): each line that begins as theirs do, or, where every record is a line,
 * each line. Only a guess: null, or to be held against the engine's count. */
export function cutLike(bytes, lines) {
    const begin = lineStarts(bytes);
    if (begin === null || lines.length < 3)
        return null;
    const mark = lineMark(bytes, begin[lines[0] - 1]);
    const alike = linesAlike(bytes, begin, lines[0], mark);
    return lines.every((line, i) => line === alike[i])
               ? makeCut(bytes, begin, alike, mark) : null;
}

/* The file with its records from, from + 1, ... to - 1 alone. */
export function pieceOf(cut, from, to) {
    const {bytes, starts, tail} = cut;
    const end = to < starts.length ? starts[to] : tail;
    const parts = [bytes.subarray(0, starts[0]),
                   bytes.subarray(starts[from], end), bytes.subarray(tail)];
    const piece = new Uint8Array(parts.reduce((n, p) => n + p.length, 0));
    let at = 0;
    for (const part of parts) {
        piece.set(part, at);
        at += part.length;
    }
    return piece;
}
