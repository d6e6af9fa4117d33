package dev.keepsake.checkup;

import dev.keepsake.artefact.RefusedException;
import dev.keepsake.zookeeper.AdminRequest;
import dev.keepsake.zookeeper.Conversation;
import dev.keepsake.zookeeper.Tls;
import dev.keepsake.zookeeper.TlsFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Asks one member all that may be asked: first four letters on its client port, and what its whitelist bars of its
 * AdminServer, where that is named. Nothing that it says is followed anywhere.
 */
final class MemberQuestions {

    private static final int MOST = 4 << 20;
    private static final int ROUND_TRIPS = 3;
    private static final String ANSWERED = "";

    private final MemberContact contact;
    private final Duration limit;
    private final MemberSayings sayings = new MemberSayings();
    private final SortedMap<String, String> unanswered = new TreeMap<>();
    private Duration roundTrip = Duration.ofDays(1);
    private String clientPort = ANSWERED;
    private String adminServer = ANSWERED;
    private boolean anyAnswer;

    /** A command, its name at the AdminServer, and who understands its answer in clear. */
    private record Command(String word, String admin, Consumer<String> reading) {}

    MemberQuestions(MemberContact contact, Duration limit) {
        this.contact = contact;
        this.limit = limit;
    }

    MemberAnswer ask() {
        List<Command> commands = List.of(
                new Command("srvr", "server_stats", sayings::srvr),
                new Command("mntr", "monitor", sayings::mntr),
                new Command("conf", "configuration", sayings::conf),
                new Command("envi", "environment", sayings::envi),
                new Command("cons", "connections", sayings::cons),
                new Command("wchs", "watch_summary", sayings::wchs));
        commands.forEach(this::ask);
        for (int i = 1; i < ROUND_TRIPS && !unanswered.containsKey("srvr") && clientPort.isEmpty(); i++) {
            byFourLetters(commands.get(0));
        }
        return anyAnswer
                ? new MemberAnswer(contact, Optional.empty(), sayings.all(), unanswered, roundTrip)
                : MemberAnswer.silent(contact, unanswered.getOrDefault("srvr", "it was not asked"));
    }

    private void ask(Command command) {
        String trouble = byFourLetters(command);
        if (!trouble.isEmpty() && contact.admin().isPresent()) {
            String second = byAdmin(contact.admin().get(), command);
            trouble = second.isEmpty() ? ANSWERED : trouble + "; its AdminServer: " + second;
        }
        if (!trouble.isEmpty()) {
            unanswered.put(command.word(), trouble);
        }
    }

    private String byFourLetters(Command command) {
        if (!clientPort.isEmpty()) {
            return clientPort;
        }
        long began = System.nanoTime();
        try {
            Conversation conversation =
                    new Conversation(contact.clientSpeaksTls() ? contact.tls() : Optional.empty(), limit, MOST);
            String answer = new String(
                    conversation.ask(
                            address(contact.host(), contact.port()),
                            command.word().getBytes(StandardCharsets.US_ASCII)),
                    StandardCharsets.UTF_8);
            return heard(command, answer, Duration.ofNanos(System.nanoTime() - began));
        } catch (IOException e) {
            String trouble = TlsFailure.explain(e);
            // a port that never answered would cost its whole time for each command
            clientPort = anyAnswer ? ANSWERED : trouble;
            return trouble;
        }
    }

    private String heard(Command command, String answer, Duration took) {
        if (answer.isBlank()) {
            return "it hung up without an answer";
        }
        if (answer.contains("not in the whitelist")) {
            anyAnswer = true;
            return "'" + command.word() + "' is not in its 4lw.commands.whitelist";
        }
        if (answer.contains("not currently serving")) {
            anyAnswer = true;
            sayings.put("serving", "false");
            return "it is not serving requests: it has no quorum, or is still joining";
        }
        int before = sayings.all().size();
        command.reading().accept(answer);
        if (!anyAnswer && sayings.all().size() == before) {
            clientPort = "what answers there is no ZooKeeper server";
            return clientPort;
        }
        anyAnswer = true;
        roundTrip = took.compareTo(roundTrip) < 0 ? took : roundTrip;
        return ANSWERED;
    }

    private String byAdmin(URI admin, Command command) {
        if (!adminServer.isEmpty()) {
            return adminServer;
        }
        try {
            Optional<Tls> tls = "https".equals(admin.getScheme()) ? contact.tls() : Optional.empty();
            AdminRequest request = new AdminRequest(admin, new Conversation(tls, limit, MOST));
            long began = System.nanoTime();
            String answer = request.ask(address(AdminRequest.host(admin), admin.getPort()), command.admin());
            if (answer.contains("not currently serving")) {
                sayings.put("serving", "false");
            }
            boolean understood = sayings.admin(command.admin(), answer);
            anyAnswer |= understood || answer.contains("not currently serving");
            Duration took = Duration.ofNanos(System.nanoTime() - began);
            roundTrip = took.compareTo(roundTrip) < 0 ? took : roundTrip;
            return understood ? ANSWERED : "it does not answer '" + command.admin() + "'";
        } catch (RefusedException e) {
            return String.valueOf(e.getMessage());
        } catch (IOException e) {
            adminServer = TlsFailure.explain(e);
            return adminServer;
        }
    }

    private static InetSocketAddress address(String host, int port) throws IOException {
        try {
            return new InetSocketAddress(InetAddress.getByName(host), port);
        } catch (UnknownHostException e) {
            throw new IOException("the host name '" + host + "' does not resolve", e);
        }
    }
}
