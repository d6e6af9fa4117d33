package dev.keepsake.agent.page;

import java.io.IOException;

/**
 * One thing that can be asked for.
 *
 * @param method GET or POST
 * @param path a name in braces stands for any one piece
 */
record Route(String method, String path, Access access, Action action) {

    /** Who may. */
    enum Access {
        /** Anybody who gets through to the page: what it says tells nothing of the cluster. */
        ANYBODY,
        /** Anybody where there is no token, else who has it. */
        READER,
        /** Who has the token: it shows what stands in znodes, or begins something. */
        TOKEN
    }

    /** Answers. */
    @FunctionalInterface
    interface Action {

        /** Answers, or says what is wrong with the question or the archive. */
        Answer answer(Request request) throws IOException;
    }

    static Route open(String path, Action action) {
        return new Route("GET", path, Access.ANYBODY, action);
    }

    static Route read(String path, Action action) {
        return new Route("GET", path, Access.READER, action);
    }

    static Route contents(String path, Action action) {
        return new Route("GET", path, Access.TOKEN, action);
    }

    static Route act(String path, Action action) {
        return new Route("POST", path, Access.TOKEN, action);
    }
}
