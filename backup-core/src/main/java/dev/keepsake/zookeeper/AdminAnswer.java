package dev.keepsake.zookeeper;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.artefact.Zxid;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the AdminServer's answer to {@code srvr}, which has these members in every version since 3.5. Its zxid is a
 * decimal number; a member that is missing or of another kind refuses the whole, since half of it vouches for nothing.
 */
final class AdminAnswer {

    private static final Pattern VERSION = Pattern.compile("([0-9]{1,9}(?:\\.[0-9]{1,9})*)(?![0-9]).*", Pattern.DOTALL);
    private static final ObjectMapper MAPPER = new ObjectMapper(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private AdminAnswer() {}

    static ServerStatus parse(String json, String address) throws RefusedException {
        JsonNode answer = tree(json, address);
        requireServing(answer, address);
        JsonNode stats = answer.path("server_stats");
        JsonNode zxid = stats.path("last_processed_zxid");
        JsonNode mode = stats.path("server_state");
        JsonNode readOnly = answer.path("read_only");
        Matcher version = VERSION.matcher(answer.path("version").asText());
        if (!zxid.isIntegralNumber()
                || !zxid.canConvertToLong()
                || !mode.isTextual()
                || !readOnly.isBoolean()
                || !version.matches()) {
            throw unlike(address, json);
        }
        if (readOnly.asBoolean()) {
            throw ServerStatus.cutOff("read-only", address);
        }
        return new ServerStatus(ServerStatus.modeOf(mode.asText(), address), new Zxid(zxid.asLong()), version.group(1));
    }

    private static JsonNode tree(String json, String address) throws RefusedException {
        try {
            return MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw unlike(address, json);
        }
    }

    private static void requireServing(JsonNode answer, String address) throws RefusedException {
        JsonNode error = answer.path("error");
        if (error.isTextual() && error.asText().contains("not currently serving")) {
            throw ServerStatus.notServing(address);
        }
        if (error.isTextual()) {
            throw new RefusedException("the AdminServer at " + address + " does not answer 'srvr': "
                    + AdminRequest.shortened(error.asText()));
        }
    }

    private static RefusedException unlike(String address, String json) {
        return new RefusedException("what answers at " + address
                + " is not the status of a ZooKeeper server as its AdminServer tells it: "
                + AdminRequest.shortened(json.strip().replaceAll("\\s+", " ")));
    }
}
