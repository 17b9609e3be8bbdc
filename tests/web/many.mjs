// many.mjs -- a large export at the page: its stays are listed as they are
// checked, the list scrolls, one of them opens, checking is cancelled. Processor
// time of the page's own thread is counted, since a busy machine has no clock.
//
// node many.mjs ADDRESS EXPORT COUNT MILLISECONDS
import assert from 'assert/strict';
import {tryIt, withPage} from './browser.mjs';

const [address, file, ...numbers] = process.argv.slice(2);
const [count, most] = numbers.map(Number);

await withPage(async (page) => {
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.enable', {timeDomain: 'threadTicks'});
    const used = async () => (await session.send('Performance.getMetrics'))
        .metrics.find((m) => m.name === 'TaskDuration').value * 1000;
    page.setDefaultTimeout(120000);
    await page.goto(address);
    await page.waitForSelector('.pack b');
    await tryIt(`${count} stays are listed`, async () => {
        const before = await used();
        await page.locator('#app > input[type=file]').first()
            .setInputFiles([file]);
        await page.waitForSelector('.progress');
        await page.waitForSelector('.progress', {state: 'detached'});
        const ms = await used() - before;
        console.log(`measured ${count}: ${Math.round(ms)} ms of the page`);
        assert.equal(await page.textContent('.total'), `共 ${count} 份`);
        assert.ok(ms < most, `${ms} ms`);
        assert.ok(await page.locator('.stay').count() < 60);
    });
    await tryIt('the last of them opens', async () => {
        await page.focus('.list');
        await page.keyboard.press('End');
        await page.waitForSelector(`#stay-${count - 1}[aria-selected=true]`);
        await page.waitForSelector('.tier, .fine-note');
        assert.match(await page.textContent('.stay-name'),
                     new RegExp(`第 ${count} 条`));
    });
    if (count < 5000)
        return; /* over before anybody could */
    await tryIt('checking is cancelled', async () => {
        await page.locator('#app > input[type=file]').first()
            .setInputFiles([file]);
        await page.waitForSelector('.progress');
        await page.evaluate(
            () => document.querySelector('.progress button').click());
        await page.waitForSelector('.progress', {state: 'detached'});
        const [, now] = /共 (\d+) 份/.exec(await page.textContent('.total'));
        assert.ok(Number(now) < 2 * count, now);
    });
}, {viewport: {width: 1366, height: 768}});
