// mono Tests.exe EXAMPLES -- prints a line for each test; EXAMPLES is the folder
// with the sample pages, PREGROUP_LIBRARY the library or its folder.
using System;
using System.Collections.Concurrent;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using Pregroup;

static class Tests
{
    static string examples;
    static int failed;

    static void Test(string name, Action test)
    {
        try {
            test();
            Console.WriteLine($"PASS c#: {name}");
        } catch (Exception why) {
            failed++;
            Console.WriteLine($"FAIL c#: {name}: {why}");
        }
    }

    static void Equal<T>(T got, T wanted)
    {
        if (!Equals(got, wanted))
            throw new Exception($"{got}, not {wanted}");
    }

    static T Thrown<T>(Action test) where T : Exception
    {
        try {
            test();
        } catch (T why) {
            return why;
        }
        throw new Exception($"no {typeof(T).Name}");
    }

    static byte[] Sample(string name) =>
        File.ReadAllBytes(Path.Combine(examples, name));

    static Result Check(Options options, byte[] page)
    {
        using (var engine = new Engine())
        using (var session = engine.Session(options))
            return session.Check(page).Single();
    }

    // The numbers of the example in docs/result.md.
    static void CleanPage()
    {
        Result result = Check(null, Sample("clean.xml"));
        Equal(result.Findings.Count, 0);
        Equal(result.Record.CaseNo, "D0000101");
        Equal(result.Record.Index, 1);
        Equal(result.Pack.Region, "demo");
        Equal(result.Grouping.Status, "grouped");
        Equal(result.Grouping.Group, "K35.8-J1");
        Equal(result.Grouping.Kind, "primary-care");
        Equal(result.Grouping.Score, 1310.02m);
        Equal(result.Grouping.WhyNot, null);
        Equal(result.Settlement.Status, "priced");
        Equal(result.Settlement.Why, null);
        Equal(result.Settlement.PointValue, 8.025m);
        Equal(result.Settlement.Standard, 10512.91m);
        Equal(result.Settlement.Fund, 9192.31m);
        Equal(result.Settlement.Patient, 1320.6m);
        Equal(result.Settlement.Ratio, 0.8369m);
        Equal(result.Settlement.Deviation, "normal");
        Equal(result.Settlement.Margin, 1906.11m);
        Equal(result.Settlement.Steps.Any(step => step.Number != null), true);
        Equal(result.Fields, null);
        Equal(result.Score, null);
    }

    static void Mistakes()
    {
        using (var engine = new Engine())
        using (var session = engine.Session()) {
            Finding first = session.Check(
                Encoding.UTF8.GetString(Sample("mistakes.xml")))
                .Single().Findings[0];
            Equal(first.Rule, "FMT027");
            Equal(first.Severity, "warning");
            Equal(first.Field, "diagnoses.code");
            Equal(first.Tag, "JBDM2");
            Equal(first.Index, 3);
            Equal(first.Value, "i25.103");
            Equal(first.Message, "编码大小写不规范，已按规范写法处理");
            Equal(first.Verified, true);
        }
    }

    static void Gb18030()
    {
        byte[] page = Sample("wrong-encoding.xml");
        using (var engine = new Engine())
        using (var session = engine.Session())
            foreach (var result in session.Check(page)
                         .Concat(session.CheckGb18030(page))) {
                Equal(result.Record.Encoding, "gb18030");
                Equal(result.Grouping.Name, "选择性剖宫产，子宫下段剖宫产");
            }
    }

    static void SomeOptions()
    {
        byte[] page = Sample("mistakes.xml");
        Result result = Check(new Options {
            Score = true, Why = true, Record = true,
            Today = new DateTime(2025, 4, 1),
            WhatIf = { "codes", "procedures[2] first" },
        }, page);
        Equal(result.Fields["record_no"], "D0000102");
        Equal(result.Lists["diagnoses"].Count, 4);
        Equal(result.Lists["diagnoses"][0]["code"], "I25.103");
        Equal(result.Fields.ContainsKey("diagnoses"), false);
        Equal(result.Score.Lost.Any(), true);
        Equal(result.Score.Points > 0, true);
        Equal(result.Grouping.WhyNot.Any(), true);
        Equal(result.WhatIf.Likely, result.Settlement.Standard);
        Change change = result.WhatIf.Changes.Single();
        Equal(change.What, "procedures[2] first");
        Equal(change.Difference, change.Standard - result.Settlement.Standard);
        Equal(result.WhatIf.RunnerUp != null, true);
        Equal(result.WhatIf.Carriers.Any(), true);
        Equal(Check(new Options { Only = { "rule=FMT*" } }, page).Findings
            .All(one => one.Rule.StartsWith("FMT")), true);
        Equal(Check(new Options { Skip = { "rule=FMT*", "rule=SEX*" } }, page)
            .Findings.Any(one => one.Rule.StartsWith("FMT")
                || one.Rule.StartsWith("SEX")), false);
        Equal(Check(new Options { Draft = true, WhatIf = { "codes" } },
            Encoding.UTF8.GetBytes("<a/>")).WhatIf, null);
    }

    static void Info()
    {
        using (var engine = new Engine()) {
            PackInfo info = engine.Info().Single();
            Equal(info.Region, "demo");
            Equal(info.Sample, true);
            Equal(info.Hospital, null);
            Equal(engine.Version >= 100, true);
        }
    }

    static void Errors()
    {
        var why = Thrown<PregroupException>(
            () => new Engine("/nowhere/缺少.pack"));
        Equal(why.Status, 41);
        Equal(why.Message.Contains("缺少.pack"), true);
        string none = Path.GetTempFileName();
        File.WriteAllText(none, "no pack");
        Equal(Thrown<PregroupException>(() => new Engine(none)).Status, 30);
        File.Delete(none);
        Equal(Thrown<PregroupException>(() => Check(
            new Options { Verified = { "x" } }, Sample("clean.xml"))).Status,
            10);
        Thrown<ArgumentException>(() => Check(
            new Options { WhatIf = { "codes\nwhy=yes" } },
            Sample("clean.xml")));
        Thrown<DllNotFoundException>(() => new Engine(
            library: "/nowhere/libpregroup_flat.so.1"));
    }

    static void ManyPages()
    {
        string page = Encoding.UTF8.GetString(Sample("mistakes.xml"));
        page = page.Substring(page.IndexOf("?>") + 2);
        string many = string.Concat(Enumerable.Repeat(page, 40));
        using (var engine = new Engine())
        using (var session = engine.Session()) {
            var results = session.Check($"<DATA>{many}</DATA>");
            Equal(results.Count, 40);
            Equal(results[39].Record.Index, 40);
            Equal(session.Check(page).Count, 1);
            Equal(engine.Check(page)[0].Settlement.Standard,
                session.Check(page)[0].Settlement.Standard);
            Equal(engine.Check(Encoding.UTF8.GetBytes(page)).Count, 1);
        }
    }

    static void Closed()
    {
        var engine = new Engine();
        var session = engine.Session();
        engine.Dispose();
        engine.Dispose();
        foreach (Action late in new Action[] {
                () => engine.Session(), () => engine.Check("<a/>"),
                () => engine.Info()})
            Equal(Thrown<ObjectDisposedException>(late).Message
                .Contains("引擎已经关闭"), true);
        Equal(Thrown<PregroupException>(() => session.Check("<a/>")).Status,
            10);
        session.Dispose();
        session.Dispose();
        Equal(Thrown<ObjectDisposedException>(() => session.Check("<a/>"))
            .Message.Contains("会话已经关闭"), true);
    }

    // Four threads, and the engine is closed under them.
    static void Threads()
    {
        byte[] page = Sample("mistakes.xml");
        var wrong = new ConcurrentQueue<Exception>();
        var ready = new CountdownEvent(4);
        var engine = new Engine();
        var threads = Enumerable.Range(0, 4).Select(_ => new Thread(() => {
            bool counted = false;
            try {
                using (var session = engine.Session()) {
                    for (int n = 0; n < 50; n++)
                        Equal(session.Check(page)[0].Settlement.Standard,
                            17932.86m);
                    counted = ready.Signal() || true;
                    for (;;)
                        session.Check(page);
                }
            } catch (PregroupException closed) when (closed.Status == 10) {
            } catch (Exception why) {
                wrong.Enqueue(why);
            }
            if (!counted)
                ready.Signal();
        })).ToList();
        threads.ForEach(one => one.Start());
        ready.Wait();
        engine.Dispose();
        threads.ForEach(one => one.Join());
        Equal(string.Join("; ", wrong), "");
    }

    static int Main(string[] args)
    {
        examples = args[0];
        Console.OutputEncoding = new UTF8Encoding(false);
        Test("a clean page", CleanPage);
        Test("a page with mistakes", Mistakes);
        Test("GB18030", Gb18030);
        Test("options", SomeOptions);
        Test("what a pack says of itself", Info);
        Test("errors", Errors);
        Test("many pages", ManyPages);
        Test("use after close", Closed);
        Test("threads", Threads);
        return failed;
    }
}
