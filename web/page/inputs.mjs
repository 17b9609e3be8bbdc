// inputs.mjs -- what is dropped, opened or pasted, as files of bytes.
//
// Folders and zips are opened here; what an export means is the engine's.

/* What a zip may unpack to, so that a small file cannot fill the memory. */
const ROOM = 1024 * 1024 * 1024;

const damaged = () => new Error('压缩文件已损坏');

async function inflated(bytes) {
    const stream = new Blob([bytes]).stream().pipeThrough(
        new DecompressionStream('gzip'));
    try {
        return new Uint8Array(await new Response(stream).arrayBuffer());
    } catch (e) {
        throw damaged(); /* the browser's words are of a request */
    }
}

/* A member of a zip as a gzip file: the same deflate, head and end in words of
 * gzip (browsers before 2022 know no bare deflate). */
function asGzip(data, sums) {
    const made = new Uint8Array(data.length + 18);
    made.set([0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255]);
    made.set(data, 10);
    made.set(sums, data.length + 10);
    return made;
}

function zipName(bytes, utf8) {
    try {
        return new TextDecoder(utf8 ? 'utf-8' : 'gb18030').decode(bytes);
    } catch (e) {
        return '?';
    }
}

function findDirectory(view) {
    const last = Math.max(0, view.byteLength - 65557);
    for (let at = view.byteLength - 22; at >= last; at--)
        if (view.getUint32(at, true) === 0x06054B50)
            return at;
    return -1;
}

/* The members of a zip as its directory has them. */
function zipMembers(bytes) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const end = findDirectory(view), members = [];
    if (end < 0)
        throw new Error('压缩文件不完整，或不是 zip');
    let at = view.getUint32(end + 16, true);
    for (let n = view.getUint16(end + 10, true); n > 0; n--) {
        const name = view.getUint16(at + 28, true);
        members.push({
            name: zipName(bytes.subarray(at + 46, at + 46 + name),
                          view.getUint16(at + 8, true) & 0x800),
            locked: (view.getUint16(at + 8, true) & 1) !== 0,
            method: view.getUint16(at + 10, true),
            sums: new Uint8Array([...bytes.subarray(at + 16, at + 20),
                                  ...bytes.subarray(at + 24, at + 28)]),
            packed: view.getUint32(at + 20, true),
            size: view.getUint32(at + 24, true),
            at: view.getUint32(at + 42, true),
        });
        at += 46 + name + view.getUint16(at + 30, true) +
              view.getUint16(at + 32, true);
    }
    return {view, members};
}

async function memberBytes(bytes, view, m) {
    const from = m.at + 30 + view.getUint16(m.at + 26, true) +
                 view.getUint16(m.at + 28, true);
    const data = bytes.subarray(from, from + m.packed);
    if (m.locked)
        throw new Error(`${m.name} 有密码，请先解压`);
    if (m.method === 0)
        return data;
    if (m.method !== 8)
        throw new Error(`${m.name} 的压缩方式不认识，请先解压`);
    return inflated(asGzip(data, m.sums));
}

/* What reads beyond the end is a RangeError. */
async function openZip(name, bytes) {
    try {
        return await openMembers(name, bytes);
    } catch (e) {
        throw e instanceof RangeError ? damaged() : e;
    }
}

async function openMembers(name, bytes) {
    const {view, members} = zipMembers(bytes), files = [];
    if (members.some((m) => m.name === '[Content_Types].xml'))
        return [{name, bytes}]; /* a workbook: whoever reads it says so */
    if (members.reduce((sum, m) => sum + m.size, 0) > ROOM)
        throw new Error('解压后超过 1 GB，请分开打开');
    for (const m of members)
        if (!m.name.endsWith('/') && m.size > 0)
            files.push(...await openBytes(`${name}/${m.name}`,
                                          await memberBytes(bytes, view, m)));
    return files;
}

/* The files in these bytes: themselves, or what an archive holds. */
export async function openBytes(name, bytes) {
    if (bytes[0] === 0x50 && bytes[1] === 0x4B && bytes[2] === 3)
        return openZip(name, bytes);
    if (bytes[0] === 0x1F && bytes[1] === 0x8B)
        return openBytes(name.replace(/\.gz$/i, ''), await inflated(bytes));
    return [{name, bytes}];
}

export async function openFile(file) {
    const name = file.webkitRelativePath || file.path || file.name;
    return openBytes(name, new Uint8Array(await file.arrayBuffer()));
}

function entryFile(entry) {
    return new Promise((done, fail) => entry.file(done, fail));
}

function entryRows(reader) {
    return new Promise((done, fail) => reader.readEntries(done, fail));
}

async function walkEntry(entry, files) {
    if (entry.isFile) {
        const file = await entryFile(entry);
        file.path = entry.fullPath.slice(1);
        files.push(file);
        return;
    }
    const reader = entry.createReader();
    for (let rows = await entryRows(reader); rows.length > 0;
         rows = await entryRows(reader))
        for (const row of rows)
            await walkEntry(row, files);
}

/* The files of a drop, those in its folders too. */
export async function droppedFiles(transfer) {
    const entries = [...transfer.items].map(
        (item) => item.webkitGetAsEntry && item.webkitGetAsEntry());
    const files = [];
    if (!entries.some((entry) => entry))
        return [...transfer.files];
    for (const entry of entries)
        if (entry)
            await walkEntry(entry, files);
    return files.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path));
}

export function pastedFiles(transfer) {
    const files = [...transfer.files], text = transfer.getData('text');
    if (files.length === 0 && text.trim() !== '')
        files.push(new File([text], '粘贴的内容'));
    return files;
}
