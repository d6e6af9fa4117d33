package dev.keepsake.zookeeper;

import java.io.IOException;

/** Who says through which zxid a server's files hold what is committed. */
@FunctionalInterface
interface StatusAnswer {

    /** Asks now; refuses when nobody can say. */
    ServerStatus ask() throws IOException;
}
