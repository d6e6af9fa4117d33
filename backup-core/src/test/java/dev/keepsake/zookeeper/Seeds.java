package dev.keepsake.zookeeper;

/**
 * The seed and size of random tests: {@code -Dkeepsake.seed} repeats a run, {@code -Dkeepsake.transactions} sizes it, and
 * {@code -Dkeepsake.long=true} makes it long.
 */
final class Seeds {

    private Seeds() {}

    static long seed(String test) {
        long seed = Long.getLong("keepsake.seed", System.nanoTime());
        System.out.println(test + ": -Dkeepsake.seed=" + seed);
        return seed;
    }

    static int transactions() {
        return Integer.getInteger("keepsake.transactions", Boolean.getBoolean("keepsake.long") ? 1_000_000 : 100_000);
    }
}
