package dev.keepsake.cli;

import dev.keepsake.catalog.DocumentShare;
import dev.keepsake.catalog.Manifest;
import dev.keepsake.catalog.Manifest.NodeDocuments;
import dev.keepsake.cli.ClusterPlan.Order;
import dev.keepsake.cli.ClusterPlan.Step;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** How systems that are asked over HTTP get back what only they hold, once they run again. */
final class SystemSteps {

    private static final String URL = "URL";

    private final OpenArchive archive;
    private final PlanOptionGroup options;

    SystemSteps(OpenArchive archive, PlanOptionGroup options) {
        this.archive = archive;
        this.options = options;
    }

    /** A kind of system: what it is called here and there, and what to see to. */
    private enum Kind {
        MASTERS(
                "mesos-master",
                "mesos",
                "Mesos masters: start them, then quota, weights and maintenance",
                "Start the masters; go on when one leads and its /metrics/snapshot says registrar/log/recovered 1."
                        + " What came back with the replicated log is as in the backup already, and is not touched."),
        MARATHON(
                "marathon",
                "marathon",
                "Marathon: start it, then groups, pods and apps",
                "Start Marathon, the version of the backup or a newer one of the same line; what came back with"
                        + " ZooKeeper is as in the backup already, and is not touched."),
        CHRONOS("chronos", "chronos", "Chronos: start it, then jobs", "Start Chronos; jobs come parents first."),
        METRONOME("metronome", "metronome", "Metronome: start it, then jobs", "Start Metronome."),
        ANYTHING(
                "http",
                "",
                "What was stored as it was received",
                "Nothing of this is given back by itself: take it out, and use the system's own means.");

        private final String type;
        private final String verb;
        private final String title;
        private final String note;

        Kind(String type, String verb, String title, String note) {
            this.type = type;
            this.verb = verb;
            this.title = title;
            this.note = note;
        }
    }

    List<Step> plan(Manifest manifest) throws IOException {
        List<Step> steps = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            TreeSet<String> names = new TreeSet<>();
            DocumentChoice.of(manifest, kind.type)
                    .forEach(one -> names.add(one.share().source()));
            List<Order> orders = new ArrayList<>();
            List<String> notes = new ArrayList<>(List.of(kind.note));
            for (String name : names) {
                NodeDocuments chosen = DocumentChoice.choose(manifest, kind.type, Optional.of(name));
                orders.add(order(manifest, kind, chosen.share()));
                version(chosen.share()).ifPresent(notes::add);
            }
            if (!orders.isEmpty()) {
                if (kind != Kind.ANYTHING) {
                    notes.add("Where it asks who we are, add --user and --password-file, or --token-file.");
                }
                steps.add(new Step(kind.title, notes, orders));
            }
        }
        return steps;
    }

    private static Optional<String> version(DocumentShare share) {
        return Optional.ofNullable(share.facts().get("version"))
                .map(version -> "'" + share.source() + "' was of version " + version + ".");
    }

    private Order order(Manifest manifest, Kind kind, DocumentShare share) {
        List<String> words = new ArrayList<>(RestoreCommandLine.archive(archive.config()));
        String name = RestoreCommandLine.quoted(share.source());
        List<String> which = List.of("--backup", manifest.id().value(), "--name", name);
        if (kind == Kind.ANYTHING) {
            words.addAll(List.of("export", "documents"));
            words.addAll(which);
            words.addAll(List.of("--to", name));
            return new Order(Order.ANYWHERE, String.join(" ", words));
        }
        words.addAll(List.of("restore", kind.verb));
        words.addAll(which);
        words.addAll(List.of("--url", RestoreCommandLine.quoted(share.facts().getOrDefault("urls", URL))));
        return new Order(Order.ANYWHERE, options.agreed(String.join(" ", words)));
    }
}
