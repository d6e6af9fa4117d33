package dev.keepsake.checkup;

import java.io.IOException;
import java.io.Writer;

/** A form in which a report is written. What stands in it comes from other systems, so each escapes all of it. */
@FunctionalInterface
public interface ReportWriter {

    /** Writes all of it, and flushes; leaves the writer open. */
    void write(Report report, Writer out) throws IOException;
}
