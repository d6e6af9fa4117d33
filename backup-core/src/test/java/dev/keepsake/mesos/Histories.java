package dev.keepsake.mesos;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Replicas made up for a test, position by position. */
final class Histories {

    private final SortedMap<String, byte[]> entries = new TreeMap<>();
    private final String name;

    private Histories(String name) {
        this.name = name;
    }

    /** A replica with a vote that promised this. */
    static Histories voting(String name, long promised) {
        return of(name, Metadata.Status.VOTING, promised);
    }

    static Histories of(String name, Metadata.Status status, long promised) {
        Histories made = new Histories(name);
        made.entries.put(Position.METADATA, new Metadata(status, promised).record());
        return made;
    }

    Histories append(long position, String bytes) throws IOException {
        return learned(position, 1, Action.Kind.APPEND, value(bytes));
    }

    Histories append(long position, byte[] bytes) throws IOException {
        return learned(
                position,
                1,
                Action.Kind.APPEND,
                new Message.Builder().bytes(1, bytes).build());
    }

    Histories truncate(long position, long to) throws IOException {
        return learned(
                position,
                1,
                Action.Kind.TRUNCATE,
                new Message.Builder().number(1, to).build());
    }

    Histories nop(long position) throws IOException {
        return learned(position, 1, Action.Kind.NOP, new byte[0]);
    }

    Histories tombstone(long position) throws IOException {
        return learned(
                position, 1, Action.Kind.NOP, new Message.Builder().number(1, 1).build());
    }

    private Histories learned(long position, long proposal, Action.Kind kind, byte[] value) throws IOException {
        entries.put(
                Position.key(position),
                Action.learned(position, proposal, kind, value, name).raw());
        return this;
    }

    /** One that was written, of which the replica was not told yet that a quorum wrote it. */
    Histories performed(long position, long proposal, String bytes) {
        byte[] action = new Message.Builder()
                .number(1, position)
                .number(2, proposal)
                .number(3, proposal)
                .number(5, 2)
                .bytes(7, value(bytes))
                .build();
        entries.put(
                Position.key(position),
                new Message.Builder().number(1, 2).bytes(3, action).build());
        return this;
    }

    /** A position of which the replica only promised to wait for a proposal. */
    Histories promise(long position, long proposal) {
        byte[] action =
                new Message.Builder().number(1, position).number(2, proposal).build();
        entries.put(
                Position.key(position),
                new Message.Builder().number(1, 2).bytes(3, action).build());
        return this;
    }

    private static byte[] value(String bytes) {
        return new Message.Builder()
                .bytes(1, bytes.getBytes(StandardCharsets.UTF_8))
                .build();
    }

    Replica replica() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeBytes(Replica.MAGIC);
        for (var entry : entries.entrySet()) {
            out.writeByte(entry.getKey().length());
            out.writeBytes(entry.getKey());
            out.writeInt(entry.getValue().length);
            out.write(entry.getValue());
        }
        out.writeByte(0);
        out.writeLong(entries.size());
        byte[] document = bytes.toByteArray();
        return new Replica(name, () -> new ByteArrayInputStream(document));
    }

    /** Every position with its value, by whichever proposal it came about. */
    static List<String> values(List<Action> actions) {
        return actions.stream()
                .map(action -> action + " " + HexFormat.of().formatHex(action.bytes()))
                .toList();
    }

    static List<Action> actions(Union union) throws IOException {
        List<Action> actions = new ArrayList<>();
        union.forEach(actions::add);
        return actions;
    }
}
