package dev.keepsake.checkup;

import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * What all members of an ensemble say of themselves, asked side by side. It only reads; it may be repeated.
 *
 * <p>It opens no session and writes nothing. However a member behaves, it ends: each question has its time, each answer its
 * size, and a member that says nothing is told of as silent.
 */
public final class EnsembleSurvey {

    /** How long a member may take for an answer, unless told. */
    public static final Duration LIMIT = Duration.ofSeconds(5);

    private static final int TOGETHER = 8;

    private final List<MemberContact> members;
    private final Duration limit;

    /** Of these members, each of which has so long for an answer. */
    public EnsembleSurvey(List<MemberContact> members, Duration limit) {
        this.members = List.copyOf(members);
        this.limit = limit;
    }

    /** Asks all; the answers are in the order of the members. */
    public List<MemberAnswer> ask() throws InterruptedIOException {
        ExecutorService askers = Executors.newFixedThreadPool(Math.max(1, Math.min(TOGETHER, members.size())));
        try {
            List<Future<MemberAnswer>> asked = new ArrayList<>();
            for (MemberContact member : members) {
                asked.add(askers.submit(() -> new MemberQuestions(member, limit).ask()));
            }
            List<MemberAnswer> answers = new ArrayList<>();
            for (int i = 0; i < asked.size(); i++) {
                answers.add(answer(members.get(i), asked.get(i)));
            }
            return answers;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while the members of the ensemble were asked");
        } finally {
            askers.shutdownNow();
        }
    }

    /** Whatever a member says that nobody can read, the others are heard. */
    private static MemberAnswer answer(MemberContact member, Future<MemberAnswer> asked) throws InterruptedException {
        try {
            return asked.get();
        } catch (ExecutionException unreadable) {
            return MemberAnswer.silent(member, "what it says cannot be read: " + unreadable.getCause());
        }
    }
}
