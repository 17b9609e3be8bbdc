// desk.mjs FILE PAGE WORD -- opens a file of `pregroup desk` by file://, gives its
// page an export and, when WORD is on the screen, prints as JSON: the text of the
// screen then, the engine's own answer, what was asked for elsewhere, what went
// wrong, and the milliseconds from opening the file to that screen.
import fs from 'fs';
import path from 'path';
import {pathToFileURL} from 'url';
import {withPage} from './browser.mjs';

const [file, input, word] = process.argv.slice(2);
const url = pathToFileURL(path.resolve(file)).href;
const base64 = fs.readFileSync(input).toString('base64');

const told = await withPage(async (page) => {
    const asked = [], wrong = [];
    page.on('request', (request) => asked.push(request.url()));
    page.on('pageerror', (error) => wrong.push(error.message));
    page.on('console', (message) => {
        if (message.type() === 'error')
            wrong.push(message.text());
    });
    const began = Date.now();
    await page.goto(url);
    await page.setInputFiles('input[type=file][multiple]', input);
    await page.waitForFunction(
        (text) => document.body.innerText.includes(text), word);
    const ms = Date.now() - began;
    const screen = await page.evaluate(() => document.body.innerText);
    const {text, info} = await page.evaluate(async (packed) => {
        const engine = await globalThis.pregroupDesk.open();
        const bytes = Uint8Array.from(atob(packed), (c) => c.charCodeAt(0));
        const answer = {text: (await engine.run(bytes)).text,
                        info: await engine.info()};
        engine.close();
        return answer;
    }, base64);
    const reached = await page.evaluate(async () => {
        try {
            await fetch('http://127.0.0.1:1/');
            return 'it was sent';
        } catch (why) {
            return why.message;
        }
    });
    return {screen, text, info, ms, reached, wrong,
            asked: asked.filter((one) => one !== url &&
                                !/^(blob|data):/.test(one))};
});
console.log(JSON.stringify(told));
