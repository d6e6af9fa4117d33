package dev.keepsake.zookeeper.live;

import dev.keepsake.artefact.RefusedException;
import dev.keepsake.artefact.Zxid;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.curator.CuratorZookeeperClient;
import org.apache.curator.ensemble.fixed.FixedEnsembleProvider;
import org.apache.curator.retry.RetryOneTime;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.client.ZKClientConfig;
import org.apache.zookeeper.common.ClientX509Util;
import org.apache.zookeeper.common.PathUtils;
import org.apache.zookeeper.common.X509Exception;

/**
 * A session with a running ensemble. Lost connections come back by themselves, an expired session is followed by a new
 * one with the same credentials; whoever has requests on the way gets them back as failed and asks again after
 * {@link #awaitConnected}.
 */
public final class LiveEnsemble implements Closeable {

    /** What a server takes in one request unless it is told otherwise. */
    public static final int DEFAULT_MAX_BUFFER = 0xfffff;

    private static final String JUTE_MAX_BUFFER = "jute.maxbuffer";
    private static final String LOGIN = "java.security.auth.login.config";

    /** What we take in one answer: a list of a million children, too. */
    private static final int LARGEST_ANSWER = 256 << 20;

    private static final long LOOK_AGAIN_MILLIS = 500;

    private final LiveSettings settings;
    private final CuratorZookeeperClient curator;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private volatile boolean authRefused;

    private LiveEnsemble(LiveSettings settings, ZKClientConfig config) {
        this.settings = settings;
        this.curator = new CuratorZookeeperClient(
                (connect, sessionMillis, watcher, readOnly) -> handle(connect, sessionMillis, watcher, config),
                new FixedEnsembleProvider(settings.connect()),
                Math.toIntExact(settings.sessionTimeout().toMillis()),
                Math.toIntExact(settings.connectTimeout().toMillis()),
                this::changed,
                new RetryOneTime(1),
                false);
    }

    /**
     * Opens a session, or refuses within the time-out for a connection and says why: nobody there, no quorum, the wrong
     * kind of socket, credentials that are not taken.
     */
    public static LiveEnsemble connect(LiveSettings settings) throws IOException {
        ZKClientConfig config = config(checked(settings));
        requireUsableTls(config);
        LiveEnsemble ensemble = new LiveEnsemble(settings, config);
        try {
            ensemble.open();
            return ensemble;
        } catch (IOException | RuntimeException e) {
            ensemble.close();
            throw e;
        }
    }

    /** The present handle. It is another one after a session has expired, so it is not to be kept. */
    public ZooKeeper client() throws IOException {
        try {
            return curator.getZooKeeper();
        } catch (KeeperException.ConnectionLossException e) {
            throw new EnsembleLostException("no connection to " + settings.hosts() + " any more");
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException("ZooKeeper's client fails: " + e, e);
        }
    }

    /** The last transaction that the server had which answered last; what the present handle has seen alone. */
    public Zxid lastZxid() throws IOException {
        return ((Handle) client()).lastZxid();
    }

    /** How many bytes the servers take in one request: what was given, else what they take unless told. */
    public int maxBuffer() {
        return settings.maxBuffer().orElse(DEFAULT_MAX_BUFFER);
    }

    /** Whether {@link #maxBuffer} was given by somebody who knows. */
    public boolean knowsMaxBuffer() {
        return settings.maxBuffer().isPresent();
    }

    /** How it was reached. */
    public LiveSettings settings() {
        return settings;
    }

    /** Waits at most this long until there is a connection; whether there is one. */
    public boolean awaitConnected(Duration atMost) throws IOException {
        long deadline = System.nanoTime() + atMost.toNanos();
        lock.lock();
        try {
            while (!curator.isConnected()) {
                long left = deadline - System.nanoTime();
                if (left <= 0 || authRefused) {
                    return false;
                }
                // changes wake us; looking again all the same costs nothing and cannot miss one
                changed.awaitNanos(Math.min(left, TimeUnit.MILLISECONDS.toNanos(LOOK_AGAIN_MILLIS)));
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for " + settings.hosts());
        } finally {
            lock.unlock();
        }
    }

    /** Ends the session, and with it every ephemeral znode of it. */
    @Override
    public void close() {
        curator.close();
    }

    private void open() throws IOException {
        try {
            curator.start();
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException("ZooKeeper's client does not start: " + e, e);
        }
        boolean connected = awaitConnected(settings.connectTimeout()) && answers();
        if (authRefused) {
            throw new RefusedException("the servers at " + settings.hosts() + " refuse the credentials "
                    + settings.credentials() + ": they do not know this scheme, or not this password; without"
                    + " credentials the session is anybody's");
        }
        if (!connected) {
            throw new RefusedException("no session with " + settings.hosts() + " within "
                    + settings.connectTimeout().toSeconds() + " s: " + new Diagnosis(settings).words());
        }
    }

    /** One question, whose answer comes after the servers' word about the credentials. */
    private boolean answers() throws IOException {
        try {
            client().exists("/", false);
            return true;
        } catch (KeeperException.NoAuthException | KeeperException.NoNodeException e) {
            return true;
        } catch (KeeperException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while connecting to " + settings.hosts());
        }
    }

    private void changed(WatchedEvent event) {
        if (event.getState() == KeeperState.AuthFailed) {
            authRefused = true;
        }
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private ZooKeeper handle(String connect, int sessionMillis, Watcher watcher, ZKClientConfig config)
            throws IOException {
        Handle handle = new Handle(connect, sessionMillis, watcher, config);
        settings.credentials().forEach(who -> handle.addAuthInfo(who.scheme(), who.secret()));
        return handle;
    }

    private static LiveSettings checked(LiveSettings settings) throws RefusedException {
        try {
            PathUtils.validatePath(settings.chroot());
        } catch (IllegalArgumentException e) {
            throw new RefusedException("'" + settings.connect() + "' names no ensemble (" + e.getMessage()
                    + "); it looks like host1:2181,host2:2181 or host1:2181/path");
        }
        return settings;
    }

    /** ZooKeeper's client would go on trying for ever, and tell its log alone. */
    private static void requireUsableTls(ZKClientConfig config) throws RefusedException {
        if (!config.getBoolean(ZKClientConfig.SECURE_CLIENT)) {
            return;
        }
        try (ClientX509Util tls = new ClientX509Util()) {
            tls.createSSLContext(config);
        } catch (X509Exception | RuntimeException e) {
            Throwable first = e;
            while (first.getCause() != null) {
                first = first.getCause();
            }
            throw new RefusedException("TLS cannot be set up: " + first.getMessage()
                    + "; see the zookeeper.ssl.* properties of the client: files, their types and their passwords");
        }
    }

    private static ZKClientConfig config(LiveSettings settings) {
        ZKClientConfig config = new ZKClientConfig();
        config.setProperty(JUTE_MAX_BUFFER, Integer.toString(LARGEST_ANSWER));
        settings.properties().forEach(config::setProperty);
        // two limits that ZooKeeper's client takes from the JVM alone
        if (System.getProperty(JUTE_MAX_BUFFER) == null) {
            System.setProperty(JUTE_MAX_BUFFER, Integer.toString(LARGEST_ANSWER));
        }
        String login = settings.properties().get(LOGIN);
        if (login != null) {
            System.setProperty(LOGIN, login);
        }
        return config;
    }
}
