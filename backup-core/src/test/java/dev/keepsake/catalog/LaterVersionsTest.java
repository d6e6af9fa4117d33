package dev.keepsake.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keepsake.archive.HashedJson;
import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.testkit.MemoryStore;
import dev.keepsake.testkit.StoreUnderTest;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What this version does with what a later one wrote: says so, names the version to fetch, and harms nothing. */
final class LaterVersionsTest {

    private static final BackupId OLD = new BackupId("20261121T030000Z");
    private static final BackupId LATER = new BackupId("20261122T030000Z");

    private final MemoryStore store = new MemoryStore();
    private final Catalog catalog = new Catalog(store, "prod", new Random(1));

    @BeforeEach
    void anArchiveWithTwoBackups() throws IOException {
        catalog.create("0.1.0");
        for (BackupId id : List.of(OLD, LATER)) {
            catalog.commit(catalog.manifest(id, null, "0.1.0", List.of("node-1"), false, List.of()));
        }
    }

    @Test
    void everyRecordSaysItsFormatWriterAndWhatItNeeds() throws IOException {
        for (ObjectKey key : List.of(Layout.ARCHIVE, new Layout("prod").manifest(OLD))) {
            assertThat(body(key).path("format").intValue()).isEqualTo(1);
            assertThat(body(key).path("writer").textValue()).isEqualTo("0.1.0");
            assertThat(body(key).path("needs").textValue()).isEqualTo("0.1.0");
        }
    }

    @Test
    void aBackupOfALaterVersionIsListedWithWhatItNeedsAndOlderOnesAreRead() throws IOException {
        change(manifest(), body -> {
            body.removeAll();
            body.put("format", 2).put("writer", "3.1.0").put("needs", "3.0.0").put("shape", "another");
        });

        List<Catalog.Listed> listed = catalog.list();

        assertThat(listed.get(0).id()).isEqualTo(LATER);
        assertThat(listed.get(0).manifest()).isEmpty();
        assertThat(listed.get(0).problem()).contains("written by Keepsake 3.1.0", "needs at least 3.0.0");
        assertThat(listed.get(1).manifest()).isPresent();
        assertThatThrownBy(() -> catalog.read(LATER))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("needs at least 3.0.0");
    }

    @Test
    void aMemberThatThisVersionDoesNotKnowIsPassedOver() throws IOException {
        change(manifest(), body -> body.put("weather", "fair"));

        assertThat(catalog.read(LATER).id()).isEqualTo(LATER);
    }

    @Test
    void aRecordWithoutAFormatIsDamagedNotLater() throws IOException {
        for (Consumer<ObjectNode> change : List.<Consumer<ObjectNode>>of(
                body -> body.remove("format"),
                body -> body.put("format", "2"),
                body -> body.put("format", 0),
                body -> body.put("format", 1.5),
                body -> body.put("format", 1L << 40))) {
            change(manifest(), change);

            assertThatThrownBy(() -> catalog.read(LATER))
                    .isInstanceOf(CorruptException.class)
                    .hasMessageContaining("format");
            change(manifest(), body -> body.put("format", 1));
        }
    }

    @Test
    void anArchiveOfALaterFormatIsNeitherReadNorAddedTo() throws IOException {
        change(
                Layout.ARCHIVE,
                body -> body.put("format", 2).put("writer", "3.1.0").put("needs", "3.0.0"));

        assertThatThrownBy(catalog::exists).isInstanceOf(RefusedException.class).hasMessageContaining("3.0.0");
        assertThatThrownBy(() -> catalog.create("0.1.0"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("3.0.0");
    }

    @Test
    void anArchiveThatOnlyLaterAgentsMayAddToIsStillRead() throws IOException {
        upgrade(1, "0.1.0", 2, "2.0.0");

        assertThat(catalog.exists()).isTrue();
        assertThatThrownBy(() -> catalog.create("0.1.0"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("needs at least 2.0.0, which may add to it");
    }

    @Test
    void anArchiveThatOnlyLaterVersionsMayReadIsRefused() throws IOException {
        upgrade(2, "2.5.0", 2, "2.6.0");

        assertThatThrownBy(catalog::exists)
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("needs at least 2.5.0, which may read it");
        assertThatThrownBy(() -> catalog.create("0.1.0")).isInstanceOf(RefusedException.class);
    }

    @Test
    void anUpgradeThatChangesNothingForThisVersionIsObeyedInSilence() throws IOException {
        upgrade(1, "0.1.0", 1, "0.1.0");

        assertThat(catalog.exists()).isTrue();
        catalog.create("0.1.0");
    }

    @Test
    void aDamagedUpgradeStopsAgentsAndNoRestore() throws IOException {
        StoreUnderTest.write(store, "form/0002.json", new byte[] {1, 2, 3});

        assertThat(catalog.exists()).isTrue();
        assertThatThrownBy(() -> catalog.create("0.1.0")).isInstanceOf(CorruptException.class);
    }

    @Test
    void aDamagedUpgradeDoesNotHideALaterOne() throws IOException {
        upgrade(2, "2.5.0", 2, "2.6.0");
        StoreUnderTest.write(store, "form/0001.json", new byte[] {1, 2, 3});

        assertThatThrownBy(catalog::exists).isInstanceOf(RefusedException.class).hasMessageContaining("2.5.0");
    }

    @Test
    void aFeatureThatThisVersionDoesNotKnowIsNamedWithWhatItNeeds() throws IOException {
        change(Layout.ARCHIVE, body -> {
            body.putArray("features").add("sealed-names");
            body.put("needs", "1.4.0");
        });

        assertThatThrownBy(catalog::exists)
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("sealed-names")
                .hasMessageContaining("needs at least 1.4.0");
    }

    private void upgrade(int readForm, String reads, int appendForm, String appends) throws IOException {
        Upgrade upgrade = new Upgrade(readForm, reads, appendForm, appends, "2.6.0", store.now());
        StoreUnderTest.write(store, "form/0002.json", Json.write(upgrade));
    }

    private static ObjectKey manifest() {
        return new Layout("prod").manifest(LATER);
    }

    private ObjectNode body(ObjectKey key) throws IOException {
        return (ObjectNode) HashedJson.read(key, StoreUnderTest.read(store, key.value()));
    }

    private void change(ObjectKey key, Consumer<ObjectNode> change) throws IOException {
        ObjectNode body = body(key);
        change.accept(body);
        StoreUnderTest.write(store, key.value(), HashedJson.write(body));
    }
}
