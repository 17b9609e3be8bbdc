// payment.mjs -- group and payment of a stay, as the command words them.
import {isNumber, make, signed, yuan} from './dom.mjs';
import {MONEY_STEPS, STEP_NAMES, STEP_VALUES} from './words.mjs';

export const NO_ADVICE = '以病历为准；不作建议';

const KINDS = {
    core: '核心病种', comprehensive: '综合病种', 'primary-care': '基层病种',
    tcm: '中医病种', 'day-surgery': '日间手术', 'bed-day': '床日',
    drg: 'DRG 组',
};
const DEVIATIONS = {low: '费用偏低', high: '费用偏高', extreme: '费用极端异常',
                    normal: '费用正常'};

function groupWords(g) {
    return `${g.group}　${g.name || ''}（${KINDS[g.kind] || g.kind}` +
           (isNumber(g.score) ? `，分值 ${g.score}）` : '）');
}

export function chosenWords(grouping) {
    if (grouping.status === 'grouped')
        return groupWords(grouping);
    return grouping.status === 'excluded' ? '不能入组：主要诊断不参与分组'
                                          : '没有入组';
}

/* `结算分值 2403.8686 × 点值 7.46 = 17932.86 元，统筹基金 11132.86 元` */
function standardWords(result) {
    const s = result.settlement, score = result.grouping.score;
    if (s.status !== 'priced')
        return `未定价：${s.why || '没有入组'}`;
    const product = isNumber(s.points) && isNumber(s.point_value) &&
        Math.abs(s.points * s.point_value - s.standard) < 0.0051;
    const points = `${s.points === score ? '病种分值' : '结算分值'} ${s.points}`;
    return (product ? `${points} × 点值 ${s.point_value} = ${yuan(s.standard)}`
            : `${isNumber(s.points) ? `${points}，` : ''}支付标准 ${
                  yuan(s.standard)}`) +
           (isNumber(s.fund) ? `，统筹基金 ${yuan(s.fund)}` : '');
}

function marginWords(s) {
    const parts = [];
    if (isNumber(s.margin))
        parts.push(`${s.margin < 0 ? '超支' : '结余'} ${
            yuan(Math.abs(s.margin))}`);
    if (s.deviation)
        parts.push((DEVIATIONS[s.deviation] || '费用偏差不明') +
                   (isNumber(s.ratio) ? `，倍率 ${s.ratio.toFixed(2)}` : ''));
    return parts.join('；');
}

/* How far the cost is from a limit, in words. */
function distance(words, above) {
    return above >= 0 ? `距${words} ${yuan(above)}`
                      : `已越过${words} ${yuan(-above)}`;
}

function limitWords(s) {
    return [isNumber(s.low_limit) ? distance('下限', s.cost - s.low_limit) : '',
            isNumber(s.high_limit) ? distance('上限', s.high_limit - s.cost)
                                   : ''].filter((t) => t).join('，');
}

/* The cost between its limits, drawn. What is drawn is said in words, too. */
function limitBar(s) {
    if (!isNumber(s.low_limit) || !isNumber(s.high_limit) || !isNumber(s.cost))
        return null;
    const top = Math.max(s.high_limit * 1.25, s.cost * 1.05);
    const at = (value) => `${(100 * value / top).toFixed(2)}%`;
    const span = make('span', {class: 'usual'});
    const cost = make('span', {class: 'cost'});
    span.style.left = at(s.low_limit);
    span.style.width = at(s.high_limit - s.low_limit);
    cost.style.left = at(s.cost);
    return make('div', {class: 'limit-bar', role: 'img', 'aria-label':
        `总费用 ${yuan(s.cost)}，费用正常的界限 ${s.low_limit.toFixed(2)} 至 ${
            yuan(s.high_limit)}`}, span, cost);
}

function row(label, words, what) {
    return words ? make('div', {class: 'line', ...what},
                        make('dt', null, label), make('dd', null, words))
                 : null;
}

/* What follows from the page as it was, beside what follows from a change. */
function changedRow(result, before) {
    if (!before)
        return null;
    const now = result.settlement.standard, old = before.settlement.standard;
    const group = before.grouping.group === result.grouping.group ? '病种不变'
        : `病种由 ${before.grouping.group || '没有入组'} 变为 ${
              result.grouping.group || '没有入组'}`;
    const money = isNumber(now) && isNumber(old) && now !== old
        ? `，支付标准由 ${yuan(old)}变为 ${yuan(now)}（${signed(now - old)}）`
        : isNumber(now) && isNumber(old) ? '，支付标准不变' : '';
    const same = now === old &&
        before.grouping.group === result.grouping.group;
    return row('改动', `${group}${money}${same ? '' : `；${NO_ADVICE}`}`,
               {class: 'line after'});
}

/* The few lines above the form. */
export function paymentLines(result, before, draft) {
    const s = result.settlement;
    const errors = result.findings.filter((f) => f.severity === 'error').length;
    return make('dl', {class: 'payment'},
        row('病种', chosenWords(result.grouping)),
        row('支付', standardWords(result) +
                    (draft && s.status === 'priced' ? '（按目前的费用）' : '')),
        row(draft ? '目前' : '盈亏', marginWords(s) + limitWords(s) && [
            make('span', {class: isNumber(s.margin) && s.margin < 0 ? 'over'
                                 : null}, marginWords(s)),
            [marginWords(s) && '；', limitWords(s)].filter((t) => t).length > 1
                ? `；${limitWords(s)}` : limitWords(s), limitBar(s)]),
        isNumber(s.low) ? row('范围', `低 ${yuan(s.low)}，很可能 ${
            yuan(s.likely)}，高 ${yuan(s.high)}`) : null,
        errors > 0 ? row('注意',
            `前面有 ${errors} 处必须改正，改正后病种和金额可能变化`) : null,
        draft ? row('注意', '界限只用来核对费用；不得为达到界限增减费用或诊疗')
              : null,
        changedRow(result, before));
}

function list(title, rows, open) {
    return rows.length === 0 ? null
        : make('details', {open}, make('summary', null, title),
               make('ul', null, rows.map((r) => make('li', null, r))));
}

function stepValue(step) {
    if (step.value === null)
        return '缺数据';
    if (isNumber(step.value))
        return MONEY_STEPS.includes(step.name) ? step.value.toFixed(2)
                                               : String(step.value);
    return STEP_VALUES[step.value] || KINDS[step.value] || step.value;
}

function stepsTable(steps) {
    return steps.length === 0 ? null
        : make('details', null, make('summary', null, '计算步骤'),
            make('table', {class: 'steps'},
                make('thead', {class: 'hidden'}, make('tr', null,
                    make('th', {scope: 'col'}, '步骤'),
                    make('th', {scope: 'col'}, '值'))),
                make('tbody', null, steps.map((step) => make('tr', null,
                    make('th', {scope: 'row'},
                         STEP_NAMES[step.name] || step.name),
                    make('td', null, stepValue(step)))))));
}

function changeWords(c, words) {
    const to = c.status === 'grouped'
        ? `入 ${c.group} ${c.name || ''}，` +
          (isNumber(c.standard) ? `支付标准 ${yuan(c.standard)}（${
              signed(c.difference)}）` : '未定价')
        : '不能入组';
    return `${words}：${to}${c.support ? `。记录里的依据：${c.support}` : ''}${
        c.risk ? `。${c.risk}` : ''}`;
}

/* `without diagnoses[2]` with the code that stands there. */
function changeName(change, fields) {
    const found = /(diagnoses|procedures)\[(\d+)\]/.exec(change);
    const cells = found ? (fields[found[1]] || [])[found[2] - 1] || {} : {};
    const name = `${cells.code || ''} ${cells.name || ''}`.trim() || change;
    return change.startsWith('without') ? `去掉 ${name}` : `${name} 排在第一`;
}

/* What another order would bring, in the command's words. */
function orderBox(result, before, words) {
    if (!before)
        return null;
    const changes = (words.what_if ? words.what_if.changes : []).map(
        (c) => make('p', null, changeWords(c, changeName(c.change,
                                                         words.fields))));
    return make('section', {class: 'order'}, make('h3', null, '换个次序会怎样'),
        changes.length > 0 ? changes
            : make('p', null, '排在第一的没有变。'),
        make('p', {class: 'soft'},
             `只重排记录里已有的编码。次序按病历定；${NO_ADVICE}。`));
}

/* Everything about group and payment. `order`, if the rows were moved: the
 * result before they were. */
export function paymentDetails(result, order) {
    const g = result.grouping, s = result.settlement;
    const others = g.candidates.filter((c) => !c.chosen).map((c) =>
        `${groupWords(c)}${isNumber(c.standard)
            ? `，支付标准 ${yuan(c.standard)}` : ''}：${c.lost_by}`);
    const missed = (g.why_not || []).map(
        (c) => `${groupWords(c)}：${c.missing}`);
    const carriers = result.what_if ? result.what_if.carriers.map(
        (c) => changeWords(c, changeName(c.change, result.fields))) : [];
    return make('div', {class: 'details'},
        orderBox(result, order !== null, order || {}),
        list('入组的理由', g.why, true),
        list('其他候选（供核对，不是编码建议）', others, true),
        list(`同一诊断没有成为候选的病种（没有施行的不要添加；${NO_ADVICE}）`,
             missed, false),
        list('缺了就换病种或换金额的编码', carriers, false),
        stepsTable(s.steps),
        make('p', {class: 'soft'},
             `规则包 ${result.pack.region}，摘要 ${result.pack.digest}`));
}
