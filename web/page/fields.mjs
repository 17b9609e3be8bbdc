// fields.mjs -- fields of the page in words: names, tags, dictionaries.
import {DICTIONARIES, FIELDS, TAGS} from './words.mjs';

export const LISTS = ['diagnoses', 'tcm_diagnoses', 'procedures', 'icu_stays',
                      'transfusions', 'outpatient_chronic', 'charges',
                      'fund_payments'];

const LIST_NAMES = {
    diagnoses: '出院诊断', tcm_diagnoses: '中医诊断', procedures: '手术操作',
    icu_stays: '重症监护', transfusions: '输血',
    outpatient_chronic: '门诊慢特病', charges: '收费项目',
    fund_payments: '基金支付',
};

/* The parts of the form in the order in which a coder works, each by its first
 * field: it reaches to the first field of the next one in fields.csv. */
const SECTIONS = [
    ['diagnoses.name', '出院诊断'], ['procedure_count', '手术操作'],
    ['insurance_type', '住院经过'], ['outpatient_diagnosis', '门诊与入院诊断'],
    ['discharge_way', '离院'], ['patient_name', '患者'],
    ['injury_cause', '外因、病理与其他'], ['icu_stays.ward', '监护与护理'],
    ['department_director', '医师与质控'], ['total_cost', '费用'],
    ['charges.type', '清单'], ['organization_code', '机构与病案'],
];

export function listName(list) {
    return LIST_NAMES[list] || list;
}

export function fieldName(field) {
    return FIELDS[field] ? FIELDS[field][0] : field;
}

export function fieldType(field) {
    return FIELDS[field] ? FIELDS[field][1] : 'text';
}

export function isIdentity(field) {
    return FIELDS[field] !== undefined && FIELDS[field][3] === 1;
}

export function choicesOf(field) {
    return FIELDS[field] ? DICTIONARIES[FIELDS[field][2]] || null : null;
}

export function choiceWords(field, value) {
    const row = (choicesOf(field) || []).find((c) => c[0] === String(value));
    return row ? row[1] : '';
}

/* `其他诊断 2`: a place in a list, as the command says it. */
export function rowWords(list, row) {
    if (list !== 'diagnoses')
        return `第 ${row} 个`;
    return row === 1 ? '主要诊断' : `其他诊断 ${row - 1}`;
}

/* The field of a finding in words: `出院诊断编码（其他诊断 2）`. */
export function placeWords(field, index) {
    const name = fieldName(field);
    return index ? `${name}（${rowWords(field.split('.')[0], index)}）` : name;
}

/* By what a cell is named in `set=` and in the page: `diagnoses[2].code`. */
export function cellKey(field, index) {
    return index ? field.replace('.', `[${index}].`) : field;
}

/* The tag that a dialect has for a cell; '' if it has none. */
export function tagOf(dialect, field, index) {
    const tags = TAGS[dialect] || {};
    if (!index)
        return tags[field] || '';
    const exact = tags[cellKey(field, index)];
    if (exact)
        return exact;
    const [list, column] = field.split('.');
    for (const [place, number] of [['#', index], ['#+1', index - 1]]) {
        const tag = tags[`${list}[${place}].${column}`];
        if (tag)
            return tag.replace('#', number);
    }
    return '';
}

/* The fields of fields.csv by the parts of the form: [title, [field...]]. */
export function sections() {
    const parts = SECTIONS.map((s) => [s[1], []]);
    let part = parts[parts.length - 1];
    for (const field of Object.keys(FIELDS)) {
        const start = SECTIONS.findIndex((s) => s[0] === field);
        if (start >= 0)
            part = parts[start];
        part[1].push(field);
    }
    return parts;
}
