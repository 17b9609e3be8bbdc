// embed.mjs -- the page in a frame of a HIS: it takes a page by postMessage and
// shows what was found. Only pages of named origins may do so; none by default.
//
//   frame.postMessage({pregroup: 'check', page: xml, token: '...'}, origin)
//
// `page` is text or an ArrayBuffer, `id` comes back with the answer, `token` is
// the service's. The answer is {pregroup: 'result', id, error, warning, info,
// group, margin}: counts, no text of the page. Nothing of it is in an address.

/* The service's /embed comes with a policy by which the browser lets only named
 * pages frame it; elsewhere the document names them. */
function allowedOrigins() {
    const meta = document.querySelector(
        'meta[name=pregroup-frame-ancestors]');
    if (/\/embed$/.test(location.pathname) && location.ancestorOrigins)
        return [...location.ancestorOrigins].slice(0, 1);
    return (meta ? meta.content : '').split(/\s+/).filter((t) => t !== '');
}

function bytesOf(page) {
    if (typeof page === 'string')
        return new TextEncoder().encode(page);
    return page instanceof ArrayBuffer ? new Uint8Array(page) : null;
}

export function isFramed() {
    return window.parent !== window;
}

/* Listens for pages; `check(bytes, token)` gives a summary. Without a named
 * origin nothing is listened to, which is said by false. */
export function listenToHost(check) {
    const origins = allowedOrigins();
    if (!isFramed() || origins.length === 0)
        return false;
    window.addEventListener('message', async (e) => {
        const asked = e.data;
        if (!origins.includes(e.origin) || e.source !== window.parent ||
            !asked || asked.pregroup !== 'check')
            return;
        const bytes = bytesOf(asked.page);
        const answer = bytes === null ? {error: 'page'}
                                      : await check(bytes, asked.token);
        e.source.postMessage({pregroup: 'result', id: asked.id, ...answer},
                             e.origin);
    });
    for (const origin of origins)
        window.parent.postMessage({pregroup: 'ready'}, origin);
    return true;
}
