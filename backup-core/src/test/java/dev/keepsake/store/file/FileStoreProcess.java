package dev.keepsake.store.file;

import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.ObjectWrite;
import dev.keepsake.store.StoreException;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A process of its own that uses a file store, one line of output for each thing it did. */
final class FileStoreProcess implements Closeable {

    private final Process process;
    private final BufferedReader output;

    private FileStoreProcess(Process process) {
        this.process = process;
        this.output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Starts one, by way of a shell command that ends in {@code exec "$@"} or the like. */
    static FileStoreProcess start(String shell, String verb, Path root) throws IOException {
        List<String> command = new ArrayList<>(List.of("sh", "-c", shell, "sh"));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of("-Xshare:auto", "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(FileStoreProcess.class.getName(), verb, root.toString()));
        return new FileStoreProcess(
                new ProcessBuilder(command).redirectErrorStream(true).start());
    }

    /** The next line, or the empty string after the last. */
    String line() throws IOException {
        String line = output.readLine();
        return line == null ? "" : line;
    }

    /** Kills it in the middle of what it does, as a power cut would. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() throws IOException {
        output.close();
        kill();
    }

    /** Runs in the other process. */
    public static void main(String[] arguments) throws IOException {
        try (FileStore store = FileStore.create(Path.of(arguments[1]))) {
            switch (arguments[0]) {
                case "hold" -> hold(store);
                case "write" -> write(store, 100);
                case "fill" -> {
                    write(store, 100);
                    write(store, 8 << 20);
                    write(store, 200);
                }
                default -> throw new IllegalArgumentException(arguments[0]);
            }
        }
    }

    private static void hold(FileStore store) throws IOException {
        try (ObjectWrite write = store.write(new ObjectKey("a/held"))) {
            write.write(new byte[1000]);
            System.out.println("holding");
            while (System.in.read() >= 0) {
                write.write(0);
            }
        }
    }

    private static void write(FileStore store, int size) throws IOException {
        ObjectKey key = new ObjectKey("a/of-" + size);
        try (ObjectWrite write = store.write(key)) {
            write.write(new byte[size]);
            write.commit();
            System.out.println("wrote " + key);
        } catch (StoreException e) {
            System.out.println(e.getClass().getSimpleName() + " " + e.getMessage());
        }
        System.out.println("listed " + store.list("", "").all().size());
    }
}
