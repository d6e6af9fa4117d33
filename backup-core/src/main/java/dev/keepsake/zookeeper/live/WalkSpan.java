package dev.keepsake.zookeeper.live;

import dev.keepsake.artefact.Zxid;
import java.time.Instant;

/** Between what a walk was made: how far the ensemble was, and when. */
record WalkSpan(Zxid first, Zxid last, Instant begun, Instant ended) {}
