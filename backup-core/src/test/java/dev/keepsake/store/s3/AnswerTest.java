package dev.keepsake.store.s3;

import static dev.keepsake.testkit.StoreUnderTest.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.keepsake.artefact.Pause;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.ObjectWrite;
import dev.keepsake.store.StoreException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;

/** What single answers of a store mean, and what is said about them. */
final class AnswerTest {

    private static final Duration TIMEOUT = Duration.ofMillis(800);
    private static final ObjectKey KEY = new ObjectKey("a/object");

    private final Deque<Answer> answers = new ArrayDeque<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private HttpServer server;
    private S3Store store;

    private record Answer(int status, String headers, String body) {}

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        server.createContext("/", exchange -> {
            requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
            exchange.getRequestBody().readAllBytes();
            Answer answer = answers.size() > 1 ? answers.remove() : answers.element();
            for (String header : answer.headers.isEmpty() ? new String[0] : answer.headers.split(";")) {
                exchange.getResponseHeaders().add(header.split("=", 2)[0], header.split("=", 2)[1]);
            }
            byte[] body = answer.body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status, body.length == 0 ? -1 : body.length);
            for (byte next : body) {
                if (next == ' ' && answer.body.startsWith(" ")) {
                    exchange.getResponseBody().flush();
                    Pause.REAL.of(TIMEOUT.dividedBy(3)); // as stores do that have to say yet what came of it
                }
                exchange.getResponseBody().write(next);
            }
            exchange.close();
        });
        server.start();
        store = S3Stores.open(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()), "prod", TIMEOUT);
    }

    @AfterEach
    void stop() throws IOException {
        store.close();
        server.stop(0);
    }

    private void answers(int status, String headers, String body) {
        answers.add(new Answer(status, headers, body));
    }

    private void error(int status, String code, String message) {
        answers(status, "", "<Error><Code>" + code + "</Code><Message>" + message + "</Message></Error>");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            403 | InvalidAccessKeyId    | HTTP 403 InvalidAccessKeyId: words; the store does not know this access key
            403 | SignatureDoesNotMatch | the secret key is wrong
            403 | AccessDenied          | must allow s3:GetObject on keepsake/prod/*; without s3:ListBucket on keepsake a store says this of what does not exist, too
            400 | ExpiredToken          | renew them
            404 | NoSuchBucket          | make the bucket keepsake, or correct store.url
            301 | PermanentRedirect     | set store.s3.region to the bucket's region
            501 | NotImplemented        | lacks something that Keepsake needs
            """)
    void aRefusalSaysWhatToDo(int status, String code, String says) {
        error(status, code, "words");

        assertThatThrownBy(() -> read(store, "a/object"))
                .isInstanceOf(StoreException.class)
                .hasMessageStartingWith("reading 'a/object' from s3://keepsake/prod: HTTP " + status + " " + code)
                .hasMessageContaining(says);
        assertThat(requests).hasSize(1);
    }

    @Test
    void aDeniedRequestNamesThePermissionThatItNeeds() {
        answers(403, "", "");

        assertThatThrownBy(store::now)
                .isInstanceOf(StoreException.Denied.class)
                .hasMessageEndingWith("must allow s3:ListBucket on keepsake");
        assertThatThrownBy(() -> store.putIfAbsent(KEY, new byte[1]))
                .isInstanceOf(StoreException.Denied.class)
                .hasMessageEndingWith("must allow s3:PutObject on keepsake/prod/*");
        assertThatThrownBy(() -> store.delete(KEY))
                .isInstanceOf(StoreException.Denied.class)
                .hasMessageEndingWith("must allow s3:DeleteObject on keepsake/prod/*");
    }

    @Test
    void aBucketOfAnotherRegionSaysWhichOne() {
        answers(400, "x-amz-bucket-region=eu-west-1", "<Error><Code>AuthorizationHeaderMalformed</Code></Error>");

        assertThatThrownBy(store::now)
                .isInstanceOf(StoreException.Unavailable.class)
                .hasMessageContaining("the bucket is in the region eu-west-1: set store.s3.region to it");
    }

    @Test
    void aClockThatIsOffIsCorrectedByTheStores() throws IOException {
        error(403, "RequestTimeTooSkewed", "words");
        answers(200, "ETag=\"tag\"", "abc");

        assertThat(read(store, "a/object")).hasSize(3);
    }

    @Test
    void aStoreThatOverwritesIsRefused() {
        answers(200, "ETag=\"00000000000000000000000000000000\"", "");

        assertThatThrownBy(() -> store.putIfAbsent(KEY, new byte[1]))
                .isInstanceOf(StoreException.Unavailable.class)
                .hasMessageContaining("took a second put of the same object")
                .hasMessageContaining("use a store that knows conditional writes");
        assertThat(requests).containsOnly("PUT /keepsake/prod/.keepsake-probe").hasSize(2);
    }

    @Test
    void anErrorInPlaceOfAListingIsNoEmptyListing() {
        answers(200, "", "<Error><Code>InternalError</Code></Error>");

        assertThatThrownBy(() -> store.list("", "").next()).isInstanceOf(StoreException.Unavailable.class);
    }

    @Test
    void anErrorInPlaceOfAnObjectIsNotItsContent() {
        answers(200, "", "<Error><Code>InternalError</Code></Error>");

        assertThatThrownBy(() -> read(store, "a/object")).isInstanceOf(StoreException.Unavailable.class);
    }

    @ParameterizedTest
    @CsvSource({"b,a", "a,a"})
    void anUnorderedListingIsRefused(String first, String second) throws IOException {
        answers(
                200,
                "",
                "<ListBucketResult><IsTruncated>false</IsTruncated>" + entry(first) + entry(second)
                        + "</ListBucketResult>");

        assertThatThrownBy(() -> store.list("", "").next())
                .isInstanceOf(StoreException.Unavailable.class)
                .hasMessageContaining("does not list in order");
    }

    @Test
    void aPageWithoutAWayToTheNextIsRefused() {
        answers(200, "", "<ListBucketResult><IsTruncated>true</IsTruncated>" + entry("a") + "</ListBucketResult>");

        assertThatThrownBy(() -> store.list("", "").all())
                .isInstanceOf(StoreException.Unavailable.class)
                .hasMessageContaining("no new token");
    }

    private static String entry(String key) {
        return "<Contents><Key>prod/" + key + "</Key><Size>1</Size></Contents>";
    }

    @ParameterizedTest
    @CsvSource({"true,16777216,true", "false,16777216,false", "true,16777215,false"})
    void anUploadThatIsOverIsLookedFor(boolean sameTag, long size, boolean good) throws IOException {
        byte[] part = new byte[S3Write.PART];
        Md5 md5 = Md5.of(part, part.length);
        Md5 probe = Md5.of(StoreProbe.CONTENT, StoreProbe.CONTENT.length);
        error(412, "PreconditionFailed", "words");
        answers(200, "ETag=" + probe.hex(), "");
        answers(200, "", "<ListMultipartUploadsResult><IsTruncated>false</IsTruncated></ListMultipartUploadsResult>");
        answers(200, "", "<InitiateMultipartUploadResult><UploadId>7</UploadId></InitiateMultipartUploadResult>");
        answers(200, "ETag=" + md5.hex(), "");
        answers(200, "ETag=" + md5.hex(), "");
        error(404, "NoSuchUpload", "words");
        String tag = Md5.tagOfParts(sameTag ? List.of(md5, md5) : List.of(md5, probe));
        answers(200, "ETag=" + tag + ";Content-Length=" + size, "");

        try (ObjectWrite write = store.write(KEY)) {
            write.write(part);
            write.write(part);
            if (good) {
                write.commit();
            } else {
                assertThatThrownBy(write::commit)
                        .isInstanceOf(StoreException.Unavailable.class)
                        .hasMessageContaining("NoSuchUpload");
            }
        }
    }

    /** The object that tells whether tags are checksums was put before keys of a key service were asked for. */
    @ParameterizedTest
    @CsvSource({"aws:kms", "aws:kms:dsse"})
    void aTagOfWhatAKeyServiceEncryptsIsNoChecksum(String encryption) throws IOException {
        String foreign = "ETag=0123456789abcdef0123456789abcdef;x-amz-server-side-encryption=" + encryption;
        byte[] part = new byte[S3Write.PART];
        tagsAreChecksums();
        answers(200, foreign, "");
        answers(200, foreign + ";Content-Length=3", "");
        answers(200, foreign, "");
        beginsUpload("x-amz-server-side-encryption=" + encryption);
        answers(200, foreign, "");
        answers(200, "ETag=fedcba9876543210fedcba9876543210", "");
        answers(200, "", "<CompleteMultipartUploadResult><ETag>tag</ETag></CompleteMultipartUploadResult>");
        answers(200, foreign + "-2;Content-Length=16777216", "");

        writes(new byte[3]);
        store.putIfAbsent(KEY, new byte[1]);
        writes(part, part);

        assertThat(requests)
                .filteredOn(request -> !request.contains("upload"))
                .containsExactly(
                        "PUT /keepsake/prod/.keepsake-probe",
                        "HEAD /keepsake/prod/.keepsake-probe",
                        "PUT /keepsake/prod/a/object",
                        "HEAD /keepsake/prod/a/object",
                        "PUT /keepsake/prod/a/object",
                        "HEAD /keepsake/prod/a/object");
    }

    @Test
    void anotherSizeOfWhatAKeyServiceEncryptsIsStillFound() {
        String foreign = "ETag=0123456789abcdef0123456789abcdef;x-amz-server-side-encryption=aws:kms";
        tagsAreChecksums();
        answers(200, foreign, "");
        answers(200, foreign + ";Content-Length=4", "");

        assertThatThrownBy(() -> writes(new byte[3]))
                .isInstanceOf(StoreException.OutcomeUnknown.class)
                .hasMessageContaining("there are 4 bytes")
                .hasMessageContaining("expected 3");
    }

    @ParameterizedTest
    @CsvSource({"''", "x-amz-server-side-encryption=AES256"})
    void aTagThatIsNotOfThePartIsRefused(String encryption) {
        byte[] part = new byte[S3Write.PART];
        tagsAreChecksums();
        beginsUpload(encryption);
        answers(200, "ETag=0123456789abcdef0123456789abcdef" + (encryption.isEmpty() ? "" : ";" + encryption), "");

        assertThatThrownBy(() -> writes(part, part))
                .isInstanceOf(StoreException.Unavailable.class)
                .hasMessageContaining("was taken as '0123456789abcdef0123456789abcdef'");
    }

    @Test
    void uploadsLeftBehindAreAbortedPageByPageThoughOneCannotBe() throws IOException {
        byte[] part = new byte[S3Write.PART];
        tagsAreChecksums();
        answers(
                200,
                "",
                "<ListMultipartUploadsResult><IsTruncated>true</IsTruncated><NextKeyMarker>prod/a/3</NextKeyMarker>"
                        + "<NextUploadIdMarker>u3</NextUploadIdMarker>" + upload("a/1", 1, 2020)
                        + upload("a/2", 2, 2020) + upload("a/3", 3, 9020) + upload("b/foreign", 4, 2020)
                        + "</ListMultipartUploadsResult>");
        error(403, "AccessDenied", "words");
        answers(204, "", "");
        answers(
                200,
                "",
                "<ListMultipartUploadsResult><IsTruncated>false</IsTruncated>" + upload("a/5", 5, 2020)
                        + "</ListMultipartUploadsResult>");
        answers(204, "", "");
        error(403, "AccessDenied", "words");

        assertThatThrownBy(() -> writes(part, part)).isInstanceOf(StoreException.Denied.class);
        assertThat(requests)
                .filteredOn(request -> request.startsWith("DELETE"))
                .containsExactly(
                        "DELETE /keepsake/prod/a/1?uploadId=u1",
                        "DELETE /keepsake/prod/a/2?uploadId=u2",
                        "DELETE /keepsake/prod/a/5?uploadId=u5");
        assertThat(requests)
                .anyMatch(request ->
                        request.contains("key-marker=prod%2Fa%2F3&") && request.contains("upload-id-marker=u3"));
    }

    @Test
    void aStoreThatCopiesPartsHasTimeForThem() throws IOException {
        byte[] part = new byte[S3Write.PART];
        String tag = Md5.of(part, part.length).hex();
        String tagOfAll = Md5.tagOfParts(List.of(Md5.of(part, part.length), Md5.of(part, part.length)));
        tagsAreChecksums();
        beginsUpload("");
        answers(200, "ETag=" + tag, "");
        answers(200, "ETag=" + tag, "");
        answers(
                200,
                "",
                " ".repeat(5) + "<CompleteMultipartUploadResult><ETag>tag</ETag></CompleteMultipartUploadResult>");
        answers(200, "ETag=" + tagOfAll + ";Content-Length=16777216", "");

        writes(part, part);

        assertThat(requests).filteredOn(request -> request.startsWith("POST")).hasSize(2);
    }

    private static String upload(String key, int id, int year) {
        return "<Upload><Key>prod/" + key + "</Key><UploadId>u" + id + "</UploadId><Initiated>" + year
                + "-01-01T00:00:00.000Z</Initiated></Upload>";
    }

    private void tagsAreChecksums() {
        error(412, "PreconditionFailed", "words");
        answers(
                200,
                "ETag=" + Md5.of(StoreProbe.CONTENT, StoreProbe.CONTENT.length).hex(),
                "");
    }

    private void beginsUpload(String headers) {
        answers(200, "", "<ListMultipartUploadsResult><IsTruncated>false</IsTruncated></ListMultipartUploadsResult>");
        answers(200, headers, "<InitiateMultipartUploadResult><UploadId>7</UploadId></InitiateMultipartUploadResult>");
    }

    private void writes(byte[]... pieces) throws IOException {
        try (ObjectWrite write = store.write(KEY)) {
            for (byte[] piece : pieces) {
                write.write(piece);
            }
            write.commit();
        }
    }

    @Test
    void withoutCredentialsItSaysWhereTheyComeFrom() throws IOException {
        AwsCredentialsProvider nobody = new AwsCredentialsProvider() {
            @Override
            public AwsCredentials resolveCredentials() {
                throw SdkClientException.create("Unable to load credentials from any of the providers");
            }
        };
        try (S3Store anonymous =
                S3Store.open(S3Stores.settings(URI.create("http://127.0.0.1:9"), "", Duration.ofMillis(300)), nobody)) {
            assertThatThrownBy(anonymous::now)
                    .isInstanceOf(StoreException.Denied.class)
                    .hasMessageContaining("AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY");
        }
    }

    @Test
    void anEndpointWhereNobodyListensIsNamed() throws IOException {
        try (S3Store away = S3Stores.open(URI.create("http://127.0.0.1:9"), "", Duration.ofMillis(300))) {
            assertThatThrownBy(() -> away.putIfAbsent(KEY, new byte[1]))
                    .isInstanceOf(StoreException.Unavailable.class)
                    .hasMessageContaining("no connection to http://127.0.0.1:9")
                    .hasMessageContaining("store.s3.endpoint");
        }
    }
}
