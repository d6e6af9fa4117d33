package dev.keepsake.agent.page;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Semaphore;

/**
 * Reads forms, after it is known who sends them: of a bounded size and in a bounded time. Of strangers few are read at once,
 * so that whoever sends slowly keeps nobody else from being answered.
 */
final class Forms {

    /** So many threads may wait for what strangers send. */
    static final int STRANGERS = 3;

    private final int mostBytes;
    private final Duration longest;
    private final InstantSource clock;
    private final Semaphore room = new Semaphore(STRANGERS);

    Forms(int mostBytes, Duration longest, InstantSource clock) {
        this.mostBytes = mostBytes;
        this.longest = longest;
        this.clock = clock;
    }

    /** What a form holds, the first value of each name; nothing where none was sent. */
    Map<String, String> read(Request request, InputStream body) throws IOException {
        boolean isForm = request.header("content-type")
                .filter(type -> type.toLowerCase(Locale.ROOT).startsWith("application/x-www-form-urlencoded"))
                .isPresent();
        if (!isForm) {
            return Map.of();
        }
        if (request.visitor().signedIn()) {
            return parse(bytes(body));
        }
        if (!room.tryAcquire()) {
            throw new UnreadFormException(
                    429, "several others are sending something just now: wait some seconds, and try again");
        }
        try {
            return parse(bytes(body));
        } finally {
            room.release();
        }
    }

    private byte[] bytes(InputStream body) throws IOException {
        Instant end = clock.instant().plus(longest);
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        byte[] some = new byte[1024];
        try {
            for (int length = body.read(some); length >= 0; length = body.read(some)) {
                read.write(some, 0, length);
                if (read.size() > mostBytes) {
                    throw new UnreadFormException(
                            413, "more was sent than the " + mostBytes + " bytes that are read here");
                }
                if (clock.instant().isAfter(end)) {
                    throw new UnreadFormException(408, "what was sent came too slowly, and was not waited for");
                }
            }
        } catch (UnreadFormException known) {
            throw known;
        } catch (IOException broken) {
            throw (IOException) new UnreadFormException(408, "what was sent did not come to its end").initCause(broken);
        }
        return read.toByteArray();
    }

    private static Map<String, String> parse(byte[] bytes) throws BadRequestException {
        Map<String, String> values = new HashMap<>();
        for (String one : new String(bytes, StandardCharsets.UTF_8).split("&", -1)) {
            int equals = one.indexOf('=');
            if (equals > 0) {
                values.putIfAbsent(decoded(one.substring(0, equals)), decoded(one.substring(equals + 1)));
            }
        }
        return values;
    }

    private static String decoded(String word) throws BadRequestException {
        try {
            return URLDecoder.decode(word, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            throw new BadRequestException("this form is not encoded as forms are: " + malformed.getMessage());
        }
    }
}
