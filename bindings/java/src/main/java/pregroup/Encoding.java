package pregroup;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** The encoding of a page's bytes. */
public enum Encoding {
    /** The bytes decide. */
    AUTO(StandardCharsets.UTF_8),
    UTF_8(StandardCharsets.UTF_8),
    /** GBK and GB2312 as well. */
    GB18030(Charset.forName("GB18030"));

    /** Of what comes back. */
    final Charset charset;

    Encoding(Charset charset) {
        this.charset = charset;
    }
}
