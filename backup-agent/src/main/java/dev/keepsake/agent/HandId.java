package dev.keepsake.agent;

import dev.keepsake.catalog.BackupId;
import dev.keepsake.catalog.Catalog;
import java.io.IOException;
import java.util.random.RandomGenerator;

/** Ids for backups that belong to no slot. */
final class HandId {

    private static final String TAIL_ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789";
    private static final int TAIL_LENGTH = 6;

    private HandId() {}

    /** A new id, behind all that are in an archive, with a tail that makes it this run's own. */
    static BackupId in(Catalog catalog, RandomGenerator random) throws IOException {
        StringBuilder tail = new StringBuilder();
        for (int i = 0; i < TAIL_LENGTH; i++) {
            tail.append(TAIL_ALPHABET.charAt(random.nextInt(TAIL_ALPHABET.length())));
        }
        return catalog.idByHand(tail.toString());
    }
}
