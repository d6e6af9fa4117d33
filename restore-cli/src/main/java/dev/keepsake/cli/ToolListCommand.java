package dev.keepsake.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keepsake.catalog.Tool;
import dev.keepsake.catalog.Tools;
import dev.keepsake.config.ExitCode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code keepsake tool list}: which distributions an archive keeps. */
@Command(
        name = "list",
        description = {
            "Lists the distributions that the archive keeps, each with the SHA-256 of its file.",
            "",
            "With '--trust' only what an agent or a person who is trusted has signed counts; what does not is named,"
                    + " and the command ends with 5."
        },
        footerHeading = "%nExamples:%n",
        footer = "  keepsake --store s3://bucket/prefix --cluster prod --trust agent.pub tool list")
final class ToolListCommand extends Verb implements Callable<Integer> {

    @Override
    public Integer call() throws IOException {
        try (OpenArchive archive = OpenArchive.open(archive().read())) {
            archive.requireExists();
            List<Tools.Listed> tools = archive.catalog().tools().list();
            print(this, tools);
            boolean whole = tools.stream().allMatch(one -> one.tool().isPresent());
            return (whole ? ExitCode.DONE : ExitCode.DAMAGED).code();
        }
    }

    static void print(Verb verb, List<Tools.Listed> tools) throws IOException {
        if (verb.archive().json()) {
            ArrayNode array = JsonOutput.MAPPER.createArrayNode();
            tools.forEach(one -> array.add(json(one)));
            JsonOutput.print(verb.out(), array);
            return;
        }
        if (tools.isEmpty()) {
            verb.err().println("no Keepsake is kept in this archive; 'keepsake tool put' keeps one");
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("VERSION", "PLATFORM", "BYTES", "STORED", "BY", "SHA-256"));
        tools.forEach(one -> one.tool().ifPresent(tool -> rows.add(row(tool))));
        Table.print(verb.out(), rows);
        tools.stream()
                .filter(one -> one.tool().isEmpty())
                .forEach(one ->
                        verb.err().println(Terminal.shown("not to be used: " + one.name() + ": " + one.problem())));
    }

    private static List<String> row(Tool tool) {
        return List.of(
                tool.version(),
                tool.platform(),
                Long.toString(tool.bytes()),
                JsonOutput.seconds(tool.time()),
                tool.host(),
                tool.fileSha256());
    }

    private static ObjectNode json(Tools.Listed one) {
        ObjectNode node = JsonOutput.MAPPER.createObjectNode();
        node.put("name", one.name());
        if (one.tool().isEmpty()) {
            return node.put("problem", one.problem());
        }
        Tool tool = one.tool().get();
        return node.put("version", tool.version())
                .put("platform", tool.platform())
                .put("file", tool.file())
                .put("bytes", tool.bytes())
                .put("sha256", tool.fileSha256())
                .put("host", tool.host())
                .put("time", JsonOutput.seconds(tool.time()));
    }
}
