package dev.keepsake.cli;

import dev.keepsake.catalog.Change;

/** A transaction in a few words. */
final class ChangeWords {

    private ChangeWords() {}

    static String of(Change change) {
        if (change.paths().isEmpty()) {
            return change.kind();
        }
        int more = change.paths().size() - 1;
        return change.kind() + " " + change.paths().get(0) + (more > 0 ? " and " + more + " more" : "");
    }
}
