package dev.keepsake.zookeeper;

import dev.keepsake.artefact.RefusedException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * How far an observer says it is.
 *
 * @param status what it vouches for; empty while it has not everything yet, or has lost its leader
 * @param phase what it does, as ZooKeeper calls it
 * @param leader whom it follows, by number; -1 for nobody
 * @param voters who votes, as the ensemble itself says; empty while none of its servers has spoken
 */
record ObserverState(Optional<ServerStatus> status, String phase, String leader, Set<Long> voters) {

    /** Reads what the process wrote to whoever asked. */
    static ObserverState parse(String answer, String address) throws RefusedException {
        Optional<ServerStatus> status = answer.contains("not currently serving")
                ? Optional.empty()
                : Optional.of(ServerStatus.parse(answer, address));
        Set<Long> voters = new TreeSet<>();
        for (String number : line(answer, "Ensemble").orElse("").split(",", -1)) {
            if (number.matches("[0-9]{1,18}")) {
                voters.add(Long.parseLong(number));
            }
        }
        return new ObserverState(
                status,
                line(answer, "State").orElse("BEGINNING"),
                line(answer, "Leader").orElse("-1"),
                voters);
    }

    private static Optional<String> line(String answer, String name) {
        return answer.lines()
                .filter(line -> line.startsWith(name + ": "))
                .map(line -> line.substring(name.length() + 2).strip())
                .filter(value -> !value.isEmpty())
                .findFirst();
    }

    /** Whether it looks for a leader, or has not begun to. */
    boolean looks() {
        return !phase.startsWith("OBSERVING");
    }
}
