package dev.keepsake.zookeeper.live;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.ClientInfo;
import org.apache.zookeeper.server.auth.DigestAuthenticationProvider;

/**
 * Who the servers take this session for, as far as can be told: whether no access list can stop it, and which entries of
 * the digest scheme are its own. What is not known counts as not granted.
 */
record Identity(boolean superuser, Set<String> digests) {

    private static final String DIGEST = "digest";

    static Identity of(LiveEnsemble ensemble) throws IOException {
        Set<String> digests = new HashSet<>();
        for (Credential credential : ensemble.settings().credentials()) {
            if (credential.scheme().equals(DIGEST)) {
                digests.add(digest(new String(credential.secret(), StandardCharsets.UTF_8)));
            }
        }
        return new Identity(isSuper(ensemble), digests);
    }

    /** Only servers of 3.7 and later tell. */
    private static boolean isSuper(LiveEnsemble ensemble) throws IOException {
        if (ensemble.settings().credentials().isEmpty()) {
            return false;
        }
        try {
            List<ClientInfo> names = ensemble.client().whoAmI();
            return names != null
                    && names.stream().anyMatch(name -> name.getAuthScheme().equals("super"));
        } catch (InterruptedException e) {
            throw Questions.interrupted();
        }
    }

    private static String digest(String userAndPassword) {
        try {
            return DigestAuthenticationProvider.generateDigest(userAndPassword);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }

    /** Whether this list lets us do all of this. */
    boolean may(List<ACL> list, int permissions) {
        int granted = superuser ? permissions : 0;
        for (ACL entry : list) {
            String scheme = entry.getId().getScheme();
            String id = entry.getId().getId();
            boolean anyones = scheme.equals("world") && id.equals("anyone");
            boolean ours = scheme.equals(DIGEST) && digests.contains(id);
            granted |= anyones || ours ? entry.getPerms() : 0;
        }
        return (granted & permissions) == permissions;
    }
}
