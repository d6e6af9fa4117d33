package dev.keepsake.catalog;

import dev.keepsake.archive.Keys;
import dev.keepsake.archive.SealHeader;
import dev.keepsake.archive.SealReader;
import dev.keepsake.archive.SealWriter;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.ObjectStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/** Puts an object in the place of another one: whole, with the same content, and with other bytes. */
public final class Resealing {

    private Resealing() {}

    /** As somebody with the keys of {@code writer} does. */
    public static void of(ObjectStore store, ObjectKey key, Keys reader, Keys writer) throws IOException {
        byte[] content;
        SealHeader before;
        try (SealReader in = new Vault(store, reader).unseal(key)) {
            before = in.header();
            content = in.readAllBytes();
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        SealHeader header = SealHeader.of(key, content.length, before.facts());
        try (SealWriter seal = new Vault(store, writer).seal(out, header)) {
            seal.write(content, 0, content.length);
            seal.finish();
        }
        store.delete(key);
        store.putIfAbsent(key, out.toByteArray());
    }
}
