package dev.keepsake.store.s3;

/** What a request needs to be allowed to do, in the words of policies. */
enum Action {
    PUT("s3:PutObject"),
    GET("s3:GetObject"),
    GET_VERSION("s3:GetObjectVersion"),
    DELETE("s3:DeleteObject"),
    LOCK("s3:PutObjectRetention"),
    LIST("s3:ListBucket"),
    ABORT("s3:AbortMultipartUpload"),
    LIST_UPLOADS("s3:ListBucketMultipartUploads"),
    LIST_VERSIONS("s3:ListBucketVersions"),
    VERSIONING("s3:GetBucketVersioning"),
    OBJECT_LOCK("s3:GetBucketObjectLockConfiguration");

    private final String permission;

    Action(String permission) {
        this.permission = permission;
    }

    /** What has to be allowed, and on what. */
    String on(S3Settings settings) {
        boolean bucket = switch (this) {
            case LIST, LIST_UPLOADS, LIST_VERSIONS, VERSIONING, OBJECT_LOCK -> true;
            default -> false;
        };
        return permission + " on " + settings.bucket() + (bucket ? "" : "/" + settings.base() + "*");
    }
}
