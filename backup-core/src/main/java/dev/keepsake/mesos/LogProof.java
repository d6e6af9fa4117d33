package dev.keepsake.mesos;

import dev.keepsake.artefact.CheckReport.Finding;
import dev.keepsake.artefact.Content;
import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.DocumentProver;
import dev.keepsake.artefact.RefusedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Unites the replicas of each log of a backup, as a restore does, and compares the registry that they amount to with what
 * the leading masters told of it: a log that could not be restored is found when there is still time to take another backup.
 */
public final class LogProof implements DocumentProver {

    private static final String MASTER = "mesos-master";
    private static final String ANSWER = "registry";
    // an agent that registers between the two captures is no sign of anything
    private static final Set<String> RESTLESS = Set.of(RegistryComparison.AGENTS, RegistryComparison.UNREACHABLE);

    @Override
    public List<Finding> look(List<Held> held, List<Silent> silent) throws IOException {
        TreeMap<String, List<Replica>> logs = new TreeMap<>();
        for (Held one : held) {
            Content replica = one.documents().get(Replica.DOCUMENT);
            if (one.type().equals(MesosLogSource.TYPE) && replica != null) {
                logs.computeIfAbsent(one.source(), name -> new ArrayList<>()).add(new Replica(one.node(), replica));
            }
        }
        List<Finding> findings = new ArrayList<>();
        for (String log : logs.keySet()) {
            List<Replica> replicas = logs.getOrDefault(log, List.of());
            look("replicated log '" + log + "'", replicas, masters(log, replicas, silent), held, findings);
        }
        return findings;
    }

    private static int masters(String log, List<Replica> replicas, List<Silent> silent) {
        Set<String> nodes = new TreeSet<>();
        replicas.forEach(replica -> nodes.add(replica.name()));
        silent.stream()
                .filter(one -> one.source().isEmpty() || one.source().get().equals(log))
                .forEach(one -> nodes.add(one.node()));
        return nodes.size();
    }

    private static void look(
            String subject, List<Replica> replicas, int masters, List<Held> held, List<Finding> findings)
            throws IOException {
        try {
            History history = History.of(replicas, masters);
            if (history.facts().values().stream().allMatch(facts -> facts.lastLearned() < 0)) {
                findings.add(new Finding(true, subject, "nothing is learned in it: it is empty"));
                return;
            }
            Union union = history.unite();
            LogImage image = LogImage.of(history, union, new LogImage.Edits(false, false));
            List<String> words = new ArrayList<>();
            words.add("the replicas of " + String.join(", ", history.facts().keySet()) + " unite to positions "
                    + union.begin() + " to " + union.end());
            words.addAll(union.notes());
            findings.add(new Finding(true, subject, String.join("; ", words)));
            compare(subject, image.registry(), held, findings);
        } catch (CorruptException | RefusedException e) {
            findings.add(new Finding(false, subject, String.valueOf(e.getMessage())));
        }
    }

    private static void compare(String subject, Optional<Registry> registry, List<Held> held, List<Finding> findings)
            throws IOException {
        for (Held master : held) {
            Content told = master.documents().get(ANSWER);
            if (registry.isEmpty() || !master.type().equals(MASTER) || told == null) {
                continue;
            }
            byte[] json = registry.get().json();
            boolean others = RegistryComparison.shareNoAgent(json, told);
            for (Finding finding : RegistryComparison.of(json, told).findings()) {
                boolean passing = !others && RESTLESS.contains(finding.subject());
                findings.add(new Finding(
                        finding.good() || passing,
                        subject + " and '" + master.source() + "': " + finding.subject(),
                        finding.seen()));
            }
        }
    }
}
