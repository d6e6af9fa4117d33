package dev.keepsake.deploy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a process and all its threads asked the system to do with the files of one folder, as strace recorded it. */
final class SystemCalls {
    /** Writing itself needs no watching: it takes a descriptor that was opened for it. */
    private static final String TRACED = "trace=%file,ftruncate,fallocate,fchmod,fchown,fsetxattr,fremovexattr,flock";

    /** Calls that look and leave no trace; everything else that names the folder is an intrusion. */
    private static final Set<String> LOOKING = Set.of(
            "access",
            "faccessat",
            "faccessat2",
            "stat",
            "lstat",
            "newfstatat",
            "statx",
            "statfs",
            "readlink",
            "readlinkat",
            "getxattr",
            "lgetxattr",
            "listxattr",
            "llistxattr",
            "execve",
            "getcwd",
            "chdir");

    private static final Set<String> OPENING = Set.of("open", "openat", "openat2");
    private static final Pattern CALL = Pattern.compile("^\\d+\\s+(?:<\\.\\.\\. )?(\\w+)[( ]");
    private static final Pattern WRITING_FLAGS = Pattern.compile("\\bO_(WRONLY|RDWR|CREAT|TRUNC|APPEND|TMPFILE)\\b");

    private final List<String> lines;

    private SystemCalls(List<String> lines) {
        this.lines = List.copyOf(lines);
    }

    /** The command line that runs a command and records into a file. */
    static List<String> recording(Path record, List<String> command) {
        List<String> traced =
                new ArrayList<>(List.of("strace", "-f", "-qq", "-y", "-e", TRACED, "-o", record.toString()));
        traced.addAll(command);
        return traced;
    }

    /** The recorded calls that name a folder or anything in it. */
    static SystemCalls about(Path folder, Path record) throws IOException {
        // A byte that is no UTF-8 may stand in what a process wrote; file names here are plain.
        List<String> all = Files.readAllLines(record, StandardCharsets.ISO_8859_1);
        return new SystemCalls(
                all.stream().filter(line -> line.contains(folder.toString())).toList());
    }

    /** The calls that opened a file only to read it. */
    List<String> readings() {
        return lines.stream()
                .filter(line -> OPENING.contains(name(line)) && !writes(line))
                .toList();
    }

    /** The calls that could have changed something, whether they succeeded or not. */
    List<String> intrusions() {
        return lines.stream().filter(SystemCalls::intrudes).toList();
    }

    private static boolean intrudes(String line) {
        String name = name(line);
        return OPENING.contains(name) ? writes(line) : !LOOKING.contains(name);
    }

    private static boolean writes(String line) {
        return WRITING_FLAGS.matcher(line).find();
    }

    private static String name(String line) {
        Matcher call = CALL.matcher(line);
        return call.find() ? call.group(1) : "";
    }
}
