package dev.keepsake.zookeeper.live;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.List;
import org.apache.jute.BinaryOutputArchive;
import org.apache.zookeeper.MultiOperationRecord;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.ZooDefs.OpCode;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.proto.CreateRequest;
import org.apache.zookeeper.proto.RequestHeader;
import org.apache.zookeeper.proto.SetDataRequest;
import org.junit.jupiter.api.Test;

final class SizesTest {

    private static final String PATH = "/łódź/東京 駅/plain";

    private final List<ACL> list = new AccessList().of(List.of("digest:ł:hash=:cdrwa", "world:anyone:r"));

    @Test
    void textIsMeasuredAsItIsSent() {
        assertThat(Sizes.utf8(PATH)).isEqualTo(PATH.getBytes(UTF_8).length);
    }

    @Test
    void aLoneZnodeIsMeasuredToTheByte() throws Exception {
        byte[] data = new byte[1_234];
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        BinaryOutputArchive out = BinaryOutputArchive.getArchive(sent);
        new RequestHeader(1, OpCode.create).serialize(out, "header");
        new CreateRequest(PATH, data, list, 0).serialize(out, "request");

        assertThat(Sizes.createAlone(Sizes.utf8(PATH), data, AccessList.length(list)))
                .isEqualTo(sent.size());
    }

    @Test
    void aChangeOfDataIsMeasuredToTheByte() throws Exception {
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        BinaryOutputArchive out = BinaryOutputArchive.getArchive(sent);
        new RequestHeader(1, OpCode.setData).serialize(out, "header");
        new SetDataRequest(PATH, new byte[Sizes.dataOf(5_000, PATH)], -1).serialize(out, "request");

        assertThat(sent.size()).isEqualTo(5_000);
    }

    @Test
    void aPartOfAMultiIsNeverLargerThanMeasured() throws Exception {
        Op create = Op.create(PATH, new byte[10], list, org.apache.zookeeper.CreateMode.PERSISTENT_WITH_TTL, 1_000);
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        new MultiOperationRecord(List.of(create)).serialize(BinaryOutputArchive.getArchive(sent), "request");

        assertThat(Sizes.create(Sizes.utf8(PATH), new byte[10], AccessList.length(list)))
                .isBetween(sent.size() - 20, sent.size() + 40);
    }
}
