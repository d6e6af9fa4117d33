package dev.keepsake.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepsake.artefact.RefusedException;
import dev.keepsake.artefact.Zxid;
import dev.keepsake.testkit.OneAnswer;
import dev.keepsake.testkit.SrvrAnswer;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Which of two ways is taken, and what is said when neither leads anywhere. */
final class ServerQuestionsTest {

    private static final String BARRED = "srvr is not executed because it is not in the whitelist.\n";
    private static final String NOT_SERVING = "This ZooKeeper instance is not currently serving requests\n";
    private static final String NOBODY = "http://127.0.0.1:1/commands";

    private final AtomicInteger adminAsked = new AtomicInteger();

    @Test
    void theAdminServerIsNotAskedWhereTheClientPortAnswers() throws Exception {
        try (SrvrAnswer client = new SrvrAnswer("leader", Zxid.of(3, 7));
                OneAnswer admin = admin()) {
            assertThat(questions(client.port(), url(admin)).ask().zxid()).isEqualTo(Zxid.of(3, 7));
            assertThat(adminAsked).hasValue(0);
        }
    }

    @Test
    void theAdminServerIsAskedWhereSrvrIsBarred() throws Exception {
        try (OneAnswer client = says(BARRED);
                OneAnswer admin = admin()) {
            assertThat(questions(client.port(), url(admin)).ask())
                    .isEqualTo(new ServerStatus(ServerStatus.Mode.FOLLOWER, Zxid.of(2, 5), "3.9.5"));
        }
    }

    @Test
    void theAdminServerIsAskedWhereNobodyListensOnTheClientPort() throws Exception {
        try (OneAnswer admin = admin()) {
            assertThat(questions(1, url(admin)).ask().zxid()).isEqualTo(Zxid.of(2, 5));
        }
    }

    /** A leader may be told not to serve clients itself; its AdminServer still speaks for it. */
    @Test
    void theAdminServerIsAskedWhereTheClientPortDoesNotServe() throws Exception {
        try (OneAnswer client = says(NOT_SERVING);
                OneAnswer admin = admin()) {
            assertThat(questions(client.port(), url(admin)).ask().zxid()).isEqualTo(Zxid.of(2, 5));
        }
    }

    @Test
    void withNeitherBothAttemptsAreNamed() throws Exception {
        try (OneAnswer client = says(BARRED)) {
            assertRefused(
                    questions(client.port(), NOBODY),
                    "the server at 127.0.0.1:" + client.port() + " does not answer 'srvr'",
                    "4lw.commands.whitelist=srvr",
                    ". Its AdminServer gave no better answer: no AdminServer answers at " + NOBODY,
                    "admin.enableServer");
        }
    }

    @Test
    void withoutAnAdminServerTheWayToNameItIsTold() throws Exception {
        try (OneAnswer client = says(BARRED)) {
            ServerContact contact = ServerContact.plain("127.0.0.1", client.port());

            assertRefused(
                    new ServerQuestions(contact),
                    "does not answer 'srvr'",
                    "asked only where 'admin:' names it, such as http://127.0.0.1:8080/commands");
        }
    }

    @Test
    void anAdminServerOfAnotherMachineIsAMistakeEvenWhereTheClientPortAnswers() throws Exception {
        try (SrvrAnswer client = new SrvrAnswer("leader", Zxid.of(3, 7))) {
            assertRefused(
                    questions(client.port(), "http://192.0.2.1:8080/commands"), "is not an address of this machine");
        }
    }

    @Test
    void aClientPortOfAnotherMachineIsAMistakeEvenWhereTheAdminServerAnswers() throws Exception {
        try (OneAnswer admin = admin()) {
            ServerContact contact =
                    new ServerContact("192.0.2.1", 2181, Optional.empty(), false, Optional.of(URI.create(url(admin))));

            assertRefused(new ServerQuestions(contact), "'client: 192.0.2.1:2181'", "not an address of this machine");
            assertThat(adminAsked).hasValue(0);
        }
    }

    private OneAnswer admin() throws IOException {
        String body = AdminAnswerTest.answer("3.9.5-abc", "follower", "8589934597", "false");
        return OneAnswer.plain((in, out) -> {
            adminAsked.incrementAndGet();
            in.read(new byte[4096]);
            out.write(("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + body).getBytes(StandardCharsets.UTF_8));
        });
    }

    private static OneAnswer says(String answer) throws IOException {
        return OneAnswer.plain((in, out) -> {
            in.readNBytes(4);
            out.write(answer.getBytes(StandardCharsets.US_ASCII));
        });
    }

    private static String url(OneAnswer admin) {
        return "http://127.0.0.1:" + admin.port() + "/commands";
    }

    private static ServerQuestions questions(int port, String admin) {
        return new ServerQuestions(
                new ServerContact("127.0.0.1", port, Optional.empty(), false, Optional.of(URI.create(admin))));
    }

    private static void assertRefused(ServerQuestions questions, String... messages) {
        assertThatThrownBy(questions::ask).isInstanceOf(RefusedException.class).hasMessageContainingAll(messages);
    }
}
