package dev.keepsake.cli;

import dev.keepsake.artefact.DocumentTarget;
import dev.keepsake.config.WebConfig;
import dev.keepsake.config.WebSystems;
import java.io.IOException;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** {@code keepsake restore marathon}: apps, pods and groups, back into a running Marathon. */
@Command(
        name = "marathon",
        customSynopsis = {
            "keepsake restore marathon [--backup=ID] --url=URL[,URL…] [--path=PATH]",
            "                [--plan] [--yes] [OPTIONS]"
        },
        description = {
            "Gives groups, pods and apps back to a running Marathon, by its own interface: the documents 'groups' and,"
                    + " where there are pods, 'pods'.",
            "",
            "Compares first, and shows each difference; values of environment variables are not shown. Sends only what"
                    + " is missing or different, what others depend on first, and waits for the deployments. What is not"
                    + " in the backup stays, unless --delete-others is given. Run again after a failure, it goes on with"
                    + " what is missing.",
            "",
            "Framework id, running tasks, reservations and versions of the past come back only with Marathon's tree in"
                    + " ZooKeeper: see 'restore zookeeper'."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  keepsake -c agent.yaml restore marathon --backup 20261122T030000Z --url http://10.0.0.1:8080 --plan",
            "One group, through DC/OS:",
            "  keepsake -c agent.yaml restore marathon --from docs --url https://dcos.example.org/marathon --path /prod --token-file"
                    + " t --token-prefix token= --ca-file dcos-ca.crt"
        })
final class RestoreMarathonCommand extends DocumentVerb {

    @Option(names = "--path", paramLabel = "PATH", description = "only what lies there or below (default: everything)")
    private String path = "/";

    @Option(names = "--force", description = "stop deployments that hold an app, instead of waiting for them")
    private boolean force;

    @Option(names = "--delete-others", description = "delete apps, pods and groups that are not in the backup")
    private boolean deleteOthers;

    @Option(
            names = "--wait",
            paramLabel = "SECONDS",
            description = "how long to wait for deployments, those begun and those in the way (default: 600)")
    private int seconds = 600;

    @Override
    String type() {
        return "marathon";
    }

    @Override
    DocumentTarget target(WebConfig config) throws IOException {
        if (!WebSystems.isMarathonPath(path) || seconds < 0) {
            throw new ParameterException(
                    spec().commandLine(), "--path takes a path such as /prod/web, and --wait whole seconds");
        }
        return WebSystems.marathon(config, path, force, deleteOthers, Duration.ofSeconds(seconds));
    }
}
