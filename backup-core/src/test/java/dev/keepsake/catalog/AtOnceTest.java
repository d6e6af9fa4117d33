package dev.keepsake.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepsake.store.StoreException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Several questions to a store at the same time. */
@Timeout(30)
final class AtOnceTest {

    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final AtomicInteger asked = new AtomicInteger();
    private final List<Integer> taken = new ArrayList<>();

    @Test
    void eightAreUnderWayAndAnswersAreTakenInOrder() throws IOException {
        CountDownLatch eight = new CountDownLatch(AtOnce.MOST);

        AtOnce.each(numbers(500), number -> ask(number, eight), this::take);

        assertThat(taken).isEqualTo(numbers(500));
        assertThat(most).hasValue(AtOnce.MOST);
    }

    @Test
    void theFirstFailureWinsHoweverLateItComes() {
        CountDownLatch second = new CountDownLatch(1);

        assertThatThrownBy(() -> AtOnce.each(
                        numbers(5),
                        number -> {
                            if (number == 1) {
                                await(second);
                                throw new StoreException.Unavailable("the first", null);
                            } else if (number == 2) {
                                second.countDown();
                                throw new StoreException.Unavailable("the second", null);
                            }
                            return number;
                        },
                        this::take))
                .isInstanceOf(StoreException.Unavailable.class)
                .hasMessage("the first");
        assertThat(taken).containsExactly(0);
    }

    @Test
    void whenNoMoreIsWantedHardlyMoreIsAsked() throws IOException {
        AtOnce.each(
                numbers(10_000),
                number -> asked.incrementAndGet(),
                (number, answer) -> take(number, () -> number) && number < 3);

        assertThat(taken).containsExactly(0, 1, 2, 3);
        assertThat(asked.get()).isLessThanOrEqualTo(4 + AtOnce.MOST);
    }

    @Test
    void oneAloneIsAskedWithoutAnotherThread() throws IOException {
        List<Thread> threads = new ArrayList<>();

        AtOnce.each(numbers(1), number -> threads.add(Thread.currentThread()), (number, answer) -> answer.get());

        assertThat(threads).containsExactly(Thread.currentThread());
    }

    @Test
    void anInterruptEndsItAndLeavesNothingRunning() {
        CountDownLatch never = new CountDownLatch(1);
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(() -> AtOnce.each(
                            numbers(20),
                            number -> {
                                underWay.incrementAndGet();
                                try {
                                    await(never);
                                } finally {
                                    underWay.decrementAndGet();
                                }
                                return number;
                            },
                            this::take))
                    .isInstanceOf(StoreException.Unavailable.class)
                    .hasMessageContaining("interrupted");
            assertThat(underWay).hasValue(0);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    private int ask(int number, CountDownLatch eight) throws IOException {
        int now = underWay.incrementAndGet();
        most.accumulateAndGet(now, Math::max);
        eight.countDown();
        await(eight);
        underWay.decrementAndGet();
        return number;
    }

    private boolean take(int number, AtOnce.Answer<Integer> answer) throws IOException {
        assertThat(answer.get()).isEqualTo(number);
        taken.add(number);
        return true;
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new StoreException.Unavailable("interrupted", e);
        }
    }

    private static List<Integer> numbers(int count) {
        return IntStream.range(0, count).boxed().toList();
    }
}
