package dev.keepsake.zookeeper;

import dev.keepsake.artefact.ArtefactSink;
import dev.keepsake.artefact.ArtefactSource;
import dev.keepsake.artefact.CheckReport;
import dev.keepsake.artefact.Mark;
import dev.keepsake.artefact.Pause;
import dev.keepsake.artefact.Zxid;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A running ensemble, captured by an observer of our own that it does not know. The observer's files are captured like
 * those of a server on this machine, by the same rules: they may show a hole like those, and a snapshot may hold what
 * never came to be like those.
 */
final class ObserverSource implements ArtefactSource {

    /** As much as fits into one fact. */
    private static final int LONGEST_FACT = 256;

    private final String name;
    private final ObserverSettings settings;
    private final Observers observers;

    /** The observer's files, captured like those of a server. */
    private final MemberSource files;

    ObserverSource(String name, ObserverSettings settings, Observers observers, Pause pause) {
        this.name = name;
        this.settings = settings;
        this.observers = observers;
        this.files = new MemberSource(
                name,
                new ObserverFolder(settings, Clock.systemUTC()).directories(),
                () -> observers.observer(settings).status(),
                pause);
    }

    @Override
    public String name() {
        return name;
    }

    /** What it gives is the tape of a ZooKeeper server, like any other. */
    @Override
    public String type() {
        return MemberSource.TYPE;
    }

    @Override
    public void sendTo(ArtefactSink sink) throws IOException {
        Observer observer = observers.observer(settings);
        try {
            observer.sync();
            SortedMap<String, String> facts = facts(observer);
            ServerStatus before = observer.status();
            files.sendTo(new ObservedSink(sink, facts));
            purge(observer.folder(), before.zxid());
        } finally {
            observers.release(observer);
        }
    }

    /** One question through the socket in its directory, and its log: neither the ensemble nor its leader notices. */
    @Override
    public boolean hasMoreThan(Optional<Mark> end) throws IOException {
        Optional<ServerStatus> now = observers.observer(settings).statusNow();
        if (end.isEmpty() || now.isEmpty()) {
            return true;
        }
        Zxid committed = now.get().zxid();
        boolean same = committed.equals(end.get().zxid())
                || (committed.counter() == 0
                        && committed.epoch() > end.get().zxid().epoch());
        return !same || files.hasMoreThan(end);
    }

    /** What was committed before the capture began is archived; the rest may be, and waits for the next one. */
    private static void purge(ObserverFolder folder, Zxid archived) throws IOException {
        // without a transaction in this epoch, what is archived ends somewhere in an earlier one
        if (archived.counter() != 0) {
            new ObserverPurge(folder.directories()).archived(archived);
        }
    }

    private static SortedMap<String, String> facts(Observer observer) throws IOException {
        SortedMap<String, String> facts = new TreeMap<>();
        facts.put("captured-by", "observer");
        observer.folder().lastSync().ifPresent(sync -> facts.put("last-sync", printable(sync)));
        Optional<String> aside = observer.tellSetAside();
        aside.ifPresent(why -> facts.put("remark-01", printable("the observer's earlier state was set aside: " + why)));
        return facts;
    }

    private static String printable(String text) {
        String plain = new String(text.getBytes(StandardCharsets.US_ASCII), StandardCharsets.US_ASCII);
        return plain.length() > LONGEST_FACT ? plain.substring(0, LONGEST_FACT) : plain;
    }

    @Override
    public CheckReport check() {
        return new ObserverCheck(settings, observers.observer(settings).folder(), observers.jars()).report();
    }
}
