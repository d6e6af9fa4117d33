package dev.keepsake.agent.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keepsake.catalog.Manifest;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every view in a real browser, wide and narrow, light and dark: nobody is kept out by it, as far as a program can tell
 * (axe-core), nothing sticks out, and it works without scripts. Pictures are left in {@code target/pictures}.
 */
@Tag("long")
final class PageInBrowserTest {

    /** What checks the rules; it has a licence of its own, and so is fetched and not kept here. */
    private static final String AXE = "axe-core@4.14.1";

    private static final String LAST = "20261120T030000Z";

    @TempDir
    private Path directory;

    @BeforeEach
    void needsItsPrograms() {
        for (String program : List.of("chromium", "chromedriver", "npm")) {
            assumeTrue(
                    Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
                            .anyMatch(folder -> Files.isExecutable(Path.of(folder, program))),
                    program + " is not installed; Debian has it as chromium, chromium-driver, npm");
        }
    }

    private ServedArchive served() throws IOException {
        ServedArchive archive = new ServedArchive(directory);
        archive.server.creates(30);
        archive.backUp("20261117T030000Z", null);
        archive.server.creates("/marathon", new byte[0]);
        archive.server.creates("/marathon/state", "{\"apps\": [{\"id\": \"/web\"}]}".getBytes(StandardCharsets.UTF_8));
        archive.backUp("20261118T030000Z", "pre-upgrade_3.9");
        archive.server.creates("/<img src=x onerror=alert(1)>", "evil \u202e".getBytes(StandardCharsets.UTF_8));
        archive.server.creates("/binary", new byte[] {0, 1, 2, 3, -56, 17});
        archive.server.sets("/marathon/state", "{\"apps\": []}", 1);
        archive.server.creates(220);
        Manifest last = archive.backUp(LAST, null);
        archive.prove(last, true);
        archive.agent.alarms.add(new AgentNow.Notice(
                "sources-disagree", "two sources do not fit: " + "x".repeat(200), Instant.now(), false));
        archive.agent.events.add(new AgentNow.Event(Instant.now(), "captured", "captured id=" + LAST + " source=zk"));
        return archive.serveWithToken();
    }

    private static Map<String, String> views() {
        Map<String, String> views = new TreeMap<>();
        views.put("status", "/");
        views.put("backups", "/backups");
        views.put("backup", "/backups/" + LAST);
        views.put("moments", "/moments");
        views.put("root", "/tree");
        views.put("znode", "/tree?path=/marathon/state&at=" + LAST);
        views.put("search", "/search?q=n1");
        views.put("diff", "/diff?from=20261118T030000Z&to=" + LAST);
        views.put("diff-znode", "/diff?from=20261118T030000Z&to=" + LAST + "&path=/marathon/state");
        views.put("compare", "/diff");
        views.put("progress", "/progress");
        views.put("sign-in", "/sign-in");
        views.put("error", "/tree?at=yesterday");
        return views;
    }

    @Test
    void everyViewIsOpenToEverybody() throws IOException {
        String axe = axe();
        Path pictures = Files.createDirectories(Path.of("target", "pictures"));
        List<String> wrong = new ArrayList<>();
        try (ServedArchive archive = served();
                Browser browser = Browser.start(directory)) {
            signIn(archive, browser);
            for (String scheme : List.of("light", "dark")) {
                for (int width : new int[] {1280, 390}) {
                    browser.be(width, scheme);
                    for (Map.Entry<String, String> view : views().entrySet()) {
                        browser.open(archive.page().address() + view.getValue().substring(1));
                        String name = view.getKey() + "-" + scheme + "-" + width;
                        Files.write(pictures.resolve(name + ".png"), browser.picture());
                        check(browser, axe).forEach(found -> wrong.add(name + ": " + found));
                    }
                }
            }
        }

        assertThat(wrong).isEmpty();
    }

    @Test
    void everythingWorksWithoutScripts() throws IOException {
        try (ServedArchive archive = served();
                Browser browser = Browser.start(directory)) {
            browser.runScripts(false);
            signIn(archive, browser);
            for (String path : views().values()) {
                browser.open(archive.page().address() + path.substring(1));
                browser.runScripts(true);
                JsonNode words = browser.script("sync", "return document.querySelector('main').innerText");
                browser.runScripts(false);

                assertThat(words.asText()).as(path).isNotBlank().doesNotContain("One moment");
            }
            browser.open(archive.page().address());
            browser.type("#label", "by-hand\n");

            assertThat(archive.agent.asked).containsExactly("by-hand");
        }
    }

    private static void signIn(ServedArchive archive, Browser browser) throws IOException {
        browser.open(archive.page().address() + "sign-in");
        browser.type("#token", ServedArchive.TOKEN + "\n");
    }

    private static List<String> check(Browser browser, String axe) throws IOException {
        List<String> wrong = new ArrayList<>();
        JsonNode broken = browser.script(
                "async",
                "const done = arguments[arguments.length - 1];" + axe
                        + ";axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa',"
                        + " 'best-practice']}).then(found => done(found.violations.map(one => one.id + ' ' +"
                        + " one.nodes.map(node => node.html).join(' ').slice(0, 300))))");
        broken.forEach(one -> wrong.add(one.asText()));
        int over = browser.script(
                        "sync", "return document.documentElement.scrollWidth - document.documentElement.clientWidth")
                .asInt();
        if (over > 0) {
            wrong.add(over + " pixels stick out");
        }
        return wrong;
    }

    private String axe() throws IOException {
        run("npm", "pack", AXE, "--silent");
        run("tar", "xzf", "axe-core-" + AXE.substring(AXE.indexOf('@') + 1) + ".tgz");
        return Files.readString(directory.resolve("package").resolve("axe.min.js"));
    }

    private void run(String... command) throws IOException {
        Path log = directory.resolve(command[0] + ".log");
        try {
            int code = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start()
                    .waitFor();
            assertThat(code).as(() -> String.join(" ", command)).isZero();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
