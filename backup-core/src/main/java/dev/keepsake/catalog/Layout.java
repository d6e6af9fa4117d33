package dev.keepsake.catalog;

import dev.keepsake.artefact.Zxid;
import dev.keepsake.store.ObjectKey;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where things stand in an archive, relative to its prefix; {@code FORMAT.md}, "Keys", is the normative text. */
final class Layout {

    static final ObjectKey ARCHIVE = new ObjectKey("keepsake.json");
    static final String UPGRADES = "form/";
    static final String KEYRINGS = "keyring/";
    static final ObjectKey README = new ObjectKey("README.txt");

    /** Sorts after every character that a key may hold: listing after {@code X/~} skips all below {@code X/}. */
    static final String AFTER_ALL = "~";

    private static final String PART = ".part.json";
    private static final Pattern TAPE = Pattern.compile("([^/]+)/zk/([^/]+)/([^/]+)/([^/]+)/");
    private static final Pattern BASE = Pattern.compile(".*/base/([0-9a-f]{16})-([0-9a-f]{16})(-[0-9a-f]{16})?");
    private static final Pattern LINK = Pattern.compile(".*/link/([0-9a-f]{16})");
    private static final Pattern RUN = Pattern.compile(".*/run/([0-9a-f]{16})-([0-9a-f]{16})");
    private static final Pattern REMOVED = Pattern.compile(".*/removed/([0-9a-f]{16})-([0-9a-f]{16})\\.json");
    private static final Pattern RESTORE = Pattern.compile(".*/restored/([0-9a-f]{8})/([^/]+)/[^/]+\\.json");
    private static final Pattern KEYRING = Pattern.compile("keyring/([0-9]{4})\\.json");
    private static final Pattern ARTEFACT = Pattern.compile("[^/]+/backup/[^/]+/[^/]+/.+");
    private static final Pattern MANIFEST = Pattern.compile(".*/manifest/[0-9]{4}/[0-9]{2}/([^/]+)\\.json");
    private static final Pattern HOLD = Pattern.compile(".*/hold/([^/]+)/[0-9A-Z]{26}(\\.released)?\\.json");

    private static final Pattern PROOF =
            Pattern.compile(".*/verify/([^/]+)/([0-9A-Z]{26})-([a-z]+)-([0-9a-f]{16}|failed)\\.json");

    private final String cluster;

    Layout(String cluster) {
        this.cluster = cluster;
    }

    String cluster() {
        return cluster;
    }

    /** That of the cluster which a key is of. */
    static Layout of(ObjectKey key) {
        return new Layout(key.value().substring(0, Math.max(0, key.value().indexOf('/'))));
    }

    static ObjectKey keyring(int number) {
        return new ObjectKey(KEYRINGS + String.format("%04d", number) + ".json");
    }

    /** The number of the keyring that a key names. */
    static Optional<Integer> keyringNumber(ObjectKey key) {
        Matcher matcher = KEYRING.matcher(key.value());
        return matcher.matches() ? Optional.of(Integer.parseInt(matcher.group(1))) : Optional.empty();
    }

    /** Below it are the tapes of all nodes and sources. */
    String allTapes() {
        return cluster + "/zk/";
    }

    /** The tape that a key is of. */
    Optional<TapeName> tapeOf(ObjectKey key) {
        Matcher matcher = TAPE.matcher(key.value());
        return matcher.lookingAt() && matcher.group(1).equals(cluster) && Ulid.isUlid(matcher.group(4))
                ? Optional.of(new TapeName(matcher.group(2), matcher.group(3), matcher.group(4)))
                : Optional.empty();
    }

    String tapes(String node, String source) {
        return allTapes() + node + "/" + source + "/";
    }

    String tape(TapeName tape) {
        return tapes(tape.node(), tape.source()) + tape.id() + "/";
    }

    ObjectKey tapeJson(TapeName tape) {
        return new ObjectKey(tape(tape) + "tape.json");
    }

    String bases(TapeName tape) {
        return tape(tape) + "base/";
    }

    /** With this begin the keys of all bases of one range. */
    String bases(TapeName tape, Zxid start, Zxid end) {
        return bases(tape) + start.inKey() + "-" + end.inKey();
    }

    /** No two writers name a base alike, since one that is there, and that a backup may name, must not be replaced. */
    ObjectKey base(TapeName tape, Zxid start, Zxid end, String nonce) {
        return new ObjectKey(bases(tape, start, end) + "-" + nonce);
    }

    String links(TapeName tape) {
        return tape(tape) + "link/";
    }

    ObjectKey link(TapeName tape, Zxid after) {
        return new ObjectKey(links(tape) + after.inKey());
    }

    String runs(TapeName tape) {
        return tape(tape) + "run/";
    }

    ObjectKey run(TapeName tape, Zxid after, Zxid last) {
        return new ObjectKey(runs(tape) + after.inKey() + "-" + last.inKey());
    }

    /** That links and runs between two zxids were removed, as nothing needed them. */
    ObjectKey removed(TapeName tape, Zxid after, Zxid last) {
        return new ObjectKey(tape(tape) + "removed/" + after.inKey() + "-" + last.inKey() + ".json");
    }

    /** The range that such a key names. */
    static Optional<Zxid[]> removedRange(ObjectKey key) {
        Matcher matcher = REMOVED.matcher(key.value());
        return matcher.matches()
                ? Optional.of(new Zxid[] {Zxid.parse(matcher.group(1)), Zxid.parse(matcher.group(2))})
                : Optional.empty();
    }

    String parts(BackupId id) {
        return cluster + "/backup/" + id + "/";
    }

    ObjectKey part(BackupId id, String node) {
        return new ObjectKey(parts(id) + node + PART);
    }

    /** The node whose part a key below {@link #parts} names. */
    Optional<String> partNode(BackupId id, ObjectKey key) {
        String name = key.value().substring(parts(id).length());
        return name.endsWith(PART) && name.indexOf('/') < 0
                ? Optional.of(name.substring(0, name.length() - PART.length()))
                : Optional.empty();
    }

    /** The claim of this number to cluster-wide sources. */
    ObjectKey claim(BackupId id, int number) {
        return new ObjectKey(parts(id) + "claim-" + number + ".json");
    }

    /** What a node captured for a claim of its own. */
    ObjectKey claimedPart(BackupId id, String node, int number) {
        return new ObjectKey(parts(id) + node + ".claim-" + number + ".json");
    }

    /** An artefact of one backup alone, and of one try to capture its source. */
    ObjectKey artefact(BackupId id, String node, String source, String nonce, String artefact) {
        return new ObjectKey(parts(id) + node + "/" + source + "/" + nonce + "/" + artefact);
    }

    /** Whether a key is that of an artefact, whose name may be like that of a record. */
    static boolean isArtefact(ObjectKey key) {
        return ARTEFACT.matcher(key.value()).matches();
    }

    /** Below it is what belongs to single backups. */
    String ofBackups() {
        return cluster + "/backup/";
    }

    /** Below it is what is to be removed. */
    String tombs() {
        return cluster + "/tomb/";
    }

    /** Below it is which backups must not be removed. */
    String holds() {
        return cluster + "/hold/";
    }

    String holds(BackupId id) {
        return holds() + id + "/";
    }

    /** The backup that a key below {@link #holds} is about. */
    static Optional<BackupId> holdId(ObjectKey key) {
        Matcher matcher = HOLD.matcher(key.value());
        return matcher.matches() && BackupId.isId(matcher.group(1))
                ? Optional.of(new BackupId(matcher.group(1)))
                : Optional.empty();
    }

    /** Below it is what was listed when something was removed last. */
    String seen() {
        return cluster + "/index/seen/";
    }

    /** Below it are packs of manifests. */
    String packs() {
        return cluster + "/index/manifests/";
    }

    /** Below it are the claims of those who remove what a slot finds to be removed. */
    String pruneClaims() {
        return cluster + "/prune/";
    }

    String manifests() {
        return cluster + "/manifest/";
    }

    ObjectKey manifest(BackupId id) {
        return new ObjectKey(manifests() + id.year() + "/" + id.month() + "/" + id + ".json");
    }

    static ObjectKey manifestKey(String cluster, BackupId id) {
        return new Layout(cluster).manifest(id);
    }

    String restores() {
        return cluster + "/restored/";
    }

    /** The epoch stands in the key, so that a fence needs no body, which may be damaged. */
    ObjectKey restore(String subject, long epoch, String unique) {
        return new ObjectKey(restores() + String.format("%08x", epoch) + "/" + subject + "/" + unique + ".json");
    }

    /** Everything below is what was proven of backups. */
    String proofs() {
        return cluster + "/verify/";
    }

    String proofs(BackupId id) {
        return proofs() + id + "/";
    }

    /** The outcome stands in the key, so that a list needs no body. */
    ObjectKey proof(Proof proof, String unique) {
        String outcome = proof.good() ? proof.through().inKey() : "failed";
        return new ObjectKey(
                proofs(proof.backup()) + unique + "-" + proof.level().word() + "-" + outcome + ".json");
    }

    /** The report that a key names. */
    static Optional<PastProof> pastProof(ObjectKey key) {
        Matcher matcher = PROOF.matcher(key.value());
        boolean known = matcher.matches() && BackupId.isId(matcher.group(1)) && Ulid.isUlid(matcher.group(2));
        if (!known) {
            return Optional.empty();
        }
        boolean good = !matcher.group(4).equals("failed");
        return Proof.Level.of(matcher.group(3))
                .map(level -> new PastProof(
                        key,
                        new BackupId(matcher.group(1)),
                        matcher.group(2),
                        level,
                        good,
                        good ? Zxid.parse(matcher.group(4)) : new Zxid(0)));
    }

    /** Start and end of the base that a key names. */
    static Optional<Zxid[]> baseRange(ObjectKey key) {
        Matcher matcher = BASE.matcher(key.value());
        return matcher.matches()
                ? Optional.of(new Zxid[] {Zxid.parse(matcher.group(1)), Zxid.parse(matcher.group(2))})
                : Optional.empty();
    }

    /** The zxid after which the link that a key names begins. */
    static Optional<Zxid> linkAfter(ObjectKey key) {
        Matcher matcher = LINK.matcher(key.value());
        return matcher.matches() ? Optional.of(Zxid.parse(matcher.group(1))) : Optional.empty();
    }

    /** The zxid after which the run that a key names begins, and its last one. */
    static Optional<Zxid[]> runRange(ObjectKey key) {
        Matcher matcher = RUN.matcher(key.value());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        Zxid[] range = {Zxid.parse(matcher.group(1)), Zxid.parse(matcher.group(2))};
        return range[0].compareTo(range[1]) < 0 ? Optional.of(range) : Optional.empty();
    }

    /** The restore that a key names. */
    static Optional<PastRestore> pastRestore(ObjectKey key) {
        Matcher matcher = RESTORE.matcher(key.value());
        return matcher.matches()
                ? Optional.of(new PastRestore(matcher.group(2), Long.parseLong(matcher.group(1), 16)))
                : Optional.empty();
    }

    /** The backup whose manifest a key names. */
    static Optional<BackupId> manifestId(ObjectKey key) {
        Matcher matcher = MANIFEST.matcher(key.value());
        return matcher.matches() && BackupId.isId(matcher.group(1))
                ? Optional.of(new BackupId(matcher.group(1)))
                : Optional.empty();
    }
}
