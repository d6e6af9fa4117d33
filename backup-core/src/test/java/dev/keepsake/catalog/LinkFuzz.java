package dev.keepsake.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.artefact.Zxid;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.testkit.FuzzTarget;
import dev.keepsake.testkit.MemoryStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.Adler32;

/**
 * What a link holds, with its records' checksums put right, behind a byte that says whether it is a link, a run or a run of
 * sealed links. What is taken can be cut at each of its records, and the pieces are the whole.
 */
final class LinkFuzz implements FuzzTarget {

    private static final int FRAME = 12;
    private static final int ZXID_AT = FRAME + 12;
    private static final int LEAST = ZXID_AT + Long.BYTES + 1;

    @Override
    public void take(byte[] input) throws IOException {
        if (input.length == 0) {
            return;
        }
        MemoryStore store = new MemoryStore();
        MadeTape tape = new MadeTape(store);
        byte[] records = mended(Arrays.copyOfRange(input, 1, input.length));
        List<Zxid> zxids = zxids(records);
        Zxid after = zxids.isEmpty() ? MadeTape.BEGIN : new Zxid(zxids.get(0).value() - 1);
        Zxid through = zxids.isEmpty() ? new Zxid(after.value() + 1) : zxids.get(zxids.size() - 1);
        if (input[0] % 3 == 2) {
            ObjectKey run = MadeTape.LAYOUT.run(tape.name, after, new Zxid(after.value() + 5));
            SealedLinks links = SealedLinks.read(Vault.clear(store), run, records, after);
            assertThat(links.headers())
                    .hasSize(links.through().isPresent() ? links.headers().size() : 0);
            return;
        }
        if (after.compareTo(through) >= 0) {
            return; // which no header can say
        }
        boolean run = input[0] % 3 == 1;
        ObjectKey key = run ? MadeTape.LAYOUT.run(tape.name, after, through) : MadeTape.LAYOUT.link(tape.name, after);
        tape.seal(key, after, through, records);
        RunRecords read = RunRecords.read(Vault.clear(store), key);
        assertThat(read.count()).isEqualTo(zxids.size());
        for (Zxid cut : zxids) {
            ByteArrayOutputStream pieces = new ByteArrayOutputStream();
            read.between(after, cut).transferTo(pieces);
            read.between(cut, through).transferTo(pieces);
            assertThat(pieces.toByteArray()).isEqualTo(records);
        }
    }

    /** The same with right checksums, as far as there are records in it. */
    private static byte[] mended(byte[] records) {
        ByteBuffer out = ByteBuffer.wrap(records);
        while (out.remaining() >= LEAST) {
            int at = out.position();
            int length = out.getInt(at + Long.BYTES);
            if (length < 0 || length > out.remaining() - FRAME - 1) {
                break;
            }
            Adler32 adler = new Adler32();
            adler.update(records, at + FRAME, length);
            out.putLong(at, adler.getValue());
            out.position(at + FRAME + length + 1);
        }
        return records;
    }

    private static List<Zxid> zxids(byte[] records) {
        List<Zxid> zxids = new ArrayList<>();
        ByteBuffer in = ByteBuffer.wrap(records);
        while (in.remaining() >= LEAST) {
            int length = in.getInt(in.position() + Long.BYTES);
            zxids.add(new Zxid(in.getLong(in.position() + ZXID_AT)));
            if (length < 0 || length > in.remaining() - FRAME - 1) {
                break;
            }
            in.position(in.position() + FRAME + length + 1);
        }
        return zxids;
    }
}
