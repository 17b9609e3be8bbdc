// codes.mjs -- the search for a code: by code, name, pinyin or initials.
import {announce, button, make} from './dom.mjs';

const PRINCIPAL = {unsuited: '不宜作主要诊断', never: '不能作主要诊断'};
const SYSTEMS = [['diagnosis', '疾病诊断'], ['procedure', '手术操作']];

/* Opens the search. `take(row)` is called with the one that is chosen; without
 * it the code is copied. */
export class CodeSearch {
    constructor(maker) {
        this.maker = maker;
        this.rows = [];
        this.at = 0;
        this.input = make('input', {
            type: 'search', class: 'codes-input', autocomplete: 'off',
            'aria-label': '编码、名称、拼音或首字母',
            placeholder: '编码、名称、拼音或首字母，如 K35、急性阑尾炎、jxlwy',
            role: 'combobox', 'aria-controls': 'codes-rows',
            'aria-expanded': 'false', 'aria-autocomplete': 'list',
            on: {input: () => this.look(), keydown: (e) => this.key(e)}});
        this.system = make('select', {'aria-label': '查哪一种编码',
                                      on: {change: () => this.look()}},
            SYSTEMS.map((s) => make('option', {value: s[0]}, s[1])));
        this.list = make('div', {id: 'codes-rows', role: 'listbox',
                                 class: 'codes-rows', 'aria-label': '编码'});
        this.note = make('p', {class: 'soft'});
        this.box = make('dialog', {class: 'codes', 'aria-label': '查编码',
                                   on: {close: () => this.closed()}},
            make('div', {class: 'codes-head'}, this.input, this.system,
                 button('关闭', () => this.box.close())),
            this.list, this.note);
        document.body.append(this.box);
    }

    open(system, text, take) {
        this.take = take;
        this.before = document.activeElement;
        this.system.value = system || 'diagnosis';
        this.system.disabled = Boolean(take);
        this.input.value = text || '';
        this.box.showModal();
        this.input.select();
        this.look();
    }

    closed() {
        if (this.before && this.before.isConnected)
            this.before.focus();
    }

    /* What was not answered is asked once more. */
    again() {
        if (this.box.open)
            this.look();
    }

    async look() {
        const text = this.input.value.trim();
        if (this.asked)
            this.asked.abort();
        this.asked = new AbortController();
        const signal = this.asked.signal;
        try {
            const rows = text === '' ? [] : await this.maker.lookup(
                text, this.system.value, signal);
            if (!signal.aborted)
                this.show(rows, text);
        } catch (e) {
            if (e.name !== 'AbortError')
                this.note.textContent = e.message;
        }
    }

    show(rows, text) {
        this.rows = rows;
        this.at = 0;
        this.note.textContent = text === '' ? '编码以病历为准；这里只供查找，不作建议。'
            : rows.length === 0 ? '本地区的编码表里没有找到。'
            : this.take ? 'Enter 填入首页的这一项；首页的导出文件不会改变。'
                        : 'Enter 复制编码。';
        this.input.setAttribute('aria-expanded', String(rows.length > 0));
        this.list.replaceChildren(...rows.map((row, n) => make('div', {
            id: `code-${n}`, role: 'option', class: 'code-row',
            'aria-selected': String(n === 0),
            on: {click: () => this.choose(n)}},
            make('b', null, row.code), make('span', null, row.name),
            row.gray ? make('span', {class: 'mark'}, '灰码') : null,
            PRINCIPAL[row.principal] ? make('span', {class: 'mark'},
                                            PRINCIPAL[row.principal]) : null)));
        this.point(0);
        announce(rows.length ? `找到 ${rows.length} 个` : '');
    }

    point(n) {
        const rows = this.list.children;
        if (n < 0 || n >= rows.length) {
            this.input.removeAttribute('aria-activedescendant');
            return;
        }
        rows[this.at].setAttribute('aria-selected', 'false');
        rows[n].setAttribute('aria-selected', 'true');
        rows[n].scrollIntoView({block: 'nearest'});
        this.input.setAttribute('aria-activedescendant', rows[n].id);
        this.at = n;
    }

    key(e) {
        if (e.key === 'ArrowDown' || e.key === 'ArrowUp') {
            e.preventDefault();
            this.point(this.at + (e.key === 'ArrowDown' ? 1 : -1));
        } else if (e.key === 'Enter') {
            e.preventDefault();
            this.choose(this.at);
        } else if (e.key === 'Escape') {
            e.preventDefault(); /* a search field would but be emptied */
            this.box.close();
        }
    }

    choose(n) {
        const row = this.rows[n];
        if (!row)
            return;
        this.box.close();
        if (this.take)
            this.take(row);
        else
            copyText(row.code);
    }
}

/* Puts a text on the clipboard, by file: too, where the browser's own way is
 * closed. */
export async function copyText(text) {
    try {
        await navigator.clipboard.writeText(text);
    } catch (e) {
        const area = make('textarea', {class: 'hidden', value: text});
        document.body.append(area);
        area.select();
        document.execCommand('copy');
        area.remove();
    }
    announce('已复制');
}
