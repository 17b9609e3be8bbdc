// list.mjs -- the list of stays: only the rows in sight are in the document, so
// that ten thousand scroll like ten.
import {make, signed, TIERS} from './dom.mjs';

const ROW = 58; /* pixels, as page.css has it */
const BEYOND = 6;

export class StayList {
    /* `open(stay)` is called with what is chosen. */
    constructor(open) {
        this.open = open;
        this.stays = [];
        this.at = -1;
        this.room = make('div', {class: 'list-room', role: 'presentation'});
        this.box = make('div', {
            class: 'list', role: 'listbox', tabindex: 0, 'aria-label': '病例清单',
            on: {scroll: () => this.draw(), keydown: (e) => this.key(e)},
        }, this.room);
        new ResizeObserver(() => this.draw()).observe(this.box);
    }

    /* Shows these; keeps `stay` chosen where it is among them. */
    show(stays, stay) {
        this.stays = stays;
        this.at = stay ? stays.indexOf(stay) : -1;
        this.draw();
    }

    draw() {
        const top = Math.max(0, Math.floor(this.box.scrollTop / ROW) - BEYOND);
        const end = Math.min(this.stays.length, top + 2 * BEYOND +
                             Math.ceil(this.box.clientHeight / ROW));
        const rows = [];
        for (let n = top; n < end; n++)
            rows.push(this.row(n));
        this.room.style.height = `${this.stays.length * ROW}px`;
        this.room.replaceChildren(...rows);
        this.box.setAttribute('aria-activedescendant',
                              this.at >= top && this.at < end
                                  ? `stay-${this.at}` : '');
    }

    row(n) {
        const stay = this.stays[n];
        const row = make('div', {
            id: `stay-${n}`, role: 'option', class: 'stay',
            'aria-selected': String(n === this.at),
            'aria-setsize': this.stays.length, 'aria-posinset': n + 1,
            on: {click: () => this.choose(n)}},
            make('div', {class: 'first'}, make('b', null, stayName(stay)),
                 make('span', {class: 'who'}, stay.patient),
                 stay.edits ? make('span', {class: 'mark'}, '试改') : null,
                 countsOf(stay)),
            make('div', {class: 'second'},
                 make('span', {class: 'what'}, secondLine(stay)),
                 stay.margin === null || stay.margin === undefined ? null
                     : make('span', {class: stay.margin < 0 ? 'over' : 'under',
                                     title: stay.margin < 0 ? '超支' : '结余'},
                            signed(stay.margin))));
        row.style.top = `${n * ROW}px`;
        return row;
    }

    choose(n) {
        if (n < 0 || n >= this.stays.length)
            return;
        this.at = n;
        this.bring(n);
        this.draw();
        this.open(this.stays[n]);
    }

    /* Scrolls so that a row is in sight. */
    bring(n) {
        const top = n * ROW, room = this.box.clientHeight;
        if (top < this.box.scrollTop)
            this.box.scrollTop = top;
        else if (top + ROW > this.box.scrollTop + room)
            this.box.scrollTop = top + ROW - room;
    }

    step(by) {
        this.choose(Math.min(this.stays.length - 1, Math.max(0, this.at + by)));
    }

    key(e) {
        const page = Math.max(1, Math.floor(this.box.clientHeight / ROW) - 1);
        const steps = {ArrowDown: 1, ArrowUp: -1, PageDown: page,
                       PageUp: -page, Home: -this.stays.length,
                       End: this.stays.length};
        if (e.altKey || e.ctrlKey || e.metaKey || !(e.key in steps))
            return;
        e.preventDefault();
        this.step(steps[e.key]);
    }
}

export function stayName(stay) {
    return !stay.isPage ? '不是首页' : stay.caseNo || '没有病案号';
}

function secondLine(stay) {
    if (!stay.isPage)
        return stay.source.name;
    const group = stay.status === 'grouped' ? stay.group
                  : stay.status === 'excluded' ? '不能入组' : '没有入组';
    return [stay.department, group, stay.groupName || stay.diagnosis]
        .filter((t) => t).join('　');
}

/* `✗8 !4 ·4`, in words for those who hear it. */
export function countsOf(stay) {
    const parts = TIERS.map((tier, i) => stay.counts[i] === 0 ? null
        : make('span', {class: `count ${tier.severity}`,
                        title: `${tier.words} ${stay.counts[i]} 处`},
               make('span', {'aria-hidden': 'true'}, tier.sign),
               make('span', {class: 'hidden'}, tier.words),
               String(stay.counts[i])));
    return make('span', {class: 'counts'},
                stay.worst < 0 ? make('span', {class: 'count fine'}, '✓ 通过')
                               : parts);
}
