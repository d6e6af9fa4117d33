package dev.keepsake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;

/** An installation of a server that has ZooKeeper's name and takes sessions, and otherwise does what a test says. */
final class SketchedServer {

    private static final String MAIN = "org/apache/zookeeper/server/quorum/QuorumPeerMain";

    private static final String SOURCE = """
            package org.apache.zookeeper.server.quorum;

            import java.io.*;
            import java.net.*;
            import java.nio.file.*;
            import java.util.Properties;

            public class QuorumPeerMain {
                public static void main(String[] arguments) throws Exception {
                    Properties settings = new Properties();
                    try (Reader in = new FileReader(arguments[0])) {
                        settings.load(in);
                    }
                    boolean blank = !new File(settings.getProperty("dataDir"), "version-2").exists();
                    String jar = System.getProperty("java.class.path").split(File.pathSeparator)[1];
                    String[] does = Files.readString(Path.of(jar).resolveSibling("does")).split(" ", 3);
                    if (does[0].equals("sleep")) {
                        Thread.sleep(60_000);
                    }
                    if (does[0].equals("ends") || (does[0].equals("refuses") && !blank)) {
                        System.out.println(does[2]);
                        Runtime.getRuntime().halt(Integer.parseInt(does[1]));
                    }
                    serve(Integer.parseInt(settings.getProperty("clientPort")));
                }

                private static void serve(int port) throws IOException {
                    ServerSocket server = new ServerSocket(port, 5, InetAddress.getByName("127.0.0.1"));
                    while (true) {
                        try (Socket client = server.accept()) {
                            DataInputStream in = new DataInputStream(client.getInputStream());
                            in.readFully(new byte[in.readInt()]);
                            DataOutputStream out = new DataOutputStream(client.getOutputStream());
                            out.writeInt(37);
                            out.write(new byte[37]);
                            out.flush();
                            in.read();
                        }
                    }
                }
            }
            """;

    private static byte[] compiled = {};

    private SketchedServer() {}

    /**
     * Installs it.
     *
     * @param does {@code serves}, {@code sleep}, or {@code ends CODE WORDS}; {@code refuses CODE WORDS} does that where there
     *     is something to serve
     */
    static Path install(Path home, String does) throws IOException {
        Files.writeString(home.resolve("does"), does);
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(home.resolve("zookeeper-3.9.5.jar")))) {
            jar.putNextEntry(new JarEntry(MAIN + ".class"));
            jar.write(compiled(home));
            jar.closeEntry();
        }
        return home;
    }

    private static synchronized byte[] compiled(Path home) throws IOException {
        if (compiled.length == 0) {
            Path source = home.resolve(MAIN + ".java");
            Files.createDirectories(source.getParent());
            Files.writeString(source, SOURCE);
            assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, source.toString()))
                    .isZero();
            compiled = Files.readAllBytes(home.resolve(MAIN + ".class"));
        }
        return compiled;
    }
}
