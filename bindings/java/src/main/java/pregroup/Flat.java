package pregroup;

import com.sun.jna.Function;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.security.CodeSource;
import java.util.Collections;
import java.util.Map;

/** The shared library: its functions, where it is, its texts. */
interface Flat extends Library {
    int OK = 0, E_BUFFER = 12, ROOM = 65536, REASON = 1024;
    String NAME = Platform.isWindows() ? "pregroup_flat.dll"
                                       : "libpregroup_flat.so.1";

    int pregroup_flat_version();
    int pregroup_flat_open(byte[] pack, PointerByReference engine, int enc,
        byte[] msg, int cap);
    int pregroup_flat_close(Pointer engine);
    int pregroup_flat_session_open(Pointer engine, byte[] options, int enc,
        PointerByReference session, byte[] msg, int cap);
    int pregroup_flat_session_run(Pointer session, byte[] bytes, int len,
        int enc, byte[] out, int outCap, IntByReference need, byte[] msg,
        int cap);
    int pregroup_flat_session_close(Pointer session, int enc, byte[] msg,
        int cap);
    int pregroup_flat_info(Pointer engine, byte[] options, int enc, byte[] out,
        int outCap, IntByReference need, byte[] msg, int cap);

    /** The library at a path or in a folder; null: where it is looked for. */
    static Flat load(String path) {
        Map<String, ?> how = Platform.isWindows()
            ? Collections.singletonMap(Library.OPTION_CALLING_CONVENTION,
                Function.ALT_CONVENTION)
            : Collections.<String, Object>emptyMap();
        return Native.load(place(path), Flat.class, how);
    }

    /** As told, by the variable, beside the jar, else where JNA looks. */
    static String place(String path) {
        String told = path != null ? path
                                   : System.getenv(Engine.LIBRARY_VARIABLE);
        if (told != null && !told.isEmpty()) {
            File file = new File(told);
            return (file.isDirectory() ? new File(file, NAME) : file)
                .getAbsolutePath();
        }
        File beside = new File(folder(), NAME);
        return beside.exists() ? beside.getAbsolutePath() : NAME;
    }

    /** The folder of the jar, or of the classes. */
    static File folder() {
        CodeSource source = Flat.class.getProtectionDomain().getCodeSource();
        try {
            File place = new File(source.getLocation().toURI());
            return place.isDirectory() ? place : place.getParentFile();
        } catch (URISyntaxException | RuntimeException none) {
            return new File("."); // classes that lie in no file
        }
    }

    /** A text as the library takes it. */
    static byte[] bytes(String text) {
        return (text + "\0").getBytes(StandardCharsets.UTF_8);
    }

    /** A text as the library gives it, up to the NUL. */
    static String text(byte[] buffer, Charset charset) {
        int length = 0;
        while (length < buffer.length && buffer[length] != 0)
            length++;
        return new String(buffer, 0, length, charset);
    }

    /** Throws the reason of a status that is not OK. */
    static void must(int status, byte[] reason, Charset charset) {
        if (status != OK)
            throw new PregroupException(status, text(reason, charset));
    }
}
