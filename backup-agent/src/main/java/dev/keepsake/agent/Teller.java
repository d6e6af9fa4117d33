package dev.keepsake.agent;

import java.util.Map;

/** Is told each phase of the daemon's work. */
@FunctionalInterface
interface Teller {

    /**
     * One thing that happened.
     *
     * @param phase what kind of thing, one word
     * @param message in a few words, for people
     * @param facts by name, in the order to be shown
     */
    void tell(String phase, String message, Map<String, Object> facts);
}
