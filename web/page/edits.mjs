// edits.mjs -- what was changed in a page on the desk: the export never is.
import {cellKey, fieldName, placeWords, rowWords, tagOf} from './fields.mjs';

/* A value as a form shows it: text, '' for nothing. */
export function shownValue(value) {
    return value === null || value === undefined ? '' : String(value);
}

export class Edits {
    /* Of the `fields` of a result. */
    constructor(fields, dialect) {
        this.fields = fields;
        this.dialect = dialect;
        this.cells = new Map(); /* key -> {field, index, value} */
        this.orders = {};       /* list -> its rows, by the numbers they had */
    }

    given(field, index) {
        const [list, column] = field.split('.');
        return shownValue(index ? ((this.fields[list] || [])[index - 1] ||
                                   {})[column] : this.fields[field]);
    }

    value(field, index) {
        const cell = this.cells.get(cellKey(field, index));
        return cell ? cell.value : this.given(field, index);
    }

    isChanged(field, index) {
        return this.cells.has(cellKey(field, index));
    }

    change(field, index, value) {
        const key = cellKey(field, index);
        if (value === this.given(field, index))
            this.cells.delete(key);
        else
            this.cells.set(key, {field, index, value});
    }

    restore(field, index) {
        this.cells.delete(cellKey(field, index));
    }

    restoreAll() {
        this.cells.clear();
        this.orders = {};
    }

    rows(list) {
        return this.orders[list] ||
               (this.fields[list] || []).map((row, n) => n + 1);
    }

    /* Moves the row that stands at a place to another; places from 0. */
    move(list, from, to) {
        const rows = [...this.rows(list)];
        rows.splice(to, 0, ...rows.splice(from, 1));
        if (rows.every((row, n) => row === n + 1))
            delete this.orders[list];
        else
            this.orders[list] = rows;
    }

    get moved() {
        return Object.keys(this.orders);
    }

    get size() {
        return this.cells.size + this.moved.length;
    }

    /* The values of the option `set`; without the orders if so asked. */
    sets(orders) {
        const sets = [...this.cells].map(([key, c]) => `${key}:${c.value}`);
        if (orders)
            for (const list of this.moved)
                sets.push(`${list}:${this.orders[list].join(',')}`);
        return sets;
    }

    /* What is asked of an order: `procedures[2] first`. */
    firsts() {
        return this.moved.filter((list) => this.orders[list][0] !== 1)
            .filter((list) => list === 'diagnoses' || list === 'procedures')
            .map((list) => `${list}[${this.orders[list][0]}] first`);
    }

    /* Each change in words: {words, from, to, undo}. */
    told() {
        const rows = [...this.cells.values()].map((c) => ({
            words: placeWords(c.field, c.index),
            tag: tagOf(this.dialect, c.field, c.index),
            from: this.given(c.field, c.index) || '（空）',
            to: c.value || '（空）',
            undo: () => this.restore(c.field, c.index)}));
        for (const list of this.moved)
            rows.push({
                words: `${fieldName(`${list}.code`).replace('编码', '')}的次序`,
                tag: '', from: '原次序',
                to: this.orders[list].map((row) => `原${rowWords(list, row)}`)
                        .join('、'),
                undo: () => delete this.orders[list]});
        return rows;
    }
}

/* The list of changes for the HIS. */
export function changesText(stay, edits) {
    return [`病案号 ${stay.caseNo}　住院次数 ${stay.admission || ''}`,
            ...edits.told().map((row) => `${row.words}${
                row.tag ? ` ${row.tag}` : ''}：${row.from} → ${row.to}`),
            '以病历为准；导出文件没有改变，请在病案系统里修改。', ''].join('\n');
}
