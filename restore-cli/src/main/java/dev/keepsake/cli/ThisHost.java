package dev.keepsake.cli;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** The machine that the command runs on. */
final class ThisHost {

    private ThisHost() {}

    /** A machine that was just set up may not know its own name yet. */
    static String name() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown";
        }
    }
}
