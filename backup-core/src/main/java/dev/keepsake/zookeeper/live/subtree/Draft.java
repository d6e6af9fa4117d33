package dev.keepsake.zookeeper.live.subtree;

import dev.keepsake.artefact.AccessEntry;
import dev.keepsake.artefact.PastZnode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The writes of one multi, and which change each of them is for.
 *
 * <p>A version guards every one of them. Where a deletion is guarded, its znode's own data is set anew just before, in the
 * same multi: the answer then tells which znode it was that went, which neither a deletion nor a check does.
 */
final class Draft {

    /** Of larger ones other data is sent: it is gone with the znode in the same moment. */
    private static final int KEPT_UP_TO = 1 << 16;

    private static final List<String> ANYBODY = List.of("world:anyone:ca");
    private static final List<String> OURSELVES = List.of("auth::ca");
    private static final int OPENED = AccessEntry.parse("auth::ca").permissions();

    private final Ensemble ensemble;
    private final Guards guards;
    private final List<Edit> edits = new ArrayList<>();
    private final List<ZnodeChange> owners = new ArrayList<>();
    private boolean told;

    private Draft(Ensemble ensemble, Guards guards) {
        this.ensemble = ensemble;
        this.guards = guards;
    }

    static Draft of(List<ZnodeChange> changes, Ensemble ensemble, Guards guards) {
        Draft draft = new Draft(ensemble, guards);
        changes.forEach(draft::add);
        draft.anchor();
        return draft;
    }

    List<Edit> edits() {
        return edits;
    }

    /** The change that a write is for. */
    ZnodeChange owner(int edit) {
        return owners.get(edit);
    }

    /** Whether a write only looks who is there. */
    boolean isProbe(int edit) {
        return owners.get(edit).deletes() && edits.get(edit) instanceof Edit.SetData;
    }

    long bytes() {
        return edits.stream().mapToLong(Edit::bytes).sum();
    }

    private void add(ZnodeChange change) {
        if (change.creates()) {
            PastZnode wanted = change.wanted();
            add(change, new Edit.Create(change.path(), wanted.data(), firstAcl(change), wanted.kind(), wanted.owner()));
            told |= ensemble.tellsCreations() || wanted.kind() != PastZnode.Kind.PERSISTENT;
            return;
        }
        int version = guards.expected(change).version();
        if (!change.deletes()) {
            add(change, new Edit.SetData(change.path(), change.wanted().data(), version));
            told = true;
        } else if (guards.isUnprobed(change.path())) {
            add(change, new Edit.Delete(change.path(), version));
        } else {
            PastZnode present = change.present();
            add(
                    change,
                    new Edit.SetData(change.path(), present.length() > KEPT_UP_TO ? null : present.data(), version));
            add(change, new Edit.Delete(change.path(), version + 1));
            told = true;
        }
    }

    private void add(ZnodeChange change, Edit edit) {
        edits.add(edit);
        owners.add(change);
    }

    /** Somebody's data must be set where no answer would otherwise say which transaction this was. */
    private void anchor() {
        if (!told && !edits.isEmpty() && owners.get(0).creates()) {
            add(
                    owners.get(0),
                    new Edit.SetData(
                            owners.get(0).path(), owners.get(0).wanted().data(), 0));
        }
    }

    /** With children to come, a znode must first let us make them; it gets its own list at the end. */
    private List<String> firstAcl(ZnodeChange change) {
        List<String> acl = change.wanted().acl();
        if (!guards.isOpenedFirst(change.path())) {
            return acl;
        }
        List<String> opened = new ArrayList<>(acl);
        opened.addAll(ensemble.isSomebody() ? OURSELVES : ANYBODY);
        return opened;
    }

    /** Whether a znode is as {@link #firstAcl} made it, and its list was not set since. */
    static boolean isOpened(PastZnode present, List<String> acl) {
        List<String> shown = present.acl();
        return present.aclVersion() == 0
                && shown.size() > acl.size()
                && shown.subList(0, acl.size()).equals(acl)
                && shown.subList(acl.size(), shown.size()).stream()
                        .allMatch(entry -> AccessEntry.parse(entry).permissions() == OPENED);
    }

    /** What was there before each of these writes, by path, for whoever has to find out whether they were done. */
    static Map<String, Identity> before(List<ZnodeChange> changes, Guards guards) {
        Map<String, Identity> before = new HashMap<>();
        for (ZnodeChange change : changes) {
            if (!change.creates()) {
                before.put(change.path(), guards.expected(change));
            }
        }
        return before;
    }
}
