// restarts.mjs PACKAGE PAGE -- prints what is wrong after calls that trap, take
// too long or are refused: the next one must answer as the first did.
import fs from 'fs';
import path from 'path';
import {pathToFileURL} from 'url';

const [folder, file] = process.argv.slice(2);
const {open, PregroupError, TOO_LONG, TRAPPED} = await import(
    pathToFileURL(path.resolve(folder, 'pregroup.mjs')).href);
const page = fs.readFileSync(file);
const E_ARG = 10, E_TABLE = 30, E_NOMEM = 40;

async function refused(what, status, promise) {
    try {
        await promise;
        console.log(`${what}: it was not refused`);
    } catch (why) {
        if (!(why instanceof PregroupError) || why.status !== status ||
            !/[\u4e00-\u9fff]/.test(why.message))
            console.log(`${what}: ${why.stack} ${why.status}`);
    }
}

function equal(what, got, wanted) {
    if (got !== wanted)
        console.log(`${what}: ${got}, not ${wanted}`);
}

for (const worker of [false, true]) {
    const engine = await open(null, {worker});
    const as = worker ? 'worker' : 'here';
    const first = (await engine.run(page)).text;
    const again = async (what) => equal(`${as}: after ${what}`,
                                        (await engine.run(page)).text, first);

    // An address that is none, in the module; a worker is told to do what an
    // instance cannot.
    if (!worker)
        engine.place.instance.web = 0x7fffffff;
    await refused(`${as}: a trap`, TRAPPED,
                  worker ? engine.call('nothing') : engine.run(page));
    await again('a trap');
    await refused(`${as}: an option`, E_ARG, engine.run(page, {stage: 'x'}));
    await again('an option');
    await refused(`${as}: a line end`, E_ARG, engine.run(page, {only: 'a\nb'}));
    await refused(`${as}: 260 MB`, E_NOMEM,
                  engine.run(new Uint8Array(260 << 20)));
    await again('260 MB');
    const both = await Promise.all([engine.run(page), engine.run(page)]);
    equal(`${as}: two at once`, both.map((one) => one.text).join(''),
          first + first);
    equal(`${as}: a string`, (await engine.run(page.toString())).text, first);
    equal(`${as}: records`, (await engine.run(page)).records.length, 1);
    engine.close();
    await refused(`${as}: closed`, E_ARG, engine.run(page));
    await refused(`${as}: no pack`, E_TABLE,
                  open(new Uint8Array(100), {worker}));
}

const engine = await open(null, {worker: true, seconds: 60});
const first = (await engine.run(page)).text;
const many = Buffer.concat([Buffer.from('<DATA>'),
                            ...Array(5000).fill(page.subarray(
                                page.indexOf('<RECORD'),
                                page.lastIndexOf('</RECORD>') + 9)),
                            Buffer.from('</DATA>')]);
engine.place.seconds = 0.02;
await refused('too long', TOO_LONG, engine.run(many));
engine.place.seconds = 60;
equal('after too long', (await engine.run(page)).text, first);
equal('many', (await engine.run(many)).records.length, 5000);
engine.close();
