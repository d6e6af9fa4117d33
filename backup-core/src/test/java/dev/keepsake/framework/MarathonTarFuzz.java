package dev.keepsake.framework;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.artefact.PastZnode;
import dev.keepsake.artefact.ZnodeView;
import dev.keepsake.testkit.FuzzTarget;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;

/** Marathon's own backups, their headers' checksums put right. The tree that one gives is written and read as the same. */
final class MarathonTarFuzz implements FuzzTarget {

    private static final String ROOT = "/marathon";

    private static final ZnodeView NOTHING = new MadeTree(ROOT, new TreeMap<>(), new ZnodeView() {
        @Override
        public Optional<PastZnode> znode(String path) {
            return Optional.empty();
        }

        @Override
        public List<String> children(String path) {
            return List.of();
        }

        @Override
        public void walk(String path, Step step) {}
    });

    @Override
    public void take(byte[] input) throws IOException {
        ZnodeView tree = read(mended(input.clone()));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        MarathonTar.write(tree, ROOT, out);
        assertThat(shown(read(out.toByteArray()))).isEqualTo(shown(tree));
    }

    private static ZnodeView read(byte[] tar) throws IOException {
        return MarathonTar.read(new ByteArrayInputStream(tar), "the tar", ROOT, NOTHING);
    }

    /** Each znode that holds something; one that does not is not kept by Marathon either. */
    private static List<String> shown(ZnodeView tree) throws IOException {
        List<String> lines = new ArrayList<>();
        tree.walk("/", znode -> {
            byte[] data = znode.data();
            if (data != null && data.length > 0) {
                lines.add(znode.path() + " " + HexFormat.of().formatHex(data));
            }
        });
        return lines;
    }

    private static byte[] mended(byte[] tar) {
        int at = 0;
        while (tar.length - at >= TarWriter.BLOCK) {
            int sum = 0;
            for (int i = 0; i < TarWriter.BLOCK; i++) {
                sum += i >= 148 && i < 156 ? ' ' : tar[at + i] & 0xff;
            }
            if (sum == 8 * ' ') {
                break;
            }
            byte[] octal = String.format(Locale.ROOT, "%06o\0 ", sum).getBytes(StandardCharsets.US_ASCII);
            System.arraycopy(octal, 0, tar, at + 148, octal.length);
            at += TarWriter.BLOCK * (1 + (size(tar, at) + TarWriter.BLOCK - 1) / TarWriter.BLOCK);
        }
        return tar;
    }

    private static int size(byte[] tar, int at) {
        try {
            String digits = new String(tar, at + 124, 11, StandardCharsets.US_ASCII).strip();
            return Math.min(Integer.parseInt(digits, 8), tar.length);
        } catch (NumberFormatException none) {
            return tar.length;
        }
    }
}
