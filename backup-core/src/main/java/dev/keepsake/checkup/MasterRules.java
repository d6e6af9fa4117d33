package dev.keepsake.checkup;

import java.util.List;

/** What should be so among masters and agents of Mesos. */
final class MasterRules {

    static final Rule SIZE = new Rule(
            "mesos.masters",
            Severity.WARNING,
            "too few masters, or not as many as the quorum is meant for",
            "A quorum of them must hold the registry; with 5 one may be under repair while another one fails. With"
                    + " more than the quorum is meant for the registry may be damaged.");
    static final Rule UPTIME = new Rule(
            "mesos.uptime",
            Severity.WARNING,
            "a master that has just started, or was just elected",
            "Masters that keep ending lose nothing each time, but nothing is scheduled while they are elected.");
    static final Rule TEARDOWN = new Rule(
            "mesos.open-teardown",
            Severity.CRITICAL,
            "anybody may end frameworks",
            "One POST to /teardown kills all tasks of a framework for good; nothing can bring them back but a new"
                    + " start.");
    static final Rule AGENT = new Rule(
            "mesos.agent-changed",
            Severity.WARNING,
            "an agent's attributes or resources changed under the same id",
            "Before 1.5 an agent with another description refuses to recover its tasks; constraints by attributes no"
                    + " longer hold.");
    static final Rule ROOM = new Rule(
            "mesos.agent-room",
            Severity.WARNING,
            "an agent offers nearly all of its machine",
            "The agent itself, the container engine and the system need memory too; without it the kernel ends"
                    + " something.");
    static final Rule FAILED = new Rule(
            "mesos.tasks-failed",
            Severity.WARNING,
            "many tasks fail",
            "Some app starts and ends all the time; each start takes room, images and log space.");
    static final Rule LOST = new Rule(
            "mesos.tasks-lost",
            Severity.WARNING,
            "many tasks are lost",
            "Agents go away, or masters cannot hear them: the line or the machines want a look.");
    static final Rule KILLED = new Rule(
            "mesos.tasks-killed",
            Severity.NOTE,
            "many tasks are killed",
            "That is right for deployments, and wrong where health checks or memory limits do it.");
    static final Rule INACTIVE = new Rule(
            "mesos.framework-inactive",
            Severity.WARNING,
            "a framework that is registered and away",
            "Its tasks go on and nobody looks after them, until its failover timeout ends and all of them are killed.");
    static final Rule LEFT = new Rule(
            "mesos.left-reservation",
            Severity.WARNING,
            "reservations or volumes of frameworks that are gone",
            "What is reserved for nobody is offered to nobody; a volume of a framework that is gone may hold data.");
    static final List<Rule> ALL = List.of(SIZE, UPTIME, TEARDOWN, AGENT, ROOM, FAILED, LOST, KILLED, INACTIVE, LEFT);

    private MasterRules() {}
}
