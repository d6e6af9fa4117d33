package dev.keepsake.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepsake.archive.KeyText;
import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.ObjectWrite;
import dev.keepsake.store.StoreException;
import dev.keepsake.store.StoredObject;
import dev.keepsake.testkit.Fault;
import dev.keepsake.testkit.FaultyStore;
import dev.keepsake.testkit.MemoryStore;
import dev.keepsake.testkit.SealKeys;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Distributions that an archive keeps. */
final class ToolsTest {

    private static final String NAME = "keepsake-0.1.0-linux-amd64.tar.gz";

    private final MemoryStore store = new MemoryStore();

    @TempDir
    private Path folder;

    private static byte[] gzip(int seed) {
        byte[] bytes = new byte[300_000];
        new Random(seed).nextBytes(bytes);
        bytes[0] = 0x1f;
        bytes[1] = (byte) 0x8b;
        return bytes;
    }

    private ToolFile file(String name, byte[] bytes) throws IOException {
        return ToolFile.of(Files.write(folder.resolve(name), bytes)).orElseThrow();
    }

    private Catalog archive() throws IOException {
        Catalog catalog = new Catalog(store, "prod", new Random(1));
        catalog.create("test");
        return catalog;
    }

    private static String text(MemoryStore store, String key) throws IOException {
        return new String(store.open(new ObjectKey(key), 0).readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void whatIsKeptComesBackByteForByte() throws IOException {
        Tools tools = archive().tools();

        assertThat(tools.keep(file(NAME, gzip(1)), "here")).isTrue();

        Tool tool = tools.find("0.1.0", "linux-amd64").orElseThrow();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        tools.fetch(tool, out);
        assertThat(out.toByteArray()).isEqualTo(gzip(1));
        assertThat(tools.list())
                .singleElement()
                .satisfies(one -> assertThat(one.tool()).contains(tool));
    }

    @Test
    void theSameFileIsStoredOnceAndAnotherOfItsVersionNever() throws IOException {
        Tools tools = archive().tools();
        tools.keep(file(NAME, gzip(1)), "here");
        List<StoredObject> before = store.list("", "").all();

        assertThat(tools.keep(file(NAME, gzip(1)), "there")).isFalse();
        assertThatThrownBy(() -> tools.keep(file(NAME, gzip(2)), "there"))
                .isInstanceOf(StoreException.AlreadyExists.class)
                .hasMessageContaining("never replaced");

        assertThat(store.list("", "").all()).isEqualTo(before);
        assertThat(tools.find("0.1.0", "linux-amd64").orElseThrow().host()).isEqualTo("here");
    }

    @Test
    void theWordsAtTheRootSayHowToFetchAndVerifyAndRestore() throws IOException {
        Catalog catalog = archive();
        assertThat(text(store, "README.txt")).contains("None is kept in this archive", "--cluster NAME restore");
        store.putIfAbsent(new ObjectKey("prod/zk/x"), new byte[1]);
        store.putIfAbsent(new ObjectKey("west/zk/x"), new byte[1]);

        catalog.tools().keep(file(NAME, gzip(1)), "here");

        Tool tool = catalog.tools().find("0.1.0", "linux-amd64").orElseThrow();
        assertThat(text(store, "README.txt"))
                .contains("tools/" + tool.file())
                .contains("echo '" + tool.fileSha256() + "  " + tool.file() + "' | sha256sum -c")
                .contains("tar xzf " + tool.file() + " && export PATH=\"$PWD/keepsake-0.1.0-linux-amd64/bin:$PATH\"")
                .contains("--store " + store.location() + " --cluster prod restore zookeeper --backup ID")
                .contains("--cluster west list")
                .doesNotContain("--cluster tools", "--cluster NAME", "--key");
    }

    @ParameterizedTest
    @EnumSource(names = {"NOT_DONE", "DONE_BUT_ANSWER_LOST"})
    void aRunThatDiesAnywhereIsGoneOnWithByTheNext(Fault fault) throws IOException {
        ToolFile file = file(NAME, gzip(1));
        boolean struck = true;
        for (int step = 0; struck; step++) {
            MemoryStore inner = new MemoryStore();
            new Catalog(inner, "prod", new Random(1)).create("test");
            FaultyStore faulty = new FaultyStore(inner, step, fault);
            try {
                new Catalog(faulty, "prod", new Random(1)).tools().keep(file, "here");
            } catch (IOException died) {
                assertThat(faulty.struck()).isTrue();
            }
            struck = faulty.struck();

            Tools next = new Catalog(inner, "prod", new Random(2)).tools();
            next.keep(file, "here");

            Tool tool = next.find("0.1.0", "linux-amd64").orElseThrow();
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            next.fetch(tool, out);
            assertThat(out.toByteArray()).isEqualTo(gzip(1));
            assertThat(inner.list("tools/", "").all()).hasSize(2);
            assertThat(text(inner, "README.txt")).as("after step " + step).contains(tool.fileSha256());
        }
    }

    @Test
    void aFileThatIsNotWhatItsRecordSaysIsNeverTakenForIt() throws IOException {
        Tools tools = archive().tools();
        tools.keep(file(NAME, gzip(1)), "here");
        Tool tool = tools.find("0.1.0", "linux-amd64").orElseThrow();
        for (byte[] forged : List.of(gzip(2), new byte[0], new byte[300_001])) {
            try (ObjectWrite write = store.write(ToolKeys.file(tool))) {
                write.write(forged);
                write.commit();
            }

            assertThatThrownBy(() -> tools.fetch(tool, new ByteArrayOutputStream()))
                    .isInstanceOf(CorruptException.class)
                    .hasMessageContaining("Do not start it");
        }
    }

    @Test
    void whatNobodyTrustedHasSignedIsNamedAndNotListed() throws IOException {
        new Catalog(store, SealKeys.agent(), "prod", new Random(1)).create("test");
        new Catalog(store, SealKeys.agent(), "prod", new Random(1)).tools().keep(file(NAME, gzip(1)), "here");
        KeyText stranger = KeyText.generate(KeyText.Kind.SIGNER_PRIVATE);
        KeyText recipient = KeyText.generate(KeyText.Kind.RECIPIENT_PRIVATE);

        Tools.Listed trusted = new Catalog(store, SealKeys.restorer(), "prod", new Random(1))
                .tools()
                .list()
                .get(0);
        Tools.Listed foreign = new Catalog(store, SealKeys.restorer(recipient, stranger), "prod", new Random(1))
                .tools()
                .list()
                .get(0);

        assertThat(trusted.tool()).isPresent();
        assertThat(foreign.tool()).isEmpty();
        assertThat(foreign.problem()).contains("tools/0.1.0-linux-amd64.json");
        assertThat(text(store, "README.txt")).contains("--key FILE --trust FILE");
    }

    @Test
    void aRecordThatStandsForAnotherVersionIsNotGoneBy() throws IOException {
        Tools tools = archive().tools();
        tools.keep(file(NAME, gzip(1)), "here");
        byte[] record = store.open(ToolKeys.record("0.1.0", "linux-amd64"), 0).readAllBytes();

        store.putIfAbsent(ToolKeys.record("9.9.9", "linux-amd64"), record);

        assertThatThrownBy(() -> tools.find("9.9.9", "linux-amd64"))
                .isInstanceOf(CorruptException.class)
                .hasMessageContaining("another distribution");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "keepsake-0.1.0.tar.gz",
                "keepsake-0.1.0-linux.tar.gz",
                "keepsake-0.1.0$(id)-linux-amd64.tar.gz",
                "keepsake-';reboot;'-linux-amd64.tar.gz",
                "other-0.1.0-linux-amd64.tar.gz"
            })
    void whatIsNotCalledAsADistributionIsNone(String name) {
        assertThat(ToolFile.of(Path.of(name))).isEmpty();
    }

    @Test
    void whatIsNoTarballIsRefused() throws IOException {
        Tools tools = archive().tools();

        for (byte[] bytes : List.of(new byte[0], "not gzip".getBytes(StandardCharsets.UTF_8))) {
            assertThatThrownBy(() -> tools.keep(file(NAME, bytes), "here"))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("the file that the build made");
        }
        assertThat(store.list("tools/", "").all()).isEmpty();
    }

    @Test
    void aCopyBringsThemAndNamesWhatItCannotBring() throws IOException {
        Catalog catalog = archive();
        catalog.tools().keep(file(NAME, gzip(1)), "here");
        catalog.tools().keep(file("keepsake-0.2.0-linux-amd64.tar.gz", gzip(2)), "here");
        Tool damaged = catalog.tools().find("0.2.0", "linux-amd64").orElseThrow();
        try (ObjectWrite write = store.write(ToolKeys.file(damaged))) {
            write.write(gzip(3));
            write.commit();
        }
        MemoryStore copy = new MemoryStore();

        CopyReport report = catalog.copier(copy).copy(new Copier.Request(Set.of(), false), Progress.NONE);
        catalog.copier(copy).copy(new Copier.Request(Set.of(), false), Progress.NONE);

        Tools there = new Catalog(copy, "prod", new Random(1)).tools();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        there.fetch(there.find("0.1.0", "linux-amd64").orElseThrow(), out);
        assertThat(out.toByteArray()).isEqualTo(gzip(1));
        assertThat(there.find("0.2.0", "linux-amd64")).isEmpty();
        assertThat(report.isDamaged()).isTrue();
        assertThat(text(copy, "README.txt")).contains("sha256sum -c").doesNotContain("0.2.0");
    }
}
