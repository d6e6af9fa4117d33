package dev.keepsake.framework;

import java.time.Duration;
import java.util.Optional;

/**
 * Why a member gave no answer that counts.
 *
 * @param passing whether it may answer a little later
 * @param later how long it asked us to wait
 */
record Trouble(String words, boolean passing, Optional<Duration> later) {

    private static final long LONGEST_WAIT = 30;

    static Trouble passing(String words) {
        return new Trouble(words, true, Optional.empty());
    }

    static Trouble lasting(String words) {
        return new Trouble(words, false, Optional.empty());
    }

    static Trouble of(Answer answer) {
        Optional<Duration> later = answer.header("Retry-After")
                .filter(text -> text.matches("[0-9]{1,5}"))
                .map(text -> Duration.ofSeconds(Math.min(LONGEST_WAIT, Long.parseLong(text))));
        return new Trouble(answer.said(), true, later);
    }
}
