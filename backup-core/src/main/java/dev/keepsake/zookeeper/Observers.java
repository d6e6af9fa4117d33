package dev.keepsake.zookeeper;

import dev.keepsake.artefact.ArtefactSource;
import dev.keepsake.artefact.Pause;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The observers of one program: each runs in a process of its own, from its first use to the end of that use, or, where
 * they are kept, until this is closed. None outlives the program.
 */
public final class Observers implements AutoCloseable {

    private final boolean kept;
    private final Pause pause;
    private final Observer.ObserverJars jars;
    private final Map<Path, Observer> observers = new HashMap<>();

    private Observers(boolean kept, Pause pause, Observer.ObserverJars jars) {
        this.kept = kept;
        this.pause = pause;
        this.jars = jars;
    }

    /** Observers that end with each capture. */
    public static Observers forOneCapture(Pause pause) {
        return new Observers(false, pause, Observers::shipped);
    }

    /** Observers that stay between captures. */
    public static Observers kept(Pause pause) {
        return new Observers(true, pause, Observers::shipped);
    }

    /** The same on other jars than the distribution's. */
    static Observers on(Observer.ObserverJars jars, boolean kept, Pause pause) {
        return new Observers(kept, pause, jars);
    }

    private static ServerJars shipped() throws IOException {
        return ServerJars.shipped(ObserverConfiguration.lib());
    }

    /** An ensemble to be captured by an observer. */
    public ArtefactSource source(String name, ObserverSettings settings) {
        return new ObserverSource(name, settings, this, pause);
    }

    /** Has observers with just these settings; those with others end, those that are new begin when they are used or kept up. */
    public void follow(Collection<ObserverSettings> wanted) {
        List<Observer> unwanted = new ArrayList<>();
        synchronized (observers) {
            Set<ObserverSettings> all = new HashSet<>(wanted);
            observers.values().stream()
                    .filter(observer -> !all.contains(observer.settings()))
                    .forEach(unwanted::add);
            observers.values().removeAll(unwanted);
        }
        unwanted.forEach(Observer::close);
        if (kept) {
            wanted.forEach(this::observer);
        }
    }

    /** Starts every observer that does not run any more, or not yet; returns before they are in step. */
    public void keepUp() throws IOException {
        List<Observer> all;
        synchronized (observers) {
            all = List.copyOf(observers.values());
        }
        List<String> obstacles = new ArrayList<>();
        for (Observer observer : all) {
            try {
                observer.keepUp();
            } catch (IOException obstacle) {
                // what keeps one from running is no reason to let the others down
                obstacles.add(String.valueOf(obstacle.getMessage()));
            }
        }
        if (!obstacles.isEmpty()) {
            throw new IOException(String.join("; ", obstacles));
        }
    }

    Observer observer(ObserverSettings settings) {
        synchronized (observers) {
            return observers.computeIfAbsent(
                    settings.workDir(),
                    place -> new Observer(settings, new ObserverFolder(settings, Clock.systemUTC()), jars, pause));
        }
    }

    Observer.ObserverJars jars() {
        return jars;
    }

    /** A use of it is over. */
    void release(Observer observer) {
        if (!kept) {
            synchronized (observers) {
                observers.values().remove(observer);
            }
            observer.close();
        }
    }

    /** Ends them all in good order. */
    @Override
    public void close() {
        follow(List.of());
    }
}
