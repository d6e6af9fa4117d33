package dev.keepsake.agent;

import dev.keepsake.artefact.CheckReport;
import dev.keepsake.artefact.Pause;
import dev.keepsake.artefact.Source;
import dev.keepsake.catalog.Catalog;
import dev.keepsake.catalog.Pruner;
import dev.keepsake.checkup.Finding;
import dev.keepsake.checkup.Rule;
import dev.keepsake.checkup.Standing;
import dev.keepsake.checkup.preflight.DiskChecks;
import dev.keepsake.checkup.preflight.EnsembleChecks;
import dev.keepsake.checkup.preflight.EnsembleLook;
import dev.keepsake.checkup.preflight.EnsembleSeen;
import dev.keepsake.checkup.preflight.Release;
import dev.keepsake.checkup.preflight.ServerDisk;
import dev.keepsake.checkup.preflight.UpgradeChecks;
import dev.keepsake.config.AgentConfig;
import dev.keepsake.config.Assembly;
import dev.keepsake.config.SourceConfig;
import dev.keepsake.config.StoreChecks;
import dev.keepsake.config.WebSourceConfig;
import dev.keepsake.config.WebSystems;
import dev.keepsake.config.ZooKeeperSource;
import dev.keepsake.job.StoreCheck;
import dev.keepsake.store.ObjectStore;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.PrintWriter;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** How everything is that the configuration names, before the backup and after it. Nothing is changed anywhere. */
final class PreflightHealth {

    private final AgentConfig config;
    private final List<EnsembleLook> looks;
    private final Optional<Release> target;
    private final InstantSource clock;
    private final PrintWriter err;
    private final List<EnsembleSeen> first = new ArrayList<>();
    private final List<Finding> rest = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();

    PreflightHealth(
            AgentConfig config,
            List<EnsembleLook> looks,
            Optional<Release> target,
            InstantSource clock,
            PrintWriter err) {
        this.config = config;
        this.looks = looks;
        this.target = target;
        this.clock = clock;
        this.err = err;
    }

    /** Asks all there is to ask. */
    List<Finding> before() throws IOException {
        err.println("asking the store, the keys and every system how it is");
        store();
        add(PreflightRules.KEYS, "keys", KeysCheck.findings(config), "see 'encryption' and 'signing-key'");
        for (EnsembleLook look : looks) {
            ensemble(look.look(Pause.REAL));
        }
        rest.addAll(systems());
        findings.addAll(rest);
        for (Source source : Assembly.sources(config, Pause.REAL)) {
            add(
                    PreflightRules.SOURCE,
                    source.name(),
                    CheckCommand.findings(source),
                    "mend it; 'keepsake-agent check' looks at the same");
        }
        return findings;
    }

    /** The servers' disks, and the masters and Marathons. */
    private List<Finding> systems() throws IOException {
        List<Finding> seen = new ArrayList<>();
        for (SourceConfig source : config.sources()) {
            if (source instanceof ZooKeeperSource server) {
                seen.addAll(disk(server));
            }
            if (source instanceof WebSourceConfig web) {
                seen.addAll(WebSystems.health(web, Pause.REAL));
            }
        }
        return seen;
    }

    /** Whether the same members lead as at the beginning, and what else has come up since. */
    List<Finding> after(Duration since) throws IOException {
        err.println("asking every system again");
        List<Finding> steady = new ArrayList<>();
        for (int i = 0; i < looks.size(); i++) {
            EnsembleSeen before = first.get(i);
            EnsembleSeen again = looks.get(i).look(Pause.REAL);
            steady.add(EnsembleLook.steady(before, again, since));
            steady.addAll(since(EnsembleChecks.of(before), EnsembleChecks.of(again)));
        }
        steady.addAll(since(rest, systems()));
        return steady;
    }

    /** What was not wrong, or not unknown, at the first look. */
    private static List<Finding> since(List<Finding> before, List<Finding> now) {
        Set<String> known = before.stream()
                .filter(finding -> finding.standing() != Standing.PASSED)
                .map(PreflightHealth::what)
                .collect(Collectors.toSet());
        return now.stream()
                .filter(finding -> finding.standing() != Standing.PASSED)
                .filter(finding -> !known.contains(what(finding)))
                .toList();
    }

    private static String what(Finding finding) {
        return finding.rule().id() + " " + finding.subject();
    }

    private void ensemble(EnsembleSeen seen) {
        first.add(seen);
        findings.addAll(EnsembleChecks.of(seen));
        findings.addAll(UpgradeChecks.versions(seen));
        target.ifPresent(release -> findings.addAll(UpgradeChecks.of(seen, release)));
    }

    private List<Finding> disk(ZooKeeperSource server) {
        ServerDisk disk = ServerDisk.of(server.name(), server.dataDir(), server.dataLogDir());
        List<Finding> found = new ArrayList<>(DiskChecks.of(disk));
        Optional<Release> runs = first.stream()
                .filter(seen -> seen.source().equals(server.name()))
                .flatMap(seen -> seen.oldest().stream())
                .findFirst();
        if (target.isPresent() && runs.isPresent()) {
            found.addAll(UpgradeChecks.snapshot(disk, runs.get(), target.get()));
        }
        return found;
    }

    private void store() throws InterruptedIOException {
        String subject = "store " + config.store().url();
        try (ObjectStore store = Duty.store(config)) {
            Catalog catalog = new Catalog(store, Assembly.keys(config), config.cluster(), new SecureRandom());
            List<CheckReport.Finding> tried =
                    StoreChecks.of(store, new SecureRandom())
                            .run(StoreCheck.Depth.CHEAP, one -> {})
                            .capabilities()
                            .stream()
                            .map(one -> new CheckReport.Finding(!one.isBroken(), one.name(), one.seen()))
                            .toList();
            add(PreflightRules.STORE, subject, tried, "'keepsake store check' looks closer");
            clock(store.now());
            if (catalog.exists()) {
                add(
                        PreflightRules.KEYS,
                        "keyring",
                        KeysCheck.findings(config, catalog),
                        "see 'encryption' and 'trusted-signers'");
            }
        } catch (InterruptedIOException e) {
            throw e;
        } catch (IOException e) {
            findings.add(PreflightRules.STORE.broken(
                    subject,
                    String.valueOf(e.getMessage()),
                    "a store that can be written to",
                    "mend that; 'keepsake-agent check' looks at the same"));
        }
    }

    private void clock(Instant now) {
        Duration off = Duration.between(now, clock.instant()).abs();
        String seen = off.toSeconds() + " s between this machine's clock and the store's";
        findings.add(
                off.compareTo(Pruner.MOST_SKEW) <= 0
                        ? PreflightRules.CLOCK.passed("clock", seen)
                        : PreflightRules.CLOCK.broken(
                                "clock",
                                seen,
                                "at most " + Pruner.MOST_SKEW.toSeconds() + " s",
                                "see to the time synchronisation of this machine, or of the store's"));
    }

    /** What is good is one line, what is not is one each. */
    private void add(Rule rule, String subject, List<CheckReport.Finding> looks, String remedy) {
        List<CheckReport.Finding> bad =
                looks.stream().filter(look -> !look.good()).toList();
        bad.forEach(look ->
                findings.add(rule.broken(look.subject(), look.seen(), "nothing in the way of a backup", remedy)));
        if (bad.isEmpty() && !looks.isEmpty()) {
            findings.add(rule.passed(
                    subject, looks.size() == 1 ? looks.get(0).seen() : looks.size() + " looks, nothing in the way"));
        }
    }
}
