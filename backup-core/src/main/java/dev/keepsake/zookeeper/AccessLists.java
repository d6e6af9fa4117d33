package dev.keepsake.zookeeper;

import dev.keepsake.artefact.CorruptException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Every access list that a tree has seen, known by a number of ours: equal lists have the same one. Also knows the numbers
 * under which a snapshot shows them.
 */
final class AccessLists {

    static final int OPEN = 0;

    /** Stands for a list whose number the snapshot does not explain; no other list has this number. */
    static final int UNRESOLVED = 1;

    private static final long OPEN_IN_FILE = -1;

    private final List<List<Acl>> lists =
            new ArrayList<>(List.of(Acl.OPEN, List.of(new Acl(0, "keepsake", "unresolved"))));
    private final Map<List<Acl>, Integer> byValue = new HashMap<>(Map.of(Acl.OPEN, OPEN));
    private final Map<Long, Integer> byNumberInFile = new HashMap<>();

    // lists as they stand in records, found by their hash: most records name one that others named before
    private byte[][] encoded = new byte[64][];
    private int[] numbers = new int[64];
    private int known;

    void put(long numberInFile, List<Acl> entries) throws CorruptException {
        if (numberInFile == OPEN_IN_FILE || byNumberInFile.put(numberInFile, number(entries)) != null) {
            throw new CorruptException(
                    "snapshot: access list " + numberInFile + " is shown twice, or is the reserved one");
        }
    }

    int byNumberInFile(long number) {
        return number == OPEN_IN_FILE ? OPEN : byNumberInFile.getOrDefault(number, UNRESOLVED);
    }

    int number(List<Acl> entries) {
        Integer number = byValue.get(entries);
        if (number == null) {
            number = lists.size();
            List<Acl> copy = List.copyOf(entries);
            lists.add(copy);
            byValue.put(copy, number);
        }
        return number;
    }

    /** The number of a list as a record holds it, well-formed; one of no bytes is missing, which stands for the open one. */
    int number(byte[] bytes, int from, int length) {
        if (length == 0) {
            return OPEN;
        }

        int mask = encoded.length - 1;
        int at = PathTable.hash(bytes, from, length) & mask;
        while (encoded[at] != null) {
            if (Arrays.equals(encoded[at], 0, encoded[at].length, bytes, from, from + length)) {
                return numbers[at];
            }
            at = (at + 1) & mask;
        }
        int number = number(decode(bytes, from, length));
        remember(Arrays.copyOfRange(bytes, from, from + length), number);
        return number;
    }

    List<Acl> list(int number) {
        return lists.get(number);
    }

    /** The entries of a list as a record holds it, well-formed; one of no bytes is missing, which stands for the open one. */
    static List<Acl> decode(byte[] bytes, int from, int length) {
        if (length == 0) {
            return Acl.OPEN;
        }

        ByteBuffer in = ByteBuffer.wrap(bytes, from, length);
        List<Acl> entries = new ArrayList<>();
        for (int left = in.getInt(); left > 0; left--) {
            entries.add(new Acl(in.getInt(), text(in), text(in)));
        }
        return entries;
    }

    private static String text(ByteBuffer in) {
        byte[] text = new byte[in.getInt()];
        in.get(text);
        return new String(text, StandardCharsets.UTF_8);
    }

    private void remember(byte[] list, int number) {
        if (2 * known == encoded.length) {
            byte[][] before = encoded;
            int[] numbersBefore = numbers;
            encoded = new byte[2 * before.length][];
            numbers = new int[2 * before.length];
            for (int i = 0; i < before.length; i++) {
                if (before[i] != null) {
                    place(before[i], numbersBefore[i]);
                }
            }
        }
        place(list, number);
        known++;
    }

    private void place(byte[] list, int number) {
        int mask = encoded.length - 1;
        int at = PathTable.hash(list, 0, list.length) & mask;
        while (encoded[at] != null) {
            at = (at + 1) & mask;
        }
        encoded[at] = list;
        numbers[at] = number;
    }
}
