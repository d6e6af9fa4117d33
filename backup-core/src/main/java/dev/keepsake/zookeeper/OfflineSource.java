package dev.keepsake.zookeeper;

import dev.keepsake.artefact.ArtefactSink;
import dev.keepsake.artefact.ArtefactSource;
import dev.keepsake.artefact.CheckReport;
import dev.keepsake.artefact.Mark;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.artefact.Zxid;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * Stopped servers of one ensemble, captured from their directories, or from copies of them.
 *
 * <p>Nobody answers for them, so what goes onto the tape is what their files together prove to have been committed
 * ({@link Agreement}). What the furthest of them holds beyond that is sent as unproven. A standalone server had nobody to
 * agree with: its whole log is committed.
 */
public final class OfflineSource implements ArtefactSource {

    private final String name;
    private final List<ServerDirectories> servers;
    private final OptionalInt ensembleSize;
    private final Set<String> voters;
    private final Supplier<Optional<String>> blindSpot;

    /**
     * Servers by their directories.
     *
     * @param ensembleSize how many servers vote, where a person stated it
     */
    public OfflineSource(String name, List<ServerDirectories> servers, OptionalInt ensembleSize) {
        this(name, servers, ensembleSize, Set.of());
    }

    /**
     * The same, where a person may have stated who votes.
     *
     * @param voters the numbers of the servers that vote; none where only files say it
     */
    public OfflineSource(String name, List<ServerDirectories> servers, OptionalInt ensembleSize, Set<String> voters) {
        this(name, servers, ensembleSize, voters, RunningServer::blindSpot);
    }

    /** The same, told what a search for running servers cannot see. */
    OfflineSource(
            String name,
            List<ServerDirectories> servers,
            OptionalInt ensembleSize,
            Set<String> voters,
            Supplier<Optional<String>> blindSpot) {
        if (servers.isEmpty()) {
            throw new IllegalArgumentException("a source of no directory");
        }
        this.name = name;
        this.servers = List.copyOf(servers);
        this.ensembleSize = ensembleSize;
        this.voters = Set.copyOf(voters);
        this.blindSpot = blindSpot;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String type() {
        return MemberSource.TYPE;
    }

    @Override
    public void sendTo(ArtefactSink sink) throws IOException {
        requireDistinct();
        requireStopped();
        Optional<Mark> mark = sink.end();
        List<StoppedMember> members = new ArrayList<>();
        try {
            for (ServerDirectories server : servers) {
                members.add(StoppedMember.open(server, mark.map(Mark::zxid).orElse(new Zxid(0))));
            }
            send(members, mark, sink);
        } catch (NotYetException changed) {
            throw new RefusedException(
                    changed.getMessage() + ". These servers are said to be stopped; is one of them running?");
        } finally {
            for (StoppedMember member : members) {
                member.close();
            }
        }
    }

    private void send(List<StoppedMember> members, Optional<Mark> mark, ArtefactSink sink) throws IOException {
        requireDifferentServers(members);
        Voters voters = voters(members);
        Agreement agreement = Agreement.of(members, voters, mark);
        new OneHistory(members, agreement).requireNoneRestored();
        boolean standalone = isStandalone(members, voters, agreement);
        OfflinePlan plan = new OfflinePlanner(members, agreement, mark, standalone).plan();
        SortedMap<String, String> facts = new OfflineFacts(members, agreement, plan, standalone).facts(blindSpot.get());
        requireStopped();
        if (plan.committed().isPresent()) {
            OfflinePlan.Chosen chosen = plan.committed().get();
            PlanSender sender = new PlanSender(chosen.member().files(), sink);
            sender.send(chosen.plan(), facts);
            sender.sendWantedBase(chosen.plan(), chosen.bases());
        }
        if (plan.rest().isPresent()) {
            plan.rest().get().send(sink);
        }
        sink.describe(facts);
    }

    private Voters voters(List<StoppedMember> members) throws IOException {
        List<ServerConfiguration> known = new ArrayList<>();
        for (StoppedMember member : members) {
            known.addAll(ServerConfiguration.of(member.directories(), member.files()));
        }
        if (!voters.isEmpty()) {
            known.add(new ServerConfiguration(new TreeSet<>(voters), false));
        }
        return new Voters(known, ensembleSize);
    }

    /**
     * One server that no configuration makes one of several, and that never lived through an election: neither files nor
     * transactions tell of an epoch. Or one that a person says stood alone, as a restored one may.
     */
    private static boolean isStandalone(List<StoppedMember> members, Voters voters, Agreement agreement) {
        StoppedMember first = members.get(0);
        boolean neverElected = !first.hasEpochs() && agreement.end(first).epoch() == 0;
        return members.size() == 1 && voters.single() && (voters.statedSingle() || neverElected);
    }

    private void requireStopped() throws IOException {
        for (ServerDirectories server : servers) {
            StoppedMember.requireStopped(server);
        }
    }

    private void requireDistinct() throws IOException {
        Set<Path> seen = new HashSet<>();
        for (ServerDirectories server : servers) {
            for (Path directory : new HashSet<>(List.of(server.snapshots(), server.logs()))) {
                // a directory that is not there is named when it is read
                Path real = Files.exists(directory)
                        ? directory.toRealPath()
                        : directory.toAbsolutePath().normalize();
                if (!seen.add(real)) {
                    throw new RefusedException("the directory " + real
                            + " is given twice; each server counts once, so name the directories of different servers");
                }
            }
        }
    }

    /** Two copies of one server would count as two that agree. */
    private static void requireDifferentServers(List<StoppedMember> members) throws RefusedException {
        Set<String> ids = new HashSet<>();
        for (StoppedMember member : members) {
            if (member.id().isPresent() && !ids.add(member.id().get())) {
                throw new RefusedException("two of the directories are of server "
                        + member.id().get() + " by their myid, the second is "
                        + member.directories().dataDir()
                        + "; each server counts once: leave one of the two out");
            }
        }
    }

    @Override
    public CheckReport check() {
        List<CheckReport.Finding> findings = new ArrayList<>();
        for (ServerDirectories server : servers) {
            String subject = "stopped server in " + server.dataDir();
            try {
                StoppedMember.requireStopped(server);
                int snapshots = server.list(ServerFile.Kind.SNAPSHOT).size();
                int logs = server.list(ServerFile.Kind.LOG).size();
                findings.add(new CheckReport.Finding(true, subject, snapshots + " snapshots, " + logs + " logs"));
            } catch (IOException e) {
                findings.add(new CheckReport.Finding(false, subject, String.valueOf(e.getMessage())));
            }
        }
        return new CheckReport(findings);
    }
}
