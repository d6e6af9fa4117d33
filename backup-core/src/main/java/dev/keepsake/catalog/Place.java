package dev.keepsake.catalog;

import dev.keepsake.store.ObjectKey;

/**
 * Where the artefacts of one try to capture a source for one backup stand. Every try has a place of its own: a manifest may name
 * what an earlier one stored, or what somebody else stores at the same time, and that must stay as it is.
 *
 * @param nonce drawn anew for each try
 */
record Place(Layout layout, BackupId backup, String node, String source, String nonce) {

    ObjectKey of(String artefact) {
        return layout.artefact(backup, node, source, nonce, artefact);
    }
}
