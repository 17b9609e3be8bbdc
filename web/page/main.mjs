// main.mjs -- the coder's desk: what is opened, the list, the stay in work.
import {batchesBox, exportsBox} from './batches.mjs';
import {CodeSearch, copyText} from './codes.mjs';
import {announce, button, byteWords, fill, make, saveText, TIERS, today}
    from './dom.mjs';
import {changesText} from './edits.mjs';
import {isFramed, listenToHost} from './embed.mjs';
import {droppedFiles, openBytes, openFile, pastedFiles} from './inputs.mjs';
import {StayList} from './list.mjs';
import {findMaker} from './maker.mjs';
import {whereWords} from './findings.mjs';
import {StayView} from './stay.mjs';
import {checkSource, countStay, filterChoices, filterStays, LIST_OPTIONS,
        workList} from './stays.mjs';
import {Verified} from './verified.mjs';

const KEYS = [
    ['↑ ↓', '清单里上一份、下一份'], ['Enter', '从清单到这一份的问题'],
    ['N　P', '下一处、上一处问题'], ['E', '到这处问题的项目'],
    ['V', '把这处问题记为已核实'], ['F2', '在编码里查编码'],
    ['Ctrl+K', '查编码'], [']　[', '下一份、上一份首页'],
    ['1　2', '问题、分组与支付'], ['↑ ↓（在次序上）', '换个次序会怎样'],
    ['/', '在清单里找'], ['Esc', '回到清单'], ['?', '这张表'],
];

/* In milliseconds: how often a growing list is drawn; how long a stay is chosen
 * before it is opened. */
const SOON = 120, STEP = 40;

class App {
    constructor(box) {
        this.box = box;
        this.maker = findMaker();
        this.verified = new Verified();
        this.stays = [];
        this.editsBefore = new Map();
        this.opened = 0; /* sources, each with a number of its own */
        this.filter = {words: '', department: '', coder: '', rule: '', tier: '',
                       order: 'given'};
        this.draft = false;
        this.view = null;
        this.maker.onState = (...states) => this.stateChanged(...states);
    }

    /* ---- the frame */

    start() {
        this.list = new StayList((stay) => this.openStay(stay));
        this.codes = new CodeSearch(this.maker);
        this.notices = make('div', {class: 'notices', role: 'status'});
        this.pack = make('div', {class: 'pack'});
        this.files = this.picker({multiple: true});
        this.folder = this.picker({webkitdirectory: true});
        this.verifiedFile = make('input', {type: 'file', hidden: true, on: {
            change: () => this.openVerified(this.verifiedFile)}});
        this.empty = this.emptyBox();
        this.filters = make('div', {class: 'filters'});
        this.place = make('div', {class: 'place'});
        this.work = make('div', {class: 'work', hidden: true},
            make('nav', {class: 'left', 'aria-label': '病例'}, this.filters,
                 this.list.box),
            this.place);
        this.box.append(this.header(), this.notices, this.parts(),
            make('main', null, this.empty, this.work),
            make('div', {id: 'told', class: 'hidden', role: 'status'}),
            this.files, this.folder, this.verifiedFile);
        this.listen();
        if (isFramed() &&
            !listenToHost((bytes, token) => this.checkForHost(bytes, token)))
            this.say('error', '这个页面放在别的网页里，但没有写明允许哪个网页：' +
                              '不接收首页。');
        document.body.classList.toggle('embed', isFramed());
        document.body.classList.toggle('by-file', this.maker.kind === 'engine');
        this.showPart('list');
        this.readInfo();
    }

    picker(what) {
        const input = make('input', {type: 'file', hidden: true, ...what, on: {
            change: () => {
                this.load([...input.files]);
                input.value = '';
            }}});
        return input;
    }

    header() {
        this.draftBox = make('input', {type: 'checkbox', id: 'draft', on: {
            change: () => {
                this.draft = this.draftBox.checked;
                this.recheck();
            }}});
        this.keepButton = button('保存已核实', () => this.saveVerified(),
                                 {class: 'own-file'});
        this.menu = make('details', {class: 'menu'},
            make('summary', null, '更多'),
            make('div', {class: 'menu-body'},
                button('查编码', () => this.search(), {class: 'narrow'}),
                button('打开文件夹', () => this.folder.click()),
                button('粘贴', () => this.askPaste()),
                button('导出清单（CSV）', () => this.exportList()),
                button('复制全部修改', () => copyText(this.changed().map(
                    (stay) => changesText(stay, stay.edits)).join('\n'))),
                button('打开已核实文件', () => this.verifiedFile.click(),
                       {class: 'own-file'}),
                button('服务器上的', () => this.askServer(),
                       {class: 'at-service'}),
                button('全部关闭', () => this.closeAll()),
                button('键盘', () => this.showKeys())));
        this.menu.addEventListener('click', (e) => {
            if (e.target.tagName === 'BUTTON')
                this.menu.open = false;
        });
        return make('header', null, make('h1', null, '病案首页检查'), this.pack,
            make('div', {class: 'tools'},
                make('label', {class: 'toggle', for: 'draft',
                               title: '还没填的只作提示'},
                     this.draftBox, '出院前'),
                button('查编码', () => this.search()), this.keepButton,
                button('打开', () => this.files.click(), {class: 'main'}),
                this.menu));
    }

    /* On a narrow screen one part is seen at a time. */
    parts() {
        this.partBar = make('div', {class: 'parts', role: 'group',
                                    'aria-label': '看哪一部分'},
            [['list', '清单'], ['page', '首页'], ['findings', '问题'],
             ['payment', '分组']].map(([part, words]) =>
                button(words, () => this.showPart(part), {'data-part': part})));
        return this.partBar;
    }

    showPart(part) {
        this.box.dataset.part = part;
        for (const b of this.partBar.children)
            b.setAttribute('aria-pressed', String(b.dataset.part === part));
        if (this.view && this.view.tabs &&
            (part === 'findings' || part === 'payment'))
            this.view.showTab(part);
    }

    emptyBox() {
        return make('section', {class: 'empty', 'aria-label': '打开首页'},
            make('p', {class: 'lead'}, '把首页的导出文件拖到这里'),
            make('p', null,
                 button('打开文件', () => this.files.click(), {class: 'main'}),
                 ' ', button('打开文件夹', () => this.folder.click()), ' ',
                 button('粘贴', () => this.askPaste())),
            make('p', {class: 'soft'},
                 'XML、JSON、CSV、网页表格，以及 zip、gz；一次可以多个。'),
            make('p', {class: 'soft'}, this.maker.kind === 'engine'
                ? '首页只在这台电脑的浏览器里检查：不联网，不保存。'
                : '首页送到本院的检查服务，检查完不保存。'),
            this.more = make('div', {class: 'by-server'}));
    }

    listen() {
        window.addEventListener('dragover', (e) => {
            if ([...e.dataTransfer.types].includes('Files')) {
                e.preventDefault();
                this.box.classList.add('dropping');
            }
        });
        window.addEventListener('dragleave', (e) => {
            if (e.relatedTarget === null)
                this.box.classList.remove('dropping');
        });
        window.addEventListener('drop', async (e) => {
            this.box.classList.remove('dropping');
            if (e.dataTransfer.types.includes('Files')) {
                e.preventDefault();
                this.load(await droppedFiles(e.dataTransfer));
            }
        });
        window.addEventListener('paste', (e) => {
            if (!isTyping(e.target))
                this.load(pastedFiles(e.clipboardData));
        });
        window.addEventListener('keydown', (e) => this.key(e));
        window.addEventListener('beforeunload', (e) => {
            if ((this.keepsFile && this.verified.unsaved) ||
                this.changed().length > 0) {
                e.preventDefault();
                e.returnValue = '';
            }
        });
    }

    /* ---- notices and states */

    say(kind, words, ...more) {
        const old = this.notices.querySelector(`.${kind}`);
        const notice = make('div', {class: `notice ${kind}`},
            make('span', {'aria-hidden': 'true', class: 'sign'},
                 kind === 'error' ? '✗' : kind === 'warning' ? '!' : '·'),
            make('span', null, words), more,
            button('关闭', () => notice.remove(), {class: 'small'}));
        if (old)
            old.remove();
        this.notices.append(notice);
        return notice;
    }

    fail(e) {
        if (e.name === 'AbortError' || e.state === 'gone' ||
            e.state === 'locked')
            return;
        this.say('error', e.message);
    }

    async stateChanged(state, before) {
        if (this.stateNotice)
            this.stateNotice.remove();
        if (state === 'gone') {
            this.stateNotice = this.say('error',
                '检查服务没有应答。已打开的还在，恢复后自动继续。');
            await this.maker.wait();
        } else if (state === 'locked') {
            this.askToken();
        } else {
            if (before === 'gone')
                this.say('info', '检查服务已恢复。');
            this.readInfo();
            if (this.unfinished)
                this.recheck();
            else if (this.view && !this.view.result)
                this.openStay(this.view.stay, true);
            else if (this.view && this.view.stay.edits)
                this.view.rerun();
            this.codes.again();
        }
    }

    askToken() {
        const input = make('input', {type: 'password', autocomplete: 'off',
                                     'aria-label': '令牌', placeholder: '令牌'});
        const form = make('form', {class: 'row', on: {submit: (e) => {
            e.preventDefault();
            this.maker.token = input.value.trim();
            this.maker.become('ready');
        }}}, input, make('button', {class: 'main'}, '继续'));
        this.stateNotice = this.say('warning',
            '检查服务要令牌；只记到这个页面关闭。', form);
        input.focus();
    }

    async readInfo() {
        try {
            this.showPack(await this.maker.info());
            this.readVerified(await this.maker.verified());
            await this.showServer();
        } catch (e) {
            this.fail(e);
        }
    }

    showPack(info) {
        const over = info.valid_to && info.valid_to < today();
        this.pack.replaceChildren(
            make('b', null, info.hospital || info.name || info.region),
            make('span', null, ` ${info.scheme === 'dip' ? 'DIP' : 'DRG'} ${
                info.generation || ''}`),
            make('span', {class: over ? 'mark bad' : 'soft'}, ` ${
                over ? '已过有效期' : '有效期'} ${info.valid_from || ''} 至 ${
                info.valid_to || '不限'}`),
            info.sample ? make('span', {class: 'mark bad'}, '示例，非真实标准')
                        : '',
            make('span', {class: 'soft digest', title: '规则包的摘要'},
                 ` ${info.digest.slice(0, 8)}`));
    }

    /* The same beside what is open. */
    async askServer() {
        const box = make('dialog', {class: 'server', 'aria-label': '服务器上的',
                                    on: {close: () => {
            this.empty.append(this.more);
            box.remove();
        }}}, this.more, make('p', null, button('关闭', () => box.close())));
        document.body.append(box);
        box.showModal();
        await this.showServer().catch((e) => this.fail(e));
    }

    /* What a service has besides: its folder of exports, batches. */
    async showServer() {
        if (this.maker.kind !== 'service')
            return;
        const exports = await this.maker.exports();
        fill(this.more,
            exports && exportsBox(this.maker, exports, async (name, bytes) => {
                const box = this.more.closest('dialog');
                if (box)
                    box.close();
                this.check(await openBytes(name, bytes));
            }),
            this.batches = this.batches ||
                           batchesBox(this.maker, (e) => this.fail(e)));
    }

    /* ---- loading */

    options() {
        return this.draft ? {stage: 'draft'} : {};
    }

    async load(files) {
        if (files.length === 0)
            return;
        const sources = [];
        for (const file of files)
            try {
                for (const one of await openFile(file))
                    sources.push(one);
            } catch (e) {
                this.say('error', `${file.name}：${e.message}`);
            }
        await this.check(sources);
    }

    /* One after another, in the order in which they were opened. */
    check(sources) {
        for (const source of sources)
            source.number = source.number || ++this.opened;
        this.checked = (this.checked || Promise.resolve()).then(
            () => this.checkNow(sources));
        return this.checked;
    }

    async checkNow(sources) {
        const loading = this.loading = new AbortController();
        const total = sources.reduce((n, s) => n + s.bytes.length, 0);
        const bar = this.progressBar(total, loading);
        let done = 0;
        this.unfinished = false;
        this.showWork();
        try {
            for (const source of sources) {
                await checkSource(this.run(loading.signal, (bytes) =>
                    bar.show(done + bytes, this.stays.length)), source);
                done += source.bytes.length;
                bar.show(done, this.stays.length);
            }
        } catch (e) {
            this.unfinished = e.state === 'gone' || e.state === 'locked';
            this.waiting = this.unfinished ? sources : [];
            this.fail(e);
        }
        bar.box.remove();
        this.refilter(true);
        this.loading = null;
        if (!this.view && this.list.stays.length > 0 && !this.isNarrow())
            this.list.choose(0);
        announce(`共 ${this.stays.length} 份首页`);
    }

    isNarrow() {
        return window.matchMedia('(max-width: 700px)').matches;
    }

    run(signal, progress) {
        return {
            maker: this.maker, signal, progress,
            options: {...LIST_OPTIONS, ...this.options()},
            take: (stays) => {
                if (signal.aborted)
                    throw new DOMException('', 'AbortError');
                for (const stay of stays) {
                    countStay(stay, (s, f) => this.isVerified(s, f));
                    stay.edits = this.editsBefore.get(placeOf(stay));
                    this.stays.push(stay);
                }
                this.showSoon();
            },
            retract: (source) => {
                this.stays = this.stays.filter((s) => s.source !== source);
            }};
    }

    /* The list as it grows, not at each of ten thousand files. */
    showSoon() {
        if (performance.now() - (this.shownAt || 0) < SOON)
            return;
        this.refilter(false);
        this.shownAt = performance.now();
    }

    changed() {
        return this.stays.filter((stay) => stay.edits);
    }

    progressBar(total, loading) {
        const meter = make('progress', {max: total || 1, 'aria-label': '进度'});
        const words = make('span', null, `正在检查 ${byteWords(total)}`);
        const box = make('div', {class: 'notice info progress'}, words, meter,
            button('取消', () => loading.abort(), {class: 'small'}));
        this.notices.append(box);
        return {box, show: (bytes, count) => {
            meter.value = bytes;
            words.textContent = `正在检查，已有 ${count} 份`;
        }};
    }

    /* Checks all that is open once more, by other options or a service that
     * came back. */
    async recheck() {
        const sources = [...new Set([...this.stays.map((s) => s.source),
                                     ...(this.waiting || [])])];
        const last = this.view && this.view.stay;
        if (this.loading)
            this.loading.abort();
        this.editsBefore = new Map(this.changed().map(
            (stay) => [placeOf(stay), stay.edits]));
        this.stays = [];
        this.view = null;
        if (sources.length > 0)
            await this.check(sources);
        const same = last && this.stays.find(
            (s) => s.source === last.source && s.place === last.place);
        if (same && this.list.stays.includes(same))
            this.list.choose(this.list.stays.indexOf(same));
    }

    closeAll() {
        if (this.loading)
            this.loading.abort();
        this.stays = [];
        this.view = null;
        this.place.replaceChildren();
        this.empty.hidden = false;
        this.work.hidden = true;
        this.box.classList.remove('working');
    }

    showWork() {
        this.empty.hidden = true;
        this.work.hidden = false;
        this.box.classList.add('working');
    }

    askPaste() {
        const area = make('textarea', {rows: 14, 'aria-label': '首页的内容',
            placeholder: '把一份首页的 XML 或 JSON 粘贴在这里'});
        const box = make('dialog', {class: 'paste', 'aria-label': '粘贴首页',
                                    on: {close: () => box.remove()}},
            area, make('p', null, button('检查', () => {
                box.close();
                if (area.value.trim() !== '')
                    this.load([new File([area.value], '粘贴的内容')]);
            }, {class: 'main'}), ' ', button('取消', () => box.close())));
        document.body.append(box);
        box.showModal();
    }

    async checkForHost(bytes, token) {
        if (token)
            this.maker.token = token;
        this.closeAll();
        await this.check([{name: '-', bytes}]);
        if (this.stays.length === 0)
            return {error: 'service'};
        const [first] = this.stays;
        this.list.choose(0);
        this.showPart('findings');
        return {...Object.fromEntries(TIERS.map(
                    (tier, i) => [tier.severity, first.counts[i]])),
                group: first.group, margin: first.margin};
    }

    /* ---- the list */

    isVerified(stay, f) {
        return this.verified.find(stay, f) !== undefined;
    }

    refilter(whole) {
        const shown = filterStays(this.stays, this.filter,
                                  (s, f) => this.isVerified(s, f));
        this.list.show(shown, this.view && this.view.stay);
        if (whole || this.filters.children.length === 0)
            this.drawFilters();
        this.total.textContent = shown.length === this.stays.length
            ? `共 ${this.stays.length} 份`
            : `${shown.length} 份，共 ${this.stays.length} 份`;
    }

    drawFilters() {
        const choices = filterChoices(this.stays);
        const all = (name, words, rows) => make('select', {
            'aria-label': words, on: {change: (e) => {
                this.filter[name] = e.target.value;
                this.refilter(false);
            }}}, rows.map(([value, text]) => make('option', {
                value, selected: value === this.filter[name]}, text)));
        const counted = (name, words) => [['', words], ...choices[name].map(
            (c) => [c.value, `${c.words}（${c.count}）`])];
        this.words = make('input', {type: 'search', value: this.filter.words,
            placeholder: '找病案号、科室、诊断、病种', 'aria-label': '在清单里找',
            on: {input: () => {
                this.filter.words = this.words.value;
                this.refilter(false);
            }}});
        this.total = make('span', {class: 'total soft'});
        this.filters.replaceChildren(this.words,
            all('tier', '级别', [['', '全部级别'], ...TIERS.map(
                (tier, i) => [String(i), `${tier.sign} 有${tier.words}`]),
                ['-1', '✓ 通过']]),
            all('department', '科室', counted('department', '全部科室')),
            all('coder', '编码员', counted('coder', '全部编码员')),
            all('rule', '规则', counted('rule', '全部规则')),
            all('order', '次序', [['given', '文件的次序'],
                ['worst', '问题多的在前'], ['margin', '超支多的在前'],
                ['discharged', '出院晚的在前']]),
            this.total);
    }

    /* `again`: the one that was open; then the same part stays in sight. */
    async openStay(stay, again) {
        const view = new StayView(this, stay);
        if (this.view)
            this.view.signal();
        this.view = view;
        this.place.replaceChildren(view.box);
        await new Promise((done) => setTimeout(done, STEP));
        if (this.view !== view)
            return; /* an arrow key was held */
        try {
            await view.open();
        } catch (e) {
            if (this.view === view && e.name !== 'AbortError') {
                view.box.replaceChildren(make('p', {class: 'soft loading'},
                    '没有打开。', button('再试一次',
                                         () => this.openStay(stay))));
                this.fail(e);
            }
        }
        if (!again && this.isNarrow() && this.box.dataset.part === 'list')
            this.showPart('findings');
    }

    search(system, text, take) {
        this.codes.open(system, text, take);
    }

    exportList() {
        saveText('工作清单.csv', workList(this.list.stays,
            (s, f) => this.isVerified(s, f), whereWords),
            'text/csv;charset=utf-8');
    }

    /* ---- verified */

    /* The service's file; null: it is a file of the coder's own. */
    readVerified(text) {
        this.keepsFile = text === null;
        document.body.classList.toggle('own-verified', this.keepsFile);
        if (text === null)
            return;
        this.verified.lines.clear();
        this.verified.read(text);
        this.recount();
    }

    async openVerified(input) {
        const [file] = input.files;
        input.value = '';
        try {
            this.verified.read(await file.text());
            this.recount();
            this.say('info', `已核实文件：${this.verified.lines.size} 行`);
        } catch (e) {
            this.say('error', `${file.name} ${e.message}`);
        }
    }

    saveVerified() {
        saveText('已核实.txt', this.verified.text(),
                 'text/plain;charset=utf-8');
        this.verified.unsaved = false;
        this.keepButton.classList.remove('wanted');
    }

    recount() {
        for (const stay of this.stays)
            countStay(stay, (s, f) => this.isVerified(s, f));
        if (this.stays.length > 0)
            this.refilter(false);
        if (this.view && this.view.result)
            this.view.redrawFindings();
    }

    async verify(stay, f, why) {
        const line = this.verified.add(stay, f, why);
        try {
            if (!this.keepsFile)
                await this.maker.addVerified(line);
            else
                this.keepButton.classList.add('wanted');
        } catch (e) {
            this.verified.drop(stay, f);
            this.fail(e);
        }
        countStay(stay, (s, g) => this.isVerified(s, g));
        this.list.draw();
    }

    async unverify(stay, f) {
        const line = this.verified.find(stay, f).join('\t');
        try {
            if (!this.keepsFile)
                await this.maker.dropVerified(line);
            this.verified.drop(stay, f);
        } catch (e) {
            this.fail(e);
        }
        countStay(stay, (s, g) => this.isVerified(s, g));
        this.list.draw();
    }

    /* ---- keys */

    showKeys() {
        const box = make('dialog', {class: 'keys', 'aria-label': '键盘',
                                    on: {close: () => box.remove()}},
            make('h2', null, '键盘'),
            make('table', null, make('tbody', null, KEYS.map(([key, words]) =>
                make('tr', null, make('th', {scope: 'row'}, key),
                     make('td', null, words))))),
            button('关闭', () => box.close(), {class: 'main'}));
        document.body.append(box);
        box.showModal();
    }

    key(e) {
        if (document.querySelector('dialog[open]'))
            return;
        if (e.ctrlKey && e.key === 'k') {
            e.preventDefault();
            this.search();
        } else if (e.key === 'Escape' && !this.work.hidden) {
            this.showPart('list');
            this.list.box.focus();
        } else if (!e.ctrlKey && !e.altKey && !e.metaKey &&
                   !isTyping(e.target)) {
            this.plainKey(e);
        }
    }

    plainKey(e) {
        const view = this.view && this.view.result ? this.view : null;
        const inList = e.target === this.list.box;
        const deeds = {
            '?': () => this.showKeys(),
            '/': () => this.words && this.words.focus(),
            ']': () => this.list.step(1),
            '[': () => this.list.step(-1),
            n: () => view && view.step(1),
            p: () => view && view.step(-1),
            e: () => view && view.findings.chosen &&
                     view.choose(view.findings.chosen, true),
            v: () => view && view.findings.askChosen(),
            1: () => view && view.showTab('findings'),
            2: () => view && view.showTab('payment'),
        };
        if (inList && e.key === 'Enter' && view)
            deeds.Enter = () => view.step(0);
        if (!(e.key in deeds))
            return;
        e.preventDefault();
        deeds[e.key]();
    }
}

/* What a stay is known by, when its file is checked anew. */
function placeOf(stay) {
    return `${stay.source.number}/${stay.place}`;
}

/* True where keys are letters: in a field that is typed into. */
function isTyping(target) {
    return /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) &&
           target.type !== 'checkbox';
}

new App(document.getElementById('app')).start();
