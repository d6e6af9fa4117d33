package dev.keepsake.mesos;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;

/** What Keepsake reads, written as the tools of the fixtures wrote it. */
final class Reports {

    private Reports() {}

    /** As {@code expected.txt}. */
    static String actions(Replica replica) throws IOException {
        ReplicaFacts facts = ReplicaFacts.of(replica);
        StringBuilder out = new StringBuilder();
        out.append("status=" + facts.metadata().status() + " promised="
                + facts.metadata().promised() + " begin=" + facts.begin() + " end=" + facts.end() + "\n");
        out.append("missing(holes or unlearned)={" + missing(facts) + "}\n");
        long actions = 0;
        for (Action action : learned(replica, facts.begin())) {
            actions++;
            out.append("pos=" + action.position() + " promised=" + action.promised() + " performed="
                    + action.performed().orElseThrow() + " learned=true type="
                    + action.kind().orElseThrow() + value(action) + "\n");
        }
        return out.append("actions=" + actions + " append_bytes=" + facts.appended() + "\n")
                .toString();
    }

    private static String missing(ReplicaFacts facts) {
        if (facts.missingPositions() == 0) {
            return "";
        }
        String[] ends = facts.missing().split("-", -1);
        return "[" + ends[0] + "," + (Long.parseLong(ends[1]) + 1) + ")";
    }

    private static String value(Action action) {
        return switch (action.kind().orElseThrow()) {
            case NOP -> " tombstone=" + action.tombstone();
            case APPEND -> " len=" + action.bytes().length + " crc=" + crc(action.bytes());
            case TRUNCATE -> " to=" + action.to();
        };
    }

    static List<Action> learned(Replica replica, long begin) throws IOException {
        List<Action> learned = new ArrayList<>();
        try (ReplicaReader reader = replica.open()) {
            for (Optional<Action> action = reader.next(); action.isPresent(); action = reader.next()) {
                if (action.get().learned() && action.get().position() >= begin) {
                    learned.add(action.get());
                }
            }
        }
        return learned;
    }

    /** As {@code expected.ldb.txt}. */
    static String keys(Replica replica) throws IOException {
        StringBuilder out = new StringBuilder();
        long keys = 1;
        try (ReplicaReader reader = replica.open()) {
            Metadata metadata = reader.metadata();
            byte[] record = metadata.record();
            out.append("0000000000 vlen=" + record.length + " vcrc=" + crc(record) + " METADATA status: "
                    + metadata.status() + " promised: " + metadata.promised() + "\n");
            for (Optional<Action> read = reader.next(); read.isPresent(); read = reader.next()) {
                Action action = read.get();
                keys++;
                out.append(Position.key(action.position()) + " vlen=" + action.raw().length + " vcrc="
                        + crc(action.raw()) + " ACTION position=" + action.position() + " "
                        + action.kind().orElseThrow() + " learned=" + (action.learned() ? 1 : 0)
                        + (action.kind().orElseThrow() == Action.Kind.TRUNCATE ? " to=" + action.to() : "") + "\n");
            }
        }
        return out.append("keys=" + keys + "\n").toString();
    }

    /** As {@code mesos-log read} prints it. */
    static String read(Replica replica) throws IOException {
        StringBuilder out = new StringBuilder();
        for (Action action : learned(replica, ReplicaFacts.of(replica).begin())) {
            Action.Kind kind = action.kind().orElseThrow();
            out.append("----------------------------------------------\n");
            out.append("position: " + action.position() + "\npromised: " + action.promised() + "\nperformed: "
                    + action.performed().orElseThrow() + "\nlearned: true\ntype: " + kind + "\n");
            out.append(
                    switch (kind) {
                        case NOP -> "nop {\n" + (action.tombstone() ? "  tombstone: true\n" : "") + "}\n";
                        case APPEND -> "append {\n  bytes: \"" + escaped(action.bytes()) + "\"\n}\n";
                        case TRUNCATE -> "truncate {\n  to: " + action.to() + "\n}\n";
                    });
        }
        return out.toString();
    }

    private static String escaped(byte[] bytes) {
        StringBuilder out = new StringBuilder();
        for (byte b : bytes) {
            switch (b) {
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '"' -> out.append("\\\"");
                case '\'' -> out.append("\\'");
                case '\\' -> out.append("\\\\");
                default -> out.append(b >= 0x20 && b < 0x7f ? "" + (char) b : String.format("\\%03o", b & 0xff));
            }
        }
        return out.toString();
    }

    /** As {@code expected.ops.txt}. */
    static String operations(Replica replica) throws IOException {
        ReplicaFacts facts = ReplicaFacts.of(replica);
        StringBuilder out = new StringBuilder("begin=" + facts.begin() + " end=" + facts.end() + "\n");
        Variables variables = new Variables();
        for (Action action : learned(replica, facts.begin())) {
            variables.apply(action);
            String what = "TRUNCATE to=" + action.to();
            if (action.isAppend()) {
                Variable stored = variables.all().values().stream()
                        .filter(each -> each.position() == action.position())
                        .findFirst()
                        .orElseThrow();
                what = "APPEND SNAPSHOT name=" + stored.name() + " uuid=" + uuid(stored.uuid()) + " value="
                        + stored.value().length + "B crc=" + crc(stored.value());
            }
            out.append("pos=" + action.position() + " learned=1 " + what + "\n");
        }
        return out.toString();
    }

    private static String uuid(byte[] bytes) {
        return HexFormat.of().formatHex(bytes).replaceFirst("(.{8})(.{4})(.{4})(.{4})(.{12})", "$1-$2-$3-$4-$5");
    }

    static String crc(byte[] bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return HexFormat.of().toHexDigits((int) crc.getValue());
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
