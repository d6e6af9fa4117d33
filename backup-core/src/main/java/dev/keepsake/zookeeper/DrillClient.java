package dev.keepsake.zookeeper;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.Zxid;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * As much of ZooKeeper's client protocol as it takes to read a tree: a session, {@code getData} and {@code getACL}.
 * Questions are sent before their answers are read, which come in the same order.
 */
final class DrillClient implements Closeable {

    static final int GET_DATA = 4;
    static final int GET_ACL = 6;

    private static final int SESSION_MILLIS = 40_000;
    private static final int CONNECT_MILLIS = 1_000;
    private static final int ANSWER_MILLIS = 60_000;
    private static final int PASSWORD = 16;
    private static final int REPLY_HEADER = 16;
    private static final int MAX_REPLY = SnapshotReader.MAX_DATA + (1 << 20);

    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;
    private int asked;
    private int answered;

    private DrillClient(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 1 << 16));
        this.out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream(), 1 << 16));
    }

    /** A session with the server; empty while there is none to be had. */
    static Optional<DrillClient> connect(InetSocketAddress address) throws IOException {
        Socket socket = new Socket();
        try {
            socket.connect(address, CONNECT_MILLIS);
            socket.setTcpNoDelay(true);
            // a server that is starting may take a connection and never answer on it
            socket.setSoTimeout(CONNECT_MILLIS);
            DrillClient client = new DrillClient(socket);
            client.open();
            socket.setSoTimeout(ANSWER_MILLIS);
            return Optional.of(client);
        } catch (CorruptException e) {
            socket.close();
            throw e;
        } catch (IOException notYet) {
            socket.close();
            return Optional.empty();
        }
    }

    private void open() throws IOException {
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        DataOutputStream body = new DataOutputStream(request);
        body.writeInt(0);
        body.writeLong(0);
        body.writeInt(SESSION_MILLIS);
        body.writeLong(0);
        body.writeInt(PASSWORD);
        body.write(new byte[PASSWORD]);
        body.writeBoolean(false);
        send(request);
        out.flush();
        frame();
    }

    /** Asks for a znode; nothing goes out before {@link #flush}. */
    void ask(int type, String path) throws IOException {
        byte[] name = path.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        DataOutputStream body = new DataOutputStream(request);
        body.writeInt(++asked);
        body.writeInt(type);
        body.writeInt(name.length);
        body.write(name);
        if (type == GET_DATA) {
            body.writeBoolean(false);
        }
        send(request);
    }

    void flush() throws IOException {
        out.flush();
    }

    /** The answer to the next question; empty when the server gives an error instead. */
    Optional<JuteReader> answer() throws IOException {
        byte[] frame = frame();
        JuteReader reply = new JuteReader();
        reply.begin(new Zxid(0), frame, 0);
        int xid = reply.readInt();
        reply.readLong();
        int error = reply.readInt();
        if (xid != ++answered) {
            throw new CorruptException("the server answers question " + xid + ", expected " + answered);
        }
        return error == 0 ? Optional.of(reply) : Optional.empty();
    }

    private void send(ByteArrayOutputStream request) throws IOException {
        out.writeInt(request.size());
        request.writeTo(out);
    }

    private byte[] frame() throws IOException {
        int length = in.readInt();
        if (length < REPLY_HEADER || length > MAX_REPLY) {
            throw new CorruptException(
                    "the server answers with " + length + " bytes, expected " + REPLY_HEADER + " to " + MAX_REPLY);
        }
        byte[] frame = in.readNBytes(length);
        if (frame.length < length) {
            throw new EOFException("the server hung up in an answer");
        }
        return frame;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
