package dev.keepsake.zookeeper.live.subtree;

import dev.keepsake.artefact.PastZnode;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is to become of one znode of a running ensemble.
 *
 * @param path where it is there, which need not be where it was
 * @param from as it is there now; null where there is none
 * @param to what it shall hold: data, access list and kind count, its Stat is the server's; null where there shall be none
 */
public record ZnodeChange(
        String path, @Nullable PastZnode from, @Nullable PastZnode to) {

    /** Refuses what changes nothing. */
    public ZnodeChange {
        if (from == null && to == null) {
            throw new IllegalArgumentException("neither there nor wanted: " + path);
        }
    }

    /** Whether it is not there yet. */
    public boolean creates() {
        return from == null;
    }

    /** Whether it is to go. */
    public boolean deletes() {
        return to == null;
    }

    /** Whether a znode that stays gets other data. */
    public boolean setsData() {
        return from != null && to != null && !from.sameData(to);
    }

    /** Whether a znode that stays gets another access list. */
    public boolean setsAcl() {
        return from != null && to != null && !from.acl().equals(to.acl());
    }

    /** As it is now; only where it is there. */
    public PastZnode present() {
        return Objects.requireNonNull(from);
    }

    /** As it shall be; only where it shall be. */
    public PastZnode wanted() {
        return Objects.requireNonNull(to);
    }

    /** As it is now, if it is there. */
    public Optional<PastZnode> before() {
        return Optional.ofNullable(from);
    }

    /** As it shall be, if it shall be. */
    public Optional<PastZnode> after() {
        return Optional.ofNullable(to);
    }
}
