package dev.keepsake.testkit;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** A request or an answer of HTTP/1.1, as its bytes: head with the empty line, and body as it is on the wire. */
record HttpMessage(String head, Bytes body) {

    private static final int MOST_HEAD = 64 << 10;
    private static final int MOST_BODY = 128 << 20;

    /** Reads a request, or empty at the end of the connection. */
    static Optional<HttpMessage> request(InputStream in) throws IOException {
        Optional<String> head = readHead(in);
        return head.isEmpty() ? Optional.empty() : Optional.of(new HttpMessage(head.get(), body(head.get(), in)));
    }

    /** Reads the answer to a request. */
    private static HttpMessage answer(InputStream in, boolean toHead) throws IOException {
        String head = readHead(in).orElseThrow(() -> new EOFException("no answer"));
        boolean bodyless = toHead || head.startsWith("HTTP/1.1 204") || head.startsWith("HTTP/1.1 304");
        return new HttpMessage(head, bodyless ? Bytes.NONE : body(head, in));
    }

    /** Sends this request and reads its answer. */
    HttpMessage sentTo(OutputStream out, InputStream answered) throws IOException {
        out.write(head.getBytes(StandardCharsets.ISO_8859_1));
        out.write(body.array());
        out.flush();
        return answer(answered, isHead());
    }

    /** All of it, as it is on the wire. */
    byte[] bytes() {
        byte[] begin = head.getBytes(StandardCharsets.ISO_8859_1);
        byte[] all = Arrays.copyOf(begin, begin.length + body.array().length);
        System.arraycopy(body.array(), 0, all, begin.length, body.array().length);
        return all;
    }

    /** The same with another value of a header. */
    HttpMessage withHeader(String name, String value) {
        String without = head.replaceAll("(?i)\\r\\n" + name + ":[^\\r]*", "");
        int end = without.length() - 2;
        return new HttpMessage(without.substring(0, end) + name + ": " + value + "\r\n\r\n", body);
    }

    /** The body as text, without the marks of its chunks. */
    String text() {
        byte[] bytes = body.array();
        if (!isChunked(head)) {
            return new String(bytes, StandardCharsets.UTF_8);
        }
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        int at = 0;
        while (at < bytes.length) {
            int end = at;
            while (bytes[end] != '\r') {
                end++;
            }
            int length = Integer.parseInt(new String(bytes, at, end - at, StandardCharsets.ISO_8859_1).strip(), 16);
            text.write(bytes, end + 2, length);
            at = end + 2 + length + 2;
        }
        return text.toString(StandardCharsets.UTF_8);
    }

    /** The same with another body. */
    HttpMessage withText(String text) {
        if (text.equals(text())) {
            return this;
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        String without = head.replaceAll("(?i)\\r\\nTransfer-Encoding:[^\\r]*", "");
        return new HttpMessage(without, new Bytes(bytes)).withHeader("Content-Length", String.valueOf(bytes.length));
    }

    private static boolean isChunked(String head) {
        return head.toLowerCase(Locale.ROOT).contains("\r\ntransfer-encoding: chunked");
    }

    boolean isHead() {
        return head.startsWith("HEAD ");
    }

    String firstLine() {
        return head.substring(0, head.indexOf("\r\n"));
    }

    private static Optional<String> readHead(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.length() < MOST_HEAD) {
            int next = in.read();
            if (next < 0) {
                return Optional.empty();
            }
            head.append((char) next);
            if (next == '\n'
                    && head.length() > 4
                    && head.substring(head.length() - 4).equals("\r\n\r\n")) {
                return Optional.of(head.toString());
            }
        }
        throw new IOException("a head without end");
    }

    private static Bytes body(String head, InputStream in) throws IOException {
        String lower = head.toLowerCase(Locale.ROOT);
        if (isChunked(head)) {
            return new Bytes(chunks(in));
        }
        int at = lower.indexOf("\r\ncontent-length:");
        if (at < 0) {
            return Bytes.NONE;
        }
        int from = at + "\r\ncontent-length:".length();
        int length = Integer.parseInt(
                lower.substring(from, lower.indexOf("\r\n", from)).strip());
        if (length > MOST_BODY) {
            throw new IOException("a body of " + length + " bytes");
        }
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("a body cut off");
        }
        return new Bytes(bytes);
    }

    private static byte[] chunks(InputStream in) throws IOException {
        ByteArrayOutputStream raw = new ByteArrayOutputStream();
        while (true) {
            String line = line(in);
            raw.writeBytes((line + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
            int length = Integer.parseInt(line.strip(), 16);
            raw.writeBytes(in.readNBytes(length));
            raw.writeBytes((line(in) + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
            if (length == 0) {
                return raw.toByteArray();
            }
        }
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("a chunk cut off");
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    /** Bytes that a record can hold. */
    static final class Bytes {
        static final Bytes NONE = new Bytes(new byte[0]);
        private final byte[] bytes;

        Bytes(byte[] bytes) {
            this.bytes = bytes;
        }

        byte[] array() {
            return bytes;
        }
    }
}
