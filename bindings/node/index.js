"use strict";

const fs = require("node:fs");
const path = require("node:path");
const koffi = require("koffi");

const LIBRARY_VARIABLE = "PREGROUP_LIBRARY";
const NAME = process.platform === "win32" ? "pregroup_flat.dll"
    : "libpregroup_flat.so.1";
const E_BUFFER = 12, ROOM = 65536, REASON = 1024;
const ENCODINGS = {
    "auto": [0, "utf-8"], "utf-8": [1, "utf-8"], "gb18030": [2, "gb18030"],
};
const FUNCTIONS = {
    version: "()",
    open: "(const char *pack, _Out_ void **engine, int32_t enc, " +
        "uint8_t *msg, int32_t cap)",
    run: "(void *engine, const uint8_t *bytes, int32_t len, int32_t enc, " +
        "uint8_t *out, int32_t cap, _Out_ int32_t *need)",
    close: "(void *engine)",
    session_open: "(void *engine, const char *options, int32_t enc, " +
        "_Out_ void **session, uint8_t *msg, int32_t cap)",
    session_run: "(void *session, const uint8_t *bytes, int32_t len, " +
        "int32_t enc, uint8_t *out, int32_t out_cap, _Out_ int32_t *need, " +
        "uint8_t *msg, int32_t cap)",
    session_close: "(void *session, int32_t enc, uint8_t *msg, int32_t cap)",
    info: "(void *engine, const char *options, int32_t enc, uint8_t *out, " +
        "int32_t out_cap, _Out_ int32_t *need, uint8_t *msg, int32_t cap)",
};

class PregroupError extends Error {
    constructor(status, message) {
        super(message);
        this.name = "PregroupError";
        this.status = status;
    }
}

/* As told, by the variable, beside this file, else where the system looks. */
function place(library) {
    const told = library || process.env[LIBRARY_VARIABLE];
    if (told) {
        const folder = fs.statSync(told, { throwIfNoEntry: false })
            ?.isDirectory();
        return path.resolve(folder ? path.join(told, NAME) : told);
    }
    const beside = path.join(__dirname, NAME);
    return fs.existsSync(beside) ? beside : NAME;
}

const loaded = new Map(); // path: functions

function load(library) {
    const file = place(library);
    if (!loaded.has(file)) {
        let object;
        try {
            object = koffi.load(file);
        } catch (why) {
            throw new Error(`装载不了 ${file}：${why.message}（用参数 library 或` +
                `环境变量 ${LIBRARY_VARIABLE} 指定它的位置）`, { cause: why });
        }
        loaded.set(file, Object.fromEntries(Object.entries(FUNCTIONS).map(
            ([name, types]) => [name, object.func(
                `int32_t __stdcall pregroup_flat_${name}${types}`)])));
    }
    return loaded.get(file);
}

function text(buffer, codec = "utf-8") {
    return new TextDecoder(codec).decode(
        buffer.subarray(0, buffer.indexOf(0)));
}

function must(status, reason, codec) {
    if (status !== 0)
        throw new PregroupError(status, text(reason, codec));
}

/* The bytes of a page, the number of its encoding, the codec of what comes
 * back. */
function given(page, encoding) {
    if (typeof page === "string")
        return [Buffer.from(page, "utf8"), ...ENCODINGS["utf-8"]];
    if (!Object.hasOwn(ENCODINGS, encoding))
        throw new RangeError(
            `encoding 是 ${Object.keys(ENCODINGS).join("、")} 之一`);
    return [page, ...ENCODINGS[encoding]];
}

function objects(lines) {
    return lines.split("\n").filter(Boolean).map((line) => JSON.parse(line));
}

/* `name=value` a line, from options by name; undefined is left out. */
function lines(options) {
    let all = "";
    for (const [name, value] of Object.entries(options)) {
        const option = name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`);
        for (const one of [value].flat()) {
            if (one === undefined || one === null)
                continue;
            const word = one === true ? "yes" : one === false ? "no"
                : String(one);
            if (option === "format" || /[\r\n]/.test(word))
                throw new RangeError(option === "format"
                    ? "format 由封装决定" : `选项 ${name} 的值里有换行`);
            all += `${option}=${word}\n`;
        }
    }
    return all;
}

class Engine {
    #flat;
    #handle;

    constructor({ pack = null, library } = {}) {
        const engine = [null], reason = Buffer.alloc(REASON);
        this.#flat = load(library);
        must(this.#flat.open(pack, engine, 1, reason, REASON), reason);
        this.#handle = engine[0];
    }

    get version() {
        return this.#flat.version();
    }

    #open() {
        if (!this.#handle)
            throw new Error("引擎已经关闭");
        return this.#handle;
    }

    session(options = {}) {
        const session = [null], reason = Buffer.alloc(REASON);
        must(this.#flat.session_open(this.#open(), lines(options), 1, session,
            reason, REASON), reason);
        return new Session(this.#flat, session[0]);
    }

    check(page, encoding = "auto") {
        const [bytes, number, codec] = given(page, encoding);
        for (const need = [ROOM];;) {
            const out = Buffer.alloc(need[0]);
            const status = this.#flat.run(this.#open(), bytes, bytes.length,
                number, out, out.length, need);
            if (status === E_BUFFER)
                continue;
            must(status, out, codec);
            return objects(text(out, codec));
        }
    }

    info() {
        const reason = Buffer.alloc(REASON);
        for (const need = [ROOM];;) {
            const out = Buffer.alloc(need[0]);
            const status = this.#flat.info(this.#open(), null, 1, out,
                out.length, need, reason, REASON);
            if (status === E_BUFFER)
                continue;
            must(status, reason);
            return objects(text(out));
        }
    }

    close() {
        if (this.#handle)
            this.#flat.close(this.#handle);
        this.#handle = null;
    }

    [Symbol.dispose ?? Symbol.for("Symbol.dispose")]() {
        this.close();
    }
}

class Session {
    #flat;
    #handle;
    #out = Buffer.alloc(ROOM);
    #reason = Buffer.alloc(REASON);

    constructor(flat, handle) {
        this.#flat = flat;
        this.#handle = handle;
    }

    check(page, encoding = "auto") {
        const [bytes, number, codec] = given(page, encoding);
        const need = [0];
        for (;;) {
            if (!this.#handle)
                throw new Error("会话已经关闭");
            const status = this.#flat.session_run(this.#handle, bytes,
                bytes.length, number, this.#out, this.#out.length, need,
                this.#reason, REASON);
            if (status === E_BUFFER) {
                this.#out = Buffer.alloc(need[0]);
                continue;
            }
            must(status, this.#reason, codec);
            return objects(text(this.#out, codec));
        }
    }

    close() {
        if (this.#handle)
            this.#flat.session_close(this.#handle, 1, null, 0);
        this.#handle = null;
    }

    [Symbol.dispose ?? Symbol.for("Symbol.dispose")]() {
        this.close();
    }
}

module.exports = { Engine, Session, PregroupError, LIBRARY_VARIABLE };
