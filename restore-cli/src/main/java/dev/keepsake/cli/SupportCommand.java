package dev.keepsake.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keepsake.cli.support.Bundle;
import dev.keepsake.cli.support.Part;
import dev.keepsake.cli.support.Secrets;
import dev.keepsake.config.ExitCode;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code keepsake support}: what somebody who helps needs to see, in one file. */
@Command(
        name = "support",
        description = {
            "Writes a tar.gz for somebody who helps: versions, the machine, the configuration as it is read, backups and"
                    + " what they cover, the last audit records, and of an agent on this machine its status, journals,"
                    + " log and metrics, and what 'doctor' finds.",
            "",
            "Nothing of what znodes hold is in it, and no key. Passwords, tokens and secret addresses are replaced by ***"
                    + " as far as they are known or look like one; names of machines, znodes and apps stay. Look at it"
                    + " before you send it.",
            "",
            "It is made for when something is broken: what cannot be had says why in its place. It takes two minutes at"
                    + " the most, changes nothing, and sends nothing to anybody."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "On the machine of the agent that is in trouble:",
            "  sudo keepsake -c /etc/keepsake/agent.yaml support"
        })
final class SupportCommand extends Verb implements Callable<Integer> {

    private static final Duration EACH = Duration.ofSeconds(30);
    private static final Duration ALL = Duration.ofMinutes(2);
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    @Parameters(
            arity = "0..1",
            paramLabel = "FILE",
            description =
                    "what to write, which must not be there yet (default: keepsake-support-HOST-TIME.tar.gz here)")
    private @Nullable Path file;

    @Override
    public Integer call() throws IOException {
        boolean json = archive().json();
        Instant now = Instant.now();
        String name = "keepsake-support-" + ThisHost.name().replaceAll("[^A-Za-z0-9.-]", "_") + "-" + STAMP.format(now);
        Path into = file == null ? Path.of(name + ".tar.gz") : file;
        Secrets secrets = new Secrets();
        secrets.learn(System.getenv());
        Optional<Path> config = archive().config();
        config.ifPresent(named -> secrets.learn(named, System.getenv()));
        PrivateFiles.requireCreatable(into);
        try {
            Bundle bundle = new Bundle(name.substring(0, Math.min(60, name.length())), secrets, EACH, ALL);
            for (Part part : parts()) {
                err().println("gathers " + part.name());
                bundle.add(part);
            }
            PrivateFiles.write(into, out -> bundle.write(out, now));
            if (json) {
                printJson(into, bundle.entries());
            } else {
                print(into, bundle.entries());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("gathering for " + into + " was interrupted");
        }
        return ExitCode.DONE.code();
    }

    private List<Part> parts() {
        List<Part> parts = new ArrayList<>(new SupportFacts(archive(), System.getenv()).parts());
        // what the verbs say, as whoever types them sees it
        List<String> options = archive().typed();
        parts.add(verb("backups.txt", "which backups there are, and what of them is proven", options, "list"));
        parts.add(verb("ranges.txt", "what the tapes hold, and where they have gaps", options, "list", "--ranges"));
        parts.add(verb("latest.txt", "the latest backup: positions, servers, proofs", options, "show", "latest"));
        parts.add(verb("audit.txt", "who did what, the last 50 times", options, "audit", "--limit", "50"));
        parts.add(
                verb("doctor.txt", "what 'doctor' finds, without looking at the tree", options, "doctor", "--no-tree"));
        return parts;
    }

    private static Part verb(String name, String about, List<String> options, String... words) {
        List<String> line = new ArrayList<>(options);
        line.addAll(List.of(words));
        return new Part(name, about, out -> {
            out.println("$ keepsake … " + String.join(" ", words));
            int code = Main.run(out, out, line.toArray(new String[0]));
            out.println("exit code " + code);
        });
    }

    private void print(Path into, List<Bundle.Entry> entries) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("FILE", "BYTES", "WHAT IT IS"));
        for (Bundle.Entry entry : entries) {
            String trouble = entry.trouble().isEmpty() ? "" : " (" + entry.trouble() + ")";
            rows.add(List.of(entry.name(), Integer.toString(entry.bytes()), entry.about() + trouble));
        }
        Table.print(out(), rows);
        out().println("Written to " + into.toAbsolutePath() + ". Look at each of these files before you send it to"
                + " anybody:\n  tar xzf " + RestoreCommandLine.quoted(into.toString()));
    }

    private void printJson(Path into, List<Bundle.Entry> entries) throws IOException {
        ObjectNode json = JsonOutput.MAPPER.createObjectNode();
        json.put("file", into.toAbsolutePath().toString());
        json.putArray("holds");
        for (Bundle.Entry entry : entries) {
            ObjectNode one = json.withArray("holds").addObject();
            one.put("name", entry.name()).put("about", entry.about()).put("bytes", entry.bytes());
            one.put("trouble", entry.trouble().isEmpty() ? null : entry.trouble());
        }
        JsonOutput.print(out(), json);
    }
}
