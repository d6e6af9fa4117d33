package dev.keepsake.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {

    private static final Instant SLOT = Instant.parse("2026-06-11T03:00:00Z");

    @TempDir
    private Path directory;

    @Test
    void whatIsNotedSurvivesARestart() throws IOException {
        Journal journal = Journal.open(place());
        journal.follow("0 0 3 * * ? UTC");
        journal.add(outcome(SLOT, "with a tab\tand a line\nend"));
        journal.see(SLOT.plusSeconds(60));
        journal.save();

        Journal again = Journal.open(place());

        assertThat(again.outcomes()).containsExactly(outcome(SLOT, "with a tab and a line end"));
        assertThat(again.seen()).contains(SLOT.plusSeconds(60));
        assertThat(again.settled()).contains(SLOT);
        again.follow("0 0 3 * * ? UTC");
        assertThat(again.settled()).contains(SLOT);
        again.follow("0 0 4 * * ? UTC");
        assertThat(again.settled()).isEmpty();
    }

    @Test
    void itsSizeIsBounded() throws IOException {
        Journal journal = Journal.open(place());
        for (int i = 0; i < 3 * Journal.SLOTS; i++) {
            journal.add(outcome(SLOT.plusSeconds(i), "x".repeat(10_000)));
        }
        journal.save();

        assertThat(Journal.open(place()).outcomes()).hasSize(Journal.SLOTS);
        assertThat(Files.size(directory.resolve("prod.a.journal"))).isLessThan(Journal.SLOTS * 700L);
    }

    @Test
    void aDamagedOneIsNamed() throws IOException {
        Path file = directory.resolve("prod.a.journal");
        for (String text : new String[] {"", "nonsense", "keepsake-journal 1\ta\tb\tc\n"}) {
            Files.writeString(file, text);

            assertThatThrownBy(() -> Journal.open(place()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("damaged");
        }
    }

    @Test
    void aDamagedOneIsBegunAnewWithAWord() throws IOException {
        Files.writeString(directory.resolve("prod.a.journal"), "nonsense");
        List<String> said = new ArrayList<>();

        Journal journal = Journal.openOrBegin(place(), said::add);
        journal.add(outcome(SLOT, "fresh"));
        journal.save();

        assertThat(said).singleElement().asString().contains("prod.a.journal cannot be used", "damaged");
        assertThat(Journal.openOrBegin(place(), said::add).outcomes()).hasSize(1);
        assertThat(said).hasSize(1);
    }

    private Journal.Place place() {
        return new JournalFile(directory, "prod", "a");
    }

    private static SlotOutcome outcome(Instant slot, String reason) {
        return new SlotOutcome(slot, SlotOutcome.Kind.MISSED, slot.plusSeconds(1), reason);
    }
}
