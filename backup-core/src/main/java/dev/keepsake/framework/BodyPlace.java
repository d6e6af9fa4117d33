package dev.keepsake.framework;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the body of an answer goes. Opened once per attempt: what an earlier attempt left is gone then. */
interface BodyPlace {

    OutputStream open() throws IOException;

    /** The most bytes that have room here. */
    long room();

    /** A file, for what may be large. */
    static BodyPlace file(Path file, long room) {
        return new BodyPlace() {
            @Override
            public OutputStream open() throws IOException {
                return Files.newOutputStream(file);
            }

            @Override
            public long room() {
                return room;
            }
        };
    }

    /** Nowhere: only whether and how it is answered counts. */
    static BodyPlace nowhere(long room) {
        return new BodyPlace() {
            @Override
            public OutputStream open() {
                return OutputStream.nullOutputStream();
            }

            @Override
            public long room() {
                return room;
            }
        };
    }

    /** Memory, for what is small. */
    static Memory memory(int room) {
        return new Memory(room);
    }

    /** Bytes in memory. */
    final class Memory implements BodyPlace {

        private final int room;
        private ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        private Memory(int room) {
            this.room = room;
        }

        @Override
        public OutputStream open() {
            bytes = new ByteArrayOutputStream();
            return bytes;
        }

        @Override
        public long room() {
            return room;
        }

        byte[] bytes() {
            return bytes.toByteArray();
        }
    }
}
