package dev.keepsake.catalog;

import dev.keepsake.artefact.Scope;
import dev.keepsake.artefact.Zxid;

/**
 * Whose past is to be told, and how much of it.
 *
 * @param scope of which znodes
 * @param after only what came behind this
 * @param through and no later than this
 * @param limit so many transactions at most
 * @param oldestFirst in the order of time; else the newest come first, and are those that are told
 */
public record HistoryRequest(Scope scope, Zxid after, Zxid through, int limit, boolean oldestFirst) {

    /** The most that can be asked for. */
    public static final int MAX_LIMIT = 100_000;

    /** Refuses limits that are none. */
    public HistoryRequest {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new IllegalArgumentException("a limit of " + limit);
        }
    }
}
