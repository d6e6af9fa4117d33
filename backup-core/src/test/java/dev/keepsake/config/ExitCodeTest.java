package dev.keepsake.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.store.StoreException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExitCodeTest {

    @Test
    void theNumbersAreAContract() {
        assertThat(Arrays.stream(ExitCode.values()).map(code -> code.code() + " " + code.meaning()))
                .containsExactly(
                        "0 done",
                        "1 unexpected failure",
                        "2 wrong usage or configuration",
                        "3 not found",
                        "4 refused by a guard",
                        "5 damaged data",
                        "6 store unreachable or access denied",
                        "7 done in part",
                        "8 check failed",
                        "9 a backup failed its verification",
                        "130 interrupted");
    }

    @Test
    void everyFailureOfTheStoreHasItsRow() {
        Map<Class<?>, ExitCode> rows = new HashMap<>();
        for (StoreException failure : List.of(
                new StoreException.NotFound("gone"),
                new StoreException.AlreadyExists("taken"),
                new StoreException.Denied("no", null),
                new StoreException.Unavailable("away", null),
                new StoreException.OutcomeUnknown("perhaps", null))) {
            rows.put(failure.getClass(), ExitCode.of(failure));
        }

        assertThat(rows.keySet()).containsExactlyInAnyOrder(StoreException.class.getPermittedSubclasses());
        assertThat(rows.remove(StoreException.NotFound.class)).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(rows.values()).containsOnly(ExitCode.STORE);
    }

    @Test
    void everyOtherFailureHasItsRow() {
        assertThat(ExitCode.of(new RefusedException("guard"))).isEqualTo(ExitCode.REFUSED);
        assertThat(ExitCode.of(new CorruptException("torn"))).isEqualTo(ExitCode.DAMAGED);
        assertThat(ExitCode.of(new InterruptedIOException("stop"))).isEqualTo(ExitCode.INTERRUPTED);
        assertThat(ExitCode.of(new FileNotFoundException("file"))).isEqualTo(ExitCode.UNEXPECTED);
        assertThat(ExitCode.of(new IOException("disk"))).isEqualTo(ExitCode.UNEXPECTED);
        assertThat(ExitCode.of(new IllegalStateException("bug"))).isEqualTo(ExitCode.UNEXPECTED);
    }
}
