package dev.keepsake.checkup;

import java.util.List;

/** What should be so in an ensemble of ZooKeeper. */
final class EnsembleRules {

    static final Rule SILENT = new Rule(
            "zk.silent-member",
            Severity.CRITICAL,
            "a member says nothing, or does not serve",
            "Each member that is away is one less that may still fail before nothing can be written any more.");
    static final Rule LEADER = new Rule(
            "zk.leader",
            Severity.CRITICAL,
            "not exactly one leader",
            "Without a leader nothing is written; two that call themselves so are two ensembles that do not know each"
                    + " other.");
    static final Rule SYNCED = new Rule(
            "zk.followers",
            Severity.CRITICAL,
            "the leader has fewer followers than voters are configured",
            "Each voter that is away is one less that may still fail before nothing can be written any more.");
    static final Rule BEHIND = new Rule(
            "zk.behind",
            Severity.WARNING,
            "a member that is far behind the leader",
            "It answers from an old tree; and if it came to lead others like it, what they lack would be lost.");
    static final Rule LISTS = new Rule(
            "zk.server-lists",
            Severity.WARNING,
            "members that do not list the same servers",
            "Each counts its quorum by its own list; with two lists two quorums can decide differently.");
    static final Rule EVEN = new Rule(
            "zk.even-size",
            Severity.WARNING,
            "an even number of voters",
            "The last voter adds a machine that can fail and no failure that is survived: 4 voters stand one failure,"
                    + " as 3 do.");
    static final Rule SMALL = new Rule(
            "zk.size",
            Severity.WARNING,
            "too few voters",
            "With 5 voters one may be under repair while another one fails; with 3 a repair leaves no failure to"
                    + " spare.");
    static final Rule VERSIONS = new Rule(
            "zk.mixed-versions",
            Severity.NOTE,
            "members of different versions",
            "That is right in the middle of an upgrade, and a forgotten upgrade otherwise.");
    static final Rule DATA_LOSS = new Rule(
            "zk.data-loss-version",
            Severity.CRITICAL,
            "a version that is known to lose data",
            "These versions lose or mix up committed transactions without anybody's mistake, most of them when a server"
                    + " falls at the wrong moment.");
    static final Rule LATENCY = new Rule(
            "zk.latency",
            Severity.WARNING,
            "slow answers",
            "Every write waits for a quorum of disks and lines; leaders are given up when these are late.");
    static final Rule PAUSES = new Rule(
            "zk.jvm-pauses",
            Severity.WARNING,
            "long pauses of the JVM",
            "While a server stands still it answers nobody: sessions end, and with them locks and leaderships.");
    static final Rule FSYNC = new Rule(
            "zk.fsync",
            Severity.WARNING,
            "a slow disk below the transaction log",
            "Every write waits until it is on the disks of a quorum; a disk that takes a second holds everybody up.");
    static final Rule FILES = new Rule(
            "zk.open-files",
            Severity.WARNING,
            "nearly as many open files as the server may have",
            "Each connection is one; a server that may open no more takes no clients, and cannot begin a new log.");
    static final Rule HEAP = new Rule(
            "zk.heap",
            Severity.WARNING,
            "a heap that the tree hardly fits into",
            "The whole tree is in the heap of every member; when that is full, all of them fail alike, one after the"
                    + " other.");
    static final Rule OUTSTANDING = new Rule(
            "zk.outstanding",
            Severity.WARNING,
            "requests that queue up",
            "The server is given more than it can do; clients will wait, and then give up.");
    static final Rule WATCHES = new Rule(
            "zk.watches",
            Severity.NOTE,
            "very many watches",
            "Each is memory in a server, and all of one znode fire at once.");
    static final Rule CONNECTIONS = new Rule(
            "zk.connections",
            Severity.WARNING,
            "very many connections, or few clients that hold most of them",
            "A client that opens sessions without end takes the place of all others.");
    static final Rule SAME_DISK = new Rule(
            "zk.log-disk",
            Severity.NOTE,
            "snapshots and transaction logs on one disk",
            "Each write waits until the log is on disk; a snapshot being written on the same disk makes all of them"
                    + " late.");
    static final Rule DISK = new Rule(
            "zk.disk-space",
            Severity.CRITICAL,
            "little free space below a server's directories",
            "A server that cannot write its log ends at once; and they all have the same load.");
    static final Rule PURGE = new Rule(
            "zk.purge",
            Severity.WARNING,
            "old snapshots and logs are not purged",
            "ZooKeeper removes nothing by itself unless autopurge.purgeInterval is set; in the end the disk is full.");
    static final List<Rule> ALL = List.of(
            SILENT,
            LEADER,
            SYNCED,
            BEHIND,
            LISTS,
            EVEN,
            SMALL,
            VERSIONS,
            DATA_LOSS,
            LATENCY,
            PAUSES,
            FSYNC,
            FILES,
            HEAP,
            OUTSTANDING,
            WATCHES,
            CONNECTIONS,
            SAME_DISK,
            DISK,
            PURGE);

    private EnsembleRules() {}
}
