// Linux:   mcs -r:System.Xml.Linq.dll Show.cs && mono Show.exe 首页.xml
// Windows: csc /codepage:65001 /platform:x86 /r:System.Xml.Linq.dll Show.cs
//          Show 首页.xml
// .NET 6 起：dotnet new console，以本文件代替 Program.cs，dotnet build，动态库放到
// 输出的文件夹（bin 下），dotnet run 首页.xml
using System;
using System.IO;
using System.Runtime.InteropServices;
using System.Text;
using System.Xml.Linq;

static class Show
{
    const string Lib = "pregroup_flat"; // Linux 上是 libpregroup_flat.so
    const CallingConvention Std = CallingConvention.StdCall;

    [DllImport(Lib, CallingConvention = Std)]
    static extern int pregroup_flat_open(byte[] pack, out IntPtr engine,
        int enc, byte[] msg, int cap);
    [DllImport(Lib, CallingConvention = Std)]
    static extern int pregroup_flat_session_open(IntPtr engine, byte[] options,
        int enc, out IntPtr session, byte[] msg, int cap);
    [DllImport(Lib, CallingConvention = Std)]
    static extern int pregroup_flat_session_run(IntPtr session, byte[] bytes,
        int len, int enc, byte[] result, int resultCap, out int need,
        byte[] msg, int cap);
    [DllImport(Lib, CallingConvention = Std)]
    static extern int pregroup_flat_session_close(IntPtr session, int enc,
        byte[] msg, int cap);
    [DllImport(Lib, CallingConvention = Std)]
    static extern int pregroup_flat_close(IntPtr engine);

    static readonly byte[] msg = new byte[512];

    static string Text(byte[] b)
    {
        return Encoding.UTF8.GetString(b, 0, Array.IndexOf(b, (byte)0));
    }

    static void Must(int status)
    {
        if (status != 0)
            throw new InvalidOperationException(
                "pregroup " + status + "：" + Text(msg));
    }

    static XElement Check(IntPtr session, byte[] page)
    {
        var result = new byte[65536];
        int status, need;
        while ((status = pregroup_flat_session_run(session, page, page.Length, 0,
                result, result.Length, out need, msg, msg.Length)) == 12)
            result = new byte[need]; // 12：缓冲区不够
        Must(status);
        return XElement.Parse(Text(result));
    }

    static void Print(XElement result)
    {
        foreach (var f in result.Descendants("finding"))
            Console.WriteLine("{0} {1} {2}", f.Element("severity").Value,
                f.Element("rule").Value, f.Element("message").Value);
        var grouping = result.Element("grouping");
        var settlement = result.Element("settlement");
        if (grouping.Element("status").Value == "grouped")
            Console.WriteLine("病种 {0} {1}", grouping.Element("group").Value,
                grouping.Element("name").Value);
        if (settlement.Element("status").Value == "priced")
            Console.WriteLine("支付标准 {0} 元",
                settlement.Element("standard").Value);
    }

    static void Main(string[] args)
    {
        IntPtr engine, session;
        Console.OutputEncoding = new UTF8Encoding(false);
        // 第一个参数是规则包的路径（UTF-8，以 0 结尾）；null 是内置的示例市。
        Must(pregroup_flat_open(null, out engine, 1, msg, msg.Length));
        Must(pregroup_flat_session_open(engine,
            Encoding.UTF8.GetBytes("format=xml\0"), 1, out session, msg,
            msg.Length));
        foreach (var result in Check(session, File.ReadAllBytes(args[0])).Elements())
            Print(result);
        pregroup_flat_session_close(session, 1, msg, msg.Length);
        pregroup_flat_close(engine);
    }
}
