package dev.keepsake.framework;

import dev.keepsake.artefact.Pause;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.framework.BodyReader.PlaceException;
import dev.keepsake.framework.BodyReader.TooLargeException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;

/**
 * Asks one system over HTTP/1.1.
 *
 * <p>A question goes to its members in turn, and again after a pause, until one answers: a member may be down, may know
 * no leader yet, may have cut its answer. A change is sent again only where the first try cannot have been carried out;
 * else {@link UnknownOutcomeException} says so. No cookies, no proxy, and no redirection but that to the leader.
 */
final class WebClient {

    /** How often all members are asked. */
    static final int ROUNDS = 5;

    private static final int HOPS = 3;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    // a member without a leader, or one that has too much to do: nothing was done
    private static final Set<Integer> NOT_NOW = Set.of(429, 503);

    private final HttpSettings settings;
    private final Pause pause;
    private final HttpClient client;
    private final boolean anyLeader;
    private final int rounds;

    private WebClient(HttpSettings settings, Pause pause, HttpClient client, boolean anyLeader, int rounds) {
        this.settings = settings;
        this.pause = pause;
        this.client = client;
        this.anyLeader = anyLeader;
        this.rounds = rounds;
    }

    /** A client with connections of its own; nothing is asked yet. */
    static WebClient open(HttpSettings settings, Pause pause) throws IOException {
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .proxy(HttpClient.Builder.NO_PROXY)
                .connectTimeout(settings.connectTimeout());
        if (settings.tls().isPresent()) {
            builder.sslContext(settings.tls().get().context());
        }
        return new WebClient(settings, pause, builder.build(), false, ROUNDS);
    }

    HttpSettings settings() {
        return settings;
    }

    /** The same for one place alone. */
    WebClient only(URI member) {
        return new WebClient(settings.with(List.of(member)), pause, client, false, rounds);
    }

    /** The same for a system whose members may send on to a leader that nobody has named, credentials and all. */
    WebClient trustingTheLeader() {
        return new WebClient(settings, pause, client, true, rounds);
    }

    /** The same for somebody who waits for the answer: members are asked twice, no more. */
    WebClient hurried() {
        return new WebClient(settings, pause, client, anyLeader, 2);
    }

    /**
     * Asks until there is an answer: a good one, whose body is in its place then, or one that says no and would say so
     * again.
     */
    Answer ask(Question question) throws IOException {
        try {
            return answered(question);
        } catch (TooLargeException e) {
            throw new RefusedException(String.valueOf(e.getMessage()));
        }
    }

    /** The same; empty where the body of a good answer does not fit into its place. */
    Optional<Answer> askUnlessTooLarge(Question question) throws IOException {
        try {
            return Optional.of(answered(question));
        } catch (TooLargeException e) {
            return Optional.empty();
        }
    }

    private Answer answered(Question question) throws IOException {
        List<String> said = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            said.clear();
            boolean passing = false;
            Duration wait = FIRST_PAUSE.multipliedBy(1L << round);
            for (URI member : settings.urls()) {
                Outcome outcome = asked(member, question);
                if (outcome.answer().isPresent()) {
                    return outcome.answer().get();
                }
                Trouble trouble = outcome.trouble();
                said.add(Redirection.shown(member) + ": " + trouble.words());
                passing |= trouble.passing();
                wait = longer(wait, trouble.later().orElse(wait));
            }
            if (!passing) {
                break;
            }
            if (round + 1 < rounds) {
                pause.of(wait);
            }
        }
        throw new RefusedException(question.shown() + " got no answer that counts: " + String.join("; ", said));
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? other : one;
    }

    /** An answer, or why there is none. */
    private record Outcome(Optional<Answer> answer, Trouble trouble) {

        static Outcome none(Trouble trouble) {
            return new Outcome(Optional.empty(), trouble);
        }
    }

    private Outcome asked(URI member, Question question) throws IOException {
        Answer answer;
        try {
            answer = followed(member, question);
        } catch (RefusedException | InterruptedIOException | PlaceException e) {
            throw e;
        } catch (TooLargeException e) {
            throw new TooLargeException(question.shown() + " at " + Redirection.shown(member) + ": " + e.getMessage()
                    + (question.place().room() == settings.maxAnswer()
                            ? "; where that is right, allow more with 'max-answer'"
                            : ", more than is read here"));
        } catch (IOException e) {
            return Outcome.none(trouble(question, e));
        }
        requireKnown(question, answer);
        boolean broken = answer.status() >= 500;
        if (NOT_NOW.contains(answer.status()) || (broken && !question.changes())) {
            return Outcome.none(Trouble.of(answer));
        }
        return new Outcome(Optional.of(answer), Trouble.lasting(""));
    }

    private Answer followed(URI member, Question question) throws IOException {
        URI target = URI.create(member + question.path());
        for (int hop = 0; hop <= HOPS; hop++) {
            Answer answer = new Attempt(question.place()).made(client, request(target, question), limit());
            if (!Redirection.is(answer)) {
                return answer;
            }
            target = Redirection.target(question.method(), target, answer);
            if (!anyLeader) {
                Redirection.requireNamed(target, settings, question);
            }
        }
        return passedAround(member);
    }

    /** While a leader is elected, members may each take another for it. */
    private static Answer passedAround(URI member) throws IOException {
        throw new IOException("sent us on more than " + HOPS + " times from " + Redirection.shown(member));
    }

    private Duration limit() {
        return settings.answerTimeout();
    }

    private HttpRequest request(URI target, Question question) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(target)
                .method(
                        question.method(),
                        question.body().length == 0
                                ? BodyPublishers.noBody()
                                : BodyPublishers.ofByteArray(question.body()));
        question.headers().forEach(request::setHeader);
        Optional<String> login = settings.login().header();
        login.ifPresent(value -> request.setHeader("Authorization", value));
        return request.build();
    }

    private static Trouble trouble(Question question, IOException failure) throws IOException {
        boolean neverThere = failure instanceof ConnectException
                || failure instanceof HttpConnectTimeoutException
                || failure.getCause() instanceof UnresolvedAddressException
                // any other one may have come after the request was sent
                || failure instanceof SSLHandshakeException;
        String words = words(failure);
        if (question.changes() && !neverThere) {
            throw new UnknownOutcomeException(
                    question.shown() + " was sent and its answer lost (" + words + "): it may have been done or not;"
                            + " run the same again, which looks first",
                    failure);
        }
        boolean lasting = failure instanceof SSLException
                || (failure instanceof HttpTimeoutException && !(failure instanceof HttpConnectTimeoutException));
        return lasting ? Trouble.lasting(words) : Trouble.passing(words);
    }

    private static String words(IOException failure) {
        if (failure instanceof HttpConnectTimeoutException) {
            return "no connection in time";
        }
        if (failure instanceof ConnectException) {
            return failure.getCause() instanceof UnresolvedAddressException
                    ? "no such host"
                    : "no connection; is it up, and is this its port?";
        }
        if (failure instanceof SSLException) {
            return "TLS: " + failure.getMessage() + "; is 'ca-file' who vouches for it?";
        }
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }

    private void requireKnown(Question question, Answer answer) throws RefusedException {
        if (answer.status() == 401) {
            throw new RefusedException(question.shown() + " at " + Redirection.shown(answer.from())
                    + ": it asks who we are (401), and " + settings.login() + " was shown; see 'user' and"
                    + " 'password-file', or 'token-file'");
        }
        if (answer.status() == 403) {
            throw new RefusedException(question.shown() + " at " + Redirection.shown(answer.from()) + ": with "
                    + settings.login() + " we may not (403); a backup needs a principal that may see everything, a"
                    + " restore one that may change it");
        }
    }
}
