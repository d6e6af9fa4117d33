package dev.keepsake.mesos;

import java.nio.charset.StandardCharsets;

/** Registries made up for a test, and the operations that store them. */
final class Registries {

    private Registries() {}

    /** With two agents, a gone one, a weight, and a field that is not known yet. */
    static byte[] full() {
        byte[] agents =
                new Message.Builder().bytes(1, agent("a")).bytes(1, agent("b")).build();
        byte[] time =
                new Message.Builder().number(1, 1_700_000_000_000_000_000L).build();
        byte[] gone = new Message.Builder()
                .bytes(
                        1,
                        new Message.Builder()
                                .bytes(1, named("S9"))
                                .bytes(2, time)
                                .build())
                .build();
        byte[] weight = new Message.Builder()
                .bytes(
                        1,
                        new Message.Builder()
                                .fixed64(1, Double.doubleToLongBits(2.5))
                                .bytes(2, utf8("ads"))
                                .build())
                .build();
        return operation(new Message.Builder()
                .bytes(2, agents)
                .bytes(6, weight)
                .bytes(8, gone)
                .bytes(10, named("QUOTA_V2"))
                .number(77, 5)
                .build());
    }

    private static byte[] agent(String host) {
        byte[] info = new Message.Builder()
                .bytes(1, utf8(host))
                .bytes(6, named("S" + host))
                .build();
        return new Message.Builder().bytes(1, info).build();
    }

    private static byte[] named(String value) {
        return new Message.Builder().bytes(1, utf8(value)).build();
    }

    /** An earlier registry, with one agent. */
    static byte[] operation(String host) {
        return operation(new Message.Builder()
                .bytes(2, new Message.Builder().bytes(1, agent(host)).build())
                .build());
    }

    private static byte[] operation(byte[] registry) {
        return new Variable(Variables.REGISTRY, new byte[16], registry, 0).operation();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
