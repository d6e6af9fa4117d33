package dev.keepsake.agent;

import dev.keepsake.config.OfflineRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** How stopped servers are named. */
final class OfflineOptions {

    private static final int MAX_SERVERS = 255;
    private static final Pattern NUMBER = Pattern.compile("0|[1-9][0-9]{0,17}");

    @Option(
            names = "--offline",
            description =
                    "the servers are stopped: capture their directories DIR, or those that the configuration names")
    private boolean offline;

    @Option(
            names = "--ensemble-size",
            paramLabel = "N",
            description =
                    "with --offline: how many servers vote, where no file beside the directories says it; no DIR may be"
                            + " an observer's then: --voters is better")
    private @Nullable Integer ensembleSize;

    @Option(
            names = "--voters",
            paramLabel = "ID",
            split = ",",
            description =
                    "with --offline: the numbers (myid) of all servers that vote, such as 1,2,3, where no file beside the"
                            + " directories says it; observers are left out")
    private List<String> voters = List.of();

    @Parameters(
            arity = "0..*",
            paramLabel = "DIR[,LOGDIR]",
            description =
                    "with --offline: the dataDir of a stopped server of one ensemble, which holds version-2 and myid,"
                            + " and behind a comma its dataLogDir if it has one; repeatable")
    private List<String> directories = List.of();

    /** Whether stopped servers are to be captured. */
    boolean chosen() {
        return offline;
    }

    /** What is to be captured; complains of what cannot be. */
    OfflineRequest request(CommandLine line) {
        requireOffline(line);
        requireNumbers(line);
        if (ensembleSize != null && (ensembleSize < 1 || ensembleSize > MAX_SERVERS)) {
            throw new ParameterException(line, "--ensemble-size is 1 to " + MAX_SERVERS + ", not " + ensembleSize);
        }
        List<OfflineRequest.Server> servers = new ArrayList<>();
        for (String text : directories) {
            servers.add(server(text)
                    .orElseThrow(() -> new ParameterException(
                            line,
                            "'" + text + "' is neither a directory nor two with a comma between them; give a server's"
                                    + " dataDir, or DIR,LOGDIR")));
        }
        return new OfflineRequest(
                servers,
                ensembleSize == null ? OptionalInt.empty() : OptionalInt.of(ensembleSize),
                new TreeSet<>(voters));
    }

    private void requireOffline(CommandLine line) {
        if (offline) {
            return;
        }
        if (!directories.isEmpty()) {
            throw new ParameterException(line, "a directory (" + directories.get(0) + ") goes with --offline");
        }
        if (ensembleSize != null || !voters.isEmpty()) {
            throw new ParameterException(
                    line, (ensembleSize != null ? "--ensemble-size" : "--voters") + " goes with --offline");
        }
    }

    private void requireNumbers(CommandLine line) {
        for (String voter : voters) {
            if (!NUMBER.matcher(voter).matches()) {
                throw new ParameterException(
                        line,
                        "--voters are numbers as in myid with commas between them, such as 1,2,3; not '" + voter + "'");
            }
        }
        if (ensembleSize != null && !voters.isEmpty()) {
            throw new ParameterException(
                    line, "--voters says how many servers vote and which: leave --ensemble-size out");
        }
    }

    /** A comma may be a part of a name: a directory that exists is taken as it stands. */
    private static Optional<OfflineRequest.Server> server(String text) {
        Path whole = absolute(text);
        if (Files.isDirectory(whole)) {
            return Optional.of(new OfflineRequest.Server(whole, whole));
        }
        for (int comma = text.indexOf(','); comma >= 0; comma = text.indexOf(',', comma + 1)) {
            Path data = absolute(text.substring(0, comma));
            Path logs = absolute(text.substring(comma + 1));
            if (Files.isDirectory(data) && Files.isDirectory(logs)) {
                return Optional.of(new OfflineRequest.Server(data, logs));
            }
        }
        return Optional.empty();
    }

    private static Path absolute(String text) {
        return Path.of(text).toAbsolutePath().normalize();
    }
}
