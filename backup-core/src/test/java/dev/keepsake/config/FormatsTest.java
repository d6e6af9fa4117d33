package dev.keepsake.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepsake.config.Format.BadValueException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FormatsTest {

    private static final Map<String, Format<?>> FORMATS = Map.of(
            "name", Formats::name,
            "path", Formats::absolutePath,
            "region", Formats::region,
            "boolean", Formats::trueOrFalse,
            "cron", Formats::cron,
            "zone", Formats::timeZone,
            "type", Formats::sourceType,
            "store", Urls::store,
            "endpoint", Urls::endpoint,
            "client", HostAndPort::parse);

    private static final String STORES = "use file:///absolute/path or s3://bucket/prefix";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "name|a|a",
                "name|0.a_b-c|0.a_b-c",
                "name|a12345678901234567890123456789012345678901234567890123456789012|a12345678901234567890123456789012345678901234567890123456789012",
                "path|/a/../b/|/a/../b",
                "region|RegionOne|RegionOne",
                "boolean|true|true",
                "boolean|false|false",
                "cron|0 0/5 14,18 ? JAN,MAR MON#2 2026-2030|0 0/5 14,18 ? JAN,MAR MON#2 2026-2030",
                "zone|+02:00|+02:00",
                "store|file:///a|file:///a",
                "store|file:///a%20b|file:///a%20b",
                "store|s3://bucket|s3://bucket",
                "store|s3://my_bucket.7/a/b/|s3://my_bucket.7/a/b",
                "endpoint|https://s3.example.com|https://s3.example.com",
                "endpoint|http://[::1]:9000/gateway|http://[::1]:9000/gateway",
                "client|localhost:1|HostAndPort[host=localhost, port=1]",
                "client|[fe80::1]:2181|HostAndPort[host=fe80::1, port=2181]",
                "client|255.0.99.199:65535|HostAndPort[host=255.0.99.199, port=65535]",
            })
    void goodValuesAreTaken(String format, String text, String value) throws BadValueException {
        assertThat(format(format).parse(text)).hasToString(value);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "name|''",
                "name|.a",
                "name|-a",
                "name|A",
                "name|a/b",
                "name|ä",
                "name|a123456789012345678901234567890123456789012345678901234567890123",
            })
    void aNameIsOfFewSigns(String format, String text) {
        assertBad(format, text, "is not a name: use 1 to 63 of a-z 0-9 . _ - and begin with a letter or digit");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "path|a/b|is not an absolute path: begin with /",
                "path|''|is not an absolute path: begin with /",
                "region|us east|is not a region: something like us-east-1 is",
                "region|''|is not a region: something like us-east-1 is",
                "boolean|yes|is neither true nor false",
                "boolean|True|is neither true nor false",
                "zone|UTC1|is not a time zone: did you mean 'UTC'?",
                "zone|Mars/Olympus-Mons|is not a time zone: use UTC or a name such as Europe/Berlin",
                "type|ZooKeeper|is not a type of source: did you mean 'zookeeper'?",
                "endpoint|127.0.0.1:9000|is no URL (Illegal character in scheme name): use http://host:port or"
                        + " https://host",
                "endpoint|//host|is not an endpoint: use http://host:port or https://host",
                "endpoint|ftp://host|is not an endpoint: use http://host:port or https://host",
                "endpoint|http://my_host:9000|is not an endpoint: use http://host:port or https://host",
                "endpoint|http://host:0|is not an endpoint: use http://host:port or https://host",
                "endpoint|http://host:65536|is not an endpoint: use http://host:port or https://host",
                "endpoint|http://host?a=b|holds a ? or #: use http://host:port or https://host",
                "client|127.0.0.1|is not an address: use host:port, such as 127.0.0.1:2181 or [::1]:2181",
                "client|::1:2181|is not an address: use host:port, such as 127.0.0.1:2181 or [::1]:2181",
                "client|[::1::2]:2181|is not an address: use host:port, such as 127.0.0.1:2181 or [::1]:2181",
                "client|127.0.0.256:2181|is not an address: use host:port, such as 127.0.0.1:2181 or [::1]:2181",
                "client|127.1:2181|is not an address: use host:port, such as 127.0.0.1:2181 or [::1]:2181",
                "client|host:0|has a port outside 1 to 65535",
                "client|host:65536|has a port outside 1 to 65535",
                "client|a:1,b:2|is not an address: use host:port, such as 127.0.0.1:2181 or [::1]:2181",
            })
    void badValuesAreToldWithWhatIsAllowed(String format, String text, String problem) {
        assertBad(format, text, problem);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/var/backups|is not a store's URL:",
                "file://host/a|is not a store's URL:",
                "file:/a|is not a store's URL:",
                "http://bucket/a|is not a store's URL:",
                "file:///a b|is no URL (Illegal character in path):",
                "s3://|is no URL (Expected authority):",
                "file:///a?b|holds a ? or #:",
                "s3://bucket/a#b|holds a ? or #:",
                "file:///a%00|is not a directory's URL (Nul character not allowed):",
                "s3://key:secret@bucket/a|holds an @: credentials come from the environment or files, never from a"
                        + " URL;",
            })
    void aStoreIsAFolderOrABucket(String text, String problem) {
        assertBad("store", text, problem + " " + STORES);
    }

    @ParameterizedTest
    @CsvSource({"s3:///a", "s3://Bucket/a", "s3://ab", "s3://bucket:80/a", "s3://-bucket/a"})
    void aBucketHasABucketsName(String text) {
        assertBad("store", text, "does not name a bucket: 3 to 63 of a-z 0-9 . _ - after s3://");
    }

    @ParameterizedTest
    @CsvSource({"s3://bucket//a", "s3://bucket/a//b", "s3://bucket/../a", "s3://bucket/a%20b", "s3://bucket/a//"})
    void aPrefixIsOneThatEveryStoreKeeps(String text) {
        assertBad(
                "store",
                text,
                "has a prefix that not every store keeps unchanged: use A-Z a-z 0-9 . _ - in parts joined by single"
                        + " slashes, none beginning with a dot");
    }

    @Test
    void theRootIsNoPlaceForAnArchive() {
        assertBad("store", "file:///", "is the root of the file system: name a directory of its own");
    }

    @Test
    void aCronExpressionHasSixOrSevenFields() {
        for (String text : List.of("", "* * * * *", "* * * * * * * *", "0 0 3 * * ;", "@daily")) {
            assertBad(
                    "cron",
                    text,
                    "is not a cron expression: six or seven fields (seconds minutes hours day-of-month month"
                            + " day-of-week [year]), such as '0 0 3 * * ?'");
        }
    }

    @Test
    void aPathWithANulCharacterIsNone() {
        assertBad("path", "/a\0", "is no path: Nul character not allowed");
    }

    private static void assertBad(String format, String text, String problem) {
        assertThatThrownBy(() -> format(format).parse(text))
                .isInstanceOf(BadValueException.class)
                .hasMessage(problem);
    }

    private static Format<?> format(String name) {
        return Objects.requireNonNull(FORMATS.get(name));
    }
}
