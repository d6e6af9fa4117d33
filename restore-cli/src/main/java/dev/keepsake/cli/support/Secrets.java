package dev.keepsake.cli.support;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a bundle must not hold: every value that this process can learn to be secret, wherever it turns up, and whatever
 * has the look of a secret. Rather too much is taken out than too little.
 */
public final class Secrets {

    /** What stands in the place of a secret. */
    static final String HIDDEN = "***";

    private static final int SHORTEST = 5;
    private static final int LARGEST_FILE = 64 << 10;

    private static final Pattern SECRET_NAME =
            Pattern.compile("(?i).*(KEY|SECRET|TOKEN|PASS|CREDENTIAL|AUTH|COOKIE|WEBHOOK).*");

    /** Keys that name a file or a variable with a secret in it: password-file, url-variable, signing-key and so on. */
    private static final Pattern NAMING_FILE = Pattern.compile(
            "\\b(?:(?!ca-file)[\\w-]+-file|signing-key|key-store|client-config)[\"']?\\s*:\\s*[\"']?([^\\s\"',}\\]]+)");

    private static final Pattern NAMING_VARIABLE =
            Pattern.compile("\\b[\\w-]+-variable[\"']?\\s*:\\s*[\"']?([A-Za-z_][A-Za-z0-9_]*)");
    private static final Pattern NAMING_FILES =
            Pattern.compile("\\b(?:private-keys|private-keys-beside-sources)[\"']?\\s*:([^:]*+)");
    /** Headers of requests, whose values are files: in braces, or in lines that are indented further. */
    private static final Pattern HEADERS_IN_BRACES = Pattern.compile("\\bheaders[\"']?\\s*:\\s*\\{([^}]*)");

    private static final Pattern HEADERS_IN_LINES =
            Pattern.compile("(?m)^( *)(?:- )?headers[\"']?\\s*:[ \\t]*((?:\\R\\1 +[^\\n]*)+)");

    private static final Pattern LISTED_FILE = Pattern.compile("(/[^\\s\"',}\\]]+)");

    private static final Pattern ADDRESS = Pattern.compile("https?://[^\\s\"'<>,}\\]]+");
    private static final Pattern TELLING_STEP = Pattern.compile("(?=[^/?&=]*[0-9])[^/?&=]{12,}");

    /** What looks like a secret, and what is left of it. */
    private static final List<Map.Entry<Pattern, String>> LOOKS = List.of(
            Map.entry(Pattern.compile("-----BEGIN [^-]+-----[\\s\\S]*?(-----END [^-]+-----|\\z)"), HIDDEN),
            Map.entry(
                    Pattern.compile("(\"(?:keyData|encryptedKeyset)\"\\s*:\\s*)(\\{[^}]*\\}?|\"[^\"]*\"?)"),
                    "$1" + HIDDEN),
            Map.entry(Pattern.compile("(://)[^\\s\"']*@"), "$1" + HIDDEN + "@"),
            Map.entry(Pattern.compile("(://[^\\s\"'?]*\\?)[^\\s\"']+"), "$1" + HIDDEN),
            Map.entry(Pattern.compile("(https?://hooks\\.[^\\s\"'/]+/)[^\\s\"']+"), "$1" + HIDDEN),
            Map.entry(Pattern.compile("(?i)(\\b(?:bearer|basic)\\s+)[A-Za-z0-9+/=._~-]{16,}"), "$1" + HIDDEN),
            Map.entry(
                    Pattern.compile("(?i)(authorization[\"']?\\s*[:=]\\s*)(\"[^\"\\n]*\"?|'[^'\\n]*'?|[^\\n]+)"),
                    "$1" + HIDDEN),
            Map.entry(
                    Pattern.compile("(?i)((?:password|passwd|secret|token|credential|authorization|api-?key"
                            + "|access-?key(?:-?id)?|private-?key)[\"']?\\s*[:=]\\s*)"
                            + "(\"[^\"\\n]*\"?|'[^'\\n]*'?|[^\\s,}]+)"),
                    "$1" + HIDDEN),
            Map.entry(Pattern.compile("\\b(?:AKIA|ASIA)[A-Z0-9]{16}\\b"), HIDDEN),
            Map.entry(Pattern.compile("\\beyJ[A-Za-z0-9_-]{10,}\\.[A-Za-z0-9_.-]+"), HIDDEN));

    private final Set<String> known =
            new TreeSet<>(Comparator.comparingInt(String::length).reversed().thenComparing(Comparator.naturalOrder()));

    /** Learns what the environment has under names that secrets have. */
    public void learn(Map<String, String> environment) {
        environment.forEach((name, value) -> {
            // a secret may begin with a slash, too
            boolean place = name.endsWith("_FILE") || (value.startsWith("/") && new File(value).exists());
            if (SECRET_NAME.matcher(name).matches() && !place) {
                learnText(value);
            }
        });
    }

    /** Learns what the files and variables hold that a configuration names, whether or not it can be used otherwise. */
    public void learn(Path configuration, Map<String, String> environment) {
        String text = text(configuration);
        for (Matcher named = NAMING_FILE.matcher(text); named.find(); ) {
            learnFile(named.group(1));
        }
        for (Matcher list = NAMING_FILES.matcher(text); list.find(); ) {
            learnFiles(list.group(1));
        }
        for (Matcher headers = HEADERS_IN_BRACES.matcher(text); headers.find(); ) {
            learnFiles(headers.group(1));
        }
        for (Matcher headers = HEADERS_IN_LINES.matcher(text); headers.find(); ) {
            learnFiles(headers.group(2));
        }
        for (Matcher named = NAMING_VARIABLE.matcher(text); named.find(); ) {
            learnText(environment.getOrDefault(named.group(1), ""));
        }
        for (Matcher address = ADDRESS.matcher(text); address.find(); ) {
            learnSteps(address.group());
        }
        Path folder = configuration.toAbsolutePath().getParent();
        for (String name : List.of("environment", "verify-environment")) {
            if (folder != null) {
                learnAssignments(text(folder.resolve(name)));
            }
        }
    }

    /** What units of systemd get. */
    private void learnAssignments(String text) {
        for (String line : text.split("\n", -1)) {
            int sign = line.indexOf('=');
            if (sign > 0 && !line.startsWith("#")) {
                learn(Map.of(
                        line.substring(0, sign).strip(),
                        line.substring(sign + 1).strip()));
            }
        }
    }

    private void learnFiles(String list) {
        for (Matcher named = LISTED_FILE.matcher(list); named.find(); ) {
            learnFile(named.group(1));
        }
    }

    private void learnFile(String file) {
        try {
            learnText(text(Path.of(file)));
        } catch (InvalidPathException none) {
            // nothing can stand in a file that cannot be
        }
    }

    /** A text that is a secret as a whole, and in each of its lines and longer words. */
    void learnText(String text) {
        learnValue(text.strip());
        for (String line : text.split("\\R", -1)) {
            String value = line.strip().replaceAll("^[\"']|[\"']$", "");
            learnValue(value);
            learnAddress(value);
            learnValue(value.substring(value.indexOf(':') + 1));
            learnValue(value.substring(value.lastIndexOf(':') + 1).strip());
            learnAssigned(value);
            for (String word : value.split("[^A-Za-z0-9+/=_.~-]+", -1)) {
                if (word.length() >= 16) {
                    learnValue(word);
                }
            }
        }
    }

    /** A password in a file of properties or of logins, with nothing around it. */
    private void learnAssigned(String line) {
        String assigned = line.substring(line.indexOf('=') + 1).strip();
        learnValue(assigned.replaceAll(";$", "").replaceAll("^[\"']|[\"']$", ""));
    }

    /** An address that is a secret is named in part as often as whole. */
    private void learnAddress(String address) {
        if (ADDRESS.matcher(address).matches()) {
            learnValue(path(address));
            learnSteps(address);
        }
    }

    /** Steps of an address that nobody would make up, so that whoever knows them may mean to be alone with it. */
    private void learnSteps(String address) {
        for (Matcher step = TELLING_STEP.matcher(path(address)); step.find(); ) {
            learnValue(step.group());
        }
    }

    private static String path(String address) {
        int begin = address.indexOf('/', address.indexOf("://") + 3);
        return begin < 0 ? "" : address.substring(begin);
    }

    private void learnValue(String value) {
        if (value.length() >= SHORTEST) {
            String encoded = URLEncoder.encode(value, StandardCharsets.UTF_8);
            known.addAll(List.of(value, encoded, encoded.replace("+", "%20")));
            // as it stands in JSON
            known.add(value.replace("\\", "\\\\").replace("\"", "\\\""));
        }
    }

    private static String text(Path file) {
        if (!Files.isRegularFile(file)) {
            return "";
        }
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(LARGEST_FILE), StandardCharsets.UTF_8);
        } catch (IOException closed) {
            // what this user may not read he cannot have put anywhere
            return "";
        }
    }

    /** The same text without any of it. */
    String without(String text) {
        String clean = text;
        for (String secret : known) {
            clean = clean.replace(secret, HIDDEN);
        }
        for (Map.Entry<Pattern, String> look : LOOKS) {
            clean = look.getKey().matcher(clean).replaceAll(look.getValue());
        }
        return clean;
    }

    /** Nothing of them. */
    @Override
    public String toString() {
        return known.size() + " secrets";
    }
}
