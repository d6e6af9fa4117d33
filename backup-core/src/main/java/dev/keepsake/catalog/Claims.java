package dev.keepsake.catalog;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.StoreException;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * Who captures cluster-wide sources for one backup. Claims are numbered without a gap and put only if absent, so whoever
 * puts one knows all before it, and of several who put the same one, one has it. What was read whole is not read again.
 */
public final class Claims {

    private final Vault store;
    private final Layout layout;
    private final BackupId id;
    private final RandomGenerator random;
    private final Map<Integer, Optional<Claim>> known = new TreeMap<>();
    private final SortedMap<Integer, Part> parts = new TreeMap<>();
    private int next = 1;

    Claims(Vault store, Layout layout, BackupId id, RandomGenerator random) {
        this.store = store;
        this.layout = layout;
        this.id = id;
        this.random = random;
    }

    /**
     * Reads what is among these objects. What is torn, or signed by nobody who is trusted, claims nothing: whoever comes
     * by then claims the same anew, which costs a capture and no more.
     */
    Claimed look(Set<ObjectKey> listed) throws IOException {
        List<Claim> claims = new ArrayList<>();
        for (next = 1; listed.contains(layout.claim(id, next)); next++) {
            Optional<Claim> claim = known.containsKey(next) ? known.get(next) : read(next);
            known.put(next, claim);
            if (claim.isPresent()) {
                claims.add(claim.get());
                look(claim.get(), listed);
            }
        }
        return new Claimed(claims, parts);
    }

    private Optional<Claim> read(int number) throws IOException {
        ObjectKey key = layout.claim(id, number);
        try {
            Claim claim = store.vouched(key, Claim.class);
            boolean own = claim.backup().equals(id) && claim.number() == number;
            return own ? Optional.of(claim) : Optional.empty();
        } catch (CorruptException | RefusedException | StoreException.NotFound claimsNothing) {
            return Optional.empty();
        }
    }

    private void look(Claim claim, Set<ObjectKey> listed) throws IOException {
        ObjectKey key = layout.claimedPart(id, claim.node(), claim.number());
        if (listed.contains(key) && !parts.containsKey(claim.number())) {
            try {
                Part part = store.vouched(key, Part.class);
                if (part.node().equals(claim.node())) {
                    parts.put(claim.number(), part);
                }
            } catch (CorruptException | RefusedException | StoreException.NotFound notThere) {
                parts.remove(claim.number());
            }
        }
    }

    /**
     * Claims sources, knowing all claims that were there at the last look; empty when somebody else was first, whose claim
     * is to be looked at. After a lost answer the store tells by the nonce whose claim it is.
     */
    public Optional<Claim> claim(String node, List<ClusterSource> sources, Instant now) throws IOException {
        Claim claim = new Claim(id, next, node, Nonce.of(random), now, sources);
        ObjectKey key = layout.claim(id, next);
        try {
            SurePut.putIfAbsent(store, key, store.json(key, claim));
            return Optional.of(claim);
        } catch (StoreException.AlreadyExists another) {
            return Optional.empty();
        }
    }

    /** Puts what was captured for a claim. What this node put before and is torn, nobody can have used, so it is removed. */
    public void put(Claim claim, Part part) throws IOException {
        ObjectKey key = layout.claimedPart(id, claim.node(), claim.number());
        byte[] bytes = store.json(key, part);
        try {
            SurePut.putIfAbsent(store, key, bytes);
        } catch (StoreException.AlreadyExists another) {
            requireTorn(key);
            store.delete(key);
            SurePut.putIfAbsent(store, key, bytes);
        }
    }

    private void requireTorn(ObjectKey key) throws IOException {
        try {
            store.vouched(key, Part.class);
        } catch (CorruptException torn) {
            return;
        }
        throw new RefusedException("somebody else put " + key + " at the same time: is another agent running with the"
                + " same node and cluster '" + layout.cluster() + "'? End it; the next run goes on from what is there");
    }
}
