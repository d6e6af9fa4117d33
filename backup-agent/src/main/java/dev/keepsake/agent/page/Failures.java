package dev.keepsake.agent.page;

import dev.keepsake.agent.survey.Survey;
import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.store.StoreException;
import java.io.IOException;

/** Says why there is no answer, and what to do about it. */
final class Failures {

    private final ArchiveDoor door;

    Failures(ArchiveDoor door) {
        this.door = door;
    }

    /** The number that HTTP has for it. */
    static int status(IOException failure) {
        if (failure instanceof PendingException) {
            return 202;
        } else if (failure instanceof UnreadFormException form) {
            return form.status();
        } else if (failure instanceof BadRequestException) {
            return 400;
        } else if (failure instanceof StoreException.NotFound) {
            return 404;
        } else if (failure instanceof RefusedException || failure instanceof TooMuchException) {
            return 409;
        }
        return failure instanceof StoreException ? 503 : 500;
    }

    /** For a script. */
    Answer json(Request request, IOException failure) {
        if (failure instanceof PendingException) {
            return Answer.json(202, ApiJson.object().put("pending", String.valueOf(failure.getMessage())))
                    .with("Retry-After", "2");
        }
        Answer answer = Answer.json(status(failure), ApiJson.problem(words(failure) + advice(request, failure)));
        return failure instanceof StoreException ? answer.with("Retry-After", "10") : answer;
    }

    /** For a person. */
    Answer page(Request request, Frame frame, IOException failure) {
        if (failure instanceof PendingException) {
            return Answer.page(202, frame.page(request, "One moment", pending(request, failure)))
                    .with("Retry-After", "2");
        }
        Element[] content = {Element.of("h1", title(failure)), Frame.note("bad", words(failure))};
        Element page = frame.page(request, title(failure), content);
        if (isElsewhere(request, failure)) {
            page = frame.page(
                    request,
                    title(failure),
                    content[0],
                    content[1],
                    Element.of(
                            "p",
                            "The command line can show it, on the machine where the private key is, or where"
                                    + " there is more memory:"),
                    Element.of("pre", Element.of("code", command(request)))
                            .with("tabindex", "0")
                            .with("role", "region")
                            .with("aria-label", "A command to copy"));
        }
        return Answer.page(status(failure), page);
    }

    private static Element pending(Request request, IOException failure) {
        return Element.of(
                        "div",
                        Element.of("h1", "One moment"),
                        Element.of("p", "The moment is being replayed: " + failure.getMessage() + ".")
                                .with("role", "status"),
                        Element.of("p", Element.of("a", "Look again").with("href", again(request))))
                .with("id", "pending")
                .with("data-refresh", again(request));
    }

    private static String again(Request request) {
        Link link = Link.to(request.path());
        request.query().forEach(link::with);
        return link.toString();
    }

    private static String title(IOException failure) {
        return switch (status(failure)) {
            case 400 -> "That cannot be meant";
            case 408, 413 -> "That was not read";
            case 429 -> "Too many at once";
            case 404 -> "Not found";
            case 409 -> "Not here";
            case 503 -> "The store does not answer";
            default -> failure instanceof CorruptException ? "Something is damaged" : "That failed";
        };
    }

    private static String words(IOException failure) {
        return String.valueOf(failure.getMessage());
    }

    private String advice(Request request, IOException failure) {
        return isElsewhere(request, failure)
                ? ". The command line can show it, where the private key or more memory is: " + command(request)
                : "";
    }

    /** Whether it is about what stands in a moment, and another machine may be able to show it. */
    private boolean isElsewhere(Request request, IOException failure) {
        if (failure instanceof TooMuchException) {
            return true;
        }
        boolean ofMoments = !request.query("at").isEmpty()
                || !request.query("from").isEmpty()
                || request.path().endsWith("/tree")
                || request.path().endsWith("/znode");
        return failure instanceof RefusedException
                && ofMoments
                && !door.hasPrivateKey()
                && door.known().survey().filter(Survey::encrypted).isPresent();
    }

    private String command(Request request) {
        String tape = request.query("tape");
        String path = Shell.quoted(request.query("path", "/"));
        String more = (tape.isEmpty() ? "" : " --tape " + Shell.quoted(tape));
        String start = "keepsake -c " + Shell.quoted(door.configuration().toString()) + " --key PRIVATE-KEY-FILE ";
        if (request.path().endsWith("/diff")) {
            return start + "diff " + Shell.quoted(request.query("from")) + " "
                    + Shell.quoted(request.query("to", MomentWord.NEWEST)) + " " + path + more;
        }
        return start + "tree " + path + " --at " + Shell.quoted(request.query("at", MomentWord.LATEST)) + more;
    }
}
