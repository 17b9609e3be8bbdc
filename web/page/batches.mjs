// batches.mjs -- what only a service has: exports that wait in its folder, and a
// month checked as a whole for quality control.
import {button, byteWords, fill, make} from './dom.mjs';

/* Between two questions how far a batch is, in milliseconds. */
const ASK_AGAIN = 1500;

/* The exports of the watched folder, the newest first; `open(name, bytes)`. */
export function exportsBox(maker, exports, open) {
    const take = async (e) => open(e.name, await maker.exportBytes(e.id));
    return make('section', {class: 'exports', 'aria-label': '服务器上的导出文件'},
        make('h2', null, '服务器上的导出文件'),
        exports.length === 0 ? make('p', {class: 'soft'}, '文件夹里还没有文件。')
            : make('ul', null, exports.map((e) => make('li', null,
                button(e.name, () => take(e), {class: 'link'}),
                make('span', {class: 'soft'}, `${byteWords(e.size)}　${
                    new Date(e.time).toLocaleString('zh-CN')}`)))));
}

const STATES = {running: '正在检查', finished: '已完成', failed: '没有完成'};

/* One batch: how far it is, then its report and its files. */
class Batch {
    constructor(maker, file, fail) {
        this.maker = maker;
        this.file = file;
        this.fail = fail;
        this.words = make('span', null, '正在上传');
        this.links = make('span', {class: 'links'});
        this.box = make('li', null, make('b', null, file.name), this.words,
                        this.links);
    }

    async start() {
        try {
            const state = await this.maker.beginBatch(this.file);
            this.place = `v1/batches/${state.id}`;
            await this.follow(state);
        } catch (e) {
            this.words.textContent = e.message;
            this.fail(e);
        }
    }

    async follow(state) {
        for (;;) {
            this.show(state);
            if (state.state !== 'running')
                return;
            await new Promise((done) => setTimeout(done, ASK_AGAIN));
            state = await this.askAgain(state);
        }
    }

    /* How far it is; what was known, while the service is gone. */
    async askAgain(state) {
        try {
            return await this.maker.askBatch(this.place);
        } catch (e) {
            if (e.state !== 'gone')
                throw e;
            return state;
        }
    }

    show(state) {
        const files = state.files.map((f) => f.name);
        const link = (name, words) => files.includes(name) &&
            make('a', {href: `${this.place}/${name}`, target: '_blank',
                       rel: 'noopener'}, words);
        this.words.textContent = `${STATES[state.state] || state.state}${
            state.progress ? `：${state.progress}` : ''}`;
        if (state.state === 'running')
            return;
        if (state.state === 'failed' && state.said)
            this.words.textContent += `　${state.said}`;
        fill(this.links, link('report.html', '打开报告'),
             link('results.xlsx', '下载结果表'),
             link('findings.csv', '下载问题清单'),
             button('删除', () => this.remove(), {class: 'small'}));
    }

    async remove() {
        try {
            await this.maker.removeBatch(this.place);
            this.box.remove();
        } catch (e) {
            this.fail(e);
        }
    }
}

/* Where an archive of a month is handed over. */
export function batchesBox(maker, fail) {
    const list = make('ul');
    const input = make('input', {type: 'file', hidden: true, on: {
        change: () => {
            const [file] = input.files;
            input.value = '';
            if (!file)
                return;
            const batch = new Batch(maker, file, fail);
            list.prepend(batch.box);
            batch.start();
        }}});
    return make('section', {class: 'batches', 'aria-label': '整批检查'},
        make('h2', null, '整批检查'),
        make('p', {class: 'soft'},
             '上传一个月的压缩文件，得到报告和结果表；到期由服务器删除。'),
        button('上传压缩文件', () => input.click()), input, list);
}
