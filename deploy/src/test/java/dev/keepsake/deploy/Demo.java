package dev.keepsake.deploy;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.data.Stat;

/** The main job, told to somebody who sees it for the first time: an ensemble is backed up, lost, and brought back. */
final class Demo {
    private static final int SERVERS = 3;
    private static final int NODES = 3_000;
    private static final String VICTIM = "/kinds/binary";

    private final PrintStream out;
    private final Path work;
    private final Keepsake keepsake;
    private final boolean sabotage;
    private final long seed = System.nanoTime();

    private Demo(PrintStream out, Path work, boolean sabotage) throws IOException {
        this.out = out;
        this.work = work;
        this.keepsake = new Keepsake(work.resolve("archive"), work.resolve("agent"));
        this.sabotage = sabotage;
    }

    /** Takes a folder to work in, and --sabotage or nothing; ends with 0 when everything came back as it was. */
    public static void main(String[] arguments) throws Exception {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        boolean sabotage = Arrays.asList(arguments).contains("--sabotage");
        boolean same = new Demo(out, Path.of(arguments[0]), sabotage).run();
        // Client threads of servers that are gone must not hold up the end.
        System.exit(same ? 0 : 1);
    }

    private boolean run() throws IOException, InterruptedException, KeeperException {
        Ensemble source = Ensemble.prepare(
                work.resolve("source"),
                SERVERS,
                ServerSettings.standard().withSnapshotEvery(1_500).withContainerCheck(Duration.ofSeconds(1)));
        long end;
        try (source) {
            end = liveAndDie(source);
        }
        Backup backup = list();
        out.println();
        out.println("3. Restoring onto three blank servers that have never run.");
        try (Ensemble restored = restore(backup)) {
            out.println("   They elect a leader among themselves and serve.");
            return compare(backup, source, restored) && goesOn(restored, end);
        }
    }

    private long liveAndDie(Ensemble source) throws IOException, InterruptedException, KeeperException {
        out.println();
        out.println("1. A ZooKeeper ensemble of three servers, each a process of its own on this machine.");
        source.start();
        try (Population population = Population.fill(source.addresses(), NODES, new Random(seed));
                Writers writers = Writers.start(source.addresses(), seed)) {
            out.printf(
                    "   It holds %,d nodes of every kind: with data, empty and null; %d levels deep and %,d wide; of 1 MB;%n",
                    population.size(), Population.DEPTH, Population.width(NODES));
            out.println(
                    "   locked by permissions, numbered in sequence, expiring, containers, quotas, names in any script.");
            writers.awaitMore(300);
            out.println("   Four clients keep changing it as fast as they can. Meanwhile, beside server 1:");
            Path agent = keepsake.configure(source.member(1));
            tell(keepsake.agent(agent, "--label", "demo"));
            String id = keepsake.once(agent, "--label", "demo");
            out.println("   " + id);
            writers.awaitMore(300);
            out.printf(
                    "   The clients made %,d changes in all, before, during and after the backup.%n", writers.stop());
            long end = source.awaitSameZxid();
            source.kill();
            out.println();
            out.println("2. Disaster: all three servers are killed, and their disks are gone for good.");
            out.println("   (A copy is kept aside, out of Keepsake's reach, only to judge the restore by.)");
            return end;
        }
    }

    private Backup list() throws IOException {
        List<String> command = keepsake.cli("list");
        tell(command);
        keepsake.run(command).orThrow().output().lines().forEach(line -> out.println("   " + line));
        return keepsake.list().get(0);
    }

    private Ensemble restore(Backup backup) throws IOException {
        Ensemble blank = Restoration.onto(work.resolve("restored"), SERVERS, false, keepsake, backup);
        for (Member member : blank.members()) {
            tell(keepsake.restore(backup, member));
        }
        tell(keepsake.check(blank));
        out.println("   All three hold the same bytes.");
        blank.start();
        return blank;
    }

    private boolean compare(Backup backup, Ensemble source, Ensemble restored)
            throws IOException, InterruptedException, KeeperException {
        out.println();
        out.printf(
                "4. Is it what was lost? The backup names the moment it stands for: transaction 0x%x.%n",
                backup.zxid());
        out.println("   ZooKeeper itself, not Keepsake, rebuilds that moment from the copy set aside, server 3's;");
        out.println("   then every node of every restored server is read and compared with it.");
        if (sabotage) {
            flipOneByte(restored.member(1));
        }
        NavigableMap<String, Node> truth = Truth.at(backup.zxid(), source.member(SERVERS), work.resolve("truth"));
        NavigableMap<String, Node> expected = Sessions.drop(truth);
        boolean same = true;
        for (Member member : restored.members()) {
            Comparison comparison = Comparer.compare(expected, TreeDump.read(member.address()));
            same &= comparison.isEqual();
            out.printf(
                    "   server %d: %,d nodes, %,d fields (data, permissions, versions, times, counters): %s%n",
                    member.id(),
                    comparison.nodes(),
                    comparison.fields(),
                    comparison.isEqual()
                            ? "all equal"
                            : "NOT equal\n" + comparison.report().indent(5));
        }
        out.printf(
                "   (%d nodes that live only as long as their client's session went with the clients, as they should.)%n",
                truth.size() - expected.size());
        if (!same) {
            out.println();
            out.println("The restored ensemble is NOT what was lost.");
        }
        return same;
    }

    private void flipOneByte(Member member) throws IOException, InterruptedException, KeeperException {
        try (Connection connection = Connection.superuser(member.address())) {
            byte[] data = connection.client().getData(VICTIM, false, null);
            data[data.length / 2] ^= 1;
            connection.client().setData(VICTIM, data, -1);
        }
        out.println("   SABOTAGE: one bit of one byte of " + VICTIM + " has been changed in the restored ensemble.");
    }

    private boolean goesOn(Ensemble restored, long end) throws IOException, InterruptedException, KeeperException {
        try (Connection connection = Connection.anybody(restored.addresses())) {
            Stat stat = new Stat();
            connection.client().create("/life-goes-on", null, ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT, stat);
            boolean above = stat.getCzxid() > end;
            out.println();
            out.printf(
                    "5. Life goes on: the first new write is transaction 0x%x, the lost ensemble's last was 0x%x:%n",
                    stat.getCzxid(), end);
            out.println(
                    above
                            ? "   no number is ever used twice, so no client can take new for old."
                            : "   THE NUMBERS OVERLAP, and clients may take new for old.");
            out.println();
            out.println(
                    above ? "Everything came back exactly as it was." : "The restored ensemble is not safe to use.");
            return above;
        }
    }

    private void tell(List<String> command) {
        String line = String.join(" ", command);
        out.println("   $ " + line.replace(Folders.distribution() + "/bin/", "").replace(work.toString(), "~"));
    }
}
