package dev.keepsake.deploy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooKeeper;

/** A connection to servers through ZooKeeper's own client. */
record Connection(ZooKeeper client) implements AutoCloseable {
    /** What a server must be told so that {@link #superuser} may read and change every node. */
    static final String SUPER_DIGEST = "super:" + digest("super:keepsake");

    /** Long enough that no session of a dead server expires before its tree has been read. */
    static final Duration SESSION = Duration.ofMinutes(10);

    /** Connects as anybody. */
    static Connection anybody(String server) throws IOException, InterruptedException {
        CountDownLatch connected = new CountDownLatch(1);
        Watcher watcher = event -> {
            if (event.getState() == Watcher.Event.KeeperState.SyncConnected) {
                connected.countDown();
            }
        };
        ZooKeeper client = new ZooKeeper(server, (int) SESSION.toMillis(), watcher);
        if (!connected.await(60, TimeUnit.SECONDS)) {
            client.close();
            throw new IOException("no connection to " + server + " within 60 s");
        }
        return new Connection(client);
    }

    /** Connects as the user whom no ACL can stop. */
    static Connection superuser(String server) throws IOException, InterruptedException {
        Connection connection = anybody(server);
        connection.client.addAuthInfo("digest", "super:keepsake".getBytes(StandardCharsets.UTF_8));
        return connection;
    }

    @Override
    public void close() {
        try {
            client.close();
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
        }
    }

    /** The form in which ACLs of the digest scheme hold a user and a password. */
    static String digest(String userAndPassword) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-1").digest(userAndPassword.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
