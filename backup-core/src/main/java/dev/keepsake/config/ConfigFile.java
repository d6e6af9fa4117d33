package dev.keepsake.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/** A configuration file from the disk: its bytes, checked to be a text of bounded size, as a tree. */
final class ConfigFile {

    static final int MAX_BYTES = 1 << 20;

    private ConfigFile() {}

    static Yaml.Mapping read(Path file) throws ConfigException {
        byte[] bytes = bytes(file);
        try {
            String text = text(bytes);
            refuseControlCharacters(text);
            return YamlParser.parse(text);
        } catch (YamlProblemException wrong) {
            String located = Origin.inFile(file.toString(), wrong.position()).located();
            throw new ConfigException(List.of(located + ": " + wrong.getMessage()));
        }
    }

    private static byte[] bytes(Path file) throws ConfigException {
        if (Files.isDirectory(file)) {
            throw unreadable(file, "is a directory: name a YAML file");
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw unreadable(file, "is larger than 1 MiB: this cannot be a configuration");
            }
            return bytes;
        } catch (NoSuchFileException missing) {
            throw unreadable(file, "there is no such file: name one that exists");
        } catch (AccessDeniedException denied) {
            throw unreadable(
                    file, "may not be read by user '" + System.getProperty("user.name") + "': change its permissions");
        } catch (ConfigException already) {
            throw already;
        } catch (IOException failed) {
            throw unreadable(file, "cannot be read: " + failed.getMessage());
        }
    }

    private static ConfigException unreadable(Path file, String why) {
        return new ConfigException(List.of(file + ": " + why));
    }

    private static String text(byte[] bytes) throws YamlProblemException {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(in, out, true);
        String text = out.flip().toString();
        if (result.isError()) {
            throw new YamlProblemException(end(text), "not UTF-8 from here on: save the file as UTF-8");
        }
        return text;
    }

    private static void refuseControlCharacters(String text) throws YamlProblemException {
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            if (!StreamReader.isPrintable(c)) {
                throw new YamlProblemException(
                        end(text.substring(0, i)), String.format("the character U+%04X is not allowed here", c));
            }
            i += Character.charCount(c);
        }
    }

    private static Position end(String text) {
        int line = 1 + (int) text.chars().filter(c -> c == '\n').count();
        String last = text.substring(text.lastIndexOf('\n') + 1);
        return new Position(line, 1 + last.codePointCount(0, last.length()));
    }
}
