using System;
using System.Collections.Generic;
using System.Text;
using System.Xml.Linq;

namespace Pregroup
{
    /// <summary>An open pack. Any number of threads may use one engine, each
    /// by a session of its own.</summary>
    /// <example><code>
    /// using (var engine = new Engine())
    /// using (var session = engine.Session())
    ///     foreach (var result in session.Check(page))
    ///         foreach (var finding in result.Findings)
    ///             Console.WriteLine($"{finding.Tag} {finding.Message}");
    /// </code></example>
    public sealed class Engine : IDisposable
    {
        /// <summary>The environment variable that tells where the library
        /// is.</summary>
        public const string LibraryVariable = "PREGROUP_LIBRARY";

        readonly Flat flat;
        readonly EngineHandle handle;

        /// <param name="pack">The path of a pack, or of a folder of packs (each
        /// page by the one that is valid on the day of discharge); null for
        /// the built-in sample city.</param>
        /// <param name="library">The path of the library or of its folder;
        /// null: the variable PREGROUP_LIBRARY, the folder of this assembly,
        /// the system's own places.</param>
        /// <exception cref="PregroupException">The pack is none.</exception>
        /// <exception cref="DllNotFoundException">There is no
        /// library.</exception>
        public Engine(string pack = null, string library = null)
        {
            var reason = new byte[Flat.ReasonRoom];
            flat = new Flat(library);
            Flat.Must(flat.Open(Flat.Bytes(pack), out IntPtr engine, 1, reason,
                reason.Length), reason, Encoding.UTF8);
            handle = new EngineHandle(flat, engine);
        }

        /// <summary>The library's version: 10203 is 1.2.3.</summary>
        public int Version => flat.Version();

        EngineHandle Open => !handle.IsClosed ? handle
            : throw new ObjectDisposedException(nameof(Engine), "引擎已经关闭");

        /// <summary>Checks, groups and prices the pages of a text, by a
        /// session for this call alone.</summary>
        public IReadOnlyList<Result> Check(string pages)
        {
            using (var session = Session())
                return session.Check(pages);
        }

        /// <summary>The same for pages whose bytes tell the
        /// encoding.</summary>
        public IReadOnlyList<Result> Check(byte[] pages)
        {
            using (var session = Session())
                return session.Check(pages);
        }

        /// <summary>A session, for one thread at a time.</summary>
        public Session Session(Options options = null)
        {
            var reason = new byte[Flat.ReasonRoom];
            Flat.Must(flat.SessionOpen(Open,
                Flat.Bytes((options ?? new Options()).ToString()), 1,
                out IntPtr session, reason, reason.Length), reason,
                Encoding.UTF8);
            return new Session(flat, session);
        }

        /// <summary>What the packs say of themselves.</summary>
        public IReadOnlyList<PackInfo> Info()
        {
            byte[] result = new byte[Flat.Room];
            byte[] reason = new byte[Flat.ReasonRoom];
            int status, need;
            while ((status = flat.Info(Open, Flat.Bytes("format=xml"), 1,
                    result, result.Length, out need, reason,
                    reason.Length)) == Flat.Buffer)
                result = new byte[need];
            Flat.Must(status, reason, Encoding.UTF8);
            return XElement.Parse(Flat.Text(result, Encoding.UTF8))
                .All("info", one => new PackInfo(one));
        }

        /// <summary>Closes the engine when no call runs on it any more. Its
        /// sessions run no more, but are disposed of by themselves.</summary>
        public void Dispose() => handle.Dispose();
    }
}
