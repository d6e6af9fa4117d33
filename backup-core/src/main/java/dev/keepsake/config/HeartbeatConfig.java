package dev.keepsake.config;

import java.util.Locale;

/** Who is called after each success; whoever waits for that call raises the alarm when it does not come. */
public record HeartbeatConfig(Destination to, Method method) {

    /** How it is called. */
    public enum Method {
        /** The address alone. */
        GET,
        /** With a body that says which backup it was. */
        POST;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
