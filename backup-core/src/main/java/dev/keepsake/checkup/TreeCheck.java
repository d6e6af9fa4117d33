package dev.keepsake.checkup;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/** Judges what was counted in the tree of an ensemble. */
public final class TreeCheck {

    private static final int USUAL_BUFFER = 0xfffff;
    private static final long MANY = 1_000_000;
    private static final int MANY_CHILDREN = 10_000;
    private static final Set<String> OWN = Set.of("/marathon", "/metronome", "/chronos");
    private static final String ROOT = "/";

    private final String ensemble;
    private final TreeCensus census;
    private final int buffer;

    /** Of an ensemble that is called so in findings, and its {@code jute.maxbuffer} where it is known. */
    public TreeCheck(String ensemble, TreeCensus census, OptionalInt maxBuffer) {
        this.ensemble = ensemble;
        this.census = census;
        this.buffer = maxBuffer.orElse(USUAL_BUFFER);
    }

    /** All that is to be said. */
    public List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        census.subtrees().forEach((path, subtree) -> subtree(findings, path, subtree));
        findings.add(largest());
        findings.add(size());
        findings.add(children());
        for (String mark : census.marks()) {
            findings.add(TreeRules.TENANTS.broken(
                    ensemble + " " + mark,
                    KnownRoots.program(mark) + " keeps its state here",
                    "the cluster's own state alone",
                    "give it an ensemble of its own; if that is meant to be so, silence this with the reason"));
        }
        List<String> others = others();
        if (!others.isEmpty()) {
            findings.add(TreeRules.TENANTS.broken(
                    ensemble,
                    "several frameworks keep their state here: " + String.join(", ", census.frameworks()),
                    "the cluster's own alone",
                    "see whose the others are; those that are gone leave znodes behind, which their owner may delete"));
        } else if (census.marks().isEmpty()) {
            findings.add(TreeRules.TENANTS.passed(ensemble, "none that is known"));
        }
        return findings;
    }

    /** Those that are no part of a usual cluster, where there are several. */
    private List<String> others() {
        return census.frameworks().size() < 2
                ? List.of()
                : census.frameworks().stream().filter(one -> !OWN.contains(one)).toList();
    }

    private void subtree(List<Finding> findings, String path, TreeCensus.Subtree subtree) {
        String subject = ensemble + " " + path;
        if (subtree.open() > 0) {
            findings.add(TreeRules.OPEN.broken(
                    path.equals(ROOT) ? Severity.NOTE : TreeRules.OPEN.severity(),
                    subject,
                    subtree.open() + " of " + subtree.znodes() + " znodes ("
                            + Math.max(1, subtree.open() * 100 / subtree.znodes()) + "%)",
                    "none",
                    path.equals(ROOT)
                            ? "ZooKeeper makes it so: once all that is meant to be below it is there, let nobody else"
                                    + " create there (setAcl /)"
                            : "let its program create them with access lists, and change those that are there"
                                    + " (setAcl -R)"));
        } else {
            findings.add(TreeRules.OPEN.passed(subject, "none of " + subtree.znodes() + " znodes"));
        }
        if (subtree.unknown() > 0) {
            findings.add(TreeRules.UNREADABLE_LISTS.broken(
                    subject,
                    subtree.unknown() + " of " + subtree.znodes() + " znodes",
                    "none",
                    "look as somebody who may read access lists (--auth)"));
        }
    }

    private Finding largest() {
        String subject = ensemble + " " + census.largest();
        String seen = census.most() + " bytes, where jute.maxbuffer is " + buffer;
        return census.most() > buffer / 2
                ? TreeRules.LARGE.broken(
                        subject,
                        seen,
                        "at most half of it",
                        "keep large things elsewhere and their address here; or raise jute.maxbuffer on all servers"
                                + " and clients")
                : TreeRules.LARGE.passed(ensemble, "the largest is " + census.largest() + " with " + seen);
    }

    private Finding size() {
        String seen = census.znodes() + " znodes with " + census.bytes() + " bytes; each " + census.least() + " to "
                + census.most() + " bytes, " + census.mean() + " on average, 99% at most " + census.percentile(99);
        return census.znodes() > MANY
                ? TreeRules.COUNT.broken(
                        ensemble,
                        seen,
                        "at most " + MANY,
                        "see which subtree grows, and who should clean it up: " + widest())
                : TreeRules.COUNT.passed(ensemble, seen);
    }

    private String widest() {
        return census.subtrees().entrySet().stream()
                .max(Map.Entry.comparingByValue((one, other) -> Long.compare(one.znodes(), other.znodes())))
                .map(entry -> entry.getKey() + " has " + entry.getValue().znodes())
                .orElse("none");
    }

    private Finding children() {
        String seen = census.parent() + " has " + census.mostChildren() + " children";
        return census.mostChildren() > MANY_CHILDREN
                ? TreeRules.CHILDREN.broken(
                        ensemble + " " + census.parent(),
                        seen,
                        "at most " + MANY_CHILDREN,
                        "let its program clean up, or spread them over several znodes")
                : TreeRules.CHILDREN.passed(ensemble, "at the most: " + seen);
    }
}
