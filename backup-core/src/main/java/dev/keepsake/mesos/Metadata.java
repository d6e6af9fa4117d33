package dev.keepsake.mesos;

import dev.keepsake.artefact.CorruptException;

/**
 * What a replica knows of itself.
 *
 * @param promised the highest proposal that it promised to wait for
 */
public record Metadata(Status status, long promised) {

    private static final int PROMISE = 1;
    private static final int METADATA = 3;

    /** Whether a replica has a say. */
    public enum Status {
        /** It has. */
        VOTING(1),
        /** It is being brought up to date. */
        RECOVERING(2),
        /** It is new, and waits for the others. */
        STARTING(3),
        /** It is new. */
        EMPTY(4);

        private final int number;

        Status(int number) {
            this.number = number;
        }
    }

    /** Reads the record under the key of a replica's own state. */
    static Metadata parse(byte[] raw, String name) throws CorruptException {
        Message message = Message.parse(raw, name);
        int type = (int) message.requiredNumber(1);
        if (type == PROMISE) {
            // versions before 0.15 had nothing else: who promised, had a vote
            return new Metadata(Status.VOTING, promised(message.required(2), 1));
        }
        if (type != METADATA) {
            throw new CorruptException(name + ": a record of type " + type + " where the replica's own state belongs");
        }
        Message metadata = message.required(4);
        long status = metadata.requiredNumber(1);
        for (Status known : Status.values()) {
            if (known.number == status) {
                return new Metadata(known, promised(metadata, 2));
            }
        }
        throw new CorruptException(name + ": the unknown status " + status);
    }

    private static long promised(Message message, int field) throws CorruptException {
        long promised = message.requiredNumber(field);
        if (promised < 0) {
            throw new CorruptException(message.name() + ": the proposal " + Long.toUnsignedString(promised));
        }
        return promised;
    }

    byte[] record() {
        byte[] content = new Message.Builder()
                .number(1, status.number)
                .number(2, promised)
                .build();
        return new Message.Builder().number(1, METADATA).bytes(4, content).build();
    }
}
