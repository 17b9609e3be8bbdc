// engine.mjs WHERE PACKAGE JOBS -- runs jobs by the package of the web engine and
// prints an answer a line, as JSON: {text}, {codes} or {wrong, status}, and the
// milliseconds it took.
//
// WHERE is node, node-worker, browser or browser-worker. JOBS is a file of JSON:
// {pack, jobs: [{file, options} or {query, options}]}; a pack that is null is the
// package's own, a query is looked up. Ends with 77, and says why, where there is
// no browser.
import fs from 'fs';
import http from 'http';
import path from 'path';
import {pathToFileURL} from 'url';

const [where, folder, list] = process.argv.slice(2);
const {pack, jobs} = JSON.parse(fs.readFileSync(list, 'utf8'));
const TYPES = {'.mjs': 'text/javascript', '.wasm': 'application/wasm',
               '.html': 'text/html'};

/* Runs in node and, as text, in a page: the package at `url`, files by HTTP. */
async function answersOf({url, base, pack, jobs, worker}) {
    const bytesOf = async (name) => (await fetch(
        `${base}/file?${encodeURIComponent(name)}`)).arrayBuffer();
    const {open} = await import(url);
    const engine = await open(pack === null ? null : await bytesOf(pack),
                              {worker});
    const answers = [];
    for (const {file, query, options} of jobs) {
        const bytes = file && await bytesOf(file);
        const began = performance.now();
        let answer;
        try {
            answer = file ? {text: (await engine.run(bytes, options)).text}
                : {codes: await engine.lookup(query, options)};
        } catch (why) {
            answer = {wrong: why.message, status: why.status};
        }
        answers.push({...answer, ms: performance.now() - began});
    }
    engine.close();
    return answers;
}

function serve() {
    const server = http.createServer((request, response) => {
        const [name, query] = request.url.split('?');
        const file = name === '/file' ? decodeURIComponent(query)
            : path.join(folder, path.normalize(name.slice(1)));
        if (name === '/') {
            response.setHeader('Content-Type', TYPES['.html']);
            response.end('<!DOCTYPE html><meta charset="utf-8">');
        } else if (fs.existsSync(file)) {
            response.setHeader('Content-Type', TYPES[path.extname(file)] ||
                'application/octet-stream');
            fs.createReadStream(file).pipe(response);
        } else {
            response.statusCode = 404;
            response.end();
        }
    });
    return new Promise((done) => server.listen(0, '127.0.0.1',
                                               () => done(server)));
}

async function inBrowser(base, what) {
    const {withPage} = await import('./browser.mjs');
    return withPage(async (page) => {
        await page.goto(`${base}/`);
        return page.evaluate(answersOf, {...what, url: '/pregroup.mjs',
                                         base});
    });
}

const server = await serve();
const base = `http://127.0.0.1:${server.address().port}`;
const what = {base, pack, jobs, worker: where.endsWith('worker'),
              url: pathToFileURL(path.resolve(folder, 'pregroup.mjs')).href};
const answers = await (where.startsWith('browser') ? inBrowser(base, what)
    : answersOf(what));
server.close();
for (const answer of answers)
    console.log(JSON.stringify(answer));
