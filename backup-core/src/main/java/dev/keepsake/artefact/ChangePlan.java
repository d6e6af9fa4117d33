package dev.keepsake.artefact;

import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/** What a restore would change in a running system. */
public interface ChangePlan {

    /** The changes, in the order in which they would be made; none when everything is as in the backup. */
    List<PlannedChange> changes();

    /** What to know before: what is not in the backup, or is not restored. */
    List<String> notes();

    /**
     * Makes the changes. One that the system refuses stops none of the others; once it does not answer, the rest is not
     * tried. Repeating is safe after a new plan, which holds what is still missing.
     *
     * @param progress is told what is being done, now and then
     */
    ChangeReport apply(Consumer<String> progress) throws IOException;
}
