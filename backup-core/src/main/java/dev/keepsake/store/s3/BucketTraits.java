package dev.keepsake.store.s3;

import dev.keepsake.store.Capability;
import dev.keepsake.store.StoreException;
import dev.keepsake.store.s3.Failure.Kind;
import java.nio.charset.StandardCharsets;
import java.util.List;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.DefaultRetention;
import software.amazon.awssdk.services.s3.model.ObjectLockConfiguration;
import software.amazon.awssdk.services.s3.model.ObjectLockEnabled;

/** What a bucket says of how it is set up, and whether its store refuses what was changed on the way. */
final class BucketTraits {

    private static final String CHECKSUMS = "checksums";
    private static final String VERSIONS = "versions";
    private static final String LOCK = "object-lock";
    private static final int UNKNOWN = 501;

    private final S3Client client;
    private final S3Settings settings;
    private final Attempts attempts;

    BucketTraits(S3Client client, S3Settings settings, Attempts attempts) {
        this.client = client;
        this.settings = settings;
        this.attempts = attempts;
    }

    List<Capability> look(String scratch) throws StoreException {
        return List.of(checksums(scratch), versions(), lock());
    }

    /** One attempt alone: what is to be seen is its refusal. */
    private Capability checksums(String name) {
        Body sent = new Body("sent\n".getBytes(StandardCharsets.US_ASCII), 5);
        Body meant = new Body("else\n".getBytes(StandardCharsets.US_ASCII), 5);
        try {
            client.putObject(
                    put -> put.bucket(settings.bucket())
                            .key(name)
                            .contentMD5(meant.md5().base64())
                            .overrideConfiguration(within()),
                    sent.request());
        } catch (AwsServiceException refused) {
            String said = "HTTP " + refused.statusCode() + " " + Advice.code(refused);
            return refused.statusCode() == 400
                    ? Capability.ok(CHECKSUMS, "what does not match its checksum is refused (" + said + ")")
                    : Capability.notHad(CHECKSUMS, "could not be tried: " + said);
        } catch (SdkException failure) {
            return Capability.notHad(
                    CHECKSUMS, "could not be tried: " + Advice.onOneLine(String.valueOf(failure.getMessage())));
        }
        return Capability.notHad(
                CHECKSUMS,
                "a body that did not match its Content-MD5 was taken: what changes on the way is found only by"
                        + " comparing tags after an upload, or by 'keepsake verify'; run that by schedule");
    }

    private Capability versions() throws StoreException {
        try {
            BucketVersioningStatus status = attempts.call(
                            Action.VERSIONING,
                            0,
                            timeout -> client.getBucketVersioning(
                                    get -> get.bucket(settings.bucket()).overrideConfiguration(within())))
                    .status();
            return status == BucketVersioningStatus.ENABLED
                    ? Capability.ok(
                            VERSIONS,
                            "kept: what is deleted or overwritten can be brought back, and takes room until a rule of"
                                    + " the bucket removes it")
                    : Capability.notHad(
                            VERSIONS,
                            "none are kept: whoever may delete or overwrite here does so for good; turn on the bucket's"
                                    + " versioning against intruders");
        } catch (Failure failure) {
            return untold(VERSIONS, failure);
        }
    }

    private Capability lock() throws StoreException {
        try {
            ObjectLockConfiguration lock = attempts.call(
                            Action.OBJECT_LOCK,
                            0,
                            timeout -> client.getObjectLockConfiguration(
                                    get -> get.bucket(settings.bucket()).overrideConfiguration(within())))
                    .objectLockConfiguration();
            return lock != null && lock.objectLockEnabled() == ObjectLockEnabled.ENABLED
                    ? Capability.ok(LOCK, "on, " + standard(lock))
                    : noLock();
        } catch (Failure failure) {
            return failure.is(Kind.ABSENT) ? noLock() : untold(LOCK, failure);
        }
    }

    private static Capability noLock() {
        return Capability.notHad(
                LOCK, "off: no object is kept from being deleted before its time; it can be turned on for a bucket");
    }

    private static String standard(ObjectLockConfiguration lock) {
        DefaultRetention standard = lock.rule() == null ? null : lock.rule().defaultRetention();
        if (standard == null) {
            return "and nothing is locked unless it is asked for";
        }
        String time = standard.years() == null ? standard.days() + " days" : standard.years() + " years";
        return "and each new object is locked for " + time + " (" + standard.modeAsString()
                + "): 'prune' cannot remove it before, and what this check puts stays as long, too";
    }

    /** Many stores know no such question, and many credentials may not ask it. */
    private static Capability untold(String name, Failure failure) throws StoreException {
        if (failure.is(Kind.STOPPED)) {
            throw failure.ofReading("looking at " + name);
        }
        boolean unknown = failure.getCause() instanceof AwsServiceException answer && answer.statusCode() == UNKNOWN;
        return Capability.notHad(
                name, unknown ? "this store knows no such thing" : "the store does not say: " + failure.reason());
    }

    private AwsRequestOverrideConfiguration within() {
        return AwsRequestOverrideConfiguration.builder()
                .apiCallTimeout(settings.requestTimeout())
                .build();
    }
}
