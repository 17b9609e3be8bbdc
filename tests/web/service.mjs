// service.mjs -- what the page does only at a service: it asks for a token,
// opens exports of the watched folder, has a batch checked.
//
// node service.mjs ADDRESS TOKEN PICTURES TREE
import assert from 'assert/strict';
import fs from 'fs';
import path from 'path';
import {tryIt, withPage} from './browser.mjs';

const [address, token, pictures, tree] = process.argv.slice(2);

fs.mkdirSync(pictures, {recursive: true});

await withPage(async (page) => {
    const picture = (name) => page.screenshot({
        path: path.join(pictures, `service-${name}.png`)});
    await page.goto(address);
    await tryIt('a wrong token is asked for again', async () => {
        await page.fill('input[type=password]', 'this-is-no-token-of-it');
        await picture('token');
        await page.click('.notice >> text=继续');
        await page.waitForSelector('input[type=password]:focus');
        assert.equal(await page.inputValue('input[type=password]'), '');
    });
    await tryIt('a token opens the service', async () => {
        await page.fill('input[type=password]', token);
        await page.keyboard.press('Enter');
        await page.waitForSelector('.pack b');
        assert.equal(await page.locator('input[type=password]').count(), 0);
        assert.ok(!page.url().includes(token));
    });
    await tryIt('a batch is checked, its report opens, it is removed',
        async () => {
            await page.setInputFiles('.batches input',
                                     `${tree}/examples/mistakes.xml`);
            await page.waitForSelector('.links a');
            await picture('batch');
            const [report] = await Promise.all([
                page.context().waitForEvent('page'),
                page.click('text=打开报告')]);
            await report.waitForSelector('h1');
            assert.match(report.url(), /report\.html$/);
            await report.close();
            await page.click('.links button');
            await page.waitForSelector('.batches li', {state: 'detached'});
        });
    await tryIt('an export of the folder is opened', async () => {
        await page.click('.exports button');
        await page.waitForSelector('h2:has-text("D0000101")');
        await picture('export');
        await page.click('header summary');
        await page.click('text=服务器上的');
        await page.waitForSelector('dialog.server .exports button');
        await picture('beside');
        await page.click('dialog.server >> text=关闭');
    });
}, {viewport: {width: 1366, height: 768}});
