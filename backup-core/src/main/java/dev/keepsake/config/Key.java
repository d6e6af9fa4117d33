package dev.keepsake.config;

import java.util.Arrays;
import java.util.Optional;

/** A value that the environment or a flag can set instead of the file. */
enum Key {
    CLUSTER("cluster", "KEEPSAKE_CLUSTER", "--cluster"),
    NODE("node", "KEEPSAKE_NODE", "--node"),
    STATE_DIR("state-dir", "KEEPSAKE_STATE_DIR", "--state-dir"),
    STORE_URL("store.url", "KEEPSAKE_STORE", "--store"),
    S3_ENDPOINT("store.s3.endpoint", "KEEPSAKE_S3_ENDPOINT", "--s3-endpoint"),
    S3_REGION("store.s3.region", "KEEPSAKE_S3_REGION", "--s3-region"),
    S3_PATH_STYLE("store.s3.path-style", "KEEPSAKE_S3_PATH_STYLE", "--s3-path-style"),
    LOG_FORMAT("log.format", "KEEPSAKE_LOG_FORMAT", "--log-format"),
    LOG_LEVEL("log.level", "KEEPSAKE_LOG_LEVEL", "--log-level"),
    S3_CA_FILE("store.s3.ca-file", "KEEPSAKE_S3_CA_FILE", "--s3-ca-file"),
    S3_PROXY("store.s3.proxy", "KEEPSAKE_S3_PROXY", "--s3-proxy"),
    KMS_ENDPOINT("encryption.kms.endpoint", "KEEPSAKE_KMS_ENDPOINT", "--kms-endpoint");

    private final String dotted;
    private final String variable;
    private final String flag;

    Key(String dotted, String variable, String flag) {
        this.dotted = dotted;
        this.variable = variable;
        this.flag = flag;
    }

    static Optional<Key> named(String dotted) {
        return Arrays.stream(values()).filter(key -> key.dotted.equals(dotted)).findFirst();
    }

    String variable() {
        return variable;
    }

    String flag() {
        return flag;
    }
}
