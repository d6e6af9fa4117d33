package dev.keepsake.agent.metrics;

import java.util.List;

/** What is counted since the agent was started. Names and labels are for dashboards and rules, and stay. */
public enum Counted {
    SLOTS("slots", "What became of slots on this node, by kind.", "kind"),
    BREAKS("follow.breaks", "How often the history of a source that is followed broke.", "source"),
    REQUESTS("store.requests", "Requests to the store, by kind and by how they ended.", "kind", "outcome"),
    TRANSFERRED("store.transferred", "Bytes given to the store and taken from it.", "direction"),
    COLLECTIONS("memory.collections", "How often the memory for what lives long was collected."),
    NOTICES("notices", "Messages by target and by what became of them: sent, failed or dropped.", "target", "outcome");

    private final String name;
    private final String help;

    @SuppressWarnings("ImmutableEnumChecker") // what List.of() gives cannot be changed
    private final List<String> labels;

    Counted(String name, String help, String... labels) {
        this.name = "keepsake." + name;
        this.help = help;
        this.labels = List.of(labels);
    }

    String dotted() {
        return name;
    }

    String help() {
        return help;
    }

    List<String> labels() {
        return labels;
    }

    boolean isBytes() {
        return this == TRANSFERRED;
    }

    /** The name that Prometheus sees. */
    public String exposed() {
        return name.replace('.', '_') + (isBytes() ? "_bytes_total" : "_total");
    }
}
