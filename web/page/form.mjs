// form.mjs -- the page as a form: every field of a stay, its findings beside
// it, changed in place.
import {button, make, signOf, TIERS} from './dom.mjs';
import {cellKey, choicesOf, choiceWords, fieldName, fieldType, isIdentity, listName, LISTS,
        rowWords, sections, tagOf} from './fields.mjs';

const CODES = {diagnosis: 'diagnosis', procedure: 'procedure'};

/* Dictionaries with more rows than a coder looks through stay an input. */
const CHOICES = 300;

export class Form {
    /* `desk`: changed(), moved(), search(system, text, take), follow(key). */
    constructor(desk, edits, result) {
        this.desk = desk;
        this.edits = edits;
        this.dialect = result.record.dialect;
        this.cells = new Map();
        this.tables = new Map();
        this.box = make('div', {class: 'form'}, this.parts(result));
    }

    /* ---- what is drawn */

    parts(result) {
        const missing = new Set(result.findings.map((f) => f.field));
        const has = (field) => field in this.edits.fields || missing.has(field);
        return sections().map(([title, fields]) => {
            const lists = LISTS.filter((list) =>
                fields.some((field) => field.startsWith(`${list}.`)) &&
                (this.edits.fields[list] || []).length > 0);
            const plain = fields.filter(
                (field) => !field.includes('.') && has(field));
            if (lists.length + plain.length === 0)
                return null;
            return make('section', {'aria-label': title},
                make('h3', null, title), lists.map((list) => this.table(list)),
                plain.length === 0 ? null : make('div', {class: 'cells'},
                    plain.map((field) => this.plainCell(field))));
        });
    }

    plainCell(field) {
        const cell = this.cell(field, null);
        cell.box.prepend(make('label', {for: cell.input.id,
                                        title: this.tagWords(field, null)},
                              fieldName(field)));
        if (fieldType(field) === 'amount' || field.startsWith('fee_'))
            cell.box.classList.add('amount');
        return cell.box;
    }

    tagWords(field, index) {
        const tag = tagOf(this.dialect, field, index);
        return tag ? `${fieldName(field)} ${tag}` : fieldName(field);
    }

    columnsOf(list) {
        const rows = this.edits.fields[list], all = new Set();
        for (const row of rows)
            Object.keys(row).forEach((column) => all.add(column));
        const first = ['code', 'name'].filter((column) => all.has(column));
        return [...first, ...[...all].filter((c) => !first.includes(c))];
    }

    table(list) {
        const box = make('div', {class: 'rows-box'});
        this.tables.set(list, box);
        this.drawTable(list);
        return box;
    }

    drawTable(list) {
        const columns = this.columnsOf(list), rows = this.edits.rows(list);
        const head = columns.map((column) => make('th', {scope: 'col'},
            fieldName(`${list}.${column}`).replace(
                /^(出院诊断|手术操作|中医诊断)(?=.)/, '')));
        this.tables.get(list).replaceChildren(make('table', {class: 'rows'},
            make('caption', {class: 'hidden'}, listName(list)),
            make('thead', null, make('tr', null,
                make('th', {scope: 'col'}, '次序'), head)),
            make('tbody', null, rows.map((row, place) =>
                this.tableRow(list, columns, row, place)))));
    }

    tableRow(list, columns, row, place) {
        const line = make('tr', {class: row === place + 1 ? null : 'moved',
            on: this.dropped(list, place)},
            make('th', {scope: 'row'}, this.handle(list, row, place)),
            columns.map((column) => {
                const field = `${list}.${column}`;
                const cell = this.cell(field, row);
                cell.input.setAttribute('aria-label',
                    `${rowWords(list, place + 1)} ${fieldName(field)}`);
                cell.input.title = this.tagWords(field, row);
                return make('td', {class: `c-${column}`}, cell.box);
            }));
        return line;
    }

    /* By which a row is taken to another place: dragged, or by arrow keys. */
    handle(list, row, place) {
        const words = list === 'diagnoses' && place === 0 ? '主' : `${place + 1}`;
        if (list !== 'diagnoses' && list !== 'procedures')
            return words;
        return make('button', {
            type: 'button', class: 'handle', draggable: 'true',
            title: '拖动，或按 ↑ ↓，看换个次序会怎样',
            'aria-label': `${words}：${rowWords(list, place + 1)}，` +
                          '按上下键换次序',
            on: {
                dragstart: (e) => {
                    this.dragged = {list, place};
                    e.dataTransfer.setData('text/plain', rowWords(list, row));
                    e.dataTransfer.effectAllowed = 'move';
                },
                keydown: (e) => {
                    const by = {ArrowUp: -1, ArrowDown: 1}[e.key];
                    if (!by || e.altKey)
                        return;
                    e.preventDefault();
                    this.move(list, place, place + by);
                }}}, words);
    }

    dropped(list, place) {
        const fits = () => this.dragged && this.dragged.list === list;
        return {
            dragover: (e) => {
                if (!fits())
                    return;
                e.preventDefault();
                e.stopPropagation();
                e.currentTarget.classList.add('over');
            },
            dragleave: (e) => e.currentTarget.classList.remove('over'),
            drop: (e) => {
                if (!fits())
                    return;
                e.preventDefault();
                e.stopPropagation();
                this.move(list, this.dragged.place, place);
                this.dragged = null;
            }};
    }

    move(list, from, to) {
        if (to < 0 || to >= this.edits.rows(list).length || from === to)
            return;
        this.edits.move(list, from, to);
        this.drawTable(list);
        const handles = this.tables.get(list).querySelectorAll('.handle');
        handles[to].focus();
        this.desk.changed();
    }

    /* ---- a cell */

    cell(field, index) {
        const key = cellKey(field, index);
        const input = this.input(field, index);
        input.id = `cell-${key}`;
        input.dataset.key = key;
        const hint = make('span', {class: 'hint'});
        const box = make('div', {class: 'cell'}, input, hint);
        const cell = {field, index, input, box, hint};
        input.addEventListener('change', () => this.change(cell));
        input.addEventListener('focus', () => this.desk.follow(key));
        if (CODES[fieldType(field)])
            this.addSearch(cell);
        this.cells.set(key, cell);
        this.mark(cell);
        return cell;
    }

    input(field, index) {
        const value = this.edits.value(field, index);
        const choices = choicesOf(field);
        if (!choices || choices.length > CHOICES)
            return make('input', {value, autocomplete: 'off',
                                  spellcheck: 'false',
                                  class: isIdentity(field) ? 'identity' : null});
        const known = choices.some((c) => c[0] === value);
        const select = make('select', null, make('option', {value: ''}, ''),
            known || value === '' ? null
                : make('option', {value}, `${value}（不在字典里）`),
            choices.map((c) => make('option', {value: c[0]},
                                    `${c[0]} ${c[1]}`)));
        select.value = value;
        return select;
    }

    addSearch(cell) {
        const search = () => this.desk.search(
            CODES[fieldType(cell.field)], cell.input.value,
            (row) => this.takeCode(cell, row));
        cell.input.addEventListener('keydown', (e) => {
            if (e.key !== 'F2')
                return;
            e.preventDefault();
            search();
        });
        cell.box.append(button('查', search, {class: 'small',
            'aria-label': `查${fieldName(cell.field)}`, tabindex: -1,
            title: '查编码（F2）'}));
    }

    /* A code brings its name where the row has a place for it. */
    takeCode(cell, row) {
        const name = this.cells.get(cellKey(
            cell.field.replace(/code$/, 'name'), cell.index));
        cell.input.value = row.code;
        this.change(cell);
        if (cell.index && name && name !== cell) {
            name.input.value = row.name;
            this.change(name);
        }
        cell.input.focus();
    }

    change(cell) {
        this.edits.change(cell.field, cell.index, cell.input.value.trim());
        this.mark(cell);
        this.desk.changed();
    }

    /* Marks a cell that was changed, with the way back. */
    mark(cell) {
        cell.hint.textContent = cell.input.tagName === 'SELECT' ? ''
            : choiceWords(cell.field, cell.input.value);
        const changed = this.edits.isChanged(cell.field, cell.index);
        const back = cell.box.querySelector('.back');
        cell.box.classList.toggle('changed', changed);
        cell.box.classList.toggle('blank', cell.input.value === '');
        if (!cell.index)
            cell.input.title = cell.input.value;
        if (!changed && back)
            back.remove();
        if (changed && !back)
            cell.box.append(button('还原', () => {
                this.edits.restore(cell.field, cell.index);
                this.refresh();
                cell.input.focus();
                this.desk.changed();
            }, {class: 'back small', title: `原来是 ${
                this.edits.given(cell.field, cell.index) || '（空）'}`}));
    }

    /* Draws the values anew, after something was taken back. */
    refresh() {
        for (const list of this.tables.keys())
            this.drawTable(list);
        for (const cell of this.cells.values()) {
            cell.input.value = this.edits.value(cell.field, cell.index);
            this.mark(cell);
        }
    }

    /* Shows beside each cell the worst of its findings. */
    showFindings(findings, keyOf) {
        const worst = new Map();
        for (const tier of [...TIERS].reverse())
            for (const f of findings)
                if (f.severity === tier.severity && f.field)
                    worst.set(keyOf(f), f);
        for (const [key, cell] of this.cells) {
            const f = worst.get(key), sign = cell.box.querySelector('.sign');
            if (sign)
                sign.remove();
            cell.box.classList.remove('error', 'warning', 'info');
            cell.input.removeAttribute('aria-description');
            if (!f)
                continue;
            cell.box.classList.add(f.severity);
            cell.box.append(signOf(f.severity));
            cell.input.setAttribute('aria-description', f.message);
        }
    }

    /* A cell by its name; of a row that is not there, the first of its list. */
    cellOf(key) {
        return this.cells.get(key) ||
               this.cells.get(key.replace(/\[.*/, '[1].code'));
    }

    /* Brings a cell into sight, if there is one of this name. */
    go(key, focus) {
        const cell = this.cellOf(key);
        this.box.querySelectorAll('.here').forEach(
            (box) => box.classList.remove('here'));
        if (!cell)
            return;
        cell.box.classList.add('here');
        cell.box.scrollIntoView({block: 'center', inline: 'nearest'});
        if (focus)
            cell.input.focus({preventScroll: true});
    }
}
