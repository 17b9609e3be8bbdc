// desk.mjs -- what a file of `pregroup desk` has besides the page: an engine by
// the module and the pack that stand in it. The script is its worker's, too.
import {openEngine, serveEngine} from './engine.mjs';

/* The bytes of an element, gzip in base64. */
async function bytesOf(id) {
    const packed = atob(document.getElementById(id).textContent);
    const bytes = new Uint8Array(packed.length);
    for (let i = 0; i < packed.length; i++)
        bytes[i] = packed.charCodeAt(i);
    return new Response(new Blob([bytes]).stream().pipeThrough(
        new DecompressionStream('gzip'))).arrayBuffer();
}

function showDesk(script) {
    const url = URL.createObjectURL(
        new Blob([script], {type: 'text/javascript'}));
    globalThis.pregroupDesk = {
        async open() {
            return openEngine(await bytesOf('pregroup-pack'), {
                module: await bytesOf('pregroup-module'),
                worker: () => new Worker(url)});
        },
    };
}

if (typeof document === 'undefined')
    serveEngine(self);
else
    showDesk(document.currentScript.textContent);
