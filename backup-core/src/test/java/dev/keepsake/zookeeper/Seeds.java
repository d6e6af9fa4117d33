package dev.keepsake.zookeeper;

/** The seed and size of random tests: {@code -Dkeepsake.seed} repeats a run, {@code -Dkeepsake.transactions} sizes it. */
final class Seeds {

    private Seeds() {}

    static long seed(String test) {
        long seed = Long.getLong("keepsake.seed", System.nanoTime());
        System.out.println(test + ": -Dkeepsake.seed=" + seed);
        return seed;
    }

    static int transactions() {
        return Integer.getInteger("keepsake.transactions", 100_000);
    }
}
