package pregroup;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One page; docs/result.md tells what each member means. What is unknown is
 * null. What was not asked for by an option is null as well.
 */
public final class Result {
    public final Record record;
    public final Pack pack;
    public final List<Finding> findings;
    public final Grouping grouping;
    public final Settlement settlement;
    /** Tags that the dialect does not know; null if there are none. */
    public final List<UnknownTag> unknownTags;
    /** Of record(true): the page's fields by name, of which none is a list. */
    public final Map<String, String> fields;
    /** Of record(true): the page's lists that have rows, each by column. */
    public final Map<String, List<Map<String, String>>> lists;
    /** Of score(true). */
    public final Score score;
    /** Of whatIf(); null where the page could not be judged, too. */
    public final WhatIf whatIf;

    Result(Node from) {
        record = from.object("record", Record::new);
        pack = from.object("pack", Pack::new);
        findings = from.list("findings", "finding", Finding::new);
        grouping = from.object("grouping", Grouping::new);
        settlement = from.object("settlement", Settlement::new);
        unknownTags = from.list("unknown_tags", "unknown_tag", UnknownTag::new);
        score = from.object("score", Score::new);
        whatIf = from.object("what_if", WhatIf::new);
        Node page = from.child("fields");
        fields = page == null ? null : texts(page);
        lists = page == null ? null : lists(page);
    }

    private static Map<String, String> texts(Node from) {
        Map<String, String> all = new LinkedHashMap<>();
        for (Node one : from.children())
            if (one.children().isEmpty())
                all.put(one.name(), one.text());
        return Collections.unmodifiableMap(all);
    }

    private static Map<String, List<Map<String, String>>> lists(Node from) {
        Map<String, List<Map<String, String>>> all = new LinkedHashMap<>();
        for (Node one : from.children())
            if (!one.children().isEmpty())
                all.put(one.name(), one.list("row", Result::texts));
        return Collections.unmodifiableMap(all);
    }

    /** Which page it is. */
    public static final class Record {
        public final String source, dialect, encoding, caseNo, admission;
        public final int index, line;

        Record(Node from) {
            source = from.text("source");
            index = from.whole("index");
            line = from.whole("line");
            dialect = from.text("dialect");
            encoding = from.text("encoding");
            caseNo = from.text("case_no");
            admission = from.text("admission");
        }
    }

    /** The pack by which it was judged. */
    public static final class Pack {
        public final String region, scheme, generation, digest;

        Pack(Node from) {
            region = from.text("region");
            scheme = from.text("scheme");
            generation = from.text("generation");
            digest = from.text("digest");
        }
    }

    /** A problem; severity is "error", "warning" or "info". */
    public static final class Finding {
        public final String rule, severity, field, tag, value, message, advice,
            basis, title;
        public final Integer index, line;
        public final boolean verified;
        /** Of digest(true); null for an error. */
        public final String digest;

        Finding(Node from) {
            rule = from.text("rule");
            severity = from.text("severity");
            field = from.text("field");
            tag = from.text("tag");
            index = from.whole("index");
            line = from.whole("line");
            value = from.text("value");
            message = from.text("message");
            advice = from.text("advice");
            basis = from.text("basis");
            title = from.text("title");
            verified = from.flag("verified");
            digest = from.text("digest");
        }
    }

    /** The group; status is "grouped", "excluded" or "ungrouped". */
    public static final class Grouping {
        public final String status, group, name, kind, layer;
        public final BigDecimal score;
        public final List<String> why;
        public final List<Candidate> candidates;
        /** Of why(true). */
        public final List<Missed> whyNot;

        Grouping(Node from) {
            status = from.text("status");
            group = from.text("group");
            name = from.text("name");
            kind = from.text("kind");
            layer = from.text("layer");
            score = from.number("score");
            why = from.list("why", "reason", Node::text);
            candidates = from.list("candidates", "candidate", Candidate::new);
            whyNot = from.list("why_not", "missed", Missed::new);
        }
    }

    /** A group whose conditions are met. */
    public static final class Candidate {
        public final String group, name, kind, lostBy;
        public final BigDecimal score, standard;
        public final boolean chosen;

        Candidate(Node from) {
            group = from.text("group");
            name = from.text("name");
            kind = from.text("kind");
            score = from.number("score");
            standard = from.number("standard");
            chosen = from.flag("chosen");
            lostBy = from.text("lost_by");
        }
    }

    /** A group of the diagnosis that became no candidate. */
    public static final class Missed {
        public final String group, name, kind, missing;
        public final BigDecimal score;

        Missed(Node from) {
            group = from.text("group");
            name = from.text("name");
            kind = from.text("kind");
            score = from.number("score");
            missing = from.text("missing");
        }
    }

    /** The payment; status is "priced" or "unpriced". */
    public static final class Settlement {
        public final String status, why, deviation;
        public final BigDecimal cost, points, pointValue, standard, fund,
            patient, ratio, margin, lowLimit, highLimit, low, likely, high;
        public final List<Step> steps;

        Settlement(Node from) {
            status = from.text("status");
            why = from.text("why");
            cost = from.number("cost");
            points = from.number("points");
            pointValue = from.number("point_value");
            standard = from.number("standard");
            fund = from.number("fund");
            patient = from.number("patient");
            ratio = from.number("ratio");
            deviation = from.text("deviation");
            margin = from.number("margin");
            lowLimit = from.number("low_limit");
            highLimit = from.number("high_limit");
            steps = from.list("steps", "step", Step::new);
            low = from.number("low");
            likely = from.number("likely");
            high = from.number("high");
        }
    }

    /** A step of the settlement: a number or a text. */
    public static final class Step {
        public final String name, value;
        /** The value, if it is a number. */
        public final BigDecimal number;

        Step(Node from) {
            name = from.text("name");
            value = from.text("value");
            number = from.child("value").element.hasAttribute("type")
                ? from.number("value") : null;
        }
    }

    /** A tag that the dialect does not know, and what it may be. */
    public static final class UnknownTag {
        public final String tag, shape, field, name;
        public final Integer index;

        UnknownTag(Node from) {
            tag = from.text("tag");
            shape = from.text("shape");
            field = from.text("field");
            index = from.whole("index");
            name = from.text("name");
        }
    }

    /** The score of the page. */
    public static final class Score {
        public final BigDecimal points;
        public final String grade, note;
        public final List<Loss> lost;

        Score(Node from) {
            points = from.number("points");
            grade = from.text("grade");
            lost = from.list("lost", "loss", Loss::new);
            note = from.text("note");
        }
    }

    /** What points were lost for. */
    public static final class Loss {
        public final String section, item, kind, rule, why;
        public final BigDecimal points;

        Loss(Node from) {
            section = from.text("section");
            item = from.text("item");
            kind = from.text("class");
            points = from.number("points");
            rule = from.text("rule");
            why = from.text("why");
        }
    }

    /** The page's own codes in another order, or without one. */
    public static final class WhatIf {
        public final BigDecimal toLow, toHigh, low, likely, high;
        public final RunnerUp runnerUp;
        public final List<Change> changes, carriers;
        public final List<Break> breaks;

        WhatIf(Node from) {
            toLow = from.number("to_low");
            toHigh = from.number("to_high");
            low = from.number("low");
            likely = from.number("likely");
            high = from.number("high");
            runnerUp = from.object("runner_up", RunnerUp::new);
            changes = from.list("changes", "change", Change::new);
            carriers = from.list("carriers", "carrier", Change::new);
            breaks = from.list("breaks", "break", Break::new);
        }
    }

    /** Where the standard jumps between low and high. */
    public static final class Break {
        public final String name, from, to;
        public final BigDecimal at, before, after;

        Break(Node node) {
            name = node.text("name");
            at = node.number("at");
            from = node.text("from");
            to = node.text("to");
            before = node.number("before");
            after = node.number("after");
        }
    }

    /** The next of the candidates. */
    public static final class RunnerUp {
        public final String group, name;
        public final BigDecimal standard;

        RunnerUp(Node from) {
            group = from.text("group");
            name = from.text("name");
            standard = from.number("standard");
        }
    }

    /** What a change of the codes would bring. */
    public static final class Change {
        public final String change, status, group, name, support, risk;
        public final BigDecimal standard, fund, difference;

        Change(Node from) {
            change = from.text("change");
            status = from.text("status");
            group = from.text("group");
            name = from.text("name");
            standard = from.number("standard");
            fund = from.number("fund");
            difference = from.number("difference");
            support = from.text("support");
            risk = from.text("risk");
        }
    }
}
