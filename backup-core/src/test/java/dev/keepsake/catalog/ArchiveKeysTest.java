package dev.keepsake.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.artefact.Zxid;
import dev.keepsake.store.ObjectKey;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys of an archive and keys of anybody else. */
final class ArchiveKeysTest {

    private static final Layout LAYOUT = new Layout("prod.eu-1");

    @Test
    void whatTheLayoutStreamsIsKnown() {
        Instant time = Instant.parse("2026-11-22T03:00:00Z");
        TapeName tape = new TapeName("node-1", "zk", Ulid.at(time, new Random(1)));
        for (BackupId id : new BackupId[] {BackupId.ofSlot(time), BackupId.byHand(time, "k3f9xz")}) {
            for (String name : new String[] {"unproven-base", "walk", "state.json"}) {
                ObjectKey key = LAYOUT.artefact(id, "node-1", "zk", Nonce.of(new Random(2)), name);
                assertThat(ArchiveKeys.isStreamed(key)).isTrue();
                assertThat(Layout.isArtefact(key)).isTrue();
            }
            assertThat(Layout.isArtefact(LAYOUT.part(id, "node-1"))).isFalse();
            assertThat(Layout.isArtefact(LAYOUT.claimedPart(id, "node-1", 1))).isFalse();
        }
        Zxid start = Zxid.of(1, 1);
        ObjectKey base = LAYOUT.base(tape, start, Zxid.of(1, 2), Nonce.of(new Random(3)));
        assertThat(ArchiveKeys.isStreamed(base)).isTrue();
        assertThat(Layout.baseRange(base).orElseThrow()).containsExactly(start, Zxid.of(1, 2));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "prod/zk/node-1/zk/01ARZ3NDEKTSV4RRFFQ69G5FAV/base/0000000100000001-0000000100000002",
                "prod/backup/20261122T030000Z/node/zk/unproven-base",
                "prod/backup/20261122T030000Z/node/zk/walk",
                "tools/0.1.0-linux-amd64-0123456789abcdef.tar.gz"
            })
    void andSoIsWhatItStreamedBeforeEachTryHadNamesOfItsOwn(String key) {
        assertThat(ArchiveKeys.isStreamed(new ObjectKey(key))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "film.mov",
                "tools/film.tar.gz",
                "base/0000000100000001-0000000100000002",
                "database/backup/base/0000000100000001-0000000100000002",
                "prod/backup/2026/node/zk/unproven-base",
                "other/prod/backup/20261122T030000Z/node/zk/unproven-base",
                "prod/backup/20261122T030000Z/node/zk/unproven-base/more"
            })
    void whatOthersWriteIsNot(String key) {
        assertThat(ArchiveKeys.isStreamed(new ObjectKey(key))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "keepsake.json",
                "keyring/0001.json",
                "tools/0.1.0-linux-amd64.json",
                "tools/0.1.0-linux-amd64-0123456789abcdef.tar.gz",
                "prod/zk/node-1/zk/01ARZ3NDEKTSV4RRFFQ69G5FAV/tape.json",
                "prod/zk/node-1/zk/01ARZ3NDEKTSV4RRFFQ69G5FAV/link/0000000100000002",
                "prod/backup/20261122T030000Z/node-1.part.json",
                "prod/backup/20261122T030000Z/node/zk/walk",
                "prod/manifest/2026/11/20261122T030000Z.json",
                "prod/hold/20261122T030000Z/01ARZ3NDEKTSV4RRFFQ69G5FAV.json",
                "prod/restored/00000001/20261122T030000Z/01ARZ3NDEKTSV4RRFFQ69G5FAV.json",
                "prod/audit/01ARZ3NDEKTSV4RRFFQ69G5FAV.json"
            })
    void whatWasCommittedIsLocked(String key) {
        assertThat(ArchiveKeys.isLocked(new ObjectKey(key))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "film.mov",
                "README.txt",
                "prod/backup/20261122T030000Z/claim-1",
                "prod/tomb/01ARZ3NDEKTSV4RRFFQ69G5FAV.since.json",
                "prod/prune/20261122T030000Z.json",
                "prod/index/manifests/01ARZ3NDEKTSV4RRFFQ69G5FAV",
                "prod/verify/20261122T030000Z/01ARZ3NDEKTSV4RRFFQ69G5FAV-proof-failed.json"
            })
    void whatIsRemovedInTheCourseOfThingsIsNot(String key) {
        assertThat(ArchiveKeys.isLocked(new ObjectKey(key))).isFalse();
    }
}
