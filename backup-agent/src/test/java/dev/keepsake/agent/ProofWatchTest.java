package dev.keepsake.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.artefact.Artefact;
import dev.keepsake.artefact.ArtefactDrill;
import dev.keepsake.artefact.Drilled;
import dev.keepsake.artefact.Mark;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.artefact.Source;
import dev.keepsake.artefact.TapeStart;
import dev.keepsake.artefact.Zxid;
import dev.keepsake.catalog.BackupId;
import dev.keepsake.catalog.Catalog;
import dev.keepsake.catalog.Manifest;
import dev.keepsake.catalog.PastProof;
import dev.keepsake.catalog.Proof;
import dev.keepsake.catalog.Standing;
import dev.keepsake.config.Assembly;
import dev.keepsake.config.ScheduleConfig;
import dev.keepsake.job.BackupJob;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.StoredObject;
import dev.keepsake.testkit.MemoryStore;
import dev.keepsake.testkit.ServerOnDisk;
import dev.keepsake.testkit.Unwatched;
import dev.keepsake.testkit.VirtualTime;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scheduled proofs and drills, day by day in virtual time, of real backups. */
final class ProofWatchTest {

    private static final Instant BEGIN = Instant.parse("2026-06-10T20:00:00Z");
    private static final Instant SLOT = Instant.parse("2026-06-11T04:30:00Z");
    private static final Duration DAY = Duration.ofDays(1);
    private static final String FIRST = "20260610T030000Z";
    private static final String CRON = "0 30 4 * * ?";

    private final VirtualTime time = new VirtualTime(BEGIN);
    private final MemoryStore store = new MemoryStore();
    private final List<String> alarmsTold = new ArrayList<>();
    private Optional<String> journal = Optional.empty();
    private Optional<VirtualTime.Actor> actor = Optional.empty();
    private List<Alarm> raisedWhenGood = List.of(Alarm.STALE);
    private boolean storeIsAway;
    private boolean busy;
    private Proof.Level level = Proof.Level.PROOF;
    private Optional<ProofDuty.Drilling> drill = Optional.empty();
    private String cron = CRON;

    @TempDir
    private Path directory;

    private ServerOnDisk server;

    @BeforeEach
    void aBackup() throws IOException {
        server = new ServerOnDisk(directory.resolve("zk"));
        store.setNow(BEGIN);
        backUp(FIRST, 5);
    }

    @AfterEach
    void ends() {
        time.end();
    }

    @Test
    void whateverALookEndsInTheNextOneIsBegun() throws Exception {
        boolean[] broken = {true};
        drill = Optional.of((target, epoch) -> {
            if (broken[0]) {
                throw new NoClassDefFoundError("as planned");
            }
            throw new RefusedException("there is no server here, as planned");
        });
        time.at(SLOT.plusSeconds(1800), () -> broken[0] = false);
        boots();

        time.runUntil(SLOT.plusSeconds(600));
        assertThat(alarmsTold).contains("+proof-hindered");
        time.runUntil(SLOT.plus(DAY).plusSeconds(600));

        assertThat(journal().outcomes())
                .extracting(ProofOutcome::slot)
                .containsExactly(SLOT, SLOT, SLOT.plus(DAY), SLOT.plus(DAY));
    }

    @Test
    void theLatestBackupIsProvenAtItsMomentAndTheReportIsStored() throws Exception {
        time.at(SLOT.minusSeconds(3600), () -> backUpQuietly("20260611T033000Z", 2));
        boots();

        time.runUntil(SLOT.minusSeconds(1));
        assertThat(journal().outcomes())
                .as("a new agent looks when the time has come")
                .isEmpty();
        time.runUntil(SLOT.plusSeconds(60));

        PastProof proof = standing("20260611T033000Z").proven().orElseThrow();
        assertThat(proof.through()).isEqualTo(new Zxid(7));
        assertThat(proof.time()).isBetween(SLOT, SLOT.plusSeconds(60));
        assertThat(standing(FIRST)).isEqualTo(Standing.UNKNOWN);
        assertThat(journal().outcomes()).singleElement().satisfies(outcome -> {
            assertThat(outcome.kind()).isEqualTo(ProofOutcome.Kind.GOOD);
            assertThat(outcome.slot()).isEqualTo(SLOT);
            assertThat(outcome.backup()).isEqualTo("20260611T033000Z");
            assertThat(outcome.reason()).startsWith("proven through 0x7");
        });
        time.runUntil(SLOT.plus(DAY.multipliedBy(3)).plusSeconds(60));
        assertThat(journal().outcomes()).hasSize(4);
        assertThat(alarmsTold).isEmpty();
    }

    @Test
    void whatSpeaksAgainstTheBackupIsAnAlarmUntilALookFindsNothing() throws Exception {
        ObjectKey link = loseTheLink();
        boots();

        time.runUntil(SLOT.plusSeconds(60));

        assertThat(alarmsTold).containsExactly("+proof-failed");
        assertThat(standing(FIRST).failed()).isPresent();
        assertThat(journal().outcomes().get(0).reason()).contains(link.value());

        reboots();
        time.runUntil(SLOT.plusSeconds(120));
        assertThat(alarmsTold).as("it is known after a restart").endsWith("+proof-failed");

        backUp("20260611T120000Z", 1);
        time.runUntil(SLOT.plus(DAY).plusSeconds(60));
        assertThat(alarmsTold).endsWith("-proof-failed");
        assertThat(raisedWhenGood)
                .as("whoever is told of a good look sees no alarm against it")
                .isEmpty();
        assertThat(journal().newest())
                .singleElement()
                .satisfies(one -> assertThat(one.kind()).isEqualTo(ProofOutcome.Kind.GOOD));
    }

    @Test
    void ofLooksThatWereMissedOneIsMadeUp() throws Exception {
        boots();
        time.runUntil(SLOT.plusSeconds(60));
        actor.orElseThrow().kill();

        time.runUntil(SLOT.plus(DAY.multipliedBy(3)).plusSeconds(7200));
        boots();
        time.runUntil(SLOT.plus(DAY.multipliedBy(3)).plusSeconds(7260));

        assertThat(journal().outcomes())
                .extracting(ProofOutcome::slot)
                .containsExactly(SLOT, SLOT.plus(DAY.multipliedBy(3)));
        reboots();
        time.runUntil(SLOT.plus(DAY.multipliedBy(3)).plusSeconds(7320));
        assertThat(journal().outcomes()).hasSize(2);
    }

    @Test
    void anotherScheduleCountsFromNowOn() throws Exception {
        boots();
        time.runUntil(SLOT.plusSeconds(60));
        cron = "0 0 4 * * ?";
        reboots();
        time.runUntil(SLOT.plus(DAY).minusSeconds(60));

        assertThat(journal().outcomes())
                .extracting(ProofOutcome::slot)
                .containsExactly(SLOT, SLOT.plus(DAY).minusSeconds(1800));
    }

    @Test
    void aStoreThatIsAwayIsTriedUntilItIsBack() throws Exception {
        time.at(SLOT.minusSeconds(60), () -> storeIsAway = true);
        time.at(SLOT.plusSeconds(3600), () -> storeIsAway = false);
        boots();

        time.runUntil(SLOT.plusSeconds(3000));
        assertThat(alarmsTold).containsExactly("+proof-hindered");
        assertThat(journal().outcomes()).isEmpty();
        time.runUntil(SLOT.plusSeconds(3900));

        assertThat(journal().outcomes())
                .singleElement()
                .satisfies(one -> assertThat(one.slot()).isEqualTo(SLOT));
        assertThat(alarmsTold).containsExactly("+proof-hindered", "-proof-hindered");
    }

    @Test
    void aBackupUnderWayIsGivenWayTo() throws Exception {
        busy = true;
        boots();

        time.runUntil(SLOT.plusSeconds(1200));
        assertThat(journal().outcomes()).isEmpty();
        busy = false;
        time.runUntil(SLOT.plusSeconds(1260));

        assertThat(journal().outcomes()).hasSize(1);
        assertThat(alarmsTold).isEmpty();
    }

    @Test
    void whereThereIsNothingToProveThatIsSaidAndIsOverdueAfterAWhile() throws Exception {
        for (StoredObject object : store.list("", "").all()) {
            store.delete(object.key());
        }
        boots();

        time.runUntil(SLOT.plusSeconds(60));
        assertThat(alarmsTold).containsExactly("+proof-hindered");
        assertThat(journal().outcomes().get(0).reason()).contains("there is no archive yet");
        time.runUntil(SLOT.plus(DAY.multipliedBy(2)));

        assertThat(alarmsTold).contains("+proof-overdue");
    }

    @Test
    void whatAnotherMachineProvesIsNotOverdueHere() throws Exception {
        drill = Optional.of((target, epoch) -> {
            throw new RefusedException("this machine cannot");
        });
        boots();
        time.runUntil(SLOT.plus(DAY.multipliedBy(2)).plusSeconds(60));

        assertThat(alarmsTold).contains("+proof-hindered", "+proof-overdue");
        Proof seen = catalog()
                .proofs()
                .read(catalog().proofs().newest(new BackupId(FIRST)).orElseThrow());
        catalog()
                .proofs()
                .put(new Proof(
                        seen.backup(),
                        seen.cluster(),
                        Proof.Level.DRILL,
                        true,
                        new Zxid(5),
                        time.now(),
                        1,
                        "elsewhere",
                        List.of(),
                        List.of(),
                        List.of()));
        time.runUntil(SLOT.plus(DAY.multipliedBy(2)).plusSeconds(3600));

        assertThat(alarmsTold).endsWith("-proof-overdue");
    }

    @Test
    void aDrillFollowsTheProof() throws Exception {
        drill = Optional.of((target, epoch) -> new Rehearsal(List.of()));
        boots();

        time.runUntil(SLOT.plusSeconds(60));

        assertThat(journal().outcomes())
                .extracting(ProofOutcome::level)
                .containsExactly(Proof.Level.PROOF, Proof.Level.DRILL);
        assertThat(journal().outcomes().get(1).reason())
                .startsWith("drilled through 0x5: restored in 1.0 s, ready 2.0 s later");
        assertThat(catalog().proofs().newest(new BackupId(FIRST)).orElseThrow().level())
                .isEqualTo(Proof.Level.DRILL);
        assertThat(alarmsTold).isEmpty();
    }

    @Test
    void aDrillThatFindsSomethingIsAnAlarmOfItsOwn() throws Exception {
        level = Proof.Level.OBJECTS;
        drill = Optional.of((target, epoch) -> new Rehearsal(List.of("/n3: data")));
        boots();

        time.runUntil(SLOT.plusSeconds(60));

        assertThat(alarmsTold).containsExactly("+drill-failed");
        assertThat(standing(FIRST).failed()).isPresent();
    }

    @Test
    void whatThisMachineLacksIsNoFailureOfTheBackup() throws Exception {
        drill = Optional.of((target, epoch) -> {
            throw new RefusedException("no jars");
        });
        boots();

        time.runUntil(SLOT.plusSeconds(60));

        assertThat(alarmsTold).containsExactly("+proof-hindered");
        assertThat(standing(FIRST).failed()).isEmpty();
        assertThat(standing(FIRST).proven()).as("the look before it counts").isPresent();
        assertThat(journal().outcomes().get(1).kind()).isEqualTo(ProofOutcome.Kind.NOT_DONE);
    }

    @Test
    void aJournalThatCannotBeReadIsBegunAnew() {
        List<String> said = new ArrayList<>();
        journal = Optional.of("nonsense");

        assertThat(ProofJournal.openOrBegin(new Memory(), said::add).outcomes()).isEmpty();

        assertThat(said).singleElement().asString().contains("cannot be used");
    }

    private void boots() {
        VirtualTime.Actor[] self = new VirtualTime.Actor[1];
        self[0] = time.start("proofs", () -> live(self[0]));
        actor = Optional.of(self[0]);
    }

    private void reboots() {
        actor.orElseThrow().kill();
        boots();
    }

    private void live(VirtualTime.Actor self) throws IOException {
        Alarms alarms = new Alarms(time::now, new AlarmsTold(alarmsTold));
        Teller teller = (phase, message, facts) -> {
            if (facts.get("kind") == ProofOutcome.Kind.GOOD) {
                raisedWhenGood =
                        alarms.raised().stream().map(Alarms.Raised::alarm).toList();
            }
        };
        ProofWatch.over(
                        Optional.of(duty()),
                        journal(),
                        new ProofWatch.Tools(self, new Waiting(self), new Patient(), new Random(3), alarms, teller))
                .run(() -> busy);
    }

    private ProofDuty duty() {
        try {
            return new ProofDuty(
                    "prod",
                    "here",
                    new CronSchedule(cron, ZoneId.of("UTC")),
                    cron,
                    level,
                    Duration.ofHours(12),
                    () -> new SimulatedStore(store.again(), this::isAway, () -> false, () -> {}),
                    Assembly.prover(),
                    drill);
        } catch (ParseException e) {
            throw new AssertionError(e);
        }
    }

    private boolean isAway() {
        store.setNow(time.now());
        return storeIsAway;
    }

    private ProofJournal journal() {
        return ProofJournal.openOrBegin(new Memory(), said -> {
            throw new AssertionError(said);
        });
    }

    private Catalog catalog() {
        return new Catalog(store.again(), "prod", new Random(1));
    }

    private Standing standing(String id) throws IOException {
        return catalog().proofs().standing(new BackupId(id));
    }

    private void backUpQuietly(String id, int more) {
        try {
            backUp(id, more);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private Manifest backUp(String id, int more) throws IOException {
        server.creates(more);
        Source source = server.stopped("zk");
        BackupJob job = new BackupJob(catalog(), List.of(source), "test", new Unwatched());
        return job.run(new BackupJob.Request(new BackupId(id), null, "master-1", List.of("master-1")));
    }

    private ObjectKey loseTheLink() throws IOException {
        StoredObject link = store.list("", "").all().stream()
                .filter(object -> object.key().value().contains("/link/"))
                .findFirst()
                .orElseThrow();
        store.delete(link.key());
        return link.key();
    }

    /** A journal that survives a reboot. */
    private final class Memory implements Journal.Place {

        @Override
        public Optional<String> read() {
            return journal;
        }

        @Override
        public void write(String text) {
            journal = Optional.of(text);
        }
    }

    private record Waiting(VirtualTime.Actor self) implements Bell {

        @Override
        public void follow(ScheduleConfig schedule) {}

        @Override
        public void await(Duration atMost) {
            self.of(atMost);
        }

        @Override
        public void ring() {}
    }

    private static final class Patient implements Watchdog, Watchdog.Watched {

        @Override
        public Watched watch(Duration longest) {
            return this;
        }

        @Override
        public boolean struck() {
            return false;
        }

        @Override
        public void close() {}
    }

    /** A drill without a server, which reads what it is sent. */
    private record Rehearsal(List<String> problems) implements ArtefactDrill {

        @Override
        public Optional<Mark> end() {
            return Optional.empty();
        }

        @Override
        public void begin(TapeStart start) {}

        @Override
        public Optional<Zxid> baseWanted() {
            return Optional.empty();
        }

        @Override
        public void receive(Artefact artefact) throws IOException {
            artefact.content().open().transferTo(OutputStream.nullOutputStream());
        }

        @Override
        public void describe(SortedMap<String, String> facts) {}

        @Override
        public Drilled run() {
            return new Drilled("ZooKeeper", 5, 50, 1000, 2000, 500, List.of(), problems);
        }

        @Override
        public void close() {}
    }
}
