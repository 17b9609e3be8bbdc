using System;
using System.IO;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;

namespace Pregroup
{
    /// <summary>The shared library: where it is, its functions, its texts.
    /// It stays loaded.</summary>
    internal sealed class Flat
    {
        internal const int Buffer = 12, Room = 65536, ReasonRoom = 1024;

        [UnmanagedFunctionPointer(CallingConvention.StdCall)]
        internal delegate int VersionCall();
        [UnmanagedFunctionPointer(CallingConvention.StdCall)]
        internal delegate int OpenCall(byte[] pack, out IntPtr engine, int enc,
            byte[] msg, int cap);
        [UnmanagedFunctionPointer(CallingConvention.StdCall)]
        internal delegate int CloseCall(IntPtr engine);
        [UnmanagedFunctionPointer(CallingConvention.StdCall)]
        internal delegate int SessionOpenCall(EngineHandle engine,
            byte[] options, int enc, out IntPtr session, byte[] msg, int cap);
        [UnmanagedFunctionPointer(CallingConvention.StdCall)]
        internal delegate int SessionRunCall(IntPtr session, byte[] bytes,
            int len, int enc, byte[] result, int resultCap, out int need,
            byte[] msg, int cap);
        [UnmanagedFunctionPointer(CallingConvention.StdCall)]
        internal delegate int SessionCloseCall(IntPtr session, int enc,
            byte[] msg, int cap);
        [UnmanagedFunctionPointer(CallingConvention.StdCall)]
        internal delegate int InfoCall(EngineHandle engine, byte[] options,
            int enc, byte[] result, int resultCap, out int need, byte[] msg,
            int cap);

        internal readonly VersionCall Version;
        internal readonly OpenCall Open;
        internal readonly CloseCall Close;
        internal readonly SessionOpenCall SessionOpen;
        internal readonly SessionRunCall SessionRun;
        internal readonly SessionCloseCall SessionClose;
        internal readonly InfoCall Info;

        static readonly bool windows = Path.DirectorySeparatorChar == '\\';
        static readonly string name = windows ? "pregroup_flat.dll"
                                              : "libpregroup_flat.so.1";

        internal Flat(string path)
        {
            string place = Place(path);
            IntPtr library = windows ? LoadLibraryW(place) : dlopen(place, 2);
            if (library == IntPtr.Zero)
                throw new DllNotFoundException($"装载不了 {place}：{Why()}"
                    + "（用参数 library 或环境变量 " + Engine.LibraryVariable
                    + " 指定它的位置）");
            Version = Function<VersionCall>(library, "version");
            Open = Function<OpenCall>(library, "open");
            Close = Function<CloseCall>(library, "close");
            SessionOpen = Function<SessionOpenCall>(library, "session_open");
            SessionRun = Function<SessionRunCall>(library, "session_run");
            SessionClose = Function<SessionCloseCall>(library, "session_close");
            Info = Function<InfoCall>(library, "info");
        }

        /// <summary>As told, by the variable, beside this assembly, else where
        /// the system looks.</summary>
        static string Place(string path)
        {
            if (string.IsNullOrEmpty(path))
                path = Environment.GetEnvironmentVariable(
                    Engine.LibraryVariable);
            if (!string.IsNullOrEmpty(path))
                return Path.GetFullPath(
                    Directory.Exists(path) ? Path.Combine(path, name) : path);
            string own = Assembly.GetExecutingAssembly().Location;
            string beside = own == "" // of a program in one file
                ? Path.Combine(AppContext.BaseDirectory, name)
                : Path.Combine(Path.GetDirectoryName(own), name);
            return File.Exists(beside) ? beside : name;
        }

        static string Why() => windows
            ? "错误 " + Marshal.GetLastWin32Error()
            : Marshal.PtrToStringAnsi(dlerror());

        static T Function<T>(IntPtr library, string function)
        {
            function = "pregroup_flat_" + function;
            IntPtr address = windows ? GetProcAddress(library, function)
                                     : dlsym(library, function);
            if (address == IntPtr.Zero)
                throw new EntryPointNotFoundException(function);
            return Marshal.GetDelegateForFunctionPointer<T>(address);
        }

        /// <summary>A text as the library takes it.</summary>
        internal static byte[] Bytes(string text) =>
            text == null ? null : Encoding.UTF8.GetBytes(text + "\0");

        /// <summary>A text as the library gives it, up to the NUL.</summary>
        internal static string Text(byte[] buffer, Encoding encoding) =>
            encoding.GetString(buffer, 0, Array.IndexOf(buffer, (byte)0));

        /// <summary>Throws the reason of a status that is not OK.</summary>
        internal static void Must(int status, byte[] reason, Encoding encoding)
        {
            if (status != 0)
                throw new PregroupException(status, Text(reason, encoding));
        }

        [DllImport("kernel32", SetLastError = true, CharSet = CharSet.Unicode)]
        static extern IntPtr LoadLibraryW(string path);
        [DllImport("kernel32", CharSet = CharSet.Ansi)]
        static extern IntPtr GetProcAddress(IntPtr library, string function);
        [DllImport("libdl.so.2")]
        static extern IntPtr dlopen(string path, int how);
        [DllImport("libdl.so.2")]
        static extern IntPtr dlsym(IntPtr library, string function);
        [DllImport("libdl.so.2")]
        static extern IntPtr dlerror();
    }

    /// <summary>An engine's handle: a call that is running keeps it
    /// open.</summary>
    internal sealed class EngineHandle : SafeHandle
    {
        readonly Flat flat;

        internal EngineHandle(Flat flat, IntPtr engine)
            : base(IntPtr.Zero, true)
        {
            this.flat = flat;
            SetHandle(engine);
        }

        public override bool IsInvalid => handle == IntPtr.Zero;

        protected override bool ReleaseHandle() => flat.Close(handle) == 0;
    }
}
