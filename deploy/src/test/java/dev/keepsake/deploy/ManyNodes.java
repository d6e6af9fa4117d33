package dev.keepsake.deploy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.ZooDefs;

/** A large, plain tree: znodes of 200 bytes each, a thousand below each parent, of which some change later. */
final class ManyNodes {
    private static final int PER_PARENT = 1_000;
    private static final int PER_MULTI = 500;
    private static final int RANDOM_BYTES = 105;

    private final String server;
    private final int count;
    private final Random random;

    /** A tree of this many znodes on a server; nothing is there yet. */
    ManyNodes(String server, int count, Random random) {
        this.server = server;
        this.count = count;
        this.random = random;
    }

    /** Creates all of them. */
    void fill() throws IOException, InterruptedException, KeeperException {
        try (Connection connection = Connection.anybody(server)) {
            Pipeline pipeline = new Pipeline();
            connection.client().create("/many", null, ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
            List<Op> multi = new ArrayList<>();
            for (int number = 0; number < count; number++) {
                if (number % PER_PARENT == 0) {
                    multi.add(create(parent(number), new byte[0]));
                }
                multi.add(create(path(number), data()));
                if (multi.size() >= PER_MULTI || number == count - 1) {
                    pipeline.begin();
                    connection
                            .client()
                            .multi(multi, (code, path, context, results) -> pipeline.end(code, "/many"), null);
                    multi = new ArrayList<>();
                }
            }
            pipeline.drain();
        }
    }

    /** Gives this many of them, drawn at random, another value each, in a transaction each. */
    void change(int changes) throws IOException, InterruptedException, KeeperException {
        try (Connection connection = Connection.anybody(server)) {
            Pipeline pipeline = new Pipeline();
            for (int i = 0; i < changes; i++) {
                String path = path(random.nextInt(count));
                pipeline.begin();
                connection
                        .client()
                        .setData(path, data(), -1, (code, at, context, stat) -> pipeline.end(code, at), null);
            }
            pipeline.drain();
        }
    }

    private static Op create(String path, byte[] data) {
        return Op.create(path, data, ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
    }

    private static String parent(int number) {
        return "/many/part-%06d".formatted(number / PER_PARENT);
    }

    private static String path(int number) {
        return parent(number) + "/node-%08d".formatted(number);
    }

    /** Text as applications keep it: a frame that is always the same, and a content that is not. */
    private byte[] data() {
        byte[] content = new byte[RANDOM_BYTES];
        random.nextBytes(content);
        String text = "{\"version\":1,\"kind\":\"example.v1\",\"payload\":\""
                + Base64.getEncoder().encodeToString(content) + "\",\"owner\":null}";
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
