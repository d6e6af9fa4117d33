package dev.keepsake.checkup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.testkit.OneAnswer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class EnsembleSurveyTest {

    private static final Duration LIMIT = Duration.ofMillis(700);
    private static final String SRVR = """
        Zookeeper version: 3.9.5-293c895a, built on 2026-02-11 20:18 UTC
        Latency min/avg/max: 0/0.5/12
        Received: 9
        Sent: 8
        Connections: 3
        Outstanding: 2
        Zxid: 0x100000007
        Mode: leader
        Node count: 5
        Proposal sizes last/min/max: 48/36/1024
        """;
    private static final String MNTR = """
        zk_version\t3.9.5-293c895a, built on 2026-02-11 20:18 UTC
        zk_server_state\tleader
        zk_synced_followers\t2
        zk_avg_latency\t0.5
        zk_watch_count\t17
        """;
    private static final String CONF = """
        clientPort=2181
        dataDir=/data/version-2
        dataLogDir=/log/version-2
        serverId=1
        membership:\s
        server.1=10.0.0.1:2888:3888:participant
        server.2=10.0.0.2:2888:3888:participant
        """;
    private static final String ENVI = "Environment:\njava.version=17.0.15\nos.memory.max=512MB\n";
    private static final String CONS = """
         /10.0.0.9:44778[1](queued=0,recved=1,sent=0)
         /10.0.0.9:44779[1](queued=0)
         /10.0.0.8:1[0](queued=0)

        """;
    private static final String WCHS = "2 connections watching 9 paths\nTotal watches:17\n";
    private static final Map<String, String> ALL =
            Map.of("srvr", SRVR, "mntr", MNTR, "conf", CONF, "envi", ENVI, "cons", CONS, "wchs", WCHS);

    @Test
    void aMemberThatAnswersEverythingIsUnderstood() throws IOException {
        try (OneAnswer server = words(ALL)) {
            MemberAnswer answer = asked(MemberContact.plain("127.0.0.1", server.port()));

            assertThat(answer.serves()).isTrue();
            assertThat(answer.unanswered()).isEmpty();
            assertThat(answer.mode()).contains("leader");
            assertThat(answer.version()).contains("3.9.5");
            assertThat(answer.zxid()).hasValue(0x100000007L);
            assertThat(answer.number("synced_followers")).hasValue(2);
            assertThat(answer.decimal("avg_latency")).hasValue(0.5);
            assertThat(answer.text("conf.data_log_dir")).contains("/log/version-2");
            assertThat(answer.servers()).containsOnlyKeys("1", "2");
            assertThat(answer.text("env.os.memory.max")).contains("512MB");
            assertThat(answer.number("cons.connections")).hasValue(3);
            assertThat(answer.number("cons.hosts")).hasValue(2);
            assertThat(answer.number("wchs.watches")).hasValue(17);
            assertThat(answer.roundTrip()).isLessThan(LIMIT);
        }
    }

    @Test
    void whatTheWhitelistBarsIsAskedOfTheAdminServer() throws IOException {
        Map<String, String> pages = Map.of(
                "monitor", "{\"version\":\"3.9.5-x\",\"watch_count\":4,\"error\":null}",
                "configuration", "{\"data_dir\":\"/data/version-2\",\"error\":null}",
                "environment", "{\"os.memory.max\":\"512MB\",\"error\":null}",
                "watch_summary", "{\"num_connections\":1,\"num_paths\":2,\"num_total_watches\":3,\"error\":null}",
                "connections",
                        "{\"connections\":[{\"remote_socket_address\":\"10.0.0.9:1\"}],\"secure_connections\":[],\"error\":null}");
        try (OneAnswer server = words(Map.of("srvr", SRVR));
                OneAnswer admin = pages(pages)) {
            MemberAnswer answer = asked(withAdmin(server, admin));

            assertThat(answer.unanswered()).isEmpty();
            assertThat(answer.number("watch_count")).hasValue(4);
            assertThat(answer.text("conf.data_dir")).contains("/data/version-2");
            assertThat(answer.number("wchs.watches")).hasValue(3);
            assertThat(answer.number("cons.connections")).hasValue(1);
        }
    }

    @Test
    void whatNobodyAnswersIsSaidAndTheRestIsKept() throws IOException {
        try (OneAnswer server = words(Map.of("srvr", SRVR))) {
            MemberAnswer answer = asked(MemberContact.plain("127.0.0.1", server.port()));

            assertThat(answer.answers()).isTrue();
            assertThat(answer.unanswered()).containsOnlyKeys("mntr", "conf", "envi", "cons", "wchs");
            assertThat(answer.unanswered().get("mntr")).contains("whitelist");
        }
    }

    @Test
    void aMemberThatAnswersAndDoesNotServeIsNotSilent() throws IOException {
        try (OneAnswer server = OneAnswer.plain((in, out) -> {
            in.readNBytes(4);
            write(out, "This ZooKeeper instance is not currently serving requests\n");
        })) {
            MemberAnswer answer = asked(MemberContact.plain("127.0.0.1", server.port()));

            assertThat(answer.answers()).isTrue();
            assertThat(answer.serves()).isFalse();
        }
    }

    @Test
    void membersThatSaySillyThingsOrNothingAreSilentAndTheOthersAreHeard() throws IOException {
        try (OneAnswer good = words(ALL);
                OneAnswer mute = OneAnswer.plain((in, out) -> in.readAllBytes());
                OneAnswer web = OneAnswer.plain((in, out) -> write(out, "HTTP/1.1 400 Bad Request\r\n\r\n"));
                OneAnswer endless = OneAnswer.plain(EnsembleSurveyTest::endlessly)) {
            int nobody = unused();
            List<MemberAnswer> answers = new EnsembleSurvey(
                            List.of(
                                    MemberContact.plain("127.0.0.1", mute.port()),
                                    MemberContact.plain("127.0.0.1", web.port()),
                                    MemberContact.plain("127.0.0.1", nobody),
                                    MemberContact.plain("127.0.0.1", endless.port()),
                                    MemberContact.plain("127.0.0.1", good.port())),
                            LIMIT)
                    .ask();

            assertThat(answers).extracting(MemberAnswer::answers).containsExactly(false, false, false, false, true);
            assertThat(answers.get(0).silence()).get().asString().contains("in time");
            assertThat(answers.get(1).silence()).get().asString().contains("no ZooKeeper server");
            assertThat(answers.get(2).silence()).get().asString().containsIgnoringCase("refused");
            assertThat(answers.get(3).silence()).get().asString().contains("more than");
        }
    }

    private static int unused() throws IOException {
        try (OneAnswer gone = words(ALL)) {
            return gone.port();
        }
    }

    private static MemberAnswer asked(MemberContact contact) throws IOException {
        return new EnsembleSurvey(List.of(contact), LIMIT).ask().get(0);
    }

    private static MemberContact withAdmin(OneAnswer server, OneAnswer admin) {
        return new MemberContact(
                "127.0.0.1",
                server.port(),
                Optional.empty(),
                false,
                Optional.of(URI.create("http://127.0.0.1:" + admin.port() + "/commands")));
    }

    private static OneAnswer words(Map<String, String> answers) throws IOException {
        return OneAnswer.plain((in, out) -> {
            String word = new String(in.readNBytes(4), StandardCharsets.US_ASCII);
            write(out, answers.getOrDefault(word, word + " is not executed because it is not in the whitelist.\n"));
        });
    }

    private static OneAnswer pages(Map<String, String> pages) throws IOException {
        return OneAnswer.plain((in, out) -> {
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                head.append((char) in.read());
            }
            String command = head.substring(head.indexOf("/commands/") + "/commands/".length(), head.indexOf(" HTTP"));
            write(out, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n" + pages.getOrDefault(command, "{}"));
        });
    }

    private static void endlessly(InputStream in, OutputStream out) throws IOException {
        byte[] much = new byte[1 << 20];
        for (int i = 0; i < 64; i++) {
            out.write(much);
        }
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }
}
