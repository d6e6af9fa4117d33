package dev.keepsake.cli;

import java.util.List;

/**
 * How a whole cluster comes back: what to do, in this order.
 *
 * @param of what is restored, in words
 * @param warnings what to know before
 * @param whole whether there is a command for everything that can be restored
 */
record ClusterPlan(String of, List<Step> steps, List<String> warnings, boolean whole) {

    /**
     * One step; the next one begins when it is done on every machine.
     *
     * @param notes what to see to
     * @param commands in their order
     */
    record Step(String title, List<String> notes, List<Order> commands) {

        /** Keeps its own copies. */
        Step {
            notes = List.copyOf(notes);
            commands = List.copyOf(commands);
        }
    }

    /**
     * A command.
     *
     * @param where on which machine: the name of its node, or words
     * @param line as a shell takes it
     */
    record Order(String where, String line) {

        /** Where it does not matter which machine it is. */
        static final String ANYWHERE = "any machine";
    }

    /** Keeps its own copies. */
    ClusterPlan {
        steps = List.copyOf(steps);
        warnings = List.copyOf(warnings);
    }
}
