package dev.keepsake.testkit;

import dev.keepsake.store.StoreException;
import java.io.InputStream;

/** Where a read breaks off. */
final class CutStream extends InputStream {

    private final String doing;

    CutStream(String doing) {
        this.doing = doing;
    }

    @Override
    public int read() throws StoreException {
        throw Strike.unavailable(doing);
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws StoreException {
        throw Strike.unavailable(doing); // the inherited method would take the failure for the end
    }
}
