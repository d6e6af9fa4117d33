package dev.keepsake.zookeeper.live.subtree;

import dev.keepsake.artefact.PastZnode;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.zookeeper.live.EnsembleLostException;
import dev.keepsake.zookeeper.live.LiveEnsemble;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.OpResult;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.Stat;

/** A session with a real ensemble. */
final class Session implements Ensemble {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final LiveEnsemble ensemble;

    Session(LiveEnsemble ensemble) {
        this.ensemble = ensemble;
    }

    @Override
    public SortedMap<String, PastZnode> subtree(String path) throws IOException {
        SortedMap<String, PastZnode> found = new TreeMap<>(PathOrder.PARENTS_FIRST);
        for (String above = path; !above.equals("/"); ) {
            above = PathOrder.parent(above);
            found.putAll(read(List.of(above)));
        }
        Round<Reading> round = new Round<>(this::connected);
        for (List<String> level = List.of(path); !level.isEmpty(); ) {
            List<String> next = new ArrayList<>();
            round.ask(level, (client, asked, answer) -> new Reading(asked, true, answer).ask(client))
                    .forEach((asked, reading) -> {
                        found.put(asked, reading.znode());
                        reading.children().stream()
                                .map(name -> asked.equals("/") ? "/" + name : asked + "/" + name)
                                .filter(child -> !child.equals("/zookeeper/config"))
                                .forEach(next::add);
                    });
            next.sort(Comparator.naturalOrder());
            level = next;
        }
        requireReadable(round.denied(), path);
        requireWhole(found.values());
        return found;
    }

    @Override
    public Map<String, PastZnode> read(Collection<String> paths) throws IOException {
        Round<Reading> round = new Round<>(this::connected);
        Map<String, PastZnode> found = new HashMap<>();
        round.ask(paths, (client, asked, answer) -> new Reading(asked, false, answer).ask(client))
                .forEach((asked, reading) -> found.put(asked, reading.znode()));
        requireReadable(round.denied(), "those touched");
        requireWhole(found.values());
        return found;
    }

    @Override
    public Map<String, Sight> look(Collection<String> paths) throws IOException {
        Round<Sight> round = new Round<>(this::connected);
        Map<String, Sight> seen = round.ask(
                paths,
                (client, asked, answer) -> client.exists(
                        asked, false, (code, same, context, stat) -> answer.take(code, sight(stat)), null));
        requireReadable(round.denied(), "those touched");
        return seen;
    }

    private static Sight sight(Stat stat) {
        return stat == null
                ? new Sight(new Identity(0, 0, 0, 0), 0, false)
                : new Sight(
                        Wire.identity(stat),
                        stat.getNumChildren(),
                        Wire.kind(stat.getEphemeralOwner()) == PastZnode.Kind.EPHEMERAL);
    }

    @Override
    public Answer commit(List<Edit> edits) throws IOException {
        List<Op> operations = edits.stream().map(Wire::operation).toList();
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        connected().multi(operations, (code, path, context, results) -> answer.complete(answer(code, results)), null);
        return Round.awaited(answer);
    }

    private static Answer answer(int number, List<OpResult> results) {
        Code code = Code.get(number);
        if (code == Code.OK) {
            return new Answer.Done(results.stream().map(Wire::state).toList());
        }
        if (Wire.isLost(code)) {
            return new Answer.Lost(Wire.words(code));
        }
        return new Answer.Stopped(results == null ? -1 : failing(results), Wire.words(code), Wire.isLasting(code));
    }

    private static int failing(List<OpResult> results) {
        for (int i = 0; i < results.size(); i++) {
            if (results.get(i) instanceof OpResult.ErrorResult error && error.getErr() != Code.OK.intValue()) {
                return i;
            }
        }
        return -1;
    }

    @Override
    public List<Answer> secure(List<Access> lists) throws IOException {
        ZooKeeper client = connected();
        List<CompletableFuture<Answer>> answers = new ArrayList<>();
        for (Access access : lists) {
            CompletableFuture<Answer> answer = new CompletableFuture<>();
            answers.add(answer);
            client.setACL(
                    access.path(),
                    Wire.acl(access.acl()),
                    access.version(),
                    (code, path, context, stat) -> answer.complete(secured(code, stat)),
                    null);
        }
        List<Answer> all = new ArrayList<>();
        for (CompletableFuture<Answer> answer : answers) {
            all.add(Round.awaited(answer));
        }
        return all;
    }

    private static Answer secured(int number, Stat stat) {
        Code code = Code.get(number);
        if (code == Code.OK) {
            return new Answer.Done(List.of(Optional.of(Wire.identity(stat))));
        }
        return Wire.isLost(code)
                ? new Answer.Lost(Wire.words(code))
                : new Answer.Stopped(0, Wire.words(code), Wire.isLasting(code));
    }

    /** Below a chroot, ZooKeeper's client asks for creations in the old way, whose answer holds no Stat. */
    @Override
    public boolean tellsCreations() {
        return ensemble.settings().chroot().equals("/");
    }

    @Override
    public boolean isSomebody() {
        return !ensemble.settings().credentials().isEmpty();
    }

    @Override
    public int maxBuffer() {
        return ensemble.maxBuffer();
    }

    private ZooKeeper connected() throws IOException {
        if (!ensemble.awaitConnected(PATIENCE)) {
            throw new EnsembleLostException(
                    "no connection to " + ensemble.settings().hosts() + " for " + PATIENCE.toSeconds() + " s");
        }
        return ensemble.client();
    }

    private static void requireReadable(Collection<String> denied, String where) throws RefusedException {
        if (!denied.isEmpty()) {
            throw new RefusedException(denied.size() + " znodes at or below " + where
                    + " may not be read by this session,"
                    + " the first " + denied.iterator().next() + "; give --auth with a user who may read and administer"
                    + " them");
        }
    }

    /** A server shows hashes of passwords only to whoever may change the list; others are shown an x. */
    private static void requireWhole(Collection<PastZnode> found) throws RefusedException {
        List<String> masked = found.stream()
                .filter(znode -> !znode.hasWholeList())
                .map(PastZnode::path)
                .toList();
        if (!masked.isEmpty()) {
            throw new RefusedException(
                    "the access lists of " + masked.size() + " znodes are shown to this session only in"
                            + " part, the first of " + masked.get(0)
                            + "; give --auth with a user who has the right 'a' there, or"
                            + " the super user");
        }
    }
}
