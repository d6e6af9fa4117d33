package dev.keepsake.notice;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes {@code NOTICE} and {@code bom.json} for what the distribution ships, and fails where it does not know a jar. */
public final class Notice {

    private static final String RULE = "=".repeat(100);

    private Notice() {}

    /**
     * Takes the bill of materials of all that the build knows, the class path of the programs, the folder of jars beside it,
     * the product's own licence, and the folder to write into.
     */
    public static void main(String[] arguments) throws IOException {
        List<ShippedJar> jars = new ArrayList<>();
        for (String entry : arguments[1].split(File.pathSeparator, -1)) {
            Path path = Path.of(entry);
            if (Files.isRegularFile(path)) {
                jars.add(ShippedJar.of(path));
            }
        }
        try (DirectoryStream<Path> beside = Files.newDirectoryStream(Path.of(arguments[2]), "*.jar")) {
            for (Path jar : beside) {
                jars.add(ShippedJar.of(jar));
            }
        }
        Collections.sort(jars);
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode bill = (ObjectNode) mapper.readTree(Path.of(arguments[0]).toFile());
        Materials materials = Materials.of(bill, jars);
        Path folder = Files.createDirectories(Path.of(arguments[4]));
        String own = Files.readString(Path.of(arguments[3]));
        Files.writeString(folder.resolve("NOTICE"), text(jars, materials, own), StandardCharsets.UTF_8);
        Files.writeString(
                folder.resolve("bom.json"),
                mapper.writerWithDefaultPrettyPrinter().writeValueAsString(materials.bill()) + "\n");
    }

    private static String text(List<ShippedJar> jars, Materials materials, String own) throws IOException {
        StringBuilder text = new StringBuilder("""
            Keepsake

            Licensed under the Apache License 2.0; see LICENSE. This distribution holds these works of others, each under
            its own licence. bom.json (CycloneDX) says the same for programs. Where there is a folder 'runtime', that is
            OpenJDK, under the GNU General Public License 2 with the Classpath Exception; see runtime/legal.

            """);
        for (ShippedJar jar : jars) {
            if (!materials.isOwn(jar)) {
                text.append(materials.line(jar)).append('\n');
            }
        }
        add(text, "what these works ask to be passed on", found(jars, "NOTICE", ""));
        add(text, "their licences, where they are not the one in LICENSE", found(jars, "LICENSE", own));
        return text.toString();
    }

    /** Each text once, with the jars that have it. */
    private static Map<String, List<String>> found(List<ShippedJar> jars, String kind, String known)
            throws IOException {
        Map<String, List<String>> texts = new TreeMap<>();
        for (ShippedJar jar : jars) {
            for (String text : jar.texts(kind)) {
                if (!words(text).equals(words(known))) {
                    texts.computeIfAbsent(text, none -> new ArrayList<>()).add(jar.name());
                }
            }
        }
        return texts;
    }

    private static String words(String text) {
        return text.replaceAll("\\s+", " ").strip();
    }

    private static void add(StringBuilder text, String title, Map<String, List<String>> texts) {
        text.append('\n').append(RULE).append("\nOf ").append(title).append(":\n");
        texts.forEach((one, names) -> text.append('\n')
                .append(RULE)
                .append('\n')
                .append(String.join(", ", names))
                .append("\n\n")
                .append(one.strip())
                .append('\n'));
    }
}
