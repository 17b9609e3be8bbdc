package pregroup;

/** A pack's own description; docs/hosts.md tells what each member means. */
public final class PackInfo {
    public final String region, scheme, generation, digest, name, hospital,
        validFrom, validTo;
    public final boolean sample;
    public final int rules, groups;

    PackInfo(Node from) {
        region = from.text("region");
        scheme = from.text("scheme");
        generation = from.text("generation");
        digest = from.text("digest");
        name = from.text("name");
        hospital = from.text("hospital");
        validFrom = from.text("valid_from");
        validTo = from.text("valid_to");
        sample = from.flag("sample");
        rules = from.whole("rules");
        groups = from.whole("groups");
    }
}
