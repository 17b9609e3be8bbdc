// npm install koffi
// Linux, Windows: node show.mjs 首页.xml
import koffi from "koffi";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const lib = koffi.load(fileURLToPath(new URL(process.platform === "win32"
    ? "./pregroup_flat.dll" : "./libpregroup_flat.so.1", import.meta.url)));
const open = lib.func("int32_t __stdcall pregroup_flat_open(const char *pack, " +
    "_Out_ void **engine, int32_t enc, uint8_t *msg, int32_t cap)");
const run = lib.func("int32_t __stdcall pregroup_flat_run(void *engine, " +
    "const uint8_t *bytes, int32_t len, int32_t enc, uint8_t *out, int32_t cap, " +
    "_Out_ int32_t *need)");
const close = lib.func("int32_t __stdcall pregroup_flat_close(void *engine)");

const text = (buffer) => buffer.toString("utf8", 0, buffer.indexOf(0));

// 规则包的路径；null 是内置的示例市。
function openEngine(pack = null) {
    const engine = [null], reason = Buffer.alloc(512);
    if (open(pack, engine, 1, reason, reason.length) !== 0)
        throw new Error(text(reason));
    return engine[0];
}

function check(engine, page) {
    for (const need = [65536];;) {
        const out = Buffer.alloc(need[0]);
        const status = run(engine, page, page.length, 0, out, out.length, need);
        if (status === 0)
            return text(out).trimEnd().split("\n").map((line) => JSON.parse(line));
        if (status !== 12) // 12：缓冲区不够，need 是需要的字节数
            throw new Error(text(out));
    }
}

const engine = openEngine();
for (const result of check(engine, readFileSync(process.argv[2]))) {
    const { findings, grouping, settlement } = result;
    for (const { severity, rule, message } of findings)
        console.log(severity, rule, message);
    if (grouping.status === "grouped")
        console.log("病种", grouping.group, grouping.name ?? "");
    if (settlement.status === "priced")
        console.log("支付标准", settlement.standard.toFixed(2), "元");
}
close(engine);
