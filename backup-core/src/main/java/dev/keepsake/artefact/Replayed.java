package dev.keepsake.artefact;

import java.util.List;
import java.util.Optional;

/**
 * What a replay went through without meeting a contradiction.
 *
 * @param through the last transaction that the tree reflects
 * @param znodes how many there are then
 * @param transactions how many were replayed
 * @param judged how many of these came after the base's window, so that a digest can be held against the tree
 * @param digests how many of those have one, each equal to the tree's own
 * @param lastDigest the newest transaction with one
 * @param states the tree at moments on the way
 * @param doubts what speaks against the tape although every digest agrees, one sentence each
 * @param vagueParents whether the pzxid of some znodes may be too low, since nothing says what it must be
 */
public record Replayed(
        Zxid through,
        long znodes,
        long transactions,
        long judged,
        long digests,
        Optional<Zxid> lastDigest,
        List<State> states,
        List<String> doubts,
        boolean vagueParents) {

    /**
     * The tree right after the first transaction behind a window.
     *
     * @param window the end of that window, as it was asked for
     * @param at the transaction; the last one where none follows the window
     * @param follows whether {@code at} lies behind the window
     * @param sum over all that two trees of one moment have in common, access lists and quotas included
     * @param sumWithoutParents the same without what is vague, see {@code vagueParents}
     */
    public record State(Zxid window, Zxid at, boolean follows, String sum, String sumWithoutParents) {}

    /** Keeps its own copies. */
    public Replayed {
        states = List.copyOf(states);
        doubts = List.copyOf(doubts);
    }

    /** The state that was asked for with this window, if the replay got there. */
    public Optional<State> behind(Zxid window) {
        return states.stream().filter(state -> state.window().equals(window)).findFirst();
    }
}
