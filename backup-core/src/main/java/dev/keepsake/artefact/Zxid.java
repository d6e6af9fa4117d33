package dev.keepsake.artefact;

/**
 * A ZooKeeper transaction id: the leader's epoch in the upper 32 bits, a counter within the epoch in the lower 32. The
 * first transaction of an epoch has counter 1; counter 0 is the moment before it.
 */
public record Zxid(long value) implements Comparable<Zxid> {

    /** The zxid with this epoch and counter. */
    public static Zxid of(long epoch, long counter) {
        return new Zxid((epoch << 32) | (counter & 0xffffffffL));
    }

    /** Reads {@code 0x10000002a} as ZooKeeper prints it; the prefix is optional. */
    public static Zxid parse(String text) {
        String digits = text.startsWith("0x") || text.startsWith("0X") ? text.substring(2) : text;
        if (digits.isEmpty() || digits.length() > 16 || digits.startsWith("-") || digits.startsWith("+")) {
            throw new NumberFormatException("not a zxid: '" + text + "'");
        }
        return new Zxid(Long.parseUnsignedLong(digits, 16));
    }

    /** The leader's epoch. */
    public long epoch() {
        return value >>> 32;
    }

    /** The place within the epoch. */
    public long counter() {
        return value & 0xffffffffL;
    }

    /** Sixteen hex digits, so that the order of keys is the order of transactions. */
    public String inKey() {
        return String.format("%016x", value);
    }

    @Override
    public int compareTo(Zxid other) {
        return Long.compareUnsigned(value, other.value);
    }

    @Override
    public String toString() {
        return "0x" + Long.toHexString(value);
    }
}
