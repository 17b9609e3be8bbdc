// browser.mjs -- a real browser for the tests of the web: Debian's Chromium by
// playwright-core, from the folder of node modules in $NODE_MODULES.
import {createRequire} from 'module';
import fs from 'fs';
import path from 'path';

const CHROMIUM = process.env.CHROMIUM || '/usr/bin/chromium';

function leaveOut(why) {
    console.error(why);
    process.exit(77);
}

function playwright() {
    const require = createRequire(path.resolve(
        process.env.NODE_MODULES || 'node_modules', 'x'));
    try {
        return require('playwright-core');
    } catch (why) {
        return leaveOut('no playwright-core');
    }
}

/** work(page) in a browser of its own. Ends the program with 77 where there is
 * none. */
export async function withPage(work, options = {}) {
    if (!fs.existsSync(CHROMIUM))
        leaveOut(`no ${CHROMIUM}`);
    const browser = await playwright().chromium.launch({
        executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu']});
    try {
        return await work(await browser.newPage(options));
    } finally {
        await browser.close();
    }
}

/** Tells whether the deed was done, in the line that the test reads. */
export async function tryIt(name, deed) {
    try {
        await deed();
        console.log(`ok ${name}`);
    } catch (why) {
        console.log(`wrong ${name}: ${why.message.replace(/\n/g, ' ')}`);
    }
}
