package dev.keepsake.job;

import dev.keepsake.store.Capability;
import dev.keepsake.store.StoreException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Whether of several writers of one object exactly one is told that it is theirs, and nobody's is overwritten. */
final class RaceTrial implements StoreTrial {

    private static final String NAME = "put-if-absent";
    private static final String REASON =
            ": one agent would overwrite what another has committed. This store must not hold backups; use one that knows"
                    + " If-None-Match, and none of whose gateways or proxies drop it";

    private final CheckFolder folder;
    private final String nonce;
    private final boolean kept;
    private final int writers;
    private final int rounds;

    /** In a folder where objects are kept, they may be there already, and then nobody wins. */
    RaceTrial(CheckFolder folder, String nonce, boolean kept, int writers, int rounds) {
        this.folder = folder;
        this.nonce = nonce;
        this.kept = kept;
        this.writers = writers;
        this.rounds = rounds;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Capability take() throws IOException {
        for (int round = 0; round < rounds; round++) {
            String wrong = race("race-" + round);
            if (!wrong.isEmpty()) {
                return Capability.broken(NAME, wrong + REASON);
            }
        }
        return Capability.ok(
                NAME,
                "of " + writers
                        + " writers at once never more than one got an object, and it holds what the winner wrote");
    }

    private String race(String name) throws IOException {
        List<Integer> winners = new CopyOnWriteArrayList<>();
        Crowd.each(writers, writers, writer -> {
            if (wins(name, writer)) {
                winners.add(writer);
            }
        });
        if (winners.size() > 1 || (winners.isEmpty() && !kept)) {
            return winners.size() + " of " + writers + " writers at once were told that an object is theirs";
        }
        String there = new String(folder.read(name, 0), StandardCharsets.UTF_8);
        if (!winners.isEmpty() && !there.equals(text(winners.get(0)))) {
            return "one writer won, and what stands there is not what it wrote";
        }
        for (int writer = 0; writer < writers; writer++) {
            if (wins(name, writer) != there.equals(text(writer))) {
                return "what was refused before was taken when it was put again, or the other way round";
            }
        }
        String after = new String(folder.read(name, 0), StandardCharsets.UTF_8);
        return after.equals(there) ? "" : "an object was overwritten that was to be left as it is";
    }

    private boolean wins(String name, int writer) throws StoreException {
        try {
            folder.putIfAbsent(name, text(writer).getBytes(StandardCharsets.UTF_8));
            return true;
        } catch (StoreException.AlreadyExists taken) {
            return false;
        }
    }

    private String text(int writer) {
        return "writer " + writer + " of " + nonce + "\n";
    }
}
