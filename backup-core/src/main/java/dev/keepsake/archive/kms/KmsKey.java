package dev.keepsake.archive.kms;

import dev.keepsake.archive.Fingerprint;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A key of AWS KMS, by its own ARN or by that of an alias.
 *
 * @param partition {@code aws}, or another of Amazon's worlds
 * @param resource {@code key/ID} or {@code alias/NAME}
 */
public record KmsKey(String partition, String region, String account, String resource) {

    /** What its name looks like, for messages. */
    public static final String FORM = "aws-kms://arn:aws:kms:REGION:ACCOUNT:key/ID, or alias/NAME instead of key/ID";

    private static final String SCHEME = "aws-kms://";
    private static final String ALIAS = "alias/";
    /** Copies of one key in several regions have the same id, and open what each of them has wrapped. */
    private static final String IN_SEVERAL_REGIONS = "key/mrk-";

    private static final Pattern NAME =
            Pattern.compile(SCHEME + "arn:(aws[a-z-]{0,20}):kms:([a-z][a-z0-9-]{1,40}):([0-9]{12}):"
                    + "(key/[A-Za-z0-9-]{1,64}|alias/[A-Za-z0-9/_-]{1,250})");
    private static final String OF_SERVICES = "alias/aws/";

    /** Whether a text is meant to name one, be it wrong. */
    public static boolean isMeant(String text) {
        return text.startsWith(SCHEME);
    }

    /** The key of a name as {@link #toString} gives it; empty where it names none that can be a recipient. */
    public static Optional<KmsKey> parse(String name) {
        Matcher parts = NAME.matcher(name);
        if (!parts.matches() || parts.group(4).startsWith(OF_SERVICES)) {
            return Optional.empty();
        }
        return Optional.of(new KmsKey(parts.group(1), parts.group(2), parts.group(3), parts.group(4)));
    }

    /** What names it in keyrings: the same for copies of one key in several regions. */
    public String fingerprint() {
        boolean anywhere = resource.startsWith(IN_SEVERAL_REGIONS);
        return Fingerprint.ofName(SCHEME + owner(anywhere ? "" : region) + resource);
    }

    boolean isAlias() {
        return resource.startsWith(ALIAS);
    }

    /** Whether a key's ARN is one that this alias may stand for. */
    boolean mayStandFor(String arn) {
        return arn.startsWith(owner(region) + "key/");
    }

    String arn() {
        return owner(region) + resource;
    }

    private String owner(String where) {
        return "arn:" + partition + ":kms:" + where + ":" + account + ":";
    }

    /** The name by which configurations and keyrings know it. */
    @Override
    public String toString() {
        return SCHEME + arn();
    }
}
