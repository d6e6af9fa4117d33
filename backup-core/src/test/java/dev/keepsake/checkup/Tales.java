package dev.keepsake.checkup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.keepsake.artefact.Content;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What systems might have told, for the tests of whatever judges it. */
final class Tales {

    private Tales() {}

    static Told of(String type, Map<String, String> documents) {
        TreeMap<String, Content> contents = new TreeMap<>();
        documents.forEach((name, text) ->
                contents.put(name, () -> new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8))));
        return new Told(type, type, new TreeMap<>(), contents);
    }

    /** A file of what real clusters told, which is no part of the project. */
    static String real(String path) throws IOException {
        String folder = System.getenv("KEEPSAKE_FIXTURES");
        assertThat(folder != null || !"true".equals(System.getenv("CI")))
                .as("with CI=true nothing is skipped: set KEEPSAKE_FIXTURES")
                .isTrue();
        assumeTrue(folder != null, "KEEPSAKE_FIXTURES does not say where the fixtures are");
        return Files.readString(Path.of(folder).resolve(path));
    }

    /** The findings of a rule, as {@code subject: seen}. */
    static List<String> found(List<Finding> findings, Rule rule) {
        return findings.stream()
                .filter(finding -> finding.isFound() && finding.rule().equals(rule))
                .map(finding -> finding.subject() + ": " + finding.seen())
                .toList();
    }

    /** The rules that something was found by. */
    static List<String> broken(List<Finding> findings) {
        return findings.stream()
                .filter(Finding::isFound)
                .map(finding -> finding.rule().id())
                .distinct()
                .sorted()
                .toList();
    }
}
