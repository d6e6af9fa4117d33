package dev.keepsake.zookeeper.live;

import dev.keepsake.artefact.RefusedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.function.IntConsumer;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Id;

/**
 * Finds out what the servers would take, by writes that cannot succeed: below a parent that does not exist. A server judges
 * the form of a request first, so what it complains of tells; nothing is ever written.
 */
final class Probe {

    private static final int TOGETHER = 50;
    private static final int ON_THE_WAY = 100;
    private static final long AN_HOUR = 3_600_000;
    private static final int SIZE_TRIES = 2;

    private final LiveEnsemble ensemble;
    private final String nowhere = "/keepsake-" + UUID.randomUUID() + "/x";

    Probe(LiveEnsemble ensemble) {
        this.ensemble = ensemble;
    }

    /** Refuses a place where nothing can be created, as what comes first would be. */
    void requirePlace(boolean rootMissing) throws IOException {
        String first = rootMissing ? Place.ROOT : Place.parent(nowhere);
        int[] end = {Code.OK.intValue(), -1};
        Questions<String> question = new Questions<>(ensemble, 1, (client, path, answered) -> {
            // together or not at all, and the second part cannot be
            List<Op> writes = List.of(
                    Op.create(path, new byte[0], ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT),
                    Op.check(nowhere, 0));
            Requests.send(client, new Batch(writes), (code, failed) -> {
                end[0] = code;
                end[1] = failed;
                answered.accept(code);
            });
        });
        question.ask(first);
        question.finish();
        if (end[1] == 0) {
            throw new RefusedException("nothing can be created at "
                    + ensemble.settings().connect() + ": " + placeWords(end[0], rootMissing) + "; nothing was written");
        }
    }

    private static String placeWords(int code, boolean rootMissing) {
        if (rootMissing && code == Code.NONODE.intValue()) {
            return "the path is not there, and nor is the one above it. Create that one, or name another path";
        }
        if (code == Code.NOAUTH.intValue()) {
            return "an access list there does not let this session create znodes. The super user's password, with --auth,"
                    + " helps";
        }
        return "the servers say " + Retryable.name(code);
    }

    /** Refuses a tree of which the servers would refuse a part later on. */
    void requireTaken(Inventory inventory) throws IOException {
        requireLists(inventory.identities());
        requireKind(inventory.containers(), CreateMode.CONTAINER, -1, "containers", "3.5.1 or later");
        requireKind(
                inventory.timed(),
                CreateMode.PERSISTENT_WITH_TTL,
                AN_HOUR,
                "znodes with a time to live",
                "3.5.3 or later, and each of them started with -Dzookeeper.extendedTypesEnabled=true");
        requireRoom(inventory);
    }

    private void requireLists(Set<String> identities) throws IOException {
        ConcurrentLinkedQueue<List<String>> refused = new ConcurrentLinkedQueue<>();
        ask(groups(new ArrayList<>(identities), TOGETHER), refused);
        ConcurrentLinkedQueue<List<String>> single = new ConcurrentLinkedQueue<>();
        for (List<String> group : refused) {
            ask(groups(group, 1), single);
        }
        if (!single.isEmpty()) {
            Named named = new Named();
            single.forEach(group -> named.add(shown(group.get(0))));
            throw new RefusedException("the servers take no access lists with " + named.words()
                    + ": they have no provider for the scheme, or it does not take this id. Set up the same"
                    + " zookeeper.authProvider as the source had, on every server; nothing was written");
        }
    }

    /** Digests are as good as passwords to whoever has time. */
    private static String shown(String identity) {
        return identity.startsWith("digest:") ? identity.replaceFirst("(digest:[^:]*):.*", "$1:...") : identity;
    }

    private static List<List<String>> groups(List<String> identities, int size) {
        List<List<String>> groups = new ArrayList<>();
        for (int i = 0; i < identities.size(); i += size) {
            groups.add(List.copyOf(identities.subList(i, Math.min(identities.size(), i + size))));
        }
        return groups;
    }

    private void ask(List<List<String>> groups, ConcurrentLinkedQueue<List<String>> refused) throws IOException {
        Questions<List<String>> questions = new Questions<>(
                ensemble,
                ON_THE_WAY,
                (client, group, end) -> create(client, list(group), code -> {
                    if (code == Code.INVALIDACL.intValue()) {
                        refused.add(group);
                    }
                    end.accept(code);
                }));
        for (List<String> group : groups) {
            questions.ask(group);
        }
        questions.finish();
    }

    private void create(ZooKeeper client, List<ACL> list, IntConsumer end) {
        client.create(
                nowhere,
                new byte[0],
                list,
                CreateMode.PERSISTENT,
                (code, path, context, name) -> end.accept(code),
                null);
    }

    private static List<ACL> list(List<String> identities) {
        List<ACL> list = new ArrayList<>();
        for (String identity : identities) {
            int colon = identity.indexOf(':');
            list.add(new ACL(ZooDefs.Perms.ALL, new Id(identity.substring(0, colon), identity.substring(colon + 1))));
        }
        return list;
    }

    private void requireKind(Named found, CreateMode mode, long timeToLive, String kind, String needed)
            throws IOException {
        if (found.isEmpty()) {
            return;
        }
        int code = answer((client, subject, end) -> client.create(
                nowhere,
                new byte[0],
                ZooDefs.Ids.OPEN_ACL_UNSAFE,
                mode,
                (answer, path, context, name, stat) -> end.accept(answer),
                null,
                timeToLive));
        if (code == Code.UNIMPLEMENTED.intValue()) {
            throw new RefusedException("the tree has " + found.count() + " " + kind + " (" + found.words()
                    + "), but these servers know none: they must be " + needed + "; nothing was written");
        }
    }

    /** Where a request is too large, a server hangs up without a word. */
    private void requireRoom(Inventory inventory) throws IOException {
        int size = inventory.largest();
        if (size <= ensemble.maxBuffer()) {
            return;
        }
        if (ensemble.knowsMaxBuffer() || !takes(size)) {
            throw new RefusedException("znode " + inventory.largestPath() + " takes a request of " + size
                    + " bytes, but the servers' jute.maxbuffer is " + ensemble.maxBuffer()
                    + (ensemble.knowsMaxBuffer() ? "" : " or so")
                    + ". Start them with a larger one (-Djute.maxbuffer), as the source had; nothing was written");
        }
    }

    private boolean takes(int size) throws IOException {
        byte[] data = new byte[Sizes.dataOf(size, nowhere)];
        for (int i = 0; i < SIZE_TRIES; i++) {
            if (!Retryable.is(setNowhere(data))) {
                return true;
            }
            ensemble.awaitConnected(Questions.PATIENCE);
        }
        return false;
    }

    private int answer(Questions.Asker<String> asker) throws IOException {
        int[] answer = {Code.OK.intValue()};
        Questions<String> question = new Questions<>(
                ensemble,
                1,
                (client, path, end) -> asker.ask(client, path, code -> {
                    answer[0] = code;
                    end.accept(code);
                }));
        question.ask(nowhere);
        question.finish();
        return answer[0];
    }

    /** One question whose answer is not asked for again when it is lost. */
    private int setNowhere(byte[] data) throws IOException {
        Semaphore over = new Semaphore(0);
        int[] answer = new int[1];
        ensemble.client()
                .setData(
                        nowhere,
                        data,
                        -1,
                        (code, path, context, stat) -> {
                            answer[0] = code;
                            over.release();
                        },
                        null);
        try {
            over.acquire();
        } catch (InterruptedException e) {
            throw Questions.interrupted();
        }
        return answer[0];
    }
}
