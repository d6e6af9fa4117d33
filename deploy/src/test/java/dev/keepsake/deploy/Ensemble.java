package dev.keepsake.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.Collectors;

/** Real ZooKeeper servers on loopback ports, each in a JVM of its own; one server stands alone. */
final class Ensemble implements AutoCloseable {
    private static final Duration ELECTION = Duration.ofMinutes(2);

    private final List<Member> members;
    private final String servers;

    private Ensemble(List<Member> members, String servers) {
        this.members = List.copyOf(members);
        this.servers = servers;
    }

    /** Sets up servers in folders below root, with blank data and log folders where there are none yet; starts nothing. */
    static Ensemble prepare(Path root, int size, ServerSettings settings) throws IOException {
        Deque<Integer> ports = Ports.free(size * 3);
        List<Member> members = new ArrayList<>();
        StringBuilder servers = new StringBuilder();
        for (int id = 1; id <= size; id++) {
            Path folder = Files.createDirectories(root.resolve("server-" + id));
            members.add(new Member(id, folder.toAbsolutePath(), ports.remove(), settings));
            servers.append("server.%d=127.0.0.1:%d:%d%n".formatted(id, ports.remove(), ports.remove()));
        }
        for (Member member : members) {
            member.prepare(size == 1 ? "" : servers.toString());
        }
        return new Ensemble(members, size == 1 ? "" : servers.toString());
    }

    /** At its next start, this server will look for the other's quorum port where nobody listens, but can still vote for it. */
    void mislead(Member about, Member whom) throws IOException {
        String line = "server." + about.id() + "=127.0.0.1:";
        int from = servers.indexOf(line) + line.length();
        whom.prepare(
                servers.substring(0, from) + Ports.free(1).remove() + servers.substring(servers.indexOf(':', from)));
    }

    /** At their next start, all servers know each other again. */
    void enlighten() throws IOException {
        for (Member member : members) {
            member.prepare(servers);
        }
    }

    /** Sets up blank servers, starts them, and returns when they serve. */
    static Ensemble start(Path root, int size, ServerSettings settings) throws IOException {
        Ensemble ensemble = prepare(root, size, settings);
        try {
            ensemble.start();
            return ensemble;
        } catch (IOException | RuntimeException e) {
            ensemble.close();
            throw e;
        }
    }

    /** Starts every server and returns when all serve. */
    void start() throws IOException {
        for (Member member : members) {
            member.start();
        }
        awaitServing();
    }

    /** Waits until every running server serves, and one of them leads or stands alone. */
    void awaitServing() {
        Await.until("servers have elected a leader and serve (their output: " + outputs() + ")", ELECTION, () -> {
            boolean led = false;
            for (Member member : members) {
                if (member.isRunning()) {
                    String mode = member.srvr().mode();
                    led |= mode.equals("leader") || mode.equals("standalone");
                }
            }
            return led;
        });
    }

    /** Waits until every running server has applied the same last transaction, and returns its zxid. */
    long awaitSameZxid() {
        List<Long> found = new ArrayList<>();
        Await.until("servers have applied the same transactions", Duration.ofSeconds(60), () -> {
            found.clear();
            for (Member member : members) {
                if (member.isRunning()) {
                    found.add(member.srvr().zxid());
                }
            }
            return found.stream().distinct().count() == 1;
        });
        return found.get(0);
    }

    /** How the servers know each other: a line of zoo.cfg for each. */
    List<String> lines() {
        return servers.lines().toList();
    }

    List<Member> members() {
        return members;
    }

    /** One server, by its number from 1. */
    Member member(int id) {
        return members.get(id - 1);
    }

    /** The server that leads or stands alone now. */
    Member leader() throws IOException {
        for (Member member : members) {
            if (member.isRunning() && !member.srvr().mode().equals("follower")) {
                return member;
            }
        }
        throw new IllegalStateException("no server leads");
    }

    /** Where clients connect: all servers. */
    String addresses() {
        return members.stream().map(Member::address).collect(Collectors.joining(","));
    }

    /** Stops every server in good order. */
    void stop() {
        members.forEach(Member::stop);
    }

    /** Kills every server as a power cut would. */
    void kill() {
        members.forEach(Member::kill);
    }

    @Override
    public void close() {
        members.forEach(Member::close);
    }

    private String outputs() {
        return members.stream().map(member -> member.output().toString()).collect(Collectors.joining(", "));
    }
}
