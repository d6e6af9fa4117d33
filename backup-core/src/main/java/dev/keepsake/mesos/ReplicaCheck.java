package dev.keepsake.mesos;

import dev.keepsake.artefact.CrossCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Whether the replicas of a log, as they told of themselves, can be of one history. */
public final class ReplicaCheck implements CrossCheck {

    /** Of a replica: its last appends. */
    static final String APPENDS = "last-appends";

    private static final String VOTING = "voting";

    /** A replica that has a vote. */
    private record Voter(Told told, Map<Long, String> appends) {}

    @Override
    public List<String> contradictions(List<Told> sources) {
        List<Voter> voters = new ArrayList<>();
        for (Told told : sources) {
            if (told.type().equals(MesosLogSource.TYPE)
                    && VOTING.equals(told.facts().get("status"))) {
                LastAppends.parse(told.facts().getOrDefault(APPENDS, ""))
                        .ifPresent(appends -> voters.add(new Voter(told, appends)));
            }
        }
        List<String> sentences = new ArrayList<>();
        for (int i = 0; i < voters.size(); i++) {
            for (int j = 0; j < i; j++) {
                if (voters.get(i).told().source().equals(voters.get(j).told().source())) {
                    sentence(voters.get(j), voters.get(i)).ifPresent(sentences::add);
                }
            }
        }
        return sentences;
    }

    private static Optional<String> sentence(Voter one, Voter other) {
        for (Map.Entry<Long, String> append : one.appends().entrySet()) {
            String hash = other.appends().get(append.getKey());
            if (hash != null && !hash.equals(append.getValue())) {
                return Optional.of("replicated log '" + one.told().source() + "': the replicas of "
                        + one.told().node() + " and " + other.told().node() + " have both learned position "
                        + append.getKey()
                        + ", with different values: one of them was wiped, restored or rolled back, or"
                        + " is another cluster's. A restore would use what most masters share, or refuse; see which one"
                        + " is wrong, and let it begin anew with an empty directory");
            }
        }
        return Optional.empty();
    }
}
