package dev.keepsake.agent.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Closeable;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;

/**
 * A real Chromium, led through chromedriver as the W3C's WebDriver says: seven kinds of requests, which need no library of
 * thirty jars. With a profile of its own that is new and empty.
 */
final class Browser implements Closeable {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final List<String> FLAGS = List.of(
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync");

    private final HttpClient client = HttpClient.newHttpClient();
    private final Process driver;
    private final String base;
    private String session = "";

    private Browser(Process driver, int port) {
        this.driver = driver;
        this.base = "http://127.0.0.1:" + port;
    }

    /** Starts one whose profile is in a new folder here. */
    static Browser start(Path folder) throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Process driver = new ProcessBuilder("chromedriver", "--port=" + port)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("chromedriver.log").toFile())
                .start();
        Browser browser = new Browser(driver, port);
        try {
            browser.begin(Files.createDirectory(folder.resolve("profile")));
            return browser;
        } catch (IOException | RuntimeException e) {
            browser.close();
            throw e;
        }
    }

    private void begin(Path profile) throws IOException {
        Instant end = Instant.now().plusSeconds(60);
        while (!isReady() && Instant.now().isBefore(end)) {
            Thread.onSpinWait();
        }
        ObjectNode body = MAPPER.createObjectNode();
        ObjectNode chrome = body.putObject("capabilities")
                .putObject("alwaysMatch")
                .put("browserName", "chrome")
                .putObject("goog:chromeOptions");
        FLAGS.forEach(flag -> chrome.withArray("args").add(flag));
        chrome.withArray("args").add("--user-data-dir=" + profile);
        session = "/session/" + post("/session", body).get("sessionId").asText();
    }

    private boolean isReady() {
        try {
            return send(HttpRequest.newBuilder(URI.create(base + "/status")))
                    .get("ready")
                    .asBoolean();
        } catch (IOException notYet) {
            return false;
        }
    }

    /** Opens a page, and returns when it is loaded. */
    void open(String url) throws IOException {
        post(session + "/url", MAPPER.createObjectNode().put("url", url));
    }

    /** Types into the field that a selector names. */
    void type(String selector, String text) throws IOException {
        JsonNode found = post(
                session + "/element",
                MAPPER.createObjectNode().put("using", "css selector").put("value", selector));
        post(
                session + "/element/" + found.elements().next().asText() + "/value",
                MAPPER.createObjectNode().put("text", text));
    }

    /** What a script returns; one that takes its time calls its last argument. */
    JsonNode script(String kind, String text) throws IOException {
        ObjectNode body = MAPPER.createObjectNode().put("script", text);
        body.putArray("args");
        return post(session + "/execute/" + kind, body);
    }

    /** Shows pages from now on as on a device of this width, to somebody who likes this scheme of colours. */
    void be(int width, String scheme) throws IOException {
        ObjectNode media = MAPPER.createObjectNode();
        media.putArray("features")
                .addObject()
                .put("name", "prefers-color-scheme")
                .put("value", scheme);
        tool("Emulation.setEmulatedMedia", media);
        tool(
                "Emulation.setDeviceMetricsOverride",
                MAPPER.createObjectNode()
                        .put("width", width)
                        .put("height", 900)
                        .put("deviceScaleFactor", 1)
                        .put("mobile", width < 500));
    }

    /** Whether pages may run scripts from now on. */
    void runScripts(boolean run) throws IOException {
        tool("Emulation.setScriptExecutionDisabled", MAPPER.createObjectNode().put("value", !run));
    }

    /** A picture of the whole page, as PNG. */
    byte[] picture() throws IOException {
        JsonNode taken =
                tool("Page.captureScreenshot", MAPPER.createObjectNode().put("captureBeyondViewport", true));
        return Base64.getDecoder().decode(taken.get("data").asText());
    }

    private JsonNode tool(String command, ObjectNode parameters) throws IOException {
        ObjectNode body = MAPPER.createObjectNode().put("cmd", command);
        body.set("params", parameters);
        return post(session + "/goog/cdp/execute", body);
    }

    private JsonNode post(String path, JsonNode body) throws IOException {
        return send(HttpRequest.newBuilder(URI.create(base + path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(MAPPER.writeValueAsString(body))));
    }

    private JsonNode send(HttpRequest.Builder request) throws IOException {
        try {
            HttpResponse<String> answer =
                    client.send(request.timeout(Duration.ofMinutes(2)).build(), HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IOException("chromedriver answered " + answer.statusCode() + ": " + answer.body());
            }
            return MAPPER.readTree(answer.body()).get("value");
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            if (!session.isEmpty()) {
                send(HttpRequest.newBuilder(URI.create(base + session)).DELETE());
            }
        } finally {
            driver.descendants().forEach(ProcessHandle::destroy);
            driver.destroy();
        }
    }
}
