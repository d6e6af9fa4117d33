package dev.keepsake.catalog;

import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.StoredObject;
import java.io.IOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * What of a tape that is gone on with has a tomb. Of a tape that was found good once only what was put since is asked for: a
 * tomb is for what was there when it was put, so an older one cannot be for what came behind. Mostly that takes one listing.
 */
final class TapeTombs {

    private final Vault store;
    private final Layout layout;
    private Set<ObjectKey> looked = Set.of();

    TapeTombs(Vault store, Layout layout) {
        this.store = store;
        this.layout = layout;
    }

    /** Something that is to be removed, though the tape's newest base or what leads on from it needs it. */
    Optional<ObjectKey> on(TapeState tape) throws IOException {
        Set<ObjectKey> listed = listed();
        return listed.isEmpty() ? Optional.empty() : on(tape, listed);
    }

    /** The same of a tape of which {@link #on} found nothing before, and which has the same newest base. */
    Optional<ObjectKey> newOn(TapeState tape) throws IOException {
        Set<ObjectKey> listed = listed();
        return looked.containsAll(listed) ? Optional.empty() : on(tape, listed);
    }

    private Optional<ObjectKey> on(TapeState tape, Set<ObjectKey> listed) throws IOException {
        Tombs tombs = new Tombs(store, layout);
        Set<ObjectKey> tombed = Tombs.keys(tombs.read());
        Optional<Base> base = tape.newestBase();
        Optional<ObjectKey> found = base.isEmpty()
                ? Optional.empty()
                : tombs.onTape(
                        tape.name(),
                        base.get().piece().stored().key(),
                        base.get().replayAfter(),
                        tombed);
        looked = found.isPresent() ? Set.of() : listed;
        return found;
    }

    private Set<ObjectKey> listed() throws IOException {
        Set<ObjectKey> listed = new HashSet<>();
        for (StoredObject object : store.list(layout.tombs(), "").all()) {
            listed.add(object.key());
        }
        return listed;
    }
}
