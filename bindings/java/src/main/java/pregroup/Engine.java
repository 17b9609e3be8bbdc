package pregroup;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * An open pack. Any number of threads may use one engine, each by a session of
 * its own.
 *
 * <pre>
 * try (Engine engine = new Engine(); Session session = engine.session()) {
 *     for (Result result : session.check(page))
 *         for (Result.Finding finding : result.findings)
 *             System.out.println(finding.tag + " " + finding.message);
 * }
 * </pre>
 */
public final class Engine implements AutoCloseable {
    /** The environment variable that tells where the library is. */
    public static final String LIBRARY_VARIABLE = "PREGROUP_LIBRARY";

    private final Flat flat;
    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private Pointer handle;

    /** The built-in pack: the sample city. */
    public Engine() {
        this(null, null);
    }

    /** A pack, or a folder of packs. */
    public Engine(String pack) {
        this(pack, null);
    }

    /**
     * @param pack the path of a pack, or of a folder of packs (each page by
     *     the one that is valid on the day of discharge); null for the
     *     built-in one
     * @param library the path of the library or of its folder; null: the
     *     variable PREGROUP_LIBRARY, the folder of the jar, where JNA looks
     * @throws PregroupException if the pack is none
     * @throws UnsatisfiedLinkError without a library
     */
    public Engine(String pack, String library) {
        flat = Flat.load(library);
        PointerByReference engine = new PointerByReference();
        byte[] reason = new byte[Flat.REASON];
        Flat.must(flat.pregroup_flat_open(pack == null ? null : Flat.bytes(pack),
            engine, 1, reason, reason.length), reason, StandardCharsets.UTF_8);
        handle = engine.getValue();
    }

    /** The library's version: 10203 is 1.2.3. */
    public int version() {
        return flat.pregroup_flat_version();
    }

    /** Checks, groups and prices the pages of a text, by a session for this
     * call alone. */
    public List<Result> check(String pages) {
        try (Session session = session()) {
            return session.check(pages);
        }
    }

    /** The same for pages whose bytes tell the encoding. */
    public List<Result> check(byte[] pages) {
        try (Session session = session()) {
            return session.check(pages);
        }
    }

    /** A session without options. */
    public Session session() {
        return session(new Options());
    }

    /** A session, for one thread at a time. */
    public Session session(Options options) {
        PointerByReference session = new PointerByReference();
        byte[] reason = new byte[Flat.REASON];
        lock.readLock().lock();
        try {
            Flat.must(flat.pregroup_flat_session_open(open(),
                Flat.bytes(options.toString()), 1, session, reason,
                reason.length), reason, StandardCharsets.UTF_8);
        } finally {
            lock.readLock().unlock();
        }
        return new Session(flat, session.getValue());
    }

    /** What the packs say of themselves. */
    public List<PackInfo> info() {
        byte[] out = new byte[Flat.ROOM], reason = new byte[Flat.REASON];
        byte[] options = Flat.bytes("format=xml");
        IntByReference need = new IntByReference();
        int status;
        lock.readLock().lock();
        try {
            while ((status = flat.pregroup_flat_info(open(), options, 1, out,
                    out.length, need, reason, reason.length)) == Flat.E_BUFFER)
                out = new byte[need.getValue()];
        } finally {
            lock.readLock().unlock();
        }
        Flat.must(status, reason, StandardCharsets.UTF_8);
        return Node.parse(Flat.text(out, StandardCharsets.UTF_8))
            .list("info", PackInfo::new);
    }

    /** Waits for running calls. Its sessions run no more, but are closed by
     * themselves. Closing twice does nothing. */
    @Override
    public void close() {
        lock.writeLock().lock();
        try {
            if (handle != null)
                flat.pregroup_flat_close(handle);
            handle = null;
        } finally {
            lock.writeLock().unlock();
        }
    }

    private Pointer open() {
        if (handle == null)
            throw new IllegalStateException("引擎已经关闭");
        return handle;
    }
}
