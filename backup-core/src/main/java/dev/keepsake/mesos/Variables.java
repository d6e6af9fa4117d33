package dev.keepsake.mesos;

import dev.keepsake.artefact.CorruptException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * What a log stores under names, after everything in it was done. Not every log is one of that kind: Aurora writes its own
 * records, and such a log has no variables.
 */
final class Variables {

    /** The name of the master's registry. */
    static final String REGISTRY = "registry";

    private static final int SNAPSHOT = 1;
    private static final int EXPUNGE = 2;
    private static final int DIFF = 3;

    private final SortedMap<String, Variable> variables = new TreeMap<>();
    private final Predicate<String> kept;
    private Optional<String> obstacle = Optional.empty();

    /** All of them with their values. */
    Variables() {
        this(name -> true);
    }

    private Variables(Predicate<String> kept) {
        this.kept = kept;
    }

    /** The registry with its value, and of all others the name: a log of many variables may be larger than memory. */
    static Variables registryAndNames() {
        return new Variables(REGISTRY::equals);
    }

    /** Does what stands at the next position. */
    void apply(Action action) {
        if (!action.isAppend() || obstacle.isPresent()) {
            return;
        }
        try {
            apply(Message.parse(action.bytes(), "position " + action.position()), action.position());
        } catch (CorruptException other) {
            obstacle = Optional.of("the log is not one of named variables (" + other.getMessage() + ")");
            variables.clear();
        }
    }

    private void apply(Message operation, long position) throws CorruptException {
        int type = (int) operation.requiredNumber(1);
        switch (type) {
            case SNAPSHOT -> {
                Message entry = operation.required(2).required(1);
                String name = new String(entry.requiredBytes(1), StandardCharsets.UTF_8);
                put(name, entry, entry.requiredBytes(3), position);
            }
            case EXPUNGE ->
                variables.remove(new String(operation.required(3).requiredBytes(1), StandardCharsets.UTF_8));
            case DIFF -> {
                Message entry = operation.required(4).required(1);
                String name = new String(entry.requiredBytes(1), StandardCharsets.UTF_8);
                Variable before = variables.get(name);
                if (before == null) {
                    throw new CorruptException("position " + position + " holds a difference of '" + name
                            + "', of which there is no value");
                }
                byte[] change = entry.requiredBytes(3);
                String place = "position " + position + ", " + name;
                put(name, entry, kept.test(name) ? Difference.apply(before.value(), change, place) : change, position);
            }
            default -> throw new CorruptException("position " + position + ": an operation of type " + type);
        }
    }

    private void put(String name, Message entry, byte[] value, long position) throws CorruptException {
        byte[] remembered = kept.test(name) ? value : new byte[0];
        variables.put(name, new Variable(name, entry.requiredBytes(2), remembered, position));
    }

    /** All of them, by name. */
    SortedMap<String, Variable> all() {
        return variables;
    }

    Optional<Variable> registry() {
        return Optional.ofNullable(variables.get(REGISTRY));
    }

    /** Why there are none, although something was appended. */
    Optional<String> obstacle() {
        return obstacle;
    }
}
