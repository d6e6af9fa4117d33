package dev.keepsake.framework;

import java.io.IOException;

/** Which documents a kind of system has, and in which order they are asked for. */
interface Reading {

    /** Asks for everything and sends it. */
    void read(Gathering gathering) throws IOException;

    /** Asks for little, and says what answered. */
    String look(WebClient client) throws IOException;
}
