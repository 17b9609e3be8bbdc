using System;
using System.Collections.Generic;
using System.Text;

namespace Pregroup
{
    /// <summary>What a session does besides; docs/hosts.md tells what each
    /// option means.</summary>
    public sealed class Options
    {
        /// <summary>Before discharge: what is not filled in yet is only a
        /// note.</summary>
        public bool Draft { get; set; }
        /// <summary>Gives <see cref="Result.Score"/>.</summary>
        public bool Score { get; set; }
        /// <summary>Gives <see cref="Grouping.WhyNot"/>.</summary>
        public bool Why { get; set; }
        /// <summary>Changes of the codes, or "codes".</summary>
        public IList<string> WhatIf { get; } = new List<string>();
        /// <summary>Values in place of the page's:
        /// <c>diagnoses[2].code:K35.800</c>.</summary>
        public IList<string> Set { get; } = new List<string>();
        /// <summary>Lines of a file for --verified.</summary>
        public IList<string> Verified { get; } = new List<string>();
        /// <summary>Gives <see cref="Result.Fields"/> and
        /// <see cref="Result.Lists"/>.</summary>
        public bool Record { get; set; }
        /// <summary>Gives <see cref="Finding.Digest"/>.</summary>
        public bool Digest { get; set; }
        /// <summary>Names, numbers, addresses and phones as they
        /// are.</summary>
        public bool WithIdentity { get; set; }
        /// <summary>Only these findings: "rule=SEX*".</summary>
        public IList<string> Only { get; } = new List<string>();
        /// <summary>Not these findings.</summary>
        public IList<string> Skip { get; } = new List<string>();
        /// <summary>The day from which remaining days are counted.</summary>
        public DateTime? Today { get; set; }

        /// <summary>The text that the library takes.</summary>
        public override string ToString()
        {
            var text = new StringBuilder("format=xml\n");
            if (Draft)
                Add(text, "stage", "draft");
            Add(text, "score", Score);
            Add(text, "why", Why);
            Add(text, "what-if", WhatIf);
            Add(text, "set", Set);
            Add(text, "verified", Verified);
            Add(text, "record", Record);
            Add(text, "digest", Digest);
            Add(text, "with-identity", WithIdentity);
            Add(text, "only", Only);
            Add(text, "skip", Skip);
            if (Today is DateTime day)
                Add(text, "today", day.ToString("yyyy-MM-dd",
                    System.Globalization.CultureInfo.InvariantCulture));
            return text.ToString();
        }

        static void Add(StringBuilder text, string name, string value)
        {
            if (value.IndexOfAny(new[] {'\n', '\r'}) >= 0)
                throw new ArgumentException($"选项 {name} 的值里有换行");
            text.Append(name).Append('=').Append(value).Append('\n');
        }

        static void Add(StringBuilder text, string name, bool value) =>
            Add(text, name, value ? "yes" : "no");

        static void Add(StringBuilder text, string name,
            IEnumerable<string> values)
        {
            foreach (string value in values)
                Add(text, name, value);
        }
    }
}
