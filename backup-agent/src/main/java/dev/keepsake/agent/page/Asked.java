package dev.keepsake.agent.page;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a request means, or why it cannot mean anything. */
final class Asked {

    private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final int LONGEST_PATH = 4_096;

    private Asked() {}

    /** The moment that is looked at. */
    static MomentWord at(Request request) throws BadRequestException {
        return MomentWord.of(request.query("at", MomentWord.LATEST), request.query("tape"));
    }

    /** The two moments that are compared. */
    static List<MomentWord> both(Request request) throws BadRequestException {
        return List.of(
                MomentWord.of(request.query("from", MomentWord.LATEST), request.query("tape")),
                MomentWord.of(request.query("to", MomentWord.NEWEST), request.query("tape")));
    }

    /** The znode that is meant. */
    static String path(Request request) throws BadRequestException {
        String path = request.query("path", "/");
        boolean sound = path.equals("/") || (path.startsWith("/") && !path.endsWith("/") && !path.contains("//"));
        if (!sound || path.length() > LONGEST_PATH) {
            throw new BadRequestException("'" + path.substring(0, Math.min(100, path.length()))
                    + "' is no path of a znode; they look like /app/config");
        }
        return path;
    }

    /** What is searched for. */
    static String words(Request request) throws BadRequestException {
        String words = request.query("q");
        if (words.isBlank() || words.length() > 200) {
            throw new BadRequestException("say what to search for, in 1 to 200 letters");
        }
        return words;
    }

    /** What a backup is to be called. */
    static Optional<String> label(Request request) throws BadRequestException {
        String label = request.form().getOrDefault("label", "");
        if (!label.isEmpty() && !LABEL.matcher(label).matches()) {
            throw new BadRequestException("a label is 1 to 64 of A-Za-z0-9._-");
        }
        return Optional.of(label).filter(one -> !one.isEmpty());
    }
}
