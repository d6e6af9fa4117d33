package dev.keepsake.catalog;

import java.time.Instant;

/** When something was found of a tomb, on the store's clock, read after it was found. */
record TombMark(Instant time) {}
