package dev.keepsake.archive;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What this program was built from.
 *
 * @param knownCommit null when it was built where that could not be asked
 * @param knownTime the commit's, so that the same commit always makes the same program; null when it was built where that
 *     could not be asked
 */
public record Build(
        String version,
        @Nullable String knownCommit,
        @Nullable String knownTime) {

    private static final String FACTS = "build.properties";
    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}(-dirty)?");
    private static final Pattern TIME = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z");

    /** That of the running program. */
    public static Build current() {
        Properties facts = new Properties();
        try (InputStream stored = Build.class.getResourceAsStream(FACTS)) {
            if (stored != null) {
                facts.load(stored);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the program's own jar cannot be read; install it again", e);
        }
        return of(Product.version(), facts);
    }

    /** Takes from the facts only what looks as it should: where git could not be asked, something else stands there. */
    static Build of(String version, Properties facts) {
        return new Build(version, fitting(COMMIT, facts, "commit"), fitting(TIME, facts, "time"));
    }

    private static @Nullable String fitting(Pattern form, Properties facts, String name) {
        String value = facts.getProperty(name, "").strip();
        return form.matcher(value).matches() ? value : null;
    }

    /** The commit, which ends with {@code -dirty} when files were changed since. */
    public Optional<String> commit() {
        return Optional.ofNullable(knownCommit);
    }

    /** When that was committed. */
    public Optional<String> time() {
        return Optional.ofNullable(knownTime);
    }

    /** The newest form of sealed objects that this program reads, and writes when it has a key to sign with. */
    public static int newestSealForm() {
        return SealFormat.NEWEST;
    }

    /** The oldest form of sealed objects that this program reads, and writes when it has no key to sign with. */
    public static int oldestSealForm() {
        return SealFormat.PLAIN;
    }
}
