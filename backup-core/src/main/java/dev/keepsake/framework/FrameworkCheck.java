package dev.keepsake.framework;

import dev.keepsake.artefact.CheckReport.Finding;
import dev.keepsake.artefact.CrossCheck;
import dev.keepsake.framework.FrameworkIds.Masters;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/** Whether the masters know the frameworks that were captured with them, by the ids that both told. */
public final class FrameworkCheck implements CrossCheck {

    /** Of a framework: the id by which it says that Mesos knows it. */
    static final String ID = "framework-id";

    /** Of masters: the ids of the frameworks that are registered. */
    static final String KNOWN = "frameworks";

    /** Of masters: the ids of those that were torn down. */
    static final String COMPLETED = "frameworks-completed";

    private static final String MASTER = "mesos-master";
    private static final String SEPARATOR = ", ";
    // masters remember 50 of those that were torn down
    private static final int MOST = 500;
    // a list that was shortened on its way into a record would seem to lack the others
    private static final int LONGEST = 30_000;

    /** Notes what masters know, unless that is too much for a manifest: then nothing is compared by it. */
    static void note(Masters masters, Gathering gathering) {
        String known = String.join(SEPARATOR, masters.known());
        String completed = String.join(SEPARATOR, masters.completed());
        boolean few = masters.known().size() <= MOST && masters.completed().size() <= MOST;
        if (few && known.length() + completed.length() <= LONGEST) {
            gathering.fact(KNOWN, known);
            gathering.fact(COMPLETED, completed);
        }
    }

    @Override
    public List<String> contradictions(List<Told> sources) {
        Optional<Masters> masters = sources.stream()
                .filter(told -> told.type().equals(MASTER) && told.facts().containsKey(KNOWN))
                .map(told -> masters(told.facts()))
                .reduce(Masters::and);
        Set<String> sentences = new LinkedHashSet<>();
        for (Told told : sources) {
            String id = told.facts().getOrDefault(ID, "");
            masters.filter(known -> !id.isEmpty())
                    .map(known -> FrameworkIds.atMasters(told.source(), id, known))
                    .filter(finding -> !finding.good())
                    .map(FrameworkCheck::sentence)
                    .ifPresent(sentences::add);
        }
        return new ArrayList<>(sentences);
    }

    private static String sentence(Finding finding) {
        return finding.subject() + ": " + finding.seen();
    }

    private static Masters masters(SortedMap<String, String> facts) {
        return new Masters(ids(facts, KNOWN), ids(facts, COMPLETED));
    }

    private static Set<String> ids(SortedMap<String, String> facts, String name) {
        Set<String> ids =
                new LinkedHashSet<>(List.of(facts.getOrDefault(name, "").split(SEPARATOR)));
        ids.remove("");
        return ids;
    }
}
