// maker.mjs -- who checks: the engine inside this page, or a service.
//
// Both have one face:
//   info() -> what the pack says of itself
//   check(bytes, name, options, signal) -> results, as of `check -f json`
//   lookup(text, system, signal) -> [{system, code, name, gray, principal}], as
//     of `codes -f json`
//   verified() -> the text of the verified file; null where it is a file of
//     whoever works here; addVerified(line), dropVerified(line)
//   exports() -> the watched folder's exports, newest first: [{id, name, size,
//     time}]; null without one; exportBytes(id)
//   state: 'ready', 'gone', 'locked'; onState is told of each change
// An error is a MakerError; its words are for people.
import {today} from './dom.mjs';

export class MakerError extends Error {
    constructor(words, state) {
        super(words);
        this.state = state || '';
    }
}

function pairsOf(options) {
    const pairs = [];
    for (const name of Object.keys(options))
        for (const value of [].concat(options[name]))
            if (value !== false && value !== null && value !== undefined)
                pairs.push([name, value === true ? 'yes' : String(value)]);
    return pairs;
}

function jsonLines(text) {
    return text.split('\n').filter((line) => line !== '')
        .map((line) => JSON.parse(line));
}

class Maker {
    constructor() {
        this.state = 'ready';
        this.onState = () => {};
    }

    become(state) {
        if (this.state === state)
            return;
        const before = this.state;
        this.state = state;
        this.onState(state, before);
    }

    verified() { return Promise.resolve(null); }
    exports() { return Promise.resolve(null); }
}

/* The engine in the page: `desk` has open(), which gives web/pregroup.mjs's
 * engine with the pack of this file. */
class EngineMaker extends Maker {
    constructor(desk) {
        super();
        this.kind = 'engine';
        this.desk = desk;
        this.opened = desk.open();
    }

    async info() {
        return (await this.opened).info();
    }

    async check(bytes, name, options, signal) {
        const engine = await this.opened;
        const answer = await engine.run(bytes, options);
        if (signal && signal.aborted)
            throw new DOMException('', 'AbortError');
        const records = [...answer.records];
        for (const result of records)
            result.record.source = name;
        return records;
    }

    async lookup(text, system) {
        return (await this.opened).lookup(text, {system, limit: 30});
    }
}

class ServiceMaker extends Maker {
    constructor(base) {
        super();
        this.kind = 'service';
        this.base = base;
        this.token = '';
    }

    async ask(path, what) {
        const headers = {...(what && what.headers)};
        let answer;
        if (this.token)
            headers.Authorization = `Bearer ${this.token}`;
        try {
            answer = await fetch(this.base + path,
                                 {cache: 'no-store', credentials: 'omit',
                                  ...what, headers});
        } catch (e) {
            if (e.name === 'AbortError')
                throw e;
            this.become('gone');
            throw new MakerError('检查服务没有应答，恢复后自动继续', 'gone');
        }
        if (answer.status === 401) {
            this.become('locked');
            throw new MakerError('检查服务要令牌', 'locked');
        }
        if (!answer.ok)
            throw new MakerError(await problemWords(answer));
        this.become('ready');
        return answer;
    }

    /* Of a folder of packs the one of today, else the last. */
    async info() {
        const packs = jsonLines(await (await this.ask('v1/pack')).text());
        return packs.find((p) => (p.valid_from || '') <= today() &&
                                 today() <= (p.valid_to || '9')) ||
               packs[packs.length - 1];
    }

    async check(bytes, name, options, signal) {
        /* The name stays here: a proxy's log has what is asked for. */
        const query = new URLSearchParams(pairsOf(options));
        const answer = await this.ask(`v1/check?${query}`, {
            method: 'POST', body: bytes, signal,
            headers: {'Content-Type': 'application/octet-stream'}});
        const records = jsonLines(await answer.text());
        for (const result of records)
            result.record.source = name;
        return records;
    }

    async lookup(text, system, signal) {
        const query = new URLSearchParams({q: text, system, limit: 30});
        return (await this.ask(`v1/codes?${query}`, {signal})).json();
    }

    /* Whether the service has something. */
    async has(what) {
        return (await (await this.ask('healthz')).json())[what];
    }

    /* null where the service keeps no such file: then it is the coder's own. */
    async verified() {
        return await this.has('verified') ?
            (await this.ask('v1/verified')).text() : null;
    }

    async exports() {
        return await this.has('exports') ?
            (await (await this.ask('v1/exports')).json()).exports : null;
    }

    async exportBytes(id) {
        const answer = await this.ask(`v1/exports/${id}`);
        return new Uint8Array(await answer.arrayBuffer());
    }

    async tellVerified(method, line) {
        await this.ask('v1/verified', {
            method, body: `${line}\n`,
            headers: {'Content-Type': 'text/tab-separated-values'}});
    }

    addVerified(line) { return this.tellVerified('POST', line); }
    dropVerified(line) { return this.tellVerified('DELETE', line); }

    async beginBatch(file) {
        const query = new URLSearchParams([['name', file.name]]);
        return (await this.ask(`v1/batches?${query}`, {
            method: 'POST', body: file,
            headers: {'Content-Type': 'application/octet-stream'}})).json();
    }

    async askBatch(place) {
        return (await this.ask(place)).json();
    }

    async removeBatch(place) {
        await this.ask(place, {method: 'DELETE'});
    }

    /* Looks for the service until it answers again. */
    async wait() {
        for (;;) {
            await new Promise((done) => setTimeout(done, 2000));
            try {
                await this.ask('healthz');
                this.become('ready');
                return;
            } catch (e) {
                if (e.state !== 'gone')
                    return;
            }
        }
    }
}

async function problemWords(answer) {
    try {
        return (await answer.json()).detail;
    } catch (e) {
        return `检查服务不能应答（${answer.status}）`;
    }
}

/* The engine, where this file holds one; else the service it came from. */
export function findMaker() {
    const desk = globalThis.pregroupDesk;
    return desk ? new EngineMaker(desk) : new ServiceMaker('./');
}
