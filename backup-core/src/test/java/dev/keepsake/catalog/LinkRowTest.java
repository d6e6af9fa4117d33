package dev.keepsake.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.archive.SealHeader;
import dev.keepsake.artefact.Zxid;
import dev.keepsake.store.ObjectKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A row of links, held against a plain list of them. */
class LinkRowTest {

    @Test
    void itCountsWhatAListWould() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        LinkRow row = new LinkRow();
        List<Link> list = new ArrayList<>();
        long end = Zxid.of(1, 0).value();
        for (int step = 0; step < 2_000; step++) {
            if (random.nextInt(100) == 0) {
                Zxid through = new Zxid(end - random.nextInt(300));
                row.dropThrough(through);
                list.removeIf(link -> link.through().compareTo(through) <= 0);
            } else {
                Link link = link(end, end + 1 + random.nextInt(5), random.nextInt(10_000));
                end = link.through().value();
                row.add(link);
                list.add(link);
            }

            assertThat(row.count()).isEqualTo(list.size());
            assertThat(row.bytes())
                    .isEqualTo(list.stream()
                            .mapToLong(link -> link.piece().stored().bytes())
                            .sum());
            assertThat(row.last()).isEqualTo(list.stream().reduce((one, next) -> next));
        }
    }

    private static Link link(long after, long through, long bytes) {
        ObjectKey key = new ObjectKey("link/" + new Zxid(after).inKey());
        SealHeader header = SealHeader.of(key, bytes, new TreeMap<>());
        return new Link(
                new SealedPiece(new StoredPiece(key, bytes, "00"), header),
                new Zxid(after),
                new Zxid(through),
                "record",
                through);
    }
}
