package dev.keepsake.agent.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.agent.survey.Survey;
import dev.keepsake.artefact.TapeStart;
import dev.keepsake.artefact.Zxid;
import dev.keepsake.catalog.ArchiveSize;
import dev.keepsake.catalog.BackupId;
import dev.keepsake.catalog.Manifest;
import dev.keepsake.catalog.Moment;
import dev.keepsake.catalog.Part;
import dev.keepsake.catalog.Range;
import dev.keepsake.catalog.Share;
import dev.keepsake.catalog.StoredPiece;
import dev.keepsake.catalog.TapeCoverage;
import dev.keepsake.catalog.TapeName;
import dev.keepsake.store.ObjectKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Where the picture shows that moments can be restored. */
final class TimeLineTest {

    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final TapeName TAPE = new TapeName("n1", "zk", "01ARZ3NDEKTSV4RRFFQ69G5FAV");
    private static final Pattern RANGE = Pattern.compile("<rect x=\"(\\d+)\"[^>]*width=\"(\\d+)\"[^>]*class=\"range\"");

    private static Survey survey(Moment from, Moment through) {
        Instant made = NOW.minus(Duration.ofHours(10));
        Share share = new Share(
                "zk",
                "zookeeper",
                TAPE.id(),
                new StoredPiece(new ObjectKey("prod/zk/n1/zk/base"), 1, "ab".repeat(32)),
                new Zxid(4),
                new Zxid(5),
                new Zxid(4),
                new Zxid(5),
                0,
                0,
                0,
                new TreeMap<>(),
                List.of(),
                null,
                null);
        Part part = new Part(
                "n1", "test", NOW.minus(Duration.ofHours(2)), made, List.of(share), List.of(), List.of(), null);
        Manifest backup = new Manifest(
                "test", BackupId.ofSlot(made), "prod", null, made, List.of("n1"), true, List.of(part), null, null);
        TapeCoverage tape = new TapeCoverage(
                TAPE,
                Optional.of(NOW.minus(Duration.ofDays(20))),
                Optional.of(TapeStart.Reason.FIRST),
                "",
                List.of(new Range(from, through)),
                List.of(),
                List.of(),
                List.of());
        Survey.Stock stock = new Survey.Stock(
                NOW, Optional.empty(), List.of(tape), Optional.empty(), List.of(), new ArchiveSize(1, 1));
        return new Survey(
                NOW,
                "memory",
                List.of(backup),
                Survey.Newest.of(List.of(backup)),
                1,
                List.of(),
                Survey.Proven.NOTHING,
                stock,
                false);
    }

    private static int left(Moment from, Moment through) {
        Matcher range = RANGE.matcher(TimeLine.of(survey(from, through), NOW).markup());
        assertThat(range.find()).isTrue();
        return Integer.parseInt(range.group(1));
    }

    private static Moment moment(long zxid, Duration ago) {
        return new Moment(new Zxid(zxid), NOW.minus(ago).toEpochMilli());
    }

    @Test
    void aBaseWhoseMomentNobodyKnowsIsShownFromTheFirstBackupThatEndsWithIt() {
        assertThat(left(new Moment(new Zxid(5), 0), moment(9, Duration.ofHours(1))))
                .isBetween(795, 805);
        assertThat(left(new Moment(new Zxid(6), 0), moment(9, Duration.ofHours(1))))
                .isBetween(895, 905);
    }

    @Test
    void whatIsKnownIsShownWhereItWas() {
        assertThat(left(moment(5, Duration.ofMinutes(450)), moment(9, Duration.ofHours(1))))
                .isBetween(245, 255);
    }
}
