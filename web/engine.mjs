// engine.mjs -- the module of WebAssembly as an object: what it imports, its
// memory, its end and a new beginning. pregroup.mjs is the face of it that finds
// the files; a page that holds them uses openEngine.
//
// For Chromium 86 and node 16: no newer syntax, no await at the top.

/** Statuses that are not among those of pregroup.h. */
export const TRAPPED = -1;
export const TOO_LONG = -2;

const E_ARG = 10, E_NOMEM = 40;
const UTF8 = 1, AUTO = 0;
const ENCODER = new TextEncoder();
const DECODER = new TextDecoder('utf-8', {ignoreBOM: true});
const SYSTEMS = ['diagnosis', 'procedure']; // bits 1 and 2 of plugin/lookup

export class PregroupError extends Error {
    constructor(message, status) {
        super(message);
        this.name = 'PregroupError';
        this.status = status;
    }
}

// ---- what the module imports

/* Of WASI, without which it would not link: there is no file, no clock, no
 * network and no environment. Statuses are WASI's. */
const BADF = 8, NOSYS = 52;
const REFUSED = [
    'clock_time_get', 'fd_close', 'fd_fdstat_get', 'fd_fdstat_set_flags',
    'fd_filestat_get', 'fd_prestat_dir_name', 'fd_read', 'fd_readdir',
    'fd_seek', 'fd_write', 'path_filestat_get', 'path_open', 'poll_oneoff'];

function importsOf(memory) {
    const wasi = {
        environ_get: () => 0,
        environ_sizes_get(count, size) {
            const view = new DataView(memory().buffer);
            view.setUint32(count, 0, true);
            view.setUint32(size, 0, true);
            return 0;
        },
        fd_prestat_get: () => BADF,
        proc_exit(status) {
            throw new Error(`proc_exit(${status})`);
        },
    };
    for (const name of REFUSED)
        wasi[name] = () => NOSYS;
    return {wasi_snapshot_preview1: wasi};
}

// ---- an instance

/* An open pack in a memory of its own. Every other error than PregroupError is
 * its end. */
class Instance {
    static async make(module, pack) {
        let made = null;
        const imports = importsOf(() => made.exports.memory);
        made = await WebAssembly.instantiate(module, imports);
        return new Instance(made.exports, pack);
    }

    constructor(exports, pack) {
        this.c = exports;
        this.c._initialize();
        this.web = this.c.pregroup_web_open(this.put(pack), pack.length);
        if (this.web === 0)
            throw new PregroupError('内存不足', E_NOMEM);
        this.options = null;
        this.answer();
    }

    /* The bytes, and a NUL, in a room of the module's. */
    put(bytes) {
        const room = this.c.pregroup_web_room(bytes.length + 1);
        if (room === 0)
            throw new PregroupError('内存不足', E_NOMEM);
        const memory = new Uint8Array(this.c.memory.buffer);
        memory.set(bytes, room);
        memory[room + bytes.length] = 0;
        return room;
    }

    /* What the last call left. */
    answer() {
        const {buffer} = this.c.memory;
        const [at, length, status] = new Int32Array(buffer, this.web, 3);
        const text = DECODER.decode(new Uint8Array(buffer, at, length));
        if (status !== 0)
            throw new PregroupError(text, status);
        return text;
    }

    /* Calls with bytes in a room that is free afterwards. */
    lend(bytes, call) {
        const room = this.put(bytes);
        call(room);
        this.c.pregroup_web_free(room);
        return this.answer();
    }

    use(options) {
        if (this.options === options)
            return;
        this.options = null;
        this.lend(ENCODER.encode(options),
                  (room) => this.c.pregroup_web_options(this.web, room));
        this.options = options;
    }

    run(bytes, encoding, options) {
        this.use(options);
        return this.lend(bytes, (room) => this.c.pregroup_web_run(
            this.web, room, bytes.length, encoding));
    }

    lookup(query, systems, limit) {
        return this.lend(query, (room) => this.c.pregroup_web_lookup(
            this.web, room, query.length, systems, limit));
    }

    info() {
        this.c.pregroup_web_info(this.web);
        return this.answer();
    }
}

const stopped = (why) => new PregroupError(
    `检查引擎中止了这一次调用（${why}），已重新启动，可以继续`, TRAPPED);

/* Instances in this thread, one after another. */
class Here {
    constructor(module, pack) {
        this.module = module;
        this.pack = pack;
        this.instance = null;
    }

    async call(name, args) {
        if (this.instance === null)
            this.instance = await Instance.make(this.module, this.pack);
        try {
            return this.instance[name](...args);
        } catch (why) {
            if (why instanceof PregroupError)
                throw why;
            this.instance = await Instance.make(this.module, this.pack);
            throw stopped(why.message);
        }
    }

    close() {
        this.instance = null;
    }
}

// ---- a worker

/* A worker of browsers and one of node speak alike but for this. */
function listen(port, name, heard) {
    if (port.on)
        port.on(name, (data) => heard(data));
    else
        port.addEventListener(
            name, (event) => heard(name === 'message' ? event.data : event));
}

/** What a worker does: `port` is its own end. */
export function serveEngine(port) {
    let here = null;
    listen(port, 'message', async ({open, call, args}) => {
        try {
            if (open)
                here = new Here(open.module, open.pack);
            port.postMessage({value: await here.call(call, args)});
        } catch (why) {
            port.postMessage({wrong: why.message, status: why.status});
        }
    });
}

/* One worker after another, which a call that takes too long ends. */
class There {
    constructor(module, pack, begin, seconds) {
        this.open = {module, pack};
        this.begin = begin;
        this.seconds = seconds;
        this.worker = null;
    }

    /* A worker that has the pack, or will: it does one thing after another. */
    start() {
        this.worker = this.begin();
        listen(this.worker, 'message', (answer) => this.hear(answer));
        listen(this.worker, 'error', (event) => this.stop(
            stopped(event.message || 'worker')));
        return this.ask('info', [], this.open);
    }

    ask(call, args, open) {
        return new Promise((resolve, reject) => {
            this.waiting = {resolve, reject};
            this.timer = setTimeout(() => this.stop(new PregroupError(
                `这一次检查超过 ${this.seconds} 秒，已停止；引擎重新启动，可以继续`,
                TOO_LONG)), this.seconds * 1000);
            this.worker.postMessage({open, call, args});
        });
    }

    hear({value, wrong, status}) {
        const {resolve, reject} = this.waiting;
        clearTimeout(this.timer);
        if (wrong === undefined)
            resolve(value);
        else
            reject(new PregroupError(wrong, status));
    }

    stop(why) {
        const {waiting} = this;
        this.close();
        if (waiting)
            waiting.reject(why);
    }

    async call(name, args) {
        if (this.worker === null)
            await this.start();
        return this.ask(name, args);
    }

    close() {
        clearTimeout(this.timer);
        if (this.worker !== null)
            this.worker.terminate();
        this.worker = this.waiting = null;
    }
}

// ---- the engine

/* `name=value` a line, as docs/hosts.md lists them; whatIf is what-if. */
function optionsText(options) {
    let text = '';
    for (const name of Object.keys(options)) {
        const option = name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`);
        for (const value of [].concat(options[name])) {
            if (value === undefined || value === null)
                continue;
            const word = value === true ? 'yes' : value === false ? 'no'
                : String(value);
            if (/[\r\n\0]/.test(word))
                throw new PregroupError(`选项 ${name} 的值里有换行`, E_ARG);
            text += `${option}=${word}\n`;
        }
    }
    return text;
}

function objectsOf(text) {
    return text.split('\n').filter((line) => line !== '')
        .map((line) => JSON.parse(line));
}

class Answer {
    constructor(text) {
        this.status = 0;
        this.text = text;
    }

    get records() {
        const records = objectsOf(this.text);
        Object.defineProperty(this, 'records', {value: records});
        return records;
    }
}

/** One call at a time; those that come meanwhile wait. */
export class Engine {
    constructor(place) {
        this.place = place;
        this.last = Promise.resolve();
    }

    call(name, ...args) {
        const done = this.last.then(() => {
            if (this.place === null)
                throw new PregroupError('引擎已经关闭', E_ARG);
            return this.place.call(name, args);
        });
        this.last = done.catch(() => {});
        return done;
    }

    async run(input, options) {
        const text = typeof input === 'string';
        const bytes = text ? ENCODER.encode(input)
            : new Uint8Array(input.buffer || input, input.byteOffset || 0,
                             input.byteLength);
        return new Answer(await this.call('run', bytes, text ? UTF8 : AUTO,
                                          optionsText(options || {})));
    }

    /* `system` is diagnosis or procedure; without it both are searched. */
    async lookup(text, {system, limit = 20} = {}) {
        const systems = system === undefined ? 3 : SYSTEMS.indexOf(system) + 1;
        if (systems === 0)
            throw new PregroupError(`没有 ${system} 这种编码`, E_ARG);
        return JSON.parse(await this.call(
            'lookup', ENCODER.encode(text), systems, limit));
    }

    async info() {
        return objectsOf(await this.call('info'))[0];
    }

    close() {
        if (this.place !== null)
            this.place.close();
        this.place = null;
    }
}

/** An engine by a module and a pack that are at hand; `worker` makes a worker
 * that calls serveEngine. */
export async function openEngine(pack, {module, worker, seconds = 60}) {
    const bytes = new Uint8Array(pack);
    const compiled = module instanceof WebAssembly.Module ? module
        : await WebAssembly.compile(module);
    const engine = new Engine(worker
        ? new There(compiled, bytes, worker, seconds)
        : new Here(compiled, bytes));
    try {
        await engine.info();
    } catch (why) {
        engine.close();
        throw why;
    }
    return engine;
}
