package dev.keepsake.cli;

import dev.keepsake.artefact.Content;
import dev.keepsake.artefact.Scope;
import dev.keepsake.artefact.Walked;
import dev.keepsake.catalog.BackupId;
import dev.keepsake.catalog.Catalog;
import dev.keepsake.catalog.DocumentShare;
import dev.keepsake.catalog.Manifest;
import dev.keepsake.catalog.Manifest.NodeDocuments;
import dev.keepsake.checkup.EnsembleCheck;
import dev.keepsake.checkup.Finding;
import dev.keepsake.checkup.MarathonCheck;
import dev.keepsake.checkup.MasterCheck;
import dev.keepsake.checkup.MemberAnswer;
import dev.keepsake.checkup.Rule;
import dev.keepsake.checkup.Rules;
import dev.keepsake.checkup.Told;
import dev.keepsake.checkup.TreeCensus;
import dev.keepsake.checkup.TreeCheck;
import dev.keepsake.config.Checkups;
import dev.keepsake.config.DoctorConfig;
import dev.keepsake.config.KnownEnsemble;
import dev.keepsake.config.WebSourceConfig;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Looks at a cluster, as it runs or as a backup has it, and gathers what speaks against it. */
final class Doctor {

    private static final Rule ASKED = Rules.ASKED;

    private final DoctorConfig config;
    private final OptionalInt maxBuffer;
    private final List<Finding> findings = new ArrayList<>();

    Doctor(DoctorConfig config, OptionalInt maxBuffer) {
        this.config = config;
        this.maxBuffer = maxBuffer;
    }

    /** All that was found so far. */
    List<Finding> findings() {
        return findings;
    }

    /** Whether anything was looked at. */
    boolean sawAnything() {
        return findings.stream().anyMatch(finding -> !finding.rule().equals(ASKED));
    }

    /** Notes that there is nothing to compare with, though there should be. */
    void withoutPast(String why) {
        findings.add(ASKED.unknown("the archive", why, "what changed since the last backup is not known; look again"));
    }

    /** Whether systems are configured that are asked over HTTP. */
    boolean hasSystems() {
        return !Checkups.systems(config).isEmpty();
    }

    /** What could not be asked, in one sentence; empty where nothing was tried. */
    String troubles() {
        return findings.stream().map(Finding::seen).map(seen -> "; " + seen).collect(Collectors.joining());
    }

    /** Looks at a tree while it is shown. */
    @FunctionalInterface
    interface Showing {

        /** Shows it; says why it could not, where it could not. */
        Optional<String> to(TreeCensus census) throws IOException;
    }

    /** The tree of a backup. */
    void tree(Showing showing) throws InterruptedIOException {
        tree(KnownEnsemble.NAMELESS, showing);
    }

    private void tree(String ensemble, Showing showing) throws InterruptedIOException {
        TreeCensus census = new TreeCensus();
        ask("the tree of " + ensemble, () -> {
            Optional<String> trouble = showing.to(census);
            if (trouble.isPresent()) {
                findings.add(
                        ASKED.unknown("the tree of " + ensemble, trouble.get(), "name the ensemble with --connect"));
            } else {
                findings.addAll(new TreeCheck(ensemble, census, maxBuffer).findings());
            }
        });
    }

    /** Every ensemble that is named, or else configured: its members, and its tree where that is wanted. */
    void ensembles(LiveOptionGroup live, boolean withTree) throws IOException {
        List<KnownEnsemble> all =
                live.isGiven() ? List.of(new KnownEnsemble(KnownEnsemble.NAMELESS, config)) : KnownEnsemble.of(config);
        if (all.isEmpty()) {
            findings.add(ASKED.unknown(
                    "the ensemble",
                    "none is named that could be asked",
                    "name one with --connect, in 'doctor.members', or among the 'sources'"));
        }
        for (KnownEnsemble ensemble : all) {
            if (withTree) {
                tree(ensemble.name(), census -> shown(live, ensemble, census));
            }
            ask("the members of " + ensemble.name(), () -> members(live, ensemble));
        }
        findings.addAll(Checkups.disks(config));
    }

    private void members(LiveOptionGroup live, KnownEnsemble ensemble) throws IOException {
        if (live.speaksTls()) {
            // the properties of a client say how for a session alone
            findings.add(ASKED.unknown(
                    "the members of " + ensemble.name(),
                    "they were not asked: they speak TLS, by --client-config",
                    "name them in a configuration (-c): a source 'zookeeper-client' with 'tls', or 'doctor.members'"));
            return;
        }
        List<MemberAnswer> answers = Checkups.survey(ensemble.config(), live.servers());
        if (answers.isEmpty()) {
            findings.add(ASKED.unknown(
                    "the members of " + ensemble.name(),
                    "nobody says where they answer",
                    "name them in 'doctor.members'"));
        } else {
            findings.addAll(new EnsembleCheck(ensemble.name(), config.profile(), answers).findings());
        }
    }

    /** The systems that are asked over HTTP, beside what a backup has of them. */
    void systems(Path work, Optional<Past> before) throws InterruptedIOException {
        for (WebSourceConfig system : Checkups.systems(config)) {
            ask(system.name(), () -> judge(Checkups.told(system, work), told(before, system.name())));
        }
    }

    /** The documents of a backup, beside those of the one before. */
    void documents(Manifest manifest, Optional<Past> before, Catalog catalog) throws InterruptedIOException {
        for (NodeDocuments one : manifest.documents()) {
            DocumentShare share = one.share();
            ask(share.source(), () -> judge(told(share, catalog), told(before, share.source())));
        }
    }

    private void judge(Told told, Optional<Told> before) throws IOException {
        switch (told.type()) {
            case "mesos-master" -> findings.addAll(new MasterCheck(told, before, config.profile()).findings());
            case "marathon" -> findings.addAll(new MarathonCheck(told, before).findings());
            default ->
                findings.add(ASKED.passed(told.source(), "it told what it has; there are no rules for " + told.type()));
        }
    }

    private static Optional<Told> told(Optional<Past> before, String source) {
        return before.flatMap(past -> past.manifest().documents().stream()
                .map(NodeDocuments::share)
                .filter(share -> share.source().equals(source))
                .findFirst()
                .map(share -> told(share, past.catalog())));
    }

    private static Told told(DocumentShare share, Catalog catalog) {
        SortedMap<String, Content> documents = new TreeMap<>();
        share.documents()
                .forEach(document ->
                        documents.put(document.name(), () -> catalog.documents().open(document)));
        return new Told(share.source(), share.type(), share.facts(), documents);
    }

    /** A backup to compare with. */
    record Past(Manifest manifest, Catalog catalog) {}

    /** The newest backup before another, or of all. */
    static Optional<Past> before(Catalog catalog, Optional<BackupId> id) throws IOException {
        List<Catalog.Listed> all = catalog.list();
        Optional<Manifest> found = Optional.empty();
        for (Catalog.Listed one : all) {
            boolean earlier =
                    id.isEmpty() || one.id().value().compareTo(id.get().value()) < 0;
            boolean later = found.isEmpty()
                    || one.id().value().compareTo(found.get().id().value()) > 0;
            if (earlier && later && one.manifest().isPresent()) {
                found = one.manifest();
            }
        }
        return found.map(manifest -> new Past(manifest, catalog));
    }

    /** The tree of a moment, proven as far as a restore would. */
    static Optional<String> shown(
            Verb verb, OpenArchive archive, String moment, @Nullable String tape, TreeCensus census)
            throws IOException {
        Look.at(verb, archive, moment, tape, Scope.EVERYTHING).tree().walk("/", census);
        return Optional.empty();
    }

    /** A running tree, as who was said on the command line, or else as the configuration says. */
    private Optional<String> shown(LiveOptionGroup live, KnownEnsemble ensemble, TreeCensus census) throws IOException {
        Optional<Walked> walked = live.isGiven()
                ? Optional.of(Checkups.walk(live.settings(), census))
                : Checkups.walk(ensemble.config(), census);
        walked.filter(one -> one.unreadable().count() > 0)
                .ifPresent(one -> findings.add(ASKED.unknown(
                        "the tree of " + ensemble.name(),
                        one.unreadable().count() + " znodes may not be read, with all below them: " + one.unreadable(),
                        "look as somebody who may (--auth)")));
        return walked.isPresent() ? Optional.empty() : Optional.of("nothing says how a client reads it");
    }

    /** What cannot be asked is told of, and the rest is looked at. */
    private void ask(String what, Asking asking) throws InterruptedIOException {
        try {
            asking.ask();
        } catch (InterruptedIOException e) {
            throw e;
        } catch (IOException e) {
            findings.add(ASKED.broken(
                    what, String.valueOf(e.getMessage()), "an answer", "see why it gives none, and look again"));
        } catch (RuntimeException e) {
            // what one system says must not keep the rest from being looked at
            findings.add(ASKED.broken(
                    what,
                    "what it says cannot be read: " + e,
                    "an answer that can be read",
                    "look at it by hand, and tell those who make Keepsake"));
        }
    }

    @FunctionalInterface
    private interface Asking {
        void ask() throws IOException;
    }
}
