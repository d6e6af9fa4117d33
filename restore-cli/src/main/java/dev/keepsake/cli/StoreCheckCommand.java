package dev.keepsake.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keepsake.config.ExitCode;
import dev.keepsake.config.StoreChecks;
import dev.keepsake.job.StoreCheck;
import dev.keepsake.store.Capability;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code keepsake store check}: whether a store can hold backups. */
@Command(
        name = "check",
        description = {
            "Puts a store to what backups rely on, one thing after the other, and says of each: ok, not had, or BROKEN.",
            "",
            "It works on objects of its own below STORE-CHECK/ and removes them again; where these credentials may not"
                    + " delete, they stay, and the next check uses them again. Run it as whoever will write backups.",
            "",
            "The exit code is 0 when the store may hold backups, and 8 when it must not."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  keepsake store check s3://bucket/prefix --s3-endpoint https://s3.example.com",
            "  keepsake -c /etc/keepsake/agent.yaml store check --quick"
        })
final class StoreCheckCommand extends Verb implements Callable<Integer> {

    private static final int SHOWN_LEFT = 5;
    private static final int STANDING_WIDTH = 9;
    private static final int NAME_WIDTH = 18;

    @Parameters(
            arity = "0..1",
            paramLabel = "URL",
            description = "the store, in place of the one that '--store' or the configuration names")
    private @Nullable String url;

    @Option(names = "--quick", description = "leave out the listing of more than a thousand objects")
    private boolean quick;

    @Override
    public Integer call() throws IOException {
        StoreCheck.Depth depth = quick ? StoreCheck.Depth.QUICK : StoreCheck.Depth.FULL;
        try (StoreCheck check = StoreChecks.of(archive().store(Optional.ofNullable(url)), new SecureRandom())) {
            StoreCheck.Report report = check.run(depth, this::tell);
            if (archive().json()) {
                JsonOutput.print(out(), json(report));
            } else {
                conclude(report);
            }
            return (report.usable() ? ExitCode.DONE : ExitCode.CHECK_FAILED).code();
        }
    }

    /** As soon as it is known, since a slow store takes minutes for all. */
    private void tell(Capability one) {
        if (!archive().json()) {
            out().println(padded(one.standing().word(), STANDING_WIDTH) + padded(one.name(), NAME_WIDTH) + one.seen());
            out().flush();
        }
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(Math.max(1, width - text.length()));
    }

    private void conclude(StoreCheck.Report report) {
        if (!report.left().isEmpty()) {
            List<String> some = report.left().stream().limit(SHOWN_LEFT).toList();
            int more = report.left().size() - some.size();
            out().println("left there: " + String.join(", ", some) + (more > 0 ? " and " + more + " more" : ""));
        }
        String broken = report.capabilities().stream()
                .filter(Capability::isBroken)
                .map(Capability::name)
                .collect(Collectors.joining(", "));
        out().println(
                        broken.isEmpty()
                                ? report.location() + " can hold backups"
                                : report.location() + " must not hold backups as it is: " + broken);
    }

    private static ObjectNode json(StoreCheck.Report report) {
        ObjectNode node = JsonOutput.MAPPER.createObjectNode();
        node.put("store", report.location());
        node.put("usable", report.usable());
        ArrayNode capabilities = node.putArray("capabilities");
        for (Capability one : report.capabilities()) {
            capabilities
                    .addObject()
                    .put("name", one.name())
                    .put(
                            "standing",
                            one.standing().name().toLowerCase(Locale.ROOT).replace('_', '-'))
                    .put("seen", one.seen());
        }
        ArrayNode left = node.putArray("left");
        report.left().forEach(left::add);
        return node;
    }
}
