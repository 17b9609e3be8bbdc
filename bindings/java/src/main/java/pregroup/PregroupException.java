package pregroup;

/** A call that failed; wrong data of a patient is a finding instead. */
public final class PregroupException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /**
     * The number in the table of docs/hosts.md: 10 is a mistake of the caller,
     * 30 a pack that is none, 41 a file that cannot be read.
     */
    public final int status;

    PregroupException(int status, String message) {
        super(message);
        this.status = status;
    }
}
