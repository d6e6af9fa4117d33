package dev.keepsake.agent;

import dev.keepsake.agent.metrics.Gauged;
import dev.keepsake.agent.metrics.Metrics;
import dev.keepsake.agent.survey.Survey;
import dev.keepsake.agent.survey.Surveyed;
import dev.keepsake.agent.survey.Surveyor;
import dev.keepsake.artefact.Pause;
import dev.keepsake.catalog.Catalog;
import dev.keepsake.config.AgentConfig;
import dev.keepsake.config.Assembly;
import dev.keepsake.config.SourceConfig;
import dev.keepsake.store.CountedStore;
import dev.keepsake.store.ObjectStore;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/**
 * Takes a survey of the archive every few minutes and after each run, where metrics or a page tell of it: the only thing in an
 * agent that lists an archive for whoever asks. One thread takes them all; any may ask what is known.
 */
final class SurveyWatch implements WatchThread.Watch {

    /** The archive is looked at this often, and after each run. */
    static final Duration BETWEEN = Duration.ofMinutes(5);

    /** A backup under way is given way to for so long, and not for ever: what is known becomes old. */
    static final Duration LONGEST_GIVING_WAY = Duration.ofMinutes(10);

    /** A look that takes longer, but for the giving way, is given up. */
    static final Duration LONGEST = Duration.ofMinutes(20);

    private final Tools tools;
    private final ArchiveGauges gauges;
    private volatile Surveyed known = Surveyed.NOTHING_YET;
    private volatile Subject subject;
    private volatile Runnable afterLook = () -> {};
    private volatile boolean asked = true;
    private volatile boolean stopping;
    private Instant looked = Instant.EPOCH;
    private String told = "";

    /** What the watch needs of the world, so that a test can give it another one. */
    record Tools(
            InstantSource clock,
            Pause pause,
            Bell bell,
            Watchdog watchdog,
            RandomGenerator random,
            Metrics metrics,
            Teller teller,
            Stores stores) {}

    /** How an archive's store is reached. */
    @FunctionalInterface
    interface Stores {

        /** As a configuration says. */
        Stores CONFIGURED = config -> Assembly.storeToRead(config.store());

        /** Opens it to be read; a failure leaves nothing open. */
        ObjectStore open(AgentConfig config) throws IOException;
    }

    /** Whose archive is looked at, and what the next survey of it need not look at again. */
    private record Subject(AgentConfig config, Surveyor surveyor) {

        static Subject of(AgentConfig config) {
            boolean shown = config.daemon().page().isPresent();
            return new Subject(config, new Surveyor(Assembly.history(), shown ? Surveyor.SHOWN : Surveyor.MEASURED));
        }

        boolean isWanted() {
            return config.daemon().page().isPresent()
                    || config.daemon().reporting().textfile().isPresent();
        }

        boolean isOfSameArchive(AgentConfig other) {
            return config.cluster().equals(other.cluster())
                    && config.store().equals(other.store())
                    && config.keys().equals(other.keys());
        }
    }

    SurveyWatch(Tools tools, ArchiveGauges gauges, AgentConfig config) {
        this.tools = tools;
        this.gauges = gauges;
        this.subject = Subject.of(config);
        gauges.follow(sources(config));
    }

    private static List<String> sources(AgentConfig config) {
        return config.sources().stream().map(SourceConfig::name).toList();
    }

    /** What is known now; nobody waits for more. */
    Surveyed known() {
        return known;
    }

    /** Has another configuration from now on; what is known of another archive is forgotten. */
    synchronized void follow(AgentConfig fresh) {
        Subject before = subject;
        boolean same = before.isOfSameArchive(fresh);
        subject = same ? new Subject(fresh, before.surveyor()) : Subject.of(fresh);
        if (!same) {
            known = Surveyed.NOTHING_YET;
            gauges.forget();
        }
        gauges.follow(sources(fresh));
        lookSoon();
    }

    /** Is done after each look from now on. */
    void afterLooks(Runnable action) {
        afterLook = action;
    }

    /** Something has changed in the archive. */
    void lookSoon() {
        asked = true;
        tools.bell().ring();
    }

    @Override
    public void run(BooleanSupplier busy) throws IOException {
        while (!stopping) {
            turn(busy);
            if (!stopping) {
                tools.bell().await(BETWEEN);
            }
        }
    }

    @Override
    public void stop() {
        stopping = true;
        tools.bell().ring();
    }

    /** Looks if it is time to; whatever becomes of it is no reason to end. */
    void turn(BooleanSupplier busy) throws IOException {
        Instant now = tools.clock().instant();
        boolean wasAsked = asked;
        // before it is read whose archive it is, so that whoever names another one meanwhile is heard
        asked = false;
        Subject of = subject;
        boolean due = wasAsked || now.isBefore(looked) || !now.isBefore(looked.plus(BETWEEN));
        if (!due || !of.isWanted()) {
            return;
        }
        looked = now;
        if (wasAsked) {
            of.surveyor().doubt();
        }
        String failure = "";
        try {
            failure = watched(of, busy);
        } catch (IOException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw e;
            }
            failure = "the archive cannot be looked at: " + e.getMessage();
        } catch (RuntimeException | VirtualMachineError | LinkageError mistake) {
            // whatever left this thread would end all surveys for good
            failure = "an unexpected failure while the archive was looked at: " + mistake;
        }
        failed(of, failure);
        afterLook.run();
    }

    private String watched(Subject of, BooleanSupplier busy) throws IOException {
        // before the first look at an archive nobody can tell whether anything is protected
        Duration patience = known.survey().isEmpty() ? Duration.ZERO : LONGEST_GIVING_WAY;
        Instant patientUntil = tools.clock().instant().plus(patience);
        BooleanSupplier givenWayTo =
                () -> busy.getAsBoolean() && tools.clock().instant().isBefore(patientUntil);
        while (givenWayTo.getAsBoolean()) {
            tools.pause().of(GivingWayStore.STEP);
        }
        Duration left = Duration.between(tools.clock().instant(), patientUntil);
        Duration longest = LONGEST.plus(left.isNegative() ? Duration.ZERO : left);
        boolean struck;
        try (Watchdog.Watched watched = tools.watchdog().watch(longest)) {
            try {
                look(of, givenWayTo);
                return "";
            } catch (IOException e) {
                struck = watched.struck();
                if (!struck) {
                    throw e;
                }
            }
        }
        return "looking at the archive took longer than " + LONGEST.toMinutes() + " minutes and was given up";
    }

    private void look(Subject of, BooleanSupplier givenWayTo) throws IOException {
        AgentConfig config = of.config();
        try (ObjectStore store = new CountedStore(tools.stores().open(config), tools.metrics())) {
            tools.metrics()
                    .set(
                            Gauged.CLOCK_SKEW,
                            StoreContact.ask(store, tools.clock()).skew());
            Catalog catalog = new Catalog(
                    new GivingWayStore(store, givenWayTo, tools.pause()),
                    Assembly.keys(config),
                    config.cluster(),
                    tools.random());
            Optional<Survey> found = of.surveyor().take(catalog, store.location(), early -> see(of, early));
            note(of, found, "there is no archive of cluster " + config.cluster() + " at " + store.location());
        }
    }

    /** What takes long is still to be looked at, and may come to nothing. */
    private synchronized void see(Subject of, Survey early) {
        if (of.surveyor() == subject.surveyor()) {
            known = known.seeing(early);
            gauges.show(early, of.config().node());
        }
    }

    /** What was seen of another archive, since somebody has named one, is no news of this one. */
    private synchronized void note(Subject of, Optional<Survey> found, String none) {
        if (of.surveyor() != subject.surveyor()) {
            return;
        }
        Instant now = tools.clock().instant();
        known = found.map(survey -> Surveyed.of(survey, now)).orElseGet(() -> Surveyed.nothing(none));
        found.ifPresentOrElse(survey -> gauges.show(survey, of.config().node()), gauges::none);
        gauges.looked(now);
    }

    private synchronized void failed(Subject of, String failure) {
        if (!failure.isEmpty() && of.surveyor() == subject.surveyor()) {
            known = known.after(failure, tools.clock().instant());
        }
        if (!failure.isEmpty() && !failure.equals(told)) {
            tools.teller().tell("survey", failure + "; what was known before stays", Map.of());
        }
        told = failure;
    }
}
