// dom.mjs -- elements, and how numbers and severities are written.

/* An element. `what` holds its properties: `class`, `on` (listeners), `text`;
 * null, undefined and false leave an attribute out. Children are elements,
 * texts, arrays of them, or nothing. */
export function make(name, what, ...children) {
    const made = document.createElement(name);
    for (const key of Object.keys(what || {})) {
        const value = what[key];
        if (key === 'on')
            for (const kind of Object.keys(value))
                made.addEventListener(kind, value[kind]);
        else if (key === 'text')
            made.textContent = value;
        else if (key === 'value')
            made.value = value;
        else if (value !== null && value !== undefined && value !== false)
            made.setAttribute(key, value === true ? '' : value);
    }
    put(made, children);
    return made;
}

function put(into, children) {
    for (const child of children)
        if (Array.isArray(child))
            put(into, child);
        else if (child !== null && child !== undefined && child !== false)
            into.append(child);
}

/* Puts these in an element's place of what it had. */
export function fill(into, ...children) {
    into.replaceChildren();
    put(into, children);
}

export function button(words, press, what) {
    return make('button', {type: 'button', ...what, on: {click: press}}, words);
}

/* The three severities, in the command's words and signs: never told by colour
 * alone. */
export const TIERS = [
    {severity: 'error', words: '必须改正', sign: '✗'},
    {severity: 'warning', words: '改正或确认', sign: '!'},
    {severity: 'info', words: '提示', sign: '·'},
];

export function tierOf(severity) {
    return TIERS.find((tier) => tier.severity === severity) || TIERS[2];
}

export function signOf(severity) {
    const tier = tierOf(severity);
    return make('span', {class: `sign ${tier.severity}`, 'aria-hidden': 'true'},
                tier.sign);
}

export function isNumber(value) {
    return typeof value === 'number';
}

export function yuan(value) {
    return isNumber(value) ? `${value.toFixed(2)} 元` : '—';
}

export function signed(value) {
    return (value > 0 ? '+' : '') + value.toFixed(2);
}

/* The day by this machine's clock, as packs write it. */
export function today() {
    const two = (n) => String(n).padStart(2, '0'), now = new Date();
    return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${
        two(now.getDate())}`;
}

export function byteWords(count) {
    return count < 1024 * 1024 ? `${Math.ceil(count / 1024)} KB`
                               : `${(count / 1024 / 1024).toFixed(1)} MB`;
}

/* Gives a text to the one who works here, as a file to be kept. */
export function saveText(name, text, type) {
    const address = URL.createObjectURL(new Blob([text], {type}));
    make('a', {href: address, download: name}).click();
    setTimeout(() => URL.revokeObjectURL(address), 10000);
}

/* What a screen reader is told of a change that is only seen. */
export function announce(words) {
    const place = document.getElementById('told');
    if (place)
        place.textContent = words;
}
