package dev.keepsake.store.s3;

import dev.keepsake.store.StoreException;
import dev.keepsake.store.s3.Failure.Kind;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Finds out, before a store first changes anything, whether the bucket can be written to and knows conditional puts,
 * without which one writer could overwrite another; and whether tags of objects are their checksums. For that a small
 * object stays beside the keys, under a name that no key can have. Its content is always the same, so that a store
 * which overwrites it does no harm.
 */
final class StoreProbe {

    static final String NAME = ".keepsake-probe";

    static final byte[] CONTENT = "Keepsake tries here whether this store keeps one writer from overwriting another.\n"
            .getBytes(StandardCharsets.US_ASCII);

    private final Bucket bucket;
    private final S3Settings settings;
    private final boolean refuses;
    private volatile @Nullable Boolean tagsAreChecksums;

    /** With refusals; or without, for who wants to see what else is wrong. */
    StoreProbe(Bucket bucket, S3Settings settings, boolean refuses) {
        this.bucket = bucket;
        this.settings = settings;
        this.refuses = refuses;
    }

    /**
     * Whether a tag that looks like a checksum is one, unless its own answer says otherwise: the object here was put once,
     * and how the bucket encrypts may have changed since. Asked for the first time it looks at the store.
     */
    boolean tagsAreChecksums() throws StoreException {
        Boolean known = tagsAreChecksums;
        if (known == null) {
            known = look();
            tagsAreChecksums = known;
        }
        return known;
    }

    private boolean look() throws StoreException {
        String doing = "trying to write to " + settings.location();
        Body body = new Body(CONTENT, CONTENT.length);
        try {
            if (putAgain(body) && refuses) {
                throw new StoreException.Unavailable(
                        settings.location() + " cannot hold an archive: the store took a second put of the same object"
                                + " though told to refuse it (If-None-Match), so nothing keeps one writer from"
                                + " overwriting another; use a store that knows conditional writes",
                        null);
            }
            return Md5.plain(bucket.head(settings.base() + NAME).eTag())
                    .equals(body.md5().hex());
        } catch (Failure failure) {
            throw failure.ofReading(doing);
        }
    }

    /** Whether the object can be put though it is there. */
    private boolean putAgain(Body body) throws Failure {
        for (int put = 0; put < 2; put++) {
            try {
                bucket.put(settings.base() + NAME, body, true);
            } catch (Failure failure) {
                if (failure.is(Kind.PRECONDITION)) {
                    return false;
                }
                throw failure;
            }
        }
        return true;
    }
}
