package dev.keepsake.deploy;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A session with very many watches on znodes that are not there, set as a client sets them anew when it comes back. */
final class ManyWatches implements AutoCloseable {
    private static final int SET_WATCHES_ID = -8;
    private static final int SET_WATCHES = 101;
    private static final int SESSION_MILLIS = 60_000;
    private static final int PASSWORD = 16;
    // as many as fit into the usual jute.maxbuffer
    private static final int AT_A_TIME = 80_000;

    private final Socket socket;
    private final DataOutputStream out;
    private final DataInputStream in;

    private ManyWatches(Socket socket) throws IOException {
        this.socket = socket;
        this.out = new DataOutputStream(socket.getOutputStream());
        this.in = new DataInputStream(socket.getInputStream());
    }

    /** Begins a session with a server of this machine and sets at least so many; returns when the server has all. */
    static ManyWatches set(int port, int wanted) throws IOException {
        ManyWatches watches = new ManyWatches(new Socket(InetAddress.getLoopbackAddress(), port));
        try {
            watches.connect();
            for (int first = 0; first < wanted; first += AT_A_TIME) {
                watches.more(first);
            }
            return watches;
        } catch (IOException e) {
            watches.close();
            throw e;
        }
    }

    private void connect() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream request = new DataOutputStream(bytes);
        request.writeInt(0);
        request.writeLong(0);
        request.writeInt(SESSION_MILLIS);
        request.writeLong(0);
        request.writeInt(PASSWORD);
        request.write(new byte[PASSWORD]);
        request.writeBoolean(false);
        send(bytes);
    }

    private void more(int first) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream request = new DataOutputStream(bytes);
        request.writeInt(SET_WATCHES_ID);
        request.writeInt(SET_WATCHES);
        request.writeLong(0);
        request.writeInt(0);
        request.writeInt(AT_A_TIME);
        for (int i = first; i < first + AT_A_TIME; i++) {
            byte[] path = String.format(Locale.ROOT, "/%07d", i).getBytes(StandardCharsets.UTF_8);
            request.writeInt(path.length);
            request.write(path);
        }
        request.writeInt(0);
        send(bytes);
    }

    private void send(ByteArrayOutputStream request) throws IOException {
        out.writeInt(request.size());
        request.writeTo(out);
        out.flush();
        in.readNBytes(in.readInt());
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
