/**
 * 病案首页检查和医保 DIP 预分组。
 *
 *     const { Engine } = require("pregroup");
 *     const engine = new Engine();
 *     for (const { findings, grouping, settlement } of engine.check(page))
 *         console.log(findings, grouping.group, settlement.standard);
 *     engine.close();
 *
 * The names of a result are those of the JSON; docs/result.md tells what each
 * means. Amounts are numbers with the decimals of the pack, to be shown, not to
 * be added up.
 */

/** The environment variable that tells where the library is. */
export const LIBRARY_VARIABLE: "PREGROUP_LIBRARY";

/** A call that failed; wrong data of a patient is a finding instead. */
export class PregroupError extends Error {
    /** The number in the table of docs/hosts.md: 10 is a mistake of the caller,
     * 30 a pack that is none, 41 a file that cannot be read. */
    readonly status: number;
}

/** Of bytes; "auto": the bytes decide. A string needs none. */
export type Encoding = "auto" | "utf-8" | "gb18030";

export interface EngineOptions {
    /** The path of a pack, or of a folder of packs (each page by the one that
     * is valid on the day of discharge); null: the built-in sample city. */
    pack?: string | null;
    /** The path of the library or of its folder; else PREGROUP_LIBRARY, the
     * folder of this package, the system's own places. */
    library?: string;
}

/** docs/hosts.md tells what each does. */
export interface SessionOptions {
    stage?: "draft";
    score?: boolean;
    why?: boolean;
    whatIf?: string | string[];
    set?: string | string[];
    verified?: string | string[];
    record?: boolean;
    digest?: boolean;
    withIdentity?: boolean;
    only?: string | string[];
    skip?: string | string[];
    /** 2025-04-01 */
    today?: string;
}

/** An open pack; each worker thread opens its own. A call blocks the thread, for
 * less than a millisecond a page. */
export class Engine {
    /** Throws PregroupError if the pack is none, Error without a library. */
    constructor(options?: EngineOptions);
    /** The library's: 10203 is 1.2.3. */
    readonly version: number;
    session(options?: SessionOptions): Session;
    /** Checks, groups and prices pages: one or many, in any container. */
    check(page: string | Uint8Array, encoding?: Encoding): Result[];
    /** What the packs say of themselves. */
    info(): PackInfo[];
    /** Its sessions run no more, but are closed by themselves. */
    close(): void;
}

/** Runs with options, whose memory is kept from page to page. */
export class Session {
    private constructor();
    check(page: string | Uint8Array, encoding?: Encoding): Result[];
    close(): void;
}

type Text = string | null;
type Amount = number | null;
type Kind = "core" | "comprehensive" | "primary-care" | "tcm" | "day-surgery" |
    "bed-day" | "drg";

export interface Result {
    record: {
        source: string; index: number; line: number; dialect: Text;
        encoding: "utf-8" | "gb18030" | "utf-16le" | "utf-16be" | null;
        case_no: Text; admission: Text;
    };
    pack: Pack;
    findings: Finding[];
    grouping: Grouping;
    settlement: Settlement;
    /** Tags that the dialect does not know, if there are any. */
    unknown_tags?: {
        tag: string; shape: string; field: Text; index: number | null;
        name: Text;
    }[];
    /** record: true */
    fields?: Record<string, string | number | null |
        Record<string, string | number | null>[]>;
    /** score: true */
    score?: {
        points: number; grade: string; note: string;
        lost: {
            section: string; item: string; class: "A" | "B" | "C" | "D";
            points: number; rule: Text; why: string;
        }[];
    };
    /** whatIf; null where the page could not be judged */
    what_if?: WhatIf | null;
}

export interface Pack {
    region: string;
    scheme: "dip" | "drg-points";
    generation: string;
    digest: string;
}

export interface Finding {
    rule: string;
    severity: "error" | "warning" | "info";
    field: Text;
    tag: Text;
    index: number | null;
    line: number | null;
    value: Text;
    message: string;
    advice: Text;
    basis: Text;
    title: Text;
    verified: boolean;
    /** digest; null for an error */
    digest?: Text;
}

export interface Grouping {
    status: "grouped" | "excluded" | "ungrouped";
    group: Text;
    name: Text;
    kind: Kind | null;
    layer: Text;
    score: Amount;
    why: string[];
    candidates: {
        group: string; name: Text; kind: Kind; score: Amount; standard: Amount;
        chosen: boolean; lost_by: Text;
    }[];
    /** why: true */
    why_not?: {
        group: string; name: Text; kind: Kind; score: Amount; missing: string;
    }[];
}

export interface Settlement {
    status: "priced" | "unpriced";
    why: Text;
    cost: Amount;
    points: Amount;
    point_value: Amount;
    standard: Amount;
    fund: Amount;
    patient: Amount;
    ratio: Amount;
    deviation: "normal" | "low" | "high" | "extreme" | null;
    margin: Amount;
    low_limit: Amount;
    high_limit: Amount;
    steps: { name: string; value: number | string | null }[];
    low: Amount;
    likely: Amount;
    high: Amount;
}

export interface Change {
    change: string;
    status: "grouped" | "excluded" | "ungrouped";
    group: Text;
    name: Text;
    standard: Amount;
    fund: Amount;
    difference: Amount;
    support: Text;
    risk: Text;
}

export interface WhatIf {
    to_low: Amount;
    to_high: Amount;
    low: Amount;
    likely: Amount;
    high: Amount;
    runner_up: { group: string; name: Text; standard: Amount } | null;
    changes: Change[];
    carriers: Change[];
    breaks: {
        name: string; at: number; from: Text; to: Text;
        before: number; after: number;
    }[];
}

export interface PackInfo extends Pack {
    name: Text;
    hospital: Text;
    valid_from: Text;
    valid_to: Text;
    sample: boolean;
    rules: number;
    groups: number;
}
