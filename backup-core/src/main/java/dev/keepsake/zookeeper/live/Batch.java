package dev.keepsake.zookeeper.live;

import java.util.ArrayList;
import java.util.List;
import org.apache.zookeeper.Op;

/** Writes that are done together or not at all, in one request. */
final class Batch {

    private final List<Op> writes;
    private int bytes;

    Batch() {
        this(new ArrayList<>());
    }

    Batch(List<Op> writes) {
        this.writes = new ArrayList<>(writes);
    }

    void add(Op write, int length) {
        writes.add(write);
        bytes += length;
    }

    List<Op> writes() {
        return writes;
    }

    int size() {
        return writes.size();
    }

    boolean isEmpty() {
        return writes.isEmpty();
    }

    int bytes() {
        return bytes;
    }
}
