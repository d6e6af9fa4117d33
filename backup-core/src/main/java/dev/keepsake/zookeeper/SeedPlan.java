package dev.keepsake.zookeeper;

import dev.keepsake.artefact.RestorePlan;
import dev.keepsake.artefact.Zxid;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Says in words what a seeding will do. */
final class SeedPlan {

    private final SeedOptions options;
    private final Seed seed;
    private final Replay replay;
    private final SeedGuards guards;
    private final List<RestorePlan.Line> lines = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    SeedPlan(SeedOptions options, Seed seed, Replay replay, SeedGuards guards) {
        this.options = options;
        this.seed = seed;
        this.replay = replay;
        this.guards = guards;
    }

    RestorePlan plan() {
        Census census = seed.census();
        line("moment", options.target() + ", " + replay.applied() + " transactions replayed over the base");
        line("proof", proof());
        line(
                "tree",
                census.znodes() + " znodes, " + census.bytes() + " bytes of data, " + census.accessLists()
                        + " access lists beside the open one");
        line("sessions", sessions());
        line("epoch", options.epoch() + ": the first new transaction will be " + Zxid.of(options.epoch(), 1));
        for (SeedFiles.Planned file : SeedFiles.planned(options)) {
            line("file", file.path() + (file.snapshot() ? " (" + seed.bytes() + " bytes)" : ""));
        }
        line("owner", guards.ownership());
        guards.remarks().forEach(warnings::add);
        replay.firstMisfit()
                .ifPresent(zxid -> warnings.add(replay.misfits() + " transactions did not find the tree that"
                        + " they were made for, the first of them " + zxid
                        + ": something before it may be missing; compare with"
                        + " another backup or tape before you rely on this one"));
        if (replay.closesWithoutPaths() > 0) {
            warnings.add(
                    replay.closesWithoutPaths() + " sessions ended while the base was written, and its log does not say"
                            + " which znodes went with them: the pzxid of their parents may be too low");
        }
        return new RestorePlan(seed.hash(), options.epoch(), seed.bytes(), lines, warnings);
    }

    private String proof() {
        if (replay.compared() == 0) {
            return "none by digest: no transaction after the base's window carries one of the tree, as those of a server"
                    + " before 3.6, or with zookeeper.digest.enabled=false, do not";
        }
        String equal = "the tree's digest equals the one in the server's own log after ";
        return replay.compared() == replay.judged()
                ? equal + "each of the last " + replay.compared() + " transactions"
                : equal + replay.compared() + " of the last " + replay.judged() + " transactions, the newest of them "
                        + replay.lastCompared().orElseThrow() + "; the others carry none";
    }

    private String sessions() {
        String policy = options.sessions().name().toLowerCase(Locale.ROOT);
        return seed.dropped()
                .map(dropped -> policy + ": " + dropped.sessions() + " sessions and " + dropped.ephemerals()
                        + " ephemeral znodes are left out")
                .orElseGet(() -> policy + ": " + seed.census().sessions() + " sessions and "
                        + seed.census().ephemerals().count() + " ephemeral znodes come back");
    }

    private void line(String name, String value) {
        lines.add(new RestorePlan.Line(name, value));
    }
}
