// frame.mjs -- the page in a frame of a HIS's page: it answers pages of the named
// origin, and cannot be framed by another one.
//
// node frame.mjs ADDRESS PORT PAGE
// The named origin is http://127.0.0.1:PORT; http://localhost:PORT is none.
import assert from 'assert/strict';
import fs from 'fs';
import http from 'http';
import {tryIt, withPage} from './browser.mjs';

const [address, port, file] = process.argv.slice(2);
const page = fs.readFileSync(file, 'utf8');
const HIS = `<!DOCTYPE html><iframe id="check" width="420" height="600"
    src="${address}embed"></iframe><script>
window.told = [];
addEventListener('message', (e) => {
    told.push([e.origin, e.data]);
    if (e.data.pregroup === 'ready')
        document.getElementById('check').contentWindow.postMessage(
            {pregroup: 'check', id: 7, page: ${JSON.stringify(page)
                .replace(/</g, '\\u003c')}}, e.origin);
});
</script>`;

const server = http.createServer((request, answer) => {
    answer.setHeader('Content-Type', 'text/html; charset=utf-8');
    answer.end(HIS);
}).listen(Number(port), () => withPage(async (tab) => {
    await tryIt('a named page gets its answer', async () => {
        await tab.goto(`http://127.0.0.1:${port}/`);
        await tab.waitForFunction(
            () => told.some((t) => t[1].pregroup === 'result'));
        const [origin, result] = (await tab.evaluate(() => told)).find(
            (t) => t[1].pregroup === 'result');
        assert.equal(`${origin}/`, address);
        assert.deepEqual(result, {pregroup: 'result', id: 7, error: 8,
            warning: 4, info: 4, group: 'I25.1-01', margin: -10557.54});
    });
    await tryIt('the frame shows the findings alone', async () => {
        const frame = tab.frameLocator('#check');
        await frame.locator('.finding').first().waitFor();
        assert.equal(await frame.locator('.finding').first().isVisible(), true);
        assert.equal(await frame.locator('header').isVisible(), false);
        assert.equal(await frame.locator('.form').isVisible(), false);
    });
    await tryIt('another page gets nothing', async () => {
        await tab.goto(`http://localhost:${port}/`);
        await tab.waitForTimeout(2000);
        assert.deepEqual(await tab.evaluate(() => told), []);
    });
}).finally(() => server.close()));
