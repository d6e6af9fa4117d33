package dev.keepsake.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Why a tape began, as its archive says.
 *
 * @param reason one word
 * @param explanation the same in a sentence
 */
record TapeStart(String reason, String explanation) {
    /** Those of all tapes of an archive in a folder, oldest first. */
    static List<TapeStart> all(Path archive) throws IOException {
        List<TapeStart> starts = new ArrayList<>();
        try (Stream<Path> files = Files.walk(archive)) {
            for (Path file :
                    files.filter(path -> path.endsWith("tape.json")).sorted().toList()) {
                JsonNode body = new ObjectMapper().readTree(file.toFile()).required("body");
                starts.add(new TapeStart(
                        body.required("reason").asText(),
                        body.required("explanation").asText()));
            }
        }
        return starts;
    }
}
