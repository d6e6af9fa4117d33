package dev.keepsake.agent.notice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.job.Backoff;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class CourierTest {

    private final LinkedBlockingQueue<String> fates = new LinkedBlockingQueue<>();
    private final List<String> delivered = Collections.synchronizedList(new ArrayList<>());

    @Test
    void messagesComeInOrderAndEachIsTold() throws Exception {
        Courier courier = courier(delivered::add, 10, Duration.ofMinutes(1));

        send(courier, "one");
        send(courier, "two");

        assertThat(fate()).isEqualTo("SENT ");
        assertThat(fate()).isEqualTo("SENT ");
        assertThat(delivered).containsExactly("one", "two");
    }

    @Test
    void whatFailsIsTriedAgain() throws Exception {
        Courier courier = courier(
                body -> {
                    delivered.add(body);
                    if (delivered.size() < 3) {
                        throw new IOException("away");
                    }
                },
                10,
                Duration.ofMinutes(1));

        send(courier, "one");

        assertThat(fate()).isEqualTo("SENT ");
        assertThat(delivered).containsExactly("one", "one", "one");
    }

    @Test
    void whatIsRefusedIsNotTriedAgainAndTheNextOneIs() throws Exception {
        Courier courier = courier(
                body -> {
                    delivered.add(body);
                    if (body.equals("bad")) {
                        throw new Delivery.Rejected("no");
                    }
                },
                10,
                Duration.ofMinutes(1));

        send(courier, "bad");
        send(courier, "good");

        assertThat(fate()).isEqualTo("FAILED no");
        assertThat(fate()).isEqualTo("SENT ");
        assertThat(delivered).containsExactly("bad", "good");
    }

    @Test
    void oneThatTheTargetDoesNotTakeLetsTheOthersPassAndIsNotForgotten() throws Exception {
        CountDownLatch all = new CountDownLatch(1);
        AtomicBoolean mended = new AtomicBoolean();
        Courier courier = courier(
                body -> {
                    all.await();
                    delivered.add(body);
                    if (body.equals("bad") && !mended.get()) {
                        throw new Delivery.NotTaken("the answer was HTTP status 500");
                    }
                },
                10,
                Duration.ofMinutes(1));
        send(courier, "bad");
        send(courier, "good");
        send(courier, "another");
        all.countDown();

        assertThat(fate()).isEqualTo("SENT ");
        assertThat(fate()).isEqualTo("SENT ");
        assertThat(delivered.subList(0, Courier.TRIES_IN_A_ROW + 2))
                .endsWith("bad", "good", "another")
                .filteredOn("bad"::equals)
                .hasSize(Courier.TRIES_IN_A_ROW);
        mended.set(true);
        assertThat(fate()).isEqualTo("SENT ");
        assertThat(delivered).endsWith("bad");
    }

    @Test
    void thatAnAlarmIsOverIsNeverToldBeforeThatItWasRaised() throws Exception {
        CountDownLatch all = new CountDownLatch(1);
        Courier courier = courier(
                body -> {
                    all.await();
                    delivered.add(body);
                    if (delivered.size() <= Courier.TRIES_IN_A_ROW) {
                        throw new Delivery.NotTaken("the answer was HTTP status 503");
                    }
                },
                10,
                Duration.ofMinutes(1));
        courier.send("a", "ALARM a");
        courier.send("a", "OVER a");
        courier.send("b", "ALARM b");
        courier.send("a", "ALARM a again");
        all.countDown();

        assertThat(fate() + fate() + fate() + fate()).isEqualTo("SENT SENT SENT SENT ");
        assertThat(delivered.subList(Courier.TRIES_IN_A_ROW, delivered.size()))
                .containsExactly("ALARM b", "ALARM a", "OVER a", "ALARM a again");
    }

    @Test
    void whereAllThatWaitIsAboutOneThingItsOrderStays() throws Exception {
        CountDownLatch all = new CountDownLatch(1);
        Courier courier = courier(
                body -> {
                    all.await();
                    delivered.add(body);
                    if (delivered.size() <= 2 * Courier.TRIES_IN_A_ROW) {
                        throw new Delivery.NotTaken("the answer was HTTP status 503");
                    }
                },
                10,
                Duration.ofMinutes(1));
        courier.send("a", "ALARM a");
        courier.send("a", "OVER a");
        all.countDown();

        assertThat(fate() + fate()).isEqualTo("SENT SENT ");
        assertThat(delivered.subList(2 * Courier.TRIES_IN_A_ROW, delivered.size()))
                .containsExactly("ALARM a", "OVER a");
    }

    @Test
    void theOrderStaysWhileNobodyCanBeReached() throws Exception {
        CountDownLatch all = new CountDownLatch(1);
        Courier courier = courier(
                body -> {
                    all.await();
                    delivered.add(body);
                    if (delivered.size() < 20) {
                        throw new IOException("no answer");
                    }
                },
                10,
                Duration.ofMinutes(1));
        send(courier, "one");
        send(courier, "two");
        all.countDown();

        assertThat(fate() + fate()).isEqualTo("SENT SENT ");
        assertThat(delivered)
                .hasSize(21)
                .endsWith("one", "two")
                .filteredOn("two"::equals)
                .hasSize(1);
    }

    @Test
    void whatLetOthersPassIsTriedForNoLongerThanTheRest() throws Exception {
        Courier courier = courier(
                body -> {
                    throw new Delivery.NotTaken("no " + body);
                },
                10,
                Duration.ofMillis(100));

        send(courier, "one");
        send(courier, "two");

        assertThat(List.of(fate(), fate())).containsExactlyInAnyOrder("FAILED no one", "FAILED no two");
    }

    @Test
    void afterAWhileAMessageIsGivenUpAndAMistakeIsNoEnd() throws Exception {
        Courier courier = courier(
                body -> {
                    delivered.add(body);
                    throw new IllegalStateException("a mistake");
                },
                10,
                Duration.ofMillis(20));

        send(courier, "one");
        send(courier, "two");

        assertThat(fate()).isEqualTo("FAILED a mistake");
        assertThat(fate()).isEqualTo("FAILED a mistake");
        assertThat(delivered).contains("one", "two");
    }

    @Test
    void whoeverSendsNeverWaitsAndTheOldestGoes() throws Exception {
        CountDownLatch stuck = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        Courier courier = courier(
                body -> {
                    begun.countDown();
                    stuck.await();
                    delivered.add(body);
                },
                2,
                Duration.ofMinutes(1));

        send(courier, "under way");
        begun.await();
        for (int i = 0; i < 5; i++) {
            send(courier, "message " + i);
        }

        assertThat(courier.waiting()).isEqualTo(2);
        for (int i = 0; i < 3; i++) {
            assertThat(fate()).isEqualTo("DROPPED more than 2 messages wait");
        }
        stuck.countDown();
        courier.retire(Duration.ofSeconds(20));
        courier.end();
        assertThat(delivered).containsExactly("under way", "message 3", "message 4");
    }

    @Test
    void anEndWaitsNoLongerThanItsPatience() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        Courier courier = courier(body -> never.await(), 10, Duration.ofHours(1));
        send(courier, "one");
        send(courier, "two");
        long begun = System.nanoTime();

        courier.retire(Duration.ofMillis(50));
        courier.end();

        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
        assertThat(fate()).startsWith("FAILED the agent ended before it was sent; ");
    }

    @Test
    void aTargetThatIsAwayDoesNotHoldUpAnEnd() throws Exception {
        Courier courier = new Courier(
                "t",
                body -> {
                    throw new IOException("away");
                },
                new Courier.Limits(10, Duration.ofHours(1)),
                new Backoff(Duration.ofMinutes(10), Duration.ofMinutes(10), new Random(1)),
                (target, fate, why) -> fates.add(fate + " " + why));
        send(courier, "one");

        courier.retire(Duration.ofMillis(50));
        courier.end();

        assertThat(fate()).startsWith("FAILED ");
    }

    private Courier courier(Delivery delivery, int waiting, Duration tries) {
        return new Courier(
                "t",
                delivery,
                new Courier.Limits(waiting, tries),
                new Backoff(Duration.ofMillis(1), Duration.ofMillis(5), new Random(1)),
                (target, fate, why) -> fates.add(fate + " " + why));
    }

    private String fate() throws InterruptedException {
        return String.valueOf(fates.poll(20, TimeUnit.SECONDS));
    }

    /** A message about something that no other is about. */
    private static void send(Courier courier, String body) {
        courier.send(body, body);
    }
}
