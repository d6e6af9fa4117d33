package dev.keepsake.catalog;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** What a plan is called, so that just the plan that was shown is executed: by what it does, and by what keeps it from that. */
final class PlanName {

    private static final int DIGITS = 12;

    private PlanName() {}

    static String of(PrunePlan plan, List<String> stops) {
        List<String> lines = new ArrayList<>();
        plan.removed.forEach(object -> lines.add("remove " + object.key()));
        plan.buried.forEach(one -> lines.add("bury " + one.object().key()));
        plan.lifted.forEach(tomb -> lines.add("lift " + tomb.ulid()));
        plan.buriedAnew.forEach(key -> lines.add("bury anew " + key));
        lines.sort(null);
        lines.addAll(stops);
        return sha256(String.join("\n", lines)).substring(0, DIGITS);
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256, this one does not", e);
        }
    }
}
