package dev.keepsake.zookeeper.live.subtree;

import dev.keepsake.artefact.PastZnode;
import dev.keepsake.artefact.ZnodeView;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What has to change so that a living subtree holds what another one held: a comparison of two trees, and nothing else.
 * What lived with a session is no part of the past, and what lives with one now is nobody's to delete.
 */
final class SubtreePlanner {

    private final Scope scope;
    private final SortedMap<String, PastZnode> live;
    private final SortedMap<String, PastZnode> wanted = new TreeMap<>(PathOrder.PARENTS_FIRST);
    private final SortedMap<String, ZnodeChange> changes = new TreeMap<>(PathOrder.PARENTS_FIRST);
    private final Set<String> barred = new HashSet<>();
    private final Remarks remarks = new Remarks();
    private int kept;

    private SubtreePlanner(Scope scope, SortedMap<String, PastZnode> live) {
        this.scope = scope;
        this.live = live;
    }

    /** Compares; {@code live} holds every znode at or below the target, and those above it. */
    static ChangePlan plan(ZnodeView past, Scope scope, SortedMap<String, PastZnode> live) throws IOException {
        SubtreePlanner planner = new SubtreePlanner(scope, live);
        planner.collect(past);
        planner.bring();
        planner.remove();
        planner.remark(past);
        return new ChangePlan(
                List.copyOf(planner.changes.values()), List.of(), planner.kept, planner.remarks.sentences());
    }

    private void collect(ZnodeView past) throws IOException {
        past.walk(scope.path(), znode -> {
            String there = scope.target(znode.path());
            if (scope.excludes(znode.path()) || scope.excludes(there)) {
                return;
            }
            if (znode.kind() == PastZnode.Kind.EPHEMERAL) {
                remarks.add(Remarks.About.PAST_EPHEMERAL, znode.path());
            } else {
                wanted.put(there, znode);
            }
        });
        // what the way down needs stands there as it stood then; elsewhere the way must be there
        for (String above = scope.to(); scope.isInPlace() && !above.equals("/"); ) {
            above = PathOrder.parent(above);
            if (!live.containsKey(above)) {
                past.znode(above).ifPresent(znode -> wanted.put(znode.path(), znode));
            }
        }
    }

    private void bring() {
        wanted.forEach((path, then) -> {
            PastZnode now = live.get(path);
            if (barred.contains(PathOrder.parent(path)) && !path.equals("/")) {
                barred.add(path);
                remarks.add(Remarks.About.BARRED, path);
            } else if (now == null) {
                create(path, then);
            } else if (now.kind() == PastZnode.Kind.EPHEMERAL) {
                barred.add(path);
                remarks.add(Remarks.About.BARRED, path);
            } else {
                change(path, now, then);
            }
        });
    }

    private void create(String path, PastZnode then) {
        if (!then.hasWholeList()) {
            remarks.add(Remarks.About.LIST_MASKED, path);
        }
        changes.put(path, new ZnodeChange(path, null, then));
    }

    private void change(String path, PastZnode now, PastZnode then) {
        if (now.kind() == PastZnode.Kind.PERSISTENT && then.kind() != PastZnode.Kind.PERSISTENT) {
            remarks.add(Remarks.About.OTHER_KIND, path);
        }
        if (now.childrenCreated() < then.childrenCreated()) {
            remarks.add(Remarks.About.COUNTER, path);
        }
        if (!then.hasWholeList()) {
            remarks.add(Remarks.About.LIST_STAYS, path);
        }
        ZnodeChange change = new ZnodeChange(path, now, then.hasWholeList() ? then : then.withList(now.acl()));
        if (!OwnPaths.isUsage(path) && (change.setsData() || change.setsAcl())) {
            changes.put(path, change);
        }
    }

    /** Deepest first, so that whoever must stay is known before those above it are looked at. */
    private void remove() {
        Set<String> staying = new HashSet<>(barred);
        List<String> paths = new ArrayList<>(live.keySet());
        for (int i = paths.size() - 1; i >= 0; i--) {
            String path = paths.get(i);
            if (!PathOrder.isWithin(path, scope.to()) || wanted.containsKey(path) || scope.excludes(path)) {
                continue;
            }
            PastZnode now = Objects.requireNonNull(live.get(path));
            if (now.kind() == PastZnode.Kind.EPHEMERAL) {
                remarks.add(Remarks.About.LIVE_EPHEMERAL, path);
                staying.add(PathOrder.parent(path));
            } else if (staying.contains(path)) {
                remarks.add(Remarks.About.ABOVE_EPHEMERAL, path);
                staying.add(PathOrder.parent(path));
            } else if (scope.delete()) {
                changes.put(path, new ZnodeChange(path, now, null));
            } else {
                kept++;
            }
        }
    }

    private void remark(ZnodeView past) throws IOException {
        for (ZnodeChange change : changes.values()) {
            if (change.creates()
                    && change.wanted().childrenCreated() > change.wanted().children()) {
                remarks.add(Remarks.About.COUNTER, change.path());
            }
        }
        if (scope.isInPlace() && !scope.path().equals("/") && !OwnPaths.isQuota(scope.path())) {
            past.walk(OwnPaths.quotasOf(scope.path()), znode -> remarks.add(Remarks.About.QUOTA, znode.path()));
        }
    }
}
