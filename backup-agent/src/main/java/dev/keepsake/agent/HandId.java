package dev.keepsake.agent;

import dev.keepsake.catalog.BackupId;
import java.time.Instant;
import java.util.random.RandomGenerator;

/** Ids for backups that belong to no slot. */
final class HandId {

    private static final String TAIL_ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789";
    private static final int TAIL_LENGTH = 6;

    private HandId() {}

    /** A new id, with a tail that makes it this run's own. */
    static BackupId at(Instant now, RandomGenerator random) {
        StringBuilder tail = new StringBuilder();
        for (int i = 0; i < TAIL_LENGTH; i++) {
            tail.append(TAIL_ALPHABET.charAt(random.nextInt(TAIL_ALPHABET.length())));
        }
        return BackupId.byHand(now, tail.toString());
    }
}
