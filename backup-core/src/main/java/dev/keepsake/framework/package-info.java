/**
 * Frameworks and masters over HTTP: their state is asked for as documents, and given back by their own interfaces. One
 * bounded client asks for everything; what it may follow, repeat and accept is decided here and nowhere else.
 */
@NullMarked
package dev.keepsake.framework;

import org.jspecify.annotations.NullMarked;
