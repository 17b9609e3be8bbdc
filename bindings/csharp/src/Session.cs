using System;
using System.Collections.Generic;
using System.Text;
using System.Xml.Linq;

namespace Pregroup
{
    /// <summary>One thread's way through many pages. Its memory is kept from
    /// page to page. Two threads that use it wait for each other. It is disposed
    /// of by itself, before or after its engine.</summary>
    public sealed class Session : IDisposable
    {
        readonly Flat flat;
        readonly object use = new object();
        readonly byte[] reason = new byte[Flat.ReasonRoom];
        byte[] result = new byte[Flat.Room];
        IntPtr handle;

        internal Session(Flat flat, IntPtr session)
        {
            this.flat = flat;
            handle = session;
        }

        /// <summary>Frees a session that nobody disposed of.</summary>
        ~Session()
        {
            Close();
        }

        /// <summary>Checks, groups and prices the pages of a text.</summary>
        public IReadOnlyList<Result> Check(string pages) =>
            Check(Encoding.UTF8.GetBytes(pages), 1, Encoding.UTF8);

        /// <summary>Checks, groups and prices pages (one or many, in any
        /// container) whose bytes tell the encoding.</summary>
        public IReadOnlyList<Result> Check(byte[] pages) =>
            Check(pages, 0, Encoding.UTF8);

        /// <summary>The same for bytes in GB18030, GBK or GB2312. .NET 5 and
        /// later need Encoding.RegisterProvider(
        /// CodePagesEncodingProvider.Instance) before.</summary>
        public IReadOnlyList<Result> CheckGb18030(byte[] pages) =>
            Check(pages, 2, Encoding.GetEncoding("GB18030"));

        IReadOnlyList<Result> Check(byte[] pages, int enc, Encoding encoding)
        {
            lock (use) {
                if (handle == IntPtr.Zero)
                    throw new ObjectDisposedException(nameof(Session),
                        "会话已经关闭");
                int status, need;
                while ((status = flat.SessionRun(handle, pages, pages.Length,
                        enc, result, result.Length, out need, reason,
                        reason.Length)) == Flat.Buffer)
                    result = new byte[need];
                Flat.Must(status, reason, encoding);
                return XElement.Parse(Flat.Text(result, encoding))
                    .All("result", one => new Result(one));
            }
        }

        /// <summary>Gives the memory back.</summary>
        public void Dispose()
        {
            lock (use)
                Close();
            GC.SuppressFinalize(this);
        }

        void Close()
        {
            if (handle != IntPtr.Zero)
                flat.SessionClose(handle, 1, null, 0);
            handle = IntPtr.Zero;
        }
    }
}
