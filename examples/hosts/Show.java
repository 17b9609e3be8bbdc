// Linux:   javac -encoding UTF-8 -cp jna.jar Show.java && java -cp jna.jar:. Show 首页.xml
// Windows: javac -encoding UTF-8 -cp jna.jar Show.java && java -cp jna.jar;. Show 首页.xml
import com.sun.jna.*;
import com.sun.jna.ptr.*;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.*;
import java.util.Collections;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.*;
import org.xml.sax.InputSource;

public class Show {
    public interface Flat extends Library {
        int pregroup_flat_open(byte[] pack, PointerByReference engine, int enc,
            byte[] msg, int cap);
        int pregroup_flat_session_open(Pointer engine, byte[] options, int enc,
            PointerByReference session, byte[] msg, int cap);
        int pregroup_flat_session_run(Pointer session, byte[] bytes, int len,
            int enc, byte[] out, int outCap, IntByReference need, byte[] msg,
            int cap);
        int pregroup_flat_session_close(Pointer session, int enc, byte[] msg,
            int cap);
        int pregroup_flat_close(Pointer engine);
    }

    // JNA 在类路径、java.library.path、jna.library.path 和系统的路径里找。
    static final Flat FLAT = Platform.isWindows()
        ? Native.load("pregroup_flat", Flat.class, Collections.singletonMap(
            Library.OPTION_CALLING_CONVENTION, Function.ALT_CONVENTION))
        : Native.load("pregroup_flat", Flat.class);

    static void must(int status, byte[] msg) {
        if (status != 0)
            throw new IllegalStateException(
                "pregroup " + status + "：" + Native.toString(msg, "UTF-8"));
    }

    static Document check(Pointer session, byte[] page) throws Exception {
        byte[] out = new byte[65536], msg = new byte[512];
        IntByReference need = new IntByReference();
        int status;
        while ((status = FLAT.pregroup_flat_session_run(session, page,
                page.length, 0, out, out.length, need, msg, msg.length)) == 12)
            out = new byte[need.getValue()]; // 12：缓冲区不够
        must(status, msg);
        return DocumentBuilderFactory.newInstance().newDocumentBuilder()
            .parse(new InputSource(
                new StringReader(Native.toString(out, "UTF-8"))));
    }

    static String text(Element from, String name) {
        return from.getElementsByTagName(name).item(0).getTextContent();
    }

    static Element[] all(Node from, String name) {
        NodeList list = from instanceof Document
            ? ((Document) from).getElementsByTagName(name)
            : ((Element) from).getElementsByTagName(name);
        Element[] elements = new Element[list.getLength()];
        for (int i = 0; i < elements.length; i++)
            elements[i] = (Element) list.item(i);
        return elements;
    }

    static void show(Element result) {
        for (Element f : all(result, "finding"))
            System.out.println(text(f, "severity") + " " + text(f, "rule") + " "
                + text(f, "message"));
        Element grouping = all(result, "grouping")[0];
        Element settlement = all(result, "settlement")[0];
        if (text(grouping, "status").equals("grouped"))
            System.out.println("病种 " + text(grouping, "group") + " "
                + text(grouping, "name"));
        if (text(settlement, "status").equals("priced"))
            System.out.println("支付标准 " + text(settlement, "standard") + " 元");
    }

    public static void main(String[] args) throws Exception {
        System.setOut(new PrintStream(System.out, true, "UTF-8"));
        byte[] page = Files.readAllBytes(Paths.get(args[0]));
        byte[] msg = new byte[512];
        byte[] options = "format=xml\0".getBytes(StandardCharsets.UTF_8);
        PointerByReference engine = new PointerByReference();
        PointerByReference session = new PointerByReference();
        // 第一个参数是规则包的路径（UTF-8，以 0 结尾）；null 是内置的示例市。
        must(FLAT.pregroup_flat_open(null, engine, 1, msg, msg.length), msg);
        must(FLAT.pregroup_flat_session_open(engine.getValue(), options, 1,
            session, msg, msg.length), msg);
        for (Element result : all(check(session.getValue(), page), "result"))
            show(result);
        FLAT.pregroup_flat_session_close(session.getValue(), 1, msg, msg.length);
        FLAT.pregroup_flat_close(engine.getValue());
    }
}
