// worker.mjs -- the engine in a worker of a browser or of node.
import {serveEngine} from './engine.mjs';

if (typeof WorkerGlobalScope === 'undefined')
    import('worker_threads').then(({parentPort}) => serveEngine(parentPort));
else
    serveEngine(self);
