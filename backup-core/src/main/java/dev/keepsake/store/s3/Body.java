package dev.keepsake.store.s3;

import java.io.ByteArrayInputStream;
import software.amazon.awssdk.core.sync.RequestBody;

/** What a request carries: bytes that stay in memory, so that any attempt can send them, and their checksum. */
final class Body {

    private final byte[] bytes;
    private final int length;
    private final Md5 md5;

    /** Takes the array as it is: nobody may write to it before the request is over. */
    Body(byte[] bytes, int length) {
        this.bytes = bytes;
        this.length = length;
        this.md5 = Md5.of(bytes, length);
    }

    int length() {
        return length;
    }

    byte[] bytes() {
        return bytes;
    }

    Md5 md5() {
        return md5;
    }

    RequestBody request() {
        return RequestBody.fromContentProvider(
                () -> new ByteArrayInputStream(bytes, 0, length), length, "application/octet-stream");
    }
}
