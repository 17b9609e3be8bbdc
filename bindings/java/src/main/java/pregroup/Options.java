package pregroup;

import java.time.LocalDate;

/**
 * What a session does besides; docs/hosts.md tells what each option means.
 *
 * <pre>new Options().draft().why(true).whatIf("procedures[2] first")</pre>
 */
public final class Options {
    private final StringBuilder text = new StringBuilder("format=xml\n");

    private Options add(String name, String value) {
        if (value.indexOf('\n') >= 0 || value.indexOf('\r') >= 0)
            throw new IllegalArgumentException("选项 " + name + " 的值里有换行");
        text.append(name).append('=').append(value).append('\n');
        return this;
    }

    private Options add(String name, boolean value) {
        return add(name, value ? "yes" : "no");
    }

    /** Before discharge: what is not filled in yet is only a note. */
    public Options draft() {
        return add("stage", "draft");
    }

    /** {@link Result#score}. */
    public Options score(boolean value) {
        return add("score", value);
    }

    /** {@link Result.Grouping#whyNot}. */
    public Options why(boolean value) {
        return add("why", value);
    }

    /** A change of the codes, or "codes"; may be given several times. */
    public Options whatIf(String change) {
        return add("what-if", change);
    }

    /** A value in place of the page's, "diagnoses[2].code:K35.800", or rows in
     * another order, "diagnoses:3,1"; may be given several times. */
    public Options set(String change) {
        return add("set", change);
    }

    /** A line of a file for --verified; may be given several times. */
    public Options verified(String line) {
        return add("verified", line);
    }

    /** {@link Result#fields} and {@link Result#lists}. */
    public Options record(boolean value) {
        return add("record", value);
    }

    /** Gives Finding.digest. */
    public Options digest(boolean value) {
        return add("digest", value);
    }

    /** Names, numbers, addresses and phones as they are. */
    public Options withIdentity(boolean value) {
        return add("with-identity", value);
    }

    /** Only these findings: "rule=SEX*"; may be given several times. */
    public Options only(String which) {
        return add("only", which);
    }

    /** Not these findings; may be given several times. */
    public Options skip(String which) {
        return add("skip", which);
    }

    /** The day from which remaining days are counted. */
    public Options today(LocalDate day) {
        return add("today", day.toString());
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
