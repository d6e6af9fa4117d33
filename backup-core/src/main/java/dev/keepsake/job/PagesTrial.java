package dev.keepsake.job;

import dev.keepsake.store.Capability;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;

/** Whether a listing of more objects than go on one page holds each of them once, and goes on exactly where it is told to. */
final class PagesTrial implements StoreTrial {

    private static final String NAME = "long-listings";
    private static final int WRITERS = 16;
    private static final String BEGIN = "page-";

    private final CheckFolder folder;
    private final int objects;

    PagesTrial(CheckFolder folder, int objects) {
        this.folder = folder;
        this.objects = objects;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Capability take() throws IOException {
        List<String> names =
                IntStream.range(0, objects).mapToObj(PagesTrial::object).toList();
        Crowd.each(WRITERS, objects, index -> {
            String name = names.get(index);
            folder.putIfAbsent(name, name.getBytes(StandardCharsets.US_ASCII));
        });
        for (int from : new int[] {0, 1, 999, 1000, 1001, objects}) {
            int begin = Math.min(from, objects);
            List<String> expected = names.subList(begin, objects);
            List<String> listed = folder.names(BEGIN, begin == 0 ? "" : names.get(begin - 1));
            if (!listed.equals(expected)) {
                return Capability.broken(
                        NAME,
                        "a listing from number " + begin + " of " + objects + " objects gives " + listed.size()
                                + (listed.size() == expected.size() ? ", and others than" : " and not")
                                + " the " + expected.size() + " there are: backups would be overlooked, and what they"
                                + " need taken for unneeded. This store must not hold backups");
            }
        }
        return Capability.ok(NAME, objects + " objects are listed exactly, from wherever a listing begins");
    }

    private static String object(int index) {
        return BEGIN + String.format("%05d", index);
    }
}
