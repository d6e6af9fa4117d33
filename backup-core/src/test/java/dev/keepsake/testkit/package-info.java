/**
 * What tests of every package and module build on: a store in memory, a store that fails when told to, and the contract
 * that each store and each wrapper of one has to pass unchanged.
 */
@NullMarked
package dev.keepsake.testkit;

import org.jspecify.annotations.NullMarked;
