/** What the distribution says of the works of others in it: a bill of materials, and the notices that they ask for. */
@NullMarked
package dev.keepsake.notice;

import org.jspecify.annotations.NullMarked;
