package dev.keepsake.catalog;

import dev.keepsake.archive.Keys;
import dev.keepsake.artefact.ArtefactSource;
import dev.keepsake.artefact.HistoryReader;
import dev.keepsake.artefact.Zxid;
import dev.keepsake.store.Locks;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.ObjectStore;
import dev.keepsake.store.StoreException;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One cluster's backups in an archive: what exists, how to add to it, and how to read it back.
 *
 * <p>Nothing here changes what was committed, and only {@link #pruner} removes any of it. Every writing call may be
 * repeated.
 */
public final class Catalog {

    private final Vault store;
    private final Layout layout;
    private final RandomGenerator random;

    /** The backups of a cluster in an archive without keys; {@code random} makes names of tapes unique. */
    public Catalog(ObjectStore store, String cluster, RandomGenerator random) {
        this(store, Keys.NONE, cluster, random);
    }

    /** The backups of a cluster, as somebody with these keys writes and reads them. */
    public Catalog(ObjectStore store, Keys keys, String cluster, RandomGenerator random) {
        this.store = new Vault(store, keys);
        this.layout = new Layout(cluster);
        this.random = random;
    }

    /** The newest form of records that this version reads, and the one that it writes; it reads all since the first. */
    public static int newestForm() {
        return Form.NEWEST;
    }

    /** A backup that is listed: its manifest, or why that cannot be read. */
    public record Listed(BackupId id, Optional<Manifest> manifest, String problem) {}

    /** Makes the archive if there is none, and refuses one that this version must not add to. Agents call this first. */
    public void create(String writer) throws IOException {
        new Foundation(store, random).create(writer);
    }

    /** Whether there is an archive here; refuses one that this version must not read. Readers call this first. */
    public boolean exists() throws IOException {
        return new Foundation(store, random).exists();
    }

    /** Who may read the archive. */
    public Keychain keychain() {
        return new Keychain(store);
    }

    /** A writer for the tape of a node's source, and for what that source has beside it for one backup. */
    public TapeWriter tape(BackupId backup, String node, String source) {
        Place place = new Place(layout, backup, node, source, Nonce.of(random));
        UnprovenWriter unproven = new UnprovenWriter(store, place);
        WalkWriter walks = new WalkWriter(store, place.of(WalkWriter.NAME), () -> Manifest.walks(newest(), source));
        return new TapeWriter(
                store, layout, source, new OpenTape(store, layout, node, source, random), unproven, walks);
    }

    /** The distributions of Keepsake that are kept in the archive. */
    public Tools tools() {
        return new Tools(store);
    }

    /** Who did what in this cluster. */
    public Audit audit() {
        return new Audit(store, layout, random);
    }

    /** What backups hold of sources without a tape. */
    public Documents documents() {
        return new Documents(store, layout, random);
    }

    /** Every backup there is, newest first; one whose manifest is damaged is among them, with its problem. */
    public List<Listed> list() throws IOException {
        return listed().read(id -> true);
    }

    /** The same without a look at any manifest. */
    public ListedBackups listed() throws IOException {
        return ListedBackups.of(store, layout);
    }

    /** The manifest of a backup, or {@link StoreException.NotFound}. */
    public Manifest read(BackupId id) throws IOException {
        return new Backups(store, layout).read(id);
    }

    /** The id of the newest backup, or {@link StoreException.NotFound} when there is none. */
    public BackupId latestId() throws IOException {
        return new Backups(store, layout).latest();
    }

    /** The manifest of a backup, if it exists. */
    public Optional<Manifest> find(BackupId id) throws IOException {
        try {
            return Optional.of(read(id));
        } catch (StoreException.NotFound none) {
            return Optional.empty();
        }
    }

    /** An id for a backup by hand that begins now: behind those of all that are there, also of the same second. */
    public BackupId idByHand(String tail) throws IOException {
        return new Backups(store, layout).byHand(tail);
    }

    /** The newest backup whose manifest can be read, if there is one. */
    public Optional<Manifest> newest() throws IOException {
        return new Backups(store, layout).newest();
    }

    /** A manifest for this cluster, made now and not yet put. */
    public Manifest manifest(
            BackupId id, @Nullable String label, String writer, List<String> nodes, boolean complete, List<Part> parts)
            throws IOException {
        return new Manifest(writer, id, layout.cluster(), label, store.now(), nodes, complete, parts, null, null);
    }

    /** A manifest of a slot for this cluster, made now and not yet put. */
    public Manifest manifest(
            BackupId id,
            String writer,
            List<String> nodes,
            boolean complete,
            List<Part> parts,
            List<Manifest.Missing> missing)
            throws IOException {
        return new Manifest(writer, id, layout.cluster(), null, store.now(), nodes, complete, parts, missing, null);
    }

    /** The parts of a backup, as its nodes put them. */
    public Parts parts(BackupId id) {
        return new Parts(store, layout, id, random);
    }

    /** THE COMMIT: when this returns, the backup exists. After {@link StoreException.OutcomeUnknown} it may or may not. */
    public void commit(Manifest manifest) throws IOException {
        Optional<Locks> locks = store.locks();
        if (locks.isPresent()) {
            new Relocking(store, layout, locks.get()).need(manifest);
        }
        new Commit(store, layout).put(manifest);
    }

    /** Keeps lists of thousands of backups cheap. Nothing depends on it: whoever fails here may leave it to the next one. */
    public void tidy() throws IOException {
        new Backups(store, layout).tidy(random);
    }

    /** Why a part must not be named by a manifest: something in it is to be removed. */
    public Optional<String> tombed(Part part) throws IOException {
        return new Tombs(store, layout).naming(part);
    }

    /** Which backups must not be removed. */
    public Holds holds() {
        return new Holds(store, layout, random);
    }

    /** Removes what is not kept, on a machine with this clock. */
    public Pruner pruner(InstantSource clock) {
        return new Pruner(store, layout, new ManifestReader(store, layout, ManifestPacks.Word.OWN), random, clock);
    }

    /** Copies these backups to another place of the same archive. */
    public Copier copier(ObjectStore target) {
        return new Copier(store, store.over(target), layout);
    }

    /** What is committed of a share of a backup, as a source to restore from. */
    public ArtefactSource source(Manifest.NodeShare share, Progress progress) {
        return new BackupSource(store, layout, share, false, progress);
    }

    /** What a moment is restored from, by way of as many tapes as it takes. */
    public ArtefactSource source(Chosen moment, Manifest.NodeShare share, Progress progress) {
        return new BackupSource(store, layout, share, false, moment.legs(), progress);
    }

    /** A share of a backup with all that is unproven in it, as a source to restore from. */
    public ArtefactSource sourceWithUnproven(Manifest.NodeShare share, Progress progress) {
        return new BackupSource(store, layout, share, true, progress);
    }

    /** All that a backup names, to be looked at. */
    public Evidence evidence(Manifest manifest, Progress progress) {
        return new Evidence(store, layout, manifest, progress);
    }

    /** What leads to moments that were found, to be looked at. */
    public MomentEvidence evidence(Progress progress) {
        return new MomentEvidence(store, layout, progress);
    }

    /** What was proven of this cluster's backups. */
    public Proofs proofs() {
        return new Proofs(store, layout, random);
    }

    /** The epoch to restore a backup with. All servers of one restore get the same, so an earlier one does not raise it. */
    public Fence fence(Manifest manifest) throws IOException {
        Optional<Manifest> newest = newest(); // a damaged record must not keep an older backup from being restored
        Epochs epochs = new Epochs();
        epochs.vouch((newest.isPresent() ? newest.get() : read(latestId())).highestEpoch());
        return new FenceSearch(store, layout).above(manifest.highestEpoch(), epochs, one -> !one.isOf(manifest.id()));
    }

    /** The epoch to restore a moment with: above everything that any backup or any tape tells of. */
    public Fence fence(Zxid moment, Coverage coverage) throws IOException {
        return new FenceSearch(store, layout).above(moment.epoch(), coverage.epochs(), one -> !one.isOf(moment));
    }

    /**
     * A fence made of what was here once, raised above what is here by now, which may be nothing any more.
     *
     * @param others whether an earlier restore counts
     */
    public Fence raised(Fence past, Predicate<PastRestore> others) throws IOException {
        Epochs epochs = new Epochs();
        newest().ifPresent(manifest -> epochs.vouch(manifest.highestEpoch()));
        return new FenceSearch(store, layout).raised(past, epochs, others);
    }

    /** What all tapes hold, by their objects and by what backups say of them. */
    public Coverage coverage(HistoryReader history) throws IOException {
        return new CoverageReader(store, layout, history).read(list());
    }

    /** What a backup names and the store does not have, but for links; a sentence for each source, and nothing is opened. */
    public List<String> missing(Manifest backup) throws IOException {
        return new MissingPieces(store).of(backup);
    }

    /** The moments that tapes hold; of one by its ULID, NODE or NODE/SOURCE, as is needed where there are several ensembles. */
    public Moments moments(Coverage coverage, HistoryReader history, Optional<String> tape) throws IOException {
        return Moments.of(new Chains(store, history), coverage, tape);
    }

    /** How much of the archive is this cluster's; one listing of all of it. */
    public ArchiveSize size() throws IOException {
        return ArchiveSize.of(store.list(layout.cluster() + "/", ""));
    }

    /** Whether the newest tapes tell one history. */
    public Concord concord(HistoryReader history) {
        return new Concord(store, layout, history);
    }

    /** Earlier restores in this cluster, lowest epoch first. */
    public List<PastRestore> restores() throws IOException {
        return store.list(layout.restores(), "").all().stream()
                .flatMap(object -> Layout.pastRestore(object.key()).stream())
                .toList();
    }

    /** What earlier restores into directories tell of themselves; by nobody's signature, and only as far as it can be read. */
    public List<RestoreRecord> told(Predicate<PastRestore> wanted) throws IOException {
        return RestoreRecord.all(store, layout, wanted);
    }

    /** Notes that a backup was restored. */
    public void noteRestore(RestoreRecord restore) throws IOException {
        String unique = Ulid.at(restore.time(), random);
        ObjectKey key = layout.restore(restore.subject(), restore.epoch(), unique);
        SurePut.putIfAbsent(store, key, store.json(key, Keyrings.exist(store) ? restore.withoutHash() : restore));
    }

    /** Whose backups these are. */
    public String cluster() {
        return layout.cluster();
    }

    /** The store's clock. */
    public Instant now() throws StoreException {
        return store.now();
    }
}
