// web.mjs PACKAGE FILE [RUNS] -- how long a page takes in the module of the web
// engine, in node: the median and the 99th percentile, in microseconds.
import fs from 'fs';
import path from 'path';
import {pathToFileURL} from 'url';

const [folder, file, runs = 5000] = process.argv.slice(2);
const {open} = await import(
    pathToFileURL(path.resolve(folder, 'pregroup.mjs')).href);
const engine = await open();
const page = fs.readFileSync(file);
const times = [];
for (let n = 0; n < 2 * runs; n++) {
    const began = performance.now();
    await engine.run(page);
    if (n >= runs) // the compiler of node has seen enough of it by then
        times.push(Math.round((performance.now() - began) * 1000));
}
times.sort((a, b) => a - b);
console.log(times[times.length >> 1], times[Math.floor(times.length * 0.99)]);
