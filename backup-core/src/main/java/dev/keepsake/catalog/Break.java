package dev.keepsake.catalog;

import dev.keepsake.artefact.Zxid;

/** Something of a tape that is missing or cannot be used: what lies behind this zxid does not follow from before it. */
record Break(Zxid after, String reason) {}
