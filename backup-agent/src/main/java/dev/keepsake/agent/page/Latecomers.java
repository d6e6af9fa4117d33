package dev.keepsake.agent.page;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Ends connections over which nothing was answered for too long. Whoever sends a request byte by byte is never idle, and would hold
 * one of few connections for ever.
 */
final class Latecomers implements Connection.Listener {

    private final Scheduler scheduler;
    private final Duration longest;
    private final Map<Connection, Scheduler.Task> looks = new ConcurrentHashMap<>();

    Latecomers(Scheduler scheduler, Duration longest) {
        this.scheduler = scheduler;
        this.longest = longest;
    }

    @Override
    public void onOpened(Connection connection) {
        // the one that is encrypted holds the one over which requests come, and counts nothing by itself
        if (!(connection instanceof SslConnection)) {
            lookLater(connection);
        }
    }

    @Override
    public void onClosed(Connection connection) {
        Scheduler.Task look = looks.remove(connection);
        if (look != null) {
            look.cancel();
        }
    }

    private void lookLater(Connection connection) {
        long answered = connection.getMessagesOut();
        looks.put(
                connection,
                scheduler.schedule(() -> look(connection, answered), longest.toMillis(), TimeUnit.MILLISECONDS));
        // it may have ended meanwhile, and nobody tells twice
        if (!connection.getEndPoint().isOpen()) {
            onClosed(connection);
        }
    }

    private void look(Connection connection, long before) {
        if (connection.getMessagesOut() == before) {
            connection.getEndPoint().close();
        } else {
            lookLater(connection);
        }
    }
}
