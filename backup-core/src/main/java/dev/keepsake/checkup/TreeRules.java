package dev.keepsake.checkup;

import java.util.List;

/** What should be so in the tree of an ensemble. */
final class TreeRules {

    static final Rule OPEN = new Rule(
            "zk.open-acl",
            Severity.WARNING,
            "znodes that anybody may change",
            "Whoever reaches the client port can delete them, without a name or a password.");
    static final Rule UNREADABLE_LISTS = new Rule(
            "zk.acl-unknown",
            Severity.NOTE,
            "access lists that could not be read",
            "Whether they let anybody in is not known.");
    static final Rule LARGE = new Rule(
            "zk.large-znode",
            Severity.WARNING,
            "a znode near to jute.maxbuffer",
            "A znode that outgrows it can be neither read nor synchronised: clients hang up, and members may not come"
                    + " back.");
    static final Rule COUNT = new Rule(
            "zk.znodes",
            Severity.WARNING,
            "a very large tree",
            "All of it is in the memory of every member, in every snapshot, and on the line when a member joins.");
    static final Rule CHILDREN = new Rule(
            "zk.many-children",
            Severity.WARNING,
            "a znode with very many children",
            "Their names are one answer: when that outgrows jute.maxbuffer nobody can list or clean them up any more.");
    static final Rule TENANTS = new Rule(
            "zk.tenants",
            Severity.NOTE,
            "applications that keep their state in the cluster's own ensemble",
            "What they write or break there, the masters' elections and the frameworks' state suffer with them.");
    static final List<Rule> ALL = List.of(OPEN, UNREADABLE_LISTS, LARGE, COUNT, CHILDREN, TENANTS);

    private TreeRules() {}
}
