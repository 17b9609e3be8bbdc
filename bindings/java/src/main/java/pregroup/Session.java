package pregroup;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * One thread's way through many pages. Its memory is kept from page to page.
 * Two threads that use it wait for each other. It is closed by itself, before
 * or after its engine.
 */
public final class Session implements AutoCloseable {
    private final Flat flat;
    private Pointer handle;
    private byte[] out = new byte[Flat.ROOM];
    private final byte[] reason = new byte[Flat.REASON];

    Session(Flat flat, Pointer handle) {
        this.flat = flat;
        this.handle = handle;
    }

    /** Checks, groups and prices the pages of a text. */
    public List<Result> check(String pages) {
        return check(pages.getBytes(StandardCharsets.UTF_8), Encoding.UTF_8);
    }

    /** Checks, groups and prices pages whose bytes tell the encoding. */
    public List<Result> check(byte[] pages) {
        return check(pages, Encoding.AUTO);
    }

    /**
     * Checks, groups and prices pages: one or many, in any container.
     *
     * @throws PregroupException if the call failed
     */
    public synchronized List<Result> check(byte[] pages, Encoding encoding) {
        if (handle == null)
            throw new IllegalStateException("会话已经关闭");
        IntByReference need = new IntByReference();
        int status;
        while ((status = flat.pregroup_flat_session_run(handle, pages,
                pages.length, encoding.ordinal(), out, out.length, need,
                reason, reason.length)) == Flat.E_BUFFER)
            out = new byte[need.getValue()];
        Flat.must(status, reason, encoding.charset);
        return Node.parse(Flat.text(out, encoding.charset))
            .list("result", Result::new);
    }

    /** Gives the memory back. Closing twice does nothing. */
    @Override
    public synchronized void close() {
        if (handle != null)
            flat.pregroup_flat_session_close(handle, 1, null, 0);
        handle = null;
    }
}
