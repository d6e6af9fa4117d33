package dev.keepsake.zookeeper;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.NamedContent;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.artefact.Witness;
import dev.keepsake.artefact.Zxid;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The records of one tape within a range, one after the other; ends early where the tape cannot be read. */
final class Testimony implements Closeable {

    private final Witness witness;
    private final Zxid after;
    private final Zxid through;
    private final Iterator<NamedContent> links;
    private Optional<LogRecord> next = Optional.empty();
    private String piece = "";
    private String silence = "";
    private @Nullable InputStream in;
    private @Nullable LogReader reader;

    /** Opens nothing yet. */
    Testimony(Witness witness, Zxid after, Zxid through) {
        this.witness = witness;
        this.after = after;
        this.through = through;
        this.links = witness.links().iterator();
    }

    String node() {
        return witness.node();
    }

    /** Where the record that is next stands. */
    String place() {
        return piece;
    }

    /** The record that is next, if the tape goes on. */
    Optional<LogRecord> next() {
        return next;
    }

    boolean is(Zxid zxid) {
        return next.isPresent() && next.get().zxid().equals(zxid);
    }

    /** Why the tape could not be read to its end; empty when it could. */
    String silence() {
        return silence;
    }

    void advance() throws IOException {
        try {
            do {
                next = read();
            } while (next.isPresent() && next.get().zxid().compareTo(after) <= 0);
            if (next.isPresent() && next.get().zxid().compareTo(through) > 0) {
                next = Optional.empty();
                close(); // a link that is left early tells only then that what was taken from it is what was sealed
            }
        } catch (CorruptException | RefusedException e) {
            silence = "tape " + witness.tape() + " could not be compared to its end: " + e.getMessage();
            next = Optional.empty();
        }
    }

    private Optional<LogRecord> read() throws IOException {
        while (true) {
            Optional<LogRecord> record = reader == null ? Optional.empty() : reader.next();
            if (record.isPresent()) {
                return record;
            }
            close();
            if (!links.hasNext()) {
                return Optional.empty();
            }
            NamedContent link = links.next();
            piece = link.name();
            in = link.content().open();
            reader = LogReader.ofLink(in, piece);
        }
    }

    @Override
    public void close() throws IOException {
        InputStream now = in;
        reader = null;
        in = null;
        if (now != null) {
            now.close();
        }
    }
}
