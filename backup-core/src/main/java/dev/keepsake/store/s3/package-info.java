/**
 * Objects in a bucket of an S3 store, Amazon's or another that speaks its protocol as it was before 2024. One request
 * is one attempt, and this package decides what a failed one means: done, not done, or nobody knows.
 */
@NullMarked
package dev.keepsake.store.s3;

import org.jspecify.annotations.NullMarked;
