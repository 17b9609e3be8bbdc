// day.mjs -- a coder's day at the page, in a real browser, by file: or from a
// service. Prints a line for each thing that holds, `wrong` before one that does
// not; pictures of each state go to a folder.
//
// node day.mjs ADDRESS WIDTHxHEIGHT PICTURES TREE
import assert from 'assert/strict';
import fs from 'fs';
import {createRequire} from 'module';
import path from 'path';
import {withPage} from './browser.mjs';

const [address, size, pictures, tree] = process.argv.slice(2);
const [width, height] = size.split('x').map(Number);
const narrow = width < 700, served = address.startsWith('http');
const EXAMPLES = ['mistakes', 'clean', 'wrong-encoding'].map(
    (name) => `${tree}/examples/${name}.xml`);
const SLOW = 20000; /* a machine that is busy with other tests */

const AXE = (() => {
    try {
        const require = createRequire(path.resolve(
            process.env.NODE_MODULES || 'node_modules', 'x'));
        return fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
    } catch (why) {
        console.error('no axe-core');
        return process.exit(77);
    }
})();

fs.mkdirSync(pictures, {recursive: true});

class Day {
    constructor(page) {
        this.page = page;
        this.heard = [];
        this.abroad = [];
        page.setDefaultTimeout(SLOW);
        page.on('pageerror', (e) => this.heard.push(e.stack));
        page.on('console', (m) => {
            if (m.type() === 'error' && !this.offline)
                this.heard.push(m.text());
        });
        page.on('request', (r) => {
            if (!/^(data|blob):/.test(r.url()) &&
                new URL(r.url()).origin !== new URL(address).origin)
                this.abroad.push(r.url());
        });
    }

    async try(name, deed) {
        try {
            await deed();
            console.log(`ok ${name}`);
        } catch (why) {
            await this.picture(`wrong-${name.replace(/\W+/g, '-')}`);
            console.log(`wrong ${name}: ${why.message.split('\n').slice(0, 4)
                .join(' ')}`);
        }
    }

    picture(name) {
        return this.page.screenshot({path: path.join(pictures,
                                                     `${size}-${name}.png`)});
    }

    count(selector) {
        return this.page.locator(selector).count();
    }

    open(files) {
        return this.page.locator('#app > input[type=file]').first()
            .setInputFiles(files);
    }

    async show(part) {
        if (narrow)
            await this.page.click(`.parts [data-part=${part}]`);
    }

    /* What is wrong in axe's eyes with what is shown now. */
    async axe(name) {
        await this.page.evaluate(AXE);
        const found = await this.page.evaluate(
            () => axe.run(document, {resultTypes: ['violations']}));
        const bad = found.violations.filter(
            (v) => ['serious', 'critical'].includes(v.impact));
        await this.try(`axe: ${name}`, () => assert.equal(bad.map((v) =>
            `${v.id}: ${v.nodes[0].html.slice(0, 160)}`).join('; '), ''));
    }

    rules() {
        return this.page.locator('.tier .code').allTextContents();
    }
}

// ---- the states and deeds

async function emptyDesk(d) {
    await d.page.waitForSelector('.empty');
    await d.page.waitForSelector('.pack .mark');
    await d.picture('empty');
    await d.axe('empty');
}

async function opens(d) {
    await d.open(EXAMPLES);
    await d.page.waitForSelector('.stay');
    await d.page.waitForSelector('.progress', {state: 'detached'});
    await d.try('three stays are listed', async () =>
        assert.equal(await d.count('.stay'), 3));
    if (narrow) {
        await d.picture('list');
        await d.axe('list');
        await d.page.click('#stay-0');
    }
    await d.page.waitForSelector('.finding');
    await d.picture('stay');
    await d.axe('stay');
}

async function findsFields(d) {
    const {page} = d;
    await d.try('a finding leads to its field', async () => {
        await page.click('.finding-head:has-text("LOG004")');
        await page.waitForSelector('[id="cell-age"]:focus');
        assert.ok(await page.locator('.cell.here [id="cell-age"]').isVisible());
    });
    await d.try('the document itself does not scroll', async () =>
        assert.equal(await page.evaluate(
            () => document.documentElement.scrollTop), 0));
}

async function edits(d) {
    const {page} = d;
    await d.show('page');
    await d.try('a changed field changes the findings', async () => {
        await page.fill('[id="cell-age"]', '66');
        await page.keyboard.press('Tab');
        await page.waitForSelector('.since', {state: 'attached'});
        assert.ok(!(await d.rules()).includes('LOG004'));
        assert.match(await page.textContent('.since'), /少了 1 处/);
        assert.match(await page.textContent('.stay-name .counts'),
                     /必须改正7/);
        assert.equal(await d.count('.cell.changed'), 1);
    });
    await d.picture('changed');
    await d.axe('changed');
    await d.try('a change is measured', async () => {
        const ms = await page.evaluate(() => new Promise((done) => {
            const from = performance.now();
            new MutationObserver(() => done(performance.now() - from)).observe(
                document.querySelector('.findings'), {childList: true});
            const age = document.getElementById('cell-age');
            age.value = '65';
            age.dispatchEvent(new Event('change'));
        }));
        console.log(`measured a change: ${Math.round(ms)} ms`);
    });
    if (!narrow)
        await d.try('a change is there when one comes back', async () => {
            await page.click('#stay-1');
            await page.waitForSelector('h2:has-text("D0000101")');
            assert.equal(await d.count('.stay .mark'), 1);
            await page.click('#stay-0');
            await page.waitForSelector('.since');
            assert.equal(await page.inputValue('[id="cell-age"]'), '65');
        });
    await d.try('what was changed is taken back', async () => {
        await page.click('.changes >> text=全部还原');
        await page.waitForSelector('.since', {state: 'detached'});
        assert.equal(await page.inputValue('[id="cell-age"]'), '64');
        assert.ok((await d.rules()).includes('LOG004'));
        assert.equal(await d.count('.cell.changed'), 0);
    });
}

async function moves(d) {
    const {page} = d;
    const handle = (n) => page.locator('.rows:has-text("手术级别") .handle').nth(n);
    await d.try('rows move by keys, with the words of the command', async () => {
        await handle(1).focus();
        await page.keyboard.press('ArrowUp');
        await page.waitForSelector('.order', {state: 'attached'});
        const said = await page.textContent('.order');
        assert.match(said, /36\.0700x004 .*排在第一：入 I25\.1-03/);
        assert.match(said, /属高套编码的风险；以病历为准；不作建议/);
    });
    await d.show('payment');
    await d.picture('order');
    await d.axe('order');
    await d.show('page');
    await d.try('findings stay with the rows that moved', async () => {
        const row = page.locator('tr:has([id="cell-procedures[2].code"])');
        assert.equal(await row.locator('.c-date .cell.error').count(), 1);
    });
    await page.click('.changes >> text=全部还原');
    await page.waitForSelector('.order', {state: 'detached'});
    await d.try('rows move by dragging', async () => {
        await handle(1).dragTo(handle(0));
        await page.waitForSelector('.order', {state: 'attached'});
        await page.click('.changes >> text=全部还原');
        await page.waitForSelector('.order', {state: 'detached'});
    });
}

async function searches(d) {
    const {page} = d;
    await d.try('a code is found and filled in', async () => {
        await page.focus('[id="cell-diagnoses[4].code"]');
        await page.keyboard.press('F2');
        await page.fill('.codes-input', 'jxlwy');
        await page.waitForSelector('.code-row:has-text("急性阑尾炎")');
        await d.picture('codes');
        await d.axe('codes');
        const code = await page.textContent('.code-row b');
        await page.keyboard.press('Enter');
        await page.waitForSelector('.changes li');
        assert.equal(await page.inputValue('[id="cell-diagnoses[4].code"]'),
                     code);
        await page.click('.changes >> text=全部还原');
        await page.waitForSelector('.changes', {state: 'hidden'});
    });
    await page.keyboard.press('Escape');
}

async function verifies(d) {
    const {page} = d;
    await d.show('findings');
    if (!narrow)
        await page.click('[role=tab] >> text=问题');
    await d.try('a warning is marked as verified', async () => {
        await page.click('.finding-head:has-text("DIS001")');
        await d.show('findings');
        await page.click('.chosen .actions button');
        await page.fill('.reason input[required]', '护理记录 4 月 9 日');
        await page.fill('.reason .by', '周编码');
        await d.picture('reason');
        await page.keyboard.press('Enter');
        await page.waitForSelector('details.quiet');
        assert.ok(!(await d.rules()).includes('DIS001'));
        await page.click('details.quiet summary');
        assert.match(await page.textContent('details.quiet'),
                     /周编码　护理记录 4 月 9 日/);
        await d.picture('verified');
    });
    if (!served && !narrow)
        await savesVerified(d);
    await d.try('and taken back', async () => {
        await page.click('details.quiet button');
        await page.waitForSelector('details.quiet', {state: 'detached'});
        assert.ok((await d.rules()).includes('DIS001'));
    });
}

async function savesVerified(d) {
    const {page} = d;
    await d.try('the verified file is saved and opened', async () => {
        const [file] = await Promise.all([
            page.waitForEvent('download'), page.click('text=保存已核实')]);
        const text = fs.readFileSync(await file.path(), 'utf8');
        assert.match(text, /^DIS001\tD0000102\t1\t[0-9a-f]{16}\t.*\t周编码\t护理/m);
        await page.click('details.quiet button');
        await page.waitForSelector('details.quiet', {state: 'detached'});
        await page.locator('#app > input[type=file]').last().setInputFiles({
            name: '已核实.txt', mimeType: 'text/plain',
            buffer: Buffer.from(text)});
        await page.waitForSelector('details.quiet');
        await page.click('details.quiet summary');
    });
}

async function lists(d) {
    const {page} = d;
    await d.show('list');
    await d.try('the list is filtered', async () => {
        await page.selectOption('[aria-label=级别]', '-1');
        assert.equal(await d.count('.stay'), 1);
        await page.selectOption('[aria-label=级别]', '');
        await page.fill('[aria-label=在清单里找]', 'I25.1');
        assert.equal(await d.count('.stay'), 1);
        await page.fill('[aria-label=在清单里找]', '');
        await page.selectOption('[aria-label=规则]', 'SEX003');
        assert.equal(await d.count('.stay'), 1);
        await page.selectOption('[aria-label=规则]', '');
        assert.equal(await d.count('.stay'), 3);
    });
    await d.try('the work list is exported without a name', async () => {
        await page.click('header summary');
        const [file] = await Promise.all([
            page.waitForEvent('download'), page.click('text=导出清单')]);
        const text = fs.readFileSync(await file.path(), 'utf8');
        assert.match(text, /D0000102,1,心血管内科专业,周编码,2025-04-09,必须改正/);
        assert.ok(!/示例市|石/.test(text));
    });
}

async function keysAlone(d) {
    const {page} = d;
    await d.try('a stay is worked by keys alone', async () => {
        await page.keyboard.press('Escape');
        await page.keyboard.press('Home');
        await page.waitForSelector('.finding');
        await page.waitForSelector('h2:has-text("D0000102")');
        await page.keyboard.press('Enter');
        await page.keyboard.press('n');
        assert.equal(await page.textContent('.chosen .code'), 'FMT008');
        await page.keyboard.press('p');
        assert.equal(await page.textContent('.chosen .code'), 'FEE002');
        await page.keyboard.press('e');
        await page.waitForSelector('[id="cell-total_cost"]:focus');
        await page.keyboard.press('Escape');
        await page.keyboard.press('ArrowDown');
        await page.waitForSelector('h2:has-text("D0000101")');
        await page.waitForSelector('.fine-note');
    });
    await d.picture('no-findings');
    await d.axe('no findings');
    await d.try('a finding is verified by keys, the next one is chosen',
        async () => {
            const chosen = () => page.textContent('.chosen .code');
            await page.keyboard.press('ArrowUp');
            await page.waitForSelector('h2:has-text("D0000102")');
            await page.waitForSelector('.finding');
            await page.keyboard.press('Enter');
            while (await page.locator('.chosen.error').count() > 0)
                await page.keyboard.press('n');
            const first = await chosen();
            await page.keyboard.press('v');
            await page.waitForSelector('.reason input:focus');
            await page.keyboard.type('病程记录 4 月 3 日');
            await page.keyboard.press('Enter');
            await page.waitForSelector('details.quiet');
            await page.waitForSelector('.chosen .finding-head:focus');
            const next = await chosen();
            assert.notEqual(next, first);
            await page.keyboard.press('p');
            assert.equal(await page.locator('.chosen.error').count(), 1);
            await page.click('details.quiet summary');
            await page.click('details.quiet button');
            await page.waitForSelector('details.quiet', {state: 'detached'});
        });
    await d.try('the keys are listed', async () => {
        await page.keyboard.press('?');
        await page.waitForSelector('dialog.keys');
        await d.picture('keys');
        await page.keyboard.press('Escape');
    });
}

/* A page on which nearly each row is wrong. */
function manyFindings() {
    const page = fs.readFileSync(EXAMPLES[0], 'utf8');
    let rows = '';
    for (let n = 4; n < 64; n++)
        rows += `<JBDM${n}>C53.900</JBDM${n}><QTZD${n}></QTZD${n}>` +
                `<RYBQ${n}>8</RYBQ${n}>`;
    return page.replace('<JBDM3>', `${rows}<JBDM3>`);
}

async function manyStates(d) {
    const {page} = d;
    const many = path.join(pictures, 'many.xml'),
        none = path.join(pictures, 'none.xml');
    fs.writeFileSync(many, manyFindings());
    fs.writeFileSync(none, 'no front page at all');
    await d.try('two hundred findings are shown', async () => {
        await d.open([many]);
        await page.waitForFunction(
            () => document.querySelectorAll('.stay').length === 4);
        await page.click('#stay-3');
        await page.waitForFunction(
            () => document.querySelectorAll('.finding').length > 100);
        console.log(`measured findings: ${await d.count('.finding')}`);
        await d.picture('many');
        await d.show('list');
    });
    await d.try('what is no page is told', async () => {
        await d.open([none]);
        await page.waitForFunction(
            () => document.querySelectorAll('.stay').length === 5);
        await page.click('#stay-4');
        await page.waitForSelector('h2:has-text("不是首页")');
        await page.waitForSelector('.finding');
        await d.picture('no-page');
    });
}

/* As from another program: by a transfer of their own making. */
async function dropsAndPastes(d) {
    const {page} = d, text = fs.readFileSync(EXAMPLES[1], 'utf8');
    const hand = (kind, place, key) => page.evaluate(
        ([kind, place, key, text]) => {
            const transfer = new DataTransfer();
            if (kind === 'drop')
                transfer.items.add(new File([text], 'dropped.xml'));
            else
                transfer.setData('text/plain', text);
            const event = new Event(kind, {bubbles: true, cancelable: true});
            Object.defineProperty(event, key, {value: transfer});
            document.querySelector(place).dispatchEvent(event);
        }, [kind, place, key, text]);
    await d.show('list');
    const before = await d.count('.stay');
    for (const [kind, key] of [['drop', 'dataTransfer'],
                               ['paste', 'clipboardData']])
        await d.try(`a ${kind} opens a page`, async () => {
            const have = await d.count('.stay');
            await hand(kind, 'main', key);
            await page.waitForFunction((n) => document.querySelectorAll(
                '.stay').length === n, have + 1);
        });
    await d.try('both are there', async () =>
        assert.equal(await d.count('.stay'), before + 2));
}

async function goneAndBack(d) {
    const {page} = d, context = page.context();
    await d.try('a service that is gone is told, and comes back', async () => {
        d.offline = true;
        await context.setOffline(true);
        await d.show('list');
        await page.click('#stay-0');
        await page.waitForSelector('.notice.error');
        await d.picture('gone');
        await context.setOffline(false);
        await page.waitForSelector('.notice:has-text("已恢复")');
        await page.waitForSelector('.finding', {state: 'attached'});
        await d.show('page');
        await context.setOffline(true);
        await page.fill('[id="cell-age"]', '60');
        await page.keyboard.press('Tab');
        await page.waitForSelector('.notice.error');
        await context.setOffline(false);
        await page.waitForSelector('.finding:has-text("年龄填60岁")',
                                   {state: 'attached'});
        await page.click('.changes >> text=全部还原');
        await page.waitForSelector('.since', {state: 'detached'});
        d.offline = false;
        await d.show('list');
        await page.click('#stay-1');
        await page.waitForSelector('h2:has-text("D0000101")');
    });
}

async function nothingIsKept(d) {
    await d.try('nothing is stored, nothing asked of elsewhere', async () => {
        assert.deepEqual(d.abroad, []);
        assert.deepEqual(await d.page.evaluate(
            () => [localStorage.length, sessionStorage.length,
                   document.cookie]), [0, 0, '']);
    });
    await d.try('nothing was said on the console', () =>
        assert.equal(d.heard.join('; '), ''));
}

await withPage(async (page) => {
    const d = new Day(page);
    await page.goto(address);
    for (const deed of [emptyDesk, opens, findsFields, edits, moves, searches,
                        verifies, lists, ...narrow ? [] : [keysAlone],
                        manyStates, dropsAndPastes, ...served ? [goneAndBack] : [],
                        nothingIsKept])
        await d.try(deed.name, () => deed(d));
}, {viewport: {width, height}, acceptDownloads: true});
