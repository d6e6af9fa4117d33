package dev.keepsake.zookeeper;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;

/**
 * A socket that lives for so long altogether. The timeout of a plain socket begins anew with every byte, so that an
 * answer of one byte in a while would keep its reader for ever; TLS over this one is bounded too, its handshake included.
 */
final class TimedSocket extends Socket {

    private final Duration limit;
    private final long end;

    TimedSocket(Duration limit) {
        this.limit = limit;
        this.end = System.nanoTime() + limit.toNanos();
    }

    void connect(InetSocketAddress address) throws IOException {
        connect(address, remaining());
        setTcpNoDelay(true);
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return new FilterInputStream(super.getInputStream()) {
            @Override
            public int read() throws IOException {
                setSoTimeout(remaining());
                return in.read();
            }

            @Override
            public int read(byte[] bytes, int from, int length) throws IOException {
                setSoTimeout(remaining());
                return in.read(bytes, from, length);
            }
        };
    }

    private int remaining() throws SocketTimeoutException {
        long left = Duration.ofNanos(end - System.nanoTime()).toMillis();
        if (left <= 0) {
            throw new SocketTimeoutException("no whole answer within " + limit.toSeconds() + " s");
        }
        return (int) Math.min(left, Integer.MAX_VALUE);
    }
}
