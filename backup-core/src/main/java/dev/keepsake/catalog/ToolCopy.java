package dev.keepsake.catalog;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.ObjectWrite;
import dev.keepsake.store.StoreException;
import dev.keepsake.store.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

/** Copies the distributions that an archive keeps: each read to its end against its record before its record can be seen there. */
final class ToolCopy {

    private final CopyRun run;

    ToolCopy(CopyRun run) {
        this.run = run;
    }

    void copy() throws IOException {
        boolean copied = false;
        for (StoredObject object : run.source.list(ToolKeys.PREFIX, "").all()) {
            if (ToolKeys.isRecord(object.key())) {
                copied |= copy(object);
            }
        }
        if (copied && !run.isOnlyPlanned()) {
            Readme.renew(run.target);
        }
    }

    private boolean copy(StoredObject record) throws IOException {
        ObjectKey key = record.key();
        try {
            byte[] bytes = Json.bytes(run.source, key);
            Tool tool = run.source.vouched(key, bytes, Tool.class);
            if (isThere(key)) {
                return false;
            }
            StoredObject file = new StoredObject(ToolKeys.file(tool), tool.bytes());
            if (!run.isOnlyPlanned()) {
                carry(tool);
                SurePut.putIfAbsent(run.target, key, bytes);
            }
            run.stored(file);
            run.stored(record);
            return true;
        } catch (CorruptException | RefusedException | StoreException.NotFound | StoreException.AlreadyExists ofThis) {
            run.note(Map.of(key, ofThis));
            return false;
        }
    }

    private boolean isThere(ObjectKey key) throws IOException {
        try {
            Json.bytes(run.target, key);
        } catch (StoreException.NotFound none) {
            return false;
        }
        if (!run.isSame(key)) {
            throw run.taken(key, "is another one there", "this one in the source");
        }
        return true;
    }

    private void carry(Tool tool) throws IOException {
        ObjectKey key = ToolKeys.file(tool);
        try (ObjectWrite write = run.target.write(key);
                InputStream in = run.source.open(key, 0)) {
            Tools.carry(in, write, tool, key.toString());
            write.commit();
        }
    }
}
