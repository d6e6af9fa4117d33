package dev.keepsake.cli;

import dev.keepsake.artefact.Zxid;
import dev.keepsake.catalog.BackupId;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/** Which moment is meant: that of a backup, or any other that a tape covers. */
final class MomentOptionGroup {

    /** The newest moment of any tape, where one word must say it. */
    static final String NEWEST = "newest";

    /** How one word can name a moment. */
    static final String WORDS =
            "a backup's id, 'latest' for the latest backup, 'newest' for the newest moment of any tape,"
                    + " a zxid such as 0x10000002a, or a time such as 2026-11-22T10:15:02Z";

    @Option(
            names = "--backup",
            paramLabel = "ID|latest",
            description = "the last moment of this backup (default: latest, which is refused for an ensemble)")
    private @Nullable String backup;

    @Option(
            names = "--zxid",
            paramLabel = "Z",
            converter = ZxidWord.class,
            description = "the moment right after this transaction, 0x and hex digits or a decimal number")
    private @Nullable Zxid zxid;

    @Option(
            names = "--time",
            paramLabel = "T",
            converter = TimeWord.class,
            description =
                    "the moment at this time on the leader's clock, as 2026-11-22T10:15:02Z: after the last transaction"
                            + " before the first one that is later")
    private @Nullable Instant time;

    @Option(
            names = "--before",
            paramLabel = "PATH",
            converter = PathWord.class,
            description =
                    "the moment right before this znode was last created, changed or deleted; what was below it was"
                            + " mostly deleted earlier, leaf by leaf: see --before-deletion")
    private @Nullable String before;

    @Option(
            names = "--before-deletion",
            paramLabel = "PATH",
            converter = PathWord.class,
            description =
                    "the moment right before this znode and all below it were last deleted: before the first leaf went")
    private @Nullable String beforeDeletion;

    @Option(
            names = "--change",
            paramLabel = "N",
            description = "with --before or --before-deletion: before its Nth newest change, or deletion (default: 1)")
    private @Nullable Integer change;

    @Option(
            names = "--list-changes",
            description = "with --before: only list the newest changes of the znode, and restore nothing")
    private boolean listChanges;

    @Option(
            names = "--latest",
            description = "the newest moment that any tape holds; it may be behind the latest backup's")
    private boolean latest;

    @Option(
            names = "--tape",
            paramLabel = "T",
            description = "whose tape, where there are several: its name, or NODE or NODE/SOURCE; 'show' and 'list"
                    + " --ranges' name them")
    private @Nullable String tape;

    /** The moment that one word names: a backup, a transaction, a time, or the newest of all. */
    static MomentOptionGroup of(String word, @Nullable String tape) {
        MomentOptionGroup group = new MomentOptionGroup();
        group.tape = tape;
        if (word.equals(OpenArchive.LATEST) || BackupId.isId(word)) {
            group.backup = word;
        } else if (word.equals(NEWEST)) {
            group.latest = true;
        } else if (word.startsWith("0x")) {
            group.zxid = new ZxidWord().convert(word);
        } else if (word.contains(":")) {
            group.time = new TimeWord().convert(word);
        } else {
            throw new TypeConversionException("'" + word + "' names no moment; give " + WORDS);
        }
        return group;
    }

    /** Takes a transaction's number. */
    static final class ZxidWord implements ITypeConverter<Zxid> {

        @Override
        public Zxid convert(String text) {
            try {
                return text.startsWith("0x") ? Zxid.parse(text) : new Zxid(Long.parseUnsignedLong(text));
            } catch (NumberFormatException e) {
                throw new TypeConversionException(
                        "'" + text + "' is no transaction id; they look like 0x10000002a or 4294967338");
            }
        }
    }

    /** Takes a time as of RFC 3339. */
    static final class TimeWord implements ITypeConverter<Instant> {

        @Override
        public Instant convert(String text) {
            try {
                return OffsetDateTime.parse(text).toInstant();
            } catch (DateTimeParseException e) {
                throw new TypeConversionException("'" + text + "' is no time; they look like 2026-11-22T10:15:02Z or"
                        + " 2026-11-22T11:15:02.345+01:00");
            }
        }
    }

    /** Takes the path of a znode. */
    static final class PathWord implements ITypeConverter<String> {

        @Override
        public String convert(String text) {
            if (!text.equals("/") && (!text.startsWith("/") || text.endsWith("/") || text.contains("//"))) {
                throw new TypeConversionException("'" + text + "' is no path of a znode; they look like /app/config");
            }
            return text;
        }
    }

    /** Refuses what does not go together. */
    void requireOne(CommandSpec spec, boolean withUnproven) {
        List<String> given = given();
        if (given.size() > 1) {
            throw new ParameterException(
                    spec.commandLine(), "only one moment can be restored: give one of " + String.join(", ", given));
        }
        if (before == null && (listChanges || (beforeDeletion == null && change != null))) {
            throw new ParameterException(
                    spec.commandLine(), (listChanges ? "--list-changes" : "--change") + " needs --before PATH");
        }
        if (change != null && change < 1) {
            throw new ParameterException(spec.commandLine(), "--change counts from 1, the newest, not " + change);
        }
        if (withUnproven && isMoment()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--with-unproven-tail belongs to a backup of stopped servers and goes with --backup alone");
        }
    }

    private List<String> given() {
        List<String> given = new ArrayList<>();
        if (backup != null) {
            given.add("--backup");
        }
        if (isMoment()) {
            given.addAll(momentWords());
        }
        return given;
    }

    private List<String> momentWords() {
        List<String> words = new ArrayList<>();
        if (zxid != null) {
            words.add("--zxid");
        }
        if (time != null) {
            words.add("--time");
        }
        if (before != null) {
            words.add("--before");
        }
        if (beforeDeletion != null) {
            words.add("--before-deletion");
        }
        if (latest) {
            words.add("--latest");
        }
        return words;
    }

    /** Whether a moment is meant that need not be a backup's. */
    boolean isMoment() {
        return !momentWords().isEmpty();
    }

    /** What was asked for, as it was typed. */
    String asked() {
        if (zxid != null) {
            return "--zxid " + zxid;
        } else if (time != null) {
            return "--time " + time;
        } else if (before != null) {
            return "--before " + before + (change == null ? "" : " --change " + change);
        } else if (beforeDeletion != null) {
            return "--before-deletion " + beforeDeletion + (change == null ? "" : " --change " + change);
        }
        return latest ? "--latest" : "--backup " + backup();
    }

    String backup() {
        return backup == null ? OpenArchive.LATEST : backup;
    }

    Optional<Zxid> zxid() {
        return Optional.ofNullable(zxid);
    }

    Optional<Instant> time() {
        return Optional.ofNullable(time);
    }

    Optional<String> before() {
        return Optional.ofNullable(before);
    }

    Optional<String> beforeDeletion() {
        return Optional.ofNullable(beforeDeletion);
    }

    int change() {
        return change == null ? 1 : change;
    }

    boolean listChanges() {
        return listChanges;
    }

    Optional<String> tape() {
        return Optional.ofNullable(tape);
    }
}
