// pregroup.mjs -- the face of the package: finds module, worker and the built-in
// pack beside it, in browsers and node. index.d.ts tells what each does.
import {openEngine} from './engine.mjs';
export {PregroupError, TOO_LONG, TRAPPED} from './engine.mjs';

const IN_NODE = typeof process === 'object' && !!process.versions &&
    !!process.versions.node;
const beside = (name) => new URL(name, import.meta.url);

async function read(url) {
    if (IN_NODE && url.protocol === 'file:')
        return (await import('fs')).promises.readFile(url);
    const answer = await fetch(url);
    if (!answer.ok)
        throw new Error(`${url}: ${answer.status}`);
    return answer.arrayBuffer();
}

async function workerMaker() {
    const url = beside('worker.mjs');
    if (!IN_NODE)
        return () => new Worker(url, {type: 'module'});
    const {Worker: NodeWorker} = await import('worker_threads');
    return () => new NodeWorker(url);
}

export async function open(pack = null, options = {}) {
    const {module = beside('pregroup.wasm'), worker, seconds} = options;
    return openEngine(pack === null ? await read(beside('demo.pack')) : pack, {
        module: module instanceof URL ? await read(module) : await module,
        worker: worker === true ? await workerMaker() : worker,
        seconds});
}
