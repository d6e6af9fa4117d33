package dev.keepsake.cli;

import java.io.PrintWriter;
import java.util.List;

/** Rows in columns as wide as their widest cell. */
final class Table {

    private Table() {}

    static void print(PrintWriter out, List<List<String>> rows) {
        print(
                out,
                rows.stream()
                        .map(row -> row.stream().map(Terminal::shown).toList())
                        .toList(),
                rows.get(0).size());
    }

    private static void print(PrintWriter out, List<List<String>> rows, int columns) {
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < columns; i++) {
                line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
            }
            out.println(line.toString().stripTrailing());
        }
    }
}
