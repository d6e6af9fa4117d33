package dev.keepsake.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigFileTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a: [b\\nc: d            |:2:2: not valid YAML: expected ',' or ']', but got : (while parsing a flow sequence that begins in line 1)",
                "a: 'b\\n                |:2:1: not valid YAML: found unexpected end of stream (while scanning a quoted scalar that begins in line 1)",
                "a: b: c                 |:1:5: not valid YAML: mapping values are not allowed here",
                "a: b\\n- c               |:2:1: not valid YAML: expected <block end>, but found '-' (while parsing a block mapping that begins in line 1)",
                "a:\\n\\tb: c             |:2:1: not valid YAML: a tab stands here, use spaces",
                "a: b\\n---\\nc: d        |:2:1: a second document begins here: the file must hold exactly one",
                "a: b\\n...\\n---\\n       |:3:1: a second document begins here: the file must hold exactly one",
                "''                      |:1:1: the file is empty: it needs keys, such as 'cluster: prod'",
                "# nothing\\n            |:1:1: the file is empty: it needs keys, such as 'cluster: prod'",
                "---\\n                  |:2:1: expected keys and values, such as 'cluster: prod', but found nothing",
                "- a                     |:1:1: expected keys and values, such as 'cluster: prod', but found a list",
                "prod                    |:1:1: expected keys and values, such as 'cluster: prod', but found text",
                "a: &x b\\nc: *x          |:2:4: aliases are not read here: write the value out",
                "a: !!binary b           |:1:4: tags ('!') are not read here: write the value alone",
                "'? [a]\\n: b'            |:1:3: a key must be text",
                "a: b\\nc: \\1             |:2:4: the character U+0001 is not allowed here",
                "'%YAML 7.0\\n---\\na: b'  |:1:1: not valid YAML: its version must be 1.2",
                "'a: \"\\\\x'              |:1:1: not valid YAML: what comes after this place makes no sense",
            })
    void whatIsNotOneDocumentOfKeysAndValuesIsToldWithItsPlace(String text, String problem) throws IOException {
        assertThat(problem(text.translateEscapes().getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(file() + problem);
    }

    @Test
    void aFileOfAnotherEncodingIsToldWithItsPlace() throws IOException {
        assertThat(problem("a: b\nc: M\u00fcnchen".getBytes(StandardCharsets.ISO_8859_1)))
                .isEqualTo(file() + ":2:5: not UTF-8 from here on: save the file as UTF-8");
        assertThat(problem("a: b\nc: \u00fc".getBytes(StandardCharsets.UTF_8), 9))
                .isEqualTo(file() + ":2:4: not UTF-8 from here on: save the file as UTF-8");
    }

    @Test
    void aByteOrderMarkIsNoPartOfTheText() throws IOException {
        Files.writeString(file(), "\ufeffcluster: prod");

        assertThat(ConfigFile.read(file()).entries().get(0).key().text()).isEqualTo("cluster");
    }

    @Test
    void depthIsBounded() throws IOException {
        assertThat(problem(("a: " + "[".repeat(100_000)).getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(file() + ":1:20: nested more than 16 deep");
        assertThat(problem("- ".repeat(100_000).getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(file() + ":1:35: nested more than 16 deep");
    }

    @Test
    void theNumberOfPartsIsBounded() throws IOException {
        assertThat(problem(("[" + "a,".repeat(10_000) + "]").getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(file() + ":1:20000: more than 10000 keys and values: this cannot be a configuration");
    }

    @Test
    void sizeIsBounded() throws IOException {
        String line = "# 1234567890123\n";
        Files.writeString(file(), "a: 1 #234567890\n" + line.repeat(ConfigFile.MAX_BYTES / line.length() - 1));
        assertThat(ConfigFile.read(file()).entries()).isNotEmpty();

        Files.writeString(file(), line.repeat(ConfigFile.MAX_BYTES / line.length()) + "#");
        assertThat(problem()).isEqualTo(file() + ": is larger than 1 MiB: this cannot be a configuration");
    }

    @Test
    void aFileThatCannotBeReadIsToldInASentence() throws IOException {
        assertThat(problem()).isEqualTo(file() + ": there is no such file: name one that exists");

        Files.createDirectory(file());
        assertThat(problem()).isEqualTo(file() + ": is a directory: name a YAML file");
    }

    @Test
    void aFileOfSomebodyElseIsToldInASentence() throws Exception {
        Files.writeString(file(), "a: b");
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("---------"));

        assertThat(withoutPrivileges())
                .isEqualTo(file() + ": may not be read by user '" + System.getProperty("user.name")
                        + "': change its permissions");
    }

    /** Reads the file in a process of its own, which as root has given up the right to read everything. */
    private String withoutPrivileges() throws Exception {
        String shell = "[ $(id -u) = 0 ] || exec \"$@\";"
                + " exec setpriv --bounding-set=-dac_override,-dac_read_search --inh-caps=-all \"$@\"";
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process process = new ProcessBuilder(List.of(
                        "sh",
                        "-c",
                        shell,
                        "sh",
                        java,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Reader.class.getName(),
                        file().toString()))
                .redirectErrorStream(true)
                .start();
        try (InputStream output = process.getInputStream()) {
            return new String(output.readAllBytes(), StandardCharsets.UTF_8).strip();
        }
    }

    /** Says in a process of its own what reading a configuration gave. */
    static final class Reader {

        private Reader() {}

        /** Reads the file that is named. */
        public static void main(String[] arguments) {
            try {
                ConfigFile.read(Path.of(arguments[0]));
                System.out.println("read");
            } catch (ConfigException e) {
                System.out.println(e.getMessage());
            }
        }
    }

    private Path file() {
        return folder.resolve("agent.yaml");
    }

    private String problem(byte[] content) throws IOException {
        return problem(content, content.length);
    }

    private String problem(byte[] content, int length) throws IOException {
        Files.write(file(), Arrays.copyOf(content, length));
        return problem();
    }

    private String problem() {
        return String.valueOf(catchThrowableOfType(ConfigException.class, () -> ConfigFile.read(file()))
                .getMessage());
    }
}
