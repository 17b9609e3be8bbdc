using System.Collections.Generic;
using System.Linq;
using System.Xml.Linq;

#pragma warning disable CS1591 // docs/result.md tells what members mean

namespace Pregroup
{
    /// <summary>One page; docs/result.md tells what each member means. What is
    /// unknown is null, and so is what no option asked for.</summary>
    public sealed class Result
    {
        public Record Record { get; }
        public Pack Pack { get; }
        public IReadOnlyList<Finding> Findings { get; }
        public Grouping Grouping { get; }
        public Settlement Settlement { get; }
        /// <summary>Tags that the dialect does not know; null if there are
        /// none.</summary>
        public IReadOnlyList<UnknownTag> UnknownTags { get; }
        /// <summary>Options.Record: the page's fields by name, of which none
        /// is a list.</summary>
        public IReadOnlyDictionary<string, string> Fields { get; }
        /// <summary>Options.Record: the page's lists that have rows, each by
        /// column.</summary>
        public IReadOnlyDictionary<string,
            IReadOnlyList<IReadOnlyDictionary<string, string>>> Lists { get; }
        /// <summary>Options.Score.</summary>
        public Score Score { get; }
        /// <summary>Options.WhatIf; null where the page could not be judged,
        /// too.</summary>
        public WhatIf WhatIf { get; }

        internal Result(XElement from)
        {
            Record = from.Object("record", one => new Record(one));
            Pack = from.Object("pack", one => new Pack(one));
            Findings = from.Element("findings")
                .All("finding", one => new Finding(one));
            Grouping = from.Object("grouping", one => new Grouping(one));
            Settlement = from.Object("settlement", one => new Settlement(one));
            UnknownTags = from.Element("unknown_tags")
                .All("unknown_tag", one => new UnknownTag(one));
            Score = from.Object("score", one => new Score(one));
            WhatIf = from.Object("what_if", one => new WhatIf(one));
            if (from.Element("fields") is XElement page) {
                Fields = Texts(page);
                Lists = page.Elements().Where(one => one.HasElements)
                    .ToDictionary(one => one.Name.LocalName,
                        one => one.All("row", Texts));
            }
        }

        static IReadOnlyDictionary<string, string> Texts(XElement from) =>
            from.Elements().Where(one => !one.HasElements)
                .ToDictionary(one => one.Name.LocalName,
                    one => one.Value == "" ? null : one.Value);
    }

    /// <summary>Which page it is.</summary>
    public sealed class Record
    {
        public string Source { get; }
        public int Index { get; }
        public int Line { get; }
        public string Dialect { get; }
        public string Encoding { get; }
        public string CaseNo { get; }
        public string Admission { get; }

        internal Record(XElement from)
        {
            Source = from.Text("source");
            Index = from.Whole("index").Value;
            Line = from.Whole("line").Value;
            Dialect = from.Text("dialect");
            Encoding = from.Text("encoding");
            CaseNo = from.Text("case_no");
            Admission = from.Text("admission");
        }
    }

    /// <summary>The pack by which it was judged.</summary>
    public sealed class Pack
    {
        public string Region { get; }
        public string Scheme { get; }
        public string Generation { get; }
        public string Digest { get; }

        internal Pack(XElement from)
        {
            Region = from.Text("region");
            Scheme = from.Text("scheme");
            Generation = from.Text("generation");
            Digest = from.Text("digest");
        }
    }

    /// <summary>A problem; the severity is "error", "warning" or "info".</summary>
    public sealed class Finding
    {
        public string Rule { get; }
        public string Severity { get; }
        public string Field { get; }
        public string Tag { get; }
        public int? Index { get; }
        public int? Line { get; }
        public string Value { get; }
        public string Message { get; }
        public string Advice { get; }
        public string Basis { get; }
        public string Title { get; }
        public bool Verified { get; }
        /// <summary>Of <see cref="Options.Digest"/>; null for an
        /// error.</summary>
        public string Digest { get; }

        internal Finding(XElement from)
        {
            Rule = from.Text("rule");
            Severity = from.Text("severity");
            Field = from.Text("field");
            Tag = from.Text("tag");
            Index = from.Whole("index");
            Line = from.Whole("line");
            Value = from.Text("value");
            Message = from.Text("message");
            Advice = from.Text("advice");
            Basis = from.Text("basis");
            Title = from.Text("title");
            Verified = from.Flag("verified");
            Digest = from.Text("digest");
        }
    }

    /// <summary>The group; the status is "grouped", "excluded" or
    /// "ungrouped".</summary>
    public sealed class Grouping
    {
        public string Status { get; }
        public string Group { get; }
        public string Name { get; }
        public string Kind { get; }
        public string Layer { get; }
        public decimal? Score { get; }
        public IReadOnlyList<string> Why { get; }
        public IReadOnlyList<Candidate> Candidates { get; }
        /// <summary>Options.Why.</summary>
        public IReadOnlyList<Missed> WhyNot { get; }

        internal Grouping(XElement from)
        {
            Status = from.Text("status");
            Group = from.Text("group");
            Name = from.Text("name");
            Kind = from.Text("kind");
            Layer = from.Text("layer");
            Score = from.Number("score");
            Why = from.Element("why")
                .All("reason", one => one.Value);
            Candidates = from.Element("candidates")
                .All("candidate", one => new Candidate(one));
            WhyNot = from.Element("why_not")
                .All("missed", one => new Missed(one));
        }
    }

    /// <summary>A group whose conditions are met.</summary>
    public sealed class Candidate
    {
        public string Group { get; }
        public string Name { get; }
        public string Kind { get; }
        public decimal? Score { get; }
        public decimal? Standard { get; }
        public bool Chosen { get; }
        public string LostBy { get; }

        internal Candidate(XElement from)
        {
            Group = from.Text("group");
            Name = from.Text("name");
            Kind = from.Text("kind");
            Score = from.Number("score");
            Standard = from.Number("standard");
            Chosen = from.Flag("chosen");
            LostBy = from.Text("lost_by");
        }
    }

    /// <summary>A group of the diagnosis that became no candidate.</summary>
    public sealed class Missed
    {
        public string Group { get; }
        public string Name { get; }
        public string Kind { get; }
        public decimal? Score { get; }
        public string Missing { get; }

        internal Missed(XElement from)
        {
            Group = from.Text("group");
            Name = from.Text("name");
            Kind = from.Text("kind");
            Score = from.Number("score");
            Missing = from.Text("missing");
        }
    }

    /// <summary>The payment; the status is "priced" or "unpriced".</summary>
    public sealed class Settlement
    {
        public string Status { get; }
        public string Why { get; }
        public decimal? Cost { get; }
        public decimal? Points { get; }
        public decimal? PointValue { get; }
        public decimal? Standard { get; }
        public decimal? Fund { get; }
        public decimal? Patient { get; }
        public decimal? Ratio { get; }
        public string Deviation { get; }
        public decimal? Margin { get; }
        public decimal? LowLimit { get; }
        public decimal? HighLimit { get; }
        public IReadOnlyList<Step> Steps { get; }
        /// <summary>The standard over the region's ranges, if it has any.</summary>
        public decimal? Low { get; }
        public decimal? Likely { get; }
        public decimal? High { get; }

        internal Settlement(XElement from)
        {
            Status = from.Text("status");
            Why = from.Text("why");
            Cost = from.Number("cost");
            Points = from.Number("points");
            PointValue = from.Number("point_value");
            Standard = from.Number("standard");
            Fund = from.Number("fund");
            Patient = from.Number("patient");
            Ratio = from.Number("ratio");
            Deviation = from.Text("deviation");
            Margin = from.Number("margin");
            LowLimit = from.Number("low_limit");
            HighLimit = from.Number("high_limit");
            Steps = from.Element("steps")
                .All("step", one => new Step(one));
            Low = from.Number("low");
            Likely = from.Number("likely");
            High = from.Number("high");
        }
    }

    /// <summary>A step of the settlement: a number or a text.</summary>
    public sealed class Step
    {
        public string Name { get; }
        public string Value { get; }
        /// <summary>The value, if it is a number.</summary>
        public decimal? Number { get; }

        internal Step(XElement from)
        {
            Name = from.Text("name");
            Value = from.Text("value");
            if (from.Element("value").Attribute("type") != null)
                Number = from.Number("value");
        }
    }

    /// <summary>A tag that the dialect does not know, and what it may
    /// be.</summary>
    public sealed class UnknownTag
    {
        public string Tag { get; }
        public string Shape { get; }
        public string Field { get; }
        public int? Index { get; }
        public string Name { get; }

        internal UnknownTag(XElement from)
        {
            Tag = from.Text("tag");
            Shape = from.Text("shape");
            Field = from.Text("field");
            Index = from.Whole("index");
            Name = from.Text("name");
        }
    }

    /// <summary>The score of the page.</summary>
    public sealed class Score
    {
        public decimal? Points { get; }
        public string Grade { get; }
        public IReadOnlyList<Loss> Lost { get; }
        public string Note { get; }

        internal Score(XElement from)
        {
            Points = from.Number("points");
            Grade = from.Text("grade");
            Lost = from.Element("lost")
                .All("loss", one => new Loss(one));
            Note = from.Text("note");
        }
    }

    /// <summary>What points were lost for.</summary>
    public sealed class Loss
    {
        public string Section { get; }
        public string Item { get; }
        public string Class { get; }
        public decimal? Points { get; }
        public string Rule { get; }
        public string Why { get; }

        internal Loss(XElement from)
        {
            Section = from.Text("section");
            Item = from.Text("item");
            Class = from.Text("class");
            Points = from.Number("points");
            Rule = from.Text("rule");
            Why = from.Text("why");
        }
    }

    /// <summary>The page's own codes in another order, or without one.</summary>
    public sealed class WhatIf
    {
        public decimal? ToLow { get; }
        public decimal? ToHigh { get; }
        public decimal? Low { get; }
        public decimal? Likely { get; }
        public decimal? High { get; }
        public RunnerUp RunnerUp { get; }
        public IReadOnlyList<Change> Changes { get; }
        public IReadOnlyList<Change> Carriers { get; }
        public IReadOnlyList<Break> Breaks { get; }

        internal WhatIf(XElement from)
        {
            ToLow = from.Number("to_low");
            ToHigh = from.Number("to_high");
            Low = from.Number("low");
            Likely = from.Number("likely");
            High = from.Number("high");
            RunnerUp = from.Object("runner_up", one => new RunnerUp(one));
            Changes = from.Element("changes")
                .All("change", one => new Change(one));
            Carriers = from.Element("carriers")
                .All("carrier", one => new Change(one));
            Breaks = from.Element("breaks")
                .All("break", one => new Break(one));
        }
    }

    /// <summary>Where the standard jumps between low and high.</summary>
    public sealed class Break
    {
        public string Name { get; }
        public decimal? At { get; }
        public string From { get; }
        public string To { get; }
        public decimal? Before { get; }
        public decimal? After { get; }

        internal Break(XElement from)
        {
            Name = from.Text("name");
            At = from.Number("at");
            From = from.Text("from");
            To = from.Text("to");
            Before = from.Number("before");
            After = from.Number("after");
        }
    }

    /// <summary>The next of the candidates.</summary>
    public sealed class RunnerUp
    {
        public string Group { get; }
        public string Name { get; }
        public decimal? Standard { get; }

        internal RunnerUp(XElement from)
        {
            Group = from.Text("group");
            Name = from.Text("name");
            Standard = from.Number("standard");
        }
    }

    /// <summary>What a change of the codes would bring.</summary>
    public sealed class Change
    {
        public string What { get; }
        public string Status { get; }
        public string Group { get; }
        public string Name { get; }
        public decimal? Standard { get; }
        public decimal? Fund { get; }
        public decimal? Difference { get; }
        public string Support { get; }
        public string Risk { get; }

        internal Change(XElement from)
        {
            What = from.Text("change");
            Status = from.Text("status");
            Group = from.Text("group");
            Name = from.Text("name");
            Standard = from.Number("standard");
            Fund = from.Number("fund");
            Difference = from.Number("difference");
            Support = from.Text("support");
            Risk = from.Text("risk");
        }
    }

    /// <summary>A pack's own description; docs/hosts.md tells what each member
    /// means.</summary>
    public sealed class PackInfo
    {
        public string Region { get; }
        public string Scheme { get; }
        public string Generation { get; }
        public string Digest { get; }
        public string Name { get; }
        public string Hospital { get; }
        public string ValidFrom { get; }
        public string ValidTo { get; }
        public bool Sample { get; }
        public int Rules { get; }
        public int Groups { get; }

        internal PackInfo(XElement from)
        {
            Region = from.Text("region");
            Scheme = from.Text("scheme");
            Generation = from.Text("generation");
            Digest = from.Text("digest");
            Name = from.Text("name");
            Hospital = from.Text("hospital");
            ValidFrom = from.Text("valid_from");
            ValidTo = from.Text("valid_to");
            Sample = from.Flag("sample");
            Rules = from.Whole("rules").Value;
            Groups = from.Whole("groups").Value;
        }
    }
}
