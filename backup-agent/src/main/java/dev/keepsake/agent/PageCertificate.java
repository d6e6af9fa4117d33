package dev.keepsake.agent;

import dev.keepsake.config.PageConfig;
import dev.keepsake.config.PageKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;

/** The files of the certificate that a page shows, which are renewed now and then while the page is served. */
final class PageCertificate {

    private final PageConfig config;
    private String shown;
    private String failure = "";

    /** Whatever shows a certificate. */
    @FunctionalInterface
    interface Page {

        /** Shows this one from now on, or goes on with the one before. */
        void show(SSLContext renewed) throws IOException;
    }

    /** To be made before the files are read for the first time, so that no renewal is missed. */
    PageCertificate(PageConfig config) {
        this.config = config;
        this.shown = stamp();
    }

    /**
     * Shows what the files hold, if they are not those that are shown; one that cannot be used is tried again at each look, since
     * what it lacks may be a right, a password or the other file. Says what is to be told, of a failure only once.
     */
    synchronized Optional<String> look(Page page) {
        String now = stamp();
        if (now.equals(shown)) {
            failure = "";
            return Optional.empty();
        }
        try {
            Optional<SSLContext> renewed = PageKeys.certificate(config);
            if (renewed.isPresent()) {
                page.show(renewed.get());
            }
            shown = now;
            failure = "";
            return Optional.of("the status page shows a renewed certificate");
        } catch (IOException | RuntimeException e) {
            String words =
                    "the files of the status page's certificate have changed and cannot be used; it shows the one"
                            + " before, and they are tried again at each look: " + e.getMessage();
            boolean again = words.equals(failure);
            failure = words;
            return again ? Optional.empty() : Optional.of(words);
        }
    }

    private String stamp() {
        return config.certificate().stream()
                .flatMap(certified -> Stream.concat(Stream.of(certified.file()), certified.pemKey().stream()))
                .map(PageCertificate::stamp)
                .collect(Collectors.joining(" "));
    }

    private static String stamp(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return attributes.lastModifiedTime() + "/" + attributes.size() + "/" + attributes.fileKey();
        } catch (IOException unreadable) {
            return "none";
        }
    }
}
