package dev.keepsake.store.file;

import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.ObjectWrite;
import dev.keepsake.store.StoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.Set;

/** An object being written: a file of its own in the scratch folder, until it is moved to its place. */
final class FileWrite extends ObjectWrite {

    /** As a channel copies each call's bytes to memory outside the heap, and keeps that, it gets few at a time. */
    private static final int SLICE = 128 << 10;

    private final FileStore store;
    private final ObjectKey key;
    private final Path file;
    private final FileChannel channel;
    private boolean over;
    private boolean committed;

    FileWrite(FileStore store, ObjectKey key, Path file) throws IOException {
        this.store = store;
        this.key = key;
        this.file = file;
        this.channel = FileChannel.open(
                file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), Tree.OWNER_ONLY_FILE);
        store.ownership().leaveToOwner(file);
    }

    @Override
    public void write(int b) throws StoreException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws StoreException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        requireNotOver();
        try {
            int done = 0;
            while (done < length) {
                done += channel.write(ByteBuffer.wrap(bytes, offset + done, Math.min(SLICE, length - done)));
            }
        } catch (IOException e) {
            over = true; // what the file holds now is neither the object nor a known part of it
            throw FileErrors.notDone(doing(), e);
        }
    }

    @Override
    public void commit() throws StoreException {
        finish();
        store.publisher().replace(key, file);
        committed();
    }

    /** Commits unless an object with other bytes stands there. */
    void commitIfAbsent() throws StoreException {
        finish();
        store.publisher().putIfAbsent(key, file);
        committed();
    }

    @Override
    public void close() throws StoreException {
        if (committed) {
            return;
        }
        over = true;
        store.ended(this);
        try {
            abandon();
        } catch (IOException e) {
            throw FileErrors.notDone(doing(), e);
        }
    }

    /** Lets go of the file, from whatever thread. */
    void abandon() throws IOException {
        channel.close();
        Files.deleteIfExists(file);
    }

    private void finish() throws StoreException {
        requireNotOver();
        over = true;
        try {
            channel.force(true);
            channel.close();
        } catch (IOException e) {
            throw FileErrors.notDone(doing(), e);
        }
    }

    // the object is there for good, so nothing that goes wrong from here on may say otherwise
    private void committed() {
        committed = true;
        store.ended(this);
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            return; // it goes with the scratch folder
        }
    }

    private void requireNotOver() {
        if (over) {
            throw new IllegalStateException("the write of '" + key + "' is over");
        }
    }

    private String doing() {
        return "writing '" + key + "' to " + store.location();
    }
}
