// findings.mjs -- the findings of a stay, as the command words them.
import {button, fill, make, signOf, TIERS} from './dom.mjs';
import {placeWords} from './fields.mjs';
import {askReason, verifiedWords} from './verified.mjs';

/* What makes two findings the same, before and after a change. */
function sameness(f) {
    return [f.rule, f.field, f.index, f.message].join('\t');
}

/* `出院诊断编码（其他诊断 2） JBDM2　第 55 行　原值 I25.103` */
export function whereWords(f) {
    const field = f.field === null ? '文件' : placeWords(f.field, f.index);
    return `${field}${f.tag ? ` ${f.tag}` : ''}` +
           (f.line === null ? '' : `　第 ${f.line} 行`);
}

export class Findings {
    /* `desk`: choose(finding, focus), verify(finding, why),
     * unverify(finding). */
    constructor(desk, verified, stay) {
        this.desk = desk;
        this.verified = verified;
        this.stay = stay;
        this.box = make('div', {class: 'findings'});
        this.before = null;
        this.chosen = null;
    }

    /* Shows these, in the order of the tiers; `edited` marks what is new and
     * counts what is gone since the page was changed. */
    show(findings, edited) {
        if (!edited || this.before === null)
            this.before = new Set(findings.map(sameness));
        this.all = findings;
        this.edited = edited;
        this.draw();
    }

    draw() {
        const open = [], quiet = [];
        for (const f of this.all)
            (this.verified.find(this.stay, f) ? quiet : open).push(f);
        this.order = [];
        this.items = new Map();
        fill(this.box, this.gone(), TIERS.map((tier) => this.tier(tier, open)),
             this.quietBox(quiet));
        if (open.length === 0)
            this.box.prepend(make('p', {class: 'fine-note'},
                make('span', {class: 'sign fine', 'aria-hidden': 'true'}, '✓'),
                this.all.length === 0 ? ' 检查通过，没有发现问题'
                                      : ' 没有还要处理的问题'));
        this.point(this.order.find((f) => this.chosen &&
                                   sameness(f) === sameness(this.chosen)));
    }

    tier(tier, open) {
        const list = open.filter((f) => f.severity === tier.severity);
        if (list.length === 0)
            return null;
        return make('section', {class: 'tier'},
            make('h3', {class: tier.severity}, signOf(tier.severity),
                 `${tier.words}（${list.length}）`),
            list.map((f) => this.item(f)));
    }

    item(f) {
        const fresh = this.edited && !this.before.has(sameness(f));
        const actions = make('div', {class: 'actions'});
        const item = make('article', {class: `finding ${f.severity}`},
            make('button', {type: 'button', class: 'finding-head',
                            on: {click: () => this.desk.choose(f, true)}},
                make('b', null, signOf(f.severity), f.title || f.rule),
                fresh ? make('span', {class: 'mark'}, '新出现') : null,
                make('span', {class: 'code'}, f.rule),
                make('span', {class: 'where'}, whereWords(f))),
            make('p', null, f.message),
            f.advice ? make('p', {class: 'advice'},
                            make('span', {class: 'label'}, '处理'), f.advice)
                     : null,
            make('div', {class: 'more'},
                f.basis ? make('p', {class: 'basis'},
                    make('span', {class: 'label'}, '依据'), f.basis,
                    f.verified ? null : '（待核对原文）') : null,
                actions));
        if (f.severity !== 'error' && f.digest)
            actions.append(button('已核实…', () => this.ask(f, actions),
                                  {class: 'small'}));
        this.order.push(f);
        this.items.set(f, {item, actions});
        return item;
    }

    ask(f, actions) {
        const buttons = [...actions.children];
        const back = () => {
            actions.replaceChildren(...buttons);
            buttons[0].focus();
        };
        actions.replaceChildren(askReason(
            this.verified, (why) => this.desk.verify(f, why), back));
        actions.scrollIntoView({block: 'nearest'});
    }

    /* Asks for the reason of the chosen finding, for the keyboard. */
    askChosen() {
        const row = this.items.get(this.chosen);
        if (row && row.actions.firstChild &&
            row.actions.firstChild.tagName === 'BUTTON')
            row.actions.firstChild.click();
    }

    gone() {
        if (!this.edited)
            return null;
        const now = new Set(this.all.map(sameness));
        const gone = [...this.before].filter((key) => !now.has(key)).length;
        const fresh = [...now].filter((key) => !this.before.has(key)).length;
        return make('p', {class: 'since'},
                    `改动以后：少了 ${gone} 处，新出现 ${fresh} 处`);
    }

    quietBox(quiet) {
        if (quiet.length === 0)
            return null;
        return make('details', {class: 'quiet'},
            make('summary', null, `已核实的 ${quiet.length} 处`),
            quiet.map((f) => make('article', {class: 'finding quiet'},
                make('b', null, signOf(f.severity), f.title || f.rule),
                make('span', {class: 'where'}, whereWords(f)),
                make('p', null, f.message),
                make('p', {class: 'soft'}, verifiedWords(
                    this.verified.find(this.stay, f))),
                button('撤销', () => this.desk.unverify(f),
                       {class: 'small'}))));
    }

    /* Marks a finding as chosen, in sight; undefined: none. */
    point(f) {
        const old = this.items.get(this.chosen), row = this.items.get(f);
        if (old)
            old.item.classList.remove('chosen');
        this.chosen = f || null;
        if (!row)
            return;
        row.item.classList.add('chosen');
        row.item.scrollIntoView({block: 'nearest'});
    }

    /* The finding before or behind the chosen one. */
    next(by) {
        if (this.order.length === 0)
            return null;
        const at = this.order.indexOf(this.chosen) + by;
        return this.order[Math.min(this.order.length - 1, Math.max(0, at))];
    }

    focus() {
        const row = this.items.get(this.chosen);
        if (row)
            row.item.firstChild.focus({preventScroll: true});
    }

    /* The finding of a cell, if it has one. */
    ofCell(key, keyOf) {
        return this.order.find((f) => f.field && keyOf(f) === key);
    }
}
