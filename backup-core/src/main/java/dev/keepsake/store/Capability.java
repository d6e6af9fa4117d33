package dev.keepsake.store;

/**
 * What a look at a store found of one thing that backups need, or could use.
 *
 * @param name of the thing, the same in every version
 * @param seen what was seen, what it means for backups and, where something is to be done, what
 */
public record Capability(String name, Standing standing, String seen) {

    /** How a store stands to such a thing. */
    public enum Standing {
        /** It is as it should be. */
        OK("ok"),
        /** The store has it not, or does not say; backups can do without. */
        NOT_HAD("not had"),
        /** The store does something else than it says: it must not hold backups. */
        BROKEN("BROKEN");

        private final String word;

        Standing(String word) {
            this.word = word;
        }

        /** What people are shown. */
        public String word() {
            return word;
        }
    }

    /** Something that is as it should be. */
    public static Capability ok(String name, String seen) {
        return new Capability(name, Standing.OK, seen);
    }

    /** Something that backups can do without. */
    public static Capability notHad(String name, String seen) {
        return new Capability(name, Standing.NOT_HAD, seen);
    }

    /** Something that speaks against the store. */
    public static Capability broken(String name, String seen) {
        return new Capability(name, Standing.BROKEN, seen);
    }

    /** Whether it speaks against the store. */
    public boolean isBroken() {
        return standing == Standing.BROKEN;
    }
}
