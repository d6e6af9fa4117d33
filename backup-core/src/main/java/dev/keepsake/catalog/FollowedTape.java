package dev.keepsake.catalog;

import dev.keepsake.archive.Keys;
import dev.keepsake.artefact.Artefact;
import dev.keepsake.artefact.ArtefactSink;
import dev.keepsake.artefact.Mark;
import dev.keepsake.artefact.TapeStart;
import dev.keepsake.artefact.Zxid;
import dev.keepsake.store.ObjectStore;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedMap;
import java.util.random.RandomGenerator;

/**
 * The tape of a source that is followed all the time. It remembers where the tape ends, so that nothing is asked of the
 * store while nothing happens, and a link costs one put and one look.
 *
 * <p>What it remembers is for whoever alone writes this tape: {@link #forget} makes it look again, and is due after every
 * failure and after somebody else may have written. It keeps nothing that could be lost.
 */
public final class FollowedTape implements ArtefactSink {

    /** A base is large, and scheduled backups ask for one, too. */
    static final Duration BETWEEN_BASES = Duration.ofHours(1);

    private final Vault store;
    private final OpenTape tape;
    private final Layout layout;
    private final RollUp rollUp;
    private final LinkSweep sweep;
    private Optional<Instant> baseAsked = Optional.empty();
    private String told = "";
    private boolean sure;

    /**
     * Where the tape ends.
     *
     * @param tape its ULID
     * @param through its last transaction
     * @param time when that was, on the leader's clock
     */
    public record End(String tape, Zxid through, Instant time) {}

    /**
     * A break in the history of a server.
     *
     * @param ended the ULID of the tape that could not be gone on with
     * @param begun the ULID of the one after it
     * @param why in words
     */
    public record Break(String ended, String begun, String why) {}

    private FollowedTape(Vault store, Layout layout, OpenTape tape, LinkSweep sweep) {
        this.store = store;
        this.layout = layout;
        this.tape = tape;
        this.rollUp = new RollUp(store, layout);
        this.sweep = sweep;
    }

    /** The tape of a node's source in an archive without keys that exists. */
    public static FollowedTape in(
            ObjectStore store, String cluster, String node, String source, RandomGenerator random) {
        return in(store, Keys.NONE, cluster, node, source, random);
    }

    /** The tape of a node's source in an archive that exists; {@code random} makes names of tapes unique. */
    public static FollowedTape in(
            ObjectStore store, Keys keys, String cluster, String node, String source, RandomGenerator random) {
        Layout layout = new Layout(cluster);
        Vault vault = new Vault(store, keys);
        OpenTape tape = new OpenTape(vault, layout, node, source, random);
        return new FollowedTape(vault, layout, tape, new LinkSweep(vault, layout));
    }

    /** The same tape by another connection to the same store; it looks again, but only at what it has not looked at. */
    public FollowedTape over(ObjectStore connection) {
        Vault vault = store.over(connection);
        FollowedTape again = new FollowedTape(vault, layout, tape.over(vault), sweep.over(vault));
        again.baseAsked = baseAsked;
        again.told = told;
        return again;
    }

    /** Makes the next question for the end go to the store. What was looked at once is not looked at again. */
    public void forget() {
        sure = false;
    }

    @Override
    public Optional<Mark> end() throws IOException {
        if (!sure) {
            tape.refresh();
            sure = true;
        }
        return tape.end();
    }

    @Override
    public Optional<Zxid> onlyBase() {
        return tape.onlyBase();
    }

    @Override
    public void begin(TapeStart start) {
        tape.begin(start);
    }

    @Override
    public Optional<Zxid> baseWanted() throws IOException {
        Instant now = store.now();
        if (baseAsked.isPresent() && now.isBefore(baseAsked.get().plus(BETWEEN_BASES))) {
            return Optional.empty();
        }
        Optional<Zxid> wanted = tape.baseWanted(BasePolicy.DEFAULT);
        baseAsked = Optional.of(now);
        return wanted;
    }

    @Override
    public void receive(Artefact artefact) throws IOException {
        switch (artefact.kind()) {
            case BASE -> tape.receiveBase(artefact);
            case LINK -> tape.receiveLink(artefact);
            case UNPROVEN_BASE, UNPROVEN_TAIL, WALK ->
                throw new IllegalArgumentException(
                        "what is unproven, or a walk, belongs to a backup, and never to a tape");
        }
    }

    /** A sending is over. What the source says of itself is kept in backups. */
    @Override
    public void describe(SortedMap<String, String> facts) {}

    /**
     * A turn is over, whether it found anything or not. Rolls up the small links behind the last run, and removes those that
     * have been in one for days, some of them at a time: mostly there is nothing to do. A failure says nothing of the tape, and leaves nothing undone that a later call does not do.
     *
     * @param now on any clock that tells how long things take
     * @throws dev.keepsake.artefact.CorruptException when a link or a run cannot be read back; it is gone around
     */
    public void afterTurn(Instant now) throws IOException {
        Optional<Link> last = tape.state().flatMap(TapeState::last);
        if (last.isPresent()) {
            TapeName name = tape.current().name();
            if (rollUp.afterTurn(name, last.get().through(), now).isEmpty()) {
                sweep.afterTurn(name, now);
            }
        }
    }

    /** Where the tape ended when it was last looked at or written; empty when it holds no transaction. */
    public Optional<End> known() {
        Optional<Link> last = tape.state().flatMap(TapeState::last);
        return last.map(
                link -> new End(tape.current().name().id(), link.through(), Instant.ofEpochMilli(link.lastTime())));
    }

    /** The break with which this object began the running tape; each is told once. */
    public Optional<Break> newBreak() {
        Optional<TapeRecord> begun = tape.begun().filter(one -> !one.tape().equals(told));
        begun.ifPresent(one -> told = one.tape());
        return begun.flatMap(one -> Optional.ofNullable(one.before())
                .map(before -> new Break(before, one.tape(), one.reason() + ": " + one.explanation())));
    }
}
