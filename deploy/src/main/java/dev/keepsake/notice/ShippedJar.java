package dev.keepsake.notice;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/** A jar of the distribution. */
record ShippedJar(Path path, String name, String sha256) implements Comparable<ShippedJar> {

    static ShippedJar of(Path path) throws IOException {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(path));
            String name = Objects.requireNonNull(path.getFileName()).toString();
            return new ShippedJar(path, name, HexFormat.of().formatHex(hash));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** What it says in files of a kind, such as {@code META-INF/LICENSE.txt}. */
    List<String> texts(String kind) throws IOException {
        List<String> texts = new ArrayList<>();
        try (JarFile jar = new JarFile(path.toFile())) {
            for (JarEntry entry : jar.stream().filter(one -> isOf(kind, one)).toList()) {
                texts.add(new String(jar.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8)
                        .replace("\r\n", "\n"));
            }
        }
        return texts;
    }

    private static boolean isOf(String kind, JarEntry entry) {
        String file = entry.getName().toUpperCase(Locale.ROOT);
        String last = file.substring(file.lastIndexOf('/') + 1);
        return !entry.isDirectory() && !file.endsWith(".CLASS") && last.startsWith(kind);
    }

    @Override
    public int compareTo(ShippedJar other) {
        return name.compareTo(other.name);
    }
}
