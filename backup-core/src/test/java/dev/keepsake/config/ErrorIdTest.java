package dev.keepsake.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.Guard;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.store.StoreException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The ids of errors, and the page that explains them. */
final class ErrorIdTest {

    private static final Path PAGE = Path.of("../deploy/TROUBLESHOOTING.md");
    private static final Pattern SECTION = Pattern.compile("(?m)^## (KS-[0-9]{4}): .+$");

    private static Map<String, String> sections() throws IOException {
        String page = Files.readString(PAGE);
        Map<String, String> sections = new HashMap<>();
        Matcher matcher = SECTION.matcher(page);
        List<Integer> begins = new ArrayList<>();
        List<String> ids = new ArrayList<>();
        while (matcher.find()) {
            begins.add(matcher.start());
            ids.add(matcher.group(1));
        }
        for (int i = 0; i < ids.size(); i++) {
            int end = i + 1 < ids.size() ? begins.get(i + 1) : page.length();
            assertThat(sections.put(ids.get(i), page.substring(begins.get(i), end)))
                    .as(ids.get(i))
                    .isNull();
        }
        return sections;
    }

    @Test
    void everyIdIsOnThePageAndNothingElse() throws IOException {
        assertThat(sections().keySet())
                .containsExactlyInAnyOrder(
                        Arrays.stream(ErrorId.values()).map(ErrorId::id).toArray(String[]::new));
    }

    @ParameterizedTest
    @EnumSource
    void thePageSaysWhatItMeansWhyAndWhatToDo(ErrorId id) throws IOException {
        assertThat(sections().get(id.id()))
                .contains(
                        "**Exit code:** " + id.exitCode().code() + "\n",
                        "**Meaning:** ",
                        "**Why:** ",
                        "**What to do:** ");
        assertThat(id.id())
                .startsWith("KS-" + Integer.toString(id.exitCode().code()).charAt(0));
        assertThat(id.line()).contains(id.id(), "TROUBLESHOOTING.md");
    }

    @ParameterizedTest
    @EnumSource
    void everyGuardHasAnIdOfItsOwn(Guard guard) {
        ErrorId id = ErrorId.of(new RefusedException(guard, "x"));

        assertThat(id.exitCode()).isEqualTo(ExitCode.REFUSED);
        assertThat(id == ErrorId.REFUSED).isEqualTo(guard == Guard.OTHER);
    }

    @Test
    void aFailureEndsWithTheExitCodeOfItsId() {
        List<Throwable> failures = List.of(
                new StoreException.NotFound("x"),
                new StoreException.AlreadyExists("x"),
                new StoreException.Denied("x", null),
                new StoreException.Unavailable("x", null),
                new StoreException.OutcomeUnknown("x", null),
                new RefusedException("x"),
                new CorruptException("x"),
                new InterruptedIOException("x"),
                new IllegalStateException("x"));

        assertThat(failures).allMatch(one -> ErrorId.of(one).exitCode() == ExitCode.of(one));
        assertThat(failures.stream().map(ErrorId::of)).doesNotHaveDuplicates();
    }
}
