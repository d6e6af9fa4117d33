package dev.keepsake.config;

import dev.keepsake.config.Layers.Found;
import java.util.List;
import java.util.Optional;

/** Reads whether and where an agent serves its status page, and who may do what there. */
final class PageReading {

    static final String KEY = "page";

    private PageReading() {}

    static Optional<PageConfig> read(Section top) {
        if (!top.says(KEY)) {
            return Optional.empty();
        }
        Section page = top.section(KEY, Block.PAGE);
        Optional<HostAndPort> listen =
                page.optional("listen", HostAndPort::parse, new Found(PageConfig.DEFAULT_LISTEN, Origin.DEFAULT));
        List<String> names = page.list("names", Formats::hostName);
        boolean saysTls = page.says("tls");
        Optional<TlsConfig.Certified> certificate = saysTls ? certificate(page) : Optional.empty();
        boolean saysToken = page.says("token-file") || page.says("token-variable");
        Optional<Secret> token = TlsReading.password(page, "token");
        boolean open = listen.isPresent() && !PageConfig.isLoopback(listen.get().host());
        if (open && !(saysTls && saysToken)) {
            page.report(
                    "listen",
                    page.label("listen") + ": " + listen.get().host() + " can be reached from other machines, which"
                            + " needs "
                            + (saysTls ? "" : "'tls' with a 'certificate-file'" + (saysToken ? "" : " and "))
                            + (saysToken ? "" : "a 'token-file'")
                            + ": add what is missing, or listen on " + PageConfig.DEFAULT_LISTEN);
        }
        boolean whole = (!saysTls || certificate.isPresent()) && (!saysToken || token.isPresent());
        boolean refused = open && !(certificate.isPresent() && token.isPresent());
        return refused || !whole
                ? Optional.empty()
                : listen.map(at -> new PageConfig(at.host(), at.port(), names, certificate, token));
    }

    private static Optional<TlsConfig.Certified> certificate(Section page) {
        Section tls = page.section("tls", Block.PAGE_TLS);
        if (!tls.says("certificate-file") && !tls.says("key-store")) {
            tls.report(
                    "certificate-file",
                    page.label("tls") + ": a server shows a certificate: set 'certificate-file' and 'key-file', or"
                            + " 'key-store'");
        }
        return TlsReading.shown(tls);
    }

    /** Only looks whether the keys are known. */
    static void skim(Section top) {
        top.section(KEY, Block.PAGE).section("tls", Block.PAGE_TLS);
    }
}
