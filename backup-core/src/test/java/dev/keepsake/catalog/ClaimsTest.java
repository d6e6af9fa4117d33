package dev.keepsake.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepsake.archive.KeyText;
import dev.keepsake.archive.Keys;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.ObjectStore;
import dev.keepsake.testkit.Fault;
import dev.keepsake.testkit.FaultyStore;
import dev.keepsake.testkit.MemoryStore;
import dev.keepsake.testkit.SealKeys;
import dev.keepsake.testkit.StoreTime;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Claims to what one node captures for all. */
final class ClaimsTest {

    private static final Instant SLOT = Instant.parse("2026-06-11T03:00:00Z");
    private static final BackupId ID = BackupId.ofSlot(SLOT);
    private static final ClusterSource MARATHON = new ClusterSource("marathon", "marathon");
    private static final ClusterSource CHRONOS = new ClusterSource("jobs", "chronos");
    private static final ObjectKey FIRST = new ObjectKey("prod/backup/20260611T030000Z/claim-1.json");

    private final MemoryStore store = new MemoryStore();

    private Parts parts(ObjectStore of, Keys keys, int seed) throws IOException {
        Catalog catalog = new Catalog(of, keys, "prod", new Random(seed));
        catalog.create("test");
        return catalog.parts(ID);
    }

    private Parts parts(int seed) throws IOException {
        return parts(store, Keys.NONE, seed);
    }

    @Test
    void ofSeveralWhoClaimAtOnceOneHasItAndTheOthersSeeIt() throws IOException {
        Parts one = parts(1);
        Parts other = parts(2);

        Optional<Claim> first = one.claims().claim("a", List.of(MARATHON), SLOT);
        Optional<Claim> second = other.claims().claim("b", List.of(MARATHON), SLOT);

        assertThat(first).isPresent();
        assertThat(second).isEmpty();
        assertThat(other.look().claimed().last(MARATHON)).isEqualTo(first);
        assertThat(other.claims()
                        .claim("b", List.of(CHRONOS), SLOT)
                        .orElseThrow()
                        .number())
                .isEqualTo(2);
        assertThat(one.look().claimed().claims()).hasSize(2);
    }

    @Test
    void aLostAnswerToAClaimIsSettledByItsNonce() throws IOException {
        Parts own = parts(1);
        own.look();
        ObjectStore losing = FaultyStore.once(store, 0, Fault.DONE_BUT_ANSWER_LOST);
        Parts lost = new Catalog(losing, "prod", new Random(2)).parts(ID);

        Optional<Claim> claim = lost.claims().claim("b", List.of(MARATHON), SLOT);

        assertThat(claim).isPresent();
        assertThat(own.claims().claim("b", List.of(MARATHON), SLOT)).isEmpty();
        assertThat(own.look().claimed().claims()).containsExactly(claim.orElseThrow());
    }

    @Test
    void whatIsTornOrMovedHereClaimsNothing() throws IOException {
        Catalog other = new Catalog(store, "prod", new Random(7));
        other.create("test");
        BackupId earlier = BackupId.ofSlot(SLOT.minusSeconds(86_400));
        other.parts(earlier).claims().claim("a", List.of(MARATHON), SLOT);
        byte[] claim = store.open(new ObjectKey("prod/backup/" + earlier + "/claim-1.json"), 0)
                .readAllBytes();
        store.putIfAbsent(FIRST, claim);
        store.putIfAbsent(new ObjectKey("prod/backup/20260611T030000Z/claim-2.json"), new byte[] {'{'});
        Parts parts = parts(1);

        assertThat(parts.look().claimed().claims()).isEmpty();
        assertThat(parts.claims()
                        .claim("b", List.of(MARATHON), SLOT)
                        .orElseThrow()
                        .number())
                .isEqualTo(3);
    }

    @Test
    void whatNobodyTrustedSignedClaimsNothing() throws IOException {
        KeyText recipient = KeyText.generate(KeyText.Kind.RECIPIENT_PRIVATE);
        Keys agent = SealKeys.agent(KeyText.generate(KeyText.Kind.SIGNER_PRIVATE), recipient);
        Keys stranger = SealKeys.agent(KeyText.generate(KeyText.Kind.SIGNER_PRIVATE), recipient);
        parts(store, agent, 1).claims().claim("a", List.of(MARATHON), SLOT);
        Parts strange = parts(store, stranger, 2);

        assertThat(strange.look().claimed().claims()).isEmpty();
        strange.claims().claim("x", List.of(MARATHON), SLOT);
        assertThat(parts(store, agent, 3).look().claimed().claims())
                .extracting(Claim::node)
                .containsExactly("a");
    }

    @Test
    void whatWasCapturedForAClaimIsPutOnceUnlessItIsTorn() throws IOException {
        Parts parts = parts(1);
        Claim claim = parts.claims().claim("a", List.of(MARATHON), SLOT).orElseThrow();
        ObjectKey key = new ObjectKey("prod/backup/20260611T030000Z/a.claim-1.json");
        store.putIfAbsent(key, new byte[] {'{'});
        Part part = new Part("a", "test", SLOT, SLOT, List.of(), List.of(), null, null);

        parts.claims().put(claim, part);

        assertThat(parts.look().claimed().part(claim)).contains(part);
        parts.claims().put(claim, part);
        Part another = new Part("a", "test", SLOT, SLOT.plusSeconds(1), List.of(), List.of(), null, null);
        assertThatThrownBy(() -> parts.claims().put(claim, another))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("a.claim-1.json");
    }

    @Test
    void whatNoBackupNamesIsRemovedOnceItIsOldAndClaimsAreAsOldAsTheySay() throws IOException {
        Instant late = SLOT.plus(Duration.ofDays(5));
        Parts parts = parts(1);
        Claim claim = parts.claims().claim("a", List.of(MARATHON), late).orElseThrow();

        assertThat(condemned(late.plus(Duration.ofDays(3)))).isEmpty();
        Instant later = late.plus(Duration.ofDays(1));
        parts.claims().put(claim, new Part("a", "test", later, later, List.of(), List.of(), null, null));
        assertThat(condemned(later.plus(Duration.ofDays(3)))).isEmpty();
        assertThat(condemned(later.plus(Duration.ofDays(3)).plusSeconds(1)))
                .containsExactly("prod/backup/" + ID + "/a.claim-1.json", FIRST.value());
    }

    private List<String> condemned(Instant now) throws IOException {
        store.setNow(now);
        RetentionRules rules = new RetentionRules(Duration.ZERO, 0, 0, 0, 0, 3, 100);
        return new Catalog(store, "prod", new Random(1))
                .pruner(StoreTime.of(store)).plan(rules, false).buried.stream()
                        .map(one -> one.object().key().value())
                        .toList();
    }
}
