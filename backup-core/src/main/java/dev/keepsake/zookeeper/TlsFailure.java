package dev.keepsake.zookeeper;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLException;

/** Why a conversation failed, in words for whoever has to mend it. */
public final class TlsFailure {

    /** What the JDK's messages hold, and what to do about it; the first that fits counts. */
    private record Hint(List<String> marks, String advice) {}

    private static final List<Hint> HINTS = List.of(
            new Hint(
                    List.of("unrecognized ssl message"),
                    "this port does not speak TLS: name the server's secureClientPort, or leave out 'tls:'"),
            new Hint(
                    List.of("validity check failed", "notafter", "notbefore"),
                    "the server's certificate, or one above it, has expired or is not valid yet: renew it"),
            new Hint(
                    List.of("path building failed", "path does not chain", "signature check failed", "trust anchor"),
                    "the server's certificate does not lead to what is trusted: set 'ca-file' or 'trust-store' in"
                            + " 'tls:' to what certified it"),
            new Hint(
                    List.of("no name matching", "no subject alternative"),
                    "the server's certificate is for another name than 'server-name' in 'tls:' says"),
            new Hint(
                    List.of("fatal alert", "hung up after the handshake"),
                    "the server probably wants a certificate that it trusts: set 'certificate-file' and 'key-file', or"
                            + " 'key-store', in 'tls:'"));

    private TlsFailure() {}

    /** The reason for a failure and, where it is one of TLS, what to do. */
    public static String explain(IOException failure) {
        String reason = reason(failure);
        if (!(failure instanceof SSLException)) {
            return reason;
        }
        String all = reason;
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            all += " " + cause.getMessage();
        }
        String searched = all.toLowerCase(Locale.ROOT);
        return HINTS.stream()
                .filter(hint -> hint.marks().stream().anyMatch(searched::contains))
                .findFirst()
                .map(hint -> reason + ": " + hint.advice())
                .orElse(reason);
    }

    private static String reason(IOException failure) {
        if (failure instanceof SocketTimeoutException) {
            return "it gave no whole answer in time";
        }
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }
}
