// stay.mjs -- one stay: its page beside its findings, what was changed, group
// and payment.
import {announce, button, fill, make} from './dom.mjs';
import {changesText, Edits} from './edits.mjs';
import {cellKey} from './fields.mjs';
import {Findings} from './findings.mjs';
import {Form} from './form.mjs';
import {countsOf, stayName} from './list.mjs';
import {paymentDetails, paymentLines} from './payment.mjs';
import {countStay, runStay} from './stays.mjs';
import {copyText} from './codes.mjs';

/* Between a key and the run that it causes, in milliseconds. */
const PAUSE = 120;

export class StayView {
    /* `app`: maker, options(), verified, search(), verifiedChanged(stay, line),
     * fail(error). */
    constructor(app, stay) {
        this.app = app;
        this.stay = stay;
        this.box = make('div', {class: 'stay-view'},
                        make('p', {class: 'soft loading'}, '正在打开…'));
        this.tab = 'findings';
    }

    /* ---- runs */

    options(more) {
        return {...this.app.options(), record: true, digest: true, why: true,
                'what-if': ['codes'], ...more};
    }

    async open() {
        this.first = await runStay(this.app.maker, this.stay, this.options({}),
                                   this.signal());
        this.edits = this.stay.edits || new Edits(this.first.fields || {},
                                                  this.first.record.dialect);
        this.build();
        this.show(this.first, null, null);
        if (this.edits.size > 0)
            await this.rerun();
    }

    signal() {
        if (this.asked)
            this.asked.abort();
        this.asked = new AbortController();
        return this.asked.signal;
    }

    changed() {
        clearTimeout(this.timer);
        this.timer = setTimeout(() => this.rerun(), PAUSE);
        this.stay.edits = this.edits.size > 0 ? this.edits : undefined;
        this.app.list.draw();
        this.drawChanges();
    }

    /* The page as changed; where rows were moved, also as it was before. */
    async rerun() {
        const signal = this.signal(), edits = this.edits;
        const run = (more) => runStay(this.app.maker, this.stay,
                                      this.options(more), signal);
        this.box.classList.add('busy');
        try {
            if (edits.size === 0) {
                this.show(this.first, null, null);
                return;
            }
            const before = edits.moved.length === 0 ? null : await run({
                set: edits.sets(false),
                'what-if': ['codes', ...edits.firsts()]});
            const now = await run({set: edits.sets(true)});
            if (!signal.aborted)
                this.show(now, this.first, before);
        } catch (e) {
            if (e.name !== 'AbortError')
                this.app.fail(e);
        } finally {
            this.box.classList.remove('busy');
        }
    }

    /* ---- what is drawn */

    build() {
        const desk = {
            changed: () => this.changed(),
            search: (system, text, take) => this.app.search(system, text, take),
            follow: (key) => this.follow(key),
            choose: (f, focus) => this.choose(f, focus),
            verify: (f, why) => this.verify(f, why),
            unverify: (f) => this.unverify(f),
        };
        this.form = new Form(desk, this.edits, this.first);
        this.findings = new Findings(desk, this.app.verified, this.stay);
        this.head = make('div', {class: 'stay-head'});
        this.changes = make('div', {class: 'changes', hidden: true});
        this.details = make('div', {class: 'tab-body'});
        this.tabs = make('div', {class: 'tabs', role: 'tablist',
                                 'aria-label': '这一份首页'},
            this.tabButton('findings', '问题'),
            this.tabButton('payment', '分组与支付'));
        this.side = make('div', {class: 'side'}, this.tabs,
            make('div', {class: 'tab-body', id: 'tab-findings',
                         role: 'tabpanel', tabindex: -1,
                         'aria-labelledby': 'tab-button-findings'},
                 this.findings.box),
            make('div', {class: 'tab-body', id: 'tab-payment', hidden: true,
                         role: 'tabpanel', tabindex: -1,
                         'aria-labelledby': 'tab-button-payment'},
                 this.details));
        this.box.replaceChildren(this.head,
            make('div', {class: 'stay-body'},
                 make('div', {class: 'page-side', tabindex: -1}, this.changes,
                      this.form.cells.size > 0 ? this.form.box
                          : make('p', {class: 'soft loading'},
                                 '没有读到首页的项目。')), this.side));
    }

    tabButton(name, words) {
        return make('button', {
            type: 'button', role: 'tab', id: `tab-button-${name}`,
            'aria-controls': `tab-${name}`,
            'aria-selected': String(name === this.tab),
            tabindex: name === this.tab ? 0 : -1,
            on: {click: () => this.showTab(name), keydown: (e) => {
                if (e.key !== 'ArrowLeft' && e.key !== 'ArrowRight')
                    return;
                this.showTab(this.tab === 'findings' ? 'payment' : 'findings');
                this.tabs.querySelector('[aria-selected=true]').focus();
            }}}, words);
    }

    showTab(name) {
        this.tab = name;
        for (const tab of this.tabs.children) {
            const own = tab.id === `tab-button-${name}`;
            tab.setAttribute('aria-selected', String(own));
            tab.tabIndex = own ? 0 : -1;
        }
        for (const body of this.side.querySelectorAll('[role=tabpanel]'))
            body.hidden = body.id !== `tab-${name}`;
    }

    show(result, before, order) {
        this.result = result;
        this.drawHead(result, before);
        this.findings.show(result.findings, before !== null);
        this.markCells();
        this.details.replaceChildren(paymentDetails(result, order));
        this.drawChanges();
        if (order !== null)
            this.showTab('payment');
    }

    drawHead(result, before) {
        const stay = this.stay, fields = result.fields || {};
        const now = {findings: result.findings}; /* as it was changed */
        countStay(now, (s, f) => this.app.verified.find(stay, f));
        fill(this.head,
            make('div', {class: 'stay-name'},
                make('h2', null, stayName(stay)),
                stay.admission ? make('span', null,
                                      `第 ${stay.admission} 次住院`) : null,
                make('span', null, stay.patient),
                make('span', null, [stay.department, fields.discharge_time]
                     .filter((t) => t).join('　')),
                make('span', {class: 'soft on-screen'},
                     `${stay.source.name}　第 ${result.record.index} 条`),
                make('span', {class: 'push'}, countsOf(now)),
                button('打印', () => window.print(), {class: 'small'})),
            stay.isPage ? paymentLines(result, before,
                                       this.app.options().stage === 'draft')
                        : null);
    }

    drawChanges() {
        const rows = this.edits.told();
        this.changes.hidden = rows.length === 0;
        this.changes.replaceChildren(
            make('div', {class: 'changes-head'},
                make('b', null, `改动 ${rows.length} 处`),
                make('span', {class: 'soft'}, '只在这里试算，导出文件不变'),
                button('复制修改', () => copyText(
                    changesText(this.stay, this.edits)), {class: 'small'}),
                button('全部还原', () => this.takeBack(
                    () => this.edits.restoreAll()), {class: 'small'})),
            make('ul', null, rows.map((row) => make('li', null,
                `${row.words}${row.tag ? ` ${row.tag}` : ''}：${row.from} → `,
                make('b', null, row.to), ' ',
                button('还原', () => this.takeBack(row.undo),
                       {class: 'small', 'aria-label': `还原${row.words}`})))));
    }

    takeBack(undo) {
        undo();
        this.form.refresh();
        this.changed();
        this.markCells();
    }

    /* ---- findings and fields */

    /* The cell of a finding. Cells keep the numbers that rows had at first. */
    keyOf(f) {
        const rows = f.index ? this.edits.rows(f.field.split('.')[0]) : [];
        return cellKey(f.field, rows[f.index - 1] || f.index);
    }

    markCells() {
        this.form.showFindings(this.result.findings.filter(
            (f) => !this.app.verified.find(this.stay, f)),
            (f) => this.keyOf(f));
    }

    choose(f, focus) {
        const key = f.field ? this.keyOf(f) : '';
        this.findings.point(f);
        if (focus && this.form.cellOf(key))
            this.app.showPart('page');
        this.form.go(key, focus);
    }

    follow(key) {
        const f = this.findings.ofCell(key, (g) => this.keyOf(g));
        if (f && f !== this.findings.chosen)
            this.findings.point(f);
    }

    step(by) {
        const f = this.findings.next(by);
        if (!f)
            return;
        this.showTab('findings');
        this.choose(f, false);
        this.findings.focus();
    }

    /* The one behind it is next. */
    async verify(f, why) {
        const at = this.findings.order.indexOf(f);
        await this.app.verify(this.stay, f, why);
        this.redrawFindings();
        const {order} = this.findings;
        if (order.length > 0) {
            this.choose(order[Math.min(at, order.length - 1)], false);
            this.findings.focus();
        }
        announce('记为已核实');
    }

    async unverify(f) {
        await this.app.unverify(this.stay, f);
        this.redrawFindings();
    }

    redrawFindings() {
        this.findings.draw();
        this.markCells();
        this.drawHead(this.result, this.edits.size > 0 ? this.first : null);
    }
}
