package dev.keepsake.zookeeper.live.subtree;

import dev.keepsake.artefact.PastZnode;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * A running ensemble as a subtree restore needs it. All reads come from a server that has caught up with whatever was
 * committed when they were asked for, and after a lost answer only once the lost request can no longer take effect.
 */
interface Ensemble {

    /** Every znode at or below this one, and those above it; without any where there is none. */
    SortedMap<String, PastZnode> subtree(String path) throws IOException;

    /** These znodes, those of them that are there. */
    Map<String, PastZnode> read(Collection<String> paths) throws IOException;

    /** Which znodes these are now, without their content; those that are there. */
    Map<String, Sight> look(Collection<String> paths) throws IOException;

    /** Does all of these, or none. */
    Answer commit(List<Edit> edits) throws IOException;

    /** Sets access lists, each by itself and in this order, and says of each what came of it. */
    List<Answer> secure(List<Access> lists) throws IOException;

    /** Whether the answer to a commit tells the state of each znode that it created. */
    boolean tellsCreations();

    /** Whether the session is somebody, not only anybody. */
    boolean isSomebody();

    /** How many bytes a request may have. */
    int maxBuffer();

    /** A znode seen from outside. */
    record Sight(Identity identity, int children, boolean ephemeral) {}

    /** An access list to set on a znode whose list has this version. */
    record Access(String path, List<String> acl, int version) {}
}
