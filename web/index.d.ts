/**
 * 病案首页检查和医保 DIP 预分组。
 *
 *     import { open } from "pregroup-web";
 *     const engine = await open(pack, { worker: true });
 *     const { records } = await engine.run(page, { stage: "draft" });
 *     for (const { findings, grouping, settlement } of records)
 *         console.log(findings, grouping.group, settlement.standard);
 *     engine.close();
 *
 * The names of a result are those of the JSON; docs/result.md tells what each
 * means. Amounts are numbers with the decimals of the pack, to be shown, not to
 * be added up.
 */
import type { PackInfo, Result } from "./results.js";

export type {
    Change, Finding, Grouping, Kind, Pack, PackInfo, Result, Settlement, WhatIf,
} from "./results.js";

type Bytes = ArrayBuffer | ArrayBufferView;

/** The module trapped, or its worker died: a status of PregroupError. The call
 * has no answer; the next one finds the engine as it was at first. */
export const TRAPPED: -1;
/** A call took longer than `seconds`, and its worker was ended. */
export const TOO_LONG: -2;

/** A call that failed; wrong data of a patient is a finding instead. */
export class PregroupError extends Error {
    /** TRAPPED, TOO_LONG or the number in the table of docs/hosts.md: 10 is a
     * mistake of the caller, 30 a pack that is none, 40 no memory. */
    readonly status: number;
}

export interface OpenOptions {
    /** pregroup.wasm: compiled, its bytes, or where it is; else beside this
     * package. */
    module?: WebAssembly.Module | Bytes | URL |
        Promise<WebAssembly.Module | Bytes>;
    /** true: in a worker, so that no call blocks this thread. A function makes
     * the worker, whose script calls serveEngine of engine.mjs. */
    worker?: boolean | (() => unknown);
    /** How long a call in a worker may take: 60. */
    seconds?: number;
}

/** docs/hosts.md tells what each does. */
export interface RunOptions {
    stage?: "draft";
    score?: boolean;
    why?: boolean;
    whatIf?: string | string[];
    verified?: string | string[];
    /** "diagnoses[2].code:K35.800" */
    set?: string | string[];
    record?: boolean;
    withIdentity?: boolean;
    only?: string | string[];
    skip?: string | string[];
    /** 2025-04-01 */
    today?: string;
    /** With another one than json an answer has no `records`. */
    format?: "json" | "tsv" | "xml";
}

export interface Answer {
    /** 0 */
    readonly status: number;
    /** The lines of `pregroup check -f json`. */
    readonly text: string;
    /** The same, parsed when first asked for. */
    readonly records: Result[];
}

/** A code of the pack's tables, found by lookup. */
export interface Code {
    system: "diagnosis" | "procedure";
    code: string;
    name: string;
    gray: boolean;
    /** Of a diagnosis: whether it may be the principal one. */
    principal: "any" | "unsuited" | "never" | null;
    /** Of a procedure: its class and level. */
    class: string | null;
    level: number | null;
}

/** An open pack. Calls wait for one another; a memory of at most 256 MB, of
 * which input and answer are a part, is its own. */
export interface Engine {
    /** Checks, groups and prices pages: one or many, in any container. */
    run(input: Bytes | string, options?: RunOptions): Promise<Answer>;
    /** Codes by a code, words of a name, its pinyin or initials, or a mixture,
     * best first: 20 of both systems if not said otherwise, 200 at most. What
     * is found is no advice. */
    lookup(text: string, options?: {
        system?: "diagnosis" | "procedure"; limit?: number;
    }): Promise<Code[]>;
    /** What the pack says of itself. */
    info(): Promise<PackInfo>;
    /** Gives the memory back; calls from now on fail. */
    close(): void;
}

/** Opens a pack's bytes; null is the sample city that comes with the package. A
 * pack that is none is a PregroupError. */
export function open(pack?: Bytes | null,
                     options?: OpenOptions): Promise<Engine>;
