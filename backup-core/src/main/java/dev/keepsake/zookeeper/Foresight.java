package dev.keepsake.zookeeper;

import dev.keepsake.artefact.CorruptException;
import java.util.List;

/**
 * Looks at all that a run of transactions will touch before the first is applied, and changes nothing. In a large tree most
 * of the time of a transaction goes by in waiting for memory; looked at one behind the other, all of it is waited for at
 * once.
 */
final class Foresight {

    private static final int MOST = 256;
    private static final int MOST_DATA = 1024;

    private final Znodes znodes;
    private final ZnodeBlocks blocks;
    private final TxnDecoder decoder = new TxnDecoder();
    private final int[] hashes = new int[MOST];
    private final int[] nodes = new int[MOST];

    /** How many bytes of its data will change, or -1 where its neighbours will. */
    private final int[] uses = new int[MOST];

    private int count;

    @SuppressWarnings("UnusedVariable") // or the compiler would leave the looking out
    private long seen;

    Foresight(Znodes znodes) {
        this.znodes = znodes;
        this.blocks = znodes.blocks();
    }

    void look(List<LogRecord> records) {
        count = 0;
        for (LogRecord record : records) {
            collect(record);
        }
        znodes.candidates(hashes, nodes, count);
        for (int i = 0; i < count; i++) {
            seen += nodes[i] == Slabs.NONE ? 0 : blocks.look(nodes[i]);
        }
        for (int i = 0; i < count; i++) {
            if (nodes[i] != Slabs.NONE) {
                seen += uses[i] < 0 ? blocks.lookAround(nodes[i]) : blocks.lookAtData(nodes[i], uses[i]);
            }
        }
    }

    private void collect(LogRecord record) {
        TxnContent content;
        try {
            content = decoder.decode(record);
        } catch (CorruptException e) {
            return; // is found, and reported, where the record is applied
        }

        for (int i = 0; i < content.parts() && count < MOST - 1; i++) {
            TxnPart part = content.part(i);
            switch (part.type) {
                case TxnType.SET_DATA -> add(part, part.pathLength, Math.min(Math.max(part.dataLength, 0), MOST_DATA));
                case TxnType.SET_ACL -> add(part, part.pathLength, 0);
                case TxnType.CREATE, TxnType.CREATE2, TxnType.CREATE_CONTAINER, TxnType.CREATE_TTL -> {
                    add(part, part.pathLength, 0);
                    add(part, part.parentLength(), -1);
                }
                case TxnType.DELETE, TxnType.DELETE_CONTAINER -> {
                    add(part, part.pathLength, -1);
                    add(part, part.parentLength(), 0);
                }
                default -> {
                    // touches no znode, or one that is always near
                }
            }
        }
    }

    private void add(TxnPart part, int length, int use) {
        hashes[count] = PathTable.hash(part.path, part.pathFrom, length);
        uses[count++] = use;
    }
}
