package dev.keepsake.zookeeper.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooDefs.Perms;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Id;
import org.junit.jupiter.api.Test;

final class AccessListTest {

    private final AccessList lists = new AccessList();

    @Test
    void wordsAndListsAreTheSameInBothDirections() {
        for (int permissions = 0; permissions < 32; permissions++) {
            List<ACL> list = List.of(
                    new ACL(permissions, new Id("digest", "app:x0Kq==")),
                    new ACL(31 - permissions, new Id("ip", "fe80::1/64")),
                    new ACL(permissions, Ids.ANYONE_ID_UNSAFE));
            assertThat(lists.of(AccessList.words(list))).isEqualTo(list);
        }
        assertThat(AccessList.words(Ids.OPEN_ACL_UNSAFE)).containsExactly("world:anyone:cdrwa");
    }

    @Test
    void anEntryThatStandsThereTwiceCountsOnceAsForAServer() {
        assertThat(lists.of(List.of("world:anyone:r", "ip:10.0.0.1:cdrwa", "world:anyone:r")))
                .hasSize(2);
    }

    @Test
    void aListWithoutItsDigestsFitsAndAnotherOneDoesNot() {
        List<ACL> wanted = lists.of(List.of("digest:app:hash=:cdrwa", "world:anyone:r"));

        assertThat(AccessList.fits(wanted, lists.of(List.of("digest:app:x:cdrwa", "world:anyone:r"))))
                .isTrue();
        assertThat(AccessList.fits(wanted, lists.of(List.of("digest:other:x:cdrwa", "world:anyone:r"))))
                .isFalse();
        assertThat(AccessList.fits(wanted, lists.of(List.of("digest:app:x:cdrw", "world:anyone:r"))))
                .isFalse();
        assertThat(AccessList.fits(wanted, lists.of(List.of("digest:app:x:cdrwa"))))
                .isFalse();
    }

    @Test
    void onlyWhatIsKnownToBeGrantedCounts() {
        Identity app = new Identity(false, Set.of("app:hash="));
        List<ACL> list = lists.of(List.of("digest:app:hash=:cda", "digest:other:hash=:w", "world:anyone:r"));

        assertThat(app.may(list, Perms.CREATE | Perms.READ)).isTrue();
        assertThat(app.may(list, Perms.WRITE)).isFalse();
        assertThat(new Identity(false, Set.of()).may(list, Perms.CREATE)).isFalse();
        assertThat(new Identity(true, Set.of()).may(list, Perms.ALL)).isTrue();
    }
}
