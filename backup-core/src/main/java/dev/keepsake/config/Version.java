package dev.keepsake.config;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keepsake.archive.Build;
import dev.keepsake.archive.Product;
import dev.keepsake.catalog.Catalog;
import java.io.IOException;
import java.util.List;

/** Which Keepsake this is. */
public final class Version {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Version() {}

    /** The version in the jar's manifest, or {@code development} when run from classes. */
    public static String current() {
        return Product.version();
    }

    /** What a program says of itself, for people: its version first, in a line of its own. */
    public static String[] lines(String program) {
        Build build = Build.current();
        return List.of(
                        program + " " + build.version(),
                        "commit   " + build.commit().orElse("unknown: built without git"),
                        "built    from what was committed "
                                + build.time().map(time -> "at " + time).orElse("at an unknown time"),
                        "reads    records of form 1" + through(1, Catalog.newestForm()) + ", sealed objects of form "
                                + Build.oldestSealForm() + through(Build.oldestSealForm(), Build.newestSealForm()),
                        "writes   records of form " + Catalog.newestForm() + ", sealed objects of form "
                                + Build.oldestSealForm() + ", of form " + Build.newestSealForm() + " when it signs",
                        "java     " + System.getProperty("java.version") + ", " + System.getProperty("java.vendor")
                                + ", in " + System.getProperty("java.home"))
                .toArray(String[]::new);
    }

    private static String through(int oldest, int newest) {
        return newest > oldest ? " to " + newest : "";
    }

    /** The same for programs: fields are added, never renamed or removed. */
    public static String json(String program) throws IOException {
        Build build = Build.current();
        ObjectNode json = MAPPER.createObjectNode();
        json.put("program", program);
        json.put("version", build.version());
        json.put("commit", build.commit().orElse(null));
        json.put("built", build.time().orElse(null));
        ObjectNode forms = json.putObject("forms");
        forms.putObject("records")
                .put("oldestRead", 1)
                .put("newestRead", Catalog.newestForm())
                .put("written", Catalog.newestForm());
        forms.putObject("sealedObjects")
                .put("oldestRead", Build.oldestSealForm())
                .put("newestRead", Build.newestSealForm())
                .put("written", Build.oldestSealForm())
                .put("writtenSigned", Build.newestSealForm());
        json.putObject("java")
                .put("version", System.getProperty("java.version"))
                .put("vendor", System.getProperty("java.vendor"))
                .put("home", System.getProperty("java.home"));
        return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(json);
    }
}
