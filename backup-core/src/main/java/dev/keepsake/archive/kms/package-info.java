/**
 * Recipients whose key is in AWS KMS and never leaves it: archive keys are wrapped and opened by requests. Whoever may only
 * encrypt with a key seals and never opens, without a private key being anywhere.
 */
@NullMarked
package dev.keepsake.archive.kms;

import org.jspecify.annotations.NullMarked;
