package dev.keepsake.cli.support;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A file for somebody who helps. A part that fails, or takes too long, says so in its place and keeps no other from being
 * there: it is when things are broken that this is needed.
 */
public final class Bundle {

    /** More of a part is cut off. */
    static final int LARGEST_PART = 1 << 20;

    private static final String INDEX = "README.txt";

    private final String folder;
    private final Secrets secrets;
    private final Duration each;
    private final Instant end;
    private final List<Entry> entries = new ArrayList<>();

    /**
     * A part as it came.
     *
     * @param trouble why it is not whole; empty when it is
     */
    public record Entry(String name, String about, String text, String trouble) {

        /** How large it is. */
        public int bytes() {
            return text.getBytes(StandardCharsets.UTF_8).length;
        }
    }

    /**
     * A bundle without anything in it yet.
     *
     * @param folder what its files are in when it is unpacked
     * @param each how long one part may take
     * @param all how long all of them may
     */
    public Bundle(String folder, Secrets secrets, Duration each, Duration all) {
        this.folder = folder;
        this.secrets = secrets;
        this.each = each;
        this.end = Instant.now().plus(all);
    }

    /** Has a part told, and takes it, or as much as there is of it. */
    public void add(Part part) throws InterruptedException {
        Duration left = Duration.between(Instant.now(), end);
        if (left.isNegative()) {
            take(part, "", "not asked any more: the time for all of this was over");
            return;
        }
        Duration limit = left.compareTo(each) < 0 ? left : each;
        BoundedText text = new BoundedText(LARGEST_PART);
        FutureTask<String> telling = new FutureTask<>(() -> {
            PrintWriter out = new PrintWriter(text, true);
            part.telling().to(out);
            out.flush();
            return "";
        });
        // what hangs must not keep the process from ending
        Thread thread = new Thread(telling, "support " + part.name());
        thread.setDaemon(true);
        thread.start();
        String trouble = trouble(telling, limit);
        take(part, text.taken(), trouble);
    }

    private static String trouble(FutureTask<String> telling, Duration limit) throws InterruptedException {
        try {
            return telling.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            telling.cancel(true);
            return "not whole: it did not end within " + limit.toSeconds() + " s";
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            // the name of a class says more than such a message alone, but for those that are meant for people
            if (cause != null && cause.getClass() == IOException.class) {
                return "not whole: " + cause.getMessage();
            }
            return "not whole: " + cause;
        }
    }

    private void take(Part part, String text, String trouble) {
        String clean = secrets.without(text);
        String why = secrets.without(trouble);
        entries.add(new Entry(part.name(), part.about(), why.isEmpty() ? clean : clean + "(" + why + ")\n", why));
    }

    /** What is in it. */
    public List<Entry> entries() {
        return List.copyOf(entries);
    }

    /** Writes it: a folder with a file for each part, and one that says what they are. */
    public void write(OutputStream out, Instant time) throws IOException {
        try (Tarball tar = new Tarball(out, time)) {
            tar.add(folder + "/" + INDEX, index(time).getBytes(StandardCharsets.UTF_8));
            for (Entry entry : entries) {
                tar.add(folder + "/" + entry.name(), entry.text().getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    private String index(Instant time) {
        StringBuilder text = new StringBuilder("What Keepsake knew at " + time + ", for somebody who helps.\n\n"
                + "There is nothing in here of what znodes hold, and no key. Passwords, tokens and addresses that are"
                + " secret were replaced\nby " + Secrets.HIDDEN + ", as far as they were known or had the look of one."
                + " Names of machines, of clusters, of znodes and of apps\nare in here. Look at each file before you send"
                + " this to anybody.\n\n");
        for (Entry entry : entries) {
            text.append(entry.name()).append("  ").append(entry.about());
            text.append(entry.trouble().isEmpty() ? "\n" : "\n    " + entry.trouble() + "\n");
        }
        return text.toString();
    }
}
