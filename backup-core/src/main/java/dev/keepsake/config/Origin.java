package dev.keepsake.config;

/**
 * Where a value was found.
 *
 * @param name the file, the variable, or the flag
 * @param line from 1; 0 when this is no file
 * @param column from 1; 0 when this is no file
 */
record Origin(String name, int line, int column) {

    static final Origin DEFAULT = new Origin("default", 0, 0);

    static Origin inFile(String file, Position position) {
        return new Origin(file, position.line(), position.column());
    }

    static Origin environment(String variable) {
        return new Origin("environment " + variable, 0, 0);
    }

    static Origin flag(String flag) {
        return new Origin("flag " + flag, 0, 0);
    }

    static Origin other(String name) {
        return new Origin(name, 0, 0);
    }

    boolean isFile() {
        return line > 0;
    }

    /** As a setting's origin: file and line. */
    String shown() {
        return isFile() ? name + ":" + line : name;
    }

    /** As the beginning of a problem: file, line and column. */
    String located() {
        return isFile() ? name + ":" + line + ":" + column : name;
    }
}
