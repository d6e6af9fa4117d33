package dev.keepsake.zookeeper;

import dev.keepsake.artefact.Zxid;
import java.util.List;
import java.util.Optional;

/**
 * What a capture of stopped servers is going to send; at least one of the two.
 *
 * @param committed what goes onto the tape
 * @param rest what goes beside it
 * @param remarks what a person should know, one sentence each
 */
record OfflinePlan(Optional<Chosen> committed, Optional<UnprovenRest> rest, List<String> remarks) {

    /** Keeps its own copy. */
    OfflinePlan {
        remarks = List.copyOf(remarks);
    }

    /**
     * What is committed, by one server's files.
     *
     * @param through what is vouched for
     */
    record Chosen(StoppedMember member, Zxid through, CapturePlan plan, BaseFinder bases) {}
}
