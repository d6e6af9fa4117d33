package dev.keepsake.mesos;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A process that locks a file as LevelDB does, and keeps it until its input ends. */
final class LockHolder {

    private LockHolder() {}

    /** The file is the one argument; says when it is locked. */
    public static void main(String[] arguments) throws IOException {
        try (FileChannel channel = FileChannel.open(Path.of(arguments[0]), StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            System.out.print(lock.isValid() ? "held" : "not");
            System.out.flush();
            while (System.in.read() >= 0) {
                // until the other end is closed
            }
        }
    }
}
