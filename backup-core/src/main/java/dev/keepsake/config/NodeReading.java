package dev.keepsake.config;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/** Reads what this node is called, and which nodes make a backup complete. */
final class NodeReading {

    private NodeReading() {}

    static Optional<String> node(Section top, Supplier<String> hostName) {
        if (top.says("node")) {
            return top.optional("node", Formats::name);
        }

        String host = hostName.get().toLowerCase(Locale.ROOT);
        if (!Names.valid(host)) {
            top.report(
                    "node",
                    "this machine's host name " + Shown.quoted(host) + " is not a name (" + Names.ALLOWED
                            + "); set 'node:', or set " + Key.NODE.variable() + ", or give " + Key.NODE.flag());
            return Optional.empty();
        }
        top.standard("node", host, "default (host name)");
        return Optional.of(host);
    }

    static List<String> nodes(Section top, Optional<String> node) {
        if (!top.says("nodes")) {
            node.ifPresent(self -> top.standard("nodes", List.of(self).toString(), Origin.DEFAULT.shown()));
            return node.map(List::of).orElse(List.of());
        }

        List<String> nodes = top.list("nodes", Formats::name);
        if (nodes.stream().distinct().count() < nodes.size()) {
            top.report("nodes", "nodes: a name stands here twice");
        }
        if (top.isEmptyList("nodes")) {
            top.report("nodes", "nodes: expected at least one, found none; leave the key out for this node alone");
        }
        // an agent that only proves takes part in no backup
        node.filter(self -> top.says("sources") && !nodes.isEmpty() && !nodes.contains(self))
                .ifPresent(self -> top.report(
                        "nodes",
                        "nodes: this node, '" + self + "', is not among " + nodes + ": add it, or set 'node:'"));
        return nodes;
    }
}
