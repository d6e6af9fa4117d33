package dev.keepsake.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AWS KMS on this machine, as far as recipients need it: one region and account, keys and aliases, Encrypt and Decrypt in its
 * JSON protocol, with real encryption bound to the context, rights, states of keys, and errors on demand.
 */
public final class KmsServer implements AutoCloseable {

    /** Where its keys are. */
    public static final String REGION = "eu-central-1";

    private static final String ARN = "arn:aws:kms:" + REGION + ":123456789012:";
    private static final Pattern SIGNED = Pattern.compile("AWS4-HMAC-SHA256 Credential=([A-Za-z0-9-]+)/[0-9]{8}/"
            + REGION + "/kms/aws4_request, SignedHeaders=[a-z0-9;-]*x-amz-date[a-z0-9;-]*, Signature=[0-9a-f]{64}");
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final List<String> CREDENTIALS =
            List.of("aws.accessKeyId", "aws.secretAccessKey", "aws.sessionToken", "aws.disableEc2Metadata");

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Map<String, byte[]> keys = new ConcurrentHashMap<>();
    private final Map<String, String> aliases = new ConcurrentHashMap<>();
    private final Map<String, State> states = new ConcurrentHashMap<>();
    private final Map<String, Set<String>> rights = new ConcurrentHashMap<>();
    private final Queue<Refusal> planned = new ConcurrentLinkedQueue<>();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private volatile boolean silent;

    /** What a key may be in. */
    public enum State {
        /** Which cannot be used until it is enabled. */
        DISABLED,
        /** Which will be gone. */
        PENDING_DELETION
    }

    /**
     * A request that came.
     *
     * @param action in the words of policies
     * @param keyId as the request named it; empty where it named none
     */
    public record Asked(String action, String keyId, Map<String, String> context) {}

    private static final class Refusal extends Exception {

        private static final long serialVersionUID = 1L;

        private final int status;
        private final String type;

        Refusal(int status, String type, String message) {
            super(message);
            this.status = status;
            this.type = type;
        }
    }

    private KmsServer(HttpServer server) {
        this.server = server;
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    /** Starts without any key; whoever has an access key may do everything until something else is said. */
    public static KmsServer start() throws IOException {
        return new KmsServer(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10));
    }

    /** Where it listens. */
    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Makes a key, and says what recipients call it. */
    public String key(String id) {
        keys.put(id, random(32));
        return "aws-kms://" + ARN + "key/" + id;
    }

    /** Makes an alias of a key, or lets one stand for another key from now on, and says what recipients call it. */
    public String alias(String name, String id) {
        aliases.put(name, id);
        return "aws-kms://" + ARN + "alias/" + name;
    }

    /** Puts a key into a state. */
    public void put(String id, State state) {
        states.put(id, state);
    }

    /** From now on this access key may do just this, and others may do nothing that are not named. */
    public void allow(String accessKey, String... actions) {
        rights.put(accessKey, Set.of(actions));
    }

    /** Requests of this process are made with this access key from now on. */
    public void actAs(String accessKey) {
        System.setProperty("aws.accessKeyId", accessKey);
        System.setProperty("aws.secretAccessKey", "s3cr3t-of-" + accessKey);
        System.setProperty("aws.sessionToken", "t0ken-of-" + accessKey);
        System.setProperty("aws.disableEc2Metadata", "true");
    }

    /** Refuses the next request that is not refused already. */
    public void refuseNext(int status, String type, String message) {
        planned.add(new Refusal(status, type, message));
    }

    /** Answers nothing from now on. */
    public void fallSilent() {
        silent = true;
    }

    /** Is no longer there for anybody. */
    public void goAway() {
        server.stop(0);
    }

    /** What came so far. */
    public List<Asked> asked() {
        return List.copyOf(asked);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            JsonNode request = MAPPER.readTree(exchange.getRequestBody().readAllBytes());
            if (silent) {
                closed.await();
            }
            try {
                send(exchange, 200, answer(exchange, request));
            } catch (Refusal refusal) {
                ObjectNode body = MAPPER.createObjectNode();
                body.put("__type", refusal.type).put("message", refusal.getMessage());
                send(exchange, refusal.status, body);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private static void send(HttpExchange exchange, int status, ObjectNode body) throws IOException {
        byte[] bytes = MAPPER.writeValueAsBytes(body);
        exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.1");
        exchange.getResponseHeaders().set("x-amzn-RequestId", "4f1d7b0e");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private ObjectNode answer(HttpExchange exchange, JsonNode request) throws Refusal, IOException {
        String target = String.valueOf(exchange.getRequestHeaders().getFirst("X-Amz-Target"));
        String action = target.replaceFirst("^TrentService\\.", "kms:");
        Map<String, String> context = new TreeMap<>();
        request.path("EncryptionContext")
                .properties()
                .forEach(word -> context.put(word.getKey(), word.getValue().asText()));
        asked.add(new Asked(action, request.path("KeyId").asText(""), context));
        String accessKey = signer(exchange);
        Refusal refusal = planned.poll();
        if (refusal != null) {
            throw refusal;
        }
        byte[] wrapped = bytes(request, "CiphertextBlob");
        boolean opens = action.equals("kms:Decrypt");
        String id = opens ? keyOf(wrapped, request) : id(request.path("KeyId").asText());
        requireAllowed(accessKey, action, id);
        ObjectNode answer = MAPPER.createObjectNode().put("KeyId", ARN + "key/" + id);
        return opens
                ? answer.put("Plaintext", opened(id, wrapped, context))
                : answer.put("CiphertextBlob", sealed(id, bytes(request, "Plaintext"), context));
    }

    private static String signer(HttpExchange exchange) throws Refusal {
        String said = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
        Matcher signed = SIGNED.matcher(said);
        if (!signed.matches()) {
            throw new Refusal(403, "MissingAuthenticationTokenException", "Missing Authentication Token");
        }
        return signed.group(1);
    }

    private String id(String named) throws Refusal {
        if (!named.startsWith(ARN)) {
            throw new Refusal(400, "NotFoundException", "Invalid arn " + named.replaceAll(".*kms:([^:]*):.*", "$1"));
        }
        String resource = named.substring(ARN.length());
        String id = resource.startsWith("alias/")
                ? aliases.getOrDefault(resource.substring("alias/".length()), "")
                : resource.substring("key/".length());
        if (!keys.containsKey(id)) {
            throw new Refusal(400, "NotFoundException", "Key '" + named + "' does not exist");
        }
        return id;
    }

    private String keyOf(byte[] wrapped, JsonNode request) throws Refusal {
        int length = wrapped.length == 0 ? 0 : wrapped[0];
        String id =
                length < 1 || length >= wrapped.length ? "" : new String(wrapped, 1, length, StandardCharsets.US_ASCII);
        if (!keys.containsKey(id)) {
            throw new Refusal(400, "InvalidCiphertextException", "");
        }
        if (request.has("KeyId") && !id(request.path("KeyId").asText()).equals(id)) {
            throw new Refusal(
                    400,
                    "IncorrectKeyException",
                    "The key ID in the request does not identify a CMK that can" + " perform this operation.");
        }
        return id;
    }

    private void requireAllowed(String accessKey, String action, String id) throws Refusal {
        String arn = ARN + "key/" + id;
        if (!rights.isEmpty() && !rights.getOrDefault(accessKey, Set.of()).contains(action)) {
            throw new Refusal(
                    400,
                    "AccessDeniedException",
                    "User: arn:aws:iam::123456789012:user/" + accessKey + " is not authorized to perform: " + action
                            + " on resource: " + arn);
        }
        if (states.get(id) == State.DISABLED) {
            throw new Refusal(400, "DisabledException", arn + " is disabled.");
        }
        if (states.get(id) == State.PENDING_DELETION) {
            throw new Refusal(400, "KMSInvalidStateException", arn + " is pending deletion.");
        }
    }

    private static byte[] bytes(JsonNode request, String member) {
        return Base64.getDecoder().decode(request.path(member).asText(""));
    }

    private String sealed(String id, byte[] plain, Map<String, String> context) throws Refusal, IOException {
        if (plain.length == 0 || plain.length > 4_096) {
            throw new Refusal(400, "ValidationException", "Member must have length between 1 and 4096");
        }
        byte[] nonce = random(12);
        byte[] name = id.getBytes(StandardCharsets.US_ASCII);
        byte[] box = cipher(Cipher.ENCRYPT_MODE, id, nonce, plain, context);
        return Base64.getEncoder()
                .encodeToString(ByteBuffer.allocate(1 + name.length + nonce.length + box.length)
                        .put((byte) name.length)
                        .put(name)
                        .put(nonce)
                        .put(box)
                        .array());
    }

    private String opened(String id, byte[] wrapped, Map<String, String> context) throws Refusal, IOException {
        ByteBuffer rest = ByteBuffer.wrap(wrapped).position(1 + id.length());
        byte[] nonce = new byte[Math.min(12, rest.remaining())];
        rest.get(nonce);
        byte[] box = new byte[rest.remaining()];
        rest.get(box);
        return Base64.getEncoder().encodeToString(cipher(Cipher.DECRYPT_MODE, id, nonce, box, context));
    }

    private byte[] cipher(int mode, String id, byte[] nonce, byte[] bytes, Map<String, String> context)
            throws Refusal, IOException {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            SecretKeySpec key = new SecretKeySpec(keys.getOrDefault(id, new byte[32]), "AES");
            cipher.init(mode, key, new GCMParameterSpec(128, nonce));
            cipher.updateAAD(MAPPER.writeValueAsBytes(context));
            return cipher.doFinal(bytes);
        } catch (GeneralSecurityException | IllegalArgumentException wrong) {
            throw new Refusal(400, "InvalidCiphertextException", "");
        }
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }

    @Override
    public void close() {
        closed.countDown();
        CREDENTIALS.forEach(System::clearProperty);
        goAway();
        threads.shutdownNow();
    }
}
